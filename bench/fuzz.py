"""Odd pages without end: `python -m bench.fuzz --minutes 60 [--seed N]`.

Pages of the grammar, mutated fixtures and junk are read and judged by every rule they wake. Nothing may
raise, and no page may take more than a second of processor time. Printed are pages judged, the slowest with
its seed, and whatever failed; a failure makes the exit code 1. A seed makes the same page again:
`python -m bench.fuzz --only SEED`.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from bench import grammar
from rules import ALL
from rules.judge import Judge
from scorecard.model import Hit, Kind, Region
from scorecard.reading import Page, read
from scorecard.reading.condition import classify, in_spam

BOUND: Final = 1.0
#: Tables and forms of a page that are read whether a rule asks for them or not.
MOST: Final = 30
SIZES: Final = (2_000, 8_000, 8_000, 30_000, 120_000, 600_000)
TYPES: Final = ("text/html", "text/html", "", "text/plain", "application/json", "application/octet-stream")
REGION: Final = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
FIXTURES: Final = Path(__file__).parent.parent / "tests" / "fixtures" / "rules"


@dataclass(frozen=True, slots=True)
class Case:
    """One odd answer: its seed, its bytes and what the server calls them."""

    seed: int
    body: bytes
    content_type: str


def case(seed: int, words: Sequence[str], fixtures: Sequence[bytes]) -> Case:
    """The answer that a seed names."""
    source = Random(seed)
    kind = source.random()
    if kind < 0.5:
        body = grammar.page(source, words, source.choice(SIZES)).encode("utf-8", "replace")
    elif kind < 0.95:
        body = grammar.mutated(source, source.choice(fixtures), words)
    else:
        body = grammar.junk(source)
    return Case(seed, body, source.choice(TYPES) if kind > 0.9 else "text/html")


def judged(judge: Judge, one: Case) -> tuple[Page, list[Hit]]:
    """Read and judge; a rule's own fault is raised here, where the judge would log it. The page, and what was said."""
    hits: list[Hit] = []
    page = read(one.body, url="http://www.sukamajukab.test/", content_type=one.content_type, region=REGION)
    classify(page)
    for index in range(min(page.table_count, MOST)):
        page.table(index)
    for index in range(min(page.form_count, MOST)):
        page.form(index)
    for slug, seen in judge.vocabulary.look(page).items():
        for hit in judge.rules[slug].check(page, seen):
            in_spam(page, hit.quote)
            hits.append(hit)
    return page, hits


def words_of(judge: Judge) -> list[str]:
    """All words that wake rules."""
    return sorted({word for slug in judge.rules for word in judge.woken_by(slug)})


def fixtures() -> list[bytes]:
    """The pages that the rules' own tests use."""
    return [path.read_bytes() for path in sorted(FIXTURES.glob("*/*.html"))]


def main() -> None:
    """Run for as long as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="judge the page of one seed and let it raise")
    options = parser.parse_args()
    judge = Judge(ALL)
    words, known = words_of(judge), fixtures()
    if options.only is not None:
        judged(judge, case(options.only, words, known))
        return
    until = time.monotonic() + options.minutes * 60
    failed = slow = count = size = 0
    worst = (0.0, 0)
    while time.monotonic() < until:
        one = case(options.seed + count, words, known)
        start = time.process_time()
        try:
            judged(judge, one)
        except Exception:  # noqa: BLE001 - whatever it is, it is what this looks for
            failed += 1
            print(f"seed {one.seed}: raised\n{traceback.format_exc()}", flush=True)
        spent = time.process_time() - start
        slow += spent > BOUND
        if spent > worst[0]:
            worst = (spent, one.seed)
            print(f"seed {one.seed}: {spent:.2f} s for {len(one.body) / 1000:.0f} kB", flush=True)
        count, size = count + 1, size + len(one.body)
    print(f"{count} pages, {size / 1e6:.0f} MB: {failed} raised, {slow} over {BOUND:.0f} s; "
          f"worst {worst[0]:.2f} s (seed {worst[1]})")  # fmt: skip
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
