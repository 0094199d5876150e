"""What a cell comes to: the machine's outcome, or a person's where the decision stands on what the machine shows."""

from __future__ import annotations

from typing import Any, Final

Row = dict[str, Any]
#: Why a cell is in the queue again: a person settled it, and the machine has something else by now.
REOPENED: Final = "decision_reopened"
#: Columns of the tables `standing` (s) and `decisions` (d) beside those of a finding; `final` takes them out again.
SETTLED: Final = (
    "s.decision_id s_id, s.outcome s_outcome, s.score s_score, s.reviewer s_reviewer, s.evidence_hash s_hash,"
    " s.rule_version s_version, d.target_uri d_target_uri, d.captured_at d_captured_at,"
    " d.payload_digest d_payload_digest, d.record_id d_record_id, d.page d_page, d.exact d_exact, d.prefix d_prefix,"
    " d.suffix d_suffix"
)
_WORDS: Final = ("target_uri", "captured_at", "payload_digest", "record_id", "page", "exact", "prefix", "suffix")


def final(row: Row) -> Row:
    """A finding's row with `final_outcome`, `final_score`, `decided_by`, and the words that a person chose (`chosen`).

    A settled cell needs no review any more; `review_reason` keeps why it was flagged. One whose decision no
    longer stands needs it again, with the reason `decision_reopened`.
    """
    settled = {name: row.pop(name) for name in list(row) if name.startswith(("s_", "d_"))}
    stands = (settled["s_hash"], settled["s_version"]) == (row["evidence_hash"], row["rule_version"])
    if settled["s_id"] is None:
        return {**row, "final_outcome": row["outcome"], "final_score": row["score"], "decided_by": ""}
    if not stands:
        machine = {"final_outcome": row["outcome"], "final_score": row["score"], "decided_by": ""}
        return {**row, **machine, "needs_review": 1, "review_reason": REOPENED}
    row |= {"final_outcome": settled["s_outcome"], "final_score": settled["s_score"]}
    row |= {"decided_by": settled["s_reviewer"], "needs_review": 0}
    if settled["d_exact"]:
        row |= {name: settled[f"d_{name}"] for name in _WORDS}
        row |= {"place": "document" if settled["d_page"] else "main", "host_role": "", "clicks": None, "chosen": 1}
    return row
