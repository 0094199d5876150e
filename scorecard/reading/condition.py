"""Whether a page is a page at all, or a parking lot, a building site, a defacement, spam or a block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scorecard.reading.page import Page


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong with a page, and the words that show it."""

    kind: str  # parked, under_construction, defaced, spam, blocked, soft_404
    words: str


_SPAM: Final = re.compile(
    r"\b(?:slot\s?(?:gacor|online|88|777|maxwin|deposit)|togel|judi\s(?:bola|slot|online)|rtp\s(?:slot|live)|scatter hitam)\b",
    re.I,
)


def classify(page: Page) -> Condition | None:
    """The page's condition, or None where it is an ordinary page."""
    spam = _SPAM.findall(page.title) or _SPAM.findall(page.text)
    if len(spam) >= 5 or _SPAM.search(page.title):
        return Condition("spam", spam[0])
    return None
