"""Decisions moved between folders: the whole chain of a wave as rows, checked and added where they are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.store.chain import walk
from scorecard.store.decisions import Decisions
from scorecard.store.ledger import append, identity, newest_finding, standing_of


@dataclass(frozen=True, slots=True)
class Replayed:
    """What an import did: rows added and known before, and of the cells touched how many stand and how many wait."""

    added: int
    known: int
    standing: int
    reopened: int


def replay(decisions: Decisions, wave: str, rows: Sequence[Mapping[str, Any]]) -> Replayed:
    """Add decisions that this folder does not know yet, in their order; names come along where they are given.

    A decision stands here where the newest finding has the fingerprint and rule it was made on; else its cell
    is in the queue again. Raises ScorecardError for rows that are no longer what was exported.
    """
    checked = walk(wave, rows)
    if not checked.sound:
        raise ScorecardError(
            _("decision {n} of the file is not as it was written").format(n=checked.broken),
            remedy=_("Export again from the folder where the decisions were made; the file must not be edited."),
        )
    with decisions.writing() as db:
        have = {
            identity({"origin": origin, "hash": own})
            for own, origin in db.execute("select hash, origin from decisions where wave = ?", [wave])
        }
        fresh = [row for row in rows if identity(row) not in have]
        for row in fresh:
            name, kept = row.get("name", ""), {key: value for key, value in row.items() if key != "name"}
            append(db, {**kept, "origin": identity(row), "key": f"import:{identity(row)}"})
            if name:
                db.execute(
                    "insert or ignore into reviewers (reviewer, name, role, seen_at) values (?, ?, ?, ?)",
                    [row["reviewer"], name, row["role"], row["decided_at"]],
                )
        standing = reopened = 0
        for cell in sorted({(str(row["region_code"]), str(row["indicator"])) for row in fresh}):
            left, machine = standing_of(db, wave, cell), newest_finding(db, wave, cell)
            if left and machine:
                same = all(left[name] == machine[name] for name in ("evidence_hash", "rule_version"))
                standing, reopened = standing + same, reopened + (not same)
    return Replayed(len(fresh), len(rows) - len(fresh), standing, reopened)
