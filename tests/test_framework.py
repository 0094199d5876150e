"""The framework: 121 indicators, their tree, their rubrics, and a file that says where it is wrong."""

from __future__ import annotations

import csv
import io
from collections import Counter
from importlib import resources

import pytest

from scorecard import framework
from scorecard.errors import ScorecardError
from scorecard.framework.table import RUBRIC_COLUMNS, parse

FRAME = framework.load()


def _lines() -> list[dict[str, str]]:
    text = (resources.files("scorecard.framework") / "2009.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _written(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_there_are_121_indicators_in_row_order() -> None:
    assert [one.row_order for one in FRAME.indicators] == list(range(1, 122))


def test_the_unnumbered_row_is_kept_and_the_numbers_run_from_1_to_120() -> None:
    assert [one.slug for one in FRAME.indicators if one.number is None] == ["web_grdp"]
    assert [one.number for one in FRAME.indicators if one.number is not None] == list(range(1, 121))


def test_components_hold_as_many_indicators_as_the_report_prints() -> None:
    counts = {code: len(FRAME.of_component(code)) for code in FRAME.components}
    assert counts == {"I": 18, "II": 28, "III": 8, "IV": 10, "V.1": 8, "V.2": 35, "VI": 14}
    assert tuple(counts) == ("I", "II", "III", "IV", "V.1", "V.2", "VI")


def test_sources_are_49_pemda_40_website_32_firms() -> None:
    assert (len(FRAME.pemda), len(FRAME.website), len(FRAME.firms)) == (49, 40, 32)


def test_website_indicators_stand_in_four_components() -> None:
    assert Counter(one.component for one in FRAME.website) == {"II": 2, "III": 1, "IV": 2, "V.2": 35}


def test_v1_is_all_firms_and_vi_is_all_pemda() -> None:
    assert {one.source for one in FRAME.of_component("V.1")} == {"firms"}
    assert {one.source for one in FRAME.of_component("VI")} == {"pemda"}


def test_there_are_31_variables_that_together_hold_every_indicator_once() -> None:
    assert [variable.number for variable in FRAME.variables] == list(range(1, 32))
    assert [one for variable in FRAME.variables for one in variable.indicators] == list(FRAME.indicators)


@pytest.mark.parametrize(
    ("slug", "variable"),
    [("inst_integration", 2), ("interactions_ho", 3), ("web_unemployment", 25), ("web_leading_products", 26)],
)
def test_rows_printed_under_the_wrong_variable_stand_in_their_right_place(slug: str, variable: int) -> None:
    assert FRAME.by_slug[slug].variable_no == variable
    assert FRAME.by_slug[slug].note


def test_slugs_are_unique_and_every_parent_exists_in_the_same_source() -> None:
    assert len(FRAME.by_slug) == len(FRAME.indicators)
    children = [one for one in FRAME.indicators if one.parent]
    assert len(children) == 13
    assert all(FRAME.by_slug[one.parent].source == one.source for one in children)


def test_every_website_row_has_its_three_rubrics_in_both_languages() -> None:
    for one in FRAME.website:
        texts = [getattr(one, name) for name in RUBRIC_COLUMNS]
        assert len(texts) == 6
        assert all(len(text) > 30 and text.endswith(".") for text in texts), one.slug
        assert len(set(texts)) == 6, one.slug


def test_no_two_website_rows_share_the_rubric_of_found() -> None:
    assert len({one.rubric_found for one in FRAME.website}) == 40
    assert len({one.rubric_found_id for one in FRAME.website}) == 40


def test_codes_are_pairs_of_a_number_and_its_meaning() -> None:
    assert FRAME.by_slug["time_conformity"].codes[0] == ("1", "lebih lama dari yang dijanjikan")
    assert FRAME.by_slug["inst_form_siup"].codes[0] == ("0", "dinas teknis, belum PTSP")
    assert FRAME.by_slug["time_official_siup"].codes == ()


def test_ten_website_indicators_do_not_apply_to_administrative_regions() -> None:
    assert len(framework.JAKARTA_NOT_APPLICABLE) == 10
    assert {one.slug for one in FRAME.website} >= framework.JAKARTA_NOT_APPLICABLE


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (2, "slug", "Inst Form"),
        (3, "slug", "inst_form_siup"),
        (4, "row_order", "9"),
        (4, "number", "1"),
        (5, "component", "VII"),
        (6, "subindex", "VI"),
        (7, "source", "survey"),
        (8, "kind", "website"),
        (9, "direction", "+"),
        (10, "codes", "0=tidak;0=ya"),
        (11, "variable_no", "x"),
        (12, "variable", "another"),
        (45, "parent", "nowhere"),
        (46, "blank_rule", "missing"),
        (42, "rubric_partial_id", " "),
        (50, "rubric_found", ""),
        (20, "name_id", ""),
    ],
)
def test_a_wrong_cell_is_named_by_line_and_column(line: int, column: str, value: str) -> None:
    rows = _lines()
    rows[line - 2][column] = value
    with pytest.raises(ScorecardError) as caught:
        parse(_written(rows), "own.csv")
    named = {"variable": "variable_no"}.get(column, column)
    assert caught.value.where == f"own.csv, line {line}, column {named}"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ScorecardError, match="rubric_found"):
        parse("slug,row_order\na,1\n", "own.csv")


def test_an_indicator_is_found_in_any_case_and_a_wrong_slug_names_its_neighbours() -> None:
    assert FRAME.find(" Web-Budget ").slug == "web_budget"
    with pytest.raises(ScorecardError, match="web_budget"):
        FRAME.find("web_bugdet")
