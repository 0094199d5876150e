"""The rows of an answer sheet, read and checked one by one; nothing here stops at the first mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.tables.background import KEPT, kept
from scorecard.tables.cells import Cell, read_cell
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import Mistake, shorten
from scorecard.tables.places import Places
from scorecard.tables.privacy import is_private, scrub
from scorecard.tables.text import Figure, Text


@dataclass(frozen=True, slots=True)
class Row:
    """One respondent or part of a questionnaire.

    `answers` holds (value, text as typed, why it is no number) by slug, untouched cells left out.
    """

    number: int
    region: Region | None
    respondent: str
    answers: Mapping[str, tuple[float | None, str, str]]

    def stored(self) -> Iterator[dict[str, Any]]:
        """The row as the store keeps it, one dict an answer."""
        for slug, (value, text, why) in self.answers.items():
            yield {
                "region_code": self.region.code if self.region else "",
                "respondent": self.respondent,
                "row": self.number,
                "indicator": slug,
                "value": value,
                "answer": text,
                "missing": why,
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
    table: Text
    asked: Mapping[str, Indicator]
    seen: dict[tuple[str, str, bool], Cell] = field(default_factory=dict)

    def text(self, cells: Sequence[str], column: str) -> str:
        """The cell of `column`; blank where the row is short or the column missing."""
        position = self.positions.get(column, len(cells))
        cell = cells[position] if position < len(cells) else ""
        return cell if isinstance(cell, Figure) else cell.strip()

    def cell(self, text: str, question: Indicator) -> Cell:
        """`read_cell`, remembered: a national sheet says the same few things half a million times."""
        key = (question.slug, text, isinstance(text, Figure))
        if key not in self.seen:
            declared = self.table.missing.get(question.slug, {}).get(text, "")
            self.seen[key] = Cell(None, why=declared) if declared else read_cell(text, question, self.year)
        return self.seen[key]

    def mistake(self, kind: str, row: int, column: str, value: str, what: str, remedy: str) -> Mistake:
        """A mistake in the user's own words: the column as the file calls it."""
        return Mistake(self.name, row, self.table.sources.get(column, column), value, what, remedy, kind)


def read_rows(table: Text, layout: Layout, regions: Sequence[Region], year: int) -> tuple[list[Row], list[Mistake]]:
    """Every row of the sheet, and every mistake in it ordered by row; a row with a mistake is in both."""
    positions = {name.casefold(): at for at, name in reversed(list(enumerate(table.header))) if name}
    name = where_of(table)
    present = {name.casefold() for name in table.header}
    asked = {**layout.questions, **{slug: one for slug, one in layout.background.items() if slug in present}}
    asked |= {one: kept(one) for one in present if one.startswith(KEPT) and table.sources}
    sheet = _Sheet(name, layout, positions, len(table.header), Places(regions), year, table, asked)
    mistakes = [] if table.sources else _header(table, sheet)
    if len(mistakes) == 1 and not mistakes[0].column:  # another instrument's sheet: its cells mean nothing here
        return [], mistakes
    rows: list[Row] = []
    for number, cells in table.rows:
        row, faults = _row(number, cells, sheet)
        rows.append(row)
        mistakes += faults
    mistakes += _repeated(rows, sheet)
    order = {table.sources.get(name, name): at for at, name in enumerate(layout.known)}
    return rows, sorted(mistakes, key=lambda one: (one.row, order.get(one.column, -1)))


def where_of(table: Text) -> str:
    """The file, and the sheet where it has several."""
    return f"{table.path.name}, {table.sheet}" if table.sheet else table.path.name


def _header(table: Text, sheet: _Sheet) -> list[Mistake]:
    """Columns that are unknown, missing or there twice; or the one mistake of having taken the other sheet."""
    names = [name.casefold() for name in table.header]
    layout = sheet.layout
    if len(set(names) & layout.foreign) > len(set(names) & set(layout.questions)):
        other = "pemda" if layout.instrument == "firms" else "firms"
        what = _("these are the columns of the {other} questionnaire").format(other=other)
        remedy = _("Import it with `scorecard import {other}`.").format(other=other)
        return [sheet.mistake("header", 1, "", "", what, remedy)]
    mistakes = []
    for at, name in enumerate(names):
        if name and name in names[:at]:
            what, remedy = _("the column is there twice"), _("Delete one of the two.")
            mistakes.append(sheet.mistake("header", 1, name, "", what, remedy))
        elif name and name not in layout.known and not is_private(table.header[at]):
            what, remedy = _("no question has this name"), _near(name, layout.known)
            mistakes.append(sheet.mistake("header", 1, table.header[at], "", what, remedy))
        elif not name and any(at < len(cells) and cells[at].strip() for _number, cells in table.rows):
            what = _("column {n} has cells and no name").format(n=at + 1)
            mistakes.append(sheet.mistake("header", 1, "", "", what, _("Name the column, or delete it.")))
    return mistakes + list(_absent(names, sheet))


