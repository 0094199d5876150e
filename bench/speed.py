"""Speed of reading and judging against a straightforward reading, in one run: `python -m bench.speed`.

The straightforward reading: BeautifulSoup (with lxml, the faster of its parsers at this size) of the whole
page, its text, and one compiled alternation per rule over that. Ours: one parse, one automaton pass, the rules
it wakes, every quote and reason made. Both see the same decoded bytes on one core. "alone" judges each page as
if it were the first of its site; "in turn" lets the pages of a site follow each other, as an audit does, so that
what was said of its menus is remembered. With labels, the true cells that the straightforward reading's words
point to are counted, and those for which our automaton wakes the rule: none may be lost. Apart from that, pages
read out of a WARC file, with the archive's own share.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from rules import ALL
from rules.judge import Judge
from scorecard.archive import Writer, now, scan
from scorecard.archive import decode as unpack
from scorecard.reading import Page, read
from scorecard.reading.memory import forget

FIXTURES: Final = Path(__file__).parent.parent / "tests" / "fixtures" / "rules"
PAGE_BYTES: Final = 35_000
URL: Final = "http://www.sukamajukab.test/"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page's bytes and the site it stands on."""

    site: str
    body: bytes
    page_id: str = ""


def samples_of(corpus: Path | None) -> list[Sample]:
    """The corpus's pages, site by site, or the rules' own fixtures."""
    if corpus is None:
        return [Sample(path.parent.name, path.read_bytes()) for path in sorted(FIXTURES.glob("*/*.html"))]
    with (corpus / "pages.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["site"], row["page_id"]))
    return [Sample(row["site"], (corpus / row["file"]).read_bytes(), row["page_id"]) for row in rows]


def grown(samples: Sequence[Sample]) -> list[Sample]:
    """The pages of each site strung together into pages of 35 kB, the size of a usual home page."""
    made: list[Sample] = []
    for site, group in groupby(samples, key=lambda sample: sample.site):
        bodies = (re.search(rb"<body[^>]*>(.*)</body>", one.body, re.DOTALL) or one.body for one in group)
        text = b"".join(body if isinstance(body, bytes) else body.group(1) for body in bodies)
        cuts = range(0, len(text) - PAGE_BYTES + 1, PAGE_BYTES)
        made += [Sample(site, b"<html><body>" + text[at : at + PAGE_BYTES] + b"</body></html>") for at in cuts]
    return made


def patterns_of(judge: Judge) -> dict[str, re.Pattern[str]]:
    """One alternation for each rule, of all the words that wake it."""
    return {
        slug: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, judge.woken_by(slug))) + r")", re.IGNORECASE)
        for slug in judge.rules
    }


def text_of(body: bytes) -> str:
    """A page's text as the straightforward reading has it."""
    return BeautifulSoup(body, "lxml").get_text(" ")


def baseline(judge: Judge) -> Callable[[Sample], int]:
    """A reader that parses whole pages and searches them rule by rule."""
    patterns = patterns_of(judge)

    def run(sample: Sample) -> int:
        text = text_of(sample.body)
        return sum(1 for pattern in patterns.values() for _ in pattern.finditer(text))

    return run


def page_of(sample: Sample) -> Page:
    """A sample read."""
    return read(sample.body, url=URL, content_type="text/html")


def alone(judge: Judge) -> Callable[[Sample], int]:
    """The product's own reading and judging, nothing remembered from one page to the next."""

    def run(sample: Sample) -> int:
        forget()
        return len(judge.hits(page_of(sample)))

    return run


def in_turn(judge: Judge) -> Callable[[Sample], int]:
    """The same with a memory that lasts as long as a site."""
    last = ""

    def run(sample: Sample) -> int:
        nonlocal last
        if sample.site != last:
            forget()
            last = sample.site
        return len(judge.hits(page_of(sample)))

    return run


def spent(run: Callable[[Sample], object], samples: Sequence[Sample], seconds: float) -> float:
    """Milliseconds of processor time a page: the best of whole rounds within about `seconds`."""
    best, until = float("inf"), time.process_time() + seconds
    while True:
        start = time.process_time()
        for sample in samples:
            run(sample)
        best = min(best, time.process_time() - start)
        if time.process_time() > until:
            return best / len(samples) * 1000


