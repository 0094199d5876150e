"""What a page is once it has been read: blocks in their place, links, and tables and forms on demand.

`text` is the whole page as one string, a line a block; every span in this package counts code points
of that string. A table or a form is read only when a rule asks for it.

Blocks, links and rows are immutable by convention, as a page is: frozen ones take four times as long to
make, and a page has hundreds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from scorecard.model import Place, Quote, Region
from scorecard.reading.numbers import is_empty, number
from scorecard.reading.wording import fold

#: Code points kept on either side of a quote.
CONTEXT = 32


@dataclass(slots=True, unsafe_hash=True)
class Block:
    """A run of text no other block cuts: a paragraph, heading, list item, table row or document line."""

    index: int
    start: int
    end: int
    place: Place
    tag: str  # html tag of the block: p, h2, li, tr, option, title ...; "line" in documents
    heading: int = -1  # index of the block that heads this one; of a heading, the one above it
    table: int = -1
    form: int = -1
    page_number: int = 0  # of a document, from 1


@dataclass(slots=True, unsafe_hash=True)
class Link:
    """An anchor, button or embedded frame and where it leads."""

    index: int
    url: str  # absolute; "" where the link leads nowhere
    href: str  # as written
    text: str  # its words, else the alt or title of what it wraps
    start: int
    end: int
    place: Place
    state: str  # live, modal, anchor (all three alive) or dead
    kind: str  # page, document, drive, download, mail, phone, chat, embed
    trail: tuple[str, ...] = ()  # labels of the menu entries above it, outermost first
    target: str = ""  # id of the modal or section it opens on the same page

    @property
    def alive(self) -> bool:
        """Whether following it leads anywhere."""
        return self.state != "dead"

    @property
    def is_file(self) -> bool:
        """Whether it promises a file: a document, a download or a storage link."""
        return self.kind in ("document", "drive", "download")


@dataclass(slots=True, unsafe_hash=True)
class Row:
    """A table row, spans expanded. `figures` are its numbers, ordinals and years of headers left out."""

    cells: tuple[str, ...]
    label: str
    figures: tuple[float, ...]
    header: bool = False

    @property
    def values(self) -> tuple[float, ...]:
        """Figures that are not zero: a column of zeros is a template more often than a fact."""
        return tuple(figure for figure in self.figures if figure)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, header rows first marked as such, with its caption or heading."""

    caption: str
    rows: tuple[Row, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Header rows merged by column, top to bottom: "Tahun 2014"."""
        heads = [row.cells for row in self.rows if row.header]
        width = max((len(cells) for cells in heads), default=0)
        columns = ([cells[i] for cells in heads if i < len(cells) and cells[i]] for i in range(width))
        return tuple(" ".join(dict.fromkeys(column)) for column in columns)

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows that are no header."""
        return tuple(row for row in self.rows if not row.header)

    @property
    def filled(self) -> float:
        """Share of body rows with a non-zero figure; 0.0 for a template."""
        body = self.body
        return sum(bool(row.values) for row in body) / len(body) if body else 0.0

    def column(self, position: int) -> tuple[float, ...]:
        """Numbers of one column of the body."""
        cells = (row.cells[position] for row in self.body if position < len(row.cells))
        return tuple(value for cell in cells if (value := number(cell)) is not None)

    def text_cells(self, position: int) -> tuple[str, ...]:
        """Cells of one column of the body that say something."""
        cells = (row.cells[position] for row in self.body if position < len(row.cells))
        return tuple(cell for cell in cells if not is_empty(cell))


@dataclass(frozen=True, slots=True)
class Field:
    """An input, select or textarea: `words` joins its label, placeholder and name."""

    kind: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form with the fields a person can fill; hidden ones are left out."""

    action: str
    method: str
    fields: tuple[Field, ...]
    buttons: tuple[str, ...]
    text: str

    def has(self, kind: str) -> bool:
        """Whether a field of this kind (text, password, file, email ...) is there."""
        return any(entry.kind == kind for entry in self.fields)


@dataclass(slots=True)
class Page:
    """A read response. Immutable by convention; tables and forms are read at first use and kept."""

    url: str
    kind: str  # html, text, other, or of a file: pdf, docx, xlsx, ods, doc, xls, csv, json, rtf, zip, image
    title: str = ""
    text: str = ""
    blocks: Sequence[Block] = ()
    links: Sequence[Link] = ()
    region: Region | None = None
    canonical: str = ""
    refresh: str = ""
    base: str = ""
    ids: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    charts: Sequence[tuple[int, str]] = ()  # where a script draws a chart: position in the text, name of the element
    pictures: Sequence[tuple[int, str]] = ()  # outside links and menus: position in the text, alt text or file name
    truncated: bool = False
    table_count: int = 0
    form_count: int = 0
    page_count: int = 0
    _tables: Callable[[int, str], Table] | None = None
    _forms: Callable[[int], Form] | None = None
    _script: Callable[[], str] | None = None
    readings: dict[str, Any] = field(default_factory=dict)  # what several rules read off the page, kept by name
    _starts: list[int] = field(default_factory=list)
    _kept: dict[tuple[str, int], Table | Form] = field(default_factory=dict)

    @property
    def is_document(self) -> bool:
        """Whether this is a file, not a web page."""
        return self.kind != "html"

    @property
    def script(self) -> str:
        """The page's inline scripts, shortened: where values may come from that the markup lacks."""
        if "script" not in self.readings:
            self.readings["script"] = self._script() if self._script else ""
        return str(self.readings["script"])

    @property
    def folded(self) -> str:
        """The text in lower case, each code point in its place."""
        if "folded" not in self.readings:
            self.readings["folded"] = fold(self.text)
        return str(self.readings["folded"])

    def block_at(self, position: int) -> Block:
        """The block in which a position of the text stands; an empty one on a page without words."""
        if not self.blocks:
            return Block(0, 0, 0, Place.MAIN, "body")
        if not self._starts:
            self._starts = [block.start for block in self.blocks]
        return self.blocks[max(0, bisect_right(self._starts, position) - 1)]

    def words_of(self, block: Block) -> str:
        """A block's text."""
        return self.text[block.start : block.end]

    def headings(self, block: Block) -> tuple[str, ...]:
        """The headings over a block, nearest first, the page's title last."""
        found: list[str] = []
        index = block.heading
        while index >= 0 and len(found) < 8:
            found.append(self.words_of(self.blocks[index]))
            index = self.blocks[index].heading
        return (*found, self.title)

    def section(self, heading: Block) -> tuple[int, int]:
        """Span from a heading to the next heading that is not below it."""
        for block in self.blocks[heading.index + 1 :]:
            if block.place is heading.place and block.tag[:1] == "h" and not self._below(block, heading):
                return heading.start, block.start
        return heading.start, len(self.text)

    def links_in(self, start: int, end: int) -> Iterator[Link]:
        """Links whose words overlap a span."""
        starts, reached = self._link_bounds()
        if not starts:
            return (link for link in self.links if link.start < end and link.end >= start)
        first, last = bisect_left(reached, start), bisect_left(starts, end)
        return (link for link in self.links[first:last] if link.end >= start)

    def _link_bounds(self) -> tuple[list[int], list[int]]:
        """Where links start, and how far those up to each reach; nothing where they do not stand in order."""
        if "link bounds" not in self.readings:
            starts = [link.start for link in self.links]
            ordered = all(one <= other for one, other in pairwise(starts))
            reached = list(accumulate((link.end for link in self.links), max))
            self.readings["link bounds"] = (starts, reached) if ordered else ([], [])
        bounds: tuple[list[int], list[int]] = self.readings["link bounds"]
        return bounds

    def blocks_of(self, table: int) -> Sequence[Block]:
        """The blocks of a table, in order."""
        if "tabled" not in self.readings:
            tabled: dict[int, list[Block]] = {}
            for block in self.blocks:
                if block.table >= 0:
                    tabled.setdefault(block.table, []).append(block)
            self.readings["tabled"] = tabled
        found: Sequence[Block] = self.readings["tabled"].get(table, ())
        return found

    def table(self, index: int) -> Table:
        """The table a block's `table` names."""
        key = ("table", index)
        if key not in self._kept:
            assert self._tables is not None  # noqa: S101 - a block names a table only where a reader of tables is set
            first = next(iter(self.blocks_of(index)), None)
            self._kept[key] = self._tables(index, self.title if first is None else self.headings(first)[0])
        kept = self._kept[key]
        assert isinstance(kept, Table)  # noqa: S101 - the key says so
        return kept

    def form(self, index: int) -> Form:
        """The form a block's `form` names."""
        key = ("form", index)
        if key not in self._kept:
            assert self._forms is not None  # noqa: S101 - a block names a form only where a reader of forms is set
            self._kept[key] = self._forms(index)
        kept = self._kept[key]
        assert isinstance(kept, Form)  # noqa: S101 - the key says so
        return kept

    def quote(self, start: int, end: int) -> Quote:
        """The span as a quote with its context."""
        return Quote(
            self.text[start:end],
            self.text[max(0, start - CONTEXT) : start],
            self.text[end : end + CONTEXT],
        )

    def _below(self, block: Block, heading: Block) -> bool:
        index = block.heading
        while index >= 0:
            if index == heading.index:
                return True
            index = self.blocks[index].heading
        return False
