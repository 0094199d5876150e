"""The index: components, totals, ranks, and what keeps a region out of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import framework, index
from scorecard import method as methods
from scorecard.errors import ScorecardError
from scorecard.framework import COMPONENTS
from scorecard.model import Finding, Kind, Outcome, Reach, ReachStatus, Region, Search
from scorecard.scores import COLUMNS
from scorecard.store.database import Store
from scorecard.tables import import_answers
from scorecard.tables.cells import limits

FRAMEWORK = framework.load()
METHOD = methods.load()
SLUGS = [one.slug for one in FRAMEWORK.indicators]
SCALED = [one.slug for one in FRAMEWORK.indicators if METHOD.stretches(one)]


def regions(n: int) -> tuple[Region, ...]:
    """`n` invented regions, every third one a kota."""
    kinds = [Kind.KOTA if at % 3 == 2 else Kind.KABUPATEN for at in range(n)]
    return tuple(Region(f"99.{at + 10}", f"Daerah {at}", kind, "Nusa Contoh") for at, kind in enumerate(kinds))


def matrix(n: int, seed: int = 1) -> pd.DataFrame:
    """A full table of scores, regions x indicators, in each indicator's own unit."""
    random = np.random.default_rng(seed)
    columns = {}
    for one in FRAMEWORK.indicators:
        values = random.integers(0, 3, n) / 2 if one.source == "website" else random.uniform(1, 4, n).round(3)
        columns[one.slug] = random.integers(0, 2, n) * 1.0 if one.kind == "binary" else values
    return pd.DataFrame(columns, index=[region.code for region in regions(n)])


def long(table: pd.DataFrame, why: dict[tuple[str, str], str] | None = None) -> pd.DataFrame:
    """The table as scores.csv has it, with the reasons of its blanks."""
    rows = [
        ("2026", code, slug, FRAMEWORK.by_slug[slug].source, table.at[code, slug], 1, "", (why or {}).get((code, slug)))
        for code in table.index
        for slug in table.columns
    ]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "why"])
    return frame.assign(why=frame["why"].fillna(""), value=frame["value"].astype("float64"))


def compute(table: pd.DataFrame, **options: object) -> pd.DataFrame:
    """The index of `table` by region code."""
    why = options.get("why")
    scores = long(table, why if isinstance(why, dict) else None)
    result = index.compute(scores, regions(len(table)), FRAMEWORK, METHOD)
    return result.table.set_index("region_code")


def at(table: pd.DataFrame, code: str, column: str) -> float:
    """One number; NaN for a blank."""
    return float(table[column].astype("float64").to_numpy()[list(table.index).index(code)])


def blank(table: pd.DataFrame, code: str, column: str) -> bool:
    return bool(np.isnan(at(table, code, column)))


def test_the_table_has_the_columns_of_index_csv_kabupaten_first_and_by_rank() -> None:
    result = index.compute(long(matrix(9)), regions(9), FRAMEWORK, METHOD)
    assert tuple(result.table.columns) == index.COLUMNS
    assert list(result.table["kind"]) == ["kabupaten"] * 6 + ["kota"] * 3
    assert list(result.table["rank"]) == [1, 2, 3, 4, 5, 6, 1, 2, 3]
    assert result.ranked == 9
    assert result.table[["rank_low", "rank_high"]].isna().all(axis=None)


def test_a_component_is_the_mean_of_its_scaled_items() -> None:
    """Component VI by hand: binaries x 100, all else stretched between lowest and highest."""
    table = matrix(5)
    members = FRAMEWORK.of_component("VI")
    expected = pd.DataFrame(
        {
            one.slug: table[one.slug] * 100
            if one.kind == "binary"
            else (table[one.slug] - table[one.slug].min()) / (table[one.slug].max() - table[one.slug].min()) * 100
            for one in members
        }
    ).mean(axis=1)
    pd.testing.assert_series_equal(compute(table)["VI"].sort_index(), expected, check_names=False)


