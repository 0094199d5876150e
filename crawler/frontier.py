"""Scrapy's scheduler over the shard: hands out the next request of whichever domain has its turn.

The order within a region lives in SQLite (`scorecard.store.queue`), the turns in `pacing`. What Scrapy
is given is due at once; the queue here is only what waits for a free connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from crawler.errand import Errand
from crawler.pacing import Pacer
from crawler.plan import Event
from crawler.replies import Ask
from crawler.settings import ASSET_SECONDS, MAX_ASSET, MAX_BYTES, MAX_PAGE
from scorecard.store.lookup import ASSET

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spider import SiteSpider

log = logging.getLogger(__name__)


class Frontier(BaseScheduler):
    """All visits of a crawl and their turns."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.spider = cast("SiteSpider", crawler.spider)
        self.plan = self.spider.tools.plan
        self.visits = self.spider.visits
        self.pacer: Pacer[Errand] = Pacer(self.plan.delay, self._grant)
        self.stopping = ""
        self._due: deque[Request] = deque()
        self._by_code = {visit.region.code: visit for visit in self.visits}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its scheduler."""
        return cls(crawler)

    # ---- Scrapy's side ------------------------------------------------------------------------

    def has_pending_requests(self) -> bool:
        """Whether any visit is unfinished; the spider closes when none is."""
        return not self.stopping and any(not visit.finished for visit in self.visits)

    def enqueue_request(self, request: Request) -> bool:
        """Take a request whose turn has come; a stop gives it back."""
        if self.stopping:
            self._by_code[_ask(request).region_code].give_up(_ask(request))
            return False
        self._due.append(request)
        return True

    def next_request(self) -> Request | None:
        """The request that has waited longest for a free connection."""
        return self._due.popleft() if self._due else None

    # ---- the visits' side ---------------------------------------------------------------------

    def begin(self) -> None:
        """Start every visit; needs the running event loop."""
        for visit in self.visits:
            visit.start()
            self._go_on(visit)

    def visit_of(self, request: Request) -> tuple[Errand, Ask]:
        """Whose request this is, and which."""
        ask = _ask(request)
        return self._by_code[ask.region_code], ask

    def settled(self, visit: Errand, ask: Ask, hold: float = 0.0) -> None:
        """A request is over: its domain rests, its visit goes on."""
        if wish := visit.gate.delay_of(ask.url):
            self.pacer.slow_down(ask.domain, wish)
        self.pacer.release(ask.domain, hold)
        self._go_on(visit)

    def resume(self, visit: Errand) -> None:
        """Something that held a visit, and no domain of it, is over."""
        self._go_on(visit)

    def stop(self, why: str) -> None:
        """Make no new requests; those in flight may still end."""
        if self.stopping:
            return
        self.stopping = why
        self.pacer.close()
        self.spider.extras.stop()
        while self._due:
            visit, ask = self.visit_of(self._due.popleft())
            visit.give_up(ask)
        self.spider.tools.tell(Event("stopping", detail=why))
        self._close(why)

    def _go_on(self, visit: Errand) -> None:
        if self.stopping:
            return
        if not visit.in_flight and not visit.domains():
            if visit.later:
                self.spider.show_last(visit)
            else:
                visit.rest()
        for domain in visit.domains():
            self.pacer.want(domain, visit)
        if not self.has_pending_requests():
            self._close("finished")

    def _grant(self, domain: str, visit: Errand) -> bool:
        ask = None if self.stopping or visit.finished else visit.next(domain)
        if ask is None:
            if not self.stopping and not visit.finished and not visit.in_flight:
                asyncio.get_running_loop().call_soon(self._go_on, visit)
            return False
        self.crawler.engine.crawl(self._request(ask, visit.before.conditions(ask.url)))
        return True

    def _request(self, ask: Ask, conditions: dict[str, str]) -> Request:
        size, seconds = self._limits(ask.entry.kind if ask.entry is not None else "")
        return Request(
            ask.url,
            headers=conditions,
            callback=self.spider.on_response,
            errback=self.spider.on_failure,
            dont_filter=True,
            meta={
                "ask": ask,
                "proxy": self.plan.proxy or None,
                "download_slot": ask.domain,
                "download_maxsize": size,
                "download_timeout": seconds,
            },
        )

    def _limits(self, kind: str) -> tuple[int, float]:
        """Bytes and seconds that an answer to this kind of address may take."""
        if kind == ASSET:
            return MAX_ASSET, min(ASSET_SECONDS, self.plan.timeout)
        if kind == "document":
            return MAX_BYTES, self.plan.document_timeout
        return MAX_PAGE, self.plan.timeout

    def _close(self, why: str) -> None:
        """Close the spider now; the engine's own heartbeat would notice seconds later."""
        if self.crawler.engine.spider is not None:
            task = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=why))
            self.spider.closing = task


def _ask(request: Request) -> Ask:
    return cast(Ask, request.meta["ask"])
