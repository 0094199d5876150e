"""What each rule says of its fixtures in some forty other shapes is on record and does not change unnoticed."""

from __future__ import annotations

from types import ModuleType

import pytest

from bench import edits
from bench.conditions import EARLY, conditions, modules, mutants
from bench.fixtures import fixtures
from bench.mutants import Bench
from bench.variants import DOCUMENT, NOBODY, TOGETHER, VARIANTS, record, recorded
from rules import ALL
from rules.judge import Judge

JUDGE = Judge(ALL)
RECORD = record()
ORDER = "-upf"
#: What can only take evidence away: no rule may claim more than on the page as it is.
WEAKER = ("dead links", "another region", "a province", "drafts", "capitals")


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: str(rule.INDICATOR))
def test_a_rule_says_of_every_variant_what_is_on_record(rule: ModuleType) -> None:
    changed = [row for row in recorded(str(rule.INDICATOR), Judge([rule])) if row not in RECORD[str(rule.INDICATOR)]]
    assert not changed, "`python -m bench.variants` shows what changed, `--write` records it"


def test_the_record_holds_every_fixture_and_no_other() -> None:
    kept = {(slug, row[1]) for slug, rows in RECORD.items() for row in rows}
    assert kept == {(fixture.slug, fixture.path.name) for fixture in fixtures()}


def test_a_page_with_dead_links_of_another_region_or_of_drafts_never_gains_a_claim() -> None:
    order = [*VARIANTS, TOGETHER, NOBODY, DOCUMENT]
    for rows in RECORD.values():
        for slug, name, claims, _digest in rows:
            if len(claims) == len(order):
                for weaker in WEAKER:
                    now, plain = claims[order.index(weaker)], claims[0]
                    assert ORDER.index(now) <= ORDER.index(plain), (slug, name, weaker)


def test_a_condition_that_is_switched_off_is_noticed_and_the_rule_is_whole_again_afterwards() -> None:
    path = next(path for path in modules() if path.endswith("web_hdi.py"))
    bench = Bench(["web_hdi"])
    tried = [bench.catches(mutant) for mutant in mutants(path, limits=False)]
    assert any(tried)
    assert [bench.catches(mutant) for mutant in mutants(path, limits=False)] == tried
    ready = next(ready for readies in bench.by_way.values() for ready in readies)
    assert ready.account(bench.checks["web_hdi"]) == ready.said


def test_a_rule_says_of_every_edited_fixture_what_is_on_record() -> None:
    changed = [(old, new) for old, new in edits.judged(JUDGE) if old != new]
    assert not changed, "`python -m bench.edits` shows what changed, `--write` records it"


def test_edits_are_written_as_they_are_read_and_change_what_they_name() -> None:
    fixture = next(one for one in fixtures() if not one.is_document)
    found = edits.edits_in("before 1: sengketa // href 0: # // long 1: 40 // shape 0: drafts")
    assert edits.edits_in(edits.written(found)) == found
    assert "sengketa" in edits.edited(fixture, found).text
    with pytest.raises(ValueError, match="no edit"):
        edits.edits_in("!")


def test_every_look_ahead_that_is_not_tried_stands_in_a_rule() -> None:
    assert set(EARLY) <= {found for path in modules() for found in conditions(path)}
