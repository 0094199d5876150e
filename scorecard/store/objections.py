"""Objections of Pemdas: rows of the files they sent, answered by the decision that settles their cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.store.cells import refresh
from scorecard.store.database import Store, now
from scorecard.store.ledger import Cell, Row, rows

_SAID: Final = ("region_code", "indicator", "claimed", "address", "words", "statement")


@dataclass(frozen=True, slots=True)
class Objection:
    """One cell that a Pemda objects to: what it claims, where it is to be seen, and why."""

    region_code: str
    indicator: str
    claimed: str  # an outcome
    address: str
    words: str
    statement: str
    row: int  # of the file, counted as a spreadsheet does


def receive(store: Store, wave: str, objections: Sequence[Objection], file: str, sha256: str) -> int:
    """Keep objections that are not known yet, as open; how many. What was received before stays as it is.

    The same row sent again, in this file or another, is the same objection, whether it was answered or not.
    """
    received_at = now()
    with store.connection as db:
        have = {tuple(row[name] for name in _SAID) for row in rows(db, "select * from objections where wave = ?", wave)}
        fresh = {said: one for one in objections if (said := tuple(getattr(one, name) for name in _SAID)) not in have}
        db.executemany(
            f"insert into objections (wave, {', '.join(_SAID)}, file, sha256, row, received_at)"  # noqa: S608 - names are ours
            f" values ({', '.join('?' * (len(_SAID) + 5))})",
            [(wave, *said, file, sha256, one.row, received_at) for said, one in fresh.items()],
        )
        for cell in sorted({said[:2] for said in fresh}):
            refresh(db, wave, *cell)
    return len(fresh)


def objections_of(store: Store, wave: str, cell: Cell | None = None) -> list[Row]:
    """Objections of a wave or of one cell in the order they came, with the decision that answered each.

    Beside the table's own columns: `answer` (outcome), `reason` and `note` of the decision, null while open.
    """
    where, values = ("", ()) if cell is None else (" and o.region_code = ? and o.indicator = ?", cell)
    return rows(
        store.connection,
        "select o.*, d.outcome answer, d.reason, d.note from objections o"  # noqa: S608 - conditions are ours
        f" left join decisions d on d.decision_id = o.answered_by where o.wave = ?{where} order by o.objection_id",
        *(wave, *values),
    )
