"""Each rule against its fixtures: pages adapted from structures seen on real Pemda sites.

A fixture's first word is the outcome its page alone supports; `data-evidence` marks the words to be
quoted and is stripped before the rule sees the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from rules import ALL
from rules.judge import Judge
from scorecard import framework
from scorecard.model import Kind, Outcome, Region
from scorecard.reading import read
from scorecard.verdict import claim

FIXTURES = Path(__file__).parent / "fixtures" / "rules"
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
EXPECTED = {"found": Outcome.FOUND, "partial": Outcome.PARTIAL, "not_found": None}
JUDGE = Judge(ALL)


def _cases() -> Iterator[tuple[str, Path, str]]:
    for path in sorted(FIXTURES.glob("*/*.html")):
        yield path.parent.name, path, path.stem.partition("-")[0]


def _address(markup: str) -> str:
    stated = re.search(r"<!--\s*url:\s*(\S+)\s*-->", markup)
    return stated.group(1) if stated else "http://www.sukamajukab.test/halaman"


def _squeeze(text: str) -> str:
    return re.sub(r"[\s|]+", "", text).casefold()


@pytest.mark.parametrize(("slug", "path", "expected"), list(_cases()), ids=lambda value: getattr(value, "stem", value))
def test_a_fixture_page_gets_the_outcome_its_name_states_and_quotes_the_marked_words(
    slug: str, path: Path, expected: str
) -> None:
    markup = path.read_text(encoding="utf-8")
    clean = re.sub(r"\sdata-evidence(?:=\"[^\"]*\")?", "", markup)
    page = read(clean.encode(), url=_address(markup), content_type="text/html; charset=utf-8", region=REGION)
    stated = claim(hit for hit in JUDGE.hits(page) if hit.indicator == slug)
    outcome = stated[0] if stated and stated[0] is not Outcome.UNSURE else None
    assert outcome == EXPECTED[expected], stated
    marked = [_squeeze(element.get_text(" ")) for element in BeautifulSoup(markup, "lxml").select("[data-evidence]")]
    if stated and outcome:
        quoted = _squeeze(stated[1].quote.exact)
        assert marked, "a found or partial fixture marks the words to be quoted"
        assert any(quoted in words or words in quoted for words in marked), (quoted, marked)


def test_every_website_indicator_has_one_rule() -> None:
    assert Counter(rule.INDICATOR for rule in ALL) == Counter(entry.slug for entry in framework.load().website)


def test_every_rule_has_a_found_and_a_hard_not_found_fixture() -> None:
    have = {(slug, expected) for slug, _, expected in _cases()}
    wanted = {(rule.INDICATOR, expected) for rule in ALL for expected in ("found", "not_found")}
    assert wanted <= have, sorted(wanted - have)


def test_every_rule_states_when_it_finds_and_what_it_misses() -> None:
    for rule in ALL:
        text = rule.__doc__ or ""
        assert all(part in text for part in ("Why it counts:", "Found:", "Not found:", "Known to miss:")), rule.__name__
        assert rule.__name__.endswith(rule.INDICATOR)
