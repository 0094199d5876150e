"""What the numbers look like: descriptions, availability, correlations, Cronbach's alpha, principal components.

Every function returns a frame with plain columns. Blanks are left out pair by pair (correlations, alpha) or
row by row (principal components). Alpha can be negative; it is printed as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.engine.build import Build
from scorecard.engine.moments import blanks, shape_of
from scorecard.engine.table import Array

#: A column is flagged where fewer than these shares are there, are not 0, are different.
LEAST_THERE: Final = 0.65
LEAST_NONZERO: Final = 0.5
LEAST_UNIQUE: Final = 0.5
LARGEST_SKEW: Final = 2.0
LARGEST_KURTOSIS: Final = 3.5

ALL: Final = "ALL"


def descriptive(values: Array, codes: Sequence[str]) -> pd.DataFrame:
    """A row a column of `values`: range, mean, spread, shape; shares are of the values there."""
    return pd.DataFrame([_described(values[:, at], code) for at, code in enumerate(codes)])


def _described(column: Array, code: str) -> dict[str, Any]:
    there = column[~np.isnan(column)]
    skew, kurtosis = shape_of(column)
    counts = np.unique(there, return_counts=True)[1]
    n, rows = len(there), len(column)
    with blanks():
        row: dict[str, Any] = {
            "code": code,
            "min": there.min() if n else np.nan,
            "max": there.max() if n else np.nan,
            "mean": np.mean(there),
            "median": np.median(there) if n else np.nan,
            "sd": np.std(there, ddof=1) if n > 1 else np.nan,
        }
    nonzero, unique, same = int((there != 0).sum()), len(counts), int(counts.max(initial=0))
    return {
        **row,
        "skew": skew,
        "kurtosis": kurtosis,
        "n": n,
        "n_nonzero": nonzero,
        "n_unique": unique,
        "n_same": same,
        "share_there": n / max(rows, 1),
        "share_nonzero": nonzero / max(n, 1),
        "share_unique": unique / max(n, 1),
        "share_same": same / max(n, 1),
        "flags": ";".join(_flags(n / max(rows, 1), nonzero / max(n, 1), unique / max(n, 1), skew, kurtosis)),
    }


def _flags(there: float, nonzero: float, unique: float, skew: float, kurtosis: float) -> Iterator[str]:
    if there < LEAST_THERE:
        yield "few_values"
    if nonzero < LEAST_NONZERO:
        yield "many_zeros"
    if unique < LEAST_UNIQUE:
        yield "many_equal"
    if abs(skew) > LARGEST_SKEW and kurtosis > LARGEST_KURTOSIS:
        yield "outliers"


def availability(build: Build) -> pd.DataFrame:
    """By row of the table: blanks and zeros of the raw data, and the share there below each aggregate."""
    values, codes = build.table.values, build.structure.indicators
    at = {code: number for number, code in enumerate(codes)}
    columns: dict[str, Any] = {
        "missing": np.isnan(values).sum(axis=1),
        "zeros": (values == 0).sum(axis=1),
        "share_there": (~np.isnan(values)).mean(axis=1),
    }
    for code in build.structure.aggregates:
        members = [at[leaf] for leaf in build.structure.under(code)]
        columns[code] = (~np.isnan(values[:, members])).mean(axis=1)
    return pd.DataFrame(columns)


def correlations(build: Build, kind: str) -> pd.DataFrame:
    """The matrix of Pearson or Spearman correlations of the normalised indicators, pair by pair."""
    frame = pd.DataFrame(build.normalised, columns=list(build.structure.indicators))
    return _correlated(frame, kind)


def _correlated(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    with blanks():
        return frame.corr(method="spearman" if kind == "spearman" else "pearson", min_periods=3)


def with_parents(build: Build, kinds: Sequence[str]) -> pd.DataFrame:
    """A row a code below another: its correlation with its parent and with the top, one column a kind."""
    frame = pd.DataFrame(build.scores, columns=list(build.structure.codes))
    found = {kind: _correlated(frame, kind).to_numpy() for kind in kinds}
    at = {code: number for number, code in enumerate(build.structure.codes)}
    top, rows = build.structure.top, []
    for node in build.structure.nodes:
        if node.parent:
            row: dict[str, Any] = {"code": node.code, "parent": node.parent}
            for kind in kinds:
                row[f"{kind}_parent"] = found[kind][at[node.code], at[node.parent]]
                row[f"{kind}_top"] = found[kind][at[node.code], at[top]]
            rows.append(row)
    return pd.DataFrame(rows)


def alpha(build: Build) -> pd.DataFrame:
    """Cronbach's alpha of all indicators (ALL) and of the children of each aggregate that has two or more."""
    rows = [{"group": ALL, "items": build.normalised.shape[1], "alpha": _alpha(build.normalised)}]
    for code, members in _groups(build):
        rows.append({"group": code, "items": members.shape[1], "alpha": _alpha(members)})
    return pd.DataFrame(rows)


def _alpha(items: Array) -> float:
    """k / (k - 1) * (1 - sum of variances / variance of the sum), of pairwise covariances; not clipped."""
    items = items[:, ~np.isnan(items).all(axis=0)]
    k = items.shape[1]
    if k < 2:
        return float("nan")
    with blanks():
        covariance = pd.DataFrame(items).cov().to_numpy()
        whole = float(covariance.sum())
        return float("nan") if not whole else k / (k - 1) * (1 - float(np.trace(covariance)) / whole)


def _groups(build: Build) -> Iterator[tuple[str, Array]]:
    """Each aggregate with two children or more, and their scores."""
    at = {code: number for number, code in enumerate(build.structure.codes)}
    for code in build.structure.aggregates:
        members = [at[child] for child in build.structure.children[code]]
        if len(members) > 1:
            yield code, build.scores[:, members]


def components(build: Build) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Principal components of the children of each aggregate: variances and shares, and loadings on the first.

    Children are standardised; rows with a blank and constant children are left out. A loading's sign is
    arbitrary: it is set so that the loadings of a group add up to more than zero.
    """
    shares, loadings = [], []
    for group, members in _groups(build):
        codes = build.structure.children[group]
        rows = members[~np.isnan(members).any(axis=1)]
        with blanks():
            varied = np.flatnonzero(np.std(rows, axis=0) > 0) if len(rows) > 1 else np.zeros(0, dtype=np.int64)
        if len(varied) < 2:
            continue
        values, vectors = np.linalg.eigh(np.corrcoef(rows[:, varied], rowvar=False))
        first = vectors[:, -1] * (1 if vectors[:, -1].sum() >= 0 else -1)
        kept = values[::-1][: min(len(rows), len(varied))]  # more components than rows do not exist
        total = float(values.sum())
        shares += [
            {"group": group, "pc": number, "variance": max(float(value), 0.0), "share": max(float(value), 0.0) / total}
            for number, value in enumerate(kept, start=1)
        ]
        loadings += [
            {"code": codes[at], "group": group, "loading": float(first[place])} for place, at in enumerate(varied)
        ]
    columns = (["group", "pc", "variance", "share"], ["code", "group", "loading"])
    return pd.DataFrame(shares, columns=columns[0]), pd.DataFrame(loadings, columns=columns[1])
