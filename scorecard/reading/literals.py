"""Literals that every match of a pattern holds, or begins with: read off the parse that `re` itself makes.

That parse is no public interface: where it is missing or says something new, there are no literals, and
whoever asked is only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

#: Stems shorter than this stand in almost every text.
_SHORTEST: Final = 2
_MOST_STEMS: Final = 600
#: Letters of a class that are written out.
_MOST_LETTERS: Final = 12
#: What `\s` stands for; written out behind a single letter alone, as in words that are spelled out.
_BLANKS: Final = frozenset(char for char in map(chr, range(0x3001)) if char.isspace())
#: A beginning, and whether what follows in the pattern may be appended to it.
Open = tuple[str, bool]
#: Stands for a match that begins where the text does.
START: Final = "\0^"
_AT_START: Final[Open] = (START, False)
#: Stands for a blank of any kind.
_BLANK: Final[set[Open]] = {(" ", False)}


def stems_of(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    """Literals of which every match of a pattern holds at least one, in lower case; none where that is open."""
    try:
        found = _required(_parsed(pattern, flags))
    except (AttributeError, TypeError, ValueError, IndexError):
        return []
    if not found or len(found) > _MOST_STEMS or any(map(_is_common, found)):
        return []
    return sorted(stem for stem in found if not any(other != stem and other in stem for other in found))


def beginnings_of(pattern: str, flags: int = re.IGNORECASE) -> list[str]:
    """Literals with one of which every match of a pattern begins, in lower case; none where that is open.

    Without `re.MULTILINE`, START is among them for matches that begin where the text does.
    """
    try:
        begun = _begun(_parsed(pattern, flags), not flags & re.MULTILINE)
    except (AttributeError, TypeError, ValueError, IndexError):
        return []
    found = {literal for literal, _open in begun - {_AT_START}}
    if not found or len(found) > _MOST_STEMS or any(map(_is_common, found)):
        return []
    kept = [one for one in found if not any(one != other and one.startswith(other) for other in found)]
    return sorted([*kept, START] if _AT_START in begun else kept)


def _is_common(literal: str) -> bool:
    """Whether almost every text holds a literal."""
    return len(literal) < _SHORTEST and (literal.isalnum() or not literal.strip())


def _parsed(pattern: str, flags: int) -> list[Any]:
    parser = re._parser  # type: ignore[attr-defined]  # not public: see above
    return list(parser.parse(pattern, flags))


def _begun(items: list[Any], once: bool) -> set[Open]:
    """What a sequence begins with, as far as it is literal; `once` where "^" is the start of the text alone."""
    found: set[Open] = {("", True)}
    for operation, given in items:
        name = str(operation)
        if name == "AT" and str(given) == "AT_BEGINNING" and once:
            return {_AT_START}
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue  # they take no letter
        following = _literals(name, given, once)
        found = {extended for begun in found for extended in _extended(begun, following)}
        if len(found) > _MOST_STEMS or not any(still for _begun, still in found):
            break
    return found


def _extended(begun: Open, following: set[Open]) -> Iterator[Open]:
    literal, still = begun
    if not still:
        yield begun
    elif following == _BLANK:
        yield from ((literal + blank, False) for blank in (_BLANKS if len(literal) == 1 else ("",)))
    else:
        for more, goes_on in following:
            begins = (more, goes_on) == _AT_START
            yield (literal or more, False) if begins else (literal + more, goes_on)


def _literals(name: str, given: Any, once: bool) -> set[Open]:
    """What one item of a sequence begins with; an empty string that is closed where that is open."""
    if name == "LITERAL":
        return {(chr(given).lower(), True)}
    if name == "IN" and len(given) <= _MOST_LETTERS:
        if all(str(kind) == "LITERAL" for kind, _given in given):
            return {(chr(letter).lower(), True) for _kind, letter in given}
        if [str(part) for part in given[0]] == ["CATEGORY", "CATEGORY_SPACE"] and len(given) == 1:
            return _BLANK
    if name == "SUBPATTERN":
        return _begun(list(given[-1]), once)
    if name == "BRANCH":
        return {begun for alternative in given[1] for begun in _begun(list(alternative), once)}
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = given
        first = _begun(list(inner), once)
        first = first if high == 1 else {(begun, False) for begun, _open in first}
        if not low and first == _BLANK:
            return {("", False)}  # any blank, or none
        return first if low else first | {("", True)}
    return {("", False)}


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
