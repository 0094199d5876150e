"""Each rule against its fixtures: pages adapted from structures seen on real Pemda sites.

A fixture's first word is the outcome its page alone supports; `data-evidence` marks the words to be
quoted and is stripped before the rule sees the page.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest

from bench.fixtures import Fixture, fixtures
from rules import ALL
from rules.judge import Judge
from scorecard import framework

JUDGE = Judge(ALL)
#: Fixtures that each rule has at least; every rubric knows a partial.
LEAST = {"found": 2, "partial": 1, "not_found": 2}


@pytest.mark.parametrize("fixture", fixtures(), ids=lambda fixture: f"{fixture.slug}-{fixture.path.stem}")
def test_a_fixture_page_gets_the_outcome_its_name_states_and_quotes_the_marked_words(fixture: Fixture) -> None:
    assert not fixture.fault(hit for hit in JUDGE.hits(fixture.page()) if hit.indicator == fixture.slug)


def test_every_website_indicator_has_one_rule() -> None:
    assert Counter(rule.INDICATOR for rule in ALL) == Counter(entry.slug for entry in framework.load().website)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: str(rule.INDICATOR))
def test_every_rule_has_fixtures_of_every_outcome_and_its_refusals_hold_its_words(rule: ModuleType) -> None:
    own = [fixture for fixture in fixtures() if fixture.slug == rule.INDICATOR]
    counts = Counter(fixture.outcome for fixture in own)
    assert framework.load().by_slug[rule.INDICATOR].rubric_partial
    assert all(counts[outcome] >= least for outcome, least in LEAST.items()), counts
    hard = [one for one in own if one.outcome == "not_found" and rule.INDICATOR in JUDGE.vocabulary.look(one.page())]
    assert len(hard) >= LEAST["not_found"], "a page without any of the rule's words is no hard negative"


def test_every_rule_states_when_it_finds_and_what_it_misses() -> None:
    for rule in ALL:
        text = rule.__doc__ or ""
        assert all(part in text for part in ("Why it counts:", "Found:", "Not found:", "Known to miss:")), rule.__name__
        assert rule.__name__.endswith(rule.INDICATOR)
