"""The costly extras of a crawl, a browser and a reader of scans, held to a share of its time.

A page is shown while its domain waits, as for any other request; scans are read one after another while the
crawl goes on. Both together may take a share of the time that the crawl has run, or twenty seconds if that is
more. Beyond it pages are put off while others are asked, at last for a minute at most, and are then left as
they were; scans are left unread.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from crawler.beyond import Wish
from crawler.plan import Plan
from crawler.render.order import Order, Rendering
from crawler.render.renderer import Renderer
from scorecard.addresses import Scope
from scorecard.reading import ocr
from scorecard.reading.contained import ASIDE, read_document

log = logging.getLogger(__name__)
#: Share of the crawl's time that extras may take: a quarter, with room for what is begun and overruns.
SHARE: Final = 0.22
#: Seconds a page waits for its turn at most once nothing else is to be asked, and that it may come early.
MAX_WAIT: Final = 60.0
BIT: Final = 10.0
#: Pages shown at once.
AT_ONCE: Final = 2


class Allowance:
    """The time that extras took, against the time that has passed."""

    def __init__(self, least: float, share: float = SHARE, clock: Callable[[], float] = time.monotonic) -> None:
        self.least = least
        self.share = share
        self.spent = 0.0
        self._clock = clock
        self._began = clock()

    def owed(self) -> float:
        """Seconds until more may be spent; 0 where it may be at once. `least` may be spent whatever the time."""
        if self.spent < self.least:
            return 0.0
        return max(0.0, self.spent / self.share - (self._clock() - self._began))


class Extras:
    """The browser and the reader of scans of one crawl. Neither is started before it is needed."""

    def __init__(self, plan: Plan, ports: frozenset[str]) -> None:
        self.allowance = Allowance(plan.extra_seconds)
        self.renderer = Renderer(plan, ports)
        self._pages = asyncio.Semaphore(AT_ONCE)
        self._scans = asyncio.Lock()
        self._closing = False

    @property
    def wait(self) -> float:
        """Seconds until another page may be shown."""
        return self.allowance.owed()

    async def show(self, wish: Wish, scope: Scope, robots: Mapping[str, str | None]) -> Rendering:
        """A page after its scripts; where there is none, `failure` says why. `robots` as `Gate.known` gives it."""
        answer = wish.receipt.answer
        own = (*scope.domains, *(host.partition(":")[0] for host in scope.hosts))
        order = Order(wish.url, wish.body, answer.header("content-type") or "text/html", own, tuple(robots.items()))
        async with self._pages:
            if self.wait > BIT or self._closing:
                return Rendering(failure="time")
            began = time.monotonic()
            try:
                return await self.renderer.render(order)
            except Exception as error:  # a page must not stop the crawl, whatever the browser makes of it
                log.exception("cannot show %s", wish.url)
                return Rendering(failure=str(error)[:200] or "fault")
            finally:
                self.allowance.spent += time.monotonic() - began

    async def read(self, wish: Wish) -> tuple[str, str]:
        """The text of a scan and the name of its reader, or "" and why there is none."""
        async with self._scans:
            if self.allowance.owed() or self._closing:
                return "", "time"
            began = time.monotonic()
            try:
                return await asyncio.to_thread(_recognise, wish.body, wish.url)
            except Exception as error:
                log.exception("cannot read the scan %s", wish.url)
                return "", str(error)[:200] or "fault"
            finally:
                self.allowance.spent += time.monotonic() - began

    def stop(self) -> None:
        """Begin nothing more."""
        self._closing = True

    async def close(self) -> None:
        """End the browser; what waits is left."""
        self._closing = True
        await self.renderer.close()

    def kill(self) -> None:
        """End the browser when no event loop runs any more."""
        self._closing = True
        self.renderer.kill()


def _recognise(body: bytes, url: str) -> tuple[str, str]:
    """In a thread: a closer look at a file, and its words if it is a scan."""
    if not ocr.is_scan(read_document(body, url, worker=ASIDE)):
        return "", "text"
    engine = ocr.find()
    if engine is None:
        return "", "gone"
    text = ocr.recognise(body, url, engine)
    return text, engine.name if text else "empty"
