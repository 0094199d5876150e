"""What the review desk asks of the store: the queue by what matters, counts, one cell, cells of one kind.

The queue is read at every step of every person, so it is one statement over narrow columns; the words of
the evidence are fetched for the few cells that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorecard.store.database import Store
from scorecard.store.ledger import Cell, Row, rows

#: Chance that a cell is wrong where the machine gives no confidence, or where something speaks against it.
#: An objection names an address, so it is likelier right than not; a cell whose ground has changed may as well be
#: wrong as right; a blank left by a search that broke off is wrong where the thing is there after all.
RISK: Final[Mapping[str, float]] = {"objected": 0.7, "reopened": 0.5, "blank": 0.35}
STATES: Final = ("open", "objected", "reopened", "settled", "machine")
#: States that wait for a person.
WAITING: Final = ("objected", "reopened", "open")

#: The cell that asks for a region without a usable site whether its target is right.
LEAD: Final = "website_gov"

_STATE: Final = """
case when exists (select 1 from objections o where o.wave = ?1 and o.region_code = f.region_code
                  and o.indicator = f.indicator and o.answered_by is null) then 'objected'
     when s.decision_id is null then case when f.needs_review then 'open' else 'machine' end
     when s.evidence_hash = f.evidence_hash and s.rule_version = f.rule_version then 'settled'
     else 'reopened' end
