"""What is to be expected of the addresses that wait, and what alike ones have given so far.

Addresses wait in buckets: those whose links say the same in the same kind of place. A bucket's worth is
the evidence that its words promise of cells still open, times what alike links have given for what they
had promised. Two kinds of likeness are counted: where a link stands (the shape of its page, the place on
it) and what it leads to (the shape of its address). Nothing here is left to chance: the same answers give
the same order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final
from zlib import crc32

from crawler.leads import Weights
from scorecard.store.queue import PLAIN, Entry, Queue

#: Steps in which it is counted how far the words of an indicator are trusted; links are reckoned anew at each.
_STEPS: Final = 50


#: How plainly a headline speaks: however many things it names, what it leads to shows none of them.
NEWS: Final = 4


@dataclass(slots=True)
class Yield:
    """What links of one kind promised and gave, in expected and in real evidence."""

    hoped: float = 0.0
    given: float = 0.0


@dataclass(slots=True)
class Bucket:
    """Addresses that are waited for alike."""

    kinds: tuple[str, ...]
    blank: float
    points: Mapping[str, float]
    promise: float = -1.0  # what the words promise; less than 0: to be reckoned anew, as below
    worth: float = -1.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one visit taught: what its kind of link had promised and gave, in all and by indicator that it spoke of.

    `number` counts the lessons of a visit; `credit` is what the page that led there has of it.
    """

    number: int
    hoped: float
    given: float
    credit: float
    words: Mapping[str, tuple[float, float]]

    def packed(self) -> str:
        """As text, for `unpack`."""
        return json.dumps(asdict(self), separators=(",", ":"))


def unpack(text: str) -> Lesson:
    """What `Lesson.packed` wrote."""
    found = json.loads(text)
    return Lesson(**found | {"words": {slug: (hoped, given) for slug, (hoped, given) in found["words"].items()}})


@dataclass(frozen=True, slots=True)
class Sort:
    """What makes a link like others: where it stands, what it leads to, how plainly it speaks."""

    stands: str
    leads: str
    inside: str  # the list it stands in, "" in menus
    plain: int  # 0 says nothing, 1 names a subject, 2 names the thing, 3 says something else, or NEWS

    @property
    def kinds(self) -> tuple[str, ...]:
        """The likenesses under which its yield is counted."""
        named = (("<", self.stands), (">", self.leads), ("=", self.inside))
        return tuple(f"{crc32(name.encode()):x}{mark}{self.plain}" for mark, name in named if name)


