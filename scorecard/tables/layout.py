"""The two answer sheets: which columns each has, and which question stands in which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator
from scorecard.tables.background import background

INSTRUMENTS: Final = ("firms", "pemda")


@dataclass(frozen=True, slots=True)
class Layout:
    """One instrument's sheet. `keys` say who answered, `questions` are by column name, in row order.

    `foreign` are the columns of the other instrument. `background` are questions beside the framework's and
    `who` the column that names the respondent: a firm's number, or the office that filled in a part. Both may
    be left out, a firm's number excepted.
    """

    instrument: str
    keys: tuple[str, ...]
    questions: Mapping[str, Indicator]
    foreign: frozenset[str]
    background: Mapping[str, Indicator]
    who: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, in the order the template writes them."""
        return (*self.keys, *self.questions)

    @property
    def known(self) -> tuple[str, ...]:
        """Every column that a sheet may have, those that may be left out after those that may not."""
        return tuple(dict.fromkeys((*self.keys, self.who, *self.questions, *self.background)))

    def fits(self, header: Sequence[str]) -> bool:
        """Whether these are the template's columns, filled in by hand: most of them under their own names."""
        names = {name.strip().casefold() for name in header}
        ours, theirs = len(names & set(self.columns)), len(names & self.foreign)
        return theirs > ours or 2 * ours >= len(self.columns)


def instrument_of(name: str, framework: Framework) -> Layout:
    """The layout of "firms" or "pemda"; raises ScorecardError for any other word."""
    if name not in INSTRUMENTS:
        raise ScorecardError(
            _("there is no instrument called {name}").format(name=name),
            remedy=_("Say firms or pemda."),
        )
    firms = name == "firms"
    ours, others = (framework.firms, framework.pemda) if firms else (framework.pemda, framework.firms)
    return Layout(
        instrument=name,
        keys=("region_code", "region", "respondent") if firms else ("region_code", "region"),
        questions={question.slug: question for question in ours},
        foreign=frozenset(question.slug for question in others),
        background=background(name, framework),
        who="respondent" if firms else "office",
    )
