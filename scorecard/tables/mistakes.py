"""What is wrong in a table somebody filled in: a list with sheet, row, column and remedy, given at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.messages import mark
from scorecard.messages import translate as _

#: How many mistakes the printed error spells out; `TableError.mistakes` always holds all of them.
SHOWN: Final = 200
#: How much of a wrong cell is quoted back.
QUOTED: Final = 60
#: Kinds of mistakes in answer sheets, in the order they are shown, with what each is called.
KINDS: Final = {
    "header": mark("names of columns"),
    "shape": mark("shape of the table"),
    "region": mark("regions"),
    "respondent": mark("respondents"),
    "duplicate": mark("rows there twice"),
    "type": mark("not a number or date"),
    "code": mark("codes the question does not have"),
    "range": mark("numbers out of range"),
    "skip": mark("answers that another answer rules out"),
    "conflict": mark("columns that contradict each other"),
    "eligibility": mark("respondents who should not have been asked"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `row` counts as a spreadsheet does, from 1; 0 where the whole file is meant.

    `kind` is one of KINDS, or empty in tables that nobody sorts by kind.
    """

    sheet: str
    row: int
    column: str
    value: str
    what: str
    remedy: str
    kind: str = ""

    @property
    def where(self) -> str:
        """Row and column in words: "row 5, column VI"."""
        if not self.row:
            return self.sheet
        if not self.column:
            return _("row {row}").format(row=self.row)
        return _("row {row}, column {column}").format(row=self.row, column=shorten(self.column).strip("“”"))

    def __str__(self) -> str:
        value = f" ({shorten(self.value)})" if self.value else ""
        return f"{self.where}: {self.what}{value}. {self.remedy}"


class TableError(ScorecardError):
    """A table that was refused whole. `mistakes` holds all that is wrong with it, by row and then column."""

    def __init__(self, mistakes: Iterable[Mistake], *, where: str, what: str = "") -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(
            what or _("{n} mistakes in this file; nothing was taken from it").format(n=len(self.mistakes)),
            where=where,
            remedy=_("Mend them all and try again."),
        )

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what}", *(f"  {mistake}" for mistake in self.mistakes[:SHOWN])]
        if len(self.mistakes) > SHOWN:
            lines.append("  " + _("and {n} more").format(n=len(self.mistakes) - SHOWN))
        return "\n".join([*lines, self.remedy])


def shorten(value: str) -> str:
    """A wrong cell as it is quoted back: on one line, in quotes, not endless, nothing a terminal would obey."""
    text = " ".join("".join(char if char.isprintable() else " " for char in value).split())
    return f"“{text[:QUOTED]}…”" if len(text) > QUOTED else f"“{text}”"
