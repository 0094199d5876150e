"""Outliers: columns that are far from symmetric have their extreme points drawn in, or are put on a log scale.

A column passes where its skewness is small or its kurtosis is. Else its highest points (its lowest, where the
skewness is negative) are set to the next value, one step at a time; a column that still fails after the
allowed steps is taken as it was and put on a log scale. Source: the handbook's rule of thumb (|skew| 2,
kurtosis 3.5), in COINr's order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from scorecard.engine.method import Method, Treatment
from scorecard.engine.moments import shape_of, shapes_of
from scorecard.engine.table import Array, Ids

Shape: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Treated:
    """What was done to one column (of one time): `setting` is "own" where an override spoke, else "method"."""

    code: str
    time: str
    setting: str
    test: str
    skew: float
    kurtosis: float
    points: int
    log: bool
    skew_after: float
    kurtosis_after: float
    passed: bool


def treat(
    values: Array, codes: Sequence[str], method: Method, times: Ids, names: Sequence[str]
) -> tuple[Array, tuple[Treated, ...]]:
    """`values` (rows x codes) with outliers treated, each time on its own, and what was done, by code and time."""
    own: Mapping[str, Treatment] = dict(method.own_treatment)
    done, said = values.copy(), []
    if not own and method.treatment.test == "none":
        return done, ()
    of_times = [np.flatnonzero(times == time) for time in range(len(names))]
    shapes = [shapes_of(values[rows]) for rows in of_times]
    for at, code in enumerate(codes):
        treatment = own.get(code, method.treatment)
        for time, name in enumerate(names):
            rows = of_times[time]
            before = float(shapes[time][0][at]), float(shapes[time][1][at])
            column, points, log, after = _column(values[rows, at], treatment, before)
            done[rows, at] = column
            said.append(
                Treated(
                    code=code,
                    time=name,
                    setting="own" if code in own else "method",
                    test=treatment.test,
                    skew=before[0],
                    kurtosis=before[1],
                    points=points,
                    log=log,
                    skew_after=after[0],
                    kurtosis_after=after[1],
                    passed=treatment.test == "none" or _passes(after, treatment),
                )
            )
    return done, tuple(said)


def _passes(shape: Shape, treatment: Treatment) -> bool:
    skew, kurtosis = shape
    return bool(np.isnan(skew)) or abs(skew) < treatment.skew or kurtosis < treatment.kurtosis


def _column(column: Array, treatment: Treatment, shape: Shape) -> tuple[Array, int, bool, Shape]:
    """One column treated, the points drawn in, whether it is on a log scale, and its shape now."""
    if treatment.test == "none" or _passes(shape, treatment):
        return column, 0, False, shape
    drawn, now, points = column.copy(), shape, 0
    while points < treatment.points and _draw_in(drawn, now[0] >= 0):
        points, now = points + 1, shape_of(drawn)
        if _passes(now, treatment):
            return drawn, points, False, now
    if not treatment.log:
        return drawn, points, False, now
    low, high = float(np.nanmin(column)), float(np.nanmax(column))
    logged = np.log(column - low + 0.01 * (high - low))
    return logged, 0, True, shape_of(logged)


def _draw_in(column: Array, upper: bool) -> bool:
    """Set the highest (or lowest) points of `column` to the next value, in place; whether there was one."""
    extreme = np.nanmax(column) if upper else np.nanmin(column)
    rest = column[(column != extreme) & ~np.isnan(column)]
    if not len(rest):
        return False
    column[column == extreme] = rest.max() if upper else rest.min()
    return True
