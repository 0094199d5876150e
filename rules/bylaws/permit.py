"""The judgement that the six permit rules share: which citations are a Perda on the permit, and how good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.instruments import DRAFT, FOREIGN, OTHER, PERDA, PROVINCIAL
from rules.bylaws.reading import Citation, citations
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

#: Most hits of one strength that a rule reports of a page.
KEPT: Final = 5
NOT_A_PERDA: Final = {
    DRAFT: "This is a draft or an academic paper, not a Perda in force.",
    OTHER: "This is another legal instrument, not a Perda.",
    PROVINCIAL: "This is a Perda of the province.",
    FOREIGN: "This is a Perda of another region.",
}
WHY_DOCUMENT: Final = "This document is a Perda on the subject."
WHY_LINKED: Final = "A Perda on the subject is listed with its document."
WHY_RECORD: Final = "This is the record of a Perda on the subject, with its document."
WHY_TEXT: Final = "The text of a Perda on the subject stands here."
WHY_NAMED: Final = "A Perda on the subject is named, without the document."
WHY_NAV: Final = "A menu entry leads to a Perda on the subject."
WHY_MENTION: Final = "A Perda is mentioned in running text; neither it nor its record is offered."
WHY_REVOKED: Final = "This Perda revokes an earlier one; whether it counts is for a person to say."
WHY_NO_PERDA: Final = "The permit is named, but no Perda on it."


def permit_hits(indicator: str, page: Page, seen: Seen) -> Iterator[Hit]:
    """Every citation whose subject has the permit's words, weighed; one rejected place where there is none."""
    found = [judge_citation(indicator, page, one, seen) for one in citations(page) if _is_about(one, seen)]
    yield from few(found)
    if not found:
        first = next(iter(seen.all("subject")), None)
        if first is not None:
            yield hit(indicator, Strength.REJECTED, page, first.start, first.end, WHY_NO_PERDA)


def judge_citation(indicator: str, page: Page, one: Citation, seen: Seen) -> Hit:
    """What a citation on the subject is worth."""
    strength, why, certainty = weigh(one)
    if strength is not Strength.REJECTED and seen.within(*one.subject, "revoked"):
        strength, why, certainty = Strength.PARTIAL, WHY_REVOKED, 1
    promise = downloads.promise(one.link) if strength is Strength.FOUND else ""
    return hit(
        indicator, strength, page, one.start, one.end, why,
        certainty=certainty, promise=promise, fallback=Strength.FOUND, broken=Strength.PARTIAL, place=one.place,
    )  # fmt: skip


def weigh(one: Citation) -> tuple[Strength, str, int]:
    """Strength, reason and certainty of a citation by its kind, its role and its link."""
    if one.kind != PERDA:
        return Strength.REJECTED, NOT_A_PERDA[one.kind], 2
    if one.role == "opening":
        return Strength.FOUND, WHY_DOCUMENT, 3
    if one.role == "mention":
        return Strength.REJECTED, WHY_MENTION, 2
    if one.place is Place.NAV:
        return Strength.PARTIAL, WHY_NAV, 2
    if one.whole:
        return Strength.FOUND, WHY_TEXT, 3
    if one.link is not None:
        record = one.role == "record"
        return Strength.FOUND, WHY_RECORD if record else WHY_LINKED, 3 if record or one.link.is_file else 2
    return Strength.PARTIAL, WHY_NAMED, 2


def few(hits: list[Hit]) -> Iterator[Hit]:
    """The first few of each strength: long lists repeat themselves."""
    counts = dict.fromkeys(Strength, 0)
    for one in hits:
        counts[one.strength] += 1
        if counts[one.strength] <= KEPT:
            yield one


def _is_about(one: Citation, seen: Seen) -> bool:
    return bool(seen.within(*one.subject, "subject")) and not seen.within(*one.subject, "organisation")
