"""Skewness, kurtosis and ranks of columns, blanks left out.

Source of the two moments: Joanes and Gill (1998), type 2, the unbiased form that most statistics packages
print; R's e1071 names it so.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from scorecard.engine.table import Array, Ids

#: Sums that agree to this many significant digits are equal: the rest is binary noise. 17 digits are all there are.
DIGITS = 12
#: A spread smaller than this share of a column's size is binary noise: the column is constant.
NOISE = 1e-14
EXACT = 17


@contextmanager
def blanks() -> Iterator[None]:
    """NumPy without its words about columns of nothing but blanks: they come out blank, which is meant."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def shape_of(values: Array) -> tuple[float, float]:
    """Skewness and excess kurtosis of one column (type 2); NaN where it is too short or constant."""
    skew, kurtosis = shapes_of(values[:, None])
    return float(skew[0]), float(kurtosis[0])


def shapes_of(values: Array) -> tuple[Array, Array]:
    """`shape_of` of every column."""
    there = ~np.isnan(values)
    n = there.sum(axis=0).astype(np.float64)
    with blanks():
        away = np.where(there, values - np.where(there, values, 0.0).sum(axis=0) / n, 0.0)
        square = away * away
        m2 = square.sum(axis=0) / n
        size = np.where(there, np.abs(values), 0.0).sum(axis=0) / n
        sound = (n >= 4) & (m2 > (NOISE * size) ** 2)
        g1 = (square * away).sum(axis=0) / n / m2**1.5
        g2 = (square * square).sum(axis=0) / n / m2**2 - 3
        skew = g1 * (n * (n - 1)) ** 0.5 / (n - 2)
        kurtosis = ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))
    return np.where(sound, skew, np.nan), np.where(sound, kurtosis, np.nan)


def even(values: Array, digits: int = DIGITS) -> Array:
    """`values` rounded to `digits` significant digits of each column's largest, so that noise breaks no tie."""
    if digits >= EXACT:
        return values
    with blanks():
        largest = np.nanmax(np.where(np.isfinite(values), np.abs(values), np.nan), axis=0, initial=0.0)
    size = np.where(largest > 0, largest, 1.0)
    return np.asarray(np.round(values / size, digits))


def below(values: Array, population: Array) -> Array:
    """How many of `population` each value of one column exceeds; NaN for a blank."""
    ordered = np.sort(population[~np.isnan(population)])
    found = np.searchsorted(ordered, values, side="left").astype(np.float64)
    found[np.isnan(values)] = np.nan
    return found


def ranked(values: Array, groups: Ids, ties: str, *, given: int = 0, digits: int = DIGITS) -> Array:
    """Ranks of each column within `groups`, 1 for the highest; NaN for a blank. `ties` as in pandas' rank.

    The first `given` columns are compared as they are; the others are sums, equal where they agree to `digits`.
    """
    found = np.full(values.shape, np.nan)
    evened = np.concatenate([values[:, :given], even(values[:, given:], digits)], axis=1)
    for group in range(int(groups.max(initial=-1)) + 1):
        rows = np.flatnonzero(groups == group)
        for at in range(values.shape[1]):
            found[rows, at] = _ranks(-evened[rows, at], ties)
    return found


def _ranks(values: Array, ties: str) -> Array:
    """Ranks of one column, 1 for the lowest."""
    found = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    ordered = np.sort(values[there])
    if ties == "dense":
        found[there] = np.searchsorted(np.unique(ordered), values[there]) + 1
        return found
    first = np.searchsorted(ordered, values[there], side="left") + 1.0
    last = np.searchsorted(ordered, values[there], side="right").astype(np.float64)
    found[there] = {"min": first, "max": last, "average": (first + last) / 2}[ties]
    return found
