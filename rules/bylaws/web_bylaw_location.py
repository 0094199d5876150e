"""Is a Perda on location or in-principle permits, or on spatial planning, offered?

Why it counts: where one may build is settled before anything else; an investor must be able to read it.
Found: a Perda of this region on izin lokasi, izin prinsip, RTRW, RDTR or zoning (2026: also KKPR): text, record, or
row with title and download; the plan itself (RTRW, RDTR) with its years as a document.
Partial: such a Perda named without its document; a plain link to the spatial plan; a menu entry.
Not found: requirements of the permit, maps, forums and news of planning, drafts, Perbup, Perwal, Keputusan, circulars,
a Perda of the province or of another region; the name of the agency for spatial planning.
Known to miss: plans behind map viewers; titles in pictures and scans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.permit import permit_hits
from rules.bylaws.reading import citations
from rules.bylaws.subjects import successors_for, words_for
from rules.labels import is_headline
from rules.protocol import link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_bylaw_location"
VERSION: Final = "1"
WORDS: Final = words_for(INDICATOR)
SUCCESSORS: Final = successors_for(INDICATOR)
WHY_PLAN: Final = "The spatial plan is offered as a document."
WHY_LINK: Final = "A link leads to the spatial plan."
_PLAN: Final = re.compile(
    r"\W*(?:(?:dokumen|buku|buku\s+rencana|album|download|unduh|file|data|informasi|rencana)\W+){0,2}"
    r"(?:rtrw\w?|rdtr\w?|rencana\s+(?:detail\s+)?tata\s+ruang|rencana\s+detil\s+tata\s+ruang)\b",
    re.IGNORECASE,
)
_NOT_PLAN: Final = re.compile(
    r"\b(?:peta|map|peninjauan|evaluasi|revisi|penyusunan|klhs|kajian|konsultasi|forum|seksi|bidang|dinas|provinsi|nasional|"
    r"laporan|naskah|raperda|ranperda|rancangan|permohonan|izin|rekomendasi)\b",
    re.IGNORECASE,
)
_YEARS: Final = re.compile(r"\b20\d\d\s{0,2}[-–/]\s{0,2}(?:20)?\d\d\b")


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Citations of a Perda on location or space, and links to the plan itself."""
    yield from permit_hits(INDICATOR, page, seen)
    cited = [(one.start, one.end) for one in citations(page)]
    for link in seen.links("subject"):
        if _names_plan(link) and not any(start <= link.start < end for start, end in cited):
            yield _plan(page, link)


def _names_plan(link: Link) -> bool:
    """Whether a live link's own words are the plan, and not a map, an event or an agency."""
    label = link.text
    if not link.alive or link.state == "anchor" or len(label) > 160 or not _PLAN.match(label):
        return False
    return not _NOT_PLAN.search(label) and not is_headline(label)


def _plan(page: Page, link: Link) -> Hit:
    dated = link.is_file or _YEARS.search(link.text)
    strength = Strength.FOUND if dated and link.place is not Place.NAV else Strength.PARTIAL
    why = WHY_PLAN if strength is Strength.FOUND else WHY_LINK
    return link_hit(INDICATOR, strength, page, link, why, promise=downloads.promise(link), fallback=strength)