def _absent(names: Sequence[str], sheet: _Sheet) -> Iterator[Mistake]:
    """Columns of the template that the sheet lacks; one of the two that name the region is enough."""
    place = {"region_code", "region"} if {"region_code", "region"} & set(names) else set()
    remedy = _("Add the column as `scorecard template` writes it; its cells may stay blank.")
    for name in sheet.layout.columns:
        if name not in names and name not in place:
            yield sheet.mistake("header", 1, name, "", _("the column is missing"), remedy)


def _near(name: str, wanted: Sequence[str]) -> str:
    near = process.extractOne(name, wanted, score_cutoff=75)
    if near:
        return _("Did you mean {name}? Rename it so, or delete it.").format(name=near[0])
    return _("Delete the column, or name it as `scorecard template` does.")


def _row(number: int, cells: Sequence[str], sheet: _Sheet) -> tuple[Row, list[Mistake]]:
    place = sheet.places.find(_code(sheet.text(cells, "region_code")), sheet.text(cells, "region"))
    mistakes = []
    if place.what:
        mistakes.append(sheet.mistake("region", number, place.column, place.value, place.what, place.remedy))
    respondent, faults = _respondent(number, cells, sheet)
    mistakes += faults
    if any(cell.strip() for cell in cells[sheet.width :]):
        what = _("the row has more cells than there are columns")
        remedy = _("Put cells with a separator in them in quotes.")
        mistakes.append(sheet.mistake("shape", number, "", "", what, remedy))
    answers = {}
    for slug, question in sheet.asked.items():
        text = sheet.text(cells, slug)
        if not text:
            continue
        cell = sheet.cell(text, question)
        answers[slug] = (cell.value, cell.text if cell.why == "text" else str(text), cell.why)
        if cell.what:
            mistakes.append(sheet.mistake(cell.kind, number, slug, text, cell.what, cell.remedy))
    row = Row(number, place.region, respondent, answers)
    return row, mistakes + list(_skipped(row, sheet)) + list(_ineligible(row, sheet))


def _code(text: str) -> str:
    """A region's code; where the file holds 32.1 as a number, it can only be 32.10."""
    return f"{float(text):05.2f}" if isinstance(text, Figure) and 1 <= float(text) < 100 else text


def _respondent(number: int, cells: Sequence[str], sheet: _Sheet) -> tuple[str, list[Mistake]]:
    """Who answered: a firm's number, or the office that filled in a part."""
    column = sheet.layout.who
    text = " ".join(sheet.text(cells, column).split())
    if sheet.layout.instrument == "pemda":
        return scrub(text), []
    remedy = _("Give each firm a number of its own within its region.")
    if not text:
        return "", [sheet.mistake("respondent", number, column, "", _("the cell is blank"), remedy)]
    if scrub(text) != text:
        what = _("this is a telephone number, an e-mail address or a place, not the number of a firm")
        return "", [sheet.mistake("respondent", number, column, "", what, remedy)]
    return text, []


def _skipped(row: Row, sheet: _Sheet) -> Iterator[Mistake]:
    """Answers to a question that the answer to its parent rules out.

    Where nothing there counts as zero, a zero says the same and is no contradiction.
    """
    for slug, (value, text, _why) in row.answers.items():
        question = sheet.asked[slug]
        parent = row.answers.get(question.parent, (None, "", ""))[0]
        if value is None or parent != 0 or (question.blank_rule == "zero_if_parent_zero" and value == 0):
            continue
        what = _("it is answered, though {parent} is 0").format(parent=question.parent)
        remedy = _("Leave it blank, or mend the answer it depends on.")
        yield sheet.mistake("skip", row.number, slug, text, what, remedy)


def _ineligible(row: Row, sheet: _Sheet) -> Iterator[Mistake]:
    """Respondents the survey does not ask: no dealings with permits in two years, neither owner nor manager."""
    remedy = _("Leave the row out (--partial does), or mend the cell.")
    if row.answers.get("eligible", (None, "", ""))[0] == 0:
        what = _("the firm has not dealt with permits in the last two years")
        yield sheet.mistake("eligibility", row.number, "eligible", "0", what, remedy)
    if row.answers.get("position", (None, "", ""))[0] == 3:
        what = _("the respondent is neither owner nor manager")
        yield sheet.mistake("eligibility", row.number, "position", "3", what, remedy)


def _repeated(rows: Sequence[Row], sheet: _Sheet) -> Iterator[Mistake]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.region is None or (sheet.layout.instrument == "firms" and not row.respondent):
            continue
        key = (row.region.code, row.respondent.casefold())
        if key not in first:
            first[key] = row.number
            continue
        column = sheet.layout.who if row.respondent else sheet.layout.keys[-1]
        what = _("{region} stands in row {row} already").format(region=row.region.full_name, row=first[key])
        if row.respondent:
            what = _("respondent {name} of {region} stands in row {row} already").format(
                name=shorten(row.respondent), region=row.region.full_name, row=first[key]
            )
        yield sheet.mistake("duplicate", row.number, column, "", what, _("Keep one of the two rows."))
