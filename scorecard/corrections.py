"""The public log of corrections: every decision that changed a published outcome, without names or notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from scorecard.store.objections import objections_of

Row = Mapping[str, Any]
COLUMNS: Final = (
    *("wave", "region_code", "indicator", "before", "after", "reason", "target_uri", "exact", "objection_id"),
    *("taken_back", "corrected_at"),
)
OBJECTIONS: Final = (
    *("objection_id", "wave", "region_code", "indicator", "claimed", "address", "words", "statement", "received_at"),
    *("state", "answer", "reason", "note", "decision_id", "answered_at"),
)


def corrections(store: Store, wave: str) -> list[Row]:
    """One row a change, in the order of the decisions.

    `taken_back` is 1 where the row itself takes an earlier correction back; `objection_id` names the objection
    that the decision answered, the first where there are several.
    """
    answered: dict[int, int] = {}
    for one in objections_of(store, wave):
        if one["answered_by"]:
            answered.setdefault(one["answered_by"], one["objection_id"])
    return [
        {
            **{name: row[name] for name in ("wave", "region_code", "indicator", "before", "reason", "exact")},
            "target_uri": row["target_uri"],
            "after": row["outcome"],
            "objection_id": answered.get(row["decision_id"]),
            "taken_back": int(row["action"] == "undo"),
            "corrected_at": row["decided_at"],
        }
        for row in Decisions(store).all(wave)
        if row["before"] != row["outcome"]
    ]


def objections(store: Store, wave: str) -> list[Row]:
    """Every objection with its answer: `state` open, upheld (settled as claimed) or declined."""
    return [{**row, "decision_id": row["answered_by"], "state": _state(row)} for row in objections_of(store, wave)]


def _state(row: Row) -> str:
    if row["answered_by"] is None:
        return "open"
    return "upheld" if row["answer"] == row["claimed"] else "declined"
