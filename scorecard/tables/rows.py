"""The rows of an answer sheet, read and checked one by one; nothing here stops at the first mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.tables.cells import Cell, read_cell
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import Mistake, shorten
from scorecard.tables.places import Places
from scorecard.tables.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One respondent or questionnaire. `answers` holds (value, text as typed) by slug, untouched cells left out."""

    number: int
    region: Region | None
    respondent: str
    answers: Mapping[str, tuple[float | None, str]]

    def stored(self) -> Iterator[dict[str, Any]]:
        """The row as the store keeps it, one dict an answer."""
        for slug, (value, text) in self.answers.items():
            yield {
                "region_code": self.region.code if self.region else "",
                "respondent": self.respondent,
                "row": self.number,
                "indicator": slug,
                "value": value,
                "answer": text,
            }


@dataclass(slots=True)
class _Sheet:
    """What every row needs to be read: where columns are, the regions, and the cells met before."""

    name: str
    layout: Layout
    positions: Mapping[str, int]
    width: int
    places: Places
    year: int
    seen: dict[tuple[str, str], Cell] = field(default_factory=dict)

    def text(self, cells: Sequence[str], column: str) -> str:
        """The cell of `column`; blank where the row is short or the column missing."""
        position = self.positions.get(column, len(cells))
        return cells[position].strip() if position < len(cells) else ""

    def cell(self, text: str, question: Indicator) -> Cell:
        """`read_cell`, remembered: a national sheet says the same few things half a million times."""
        key = (question.slug, text)
        if key not in self.seen:
            self.seen[key] = read_cell(text, question, self.year)
        return self.seen[key]

    def mistake(self, row: int, column: str, value: str, what: str, remedy: str) -> Mistake:
        return Mistake(self.name, row, column, value, what, remedy)


def read_rows(table: Text, layout: Layout, regions: Sequence[Region], year: int) -> tuple[list[Row], list[Mistake]]:
    """Every row of the sheet, and every mistake in it ordered by row; a row with a mistake is in both."""
    positions = {name.casefold(): at for at, name in reversed(list(enumerate(table.header))) if name}
    sheet = _Sheet(table.path.name, layout, positions, len(table.header), Places(regions), year)
    mistakes = _header(table, sheet)
    if len(mistakes) == 1 and not mistakes[0].column:  # another instrument's sheet: its cells mean nothing here
        return [], mistakes
    rows = []
    for number, cells in table.rows:
        row, faults = _row(number, cells, sheet)
        rows.append(row)
        mistakes += faults
    mistakes += _repeated(rows, sheet)
    order = {name: at for at, name in enumerate(layout.columns)}
    return rows, sorted(mistakes, key=lambda one: (one.row, order.get(one.column, -1)))


def _header(table: Text, sheet: _Sheet) -> list[Mistake]:
    """Columns that are unknown, missing or there twice; or the one mistake of having taken the other sheet."""
    names = [name.casefold() for name in table.header]
    wanted = sheet.layout.columns
    if len(set(names) & sheet.layout.foreign) > len(set(names) & set(sheet.layout.questions)):
        other = "pemda" if sheet.layout.instrument == "firms" else "firms"
        what = _("these are the columns of the {other} questionnaire").format(other=other)
        return [sheet.mistake(1, "", "", what, _("Import it with `scorecard import {other}`.").format(other=other))]
    mistakes = []
    for at, name in enumerate(names):
        if name and name in names[:at]:
            mistakes.append(sheet.mistake(1, name, "", _("the column is there twice"), _("Delete one of the two.")))
        elif name and name not in wanted:
            mistakes.append(sheet.mistake(1, table.header[at], "", _("no question has this name"), _near(name, wanted)))
        elif not name and any(at < len(cells) and cells[at].strip() for _number, cells in table.rows):
            what = _("column {n} has cells and no name").format(n=at + 1)
            mistakes.append(sheet.mistake(1, "", "", what, _("Name the column, or delete it.")))
    remedy = _("Add the column as `scorecard template` writes it; its cells may stay blank.")
    if "region_code" in names or "region" in names:  # one of the two is enough
        names += ["region_code", "region"]
    mistakes += [sheet.mistake(1, name, "", _("the column is missing"), remedy) for name in wanted if name not in names]
    return mistakes


def _near(name: str, wanted: Sequence[str]) -> str:
    near = process.extractOne(name, wanted, score_cutoff=75)
    if near:
        return _("Did you mean {name}? Rename it so, or delete it.").format(name=near[0])
    return _("Delete the column, or name it as `scorecard template` does.")


def _row(number: int, cells: Sequence[str], sheet: _Sheet) -> tuple[Row, list[Mistake]]:
    place = sheet.places.find(sheet.text(cells, "region_code"), sheet.text(cells, "region"))
    mistakes = []
    if place.what:
        mistakes.append(sheet.mistake(number, place.column, place.value, place.what, place.remedy))
    respondent = sheet.text(cells, "respondent")
    if "respondent" in sheet.layout.keys and not respondent:
        remedy = _("Give each firm a number of its own within its region.")
        mistakes.append(sheet.mistake(number, "respondent", "", _("the cell is blank"), remedy))
    if any(cell.strip() for cell in cells[sheet.width :]):
        what = _("the row has more cells than there are columns")
        mistakes.append(sheet.mistake(number, "", "", what, _("Put cells with a separator in them in quotes.")))
    answers = {}
    for slug, question in sheet.layout.questions.items():
        text = sheet.text(cells, slug)
        if not text:
            continue
        cell = sheet.cell(text, question)
        answers[slug] = (cell.value, text)
        if cell.what:
            mistakes.append(sheet.mistake(number, slug, text, cell.what, cell.remedy))
    row = Row(number, place.region, respondent, answers)
    return row, mistakes + list(_skipped(row, sheet))


def _skipped(row: Row, sheet: _Sheet) -> Iterator[Mistake]:
    """Answers to a question that the answer to its parent rules out.

    Where nothing there counts as zero, a zero says the same and is no contradiction.
    """
    for slug, (value, text) in row.answers.items():
        question = sheet.layout.questions[slug]
        parent = row.answers.get(question.parent, (None, ""))[0]
        if value is None or parent != 0 or (question.blank_rule == "zero_if_parent_zero" and value == 0):
            continue
        what = _("it is answered, though {parent} is 0").format(parent=question.parent)
        yield sheet.mistake(row.number, slug, text, what, _("Leave it blank, or mend the answer it depends on."))


def _repeated(rows: Sequence[Row], sheet: _Sheet) -> Iterator[Mistake]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.region is None or ("respondent" in sheet.layout.keys and not row.respondent):
            continue
        key = (row.region.code, row.respondent)
        if key not in first:
            first[key] = row.number
            continue
        column = sheet.layout.keys[-1]
        what = _("{region} stands in row {row} already").format(region=row.region.full_name, row=first[key])
        if row.respondent:
            what = _("respondent {name} of {region} stands in row {row} already").format(
                name=shorten(row.respondent), region=row.region.full_name, row=first[key]
            )
        yield sheet.mistake(row.number, column, "", what, _("Keep one of the two rows."))
