"""Routes on cells that rest on the same evidence: accepted together after a sample, taken back together."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from starlette.responses import Response

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Outcome
from scorecard.review.cells import cell_of
from scorecard.review.dossier import proposal
from scorecard.review.house import Asked, action, page
from scorecard.review.queue import progress_of
from scorecard.review.words import why_decided
from scorecard.store.decisions import MAX_NOTE, Judgement, Seen
from scorecard.store.ledger import Row

#: The sample: a tenth of the cells, but at least two and at most five; of one region's cells, one question, one.
SHARE: Final = 0.1
LEAST: Final = 2
MOST: Final = 5


def sample_of(cells: list[Row]) -> list[Row]:
    """Cells to look at before all are accepted: drawn by a hash of their findings, so that nobody picks them."""
    if cells and cells[0]["review_reason"] == "site_missing":
        return [row for row in cells if row["indicator"] == "website_gov"][:1] or cells[:1]
    count = min(len(cells), max(LEAST, min(MOST, round(len(cells) * SHARE))))
    return sorted(cells, key=lambda row: hashlib.sha256(row["finding_id"].encode()).hexdigest())[:count]


def show_alike(asked: Asked) -> Response:
    """The cells like this one, and which of them to look at first."""
    lead, cells = _cells(asked)
    return asked.page(
        "alike.html",
        lead=lead,
        cells=cells,
        sample=sample_of(cells),
        proposal=_proposal(asked, lead),
        regions=asked.house.regions,
        progress=progress_of(asked),
        key=secrets.token_urlsafe(16),
    )


def accept_alike(asked: Asked) -> Response:
    """Accept all of them, once every cell of the sample was looked at and said to be right."""
    lead, cells = _cells(asked)
    outcome = _proposal(asked, lead)
    looked = set(asked.form.getlist("looked"))
    sample = sample_of(cells)
    if not cells or any(row["finding_id"] not in looked for row in sample):
        raise ScorecardError(
            _("not every cell of the sample was looked at"),
            remedy=_("Open each of them, and tick those that are right; if one is not, settle the cells one by one."),
        )
    key = asked.field("key", 64) or secrets.token_urlsafe(16)
    reason = asked.field("reason") if asked.field("reason") in why_decided() else ""
    judgements = [
        Judgement(
            wave=asked.wave,
            cell=(row["region_code"], row["indicator"]),
            action="accept",
            outcome=outcome,
            seen=Seen(row["finding_id"], row["evidence_hash"], row["rule_version"], row["decision_id"] or 0),
            key=f"{key}:{row['region_code']}:{row['indicator']}",
            reason=reason,
            note=asked.field("note", MAX_NOTE),
            batch=key,
        )
        for row in cells
    ]
    saved, changed = asked.decisions.accept_all(judgements, asked.person)
    return asked.go(f"/batches/{key}", saved=saved, changed=changed or "")


def show_batch(asked: Asked) -> Response:
    """What a bulk acceptance settled, and how to take it back."""
    batch = asked.request.path_params["batch"]
    rows = [row for row in asked.decisions.all(asked.wave) if row["batch"] == batch]
    return asked.page(
        "batch.html",
        batch=batch,
        rows=rows,
        changed=asked.request.query_params.get("changed", "")[:6],
        regions=asked.house.regions,
        progress=progress_of(asked),
        key=secrets.token_urlsafe(16),
    )


def undo_batch(asked: Asked) -> Response:
    """Take back what still stands of a bulk acceptance."""
    batch = asked.request.path_params["batch"]
    asked.decisions.undo_batch(asked.wave, batch, asked.person, asked.field("key", 64) or secrets.token_urlsafe(16))
    return asked.go(f"/batches/{batch}")


def _cells(asked: Asked) -> tuple[Row, list[Row]]:
    cell = cell_of(asked)
    lead = asked.desk.cell(cell, asked.reviewer)
    if lead is None:
        raise ScorecardError(
            _("this wave has no finding on {region}, {indicator}").format(region=cell[0], indicator=cell[1]),
            remedy=_("Only website indicators of judged regions have findings; go back to the queue."),
        )
    return lead, asked.desk.alike(lead)


def _proposal(asked: Asked, lead: Row) -> Outcome:
    found = proposal(lead, asked.desk.evidence(lead["finding_id"]))
    if found is None:
        raise ScorecardError(
            _("there is nothing to accept: the machine makes no claim here"),
            remedy=_("Choose found, partial, not found, not applicable, or cannot tell."),
        )
    return found


ROUTES: Final = (
    page("/alike/{region}/{indicator}", show_alike),
    action("/alike/{region}/{indicator}/accept", accept_alike),
    page("/batches/{batch}", show_batch),
    action("/batches/{batch}/undo", undo_batch),
)
