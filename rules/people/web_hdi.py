"""Is the region's human development index (IPM) given?

Why it counts: investors read the quality of labour from it.
Found: an IPM value between 40 and 100 in a row, a card or a sentence of a page on such data.
Partial: the value in news or in passing; its components without the index; a live link; a record that an interface
fills.
Not found: the words alone, a rank or target, rows without numbers, the index of a province or of another region.
Known to miss: values drawn by scripts or in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.figures import datasets
from rules.people.answers import claim_figure, settle
from rules.people.measures import Measure, tabled, told
from rules.people.pointers import pointers, served
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_hdi"
VERSION: Final = "3"
WORDS: Final = {
    "index": ("ipm", "indeks pembangunan manusia", "index pembangunan manusia", "human development index", "hdi"),
}
TOPIC: Final = re.compile(
    r"ind[ek]+[ks]s? pembangunan manusia|(?:data|nilai|angka|capaian) ipm\b|^\W*ipm\W*(?:\d{4})?\W*$|"
    r"human development index",
    re.IGNORECASE,
)
MEASURE: Final = Measure(
    re.compile(r"ind[ek]+[ks]s? pembangunan manusia|\bipm\b|\bhdi\b|human development index", re.IGNORECASE),
    40,
    99.99,
    re.compile(
        r"peringkat|ranking|muhammadiyah|satuan pendidikan|pertumbuhan ipm|gender|\bipg\b|pemberdayaan", re.IGNORECASE
    ),
)
_COMPONENT: Final = (
    re.compile(r"harapan hidup|\b[au]hh\b|life expectancy", re.IGNORECASE),
    re.compile(r"harapan lama sekolah|\bhls\b", re.IGNORECASE),
    re.compile(r"rata[\s-]*rata lama sekolah|\brls\b", re.IGNORECASE),
    re.compile(r"pengeluaran (?:per ?kapita|riil)|daya beli|purchasing power", re.IGNORECASE),
)
_WHY: Final = "The index of the region is given as a value."
_PASSING_WHY: Final = "The value stands in news or in passing."
_COMPONENTS_WHY: Final = "Components of the index have values here, the index itself has none."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """A value of the index, else its components, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "index")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for figure in tabled(page, MEASURE):
        yield claim_figure(INDICATOR, page, figure, _WHY)
    for found, about in told(page, seen, MEASURE, "index", whole=False):
        if not found.value.percent and not found.value.rupiah:
            strength, why = (Strength.FOUND, _WHY) if about else (Strength.PARTIAL, _PASSING_WHY)
            yield hit(INDICATOR, strength, page, max(found.start, found.match.start - 120), found.end, why)
    yield from _components(page)
    yield from pointers(INDICATOR, page, seen, TOPIC, "index")
    yield from served(INDICATOR, page, TOPIC)


def _components(page: Page) -> Iterator[Hit]:
    for dataset in datasets(page):
        rows = [row for row in dataset.filled if dataset.place is not Place.NAV]
        kinds = {i: row for row in rows for i, kind in enumerate(_COMPONENT) if any(map(kind.search, row.names))}
        if len(kinds) > 1:
            yield claim_figure(
                INDICATOR, page, min(kinds.values(), key=lambda row: row.start), _COMPONENTS_WHY, partial=True
            )
