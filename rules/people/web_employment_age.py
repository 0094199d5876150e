"""Are workers given by age group?

Why it counts: it says how young the labour of the region is.
Found: figures of workers, unemployed or the labour force for three age bands or more.
Partial: two bands; a live link to such data; a record whose values come from an interface.
Not found: registered job seekers, inhabitants by age without the labour split, child workers alone, survey
respondents, bands without figures.
Known to miss: figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.people.answers import claim_figure, settle
from rules.people.counted import breakdowns, is_labour
from rules.people.groups import band_count, band_of
from rules.people.pointers import pointers, served
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_employment_age"
VERSION: Final = "2"
WORDS: Final = {
    "labour": (
        "angkatan kerja", "angkatan_kerja", "tenaga kerja", "tenaga_kerja",
        "pekerja", "bekerja", "pencari kerja", "pencaker", "pengangguran",
        "penganggur", "ketenagakerjaan", "labor force", "labour force", "employment",
    ),
}  # fmt: skip
TOPIC: Final = re.compile(
    r"(?:angkatan kerja|tenaga kerja|pekerja|bekerja|penganggur\w*).{0,60}"
    r"(?:kelompok (?:umur|usia)|golongan umur|menurut (?:umur|usia)|berdasarkan (?:umur|usia))",
    re.IGNORECASE,
)
_BANDS: Final = 3
_WHY: Final = "Workers are given in figures by age group."
_PART_WHY: Final = "Two age groups of workers are given in figures."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Three age bands of workers with figures, else two, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "labour")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for found in breakdowns(page, band_of, is_labour):
        count = band_count(found.groups)
        if count and found.is_filled:
            part = count < _BANDS
            why = _PART_WHY if part else _WHY
            yield claim_figure(INDICATOR, page, found.best, why, partial=part, certainty=3 if count > 1 else 1)
    yield from pointers(INDICATOR, page, seen, TOPIC, "labour")
    yield from served(INDICATOR, page, TOPIC)
