"""What points to data without being it: links that name it, records whose values come from an interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.figures import Dataset, datasets
from rules.pointers import described, is_dashboard
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.numbers import is_empty
from scorecard.reading.words import Seen

_LONGEST: Final = 140
_MOST_BLOCKS: Final = 3000
_GENERIC: Final = re.compile(
    r"\W*(?:unduh|download|do[wn]+load|lihat|detail|selengkapnya|buka|klik(?: di ?sini)?|preview|view|file|pdf|"
    r"xlsx?|csv|tampilkan|baca)\b.{0,20}",
    re.IGNORECASE,
)
#: Titles of news, which speak of data and are none.
_TOLD: Final = re.compile(
    r"\b(?:(?<!keputusan )(?<!peraturan )(?<!sk )(?:bupati|wali ?kota|gubernur)|sekda|wabup|wawali|serahkan|"
    r"hadiri|gelar|tekan|turun(?:kan)?|naik|atasi|entas\w*|"
    r"kurangi|job ?fair|bursa kerja|pelatihan|sosialisasi|rapat|peringati|upaya|program|lowongan|rakor|dorong|siapkan|"
    r"survei|survey|kuesioner|kartu|ak[ /-]?1|layanan|pelayanan|penurunan|penanggulangan|penanganan|pengentasan)\b",
    re.IGNORECASE,
)
_FETCHES: Final = re.compile(
    r"fetch\(|\$\.(?:ajax|get|getJSON|post)|axios|XMLHttpRequest|\.json\b|/api/", re.IGNORECASE
)
_ANYTHING: Final = re.compile("")
#: What an empty shell says where its values would be.
_WAITS: Final = re.compile(
    r"enable javascript|memuat (?:grafik|data|peta)|loading|(?:belum|tidak) (?:tersedia|ada data)|no data",
    re.IGNORECASE,
)
#: Words of those at work or looking for it: a split of them is none of the inhabitants.
AT_WORK: Final = "bekerja|angkatan kerja|tenaga kerja|pekerja|pengangguran|pencari kerja|employ|labou?r force"
#: How a catalogue says that a data set holds nothing.
_EMPTY: Final = re.compile(
    r"(?:belum|tidak) (?:memiliki|ada|terdapat) (?:data|sumber ?daya|berkas|file|resource)|has no data|no resources",
    re.IGNORECASE,
)
_EXPORT: Final = re.compile(r"\b(?:csv|xlsx?|excel|json|api)\b", re.IGNORECASE)

FILE_WHY: Final = "A document that names these data can be opened here."
LINK_WHY: Final = "A live link leads to these data."
SERVED_WHY: Final = "A record of these data stands here; its values come from an interface."


def pointers(indicator: str, page: Page, seen: Seen, topic: re.Pattern[str], *groups: str) -> Iterator[Hit]:
    """Links whose own words, or whose row's words where they only say "Unduh", name the data."""
    named = {link.index for link in seen.links(*groups)}
    blocks = {block.index for block, _matches in seen.blocks(*groups)}
    generic = _generic(page)
    for link in page.links:
        if link.state not in ("live", "modal") or link.kind in ("mail", "phone", "chat"):
            continue
        words = link.text if link.index in named else ""
        if link.index in generic:
            block = page.block_at(link.start)
            words = page.words_of(block) if block.index in blocks else ""
        if len(words) <= _LONGEST and names(topic, words):
            yield _pointer(indicator, page, link)
    for block, link in described(page, seen, *groups):
        if names(topic, page.words_of(block)):
            yield hit(indicator, Strength.PARTIAL, page, block.start, block.end, LINK_WHY, promise=link.url)


def _generic(page: Page) -> frozenset[int]:
    """Indexes of links in the content that only say "Unduh" or "Lihat"; read once a page."""
    if "generic links" not in page.readings:
        own = (link for link in page.links if link.place is not Place.NAV and page.blocks)
        page.readings["generic links"] = frozenset(link.index for link in own if _GENERIC.fullmatch(link.text))
    kept: frozenset[int] = page.readings["generic links"]
    return kept


def served(indicator: str, page: Page, topic: re.Pattern[str], under: re.Pattern[str] = _ANYTHING) -> Iterator[Hit]:
    """A heading that names the data, over a chart that a script fills or beside an export of its values.

    `under`: what the heading itself, or one above it, must speak of too ("Jenis Kelamin" under "Demografi").
    """
    for block in page.blocks[:_MOST_BLOCKS]:
        words = page.words_of(block)
        heads = block.tag[:1] == "h" or block.tag == "title"
        if not heads or block.place is Place.NAV or len(words) > _LONGEST or not names(topic, words):
            continue
        if not under.search(" | ".join((words, *page.headings(block)))):
            continue
        if _is_template(page):  # reads all tables: asked where a heading names the data, and not before
            return
        start, end = (0, len(page.text)) if block.tag == "title" else page.section(block)
        drawn = any(start <= position <= end + 1 for position, _name in page.charts)
        charted = drawn and not _WAITS.search(page.text, start, end)
        exported = any(map(_is_export, page.links_in(start, end)))
        framed = any(map(is_dashboard, page.links_in(start, end + 1)))
        if charted or exported or framed or (block.tag in ("h1", "title") and _FETCHES.search(page.script)):
            yield hit(indicator, Strength.PARTIAL, page, block.start, block.end, SERVED_WHY, place=Place.MAIN)
            return


def _is_template(page: Page) -> bool:
    """Whether a table of the page names rows and fills none; asked once a page."""
    if "template" not in page.readings:
        blank = any(has_blanks(dataset) for dataset in datasets(page))
        page.readings["template"] = blank or bool(_EMPTY.search(page.text))
    return bool(page.readings["template"])


def has_blanks(dataset: Dataset) -> bool:
    """Whether a table names rows and fills none: a template, whatever else stands beside it.

    A table that says in words what its columns hold, or who keeps the data, is none.
    """
    if dataset.kind != "table" or len(dataset.rows) < 2 or dataset.filled:
        return False
    return sum(len(row.names) > 2 or _is_told(row.text) for row in dataset.rows) * 2 < len(dataset.rows)


def _is_told(text: str) -> bool:
    """Whether a row's other cells hold words or dates, and no blanks: "Sumber | Disdukcapil"."""
    cells = [cell.strip() for cell in text.split("|")]
    return len(cells) > 1 and not any(map(is_empty, cells))


def names(topic: re.Pattern[str], words: str) -> bool:
    """Whether words name the data, and are no headline or service."""
    return bool(topic.search(words)) and not _TOLD.search(words)


def _is_export(link: Link) -> bool:
    words = f"{link.text} {link.url}"
    return link.state == "live" and bool(link.is_file or _EXPORT.search(link.text)) and bool(_EXPORT.search(words))


def _pointer(indicator: str, page: Page, link: Link) -> Hit:
    if link.is_file and link.place is not Place.NAV:
        return link_hit(indicator, Strength.FOUND, page, link, FILE_WHY, promise=link.url)
    return link_hit(indicator, Strength.PARTIAL, page, link, LINK_WHY, promise=link.url)
