"""How a page lets one get at the instrument it cites: the link over it, beside it, below it, or on its record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rules.bylaws.instruments import DRAFT, OTHER, PERDA, about, instruments_in, is_numbered
from rules.bylaws.wording import GET
from scorecard.model import Place, Region
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording

if TYPE_CHECKING:
    from rules.bylaws.reading import Citation

_VIEWER: Final = re.compile(r"viewer|preview|flip|pdfjs|embed|gview", re.IGNORECASE)
_WEB: Final = frozenset({"page", "document", "drive", "download", "embed"})
#: A heading, title or group row that says what kind of instruments stand below it, and nothing else.
_LISTING: Final = re.compile(
    r"\W*(?:\d{1,2}\W+)?(?:(?:daftar|kumpulan|himpunan|produk\s+hukum|download|unduh|jdih|list|arsip|data|kategori|jenis|katalog|dokumen)"
    r"\W+){0,3}(?:peraturan\s+daerah|perda)(?:\s*\(perda\))?"
    r"(?:\s+(?:pemerintah\s+)?(?:kabupaten|kab\.?|kota)(?:\s+[a-z]+){1,3})?(?:\W*(?:tahun\s+)?(?:19|20)\d\d){0,2}\W*",
    re.IGNORECASE,
)
#: The head of a column of titles.
_TITLE_HEAD: Final = re.compile(
    r"\W*(?:tentang|judul|perihal|nama)(?:\s+(?:peraturan|perda|dokumen))?\W*", re.IGNORECASE
)
_HOME: Final = re.compile(r"\W*(?:beranda|home|depan|halaman\s+(?:depan|utama))\W*", re.IGNORECASE)
#: Most steps of a trail of crumbs between the home page and the page itself.
_CRUMBS: Final = 4
_WORD: Final = re.compile(r"[a-z]+")
#: Columns of a register of public information ("Daftar Informasi Publik").
_REGISTER: Final = Wording(
    r"\b(?:ringkasan\s+(?:isi\s+)?informasi|jenis\s+informasi|informasi|penguasa\w*|penanggung\W?jawab|pejabat|"
    r"bentuk(?:\s+informasi)?|format|jangka\s+waktu|retensi|masa\s+simpan|waktu\s+(?:dan|&)\s+tempat)\b",
    re.IGNORECASE,
)
_SITE: Final = re.compile(r"\s+[-–—|»:]\s+")
#: Blocks below a card in which its button may stand.
_REACH: Final = 6
_LONGEST_BUTTON: Final = 300
_LONGEST_BADGE: Final = 60


def link_for(page: Page, block: Block, over: Link | None, role: str) -> Link | None:
    """The link to a cited instrument: over its words, in its row, or on the button of its card."""
    if over is not None:
        return _opens(page, over)
    for link in page.links_in(block.start, block.end):
        if is_button(link) and (opened := _opens(page, link)):
            return opened
    if role in ("basis", "mention") or has_cells(page, block):
        return None
    for other in page.blocks[block.index + 1 : block.index + 1 + _REACH]:
        if other.place is not block.place or _names_instrument(page, other) or _is_next(block, other):
            break
        for link in page.links_in(other.start, other.end):
            if link.end > link.start and is_button(link) and (opened := _opens(page, link)):
                return opened
    return None


def has_cells(page: Page, block: Block) -> bool:
    """Whether a block is a row of several cells; asked once of a block."""
    known: dict[int, bool] = page.readings.setdefault("has cells", {})
    if block.index not in known:
        known[block.index] = page.text.find(" | ", block.start, block.end) >= 0
    return known[block.index]


def _names_instrument(page: Page, block: Block) -> bool:
    known: dict[int, bool] = page.readings.setdefault("names instrument", {})
    if block.index not in known:
        text = page.words_of(block)
        known[block.index] = not _is_badge(text) and next(instruments_in(text), None) is not None
    return known[block.index]


def _is_badge(text: str) -> bool:
    """Whether a short line tells the kind of the entry above it: neither a number nor a title of its own."""
    return len(text) <= _LONGEST_BADGE and not is_numbered(text) and about(text) < 0


def promise(link: Link | None) -> str:
    """The address a claim may be held to; "" for viewers, whose pages show a file and say nothing themselves."""
    return link.url if link is not None and not _VIEWER.search(link.url) else ""


def link_over(page: Page, subject: tuple[int, int]) -> Link | None:
    """The link on a citation's title, where the kind stands outside of it."""
    over = (link for link in page.links_in(*subject) if link.end > link.start)
    return next((opened for link in over if (opened := _opens(page, link))), None)


