"""Two CSV files into a structure and a table, with every mistake in them named at once.

The framework has a row a code: code (or iCode), parent, level, weight, direction, type, and where they serve
target and denominator. The data has a row a unit (and a time) and a column an indicator; whatever other
columns it has can serve as groups and denominators.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from scorecard.engine.structure import Node, Structure
from scorecard.engine.table import Array, Table
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.tables.cells import is_blank
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.text import Text, read_text

#: Names a framework's columns go by, compared without case.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("code", "icode"),
    "parent": ("parent",),
    "level": ("level",),
    "weight": ("weight",),
    "direction": ("direction",),
    "type": ("type",),
    "target": ("target",),
    "denominator": ("denominator",),
}
#: Columns that are taken for the units' codes where none is named.
CODES: Final = ("ucode", "code", "region_code", "unit")


@dataclass(slots=True)
class _Sheet:
    """A file being read: cells by column, and the mistakes met."""

    text: Text
    at: Mapping[str, int]
    comma: bool
    mistakes: list[Mistake] = field(default_factory=list)

    def cell(self, cells: Sequence[str], column: str) -> str:
        position = self.at.get(column, len(cells))
        return cells[position].strip() if position < len(cells) else ""

    def number(self, row: int, cells: Sequence[str], column: str) -> float | None:
        """The number in a cell, None for a blank; a word is a mistake."""
        text = self.cell(cells, column)
        if is_blank(text):
            return None
        try:
            value = float(text.replace(",", ".") if self.comma else text)
        except ValueError:
            value = math.inf
        if not math.isfinite(value):
            self.wrong(row, column, text, _("this is not a number"), _("Mend it, or leave the cell blank."))
            return None
        return value

    def wrong(self, row: int, column: str, value: str, what: str, remedy: str) -> None:
        self.mistakes.append(Mistake(self.text.path.name, row, column, value, what, remedy))

    def finish(self) -> None:
        if self.mistakes:
            raise TableError(self.mistakes, where=str(self.text.path))


def read_structure(path: Path) -> Structure:
    """The tree in a framework file. Raises TableError for its cells and ScorecardError for its shape."""
    text = read_text(path)
    names = {name.casefold(): at for at, name in reversed(list(enumerate(text.header)))}
    at = {key: names[name] for key, some in COLUMNS.items() for name in reversed(some) if name in names}
    sheet = _Sheet(text, at, text.separator == ";")
    for key in ("code", "parent"):
        if key not in at:
            sheet.wrong(1, key, "", _("the column is missing"), _("Add it: code and parent say what hangs where."))
    _header(sheet, [text.header[position] for position in at.values()])
    sheet.finish()
    rows = [(number, cells) for number, cells in text.rows if _counts(sheet, cells)]
    if not rows:
        sheet.wrong(0, "", "", _("the file holds no row"), _("Add a row for each indicator and aggregate."))
    parents = {sheet.cell(cells, "code"): sheet.cell(cells, "parent") for _number, cells in rows}
    heights = _heights(parents)
    nodes = [_node(sheet, number, cells, heights) for number, cells in rows]
    sheet.finish()
    structure = Structure(tuple(nodes), str(path))
    _whole(structure, sheet, rows)
    sheet.finish()
    return structure


def _counts(sheet: _Sheet, cells: Sequence[str]) -> bool:
    kind = sheet.cell(cells, "type").casefold()
    return bool(sheet.cell(cells, "code")) and (
        kind in ("indicator", "aggregate") or ("type" not in sheet.at and not kind)
    )


def _heights(parents: Mapping[str, str]) -> dict[str, int]:
    """Levels for a framework that states none: an indicator 1, an aggregate one more than its highest child."""
    heights = dict.fromkeys(parents, 1)
    for _round in parents:
        changed = False
        for code, parent in parents.items():
            if parent in heights and heights[parent] <= heights[code]:
                heights[parent], changed = heights[code] + 1, True
        if not changed:
            break
    return heights


def _node(sheet: _Sheet, row: int, cells: Sequence[str], heights: Mapping[str, int]) -> Node:
    code, parent = sheet.cell(cells, "code"), sheet.cell(cells, "parent")
    level, weight, direction, target = (
        sheet.number(row, cells, column) for column in ("level", "weight", "direction", "target")
    )
    if level is not None and (level < 1 or level != int(level)):
        sheet.wrong(row, "level", f"{level:g}", _("a level is a whole number from 1"), _("Indicators are level 1."))
    if weight is not None and weight < 0:
        sheet.wrong(row, "weight", f"{weight:g}", _("a weight is 0 or more"), _("Use direction -1 to turn a scale."))
    if direction not in (None, 1, -1):
        sheet.wrong(row, "direction", f"{direction:g}", _("a direction is 1 or -1"), _("-1 means that less is better."))
    blank = is_blank(parent)
    return Node(
        code=code,
        parent="" if blank else parent,
        level=heights[code] if level is None else int(level),
        weight=1.0 if weight is None else weight,
        direction=-1 if direction == -1 else 1,
        target=target,
        denominator="" if is_blank(sheet.cell(cells, "denominator")) else sheet.cell(cells, "denominator"),
    )


def _whole(structure: Structure, sheet: _Sheet, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Aggregates without children, indicators without a parent, and parents of nothing but zero weights."""
    for row, cells in rows:
        node, kind = structure.by_code[sheet.cell(cells, "code")], sheet.cell(cells, "type").casefold()
        children = structure.children.get(node.code, ())
        if kind == "aggregate" and not children:
            sheet.wrong(row, "code", node.code, _("nothing hangs under this aggregate"), _("Name it as a parent."))
        if kind == "indicator" and children:
            sheet.wrong(row, "type", kind, _("other rows hang under this indicator"), _("Call it an aggregate."))
        if not children and kind != "aggregate" and not node.parent:
            sheet.wrong(row, "parent", "", _("an indicator needs a parent"), _("Name the aggregate it belongs to."))
        if children and not any(structure.by_code[child].weight for child in children):
            sheet.wrong(row, "weight", "", _("everything under this aggregate weighs 0"), _("Give one a weight."))


