"""Routes on one cell: the dossier, and the one-key actions that settle it."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.responses import Response

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Outcome
from scorecard.review import captures, marking
from scorecard.review.dossier import Dossier, evidence_row, gather
from scorecard.review.evidence import PREFIX, is_picture
from scorecard.review.house import Asked, action, page
from scorecard.review.queue import progress_of
from scorecard.review.rendering import cell_path
from scorecard.review.words import why_decided
from scorecard.store.decisions import MAX_NOTE, Judgement, Seen, Words, plain
from scorecard.store.desk import Filter
from scorecard.store.ledger import Cell, Row

#: What a button or key sends, and what it settles the cell as; "accept" takes what the machine proposes.
ACTS: Final = {
    "found": Outcome.FOUND,
    "partial": Outcome.PARTIAL,
    "not_found": Outcome.NOT_FOUND,
    "not_applicable": Outcome.NOT_APPLICABLE,
    "cannot_tell": Outcome.UNSURE,
}


def cell_of(asked: Asked) -> Cell:
    """The cell that the address names."""
    return asked.request.path_params["region"], asked.request.path_params["indicator"]


def show_cell(asked: Asked) -> Response:
    """The dossier, with the confirmation of what was saved right before."""
    saved = asked.request.query_params.get("saved", "")
    row = asked.decisions.get(int(saved)) if saved.isdigit() and len(saved) < 12 else None
    return _dossier(asked, gather(asked, cell_of(asked)), saved=row)


def decide(asked: Asked) -> Response:
    """Settle the cell, then on to the next; a refused save shows the same screen with what was typed."""
    cell = cell_of(asked)
    try:
        row = asked.decisions.save(_judgement(asked, cell), asked.person)
    except ScorecardError as error:
        if asked.by_htmx:
            return asked.refuse(error)
        return _dossier(asked, gather(asked, cell), problem=error, status=422)
    return _go_on(asked, cell, saved=row["decision_id"])


def skip(asked: Asked) -> Response:
    """Put the cell at the end of this person's queue."""
    asked.decisions.skip(asked.wave, cell_of(asked), asked.person)
    return _go_on(asked, cell_of(asked))


def undo(asked: Asked) -> Response:
    """Take back one decision, or this person's last one, and go to its cell."""
    named = asked.field("decision", 12)
    last = asked.decisions.last_of(asked.wave, asked.person)
    number = int(named) if named.isdigit() else last["decision_id"] if last else 0
    if not number:
        raise ScorecardError(
            _("there is nothing to take back"), remedy=_("None of your decisions in this wave stands any more.")
        )
    row = asked.decisions.undo(number, asked.person, f"{_key(asked)}:undo")
    return asked.go(
        cell_path(row["region_code"], row["indicator"]), **chosen_of(asked).items(), saved=row["decision_id"]
    )


def _judgement(asked: Asked, cell: Cell) -> Judgement:
    act = asked.field("act", 20)
    found = asked.desk.cell(cell, asked.reviewer)
    if act == "accept" and found is not None:
        from scorecard.review.dossier import proposal

        outcome = proposal(found, asked.desk.evidence(found["finding_id"]))
        if outcome is None:
            raise ScorecardError(
                _("there is nothing to accept: the machine makes no claim here"),
                remedy=_("Choose found, partial, not found, not applicable, or cannot tell."),
            )
    elif act in ACTS:
        outcome = ACTS[act]
    else:
        raise ScorecardError(
            _("no outcome was chosen"), remedy=_("Choose found, partial, not found, not applicable, or cannot tell.")
        )
    decision_id = asked.field("seen_decision", 12)
    return Judgement(
        wave=asked.wave,
        cell=cell,
        action=act if act in ("accept", "cannot_tell") else "correct",
        outcome=outcome,
        seen=Seen(
            asked.field("finding_id", 300),
            asked.field("evidence_hash", 64),
            asked.field("rule_version", 100),
            int(decision_id) if decision_id.isdigit() else 0,
        ),
        key=_key(asked),
        reason=asked.field("reason") if asked.field("reason") in why_decided() else "",
        note=asked.field("note", MAX_NOTE),
        words=_words(asked, found, outcome),
    )


def _words(asked: Asked, cell: Row | None, outcome: Outcome) -> Words:
    """The better words that the person chose, looked up in the capture they were chosen from."""
    exact = asked.field("exact", 2000).strip()
    given = asked.field("e").startswith(PREFIX)
    if given and not exact and outcome in (Outcome.FOUND, Outcome.PARTIAL):
        raise ScorecardError(
            _("the page you gave is named as evidence without words"),
            remedy=_("Mark the words that show it, or type what stands in the picture."),
        )
    if not exact or cell is None:
        return Words()
    row = evidence_row(asked, cell, asked.field("e"))
    if row is None:
        raise ScorecardError(
            _("words can only be chosen from a page that is shown"), remedy=_("Open the evidence the words stand in.")
        )
    kept = {name: row[name] for name in ("target_uri", "captured_at", "payload_digest", "record_id")}
    if given and is_picture(row["content_type"]):
        return Words(**kept, exact=plain(exact, 2000))
    found = captures.page_of(asked.store, asked.wave, row["record_id"])
    quote, number = marking.quote_in(found, exact)
    if quote is None:
        raise ScorecardError(
            _("these words do not stand in the page that is shown"),
            remedy=_("Mark them in the text on the right, or clear the field."),
        )
    return Words(**kept, page=number or None, exact=quote.exact, prefix=quote.prefix, suffix=quote.suffix)


def _key(asked: Asked) -> str:
    key = asked.field("key", 64)
    if not key:
        raise ScorecardError(_("the form is not whole"), remedy=_("Load the page again and decide anew."))
    return key


def chosen_of(asked: Asked) -> Filter:
    """The queue the person is working through, as the form carries it along."""
    given = dict(parse_qsl(asked.field("queue", 2000)))
    return Filter(**{name: given.get(name, "")[:200] for name in Filter.__slots__})


def _go_on(asked: Asked, cell: Cell, **query: object) -> Response:
    chosen = chosen_of(asked)
    following = asked.desk.next(chosen, asked.reviewer, besides=cell)
    if following is None:
        return asked.go("/", **chosen.items(), done="1", **query)
    return asked.go(cell_path(*following), **chosen.items(), **query)


def _dossier(
    asked: Asked,
    dossier: Dossier,
    *,
    saved: Row | None = None,
    problem: ScorecardError | None = None,
    status: int = 200,
) -> Response:
    chosen = chosen_of(asked) if asked.form else asked.filter
    return asked.page(
        "dossier.html",
        status=status,
        d=dossier,
        chosen=chosen,
        queue=urlencode(chosen.items()),
        key=asked.field("key", 64) or secrets.token_urlsafe(16),
        saved=saved,
        problem=problem,
        typed={name: asked.field(name) for name in ("reason", "note", "exact")},
        progress=progress_of(asked),
        regions=asked.house.regions,
    )


ROUTES: Final = (
    page("/cells/{region}/{indicator}", show_cell),
    action("/cells/{region}/{indicator}/decide", decide),
    action("/cells/{region}/{indicator}/skip", skip),
    action("/undo", undo),
)
