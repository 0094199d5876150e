"""Legal instruments where a page cites them: list rows, cards, records, legal-basis lines, first pages of documents.

Read once a page and kept with it. A citation says whose instrument it is, what it is about and how one
gets at it; whether that is evidence is for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Final

from rules.bylaws import downloads, titles
from rules.bylaws.instruments import DRAFT, PERDA, Instrument, about, instruments_in, is_numbered
from rules.bylaws.records import is_kind_field, is_title_field, record_field, title_field
from rules.bylaws.wording import BASIS_LEADS, LEADS, words_in
from rules.genre import is_news
from scorecard.model import Place, Region
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording

#: Longest line that still cites and does not argue, and most citations read off one page.
MAX_LINE: Final = 480
MAX_CITATIONS: Final = 1_000
#: How much of a page, and of one block of it, is searched for instruments; longer ones are hostile.
MAX_TEXT: Final = 300_000
MAX_BLOCK: Final = 12_000
#: Longest label before a colon, and longest title in running text.
MAX_LABEL: Final = 40
#: Links of one block looked at.
MAX_LINKS: Final = 400
MAX_CLAUSE: Final = 160
#: Instruments of one part looked at.
_MOST_NAMED: Final = 6
_HEADINGS: Final = ("title", "h1", "h2", "h3")
_BASIS: Final = Wording(r"\b(?:dasar|landasan|payung)\s+hukum|\bdasar\s+peraturan|\bregulasi terkait", re.IGNORECASE)
#: Who issues it, where a document puts him on the same line.
_ISSUER: Final = re.compile(
    r"\W*(?:salinan\W+)?(?:bupati|wal(?:i\s?)?kota|gubernur|pemerintah|lembaran daerah)\b", re.IGNORECASE
)
#: How prose says that something rests on an instrument, right before it names it.
_RESTS: Final = re.compile(
    r"\b(?:berdasar(?:kan)?(?:\s+(?:pada|atas))?|sesuai(?:\s+dengan)?|mengacu\s+(?:pada|kepada)|merujuk\s+(?:pada|kepada)|"
    r"dasar(?:nya|\s+hukum\w*)?\s?(?::|adalah)?|(?:di|ter)(?:atur|muat|tetapkan|bentuk|tuang\w*)\s+(?:dalam|dengan|oleh|melalui)|"
    r"amanat|ketentuan|dengan|(?:telah\s+|sudah\s+)?(?:menetapkan|menerbitkan|mengundangkan|memiliki)|"
    r"(?:di(?:tetapkan|terbitkan|undangkan|berlakukan|sahkan)nya|terbitnya|lahirnya|berlakunya))\s*(?:ketentuan\s+)?$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[a-z\d)]{3})[.;]\s+(?=[A-Z])")
_CELL: Final = re.compile(r"(?<!;)\s\|\s?")
_CLAUSE: Final = re.compile(r";\s")
_PREAMBLE: Final = Wording(r"\bdengan rahmat tuhan|\bmenimbang\s?:", re.IGNORECASE)
_MARK: Final = re.compile(
    r"(?<=\s)(?<!nomor\s)(?<!no\.\s)(?<!no\s)(?<!tahun\s)(?<!bulan\s)\d{1,2}[.)]\s(?=[a-z])", re.IGNORECASE
)


@dataclass(slots=True, unsafe_hash=True)  # immutable by convention, as figures are
class Citation:
    """An instrument where a page cites it. Spans count code points of the page's text."""

    kind: str  # of instruments.py
    start: int
    end: int
    subject: tuple[int, int]  # span of the words on what it is about; empty where they are missing
    role: str  # line, heading, basis, mention, record or opening (of a document)
    place: Place
    link: Link | None = None  # to its document or record
    whole: bool = False  # the page holds its text
    numbered: bool = False

    @property
    def titled(self) -> bool:
        """Whether it says what it is about."""
        return self.subject[1] > self.subject[0]


def citations(page: Page) -> tuple[Citation, ...]:
    """All citations of a page, in order; read at first use."""
    if "citations" not in page.readings:
        page.readings["citations"] = tuple(_opening(page) if page.is_document else _cited(page))[:MAX_CITATIONS]
    kept: tuple[Citation, ...] = page.readings["citations"]
    return kept


def _cited(page: Page) -> Iterator[Citation]:
    named = {page.block_at(one.start).index for one in instruments_in(page.text[:MAX_TEXT])}
    blocks = sorted(named)[:MAX_CITATIONS]
    found = [citation for index in blocks for citation in _in_block(page, page.blocks[index])]
    found = _told_by_field(page, downloads.record(page, _without_title(page, found)))
    yield from found
    if not any(one.role == "record" for one in found):
        yield from _record(page)
    yield from islice(_implied(page, named), MAX_CITATIONS)