def test_where_less_is_better_the_lowest_score_is_worth_a_hundred() -> None:
    result = index.compute(long(matrix(5)), regions(5), FRAMEWORK, METHOD)
    scores = matrix(5)["cost_official_siup"]
    assert result.items.at[scores.idxmin(), "cost_official_siup"] == 100
    assert result.items.at[scores.idxmax(), "cost_official_siup"] == 0


def test_websites_yes_and_no_and_shares_enter_unstretched() -> None:
    table = matrix(5)
    table["web_budget"] = [0.5, 0.5, 0.5, 0.5, 1.0]
    table["iso_certified"] = 1.0
    table["website_awareness"] = [0.1, 0.1, 0.1, 0.1, 0.2]
    result = index.compute(long(table), regions(5), FRAMEWORK, METHOD)
    assert list(result.items["web_budget"]) == [50, 50, 50, 50, 100]
    assert set(result.items["iso_certified"]) == {100}
    assert result.items["website_awareness"].max() == pytest.approx(20)
    assert not result.dropped


def test_v_is_the_mean_of_its_two_components() -> None:
    table = compute(matrix(5))
    pd.testing.assert_series_equal(table["V"], (table["V.1"] + table["V.2"]) / 2, check_names=False)


@pytest.mark.parametrize(
    ("source", "reason"),
    [("website", "website not visited yet"), ("firms", "no firm interviews"), ("pemda", "no Pemda questionnaire")],
)
def test_a_region_without_one_source_is_unranked_and_says_why(source: str, reason: str) -> None:
    scores = long(matrix(5))
    scores = scores[~((scores["region_code"] == "99.10") & (scores["source"] == source))]
    result = index.compute(scores, regions(5), FRAMEWORK, METHOD)
    table = result.table.set_index("region_code")
    assert blank(table, "99.10", "rank")
    assert blank(table, "99.10", "total")
    assert table["note"]["99.10"] == f"unranked: {reason}"
    assert blank(table, "99.10", "V.2") == (source == "website")
    assert len(result.missing) == 1
    assert "Kabupaten Daerah 0" in result.missing[0]


def test_an_unranked_region_moves_nobodys_minimum_or_maximum() -> None:
    table = matrix(6)
    table.loc["99.10", SCALED] = 1000.0
    table.loc["99.10", [one.slug for one in FRAMEWORK.firms]] = np.nan
    six, rest = compute(table), table.drop(index="99.10")
    scores = long(rest)
    five = index.compute(scores, regions(6)[1:], FRAMEWORK, METHOD).table.set_index("region_code")
    pd.testing.assert_series_equal(six["total"].drop("99.10"), five["total"], check_index_type=False)


def test_a_constant_item_is_dropped_and_named() -> None:
    table = matrix(12)
    table["cost_official_siup"] = 5.0
    table["growth_ho"] = np.nan
    result = index.compute(long(table), regions(12), FRAMEWORK, METHOD)
    assert result.dropped == {
        "cost_official_siup": "it is the same in all regions",
        "growth_ho": "no ranked region has a value",
    }
    assert any("cost_official_siup" in warning for warning in result.warnings)
    assert result.items[["cost_official_siup", "growth_ho"]].isna().all(axis=None)
    assert result.table["total"].notna().all()


@pytest.mark.parametrize(("n", "warned"), [(9, True), (10, False)])
def test_fewer_than_ten_ranked_regions_are_warned_of(n: int, warned: bool) -> None:
    result = index.compute(long(matrix(n)), regions(n), FRAMEWORK, METHOD)
    assert any(f"Only {n} regions" in warning for warning in result.warnings) == warned


def test_a_blank_item_is_skipped_and_not_a_zero() -> None:
    table = matrix(5)
    table[[one.slug for one in FRAMEWORK.of_component("V.2")]] = 1.0
    table.loc["99.10", "web_budget"] = np.nan
    assert compute(table).at["99.10", "V.2"] == 100


