"""The index of a wave: scores scaled and averaged into seven components, a total, and ranks within kind.

Source of the steps: the 2009 survey as its published tables prove it (docs/method.md). What may vary is a
parameter of the Method. Regions without all three sources keep their website results and stay unranked.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from scorecard import __version__
from scorecard import framework as frameworks
from scorecard import method as methods
from scorecard import scores as scoring
from scorecard.errors import ScorecardError
from scorecard.framework import COMPONENTS, Framework
from scorecard.gaps import Gaps, gaps_of, listed
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Kind, Region
from scorecard.scaling import limits_of, scaled
from scorecard.store.database import Store

COLUMNS: Final = (
    *("wave", "kind", "rank", "province", "region_code", "region"),
    *("I", "II", "III", "IV", "V.1", "V.2", "V", "VI", "total", "rank_low", "rank_high", "note"),
)
#: Totals that agree to this many decimals are equal: the rest is binary noise, not a difference.
DECIMALS: Final = 9


@dataclass(frozen=True, slots=True)
class Result:
    """An index. `table` has COLUMNS, kabupaten first and by rank, the unranked last (NaN where blank).

    `items` (region_code x indicator, 0..100) and `limits` (lowest and highest score of each scaled item) are
    the stages before it; `dropped` says why an indicator was left out; `missing` and `warnings` are sentences.
    """

    wave: str
    method: Method
    table: pd.DataFrame
    items: pd.DataFrame
    limits: pd.DataFrame
    dropped: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ranked(self) -> int:
        """How many regions have a rank."""
        return int(self.table["rank"].notna().sum())


def compute(
    scores: pd.DataFrame,
    targets: Sequence[Region],
    framework: Framework,
    method: Method,
    *,
    limits: pd.DataFrame | None = None,
) -> Result:
    """The index of `targets` out of `scores` (columns of scores.csv, and `why` where known; higher is raw).

    `limits` freezes minima and maxima: the `limits` of another wave's Result. Rows of other regions are left
    out. Two rows of one region and indicator are a programming error (ValueError).
    """
    wide = _wide(scores, targets, framework, method)
    gaps = gaps_of(wide, scores, targets, framework, method)
    ranked = [region.code for region in targets if not gaps.lacking[region.code]]
    found = limits_of(wide.loc[ranked], targets, framework, method)
    used = found if limits is None else limits
    items, dropped = scaled(wide, used, targets, framework, method)
    items = items.where(_countable(items, ranked, framework))
    parts = pd.DataFrame(
        {code: items[[one.slug for one in framework.of_component(code)]].mean(axis=1) for code in COMPONENTS},
        index=items.index,
    )
    sums = totals(parts, method).where(parts.index.isin(ranked))
    wave = str(scores["wave"].iloc[0]) if len(scores) else ""
    warnings = [*_warnings(len(ranked), method, dropped), *_outside(items, ranked)]
    return Result(
        wave=wave,
        method=method,
        table=_table(wave, targets, parts, sums, gaps, method),
        items=items,
        limits=found,
        dropped=dropped,
        missing=gaps.sentences(targets),
        warnings=tuple(warnings),
    )


def totals(parts: pd.DataFrame, method: Method) -> pd.Series[float]:
    """The weighted mean of the seven components (columns COMPONENTS, 0..100) of each row.

    A blank component counts 0, or leaves its weight to the others, as the method says; a row of blanks is NaN.
    """
    weights = pd.Series(dict(method.weights), dtype="float64")
    ordered = parts[list(COMPONENTS)].astype("float64")
    weight = ordered.notna().mul(weights).sum(axis=1) if method.component == "skip" else weights.sum()
    sums = ordered.mul(weights).sum(axis=1, min_count=1) / weight
    return sums.round(DECIMALS)


def ranks(sums: pd.Series[float], kinds: pd.Series[str], method: Method) -> pd.Series[float]:
    """Ranks of totals, best first; equal totals share the better rank; a blank total has none."""
    if method.within == "all":
        return sums.rank(method="min", ascending=False)
    return sums.groupby(kinds).rank(method="min", ascending=False)


def missing(store: Store, wave: str, method: str | Path = methods.DEFAULT) -> list[str]:
    """What the wave lacks to rank all its regions, in sentences; empty when it lacks nothing."""
    targets = store.targets(wave)
    if not targets:
        return [_("No region is targeted in the wave {wave} yet.").format(wave=wave)]
    framework, chosen = frameworks.load(), methods.load(method)
    scores = scoring.reasoned(store, wave, framework)
    wide = _wide(scores, targets, framework, chosen)
    return list(gaps_of(wide, scores, targets, framework, chosen).sentences(targets))


def run(store: Store, wave: str, method: str | Path = methods.DEFAULT, *, reference: str = "") -> Result:
    """Compute and store the index of `wave`, scaled by the minima and maxima of `reference` where named.

    A wave that cannot be ranked yet is computed all the same: its regions are unranked and `missing` says
    why. Raises ScorecardError where there is nothing at all to compute from, or the method is unsound.
    """
    framework, chosen = frameworks.load(), methods.load(method)
    frozen = _reference(store, reference, framework, chosen) if reference else None
    targets = store.targets(wave)
    scores = scoring.reasoned(store, wave, framework)
    if not targets or scores.empty:
        raise ScorecardError(
            _("the wave {wave} has nothing to compute an index from").format(wave=wave),
            remedy=_("Crawl its regions and import its answers first; `scorecard status` says where it stands."),
        )
    result = compute(scores, targets, framework, chosen, limits=frozen)
    result = replace(result, warnings=(*result.warnings, *_strangers(scores, targets)))
    rows = json.loads(result.table.to_json(orient="records", double_precision=15))
    store.save_index(wave, chosen.name, rows, _record(store, result, scores, reference))
    return result


def _strangers(scores: pd.DataFrame, targets: Sequence[Region]) -> list[str]:
    """Regions with answers and no place in the wave: their answers wait, and somebody should know."""
    codes = sorted(set(scores["region_code"]) - {region.code for region in targets})
    if not codes:
        return []
    return [_("Answers of regions that the wave does not target were left out: {codes}.").format(codes=listed(codes))]


def _reference(store: Store, wave: str, framework: Framework, method: Method) -> pd.DataFrame:
    result = compute(scoring.reasoned(store, wave, framework), store.targets(wave), framework, method)
    if not result.ranked:
        raise ScorecardError(
            _("the reference wave {wave} has no ranked region to take minima and maxima from").format(wave=wave),
            remedy=_("Name a complete wave; `scorecard status --wave {wave}` says what it lacks.").format(wave=wave),
        )
    return result.limits


def _record(store: Store, result: Result, scores: pd.DataFrame, reference: str) -> dict[str, object]:
    """What the index was made of: enough to make it again and to see whether anything differed."""
    counts = scores.dropna(subset=["value"]).groupby("source")["region_code"].agg(["nunique", "size"])
    return {
        "method": result.method.name,
        "method_sha256": result.method.sha256,
        "reference": reference,
        "versions": {"scorecard": __version__, "pandas": pd.__version__, "python": platform.python_version()},
        "runs": sorted({row["run"] for row in store.reaches(result.wave)}),
        "imports": [{key: row[key] for key in ("instrument", "file", "sha256")} for row in store.imports(result.wave)],
        "regions": len(result.table),
        "ranked": result.ranked,
        "scores": {
            str(source): {"regions": int(row["nunique"]), "values": int(row["size"])}
            for source, row in counts.iterrows()
        },
        "dropped": dict(result.dropped),
        "warnings": list(result.warnings),
        "missing": list(result.missing),
    }


def _wide(scores: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method) -> pd.DataFrame:
    """Scores as regions x indicators, with the blanks filled that the method counts as zero."""
    values = scores["value"].astype("float64")
    if "why" in scores:
        if method.unreachable == "zero":
            values = values.mask(scores["why"] == "unreachable", 0.0)
        if method.structural == "blank":
            values = values.mask(scores["why"] == "structural")
    wide = scores.assign(value=values).pivot(index="region_code", columns="indicator", values="value")
    slugs = [indicator.slug for indicator in framework.indicators]
    return (
        wide.reindex(index=[region.code for region in targets], columns=slugs)
        .rename_axis(index=None, columns=None)
        .astype("float64")
    )


def _countable(items: pd.DataFrame, ranked: Sequence[str], framework: Framework) -> pd.DataFrame:
    """Which cells may be shown: all of a ranked region, and of the others what comes from websites."""
    website = items.columns.isin([indicator.slug for indicator in framework.website])
    rows = items.index.isin(ranked)
    return pd.DataFrame(rows[:, None] | website[None, :], index=items.index, columns=items.columns)


def _table(
    wave: str,
    targets: Sequence[Region],
    parts: pd.DataFrame,
    sums: pd.Series[float],
    gaps: Gaps,
    method: Method,
) -> pd.DataFrame:
    ranked = sums.notna()
    shown = parts.where(ranked, parts[["V.2"]].reindex(columns=parts.columns))  # the one component of websites alone
    about = pd.DataFrame(
        {
            "wave": wave,
            "kind": [region.kind.value for region in targets],
            "province": [region.province for region in targets],
            "region_code": [region.code for region in targets],
            "region": [region.name for region in targets],
            "note": [_note(region.code, parts, gaps, method) for region in targets],
        },
        index=parts.index,
    )
    table = pd.concat([about, shown], axis=1)
    table["rank"] = ranks(sums, table["kind"], method).astype("Int64")
    table["V"] = (shown["V.1"] + shown["V.2"]) / 2
    table["total"] = sums
    for end in ("rank_low", "rank_high"):  # a rank's range is the sensitivity analysis's to say
        table[end] = pd.array([pd.NA] * len(table), dtype="Int64")
    kinds = {kind.value: at for at, kind in enumerate((Kind.KABUPATEN, Kind.KOTA))}
    order = table.assign(kind=table["kind"].map(kinds)).sort_values(
        ["kind", "rank", "province", "region", "region_code"], na_position="last"
    )
    return table.loc[order.index, list(COLUMNS)].reset_index(drop=True)


def _note(code: str, parts: pd.DataFrame, gaps: Gaps, method: Method) -> str:
    """Why a region is unranked; of a ranked one, what of its total was not observed."""
    said = gaps.note(code)
    blank = [] if gaps.lacking[code] else [part for part, empty in parts.loc[code].isna().items() if empty]
    if blank and method.component == "zero":
        zero = _("blank and counted as 0 in the total: {names}").format(names=", ".join(map(str, blank)))
        said = f"{said}; {zero}" if said else zero
    return said


def _warnings(ranked: int, method: Method, dropped: Mapping[str, str]) -> list[str]:
    said = []
    if 0 < ranked < method.warn_below:
        said.append(
            _("Only {n} regions are ranked: with so few, minima, maxima and ranks hang on single regions.").format(
                n=ranked
            )
        )
    reasons: dict[str, list[str]] = {}
    for slug, why in dropped.items():
        reasons.setdefault(why, []).append(slug)
    for why, slugs in reasons.items():
        said.append(_("Left out, since {why}: {names}.").format(why=why, names=", ".join(slugs)))
    return said


def _outside(items: pd.DataFrame, ranked: Sequence[str]) -> list[str]:
    """Under frozen minima and maxima an item may leave 0..100; it is kept as it is, and said."""
    cells = items.loc[list(ranked)]
    beyond = ((cells < -1e-9) | (cells > 100 + 1e-9)).sum()
    names = [str(slug) for slug, n in beyond.items() if n]
    if not names:
        return []
    return [_("Outside the reference's range in some regions: {names}.").format(names=listed(names))]
