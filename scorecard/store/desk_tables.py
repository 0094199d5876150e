"""Tables of the review desk: decisions in a hash chain, what stands of them, who decided, and objections."""

from __future__ import annotations

from typing import Any, Final

from sqlite_utils import Database
from sqlite_utils.db import Table

from scorecard.store.cells import COLUMNS, refresh
from scorecard.store.fingerprint import fingerprint

_DECISIONS: Final[dict[str, Any]] = {
    "decision_id": int,
    "wave": str,
    "region_code": str,
    "indicator": str,
    "finding_id": str,
    "reviewer": str,  # a pseudonym; the name stands in `reviewers` and may be erased there
    "role": str,
    "action": str,  # accept, correct, cannot_tell, undo
    "before": str,
    "outcome": str,
    "score": float,
    "reason": str,
    "note": str,
    "target_uri": str,  # words that the person chose, with their capture; blank where the machine's were kept
    "captured_at": str,
    "payload_digest": str,
    "record_id": str,
    "page": int,
    "exact": str,
    "prefix": str,
    "suffix": str,
    "evidence_hash": str,
    "rule_version": str,
    "undoes": str,  # hash of the decision that this one takes back
    "batch": str,  # of a bulk acceptance
    "decided_at": str,
    "origin": str,  # hash of the row in the folder it was imported from
    "previous": str,
    "hash": str,
    "key": str,  # of the form that sent it: sent twice, it is one decision
}


def create(db: Database) -> None:
    """Add the desk's tables and give every finding its fingerprint."""
    decisions = _table(db, "decisions")
    decisions.create(_DECISIONS, pk="decision_id")
    decisions.create_index(["wave", "region_code", "indicator"])
    decisions.create_index(["wave", "reviewer", "decided_at"])
    decisions.create_index(["hash"], unique=True)
    decisions.create_index(["key"], unique=True)
    # What can be computed again from `decisions` at any time, kept because the queue asks for it at every look.
    _table(db, "standing").create(
        {
            "wave": str,
            "region_code": str,
            "indicator": str,
            "decision_id": int,
            "outcome": str,
            "score": float,
            "reviewer": str,
            "evidence_hash": str,
            "rule_version": str,
        },
        pk=("wave", "region_code", "indicator"),
        foreign_keys=[("decision_id", "decisions", "decision_id")],
    )
    _table(db, "reviewers").create({"reviewer": str, "name": str, "role": str, "seen_at": str}, pk="reviewer")
    _table(db, "skips").create(
        {"wave": str, "reviewer": str, "region_code": str, "indicator": str, "skipped_at": str},
        pk=("wave", "reviewer", "region_code", "indicator"),
    )
    _objections(db)
    _fingerprints(db)


def create_cells(db: Database) -> None:
    """Add the ready rows of the queue and write them for what is there."""
    create_doubts(db)  # the rows below ask for it
    cells = _table(db, "cells")
    cells.create(COLUMNS, pk=("wave", "region_code", "indicator"))
    cells.create_index(["wave", "state"])
    cells.create_index(["wave", "indicator", "state"])
    cells.create_index(["wave", "rule", "rule_version"])
    cells.create_index(["wave", "review_reason"])
    _table(db, "standing").create_index(["wave", "reviewer"])
    _table(db, "weights").create({"indicator": str, "share": float}, pk="indicator")
    for wave, code in db.conn.execute("select distinct wave, region_code from reach").fetchall():
        refresh(db.conn, wave, code)


def create_doubts(db: Database) -> None:
    """Add what other sources say against a finding, known by the time the desk opens."""
    _table(db, "doubts").create(
        {"wave": str, "region_code": str, "indicator": str, "reason": str, "said": str},
        pk=("wave", "region_code", "indicator"),
        if_not_exists=True,
    )


def _objections(db: Database) -> None:
    objections = _table(db, "objections")
    objections.create(
        {
            "objection_id": int,
            "wave": str,
            "region_code": str,
            "indicator": str,
            "claimed": str,  # the outcome the Pemda claims
            "address": str,
            "words": str,
            "statement": str,
            "file": str,
            "sha256": str,
            "row": int,
            "received_at": str,
            "answered_by": int,  # decision_id; null while it is open
            "answered_at": str,
        },
        pk="objection_id",
    )
    objections.create_index(["wave", "region_code", "indicator"])


def create_given(db: Database) -> None:
    """Add the table of what reviewers gave."""
    given = _table(db, "given")
    given.create(
        {
            "given_id": int,
            "wave": str,
            "region_code": str,
            "indicator": str,
            "record_id": str,
            "target_uri": str,
            "captured_at": str,
            "payload_digest": str,
            "content_type": str,
            "kind": str,  # fetched: asked by this machine; uploaded: a file that a person handed in
            "name": str,  # of the file
            "reviewer": str,
            "given_at": str,
        },
        pk="given_id",
    )
    given.create_index(["wave", "region_code", "indicator"])


def _fingerprints(db: Database) -> None:
    _table(db, "findings").add_column("evidence_hash", str, not_null_default="")
    supporting: dict[str, list[dict[str, Any]]] = {}
    for row in db.query("select finding_id, role, target_uri, page, place, exact from evidence"):
        supporting.setdefault(row["finding_id"], []).append(row)
    found = [
        (fingerprint(row, supporting.get(row["finding_id"], ())), row["finding_id"])
        for row in db.query("select finding_id, edition, outcome, review_reason from findings")
    ]
    db.conn.executemany("update findings set evidence_hash = ? where finding_id = ?", found)


def _table(db: Database, name: str) -> Table:
    table = db[name]
    assert isinstance(table, Table)  # noqa: S101 - the library's type is a union with views; none is defined here
    return table
