"""All that one screen shows of a cell, gathered from the store and the archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Hit, Outcome, Quote, Region
from scorecard.review import captures, marking
from scorecard.review.evidence import PREFIX, is_picture, look
from scorecard.review.house import Asked
from scorecard.review.marking import Line
from scorecard.store.given import given_of
from scorecard.store.ledger import Cell, Row
from scorecard.store.objections import objections_of

#: Outcomes that a machine's evidence may propose while the cell itself is unsure.
#: What a record that a reviewer gave lacks of an evidence row.
_GIVEN: dict[str, Any] = {
    "role": "given",
    "exact": "",
    "prefix": "",
    "suffix": "",
    "page": None,
    "place": "",
    "why": "",
}
_PROPOSED = {"found": Outcome.FOUND, "partial": Outcome.PARTIAL}


@dataclass(frozen=True, slots=True)
class View:
    """The capture that is looked at: one evidence row, its text around the words, or why it cannot be shown."""

    row: Row
    lines: list[Line] = field(default_factory=list)
    marked: bool = False
    more: bool = False
    is_document: bool = False
    pages: int = 0
    problem: ScorecardError | None = None
    is_picture: bool = False
    hits: tuple[Hit, ...] = ()  # what the rule says of a page that a reviewer gave


@dataclass(frozen=True, slots=True)
class Dossier:
    """A cell with everything a person needs to settle it."""

    cell: Row
    region: Region
    proposal: Outcome | None
    evidence: list[Row]
    reach: Row
    decisions: list[Row]
    standing: Row | None
    before: Row | None  # what stood when the standing decision was made, where that has changed
    was: Row | None  # the same cell in the wave before
    was_wave: str
    alike: int
    view: View | None
    given: list[Row]  # what reviewers brought
    objections: list[Row]

    @property
    def supporting(self) -> list[Row]:
        """Evidence that the claim rests on."""
        return [row for row in self.evidence if row["role"] == "supporting"]

    @property
    def rejected(self) -> list[Row]:
        """Words that were looked at and not counted."""
        return [row for row in self.evidence if row["role"] != "supporting"]


def gather(asked: Asked, cell: Cell) -> Dossier:
    """The dossier of a cell. Raises ScorecardError where the wave has no finding on it."""
    found = asked.desk.cell(cell, asked.reviewer)
    region = asked.house.regions.get(cell[0])
    if found is None or region is None:
        raise ScorecardError(
            _("this wave has no finding on {region}, {indicator}").format(region=cell[0], indicator=cell[1]),
            remedy=_("Only website indicators of judged regions have findings; go back to the queue."),
        )
    evidence = asked.desk.evidence(found["finding_id"])
    decisions = asked.decisions.of_cell(asked.wave, cell)
    standing = next((row for row in decisions if row["stands"]), None)
    was, was_wave = _wave_before(asked, cell)
    return Dossier(
        found,
        region,
        proposal(found, evidence),
        evidence,
        asked.desk.reach(cell[0]),
        decisions,
        standing,
        _before(asked, found, standing),
        was,
        was_wave,
        len(asked.desk.alike(found)) if found["state"] != "settled" else 0,
        _view(asked, found, evidence),
        given_of(asked.store, asked.wave, cell),
        objections_of(asked.store, asked.wave, cell),
    )


def proposal(cell: Row, evidence: list[Row]) -> Outcome | None:
    """What accepting settles the cell as: the machine's outcome, or of an unsure one what its best words claim.

    None where there is nothing to accept: a blank without any evidence.
    """
    outcome = Outcome(cell["outcome"])
    if outcome in (Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.NOT_APPLICABLE):
        return outcome
    best = next((row for row in evidence if row["role"] == "supporting"), None)
    return _PROPOSED.get(best["strength"]) if best and outcome is Outcome.UNSURE else None


def _before(asked: Asked, cell: Row, standing: Row | None) -> Row | None:
    if standing is None or cell["state"] != "reopened":
        return None
    seen = asked.desk.seen_before(standing)
    blank: dict[str, Any] = {
        "outcome": "",
        "rule_version": standing["rule_version"],
        "edition": "",
        "exact": "",
        "target_uri": "",
    }
    if seen is None:
        return blank
    best = next(iter(asked.desk.evidence(seen["finding_id"])), None)
    words = best if best and best["role"] == "supporting" else {"exact": "", "target_uri": ""}
    return {**seen, "exact": words["exact"], "target_uri": words["target_uri"]}


def _wave_before(asked: Asked, cell: Cell) -> tuple[Row | None, str]:
    """What the same cell came to in the wave before this one."""
    earlier = [wave for wave in asked.store.waves() if wave < asked.wave]
    if not earlier:
        return None, ""
    rows = asked.store.findings(earlier[-1], cell[0])
    return next((row for row in rows if row["indicator"] == cell[1]), None), earlier[-1]


def evidence_row(asked: Asked, cell: Row, named: str) -> Row | None:
    """The row of evidence that `e` names: by its position, or a record that a reviewer gave ("r:" and its name)."""
    if named.startswith(PREFIX):
        where = cell["region_code"], cell["indicator"]
        given = (row for row in given_of(asked.store, asked.wave, where) if row["record_id"] == named[len(PREFIX) :])
        return next(({**row, **_GIVEN, "position": named} for row in given), None)
    rows = asked.desk.evidence(cell["finding_id"])
    return next((row for row in rows if str(row["position"]) == named), None)


def _view(asked: Asked, cell: Row, evidence: list[Row]) -> View | None:
    """The evidence that is asked for by `e`, else the best, with the text around its words."""
    wanted = asked.request.query_params.get("e", "") or asked.field("e")
    row = evidence_row(asked, cell, wanted) or (evidence[0] if evidence else None)
    if row is None:
        return None
    try:
        if row["role"] == "given" and is_picture(row["content_type"]):
            return View(row, is_picture=True)
        page = captures.page_of(asked.store, asked.wave, row["record_id"])
        hits = look(asked, row) if row["role"] == "given" else ()
    except ScorecardError as error:
        return View(row, problem=error)
    quote = Quote(row["exact"] or "", row["prefix"] or "", row["suffix"] or "")
    if hits and not quote.exact:
        quote = hits[0].quote
    lines, marked, more = marking.lines_of(page, quote)
    return View(row, lines, marked, more, page.is_document, page.page_count, hits=tuple(hits))
