"""Is a Perda on the nuisance or place-of-business permit (HO, SITU) offered?

Why it counts: Neighbours and the law judge a business by it; a firm must be able to read its terms and tariff.
Found: a Perda of this region on the permit or its retribution, or on the retribution of certain permits: text, record,
or row with title and download.
Partial: such a Perda named without its document, as a legal basis or in a list; a menu entry to it.
Not found: requirements, tariffs or numbers of the permit; Perbup, Perwal, Keputusan, circulars, drafts, academic
papers, a Perda of the province or of another region; a Perda on the agency that issues the permit.
Known to miss: titles in pictures and scans; lists that a script loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules.bylaws.permit import permit_hits
from rules.bylaws.subjects import words_for
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_bylaw_ho"
VERSION: Final = "1"
WORDS: Final = words_for(INDICATOR)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Citations of a Perda whose subject is the nuisance permit (HO) or place-of-business permit (SITU)."""
    return permit_hits(INDICATOR, page, seen)
