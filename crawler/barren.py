"""Addresses of one shape that give nothing: calendars, filters, made-up hosts. After a few of them, no more.

Two shapes are counted: the path with the names of its parameters, and the path alone where there are
parameters, for filters combine their names without end. A link whose words speak of an open indicator is
given more tries than one that says nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from crawler.shapes import shape_of

#: Pages in a row of one shape that may give nothing.
MAX_BARREN: Final = 40
#: The same over all combinations of parameters of one path.
MAX_FILTERED: Final = 60
#: The same for links that promise something.
MAX_PROMISING: Final = 80
#: Flag of captures whose page gave something, for a visit that is picked up.
FRUITFUL: Final = "fruitful"


class Barren:
    """Counts, by shape, the pages of one visit that gave nothing since the last that gave something."""

    def __init__(self) -> None:
        self._barren: Counter[str] = Counter()

    def count(self, url: str, fruitful: bool) -> None:
        """Note what a page gave."""
        for shape in _shapes(url):
            if fruitful:
                self._barren.pop(shape, None)
            else:
                self._barren[shape] += 1

    def is_spent(self, url: str, *, promising: bool) -> bool:
        """Whether enough of this shape were visited in vain."""
        limits = (MAX_PROMISING, MAX_PROMISING) if promising else (MAX_BARREN, MAX_FILTERED)
        return any(self._barren[shape] >= limit for shape, limit in zip(_shapes(url), limits, strict=False))


def _shapes(url: str) -> list[str]:
    """The shape with its parameters, then without them where it has some; hosts that differ in figures are alike."""
    whole = shape_of(url)
    path, _, names = whole.partition("?")
    return [whole, path + "?*"] if names else [whole]