def record(page: Page, found: list[Citation]) -> list[Citation]:
    """Citations with the page's own record completed: its heading names one instrument and the file hangs below."""
    heads = [one for one in found if one.role == "heading" and one.kind != DRAFT]
    link, whole = of_record(page)
    if not heads and whole:  # the text itself, under no heading: its first line names it
        heads = [one for one in found if one.role == "line"][:1]
    if len({tuple(re.findall(r"\d+", page.text[one.start : one.end])[:2]) for one in heads}) > 1:
        return found
    return [replace(one, role="record", link=one.link or link, whole=whole) if one in heads else one for one in found]


def of_record(page: Page) -> tuple[Link | None, bool]:
    """The file of an instrument whose record a page is, and whether the instrument's text stands there."""
    if "record file" not in page.readings:
        files = (link for link in page.links if link.is_file and link.place is Place.MAIN)
        link = attachment(page) or next((link for link in files if any(instruments_in(link.text))), None)
        page.readings["record file"] = (link, _has_articles(page.text))
    kept: tuple[Link | None, bool] = page.readings["record file"]
    return kept


def attachment(page: Page) -> Link | None:
    """The file that hangs on a page under no name of its own: framed, on a button, or called "Lampiran"."""
    if "attachment" not in page.readings:
        own = (link for link in page.links if link.place is Place.MAIN and link.alive)
        page.readings["attachment"] = next((link for link in own if _is_attached(link)), None)
    kept: Link | None = page.readings["attachment"]
    return kept


def is_drafted(page: Page, block: Block) -> bool:
    """Whether a block stands under a heading, or in a table under a head, that announces drafts."""
    heads = [head[:200] for head in page.headings(block)[:2]]
    if block.table >= 0:
        heads.append(_top(page, block.table))
    return any(named.kind == DRAFT for head in heads for named in instruments_in(head))


def in_register(page: Page, block: Block) -> bool:
    """Whether a row stands in a register of what the Pemda holds, which offers none of it."""
    return block.table >= 0 and len(_REGISTER.findall(_top(page, block.table))) >= 2


def _top(page: Page, table: int) -> str:
    """The first row of a table."""
    tops: dict[int, str] = page.readings.setdefault("table_tops", {})
    if not tops:
        tops.update({other.table: page.words_of(other)[:200] for other in reversed(page.blocks)})
    return tops[table]


def listing_kind(text: str, region: Region | None = None) -> str:
    """What a heading announces: "perda", "other", or "" where it names no instrument."""
    named = next(instruments_in(text, region), None)
    if named is None:
        return ""
    return PERDA if named.kind == PERDA and _LISTING.fullmatch(_SITE.split(text)[0]) else OTHER


def announces(page: Page, cited: set[int]) -> bool:
    """Whether anything on the page announces a list of Perda."""
    texts = (page.words_of(page.blocks[index])[:200] for index in cited)
    return bool(_tabs(page)) or any(listing_kind(text) == PERDA or is_head_of_list(text) for text in texts)


def is_head_of_list(text: str) -> bool:
    """Whether a table's row heads a list of Perda: "No | Peraturan Daerah | Tentang", no other instrument in it."""
    cells = text.split(" | ")
    if any(char.isdigit() for char in text) or not any(_TITLE_HEAD.fullmatch(cell) for cell in cells):
        return False
    return {listing_kind(cell) for cell in cells} - {""} == {PERDA}


