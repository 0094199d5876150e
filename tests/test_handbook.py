"""The published account of the rules is what the rules say of themselves."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.handbook import FOLDER, pages
from rules import ALL
from scorecard.accuracy import COLUMNS, measured, shown, wilson

DATA = Path(__file__).parent.parent / "scorecard" / "data" / "accuracy.csv"


def test_every_page_on_a_rule_is_up_to_date() -> None:
    stale = [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, f"python -m bench.handbook writes them anew: {stale}"


def test_no_page_stands_for_a_rule_that_is_gone() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == {"README.md", *(f"{rule.INDICATOR}.md" for rule in ALL)}


def test_measured_figures_are_kept_for_each_rule_in_its_present_version() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = {row["indicator"]: row for row in csv.DictReader(file)}
    assert list(next(iter(rows.values()))) == list(COLUMNS)
    assert {slug: row["rule_version"] for slug, row in rows.items()} == {rule.INDICATOR: rule.VERSION for rule in ALL}
    for one in measured().values():
        assert one.level <= one.right <= min(one.claims, one.evidence)
        assert one.refused <= one.hard


def test_an_interval_holds_its_share_and_narrows_with_the_sample() -> None:
    low, high = wilson(9, 10)
    assert low < 0.9 < high
    assert wilson(90, 100)[0] > low
    assert wilson(0, 0) == (0.0, 1.0)
    assert shown(0, 0) == "-"
    assert shown(9, 10).startswith("0.90 (9 of 10")
