"""What a page gives: its condition, what the judge sees in it, and the addresses worth visiting next.

A page is read once; the same reading goes to the judge and gives the links. The judge only steers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.priorities import SEPARATORS, Compass, Siblings, encode_words, kind_of, leads_on
from scorecard.addresses import Scope, authority_of, canonicalise, forbidden, host_of, is_trap
from scorecard.messages import translate as _
from scorecard.model import Place, Region
from scorecard.opinion import Look, Opinion, sign
from scorecard.reading import Link, Page, read
from scorecard.reading.condition import Condition, classify, gambles, spam_spans
from scorecard.reading.contained import costly, within
from scorecard.reading.likeness import alike, words_of
from scorecard.reading.owner import stranger
from scorecard.store.queue import Entry

log = logging.getLogger(__name__)
Judge = Callable[[Page], Opinion]
#: Links taken from one page (Heritrix: maxOutlinks).
MAX_LINKS: Final = 6_000
#: Hosts of one region that are visited; a site with more makes them up.
MAX_HOSTS: Final = 40
#: Links from home; deeper pages are entered by sitemap or not at all.
MAX_CLICKS: Final = 20
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
    foreign: tuple[tuple[str, str], ...] = ()
    spam: str = ""  # words of a link that offers gambling; such links are in none of the above


def is_file(body: bytes) -> bool:
    """Whether bytes are a document or an archive, whatever the server calls them."""
    return body.startswith(_FILE_STARTS)


def _offers(url: str, text: str) -> str:
    """The gambling words of a link, in its text or its path."""
    return gambles(text) or gambles(unquote(urlsplit(url).path).translate(SEPARATORS))


class Harvester:
    """Reads a region's pages and turns their links into frontier entries."""

    def __init__(self, region: Region, scope: Scope, compass: Compass, judge: Judge, *, allow_private: bool) -> None:
        self.region = region
        self.scope = scope
        self.compass = compass
        self.judge = judge
        self.allow_private = allow_private
        self.siblings = Siblings()
        self.hosts: set[str] = set()
        self.missing: dict[str, frozenset[str]] = {}  # by host: the words of its answer to a missing page
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
        opinion = self._judged(page)
        # Only what reading the archive again is sure to show as well: there home pages are told apart by address.
        sure = page.kind in ("html", "text") and found is None and not (home and self.missing)
        look = Look(opinion.hits, bool(page.text), page.kind == "html") if sure and opinion.hits is not None else None
        return Crop("page", page, strengths=opinion.strengths, look=look, judge=self._sign(opinion.judge))

    def _sign(self, judge: str) -> str:
        if judge not in self._signs:
            self._signs[judge] = sign(judge, self.region)
        return self._signs[judge]

    def _judged(self, page: Page) -> Opinion:
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
        foreign: dict[str, str] = {}
        spans, spam = spam_spans(page), ""
        for link in page.links[:MAX_LINKS]:
            url = canonicalise(link.url) if leads_on(link) else ""
            words = _offers(url, link.text)
            if words or any(first <= link.start < last for first, last in spans):
                spam = spam or words or link.text[:120] or url
                continue
            if not url or url in known or (url in fresh and link.place is not Place.NAV):
                continue
            if knows(url):
                known[url] = None
            elif self.admits(url):
                if kind_of(url) != "media":
                    fresh[url] = link
            else:
                foreign.setdefault(url, link.text)
        return Links(fresh, tuple(known), tuple(foreign.items()), spam)

    def price(self, links: Links, parent: Entry, settled: Mapping[str, float], *, found: bool) -> list[Entry]:
        """Entries for the fresh links of a page; files that promise nothing are left out.

        `found` says that the judge saw something on the page, which makes its files worth more.
        """
        clicks = None if parent.clicks is None else parent.clicks + 1
        if clicks is not None and clicks > MAX_CLICKS:
            return []
        priced = (self._price_link(url, link, parent, clicks, settled, found) for url, link in links.fresh.items())
        return [entry for entry in priced if entry is not None]

    def _price_link(
        self, url: str, link: Link, parent: Entry, clicks: int | None, settled: Mapping[str, float], found: bool
    ) -> Entry | None:
        kind, home = kind_of(url), parent.kind == "home"
        points = self.compass.words_of(url, link.text, link.trail)
        if kind == "document" and not points and not found:
            return None
        siblings = self.siblings.count(url)
        base = self.compass.base_of(url, place=link.place, home=home, clicks=clicks, siblings=siblings)
        if kind == "document" and found:
            base += self.compass.weights.promise
        words = encode_words(points)
        priority = base + self.compass.pull(words, settled)
        menu = home and link.place is Place.NAV and kind == "page"
        return Entry(url, kind, priority, base, words, clicks, menu=menu, parent=parent.url)

    def offers(self, url: str) -> str:
        """The gambling words of an address that a sitemap lists; "" where it has none."""
        return _offers(url, "")

    def price_address(self, url: str, settled: Mapping[str, float], parent: str) -> Entry:
        """An entry for an address that a sitemap lists, judged by the address alone."""
        words = encode_words(self.compass.words_of(url, ""))
        base = self.compass.base_of(url, place=None, home=False, clicks=None, siblings=self.siblings.count(url))
        return Entry(url, kind_of(url), base + self.compass.pull(words, settled), base, words, parent=parent)
