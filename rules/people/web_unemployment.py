"""Is unemployment in the region given in figures?

Why it counts: it shows how much labour is free, and how the region fares.
Found: the unemployed or the rate of open unemployment (TPT) in figures.
Partial: a figure in news or in passing; a live link to such data; a record whose values come from an interface.
Not found: programmes against it, targets, registered job seekers, rates of the nation, the province or others.
Known to miss: figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.people.answers import claim_figure, settle
from rules.people.measures import Measure, tabled, told
from rules.people.pointers import pointers, served
from rules.protocol import hit
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_unemployment"
VERSION: Final = "2"
WORDS: Final = {
    "unemployed": ("pengangguran", "penganggur", "tpt", "unemployment", "unemployed"),
}
TOPIC: Final = re.compile(r"penganggur|\btpt\b|unemploy", re.IGNORECASE)
_UNLIKE: Final = re.compile(
    r"\bprogram|kegiatan|penanggulangan|penanganan|pengentasan|kesempatan kerja|rp\.? ?\d|kemiskinan", re.IGNORECASE
)
MEASURE: Final = Measure(re.compile(r"penganggur|\btpt\b|unemploy", re.IGNORECASE), 0.05, 20_000_000, _UNLIKE)
RATE: Final = Measure(MEASURE.name, 0.3, 40, re.compile(r"\brp\.? ?\d", re.IGNORECASE))
PEOPLE: Final = Measure(MEASURE.name, 100, 20_000_000, re.compile(r"\brp\.? ?\d|lowongan|pelatihan", re.IGNORECASE))
_COUNTED: Final = re.compile(r"\s?(?:(?:ribu|juta)\s)?(?:orang|jiwa|penganggur|warga)", re.IGNORECASE)
_WHY: Final = "Unemployment in the region is given in figures."
_PASSING_WHY: Final = "The figure stands in news or in passing."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows, columns or sentences with figures of unemployment, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "unemployed")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for figure in tabled(page, MEASURE):
        yield claim_figure(INDICATOR, page, figure, _WHY)
    for measure, whole in ((RATE, False), (PEOPLE, True)):
        for found, about in told(page, seen, measure, "unemployed", whole=whole):
            behind = page.text[found.start + found.value.end :][:24]
            if bool(_COUNTED.match(behind)) is not whole:
                continue
            strength, why = (Strength.FOUND, _WHY) if about else (Strength.PARTIAL, _PASSING_WHY)
            start = max(found.start, found.match.start - 120)
            yield hit(INDICATOR, strength, page, start, found.end, why)
    yield from pointers(INDICATOR, page, seen, TOPIC, "unemployed")
    yield from served(INDICATOR, page, TOPIC)
