"""The hash chain of a wave's decisions: each row's hash covers the row and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

#: Columns that a row's hash covers, in this order; `previous` ties it to the row before.
HASHED: Final = (
    *("wave", "region_code", "indicator", "finding_id", "reviewer", "role", "action", "before", "outcome", "score"),
    *("reason", "note", "target_uri", "captured_at", "payload_digest", "record_id", "page", "exact", "prefix"),
    *("suffix", "evidence_hash", "rule_version", "undoes", "batch", "decided_at", "origin", "previous"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a walk along a chain found: rows, the hash of the last one, and the first place where it is broken."""

    rows: int
    head: str
    broken: int | None = None

    @property
    def sound(self) -> bool:
        """Whether every row is as it was written."""
        return self.broken is None


def genesis(wave: str) -> str:
    """What the first decision of a wave names as the hash before it."""
    return hashlib.sha256(f"decisions of {wave}".encode()).hexdigest()


def hash_of(row: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a decision's HASHED columns."""
    values = [row[name] for name in HASHED]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def walk(wave: str, rows: Iterable[Mapping[str, Any]]) -> Checked:
    """Check rows in the order they were written; `broken` is the position of the first that does not fit."""
    head, count = genesis(wave), 0
    for count, row in enumerate(rows, start=1):
        if row["previous"] != head or row["hash"] != hash_of(row):
            return Checked(count, head, count)
        head = str(row["hash"])
    return Checked(count, head)
