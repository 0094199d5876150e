"""Samples drawn as the 2009 survey drew them, seeded, with a protocol that another person can replay.

Regions: stratified by regional product without oil and gas into three groups of equal number (large, medium,
small), proportional to the groups, regions under three years old left out. Firms: a systematic random sample
in each region, with a random start and a fixed interval, so that every firm has the same chance.
Source: the report of BKPM and KPPOD 2009, chapter II.3. How groups are cut and rounded is this project's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: Groups of regions by product, the largest first.
STRATA: Final = ("large", "medium", "small")
#: Regions younger than this many years are left out.
YOUNGEST: Final = 3
#: Standard errors in a margin of error at 95 %.
Z95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of a frame. `group` is a stratum or a region; `size` the product, NaN where it is no matter."""

    code: str
    name: str
    group: str = ""
    size: float = math.nan
    founded: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """One unit drawn: its chance of being drawn and its weight, 1 / chance."""

    unit: Unit
    chance: float
    weight: float
    order: int


@dataclass(frozen=True, slots=True)
class Group:
    """One stratum or region of the protocol: of `population` units `drawn` were drawn."""

    name: str
    population: int
    drawn: int
    chance: float
    interval: float
    start: float
    margin: float


@dataclass(frozen=True, slots=True)
class Protocol:
    """All that another person needs to draw the same sample from the same frame."""

    what: str
    frame: str
    sha256: str
    n: int
    seed: int
    year: int
    left_out: tuple[str, ...]
    groups: tuple[Group, ...]
    codes: tuple[str, ...]

    def to_json(self) -> str:
        """The protocol as its file holds it."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


def margin(share: float, n: int, population: int = 0) -> float:
    """Half the width of the 95 % interval of a share, with the correction for small populations where known.

    NaN for no respondents at all.
    """
    if not n:
        return math.nan
    finite = math.sqrt((population - n) / (population - 1)) if population > 1 else 1.0
    return Z95 * math.sqrt(share * (1 - share) / n) * finite


def strata(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """Units by the group their frame names, else in three of equal number by size, the largest first."""
    if all(unit.group for unit in units):
        return {name: [unit for unit in units if unit.group == name] for name in dict.fromkeys(u.group for u in units)}
    ranked = sorted(units, key=lambda unit: (-unit.size, unit.code))
    cuts = [round(at * len(ranked) / len(STRATA)) for at in range(len(STRATA) + 1)]
    return {name: ranked[low:high] for name, low, high in zip(STRATA, cuts, cuts[1:], strict=False) if high > low}


def allocate(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """`n` shared out in proportion to `sizes`, largest remainders first; raises ValueError for n out of reach."""
    total = sum(sizes.values())
    if not 1 <= n <= total:
        raise ValueError(n)
    shares = {name: n * size // total for name, size in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(n * sizes[name] % total), list(sizes).index(name)))
    for name in rest[: n - sum(shares.values())]:
        shares[name] += 1
    return shares


def systematic(units: Sequence[Unit], n: int, random: Random) -> tuple[list[Unit], float, float]:
    """Every k-th unit from a random start: (units drawn, interval, start). Each has the chance n / len(units).

    The interval may be a fraction, so that exactly `n` are drawn whatever the length of the list.
    """
    interval = len(units) / n
    start = random.random() * interval
    picks = [min(int(start + at * interval), len(units) - 1) for at in range(n)]
    return [units[at] for at in picks], interval, start


def sample_regions(units: Sequence[Unit], n: int, seed: int, year: int) -> tuple[list[Drawn], list[Group], list[str]]:
    """Draw `n` regions: (drawn, groups, codes left out as too young). Raises ScorecardError for n out of reach."""
    young = [unit.code for unit in units if unit.founded and year - unit.founded < YOUNGEST]
    old = [unit for unit in units if unit.code not in set(young)]
    groups = strata(old)
    try:
        shares = allocate({name: len(members) for name, members in groups.items()}, n)
    except ValueError as error:
        raise _out_of_reach(n, len(old)) from error
    random = Random(seed)  # noqa: S311 - a draw that must be replayed
    drawn: list[Drawn] = []
    told: list[Group] = []
    for name, members in groups.items():
        # Sorting by a number of one's own for each is a simple random draw without replacement.
        lots = sorted((random.random(), unit.code, unit) for unit in sorted(members, key=lambda unit: unit.code))
        drawn += _drawn([unit for _lot, _code, unit in lots[: shares[name]]], len(members))
        told.append(_group(name, len(members), shares[name]))
    return drawn, told, young


def sample_firms(units: Sequence[Unit], n: int, seed: int) -> tuple[list[Drawn], list[Group]]:
    """Draw `n` firms in each region, all of them where it has no more; (drawn, regions), in the frame's order."""
    random = Random(seed)  # noqa: S311 - a draw that must be replayed
    drawn: list[Drawn] = []
    told: list[Group] = []
    for name in dict.fromkeys(unit.group for unit in units):
        members = [unit for unit in units if unit.group == name]
        chosen, interval, start = systematic(members, min(n, len(members)), random)
        drawn += _drawn(chosen, len(members))
        told.append(_group(name, len(members), len(chosen), interval, start))
    return drawn, told


def _drawn(chosen: Sequence[Unit], population: int) -> list[Drawn]:
    chance = len(chosen) / population
    return [Drawn(unit, chance, 1 / chance, order) for order, unit in enumerate(chosen, start=1)]


def _group(name: str, population: int, drawn: int, interval: float = 0.0, start: float = 0.0) -> Group:
    largest = margin(0.5, drawn, population) if drawn else 1.0
    return Group(name, population, drawn, drawn / population, interval, start, round(largest, 6))


def _out_of_reach(n: int, population: int) -> ScorecardError:
    return ScorecardError(
        _("{n} cannot be drawn from {population}").format(n=n, population=population),
        remedy=_("Ask for at least 1 and at most as many as the frame holds."),
    )