def fragments_read(judge: Judge, samples: Sequence[Sample]) -> float:
    """Fragments a page that beautifulsoup4 read."""
    run = alone(judge)
    with patch("scorecard.reading.fragments.BeautifulSoup", wraps=BeautifulSoup) as counted:
        for sample in samples:
            run(sample)
    return counted.call_count / len(samples)


def true_cells(judge: Judge, corpus: Path, samples: Sequence[Sample]) -> tuple[int, int]:
    """Labelled true cells that the straightforward reading's words point to, and those whose rule we wake."""
    with (corpus / "labels.csv").open(encoding="utf-8", newline="") as file:
        true = {(row["page_id"], row["indicator"]) for row in csv.DictReader(file) if row["label"] in ("1", "2")}
    patterns = patterns_of(judge)
    pointed = woken = 0
    for sample in samples:
        cells = [slug for page_id, slug in true if page_id == sample.page_id and slug in patterns]
        text = text_of(sample.body) if cells else ""
        named = [slug for slug in cells if patterns[slug].search(text)]
        seen = judge.vocabulary.look(page_of(sample)) if named else {}
        pointed, woken = pointed + len(named), woken + sum(slug in seen for slug in named)
    return pointed, woken


def archived(judge: Judge, samples: Sequence[Sample]) -> Iterator[str]:
    """Lines on pages read out of a WARC file: the archive's share, then reading, then judging."""
    headers = (("Content-Type", "text/html"),)
    with TemporaryDirectory() as folder:
        writer = Writer(Path(folder), software="bench")
        for sample in samples:
            writer.write(URL, 200, headers, sample.body, captured_at=now())
        writer.close()
        file = next(Path(folder).glob("*.warc.gz"))
        marks = [time.process_time()]
        bodies = [unpack(one.body, one.header("Content-Encoding"))[0] for one in scan(file)]
        marks.append(time.process_time())
        pages = [read(body, url=URL, content_type="text/html") for body in bodies]
        marks.append(time.process_time())
        for page in pages:
            judge.hits(page)
        marks.append(time.process_time())
    parts = [(after - before) / len(bodies) * 1000 for before, after in pairwise(marks)]
    yield f"from a WARC file, {len(bodies)} pages: {1000 / sum(parts):.0f} pages/s; ms a page: " + ", ".join(
        f"{name} {part:.2f}" for name, part in zip(("archive", "reading", "judging"), parts, strict=True)
    )


def compared(judge: Judge, name: str, samples: Sequence[Sample], seconds: float) -> Iterator[str]:
    """Lines on one set of pages."""
    size = sum(len(sample.body) for sample in samples) / len(samples) / 1000
    plain = spent(baseline(judge), samples, seconds)
    parsed = spent(lambda sample: LexborHTMLParser(sample.body), samples, seconds / 4)
    by_hand = spent(lambda sample: text_of(sample.body), samples, seconds / 4)
    first, second = spent(alone(judge), samples, seconds), spent(in_turn(judge), samples, seconds)
    reading = spent(page_of, samples, seconds / 4)
    yield f"{name}: {len(samples)} pages of {size:.0f} kB"
    yield f"  straightforward  {1000 / plain:6.0f} pages/s  {plain:6.2f} ms (its parse {by_hand:.2f})"
    yield f"  ours, alone      {1000 / first:6.0f} pages/s  {first:6.2f} ms   {plain / first:5.1f} x"
    yield f"  ours, in turn    {1000 / second:6.0f} pages/s  {second:6.2f} ms   {plain / second:5.1f} x"
    fragments = fragments_read(judge, samples)
    yield f"  of it reading {reading:.2f} ms, the Lexbor parse alone {parsed:.2f} ms"
    yield f"  fragments read by beautifulsoup4: {fragments:.2f} a page"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="a folder with pages.csv, and labels.csv for the true cells")
    parser.add_argument("--seconds", type=float, default=6.0, help="processor time for each figure")
    options = parser.parse_args()
    judge = Judge(ALL)
    samples = samples_of(options.corpus)
    for name, chosen in (("as they are", samples), ("strung together", grown(samples))):
        for line in compared(judge, name, chosen, options.seconds) if chosen else ():
            print(line, flush=True)
    for line in archived(judge, samples):
        print(line)
    if options.corpus is not None and (options.corpus / "labels.csv").exists():
        pointed, woken = true_cells(judge, options.corpus, samples)
        print(f"true cells that the straightforward reading points to: {pointed}, of them seen by ours: {woken}")


if __name__ == "__main__":
    main()
