"""Sums over respondents, made by the database: a nation's half a million answers stay where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.store.database import Store, said_yes

#: The background question that holds a respondent's sampling weight.
WEIGHT: Final = "weight"


#: Every answer v with its weight w; binds wave, instrument and WEIGHT before what follows.
WEIGHED: Final = (
    "with given as materialized (select region_code, respondent, value from answers"
    " where wave = ? and instrument = ? and indicator = ? and value is not null),"
    " middle as materialized (select region_code, avg(value) value from given group by region_code),"
    " said as (select region_code, indicator, value v, coalesce("
    "(select value from given g where g.region_code = a.region_code and g.respondent = a.respondent),"
    " (select value from middle m where m.region_code = a.region_code), 1.0) w from answers a"
)


@dataclass(frozen=True, slots=True)
class Sums:
    """What one region's respondents said to one question: `n` answers v with weights w, and their sums."""

    region_code: str
    indicator: str
    n: int
    v: float
    vv: float
    w: float
    wv: float
    wvv: float
    ww: float
    wwv: float
    wwvv: float


def sums(store: Store, wave: str, instrument: str, asked_after: Mapping[str, str]) -> list[Sums]:
    """The sums of each region and question that was answered with a number, by region.

    A respondent without a weight has the mean weight of the region, or 1 where nobody has any. `asked_after` maps
    a question to the one it hangs on: only respondents count who answered that with 1.
    """
    asked, values = "", list[object]()
    for child in asked_after:
        yes, some = said_yes(wave, instrument, child, asked_after)
        asked += f" and (indicator <> ? or (region_code, respondent) in ({yes}))"
        values += [child, *some]
    found = store.db.execute(
        f"{WEIGHED}"  # noqa: S608 - values are bound
        f" where wave = ? and instrument = ? and value is not null and indicator <> ?{asked})"
        " select region_code, indicator, count(v), sum(v), sum(v * v), sum(w), sum(w * v), sum(w * v * v), sum(w * w),"
        " sum(w * w * v), sum(w * w * v * v) from said group by region_code, indicator",
        [wave, instrument, WEIGHT, wave, instrument, WEIGHT, *values],
    )
    return [Sums(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one region's respondents, `n`, gave one answer to a question, and their weights together."""

    region_code: str
    indicator: str
    value: float
    n: int
    w: float


def counts(store: Store, wave: str, instrument: str, indicators: Sequence[str]) -> list[Count]:
    """How often each answer was given to the named questions, by region; weights as in `sums`."""
    marks = ", ".join("?" * len(indicators))
    found = store.db.execute(
        f"{WEIGHED} where wave = ? and instrument = ? and value is not null and indicator in ({marks}))"  # noqa: S608 - values are bound
        " select region_code, indicator, v, count(v), sum(w) from said group by region_code, indicator, v",
        [wave, instrument, WEIGHT, wave, instrument, *indicators],
    )
    return [Count(*row) for row in found]
