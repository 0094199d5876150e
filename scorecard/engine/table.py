"""The numbers an engine works on: one row a unit (and a time), one column an indicator, and the columns beside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Ids: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`values` is units x indicators, NaN for a blank, in the structure's order of indicators.

    `times` has one word a row, or none where the table is of one time; `beside` holds every other column as
    text (groups, denominators). `absent` marks cells that cannot exist: they are out of every denominator.
    """

    units: tuple[str, ...]
    values: Array
    times: tuple[str, ...] = ()
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: Mask | None = None

    def groups(self, column: str) -> tuple[Ids, tuple[str, ...]]:
        """Each row's group as a number, and the groups' names in order; one group where `column` is "all"."""
        if column == "all":
            return np.zeros(len(self.units), dtype=np.int64), ("all",)
        return numbered(self.times if column == "time" and self.times else self.beside[column])


def numbered(words: tuple[str, ...]) -> tuple[Ids, tuple[str, ...]]:
    """Words as numbers into the list of different ones, which is in the order of numbers where all are numbers."""
    names = tuple(sorted(set(words), key=_order if all(_is_number(word) for word in set(words)) else None))
    at = {name: number for number, name in enumerate(names)}
    return np.array([at[word] for word in words], dtype=np.int64), names


def _order(word: str) -> tuple[float, str]:
    return float(word), word


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False