def test_cells_that_await_a_decision_or_do_not_apply_leave_the_mean_and_the_first_are_noted() -> None:
    table = matrix(5)
    table.loc["99.10", ["web_budget", "web_rpjmd"]] = np.nan
    why = {("99.10", "web_budget"): "unsure", ("99.10", "web_rpjmd"): "not_applicable"}
    done = compute(table, why=why)
    rest = [one.slug for one in FRAMEWORK.of_component("V.2") if one.slug not in ("web_budget", "web_rpjmd")]
    assert at(done, "99.10", "V.2") == pytest.approx(float(table[rest].mean(axis=1)["99.10"]) * 100)
    assert done["note"]["99.10"] == "website cells that await a decision: 1"


def test_a_website_that_could_not_be_opened_counts_zero_and_says_so() -> None:
    table, web = matrix(5), [one.slug for one in FRAMEWORK.website]
    table.loc["99.10", web] = np.nan
    done = compute(table, why={("99.10", slug): "unreachable" for slug in web})
    assert at(done, "99.10", "V.2") == 0
    assert done["note"]["99.10"] == "website could not be opened and counts 0"


def test_a_website_of_which_every_cell_awaits_a_decision_leaves_its_region_unranked() -> None:
    table, web = matrix(5), [one.slug for one in FRAMEWORK.website]
    table.loc["99.10", web] = np.nan
    done = compute(table, why={("99.10", slug): "unsure" for slug in web})
    assert blank(done, "99.10", "rank")
    assert done["note"]["99.10"] == "unranked: every website cell awaits a decision"


def test_a_blank_component_stays_blank_counts_zero_in_the_total_and_is_noted() -> None:
    table = matrix(5)
    table.loc["99.10", [one.slug for one in FRAMEWORK.of_component("VI")]] = np.nan
    done = compute(table)
    assert blank(done, "99.10", "VI")
    others = sum(at(done, "99.10", component) for component in ("I", "II", "III", "IV", "V.1", "V.2"))
    assert at(done, "99.10", "total") == pytest.approx(others / 7)
    assert done["note"]["99.10"] == "blank and counted as 0 in the total: VI"


def test_frozen_minima_and_maxima_keep_the_scale_of_another_wave() -> None:
    first = index.compute(long(matrix(5)), regions(5), FRAMEWORK, METHOD)
    table = matrix(5)
    table.loc["99.10", "growth_ho"] = at(first.limits.set_index("indicator"), "growth_ho", "high") * 2
    frozen = index.compute(long(table), regions(5), FRAMEWORK, METHOD, limits=first.limits)
    assert at(frozen.items, "99.10", "growth_ho") > 100
    pd.testing.assert_frame_equal(frozen.items.drop("99.10"), first.items.drop("99.10"))
    assert any("growth_ho" in warning for warning in frozen.warnings)


def test_an_item_that_was_constant_in_the_reference_is_dropped_whatever_it_is_now() -> None:
    reference = matrix(5)
    reference["growth_ho"] = 1.0
    frozen = index.compute(long(reference), regions(5), FRAMEWORK, METHOD).limits
    result = index.compute(long(matrix(5)), regions(5), FRAMEWORK, METHOD, limits=frozen)
    assert result.items["growth_ho"].isna().all()
    assert "growth_ho" in result.dropped


def test_of_an_unranked_region_only_website_items_are_scaled() -> None:
    table = matrix(5)
    table.loc["99.10", [one.slug for one in FRAMEWORK.firms]] = np.nan
    items = index.compute(long(table), regions(5), FRAMEWORK, METHOD).items
    assert {slug for slug in items.columns if not blank(items, "99.10", slug)} == {
        one.slug for one in FRAMEWORK.website
    }


