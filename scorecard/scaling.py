"""Scores to items on one scale: each indicator stretched between its lowest and highest score, better is more."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Region


def _groups(index: pd.Index[str], targets: Sequence[Region], method: Method) -> pd.Series[str]:
    """The group whose minima and maxima scale each region: "all", or its kind."""
    kinds = {region.code: region.kind.value if method.over == "kind" else "all" for region in targets}
    return pd.Series([kinds[code] for code in index], index=index, dtype="str")


def limits_of(ranked: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method) -> pd.DataFrame:
    """Columns group, indicator, low, high: over the ranked regions, of the items that are scaled."""
    slugs = [indicator.slug for indicator in framework.indicators if method.stretches(indicator)]
    groups = ranked[slugs].groupby(_groups(ranked.index, targets, method))
    low, high = groups.min(), groups.max()
    sides = {"low": low.stack(), "high": high.stack()}
    return pd.DataFrame(sides).rename_axis(["group", "indicator"]).reset_index()


def scaled(
    wide: pd.DataFrame, limits: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Items on 0..100, better is more; and the indicators dropped, with the reason."""
    groups = _groups(wide.index, targets, method)
    low, high = (
        limits.pivot(index="group", columns="indicator", values=side).reindex(groups).set_axis(wide.index)
        for side in ("low", "high")
    )
    items, dropped = {}, {}
    for indicator in framework.indicators:
        slug = indicator.slug
        if method.stretches(indicator):
            span = high[slug] - low[slug] if slug in high else pd.Series(float("nan"), index=wide.index)
            items[slug] = (wide[slug] - low[slug]) / span.where(span > 0) * 100 if slug in high else span
            if len(limits) and not (span > 0).any():
                blank = slug not in high or not high[slug].notna().any()
                dropped[slug] = _("no ranked region has a value") if blank else _("it is the same in all regions")
        else:
            items[slug] = wide[slug] * 100
        if indicator.direction < 0:
            items[slug] = 100 - items[slug]
    return pd.DataFrame(items, index=wide.index), dropped
