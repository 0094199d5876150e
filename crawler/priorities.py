"""How likely a link answers an open indicator: its words, its menu path, its address, its place.

A priority is `base`, which never changes, plus what the open indicators whose words the link speaks
are worth; when an indicator is settled, its links sink to their base. The weights are data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import Final
from urllib.parse import unquote, urlsplit

from ahocorasick_rs import AhoCorasick, Implementation

from scorecard.addresses import template_of
from scorecard.model import Place
from scorecard.reading import Link
from scorecard.reading.words import fold

#: What parts the words of an address.
SEPARATORS: Final = str.maketrans("-_+./?=&", "        ")
_DOCUMENT: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|odt|ods|csv)$", re.IGNORECASE)
_MEDIA: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|mjs|map|woff2?|ttf|eot|otf|mp[34]|m4[av]|avi|mov|wmv|flv|webm|"
    r"og[gv]|wav|apk|exe|msi|dmg|iso|swf|psd|ai|cdr)$",
    re.IGNORECASE,
)
_NEWS: Final = re.compile(
    r"/(?:berita|news|artikel|article|agenda|kegiatan|galeri|gallery|foto|photo|video|event|pers|press|kolom|opini|"
    r"read|baca|post|tag|tags|kategori|category|author|arsip|archive)s?(?:[/_-]|$)|/20[0-3]\d/[01]?\d(?:/|$)",
    re.IGNORECASE,
)
_USELESS: Final = re.compile(
    r"(?:^|[/_?&=.-])(?:login|signin|masuk|logout|register|daftar-akun|wp-admin|wp-login|admin|administrator|cpanel|"
    r"webmail|print|cetak|share|feed|rss|atom|xmlrpc|wp-json|calendar|kalender|cart|reply|replytocom|sort|order|"
    r"captcha|polling|poll|vote|kuisioner|bukutamu|guestbook|cdn-cgi)(?:$|[/_?&=.-])",
    re.IGNORECASE,
)
_PAGED: Final = re.compile(r"(?:[?&/](?:page|hal|halaman|paged|p|start|offset|per_page)[=/]?)(\d{1,6})", re.IGNORECASE)
_SPAM: Final = re.compile(r"\b(?:slot|gacor|togel|judi|maxwin|casino|sbobet|poker)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Weights:
    """What moves a priority, in points."""

    word: float = 4.0  # an open indicator's own word in the link's text or menu path
    address: float = 2.0  # the same in the address alone
    most: float = 10.0  # at most, however many indicators a link speaks of
    menu: float = 3.0  # stands in a menu
    home_menu: float = 4.0  # and that menu is the home page's
    document: float = -2.0  # a file costs more than a page and leads nowhere
    promise: float = 3.0  # a file on a page where something was found
    click: float = -0.5  # a link further from home
    news: float = -4.0
    paged: float = -1.5  # a further page of a list, by the logarithm of its number
    useless: float = -12.0  # log-in, print view, feed
    sibling: float = -0.8  # by the logarithm of how many of this shape are known already
    query: float = -0.3  # for each parameter
    sitemap: float = -1.0  # known from a sitemap alone


def kind_of(url: str) -> str:
    """ "document", "media" (never asked for) or "page", by the address alone."""
    path = urlsplit(url).path
    if _MEDIA.search(path):
        return "media"
    return "document" if _DOCUMENT.search(path) else "page"


class Compass:
    """Points to open indicators. `words` maps a slug to its words; a `*` at a word's end lifts the border there."""

    def __init__(self, words: Mapping[str, Sequence[str]], weights: Weights | None = None) -> None:
        self.weights = weights or Weights()
        self.indicators = frozenset(words)
        owners: dict[str, set[tuple[str, bool, bool]]] = {}
        for slug, listed in words.items():
            for word in listed:
                core = " ".join(fold(word.strip("*")).split())
                if len(core) > 1:
                    owners.setdefault(core, set()).add((slug, not word.startswith("*"), not word.endswith("*")))
        self._owners = [tuple(owners[core]) for core in owners]
        # A word of many indicators says little about each of them.
        self._worth = [1 / len({slug for slug, _, _ in held}) ** 0.5 for held in self._owners]
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA) if owners else None

    def spoken(self, text: str) -> dict[str, float]:
        """Indicators whose words stand in a text, with 0..1 for how much that says."""
        found: dict[str, float] = {}
        if self._automaton is None or not text:
            return found
        folded = fold(" ".join(text.split()))
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            left = start == 0 or not folded[start - 1].isalnum()
            right = end >= len(folded) or not folded[end].isalnum()
            for slug, needs_left, needs_right in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    found[slug] = max(found.get(slug, 0.0), self._worth[index])
        return found

    def words_of(self, url: str, text: str, trail: Iterable[str] = ()) -> dict[str, float]:
        """Points by indicator for a link's text, menu path and address."""
        said = self.spoken(" / ".join([*trail, text])[:400])
        parts = urlsplit(url)
        address = unquote(f"{parts.hostname} {parts.path} {parts.query}")[:400].translate(SEPARATORS)
        points = {slug: self.weights.word * worth for slug, worth in said.items()}
        for slug, worth in self.spoken(address).items():
            points[slug] = max(points.get(slug, 0.0), self.weights.address * worth)
        return points

    def pull(self, slugs: Collection[str], settled: Mapping[str, float]) -> float:
        """What open indicators add to a link that speaks of `slugs` ("slug:points" pairs)."""
        total = 0.0
        for entry in slugs:
            slug, _, points = entry.partition(":")
            total += float(points or 0) * max(0.0, 1.0 - settled.get(slug, 0.0))
        return min(total, self.weights.most)

    def base_of(self, url: str, *, place: Place | None, home: bool, clicks: int | None, siblings: int) -> float:
        """The part of a priority that no open indicator moves."""
        weights = self.weights
        path = urlsplit(url)
        base = weights.sitemap if clicks is None else weights.click * clicks
        if place is Place.NAV:
            base += weights.menu + (weights.home_menu if home else 0.0)
        if kind_of(url) == "document":
            base += weights.document
        elif _NEWS.search(path.path):
            base += weights.news
        if _USELESS.search(f"{path.path}?{path.query}") or _SPAM.search(unquote(path.path).translate(SEPARATORS)):
            base += weights.useless
        if paged := _PAGED.search(url):
            base += weights.paged * log1p(int(paged.group(1)))
        return base + weights.sibling * log1p(siblings) + weights.query * path.query.count("=")


def encode_words(points: Mapping[str, float]) -> tuple[str, ...]:
    """Points by indicator as the frontier keeps them: "slug:points"."""
    return tuple(f"{slug}:{value:.2f}" for slug, value in sorted(points.items()))


def leads_on(link: Link) -> bool:
    """Whether a link may lead to something worth archiving, as far as the link itself says."""
    return (
        link.state == "live"
        and link.kind in ("page", "document", "download", "embed")
        and link.url.startswith(("http://", "https://"))
    )


class Siblings:
    """Counts addresses by shape, so that the hundredth of a kind waits behind the first of another."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def count(self, url: str) -> int:
        """How many of this shape were counted before; counts this one too."""
        shape = template_of(url)
        self._seen[shape] += 1
        return self._seen[shape] - 1
