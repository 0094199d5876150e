"""Blanks filled as the method says, each filled cell with the word for how; nothing else is ever filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scorecard.engine.method import Method
from scorecard.engine.moments import blanks
from scorecard.engine.table import Array, Ids, Mask, Table


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """`values` after filling, and for each cell how it was filled: empty where it was observed or stays blank."""

    values: Array
    how: npt.NDArray[np.str_]


def fill(table: Table, values: Array, codes: Sequence[str], method: Method, kept: Mask, times: Ids) -> Filled:
    """Fill the blanks of `values` (rows x codes). Means are of the rows `kept`, each time on its own."""
    done, how = values.copy(), np.zeros(values.shape, dtype="<U12")
    for child, parent in method.filling.structural:
        at, above = codes.index(child), codes.index(parent)
        rows = np.isnan(done[:, at]) & (values[:, above] == 0)
        done[rows, at], how[rows, at] = 0.0, "structural"
    for at, code in enumerate(codes):
        kind = method.fill_of(code)
        rows = np.isnan(done[:, at])
        if kind == "none" or not rows.any():
            continue
        if kind == "last-wave":
            found = _last(done[:, at], table.units, times)
        else:
            found = _typical(kind, done[:, at], _groups(kind, table, method, times), kept)
        rows &= ~np.isnan(found)
        done[rows, at], how[rows, at] = found[rows], kind
    return Filled(done, how)


def _groups(kind: str, table: Table, method: Method, times: Ids) -> Ids:
    if kind != "group-mean":
        return times
    groups, names = table.groups(method.filling.group)
    return times * len(names) + groups


def _typical(kind: str, column: Array, groups: Ids, kept: Mask) -> Array:
    """What each row would be filled with: zero, or the mean or median of its group."""
    if kind == "zero":
        return np.zeros(len(column))
    found = np.full(len(column), np.nan)
    with blanks():
        for group in np.unique(groups):
            rows = groups == group
            some = column[rows & kept]
            if len(some):
                found[rows] = np.nanmedian(some) if kind == "median" else np.nanmean(some)
    return found


def _last(column: Array, units: Sequence[str], times: Ids) -> Array:
    """The unit's latest value of an earlier time."""
    found, last = np.full(len(column), np.nan), dict[str, float]()
    for row in np.argsort(times, kind="stable"):
        found[row] = last.get(units[row], np.nan)
        if not np.isnan(column[row]):
            last[units[row]] = float(column[row])
    return found
