"""Columns of the published tables, and how crawled text is made safe for a spreadsheet."""

from __future__ import annotations

from typing import Final

FINDINGS: Final = (
    *("wave", "run", "edition", "finding_id", "region_code", "indicator", "rule", "rule_version", "outcome", "score"),
    *("confidence", "target_uri", "captured_at", "payload_digest", "place", "exact", "prefix", "suffix", "host_role"),
    *("clicks", "searched_pages", "adequate", "needs_review", "review_reason", "decided_by", "final_outcome"),
    "final_score",
)
#: Characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(text: str) -> str:
    """Crawled text for a CSV cell: control characters out, and a quote before what a spreadsheet would run."""
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate has no UTF-8 form
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # Python's csv leaves a lone \r unquoted
    kept = "".join(char for char in text if char >= " " or char in "\t\n").replace("\x7f", "")
    return f"'{kept}" if kept.startswith(_FORMULA) else kept
