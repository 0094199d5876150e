"""Two methods on the same rows: who moved, and which component and indicator moved them.

A score is the sum of its indicators' contributions (`means.contributions`). What all rows gain or lose alike
moves nobody, so each contribution is put into the spread of its own method's scores and compared with the
mean over rows; the one that went furthest in the direction of the move is named as its cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """One method's ranks, and the contributions of components and indicators to the scores, one row a row.

    `parts` are keyed by code and in standard deviations of the scores, so that two methods can be compared.
    """

    ranks: Array
    parts: Mapping[str, Array]


def compare(before: Build, after: Build) -> tuple[Move, ...]:
    """What became of every row of `before` under `after`; both builds are of the same table."""
    tree = before.structure
    tops = {code: tree.under(code) for code in tree.children.get(tree.top, ())}
    return moves(before.table.units, before.table.times, _account(before), _account(after), tops)


def moves(
    units: Sequence[str],
    times: Sequence[str],
    before: Account,
    after: Account,
    components: Mapping[str, Sequence[str]],
) -> tuple[Move, ...]:
    """What became of every row, and the component and then its indicator that moved it furthest that way.

    `components` names the indicators below each.
    """
    shared = before.parts.keys() & after.parts.keys()
    tops = {code: [leaf for leaf in leaves if leaf in shared] for code, leaves in components.items() if code in shared}
    by_top = _shift(before, after, list(tops))
    by_leaf = {code: _shift(before, after, leaves) for code, leaves in tops.items()}
    found = []
    for row, unit in enumerate(units):
        old, new = (None if np.isnan(one.ranks[row]) else int(one.ranks[row]) for one in (before, after))
        change = old - new if old is not None and new is not None else None
        component, effect = _cause(by_top[row], list(tops), change)
        leaf, leaf_effect = _cause(by_leaf[component][row], tops[component], change) if component else ("", 0.0)
        time = times[row] if times else ""
        found.append(Move(unit, time, old, new, change, component, effect, leaf, leaf_effect))
    return tuple(found)


def _account(build: Build) -> Account:
    rule = {level: build.method.mean_at(level) for level in build.structure.levels}
    found = contributions(build.scores, Plan(build.structure), rule, build.weights)
    parts = spread(dict(zip(build.structure.codes, found.T, strict=True)), build.column(build.structure.top))
    return Account(build.ranks_of(build.structure.top), parts)


def spread(parts: Mapping[str, Array], scores: Array) -> dict[str, Array]:
    """Contributions in standard deviations of the scores they make up."""
    with blanks():
        size = float(np.nanstd(scores))
    return {code: part / (size or 1.0) for code, part in parts.items()}


def _shift(before: Account, after: Account, codes: Sequence[str]) -> Array:
    """How much more each row's contributions changed than those of the mean ranked row."""
    rows = len(before.ranks)
    if not codes:
        return np.zeros((rows, 0))
    changed = np.column_stack([after.parts[code] - before.parts[code] for code in codes])
    both = ~np.isnan(before.ranks) & ~np.isnan(after.ranks)
    return np.asarray(changed - (changed[both].mean(axis=0) if both.any() else 0.0))


def _cause(shifts: Array, codes: Sequence[str], change: int | None) -> tuple[str, float]:
    if not change or not len(shifts):
        return "", 0.0
    at = int(np.argmax(shifts) if change > 0 else np.argmin(shifts))
    return codes[at], float(shifts[at])
