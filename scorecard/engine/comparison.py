"""Two methods on the same rows: who moved, and which component and indicator moved them.

A score is the sum of its indicators' contributions (`means.contributions`). What all rows gain or lose alike
moves nobody, so each contribution is put into the spread of its own method's scores and compared with the
mean over rows; the one that went furthest in the direction of the move is named as its cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scorecard.engine.build import Build
from scorecard.engine.means import Plan, contributions
from scorecard.engine.moments import blanks
from scorecard.engine.table import Array


@dataclass(frozen=True, slots=True)
class Move:
    """A row under two methods. `change` is ranks gained; causes are empty where the rank stayed or is missing.

    `component` is a child of the top, `indicator` a leaf; their `effect` is in standard deviations of scores.
    """

    unit: str
    time: str
    before: int | None
    after: int | None
    change: int | None
    component: str = ""
    component_effect: float = 0.0
    indicator: str = ""
    indicator_effect: float = 0.0


def compare(before: Build, after: Build) -> tuple[Move, ...]:
    """What became of every row of `before` under `after`; both builds are of the same table."""
    ranks = [build.ranks_of(build.structure.top) for build in (before, after)]
    parts = [_parts(before), _parts(after)]
    leaves = before.structure.indicators
    tops = [code for code in before.structure.children.get(before.structure.top, ()) if code in parts[1]]
    by_leaf = _shift(parts, leaves)
    by_top = _shift(parts, tops)
    times = before.table.times or ("",) * len(before.table.units)
    moves = []
    for row, unit in enumerate(before.table.units):
        old, new = (None if np.isnan(rank[row]) else int(rank[row]) for rank in ranks)
        change = old - new if old is not None and new is not None else None
        causes = (*_cause(by_top[row], tops, change), *_cause(by_leaf[row], leaves, change)) if change else ()
        moves.append(Move(unit, times[row], old, new, change, *causes))
    return tuple(moves)


def _parts(build: Build) -> dict[str, Array]:
    """Contributions by code, in standard deviations of the top's scores."""
    plan = Plan(build.structure)
    rule = {level: build.method.mean_at(level) for level in build.structure.levels}
    found = contributions(build.scores, plan, rule, build.weights)
    with blanks():
        spread = float(np.nanstd(build.column(build.structure.top)))
    return {code: found[:, at] / (spread or 1.0) for at, code in enumerate(build.structure.codes)}


def _shift(parts: list[dict[str, Array]], codes: tuple[str, ...] | list[str]) -> Array:
    """How much more each row's contributions changed than those of the mean row."""
    if not codes:
        return np.zeros((len(next(iter(parts[0].values()))), 0))
    changed = np.column_stack([parts[1][code] - parts[0][code] for code in codes])
    return np.asarray(changed - changed.mean(axis=0))


def _cause(shifts: Array, codes: tuple[str, ...] | list[str], change: int) -> tuple[str, float]:
    if not len(shifts):
        return "", 0.0
    at = int(np.argmax(shifts) if change > 0 else np.argmin(shifts))
    return codes[at], float(shifts[at])
