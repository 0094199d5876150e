"""How much hangs on one code: the index again without each indicator, or each aggregate of a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scorecard.engine.build import Build, Engine
from scorecard.engine.method import paired
from scorecard.engine.table import Array


@dataclass(frozen=True, slots=True, eq=False)
class Removal:
    """The top without one code (its weight 0): scores and ranks by row. `code` is empty for the whole index."""

    level: int
    code: str
    scores: Array
    ranks: Array


def leave_one_out(engine: Engine, build: Build, levels: Sequence[int]) -> Iterator[Removal]:
    """For each level first the whole index, then the index without each of the level's codes."""
    top = build.structure.top
    whole = build.ranks_of(top)
    for level in levels:
        yield Removal(level, "", build.column(top), whole)
        for code in build.structure.at(level):
            if code == top or not build.structure.by_code[code].parent:
                continue
            without = replace(build.method, weights=paired({**dict(build.method.weights), code: 0.0}))
            less = engine.build(without)
            yield Removal(level, code, less.column(top), less.ranks_of(top))


def mean_change(removal: Removal, whole: Array) -> float:
    """The mean absolute change of rank over the rows that have both ranks."""
    changes = np.abs(whole - removal.ranks)
    return float(np.nanmean(changes)) if (~np.isnan(changes)).any() else float("nan")
