"""One narrow row a cell of a wave: what the newest finding says, what stands of it, and what that comes to.

The queue asks over all cells of the nation at every step of every person, so they are kept ready: written anew
in the transaction that writes a region's findings, a decision or an objection. Everything here can be computed
again from findings, standing decisions and objections.
"""

from __future__ import annotations

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any, Final

#: Chance that a cell is wrong where the machine gives no confidence, or where something speaks against it.
#: An objection names an address, so it is likelier right than not; a cell whose ground has changed may as well be
#: wrong as right; where another source says otherwise, the archived page is right a little oftener than not; a
#: blank left by a search that broke off is wrong where the thing is there after all.
RISK: Final[Mapping[str, float]] = {"objected": 0.7, "reopened": 0.5, "doubted": 0.4, "blank": 0.35}
STATES: Final = ("open", "objected", "reopened", "settled", "machine")
#: States that wait for a person.
WAITING: Final = ("objected", "reopened", "open")
#: The cell that asks for a region without a usable site whether its target is right.
LEAD: Final = "website_gov"
COLUMNS: Final[dict[str, Any]] = {
    "wave": str,
    "region_code": str,
    "indicator": str,
    "finding_id": str,
    "rule": str,
    "rule_version": str,
    "outcome": str,
    "confidence": float,
    "review_reason": str,
    "evidence_hash": str,
    "decision_id": int,
    "s_outcome": str,
    "s_reviewer": str,
    "state": str,
    "chance": float,
    "leads": int,
}

_STATE: Final = """
case when exists (select 1 from objections o where o.wave = ?1 and o.region_code = f.region_code
                  and o.indicator = f.indicator and o.answered_by is null) then 'objected'
     when s.decision_id is null then case when f.needs_review or t.reason is not null then 'open' else 'machine' end
     when s.evidence_hash = f.evidence_hash and s.rule_version = f.rule_version then 'settled'
     else 'reopened' end
"""
_RISK: Final = (
    f"case when confidence is not null then 1 - confidence when state = 'open' then {RISK['blank']} else 0.0 end"
)
#: ?1 wave, ?2 region, ?3 indicator or an empty text for all of the region's.
_REFRESH: Final = f"""
insert into cells ({", ".join(COLUMNS)})
select ?1, region_code, indicator, finding_id, rule, rule_version, outcome, confidence, review_reason, evidence_hash,
       decision_id, s_outcome, s_reviewer, state,
       case when state = 'settled' then 0.0
            when state = 'objected' then max({RISK["objected"]}, {_RISK})
            when state = 'reopened' then max({RISK["reopened"]}, {_RISK})
            when state = 'open' and doubted then max({RISK["doubted"]}, {_RISK})
            else {_RISK} end,
       review_reason <> 'site_missing' or indicator = '{LEAD}' or state <> 'open'
from (select f.finding_id, f.region_code, f.indicator, f.rule, f.rule_version, f.outcome, f.confidence, f.evidence_hash,
             case when f.needs_review then f.review_reason else coalesce(t.reason, f.review_reason) end review_reason,
             t.reason is not null doubted, s.decision_id, s.outcome s_outcome, s.reviewer s_reviewer, {_STATE} state
      from findings f
      left join standing s on s.wave = ?1 and s.region_code = f.region_code and s.indicator = f.indicator
      left join doubts t on t.wave = ?1 and t.region_code = f.region_code and t.indicator = f.indicator
      where f.run = (select run from reach where wave = ?1 and region_code = ?2 order by rowid desc limit 1)
        and f.region_code = ?2 and (f.indicator = ?3 or ?3 = ''))
"""  # noqa: S608 - names and figures stand above, values are bound


def refresh(db: Connection, wave: str, region_code: str, indicator: str = "") -> None:
    """Write the rows of a region, or of one of its cells, anew; inside the caller's transaction."""
    keys = [wave, region_code, indicator]
    db.execute(
        "delete from cells where wave = ?1 and region_code = ?2 and (indicator = ?3 or ?3 = '')",
        keys,
    )
    db.execute(_REFRESH, keys)
