"""How many requests it takes to find the evidence: `python -m bench.search`.

Fictional regions of 1,500 to 2,500 pages (`bench.web`) are searched with all that a crawl does but the waiting and
the network, and every request counts: robots.txt, sitemaps, probes, redirects, hosts that do not exist. Beside it
stands a plain Scrapy spider, breadth first, on the same regions in the same run. Three templates and some seeds
are tuned on; the other seeds and two more templates, one of another plan, are not. Then a second wave goes over the
same regions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.web import TEMPLATES, Serving, World, build
from crawler.intake import Answer, Intake
from crawler.leads import Leads
from crawler.plan import Plan
from crawler.priorities import Compass
from crawler.replies import Ask
from crawler.visit import Tools, Visit
from rules import ALL
from rules.judge import Judge
from scorecard.opinion import Opinion
from scorecard.reading import Page
from scorecard.rounds import judge_captures
from scorecard.store.database import Store
from scorecard.store.shard import Shard

MARKS = (60, 120, 150, 200, 250)
#: Templates that weights were chosen on, and seeds of them (those to 6 too); the rest of a run is new to them.
TUNED = ("wordpress", "joomla", "portal")
UNTUNED = tuple(template for template in TEMPLATES if template not in TUNED)
TUNED_SEEDS = (1, 2, 3)
#: First of the seeds that nobody looked at while the search was mended.
FRESH = 21
_PLAIN = """
import sys
from urllib.parse import urlsplit
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.linkextractors import LinkExtractor
domain, start, proxy, most = sys.argv[1:]
class Plain(scrapy.Spider):
    name = "plain"
    allowed_domains = [domain]
    custom_settings = {
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "DEPTH_PRIORITY": 1,
        "SCHEDULER_DISK_QUEUE": "scrapy.squeues.PickleFifoDiskQueue", "ROBOTSTXT_OBEY": True,
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue", "CONCURRENT_REQUESTS": 1,
        "CLOSESPIDER_PAGECOUNT": int(most),
    }
    async def start(self):
        yield scrapy.Request(start, meta={"proxy": proxy})
    def parse(self, response):
        if not isinstance(response, scrapy.http.TextResponse):
            return
        for link in LinkExtractor(deny_extensions=[]).extract_links(response):
            yield scrapy.Request(link.url, meta={"proxy": proxy})
process = AsyncCrawlerProcess({"LOG_ENABLED": False})
process.crawl(Plain)
process.start()
"""


@dataclass(slots=True)
class Trial:
    """One region searched: what was asked in which order, and what came of it."""

    world: World
    asked: list[str] = field(default_factory=list)
    sent: int = 0  # bytes of bodies
    findings: Sequence[Mapping[str, Any]] = ()  # rows of findings.csv
    ended: str = ""

    def share(self, requests: int) -> float:
        """Share of the evidence that the first requests brought."""
        evidence = self.world.evidence
        return len(evidence & set(self.asked[:requests])) / len(evidence)

    def cells(self, requests: int) -> float:
        """Share of the indicators with evidence of which the first requests brought a page."""
        seen = set(self.asked[:requests])
        truth = self.world.truth
        return sum(bool(seen & set(urls)) for urls in truth.values()) / len(truth)

    @property
    def outcomes(self) -> dict[str, str]:
        """The findings' outcomes, of indicators that are there."""
        rows = {row["indicator"]: row for row in self.findings if row["indicator"] in self.world.truth}
        return {slug: row["review_reason"] or row["outcome"] for slug, row in rows.items()}


def search(
    worlds: Sequence[World],
    judge: Judge,
    *,
    budget: int = 250,
    opine: Callable[[Page], Opinion] | None = None,
    leads: Leads | None = None,
    folder: Path | None = None,
    before: Path | None = None,
) -> list[Trial]:
    """Search regions one after the other, as one crawl would, without a network; in `folder` the shard stays."""
    if folder is None:
        with TemporaryDirectory() as temporary:
            return search(worlds, judge, budget=budget, opine=opine, leads=leads, folder=Path(temporary))
    words = {slug: judge.woken_by(slug) for slug in judge.rules}
    plan = Plan(max_pages=budget, allow_private=True, before=before)
    trials = []
    with Shard.open(folder, writing=True) as shard:
        shard.begin("r1", [world.region for world in worlds])
        intake = Intake(shard, "r1", plan.user_agent)
        tools = Tools(plan, "r1", shard, intake, Compass(words, leads), opine or judge.opine, lambda _event: None)
        for world in worlds:
            trials.append(_visit(world, tools))
            trials[-1].findings = _findings(world, shard, judge) if opine is None else ()
        intake.close()
    return trials


def _visit(world: World, tools: Tools) -> Trial:
    trial, visit = Trial(world), Visit(world.region, tools)
    visit.start()
    while not visit.finished:
        asks = [ask for domain in visit.domains() if (ask := visit.next(domain)) is not None]
        if not asks:
            visit.rest()
        for ask in asks:
            trial.asked.append(ask.url)
            trial.sent += answer(world, visit, ask)
    trial.ended = visit.ended
    return trial


def answer(world: World, visit: Visit, ask: Ask) -> int:
    """Give a visit what the region says to one request; returns the bytes of its body."""
    host, _, path = ask.url.partition("://")[2].partition("/")
    reply = world.reply(host, f"/{path}")
    if reply is None:
        visit.failed(ask, "dns", f"{ask.url}: dns")
        return 0
    headers = [("Content-Type", reply.kind), ("ETag", reply.etag)]
    headers += [("Location", reply.location)] if reply.location else []
    same = visit.before.conditions(ask.url).get("If-None-Match") == reply.etag
    status, body = (304, b"") if same else (reply.status, reply.body)
    visit.answered(ask, Answer(ask.url, status, tuple(headers), body))
    return len(body)


