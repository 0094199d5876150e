"""Is the region's population given by age group?

Why it counts: the share of working age is what an investor asks of a population.
Found: figures of inhabitants for three age bands or more.
Partial: one or two bands (school age, 15-64 alone); a live link to such data; a chart filled by an interface.
Not found: the total alone; workers, voters or respondents by age; bands without figures.
Known to miss: figures in pictures, population pyramids drawn as images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.people.answers import claim_figure, settle
from rules.people.counted import Breakdown, breakdowns, is_part, is_population
from rules.people.groups import band_count, band_of
from rules.people.pointers import AT_WORK, pointers, served
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_population_age"
VERSION: Final = "2"
WORDS: Final = {
    "age": (
        "kelompok umur", "golongan umur", "kelompok usia", "umur", "usia", "kelompok_umur", "kelompok_usia",
        "age group",
    ),
    "band": (
        "0-4", "0 - 4", "0–4", "0 – 4", "00-04", "5-9", "5 - 9", "10-14", "10 - 14", "10–14", "0-14",
        "0-5", "0 - 5", "0-6", "0-17", "65+",
        "60 tahun ke atas", "65 tahun ke atas", "15-64", "15 - 64", "15–64",
    ),
}  # fmt: skip
TOPIC: Final = re.compile(
    rf"^(?!.*(?:{AT_WORK})).*(?:penduduk|kependudukan|population).{{0,60}}"
    r"(?:kelompok (?:umur|usia)|golongan umur|menurut (?:umur|usia)|"
    r"age group)|piramida penduduk",
    re.IGNORECASE,
)
PEOPLE: Final = re.compile(r"penduduk|demogra|population", re.IGNORECASE)
SERVED: Final = re.compile(
    rf"^(?!.*(?:{AT_WORK})).*(?:kelompok (?:umur|usia)|golongan umur|piramida penduduk|by age)", re.IGNORECASE
)
_BANDS: Final = 3
_AGE: Final = re.compile(r"\b(?:usia|umur|age)\b", re.IGNORECASE)
_WHY: Final = "Inhabitants are given in figures by age group."
_PART_WHY: Final = "Only one or two age groups, or one part of the region, are given in figures."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Three age bands of a population with figures, else fewer, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "age", "band")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for found in breakdowns(page, band_of, is_population):
        count = band_count(found.groups)
        if count and found.is_filled:
            part = count < _BANDS or is_part(page)
            why = _PART_WHY if part else _WHY
            yield claim_figure(INDICATOR, page, found.best, why, partial=part, certainty=_certainty(found, count))
    yield from pointers(INDICATOR, page, seen, TOPIC, "age")
    yield from served(INDICATOR, page, SERVED, PEOPLE)


def _certainty(found: Breakdown, count: int) -> int:
    """Two bands are sure; one is where its label says that it is an age: "Usia Produktif (15-64)"."""
    if count > 1:
        return 3
    return 2 if _AGE.search(found.best.label) else 1