def _told_by_field(page: Page, found: list[Citation]) -> list[Citation]:
    """Citations with the title that a record's field gives to an instrument named by its number alone."""
    bare = [one for one in found if one.role in ("record", "heading") and one.numbered and not one.titled]
    same = len({tuple(re.findall(r"\d+", page.text[one.start : one.end])[:2]) for one in bare}) == 1
    subject = title_field(page) if same else None
    if subject is None:
        return found
    told = replace(bare[0], start=subject[0], end=subject[1], subject=subject)
    return [told if one is bare[0] else one for one in found if one is bare[0] or one not in bare]


def _record(page: Page) -> Iterator[Citation]:
    """The record that a page of a legal database is, where its title alone does not say so."""
    fields = record_field(page)
    if fields is not None:
        kind, subject = fields
        link, whole = downloads.of_record(page)
        yield Citation(kind.kind, *subject, subject, "record", Place.MAIN, link, whole, numbered=True)


def _without_title(page: Page, found: list[Citation]) -> list[Citation]:
    """The page's title repeats its heading: it counts only where nothing else is cited."""
    rest = [one for one in found if page.block_at(one.start).tag != "title"]
    return rest or found


def _in_block(page: Page, block: Block) -> Iterator[Citation]:
    text = page.words_of(block)[:MAX_BLOCK]
    basis = any(_BASIS.search(head) for head in (*page.headings(block)[:2], text[:60]))
    for start, end, link in _segments(page, block, text):
        named = _first(text[start:end], page.region)
        if named is None or is_kind_field(text):
            continue
        first, last = block.start + start + named.start, block.start + end
        kind = DRAFT if named.kind == PERDA and downloads.is_drafted(page, block) else named.kind
        subject = titles.subject(page, block, start, end, named, link is not None)
        numbered = is_numbered(text[start:end])
        role = _role(page, block, text[start:end], named, basis)
        if link is None and downloads.in_register(page, block):
            role = "mention"
        elif role == "mention" and numbered and _rests_on(page, text[: start + named.start], text[start:end], named):
            role, subject = "basis", _first_clause(page, subject)
            last = max(first + 1, subject[1])
        if subject[1] > subject[0]:
            first, last = min(first, subject[0]), max(last, subject[1])
        reached = downloads.link_for(page, block, link, role) or downloads.link_over(page, subject)
        yield Citation(kind, first, last, subject, role, block.place, reached, numbered=numbered)


def _first(text: str, region: Region | None) -> Instrument | None:
    """The first instrument of a part; where prose only speaks of its kind, the first that has a number behind it."""
    found = list(islice(instruments_in(text, region), _MOST_NAMED))
    if len(found) < 2 or found[0].kind != PERDA or is_numbered(text[found[0].end : found[1].start]):
        return found[0] if found else None
    if not _SENTENCE.search(text, found[0].end, found[1].start):
        return found[0]
    return next((one for one in found[1:] if is_numbered(text[one.end : one.end + MAX_LABEL * 2])), found[0])


def _role(page: Page, block: Block, part: str, named: Instrument, basis: bool) -> str:
    lead = part[: named.start]
    labelled = lead.rstrip().endswith(":") and len(lead) <= MAX_LABEL
    if not (labelled or _leads(words_in(lead), basis)) or len(part) > MAX_LINE or titles.SAID.search(part):
        return "mention"
    if basis:
        return "basis"
    return "heading" if block.tag in _HEADINGS or is_title_field(page, block) else "line"


def _rests_on(page: Page, lead: str, part: str, named: Instrument) -> bool:
    """Whether prose that is no news gives an instrument as its legal basis: "dibentuk berdasarkan Perda ..."."""
    behind = _SENTENCE.split(part[named.end :], maxsplit=1)[0]
    told = titles.SAID.search(behind) or about(behind) < 0
    return bool(_RESTS.search(lead[-80:])) and not told and not is_news(page)


def _first_clause(page: Page, subject: tuple[int, int]) -> tuple[int, int]:
    """Of a title in running text: up to the first stop, since the sentence goes on behind it."""
    stop = re.search(r"[,;:()\n]|\.(?=\s|$)", page.text[subject[0] : subject[1]])
    return (subject[0], min(subject[1], subject[0] + (stop.start() if stop else MAX_CLAUSE)))


def _segments(page: Page, block: Block, text: str) -> Iterator[tuple[int, int, Link | None]]:
    """Cells, list parts and links of a block that may each cite one instrument, with the link over it."""
    links = [
        link
        for link in islice(page.links_in(block.start, block.end), MAX_LINKS)
        if next(instruments_in(page.text[link.start : link.end][:MAX_LINE]), None)
    ]
    cuts = [0, *_cuts(text), len(text)]
    cuts += [max(0, link.start - block.start) for link in links[1:]]
    edges = sorted(set(cuts))
    for start, end in pairwise(edges):
        over = next((link for link in links if link.start - block.start < end and link.end - block.start > start), None)
        if over is not None and over.start - block.start >= start:
            end = min(end, over.end - block.start)
        yield start, end, over


