"""The spider: passes what Scrapy fetched to the visit that asked for it, and keeps faults apart.

A fault in one answer costs that answer; a full disk or a broken database stops the crawl, its state kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any, cast

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.beyond import Wish
from crawler.certificate import fault_of
from crawler.errand import Errand
from crawler.extras import MAX_WAIT, Extras
from crawler.frontier import Frontier
from crawler.guard import GuardedResolver
from crawler.harvest import is_file
from crawler.intake import Answer
from crawler.reach import CrowdedError, failure_of
from crawler.replies import Ask
from crawler.settings import MAX_HELD, MAX_ROBOTS, MAX_SHARE
from crawler.visit import Tools
from scorecard.addresses import host_of
from scorecard.errors import ScorecardError
from scorecard.reading.contained import costly
from scorecard.reading.reader import foresee
from scorecard.store.lookup import ASSET

log = logging.getLogger(__name__)


class SiteSpider(Spider):
    """One spider for all regions of a crawl."""

    name = "sites"

    def __init__(self, *, tools: Tools, visits: Sequence[Errand], resolver: GuardedResolver, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tools = tools
        self.visits = visits
        self.resolver = resolver
        self.fatal: BaseException | None = None
        self.begun = False
        self._certified: set[tuple[str, str]] = set()
        self._held: dict[Request, int] = {}  # bytes of responses on their way
        self._total = 0
        self.closing: asyncio.Future[None] | None = None
        self.extras = Extras(tools.plan, frozenset().union(*(visit.scope.ports for visit in visits)))
        self._reading: set[asyncio.Task[None]] = set()

    @property
    def frontier(self) -> Frontier:
        """The scheduler of this crawl."""
        return cast(Frontier, self.crawler.engine.scheduler)

    async def start(self) -> AsyncIterator[Any]:
        """Begin all visits; their requests come from the frontier."""
        self.begun = True
        self.crawler.signals.connect(self.on_bytes, signals.bytes_received)
        self.crawler.signals.connect(self.extras.close, signals.spider_closed)
        try:
            self.frontier.begin()
        except (ScorecardError, OSError) as error:
            self._stop_for(error)
        nothing: Any
        for nothing in ():  # Scrapy wants an iterator
            yield nothing

    def on_bytes(self, data: bytes, request: Request) -> None:
        """A part of a response came. All together they may not fill the memory; the long ones give way."""
        held = self._held[request] = self._held.get(request, 0) + len(data)
        self._total += len(data)
        if _ask_of(request).entry is None and held > MAX_ROBOTS:
            raise StopDownload(fail=False)  # the first 500 KiB are its rules, however it goes on
        if self._total > MAX_HELD and held > MAX_SHARE and held * 2 >= max(self._held.values()):
            raise CrowdedError  # the longest give way, and are asked again once it is quieter

    def _let_go(self, request: Request) -> int:
        """The request is over; how many bytes of its answer came."""
        came = self._held.pop(request, 0)
        self._total -= came
        return came

    async def on_response(self, response: Response) -> None:
        """A response came."""
        request = cast(Request, response.request)
        self._let_go(request)
        visit, ask = self.frontier.visit_of(request)
        answer = Answer(
            url=ask.url,
            status=response.status,
            headers=_pairs(response.headers),
            body=response.body,
            request_headers=_pairs(request.headers),
            truncated=bool({"dataloss", "partial", "download_stopped"} & set(response.flags)),
        )
        hold = 0.0
        if ask.entry is None or ask.entry.kind != ASSET:  # nobody parses a picture here
            await _try_ahead(answer)
        self._look_at_certificate(visit, ask, response)
        try:
            hold = visit.answered(ask, answer)
        except (ScorecardError, OSError) as error:
            self._stop_for(error)
            return
        except Exception as error:
            log.exception("cannot take in %s", ask.url)
            self._cost_itself(visit, ask, error)
        for wish in visit.wishes():
            await self._grant(visit, wish)
        for wish in () if self.extras.wait else visit.deferred(ask.domain):
            await self._show(visit, wish)
        self._go_on(visit, ask, hold)

    async def _grant(self, visit: Errand, wish: Wish) -> None:
        """Show a page while its domain waits, or later; a scan is read aside, and holds its visit alone."""
        if wish.kind == "scan":
            self._aside(self._read(visit, wish))
        elif self.extras.wait:
            visit.defer(wish)
        else:
            await self._show(visit, wish)

    def show_last(self, visit: Errand) -> None:
        """Nothing else is to be asked in a visit: show the pages that wait, as soon as there is time."""
        self._aside(self._show_all(visit, visit.deferred()))

    async def _show_all(self, visit: Errand, wishes: Sequence[Wish]) -> None:
        for wish in wishes:
            await asyncio.sleep(min(self.extras.wait, MAX_WAIT))
            await self._show(visit, wish)
        if wishes:
            self._take(lambda: self.frontier.resume(visit), wishes[-1])

    async def _show(self, visit: Errand, wish: Wish) -> None:
        done = await self.extras.show(wish, visit.scope, visit.gate.known())
        self._take(lambda: visit.granted(wish, done), wish)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read(self, visit: Errand, wish: Wish) -> None:
        text, reader = await self.extras.read(wish)
        self._take(lambda: visit.read(wish, text, reader), wish)
        self._take(lambda: self.frontier.resume(visit), wish)

    def _take(self, step: Callable[[], None], wish: Wish) -> None:
        try:
            step()
        except (ScorecardError, OSError) as error:
            self._stop_for(error)
        except Exception:
            log.exception("cannot take in what came of %s", wish.url)

    def _look_at_certificate(self, visit: Errand, ask: Ask, response: Response) -> None:
        """Sites are read whatever their certificate; that it would not pass is noted, once a host."""
        host = host_of(ask.url)
        if response.certificate is None or (ask.region_code, host) in self._certified:
            return
        self._certified.add((ask.region_code, host))
        try:
            fault = fault_of(response.certificate.original.to_cryptography(), host)
        except ValueError as error:  # a certificate that cannot even be read
            fault = str(error)
        if fault:
            log.warning("the certificate of %s: %s", host, fault)
            visit.tally.flags.add("tls_waived")

    def on_failure(self, failure: Failure) -> None:
        """A request got no response."""
        request = cast(Request, failure.request)  # type: ignore[attr-defined]  # set by Scrapy
        came = self._let_go(request)
        visit, ask = self.frontier.visit_of(request)
        error = cast(BaseException, failure.value)
        kind = "private" if host_of(ask.url) in self.resolver.refused else failure_of(error, came)
        try:
            visit.failed(ask, kind, f"{ask.url}: {kind}")
        except (ScorecardError, OSError) as fault:
            self._stop_for(fault)
            return
        self._go_on(visit, ask, 0.0)

    def _cost_itself(self, visit: Errand, ask: Ask, error: Exception) -> None:
        visit.in_flight += 1  # `answered` counted it down before it failed
        try:
            visit.failed(ask, "fault", f"{ask.url}: {error}")
        except (ScorecardError, OSError) as fault:
            self._stop_for(fault)

    def _go_on(self, visit: Errand, ask: Ask, hold: float) -> None:
        try:
            self.frontier.settled(visit, ask, hold)
        except (ScorecardError, OSError) as error:
            self._stop_for(error)

    def _stop_for(self, error: BaseException) -> None:
        self.fatal = self.fatal or error
        log.error("the crawl stops: %s", error)
        self.frontier.stop("error")


def _ask_of(request: Request) -> Ask:
    return cast(Ask, request.meta["ask"])


async def _try_ahead(answer: Answer) -> None:
    """A page that may cost its parser long is tried in a process of its own while other answers are taken in."""
    if answer.status >= 300 or not answer.body:
        return
    body = answer.decoded()[0]
    if costly(body) and not is_file(body):
        await asyncio.to_thread(foresee, body, answer.url, answer.header("content-type"))


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    """Scrapy's headers as (name, value) pairs, every value kept."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name in headers for value in headers.getlist(name)
    )
