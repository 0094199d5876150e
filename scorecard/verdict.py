"""Page hits to one finding a region and indicator: what was found, how surely, and what a person must see.

A claim rests on its best evidence. Absence is a claim too: `not_found` needs an adequate search, else
the cell is `unsure` with the reason `search_incomplete`. Everything here is computed from the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from scorecard import calibration
from scorecard.messages import mark as _
from scorecard.model import (
    SITELESS,
    UNREADABLE,
    Capture,
    Evidence,
    Finding,
    Hit,
    Outcome,
    Place,
    Reach,
    Region,
    Search,
    Strength,
)

KEPT: Final = 5
#: Permits or agencies, each on a page of its own, that count as "several".
SEVERAL: Final = 3
#: Answers that neither show a page nor say that there is none: refused, throttled, out of order.
UNSAID: Final = frozenset({401, 403, 407, 408, 429, *range(500, 600)})
_OUTCOMES: Final = {Strength.FOUND: Outcome.FOUND, Strength.PARTIAL: Outcome.PARTIAL}
_STRENGTH_ORDER: Final = {Strength.FOUND: 0, Strength.PARTIAL: 1, Strength.REJECTED: 2}
_PLACE_ORDER: Final = {Place.MAIN: 0, Place.DOCUMENT: 0, Place.NAV: 1}


@dataclass(frozen=True, slots=True)
class Judged:
    """A capture with what the rules said of it. `readable` is False for files whose text nobody read."""

    capture: Capture
    hits: Sequence[Hit] = ()
    readable: bool = True
    is_page: bool = True


@dataclass(slots=True)
class Dossier:
    """All that is known of one region when its findings are drawn up."""

    region: Region
    reach: Reach
    search: Search
    judged: Sequence[Judged] = ()
    by_address: Mapping[str, Judged] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """An indicator and the rule that answers it."""

    slug: str
    rule: str
    version: str
    applies: bool = True


def claim(hits: Iterable[Hit]) -> tuple[Outcome, Hit] | None:
    """The outcome one page alone supports and the hit it rests on; None where nothing is claimed.

    Main content speaks before navigation. A weak hit alone is `unsure`.
    """
    standing = sorted((hit for hit in hits if hit.strength is not Strength.REJECTED), key=_rank)
    if not standing:
        return None
    best = standing[0]
    return (_OUTCOMES[best.strength] if best.certainty > 1 else Outcome.UNSURE), best


def weigh(best: Hit, supporting: Iterable[Hit], refused: Iterable[Hit]) -> tuple[float, str]:
    """Confidence in a claim that rests on `best`, and the reason why a person should look ("" for none)."""
    signs = calibration.signs_of(best, supporting, refused)
    confidence = calibration.current().probability(signs, best.indicator)
    return confidence, "weak_evidence" if best.certainty < 2 else calibration.doubt(confidence, best)


def _rank(hit: Hit) -> tuple[bool, int, int, int]:
    return (hit.certainty < 2, _PLACE_ORDER[hit.place], _STRENGTH_ORDER[hit.strength], -hit.certainty)


def conclude(dossier: Dossier, asked: Iterable[Asked], canonical: Callable[[str], str]) -> list[Finding]:
    """One finding for each indicator asked, in that order."""
    by_indicator: dict[str, list[Evidence]] = {}
    for judged in dossier.judged:
        for hit in judged.hits:
            settled = _settle(hit, dossier, canonical)
            role = "rejected" if settled.strength is Strength.REJECTED else "supporting"
            by_indicator.setdefault(hit.indicator, []).append(Evidence(settled, judged.capture, role))
    return [_finding(dossier, question, by_indicator.get(question.slug, [])) for question in asked]


def _settle(hit: Hit, dossier: Dossier, canonical: Callable[[str], str]) -> Hit:
    """A claim that rests on a linked page or document, after looking that up in the archive."""
    if not hit.promise or hit.strength is Strength.REJECTED:
        return hit
    target = dossier.by_address.get(canonical(hit.promise))
    if target is None or target.capture.status in UNSAID:  # nobody could look: the live link is all there is
        return replace(hit, strength=hit.fallback, certainty=min(hit.certainty, 2))
    if target.capture.status >= 400:
        return replace(hit, strength=hit.broken, why=_("The link leads to something that does not exist."))
    if any(other.indicator == hit.indicator for other in target.hits if other.strength is not Strength.REJECTED):
        return replace(hit, verified=True)
    if not target.readable:
        return hit
    if target.is_page:
        return replace(hit, strength=Strength.REJECTED, why=_("The linked page does not hold what its link promises."))
    why = _("The linked document does not say what its link promises.")
    return replace(hit, strength=hit.fallback, certainty=1, why=why)


def _completed(evidence: list[Evidence]) -> list[Evidence]:
    """Partial evidence of enough different parts, each permit on a page of its own, is the whole thing."""
    partial = [entry for entry in evidence if entry.hit.part and entry.hit.strength is Strength.PARTIAL]
    if len({entry.hit.part for entry in partial if entry.hit.certainty > 1}) < SEVERAL:
        return evidence
    why = _("Several pages of the site cover one each; together they are the whole.")
    return [
        replace(entry, hit=replace(entry.hit, strength=Strength.FOUND, why=why)) if entry in partial else entry
        for entry in evidence
    ]


def _finding(dossier: Dossier, asked: Asked, evidence: list[Evidence]) -> Finding:
    region, search, status = dossier.region, dossier.search.of(asked.slug), dossier.reach.status
    blank = Finding(region.code, asked.slug, asked.rule, asked.version, Outcome.NOT_APPLICABLE, None, search)
    if not asked.applies:
        return blank
    if status in SITELESS:
        return replace(blank, outcome=Outcome.NOT_FOUND, needs_review=True, review_reason="site_missing")
    if status in UNREADABLE:
        return replace(blank, outcome=Outcome.UNREACHABLE, review_reason=f"site_{status.value}")
    evidence = _completed(evidence)
    kept = tuple(_kept(evidence))
    if kept and kept[0].role == "supporting":
        confidence, reason = weigh(kept[0].hit, *_around(kept[0], evidence))
        claimed = kept[0].hit.certainty > 1
        return replace(
            blank,
            outcome=_OUTCOMES[kept[0].hit.strength] if claimed else Outcome.UNSURE,
            confidence=confidence,
            evidence=kept,
            needs_review=bool(reason),
            review_reason=reason,
            calibration=calibration.current().name,
        )
    if search.adequate:
        return replace(
            blank,
            outcome=Outcome.NOT_FOUND,
            confidence=_absence(bool(kept)),
            evidence=kept,
            calibration=calibration.current().name,
        )
    return replace(
        blank,
        outcome=Outcome.UNSURE,
        confidence=None,
        evidence=kept,
        needs_review=True,
        review_reason="search_incomplete",
    )


def _around(best: Evidence, evidence: Iterable[Evidence]) -> tuple[list[Hit], list[Hit]]:
    """All hits that stand, and those that were turned down on the page of the best one."""
    supporting, refused = [], []
    for entry in evidence:
        if entry.role == "supporting":
            supporting.append(entry.hit)
        elif entry.capture.record_id == best.capture.record_id:
            refused.append(entry.hit)
    return supporting, refused


def _absence(refused: bool) -> float:
    """Confidence that nothing is there, on the pages that were searched."""
    return round(calibration.current().absence["refused" if refused else "plain"], 2)


def _kept(evidence: list[Evidence]) -> list[Evidence]:
    """The best few supporting and rejected places, each quote once: a menu repeats on every page."""
    ordered = sorted(evidence, key=_evidence_rank)
    seen: set[tuple[str, str]] = set()
    kept: dict[str, list[Evidence]] = {"supporting": [], "rejected": []}
    for entry in ordered:
        mark = (entry.role, entry.hit.quote.exact)
        if mark not in seen and len(kept[entry.role]) < KEPT:
            seen.add(mark)
            kept[entry.role].append(entry)
    return kept["supporting"] + kept["rejected"]


def _evidence_rank(entry: Evidence) -> tuple[bool, int, int, int, int, str]:
    hit, capture = entry.hit, entry.capture
    clicks = capture.clicks if capture.clicks is not None else 99
    return (
        hit.certainty < 2,
        _STRENGTH_ORDER[hit.strength],
        _PLACE_ORDER[hit.place],
        -hit.certainty,
        clicks,
        capture.target_uri,
    )
