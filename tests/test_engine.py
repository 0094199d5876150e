"""The engine's steps one by one, and what must hold for any table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard.engine.build import Build, Engine
from scorecard.engine.comparison import compare
from scorecard.engine.influence import leave_one_out
from scorecard.engine.means import Plan, contributions
from scorecard.engine.method import Filling, Mean, Method, Scale, Screening, Treatment, paired
from scorecard.engine.structure import Node, Structure
from scorecard.engine.table import Array, Table
from scorecard.errors import ScorecardError

NAN = float("nan")
TREE = Structure(
    (
        Node("a", "left"),
        Node("b", "left", direction=-1),
        Node("c", "right"),
        Node("d", "right", weight=3.0),
        Node("e", "top"),  # hangs two levels higher than the others: a level may be skipped
        Node("left", "top", 2),
        Node("right", "top", 2, weight=2.0),
        Node("top", "", 3),
    )
)


def table(values: Any, **more: Any) -> Table:
    rows = np.array(values, dtype=np.float64)
    return Table(tuple(f"u{at}" for at in range(len(rows))), rows, **more)


def build(values: Any, method: Method | None = None, tree: Structure = TREE, **more: Any) -> Build:
    return Engine(table(values, **more), tree).build(method or Method())


def random(seed: int, rows: int = 8, columns: int = 5) -> Array:
    """Numbers of few digits, so that ties happen and arithmetic does not lose them."""
    return np.random.default_rng(seed).integers(1, 60, (rows, columns)).astype(np.float64)


FIVE = [[0, 4, 1, 1, 10], [5, 2, 2, 3, 20], [10, 0, 3, 2, 15]]


# ---- the tree ---------------------------------------------------------------------------------


def test_an_indicator_may_hang_under_a_level_above_the_next() -> None:
    done = build(FIVE)
    left, right, e = done.column("left"), done.column("right"), done.column("e")
    assert done.column("top") == pytest.approx((left + 2 * right + e) / 4)
    assert left == pytest.approx([0, 50, 100])


def test_a_level_that_is_left_out_gives_its_children_to_the_next_above() -> None:
    done = build(FIVE, Method(skip=(2,)))
    assert done.structure.aggregates == ("top",)
    weights = [1, 1, 1, 3, 1]
    assert done.column("top") == pytest.approx(np.average(done.normalised, axis=1, weights=weights))


def test_effective_weights_are_products_of_shares_down_the_tree_and_sum_to_one() -> None:
    found = TREE.effective(TREE.weights({}))
    assert found["d"] == pytest.approx(0.5 * 0.75)
    assert sum(found[code] for code in TREE.indicators) == pytest.approx(1)


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ((Node("a", "b"), Node("b", "", 1)), "cannot hang under"),
        ((Node("a", "x"), Node("b", "", 2)), "x of a has no row"),
        ((Node("a", "b"), Node("a", "b"), Node("b", "", 2)), "a is there twice"),
    ],
)
def test_a_tree_that_is_none_is_refused_with_its_codes(nodes: tuple[Node, ...], said: str) -> None:
    with pytest.raises(ScorecardError, match=said):
        Structure(nodes)


# ---- blanks and screening ---------------------------------------------------------------------


def test_a_blank_is_no_zero_unless_the_method_says_so() -> None:
    values = [[NAN, 4, 1, 1, 10], *FIVE[1:]]
    skipped, zero = build(values), build(values, Method(mean=Mean(blank="zero")))
    assert skipped.column("left")[0] == skipped.normalised[0, 1]
    assert zero.column("left")[0] == skipped.normalised[0, 1] / 2
    assert np.isnan(skipped.normalised[0, 0])


def test_a_group_below_its_threshold_is_blank_and_a_gap_in_the_group_above() -> None:
    values = [[NAN, 4, 1, 1, 10], *FIVE[1:]]
    least = build(values, Method(mean=Mean(least=0.6)))
    assert np.isnan(least.column("left")[0])
    assert not np.isnan(least.column("top")[0])
    whole = build(values, Method(own_mean=((2, Mean(least=0.6)), (3, Mean(least=1.0)))))
    assert np.isnan(whole.column("top")[0])


def test_a_cell_that_cannot_exist_is_no_gap() -> None:
    values, absent = [[NAN, 4, 1, 1, 10], *FIVE[1:]], np.zeros((3, 5), dtype=np.bool_)
    absent[0, 0] = True
    done = build(values, Method(mean=Mean(least=1.0)), absent=absent)
    assert not np.isnan(done.column("top")[0])


@pytest.mark.parametrize(
    ("fill", "expected"),
    [("zero", 0), ("mean", 7.5), ("median", 7.5), ("group-mean", 10), ("none", NAN)],
)
def test_each_filling_gives_its_value_and_flags_the_cell(fill: str, expected: float) -> None:
    method = Method(filling=Filling(fill, "kind" if fill == "group-mean" else ""))
    done = build([[NAN, 4, 1, 1, 10], *FIVE[1:]], method, beside={"kind": ("x", "y", "x")})
    assert done.prepared.filled.values[0, 0] == pytest.approx(expected, nan_ok=True)
    assert list(done.prepared.filled.how[:, 0]) == ["" if fill == "none" else fill, "", ""]


def test_the_last_wave_fills_what_a_unit_does_not_say_now() -> None:
    values = np.array([[1, 1, 1, 1, 1], [2, 2, 2, 2, 2], [NAN, 3, 3, 3, 3], [4, 4, 4, 4, 4]], dtype=np.float64)
    waves = Table(("x", "y", "x", "y"), values, ("2025", "2025", "2026", "2026"))
    done = Engine(waves, TREE).build(Method(filling=Filling("last-wave")))
    assert done.prepared.filled.values[2, 0] == 1


def test_what_hangs_on_a_no_is_a_zero_and_no_gap() -> None:
    done = build([[0, NAN, 1, 1, 1], [1, NAN, 2, 2, 2]], Method(filling=Filling(structural=(("b", "a"),))))
    assert done.prepared.filled.values[0, 1] == 0
    assert np.isnan(done.prepared.filled.values[1, 1])


def test_screened_units_keep_their_row_blank_and_may_be_forced_in_with_a_reason() -> None:
    values = [[NAN, NAN, NAN, 1, 10], *FIVE[1:]]
    out = build(values, Method(screening=Screening(unit=0.65)))
    assert out.scores.shape[0] == 3
    assert np.isnan(out.scores[0]).all()
    assert out.prepared.screened.reasons[0] == "unit"
    kept = build(values, Method(screening=Screening(unit=0.65, keep=(("u0", "an expert knows it"),))))
    assert not np.isnan(kept.column("top")[0])
    assert kept.prepared.screened.reasons[0] == "kept"


def test_a_screened_indicator_stays_as_a_blank_column() -> None:
    done = build([[NAN, 4, 1, 1, 10], [NAN, 2, 2, 3, 20], FIVE[2]], Method(screening=Screening(indicator=0.65)))
    assert np.isnan(done.normalised[:, 0]).all()
    assert done.column("left") == pytest.approx(done.normalised[:, 1])


# ---- outliers, scales, means ------------------------------------------------------------------


def test_an_override_for_one_indicator_is_applied_to_it_alone_and_recorded() -> None:
    values = random(3, 20)
    values[0] = 10_000
    general = Treatment("skew-kurtosis")
    method = Method(treatment=general, own_treatment=(("b", Treatment("none")),))
    done = build(values, method)
    assert done.treated[0, 0] < 10_000
    assert done.treated[0, 1] == 10_000
    assert {one.code: one.setting for one in done.treatments} == {**dict.fromkeys("acde", "method"), "b": "own"}


def test_a_column_that_no_drawing_in_mends_goes_on_a_log_scale() -> None:
    values = random(4, 30)
    values[:, 0] = np.exp(np.arange(30) / 2)
    done = build(values, Method(treatment=Treatment("skew-kurtosis", points=1)))
    assert done.treatments[0].log
    low, high = values[:, 0].min(), values[:, 0].max()
    assert done.treated[:, 0] == pytest.approx(np.log(values[:, 0] - low + 0.01 * (high - low)))


def test_goalposts_and_targets_turn_round_where_less_is_better() -> None:
    goals = build(FIVE, Method(scale=Scale("goalposts", source=(0.0, 20.0), clip=True)))
    assert list(goals.normalised[:, 0]) == [0, 25, 50]
    assert list(goals.normalised[:, 1]) == [80, 90, 100]
    tree = Structure((Node("a", "t", target=5.0), Node("b", "t", direction=-1, target=2.0), Node("t", "", 2)))
    found = build([[0, 4], [5, 2], [10, 0]], Method(scale=Scale("target", clip=True)), tree).normalised
    assert found.tolist() == [[0, 0], [100, 100], [100, 100]]


def test_a_group_of_its_own_scale_has_its_own_lowest_and_highest() -> None:
    done = build([*FIVE, [20, 9, 9, 9, 90]], Method(over="kind"), beside={"kind": ("x", "x", "y", "y")})
    assert list(done.normalised[:, 0]) == [0, 100, 0, 100]


def test_a_reference_time_freezes_the_scale() -> None:
    values = np.array([[0.0] * 5, [10.0] * 5, [5.0] * 5, [20.0] * 5])
    waves = Table(("x", "y", "x", "y"), values, ("2025", "2025", "2026", "2026"))
    done = Engine(waves, TREE).build(Method(panel="reference", reference="2025"))
    assert list(done.normalised[:, 0]) == [0, 100, 50, 200]


def test_an_indicator_that_is_the_same_everywhere_is_left_out_and_named() -> None:
    done = build([[7, *row[1:]] for row in FIVE])
    assert done.constant == ("a",)
    assert done.column("left") == pytest.approx(done.normalised[:, 1])


@pytest.mark.parametrize("scheme", ["geometric", "harmonic"])
def test_a_zero_in_a_mean_that_cannot_take_it_names_the_cell_and_the_remedy(scheme: str) -> None:
    with pytest.raises(ScorecardError) as caught:
        build(FIVE, Method(mean=Mean(scheme)))
    assert "u0 a = 0" in caught.value.what
    assert "left" in caught.value.where
    assert "normalisation.low = 1" in caught.value.remedy


def test_a_power_mean_of_one_is_arithmetic_of_zero_geometric_and_of_minus_one_harmonic() -> None:
    scale = Scale(low=1.0)
    for power, scheme in ((1.0, "arithmetic"), (0.0, "geometric"), (-1.0, "harmonic")):
        one = build(FIVE, Method(scale=scale, mean=Mean("power", power)))
        other = build(FIVE, Method(scale=scale, mean=Mean(scheme)))
        assert one.scores == pytest.approx(other.scores)


def test_weights_by_code_replace_the_frameworks() -> None:
    done = build(FIVE, Method(weights=(("a", 3.0),)))
    assert done.column("left") == pytest.approx((done.normalised[:, 0] * 3 + done.normalised[:, 1]) / 4)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (Method(weights=(("zz", 1.0),)), "aggregation.weights.zz"),
        (Method(own_treatment=(("zz", Treatment()),)), "outliers.indicators.zz"),
        (Method(own_mean=((7, Mean()),)), "aggregation.levels.7"),
        (Method(over="kind"), "normalisation.over is 'kind'"),
        (Method(within="kind"), "ranks.within is 'kind'"),
        (Method(panel="each"), "panel.scaling has no effect"),
        (Method(filling=Filling("last-wave")), "last-wave"),
        (Method(scale=Scale("target")), "a has no target"),
        (Method(skip=(9,)), "structure.skip 9"),
    ],
)
def test_a_method_that_names_what_is_not_there_is_refused_by_name(method: Method, said: str) -> None:
    with pytest.raises(ScorecardError, match=said):
        build(FIVE, method)


@pytest.mark.parametrize(("ties", "expected"), [("min", [1, 1, 3]), ("max", [2, 2, 3]), ("dense", [1, 1, 2])])
def test_ties_share_a_rank_as_the_method_says(ties: str, expected: list[int]) -> None:
    done = build([[2] * 5, [2] * 5, [1] * 5], Method(ties=ties, directions=(("b", 1),)))
    assert list(done.ranks_of("top")) == expected


# ---- influence and comparison -----------------------------------------------------------------


def test_leaving_a_code_out_is_the_index_with_its_weight_zero() -> None:
    engine = Engine(table(random(5)), TREE)
    whole = engine.build(Method())
    removals = {one.code: one for one in leave_one_out(engine, whole, (1,))}
    assert set(removals) == {"", *TREE.indicators}
    assert removals["a"].scores == pytest.approx(engine.build(Method(weights=(("a", 0.0),))).column("top"))


@pytest.mark.parametrize("scheme", ["arithmetic", "geometric", "harmonic"])
def test_contributions_of_indicators_add_up_to_the_score_under_every_mean(scheme: str) -> None:
    done = build(random(6), Method(scale=Scale(low=1.0), mean=Mean(scheme)))
    rule = dict.fromkeys((1, 2, 3), done.method.mean)
    found = contributions(done.scores, Plan(done.structure), rule, done.weights)
    assert found[:, :5].sum(axis=1) == pytest.approx(done.column("top"))


def test_a_comparison_names_who_moved_and_the_indicator_that_moved_them() -> None:
    engine = Engine(table(FIVE), TREE)
    before = engine.build(Method())
    after = engine.build(Method(weights=(("a", 3.0), ("left", 20.0))))
    moves = {one.unit: one for one in compare(before, after)}
    assert [moves[f"u{at}"].change for at in range(3)] == [0, -1, 1]
    assert moves["u2"].indicator == "a"
    assert moves["u2"].component == "left"
    assert moves["u0"].indicator == ""


# ---- properties -------------------------------------------------------------------------------

seeds = st.integers(0, 10**6)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(0, 4), st.sampled_from([0.5, 2.0, 10.0, 1000.0]), st.integers(-50, 50))
@pytest.mark.parametrize("scale", [Scale(), Scale("z-score"), Scale("rank"), Scale("borda"), Scale("percentile")])
def test_a_positive_affine_change_of_an_indicator_changes_no_score_and_no_rank(
    scale: Scale, seed: int, column: int, factor: float, shift: int
) -> None:
    values = random(seed)
    changed = values.copy()
    changed[:, column] = values[:, column] * factor + shift
    before, after = build(values, Method(scale=scale)), build(changed, Method(scale=scale))
    assert np.allclose(before.scores, after.scores, atol=1e-9, equal_nan=True)
    assert np.array_equal(before.ranks(), after.ranks(), equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(seeds, st.permutations(range(8)), st.permutations(range(8)))
def test_the_order_of_rows_and_of_columns_is_irrelevant(seed: int, rows: list[int], nodes: list[int]) -> None:
    values = random(seed)
    values[0, 0] = NAN
    before = build(values)
    tree = Structure(tuple(TREE.nodes[at] for at in nodes))
    columns = [TREE.indicators.index(code) for code in tree.indicators]
    after = build(values[np.ix_(rows, columns)], tree=tree)
    for code in TREE.codes:
        assert np.allclose(before.column(code)[rows], after.column(code), atol=1e-9, equal_nan=True)
        assert np.array_equal(before.ranks_of(code)[rows], after.ranks_of(code), equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(0, 7), st.integers(0, 4), st.integers(0, 80), st.sampled_from(["arithmetic", "geometric"]))
@pytest.mark.parametrize("scale", [Scale(low=1.0), Scale("rank"), Scale("goalposts", low=1.0, source=(-40.0, 160.0))])
def test_a_better_input_never_lowers_its_units_score_or_rank(
    scale: Scale, seed: int, row: int, column: int, gain: int, scheme: str
) -> None:
    values, method = random(seed), Method(scale=scale, mean=Mean(scheme))
    better = values.copy()
    better[row, column] += gain * TREE.by_code[TREE.indicators[column]].direction
    before, after = build(values, method), build(better, method)
    assert after.column("top")[row] >= before.column("top")[row] - 1e-9 or before.constant
    if scheme == "arithmetic" and not before.constant:
        assert after.ranks_of("top")[row] <= before.ranks_of("top")[row]


@settings(max_examples=40, deadline=None)
@given(seeds, st.lists(st.floats(0.1, 9.0), min_size=7, max_size=7))
def test_effective_weights_sum_to_one_at_each_complete_level(seed: int, given_: list[float]) -> None:
    codes = [code for code in TREE.codes if code != "top"]
    done = build(random(seed), Method(weights=paired(dict(zip(codes, given_, strict=True)))))
    found = done.structure.effective(done.weights)
    assert sum(found[code] for code in TREE.indicators) == pytest.approx(1)
    assert found["left"] + found["right"] + found["e"] == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(seeds, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4)), max_size=30), st.floats(0, 1))
def test_every_unit_keeps_its_row_at_every_stage_whatever_is_blank(
    seed: int, gaps: list[tuple[int, int]], least: float
) -> None:
    values = random(seed)
    for row, column in gaps:
        values[row, column] = NAN
    done = build(values, Method(screening=Screening(unit=least), mean=Mean(least=least)))
    for stage in (done.prepared.filled.values, done.treated, done.normalised, done.scores, done.ranks()):
        assert len(stage) == 8
    assert not np.isinf(done.scores).any()


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(1, 5), st.sampled_from([Scale(), Scale("z-score")]))
def test_an_engine_that_remembers_gives_what_a_fresh_one_gives(seed: int, points: int, scale: Scale) -> None:
    values = random(seed, 12)
    values[0] *= 50
    method = Method(treatment=Treatment("skew-kurtosis", points=points), scale=scale)
    engine = Engine(table(values), TREE)
    engine.build(replace(method, treatment=Treatment(), scale=Scale("rank")))
    assert np.array_equal(engine.build(method).scores, build(values, method).scores, equal_nan=True)
