"""One region's visit: seeds, robots, home page, budget, second pass, and what came of it.

A visit is asked for its next request of a domain and told what came of it; it neither waits nor
fetches. Everything it learns goes to the shard at once, one transaction an answer, so that a visit can
be picked up by another process at any moment.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from crawler.conclusion import conclude
from crawler.gate import Gate, origin_of
from crawler.harvest import Crop, Harvester, Judge
from crawler.intake import BLOCKING, Answer, Intake, Receipt
from crawler.pacing import retry_after
from crawler.plan import Event, Plan
from crawler.priorities import Compass
from crawler.reach import TRANSIENT, Home, failed_home, odd_home, proxy_failure
from crawler.robots import MAX_REDIRECTS
from crawler.sitemap import MAX_DEPTH, MAX_FILES
from crawler.sitemap import parse as parse_sitemap
from scorecard.addresses import Scope, canonicalise, forbidden, key_of, seeds_of, unit_of
from scorecard.archive import now
from scorecard.messages import translate as _
from scorecard.model import ReachStatus, Region
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import Shard

log = logging.getLogger(__name__)
#: Hops of one redirect chain.
MAX_HOPS: Final = 6
#: Times an address is asked again after 429 or 503.
MAX_PATIENCE: Final = 2
#: Failures of one domain in a row after which it is left alone.
MAX_STREAK: Final = 10
#: Share of the budget that files may take.
DOCUMENT_SHARE: Final = 3
HOME, SITEMAP, SEED = 1000.0, 30.0, 12.0


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


@dataclass(frozen=True, slots=True)
class Ask:
    """A request to make: of a frontier entry, or of an origin's robots.txt (then `entry` is None)."""

    url: str
    region_code: str
    entry: Entry | None = None
    origins: frozenset[str] = frozenset()  # whose robots.txt the answer is
    hops: int = 0
    tries: int = 0

    @property
    def domain(self) -> str:
        """Its unit of politeness."""
        return unit_of(self.url)


