"""Scores: what findings and answers are worth before any method touches them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from scorecard import framework
from scorecard.errors import ScorecardError
from scorecard.model import Finding, Kind, Outcome, Reach, ReachStatus, Region, Search
from scorecard.scores import COLUMNS, reasoned, scores
from scorecard.store.database import Store

FRAMEWORK = framework.load()
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as opened:
        opened.save_targets("2026", [REGION])
        yield opened


def judge(store: Store, outcomes: Mapping[str, Outcome]) -> None:
    """A finished run that found nothing but what `outcomes` says."""
    run = store.begin_run("2026", "audit", "2026", {})
    findings = [
        Finding(REGION.code, one.slug, one.slug, "1", outcomes.get(one.slug, Outcome.NOT_FOUND), None, Search())
        for one in FRAMEWORK.website
    ]
    store.save_region(run, Reach(REGION.code, "sukamajukab.test", ReachStatus.OK), findings)


def answer(store: Store, instrument: str, answers: Mapping[str, Mapping[str, float]], wave: str = "2026") -> None:
    """Answers by respondent ("" for the Pemda) and slug."""
    rows = [
        {"region_code": REGION.code, "respondent": who, "row": 2, "indicator": slug, "value": value, "answer": ""}
        for who, given in answers.items()
        for slug, value in given.items()
    ]
    store.save_answers(wave, instrument, "a.csv", "0", rows)


def cell(frame: pd.DataFrame, slug: str) -> tuple[float | None, int, str]:
    """Value, n and reason of one indicator."""
    (row,) = json.loads(frame[frame["indicator"] == slug].to_json(orient="records"))
    return row["value"], row["n"], row["why"]


def test_scores_have_the_columns_of_scores_csv(store: Store) -> None:
    assert tuple(scores(store, "2026").columns) == COLUMNS
    judge(store, {})
    frame = scores(store, "2026")
    assert tuple(frame.columns) == COLUMNS
    assert list(frame["indicator"]) == [one.slug for one in FRAMEWORK.website]
    assert frame["finding_id"].iloc[0] == "2026-audit-1/99.01/online_form_download"


def test_a_finding_scores_by_its_outcome_and_a_blank_is_no_zero(store: Store) -> None:
    outcomes = {
        "web_budget": Outcome.FOUND,
        "web_rpjmd": Outcome.PARTIAL,
        "web_hdi": Outcome.UNSURE,
        "web_grdp": Outcome.UNREACHABLE,
        "web_minimum_wage": Outcome.NOT_APPLICABLE,
    }
    judge(store, outcomes)
    frame = reasoned(store, "2026")
    assert cell(frame, "web_budget") == (1.0, 1, "")
    assert cell(frame, "web_rpjmd") == (0.5, 1, "")
    assert cell(frame, "website_gov") == (0.0, 1, "")
    assert cell(frame, "web_hdi") == (None, 0, "unsure")
    assert cell(frame, "web_grdp") == (None, 0, "unreachable")
    assert cell(frame, "web_minimum_wage") == (None, 0, "not_applicable")


def test_the_newest_run_of_a_region_counts(store: Store) -> None:
    judge(store, {})
    judge(store, {"web_budget": Outcome.FOUND})
    assert cell(reasoned(store, "2026"), "web_budget") == (1.0, 1, "")
    assert len(scores(store, "2026")) == 40


def test_what_structurally_is_none_is_zero_and_what_was_not_answered_is_blank(store: Store) -> None:
    answer(store, "pemda", {"": {"complaint_mechanism": 0, "satisfaction_survey": 1}})
    frame = reasoned(store, "2026")
    assert len(frame) == 49
    assert cell(frame, "complaint_types") == (0.0, 0, "structural")
    assert cell(frame, "satisfaction_score_siup") == (None, 0, "not_answered")
    assert cell(frame, "iso_year_siup") == (None, 0, "not_answered")


def test_a_calendar_year_scores_as_years_held(store: Store) -> None:
    answer(store, "pemda", {"": {"iso_certified": 1, "iso_year_siup": 2019, "iso_year_tdp": 2026}})
    frame = reasoned(store, "2026")
    assert cell(frame, "iso_year_siup")[0] == 7
    assert cell(frame, "iso_year_tdp")[0] == 0


@pytest.mark.parametrize(("wave", "held"), [("2026-pilot", 7), ("round 2 of 2025", 6)])
def test_years_count_to_the_year_in_the_waves_name(store: Store, wave: str, held: int) -> None:
    answer(store, "pemda", {"": {"iso_certified": 1, "iso_year_siup": 2019}}, wave)
    assert cell(reasoned(store, wave), "iso_year_siup")[0] == held


def test_firms_are_averaged_over_those_who_answered(store: Store) -> None:
    answer(store, "firms", {"1": {"staff_speed": 4, "complaint_awareness": 1}, "2": {"staff_speed": 1}})
    answer(store, "firms", {"1": {"staff_speed": 4, "complaint_awareness": 1}, "2": {"complaint_awareness": 0}})
    frame = reasoned(store, "2026")
    assert len(frame) == 32
    assert cell(frame, "staff_speed") == (4.0, 1, "")
    assert cell(frame, "complaint_awareness") == (0.5, 2, "")
    assert cell(frame, "ease_procedures") == (None, 0, "not_answered")


def test_a_question_asked_only_after_a_yes_leaves_the_others_out(store: Store) -> None:
    given = {
        "1": {"tracking_exists_business": 1, "tracking_ease": 4},
        "2": {"tracking_exists_business": 0, "tracking_ease": 1},
        "3": {"tracking_ease": 1},
    }
    answer(store, "firms", given)
    frame = reasoned(store, "2026")
    assert cell(frame, "tracking_ease") == (4.0, 1, "")
    assert cell(frame, "tracking_exists_business") == (0.5, 2, "")


def test_an_unknown_transform_is_named(store: Store) -> None:
    odd = [replace(one, transform="log") if one.slug == "iso_year_siup" else one for one in FRAMEWORK.indicators]
    answer(store, "pemda", {"": {"iso_certified": 1, "iso_year_siup": 2019}})
    with pytest.raises(ScorecardError, match="iso_year_siup"):
        scores(store, "2026", framework.build(odd))


def test_parts_of_a_questionnaire_are_merged_and_a_blank_in_one_takes_nothing_from_another(store: Store) -> None:
    answer(store, "pemda", {"Bagian Ekonomi": {"iso_certified": 1.0}, "DPMPTSP": {"parallel_available": 0.0}})
    frame = reasoned(store, "2026")
    assert cell(frame, "iso_certified") == (1.0, 1, "")
    assert cell(frame, "parallel_available") == (0.0, 1, "")


def test_parts_that_contradict_each_other_leave_the_cell_to_a_person(store: Store) -> None:
    answer(store, "pemda", {"Bagian Ekonomi": {"iso_certified": 1.0}, "DPMPTSP": {"iso_certified": 0.0}})
    assert cell(reasoned(store, "2026"), "iso_certified") == (None, 0, "unsure")
