"""How many requests it takes to find the evidence: `python -m bench.search`.

Fictional regions of 1,500 to 2,500 pages (`bench.web`) are searched with everything a crawl does but the waiting,
and every request counts: robots.txt, sitemaps, probes, redirects, hosts that do not exist. Beside it stands a plain
Scrapy spider, breadth first, on the same regions in the same run.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.web import World, build
from crawler.intake import Answer, Intake
from crawler.leads import Leads
from crawler.plan import Plan
from crawler.priorities import Compass
from crawler.visit import Tools, Visit
from rules import ALL
from rules.judge import Judge
from scorecard.archive import read_at
from scorecard.audit import RegionAudit, Response
from scorecard.model import Finding
from scorecard.opinion import Opinion
from scorecard.reading import Page
from scorecard.store.shard import Shard

MARKS = (60, 120, 150, 200, 250)


@dataclass(slots=True)
class Trial:
    """One region searched: what was asked in which order, and what came of it."""

    world: World
    asked: list[str] = field(default_factory=list)
    findings: Sequence[Finding] = ()
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
    def wrong(self) -> list[str]:
        """Indicators called not_found that are there."""
        return [
            one.indicator for one in self.findings if one.outcome == "not_found" and one.indicator in self.world.truth
        ]


def search(
    worlds: Sequence[World],
    judge: Judge,
    *,
    budget: int = 250,
    opine: Callable[[Page], Opinion] | None = None,
    leads: Leads | None = None,
) -> list[Trial]:
    """Search regions one after the other, as one crawl would, without a network."""
    words = {slug: judge.woken_by(slug) for slug in judge.rules}
    plan = Plan(max_pages=budget, allow_private=True)
    trials = []
    with TemporaryDirectory() as folder, Shard.open(Path(folder), writing=True) as shard:
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
            host, _, path = ask.url.partition("://")[2].partition("/")
            reply = world.reply(host, f"/{path}")
            if reply is None:
                visit.failed(ask, "dns", f"{ask.url}: dns")
                continue
            headers = [("Content-Type", reply.kind), ("ETag", reply.etag)]
            headers += [("Location", reply.location)] if reply.location else []
            visit.answered(ask, Answer(ask.url, reply.status, tuple(headers), reply.body))
    trial.ended = visit.ended
    return trial


def _findings(world: World, shard: Shard, judge: Judge) -> Sequence[Finding]:
    audit = RegionAudit(world.region, judge)
    for entry in shard.captures("r1", world.region.code):
        if entry.kind not in ("robots", "sitemap"):
            found = read_at(shard.directory / entry.file, entry.offset, entry.length)
            location = found.header("location") if 300 <= found.status < 400 else ""
            audit.take(Response(entry.capture, found.body, location))
    reach = next(reach for reach in shard.reach("r1") if reach.region_code == world.region.code)
    return audit.conclude(reach, shard.search("r1", world.region.code))


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


def show(name: str, trials: Sequence[Trial]) -> None:
    """One line of the curve: shares of the evidence pages, and of the cells in brackets, at each mark."""
    parts = [
        f"{sum(t.share(m) for t in trials) / len(trials):6.1%} ({sum(t.cells(m) for t in trials) / len(trials):4.0%})"
        for m in MARKS
    ]
    spent = sum(len(trial.asked) for trial in trials) / len(trials)
    print(f"{name:24}" + "  ".join(parts) + f"   {spent:4.0f} requests", flush=True)


def main() -> None:
    """Print the curves."""
    judge = Judge(ALL)
    seeds = range(1, 1 + int(sys.argv[1]) if len(sys.argv) > 1 else 4)
    print(" " * 24 + "  ".join(f"{mark:13}" for mark in MARKS))
    for template in ("wordpress", "joomla", "portal", "opaque"):
        trials = search([build(template, seed) for seed in seeds], judge, budget=250)
        show(template, trials)
        outcomes = Counter(
            str(one.outcome) for trial in trials for one in trial.findings if one.indicator in trial.world.truth
        )
        print("   ", dict(outcomes), "wrong", sum(len(trial.wrong) for trial in trials))


if __name__ == "__main__":
    main()
