"""How much room a search has, and where its requests go: `python -m bench.room`.

Whoever knew every link of a region would still have to walk to its evidence: robots.txt of each host, the home page,
pages of links and lists on the way. `fewest` counts such a walk, which takes the path that gives most evidence a
request, again and again; sitemaps are left out, for of what they list nobody can know the evidence without its name.
Beside it stands what the search spent its first requests on.
"""

from __future__ import annotations

import argparse
import heapq
import re
from collections import Counter
from collections.abc import Mapping, Set
from html import unescape
from math import ceil
from typing import Final
from urllib.parse import urljoin, urlsplit

from bench.search import TUNED, TUNED_SEEDS, UNTUNED, Remembering, Trial, search
from bench.web import World, build
from rules import ALL
from rules.judge import Judge
from scorecard.addresses import host_of

_HREF: Final = re.compile(r"href=['\"]([^'\"]*)['\"]")
#: Regions that are looked at of manners that are not tuned on; the fresh seeds of `bench.search` stay unseen.
_UNTUNED_SEEDS: Final = (11, 12, 13)
_MARKS: Final = (120, 250)
#: Links in a page's text from which it is a list.
_LIST: Final = 5
Links = Mapping[str, Set[str]]


def links_of(world: World) -> dict[str, set[str]]:
    """Every page with what it links to; the portal's home page leads to all hosts, for their names may be guessed."""
    found: dict[str, set[str]] = {}
    for site in world.sites.values():
        for path in site.pages:
            url = site.url(path)
            found[url] = {urljoin(url, unescape(link)) for link in _HREF.findall(site.html(path))}
        for path in site.files:
            found.setdefault(site.url(path), set())
    found[_home(world)] |= {site.url("/") for site in world.sites.values()}
    return {url: targets & found.keys() for url, targets in found.items()}


def fewest(links: Links, home: str, evidence: Set[str]) -> list[int]:
    """How many requests a walk that knows all links has made when it has one piece of evidence, two, and so on.

    Greedy, so a few more than the fewest; a host costs one more, for its robots.txt.
    """
    seen, hosts, made = {home}, {host_of(home)}, 2
    had = [made] if home in evidence else []
    left = set(evidence) - seen
    while left and (way := _best(links, seen, hosts, left)):
        for url in way:
            made += 1 + (host_of(url) not in hosts)
            seen.add(url)
            hosts.add(host_of(url))
            if url in left:
                left.remove(url)
                had.append(made)
    return had


def _best(links: Links, seen: Set[str], hosts: Set[str], left: Set[str]) -> list[str]:
    """The way to a page and on to its evidence that gives most a request; none where nothing is left."""
    cost, before = _distances(links, seen, hosts)
    best, chosen = 0.0, ""
    for url in sorted(cost):
        behind = len((links[url] & left) | ({url} & left))
        share = behind / (cost[url] + len((links[url] & left) - {url})) if behind else 0.0
        if share > best:
            best, chosen = share, url
    if not chosen:
        return []
    way, url = [], chosen
    while url not in seen:
        way.append(url)
        url = before[url]
    return [*reversed(way), *sorted((links[chosen] & left) - set(way) - seen)]


def _distances(links: Links, seen: Set[str], hosts: Set[str]) -> tuple[dict[str, int], dict[str, str]]:
    cost, before = dict.fromkeys(seen, 0), dict[str, str]()
    heap = [(0, url) for url in sorted(seen)]
    while heap:
        so_far, url = heapq.heappop(heap)
        if so_far > cost[url]:
            continue
        for target in links[url]:
            new = so_far + 1 + (host_of(target) not in hosts and host_of(target) != host_of(url))
            if new < cost.get(target, new + 1):
                cost[target], before[target] = new, url
                heapq.heappush(heap, (new, target))
    return cost, before


def spent(trial: Trial) -> list[str]:
    """What each request of a trial was for; menus aside, pages are told by what their own text links to."""
    world, kinds = trial.world, []
    known: set[str] = set()
    for url in trial.asked:
        inside = _inside(world, url)
        kinds.append(_kind(world, url, inside, known))
        known |= inside or set()
    return kinds


def _kind(world: World, url: str, inside: Set[str] | None, known: Set[str]) -> str:
    path = urlsplit(url).path
    if url in world.evidence:
        return "evidence"
    if path.endswith(("/robots.txt", "/sitemap.xml")) or host_of(url) not in world.sites:
        return "robots.txt, sitemaps, guessed hosts"
    if inside is None:
        return "files" if path in world.sites[host_of(url)].files else "dead links and the probe"
    if inside & (world.evidence - known):
        return "ways to new evidence"
    return "lists without" if len(inside) >= _LIST else "pages without"


def _inside(world: World, url: str) -> set[str] | None:
    """What the text of a page links to; None where there is no such page."""
    parts = urlsplit(url)
    site = world.sites.get(host_of(url))
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if site is None or path not in site.pages:
        return None
    return {urljoin(url, unescape(link)) for link in _HREF.findall(site.pages[path].body)}


def _home(world: World) -> str:
    return world.sites[world.region.website].url("/")


def main() -> None:
    """Print both for every manner."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    judge = Judge(ALL)
    for template in (*TUNED, *UNTUNED):
        seeds = TUNED_SEEDS if template in TUNED else _UNTUNED_SEEDS
        worlds = [build(template, seed) for seed in seeds]
        for share in (0.8, 0.95):
            print(template, share, [_needed(world, share) for world in worlds], flush=True)
        trials = search(worlds, judge, opine=Remembering(judge))
        for mark in _MARKS:
            counts = Counter(kind for trial in trials for kind in spent(trial)[:mark])
            print(template, mark, {kind: round(n / len(trials), 1) for kind, n in counts.most_common()}, flush=True)


def _needed(world: World, share: float) -> int | None:
    had = fewest(links_of(world), _home(world), world.evidence)
    number = ceil(share * len(world.evidence))
    return had[number - 1] if number <= len(had) else None


if __name__ == "__main__":
    main()