class Visit:
    """The state of one region's visit."""

    def __init__(self, region: Region, tools: Tools) -> None:
        self.region = region
        self.tools = tools
        self.scope = Scope.of(region)
        self.queue = Queue(tools.shard, tools.run, region.code)
        self.gate = Gate(self.queue)
        self.harvester = Harvester(
            region, self.scope, tools.compass, tools.judge, allow_private=tools.plan.allow_private
        )
        self.home: Home | None = None
        self.in_flight = 0
        self.requests = 0
        self.pages = 0
        self.used = 0
        self.documents = 0
        self.hosts: set[str] = set()
        self.settled: dict[str, float] = {}
        self.flags: set[str] = set()
        self.ended = ""  # why no more is asked: exhausted, budget, stopped
        self.started = False
        self.finished = False
        self.home_length = 0
        self._asks: list[Ask] = []  # robots.txt redirects and retries, before anything queued
        self._patience: dict[str, int] = {}
        self._streaks: dict[str, int] = {}
        self._home_seeds: list[str] = []
        self._passes = 1

    # ---- beginning and going on ---------------------------------------------------------------

    def start(self) -> None:
        """Enter the seeds, or pick up where the last process stopped."""
        target = self.tools.shard.target(self.tools.run, self.region.code)
        self._recall(target)
        if not target["started_at"]:
            self.tools.shard.update_target(self.tools.run, self.region.code, started_at=now())
        self._tell("begun")
        self.started = True
        self._seed_home()
        seeds = [canonicalise(f"http://{name}/") for name in self.scope.own]
        self.queue.add(Entry(url, "seed", SEED, SEED) for url in seeds if url and self.harvester.admits(url))

    def domains(self) -> list[str]:
        """Domains at which something is to be asked now."""
        if self.finished:
            return []
        waiting = [ask.domain for ask in self._asks]
        return list(dict.fromkeys(waiting + (self.queue.domains() if self._affordable() else [])))

    def next(self, domain: str) -> Ask | None:
        """The next request at a domain; None where there is none."""
        for ask in self._asks:
            if ask.domain == domain:
                self._asks.remove(ask)
                return self._count(ask)
        while self._affordable() and (entry := self.queue.take(domain)) is not None:
            if self._refused(entry):
                continue
            verdict = self.gate.verdict(entry.url)
            if verdict == "unknown":
                self.queue.put_back(entry)
                origin = origin_of(entry.url)
                return self._count(Ask(f"{origin}/robots.txt", self.region.code, None, frozenset({origin})))
            if verdict == "open":
                return self._count(Ask(entry.url, self.region.code, entry))
            self._fail(entry, verdict, f"{origin_of(entry.url)}/robots.txt")
        return None

    def rest(self) -> bool:
        """Nothing is left to ask and nothing is in flight: begin a second pass (True) or end the visit (False)."""
        if self.finished or self.in_flight or self.domains():
            return not self.finished
        if self._affordable() and self._passes == 1 and self._second_pass():
            return True
        self.ended = self.ended or ("exhausted" if self._affordable() else "budget")
        self.conclude()
        return False

    # ---- what came of a request ---------------------------------------------------------------

    def answered(self, ask: Ask, answer: Answer) -> float:
        """Take in an answer; returns the seconds for which its domain is to be left alone."""
        self.in_flight -= 1
        failure = proxy_failure(answer.status, dict(_lowered(answer))) if self.tools.plan.proxy else ""
        receipt = self.tools.intake.archive(answer)
        with self.tools.shard.transaction():
            if failure:
                self._enter(receipt, ask, "page" if ask.entry else "robots", ("proxy",))
                self._failed(ask, failure, f"HTTP {answer.status}")
                hold = 0.0
            elif ask.entry is None:
                hold = self._robots_answered(ask, answer, receipt)
            else:
                self._streaks[ask.domain] = 0
                hold = self._entry_answered(ask, ask.entry, answer, receipt)
            self._keep_counts()
        self._tell("answer", url=answer.url, status=str(answer.status))
        return hold

    def failed(self, ask: Ask, kind: str, detail: str = "") -> None:
        """Take in that a request got no answer: `kind` as `reach.failure_of` names it."""
        self.in_flight -= 1
        with self.tools.shard.transaction():
            self._failed(ask, kind, detail)
            self._keep_counts()
        self._tell("failure", url=ask.url, status=kind, detail=detail)

    def give_up(self, ask: Ask) -> None:
        """Take back a request that was not made."""
        self.in_flight -= 1
        if ask.entry is not None:
            self.queue.put_back(ask.entry)

    def conclude(self, *, stopped: bool = False) -> None:
        """Write the row of reach.csv: final, or of an interrupted visit what is known so far."""
        if stopped:
            self.ended = "stopped"
        found = conclude(
            self.queue,
            self.home,
            pages=self.pages,
            flags=frozenset(self.flags),
            ended=self.ended,
            home_length=self.home_length,
        )
        columns: dict[str, str | int] = {"ended_at": now(), "state": "pending" if stopped else "done"}
        if found is not None:
            columns |= {"status": found.status.value, "flags": " ".join(found.flags), "detail": found.detail}
            columns |= {"cure": found.cure, "adequate": int(found.adequate), "search_detail": found.search}
        self.tools.shard.update_target(self.tools.run, self.region.code, **columns)
        self.finished = not stopped
        self._tell("stopped" if stopped else "done", status=found.status.value if found else "")

    # ---- robots.txt ---------------------------------------------------------------------------

    def _robots_answered(self, ask: Ask, answer: Answer, receipt: Receipt) -> float:
        self._enter(receipt, ask, "robots")
        target = canonicalise(answer.location, answer.url) if answer.location else ""
        if target and ask.hops < MAX_REDIRECTS and self._may_ask(target):
            same = ask.origins | ({origin_of(target)} if target.endswith("/robots.txt") else set())
            self._asks.append(Ask(target, self.region.code, None, same, ask.hops + 1, ask.tries))
            return 0.0
        if answer.status in (429, 503) and ask.tries < MAX_PATIENCE and answer.header("retry-after"):
            self._asks.append(replace(ask, tries=ask.tries + 1))
            return retry_after(answer.header("retry-after"))
        rules = self.gate.learn(set(ask.origins), answer.status, answer.decoded()[0])
        self._sitemaps(rules.sitemaps, 0)
        return 0.0

    def _sitemaps(self, urls: tuple[str, ...], level: int) -> None:
        room = MAX_FILES - sum(self.queue.sitemaps().values())
        found = dict.fromkeys(canonicalise(url) for url in urls)
        wanted = [url for url in found if url and self.harvester.admits(url)][: max(0, room)]
        self.queue.add(Entry(url, "sitemap", SITEMAP - level, SITEMAP, hops=level) for url in wanted)

    # ---- entries ------------------------------------------------------------------------------

    def _entry_answered(self, ask: Ask, entry: Entry, answer: Answer, receipt: Receipt) -> float:
        if answer.status in (429, 503) and self._patience.get(entry.url, 0) < MAX_PATIENCE:
            self._enter(receipt, ask, "page", ("blocked",))
            self._patience[entry.url] = self._patience.get(entry.url, 0) + 1
            self.queue.retry(entry)
            return max(retry_after(answer.header("retry-after")), self.tools.plan.delay)
        if entry.kind == "sitemap":
            self._sitemap_answered(entry, answer, receipt, ask)
            return 0.0
        self.used += 1
        if answer.location:
            self._enter(receipt, ask, "redirect")
            self._moved(entry, answer)
        elif answer.status in BLOCKING:
            self._enter(receipt, ask, "page", ("blocked",))
            self._settle_failed(entry, "blocked", f"HTTP {answer.status}")
        elif not 200 <= answer.status < 300:
            self._enter(receipt, ask, "page")
            self._settle_error(entry, answer)
        else:
            self._page_answered(ask, entry, answer, receipt)
        return 0.0

    def _sitemap_answered(self, entry: Entry, answer: Answer, receipt: Receipt, ask: Ask) -> None:
        self._enter(receipt, ask, "sitemap")
        self.queue.settle(entry, "done", "" if answer.status < 300 else f"HTTP {answer.status}")
        target = canonicalise(answer.location, answer.url) if answer.location else ""
        if target and entry.hops < MAX_HOPS and self._may_ask(target):
            if key_of(target) == key_of(entry.url):
                self.queue.redirect_to(entry, target)
            else:
                self._sitemaps((target,), entry.hops + 1)
        if not 200 <= answer.status < 300:
            return
        found = parse_sitemap(answer.decoded()[0])
        if entry.hops < MAX_DEPTH:
            self._sitemaps(found.sitemaps, entry.hops + 1)
        urls = dict.fromkeys(canonicalise(url) for url in found.pages)
        fresh = [url for url in urls if url and not self.queue.knows(url) and self.harvester.admits(url)]
        self.queue.add(self.harvester.price_address(url, self.settled, entry.url) for url in fresh)

    def _page_answered(self, ask: Ask, entry: Entry, answer: Answer, receipt: Receipt) -> None:
        body, _cut = answer.decoded()
        home = entry.kind == "home"
        crop = self.harvester.read(body, answer.url, answer.header("content-type"), home=home)
        self._enter(receipt, ask, crop.kind, (*crop.flags, *(["home"] if home else [])))
        self.queue.settle(entry, "done", crop.condition)
        self.documents += crop.kind == "document"
        if crop.condition:
            self.flags |= {"spam"} if crop.condition == "spam" else set()
            if home:
                self._home_is(odd_home(crop.condition, f"{answer.url}: {crop.condition_words}"))
            return
        self.pages += 1
        self.hosts.add(origin_of(answer.url).partition("://")[2])
        if crop.page is None:
            return
        if home and not self._refreshed_away(entry, crop, answer.url):
            self._home_is(Home(ReachStatus.OK))
            self.home_length = len(crop.page.text)
            self._sitemaps((f"{origin_of(answer.url)}/sitemap.xml",), 0)
        self._harvest(entry, crop)

    def _harvest(self, entry: Entry, crop: Crop) -> None:
        """Queue what a page links to, and let its findings sink the links they settle."""
        if crop.page is None:
            return
        self._settle_indicators(crop)
        found = self.harvester.links(crop.page, self.queue.knows)
        parent = replace(entry, url=crop.page.url)
        strong = any(strength > 0 for strength in crop.strengths.values())
        self.queue.add(self.harvester.price(found, parent, self.settled, found=strong))
        if entry.clicks is not None:
            self.queue.shorten(found.known, entry.clicks + 1)
        self.queue.mention(found.foreign, crop.page.url)

    def _settle_indicators(self, crop: Crop) -> None:
        risen = {slug for slug, value in crop.strengths.items() if value - self.settled.get(slug, 0.0) >= 0.5}
        self.settled |= {slug: max(value, self.settled.get(slug, 0.0)) for slug, value in crop.strengths.items()}
        for slug in sorted(risen):
            queued = self.queue.speaking_of(slug)
            pull = self.tools.compass.pull
            self.queue.reprice({entry.id: entry.base + pull(entry.words, self.settled) for entry in queued})
        if risen:
            self.tools.shard.remember(self.tools.run, self.region.code, self.settled)

    # ---- redirects and failures ---------------------------------------------------------------

    def _moved(self, entry: Entry, answer: Answer) -> None:
        target = canonicalise(answer.location, answer.url)
        if entry.hops >= MAX_HOPS:
            self._settle_failed(entry, "redirects", answer.url)
        elif not target or not self._may_ask(target):
            self.queue.settle(entry, "moved", f"away to {target or answer.location[:200]}")
            if entry.kind == "home":
                self._home_failed(entry, Home(ReachStatus.REDIRECTED_AWAY, target or answer.location[:200]))
            elif target:
                self.queue.mention([(target, "")], answer.url)
        else:
            self._follow(entry, target)

    def _follow(self, entry: Entry, target: str) -> None:
        """Visit what an entry leads to in its place."""
        if key_of(target) == key_of(entry.url):
            if target == entry.url:
                self._settle_failed(entry, "redirects", target)
            else:
                self.queue.redirect_to(entry, target)
            return
        self.queue.settle(entry, "moved", target)
        heir = replace(entry, url=target, hops=entry.hops + 1, parent=entry.url, id=0, attempts=0)
        if not self.queue.add([heir]) and entry.kind == "home":
            self.queue.promote(target, "home", HOME)

    def _refreshed_away(self, entry: Entry, crop: Crop, url: str) -> bool:
        """A home page that is but a meta refresh: follow it as a redirect."""
        page = crop.page
        target = canonicalise(page.refresh) if page is not None and page.refresh else ""
        if page is None or not target or target == url or len(page.text) > 400 or entry.hops >= MAX_HOPS:
            return False
        if self._may_ask(target):
            self._follow(entry, target)
        else:
            self._home_failed(entry, Home(ReachStatus.REDIRECTED_AWAY, target))
        return True

    def _failed(self, ask: Ask, kind: str, detail: str) -> None:
        domain = ask.domain
        self._streaks[domain] = self._streaks.get(domain, 0) + 1
        if ask.entry is None:
            self.gate.shut(set(ask.origins), kind)
        else:
            self.used += ask.entry.kind != "sitemap"
            self._fail(ask.entry, kind, detail)
        if kind == "timeout":
            self.flags.add("slow")
        if self._streaks[domain] >= MAX_STREAK:
            self.queue.drop("unanswered", domain)

    def _fail(self, entry: Entry, kind: str, detail: str) -> None:
        """An entry that cannot be had: forbidden by robots.txt, or without an answer."""
        if kind == "robots":
            self.queue.settle(entry, "skipped", kind)
        else:
            self.queue.settle(entry, "failed", kind)
        if entry.kind == "home":
            self._home_failed(entry, failed_home(kind, detail or entry.url))

    def _settle_failed(self, entry: Entry, why: str, detail: str) -> None:
        self.queue.settle(entry, "failed", why)
        if entry.kind == "home":
            self._home_failed(entry, failed_home(why, detail))

    def _settle_error(self, entry: Entry, answer: Answer) -> None:
        """404 and its like are answers; a server's error is a failure."""
        why = f"HTTP {answer.status}"
        self.queue.settle(entry, "failed" if answer.status >= 500 else "done", why)
        if entry.kind == "home":
            self._home_failed(entry, failed_home("http", f"{answer.url}: {why}"))

    # ---- the home page ------------------------------------------------------------------------

    def _seed_home(self) -> None:
        """Enter the website's address; of a visit picked up, only what was not tried yet remains."""
        seeds = list(seeds_of(self.region.website))
        allowed = [seed for seed in seeds if not self._forbidden(seed)]
        if not allowed:
            why = self._forbidden(seeds[0]) if seeds else ""
            self.home = failed_home("refused", why) if seeds else failed_home("dns", _("no website in the target list"))
        elif self.home is None or self.home.status is not ReachStatus.OK:
            fresh = [seed for seed in allowed[1:] if not self.queue.knows(seed) or key_of(seed) == key_of(allowed[0])]
            self._home_seeds = fresh
            if not self.queue.knows(allowed[0]):
                self._enter_home(allowed[0])

    def _enter_home(self, url: str) -> None:
        self.harvester.admits(url)
        if not self.queue.add([Entry(url, "home", HOME, HOME, clicks=0)]):
            self.queue.promote(url, "home", HOME)

    def _home_is(self, home: Home) -> None:
        self.home = home.or_better(self.home)
        self.tools.shard.update_target(
            self.tools.run, self.region.code, home=self.home.status.value, home_detail=self.home.detail
        )
        if home.status is ReachStatus.OK:
            self._home_seeds = []

    def _home_failed(self, entry: Entry, home: Home) -> None:
        """Note what came of this try and make the next: https, then with or without www."""
        self._home_is(home)
        final = home.status in (ReachStatus.ROBOTS, ReachStatus.BLOCKED, ReachStatus.REDIRECTED_AWAY)
        while self._home_seeds and not final:
            seed = self._home_seeds.pop(0)
            if key_of(seed) != key_of(entry.url):
                self._enter_home(seed)
                return
            if home.status in (ReachStatus.REFUSED, ReachStatus.TIMEOUT, ReachStatus.HTTP_ERROR, ReachStatus.TLS):
                self.queue.redirect_to(entry, seed)
                return

    def _second_pass(self) -> bool:
        """Try once more what may have failed by chance; whether there is anything to try."""
        self._passes = 2
        self.gate.reopen()
        self._streaks.clear()
        revived = self.queue.revive(TRANSIENT)
        home = self.home.status if self.home else None
        if home in (ReachStatus.DNS, ReachStatus.TIMEOUT, ReachStatus.REFUSED):
            seeds = [seed for seed in seeds_of(self.region.website) if not self._forbidden(seed)]
            self._home_seeds = seeds[1:]
            revived += self.queue.requeue(seeds[:1])
        return revived > 0

    # ---- small things -------------------------------------------------------------------------

    def _recall(self, target: Mapping[str, Any]) -> None:
        self.settled = dict(json.loads(target["settled"]))
        if target["home"]:
            self.home = Home(ReachStatus(target["home"]), target["home_detail"])
        self.requests = target["requests"]
        self.flags = set(str(target["flags"]).split()) & {"spam", "slow"}
        counts = self.queue.counts()
        self.used = sum(counts.get(state, 0) for state in ("done", "moved", "failed"))
        for held in self.tools.shard.captures(self.tools.run, self.region.code):
            self.documents += held.kind == "document"
            if held.judged:
                self.pages += 1
                self.hosts.add(origin_of(held.capture.target_uri).partition("://")[2])
                self.harvester.admits(held.capture.target_uri)

    def _affordable(self) -> bool:
        return self.used + self.in_flight < self.tools.plan.max_pages and not self.ended

    def _refused(self, entry: Entry) -> bool:
        """Whether an entry is not to be asked after all; it is settled then."""
        if entry.kind == "document" and self.documents * DOCUMENT_SHARE >= self.tools.plan.max_pages:
            self.queue.settle(entry, "skipped", "documents")
            return True
        if why := self._forbidden(entry.url):
            self.queue.settle(entry, "skipped", why)
            return True
        return False

    def _may_ask(self, url: str) -> bool:
        return self.scope.holds(url) and self.harvester.admits(url)

    def _forbidden(self, url: str) -> str:
        return forbidden(url, allow_private=self.tools.plan.allow_private, ports=self.scope.ports)

    def _enter(self, receipt: Receipt, ask: Ask, kind: str, flags: tuple[str, ...] = ()) -> None:
        clicks = ask.entry.clicks if ask.entry else None
        self.tools.intake.enter(receipt, self.region.code, kind=kind, clicks=clicks, flags=flags)

    def _count(self, ask: Ask) -> Ask:
        self.in_flight += 1
        self.requests += 1
        return ask

    def _keep_counts(self) -> None:
        self.tools.shard.update_target(
            self.tools.run,
            self.region.code,
            requests=self.requests,
            pages=self.pages,
            hosts=len(self.hosts),
            flags=" ".join(sorted(self.flags)),
        )

    def _tell(self, kind: str, url: str = "", status: str = "", detail: str = "") -> None:
        left = len(self.tools.compass.indicators) - sum(value >= 1 for value in self.settled.values())
        queued = self.queue.waiting if kind in ("answer", "failure") else 0
        self.tools.tell(Event(kind, self.region.code, url, status, self.pages, self.requests, queued, left, detail))


def _lowered(answer: Answer) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in answer.headers]
