"""What a crawl kept as text in its own language, told again in the reader's.

A visit's details are clauses of the catalogue, filled and joined by semicolons. Each clause is looked up as a whole,
then by the sentence whose fields it fills; what the catalogue does not know, such as words of a page, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter
from typing import Final

from scorecard.messages import LANGUAGES, catalogue, current_language

#: Characters of a clause that is looked up; a longer one is a text of its own.
MAX_CLAUSE: Final = 1000
#: Characters that a sentence must bring beside its fields, to be told from words of a page: one that begins with its
#: own words, and one that begins with a field.
_LEAST: Final = 6
_LEAST_OPEN: Final = 12
#: Clauses that one sentence may hold.
_JOINED: Final = 3
#: A field whose number was written in a form of its own, as it stands in a sentence.
_UNFORMATTED: Final = re.compile(r"\{(\w+):[^{}]*\}")
_COUNTED: Final = re.compile(r"(\d+ )(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Form:
    """A sentence with fields: (text, field that follows it or "") in order, and what it becomes."""

    pieces: tuple[tuple[str, str], ...]
    becomes: str

    @property
    def parts(self) -> int:
        """Semicolons of its own."""
        return sum(text.count("; ") for text, _field in self.pieces)

    @property
    def weight(self) -> int:
        """Characters that it brings beside its fields."""
        return sum(len(text) for text, _field in self.pieces)

    def fits(self, clause: str) -> dict[str, str] | None:
        """The fields of a clause. Each ends where the text after it begins first, so that one pass suffices."""
        fields: dict[str, str] = {}
        at, waiting = 0, ""
        for number, (text, field) in enumerate(self.pieces):
            if not waiting:
                found = 0 if clause.startswith(text) else -1
            elif number + 1 == len(self.pieces) and not field:
                found = len(clause) - len(text) if clause.endswith(text) else -1
            else:
                found = clause.find(text, at + 1)
            if found < at or (waiting and found == at):
                return None
            if waiting:
                fields[waiting] = clause[at:found]
            at, waiting = found + len(text), field
        if waiting:
            fields[waiting] = clause[at:]
        return fields if all(fields.values()) else None


def retell(text: str | None, lang: str = "") -> str:
    """`text` in `lang`, or in the language in use, clause by clause."""
    wanted = lang or current_language()
    clauses, told = str(text or "").split("; "), list[str]()
    while clauses:
        # A sentence may hold a semicolon of its own.
        size = next(
            (n for n in range(min(_JOINED, len(clauses)), 1, -1) if _is_known("; ".join(clauses[:n]), wanted)), 1
        )
        told.append(_retold("; ".join(clauses[:size]), wanted))
        del clauses[:size]
    return "; ".join(told)


@lru_cache(maxsize=5000)
def _is_known(text: str, lang: str) -> bool:
    """Whether a text is one sentence, semicolons and all."""
    plain, _forms, joined = _known(lang)
    return text in plain or any(form.fits(text) for form in joined if form.parts == text.count("; "))


@lru_cache(maxsize=5000)
def _retold(clause: str, lang: str, depth: int = 0) -> str:
    if not clause or len(clause) > MAX_CLAUSE or depth > 2:
        return clause
    plain, forms, _joined = _known(lang)
    if clause in plain:
        return plain[clause]
    for form in forms:
        if found := form.fits(clause):
            fields = {name: _retold(value, lang, depth + 1) for name, value in found.items()}
            return form.becomes.format(**fields)
    counted = _COUNTED.fullmatch(clause)
    if counted and counted.group(2) in plain:
        return counted.group(1) + plain[counted.group(2)]
    parts = clause.split(", ")
    return ", ".join(_retold(part, lang, depth + 1) for part in parts) if len(parts) > 1 else clause


@cache
def _known(lang: str) -> tuple[dict[str, str], tuple[_Form, ...], tuple[_Form, ...]]:
    """What can be told in a language: sentences without fields by their other form, those with fields, and of these
    those with semicolons of their own. The one that says most by itself comes first.
    """
    plain: dict[str, str] = {}
    forms: list[_Form] = []
    for given, becomes in _pairs(lang):
        pieces = tuple((text, field or "") for text, field, _spec, _conversion in Formatter().parse(given))
        fields = [field for _text, field in pieces if field]
        if not fields:
            plain.setdefault(given, becomes)
            continue
        form = _Form(pieces, becomes)
        parted = all(text for text, _field in pieces[1:]) and len(set(fields)) == len(fields)
        if parted and form.weight >= (_LEAST if pieces[0][0] else _LEAST_OPEN):
            forms.append(form)
    forms.sort(key=lambda form: -form.weight)
    return plain, tuple(forms), tuple(form for form in forms if form.parts)


def _pairs(lang: str) -> Iterator[tuple[str, str]]:
    """(as it was kept, as it is told) for every sentence and other language; how numbers are written is kept."""
    for other in LANGUAGES:
        if other != "en":
            for english, said in catalogue(other).items():
                given, becomes = (said, english) if lang == "en" else (english, said)
                yield given, _UNFORMATTED.sub(r"{\1}", becomes)