# ---- properties -------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 9), st.integers(0, 10**6))
def test_a_total_is_the_mean_of_seven_components(n: int, seed: int) -> None:
    table = compute(matrix(n, seed))
    expected = table[list(COMPONENTS)].fillna(0).mean(axis=1)
    pd.testing.assert_series_equal(table["total"], expected, check_names=False)
    assert table[list(COMPONENTS)].ge(0).all(axis=None)
    assert table[list(COMPONENTS)].le(100).all(axis=None)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(SCALED), st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_a_positive_affine_change_of_a_scaled_item_changes_no_rank(
    seed: int, slug: str, factor: float, shift: float
) -> None:
    table = matrix(7, seed)
    changed = table.assign(**{slug: table[slug] * factor + shift})
    before, after = compute(table), compute(changed)
    assert after.loc[before.index, "rank"].equals(before["rank"])
    assert np.allclose(after.loc[before.index, "total"], before["total"], atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(seed: int, random: Random) -> None:
    scores, targets = long(matrix(6, seed)), list(regions(6))
    before = index.compute(scores, targets, FRAMEWORK, METHOD).table
    random.shuffle(targets)
    after = index.compute(scores.sample(frac=1, random_state=seed), targets, FRAMEWORK, METHOD).table
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(SLUGS), st.integers(0, 6), st.floats(0, 5))
def test_a_better_input_never_lowers_a_regions_total(seed: int, slug: str, place: int, gain: float) -> None:
    table, one = matrix(7, seed), FRAMEWORK.by_slug[slug]
    code = str(table.index[place])
    value = at(table, code, slug) + gain * one.direction
    better = table.copy()
    better.loc[code, slug] = value if METHOD.stretches(one) else min(1.0, value)
    assert at(compute(better), code, "total") >= at(compute(table), code, "total") - 1e-9


# ---- a wave in the store ----------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", regions(4))
        yield opened


def fill(store: Store, folder: Path, surveyed: int = 4) -> None:
    """Judge all four regions, and import answers of the first `surveyed`."""
    random = Random(7)
    run = store.begin_run("2026", "crawl", "2026", {})
    for region in regions(4):
        findings = [
            Finding(
                region.code, one.slug, one.slug, "1", random.choice([Outcome.FOUND, Outcome.NOT_FOUND]), 1, Search()
            )
            for one in FRAMEWORK.website
        ]
        store.save_region(run, Reach(region.code, "a.test", ReachStatus.OK), findings)
    instruments = (
        ("firms", FRAMEWORK.firms, ("region_code", "respondent")),
        ("pemda", FRAMEWORK.pemda, ("region_code",)),
    )
    for instrument, questions, keys in instruments if surveyed else ():
        path = folder / f"{instrument}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*keys, *(one.slug for one in questions)])
            for region in regions(4)[:surveyed]:
                answers = [
                    random.choice(one.codes[1:] or one.codes)[0]
                    if one.codes
                    else str(random.randint(*(int(limit) for limit in limits(one, 2026))))
                    for one in questions
                ]
                writer.writerow([*(region.code, "1")[: len(keys)], *answers])
        import_answers(store, "2026", instrument, path, regions(4))


