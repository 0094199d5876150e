"""Lines that name a public document and how one gets at it: rows, list items, cards, menu entries, records."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.instruments import about, instruments_in
from rules.bylaws.reading import citations
from scorecard.model import Place
from scorecard.reading import Block, Link, Page
from scorecard.reading.words import Match, Seen

#: Longer lines argue and do not name.
MAX_LINE: Final = 300
_CHAPTER: Final = re.compile(r"\W*(?:bab|buku|jilid|volume|lampiran|bagian|cover|sampul|daftar\s+isi)\b", re.IGNORECASE)
_CELL: Final = re.compile(r"\s\|\s?")
_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)|(?<!\d)199\d(?!\d)")
_BAND: Final = re.compile(r"(?<!\d)20\d\d\s{0,2}(?:[-–/]|s\.?/?d\.?|sampai)\s{0,2}(?:20)?\d\d(?!\d)", re.IGNORECASE)
#: An agency or a part of the region whose own papers are not the region's.
AGENCY: Final = re.compile(
    r"\b(?:dinas|kecamatan|kec\.|kelurahan|desa|nagari|puskesmas|rsud|rumah sakit|sekretaria[st]\s+dprd|setwan|satpol|"
    r"inspektorat|bagian|kantor|diskominfo\w*|disdik\w*|disduk\w*|dinkes|disnaker\w*|dispora\w*|dishub|disperin\w*|dpmptsp|dlh|"
    r"dpupr|pupr|dinsos|disbud\w*|dispar\w*|bkpsdm|bpbd|kesbangpol|bappeda|bappelitbang\w*|bapperida|skpd|opd|pdam|perumda|bumd|blud|"
    r"badan\s+(?!pendapatan|pengelola|keuangan|anggaran))",
    re.IGNORECASE,
)


#: Addresses of frames that show a document.
_SHOWN: Final = re.compile(
    r"\.pdf\b|drive\.google|docs\.google|onedrive|scribd|issuu|flip|viewer|anyflip|heyzine", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that names a document: its words, those without an instrument's head, its row, and the link to it."""

    name: str
    text: str
    row: str
    start: int
    end: int
    link: Link | None
    place: Place
    heading: bool
    instrument: str  # kind of the instrument it is, "" if none is named

    @property
    def dated(self) -> bool:
        """Whether it names a year."""
        return bool(_YEAR.search(self.row))

    @property
    def spans_years(self) -> bool:
        """Whether it names a run of years, as a plan of several years does."""
        return bool(_BAND.search(self.row))


def offers(page: Page, seen: Seen, *groups: str) -> Iterator[Offer]:
    """Lines of a web page with a word of the groups, each once, in order."""
    done: set[int] = set()
    headed = any(block.tag in ("h1", "h2") for block in page.blocks)
    for block, matches in seen.blocks(*groups):
        if block.tag == "title" and headed:
            continue
        cuts = [cut.span() for cut in _CELL.finditer(page.text, block.start, block.end)]
        for match in matches:
            start, end, over = _segment(page, block, match, cuts)
            if start not in done:
                done.add(start)
                yield _offer(page, block, start, end, over)


def _offer(page: Page, block: Block, start: int, end: int, over: Link | None) -> Offer:
    text = page.text[start:end]
    row = page.text[block.start : min(block.end, block.start + MAX_LINE)] if downloads.has_cells(page, block) else text
    heading = block.tag in ("title", "h1", "h2")
    link = downloads.link_for(page, block, over, "line")
    if heading and link is None:
        link = downloads.attachment(page) or _chapter(page, block)
    if link is None and block.tag[:1] == "h":
        link = _framed(page, block)
    if link is None:  # a record's file hangs elsewhere on its page
        link = next((one.link for one in citations(page) if one.start < end and one.end > start), None)
    name, kind = text, ""
    named = next(instruments_in(text, page.region), None)
    if named is not None:
        at = about(text[named.end :])
        name, kind = text[named.end + at :] if at >= 0 else text, named.kind
    return Offer(
        name,
        text,
        row,
        start,
        end,
        link,
        block.place,
        heading,
        kind,
    )


def _framed(page: Page, heading: Block) -> Link | None:
    """The document that a frame shows right below a heading."""
    _start, end = page.section(heading)
    nearest = page.blocks[min(heading.index + 2, len(page.blocks) - 1)]
    frames = (link for link in page.links_in(heading.end, min(end, nearest.end) + 2) if link.end == link.start)
    return next((link for link in frames if link.alive and (link.is_file or _SHOWN.search(link.url))), None)


def _chapter(page: Page, heading: Block) -> Link | None:
    """The first of the chapters in which a document hangs under its heading: "BAB I Pendahuluan", "Lampiran 1"."""
    start, end = page.section(heading)
    files = (link for link in page.links_in(start, end) if link.is_file and link.alive)
    return next((link for link in files if _CHAPTER.match(link.text)), None)


def _segment(page: Page, block: Block, match: Match, cuts: list[tuple[int, int]]) -> tuple[int, int, Link | None]:
    """The link, cell or line in which a word stands; `cuts` are the spans between the cells of its block."""
    for link in page.links_in(match.start, match.end):
        if link.start <= match.start and match.end <= link.end and link.end - link.start <= MAX_LINE:
            return link.start, link.end, link
    behind = bisect_right(cuts, match.start, key=itemgetter(1))
    ahead = bisect_left(cuts, match.end, key=itemgetter(0))
    start = cuts[behind - 1][1] if behind else block.start
    return start, cuts[ahead][0] if ahead < len(cuts) else block.end, None
