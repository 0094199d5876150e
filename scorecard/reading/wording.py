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

#: Stems shorter than this stand in almost every text.
_SHORTEST: Final = 2
_MOST_STEMS: Final = 600
#: A pattern that tells cases apart somewhere: a capital that is no escape, or a flag of its own.
_CASED: Final = re.compile(r"(?<!\\)(?:\\\\)*(?<!\(\?)[A-Z]|\(\?[a-z]*-?[a-z]*i")


class Wording:
    """A compiled pattern, case ignored unless `flags` say otherwise, behind a look for its stems.

    Where a wording has an alternative that spells its words out ("p e r d a"), its stems are given by hand.
    """

    __slots__ = ("_find", "_folded", "compiled", "stems")

    def __init__(self, pattern: str, flags: int = re.IGNORECASE, stems: Sequence[str] = ()) -> None:
        self.compiled: re.Pattern[str] = re.compile(pattern, flags)
        self.stems = list(stems) or stems_of(pattern, flags)
        self._find: Callable[[str], list[tuple[int, int, int]]] | None = None
        if self.stems:
            automaton = AhoCorasick(self.stems, implementation=Implementation.DFA)
            self._find = automaton.find_matches_as_indexes
        caseless = flags & re.IGNORECASE and not _CASED.search(pattern)
        self._folded = re.compile(pattern, flags & ~re.IGNORECASE) if caseless else None

    def may_stand(self, text: str) -> bool:
        """Whether a stem stands in the text; without one nothing is found in it."""
        return self._find is None or bool(self._find(text.lower()))

    def stems_in(self, folded: str) -> list[int]:
        """Where the stems stand in a text that is in lower case already."""
        return [start for _index, start, _end in self._find(folded)] if self._find is not None else []

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """As of the compiled pattern. In lower case, where letters need no folding, it is tried first."""
        last = len(text) if end is None else end
        part = text[start:last] if start or end is not None else text
        if not self.may_stand(part):
            return None
        if self._folded is None:
            return self.compiled.search(text, start, last)
        found = self._folded.search(fold(text), start, last)
        return found and self.compiled.search(text, found.start(), last)

    def match(self, text: str) -> re.Match[str] | None:
        """As of the compiled pattern."""
        return self.compiled.match(text) if self.may_stand(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As of the compiled pattern."""
        return self.compiled.fullmatch(text) if self.may_stand(text) else None

    def findall(self, text: str) -> list[Any]:
        """As of the compiled pattern."""
        return self.compiled.findall(text) if self.may_stand(text) else []

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As of the compiled pattern."""
        return self.compiled.finditer(text) if self.may_stand(text) else iter(())

    def sub(self, instead: str, text: str, count: int = 0) -> str:
        """As of the compiled pattern."""
        return self.compiled.sub(instead, text, count=count) if self.may_stand(text) else text


#: What searches a text, whichever of the two.
Pattern = re.Pattern[str] | Wording


def fold(text: str) -> str:
    """Lower case with every code point kept in its place, so that spans hold for the original."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(char.lower()[:1] for char in text)


def stems_of(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    """Literals of which every match of a pattern holds at least one, in lower case; none where that is open.

    Read off the parse that `re` itself makes, which is no public interface: where it is missing or says
    something new, there are no stems, and the pattern is only slower.
    """
    try:
        parser = re._parser  # type: ignore[attr-defined]  # not public: see above
        found = _required(list(parser.parse(pattern, flags)))
    except (AttributeError, TypeError, ValueError, IndexError):
        return []
    if not found or len(found) > _MOST_STEMS or any(len(stem) < _SHORTEST and stem.isalnum() for stem in found):
        return []
    return sorted(stem for stem in found if not any(other != stem and other in stem for other in found))


def _required(items: list[Any]) -> set[str] | None:
    """The best set of literals one of which a sequence must hold: that whose shortest is longest."""
    best: set[str] | None = None
    run = ""
    for operation, given in [*items, (None, None)]:
        name = str(operation)
        if name == "LITERAL":
            run += chr(given).lower()
            continue
        candidates: list[set[str] | None] = [{run}] if run else []
        run = ""
        if name == "SUBPATTERN":
            candidates.append(_required(list(given[-1])))
        elif name == "IN" and all(str(kind) == "LITERAL" for kind, _given in given):
            candidates.append({chr(letter).lower() for _kind, letter in given})
        elif name == "BRANCH":
            candidates.append(_any_of([list(alternative) for alternative in given[1]]))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and given[0]:
            candidates.append(_required(list(given[2])))
        for candidate in filter(None, candidates):
            if best is None or min(map(len, candidate)) > min(map(len, best)):
                best = candidate
    return best


def _any_of(alternatives: list[list[Any]]) -> set[str] | None:
    found: set[str] = set()
    for alternative in alternatives:
        required = _required(alternative)
        if not required:
            return None
        found |= required
    return found
