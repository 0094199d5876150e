"""Whose turn it is: one request in flight per registrable domain and a pause between two.

The pause runs from the end of an answer to the start of the next request. A domain's own wish
(Crawl-delay, Retry-After) can lengthen it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, Generic, TypeVar

Visitor = TypeVar("Visitor")

#: Seconds of Retry-After that are honoured at most.
MAX_RETRY_AFTER: Final = 120.0
#: Seconds to wait after 429 or 503 where the server names none.
DEFAULT_RETRY_AFTER: Final = 5.0


class Pacer(Generic[Visitor]):
    """Hands out turns by domain, in the order they were asked for.

    `grant(domain, visitor)` returns whether the visitor used its turn; if not, the next one gets it.
    """

    def __init__(self, delay: float, grant: Callable[[str, Visitor], bool]) -> None:
        self.delay = delay
        self._grant = grant
        self._waiting: defaultdict[str, deque[Visitor]] = defaultdict(deque)
        self._busy: set[str] = set()
        self._wishes: dict[str, float] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._closed = False

    def want(self, domain: str, visitor: Visitor) -> None:
        """Ask for a turn at a domain; asking twice is asking once."""
        if visitor not in self._waiting[domain]:
            self._waiting[domain].append(visitor)
        if domain not in self._busy and domain not in self._timers:
            self._after(domain, 0.0)

    def slow_down(self, domain: str, delay: float) -> None:
        """Keep at least `delay` seconds between two requests of a domain from now on."""
        self._wishes[domain] = max(delay, self._wishes.get(domain, 0.0))

    def release(self, domain: str, hold: float = 0.0) -> None:
        """The turn is over; the next begins after the pause, or after `hold` seconds if that is longer."""
        self._busy.discard(domain)
        if not self._closed:
            self._after(domain, max(self.delay, hold, self._wishes.get(domain, 0.0)))

    def close(self) -> None:
        """Grant nothing any more."""
        self._closed = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _after(self, domain: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._timers[domain] = loop.call_later(seconds, self._turn, domain)

    def _turn(self, domain: str) -> None:
        self._timers.pop(domain, None)
        waiting = self._waiting[domain]
        while waiting and not self._closed and domain not in self._busy:
            self._busy.add(domain)
            if not self._grant(domain, waiting.popleft()):
                self._busy.discard(domain)
        if not waiting:
            self._waiting.pop(domain, None)


def retry_after(value: str) -> float:
    """Seconds a Retry-After header asks for (a number or a date), capped; the default where it names none."""
    text = value.strip()
    if text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment - datetime.now(moment.tzinfo or UTC)).total_seconds() if moment.tzinfo else -1.0
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_RETRY_AFTER
    return min(seconds, MAX_RETRY_AFTER) if seconds >= 0 else DEFAULT_RETRY_AFTER
