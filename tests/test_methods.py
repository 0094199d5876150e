"""The methods that are shipped: where they differ, and what else a method of a wave may say."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scorecard import framework, index, messages
from scorecard import method as methods
from scorecard.components import account
from scorecard.engine.comparison import moves
from scorecard.errors import ScorecardError
from scorecard.model import Kind, Region
from scorecard.scores import COLUMNS
from scorecard.store.database import Store
from scorecard.subindices import rank_file

FRAMEWORK = framework.load()
PUBLISHED = Path(__file__).parent / "fixtures" / "tables" / "published_2009.csv"
REGIONS = tuple(Region(f"99.{at + 10}", f"Daerah {at}", Kind.KABUPATEN, "Nusa Contoh") for at in range(12))
WEB = [one.slug for one in FRAMEWORK.website]


def matrix(seed: int = 1) -> pd.DataFrame:
    """A full table of scores, regions x indicators, all above zero."""
    random = np.random.default_rng(seed)
    columns = {}
    for one in FRAMEWORK.indicators:
        values = random.integers(1, 3, 12) / 2 if one.source == "website" else random.uniform(1, 4, 12).round(3)
        columns[one.slug] = random.uniform(0.1, 1, 12).round(2) if one.kind == "binary" else values
    return pd.DataFrame(columns, index=[region.code for region in REGIONS])


def compute(table: pd.DataFrame, method: methods.Method, why: dict[tuple[str, str], str] | None = None) -> index.Result:
    rows = [
        (
            "2026",
            code,
            slug,
            FRAMEWORK.by_slug[slug].source,
            table.at[code, slug],
            1,
            "",
            (why or {}).get((code, slug), ""),
        )
        for code in table.index
        for slug in table.columns
    ]
    scores = pd.DataFrame(rows, columns=[*COLUMNS, "why"]).astype({"value": "float64"})
    return index.compute(scores, REGIONS, FRAMEWORK, method)


def region(result: index.Result, code: str = "99.10") -> dict[str, object]:
    (row,) = json.loads(result.table[result.table["region_code"] == code].to_json(orient="records"))
    return dict(row)


def varied(tmp_path: Path, old: str, new: str, base: str = "kppod-2009") -> methods.Method:
    """A shipped method with one piece of its file replaced."""
    text = (Path(methods.__file__).parent / "methods" / f"{base}.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "m.toml").write_text(text.replace(old, new), encoding="utf-8")
    return methods.load(tmp_path / "m.toml")


def test_three_methods_are_shipped() -> None:
    assert methods.names() == ("2026", "kppod-2009", "kppod-2009-as-printed")


@pytest.mark.parametrize("name", methods.names())
def test_a_shipped_method_states_the_directions_of_the_framework(name: str) -> None:
    less = {one.slug: -1 for one in FRAMEWORK.indicators if one.direction < 0}
    assert methods.load(name).directions == less


def test_the_mean_of_six_that_the_text_describes_fits_six_of_the_published_rows(tmp_path: Path) -> None:
    rank_file(PUBLISHED, tmp_path / "out.csv", "kppod-2009-as-printed")
    with PUBLISHED.open(encoding="utf-8") as printed, (tmp_path / "out.csv").open(encoding="utf-8") as ours:
        pairs = list(zip(csv.DictReader(printed), csv.DictReader(ours), strict=True))
    assert sum(abs(float(row["total"]) - float(mine["total"])) <= 0.07 for row, mine in pairs) == 6


def test_sharing_the_weight_of_blank_components_would_reward_silence_as_the_docs_say(tmp_path: Path) -> None:
    varied(tmp_path, 'component = "zero"', 'component = "skip"')
    ranks = {}
    for name, method in (("zero", "kppod-2009"), ("skip", str(tmp_path / "m.toml"))):
        rank_file(PUBLISHED, tmp_path / "out.csv", method)
        with (tmp_path / "out.csv").open(encoding="utf-8") as file:
            ranks[name] = {row["region"].split()[-1]: row["rank"] for row in csv.DictReader(file)}
    assert [(ranks["zero"][region], ranks["skip"][region]) for region in ("Buru", "Ternate")] == [
        ("80", "36"),
        ("14", "8"),
    ]


def test_under_2026_a_website_that_could_not_be_opened_leaves_its_region_unranked() -> None:
    table = matrix()
    table.loc["99.10", WEB] = np.nan
    why = {("99.10", slug): "unreachable" for slug in WEB}
    row = region(compute(table, methods.load("2026"), why))
    assert row["rank"] is None
    assert row["note"] == "unranked: website could not be opened"
    assert region(compute(table, methods.load("kppod-2009"), why))["rank"] is not None


@pytest.mark.parametrize(("blank", "ranked"), [(4, True), (5, False)])
def test_under_2026_a_component_with_less_than_65_percent_of_its_items_leaves_its_region_unranked(
    blank: int, ranked: bool
) -> None:
    """VI has 14 items: ten are 71 %, nine are 64 %."""
    table = matrix()
    table.loc["99.10", [one.slug for one in FRAMEWORK.of_component("VI")][:blank]] = np.nan
    row = region(compute(table, methods.load("2026")))
    assert (row["rank"] is not None) is ranked
    assert row["note"] == ("" if ranked else "unranked: too few items in VI")
    assert region(compute(table, methods.load("kppod-2009")))["rank"] is not None


def test_under_2026_items_that_do_not_apply_are_no_gap() -> None:
    table = matrix()
    gone = [one.slug for one in FRAMEWORK.of_component("V.2")][:16]
    table.loc["99.10", gone] = np.nan
    said = {("99.10", slug): "not_applicable" for slug in gone}
    assert region(compute(table, methods.load("2026"), said))["rank"] is not None
    said = {("99.10", slug): "unsure" for slug in gone}
    assert region(compute(table, methods.load("2026"), said))["rank"] is None


def test_a_website_item_partly_there_is_worth_what_the_method_says(tmp_path: Path) -> None:
    table = matrix()
    table[WEB] = 0.5
    assert region(compute(table, methods.load("kppod-2009")))["V.2"] == 50
    assert region(compute(table, varied(tmp_path, "partial = 0.5", "partial = 0.25")))["V.2"] == 25


def test_a_direction_of_the_method_turns_an_items_scale_round(tmp_path: Path) -> None:
    plain = compute(matrix(), methods.load("kppod-2009")).items
    turned = compute(matrix(), varied(tmp_path, "[directions]", "[directions]\nstaff_speed = -1")).items
    assert turned["staff_speed"].to_numpy() == pytest.approx(100 - plain["staff_speed"].to_numpy())


def test_items_may_be_averaged_variable_by_variable(tmp_path: Path) -> None:
    method = varied(tmp_path, 'scheme = "arithmetic"', 'variables = "averaged"\nscheme = "arithmetic"')
    items = compute(matrix(), method).items
    variables = [one for one in FRAMEWORK.variables if one.component == "VI"]
    means = pd.DataFrame({one.number: items[[leaf.slug for leaf in one.indicators]].mean(axis=1) for one in variables})
    assert region(compute(matrix(), method))["VI"] == pytest.approx(float(means.mean(axis=1).to_numpy()[0]))


def test_a_zero_in_a_geometric_mean_names_region_item_and_remedy(tmp_path: Path) -> None:
    method = varied(tmp_path, 'scheme = "arithmetic"', 'scheme = "geometric"')
    with pytest.raises(ScorecardError, match=r"99\.\d+ \w+ = 0") as caught:
        compute(matrix(), method)
    assert caught.value.remedy


def test_other_scales_need_all_items_on_them(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="unstretched"):
        varied(tmp_path, 'scheme = "min-max"', 'scheme = "z-score"')
    text = 'unstretched = ["website", "pemda_binary", "firms_share"]'
    (tmp_path / "z").mkdir()
    varied(tmp_path, text, "unstretched = []")
    plain = (tmp_path / "m.toml").read_text(encoding="utf-8")
    (tmp_path / "m.toml").write_text(plain.replace('"min-max"', '"z-score"'), encoding="utf-8")
    result = compute(matrix(), methods.load(tmp_path / "m.toml"))
    assert result.ranked == 12
    assert result.items["staff_speed"].std(ddof=1) == pytest.approx(1)


def test_outliers_are_drawn_in_where_the_method_asks_for_it(tmp_path: Path) -> None:
    table = matrix()
    table.loc["99.10", "growth_ho"] = 1e6
    plain = compute(table, methods.load("kppod-2009")).limits.set_index("indicator")
    method = varied(tmp_path, "[population]", '[outliers]\ntest = "skew-kurtosis"\n[population]')
    treated = compute(table, method).limits.set_index("indicator")
    assert float(plain["high"].to_numpy()[list(plain.index).index("growth_ho")]) == 1e6
    assert float(treated["high"].to_numpy()[list(treated.index).index("growth_ho")]) < 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[directions]", "[directions]\nstaf_speed = -1", "directions.staf_speed names nothing"),
        ("partial = 0.5", "partial = 2", "codings.partial is 2"),
        ('item = "skip" ', 'item = "zero" ', "missing.least has no effect"),
        ("[population]", "[outliers]\npoints = 3\n[population]", "outliers.points has no effect"),
    ],
)
def test_a_parameter_without_effect_in_a_waves_method_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ScorecardError, match=said):
        varied(tmp_path, old, new)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        yield opened


def test_notes_are_kept_for_readers_of_any_language(store: Store) -> None:
    rows = [
        {"region_code": "99.10", "respondent": "1", "row": 2, "indicator": "staff_speed", "value": 1, "answer": "1"}
    ]
    store.save_answers("2026", "firms", "a.csv", "1", rows)
    messages.use_language("id")
    try:
        index.run(store, "2026")
    finally:
        messages.use_language("en")
    notes = {row["region_code"]: row["note"] for row in store.index("2026")}
    assert notes["99.10"] == "unranked: website not visited yet; no Pemda questionnaire"
    messages.use_language("id")
    try:
        assert store.index("2026")[0]["note"] != notes["99.10"]
    finally:
        messages.use_language("en")


def test_a_question_two_steps_below_a_no_counts_nobody(store: Store) -> None:
    """The database sums only those who were asked, up the whole chain of questions."""
    given = {"1": {"p": 1, "q": 1, "r": 4}, "2": {"p": 0, "q": 1, "r": 1}, "3": {"p": 1, "q": 0, "r": 1}}
    rows = [
        {"region_code": "99.10", "respondent": who, "row": 2, "indicator": slug, "value": value, "answer": ""}
        for who, answers in given.items()
        for slug, value in answers.items()
    ]
    store.save_answers("2026", "firms", "a.csv", "1", rows)
    regions, means = store.answer_means("2026", "firms", {"q": "p", "r": "q"})
    assert regions == ["99.10"]
    assert {slug: (mean, n) for _code, slug, mean, n in means} == {
        "p": (pytest.approx(2 / 3), 3),
        "q": (0.5, 2),
        "r": (4.0, 1),
    }


def test_two_methods_of_a_wave_are_compared_region_by_region_with_what_moved_them(tmp_path: Path) -> None:
    plain, table = methods.load("kppod-2009"), matrix()
    other = varied(tmp_path, '"VI" = 1', '"VI" = 5')
    before, after = compute(table, plain), compute(table, other)
    kinds = pd.Series("kabupaten", index=table.index)
    accounts = [
        account(one.below, one.table.set_index("region_code")["total"].reindex(table.index), kinds, FRAMEWORK, way)
        for one, way in ((before, plain), (after, other))
    ]
    items = {code: [one.slug for one in FRAMEWORK.of_component(code)] for code in framework.COMPONENTS}
    found = moves(list(table.index), [], accounts[0], accounts[1], items)
    ranks = [result.table.set_index("region_code")["rank"] for result in (before, after)]
    assert {one.unit: one.change for one in found} == (ranks[0] - ranks[1]).to_dict()
    far = [one for one in found if abs(one.change or 0) > 2]
    assert Counter(one.component for one in far).most_common(1)[0][0] == "VI"
    assert all(FRAMEWORK.by_slug[one.indicator].component == one.component for one in far)


def test_what_the_items_of_a_region_contribute_adds_up_to_its_components() -> None:
    result, way = compute(matrix(), methods.load("kppod-2009")), methods.load("kppod-2009")
    kinds = pd.Series("kabupaten", index=result.below.index)
    sums = result.table.set_index("region_code")["total"].reindex(result.below.index)
    parts = account(result.below, sums, kinds, FRAMEWORK, way).parts
    for code in framework.COMPONENTS:
        leaves = sum(parts[one.slug] for one in FRAMEWORK.of_component(code))
        assert parts[code] == pytest.approx(leaves)
