"""Items into components, components into a total, totals into ranks: the engine's means over the framework's tree."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from scorecard.engine.comparison import Account, spread
from scorecard.engine.means import Plan, aggregate, contributions
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
    """Regions x (items, variables where they count, components); `absent` marks items that cannot exist.

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
    for code in COMPONENTS:
        frame[code] = frame[code].round(DECIMALS) if code in frame else np.nan
    return frame


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


def account(
    below: pd.DataFrame, sums: pd.Series[float], kinds: pd.Series[str], framework: Framework, method: Method
) -> Account:
    """Ranks, and what every item and component contributes to the totals; `below` as `parts` returns it."""
    forest = tree(framework, method)
    nodes = [replace(one, parent="total") if not one.parent else one for one in forest.nodes]
    whole = Structure((*nodes, Node("total", "", TOTAL)), "framework")
    scores = below.assign(total=sums)[list(whole.codes)].to_numpy(dtype="float64")
    rule = {VARIABLES: method.mean, PARTS: method.mean, TOTAL: method.total}
    found = contributions(scores, Plan(whole), rule, whole.weights(dict(method.weights)))
    made = spread(dict(zip(whole.codes, found.T, strict=True)), scores[:, -1])
    return Account(np.asarray(ranks(sums, kinds, method), dtype=np.float64), made)