@dataclass(slots=True)
class Outlook:
    """The reckoning of one visit. `settled` is the tally's own mapping and changes under our eyes."""

    weights: Weights
    indicators: frozenset[str]
    settled: Mapping[str, float]
    buckets: dict[str, Bucket] = field(default_factory=dict)
    yields: dict[str, Yield] = field(default_factory=dict)
    words: dict[str, Yield] = field(default_factory=dict)  # by indicator that links spoke of
    _parents: dict[int, tuple[str, ...]] = field(default_factory=dict)  # hash of a visited address -> its kinds
    _users: dict[str, list[Bucket]] = field(default_factory=dict)  # kind or indicator -> buckets
    _pull: dict[str, float] = field(default_factory=dict)  # by indicator, how far its words are trusted now
    _taught: int = 0  # lessons so far

    def bucket(self, sort: Sort, blank: float, words: tuple[str, ...]) -> str:
        """The name of the bucket for a link; `words` are "indicator:share" pairs."""
        return self._enter(" ".join((f"{blank:.3f}", *sort.kinds)), words)

    def _enter(self, head: str, words: tuple[str, ...]) -> str:
        name = f"{head} {crc32(' '.join(words).encode()):x}"
        if name not in self.buckets:
            blank, *kinds = head.split(" ")
            points = {slug: float(share) for slug, _, share in (entry.partition(":") for entry in words)}
            bucket = self.buckets[name] = Bucket(tuple(kinds), float(blank), points)
            for user in (*kinds, *points):
                self._users.setdefault(user, []).append(bucket)
        return name

    def recall(self, name: str, words: tuple[str, ...]) -> None:
        """Take up a bucket that another process named."""
        head = name.rpartition(" ")[0]
        if head:
            self._enter(head, words)

    def worth(self, name: str) -> float:
        """Expected evidence behind an ordinary address of a bucket; 1 for addresses in none."""
        bucket = self.buckets.get(name)
        if bucket is None:
            return 1.0
        if bucket.worth < 0:
            if bucket.promise < 0:
                bucket.promise = self.promise(bucket)
            bucket.worth = bucket.promise * self.experience(bucket.kinds)
        return bucket.worth

    def expected(self, entries: Iterable[Entry]) -> float:
        """Evidence behind those of some links that name what is sought."""
        return sum(entry.priority * self.worth(entry.bucket) for entry in entries if _is_plain(entry.words))

    def promise(self, bucket: Bucket) -> float:
        """What the words of a bucket promise of the cells still open."""
        pull = self._pull
        total = 0.0
        for slug, share in bucket.points.items():
            if slug not in pull:
                pull[slug] = self.trust(slug)
            total += share * pull[slug] * self.openness(slug, share)
        return bucket.blank + min(total, self.weights.most)

    def openness(self, slug: str, share: float = 0.0) -> float:
        """How much a cell still asks for evidence, 0..1; a link that names the thing may be a second page of it."""
        least = self.weights.second if share >= PLAIN else self.weights.settled
        return max(least, 1.0 - self.settled.get(slug, 0.0))

    def trust(self, slug: str) -> float:
        """What links that speak of an indicator gave for what they promised, 0..1, in steps."""
        seen = self.words.get(slug)
        if seen is None:
            return 1.0
        return round((self.weights.trust + seen.given) / (self.weights.trust + seen.hoped) * _STEPS) / _STEPS

    def experience(self, kinds: Iterable[str]) -> float:
        """What alike links gave for what they promised; 1 where none was visited."""
        hoped = given = self.weights.prior
        for kind in kinds:
            seen = self.yields.get(kind)
            if seen is not None:
                hoped += seen.hoped
                given += seen.given
        return min(self.weights.greatest, max(self.weights.least, given / hoped))

    def learn(self, entry: Entry, gain: float, led: float = 0.0) -> Lesson:
        """Take in what an address gave, in cells newly shown; the page that led there has its share.

        `led` is what is to be expected of links found there that name what is sought: a page of links that has kept
        its promise so is not blamed for showing nothing itself.
        """
        bucket = self.buckets.get(entry.bucket)
        hoped = given = 0.0
        words: Mapping[str, tuple[float, float]] = {}
        if bucket is not None:
            hoped = self.promise(bucket) * entry.priority
            given = gain + min(max(0.0, hoped - gain), led)
            words = self._spoken_of(bucket, entry.priority, gain)
        lesson = Lesson(self._taught + 1, hoped, given, gain * self.weights.credit, words)
        self.take(entry, lesson)
        return lesson

    def take(self, entry: Entry, lesson: Lesson) -> None:
        """Take in a lesson, learned now or by an earlier process."""
        self._taught = lesson.number
        bucket = self.buckets.get(entry.bucket)
        if bucket is not None:
            self._parents[hash(entry.url)] = bucket.kinds
            for slug, (hoped, given) in lesson.words.items():
                self._trust(slug, hoped, given)
            self._count(bucket.kinds, lesson.hoped, lesson.given)
        if lesson.credit > 0 and (kinds := self._parents.get(hash(entry.parent))):
            self._count(kinds, 0.0, lesson.credit)

    def _spoken_of(self, bucket: Bucket, priority: float, gain: float) -> dict[str, tuple[float, float]]:
        """Whether links that speak of an indicator lead to it; a gain is shared among those that were spoken of."""
        hoped = {slug: share * self.openness(slug, share) * priority for slug, share in bucket.points.items()}
        total = sum(hoped.values())
        kept = min(1.0, gain / total) if total > 0 else 0.0
        return {slug: (value, value * kept) for slug, value in hoped.items()}

    def _trust(self, slug: str, hoped: float, given: float) -> None:
        word = self.words.setdefault(slug, Yield())
        word.hoped += hoped
        word.given += given
        if self.trust(slug) != self._pull.get(slug):
            self._pull.pop(slug, None)
            for user in self._users.get(slug, ()):
                user.promise = user.worth = -1.0

    def _count(self, kinds: Iterable[str], hoped: float, given: float) -> None:
        for kind in kinds:
            seen = self.yields.setdefault(kind, Yield())
            seen.hoped += hoped
            seen.given += given
            for bucket in self._users.get(kind, ()):
                bucket.worth = -1.0

    def reconsider(self) -> None:
        """Reckon all buckets anew: a cell was settled."""
        self._pull.clear()
        for bucket in self.buckets.values():
            bucket.promise = bucket.worth = -1.0

    def left(self, queue: Queue) -> dict[str, float]:
        """By indicator, the evidence that is to be expected among the addresses that wait."""
        found = dict.fromkeys(self.indicators, 0.0)
        share = 1 / max(1, len(self.indicators))
        blank = 0.0
        for name, mass in queue.masses().items():
            bucket = self.buckets.get(name)
            if bucket is None:
                continue
            expected = mass * self.experience(bucket.kinds)
            blank += expected * bucket.blank * share
            for slug, points in bucket.points.items():
                if slug in found:
                    found[slug] += expected * points
        return {slug: value + blank for slug, value in found.items()}


def _is_plain(words: Iterable[str]) -> bool:
    return any(float(word.rpartition(":")[2]) >= PLAIN for word in words)
