"""Whose home page this is: the region's own, or plainly somebody else's.

Cautious on purpose: a page that names the region anywhere, in its text or its host, is taken for its own,
and one that names nobody is left to be judged by what it holds. Only a title that names another region speaks.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from scorecard.reading.condition import Condition
from scorecard.reading.page import Page
from scorecard.reading.words import fold

#: Code points of text below which nothing is said of the owner.
MIN_TEXT: Final = 300
_NAMED: Final = re.compile(
    r"\b(?:pemerintah(?:an)?\s+(?:daerah\s+)?)?(?:kabupaten|kota|kab\.?|pemkab|pemkot)\s+([a-z]{4,})\b"
)
#: Words after "kota" or "kabupaten" that name no place.
_NO_PLACE: Final = frozenset(
    (
        *("kami", "kita", "yang", "dan", "ini", "itu", "untuk", "dalam", "layak", "sehat", "cerdas", "pintar"),
        *("pusaka", "hijau", "kreatif", "tangguh", "provinsi", "kabupaten", "kota", "dengan", "oleh", "atau"),
        *("sebagai", "baru", "lama", "besar", "kecil", "adalah", "tersebut", "maju", "website", "resmi", "portal"),
    )
)


def stranger(page: Page) -> Condition | None:
    """`wrong_owner` with the words that show it, or None. Raises nothing; without a region nothing is said."""
    region = page.region
    if region is None or len(page.text) < MIN_TEXT:
        return None
    text = fold(page.text)
    squeezed = re.sub(r"[\W_]+", "", f"{urlsplit(page.url).hostname or ''}{text}")
    own = re.sub(r"[\W_]+", "", fold(region.name))
    parts = [part for part in re.findall(r"\w+", fold(region.name)) if len(part) > 3]
    if own in squeezed or any(part in squeezed for part in parts):
        return None
    title = fold(page.title)
    named = next((match for match in _NAMED.finditer(title) if match.group(1) not in _NO_PLACE), None)
    return Condition("wrong_owner", " ".join(named.group().split())[:120]) if named else None
