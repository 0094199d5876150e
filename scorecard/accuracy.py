"""How often each rule was right where that was measured: shipped with the package, printed beside the scores."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from typing import Final

#: The first eight are errors.csv's; the others say how its `n` and `wrong` came about.
COLUMNS: Final = (
    *("indicator", "rule_version", "n", "wrong", "rate", "low", "high", "basis"),
    *("claims", "right", "evidence", "refused", "hard", "level"),
)
_Z: Final = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Measured:
    """Counts of one rule on labelled pages.

    `claims` were made and `right` of them are evidence; `evidence` is what readers found; `refused` of the
    `hard` negatives were not claimed; `level` of the right ones tell found from partial as the readers did.
    """

    rule_version: str
    basis: str
    claims: int
    right: int
    evidence: int
    refused: int
    hard: int
    level: int


def wilson(part: int, whole: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); 0 to 1 where nothing was counted."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = (share + _Z * _Z / (2 * whole)) / (1 + _Z * _Z / whole)
    reach = _Z / (1 + _Z * _Z / whole) * sqrt(share * (1 - share) / whole + _Z * _Z / (4 * whole * whole))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def shown(part: int, whole: int) -> str:
    """A share with its counts and interval: "0.90 (9 of 10, 0.60 to 0.98)"; "-" where nothing was counted."""
    if not whole:
        return "-"
    low, high = wilson(part, whole)
    return f"{part / whole:.2f} ({part} of {whole}, {low:.2f} to {high:.2f})"


@cache
def measured() -> Mapping[str, Measured]:
    """By indicator; empty where the package carries no measure."""
    file = resources.files("scorecard") / "data" / "accuracy.csv"
    if not file.is_file():
        return {}
    return {
        row["indicator"]: Measured(
            row["rule_version"],
            row["basis"],
            *(int(row[name]) for name in ("claims", "right", "evidence", "refused", "hard", "level")),
        )
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    }


@dataclass(frozen=True, slots=True)
class Unseen:
    """Counts of one rule in the main content of pages of `sites` it was new to: claims, right ones, evidence."""

    claims: int
    right: int
    evidence: int
    sites: int


@cache
def unseen() -> Mapping[str, Unseen]:
    """By indicator, where the pages hold a claim or evidence; sites are those of all sets together."""
    text = (resources.files("scorecard") / "data" / "unseen.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["indicator"]: Unseen(*(int(row[name]) for name in ("claims", "right", "evidence", "sites"))) for row in rows
    }
