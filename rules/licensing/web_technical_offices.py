"""Agencies of the Pemda with address, telephone or e-mail.

Why it counts: many permits need the word of a technical agency, which the applicant must be able to reach.
Found: several agencies are listed with address or telephone number.
Partial: one agency only, e-mail addresses only, or a live link to the list or to the agencies' sites.
Not found: bare names, emergency numbers, sub-districts (kecamatan, kelurahan), staff lists.
Known to miss: lists that a script fills; agencies named by their short names alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rules.contacts import Contact, contacts
from rules.genre import is_news
from rules.offices import host_of
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_technical_offices"
VERSION: Final = "1"
WORDS: Final = {
    "agency": ("dinas", "badan", "inspektorat", "satpol pp", "kantor", "skpd", "opd", "perangkat daerah"),
    "list": (
        "perangkat daerah",
        "organisasi perangkat daerah",
        "opd",
        "skpd",
        "dinas",
        "dinas daerah",
        "daftar dinas",
        "dinas dan badan",
        "badan dan dinas",
        "daftar opd",
        "daftar skpd",
        "website opd",
        "direktori opd",
        "organisasi daerah",
        "lembaga teknis daerah",
        "satuan kerja perangkat daerah",
    ),
}
_MANY: Final = 3
_TECHNICAL: Final = re.compile(r"(?:dinas|badan|inspektorat|sat(?:uan|pol)|bappeda|bpbd|sekretariat)\b")
_LABEL: Final = re.compile(
    r"(?:(?:daftar|data|link|website|web|situs|portal|direktori|alamat|profil|kontak)\s+)?"
    r"(?:organisasi\s+perangkat\s+daerah|perangkat\s+daerah|opd|skpd|satuan\s+kerja(?:\s+perangkat\s+daerah)?|"
    r"(?:dinas|badan)(?:\s*[-/&]\s*|\s+dan\s+)(?:dinas|badan)|"
    r"dinas(?:\s+daerah|-dinas)?|badan(?:\s+daerah|-badan)|lembaga\s+teknis(?:\s+daerah)?)(?:\s*\(?(?:opd|"
    r"skpd)\)?)?(?:\s+(?:kab\w*|kota|terkait)(?:\s+\w+){0,2})?",
    re.IGNORECASE,
)
_SITE: Final = re.compile(
    r"^\W{0,3}(?:dinas|badan|inspektorat|satpol|satuan polisi|bappeda|disdik\w*|dinkes|dishub|disnaker\w*|dlh|dpupr)\b",
    re.IGNORECASE,
)
_FOUND: Final = "Several agencies stand here with address or telephone number."
_ONE: Final = "Only one agency, or e-mail addresses alone, stand here."
_LINK: Final = "A live link leads to the list of agencies or to their sites."
_NAMES: Final = "Agencies are named here without a way to reach them."
_WRONG: Final = "Emergency numbers, sub-districts or persons are no agencies."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Count the agencies that have a contact; fall back to links, then to bare names."""
    listed = [entry for entry in contacts(page) if entry.name and entry.place is not Place.NAV]
    wrong = [entry for entry in listed if entry.emergency or entry.subdistrict or entry.person]
    good = [entry for entry in listed if entry not in wrong]
    reachable = {entry.name: entry for entry in good if entry.address or entry.phone}
    if len(reachable) >= _MANY and sum(bool(_TECHNICAL.match(name)) for name in reachable) >= 2:
        first, last = list(reachable.values())[:2]
        yield hit(INDICATOR, Strength.FOUND, page, first.start, last.end, _FOUND, certainty=3)
        return
    yield from (hit(INDICATOR, Strength.REJECTED, page, *entry.span, _WRONG) for entry in wrong[:2])
    made = list(_few(page, good)) or list(_linked(page, seen))
    yield from made
    if not made:
        for block, _ in list(seen.blocks("agency"))[:1]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NAMES)


def _few(page: Page, good: Sequence[Contact]) -> Iterator[Hit]:
    """One or two agencies, each with an address and a number, or several with e-mail."""
    whole = [
        entry
        for entry in good
        if _TECHNICAL.match(entry.name) and entry.office == "other" and entry.address and (entry.phone or entry.email)
    ]
    if is_news(page):
        return
    if whole and len(whole) <= 2:
        yield hit(INDICATOR, Strength.PARTIAL, page, *whole[0].span, _ONE)
    elif len({entry.name for entry in good if _TECHNICAL.match(entry.name)}) >= 2:
        yield hit(INDICATOR, Strength.PARTIAL, page, *good[0].span, _ONE)


def _linked(page: Page, seen: Seen) -> Iterator[Hit]:
    """A menu entry or heading link to the list, or links to the sites of several agencies."""
    sites: dict[str, Link] = {}
    own = host_of(page.url)
    for link in seen.links("agency", "list"):
        if link.state != "live" or link.kind != "page" or not link.text:
            continue
        block = page.block_at(link.start)
        alone = link.place is Place.NAV or block.end - block.start <= len(link.text) + 20
        if alone and _LABEL.fullmatch(link.text.strip(" :.»›>")):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK)
            return
        host = host_of(link.url)
        official = host.endswith((".go.id", f".{own.removeprefix('www.')}"))
        if _SITE.match(link.text) and host not in ("", own) and official:
            sites.setdefault(host, link)
    if len(sites) >= _MANY:
        yield link_hit(INDICATOR, Strength.PARTIAL, page, next(iter(sites.values())), _LINK)