def test_a_wave_is_computed_stored_and_recorded(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    result = index.run(store, "2026")
    rows = store.index("2026")
    assert [row["region_code"] for row in rows] == list(result.table["region_code"])
    assert list(rows[0]) == list(index.COLUMNS)
    assert rows[0]["total"] == result.table["total"].iloc[0]
    assert rows[0]["rank_low"] is None
    (kept,) = store.db.query("select record from index_runs")
    record = json.loads(kept["record"])
    assert record["method"] == "kppod-2009"
    assert record["scores"]["website"] == {"regions": 4, "values": 160}
    assert [one["instrument"] for one in record["imports"]] == ["firms", "pemda"]
    assert record["runs"] == ["2026-crawl-1"]


def test_what_a_wave_lacks_is_said_in_words(store: Store, tmp_path: Path) -> None:
    assert len(index.missing(store, "2026")) == 3
    assert "targeted" in index.missing(store, "2031")[0]
    fill(store, tmp_path, surveyed=3)
    said = index.missing(store, "2026")
    assert len(said) == 2
    assert all("Daerah 3" in sentence for sentence in said)
    assert index.run(store, "2026").ranked == 3


def test_a_wave_without_surveys_keeps_its_website_results_unranked(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, surveyed=0)
    result = index.run(store, "2026")
    assert result.ranked == 0
    rows = store.index("2026")
    assert [row["rank"] for row in rows] == [None] * 4
    assert all(row["V.2"] is not None and row["total"] is None for row in rows)
    assert {row["note"] for row in rows} == {"unranked: no firm interviews; no Pemda questionnaire"}


def test_answers_of_a_region_outside_the_wave_are_named(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    rows = [
        {"region_code": "98.01", "respondent": "1", "row": 2, "indicator": "staff_speed", "value": 1, "answer": "1"}
    ]
    store.save_answers("2026", "firms", "b.csv", "1", rows)
    result = index.run(store, "2026")
    assert "98.01" not in set(result.table["region_code"])
    assert any("98.01" in warning for warning in result.warnings)


def test_a_wave_without_anything_is_a_clear_error(store: Store) -> None:
    with pytest.raises(ScorecardError, match="nothing to compute"):
        index.run(store, "2026")


def test_a_reference_wave_without_a_ranked_region_is_a_clear_error(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    with pytest.raises(ScorecardError, match="reference"):
        index.run(store, "2026", reference="2025")
    same = index.run(store, "2026", reference="2026")
    assert any("Scaled as 2026; on the wave's own scale 0 of 4" in one for one in same.warnings)
    pd.testing.assert_frame_equal(same.table, index.run(store, "2026").table)


# ---- methods ----------------------------------------------------------------------------------


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped method file with one piece replaced."""
    text = (Path(methods.__file__).parent / "methods" / "kppod-2009.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "m.toml").write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path / "m.toml"


def test_the_method_of_2009_weighs_seven_components_the_same() -> None:
    assert methods.load("kppod-2009").weights == dict.fromkeys(COMPONENTS, 1.0)
    assert "kppod-2009" in methods.names()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('over = "all"', 'ovr = "all"', "normalisation.ovr is not a parameter; normalisation.over is missing"),
        ('over = "all"', 'over = "everyone"', "normalisation.over is 'everyone'"),
        ('"VI" = 1', '"VI" = -1', "aggregation.weights.VI is -1"),
        ('"VI" = 1', '"VI" = nan', "aggregation.weights.VI is nan"),
        ('"VI" = 1', '"VII" = 1', "aggregation.weights.VII is not a parameter"),
        ('"website", ', '"websites", ', "normalisation.unstretched"),
        ("warn_below = 10", 'warn_below = "ten"', "population.warn_below"),
        ('name = "kppod-2009"', 'name = ""', "name is ''"),
        ("[ranks]", "[ranks", "not a TOML file"),
    ],
)
def test_a_method_with_a_fault_is_refused_by_the_name_of_the_parameter(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(ScorecardError) as caught:
        methods.load(changed(tmp_path, old, new))
    assert named in str(caught.value)


def test_an_unknown_method_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="kppod-2009"):
        methods.load("kppod")
    with pytest.raises(ScorecardError, match="cannot be read"):
        methods.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('over = "all"', 'over = "kind"'),
        ('"website", ', ""),
        ('structural = "zero"', 'structural = "blank"'),
        ('unreachable = "zero"', 'unreachable = "unranked"'),
        ('component = "zero"', 'component = "skip"'),
        ('"VI" = 1', '"VI" = 2'),
        ('within = "kind"', 'within = "all"'),
        ("warn_below = 10", "warn_below = 0"),
    ],
)
def test_every_parameter_of_a_method_has_an_effect(tmp_path: Path, old: str, new: str) -> None:
    table, web = matrix(8), [one.slug for one in FRAMEWORK.website]
    table["web_budget"] = [0.5, 1.0] * 4
    table.loc["99.11", web] = np.nan
    table.loc["99.13", [one.slug for one in FRAMEWORK.of_component("VI")]] = np.nan
    table.loc["99.14", "complaint_types"] = 0.0
    why = {("99.11", slug): "unreachable" for slug in web} | {("99.14", "complaint_types"): "structural"}
    scores = long(table, why)
    plain = index.compute(scores, regions(8), FRAMEWORK, METHOD)
    other = index.compute(scores, regions(8), FRAMEWORK, methods.load(changed(tmp_path, old, new)))
    assert not plain.table.equals(other.table) or plain.warnings != other.warnings
