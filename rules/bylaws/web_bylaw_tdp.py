"""Is a Perda on company registration (TDP) offered?

Why it counts: Registration makes a firm visible to banks and partners; its terms must be open.
Found: a Perda of this region on registration, or on licences of trade that include it: text, record,
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
from rules.bylaws.subjects import successors_for, words_for
from scorecard.model import Hit
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_bylaw_tdp"
VERSION: Final = "1"
WORDS: Final = words_for(INDICATOR)
SUCCESSORS: Final = successors_for(INDICATOR)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Citations of a Perda whose subject is company registration."""
    return permit_hits(INDICATOR, page, seen)