def heading_kind(page: Page, block: Block) -> str:
    """The nearest heading over a block that names a kind of instrument decides; the page's title last."""
    known: dict[int, str] = page.readings.setdefault("bylaw_headings", {})
    if block.heading not in known:
        kinds = (listing_kind(head[:200], page.region) for head in page.headings(block))
        known[block.heading] = next((kind for kind in kinds if kind), "")
    if known[block.heading]:
        return known[block.heading]
    return next((kind for start, end, kind in _tabs(page) if start <= block.start < end), "") or _crumb_kind(page)


def _crumb_kind(page: Page) -> str:
    """What the last crumb of the trail "Beranda / Produk Hukum / Peraturan Daerah" announces."""
    if "bylaw crumb" not in page.readings:
        trails = (page.blocks[one.index : one.index + _CRUMBS + 2] for one in page.blocks if _is_home(page, one))
        page.readings["bylaw crumb"] = next((kind for trail in trails if (kind := _end_of(page, trail))), "")
    return str(page.readings["bylaw crumb"])


def _is_home(page: Page, block: Block) -> bool:
    return block.tag == "li" and bool(_HOME.fullmatch(page.words_of(block)))


def _end_of(page: Page, trail: Sequence[Block]) -> str:
    """Kind that the last entry of a trail names: the first one that no link is on, with no entry behind it."""
    for one, behind in pairwise(trail):
        if not any(link.end > link.start for link in page.links_in(one.start, one.end)):
            return listing_kind(page.words_of(one)[:200]) if one.tag == "li" and behind.tag != "li" else ""
    return ""


def _tabs(page: Page) -> list[tuple[int, int, str]]:
    """Sections of the page that a tab or fold named after a kind of instrument opens: span and kind."""
    if "bylaw_tabs" not in page.readings:
        opening = ((link, listing_kind(link.text[:200], page.region)) for link in page.links if link.target in page.ids)
        page.readings["bylaw_tabs"] = [(*page.ids[link.target], kind) for link, kind in opening if kind]
    found: list[tuple[int, int, str]] = page.readings["bylaw_tabs"]
    return found


def _opens(page: Page, link: Link) -> Link | None:
    """The link where it leads to a document or record; of a modal or fold, the file inside."""
    if link.target in page.ids:
        start, end = page.ids[link.target]
        return next((inner for inner in page.links_in(start, end) if inner.alive and inner.is_file), None)
    if not link.alive or link.kind not in _WEB:
        return None
    if link.url.partition("#")[0] == page.url.partition("#")[0] and not is_button(link):
        return None
    return link


def _is_next(block: Block, other: Block) -> bool:
    """Whether a block below begins the next entry."""
    return other.tag in ("h1", "h2") or (other.tag == block.tag and block.tag[:1] in "hld" and block.tag != "div")


def is_button(link: Link) -> bool:
    """Whether a link's words do no more than offer what it leads to: "Unduh", "Lihat", a file's name."""
    words = _WORD.findall(link.text[:_LONGEST_BUTTON].lower())
    if len(link.text) < _LONGEST_BUTTON and all(len(word) < 2 or word in GET for word in words):
        return True
    return link.is_file and (" " not in link.text.strip() or link.text.lower().rstrip().endswith(".pdf"))


def _is_attached(link: Link) -> bool:
    if link.kind == "embed":
        return "viewer" in link.url.lower()
    words = set(_WORD.findall(link.text.lower()))
    if not is_button(link):
        return link.is_file and bool(words & {"lampiran", "salinan", "naskah"})
    return link.is_file or bool(words & {"unduh", "download", "lampiran"})


def _has_articles(text: str) -> bool:
    lowered = text.lower()
    return lowered.count("pasal ") >= 5 and "menimbang" in lowered
