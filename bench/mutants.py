"""Switch off single conditions of the rules and see whether a fixture fails: `python -m bench.mutants [--rule SLUG]`.

One condition at a time is changed in memory: a refusal (`if ...: continue`) never happens; a branch is never or
always taken; of several joined by `and` or `or` one is dropped; a filter of a comprehension lets all through. With
`--limits`, numbers in comparisons are also doubled and halved. Then the fixtures on which that condition goes the
way that is now barred, in all the shapes on record (`bench/variants.py`, `bench/edits.py`), are judged again. A mutant
that changes no hit of any of them survives: the condition is untested, or not needed. The share caught is printed for
each module and for all; behind it, how many change the claim or the quote of a fixture as it stands.

All conditions are tried; `--sample N --seed S` takes N by chance. `--processes` shares the fixtures out.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Final

from bench import edits
from bench.conditions import Mutant, Probes, Way, function_of, modules, mutants
from bench.fixtures import Fixture
from bench.variants import PLAIN, account, pages, pairs
from rules import ALL
from rules.judge import Judge
from scorecard.accuracy import shown
from scorecard.reading import Page
from scorecard.reading.memory import forget
from scorecard.reading.words import Seen

#: What a page keeps of its own reading; all else that it keeps was said by rules and is asked anew.
_OF_READING: Final[Sequence[str]] = ("folded", "script", "tabled", "link bounds", "link spans")
#: A mutant that has not answered by then does something else than the rule: seconds a page.
_PATIENCE: Final = 3.0


@dataclass(eq=False)
class Ready:
    """A variant of a fixture, read and looked at once, so that only a rule runs again. `said` is on record."""

    fixture: Fixture
    variant: str
    page: Page
    seen: Seen
    readings: dict[str, Any]
    said: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fixture and its variant."""
        return f"{self.fixture.slug}/{self.fixture.path.name}, {self.variant}"

    def account(self, check: Callable[[Page, Seen], Any]) -> list[tuple[str, ...]]:
        """What its rule says of it now; a rule that fails says nothing, as it does of any page."""
        self.page.readings = dict(self.readings)
        try:
            return account(check(self.page, self.seen))
        except Exception as error:  # noqa: BLE001 - a mutant may raise anything
            return [(type(error).__name__,)]

    def fault(self, check: Callable[[Page, Seen], Any]) -> bool:
        """Whether the fixture's own claim or quote is wrong now."""
        self.page.readings = dict(self.readings)
        try:
            return bool(self.fixture.fault(check(self.page, self.seen)))
        except Exception:  # noqa: BLE001 - a mutant may raise anything
            return True


class Bench:
    """The rules with every variant of their fixtures, ready to be judged again and again."""

    def __init__(self, slugs: Sequence[str] = ()) -> None:
        judges = {str(rule.INDICATOR): Judge([rule]) for rule in ALL}
        self.checks = {str(rule.INDICATOR): rule.check for rule in ALL}
        self.by_way: dict[Way, list[Ready]] = defaultdict(list)
        self._forgets = [forget, *_caches()]
        with Probes() as probes:
            for before, fixture in pairs():
                if not slugs or fixture.slug in slugs:
                    for variant, page in pages(fixture, before):
                        self._add(fixture, variant, page, judges[fixture.slug], probes)
            for row, fixture, page in edits.pages(slugs):
                self._add(fixture, row["edits"], page, judges[fixture.slug], probes)

    def _add(self, fixture: Fixture, variant: str, page: Page, judge: Judge, probes: Probes) -> None:
        seen = judge.vocabulary.look(page).get(fixture.slug)
        if seen is None:
            return
        kept: dict[str, Any] = {key: page.readings[key] for key in _OF_READING if key in page.readings}
        ready = Ready(fixture, variant, page, seen, kept)
        self._forget()
        probes.gone.clear()
        ready.said = ready.account(self.checks[fixture.slug])
        for way in probes.gone:
            self.by_way[way].append(ready)

    def _forget(self) -> None:
        for clear in self._forgets:
            clear()

    def catches(self, mutant: Mutant) -> str:
        """The variant of a fixture that a mutant changes; "" where it changes none."""
        return self._first(mutant, self.reached_by(mutant), self._differs)

    def fails(self, mutant: Mutant) -> str:
        """The fixture whose own claim or quote a mutant makes wrong; "" where there is none."""
        plain = [ready for ready in self.reached_by(mutant) if ready.variant == PLAIN]
        return self._first(mutant, plain, lambda ready: ready.fault(self.checks[ready.fixture.slug]))

    def reached_by(self, mutant: Mutant) -> list[Ready]:
        """The pages on which a mutated condition goes the way that is barred now, plain ones first."""
        found = dict.fromkeys(ready for way in mutant.ways for ready in self.by_way.get(way, ()))
        return sorted(found, key=lambda ready: ready.variant != PLAIN)

    def _differs(self, ready: Ready) -> bool:
        return ready.account(self.checks[ready.fixture.slug]) != ready.said

    def _first(self, mutant: Mutant, readies: Sequence[Ready], shows: Callable[[Ready], bool]) -> str:
        function = function_of(mutant.module, mutant.function)
        whole, function.__code__ = function.__code__, mutant.code
        try:
            for ready in readies:
                self._forget()
                try:
                    with _Patience():
                        if shows(ready):
                            return ready.name
                except TimeoutError:
                    return f"{ready.name}: never ends"
        finally:
            function.__code__ = whole
        return ""


