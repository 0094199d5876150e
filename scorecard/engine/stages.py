"""Every stage of an index as a frame to be written: what went in, what each step left, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from scorecard.engine import statistics
from scorecard.engine.build import Build, Engine
from scorecard.engine.comparison import Move
from scorecard.engine.influence import leave_one_out, mean_change
from scorecard.engine.table import Array, Mask

Named = tuple[str, pd.DataFrame]


def stages(engine: Engine, build: Build, keys: pd.DataFrame) -> Iterator[Named]:
    """Name and frame of each stage; `keys` holds the columns that name a row (code, and time where there is one)."""
    leaves, above = build.structure.indicators, build.structure.aggregates
    ranks, prepared = build.ranks(), build.prepared
    yield "raw", _rows(keys, build.table.values, leaves)
    if build.method.denominate:
        yield "denominated", _rows(keys, prepared.divided, leaves)
    yield "filled", _rows(keys, prepared.filled.values, leaves)
    yield "filled_cells", _filled(keys, build)
    yield "screening", _screening(keys, build)
    yield "treated", _rows(keys, build.treated, leaves)
    yield "treatment", _treatment(build)
    yield "normalised", _rows(keys, build.normalised, leaves)
    yield "aggregated", _rows(keys, build.scores[:, len(leaves) :], above)
    yield "ranks", _rows(keys, ranks, build.structure.codes, whole=True)
    yield "weights", _weights(build)
    if build.table.times:
        yield from _other_scaling(engine, build, keys)


def asked(engine: Engine, build: Build, keys: pd.DataFrame) -> Iterator[Named]:
    """Name and frame of each table of statistics that the method asks for."""
    wanted = build.method.statistics
    if wanted.descriptive:
        yield "descriptive", statistics.descriptive(build.table.values, build.structure.indicators)
    if wanted.availability:
        yield "availability", pd.concat([keys, statistics.availability(build)], axis=1)
    for kind in wanted.correlations:
        matrix = statistics.correlations(build, kind)
        matrix.insert(0, "code", list(build.structure.indicators), allow_duplicates=True)
        yield "correlations" if kind == "pearson" else f"correlations_{kind}", matrix
    if wanted.correlations:
        yield "correlations_parent", statistics.with_parents(build, wanted.correlations)
    if wanted.alpha:
        yield "alpha", statistics.alpha(build)
    if wanted.pca:
        shares, loadings = statistics.components(build)
        yield "pca", shares
        yield "pca_loadings", loadings
    if wanted.leave_one_out:
        yield from _left_out(engine, build, keys, wanted.leave_one_out)


def compared(moves: Sequence[Move], keys: pd.DataFrame) -> pd.DataFrame:
    """The comparison of two methods, a row a row of the table."""
    frame = pd.DataFrame([asdict(move) for move in moves]).drop(columns=["unit", "time"])
    for column in ("before", "after", "change"):
        frame[column] = frame[column].astype("Int64")
    return pd.concat([keys, frame], axis=1)


def _rows(keys: pd.DataFrame, values: Array, codes: Sequence[str], *, whole: bool = False) -> pd.DataFrame:
    frame = pd.DataFrame(values + 0.0, columns=list(codes))  # + 0.0: a minus zero is a zero
    if whole and not (values % 1 > 0).any():
        frame = frame.astype("Int64")
    return pd.concat([keys, frame], axis=1)


def _filled(keys: pd.DataFrame, build: Build) -> pd.DataFrame:
    filled, codes = build.prepared.filled, np.array(build.structure.indicators, dtype=object)
    rows, columns = np.nonzero(filled.how != "")
    frame = keys.iloc[rows].reset_index(drop=True)
    return frame.assign(indicator=codes[columns], value=filled.values[rows, columns], how=filled.how[rows, columns])


def _screening(keys: pd.DataFrame, build: Build) -> pd.DataFrame:
    """Rows first and then indicators: the shares they were judged by, whether they take part, and why not."""
    screened, method = build.prepared.screened, build.method
    forced = {**dict(method.screening.keep), **dict(method.screening.drop)}
    rows = keys.assign(
        kind="unit",
        share_there=screened.there,
        share_nonzero=screened.nonzero,
        included=screened.rows,
        reason=list(screened.reasons),
    )
    columns = pd.DataFrame({keys.columns[0]: list(build.structure.indicators)})
    columns = columns.assign(
        kind="indicator",
        share_there=screened.column_there,
        included=screened.columns,
        reason=list(screened.column_reasons),
    )
    frame = pd.concat([rows, columns], ignore_index=True)
    return frame.assign(said=[forced.get(code, "") for code in frame.iloc[:, 0]])


def _treatment(build: Build) -> pd.DataFrame:
    columns = [
        *("code", "time", "setting", "test", "skew", "kurtosis", "points", "log"),
        *("skew_after", "kurtosis_after", "passed"),
    ]
    frame = pd.DataFrame([asdict(one) for one in build.treatments], columns=columns)
    return frame if build.table.times else frame.drop(columns="time")


def _weights(build: Build) -> pd.DataFrame:
    """Every code, indicators first, with the weight used and its share of the top."""
    effective = build.structure.effective(build.weights)
    nodes = [build.structure.by_code[code] for code in build.structure.codes]
    return pd.DataFrame(
        {
            "code": [node.code for node in nodes],
            "parent": [node.parent for node in nodes],
            "level": [node.level for node in nodes],
            "weight": [build.weights[node.code] for node in nodes],
            "effective_weight": [effective[node.code] for node in nodes],
        }
    )


def _other_scaling(engine: Engine, build: Build, keys: pd.DataFrame) -> Iterator[Named]:
    """Scores and ranks under the scaling over times that the method did not choose: both are worth seeing."""
    other = "each" if build.method.panel == "global" else "global"
    seen = engine.build(replace(build.method, panel=other, reference=""))
    leaves = len(seen.structure.indicators)
    yield f"aggregated_{other}", _rows(keys, seen.scores[:, leaves:], seen.structure.aggregates)
    yield f"ranks_{other}", _rows(keys, seen.ranks(), seen.structure.codes, whole=True)


def _left_out(engine: Engine, build: Build, keys: pd.DataFrame, levels: Sequence[int]) -> Iterator[Named]:
    """Score and rank of every row without each code, the ranks gained, and the mean change by code."""
    parts, summary, whole = [], [], build.ranks_of(build.structure.top)
    for removal in leave_one_out(engine, build, levels):
        parts.append(
            keys.assign(
                level=removal.level,
                removed=removal.code,
                score=removal.scores + 0.0,
                rank=_whole(removal.ranks),
                rank_difference=_whole(whole - removal.ranks),
            )
        )
        summary.append(
            {"level": removal.level, "removed": removal.code, "mean_abs_difference": mean_change(removal, whole)}
        )
    yield "leave_one_out", pd.concat(parts, ignore_index=True)
    yield "leave_one_out_summary", pd.DataFrame(summary)


def _whole(values: Array) -> pd.Series[float] | pd.Series[int]:
    """Numbers as whole ones where all of them are."""
    series = pd.Series(values)
    fractions: Mask = values % 1 > 0
    return series if fractions.any() else series.astype("Int64")
