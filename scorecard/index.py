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

import numpy as np
import pandas as pd

from scorecard import __version__
from scorecard import framework as frameworks
from scorecard import method as methods
from scorecard import scores as scoring
from scorecard.components import account, ranks, totals
from scorecard.components import parts as parts_of
from scorecard.engine.comparison import Move, moves
from scorecard.errors import ScorecardError
from scorecard.framework import COMPONENTS, Framework
from scorecard.gaps import gaps_of, listed
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Region
from scorecard.ranking import COLUMNS, notes_of, outside, table, warnings
from scorecard.scaling import limits_of, scaled, treated
from scorecard.sentences import Sentence, keep
from scorecard.store.database import Store

__all__ = ["COLUMNS", "Result", "compare", "compute", "missing", "ranks", "run", "totals"]


@dataclass(frozen=True, slots=True)
class Result:
    """An index. `table` has COLUMNS, kabupaten first and by rank, the unranked last (NaN where blank).

    `items` (region_code x indicator, 0..100) and `limits` (lowest, highest, mean and spread of each scaled
    item) are the stages before it; `dropped` says why an indicator was left out. `missing` and `warnings` are
    said in the language in use; `lacks`, `remarks` and `notes` (by region code) are what the store keeps of them.
    `below` has items and components of every region, in the order of the targets.
    """

    wave: str
    method: Method
    table: pd.DataFrame
    items: pd.DataFrame
    limits: pd.DataFrame
    dropped: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)
    lacks: tuple[Sentence, ...] = ()
    remarks: tuple[Sentence, ...] = ()
    below: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def ranked(self) -> int:
        """How many regions have a rank."""
        return int(self.table["rank"].notna().sum())

    @property
    def missing(self) -> tuple[str, ...]:
        """What the wave lacks to rank all its regions."""
        return tuple(str(one) for one in self.lacks)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody who reads the ranking should know."""
        return tuple(str(one) for one in self.remarks)


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
    out. Two rows of one region and indicator are a programming error (ValueError). Raises ScorecardError where
    the method's mean cannot take a value, and for a scale that cannot be frozen.
    """
    wide, absent = _wide(scores, targets, framework, method)
    gaps = gaps_of(wide, scores, targets, framework, method)
    ranked = [region.code for region in targets if not gaps.lacking[region.code]]
    wide = treated(wide, ranked, framework, method)
    found = limits_of(wide.loc[ranked], targets, framework, method)
    used = found if limits is None else _freezable(limits, method)
    items, dropped = scaled(wide, used, targets, framework, method, ranked)
    items = items.where(_countable(items, ranked, framework))
    below = parts_of(items, framework, method, absent | items.columns.isin(list(dropped)))
    parts = below[list(COMPONENTS)]
    sums = totals(parts, method).where(parts.index.isin(ranked))
    notes = notes_of([region.code for region in targets], parts, gaps, method)
    wave = str(scores["wave"].iloc[0]) if len(scores) else ""
    return Result(
        wave=wave,
        method=method,
        table=table(wave, targets, parts, sums, notes, method),
        items=items,
        limits=found,
        dropped={slug: str(why) for slug, why in dropped.items()},
        notes=notes,
        lacks=gaps.sentences(targets),
        remarks=(*warnings(len(ranked), method, dropped), *outside(items, ranked, method)),
        below=below,
    )


def missing(store: Store, wave: str, method: str | Path = methods.DEFAULT) -> list[str]:
    """What the wave lacks to rank all its regions, in sentences; empty when it lacks nothing."""
    targets = store.targets(wave)
    if not targets:
        return [_("No region is targeted in the wave {wave} yet.").format(wave=wave)]
    framework, chosen = frameworks.load(), methods.load(method)
    scores = scoring.reasoned(store, wave, framework, weighted=chosen.weighted)
    wide, _absent = _wide(scores, targets, framework, chosen)
    return [str(one) for one in gaps_of(wide, scores, targets, framework, chosen).sentences(targets)]


def run(store: Store, wave: str, method: str | Path = methods.DEFAULT, *, reference: str = "") -> Result:
    """Compute and store the index of `wave`, scaled by the minima and maxima of `reference` where named.

    A wave that cannot be ranked yet is computed all the same: its regions are unranked and `missing` says
    why. Raises ScorecardError where there is nothing at all to compute from, or the method is unsound.
    """
    framework, chosen = frameworks.load(), methods.load(method)
    frozen = _reference(store, reference, framework, chosen) if reference else None
    targets = store.targets(wave)
    scores = scoring.reasoned(store, wave, framework, weighted=chosen.weighted)
    if not targets or scores.empty:
        raise _nothing(wave)
    result = compute(scores, targets, framework, chosen, limits=frozen)
    own = compute(scores, targets, framework, chosen) if reference else result
    said = (*_moved(own, result, reference), *_strangers(scores, targets))
    result = replace(result, remarks=(*result.remarks, *said))
    rows = json.loads(result.table.to_json(orient="records", double_precision=15))
    kept = [{**row, "note": keep(result.notes[row["region_code"]])} for row in rows]
    store.save_index(wave, chosen.name, kept, _record(store, result, scores, reference))
    return result


