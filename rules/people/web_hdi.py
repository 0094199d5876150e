"""The human development index (IPM) of the region, with its year.

Why it counts: investors read the quality of labour from it.
Found: an IPM value with its year, in a table or a sentence that is not news.
Partial: a figure inside a news item; its components without the index.
Not found: the words alone, a menu entry, a table row without numbers, another region's value.
Known to miss: values drawn by scripts or in pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules.protocol import hit
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.numbers import numbers_in, years_in
from scorecard.reading.words import Seen

INDICATOR: Final = "web_hdi"
VERSION: Final = "1"
WORDS: Final = {"index": ("ipm", "indeks pembangunan manusia", "human development index")}


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """A value between 40 and 100 beside the words, dated by a year near by."""
    for block, _matches in seen.blocks("index"):
        text = page.words_of(block)
        value = next((n for n in numbers_in(text) if 40 <= n.value < 100 and not n.is_year), None)
        dated = years_in(text) or years_in(" ".join(page.headings(block)))
        if value and dated:
            yield hit(
                INDICATOR, Strength.FOUND, page, block.start, block.end, "An IPM value with its year stands here."
            )
        else:
            yield hit(
                INDICATOR, Strength.REJECTED, page, block.start, block.end, "The words stand here without a value."
            )