"""
#: One row a cell of the wave: ?1 the wave, ?2 weights by indicator as JSON, ?3 the reviewer (for what was skipped).
_CELLS: Final = f"""
with newest as (select max(rowid) n from reach where wave = ?1 group by region_code),
raw as (
  select f.finding_id, f.region_code, f.indicator, f.rule, f.rule_version, f.outcome, f.confidence,
         f.review_reason, f.evidence_hash, s.decision_id, s.outcome s_outcome, s.reviewer s_reviewer,
         {_STATE} state, k.skipped_at,
         -- A region without a usable site is one question about all its cells: one of them asks it.
         case when f.review_reason = 'site_missing' and f.indicator = '{LEAD}' and s.decision_id is null
              then (select sum(value) from json_each(?2)) else w.value end weight
  from newest join reach r on r.rowid = newest.n
  join findings f on f.run = r.run and f.region_code = r.region_code
  join json_each(?2) w on w.key = f.indicator
  left join standing s on s.wave = ?1 and s.region_code = f.region_code and s.indicator = f.indicator
  left join skips k on k.wave = ?1 and k.reviewer = ?3 and k.region_code = f.region_code and k.indicator = f.indicator
),
cells as (
  select *, (review_reason <> 'site_missing' or indicator = '{LEAD}' or state <> 'open') leads,
            case when state = 'settled' then 0.0
                 when state in ('objected', 'reopened') then max(risk, case state when 'objected'
                      then {RISK["objected"]} else {RISK["reopened"]} end)
                 else risk end chance
  from (select *, case when confidence is not null then 1 - confidence
                       when state = 'open' then {RISK["blank"]} else 0.0 end risk from raw)
)
"""  # noqa: S608 - the figures stand above


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
    """Questions of the review desk about one wave. `weights` are the indicators' shares of the index."""

    def __init__(self, store: Store, wave: str, weights: Mapping[str, float]) -> None:
        self.store, self.wave = store, wave
        self._weights = json.dumps(weights)

    def queue(self, chosen: Filter, reviewer: str, *, limit: int = 50, offset: int = 0) -> list[Row]:
        """Cells by chance of being wrong times weight in the index; those this reviewer skipped come last.

        Of a region without a usable site only one cell comes, unless a filter asks for more.
        """
        where, values = _where(chosen)
        found = self._ask(
            f"{_CELLS} select * from cells where {where}"  # noqa: S608 - conditions are ours, values are bound
            " order by skipped_at is not null, chance * weight desc, region_code, indicator limit ? offset ?",
            reviewer,
            *values,
            limit,
            offset,
        )
        return self._with_words(found)

    def size(self, chosen: Filter) -> int:
        """How many cells a filter leaves."""
        where, values = _where(chosen)
        return int(self._ask(f"{_CELLS} select count(*) n from cells where {where}", "", *values)[0]["n"])  # noqa: S608 - as above

    def next(self, chosen: Filter, reviewer: str, *, besides: Cell = ("", "")) -> Cell | None:
        """The first cell of a person's queue that is not `besides`."""
        for row in self.queue(chosen, reviewer, limit=2):
            if (cell := (str(row["region_code"]), str(row["indicator"]))) != besides:
                return cell
        return None

    def progress(self, reviewer: str, today: str) -> Progress:
        """Where the wave's review stands; `today` is a date that the person's decisions are counted from."""
        found = self._ask(f"{_CELLS} select state, count(*) n from cells group by state", "")  # noqa: S608 - as above
        mine = self._rows(
            "select count(*) n, sum(d.decided_at >= ?) today from standing s"
            " join decisions d on d.decision_id = s.decision_id where s.wave = ? and s.reviewer = ?",
            *(today, self.wave, reviewer),
        )[0]
        return Progress({row["state"]: row["n"] for row in found}, int(mine["n"]), int(mine["today"] or 0))

    def choices(self) -> dict[str, list[str]]:
        """Values that a filter can take in this wave: rules (with versions) and reasons."""
        found = self._ask(f"{_CELLS} select distinct rule, rule_version, review_reason from cells", "")  # noqa: S608 - as above
        rules = sorted({f"{row['rule']} {row['rule_version']}" for row in found})
        return {"rule": rules, "reason": sorted({row["review_reason"] for row in found if row["review_reason"]})}

    def cell(self, cell: Cell, reviewer: str) -> Row | None:
        """One cell: its finding with everything that is known of it, state, chance and weight; None where none is."""
        found = self._ask(
            f"{_CELLS} select c.state, c.chance, c.weight, c.skipped_at, c.s_outcome, c.s_reviewer, c.decision_id, f.*"  # noqa: S608 - as above
            " from cells c join findings f on f.finding_id = c.finding_id where c.region_code = ? and c.indicator = ?",
            reviewer,
            *cell,
        )
        return found[0] if found else None

    def alike(self, cell: Row) -> list[Row]:
        """Waiting cells that rest on the same as this one, itself among them.

        The same indicator, rule, outcome and words wherever they stand; or, of a region without a usable site,
        all its cells. Cells without evidence are alike only in that nothing is known of them: none are given.
        """
        if cell["review_reason"] == "site_missing":
            chosen = Filter(region=cell["region_code"], reason="site_missing")
            return self.queue(chosen, "", limit=100)
        best = self.evidence(cell["finding_id"])[:1]
        if not best or best[0]["role"] != "supporting":
            return []
        found = self._rows(
            "select f.finding_id from findings f join evidence e on e.finding_id = f.finding_id and e.position = 0"
            " where f.indicator = ? and f.rule_version = ? and f.outcome = ? and e.role = 'supporting'"
            " and e.exact = ? and e.why = ? and e.strength = ?",
            *(cell["indicator"], cell["rule_version"], cell["outcome"]),
            *(best[0]["exact"], best[0]["why"], best[0]["strength"]),
        )
        ids = {row["finding_id"] for row in found}
        waiting = self.queue(Filter(indicator=cell["indicator"]), "", limit=2000)
        return [row for row in waiting if row["finding_id"] in ids]

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

    def _ask(self, sql: str, reviewer: str, *values: object) -> list[Row]:
        return self._rows(sql, self.wave, self._weights, reviewer, *values)

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


def _where(chosen: Filter) -> tuple[str, list[object]]:
    """Conditions on `cells` and their values."""
    parts, values = [], list[object]()
    if chosen.state in STATES:
        parts.append("state = ?")
        values.append(chosen.state)
    elif not chosen.state:
        parts.append("state in ('objected', 'reopened', 'open')")
    for column in ("region", "indicator", "reason"):
        if value := getattr(chosen, column):
            parts.append(f"{ {'region': 'region_code', 'reason': 'review_reason'}.get(column, column) } = ?")
            values.append(value)
    if not (chosen.region or chosen.indicator or chosen.reason or chosen.rule or chosen.state):
        parts.append("leads")
    if chosen.rule:
        parts.append("rule || ' ' || rule_version = ?")
        values.append(chosen.rule)
    if chosen.province:
        parts.append("region_code in (select region_code from targets where wave = ?1 and province = ?)")
        values.append(chosen.province)
    return " and ".join(parts) or "1", values
