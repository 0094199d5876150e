"""What a page gives: its condition, what the judge sees in it, and the addresses worth visiting next.

A page is read once; the same reading goes to the judge and gives the links. The judge only steers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from time import monotonic
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.priorities import SEPARATORS, kind_of, leads_on
from scorecard.addresses import Scope, authority_of, canonicalise, forbidden, host_of, is_trap
from scorecard.messages import translate as _
from scorecard.model import Hit, Place, Region, Strength
from scorecard.opinion import Look, Opinion, sign
from scorecard.reading import Link, Page, read
from scorecard.reading.condition import Condition, classify, gambles, spam_spans
from scorecard.reading.contained import costly, within
from scorecard.reading.likeness import alike, words_of
from scorecard.reading.owner import stranger

log = logging.getLogger(__name__)
Judge = Callable[[Page], Opinion]
#: Links taken from one page (Heritrix: maxOutlinks).
MAX_LINKS: Final = 6_000
#: Names of addresses that are remembered of a region, so that menus are not priced on every page.
MAX_CALLED: Final = 60_000
#: Hosts of one region that are visited; a site with more makes them up.
MAX_HOSTS: Final = 40
#: Seconds for reading and judging one page; others wait meanwhile.
PAGE_SECONDS: Final = 10.0
#: Pages of a region that may cost too much; after so many, what looks costly is archived unread.
MAX_STRIKES: Final = 3
_FILE_STARTS: Final = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf", b"7z\xbc\xaf")
#: Conditions that concern any page; the others only tell something of a home page.
_ANYWHERE: Final = ("spam", "blocked", "soft_404")


@dataclass(frozen=True, slots=True)
class Crop:
    """What one answer gave. `condition` is "" for an ordinary page."""

    kind: str  # page or document
    page: Page | None = None
    condition: str = ""
    condition_words: str = ""
    strengths: Mapping[str, float] = field(default_factory=dict)
    rests: Mapping[str, frozenset[str]] = field(default_factory=dict)  # address -> indicators whose claim rests on it
    look: Look | None = None  # what a verdict may take over, where reading again would show the same
    judge: str = ""  # signature of whose look it is

    @property
    def flags(self) -> tuple[str, ...]:
        """The condition as a capture's flag."""
        return (self.condition,) if self.condition else ()


@dataclass(frozen=True, slots=True)
class Links:
    """Links of one page: new addresses of the region, known ones, and (address, text) of foreign ones."""

    fresh: Mapping[str, Link]
    known: tuple[str, ...] = ()
    again: Mapping[str, Link] = field(default_factory=dict)  # of the known ones, those called by another name
    foreign: tuple[tuple[str, str], ...] = ()
    storage: tuple[tuple[str, str], ...] = ()  # of Google Drive and its like: noted, not asked for
    spam: str = ""  # words of a link that offers gambling; such links are in none of the above


def is_file(body: bytes) -> bool:
    """Whether bytes are a document or an archive, whatever the server calls them."""
    return body.startswith(_FILE_STARTS)


def _offers(url: str, text: str) -> str:
    """The gambling words of a link, in its text or its path."""
    return gambles(text) or gambles(unquote(urlsplit(url).path).translate(SEPARATORS))


@lru_cache(maxsize=50_000)  # menus and lists repeat on every page
def _traits(url: str, text: str) -> tuple[str, str]:
    """An address in canonical form, "" where there is none, and the gambling words of the link to it."""
    address = canonicalise(url) if url else ""
    return address, _offers(address, text)


def _rests(hits: Iterable[Hit], strengths: Mapping[str, float]) -> Mapping[str, frozenset[str]]:
    """What the claims of a page's own content rest on, where nothing stronger stands there: the first address of each
    indicator, with the indicators.
    """
    found: dict[str, frozenset[str]] = {}
    told: set[str] = set()
    for hit in hits:
        slug = hit.indicator
        if not hit.promise or slug in told or strengths.get(slug, 0.0) >= 1 or hit.place is Place.NAV:
            continue
        if hit.strength is not Strength.REJECTED:
            told.add(slug)
            url = canonicalise(hit.promise)
            found[url] = found.get(url, frozenset()) | {slug}
    return found


