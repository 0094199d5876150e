"""Words of the desk: what every state, step and reason is called, in the language in use."""

from __future__ import annotations

from typing import Final

from scorecard.disputes import REASON
from scorecard.messages import translate as _
from scorecard.model import Outcome
from scorecard.store.cells import RISK

#: Outcomes a person can settle a cell with, by the key that does it.
KEYS: Final = {
    Outcome.FOUND: "f",
    Outcome.PARTIAL: "p",
    Outcome.NOT_FOUND: "n",
    Outcome.NOT_APPLICABLE: "x",
    Outcome.UNSURE: "?",
}


def states() -> dict[str, str]:
    """States of a cell in the queue."""
    return {
        "": _("waiting for a person"),
        "open": _("flagged by the machine"),
        "objected": _("objection of the Pemda"),
        "reopened": _("back after a new run"),
        "settled": _("settled"),
        "machine": _("not flagged"),
        "all": _("all cells"),
    }


def why_decided() -> dict[str, str]:
    """The short list of reasons for a decision; the digit key that chooses one is its place."""
    return {
        "": _("no reason given"),
        "words_say_it": _("the words say it plainly"),
        "other_subject": _("the words are about something else"),
        "too_little": _("too little to count"),
        "not_own": _("not this Pemda's own service"),
        "broken_link": _("the link leads nowhere"),
        "out_of_date": _("out of date or abolished"),
        "missed": _("the machine missed it"),
        "other": _("another reason, see the note"),
    }


def actions() -> dict[str, str]:
    """What a person did, in the record of a cell."""
    return {
        "accept": _("accepted"),
        "correct": _("corrected"),
        "cannot_tell": _("could not tell"),
        "undo": _("taken back"),
    }


def chance_in_words(state: str, outcome: str, confidence: float | None, reason: str) -> str:
    """Why the queue thinks that a cell may be wrong."""
    if state == "objected":
        return _("the Pemda objects and names an address")
    if state == "reopened":
        return _("what an earlier decision rested on has changed")
    if reason == REASON:
        return _("another source says otherwise")
    if reason == "site_missing":
        return _("one question for all cells of the region: is the target right?")
    if confidence is not None:
        return _("the machine is {percent} % sure").format(percent=min(round(100 * confidence), 99))
    if outcome == Outcome.UNSURE.value and state == "open":
        return _("a blank: about {n} of a hundred such cells hold something").format(n=round(100 * RISK["blank"]))
    return ""


def strengths() -> dict[str, str]:
    """How far a place on a page answers a question."""
    return {"found": _("found"), "partial": _("partial"), "rejected": _("not counted")}


def places() -> dict[str, str]:
    """Where on a page words stand."""
    return {
        "": "",
        "main": _("in the page's own text"),
        "nav": _("in the menu, header or footer"),
        "document": _("in a document"),
    }
