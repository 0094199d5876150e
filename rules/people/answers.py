"""How a rule on people answers: its claims, or the place where its words stand and why that is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from rules.figures import Figure
from rules.people.counted import is_foreign
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

OTHERS_WHY: Final = "The page speaks of another region, of one village or of those who answered a survey."
#: Claims of one page; what says the same a hundred times says it once.
_MOST: Final = 12
WORDS_WHY: Final = "The words stand here without figures of the region."


def settle(indicator: str, page: Page, seen: Seen, claims: Iterable[Hit], *groups: str) -> Iterator[Hit]:
    """The claims; where there is none, or the page speaks of others, the first words as rejected."""
    foreign = is_foreign(page)
    found = [] if foreign else list(islice(claims, _MOST))
    yield from found
    if any(entry.place is not Place.NAV for entry in found):
        return
    for block, _matches in seen.blocks(*groups):
        if block.place is not Place.NAV and block.tag != "title":
            why = OTHERS_WHY if foreign else WORDS_WHY
            yield hit(indicator, Strength.REJECTED, page, block.start, block.end, why)
            return


def claim_figure(
    indicator: str, page: Page, figure: Figure, why: str, *, partial: bool = False, certainty: int = 3
) -> Hit:
    """A claim that quotes the row, column heads or line in which a figure stands."""
    strength = Strength.PARTIAL if partial else Strength.FOUND
    return hit(indicator, strength, page, figure.start, figure.end, why, certainty=certainty)
