"""The statements under the decisions: rows added to the chain, and what stands of a cell worked out of them.

Functions of an open connection, inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from scorecard.store.cells import refresh
from scorecard.store.chain import genesis, hash_of

Row = dict[str, Any]
Cell = tuple[str, str]


def rows(db: Connection, sql: str, *values: object) -> list[Row]:
    """The rows of a query, as dicts."""
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def newest_finding(db: Connection, wave: str, cell: Cell) -> Row | None:
    """The finding that speaks for a cell: of the region's newest judged run in the wave."""
    found = rows(
        db,
        "select f.* from findings f where f.region_code = ? and f.indicator = ? and f.run ="
        " (select run from reach where wave = ? and region_code = ? order by rowid desc limit 1)",
        *(cell[0], cell[1], wave, cell[0]),
    )
    return found[0] if found else None


def known(db: Connection, key: str) -> Row | None:
    """The decision that a form with this key has made already."""
    return next(iter(rows(db, "select * from decisions where key = ?", key)), None)


def append(db: Connection, row: Mapping[str, Any]) -> Row:
    """Add a decision behind the wave's last one and work out anew what stands of its cell."""
    last = rows(db, "select hash from decisions where wave = ? order by decision_id desc limit 1", row["wave"])
    whole = {**row, "previous": last[0]["hash"] if last else genesis(str(row["wave"]))}
    whole["hash"] = hash_of(whole)
    names = [name for name in whole if name not in ("decision_id", "name")]
    cursor = db.execute(
        f"insert into decisions ({', '.join(names)}) values ({', '.join('?' * len(names))})",  # noqa: S608 - names are ours
        [whole[name] for name in names],
    )
    kept = {**whole, "decision_id": int(cursor.lastrowid or 0)}
    _answer_objections(db, kept)
    settle(db, str(row["wave"]), (str(row["region_code"]), str(row["indicator"])))
    return kept


def _answer_objections(db: Connection, decision: Row) -> None:
    """Close what was open on a decision's cell when it was made; taking a decision back opens it again.

    Inside the transaction that adds the decision.
    """
    cell = (decision["wave"], decision["region_code"], decision["indicator"])
    here = "wave = ? and region_code = ? and indicator = ?"
    if decision["action"] == "undo":
        taken = "select decision_id from decisions where coalesce(nullif(origin, ''), hash) = ?"
        db.execute(
            f"update objections set answered_by = null, answered_at = null where {here} and answered_by in ({taken})",  # noqa: S608 - conditions are ours
            [*cell, decision["undoes"]],
        )
        return
    db.execute(
        f"update objections set answered_by = ?, answered_at = ? where {here} and answered_by is null"  # noqa: S608 - as above
        " and received_at <= ?",
        [decision["decision_id"], decision["decided_at"], *cell, decision["decided_at"]],
    )


def identity(row: Mapping[str, Any]) -> str:
    """What a decision is known by wherever it is moved to: the hash it was first written with."""
    return str(row["origin"] or row["hash"])


def standing_of(db: Connection, wave: str, cell: Cell, *, without: str = "") -> Row | None:
    """The newest decision on a cell that nobody took back."""
    found = rows(
        db,
        "select * from decisions where wave = ? and region_code = ? and indicator = ? order by decided_at, decision_id",
        wave,
        *cell,
    )
    taken = {row["undoes"] for row in found if row["undoes"]} | {without}
    left = [row for row in found if row["action"] != "undo" and identity(row) not in taken]
    return left[-1] if left else None


def settle(db: Connection, wave: str, cell: Cell) -> None:
    """Keep what stands of a cell where the queue finds it at once."""
    standing = standing_of(db, wave, cell)
    if standing is None:
        db.execute("delete from standing where wave = ? and region_code = ? and indicator = ?", [wave, *cell])
        refresh(db, wave, *cell)
        return
    names = ("decision_id", "outcome", "score", "reviewer", "evidence_hash", "rule_version")
    db.execute(
        f"insert or replace into standing (wave, region_code, indicator, {', '.join(names)})"  # noqa: S608 - names are ours
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [wave, *cell, *(standing[name] for name in names)],
    )
    refresh(db, wave, *cell)


def pseudonym(db: Connection, name: str) -> str:
    """`R-` and eight letters of a hash that only this folder's secret can make from a name, cleaned beforehand."""
    found = rows(db, "select value from settings where key = 'pseudonyms'")
    if not found:
        db.execute("insert or ignore into settings (key, value) values ('pseudonyms', ?)", [secrets.token_hex(16)])
        found = rows(db, "select value from settings where key = 'pseudonyms'")
    folded = " ".join(name.casefold().split())
    return "R-" + hashlib.sha256(f"{found[0]['value']} {folded}".encode()).hexdigest()[:8]
