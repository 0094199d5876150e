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
from itertools import islice
from typing import Final

from rules.contacts import Contact, contacts
from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import host_of, once, owner
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.numbers import is_empty
from scorecard.reading.wording import Wording
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
        "departments",
        "agencies",
        "government offices",
    ),
}
_MANY: Final = 3
_TECHNICAL: Final = re.compile(
    r"(?:dinas|badan|inspektorat|sat(?:uan|pol)|bap(?:peda|pel|per|enda)\w*|bpbd|sekretariat|dis[a-z]{3,12}|"
    r"din(?:kes|sos|dik|hub)\w*|d(?:lh|pu|pr|pp|pm|kp|ku)\w*|pupr\w*|b(?:kd|kp|pk|pp)\w*)\b"
)
_LABEL: Final = re.compile(
    r"(?!(?:profil|alamat|kontak)\s+(?:dinas|badan)\W*$)(?:(?:daftar|data(?:\s+web)?|link|website|web|situs|portal|direktori|alamat|profil|kontak)\s+)?"
    r"(?:organisasi\s+perangkat\s+daerah|perangkat\s+daerah|opd|skpd|satuan\s+kerja(?:\s+perangkat\s+daerah)?|"
    r"(?:dinas|badan)(?:\s*[-/&]\s*|\s+dan\s+)(?:dinas|badan)|"
    r"departments|(?:government|local|regional)\s+(?:agencies|offices|departments)|"
    r"dinas(?:\s+daerah|-dinas)?|badan(?:\s+daerah|-badan)|lembaga\s+teknis(?:\s+daerah)?)(?:\s*\(?(?:opd|"
    r"skpd)\)?)?(?:\s+(?:kab\w*|kota|terkait)(?:\s+\w+){0,2})?",
    re.IGNORECASE,
)
_SITE: Final = Wording(
    r"^\W{0,3}(?:dinas|badan|inspektorat|satpol|satuan polisi|bappeda|disdik\w*|dinkes|dishub|disnaker\w*|dlh|dpupr)\b",
    re.IGNORECASE,
)
#: A bare name of an agency, as lists of them have it.
_NAME: Final = Wording(
    r"(?:dinas|badan|inspektorat|satuan\s+polisi|sat\s?pol\s?pp|bappeda|disdukcapil|bpkp?ad|bpbd|dlh|pupr|dpupr|dpmptsp|disdik\w*|"
    r"dinkes|dinsos|dishub|disnaker\w*|disperindag\w*)\b(?:[\s,&/().-]+(?!(?:gelar|adakan|laksanakan|terima|kunjung)\w*)[a-z]{2,24}){0,12}\W*",
    re.IGNORECASE,
)
_WEB_ADDRESS: Final = re.compile(r"\bhttps?://\w|\bwww\.\w|\b[\w-]{2,30}\.[\w-]{2,30}\.go\.id\b", re.IGNORECASE)
_ADDRESS_HEAD: Final = re.compile(r"\b(?:alamat|address|lokasi\s+kantor)\b", re.IGNORECASE)
_SUBDISTRICT: Final = re.compile(r"\b(?:kecamatan|kelurahan|desa|distrik|camat|lurah)\b", re.IGNORECASE)
_DATA_PATH: Final = re.compile(r"organi[sz]a\w*|dataset|/group|/berita|/news|/artikel|\?", re.IGNORECASE)
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
    made = list(_few(page, good)) or [*_rows(page, seen), *_linked(page, seen)]
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
    pages: dict[str, Link] = {}
    listed: list[Link] = []
    own = host_of(page.url)
    for link in seen.links("agency", "list"):
        if link.state != "live" or link.kind != "page" or not link.text:
            continue
        block = page.block_at(link.start)
        alone = link.place is Place.NAV or block.end - block.start <= len(link.text) + 20
        label = link.text.strip(" :.»›>")
        if page.region and label.lower().endswith(f" {page.region.name.lower()}"):
            label = label[: -len(page.region.name) - 1]
        if alone and _LABEL.fullmatch(label):
            listed.append(link)
            continue
        host = host_of(link.url)
        official = host.endswith((".go.id", f".{own.removeprefix('www.')}"))
        if _SITE.match(link.text) and host not in ("", own) and official:
            sites.setdefault(host, link)
        elif _is_page_of_one(page, link):
            pages.setdefault(link.url, link)
    for link in sorted(listed, key=lambda link: link.place is Place.NAV)[:1]:
        yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK)
    for found in (sites, pages):
        if len(found) >= _MANY:
            yield link_hit(INDICATOR, Strength.PARTIAL, page, next(iter(found.values())), _LINK)
            return


def _is_page_of_one(page: Page, link: Link) -> bool:
    """Whether an agency has a page of its own on the portal: its bare name is the link, and no owner of data sets."""
    bare = _NAME.fullmatch(link.text.strip()) and not is_headline(link.text)
    return bool(bare) and owner(page) == "portal" and not _DATA_PATH.search(link.url) and link.place is not Place.NAV


def _rows(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows that give each agency's site, or a column of addresses without streets."""
    sites: dict[str, tuple[int, int]] = {}
    places: dict[str, tuple[int, int]] = {}
    for block, _ in islice(seen.blocks("agency", "list"), 400):
        text = page.words_of(block)
        if block.place is Place.NAV or block.table < 0 or len(text) > 500:
            continue
        cells = [cell.strip() for cell in text.split(" | ")]
        name = next((cell for cell in cells[:3] if _NAME.fullmatch(cell) or _SITE.match(cell)), "")
        if not name or len(name) > 80 or _SUBDISTRICT.search(text):
            continue
        if _WEB_ADDRESS.search(text) or any(
            link.state == "live" and link.kind == "page" and host_of(link.url) not in ("", host_of(page.url))
            for link in page.links_in(*_span(block))
        ):
            sites.setdefault(name.lower(), _span(block))
        column = _address_column(page, block.table)
        if 0 <= column < len(cells) and len(cells[column]) >= 4 and not is_empty(cells[column]):
            places.setdefault(name.lower(), _span(block))
    for found, least in ((sites, 2), (places, _MANY)):
        if len(found) >= least:
            yield hit(INDICATOR, Strength.PARTIAL, page, *next(iter(found.values())), _LINK if found is sites else _ONE)
            return


def _span(block: Block) -> tuple[int, int]:
    return block.start, block.end


def _address_column(page: Page, table: int) -> int:
    def read(page: Page) -> int:
        heads = (i for i, head in enumerate(page.table(table).header) if _ADDRESS_HEAD.search(head))
        return next(heads, -1)

    return once(page, f"address column of {table}", read)
