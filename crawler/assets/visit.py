"""One region's errand: the styles and pictures of the archived pages that a person will look at.

The pages themselves are not asked again: their addresses are read from the archive. What is fetched goes through the
same guards, turns and archive as a crawl's pages, into a shard of its own, so that no finding, count or later wave
can be moved by it. All that was learned is written with each answer; a kill loses the requests in flight.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from crawler.assets.budget import MAX_DEPTH, PAGE_PICTURES, PAGE_STYLES, STYLE_PICTURES, Budget
from crawler.assets.links import Links, of_page, of_style
from crawler.before import recall_assets
from crawler.beyond import Wish
from crawler.gate import Gate, origin_of
from crawler.intake import BLOCKING, Answer, Receipt
from crawler.pacing import retry_after
from crawler.plan import Event
from crawler.reach import proxy_failure
from crawler.render.order import Rendering
from crawler.replies import LATER, Ask
from crawler.robots import MAX_REDIRECTS
from crawler.tally import Tally
from crawler.visit import Tools
from scorecard import archive
from scorecard.addresses import Scope, canonicalise, key_of
from scorecard.archive import now
from scorecard.errors import ScorecardError
from scorecard.model import Region
from scorecard.store.cited import Cited
from scorecard.store.lookup import ASSET, locate_address
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import FILE

log = logging.getLogger(__name__)
STYLE: Final = "style"
PICTURE: Final = "picture"
#: Styles of all pages go first, for without them no picture stands where it should; then pictures, page by page.
STYLES_FIRST: Final = 100.0
PICTURES_NEXT: Final = 50.0
#: Redirects of one address that are followed.
MAX_HOPS: Final = 4
#: Failures of one domain in a row after which it is left alone.
MAX_STREAK: Final = 3


@dataclass(frozen=True, slots=True)
class Order:
    """A region and the pages of it that are cited, the most wanted first; where earlier waves' assets may lie."""

    region: Region
    pages: tuple[Cited, ...]
    earlier: tuple[Path, ...] = ()


