"""Are other regional regulations (Perda) offered, on any subject but the six named permits?

Why it counts: a Pemda that publishes its law lets a firm know what binds it.
Found: a Perda of this region with a title that says what it is about: text, record, or row with title and download.
Partial: such a title without its document, as a legal basis or in a list; a link to a Perda by its number alone;
a live menu entry to the collection (Perda, Produk Hukum, JDIH).
Not found: the APBD and RPJMD Perda (they have rules of their own), Perbup, Perwal, Keputusan, circulars, drafts,
academic papers, Perda of the province or of another region, a mention in running text, a number without a title.
Known to miss: titles in pictures and scans; lists that a script loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from rules.bylaws import downloads
from rules.bylaws.permit import few, weigh
from rules.bylaws.reading import Citation, citations
from rules.bylaws.subjects import PRINTED, SUCCESSORS_TAKEN
from rules.offices import owner
from rules.protocol import hit, link_hit
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_bylaw_other"
VERSION: Final = "1"
WORDS: Final = {
    "instrument": (
        "perda",
        "peraturan daerah",
        "qanun",
        "produk hukum",
        "jdih*",
        "peraturan perizinan",
        "regulasi",
        "dasar hukum",
        "legal product*",
        "regulations",
    ),
    "taken": (
        *(word for words in PRINTED.values() for word in words),
        "anggaran pendapatan dan belanja",
        "apbd",
        "rpjmd",
        "rencana pembangunan jangka menengah",
    ),
}
SUCCESSORS: Final = {"taken": SUCCESSORS_TAKEN}
WHY_NUMBER: Final = "A link leads to a Perda that is named by its number alone."
WHY_UNTITLED: Final = "A Perda is named by its number alone; what it is about is not said."
WHY_MENU: Final = "A menu entry leads to the collection of Perda."
WHY_DEAD: Final = "The menu entry for Perda leads nowhere."
_COLLECTION: Final = re.compile(
    r"\W*(?:(?:daftar|download|unduh|kumpulan|himpunan|data|lihat|semua)\W+){0,2}"
    r"(?P<name>perda|peraturan\s+daerah|qanun|produk\s+hukum|peraturan\s+perizinan|jdih|regulasi(?:\s+perizinan)?|"
    r"dasar\s+hukum(?:\s+perizinan)?|peraturan\s+perundang\W?undangan|legal\s+products?|(?:local\s+)?regulations?)(?:\W*\((?:perda|jdih)\))?"
    r"(?:\s+(?:daerah|kabupaten|kab\.?|kota|pemerintah)(?:\s+[a-z]+){0,3})?\W*(?:(?:19|20)\d\d)?\W*(?:\d{1,4}\W*)?",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Citations of any other Perda, and live entries to the collection."""
    yield from few([_judge(page, one) for one in citations(page) if not seen.within(*one.subject, "taken")])
    for link in seen.links("instrument"):
        yield from _collection(page, link)


def _judge(page: Page, one: Citation) -> Hit:
    strength, why, certainty = weigh(one)
    if strength is not Strength.REJECTED and not one.titled:
        linked = one.link is not None and one.numbered
        strength, why, certainty = (Strength.PARTIAL, WHY_NUMBER, 2) if linked else (Strength.REJECTED, WHY_UNTITLED, 2)
    promise = downloads.promise(one.link) if strength is not Strength.REJECTED else ""
    return hit(
        INDICATOR, strength, page, one.start, one.end, why,
        certainty=certainty, promise=promise, fallback=strength, broken=Strength.PARTIAL, place=one.place,
    )  # fmt: skip


def _without_region(page: Page, label: str) -> str:
    """A label without the own region's name behind it: "JDIH Sukamaju"."""
    name = page.region.name if page.region else ""
    return re.sub(rf"(?<=\w)\s+{re.escape(name)}\W*$", "", label, flags=re.IGNORECASE)


def _collection(page: Page, link: Link) -> Iterator[Hit]:
    """A menu entry or tile that names the collection; a broad name counts in menus and where JDIH answers."""
    named = _COLLECTION.fullmatch(_without_region(page, link.text))
    if named is None:
        return
    if not link.alive:
        yield link_hit(INDICATOR, Strength.REJECTED, page, link, WHY_DEAD)
    elif link.state == "live":
        host = urlsplit(link.url).hostname or ""
        narrow = named.group("name").lower().startswith(("perda", "peraturan daerah", "peraturan  daerah", "qanun"))
        legal = named.group("name").lower().startswith(("produk", "jdih", "legal"))
        ours = legal or owner(page) in ("permit", "portal")
        sure = narrow or host.startswith("jdih.") or (link.place is Place.NAV and ours)
        role = HostRole.CENTRAL if host.endswith(("jdihn.go.id", "bphn.go.id", "peraturan.go.id")) else HostRole.OWN
        yield link_hit(
            INDICATOR,
            Strength.PARTIAL,
            page,
            link,
            WHY_MENU,
            certainty=2 if sure else 1,
            promise=link.url,
            host_role=role,
        )
