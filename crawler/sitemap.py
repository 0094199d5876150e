"""sitemap.xml: the addresses it lists and the sitemaps it points to.

Read by pattern, not by an XML parser: broken files still give their addresses, and no entity or
nesting can cost memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Final

from scorecard.archive import decode
from scorecard.reading.charset import decode as decode_text

#: Bytes of one sitemap that are read, unpacked.
MAX_BYTES: Final = 8 * 1024 * 1024
#: Addresses taken from one file; the protocol allows 50,000, more than any budget here visits.
MAX_ADDRESSES: Final = 5_000
#: Levels of sitemap indexes followed.
MAX_DEPTH: Final = 3
#: Sitemap files read for one region.
MAX_FILES: Final = 12
_LOC: Final = re.compile(
    r"<(?:\w+:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,2100}?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc>", re.I
)


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a file lists: pages, or further sitemaps where it is an index."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def parse(body: bytes) -> Sitemap:
    """Read a sitemap, an index, either of them gzipped, or a plain list of addresses. Never raises."""
    if body[:2] == b"\x1f\x8b":
        body = decode(body, "gzip", MAX_BYTES)[0]
    text = decode_text(body[:MAX_BYTES])
    found = [unescape(match.group(1)) for match, _ in zip(_LOC.finditer(text), range(MAX_ADDRESSES), strict=False)]
    if "<sitemapindex" in text[:4096].lower():
        return Sitemap(sitemaps=tuple(found[:MAX_FILES]))
    if not found and "<" not in text[:1024]:
        lines = (line.strip() for line in text.splitlines()[:MAX_ADDRESSES])
        found = [line for line in lines if line.startswith(("http://", "https://"))]
    return Sitemap(pages=tuple(found))
