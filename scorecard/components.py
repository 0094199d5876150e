"""Items into components, components into a total, totals into ranks: the engine's means over the framework's tree."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.engine.means import Plan, aggregate
from scorecard.engine.moments import EXACT, ranked
from scorecard.engine.structure import Node, Structure
from scorecard.engine.table import numbered
from scorecard.framework import COMPONENTS, Framework
from scorecard.method import Method

ITEMS: Final = 1
VARIABLES: Final = 2
PARTS: Final = 3
TOTAL: Final = 4
#: Means that agree to this many decimals are equal: the rest is binary noise, not a difference.
DECIMALS: Final = 9
_TOP: Final = Plan(Structure((*(Node(code, "total", PARTS) for code in COMPONENTS), Node("total", "", TOTAL))))


def tree(framework: Framework, method: Method) -> Structure:
    """Items under their variables, those under components; or items under components, where variables are skipped."""
    leaves = [Node(one.slug, _variable(one.variable_no), ITEMS) for one in framework.indicators]
    middle = [Node(_variable(one.number), one.component, VARIABLES) for one in framework.variables]
    whole = Structure((*leaves, *middle, *(Node(code, "", PARTS) for code in framework.components)), "framework")
    return whole.without((VARIABLES,)) if method.variables == "skipped" else whole


def _variable(number: int) -> str:
    return f"variable {number}"


def parts(items: pd.DataFrame, framework: Framework, method: Method, absent: pd.DataFrame) -> pd.DataFrame:
    """Regions x components, out of items in the framework's order; `absent` marks items that cannot exist.

    Raises ScorecardError where a geometric or harmonic mean meets a zero.
    """
    structure = tree(framework, method)
    slugs = list(structure.indicators)
    scores = aggregate(
        items[slugs].to_numpy(dtype="float64"),
        Plan(structure),
        dict.fromkeys((VARIABLES, PARTS), method.mean),
        structure.weights({}),
        absent=absent[slugs].to_numpy(dtype="bool"),
        rows=[str(code) for code in items.index],
    )
    frame = pd.DataFrame(scores, index=items.index, columns=list(structure.codes))
    return frame.reindex(columns=list(COMPONENTS)).round(DECIMALS)


def totals(components: pd.DataFrame, method: Method) -> pd.Series[float]:
    """The weighted mean of the seven components (columns COMPONENTS, 0..100) of each row.

    A blank component counts 0, leaves its weight to the others, or leaves the row without a total, as the
    method says; a row of blanks is NaN.
    """
    scores = aggregate(
        components[list(COMPONENTS)].to_numpy(dtype="float64"),
        _TOP,
        {TOTAL: method.total},
        {**method.weights, "total": 1.0},
        absent=np.zeros((len(components), len(COMPONENTS)), dtype=np.bool_),
        rows=[str(label) for label in components.index],
    )
    return pd.Series(scores[:, -1], index=components.index).round(DECIMALS)


def ranks(sums: pd.Series[float], kinds: pd.Series[str], method: Method) -> pd.Series[float]:
    """Ranks of totals, best first, equal totals as the method says; a blank total has none."""
    groups = numbered(tuple(kinds))[0] if method.within == "kind" else np.zeros(len(sums), dtype=np.int64)
    found = ranked(np.asarray(sums, dtype=np.float64)[:, None], groups, method.ties, digits=EXACT)
    return pd.Series(found[:, 0], index=sums.index)
