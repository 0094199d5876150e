"""Soft 404s by comparison: what a site answers to an address that cannot exist, and pages like that answer.

The address asked is made from the host alone, so that whoever reads the archive later knows it again.
Two pages are alike where they hold nearly the same words, figures and the address's own words apart.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from scorecard.reading.page import Page
from scorecard.reading.words import fold

#: Share of words two pages must have in common to be the same answer.
SAME: Final = 0.92
#: Words a page must have to be compared at all.
MIN_WORDS: Final = 3
_PREFIX: Final = "halaman-tak-ada-"
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def missing_path(host: str) -> str:
    """A path that no site has: the same for a host each time."""
    return f"/{_PREFIX}{hashlib.sha256(host.encode()).hexdigest()[:16]}"


def asks_for_missing(url: str) -> bool:
    """Whether an address is the one asked to learn what missing pages look like."""
    parts = urlsplit(url)
    return parts.path == missing_path(parts.hostname or "")


def words_of(page: Page) -> frozenset[str]:
    """What a page says, for comparing: its words, without those of its own address."""
    own = set(_WORD.findall(fold(urlsplit(page.url).path)))
    return frozenset(_WORD.findall(fold(page.text[:20_000]))) - own


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two pages are the same answer."""
    if min(len(one), len(other)) < MIN_WORDS:
        return False
    return len(one & other) >= SAME * len(one | other)