def compare(store: Store, wave: str, method: str | Path, against: str | Path) -> tuple[Move, ...]:
    """Every region's rank under `method` and then under `against`, with the component and item that moved it.

    Nothing is stored. Raises ScorecardError where the wave has nothing to compute from.
    """
    framework, targets = frameworks.load(), store.targets(wave)
    if not targets:
        raise _nothing(wave)
    kinds = pd.Series([region.kind.value for region in targets], index=[region.code for region in targets])
    accounts = []
    for name in (method, against):
        chosen = methods.load(name)
        scores = scoring.reasoned(store, wave, framework, weighted=chosen.weighted)
        if scores.empty:
            raise _nothing(wave)
        result = compute(scores, targets, framework, chosen)
        sums = result.table.set_index("region_code")["total"].reindex(kinds.index)
        accounts.append(account(result.below, sums, kinds, framework, chosen))
    items = {code: [one.slug for one in framework.of_component(code)] for code in COMPONENTS}
    return moves([*kinds.index], [], accounts[0], accounts[1], items)


def _nothing(wave: str) -> ScorecardError:
    return ScorecardError(
        _("the wave {wave} has nothing to compute an index from").format(wave=wave),
        remedy=_("Crawl its regions and import its answers first; `scorecard status` says where it stands."),
    )


def _moved(own: Result, frozen: Result, reference: str) -> list[Sentence]:
    """What the frozen scale changes: how a region stands in its own wave, and on the scale of another."""
    if own is frozen:
        return []
    ranks = [one.table.set_index("region_code")["rank"].astype("float64") for one in (own, frozen)]
    changes = (ranks[0] - ranks[1]).abs().dropna()
    words = _(
        "Scaled as {reference}; on the wave's own scale {n} of {m} regions would have another rank, by {most} at most.",
        "en",
    )
    most = int(changes.max()) if len(changes) else 0
    return [Sentence(words, {"reference": reference, "n": int((changes > 0).sum()), "m": len(changes), "most": most})]


def _strangers(scores: pd.DataFrame, targets: Sequence[Region]) -> list[Sentence]:
    """Regions with answers and no place in the wave: their answers wait, and somebody should know."""
    codes = sorted(set(scores["region_code"]) - {region.code for region in targets})
    if not codes:
        return []
    words = _("Answers of regions that the wave does not target were left out: {codes}.", "en")
    return [Sentence(words, {"codes": listed(codes)})]


def _reference(store: Store, wave: str, framework: Framework, method: Method) -> pd.DataFrame:
    scores = scoring.reasoned(store, wave, framework, weighted=method.weighted)
    result = compute(scores, store.targets(wave), framework, method)
    if not result.ranked:
        raise ScorecardError(
            _("the reference wave {wave} has no ranked region to take minima and maxima from").format(wave=wave),
            remedy=_("Name a complete wave; `scorecard status --wave {wave}` says what it lacks.").format(wave=wave),
        )
    return result.limits


def _freezable(limits: pd.DataFrame, method: Method) -> pd.DataFrame:
    if method.scale.scheme not in ("min-max", "z-score"):
        raise ScorecardError(
            _("a scale of the scheme {scheme} cannot be taken from another wave").format(scheme=method.scale.scheme),
            where=_("method {name}").format(name=method.name),
            remedy=_("Leave out --reference, or scale by min-max or z-score."),
        )
    return limits


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
        "dropped": list(result.dropped),
        "warnings": keep(result.remarks),
        "missing": keep(result.lacks),
    }


def _wide(
    scores: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores as regions x indicators, blanks filled that the method counts as zero; and the cells that cannot exist."""
    values = scores["value"].to_numpy(dtype="float64", copy=True)
    none = np.zeros(len(scores), dtype=np.bool_)
    if method.partial != 0.5:
        values[((scores["source"] == "website") & (scores["value"] == 0.5)).to_numpy()] = method.partial
    if "why" in scores:
        why = scores["why"].to_numpy()
        if method.unreachable == "zero":
            values[why == "unreachable"] = 0.0
        none = np.asarray(why == "not_applicable")
        if method.structural == "blank":
            values[why == "structural"] = np.nan
            none |= why == "structural"
    rows, columns = [region.code for region in targets], [indicator.slug for indicator in framework.indicators]
    at = [
        pd.Index(names).get_indexer(pd.Index(scores[column]))
        for names, column in ((rows, "region_code"), (columns, "indicator"))
    ]
    inside = (at[0] >= 0) & (at[1] >= 0)
    place = at[0][inside], at[1][inside]
    if len(np.unique(place[0] * len(columns) + place[1])) < len(place[0]):
        raise ValueError("two scores of one region and indicator")
    wide, absent = np.full((len(rows), len(columns)), np.nan), np.zeros((len(rows), len(columns)), dtype=np.bool_)
    wide[place], absent[place] = values[inside], none[inside]
    return pd.DataFrame(wide, index=rows, columns=columns), pd.DataFrame(absent, index=rows, columns=columns)


def _countable(items: pd.DataFrame, ranked: Sequence[str], framework: Framework) -> pd.DataFrame:
    """Which cells may be shown: all of a ranked region, and of the others what comes from websites."""
    website = items.columns.isin([indicator.slug for indicator in framework.website])
    rows = items.index.isin(ranked)
    return pd.DataFrame(rows[:, None] | website[None, :], index=items.index, columns=items.columns)
