"""Archived responses of a region, read and judged again into its 40 findings; no network anywhere.

The judge comes in from outside as a function of a page, for rules and this package's other rooms are
strangers. Responses are taken one by one and let go: what stays of a page are its hits. The same bytes
give the same findings, whether they lie in a crawl's own shard or in WARC files from elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import urljoin

from scorecard.addresses import Scope, canonicalise, host_of, key_of, seeds_of
from scorecard.framework import JAKARTA_NOT_APPLICABLE
from scorecard.model import Capture, Edition, Finding, Hit, Place, Reach, ReachStatus, Region, Search
from scorecard.opinion import Look
from scorecard.reading import Page, ocr, read
from scorecard.reading.condition import classify
from scorecard.reading.contained import TooSlowError, within
from scorecard.reading.likeness import alike, asks_for_missing, words_of
from scorecard.reading.owner import stranger
from scorecard.verdict import Asked, Dossier, Judged, conclude

#: Condition of a home page -> what that makes of the region's reach.
CONDITIONS: Final[Mapping[str, ReachStatus]] = {
    "parked": ReachStatus.PARKED,
    "under_construction": ReachStatus.UNDER_CONSTRUCTION,
    "defaced": ReachStatus.DEFACED,
    "spam": ReachStatus.HIJACKED,
    "blocked": ReachStatus.BLOCKED,
    "wrong_owner": ReachStatus.WRONG_OWNER,
}
_LOG: Final = logging.getLogger(__name__)
#: Seconds of processor time for reading and judging one page.
PAGE_SECONDS: Final = 10.0
_MAX_HOPS: Final = 5
_BLOCKED: Final = frozenset({401, 403, 429, 503})


@dataclass(frozen=True, slots=True)
class Response:
    """A capture with its decoded body, as the audit needs it. `location` is a redirect's target.

    `converted` says that it was made from another response of its address: a page after its scripts, the text
    of a scan.
    """

    capture: Capture
    body: bytes
    location: str = ""
    converted: bool = False


class Judging(Protocol):
    """What a judge offers: its edition, the questions it answers, and what it says of a page."""

    edition: Edition

    @property
    def asked(self) -> Sequence[Asked]:
        """One entry for each website indicator, in the framework's order."""
        ...

    def hits(self, page: Page) -> Sequence[Hit]:
        """Everything the rules say of one page."""
        ...