def _findings(world: World, shard: Shard, judge: Judge) -> Sequence[Mapping[str, Any]]:
    """What the product concludes from the archive."""
    with TemporaryDirectory() as output, Store(Path(output)) as store:
        run = store.begin_run("2026", "crawl", judge.edition.value, {})
        store.save_targets("2026", [world.region])
        reach = next(reach for reach in shard.reach("r1") if reach.region_code == world.region.code)
        judge_captures(store, shard, "r1", world.region, reach, judge, into=run)
        return store.findings("2026")


class Remembering:
    """A judge that judges each address once, for trying many weights on the same regions."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.kept: dict[str, Opinion] = {}

    def __call__(self, page: Page) -> Opinion:
        """As `Judge.opine`, without the hits."""
        if page.url not in self.kept:
            self.kept[page.url] = Opinion(self.judge.opine(page).strengths)
        return self.kept[page.url]


def plain(world: World, most: int) -> Trial:
    """A breadth-first Scrapy spider on the same region, over the loopback server."""
    with Serving([world]) as serving:
        start = world.sites[world.region.website].url("/")
        command = [sys.executable, "-c", _PLAIN, world.region.website.removeprefix("www."), start, serving.proxy]
        subprocess.run([*command, str(most)], check=True)
        return Trial(world, [one.url for one in serving.log])


def needed(trial: Trial, share: float) -> int:
    """Requests after which a share of the evidence was had; all of them where it never was."""
    evidence = set(trial.world.evidence)
    wanted = share * len(evidence)
    seen: set[str] = set()
    for number, url in enumerate(trial.asked, 1):
        seen |= {url} & evidence
        if len(seen) >= wanted:
            return number
    return len(trial.asked)


def show(name: str, trials: Sequence[Trial]) -> None:
    """One line of the curve: shares of the evidence pages, and of the cells in brackets, at each mark."""
    parts = [
        f"{sum(t.share(m) for t in trials) / len(trials):6.1%} ({sum(t.cells(m) for t in trials) / len(trials):4.0%})"
        for m in MARKS
    ]
    spent = sum(len(trial.asked) for trial in trials) / len(trials)
    print(f"{name:28}" + "  ".join(parts) + f"   {spent:4.0f} requests", flush=True)


def show_outcomes(trials: Sequence[Trial]) -> None:
    """What became of the cells that are there: shares wrongly called absent, and missed but saying so."""
    counts = Counter(outcome for trial in trials for outcome in trial.outcomes.values())
    cells = sum(counts.values())
    wrong, told = counts["not_found"] / cells, counts["search_incomplete"] / cells
    print(f"{'':28}wrongly not_found {wrong:.1%}, search_incomplete {told:.1%} of {cells} cells; {dict(counts)}")
    print(f"{'':28}ended: {dict(Counter(trial.ended for trial in trials))}", flush=True)


def show_second(first: Sequence[Trial], second: Sequence[Trial]) -> None:
    """What a second wave over unchanged regions costs of the first, and whether it finds the same."""
    asked = sum(len(t.asked) for t in second) / sum(len(t.asked) for t in first)
    sent = sum(t.sent for t in second) / sum(t.sent for t in first)

    def found(trial: Trial) -> dict[str, str]:
        return {row["indicator"]: row["outcome"] for row in trial.findings}

    same = sum(found(one) == found(other) for one, other in zip(first, second, strict=True))
    print(f"{'  second wave':28}{asked:.0%} of the requests, {sent:.0%} of the bytes, the same findings in", end=" ")
    print(f"{same} of {len(first)} regions", flush=True)


def measure(name: str, worlds: Sequence[World], judge: Judge, budget: int) -> None:
    """The curve, the outcomes and the second wave of some regions."""
    with TemporaryDirectory() as folder:
        first = search(worlds, judge, budget=budget, folder=Path(folder) / "1")
        second = search(worlds, judge, budget=budget, folder=Path(folder) / "2", before=Path(folder) / "1")
    show(name, first)
    show_outcomes(first)
    show_second(first, second)


def main() -> None:
    """Print the curves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2, help="regions of each template that are new to the weights")
    parser.add_argument("--budget", type=int, default=250)
    parser.add_argument("--plain", type=int, default=3000, help="pages for the plain spider; 0 leaves it out")
    options = parser.parse_args()
    judge = Judge(ALL)
    fresh = range(FRESH, FRESH + options.seeds)
    print(f"{'requests':28}" + "  ".join(f"{mark:13}" for mark in MARKS))
    for template in TUNED:
        measure(f"{template}, tuned on", [build(template, seed) for seed in TUNED_SEEDS], judge, options.budget)
        measure(f"{template}, new seeds", [build(template, seed) for seed in fresh], judge, options.budget)
    for template in UNTUNED:
        measure(f"{template}, a new template", [build(template, seed) for seed in fresh], judge, options.budget)
    if options.plain:
        for template in TEMPLATES:
            trials = [plain(build(template, fresh[0]), options.plain)]
            show(f"{template}, plain Scrapy", trials)
            print(
                f"{'':28}{json.dumps({share: needed(trials[0], share) for share in (0.8, 0.95)})} requests for a share"
            )


if __name__ == "__main__":
    main()
