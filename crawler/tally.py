"""What a visit counts: requests, pages, hosts, and how strongly each indicator was seen so far."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from crawler.harvest import Crop
from crawler.priorities import Compass
from scorecard.addresses import authority_of
from scorecard.store.queue import PLAIN, Queue
from scorecard.store.shard import Shard

#: What a file counts for the search whose link names an indicator outright.
PRESUMED: Final = 0.75
#: Flags of reach.csv that are learned on the way; the rest is concluded at the end.
_LEARNED = frozenset({"spam", "slow", "tls_waived"})


@dataclass(slots=True)
class Tally:
    """The counters of one visit, kept in its target's row so that another process can go on."""

    shard: Shard
    run: str
    region_code: str
    requests: int = 0  # everything asked
    used: int = 0  # requests of the page budget: pages, documents, redirects and those that failed
    pages: int = 0  # pages and documents that can be judged
    documents: int = 0
    hosts: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    settled: dict[str, float] = field(default_factory=dict)  # indicator to strength, 0..1

    def recall(self, target: Mapping[str, Any], queue: Queue) -> None:
        """Take up what an earlier process counted."""
        self.settled.update(json.loads(target["settled"]))
        self.requests = target["requests"]
        self.flags = set(str(target["flags"]).split()) & _LEARNED
        counts = queue.counts()
        self.used = sum(counts.get(state, 0) for state in ("done", "moved", "failed"))
        for held in self.shard.captures(self.run, self.region_code):
            self.documents += held.kind == "document"
            if held.judged:
                self.count_page(held.capture.target_uri)

    def count_page(self, url: str) -> None:
        """A page that can be judged."""
        self.pages += 1
        self.hosts.add(authority_of(url))

    def settle(self, crop: Crop) -> float:
        """Take in what the judge saw; returns what is new in it, in cells."""
        gain = 0.0
        for slug, value in crop.strengths.items():
            rise = value - self.settled.get(slug, 0.0)
            if rise > 0:
                self.settled[slug] = value
                gain += rise
        if gain > 0:
            self.shard.remember(self.run, self.region_code, self.settled)
        return gain

    def presume(self, words: Iterable[str]) -> None:
        """A file was fetched that its link names outright: most likely it says so, and the audit will read it."""
        for slug, _, share in (entry.partition(":") for entry in words):
            if float(share) >= PLAIN:
                self.settled[slug] = max(PRESUMED, self.settled.get(slug, 0.0))
        self.shard.remember(self.run, self.region_code, self.settled)

    def open_of(self, compass: Compass) -> int:
        """How many indicators have no strong evidence yet."""
        return len(compass.indicators) - sum(value >= 1 for value in self.settled.values())

    def keep(self) -> None:
        """Write the counters to the target's row."""
        self.shard.update_target(
            self.run,
            self.region_code,
            requests=self.requests,
            pages=self.pages,
            hosts=len(self.hosts),
            flags=" ".join(sorted(self.flags)),
        )
