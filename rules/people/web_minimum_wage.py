"""Is the minimum wage of the kabupaten or kota (UMK) given?

Why it counts: it is the floor of what labour costs.
Found: an amount in rupiah beside UMK, UMR or upah minimum, in a row, a card or a sentence of a page on such data.
Partial: the amount in news or in passing; a live link to it; a record filled by an interface.
Not found: UMK as micro and small enterprise, the provincial wage alone, wages of other regions, talks before a
decision.
Known to miss: decrees that are scanned.
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

INDICATOR: Final = "web_minimum_wage"
VERSION: Final = "2"
WORDS: Final = {
    "wage": ("upah minimum", "upah_minimum", "umk", "umr", "upah minimum regional", "umsk", "minimum wage"),
}
_NAME: Final = r"upah minimum (?!provinsi|propinsi|sektoral prov)|upah minimum$|\bumk\b|\bumr\b|\bumsk\b|minimum wage"
TOPIC: Final = re.compile(
    r"upah minimum (?!provinsi|propinsi)(?:kab|kota|regional|\(?um[kr])|"
    r"(?:besaran|data|nilai|daftar|penetapan|sk|kepgub) um[kr]\b|"
    r"\b(?:sk|keputusan|kepgub|tentang|lampiran)\b.{0,50}\bum[kr]\b|^\W*um[kr]\W*(?:kab\w*|kota)?\W*(?:\d{4})?\W*$",
    re.IGNORECASE,
)
MEASURE: Final = Measure(
    re.compile(_NAME, re.IGNORECASE),
    200_000,
    12_000_000,
    re.compile(
        r"usaha mikro|mikro kecil|umkm|non[- ]?umk|pelaku usaha|\bnib\b|izin usaha|di ?bawah (?:umk|umr|upah)|subsidi|"
        r"bantuan|honor|denda|iuran|usul|tuntut",
        re.IGNORECASE,
    ),
    re.compile(r"investasi|skala usaha|pelaku usaha|\bnib\b|modal|usaha mikro|umkm|perizinan|lowongan", re.IGNORECASE),
)
#: Amounts that are wages of a month even where no word says so.
_LEAST: Final = 900_000
_MOST: Final = 8_000_000
_UMP: Final = re.compile(r"\bump\b|upah minimum prov", re.IGNORECASE)
_WHY: Final = "The minimum wage of the region is given in rupiah."
_PASSING_WHY: Final = "The amount stands in news or in passing."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """An amount beside the words, else what points to it."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "wage")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    wages = "upah" in page.text.casefold()
    for figure in tabled(page, MEASURE):
        if wages or "Rp" in figure.text or all(_LEAST <= value <= _MOST for value in figure.values):
            yield claim_figure(INDICATOR, page, figure, _WHY)
    for found, about in told(page, seen, MEASURE, "wage", whole=True):
        between = page.text[found.match.end : found.start + found.value.start]
        if (found.value.rupiah or wages) and not _UMP.search(between) and not _UMP.search(found.match.word):
            strength, why = (Strength.FOUND, _WHY) if about else (Strength.PARTIAL, _PASSING_WHY)
            yield hit(INDICATOR, strength, page, max(found.start, found.match.start - 120), found.end, why)
    yield from pointers(INDICATOR, page, seen, TOPIC, "wage")
    yield from served(INDICATOR, page, TOPIC)
