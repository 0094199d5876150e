"""Speed of reading and judging against a straightforward baseline, in one run: `python -m bench.speed`.

Baseline: BeautifulSoup of the whole page and one compiled alternation per rule over its text. Ours: one
parse, one automaton pass, the rules it wakes. Both see the same decoded bytes. Printed are pages a
second, the ratio, and how many fragments a page beautifulsoup4 read for us.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

from bs4 import BeautifulSoup

from rules import ALL
from rules.judge import Judge
from scorecard.reading import read

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures" / "rules"
PAGE_BYTES = 35_000


def pages_of(corpus: Path | None) -> list[bytes]:
    """The corpus's pages, or the rules' own fixtures."""
    files = sorted((corpus / "pages").glob("*.html")) if corpus else sorted(FIXTURES.glob("*/*.html"))
    return [path.read_bytes() for path in files]


def grown(pages: Sequence[bytes]) -> list[bytes]:
    """The pages strung together into pages of about 35 kB, the size of a usual home page."""
    made, current = [], b""
    for page in pages:
        inner = re.search(rb"<body[^>]*>(.*)</body>", page, re.DOTALL)
        current += inner.group(1) if inner else page
        if len(current) >= PAGE_BYTES:
            made.append(b"<html><body>" + current[: PAGE_BYTES * 2] + b"</body></html>")
            current = b""
    return made


def baseline(judge: Judge) -> Callable[[bytes], int]:
    """A reader that parses whole pages and searches them rule by rule."""
    patterns = [
        re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in judge.woken_by(slug)) + r")", re.IGNORECASE)
        for slug in judge.rules
    ]

    def run(body: bytes) -> int:
        text = BeautifulSoup(body, "lxml").get_text(" ")
        return sum(1 for pattern in patterns for _ in pattern.finditer(text))

    return run


def ours(judge: Judge) -> Callable[[bytes], int]:
    """The product's own reading and judging."""

    def run(body: bytes) -> int:
        return len(judge.hits(read(body, url="http://www.sukamajukab.test/", content_type="text/html")))

    return run


def rate(run: Callable[[bytes], int], pages: Sequence[bytes], seconds: float = 4.0) -> float:
    """Pages a second of CPU, over whole rounds for at least `seconds`."""
    run(pages[0])
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for page in pages:
            run(page)
        done += len(pages)
    return done / (time.process_time() - start)


def fragments_read(judge: Judge, pages: Sequence[bytes]) -> float:
    """Fragments a page that beautifulsoup4 read."""
    with patch("scorecard.reading.fragments.BeautifulSoup", wraps=BeautifulSoup) as counted:
        for page in pages:
            ours(judge)(page)
    return counted.call_count / len(pages)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    options = parser.parse_args()
    judge = Judge(ALL)
    pages = pages_of(options.corpus)
    print("pages                         baseline/s     ours/s    ratio   fragments a page")
    for name, chosen in (("as they are", pages), ("about 35 kB", grown(pages))):
        if not chosen:
            continue
        mean = sum(map(len, chosen)) / len(chosen) / 1000
        plain, fast = rate(baseline(judge), chosen), rate(ours(judge), chosen)
        shown = f"{name}, {len(chosen)} of {mean:.0f} kB"
        print(f"{shown:28}{plain:12.1f}{fast:11.1f}{fast / plain:9.1f}{fragments_read(judge, chosen):12.2f}")


if __name__ == "__main__":
    main()
