"""What a person saw of a finding, as one hash: it decides whether a decision still stands after a new run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scorecard.model import Outcome


def fingerprint(finding: Mapping[str, Any], evidence: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 (hex) of a finding's claim: edition, outcome, and the supporting words with where they stand.

    Takes rows of the tables findings and evidence. Left out on purpose: the digest of the page (a visitor
    counter would reopen every cell), confidence, how many pages were searched, and rejected candidates, for
    they change nothing in what is claimed. That a site is missing is another claim than an empty search.
    """
    siteless = finding["outcome"] == Outcome.NOT_FOUND.value and finding["review_reason"] == "site_missing"
    words = sorted(
        [row["target_uri"] or "", row["page"] or 0, row["place"] or "", " ".join(str(row["exact"] or "").split())]
        for row in evidence
        if row["role"] == "supporting"
    )
    seen = [finding["edition"], finding["outcome"], "site_missing" if siteless else "", words]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
