"""What a person sends to settle a cell, and what stood on the screen when it was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.model import Outcome

Cell = tuple[str, str]
#: Outcomes a person may settle a cell with; `unsure` is "cannot tell" and final.
SETTLING: Final = (Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND, Outcome.NOT_APPLICABLE, Outcome.UNSURE)
ACTIONS: Final = ("accept", "correct", "cannot_tell", "undo")
MAX_NOTE: Final = 4000
MAX_NAME: Final = 80
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class ChangedMeanwhileError(ScorecardError):
    """Somebody else settled the cell, or the machine judged it again, after it was shown."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who decides: the name as given and the role it is done in."""

    name: str
    role: str = "reviewer"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the screen: the finding, its fingerprint and rule, and the decision that stood (0: none)."""

    finding_id: str
    evidence_hash: str
    rule_version: str
    decision_id: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a capture that a person chose as the evidence."""

    target_uri: str = ""
    captured_at: str = ""
    payload_digest: str = ""
    record_id: str = ""
    page: int | None = None
    exact: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision as it is sent. `key` is the form's own: the same key twice is one decision."""

    wave: str
    cell: Cell  # region code, indicator
    action: str  # accept, correct or cannot_tell
    outcome: Outcome
    seen: Seen
    key: str
    reason: str = ""
    note: str = ""
    words: Words = Words()
    batch: str = ""


def plain(text: str, length: int) -> str:
    """A person's text without control characters, line breaks as one kind, cut to `length`."""
    text = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text).strip()[:length]


def columns_of(words: Words) -> dict[str, Any]:
    """Columns of chosen words, all blank where none were."""
    kept = words if words.exact or words.target_uri else replace(words, record_id="")
    return {name: getattr(kept, name) for name in Words.__slots__}
