"""One region's visit: what to ask next, within the budget, and what came of it in the end.

A visit is asked for its next request of a domain and told what came of it; it neither waits nor
fetches. Everything it learns goes to the shard at once, one transaction an answer, so that a visit can
be picked up by another process at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from crawler.adequacy import suffices
from crawler.aftermath import Aftermath
from crawler.barren import FRUITFUL, Barren
from crawler.before import AGAIN, recall
from crawler.beyond import Beyond, Wish
from crawler.conclusion import conclude
from crawler.doorway import Doorway
from crawler.gate import Gate, origin_of
from crawler.harvest import Harvester, Judge
from crawler.hosts import GUESS, guessed
from crawler.intake import BLOCKING, Answer, Intake
from crawler.outlook import Outlook, unpack
from crawler.plan import Event, Plan
from crawler.pricing import Pricing
from crawler.priorities import Compass
from crawler.reach import TRANSIENT, Home, proxy_failure
from crawler.render.order import Rendering
from crawler.replies import SITEMAP, Ask, Replies
from crawler.tally import Tally
from scorecard.addresses import Scope, canonicalise, forbidden, host_of
from scorecard.archive import now
from scorecard.messages import translate as _
from scorecard.model import ReachStatus, Region
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import Shard

#: Failures of one domain in a row after which it is left alone.
MAX_STREAK: Final = 10
#: Pages between two looks at whether the search suffices.
LOOK_EVERY: Final = 10
#: Guessed hosts that answer and are none after which no more are tried.
MAX_ECHOES: Final = 2
#: The last of so many parts of the budget sees to what is left of the menu.
MENU_SHARE: Final = 8
#: Files may take one page of the budget in this many.
DOCUMENT_SHARE: Final = 3


@dataclass(frozen=True, slots=True)
class Tools:
    """What all visits of one crawl share."""

    plan: Plan
    run: str
    shard: Shard
    intake: Intake
    compass: Compass
    judge: Judge
    tell: Callable[[Event], None]


class Visit:
    """The state of one region's visit."""

    def __init__(self, region: Region, tools: Tools) -> None:
        self.region = region
        self.tools = tools
        self.scope = Scope.of(region)
        self.queue = Queue(tools.shard, tools.run, region.code)
        self.gate = Gate(self.queue)
        self.tally = Tally(tools.shard, tools.run, region.code)
        allow = tools.plan.allow_private
        self.harvester = Harvester(region, self.scope, tools.judge, allow_private=allow)
        compass = tools.compass
        self.outlook = Outlook(compass.weights, compass.indicators, self.tally.settled)
        self.queue.worth = self.outlook.worth
        self.pricing = Pricing(compass, self.outlook)
        self.doorway = Doorway(self.queue, self.harvester)
        self.barren = Barren()
        self.beyond = Beyond(tools.plan, compass, self.tally.settled)
        self.replies = Replies(
            *(self.queue, self.gate, self.harvester, self.doorway, self.tally, tools.intake),
            asks=[],
            patience={},
            barren=self.barren,
            pricing=self.pricing,
            beyond=self.beyond,
        )
        self.before = recall(region.code, tools.plan.before)
        self.replies.before = self.before
        self.aftermath = Aftermath(self.replies, self.beyond)
        self.later: list[Wish] = []  # pages to be shown once there is time
        self.started = self.finished = False
        self.in_flight = 0
        self.ended = ""  # why no more is asked: exhausted, adequate, budget, stopped
        self._streaks: dict[str, int] = {}
        self._second_pass = False
        self._look_at, self._enough = LOOK_EVERY, False
        self._menu_seen = False

    # ---- beginning and going on ---------------------------------------------------------------

    def start(self) -> None:
        """Enter the seeds, or pick up where the last process stopped."""
        shard, run, code = self.tools.shard, self.tools.run, self.region.code
        target = shard.target(run, code)
        self.started = True
        with shard.transaction():
            if not target["started_at"]:
                shard.update_target(run, code, started_at=now())
            self.tally.recall(target, self.queue)
            self._remember()
            for host in self.tally.hosts:
                self.harvester.admits(f"http://{host}/")
            for url, words in self.queue.probes():
                self.harvester.missing[host_of(url)] = frozenset(words.split())
            self.doorway.open(target)
            self._go_again()
            seeds = [canonicalise(f"http://{name}/") for name in self.scope.own]
            share, hub = self.tools.compass.weights.host, self.tools.compass.weights.hub
            wanted = [url for url in seeds if url and self.harvester.admits(url)]
            self.queue.add(self.pricing.host(url, "seed", share, hub) for url in wanted)
        self._tell("begun")

    def _remember(self) -> None:
        """Take up what an earlier process learned of links and of pages that give nothing."""
        for bucket, words in self.queue.buckets():
            self.outlook.recall(bucket, words)
        learned = [(entry, unpack(lesson)) for entry, lesson in self.queue.lessons()]
        for entry, lesson in sorted(learned, key=lambda one: one[1].number):
            self.outlook.take(entry, lesson)
        for url in self.queue.priced():
            self.pricing.siblings.count(url)
        for held in self.tools.shard.captures(self.tools.run, self.region.code, judged=True):
            self.barren.count(held.capture.target_uri, FRUITFUL in held.flags)

    def _go_again(self) -> None:
        """Enter what was worth going to in the wave before."""
        ways = [way for way in self.before.ways if self.harvester.admits(way.url)]
        self.queue.add(
            Entry(way.url, way.kind, AGAIN - number / 100, 1.0, clicks=way.clicks, menu=way.menu, parent=way.parent)
            for number, way in enumerate(ways)
        )

    def domains(self) -> list[str]:
        """Domains at which something is to be asked now."""
        if self.finished:
            return []
        going = self._affordable() and not self._unchanged() and not self._suffices()
        queued = self.queue.domains() if going else []
        return list(dict.fromkeys([ask.domain for ask in self.replies.asks] + queued))

    def _unchanged(self) -> bool:
        """Whether all that was asked again is as it was in the wave before, which looked as far as this one may."""
        before = self.before
        if not (before.was and before.asked and self.doorway.opened) or "" in self.queue.masses():
            return False
        return before.unchanged and before.enough(self.tools.plan.max_pages)

    def _suffices(self) -> bool:
        """Whether every open cell has had an adequate search; looked at every few pages."""
        if self.tally.pages >= self._look_at:
            self._look_at = self.tally.pages + LOOK_EVERY
            opened = self.doorway.opened
            self._enough = suffices(self.queue, self.outlook, pages=self.tally.pages, opened=opened)
        return self._enough

    def next(self, domain: str) -> Ask | None:
        """The next request at a domain; None where there is none."""
        for ask in self.replies.asks:
            if ask.domain == domain:
                self.replies.asks.remove(ask)
                return self._count(ask)
        self._see_the_menu()
        while self._affordable() and (entry := self.queue.take(domain)) is not None:
            if why := self._unwanted(entry):
                self.queue.settle(entry, "skipped", why)
                continue
            verdict, origin = self.gate.verdict(entry.url), origin_of(entry.url)
            if verdict == "unknown":
                self.queue.put_back(entry)
                return self._count(Ask(f"{origin}/robots.txt", self.region.code, origins=frozenset({origin})))
            if verdict == "open":
                return self._count(Ask(entry.url, self.region.code, entry))
            self.replies.fail(entry, verdict, f"{origin}/robots.txt: {verdict}")
        return None

    def _see_the_menu(self) -> None:
        """Near the end of the budget, sitemaps that wait and what is left of the home page's menu come first.

        No search is adequate without them. Of the menu only where all of it can be had.
        """
        used, most = self.tally.used, self.tools.plan.max_pages
        if self._menu_seen or used * MENU_SHARE < most * (MENU_SHARE - 1):
            return
        self._menu_seen = True
        with self.tools.shard.transaction():
            for url in self.queue.sitemaps_left():
                self.queue.promote(url, "sitemap", SITEMAP)
        left = self.queue.menu_left()
        if len(left) <= most - used:
            with self.tools.shard.transaction():
                for url in left:
                    self.queue.promote(url, "page", AGAIN)

    def rest(self) -> None:
        """Nothing is left to ask and nothing is in flight: begin the second pass, or end the visit."""
        if self.finished or self.in_flight or self.domains():
            return
        if self._unchanged() or self._enough:
            self.ended = "unchanged" if self._unchanged() else "adequate"
            self.conclude()
            return
        if self._affordable() and not self._second_pass:
            self._second_pass = True
            self.gate.reopen()
            self._streaks.clear()
            if self.queue.revive(TRANSIENT) + self.doorway.knock_again():
                return
        self.ended = "exhausted" if self._affordable() else "budget"
        self.conclude()

    # ---- what came of a request ---------------------------------------------------------------

    def answered(self, ask: Ask, answer: Answer) -> float:
        """Take in an answer; returns the seconds for which its domain is to be left alone."""
        self.in_flight -= 1
        seen, original = self.before.recognise(answer, self.tools.shard.directory)
        intake = self.tools.intake
        receipt = intake.revisit(answer, seen, original) if original else intake.archive(answer)
        answer = seen
        if ask.entry is not None:
            self.before.note(answer, same=original is not None)
        unreached = proxy_failure(answer.status, answer.lowered()) if self.tools.plan.proxy else ""
        hold = 0.0
        with self.tools.shard.transaction():
            if unreached:
                self.replies.enter(receipt, ask, "page" if ask.entry else "robots", ("proxy",))
                self._fail(ask, unreached, f"{ask.url}: HTTP {answer.status}")
            elif ask.entry is None:
                hold = self.replies.take_robots(ask, answer, receipt)
            else:
                hold = self.replies.take_entry(ask, ask.entry, answer, receipt)
                self._watch(ask.domain, "blocked" if answer.status in BLOCKING else "")
            self.tally.keep()
        self._tell("answer", url=answer.url, status=str(answer.status))
        return hold

    def failed(self, ask: Ask, kind: str, detail: str = "") -> None:
        """Take in that a request got no answer: `kind` as `reach.failure_of` names it."""
        self.in_flight -= 1
        with self.tools.shard.transaction():
            self._fail(ask, kind, detail)
            self.tally.keep()
        self._tell("failure", url=ask.url, status=kind, detail=detail)

    def wishes(self) -> list[Wish]:
        """Pages to be shown and scans to be read, each of them in flight until `granted` or `read`."""
        taken, self.beyond.wishes = self.beyond.wishes, []
        self.in_flight += len(taken)
        return taken

    def defer(self, wish: Wish) -> None:
        """Show a page later: there is no time for it now, and others are to be asked meanwhile."""
        self.in_flight -= 1
        self.later.append(wish)

    def deferred(self, domain: str = "") -> list[Wish]:
        """The next page of a domain that waits to be shown, or all there are; in flight again until `granted`."""
        taken = [wish for wish in self.later if domain in ("", wish.entry.domain)][: 1 if domain else None]
        self.later = [wish for wish in self.later if wish not in taken]
        self.in_flight += len(taken)
        return taken

    def granted(self, wish: Wish, done: Rendering) -> None:
        """Take in what a browser showed of a page."""
        self.in_flight -= 1
        with self.tools.shard.transaction():
            self.aftermath.shown(wish, done)
            self.tally.keep()
        self._tell("answer", url=wish.url, status=done.failure.partition(":")[0] or "shown")

    def read(self, wish: Wish, text: str, reader: str) -> None:
        """Take in what was read of a scan."""
        self.in_flight -= 1
        with self.tools.shard.transaction():
            self.aftermath.recognised(wish, text, reader)
            self.tally.keep()
        self._tell("answer", url=wish.url, status="recognised" if text else reader)

    def give_up(self, ask: Ask) -> None:
        """Take back a request that was not made."""
        self.in_flight -= 1
        self.tally.requests -= 1
        if ask.entry is not None:
            self.queue.put_back(ask.entry)

    def conclude(self, *, stopped: bool = False) -> None:
        """Write the row of reach.csv: final, or of an interrupted visit what is known so far."""
        home = self.doorway.home
        if home is None and not stopped:
            home = Home(ReachStatus.HTTP_ERROR, _("nothing was asked"))  # a budget of nothing
        found = conclude(
            self.queue,
            self.outlook,
            home,
            pages=self.tally.pages,
            flags=frozenset(self.tally.flags),
            ended="stopped" if stopped else self.ended,
            home_length=self.doorway.length,
            before=self.before,
        )
        columns: dict[str, str | int] = {"ended_at": now(), "state": "pending" if stopped else "done"}
        if found is not None:
            columns |= {"status": found.status.value, "flags": " ".join(found.flags), "detail": found.detail}
            columns |= {"cure": found.cure, "adequate": int(found.adequacy.whole)}
            columns |= {"search_detail": found.adequacy.detail, "cells": json.dumps(found.adequacy.cells)}
            columns |= {"ended": self.ended, "budget": self.tools.plan.max_pages}
            if self.ended == "unchanged":
                columns |= self.before.carried(self.tools.shard.directory, self.tally.pages, len(self.tally.hosts))
        self.tools.shard.update_target(self.tools.run, self.region.code, **columns)
        self.finished = not stopped
        self._tell("stopped" if stopped else "done", status=found.status.value if found else "")

    # ---- small things -------------------------------------------------------------------------

    def _fail(self, ask: Ask, kind: str, detail: str) -> None:
        if kind == "timeout":
            self.tally.flags.add("slow")
        if ask.entry is None:
            self.gate.shut(set(ask.origins), kind)
        else:
            self.tally.used += ask.entry.kind not in ("sitemap", "probe")
            self.replies.fail(ask.entry, kind, detail)
        if not (ask.entry.kind == GUESS if ask.entry else guessed(ask.url, self.queue)):
            self._watch(ask.domain, "unanswered")

    def _watch(self, domain: str, trouble: str) -> None:
        """Leave a domain alone after too many answers in a row that gave nothing but trouble."""
        self._streaks[domain] = self._streaks.get(domain, 0) + 1 if trouble else 0
        if self._streaks[domain] >= MAX_STREAK:
            self.queue.drop(trouble, domain)

    def _affordable(self) -> bool:
        return self.tally.used + self.in_flight < self.tools.plan.max_pages

    def _unwanted(self, entry: Entry) -> str:
        """Why an entry is not to be asked after all; "" where it is."""
        if entry.kind == GUESS and self.replies.echoes >= MAX_ECHOES:
            return "guess: any name"
        if entry.kind == "document" and self.tally.documents * DOCUMENT_SHARE >= self.tools.plan.max_pages:
            return "documents"
        if entry.kind == "page" and not entry.menu and self.barren.is_spent(entry.url, promising=bool(entry.words)):
            return "alike"
        return forbidden(entry.url, allow_private=self.tools.plan.allow_private, ports=self.scope.ports)

    def _count(self, ask: Ask) -> Ask:
        self.in_flight += 1
        self.tally.requests += 1
        return ask

    def _tell(self, kind: str, url: str = "", status: str = "", detail: str = "") -> None:
        tally = self.tally
        queued = self.queue.waiting if kind in ("answer", "failure") else 0
        left = tally.open_of(self.tools.compass)
        event = Event(kind, self.region.code, url, status, tally.pages, tally.requests, queued, left, detail)
        self.tools.tell(event)