class _Patience:
    """Ends a mutant that would run for ever."""

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._end)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    @staticmethod
    def _end(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError


def _caches() -> list[Callable[[], None]]:
    """What empties every cache of the rules; the registry of regions is not theirs to change."""
    return [
        value.cache_clear
        for name, module in sorted(sys.modules.items())
        if name.startswith("rules.")
        for key, value in vars(module).items()
        if hasattr(value, "cache_clear") and value.__module__ == name and key != "_known"
    ]


@dataclass
class Tried:
    """What became of a mutant: pages reached, the first that it changed, the first fixture that it made fail."""

    reached: int
    caught: str
    failed: str


def main() -> None:
    """Print the share caught and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rule", action="append", default=[], metavar="SLUG", help="only this rule's own module")
    parser.add_argument("--module", action="append", default=[], metavar="PATH", help="only this module")
    parser.add_argument("--sample", type=int, default=0, help="that many mutants by chance; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limits", action="store_true", help="numbers in comparisons too")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    only = {f"{slug}.py" for slug in options.rule}
    paths = [path for path in modules() if not only or Path(path).name in only]
    paths = [path for path in paths if not options.module or path in options.module]
    chosen = choose(paths, limits=options.limits, sample=options.sample, seed=options.seed)
    slugs = options.rule or [str(rule.INDICATOR) for rule in ALL]
    shares = [slugs[start :: options.processes] for start in range(options.processes) if slugs[start:]]
    with ProcessPoolExecutor(len(shares)) as pool:
        tried = list(pool.map(partial(try_all, paths, chosen, options.limits), shares))
    made = [mutant for mutant in _made(paths, options.limits) if _key(mutant) in chosen]
    report(made, [[one[place] for one in tried] for place in range(len(made))])


Key = tuple[str, str, int, str, tuple[Way, ...]]


def _key(mutant: Mutant) -> Key:
    return mutant.module, mutant.function, mutant.line, mutant.change, mutant.ways


def _made(paths: Sequence[str], limits: bool) -> list[Mutant]:
    return [mutant for path in paths for mutant in mutants(path, limits=limits)]


def choose(paths: Sequence[str], *, limits: bool, sample: int, seed: int) -> set[Key]:
    """Which mutants to try; code does not travel between processes, so they are named."""
    keys = [_key(mutant) for mutant in _made(paths, limits)]
    return set(random.Random(seed).sample(keys, min(sample, len(keys))) if sample else keys)


def try_all(paths: Sequence[str], chosen: set[Key], limits: bool, slugs: Sequence[str]) -> list[Tried]:
    """Try the chosen mutants on the fixtures of some rules."""
    bench = Bench(slugs)
    made = [mutant for mutant in _made(paths, limits) if _key(mutant) in chosen]
    return [Tried(len(bench.reached_by(one)), bench.catches(one), bench.fails(one)) for one in made]


def report(made: Sequence[Mutant], tried: Sequence[Sequence[Tried]]) -> None:
    """Print survivors, then the shares."""
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    for mutant, ones in zip(made, tried, strict=True):
        caught = any(one.caught for one in ones)
        counts[mutant.module]["all"] += 1
        counts[mutant.module]["caught"] += caught
        counts[mutant.module]["failed"] += any(one.failed for one in ones)
        if not caught:
            reached = sum(one.reached for one in ones)
            print(f"survives {mutant.module}:{mutant.line} {mutant.function} [{reached}]: {mutant.change[:140]}")
    for module, one in sorted(counts.items(), key=lambda item: item[1]["caught"] / item[1]["all"]):
        print(f"{module:52}{shown(one['caught'], one['all'])}  {shown(one['failed'], one['all'])}")
    total = sum(counts.values(), Counter[str]())
    print(f"{'caught; by the fixtures as they stand':52}", end="")
    print(f"{shown(total['caught'], total['all'])}  {shown(total['failed'], total['all'])}")


if __name__ == "__main__":
    main()