class RegionAudit:
    """One region being judged: take its responses in the order they were captured, then conclude."""

    def __init__(self, region: Region, judge: Judging) -> None:
        self.region = region
        self.scope = Scope.of(region)
        self._hits = judge.hits
        self._asked = [replace(question, applies=applies(region, question.slug)) for question in judge.asked]
        self._judged: list[Judged] = []
        self._addresses: dict[str, Judged] = {}
        self._redirects: dict[str, str] = {}
        self._captures: dict[str, Capture] = {}
        self._doors = {address_key(seed) for seed in seeds_of(region.website)}  # where the home page may answer
        self._homes: dict[str, Response] = {}
        self._times: list[str] = []
        self._missing: dict[str, frozenset[str]] = {}

    def take(self, response: Response, look: Look | None = None) -> None:
        """Read and judge one response; its body is let go. With `look` it was read before: its body is not needed."""
        capture = response.capture
        if asks_for_missing(capture.target_uri):
            self._learn_missing(response)
            return
        key = address_key(capture.target_uri)
        if response.converted:
            self._take_converted(key, response, look)
            return
        self._times.append(capture.captured_at)
        if key not in self._captures or self._captures[key].status >= 400:
            self._captures[key] = capture
        if response.location:
            target = address_key(urljoin(capture.target_uri, response.location))
            self._redirects.setdefault(key, target)
            if key in self._doors:
                self._doors.add(target)
        if key in self._doors and (key not in self._homes or self._homes[key].capture.status >= 400):
            self._homes[key] = response
        judged = self._judge(response, look)
        if judged is not None:
            self._judged.append(judged)
            if key not in self._addresses or self._addresses[key].capture.status >= 400:
                self._addresses[key] = judged

    def _take_converted(self, key: str, response: Response, look: Look | None) -> None:
        """What was made of an address's answer speaks in its place."""
        judged = self._judge(response, look)
        if judged is None:
            return
        self._judged = [one for one in self._judged if address_key(one.capture.target_uri) != key]
        self._judged.append(judged)
        self._addresses[key] = judged
        if key in self._doors:
            self._homes[key] = response

    def conclude(self, reach: Reach, search: Search) -> list[Finding]:
        """One finding for each indicator asked."""
        addresses = dict(self._addresses)
        for source in self._redirects:
            target = self._follow(source)
            if source not in addresses and target in addresses:
                addresses[source] = addresses[target]
        dossier = Dossier(self.region, reach, search, self._judged, addresses)
        return conclude(dossier, self._asked, address_key)

    def describe(self) -> tuple[Reach, Search]:
        """Reach and search as far as an archive without a crawl's own records shows them."""
        pages = [capture for capture in self._captures.values() if capture.status < 300 and not is_plumbing(capture)]
        hosts = {host_of(capture.target_uri) for capture in pages}
        home = self._home()
        status, detail = self._status(home, bool(pages))
        adequate, why = self._adequate(home)
        times = sorted(self._times) or [""]
        reach = Reach(
            self.region.code,
            self.region.website,
            status,
            detail=detail,
            pages=len(pages),
            hosts=len(hosts),
            requests=len(self._times),
            started_at=times[0],
            ended_at=times[-1],
        )
        return reach, Search(len(pages), len(hosts), adequate, why)

    def _judge(self, response: Response, look: Look | None) -> Judged | None:
        """A response with its hits; None for redirects and for what is no page (robots.txt, sitemaps)."""
        capture = response.capture
        if 300 <= capture.status < 400 or is_plumbing(capture):
            return None
        if capture.status >= 400 or not (response.body or look):
            return Judged(capture)
        seen = look or self._look(response)
        if seen is None:
            return Judged(replace(capture, status=404))  # the site answers so to whatever does not exist
        return Judged(capture, seen.hits, readable=seen.readable, is_page=seen.is_page)

    def _look(self, response: Response) -> Look | None:
        """What is to be seen on a response; None where it is the site's answer to what does not exist.

        A page that takes too long is one that could not be read: what stands on it is not known.
        """
        try:
            with within(PAGE_SECONDS):
                return self._look_at(response, self._page(response))
        except TooSlowError as error:
            _LOG.warning("%s is left unread: it took longer than %s", response.capture.target_uri, error)
            return Look((), readable=False, is_page=True)

    def _look_at(self, response: Response, page: Page) -> Look | None:
        missing = self._missing.get(host_of(page.url), frozenset())
        if missing and address_key(page.url) not in self._doors and alike(missing, words_of(page)):
            return None
        hits = tuple(self._hits(page))
        return Look(hits, self._is_read(response, page, spoken=bool(hits)), page.kind == "html")

    @staticmethod
    def _is_read(response: Response, page: Page, *, spoken: bool) -> bool:
        """Whether what a page does not say counts: names in an archive and a scan's first pages are not all of it."""
        part = page.kind == "zip" or ocr.is_scan(page) or (response.converted and page.is_document)
        return bool(page.text) and (spoken or not part)

    def _learn_missing(self, response: Response) -> None:
        """The answer to an address that cannot exist; pages like it are not there either."""
        if 200 <= response.capture.status < 300:
            self._missing[host_of(response.capture.target_uri)] = words_of(self._page_in_time(response))

    def _follow(self, source: str) -> str:
        target = source
        for _ in range(_MAX_HOPS):
            target = self._redirects.get(target, target)
        return target

    def _home(self) -> Response | None:
        """The answer to the website's own address, redirects followed inside the archive."""
        doors = [address_key(seed) for seed in seeds_of(self.region.website)]
        answers = [self._homes.get(self._follow(door)) or self._homes.get(door) for door in doors]
        answered = [answer for answer in answers if answer is not None]
        return min(answered, key=lambda answer: (answer.capture.status >= 400, bool(answer.location)), default=None)

    def _status(self, home: Response | None, has_pages: bool) -> tuple[ReachStatus, str]:
        if home is None:
            if has_pages:
                return ReachStatus.OK, "the archive holds no answer of the home page"
            return ReachStatus.TIMEOUT, "the archive holds no page of this region"
        capture = home.capture
        if home.location:
            return ReachStatus.REDIRECTED_AWAY, f"the home page leads to {home.location}"
        if capture.status >= 400:
            status = ReachStatus.BLOCKED if capture.status in _BLOCKED else ReachStatus.HTTP_ERROR
            return status, f"the home page answers {capture.status}"
        page = self._page_in_time(home)
        condition = classify(page) or stranger(page)
        if condition is not None and condition.kind in CONDITIONS:
            return CONDITIONS[condition.kind], condition.words
        return ReachStatus.OK, ""

    def _adequate(self, home: Response | None) -> tuple[bool, str]:
        """Adequate at first depth: every live menu entry of the home page that is in scope was asked for."""
        if home is None:
            return False, "no home page in the archive"
        menu = {
            address_key(link.url)
            for link in self._page_in_time(home).links
            if link.place is Place.NAV and link.state == "live" and self.scope.holds(link.url)
        }
        if not menu:
            return False, "the home page has no menu to exhaust"
        asked = len(menu & self._captures.keys())
        return asked == len(menu), f"menu entries asked: {asked} of {len(menu)}"

    def _page_in_time(self, response: Response) -> Page:
        """The page, without a word where it takes too long to read."""
        try:
            with within(PAGE_SECONDS):
                return self._page(response)
        except TooSlowError:
            return Page(response.capture.target_uri, "other", region=self.region, truncated=True)

    def _page(self, response: Response) -> Page:
        capture = response.capture
        if response.converted and capture.content_type == ocr.CONTENT_TYPE:
            return ocr.read_recognised(response.body.decode("utf-8", "replace"), capture.target_uri, self.region)
        return read(response.body, url=capture.target_uri, content_type=capture.content_type, region=self.region)


def applies(region: Region, slug: str) -> bool:
    """Whether an indicator is asked of a region: Jakarta's administrative ones make no bylaws or budgets."""
    return not (region.administrative and slug in JAKARTA_NOT_APPLICABLE)


def address_key(url: str) -> str:
    """What makes two addresses the same page: canonical form, scheme aside."""
    return key_of(canonicalise(url))


def is_plumbing(capture: Capture) -> bool:
    """Whether a capture serves the crawl and not a reader: robots.txt and sitemaps."""
    if asks_for_missing(capture.target_uri):
        return True
    path = capture.target_uri.partition("?")[0].rpartition("/")[2].lower()
    return path == "robots.txt" or (path.startswith("sitemap") and path.endswith((".xml", ".xml.gz", ".gz")))
