"""The papers that permits ask for: words of them, and the lists that stand right under a permit's name."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from rules.permits import distinct, is_other_service, permits_in
from rules.sections import under
from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording

PAPER: Final = Wording(
    r"\bktp\b|\bnpwp\b|\bfoto\s?-?\s?c?k?opy\w*|\bfotokopi\b|\bphoto\s?copy\b|\bf\.?c\.?\s|\bakta\b|\bakte\b|"
    r"\bpas\s?-?\s?(?:foto|photo)\b|\bkartu\s+(?:keluarga|tanda\s+penduduk)\b|\bmeterai\b|\bmaterai\b|"
    r"\bsurat\s+(?:permohonan|pernyataan|rekomendasi|kuasa|keterangan|tanda|izin|penunjukan|persetujuan|pengantar|perjanjian)|"
    r"\bsertifikat\b|\bdenah\b|\bgambar\s+\w+|\bijazah\b|"
    r"\bstr\b|\bbukti\b|\bimb\b|\bsite\s?plan\b|\brekomendasi\b|\bnib\b|\bformulir\b|\bproposal\b|\bneraca\b|"
    r"\bsiup\b|\bimta\b|\bkitas\b|\bpaspor\b|\bkk\b|"
    r"\bdata\s+(?:umum|pemilik|teknis)\b|\bdokumen\s+(?:rencana|teknis|kepemilikan|usulan|perusahaan)\b|"
    r"\bpersetujuan\s+(?:tetangga|warga)|\blegalisir\b|\bdokumen\s+(?:amdal|ukl|lingkungan)",
    re.IGNORECASE,
)
#: Words of a paper to hand in, which no permit's label has.
ITEM: Final = re.compile(
    r"\b(?:foto|f\.?c\.?|foto\s?-?\s?copy|fotocopy|fotokopi|photo\s?copy|mengisi|formulir|bermat\w+|permohonan|pernyataan|salinan|"
    r"copy|asli|memiliki|melampirkan|rekomendasi|ktp|npwp|bukti|persetujuan\s+tetangga|bagi|apabila|jika)\b",
    re.IGNORECASE,
)
#: Words of a label that is about a permit and no permit's name.
NO_SERVICE: Final = re.compile(
    r"\b(?:perda|perbup|perwal|peraturan|nomor|keputusan|statistik|data|jumlah|rekap\w*|laporan|realisasi|grafik|"
    r"formulir|pengaduan|cek|status|lacak|tracking|retribusi|tarif|sop|standar|prosedur|alur|penerbitan|terbit|simulasi)\b",
    re.IGNORECASE,
)
_MARK: Final = re.compile(r"\W{0,2}(?:\d{1,2}|[a-z])[.)]\s*", re.IGNORECASE)
_LABEL: Final = 80
#: Longest item of a list of papers, and most headings looked at.
_ITEM_LENGTH: Final = 160
_MOST: Final = 200


def papers_below(page: Page, block: Block) -> set[str]:
    """Different papers named in the block and the section below it."""
    text = [page.words_of(block)[:3_000], *(page.words_of(other)[:600] for other in under(page, block, 25))]
    return {match.group().lower() for words in text for match in PAPER.finditer(words)}


def permit_headings(page: Page) -> list[Block]:
    """Headings and labels that are permits' names, each with a list of papers right below it; none if of one permit."""
    heads = (block for block in page.blocks if block.place is Place.MAIN and _may_head(page, block))
    named = [block for block in islice(heads, _MOST) if _is_permit(page.words_of(block)) and _lists_papers(page, block)]
    return named if len(distinct(frozenset(permits_in(page.words_of(block))) for block in named)) >= 2 else []


def permit_page(page: Page) -> list[Block]:
    """The first heading of a page of one permit, where papers stand right below it without a word such as "syarat"."""
    heads = (block for block in page.blocks[:60] if block.tag in ("h1", "h2", "h3") and block.place is Place.MAIN)
    first = next(heads, None)
    if first is None:
        return []
    return [first] if _is_permit(page.words_of(first)) and _lists_papers(page, first) else []


def _may_head(page: Page, block: Block) -> bool:
    """A heading element, or a short line right above a list: the button of a fold, a label in bold."""
    if block.tag[:1] == "h":
        return True
    if block.tag in ("li", "tr", "option", "title"):
        return False
    return any(other.tag == "li" for other in page.blocks[block.index + 1 : block.index + 2])


def _is_permit(text: str) -> bool:
    named = len(text) <= _LABEL and bool(permits_in(text))
    return named and not is_other_service(text) and not NO_SERVICE.search(text) and not ITEM.search(text)


def _lists_papers(page: Page, head: Block) -> bool:
    """Whether the first run of items below a heading is one of papers: half of them by their first words."""
    items: list[str] = []
    tag = ""
    for block in under(page, head, 25):
        item = _item(page, block) if tag in ("", block.tag) else ""
        if item:
            items.append(item)
            tag = block.tag
        elif items:
            break
    papers = sum(bool(PAPER.search(item[:40])) for item in items if len(item) <= _ITEM_LENGTH)
    return len(items) >= 2 and 2 * papers >= len(items)


def _item(page: Page, block: Block) -> str:
    """A list item, or a line that a number or letter marks as one; "" for any other block."""
    text = page.words_of(block)
    if block.tag == "li":
        return text
    mark = _MARK.match(text) if block.tag in ("p", "div", "body", "line") else None
    return text[mark.end() :] if mark else ""
