"""What an answer means: a page to read, a redirect to follow, a sitemap, robots.txt, or a failure.

Runs inside the transaction that also enters the capture, so that an answer is taken in whole or not
at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from crawler.barren import FRUITFUL, Barren
from crawler.before import Before
from crawler.beyond import WAITING, Beyond
from crawler.doorway import HOME, Doorway
from crawler.gate import Gate, origin_of
from crawler.harvest import Crop, Harvester
from crawler.hosts import GUESS, guesses
from crawler.intake import BLOCKING, Answer, Intake, Receipt
from crawler.outlook import Outlook
from crawler.pacing import retry_after
from crawler.pricing import Pricing
from crawler.reach import Home, failed_home, odd_home
from crawler.robots import MAX_REDIRECTS
from crawler.sitemap import MAX_DEPTH, MAX_FILES
from crawler.sitemap import parse as parse_sitemap
from crawler.tally import Tally
from scorecard.addresses import canonicalise, host_of, key_of, unit_of
from scorecard.model import ReachStatus
from scorecard.reading.likeness import alike, missing_path, words_of
from scorecard.store.queue import Entry, Queue

#: Hops of one redirect chain.
MAX_HOPS: Final = 6
#: Times an address is asked again after 429 or 503.
MAX_PATIENCE: Final = 2
#: Answers that ask for patience.
LATER: Final = frozenset({429, 503})
#: Longest text of a home page that is nothing but a meta refresh.
REFRESH_TEXT: Final = 400
SITEMAP: Final = 30.0
#: Addresses from which sitemaps show what those of the region are like.
MANY: Final = 20
#: Where fewer of the addresses than one in so many name a thing, sitemaps are quiet.
SPEAKING: Final = 20
#: Priority of the address that cannot exist: asked right after the home page.
PROBE: Final = 40.0
#: Failures of a named host's http address after which https is tried.
OTHER_SCHEME: Final = frozenset({"refused", "timeout", "lost"})


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


@dataclass(slots=True)
class Replies:
    """Takes in the answers of one visit. `asks` is what is to be asked before anything queued."""

    queue: Queue
    gate: Gate
    harvester: Harvester
    doorway: Doorway
    tally: Tally
    intake: Intake
    asks: list[Ask]
    patience: dict[str, int]
    barren: Barren
    pricing: Pricing
    beyond: Beyond
    before: Before = field(default_factory=Before)
    echoes: int = 0  # guessed hosts that answered and are none: a server that answers to any name
    home_words: frozenset[str] = frozenset()  # of the home page, to tell a host that only repeats it

    @property
    def outlook(self) -> Outlook:
        """What is to be expected of the addresses that wait."""
        return self.pricing.outlook

    # ---- robots.txt and sitemaps --------------------------------------------------------------

    def take_robots(self, ask: Ask, answer: Answer, receipt: Receipt) -> float:
        """An answer to robots.txt; returns the seconds its domain is to be left alone."""
        self.enter(receipt, ask, "robots")
        target = self._target(answer)
        if target and ask.hops < MAX_REDIRECTS and self.harvester.admits(target):
            theirs = {origin_of(target)} if target.endswith("/robots.txt") else set()
            self.asks.append(replace(ask, url=target, origins=ask.origins | theirs, hops=ask.hops + 1))
            return 0.0
        if answer.status in LATER and ask.tries < MAX_PATIENCE and answer.header("retry-after"):
            self.asks.append(replace(ask, tries=ask.tries + 1))
            return retry_after(answer.header("retry-after"))
        rules = self.gate.learn(set(ask.origins), answer.status, answer.decoded()[0])
        self.queue_sitemaps(rules.sitemaps, 0)
        return 0.0

    def queue_sitemaps(self, urls: Iterable[str], level: int) -> None:
        """Queue sitemap files, as many as a region may have."""
        room = max(0, MAX_FILES - sum(self.queue.sitemaps().values()))
        found = dict.fromkeys(canonicalise(url) for url in urls)
        wanted = [url for url in found if url and self.harvester.admits(url)][:room]
        waits = not level and not self.before.was and self._quiet()  # a later wave may end when it has read them
        first = self.pricing.compass.weights.quiet if waits else SITEMAP - level
        self.queue.add(Entry(url, "sitemap", first, SITEMAP, hops=level) for url in wanted)

    def take_sitemap(self, entry: Entry, answer: Answer) -> None:
        """An answer to a sitemap: further sitemaps, or addresses to visit."""
        good = 200 <= answer.status < 300
        self.queue.settle(entry, "done", "" if good else f"HTTP {answer.status}")
        target = self._target(answer)
        if target and entry.hops < MAX_HOPS and self.harvester.admits(target):
            if key_of(target) == key_of(entry.url) and target != entry.url:
                self.queue.redirect_to(entry, target)
            else:
                self.queue_sitemaps([target], entry.hops + 1)
        if not good:
            return
        found = parse_sitemap(answer.decoded()[0])
        if entry.hops < MAX_DEPTH:
            self.queue_sitemaps(found.sitemaps, entry.hops + 1)
        urls = dict.fromkeys(canonicalise(url) for url in found.pages)
        injected = [(url, words) for url in urls if (words := self.harvester.offers(url))]
        if injected:
            self.tally.flags.add("spam")
            self.queue.settle(entry, "done", f"spam: {injected[0][1]}")
            for url, _words in injected:
                urls.pop(url)
        fresh = [url for url in urls if url and not self.queue.knows(url) and self.harvester.admits(url)]
        self.queue.add(self.pricing.address(url, entry.url) for url in fresh)

    def _quiet(self) -> bool:
        """Whether the addresses that sitemaps gave name nothing: those of other hosts hardly will."""
        listed, speaking = self.queue.listed()
        return listed >= MANY and speaking * SPEAKING < listed

    # ---- pages --------------------------------------------------------------------------------

    def take_entry(self, ask: Ask, entry: Entry, answer: Answer, receipt: Receipt) -> float:
        """An answer to a frontier entry; returns the seconds its domain is to be left alone."""
        if answer.status in LATER and self.patience.get(entry.url, 0) < MAX_PATIENCE:
            self.enter(receipt, ask, "page", ("blocked",))
            self.patience[entry.url] = self.patience.get(entry.url, 0) + 1
            self.queue.retry(entry)
            return retry_after(answer.header("retry-after"))
        if entry.kind == "sitemap":
            self.enter(receipt, ask, "sitemap")
            self.take_sitemap(entry, answer)
            return 0.0
        if entry.kind == "probe":
            self.enter(receipt, ask, "probe")
            self._learn_missing(entry, answer, receipt)
            return 0.0
        self.tally.used += 1
        if answer.location:
            self.enter(receipt, ask, "redirect")
            self._moved(entry, answer)
        elif answer.status in BLOCKING:
            self.enter(receipt, ask, "page", ("blocked",))
            self.fail(entry, "blocked", f"{answer.url}: HTTP {answer.status}")
        elif 200 <= answer.status < 300:
            self._take_page(ask, entry, answer, receipt)
        else:
            self.enter(receipt, ask, "page")
            self._take_error(entry, answer)
        return 0.0

    def _take_page(self, ask: Ask, entry: Entry, answer: Answer, receipt: Receipt) -> None:
        body, cut = answer.decoded()
        home = entry.kind == "home"
        crop = self.harvester.read(body, answer.url, answer.header("content-type"), home=home)
        fruitful = any(crop.strengths.values())
        given = (("home", home), ("cut", cut and not answer.truncated), (FRUITFUL, fruitful))
        marks = [name for name, holds in given if holds]
        refreshed = home and not crop.condition and self._refreshed(entry, crop)
        self.enter(receipt, ask, "redirect" if refreshed else crop.kind, (*crop.flags, *marks))
        self.keep_look(receipt, crop)
        if refreshed:
            self.queue.settle(entry, "moved", "refresh")
            return
        beyond = self.beyond.wants(entry, receipt, body, crop)
        if beyond and crop.condition:
            crop = replace(crop, condition="", condition_words="")  # its scripts will tell what it is
        why = WAITING if beyond else crop.condition
        self.queue.settle(entry, "done", f"spam: {crop.condition_words}" if crop.condition == "spam" else why)
        self.tally.documents += crop.kind == "document"
        if crop.condition:
            self.tally.flags |= {"spam"} & {crop.condition}
            if home:
                self.doorway.failed(entry, odd_home(crop.condition, f"{answer.url}: {crop.condition_words}"))
            return
        self.tally.count_page(answer.url)
        if not beyond:
            self.barren.count(answer.url, fruitful)
        if home:
            self.doorway.note(answer.url, Home(ReachStatus.OK))
            self.doorway.length = len(crop.page.text) if crop.page else 0
            self.queue_sitemaps([f"{origin_of(answer.url)}/sitemap.xml"], 0)
            missing = f"{origin_of(answer.url)}{missing_path(host_of(answer.url))}"
            self.queue.add([Entry(missing, "probe", PROBE, PROBE)])
            self.home_words = words_of(crop.page) if crop.page else frozenset()
        if entry.kind == GUESS and self._mirrors(entry, crop):
            self.echoes += 1
            return
        self.harvest(entry, crop)
        if home:
            self.queue.add(guesses(self.harvester, self.pricing, answer.url))

    def harvest(self, entry: Entry, crop: Crop) -> None:
        """Queue what a page links to, and let its findings sink the links they settle."""
        if crop.page is None:
            self.tally.presume(entry.words)
            self.outlook.reconsider()
            return
        gain = self.tally.settle(crop)
        self.queue.note_gain(entry, gain)
        if gain > 0:
            self.outlook.reconsider()
        links = self.harvester.links(crop.page, self.queue.knows)
        if links.spam:
            self.tally.flags.add("spam")
            self.queue.settle(entry, "done", f"spam: {links.spam}")
        strong = any(strength > 0 for strength in crop.strengths.values())
        for url in links.fresh:
            self.before.meet(url)
        made = self.pricing.entries(crop.page, links.fresh, entry, found=strong, again=links.again, rests=crop.rests)
        better = self.queue.improve(one for one in made if one.url in links.again)
        told = [one for one in made if one.url in links.fresh or one.url in better]
        if entry.kind != "home":
            self.learn(entry, gain, self.outlook.expected(told))
        self.queue.add(one for one in made if one.url in links.fresh)
        if entry.clicks is not None:
            self.queue.shorten(links.known, entry.clicks + 1)
        self.queue.mention(links.foreign, crop.page.url)
        self.queue.note_storage(links.storage, crop.page.url, None if entry.clicks is None else entry.clicks + 1)

    def learn(self, entry: Entry, gain: float, led: float = 0.0) -> None:
        """Let an answer teach the search, and keep what it taught."""
        self.queue.note_lesson(entry, self.outlook.learn(entry, gain, led).packed())

    def _mirrors(self, entry: Entry, crop: Crop) -> bool:
        """Whether a guessed host only shows the home page again, as servers do that answer to any name."""
        if crop.page is None or not alike(self.home_words, words_of(crop.page)):
            self.harvester.admits(entry.url)
            return False
        self.learn(entry, 0.0)
        self.queue.settle(entry, "done", "mirror")
        return True

    def _learn_missing(self, entry: Entry, answer: Answer, receipt: Receipt) -> None:
        """What the site answers to an address that cannot exist; pages like it are soft 404s."""
        words: frozenset[str] = frozenset()
        if 200 <= answer.status < 300:
            crop = self.harvester.read(answer.decoded()[0], answer.url, answer.header("content-type"), home=False)
            words = words_of(crop.page) if crop.page is not None else words
            self.harvester.missing[host_of(entry.url)] = words
            self.beyond.wants(entry, receipt, answer.decoded()[0], crop)
        self.queue.settle(entry, "done", " ".join(sorted(words))[:20_000])

    def _take_error(self, entry: Entry, answer: Answer) -> None:
        """404 and its like are answers; a server's error is a failure."""
        why = f"HTTP {answer.status}"
        self.queue.settle(entry, "failed" if answer.status >= 500 else "done", why)
        self.learn(entry, 0.0)
        self.echoes += entry.kind == GUESS
        if entry.kind == "home":
            self.doorway.failed(entry, failed_home("http", f"{answer.url}: {why}"))

    # ---- redirects and failures ---------------------------------------------------------------

    def _moved(self, entry: Entry, answer: Answer) -> None:
        target = self._target(answer)
        if entry.hops >= MAX_HOPS or target == entry.url:
            self.fail(entry, "redirects", f"{answer.url}: {MAX_HOPS}")
        elif not target or not self.harvester.admits(target):
            away = target or answer.location[:200]
            self.queue.settle(entry, "moved", away)
            if entry.kind == "home":
                self.doorway.failed(entry, Home(ReachStatus.REDIRECTED_AWAY, f"{entry.url} -> {away}"))
            elif target:
                self.queue.mention([(target, "")], answer.url)
        else:
            self.follow(entry, target)

    def follow(self, entry: Entry, target: str) -> None:
        """Visit what an entry leads to in its place."""
        if key_of(target) == key_of(entry.url):
            self.queue.redirect_to(entry, target)
            return
        self.queue.settle(entry, "moved", target)
        heir = replace(entry, url=target, hops=entry.hops + 1, parent=entry.url, id=0, attempts=0)
        if not self.queue.add([heir]) and entry.kind == "home" and not self.queue.promote(target, "home", HOME):
            self.doorway.failed(entry, failed_home("redirects", f"{entry.url} -> {target}"))

    def _refreshed(self, entry: Entry, crop: Crop) -> bool:
        """Whether a home page was but a meta refresh, which is followed as a redirect."""
        page = crop.page
        target = canonicalise(page.refresh) if page is not None and page.refresh else ""
        if page is None or not target or target == entry.url or entry.hops >= MAX_HOPS:
            return False
        if len(page.text) > REFRESH_TEXT:
            return False
        if self.harvester.admits(target):
            self.follow(entry, target)
        else:
            self.doorway.failed(entry, Home(ReachStatus.REDIRECTED_AWAY, f"{entry.url} -> {target}"))
        return True

    def fail(self, entry: Entry, why: str, detail: str) -> None:
        """An entry that cannot be had: forbidden by robots.txt, refused, or without an answer."""
        if entry.kind == GUESS:
            self.learn(entry, 0.0)
            self.queue.settle(entry, "skipped", f"guess: {why}")
            return
        if entry.kind == "seed" and why in OTHER_SCHEME and entry.url.startswith("http://"):
            self.queue.redirect_to(entry, entry.url.replace("http://", "https://", 1))
            return
        self.queue.settle(entry, "skipped" if why == "robots" else "failed", why)
        if entry.kind == "home":
            self.doorway.failed(entry, failed_home(why, detail))

    def enter(self, receipt: Receipt, ask: Ask, kind: str, flags: tuple[str, ...] = ()) -> None:
        """Write the capture's row."""
        clicks = ask.entry.clicks if ask.entry else None
        self.intake.enter(receipt, self.queue.region_code, kind=kind, clicks=clicks, flags=flags)

    def keep_look(self, receipt: Receipt, crop: Crop) -> None:
        """Keep what the judge saw, for the verdict."""
        if crop.look is not None:
            record_id = receipt.location.record_id
            self.queue.shard.keep_look(self.queue.run, self.queue.region_code, record_id, crop.judge, crop.look)

    @staticmethod
    def _target(answer: Answer) -> str:
        return canonicalise(answer.location, answer.url) if answer.location else ""
