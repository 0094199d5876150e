"""Tables, read from the pieces of their markup, and forms, as beautifulsoup4 reads them.

Both are read only when a rule asks for them. A table is a grid, which needs no tree; a form's labels hang on
its fields by name, by nesting and by neighbourhood, which does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from selectolax.lexbor import LexborHTMLParser

from scorecard.reading.markup import CELL, HEAD_CELL, ROW, attributes, cut, end_of, plain
from scorecard.reading.numbers import is_empty, is_year, number
from scorecard.reading.page import Field, Form, Row, Table

MAX_ROWS: Final = 1_500
MAX_COLUMNS: Final = 40
MAX_MARKUP: Final = 100_000
_CELLS: Final = frozenset({"td", "th", "caption"})
_CLOSED: Final = frozenset({"/td", "/th", "/caption"})
_PARTS: Final = _CELLS | _CLOSED | {"/tr", "thead", "/thead"}
Cell = tuple[str, str]  # its tag with attributes, its words
_ORDINALS: Final = frozenset({"no", "no.", "#", "nomor", "nmr", "urut", "no urut"})


def read_table(markup: str, caption: str = "") -> Table:
    """Rows of the outermost table in `markup`, merged cells repeated where they span."""
    body = LexborHTMLParser(markup).body
    pieces = cut((body.html or "") if body is not None else "")
    start = next((at for at, piece in enumerate(pieces) if piece.startswith(("table>", "table "))), -1)
    return read_rows(pieces, start, caption) if start >= 0 else Table(caption, ())


def read_rows(pieces: Sequence[str], start: int, caption: str = "") -> Table:
    """Rows of the table that the piece `start` opens; its own caption comes before the given one."""
    title, grid, heads = _grid(pieces, start)
    count = _header_count(grid, heads)
    heads_of = _heads_of(grid[:count])
    return Table(title or caption, tuple(_row(cells, heads_of, i < count) for i, cells in enumerate(grid)))


def markup_of(pieces: Sequence[str], start: int, tag: str) -> str:
    """The markup of the element `tag` that the piece `start` opens."""
    return "<" + "<".join(pieces[start : end_of(pieces, start, tag)])


def read_form(markup: str, base: str) -> Form:
    """Fields, buttons and action of the first form in `markup`."""
    soup = BeautifulSoup(markup[:MAX_MARKUP], "lxml")
    form = soup.find("form")
    if not isinstance(form, Tag):
        return Form("", "get", (), (), "")
    labels: dict[str, Tag] = {}
    for label in form.find_all("label"):
        labels.setdefault(_attribute(label, "for"), label)
    fields, buttons = [], []
    for element in form.find_all(["input", "select", "textarea", "button"]):
        kind = _attribute(element, "type").lower() or ("text" if element.name == "input" else str(element.name))
        if kind in ("submit", "button", "image", "reset") or element.name == "button":
            buttons.append(_attribute(element, "value") or _words(element))
        elif kind != "hidden":
            words = (
                _label(labels, element),
                *(_attribute(element, key) for key in ("placeholder", "title", "name", "id")),
            )
            fields.append(Field(kind, _attribute(element, "name"), " ".join(word for word in words if word)))
    try:
        action = urljoin(base, _attribute(form, "action"))
    except ValueError:
        action = ""
    return Form(action, _attribute(form, "method").lower() or "get", tuple(fields), tuple(buttons), _words(form))


def _grid(pieces: Sequence[str], start: int) -> tuple[str, list[list[str]], list[bool]]:
    """The caption, cells by row with spans expanded, and for each row whether its markup calls it a header."""
    grid: list[list[str]] = []
    heads: list[bool] = []
    below: dict[int, tuple[int, str]] = {}  # column -> rows still covered, words
    title = ""
    for tag, headed, found in _rows(pieces, start):
        cells = [(head, plain(" ".join(words.split()))) for head, words in found]
        if tag == "caption":
            title = title or cells[0][1]
            continue
        if len(grid) >= MAX_ROWS:
            break
        row, below = _expand(cells, below)
        if any(row):
            grid.append(row)
            heads.append(headed or (bool(cells) and all(head[:2] == "th" for head, _words in cells)))
    return title, grid, heads


def _rows(pieces: Sequence[str], start: int) -> Iterator[tuple[str, bool, list[Cell]]]:
    """Rows of a table and its caption, with whether a thead holds them; a nested table is words of its cell."""
    depth, headed, inside = 0, False, ""
    cells: list[Cell] = []
    parts: list[str] = []  # of the cell being read
    for at in range(start, len(pieces)):
        head, _, text = pieces[at].partition(">")
        tag = head.partition(" ")[0]
        if depth == 1 and tag in _PARTS:
            if tag in _CELLS:
                inside, parts = head, []
            elif tag in _CLOSED:
                cells.append((inside, " ".join(parts)))
                inside, parts = "", []
            if tag in ("/tr", "/caption"):
                yield tag[1:], headed, cells
                cells = []
            elif tag in ("thead", "/thead"):
                headed = tag == "thead"
        if tag in ("table", "/table"):
            depth += 1 if tag == "table" else -1
            if not depth:
                return
        if inside and text:
            parts.append(text if depth == 1 else " ".join(text.split()))
            if depth == 1 and (CELL in text or ROW in text or HEAD_CELL in text):
                *rows, last = " ".join(parts).split(ROW)
                for row in rows:
                    yield "tr", headed, [*cells, *_run(inside, row)]
                    cells, inside = [], "td"
                run = _run(inside, last)
                inside, rest = run.pop()
                parts = [rest]
                cells += run


def _run(head: str, text: str) -> list[Cell]:
    """Cells that plain bounds divide, the first with its own tag."""
    first, *others = text.split(HEAD_CELL if head[:2] == "th" else CELL)
    return [(head, first), *((head[:2], other) for other in others)]


def _expand(cells: list[Cell], below: dict[int, tuple[int, str]]) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """A row's words with merged cells repeated, and what reaches down from here."""
    if not below and not any("span" in head for head, _words in cells):
        return [words for _head, words in cells[:MAX_COLUMNS]], below
    row: list[str] = []
    for head, words in cells:
        _fill(row, below)
        given = attributes(head) if "span" in head else {}
        wide, high = _span(given.get("colspan", "")), _span(given.get("rowspan", ""))
        for _ in range(wide):
            if len(row) < MAX_COLUMNS:
                if high > 1:
                    below[len(row)] = (high, words)
                row.append(words)
    _fill(row, below)
    return row, {column: (left - 1, words) for column, (left, words) in below.items() if left > 1}


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Repeat the words of cells that reach down from rows above."""
    while len(cells) in below and len(cells) < MAX_COLUMNS:
        cells.append(below[len(cells)][1])


def _span(given: str) -> int:
    text = given.strip()
    return min(int(text[:9]), MAX_ROWS) if text.isdecimal() and text.isascii() and int(text[:6]) > 0 else 1


def _header_count(grid: list[list[str]], heads: list[bool]) -> int:
    """Leading rows that are a header: so marked, or a first row of words and years over rows of numbers."""
    count = 0
    while count < min(len(grid), 6) and heads[count]:
        count += 1
    if count or len(grid) < 2:
        return count
    first = [cell for cell in grid[0] if not is_empty(cell)]
    if len(first) < 2 or any(number(cell) is not None and not is_year(cell) for cell in first):
        return 0
    named = any(cell.casefold().strip(" .:") in _ORDINALS for cell in first) or any(is_year(cell) for cell in first)
    below = any(number(cell) is not None and not is_year(cell) for row in grid[1:6] for cell in row)
    return 1 if named or below else 0


def _row(cells: list[str], heads: Sequence[str], is_header: bool) -> Row:
    """A row's label is its first words; its figures are the numbers behind, the ordinal left out."""
    values = [number(cell) for cell in cells]
    label_at = -1
    for i, value in enumerate(values):
        if value is None and not is_empty(cells[i]) and not _is_ordinal(cells[i]):
            label_at = i
            break
    label = cells[label_at] if label_at >= 0 else ""
    if is_header:
        return Row(tuple(cells), label, (), header=True)
    figures = []
    for i, value in enumerate(values):
        if value is None or i == label_at:
            continue
        head = heads[i] if i < len(heads) else ""
        if head.strip(" .:") in _ORDINALS or (i == 0 and label_at > 0 and not head):
            continue  # the running number
        dates = is_year(cells[i]) and ("tahun" in head or not head or label_at < 0)
        if dates and not any(map(is_year, head.split())):
            continue  # a year dates the row, it is no figure
        figures.append(value)
    return Row(tuple(cells), label, tuple(figures))


def _heads_of(header: list[list[str]]) -> list[str]:
    """Header rows merged by column, in lower case."""
    width = max(map(len, header), default=0)
    return [" ".join(dict.fromkeys(row[i] for row in header if i < len(row))).casefold() for i in range(width)]


def _is_ordinal(cell: str) -> bool:
    """Running marks: "1.", "a)", "IV."."""
    mark = cell.strip(" .()")
    return (
        not mark
        or mark.isdigit()
        or (len(mark) == 1 and mark.isalpha())
        or (len(mark) <= 5 and not mark.casefold().strip("ivx"))
    )


def _label(labels: Mapping[str, Tag], element: Tag) -> str:
    own = _attribute(element, "id")
    label = labels.get(own) if own else None
    if label is None:
        label = element.find_parent("label") or element.find_previous_sibling("label")
    return _words(label)[:200] if isinstance(label, Tag) else ""


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "").strip()


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
