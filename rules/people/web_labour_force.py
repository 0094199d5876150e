"""Is the region's labour force given in figures?

Why it counts: it is the first figure an investor asks of a place's labour.
Found: the labour force (angkatan kerja) or its participation rate (TPAK) in figures.
Partial: a live link to such data; a record whose values come from an interface.
Not found: rows without numbers, those outside the labour force alone, training, job fairs, registered job seekers.
Known to miss: figures in pictures; workers counted without the name of the labour force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.figures import is_news
from rules.people.answers import claim_figure, settle
from rules.people.measures import Measure, tabled, told
from rules.people.pointers import pointers, served
from rules.protocol import hit
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_labour_force"
VERSION: Final = "2"
WORDS: Final = {
    "force": ("angkatan kerja", "angkatan_kerja", "tpak", "labor force", "labour force", "ketenagakerjaan"),
}
TOPIC: Final = re.compile(
    r"(?<!bukan )angkatan kerja|\btpak\b|(?:data|statistik|jumlah) (?:ketenagakerjaan|angkatan)", re.I
)
MEASURE: Final = Measure(
    re.compile(r"(?<!bukan )(?<!luar )angkatan kerja|\btpak\b|labou?r force", re.IGNORECASE),
    1,
    200_000_000,
    re.compile(r"bukan angkatan|pelatihan|\bprogram\b|kegiatan|usia muda|balai", re.IGNORECASE),
)
_RATE: Final = re.compile(r"\btpak\b|tingkat partisipasi", re.IGNORECASE)
_WHY: Final = "The labour force of the region is given in figures."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows, columns or sentences with figures of the labour force, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "force")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for figure in tabled(page, MEASURE):
        yield claim_figure(INDICATOR, page, figure, _WHY)
    if not is_news(page):
        for found, about in told(page, seen, MEASURE, "force", whole=True):
            named = MEASURE.name.search(found.match.word)
            rate = "," in found.value.text and _RATE.search(found.text)
            if named and (found.amount >= 1000 or found.value.percent or rate):
                yield hit(INDICATOR, Strength.FOUND, page, found.start, found.end, _WHY, certainty=2 if about else 1)
    yield from pointers(INDICATOR, page, seen, TOPIC, "force")
    yield from served(INDICATOR, page, TOPIC)