class Harvester:
    """Reads a region's pages and finds the links that may be followed."""

    def __init__(self, region: Region, scope: Scope, judge: Judge, *, allow_private: bool) -> None:
        self.region = region
        self.scope = scope
        self.judge = judge
        self.allow_private = allow_private
        self.hosts: set[str] = set()
        self.missing: dict[str, frozenset[str]] = {}  # by host: the words of its answer to a missing page
        self._called: set[int] = set()  # hashes of addresses with the words of a link to them
        self.strikes = 0  # pages that cost too much
        self._signs: dict[str, str] = {}

    def read(self, body: bytes, url: str, content_type: str, *, home: bool) -> Crop:
        """Read, classify and judge a body. Never raises: what a page breaks costs that page only."""
        if is_file(body):
            return Crop("document")  # files are read from the archive, not while others wait
        if self.strikes >= MAX_STRIKES and costly(body):
            return Crop("page")
        began = monotonic()
        try:
            with within(PAGE_SECONDS):
                crop = self._read(body, url, content_type, home=home)
        except Exception:
            log.exception("cannot read %s", url)
            self.strikes += 1
            return Crop("page")
        # What took too long, or may next time, is left to whoever reads the archive.
        lasting = crop.look is None or (monotonic() - began < PAGE_SECONDS and not costly(body))
        return crop if lasting else replace(crop, look=None)

    def _read(self, body: bytes, url: str, content_type: str, *, home: bool) -> Crop:
        page = read(body, url=url, content_type=content_type, region=self.region)
        self.strikes += page.kind == "other" and page.truncated
        found = classify(page) if page.kind == "html" else None
        if found is None and home:
            found = stranger(page)
        elif found is None and self.missing and alike(self.missing.get(host_of(url), frozenset()), words_of(page)):
            found = Condition("soft_404", _("the same answer as to an address that does not exist"))
        if found is not None and (home or found.kind in _ANYWHERE):
            return Crop("page", page, found.kind, found.words)
        opinion = self.judged(page)
        # Only what reading the archive again is sure to show as well: there home pages are told apart by address.
        sure = page.kind in ("html", "text") and found is None and not (home and self.missing)
        look = Look(opinion.hits, bool(page.text), page.kind == "html") if sure and opinion.hits is not None else None
        rests = _rests(opinion.hits or (), opinion.strengths)
        return Crop("page", page, strengths=opinion.strengths, rests=rests, look=look, judge=self._sign(opinion.judge))

    def _sign(self, judge: str) -> str:
        if judge not in self._signs:
            self._signs[judge] = sign(judge, self.region)
        return self._signs[judge]

    def judged(self, page: Page) -> Opinion:
        """What the judge says of a page; nothing where it fails on it."""
        try:
            return self.judge(page)
        except Exception:
            log.exception("cannot judge %s", page.url)
            return Opinion()

    def admits(self, url: str) -> bool:
        """Whether an address may be visited in this region's crawl at all."""
        if not self.scope.holds(url) or is_trap(url):
            return False
        if forbidden(url, allow_private=self.allow_private, ports=self.scope.ports):
            return False
        authority = authority_of(url)
        if authority not in self.hosts:
            if len(self.hosts) >= MAX_HOSTS:
                return False
            self.hosts.add(authority)
        return True

    def links(self, page: Page, knows: Callable[[str], bool]) -> Links:
        """The page's links that may be followed, sorted by what they are to this crawl."""
        fresh: dict[str, Link] = {}
        known: dict[str, None] = {}
        again: dict[str, Link] = {}
        foreign: dict[str, str] = {}
        storage: dict[str, str] = {}
        spans, spam = spam_spans(page), ""
        for link in page.links[:MAX_LINKS]:
            url, words = _traits(link.url if leads_on(link) else "", link.text)
            if words or (spans and any(first <= link.start < last for first, last in spans)):
                spam = spam or words or link.text[:120] or url
                continue
            if link.kind == "drive" and link.state == "live" and (kept := canonicalise(link.url)):
                storage.setdefault(kept, link.text)
            if not url or url in known or (url in fresh and link.place is not Place.NAV):
                continue
            called = hash((url, link.text))
            if knows(url):
                known[url] = None
                if called not in self._called and len(self._called) < MAX_CALLED:
                    again[url] = link
            elif self.admits(url):
                if kind_of(url) != "media":
                    fresh[url] = link
            else:
                foreign.setdefault(url, link.text)
            self._called.add(called)
        return Links(fresh, tuple(known), again, tuple(foreign.items()), tuple(storage.items()), spam)

    def offers(self, url: str) -> str:
        """The gambling words of an address that a sitemap lists; "" where it has none."""
        return _offers(url, "")
