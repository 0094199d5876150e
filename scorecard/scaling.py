"""Scores to items on one scale, better is more: the engine's scales over the regions that are ranked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from scorecard.engine.method import Method as Steps
from scorecard.engine.method import Scale
from scorecard.engine.outliers import treat
from scorecard.engine.scales import Measures, Population, normalise
from scorecard.engine.table import Ids
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Region
from scorecard.sentences import Sentence

#: What enters unstretched goes from 0..1 to 0..100 as it is.
PLAIN: Final = Scale("goalposts", source=(0.0, 1.0))
MEASURES: Final = ("low", "high", "mean", "sd")


def _groups(index: pd.Index[str], targets: Sequence[Region], method: Method) -> tuple[Ids, tuple[str, ...]]:
    """The group whose lows and highs scale each region, as a number, and the groups' names."""
    if method.over == "all":
        return np.zeros(len(index), dtype=np.int64), ("all",)
    kinds = {region.code: region.kind.value for region in targets}
    names = tuple(sorted(set(kinds.values())))
    return np.array([names.index(kinds[code]) for code in index], dtype=np.int64), names


def treated(wide: pd.DataFrame, ranked: Sequence[str], framework: Framework, method: Method) -> pd.DataFrame:
    """`wide` with the outliers of its ranked regions treated, in the items that are stretched."""
    slugs = [one.slug for one in framework.indicators if method.stretches(one)]
    steps = Steps(treatment=method.treatment, own_treatment=method.own_treatment)
    if not ranked or (steps.treatment.test == "none" and not steps.own_treatment):
        return wide
    values = wide.loc[list(ranked), slugs].to_numpy(dtype="float64", copy=True)
    done, _said = treat(values, slugs, steps, np.zeros(len(values), dtype=np.int64), ("",))
    mended = wide.copy()
    mended.loc[list(ranked), slugs] = done
    return mended


def limits_of(ranked: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method) -> pd.DataFrame:
    """Columns group, indicator, low, high, mean, sd: over the ranked regions, of the items that are scaled."""
    slugs = [indicator.slug for indicator in framework.indicators if method.stretches(indicator)]
    groups, names = _groups(ranked.index, targets, method)
    people = Population(ranked[slugs].to_numpy(dtype="float64"), groups, len(names))
    measures = people.measures()
    frame = pd.DataFrame(
        {
            "group": np.repeat(np.array(names, dtype=object), len(slugs)),
            "indicator": slugs * len(names),
            **{name: getattr(measures, name).ravel() for name in MEASURES},
        }
    )
    return frame[frame["low"].notna()].reset_index(drop=True)


def scaled(
    wide: pd.DataFrame,
    limits: pd.DataFrame,
    targets: Sequence[Region],
    framework: Framework,
    method: Method,
    ranked: Sequence[str] = (),
) -> tuple[pd.DataFrame, dict[str, Sentence]]:
    """Items, better is more; and the indicators dropped, with the reason. `ranked` is the population of ranks."""
    groups, names = _groups(wide.index, targets, method)
    slugs = [one.slug for one in framework.indicators]
    values = wide[slugs].to_numpy(dtype="float64")
    rows = wide.index.isin(list(ranked))
    measures = _measures(limits, names, slugs)
    items = normalise(
        values,
        groups,
        np.array([float(method.direction(one)) for one in framework.indicators]),
        [method.scale if method.stretches(one) else PLAIN for one in framework.indicators],
        measures,
        population=Population(values[rows], groups[rows], len(names)),
    )
    return pd.DataFrame(items, index=wide.index, columns=slugs), _dropped(limits, measures, slugs, framework, method)


def _measures(limits: pd.DataFrame, names: Sequence[str], slugs: Sequence[str]) -> Measures:
    """The limits as arrays, groups x indicators; NaN where there are none."""
    keyed = limits.set_index(["group", "indicator"])
    order = pd.MultiIndex.from_product([names, slugs])
    found = {
        name: keyed[name].reindex(order).to_numpy(dtype="float64").reshape(len(names), len(slugs)) for name in MEASURES
    }
    return Measures(**found)


def _dropped(
    limits: pd.DataFrame, measures: Measures, slugs: Sequence[str], framework: Framework, method: Method
) -> dict[str, Sentence]:
    """Stretched items that no group can be told apart by."""
    if limits.empty or method.scale.scheme not in ("min-max", "z-score"):
        return {}
    varied = np.any(measures.high > measures.low, axis=0).tolist()
    seen = np.any(~np.isnan(measures.high), axis=0).tolist()
    blank = Sentence(_("no ranked region has a value", "en"))
    same = Sentence(_("it is the same in all regions", "en"))
    return {
        slug: same if seen[at] else blank
        for at, slug in enumerate(slugs)
        if not varied[at] and method.stretches(framework.by_slug[slug])
    }
