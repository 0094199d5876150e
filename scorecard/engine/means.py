"""Children into their parents, lowest level first: weighted means, with the blanks that a method allows.

Weights are shared again among the children that are there. A zero, which a geometric or harmonic mean cannot
take, is an error that names the cell and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from scorecard.engine.method import Mean
from scorecard.engine.structure import Structure
from scorecard.engine.table import Array, Ids, Mask
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: Cells that an error names before it counts the rest.
NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The columns each aggregate of a structure is made of, looked up once."""

    structure: Structure
    steps: tuple[tuple[int, str, int, Ids], ...] = field(init=False)

    def __post_init__(self) -> None:
        at = {code: number for number, code in enumerate(self.structure.codes)}
        steps = tuple(
            (
                at[code],
                code,
                self.structure.by_code[code].level,
                np.array([at[child] for child in self.structure.children[code]], dtype=np.int64),
            )
            for code in self.structure.aggregates
        )
        object.__setattr__(self, "steps", steps)


def aggregate(
    items: Array,
    plan: Plan,
    rule: Mapping[int, Mean],
    weights: Mapping[str, float],
    *,
    absent: Mask | None = None,
    rows: Sequence[str] = (),
) -> Array:
    """Rows x (indicators and aggregates), in the order of `plan.structure.codes`.

    `items` are rows x indicators; `rule` says how the aggregates of each level are made; `absent` marks the
    items that cannot exist and are no gap (else those are that are blank in all rows); `rows` are the names an
    error uses. Raises ScorecardError for a
    value that a mean cannot take, and for weights that are all 0.
    """
    codes = plan.structure.codes
    scores = np.full((len(items), len(codes)), np.nan)
    scores[:, : items.shape[1]] = items
    gone = np.zeros(scores.shape, dtype=np.bool_)
    gone[:, : items.shape[1]] = np.isnan(items).all(axis=0) if absent is None else absent
    heavy = np.array([weights[code] for code in codes])
    for at, code, level, children in plan.steps:
        counted = children[heavy[children] > 0]
        if not len(counted):  # nothing below has a weight: it has no value, and leaves its parent's mean
            gone[:, at] = True
            continue
        mean = rule[level]
        part = scores[:, counted]
        found, faults = _mean(part, heavy[counted], gone[:, counted], mean)
        if faults is not None:
            raise _unfit(faults, part, [codes[child] for child in counted], code, mean, rows)
        scores[:, at] = found
        gone[:, at] = gone[:, counted].all(axis=1)
    return scores


def _mean(part: Array, heavy: Array, gone: Mask, mean: Mean) -> tuple[Array, Mask | None]:
    """The mean of each row, or the cells that the scheme cannot take."""
    there = seen = ~np.isnan(part)
    if mean.blank == "zero":
        part = np.where(seen | gone | ~seen.any(axis=1, keepdims=True), part, 0.0)
        there = ~np.isnan(part)
    unfit = _unfit_cells(part, mean)
    if unfit is not None and unfit.any():
        return part[:, 0], unfit
    share = np.where(there, heavy, 0.0)
    total = share.sum(axis=1)
    with np.errstate(all="ignore"):
        found = _SCHEMES[mean.scheme](np.where(there, part, 1.0), share / total[:, None], mean.power)
        short = seen.sum(axis=1) < mean.least * (~gone | seen).sum(axis=1) - 1e-9
    found[(total == 0) | short] = np.nan
    return found, None


def _unfit_cells(part: Array, mean: Mean) -> Mask | None:
    if mean.scheme == "arithmetic":
        return None
    with np.errstate(invalid="ignore"):
        if mean.scheme == "power" and mean.power > 0:
            return np.asarray(part < 0)
        return np.asarray(part <= 0)


def _summed(part: Array, share: Array) -> Array:
    """Sums of shares, added up in the widest float there is, as R does: fewer ties are broken by rounding."""
    return np.asarray((part * share).sum(axis=1, dtype=np.longdouble), dtype=np.float64)


def _arithmetic(part: Array, share: Array, _power: float) -> Array:
    return _summed(part, share)


def _geometric(part: Array, share: Array, _power: float) -> Array:
    return np.asarray(np.exp(_summed(np.log(part), share)))


def _harmonic(part: Array, share: Array, _power: float) -> Array:
    return 1 / _summed(1 / part, share)


def _power(part: Array, share: Array, power: float) -> Array:
    if power == 0:  # the limit of power means
        return _geometric(part, share, power)
    return np.asarray(_summed(part**power, share) ** (1 / power))


_SCHEMES = {"arithmetic": _arithmetic, "geometric": _geometric, "harmonic": _harmonic, "power": _power}


def _unfit(
    unfit: Mask, part: Array, codes: Sequence[str], parent: str, mean: Mean, rows: Sequence[str]
) -> ScorecardError:
    cells = np.argwhere(unfit)
    named = [f"{rows[row] if rows else row + 1} {codes[at]} = {part[row, at]:g}" for row, at in cells[:NAMED]]
    more = [_("and {n} more").format(n=len(cells) - NAMED)] if len(cells) > NAMED else []
    return ScorecardError(
        _("a {scheme} mean cannot take values of 0 or below: {cells}").format(
            scheme=mean.scheme, cells=", ".join([*named, *more])
        ),
        where=_("aggregate {code}").format(code=parent),
        remedy=_(
            "Scale to a range above 0 (normalisation.low = 1), drop these cells, or make this level with an"
            " arithmetic mean (aggregation.levels)."
        ),
    )


def contributions(scores: Array, plan: Plan, rule: Mapping[int, Mean], weights: Mapping[str, float]) -> Array:
    """What each code contributes to the top of each row: the contributions of a level add up to the score.

    Every mean here is homogeneous, so by Euler's theorem value times slope adds up to the mean itself.
    """
    codes = plan.structure.codes
    heavy = np.array([weights[code] for code in codes])
    slopes = np.zeros(scores.shape)
    slopes[:, codes.index(plan.structure.top)] = 1.0
    for at, _code, level, children in reversed(plan.steps):
        mean, part = rule[level], scores[:, children]
        there = np.ones(part.shape, dtype=np.bool_) if mean.blank == "zero" else ~np.isnan(part)
        share = np.where(there, heavy[children], 0.0)
        power = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "power": mean.power}[mean.scheme]
        with np.errstate(all="ignore"):
            local = share / share.sum(axis=1, keepdims=True) * (part / scores[:, [at]]) ** (power - 1)
        slopes[:, children] = np.nan_to_num(slopes[:, [at]] * local, nan=0.0, posinf=0.0, neginf=0.0)
    return np.asarray(np.nan_to_num(slopes * scores))
