"""Columns of any unit on one scale where more is better.

A population says what is low and high: all rows, those of the same group or time, or those of a reference
time; a row outside the population is placed on its scale all the same. Each scheme is documented beside its
function; directions are applied as the source of the scheme has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from scorecard.engine.method import Scale
from scorecard.engine.moments import NOISE, below, blanks
from scorecard.engine.table import Array, Ids


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Of each group and column of a population: lowest, highest, mean and standard deviation (n - 1)."""

    low: Array
    high: Array
    mean: Array
    sd: Array

    def turned(self, directions: Array) -> Measures:
        """The measures of the columns multiplied by their directions."""
        up = directions > 0
        return Measures(
            np.where(up, self.low, -self.high), np.where(up, self.high, -self.low), self.mean * directions, self.sd
        )


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Rows that say what is low and high: their values and the number of the group each belongs to."""

    values: Array
    groups: Ids
    count: int

    def measures(self) -> Measures:
        """Low, high, mean and standard deviation of each group (rows) and column; NaN where nothing is there."""
        parts = [self.values[self.groups == group] for group in range(self.count)]
        empty = np.full((1, self.values.shape[1]), np.nan)
        parts = [part if len(part) else empty for part in parts]
        with blanks():
            low = np.array([np.nanmin(part, axis=0) for part in parts])
            high = np.array([np.nanmax(part, axis=0) for part in parts])
            mean = np.array([np.nanmean(part, axis=0) for part in parts])
            sd = np.array([np.nanstd(part, axis=0, ddof=1) for part in parts])
        flat = high - low <= NOISE * np.maximum(np.abs(high), np.abs(low))
        return Measures(low, np.where(flat, low, high), mean, np.where(flat, 0.0, sd))


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Everything one scheme needs of the columns it scales: directed values, measures by row, targets."""

    values: Array
    low: Array
    high: Array
    mean: Array
    sd: Array
    directions: Array
    targets: Array
    population: Population | None
    groups: Ids


def normalise(
    values: Array,
    groups: Ids,
    directions: Array,
    scales: Sequence[Scale],
    measures: Measures,
    *,
    population: Population | None = None,
    targets: Array | None = None,
) -> Array:
    """`values` (rows x columns) on the scales given by column; rows take the measures of their group.

    A column that is constant in its population comes out blank under a scheme that divides by its spread.
    `population` is needed by rank, percentile and borda alone.
    """
    turned = measures.turned(directions)
    goals = np.full(values.shape[1], np.nan) if targets is None else targets
    done = np.full(values.shape, np.nan)
    columns: dict[Scale, list[int]] = {}
    for at, scale in enumerate(scales):
        columns.setdefault(scale, []).append(at)
    with np.errstate(all="ignore"):
        for scale, chosen in columns.items():
            at_rows = np.ix_(groups, np.array(chosen))
            part = Columns(
                values=values[:, chosen] * directions[chosen],
                low=turned.low[at_rows],
                high=turned.high[at_rows],
                mean=turned.mean[at_rows],
                sd=turned.sd[at_rows],
                directions=directions[chosen],
                targets=goals[chosen],
                population=_part(population, chosen),
                groups=groups,
            )
            done[:, chosen] = _SCHEMES[scale.scheme](part, scale)
    return done


def _part(population: Population | None, columns: list[int]) -> Population | None:
    return population and Population(population.values[:, columns], population.groups, population.count)


def _divided(over: Array, by: Array) -> Array:
    """over / by, blank where `by` is nothing."""
    return np.asarray(over / np.where(by > 0, by, np.nan))


def _ranged(share: Array, scale: Scale) -> Array:
    inside = np.clip(share, 0.0, 1.0) if scale.clip else share
    return np.asarray(inside * (scale.high - scale.low) + scale.low)


def _min_max(part: Columns, scale: Scale) -> Array:
    """(x - min) / (max - min) to low..high."""
    return _ranged(_divided(part.values - part.low, part.high - part.low), scale)


def _z_score(part: Columns, scale: Scale) -> Array:
    """(x - mean) / sd, with the mean and standard deviation asked for."""
    return _divided(part.values - part.mean, part.sd) * scale.sd + scale.mean


def _goalposts(part: Columns, scale: Scale) -> Array:
    """(x - from) / (to - from), both in the indicator's own unit; turned round where less is better."""
    low, high = scale.source
    share = (part.values * part.directions - low) / (high - low)
    return _ranged(np.where(part.directions > 0, share, 1 - share), scale)


def _linear(part: Columns, scale: Scale) -> Array:
    """As goalposts, of the value already multiplied by its direction (COINr's n_scaled)."""
    low, high = scale.source
    return _ranged((part.values - low) / (high - low), scale)


def _target(part: Columns, scale: Scale) -> Array:
    """1 - (target - x) / (target - min): the distance made good from the worst to the framework's target."""
    target = part.targets * part.directions
    return _ranged(1 - _divided(target - part.values, target - part.low), scale)


def _fraction(part: Columns, _scale: Scale) -> Array:
    """x / max, of the value multiplied by its direction (COINr's n_fracmax); blank where the maximum is 0."""
    return np.asarray(part.values / np.where(part.high != 0, part.high, np.nan))


def _borda(part: Columns, _scale: Scale) -> Array:
    """How many of the population are below: 0 for the lowest."""
    return _below(part)[0]


def _rank(part: Columns, _scale: Scale) -> Array:
    """1 for the lowest, ties sharing the lower rank."""
    return _below(part)[0] + 1


def _percentile(part: Columns, scale: Scale) -> Array:
    """The share of the others that are below, to low..high."""
    found, count = _below(part)
    return _ranged(_divided(found, count - 1), scale)


def _below(part: Columns) -> tuple[Array, Array]:
    """How many of its population each value exceeds, and how many there are."""
    found, count = np.full(part.values.shape, np.nan), np.zeros(part.values.shape)
    if part.population is None:
        return found, count
    directed = part.population.values * part.directions
    for group in range(part.population.count):
        rows, others = part.groups == group, part.population.groups == group
        count[rows] = np.sum(~np.isnan(directed[others]), axis=0)
        for at in range(part.values.shape[1]):
            found[rows, at] = below(part.values[rows, at], directed[others, at])
    return found, count


_SCHEMES: Final[Mapping[str, Callable[[Columns, Scale], Array]]] = {
    "min-max": _min_max,
    "z-score": _z_score,
    "goalposts": _goalposts,
    "linear": _linear,
    "target": _target,
    "fraction": _fraction,
    "rank": _rank,
    "borda": _borda,
    "percentile": _percentile,
}
