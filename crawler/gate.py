"""robots.txt of every origin a region's crawl meets: asked once, kept, obeyed."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.plan import AGENT
from crawler.robots import MAX_BYTES, Rules, parse
from scorecard.store.queue import Queue


class Gate:
    """Says of an address: "unknown" (robots.txt is to be asked), "open", "robots" (forbidden by a rule),
    "closed" (robots.txt answers with a server's error), or the failure that kept it from answering.
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._rules: dict[str, Rules] = {}
        self._shut: dict[str, str] = {}
        for origin, (_verdict, text) in queue.robots().items():
            self._rules[origin] = parse(text.encode("utf-8"), AGENT)

    def verdict(self, url: str) -> str:
        """May this address be asked?"""
        origin = origin_of(url)
        if origin in self._shut:
            return self._shut[origin]
        if origin not in self._rules:
            return "unknown"
        return "open" if self._rules[origin].allows(url) else "robots"

    def learn(self, origins: set[str], status: int, body: bytes) -> Rules:
        """Take in an answer to robots.txt for the origin asked and those it redirected to."""
        if status >= 500:
            self.shut(origins, "closed")
            return Rules()
        text = body[:MAX_BYTES] if 200 <= status < 300 else b""
        rules = parse(text, AGENT)
        for origin in origins:
            self._rules[origin] = rules
            self._shut.pop(origin, None)
            verdict = "rules" if rules.patterns or rules.sitemaps else "allowed"
            self._queue.keep_robots(origin, verdict, text.decode("utf-8", "replace") if verdict == "rules" else "")
        return rules

    def known(self) -> dict[str, str | None]:
        """What is known of origins: the text of their robots.txt, None where it failed."""
        texts: dict[str, str | None] = {origin: text for origin, (_verdict, text) in self._queue.robots().items()}
        return texts | dict.fromkeys(self._shut)

    def shut(self, origins: set[str], why: str) -> None:
        """robots.txt gave no usable answer: nothing of these origins may be asked for now."""
        self._shut.update(dict.fromkeys(origins, why))

    def reopen(self) -> None:
        """Forget failures, for a second pass."""
        self._shut.clear()

    def delay_of(self, url: str) -> float:
        """The Crawl-delay that holds for an address, in seconds."""
        rules = self._rules.get(origin_of(url))
        return rules.delay if rules else 0.0


def origin_of(url: str) -> str:
    """scheme://authority of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
