"""Findings that imported answers contradict, flagged wherever findings are shown; no source overwrites another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from scorecard.store.database import Store
from scorecard.tables.contradictions import Contradiction, contradictions

#: Review reason of a finding that the Pemda's own answer contradicts.
REASON: Final = "contradicts_answers"
Row = dict[str, Any]


def disputed(store: Store, wave: str) -> dict[tuple[str, str], Contradiction]:
    """What the Pemda says against its website, by region code and website indicator."""
    found = (one for one in contradictions(store, wave) if one.kind == "website")
    return {(one.region_code, one.about.rpartition(", ")[2]): one for one in found}


def flag(store: Store, wave: str, findings: Iterable[Row]) -> list[Row]:
    """The findings, those marked for review that an answer contradicts, nobody settled and nothing else flags."""
    against = disputed(store, wave)
    return [
        {**row, "needs_review": 1, "review_reason": REASON}
        if (row["region_code"], row["indicator"]) in against and not row["needs_review"] and not row.get("decided_by")
        else row
        for row in findings
    ]