def _cuts(text: str) -> Iterator[int]:
    """Where parts of a block begin: cells, what follows a semicolon or the mark of a list, a preamble."""
    if "|" in text:
        yield from (match.end() for match in _CELL.finditer(text))
    if ";" in text:
        yield from (match.end() for match in _CLAUSE.finditer(text))
    yield from (match.end() for match in _MARK.finditer(text))
    yield from (match.start() for match in _PREAMBLE.finditer(text))


def _implied(page: Page, cited: set[int]) -> Iterator[Citation]:
    """Rows and links under a heading "Peraturan Daerah" that do not repeat the word."""
    if not downloads.announces(page, cited):
        return
    group, table, heading = "", -1, -1
    for block in page.blocks:
        text = page.words_of(block)
        if block.index in cited:
            if " | " not in text and (block.table >= 0 or _is_caption(page, block)):
                group, table, heading = downloads.listing_kind(text), block.table, block.heading
            elif downloads.is_head_of_list(text):
                group, table, heading = PERDA, block.table, block.heading
            continue
        if block.place is Place.NAV or block.tag == "title" or len(text) > MAX_LINE or _heads_others(block, text):
            continue
        kind = (
            group if group and (block.table, block.heading) == (table, heading) else downloads.heading_kind(page, block)
        )
        if kind != PERDA or not titles.is_title(text):
            continue
        link = downloads.link_for(page, block, None, "line")
        if link is None and is_numbered(text) and about(text) >= 0:
            link = downloads.link_over(page, (block.start, block.end))
        if (link is not None or " | " in text) and is_numbered_row(text, link):
            start, end = _title_span(text)
            subject = (block.start + start, block.start + end)
            yield Citation(PERDA, block.start, block.end, subject, "line", block.place, link, numbered=True)


def _heads_others(block: Block, text: str) -> bool:
    """Whether a heading is none of an entry: "Nomor 9 Tahun 2015 tentang Pajak" on a card heads nothing else."""
    return block.tag[:1] == "h" and about(text) < 0


def _is_caption(page: Page, block: Block) -> bool:
    """Whether a line that is no heading element heads the lines below it: short, and no entry of a menu."""
    plain = block.place is not Place.NAV and block.tag not in (*_HEADINGS, "option", "li")
    return plain and not any(link.end > link.start for link in page.links_in(block.start, block.end))


def is_numbered_row(text: str, link: Link | None) -> bool:
    """Whether a row has the number and year that an instrument has, or a file."""
    return is_numbered(text) or bool(re.search(r"\b(?:19|20)\d\d\b", text)) or (link is not None and link.is_file)


def _title_span(text: str) -> tuple[int, int]:
    cells = [(match.start(), match.end()) for match in re.finditer(r"[^|]+", text)]
    return max(cells, key=lambda cell: sum(char.isalpha() for char in text[cell[0] : cell[1]]))


def _opening(page: Page) -> Iterator[Citation]:
    """The instrument that a document is, by its first lines; one it merely refers to is none of its own."""
    head = page.text[:2_500]
    named = next((one for one in instruments_in(head, page.region) if _at_line(head, one)), None)
    if named is None or (named.start > 900 and named.kind == PERDA):
        return
    at = about(head[named.end :])
    subject = (0, 0)
    if 0 <= at < 400:
        start = named.end + at
        stop = re.search(r"\n(?:dengan rahmat|bupati|wali ?kota|menimbang|gubernur)", head[start:], re.IGNORECASE)
        subject = (start, start + (min(stop.start(), 400) if stop else min(300, len(head) - start)))
    drafted = bool(re.search(r"nomor\W*[.…_]{2,}|nomor\s+tahun\s", head[named.end : named.end + 120], re.IGNORECASE))
    yield Citation(
        DRAFT if drafted else named.kind, named.start, max(named.end, subject[1]), subject, "opening", Place.DOCUMENT,
        whole=True, numbered=is_numbered(head[named.end : named.end + 120]),
    )  # fmt: skip


def _at_line(text: str, named: Instrument) -> bool:
    lead = text[text.rfind("\n", 0, named.start) + 1 : named.start]
    return _leads(words_in(lead), basis=False) or bool(_ISSUER.match(lead))


def _leads(words: list[str], basis: bool) -> bool:
    """Whether nothing but marks of a list stands before an instrument."""
    allowed = LEADS | BASIS_LEADS if basis else LEADS
    return all(len(word) == 1 or word in allowed for word in words)
