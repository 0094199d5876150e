"""What a file changes of what is stored: compared respondent by respondent, one region at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, TypeAlias

from scorecard.store import answers as stored
from scorecard.store.answers import Answer
from scorecard.store.database import Store
from scorecard.tables.background import KEPT

Who: TypeAlias = tuple[str, str]
#: By respondent and question: value, answer as typed, kind of blank.
_Said: TypeAlias = dict[str, dict[str, tuple[float | None, str, str]]]
#: Changes that are held in words; the rest is counted, and stands in the table of changes.
SPELLED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that a corrected file changed: texts as typed, empty where there was or is none."""

    region_code: str
    respondent: str
    indicator: str
    before: str
    after: str


@dataclass(slots=True)
class Difference:
    """How a file's answers differ from those stored.

    Respondents are `new`, `changed` or the `same`; `kept` are those of the same regions that the file does not
    mention. `changes` are the first answers that differ, `count` says how many there are.
    """

    new: set[Who] = field(default_factory=set)
    changed: set[Who] = field(default_factory=set)
    same: set[Who] = field(default_factory=set)
    kept: set[Who] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    count: int = 0


def compare(store: Store, wave: str, instrument: str, answers: Iterable[Answer]) -> Difference:
    """Hold `answers`, which come region by region, against what is stored of the same regions."""
    found = Difference()
    for code, rows in groupby(answers, key=lambda one: one[0]):
        old, new = _said(stored.of_region(store, wave, instrument, code)), _said(rows)
        found.kept |= {(code, who) for who in old.keys() - new.keys()}
        for who, said in new.items():
            before = old.get(who)
            group = found.new if before is None else found.same if before == said else found.changed
            group.add((code, who))
            for change in _changes(code, who, before or {}, said) if group is found.changed else ():
                found.count += 1
                if len(found.changes) < SPELLED:
                    found.changes.append(change)
    return found


def _said(rows: Iterable[Answer]) -> _Said:
    found: _Said = {}
    for _code, who, _row, slug, value, answer, missing in rows:
        found.setdefault(who, {})[slug] = (value, answer, missing)
    return found


def _changes(
    code: str, who: str, old: dict[str, tuple[float | None, str, str]], new: dict[str, tuple[float | None, str, str]]
) -> Iterator[Change]:
    """Questions of one respondent that are answered otherwise, or no longer, or now; persons' data are not told."""
    nothing = (None, "", "")
    for slug in sorted(slug for slug in old.keys() | new.keys() if not slug.startswith(KEPT)):
        was, now = old.get(slug, nothing), new.get(slug, nothing)
        if was[0] != now[0] or (was[0] is None and was[1] != now[1]):
            yield Change(code, who, slug, was[1], now[1])
