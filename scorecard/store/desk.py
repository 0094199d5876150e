"""What the review desk asks of the store: the queue by what matters, counts, one cell, cells of one kind.

The queue is read at every step of every person, so it is one statement over narrow columns; the words of
the evidence are fetched for the few cells that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorecard.store.cells import LEAD, STATES, WAITING, refresh
from scorecard.store.database import Store
from scorecard.store.ledger import Cell, Row, rows

#: A cell with what its indicator weighs and whether this reviewer skipped it: ?1 the wave, ?2 the reviewer.
#: A region without a usable site is one question about all its cells: the one that asks it weighs as much as all.
CELLS: Final = f"""
select c.*, k.skipped_at, case when c.review_reason = 'site_missing' and c.indicator = '{LEAD}' and c.state = 'open'
       then (select sum(share) from weights) else w.share end weight
from cells c join weights w on w.indicator = c.indicator
left join skips k on k.wave = ?1 and k.reviewer = ?2 and k.region_code = c.region_code and k.indicator = c.indicator
where c.wave = ?1
"""  # noqa: S608 - the name stands in scorecard.store.cells


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cells a person wants to see; an empty text is any. `state` "" is all that waits for a person."""

    region: str = ""
    province: str = ""
    indicator: str = ""
    rule: str = ""
    reason: str = ""
    state: str = ""

    def items(self) -> dict[str, str]:
        """What is asked for, as a query string carries it."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wave's review is: cells by state, and what the person settled in all and today."""

    states: Mapping[str, int]
    mine: int
    today: int

    @property
    def waiting(self) -> int:
        """Cells that wait for a person."""
        return sum(self.states.get(state, 0) for state in WAITING)

    @property
    def settled(self) -> int:
        """Cells that somebody settled."""
        return self.states.get("settled", 0)


class Desk:
    """Questions of the review desk about one wave."""

    def __init__(self, store: Store, wave: str) -> None:
        self.store, self.wave = store, wave

    def queue(self, chosen: Filter, reviewer: str, *, limit: int = 50, offset: int = 0) -> list[Row]:
        """Cells by chance of being wrong times weight in the index; those this reviewer skipped come last.

        Of a region without a usable site only one cell comes, unless a filter asks for more.
        """
        where, values = _where(chosen)
        found = self._rows(
            f"{CELLS} and {where} order by skipped_at is not null, c.chance * weight desc, c.region_code, c.indicator"
            " limit ? offset ?",
            *(self.wave, reviewer, *values, limit, offset),
        )
        return self._with_words(found)

    def size(self, chosen: Filter) -> int:
        """How many cells a filter leaves."""
        where, values = _where(chosen)
        sql = f"select count(*) n from cells c where c.wave = ?1 and {where}"  # noqa: S608 - conditions are ours
        return int(self._rows(sql, self.wave, *values)[0]["n"])

    def next(self, chosen: Filter, reviewer: str, *, besides: Cell = ("", "")) -> Cell | None:
        """The first cell of a person's queue that is not `besides`."""
        for row in self.queue(chosen, reviewer, limit=2):
            if (cell := (str(row["region_code"]), str(row["indicator"]))) != besides:
                return cell
        return None

    def progress(self, reviewer: str, today: str) -> Progress:
        """Where the wave's review stands; `today` is a date that the person's decisions are counted from."""
        states = self._rows("select state, count(*) n from cells where wave = ? group by state", self.wave)
        mine = self._rows("select count(*) n from standing where wave = ? and reviewer = ?", *(self.wave, reviewer))[0]
        fresh = self._rows(
            "select count(*) n from decisions d join standing s on s.wave = d.wave and s.region_code = d.region_code"
            " and s.indicator = d.indicator and s.decision_id = d.decision_id"
            " where d.wave = ? and d.reviewer = ? and d.decided_at >= ?",
            *(self.wave, reviewer, today),
        )[0]
        return Progress({row["state"]: row["n"] for row in states}, int(mine["n"]), int(fresh["n"]))

    def choices(self) -> dict[str, list[str]]:
        """Values that a filter can take in this wave: rules (with versions) and reasons."""
        kinds = self._rows("select distinct rule, rule_version from cells where wave = ?", self.wave)
        reasons = self._rows("select distinct review_reason r from cells where wave = ?", self.wave)
        return {
            "rule": sorted(f"{row['rule']} {row['rule_version']}" for row in kinds),
            "reason": sorted(row["r"] for row in reasons if row["r"]),
        }

    def cell(self, cell: Cell, reviewer: str) -> Row | None:
        """One cell: its finding with everything that is known of it, state, chance and weight; None where none is."""
        found = self._rows(f"{CELLS} and c.region_code = ? and c.indicator = ?", *(self.wave, reviewer, *cell))
        if not found:
            return None
        whole = self._rows("select * from findings where finding_id = ?", found[0]["finding_id"])
        doubt = self._rows(
            "select said from doubts where wave = ? and region_code = ? and indicator = ?", *(self.wave, *cell)
        )
        return {**whole[0], **found[0], "doubt": json.loads(doubt[0]["said"]) if doubt else {}}

    def alike(self, cell: Row) -> list[Row]:
        """Waiting cells that rest on the same as this one, itself among them.

        The same indicator, rule, outcome and words wherever they stand; or, of a region without a usable site,
        all its cells. Cells without evidence are alike only in that nothing is known of them: none are given.
        """
        if cell["review_reason"] == "site_missing":
            return self.queue(Filter(region=cell["region_code"], reason="site_missing"), "", limit=100)
        best = self.evidence(cell["finding_id"])[:1]
        if not best or best[0]["role"] != "supporting":
            return []
        same = (
            "c.indicator = ? and c.state in ('objected', 'reopened', 'open') and c.rule_version = ? and c.outcome = ?"
            " and exists (select 1 from evidence e where e.finding_id = c.finding_id and e.position = 0"
            " and e.role = 'supporting' and e.exact = ? and e.why = ? and e.strength = ?)"
        )
        found = self._rows(
            f"{CELLS} and {same} order by c.region_code",
            *(self.wave, "", cell["indicator"], cell["rule_version"], cell["outcome"]),
            *(best[0]["exact"], best[0]["why"], best[0]["strength"]),
        )
        return self._with_words(found)

    def evidence(self, finding_id: str) -> list[Row]:
        """A finding's evidence in order, supporting before rejected."""
        return self._rows("select * from evidence where finding_id = ? order by position", finding_id)

    def reach(self, region_code: str) -> Row:
        """What came of reading a region's website, newest run of the wave; an empty row where it was not tried."""
        sql = "select * from reach where wave = ? and region_code = ? order by rowid desc limit 1"
        return next(iter(self._rows(sql, self.wave, region_code)), {})

    def seen_before(self, decision: Row) -> Row | None:
        """The finding that a decision was made on, while its run is still kept here."""
        found = self._rows("select * from findings where finding_id = ?", decision["finding_id"])
        return next((row for row in found if row["evidence_hash"] == decision["evidence_hash"]), None)

    def _rows(self, sql: str, *values: object) -> list[Row]:
        return rows(self.store.connection, sql, *values)

    def _with_words(self, cells: Sequence[Row]) -> list[Row]:
        marks = ",".join("?" * len(cells))
        found = self._rows(
            "select finding_id, exact, why, target_uri, strength from evidence"  # noqa: S608 - question marks only
            f" where position = 0 and role = 'supporting' and finding_id in ({marks})",
            *(cell["finding_id"] for cell in cells),
        )
        words = {row["finding_id"]: row for row in found}
        blank: dict[str, Any] = {"exact": "", "why": "", "target_uri": "", "strength": ""}
        return [{**cell, **blank, **words.get(cell["finding_id"], {})} for cell in cells]


