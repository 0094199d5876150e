"""What people decided: rows that are only ever added, in a hash chain, and what stands of them now.

A decision names what was seen (the finding's fingerprint and its rule's version). It stands as long as the
newest finding of the cell still has both; when the machine finds something else, the cell comes back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import OUTCOME_SCORES, Outcome
from scorecard.store.chain import Checked, walk
from scorecard.store.database import Store, now
from scorecard.store.judgement import (
    ACTIONS,
    MAX_NAME,
    MAX_NOTE,
    SETTLING,
    ChangedMeanwhileError,
    Judgement,
    Person,
    Seen,
    Words,
    columns_of,
    plain,
)
from scorecard.store.ledger import append, identity, known, newest_finding, pseudonym, rows, standing_of

__all__ = [
    "MAX_NAME",
    "MAX_NOTE",
    "ChangedMeanwhileError",
    "Decisions",
    "Judgement",
    "Person",
    "Seen",
    "Words",
    "plain",
]

Row = dict[str, Any]
Cell = tuple[str, str]


class Decisions:
    """The decisions of one store. Every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # ---- saving -------------------------------------------------------------------------------

    def save(self, judgement: Judgement, person: Person) -> Row:
        """Add a decision and return its row; the row that stands already where its key is known.

        Raises ChangedMeanwhileError where the cell is no longer what was seen, ScorecardError for an outcome
        that nobody can settle a cell with.
        """
        with self.writing() as db:
            return self._save(db, judgement, person)

    def accept_all(self, judgements: Sequence[Judgement], person: Person) -> tuple[int, int]:
        """Add many decisions at once: how many were saved, and how many cells had changed meanwhile."""
        saved = 0
        with self.writing() as db:
            for judgement in judgements:
                try:
                    self._save(db, judgement, person)
                    saved += 1
                except ChangedMeanwhileError:
                    continue  # it stays in the queue as what it has become
        return saved, len(judgements) - saved

    def undo(self, decision_id: int, person: Person, key: str) -> Row:
        """Take back a decision that stands; what stood before it stands again. Returns the row that says so."""
        with self.writing() as db:
            return known(db, key) or self._undo(db, decision_id, person, key)

    def undo_batch(self, wave: str, batch: str, person: Person, key: str) -> int:
        """Take back what still stands of a bulk acceptance; how many decisions that were."""
        with self.writing() as db:
            ids = rows(
                db,
                "select s.decision_id from standing s join decisions d on d.decision_id = s.decision_id"
                " where s.wave = ? and d.batch = ? order by s.decision_id",
                wave,
                batch,
            )
            for number, row in enumerate(ids):
                self._undo(db, row["decision_id"], person, f"{key}:{number}")
        return len(ids)

    def skip(self, wave: str, cell: Cell, person: Person) -> None:
        """Put a cell at the end of this person's queue."""
        with self.writing() as db:
            db.execute(
                "insert or replace into skips (wave, reviewer, region_code, indicator, skipped_at)"
                " values (?, ?, ?, ?, ?)",
                [wave, self._reviewer(db, person), *cell, now()],
            )

    # ---- looking ------------------------------------------------------------------------------

    def get(self, decision_id: int) -> Row | None:
        """One decision's row."""
        return next(iter(rows(self._db, "select * from decisions where decision_id = ?", decision_id)), None)

    def of_cell(self, wave: str, cell: Cell) -> list[Row]:
        """Every decision on a cell, oldest first, with the person's `name` and whether it `stands`."""
        return rows(
            self._db,
            "select d.*, coalesce(r.name, '') name, s.decision_id is not null stands from decisions d"
            " left join reviewers r on r.reviewer = d.reviewer"
            " left join standing s on s.wave = d.wave and s.decision_id = d.decision_id"
            " where d.wave = ? and d.region_code = ? and d.indicator = ? order by d.decided_at, d.decision_id",
            wave,
            *cell,
        )

    def of_person(self, wave: str, person: Person, limit: int = 100) -> list[Row]:
        """A person's newest decisions, with whether each `stands`."""
        return rows(
            self._db,
            "select d.*, s.decision_id is not null stands from decisions d"
            " left join standing s on s.wave = d.wave and s.decision_id = d.decision_id"
            " where d.wave = ? and d.reviewer = ? order by d.decision_id desc limit ?",
            wave,
            self.pseudonym(person.name),
            limit,
        )

    def last_of(self, wave: str, person: Person) -> Row | None:
        """The newest decision of a person that still stands: what `undo` takes back."""
        return next((row for row in self.of_person(wave, person, 500) if row["stands"]), None)

    def all(self, wave: str) -> list[Row]:
        """The wave's decisions in the order they were written, with the persons' names where they are known."""
        return rows(
            self._db,
            "select d.*, coalesce(r.name, '') name from decisions d left join reviewers r on r.reviewer = d.reviewer"
            " where d.wave = ? order by d.decision_id",
            wave,
        )

    def verify(self, wave: str) -> Checked:
        """Walk the wave's chain."""
        return walk(wave, self.all(wave))

    def pseudonym(self, name: str) -> str:
        """What stands for a person's name wherever it is not asked for; made with a secret of this folder."""
        if self._db.in_transaction:
            return pseudonym(self._db, plain(name, MAX_NAME))
        with self.writing() as db:  # the first question of all makes the folder's secret
            return pseudonym(db, plain(name, MAX_NAME))

    # ---- inside -------------------------------------------------------------------------------

    @property
    def _db(self) -> Connection:
        return self.store.connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the pen from its start: the chain's last row must not move under it."""
        db = self._db
        try:
            db.execute("begin immediate")
            yield db
            db.commit()
        except sqlite3.Error as error:
            db.rollback()
            raise ScorecardError(
                _("nothing was saved: the database cannot be written ({error})").format(error=error),
                where=str(self.store.path),
                remedy=_("Free some disk space, or wait until another program has let go of the file, and try again."),
            ) from error
        except BaseException:
            db.rollback()
            raise

    def _reviewer(self, db: Connection, person: Person) -> str:
        name, role = plain(person.name, MAX_NAME), plain(person.role, MAX_NAME)
        if not name:
            raise ScorecardError(_("a decision needs a name"), remedy=_("Give your name at the top of the page."))
        reviewer = pseudonym(db, name)
        db.execute(
            "insert into reviewers (reviewer, name, role, seen_at) values (?, ?, ?, ?) on conflict (reviewer)"
            " do update set name = excluded.name, role = excluded.role, seen_at = excluded.seen_at",
            [reviewer, name, role, now()],
        )
        return reviewer

    def _save(self, db: Connection, judgement: Judgement, person: Person) -> Row:
        sent = known(db, judgement.key)
        if sent is not None:
            if (sent["wave"], sent["region_code"], sent["indicator"]) != (judgement.wave, *judgement.cell):
                raise ScorecardError(
                    _("this form was used for another cell already"), remedy=_("Load the page again and decide anew.")
                )
            return sent
        if judgement.outcome not in SETTLING or judgement.action not in ACTIONS[:3]:
            raise ScorecardError(
                _("a cell cannot be settled as {outcome}").format(outcome=judgement.outcome.value),
                remedy=_("Choose found, partial, not found, not applicable, or cannot tell."),
            )
        before = _unchanged(db, judgement)
        seen = judgement.seen
        return append(
            db,
            {
                "wave": judgement.wave,
                "region_code": judgement.cell[0],
                "indicator": judgement.cell[1],
                "finding_id": seen.finding_id,
                "reviewer": self._reviewer(db, person),
                "role": plain(person.role, MAX_NAME),
                "action": judgement.action,
                "before": before,
                "outcome": judgement.outcome.value,
                "score": OUTCOME_SCORES.get(judgement.outcome),
                "reason": judgement.reason,
                "note": plain(judgement.note, MAX_NOTE),
                **columns_of(judgement.words),
                "evidence_hash": seen.evidence_hash,
                "rule_version": seen.rule_version,
                "undoes": "",
                "batch": judgement.batch,
                "decided_at": now(),
                "origin": "",
                "key": judgement.key,
            },
        )

    def _undo(self, db: Connection, decision_id: int, person: Person, key: str) -> Row:
        found = rows(
            db,
            "select d.* from decisions d join standing s on s.wave = d.wave and s.decision_id = d.decision_id"
            " where d.decision_id = ?",
            decision_id,
        )
        if not found:
            raise ChangedMeanwhileError(
                _("this decision does not stand any more"), remedy=_("Load the page again to see what stands.")
            )
        taken = found[0]
        cell = taken["region_code"], taken["indicator"]
        undoes = identity(taken)
        rest = standing_of(db, taken["wave"], cell, without=undoes)
        machine = newest_finding(db, taken["wave"], cell)
        outcome = rest["outcome"] if rest else machine["outcome"] if machine else Outcome.UNSURE.value
        return append(
            db,
            {
                **{name: taken[name] for name in ("wave", "region_code", "indicator", "finding_id")},
                **{name: taken[name] for name in ("evidence_hash", "rule_version", "batch")},
                "reviewer": self._reviewer(db, person),
                "role": plain(person.role, MAX_NAME),
                "action": "undo",
                "before": taken["outcome"],
                "outcome": outcome,
                "score": OUTCOME_SCORES.get(Outcome(outcome)),
                "reason": "",
                "note": "",
                **columns_of(Words()),
                "undoes": undoes,
                "decided_at": now(),
                "origin": "",
                "key": key,
            },
        )


def _unchanged(db: Connection, judgement: Judgement) -> str:
    """What the cell is settled as now, after checking that it is what the person saw."""
    machine = newest_finding(db, judgement.wave, judgement.cell)
    seen = judgement.seen
    if machine is None or (machine["evidence_hash"], machine["rule_version"]) != (
        seen.evidence_hash,
        seen.rule_version,
    ):
        raise ChangedMeanwhileError(
            _("the machine has judged this cell again since you opened it"),
            remedy=_("Look at what is new and decide again; your note is kept below."),
        )
    key = (judgement.wave, *judgement.cell)
    found = rows(db, "select * from standing where wave = ? and region_code = ? and indicator = ?", *key)
    standing = found[0] if found else None
    if (standing["decision_id"] if standing else 0) != seen.decision_id:
        raise ChangedMeanwhileError(
            _("somebody else has settled this cell since you opened it"),
            remedy=_("Look at the decision and decide again if you see it otherwise; your note is kept below."),
        )
    return str(standing["outcome"] if standing else machine["outcome"])
