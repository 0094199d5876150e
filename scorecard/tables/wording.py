"""Mistakes of an answer sheet in the user's words: its own columns, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.tables.cells import Cell
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import Mistake, shorten
from scorecard.tables.places import Place
from scorecard.tables.text import Text, where_of


class Wording:
    """Puts what the schemas find in one table into words."""

    def __init__(self, table: Text, layout: Layout, asked: Mapping[str, Indicator]) -> None:
        self.table, self.layout, self.asked = table, layout, asked
        self.where = where_of(table)

    def _mistake(
        self, kind: str, row: int, column: str, value: str, what: str, remedy: str, repeat: str = ""
    ) -> Mistake:
        """A mistake in the column as the file calls it: that of the repeat, where a row holds several."""
        names = self.table.sources
        called = names.get(column + repeat, "") or names.get(column, column)
        return Mistake(self.where, row, called, value, what, remedy, kind)

    def shape(self, row: int) -> Mistake:
        """A row with cells beyond the last named column."""
        what = _("the row has more cells than there are columns")
        return self._mistake("shape", row, "", "", what, _("Put cells with a separator in them in quotes."))

    def region(self, row: int, place: Place, repeat: str = "") -> Mistake:
        """A row that names no region of the wave, or two."""
        return self._mistake("region", row, place.column, place.value, place.what, place.remedy, repeat)

    def respondent(self, row: int, named: str, repeat: str = "") -> Mistake:
        """A row without the number of a firm."""
        remedy = _("Give each firm a number of its own within its region.")
        what = _("the cell is blank")
        if named:
            what = _("this is a telephone number, an e-mail address or a place, not the number of a firm")
        return self._mistake("respondent", row, self.layout.who, "", what, remedy, repeat)

    def repeated(self, row: int, region: Region | None, respondent: str, first: int, repeat: str = "") -> Mistake:
        """A respondent, or a questionnaire, that stands in an earlier row."""
        name = region.full_name if region else ""
        what = _("{region} stands in row {row} already").format(region=name, row=first)
        if respondent:
            what = _("respondent {name} of {region} stands in row {row} already").format(
                name=shorten(respondent), region=name, row=first
            )
        column = self.layout.who if respondent else self.layout.keys[-1]
        return self._mistake("duplicate", row, column, "", what, _("Keep one of the two rows."), repeat)

    def answer(self, row: int, slug: str, text: str, kind: str, cell: Cell, repeat: str = "") -> Mistake:
        """A cell that its question, or the answer to another one, does not allow."""
        what, remedy, value = cell.what, cell.remedy, text
        if kind == "skip":
            what = _("it is answered, though {parent} is 0").format(parent=self.asked[slug].parent)
            remedy = _("Leave it blank, or mend the answer it depends on.")
        elif kind == "eligibility":
            remedy = _("Leave the row out (--partial does), or mend the cell.")
            what = _("the respondent is neither owner nor manager")
            if slug == "eligible":
                what = _("the firm has not dealt with permits in the last two years")
        return self._mistake(kind, row, slug, value, what, remedy, repeat)
