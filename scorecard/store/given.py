"""Evidence that the machine missed: addresses fetched and files handed in by reviewers, cell by cell."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from scorecard.store.database import Store, now
from scorecard.store.ledger import Cell, Row, rows


@dataclass(frozen=True, slots=True)
class Given:
    """One archived record that a person brought to a cell. `kind` is fetched or uploaded; `name` that of a file."""

    record_id: str
    target_uri: str
    captured_at: str
    payload_digest: str
    content_type: str
    kind: str
    name: str
    reviewer: str


def give(store: Store, wave: str, cell: Cell, given: Given) -> None:
    """Keep what was given for a cell; the same bytes for the same cell once more are known already."""
    known = [row for row in given_of(store, wave, cell) if row["payload_digest"] == given.payload_digest]
    if any(row["target_uri"] == given.target_uri for row in known):
        return
    values = {"wave": wave, "region_code": cell[0], "indicator": cell[1], **asdict(given), "given_at": now()}
    with store.connection as db:
        db.execute(
            f"insert into given ({', '.join(values)}) values ({', '.join('?' * len(values))})",  # noqa: S608 - names are ours
            list(values.values()),
        )


def given_of(store: Store, wave: str, cell: Cell) -> list[Row]:
    """What was given for a cell, oldest first."""
    sql = "select * from given where wave = ? and region_code = ? and indicator = ? order by given_id"
    return rows(store.connection, sql, wave, *cell)
