"""Values that sentences state: "TPT Kabupaten Sukamaju sebesar 5,12 persen pada tahun 2022"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rules.figures.lines import NO_FIGURE
from scorecard.model import Place
from scorecard.reading import Page
from scorecard.reading.numbers import Number, numbers_in, years_in
from scorecard.reading.page import Block
from scorecard.reading.words import Match, Seen, fold

_STOP: Final = re.compile(r"[.!?;]\s+(?=[A-Z\"“(])|\s\|\s|\n(?=\s*(?:[A-Z\d][.)]|[-•]))")
_SCALE: Final = re.compile(r"\s?(ribu|juta|milyar|miliar|triliun)\b", re.IGNORECASE)
_SCALES: Final = {"ribu": 1e3, "juta": 1e6, "milyar": 1e9, "miliar": 1e9, "triliun": 1e12}
_REACH: Final = 160
_BACK: Final = 70
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """A value a sentence gives for a word: the sentence's span and the years it names."""

    start: int
    end: int
    match: Match
    value: Number
    amount: float  # the value with its "ribu" or "juta"
    years: tuple[int, ...]
    block: Block
    text: str


def stated(page: Page, seen: Seen, *groups: str, low: float, high: float, whole: bool = True) -> Iterator[Statement]:
    """Values between `low` and `high` in the same sentence as a word of the groups, behind it or just before.

    `whole` is False where only numbers with decimals or a percent sign count (rates and indices).
    """
    for match in seen.all(*groups)[:_MOST]:
        block = page.block_at(match.start)
        if block.place is Place.NAV or block.tag in ("title", "option"):
            continue
        start, end = sentence(page, block, match)
        text = page.text[start:end]
        fits = [
            entry
            for entry in numbers_in(text)
            if low <= amount_of(entry, text) <= high
            and not entry.is_year
            and (whole or entry.percent or "," in entry.text or "." in entry.text)
        ]
        skipped = [skip.span() for skip in NO_FIGURE.finditer(fold(text))] if fits else []
        fits = [entry for entry in fits if not any(a <= entry.start < b for a, b in skipped)]
        at, past = match.start - start, match.end - start
        behind = [entry for entry in fits if past <= entry.start <= past + _REACH]
        before = [entry for entry in fits if at - _BACK <= entry.start < at]
        if behind or before:
            value = behind[0] if behind else before[-1]
            yield Statement(start, end, match, value, amount_of(value, text), years_in(text), block, text)


def amount_of(entry: Number, text: str) -> float:
    """A number with the "ribu", "juta" or "miliar" behind it counted in."""
    scale = _SCALE.match(text, entry.end)
    return entry.value * _SCALES[scale[1].casefold()] if scale else entry.value


def sentence(page: Page, block: Block, match: Match) -> tuple[int, int]:
    """Span of the sentence around a word; in documents it may run over the next two lines."""
    low, high = block.start, block.end
    if block.place is Place.DOCUMENT:
        low = page.blocks[max(0, block.index - 1)].start
        high = page.blocks[min(len(page.blocks) - 1, block.index + 2)].end
    low, high = max(low, match.start - 300), min(high, match.end + 300)
    for stop in _STOP.finditer(page.text, low, high):
        if stop.end() <= match.start:
            low = stop.end()
        else:
            high = stop.start() + 1
            break
    return low, high