def read_data(path: Path, structure: Structure, *, code: str = "", time: str = "") -> tuple[Table, str]:
    """The table in a data file, and the name of its column of codes.

    Every other column is kept beside as text. Raises TableError with every missing column, word and double row.
    """
    text = read_text(path)
    sheet = _Sheet(text, {name: at for at, name in reversed(list(enumerate(text.header)))}, text.separator == ";")
    column = _code_column(text, code)
    _header(sheet, (*structure.indicators, column, time))
    absent = [name for name in (*structure.indicators, *([time] if time else [])) if name not in sheet.at]
    for name in absent:
        sheet.wrong(1, name, "", _("the column is missing"), _("Add it to the data, or mend the framework."))
    if not text.rows:
        sheet.wrong(0, "", "", _("the file holds no row"), _("Add a row a unit."))
    sheet.finish()
    units = [sheet.cell(cells, column) for _number, cells in text.rows]
    times = [sheet.cell(cells, time) for _number, cells in text.rows] if time else []
    _once_each(sheet, column, units, times)
    values = np.full((len(units), len(structure.indicators)), np.nan)
    for at, (row, cells) in enumerate(text.rows):
        for place, name in enumerate(structure.indicators):
            value = sheet.number(row, cells, name)
            values[at, place] = np.nan if value is None else value
    sheet.finish()
    others = [name for name in text.header if name and name not in (*structure.indicators, column)]
    beside = {name: tuple(sheet.cell(cells, name) for _number, cells in text.rows) for name in others}
    return Table(tuple(units), _plain(values), tuple(times), beside), column


def _header(sheet: _Sheet, used: Sequence[str]) -> None:
    """Columns that are used and there twice, and rows with more cells than columns: nobody knows what is meant."""
    for name in dict.fromkeys(used):
        if name and sheet.text.header.count(name) > 1:
            sheet.wrong(1, name, "", _("the column is there twice"), _("Delete one of the two."))
    for row, cells in sheet.text.rows:
        if any(cell.strip() for cell in cells[len(sheet.text.header) :]):
            what = _("the row has more cells than there are columns")
            sheet.wrong(row, "", "", what, _("Put cells with a separator in them in quotes."))


def _plain(values: Array) -> Array:
    return values + 0.0  # a typed -0 is a 0


def _code_column(text: Text, named: str) -> str:
    if named and named not in text.header:
        raise ScorecardError(
            _("the data has no column {name}").format(name=named),
            where=str(text.path),
            remedy=_("Its columns: {names}.").format(names=", ".join(text.header[:20])),
        )
    known = {name.casefold(): name for name in reversed(text.header)}
    return named or next((known[name] for name in CODES if name in known), text.header[0])


def _once_each(sheet: _Sheet, column: str, units: Sequence[str], times: Sequence[str]) -> None:
    seen: set[tuple[str, str]] = set()
    for at, (row, _cells) in enumerate(sheet.text.rows):
        key = (units[at], times[at] if times else "")
        if not units[at]:
            sheet.wrong(row, column, "", _("the unit's code is blank"), _("Give every row a code."))
        elif key in seen:
            remedy = _("Keep one of the rows.") if times else _("Keep one, or name the column of times with --time.")
            sheet.wrong(row, column, units[at], _("this unit has a row already"), remedy)
        seen.add(key)
