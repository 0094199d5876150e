"""What was said of a text is not worked out again: pages of a site repeat their menus, footers and labels.

Only for functions whose answer hangs on their arguments alone. Each keeps a few hundred answers, of short
texts, the latest; what is kept changes the time an answer takes and never the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

#: Answers that one function keeps, and code points of a text that is kept with its answer.
MOST: Final = 1_024
LONGEST: Final = 400
_FORGETTING: Final[list[Callable[[], None]]] = []

Answer = TypeVar("Answer")


def kept(most: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """A memory for the `most` latest answers of a function whose arguments are short by their nature."""

    def keep(function: Callable[..., Answer]) -> Callable[..., Answer]:
        known = lru_cache(most)(function)
        _FORGETTING.append(known.cache_clear)
        return known

    return keep


def remembered(function: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The function with a memory for its answers on short texts."""
    known = lru_cache(MOST)(function)
    _FORGETTING.append(known.cache_clear)

    @wraps(function)
    def answer(text: str) -> Answer:
        return known(text) if len(text) <= LONGEST else function(text)

    return answer


def forget() -> None:
    """Empty every memory, as before the first page of a site."""
    for clear in _FORGETTING:
        clear()
