"""Are workers given by level of education?

Why it counts: it says what skills an investor will find.
Found: figures of workers, unemployed or the labour force for three levels of education or more.
Partial: two levels; a live link to such data; a record whose values come from an interface.
Not found: registered job seekers, inhabitants, pupils, staff of an agency or survey respondents by education; levels
without figures.
Known to miss: figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.people.answers import claim_figure, settle
from rules.people.counted import breakdowns, is_labour
from rules.people.groups import level_of
from rules.people.pointers import pointers, served
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_employment_education"
VERSION: Final = "2"
WORDS: Final = {
    "labour": (
        "angkatan kerja", "angkatan_kerja", "tenaga kerja", "tenaga_kerja",
        "pekerja", "bekerja", "pencari kerja", "pencaker", "pengangguran",
        "penganggur", "ketenagakerjaan", "labor force", "labour force", "employment",
    ),
}  # fmt: skip
TOPIC: Final = re.compile(
    r"(?:angkatan kerja|tenaga kerja|pekerja|bekerja|penganggur\w*).{0,60}pendidikan", re.IGNORECASE
)
_LEVELS: Final = 3
_WHY: Final = "Workers are given in figures by level of education."
_PART_WHY: Final = "Two levels of education of workers are given in figures."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Three levels of education of workers with figures, else two, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "labour")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for found in breakdowns(page, level_of, is_labour):
        count = len(found.groups)
        if found.is_filled:
            part = count < _LEVELS
            why = _PART_WHY if part else _WHY
            yield claim_figure(INDICATOR, page, found.best, why, partial=part, certainty=3 if count > 1 else 1)
    yield from pointers(INDICATOR, page, seen, TOPIC, "labour")
    yield from served(INDICATOR, page, TOPIC)