def weigh(store: Store, weights: Mapping[str, float]) -> None:
    """Keep what each indicator weighs in the index, where that has changed."""
    kept = {row["indicator"]: row["share"] for row in rows(store.connection, "select * from weights")}
    if kept != dict(weights):
        with store.db.atomic():
            store.connection.execute("delete from weights")
            store.connection.executemany("insert into weights (indicator, share) values (?, ?)", list(weights.items()))


def keep_doubts(store: Store, wave: str, doubts: Mapping[Cell, tuple[str, str]]) -> None:
    """Keep what other sources say against the wave's findings: cell -> (reason, what is said by language, as JSON)."""
    kept = rows(store.connection, "select * from doubts where wave = ?", wave)
    before = {(row["region_code"], row["indicator"]): (row["reason"], row["said"]) for row in kept}
    if before == dict(doubts):
        return
    with store.db.atomic():
        db = store.connection
        db.execute("delete from doubts where wave = ?", [wave])
        db.executemany(
            "insert into doubts (wave, region_code, indicator, reason, said) values (?, ?, ?, ?, ?)",
            [(wave, *cell, *said) for cell, said in doubts.items()],
        )
        for cell in sorted({*before, *doubts}):
            refresh(db, wave, *cell)


def _where(chosen: Filter) -> tuple[str, list[object]]:
    """Conditions on `cells` and their values."""
    parts, values = [], list[object]()
    if chosen.state in STATES:
        parts.append("c.state = ?")
        values.append(chosen.state)
    elif not chosen.state:
        parts.append("c.state in ('objected', 'reopened', 'open')")
    for name, column in (("region", "region_code"), ("indicator", "indicator"), ("reason", "review_reason")):
        if value := getattr(chosen, name):
            parts.append(f"c.{column} = ?")
            values.append(value)
    if not (chosen.region or chosen.indicator or chosen.reason or chosen.rule or chosen.state):
        parts.append("c.leads")
    if chosen.rule:
        parts.append("c.rule || ' ' || c.rule_version = ?")
        values.append(chosen.rule)
    if chosen.province:
        parts.append("c.region_code in (select region_code from targets where wave = ?1 and province = ?)")
        values.append(chosen.province)
    return " and ".join(parts) or "1", values