class AssetVisit:
    """The state of one region's errand; see `crawler.errand.Errand` for who calls what."""

    def __init__(self, order: Order, tools: Tools) -> None:
        self.order, self.tools, self.region = order, tools, order.region
        self.scope = Scope.of(order.region)
        self.queue = Queue(tools.shard, tools.run, order.region.code)
        self.gate = Gate(self.queue)
        self.tally = Tally(tools.shard, tools.run, order.region.code)
        self.budget = Budget(tools.plan, self.scope)
        self.before = recall_assets(order.region.code, (tools.shard.directory, *order.earlier))
        self.later: list[Wish] = []
        self.started = self.finished = False
        self.in_flight = 0
        self._asks: list[Ask] = []  # robots.txt that leads elsewhere
        self._streaks: dict[str, int] = {}
        self._kept = 0

    # ---- beginning and going on ---------------------------------------------------------------

    def start(self) -> None:
        """Take up what was fetched before, and read what the pages that are new name."""
        shard, run, code = self.tools.shard, self.tools.run, self.region.code
        target = shard.target(run, code)
        self.started = True
        self.tally.requests = target["requests"]
        counts = self.queue.counts((ASSET,))
        self.budget.asked = sum(counts.get(state, 0) for state in ("done", "moved", "failed"))
        for one in shard.captures(run, code):
            if one.kind == ASSET:
                self._kept += 1
                self.budget.held += one.length
                self.budget.foreign += not self.budget.is_own(one.capture.target_uri)
        shard.update_target(run, code, state="pending", started_at=target["started_at"] or now())
        for number, page in enumerate(self.order.pages):
            with shard.transaction():
                self._enter_page(number, page)
        self._tell("begun")

    def domains(self) -> list[str]:
        """Domains at which something is to be asked now."""
        if self.finished:
            return []
        queued = self.queue.domains() if self.budget.affords else []
        return list(dict.fromkeys([ask.domain for ask in self._asks] + queued))

    def next(self, domain: str) -> Ask | None:
        """The next request at a domain; None where there is none."""
        for ask in self._asks:
            if ask.domain == domain:
                self._asks.remove(ask)
                return self._count(ask)
        while self.budget.affords and (entry := self.queue.take(domain)) is not None:
            if why := self._unwanted(entry):
                self.queue.settle(entry, "skipped", why)
                continue
            verdict, origin = self.gate.verdict(entry.url), origin_of(entry.url)
            if verdict == "unknown":
                self.queue.put_back(entry)
                return self._count(Ask(f"{origin}/robots.txt", self.region.code, origins=frozenset({origin})))
            if verdict != "open":
                self.queue.settle(entry, "skipped", verdict)
            elif self.budget.spend(entry.url):
                return self._count(Ask(entry.url, self.region.code, entry))
            else:
                self.queue.settle(entry, "skipped", "share")
        return None

    def rest(self) -> None:
        """Nothing is left to ask and nothing is in flight: the errand is done."""
        if not (self.finished or self.in_flight or self.domains()):
            self.queue.drop("budget")
            self.conclude()

    # ---- what came of a request ---------------------------------------------------------------

    def answered(self, ask: Ask, answer: Answer) -> float:
        """Take in an answer; returns the seconds for which its domain is to be left alone."""
        self.in_flight -= 1
        seen, original = self.before.recognise(answer, self.tools.shard.directory)
        intake = self.tools.intake
        receipt = intake.revisit(answer, seen, original) if original else intake.archive(answer)
        unreached = proxy_failure(seen.status, seen.lowered()) if self.tools.plan.proxy else ""
        hold = retry_after(seen.header("retry-after")) if seen.status in LATER else 0.0
        with self.tools.shard.transaction():
            if ask.entry is None:
                self._take_robots(ask, seen, receipt, unreached)
            else:
                self._take(ask.entry, seen, receipt, unreached)
            self.tally.keep()
        self._tell("answer", url=seen.url, status=str(seen.status))
        return hold

    def failed(self, ask: Ask, kind: str, detail: str = "") -> None:
        """Take in that a request got no answer."""
        self.in_flight -= 1
        with self.tools.shard.transaction():
            if ask.entry is None:
                self.gate.shut(set(ask.origins), kind)
            else:
                self.queue.settle(ask.entry, "failed", kind)
            self._watch(ask.domain, kind)
            self.tally.keep()
        self._tell("failure", url=ask.url, status=kind, detail=detail)

    def give_up(self, ask: Ask) -> None:
        """Take back a request that was not made."""
        self.in_flight -= 1
        self.tally.requests -= 1
        if ask.entry is not None:
            self.budget.give_back(ask.url)
            self.queue.put_back(ask.entry)

    def conclude(self, *, stopped: bool = False) -> None:
        """Close the books, or put them away for the next start."""
        columns = {"state": "pending" if stopped else "done", "ended_at": now()}
        self.tools.shard.update_target(self.tools.run, self.region.code, **columns)
        self.finished = not stopped
        self._tell("stopped" if stopped else "done")

    # ---- answers ------------------------------------------------------------------------------

    def _take_robots(self, ask: Ask, answer: Answer, receipt: Receipt, unreached: str) -> None:
        self._enter(receipt, "robots", ("proxy",) if unreached else ())
        target = canonicalise(answer.location, answer.url) if answer.location else ""
        if unreached or answer.status in LATER:
            self.gate.shut(set(ask.origins), unreached or "blocked")
        elif target and ask.hops < MAX_REDIRECTS and not self.budget.unwanted(target, picture=False):
            theirs = {origin_of(target)} if target.endswith("/robots.txt") else set()
            self._asks.append(replace(ask, url=target, origins=ask.origins | theirs, hops=ask.hops + 1))
        else:
            self.gate.learn(set(ask.origins), answer.status, answer.decoded()[0])

    def _take(self, entry: Entry, answer: Answer, receipt: Receipt, unreached: str) -> None:
        blocked = answer.status in BLOCKING
        self._enter(receipt, ASSET, ("proxy",) if unreached else ("blocked",) if blocked else ())
        self._kept += 1
        self.budget.held += receipt.location.length
        self._watch(entry.domain, unreached or ("blocked" if blocked else ""))
        if unreached or blocked:
            self.queue.settle(entry, "failed", unreached or "blocked")
        elif answer.location:
            self._follow(entry, canonicalise(answer.location, answer.url))
        elif answer.status != 200:
            self.queue.settle(entry, "failed" if answer.status >= 500 else "done", f"HTTP {answer.status}")
        else:
            self.queue.settle(entry, "done")
            if entry.bucket == STYLE:
                self._enter_style(entry, answer)

    def _follow(self, entry: Entry, target: str) -> None:
        picture = entry.bucket == PICTURE
        if not target or target == entry.url or entry.hops >= MAX_HOPS:
            self.queue.settle(entry, "failed", "redirects")
        elif why := self.budget.unwanted(target, picture=picture):
            self.queue.settle(entry, "skipped", why)
        elif key_of(target) == key_of(entry.url):
            self.queue.redirect_to(entry, target)
        else:
            self.queue.settle(entry, "moved", target[:200])
            self.queue.add([replace(entry, url=target, hops=entry.hops + 1, parent=entry.url, id=0, attempts=0)])

    def _enter(self, receipt: Receipt, kind: str, flags: tuple[str, ...]) -> None:
        self.tools.intake.enter(receipt, self.region.code, kind=kind, clicks=None, flags=flags)

    # ---- what is wanted -----------------------------------------------------------------------

    def _enter_page(self, number: int, page: Cited) -> None:
        """Queue what an archived page names; once a page."""
        if self.queue.knows(page.url):
            return
        try:
            found = archive.read_at(page.place.file, page.place.offset, page.place.length)
            links, why = of_page(found.body, found.url or page.url, found.content_type), ""
        except ScorecardError as error:  # its bytes are gone: it is shown without anything
            links, why = Links(), error.what[:200]
        except Exception as error:
            log.exception("cannot read what %s names", page.url)
            links, why = Links(), f"fault: {error}"[:200]
        self.queue.note(page.url, "page", why)
        self._queue(links.styles[:PAGE_STYLES], STYLE, STYLES_FIRST - number / 10, page.url)
        self._queue(links.pictures[:PAGE_PICTURES], PICTURE, PICTURES_NEXT - number / 10, page.url)

    def _enter_style(self, entry: Entry, answer: Answer) -> None:
        """Queue what a style sheet names."""
        links = of_style(answer.decoded()[0].decode("utf-8", "replace"), answer.url)
        depth = (entry.clicks or 0) + 1
        if depth <= MAX_DEPTH:
            self._queue(links.styles[:PAGE_STYLES], STYLE, entry.priority, answer.url, depth)
        self._queue(links.pictures[:STYLE_PICTURES], PICTURE, PICTURES_NEXT + entry.priority / 1000, answer.url)

    def _queue(self, urls: Iterable[str], what: str, priority: float, parent: str, depth: int = 0) -> None:
        wanted = (url for url in urls if not self.budget.unwanted(url, picture=what == PICTURE))
        self.queue.add(
            Entry(url, ASSET, priority - place / 1000, priority, clicks=depth, parent=parent, bucket=what)
            for place, url in enumerate(wanted)
        )

    def _unwanted(self, entry: Entry) -> str:
        """Why an entry is not to be asked after all; what many sites share is asked for once a wave."""
        if why := self.budget.unwanted(entry.url, picture=entry.bucket == PICTURE):
            return why
        shared = not self.budget.is_own(entry.url)
        return "held" if shared and locate_address(self.tools.shard.directory / FILE, entry.url) else ""

    # ---- small things -------------------------------------------------------------------------

    def _watch(self, domain: str, trouble: str) -> None:
        """Leave a domain alone after too many answers in a row that gave nothing but trouble."""
        self._streaks[domain] = self._streaks.get(domain, 0) + 1 if trouble else 0
        if self._streaks[domain] >= MAX_STREAK:
            self.queue.drop(trouble, domain)

    def _count(self, ask: Ask) -> Ask:
        self.in_flight += 1
        self.tally.requests += 1
        return ask

    def _tell(self, kind: str, url: str = "", status: str = "", detail: str = "") -> None:
        counts = (self._kept, self.tally.requests, self.queue.waiting)
        self.tools.tell(Event(kind, self.region.code, url, status, *counts, detail=detail))

    # ---- what only a search of pages does -----------------------------------------------------

    def wishes(self) -> list[Wish]:
        """Nothing is shown in a browser here."""
        return []

    def defer(self, wish: Wish) -> None:
        """Never called: nothing was wished for."""

    def deferred(self, domain: str = "") -> list[Wish]:  # noqa: ARG002 - the errand's form
        """Nothing waits to be shown."""
        return []

    def granted(self, wish: Wish, done: Rendering) -> None:
        """Never called: nothing was wished for."""

    def read(self, wish: Wish, text: str, reader: str) -> None:
        """Never called: nothing was wished for."""
