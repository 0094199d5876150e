"""Markup written from what a file holds: escaped, counted and cut where a limit is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final
from urllib.parse import urlsplit

from scorecard.reading.numbers import is_empty, is_year, number

#: Code points of markup, cells of all tables, columns of one row, code points of one cell.
MAX_MARKUP: Final = 3_000_000
MAX_CELLS: Final = 200_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 4_000


class FullError(Exception):
    """A limit is met; what was written so far is the document."""


class Outline:
    """A document being written. Raises FullError once it is as long as a document may be."""

    def __init__(self) -> None:
        self.title = ""
        self.page = 1  # the page or sheet that what comes next stands on
        self.truncated = False
        self._pieces: list[str] = []
        self._marked = 0
        self._length = 0
        self._cells = 0

    @property
    def markup(self) -> str:
        """The document as markup; an element named `page-N` is the first on page N."""
        return "\n".join(self._pieces)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading of level 1 to 6."""
        self._element(f"h{min(max(level, 1), 6)}", _clean(text))

    def paragraph(self, text: str, tag: str = "p", links: Sequence[tuple[str, str]] = ()) -> None:
        """A paragraph or list item (`li`), then the links (address, words) that stood in it and not in its text."""
        self._element(tag, _clean(text), "".join(_anchor(url, words) for url, words in links))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Rows of cells; leading rows without numbers over rows with some are its header."""
        kept = [[_clean(cell)[:MAX_CELL] for cell in row[:MAX_COLUMNS]] for row in rows]
        kept = [row for row in kept if any(row)]
        if not kept:
            return
        if all(len([cell for cell in row if cell]) < 2 for row in kept):
            for row in kept:
                self.paragraph(" ".join(row))
            return
        heads = _header_count(kept)
        self._add(f"<table{self._mark()}>")
        for index, row in enumerate(kept):
            self._cells += len(row)
            if self._cells > MAX_CELLS:
                self._add("</table>")
                raise FullError
            tag = "th" if index < heads else "td"
            self._add("<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>")
        self._add("</table>")

    def grid(self, rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> None:
        """Rows of a sheet: a blank row ends a table, a cell alone over a table is its heading."""
        table: list[Sequence[str]] = []
        for row in rows:
            filled = [cell for cell in row if cell.strip()]
            if not filled:
                self._settle(table)
                table = []
            elif len(filled) == 1 and not table and number(filled[0]) is None:
                self.heading(filled[0], 3)
            else:
                table.append(row)
        self._settle(table)

    def _settle(self, table: Sequence[Sequence[str]]) -> None:
        if len(table) == 1:
            self.paragraph(" ".join(filter(None, map(str.strip, table[0]))))
        elif table:
            self.table(table)

    def _element(self, tag: str, text: str, tail: str = "") -> None:
        if text or tail:
            self._add(f"<{tag}{self._mark()}>{escape(text)}{tail}</{tag}>")

    def _mark(self) -> str:
        """The name of the first element of a page."""
        if self._marked >= self.page:
            return ""
        self._marked = self.page
        return f' id="page-{self.page}"'

    def _add(self, piece: str) -> None:
        self._length += len(piece) + 1
        if self._length > MAX_MARKUP:
            raise FullError
        self._pieces.append(piece)


def _clean(text: str) -> str:
    return " ".join("".join(char if char.isprintable() or char.isspace() else " " for char in text).split())


def _anchor(url: str, words: str) -> str:
    """A link; of an address alone the words are the address."""
    try:
        known = urlsplit(url).scheme in ("http", "https", "mailto")
    except ValueError:
        known = False
    return f' <a href="{escape(url)}">{escape(_clean(words) or url)}</a>' if known else ""


def _header_count(rows: Sequence[Sequence[str]]) -> int:
    """Leading rows of words and years over rows of numbers: at most four, and none where no number stands below."""
    count = 0
    for row in rows[:4]:
        if any(number(cell) is not None and not is_year(cell) for cell in row):
            break
        count += 1
    counted = any(number(cell) is not None for row in rows[count : count + 6] for cell in row)
    filled = [sum(not is_empty(cell) for cell in row) for row in rows[:count]]
    return count if count < len(rows) and counted and all(width > 1 for width in filled[:1]) else 0
