"""Tables and forms as beautifulsoup4 reads them, from the one fragment a rule asked for."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from scorecard.reading.numbers import is_empty, is_year, number
from scorecard.reading.page import Field, Form, Row, Table

MAX_ROWS: Final = 1_500
MAX_COLUMNS: Final = 40
MAX_MARKUP: Final = 1_500_000
_ORDINALS: Final = frozenset({"no", "no.", "#", "nomor", "nmr", "urut", "no urut"})


def read_table(markup: str, caption: str = "") -> Table:
    """Rows of the outermost table in `markup`, merged cells repeated where they span."""
    soup = BeautifulSoup(markup[:MAX_MARKUP], "lxml")
    table = soup.find("table")
    if not isinstance(table, Tag):
        return Table(caption, ())
    own = table.find("caption", recursive=False)
    title = _words(own) if isinstance(own, Tag) else caption
    grid, heads = _grid(table)
    count = _header_count(grid, heads)
    header = grid[:count]
    return Table(title, tuple(_row(cells, header, i < count) for i, cells in enumerate(grid)))


def read_form(markup: str, base: str) -> Form:
    """Fields, buttons and action of the first form in `markup`."""
    soup = BeautifulSoup(markup[:MAX_MARKUP], "lxml")
    form = soup.find("form")
    if not isinstance(form, Tag):
        return Form("", "get", (), (), "")
    fields, buttons = [], []
    for element in form.find_all(["input", "select", "textarea", "button"]):
        kind = _attribute(element, "type").lower() or ("text" if element.name == "input" else str(element.name))
        if kind in ("submit", "button", "image", "reset") or element.name == "button":
            buttons.append(_attribute(element, "value") or _words(element))
        elif kind != "hidden":
            words = (
                _label(form, element),
                *(_attribute(element, key) for key in ("placeholder", "title", "name", "id")),
            )
            fields.append(Field(kind, _attribute(element, "name"), " ".join(word for word in words if word)))
    try:
        action = urljoin(base, _attribute(form, "action"))
    except ValueError:
        action = ""
    return Form(action, _attribute(form, "method").lower() or "get", tuple(fields), tuple(buttons), _words(form))


def _grid(table: Tag) -> tuple[list[list[str]], list[bool]]:
    """Cells by row with spans expanded, and for each row whether its markup calls it a header."""
    grid: list[list[str]] = []
    heads: list[bool] = []
    below: dict[int, tuple[int, str]] = {}  # column -> rows still covered, words
    for element in table.find_all("tr"):
        if element.find_parent("table") is not table:
            continue
        if len(grid) >= MAX_ROWS:
            break
        cells: list[str] = []
        marked = []
        for cell in element.find_all(["td", "th"], recursive=False):
            _fill(cells, below)
            words = _words(cell)
            marked.append(cell.name == "th")
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(wide):
                if len(cells) < MAX_COLUMNS:
                    if high > 1:
                        below[len(cells)] = (high, words)
                    cells.append(words)
        _fill(cells, below)
        below = {column: (left - 1, words) for column, (left, words) in below.items() if left > 1}
        if any(cells):
            grid.append(cells)
            heads.append(element.find_parent("thead") is not None or (bool(marked) and all(marked)))
    return grid, heads


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Repeat the words of cells that reach down from rows above."""
    while len(cells) in below and len(cells) < MAX_COLUMNS:
        cells.append(below[len(cells)][1])


def _span(cell: Tag, name: str) -> int:
    text = _attribute(cell, name)
    return min(int(text), MAX_ROWS) if text.isdecimal() and text.isascii() and int(text[:6]) > 0 else 1


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


def _row(cells: list[str], header: list[list[str]], is_header: bool) -> Row:
    """A row's label is its first words; its figures are the numbers behind, the ordinal left out."""
    label_at = next(
        (i for i, cell in enumerate(cells) if not is_empty(cell) and number(cell) is None and not _is_ordinal(cell)), -1
    )
    label = cells[label_at] if label_at >= 0 else ""
    if is_header:
        return Row(tuple(cells), label, (), header=True)
    figures = []
    for i, cell in enumerate(cells):
        value = number(cell)
        if value is None or i == label_at:
            continue
        head = " ".join(dict.fromkeys(row[i] for row in header if i < len(row))).casefold()
        if head.strip(" .:") in _ORDINALS or (i == 0 and label_at > 0 and not head):
            continue  # the running number
        if is_year(cell) and ("tahun" in head or not head or label_at < 0) and not any(map(is_year, head.split())):
            continue  # a year dates the row, it is no figure
        figures.append(value)
    return Row(tuple(cells), label, tuple(figures))


def _is_ordinal(cell: str) -> bool:
    """Running marks: "1.", "a)", "IV."."""
    mark = cell.strip(" .()")
    return (
        not mark
        or mark.isdigit()
        or (len(mark) == 1 and mark.isalpha())
        or (len(mark) <= 5 and not mark.casefold().strip("ivx"))
    )


def _label(form: Tag, element: Tag) -> str:
    own = _attribute(element, "id")
    label = form.find("label", attrs={"for": own}) if own else None
    if label is None:
        label = element.find_parent("label") or element.find_previous_sibling("label")
    return _words(label)[:200] if isinstance(label, Tag) else ""


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return " ".join(value) if isinstance(value, list) else str(value or "").strip()


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
