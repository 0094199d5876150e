"""Are workers given by main field of work?

Why it counts: it says where the region's labour works today.
Found: figures of workers for three fields of work or more (pertanian, industri, perdagangan ... or primer to tersier).
Partial: two fields; a live link to such data; a record whose values come from an interface.
Not found: names of sectors, vacancies, workers of investment projects or firms, inhabitants by occupation, names
without figures.
Known to miss: figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.people.answers import claim_figure, settle
from rules.people.counted import breakdowns, is_labour, is_labour_words
from rules.people.groups import field_of
from rules.people.pointers import pointers, served
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_employment_sector"
VERSION: Final = "2"
WORDS: Final = {
    "labour": (
        "angkatan kerja", "angkatan_kerja", "tenaga kerja", "tenaga_kerja",
        "pekerja", "bekerja", "lapangan pekerjaan", "lapangan usaha",
        "lapangan kerja", "ketenagakerjaan", "employment", "labor force", "labour force",
    ),
}  # fmt: skip
TOPIC: Final = re.compile(
    r"(?:angkatan kerja|tenaga kerja|pekerja|bekerja).{0,60}"
    r"(?:lapangan (?:pekerjaan|usaha|kerja)|menurut sektor|per sektor|berdasarkan sektor|bidang usaha)",
    re.IGNORECASE,
)
_FIELDS: Final = 3
_WHY: Final = "Workers are given in figures by field of work."
_PART_WHY: Final = "Workers of two fields of work are given in figures."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Three fields of work with figures of workers, else two, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "labour")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for found in breakdowns(page, field_of, is_labour):
        count = len(found.groups)
        part = count < _FIELDS
        own = all(is_labour_words(figure.words) for figure in found.groups.values())
        if found.is_filled and (own or not part):
            why = _PART_WHY if part else _WHY
            yield claim_figure(INDICATOR, page, found.best, why, partial=part, certainty=3 if count > 1 else 1)
    yield from pointers(INDICATOR, page, seen, TOPIC, "labour")
    yield from served(INDICATOR, page, TOPIC)
