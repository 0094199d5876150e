"""Is the region's medium-term development plan (RPJMD) offered?

Why it counts: a firm reads there where roads, power and permits will be five years on.
Found: the plan or the Perda that sets it, as a document, a record or a dated row with its link, or as its text.
Partial: a live link or menu entry without a year; its Perda named without the document.
Not found: plans of one agency (Renstra, Renja), yearly and long-term plans, those of a kecamatan or desa, drafts,
drafting teams, council committees, hand-overs; "visi dan misi RPJMD" and other mentions in prose.
Known to miss: scans without a text layer; flipbooks that a script opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from rules.bylaws import downloads
from rules.bylaws.instruments import PERDA
from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import host_of, owner
from rules.places import is_of_part, other_region
from rules.planning.naming import LEADS, is_named
from rules.planning.offers import MAX_LINE, Offer, offers
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_rpjmd"
VERSION: Final = "1"
WORDS: Final = {
    "plan": (
        "rpjmd*",
        "rpjm daerah",
        "pembangunan jangka menengah",
        "pembangunan jangka menegah",
        "jangka menengah daerah",
    ),
    "plans": ("dokumen perencanaan*", "dokumen perancangan*"),
}
WHY_OFFERED: Final = "The RPJMD is offered with its years and a link."
WHY_DOCUMENT: Final = "This document is the RPJMD or the Perda that sets it."
WHY_TEXT: Final = "The text of the RPJMD stands here."
WHY_LINK: Final = "A link leads to the RPJMD."
WHY_MENU: Final = "A menu entry leads to the planning documents."
WHY_NAMED: Final = "The Perda on the RPJMD is named, without the document."
WHY_OTHER_PLAN: Final = "This is another plan, a draft, or that of an agency or sub-district."
WHY_EVENT: Final = "This tells of work on the RPJMD; the plan itself is not offered."
WHY_MENTION: Final = "The RPJMD is mentioned, not offered."
WHY_ELSEWHERE: Final = "The RPJMD is that of another region."
_PLAN: Final = re.compile(
    r"\b(?:rpjmd\w?|rpjm\s+daerah|(?:rencana\s+)?pembangunan\s+jangka\s+mene?n?gah)\b", re.IGNORECASE
)
_PLANS: Final = re.compile(r"\W*dokumen\s+per(?:encanaan|ancangan)(?:\s+(?:pembangunan|daerah)){0,2}\W*", re.IGNORECASE)
_PLANNERS: Final = re.compile(r"(?:^|\.)bap+(?:e|pe)\w*\.", re.IGNORECASE)
_LEADS: Final = LEADS | {
    "bappeda",
    "bappelitbangda",
    "bapperida",
    "bappedalitbang",
    "matriks",
    "medium",
    "mid",
    "term",
    "development",
    "plan",
    "regional",
    "local",
}
_OTHER_PLAN: Final = re.compile(
    r"\b(?:kecamatan|kec\.|kelurahan|desa|nagari|nasional|provinsi|propinsi|rancangan|ran(?:wal|hir)|ra(?:p|np)erda|"
    r"draf\w*|renstra|renja|rencana strategis|rkpd|klhs|kajian|teknokratik|rpjmn|naskah akademik|rpjmdes\w*)\b",
    re.IGNORECASE,
)
_EVENT: Final = re.compile(
    r"\b(?:pansus|tim penyusun|penyusunan|pembahasan|evaluasi|pengendalian|monitoring|konsultasi|forum|musrenbang|"
    r"rapat|paripurna|persetujuan|penyerahan|serahkan|sosialisasi|fgd|orientasi|bimtek|visi|misi|tujuan|"
    r"sasaran|indikator|capaian|program|realisasi|penjabaran|penugasan|keputusan|surat)\b",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """The plan as a document, and lines that offer it."""
    if page.is_document:
        yield from _document(page, seen)
        return
    for offer in offers(page, seen, "plan"):
        strength, why, certainty = _weigh(page, offer)
        promise = downloads.promise(offer.link) if strength is not Strength.REJECTED else ""
        yield hit(
            INDICATOR, strength, page, offer.start, offer.end, why,
            certainty=certainty, promise=promise, fallback=strength, place=offer.place,
        )  # fmt: skip
    yield from _menus(page, seen)


def _menus(page: Page, seen: Seen) -> Iterator[Hit]:
    """The menu of the agency that plans, or of the portal, to its planning documents, the RPJMD first of them."""
    if is_of_part(page) or not (_PLANNERS.search(host_of(page.url)) or owner(page) == "portal"):
        return
    for link in seen.links("plans"):
        if link.place is Place.NAV and link.state == "live" and _PLANS.fullmatch(link.text):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, WHY_MENU, promise=link.url)
            return


def _weigh(page: Page, offer: Offer) -> tuple[Strength, str, int]:
    head = offer.text[:MAX_LINE]
    if _OTHER_PLAN.search(head) or offer.instrument not in ("", PERDA):
        return Strength.REJECTED, WHY_OTHER_PLAN, 2
    if other_region(page, offer.text):
        return Strength.REJECTED, WHY_ELSEWHERE, 2
    if _EVENT.search(offer.name[:MAX_LINE]) or is_headline(offer.text) or (offer.heading and is_news(page)):
        return Strength.REJECTED, WHY_EVENT, 2
    if not is_named(offer.name, _PLAN, _LEADS, page.region) or len(offer.name) > MAX_LINE:
        return Strength.REJECTED, WHY_MENTION, 2
    if offer.place is Place.NAV:
        led = offer.link is not None and not _is_home(page, offer.link)
        return (Strength.PARTIAL, WHY_LINK, 2) if led else (Strength.REJECTED, WHY_MENTION, 2)
    if offer.heading and _is_text(page):
        return Strength.FOUND, WHY_TEXT, 2
    if offer.link is not None:
        sure = offer.instrument == PERDA or offer.dated or offer.link.is_file
        return (Strength.FOUND, WHY_OFFERED, 3 if offer.spans_years else 2) if sure else (Strength.PARTIAL, WHY_LINK, 2)
    if offer.instrument == PERDA:
        return Strength.PARTIAL, WHY_NAMED, 2
    return Strength.REJECTED, WHY_MENTION, 2


def _is_home(page: Page, link: Link) -> bool:
    """Whether a link leads to the home page of the same site, as the site's own name in its head does."""
    return host_of(link.url) == host_of(page.url) and urlsplit(link.url).path in ("", "/")


def _is_text(page: Page) -> bool:
    """Whether a page holds chapters of the plan, not a word on it."""
    lowered = page.text.lower()
    chapters = sum(f"bab {mark}" in lowered for mark in ("i ", "ii ", "iii ", "iv ", "v "))
    return chapters >= 3 and len(lowered) > 4_000


def _document(page: Page, seen: Seen) -> Iterator[Hit]:
    """The plan by its first lines. One that only refers to it is another plan."""
    first = next(iter(seen.within(0, 1_500, "plan")), None)
    if first is None:
        return
    head = page.text[:1_500]
    other = _OTHER_PLAN.search(head[: first.end + 80]) or other_region(page, head)
    near = page.block_at(first.start)
    if near.end - near.start > MAX_LINE:  # a sitemap or a dump of data: no first page has such a line
        return
    if other or _EVENT.search(page.text[: first.start][-200:]):
        yield hit(INDICATOR, Strength.REJECTED, page, near.start, near.end, WHY_OTHER_PLAN)
    else:
        yield hit(INDICATOR, Strength.FOUND, page, near.start, near.end, WHY_DOCUMENT, certainty=3)
