"""Patterns of many words that first ask, in one look, whether any of their stems stands in a text at all.

A rule's wording has dozens of alternatives, and a regular expression tries each of them at each letter. Most
texts hold none: an automaton over the stems, at least one of which every match must hold, says so a hundred
times faster. What is found, and where, is what the expression itself finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from ahocorasick_rs import AhoCorasick, Implementation

from scorecard.reading.literals import START, beginnings_of, stems_of

#: A pattern that tells cases apart somewhere: a capital that is no escape, or a flag of its own.
_CASED: Final = re.compile(r"(?<!\\)(?:\\\\)*(?<!\(\?)[A-Z]|\(\?[a-z]*-?[a-z]*i")
#: The one letter that becomes two in lower case.
_DOTTED: Final = "\u0130"
#: A literal at the start of a text.
_FIRST: Final = (0, 0, 0)
#: Index, start and end of each literal in a lower-case text; overlapping ones where the second argument says so.
Finder = Callable[..., list[tuple[int, int, int]]]


class Wording:
    """A compiled pattern, case ignored unless `flags` say otherwise, behind a look for its stems.

    Where every match begins with one of a few literals, the pattern is tried where such a one stands, and nowhere
    else. Where a wording has an alternative that spells its words out ("p e r d a"), its stems are given by hand.
    """

    __slots__ = ("_at_start", "_begin", "_find", "_folded", "compiled", "stems")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE, stems: Sequence[str] = ()) -> None:
        self.compiled: re.Pattern[str] = re.compile(pattern, flags)
        self.stems = list(stems) or stems_of(pattern, flags)
        self._find = _finder(self.stems)
        beginnings = beginnings_of(pattern, flags)
        self._at_start = START in beginnings
        self._begin = _finder([begun for begun in beginnings if begun != START])
        caseless = flags & re.IGNORECASE and not _CASED.search(pattern)
        self._folded = re.compile(pattern, flags & ~re.IGNORECASE) if caseless else None

    def may_stand(self, text: str) -> bool:
        """Whether a stem stands in the text; without one nothing is found in it."""
        return self._find is None or bool(self._find(fold(text)))

    def stems_in(self, folded: str) -> list[int]:
        """Where the stems stand in a text that is in lower case already."""
        return [start for _index, start, _end in self._find(folded)] if self._find is not None else []

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As of the compiled pattern. In lower case, where letters need no folding, it is tried first."""
        if start or end is not None:
            return self._search_part(text, start, len(text) if end is None else end)
        folded = text.lower() if text.isascii() else fold(text)
        if self._begin is not None:
            begun = self._begin(folded, True)
            if self._at_start:
                begun = [_FIRST, *begun]
            return self._try(text, begun) if begun else None
        if self._find is not None and not self._find(folded):
            return None
        return self._search(text, 0, len(text))

    def match(self, text: str) -> re.Match[str] | None:
        """As of the compiled pattern."""
        return self.compiled.match(text) if self.may_stand(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As of the compiled pattern."""
        return self.compiled.fullmatch(text) if self.may_stand(text) else None

    def findall(self, text: str) -> list[Any]:
        """As of the compiled pattern."""
        groups = self.compiled.groups
        if not groups:
            return [found.group() for found in self.finditer(text)]
        return [found.groups("") if groups > 1 else found.groups("")[0] for found in self.finditer(text)]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of the compiled pattern."""
        folded = fold(text)
        if self._begin is not None:
            begun = self._begin(folded, True)
            return self._try_all(text, [_FIRST, *begun] if self._at_start else begun)
        return self.compiled.finditer(text) if self._find is None or self._find(folded) else iter(())

    def sub(self, instead: str, text: str, count: int = 0) -> str:
        """As of the compiled pattern."""
        return self.compiled.sub(instead, text, count=count) if self.may_stand(text) else text

    def _search_part(self, text: str, start: int, last: int) -> re.Match[str] | None:
        folded = fold(text[start:last])
        if self._begin is not None:
            begun = self._begin(folded, True)
            if self._at_start and not start:
                begun = [_FIRST, *begun]
            tried = (self.compiled.match(text, start + at, last) for at in _places(begun))
            return next(filter(None, tried), None)
        return self._search(text, start, last) if self._find is None or self._find(folded) else None

    def _search(self, text: str, start: int, last: int) -> re.Match[str] | None:
        if self._folded is None:
            return self.compiled.search(text, start, last)
        found = self._folded.search(fold(text), start, last)
        return found and self.compiled.search(text, found.start(), last)

    def _try(self, text: str, begun: Sequence[tuple[int, int, int]]) -> re.Match[str] | None:
        """The first match, at one of the places where it may begin."""
        match = self.compiled.match
        for at in _places(begun):
            found = match(text, at)
            if found is not None:
                return found
        return None

    def _try_all(self, text: str, begun: Sequence[tuple[int, int, int]]) -> Iterator[re.Match[str]]:
        """Every match in order, none in another."""
        last = 0
        for at in _places(begun):
            found = self.compiled.match(text, at) if at >= last else None
            if found is not None:
                yield found
                last = found.end()


def _finder(literals: Sequence[str]) -> Finder | None:
    """What finds literals in a text: index, start and end of each."""
    if not literals:
        return None
    return AhoCorasick(literals, implementation=Implementation.DFA).find_matches_as_indexes


def _places(begun: Sequence[tuple[int, int, int]]) -> list[int]:
    """Where literals stand, each place once."""
    return sorted({start for _index, start, _end in begun}) if len(begun) > 1 else [start for _i, start, _e in begun]


#: What searches a text, whichever of the two.
Pattern = re.Pattern[str] | Wording


def fold(text: str) -> str:
    """Lower case with every code point kept in its place, so that spans hold for the original."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace(_DOTTED, "i").lower()
