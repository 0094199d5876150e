"""Whether the Pemda has a website of its own that answers. Judged on home pages, once for the whole site.

Why it counts: without a website none of the other services on the web exists.
Found: the portal of the Pemda answers at an official address and shows content of its own.
Partial: only an agency of the Pemda answers with a home page of its own.
Not found: error pages, parked, defaced or hijacked domains, pages under construction, free-blog addresses.
Known to miss: portals whose home page names the government only in a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.offices import host_of, owner
from rules.places import other_region
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "website_gov"
VERSION: Final = "1"
WORDS: Final = {
    "pemda": (
        "pemerintah kabupaten",
        "pemerintah kota",
        "pemerintah daerah",
        "pemerintah kab*",
        "pemkab*",
        "pemkot*",
        "portal*",
        "website resmi",
        "situs resmi",
        "situs web resmi",
        "web resmi",
        "laman resmi",
        "kabupaten",
        "kab",
        "kota",
        "bupati",
        "wali kota",
        "walikota",
    ),
}
_HOME: Final = re.compile(
    r"/?(?:(?:index|home|beranda|default|main|welcome|landing|depan|portal|halaman[_-]?depan|web|id|public|front|"
    r"site)(?:[/_.-]?(?:index|home|beranda|v\d|new|php|html?|aspx?|page))*)?/?",
    re.IGNORECASE,
)
_FREE: Final = re.compile(
    r"(?:blogspot\.\w+(?:\.\w+)?|wordpress\.com|wixsite\.com|weebly\.com|web\.id|sites\.google\.com|"
    r"000webhostapp\.com|github\.io)$"
)
_PORTAL: Final = Wording(
    r"\b(?:portal|(?:web\s?)?(?:site|situs)(?:\s+web)?|laman|web)\b.{0,20}\b(?:resmi|pemerintah|pemkab|pemkot|"
    r"kab(?:upaten)?|kota)\b|"
    r"\bpemerintah\s+(?:daerah\s+)?(?:kab(?:upaten|\.)?|kota)\b|\bpem(?:kab|kot)\b|^\W*(?:kabupaten|"
    r"kota)\s+\w+\W*$|\bselamat\s+datang\s+di\s+(?:kab|kota)",
    re.IGNORECASE,
)
_PORTAL_HOST: Final = re.compile(r"^(?:www\.)?[a-z0-9-]+\.go\.id$|^(?:portal|web)\.[a-z0-9-]+\.go\.id$")
#: Words, menus included, that a home page has at least.
_CONTENT: Final = 25
_PORTAL_FOUND: Final = "The Pemda's own portal answers with its own content."
_AGENCY: Final = "An agency of the Pemda answers with a home page; the portal is another site."
_EMPTY: Final = "The page has next to no content of its own."
_FREE_BLOG: Final = "This is a free-blog address, not an official one."
_FOREIGN: Final = "This is the website of another region."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """One hit a home page: what it calls itself in title, headings and foot."""
    address = page.url.partition("#")[0].partition("://")[2]
    if page.is_document or "=" in address or not _HOME.fullmatch(address.partition("/")[2]) or not page.blocks:
        return
    host = host_of(page.url)
    block = _name(page, seen)
    if _FREE.search(host):
        yield _hit(page, block, Strength.REJECTED, _FREE_BLOG)
    elif other_region(page, page.title):
        yield _hit(page, block, Strength.REJECTED, _FOREIGN)
    elif len(page.text.split(None, _CONTENT)) < _CONTENT:
        yield _hit(page, block, Strength.REJECTED, _EMPTY)
    elif _is_portal(page, host, block):
        yield _hit(page, block, Strength.FOUND, _PORTAL_FOUND, 3 if _PORTAL_HOST.match(host) else 2)
    else:
        yield _hit(page, block, Strength.PARTIAL, _AGENCY)


def _is_portal(page: Page, host: str, block: Block) -> bool:
    if owner(page) in ("permit", "other"):
        return False
    return bool(_PORTAL.search(page.words_of(block)[:300])) and (
        owner(page) == "portal" or bool(_PORTAL_HOST.match(host))
    )


def _name(page: Page, seen: Seen) -> Block:
    """The block in which the site says whose it is: title, heading, header or foot."""
    spoken = [block for block, _ in seen.blocks("pemda") if block.end - block.start <= 300]
    for block in spoken:
        if (block.tag[:1] == "h" or block.place is Place.NAV or block.index < 40) and _PORTAL.search(
            page.words_of(block)
        ):
            return block
    return spoken[0] if spoken else page.blocks[0]


def _hit(page: Page, block: Block, strength: Strength, why: str, certainty: int = 2) -> Hit:
    return hit(INDICATOR, strength, page, block.start, block.end, why, certainty=certainty, place=Place.MAIN)
