"""Who and what has data enough to take part: shares of values there, and what a person forced in or out.

A unit or indicator that is screened out keeps its row or column at every stage, blank, and says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from scorecard.engine.method import Method
from scorecard.engine.moments import blanks
from scorecard.engine.structure import Structure
from scorecard.engine.table import Array, Ids, Mask, Table

#: Shares are quotients: this much is binary noise.
NOISE: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """Rows and columns that take part, the shares they were judged by, and the reasons of those left out.

    `reasons` are keys: unit, group, nonzero, indicator, dropped, kept (forced in against a threshold).
    """

    rows: Mask
    columns: Mask
    there: Array
    nonzero: Array
    column_there: Array
    reasons: tuple[str, ...]
    column_reasons: tuple[str, ...]


def screen(table: Table, values: Array, structure: Structure, method: Method) -> Screened:
    """Judge rows and columns of `values` by the method's thresholds; columns over all kept rows of all times."""
    rule, codes = method.screening, structure.indicators
    can = np.ones(values.shape, dtype=np.bool_) if table.absent is None else ~table.absent
    seen = ~np.isnan(values)
    column_there = _share((seen & can).sum(axis=0), can.sum(axis=0))
    drop, keep = dict(rule.drop), dict(rule.keep)
    column_reasons = tuple(
        _reason(code, drop, keep, ("indicator",) if share < rule.indicator - NOISE else ())
        for code, share in zip(codes, column_there, strict=True)
    )
    columns = np.array([reason in ("", "kept") for reason in column_reasons], dtype=np.bool_)
    used = can & columns
    there = _share((seen & used).sum(axis=1), used.sum(axis=1))
    nonzero = _share((seen & used & (values != 0)).sum(axis=1), (seen & used).sum(axis=1))
    worst = _worst_group(seen & used, used, structure)
    reasons = tuple(
        _reason(
            unit,
            drop,
            keep,
            [
                name
                for name, share, least in (
                    ("unit", there[row], rule.unit),
                    ("group", worst[row], rule.group),
                    ("nonzero", nonzero[row], rule.nonzero),
                )
                if share < least - NOISE
            ],
        )
        for row, unit in enumerate(table.units)
    )
    rows = np.array([reason in ("", "kept") for reason in reasons], dtype=np.bool_)
    return Screened(rows, columns, there, nonzero, column_there, reasons, column_reasons)


def _share(some: Ids, of: Ids) -> Array:
    with blanks():
        return np.where(of > 0, some / np.maximum(of, 1), 0.0)


def _reason(code: str, drop: Mapping[str, str], keep: Mapping[str, str], failed: Sequence[str]) -> str:
    if code in drop:
        return "dropped"
    if code in keep:
        return "kept" if failed else ""
    return failed[0] if failed else ""


def _worst_group(seen: Mask, used: Mask, structure: Structure) -> Array:
    """Each row's share of values in the group where it has fewest; groups are the parents of indicators."""
    worst = np.ones(len(seen))
    at = {code: number for number, code in enumerate(structure.indicators)}
    for parent in structure.aggregates:
        members = [at[child] for child in structure.children[parent] if child in at]
        if members:
            there = used[:, members].sum(axis=1)
            share = _share(seen[:, members].sum(axis=1), there)
            worst = np.where(there > 0, np.minimum(worst, share), worst)
    return worst
