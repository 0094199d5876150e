"""The 121 sub-variables of the 2009 survey and their tree, as data: `2009.csv` read once and checked.

Source: the report of BKPM and KPPOD on the best kabupaten and kota for investment services, 2009.
The report numbers 120 rows; its row on PDRB carries no number and is the 121st here. Answer codes and
rubrics are this project's own wherever the column `basis` says "ours".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from rapidfuzz import process

from scorecard.errors import ScorecardError
from scorecard.framework.table import parse
from scorecard.messages import translate as _
from scorecard.model import Indicator

#: The seven components that weigh the same in the total, in the order of the printed tables.
COMPONENTS = ("I", "II", "III", "IV", "V.1", "V.2", "VI")

#: A region under administration has no council, hence no Perda, budget, plan or minimum wage of its own.
JAKARTA_NOT_APPLICABLE = frozenset(
    {
        "web_bylaw_ho",
        "web_bylaw_siup",
        "web_bylaw_tdp",
        "web_bylaw_imb",
        "web_bylaw_iui_tdi",
        "web_bylaw_location",
        "web_bylaw_other",
        "web_budget",
        "web_rpjmd",
        "web_minimum_wage",
    }
)


@dataclass(frozen=True, slots=True)
class Variable:
    """One of the 31 variables between components and indicators; `name` is Indonesian, as printed."""

    number: int
    component: str
    name: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """The indicators in row order and the views of them that the other modules ask for."""

    indicators: tuple[Indicator, ...]
    by_slug: Mapping[str, Indicator]
    components: tuple[str, ...]
    variables: tuple[Variable, ...]
    website: tuple[Indicator, ...]
    pemda: tuple[Indicator, ...]
    firms: tuple[Indicator, ...]

    def of_component(self, code: str) -> tuple[Indicator, ...]:
        """The indicators of a component ("V.1"), in row order; raises KeyError for any other word."""
        if code not in self.components:
            raise KeyError(code)
        return tuple(indicator for indicator in self.indicators if indicator.component == code)

    def find(self, slug: str) -> Indicator:
        """The indicator a person means by `slug` (any case, hyphens or blanks for underscores).

        Raises ScorecardError with the nearest slugs for a word that is none.
        """
        wanted = slug.strip().casefold().replace("-", "_").replace(" ", "_")
        if wanted in self.by_slug:
            return self.by_slug[wanted]
        near = [found[0] for found in process.extract(wanted[:100], list(self.by_slug), limit=3, score_cutoff=70)]
        remedy = _("Did you mean {names}?").format(names=", ".join(near)) if near else _("`scorecard rules` lists them")
        raise ScorecardError(_("no indicator is called {name}").format(name=repr(slug[:100])), remedy=remedy)


@cache
def load() -> Framework:
    """The framework of 2009: 121 indicators, read from package data once a process."""
    file = resources.files(__name__) / "2009.csv"
    return build(parse(file.read_text(encoding="utf-8"), "framework/2009.csv"))


def build(indicators: Iterable[Indicator]) -> Framework:
    """The views over `indicators`, which come checked from `table.parse`."""
    rows = tuple(indicators)
    numbers = dict.fromkeys(row.variable_no for row in rows)
    return Framework(
        indicators=rows,
        by_slug=MappingProxyType({row.slug: row for row in rows}),
        components=tuple(code for code in COMPONENTS if any(row.component == code for row in rows)),
        variables=tuple(_variable(number, rows) for number in numbers),
        website=tuple(row for row in rows if row.source == "website"),
        pemda=tuple(row for row in rows if row.source == "pemda"),
        firms=tuple(row for row in rows if row.source == "firms"),
    )


def _variable(number: int, rows: tuple[Indicator, ...]) -> Variable:
    members = tuple(row for row in rows if row.variable_no == number)
    return Variable(number, members[0].component, members[0].variable, members)
