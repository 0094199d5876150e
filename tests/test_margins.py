"""Weights and margins of error: from the protocol of a draw to the tables and, where a method says so, the index."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cli
from scorecard import frames, framework, method
from scorecard.errors import ScorecardError
from scorecard.margins import margins, remaining, student, together, wilson
from scorecard.model import Kind, Region
from scorecard.protocols import Frame, frame_of, keep_protocol
from scorecard.scores import reasoned, scores
from scorecard.store.database import Store
from scorecard.store.sums import Sums
from scorecard.tables import import_answers
from tests.surveyfiles import write_csv

FRAMEWORK = framework.load()
REGIONS = (
    Region("99.10", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.02", "Tirtajaya", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        yield opened


def firms(path: Path, answers: Mapping[tuple[str, str], Mapping[str, str]]) -> Path:
    """A filled-in template: what each firm (region code, number) said, the other questions left blank."""
    blank = {one.slug: "" for one in FRAMEWORK.firms}
    return write_csv(
        path,
        [
            {"region_code": code, "region": "", "respondent": who, **blank, **said}
            for (code, who), said in answers.items()
        ],
    )


def draw(tmp_path: Path, sizes: Mapping[str, int], n: int) -> tuple[Path, list[tuple[str, str]]]:
    """A protocol of firms drawn from a frame of so many in each region, and the firms drawn."""
    rows = [{"firm_id": str(at), "region_code": code} for code, size in sizes.items() for at in range(1, size + 1)]
    done = frames.draw("firms", write_csv(tmp_path / "frame.csv", rows), n, 3, tmp_path / "sample.csv")
    with (tmp_path / "sample.csv").open(encoding="utf-8-sig", newline="") as file:
        drawn = [(row["region_code"], row["firm_id"]) for row in csv.DictReader(file)]
    return done.files[1], drawn


def test_a_margin_is_that_of_the_textbook_for_a_mean_and_for_a_share(tmp_path: Path, store: Store) -> None:
    said = {("99.10", str(n)): {"staff_speed": str(1 + n % 4), "complaint_awareness": str(n % 2)} for n in range(8)}
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", said), REGIONS)
    found = {one.indicator: one for one in margins(store, "2026") if one.region_code}
    speed, known = found["staff_speed"], found["complaint_awareness"]
    assert (speed.n, speed.value, speed.population) == (8, 2.5, 0)
    assert speed.margin == pytest.approx(2.365 * (10 / 7 / 8) ** 0.5)
    assert (known.low, known.high) == pytest.approx(wilson(0.5, 8))
    assert (known.low, known.high) == pytest.approx((0.2152, 0.7848), abs=1e-4)


def test_firms_that_all_say_the_same_leave_a_share_its_margin(tmp_path: Path, store: Store) -> None:
    said = {("99.10", str(n)): {"complaint_awareness": "1"} for n in range(10)}
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", said), REGIONS)
    (one,) = [one for one in margins(store, "2026") if one.region_code]
    assert one.low == pytest.approx(0.7225, abs=1e-4)
    assert one.high == pytest.approx(1.0)


def test_one_answer_has_no_margin(tmp_path: Path, store: Store) -> None:
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", {("99.10", "1"): {"staff_speed": "3"}}), REGIONS)
    assert {(one.value, one.margin, one.low) for one in margins(store, "2026")} == {(3.0, None, None)}


@pytest.mark.parametrize(("n", "population", "left"), [(30, 0, 1.0), (30, 60, 0.5), (30, 30, 0.0), (31, 30, 0.0)])
def test_a_frame_that_is_nearly_exhausted_leaves_little_to_chance(n: int, population: int, left: float) -> None:
    assert remaining(n, population) == left


@pytest.mark.parametrize(("degrees", "t"), [(1, 12.706), (9, 2.262), (10, 2.228), (29, 2.045), (120, 1.980)])
def test_students_t_is_that_of_the_table(degrees: int, t: float) -> None:
    assert student(degrees) == pytest.approx(t, abs=1.5e-3)


@given(st.integers(0, 200), st.integers(1, 200))
def test_a_share_lies_in_its_interval_and_the_interval_in_nought_to_one(part: int, n: int) -> None:
    share = min(part / n, 1.0)
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


# ---- protocols --------------------------------------------------------------------------------


def test_answers_carry_the_weight_of_the_draw_and_margins_shrink_with_the_frame(tmp_path: Path, store: Store) -> None:
    protocol, drawn = draw(tmp_path, {"99.10": 12, "99.02": 200}, 10)
    said = {who: {"staff_speed": str(1 + at % 4)} for at, who in enumerate(drawn)}
    path = firms(tmp_path / "a.csv", said)
    import_answers(store, "2026", "firms", path, REGIONS)
    before = {(one.region_code, one.indicator): one for one in margins(store, "2026")}
    done = import_answers(store, "2026", "firms", path, REGIONS, sample=protocol)
    assert not done.unchanged
    weights = {
        row["region_code"]: row["value"] for row in store.answers("2026", "firms") if row["indicator"] == "weight"
    }
    assert weights == {"99.10": 1.2, "99.02": 20.0}
    after = {(one.region_code, one.indicator): one for one in margins(store, "2026")}
    small, large = after["99.10", "staff_speed"], after["99.02", "staff_speed"]
    assert (small.population, large.population) == (12, 200)
    assert small.margin == pytest.approx((before["99.10", "staff_speed"].margin or 0) * (2 / 12) ** 0.5)
    assert small.design_effect == pytest.approx(1.0)
    assert small.basis == "simple"
    together = after["", "staff_speed"]
    assert together.weighted == pytest.approx((12 * small.value + 200 * large.value) / 212)
    assert together.value == pytest.approx((small.value + large.value) / 2)


def test_respondents_whom_nobody_drew_are_told(tmp_path: Path, store: Store) -> None:
    protocol, drawn = draw(tmp_path, {"99.10": 40}, 5)
    said = {**{who: {"staff_speed": "3"} for who in drawn[:3]}, ("99.10", "Z9"): {"staff_speed": "3"}}
    done = import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", said), REGIONS, sample=protocol)
    assert any("1 respondents are not among the firms drawn" in one and "Z9" in one for one in done.notices)


def test_a_files_own_weights_stand_and_a_method_may_count_by_them(tmp_path: Path, store: Store) -> None:
    said = {("99.10", "1"): {"staff_speed": "4", "weight": "30"}, ("99.10", "2"): {"staff_speed": "1", "weight": "10"}}
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", said), REGIONS)
    (one,) = [one for one in margins(store, "2026") if one.region_code]
    assert (one.value, one.weighted, one.basis) == (2.5, 3.25, "weighted")
    assert one.design_effect == pytest.approx(2 * (30**2 + 10**2) / 40**2)
    plain, weighted = scores(store, "2026"), reasoned(store, "2026", weighted=True)
    speed = {frame["value"][frame["indicator"] == "staff_speed"].iloc[0] for frame in (plain, weighted)}
    assert speed == {2.5, 3.25}
    text = (Path(method.__file__).parent / "methods" / "kppod-2009.toml").read_text()
    (tmp_path / "m.toml").write_text(text + '\n[respondents]\nweights = "sample"\n')
    assert method.load(tmp_path / "m.toml").weighted
    assert not method.load("kppod-2009").weighted


def summed(code: str, said: Sequence[int], weight: float) -> Sums:
    """The sums over one region's answers, each with the same weight."""
    n, v, vv = len(said), float(sum(said)), float(sum(value * value for value in said))
    w = weight
    return Sums(code, "staff_speed", n, v, vv, n * w, w * v, w * vv, n * w * w, w * w * v, w * w * vv)


def test_over_many_draws_the_weighted_mean_is_right_and_its_margin_holds_as_often_as_it_says() -> None:
    random, sizes, draws = Random(1), {"99.10": 60, "99.02": 240}, 300
    truth = {code: [random.randint(1, 4) + (code == "99.02") for _firm in range(size)] for code, size in sizes.items()}
    mean = sum(map(sum, truth.values())) / sum(sizes.values())
    found = [
        together(
            [summed(code, random.sample(truth[code], 12), size / 12) for code, size in sizes.items()],
            FRAMEWORK.by_slug["staff_speed"],
            Frame(firms=sizes),
        )
        for _draw in range(draws)
    ]
    assert abs(sum(one.weighted for one in found) / draws - mean) < 0.05
    assert sum(abs(one.weighted - mean) <= (one.weighted_margin or 0) for one in found) / draws > 0.9
    assert sum(abs(one.value - mean) <= (one.weighted_margin or 0) for one in found) / draws < 0.9


def test_regions_that_were_drawn_stand_for_their_stratum(tmp_path: Path, store: Store) -> None:
    rows = [{"code": f"99.{n:02}", "grdp": str(n), "stratum": "a" if n < 40 else "b"} for n in range(10, 90)]
    rows += [{"code": "99.02", "grdp": "1", "stratum": "a"}]
    done = frames.draw("regions", write_csv(tmp_path / "r.csv", rows), 81, 1, tmp_path / "s.csv", year=2026)
    assert keep_protocol(store, "2026", done.files[1]) == "regions"
    held = json.loads(done.files[1].read_text())
    held |= {"groups": [{**held["groups"][0], "drawn": 2}, {**held["groups"][1], "drawn": 1}]}
    held["codes"] = ["99.10", "99.02", "99.71"]
    done.files[1].write_text(json.dumps(held))
    keep_protocol(store, "2026", done.files[1])
    assert frame_of(store, "2026").weight("99.10") == 31 / 2
    said = {
        (one.code, str(n)): {"staff_speed": str(speed)}
        for one, speed in zip(REGIONS, (1, 2, 4), strict=True)
        for n in (1, 2)
    }
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", said), REGIONS)
    together = next(one for one in margins(store, "2026") if not one.region_code)
    assert together.basis == "clustered"
    assert together.weighted == pytest.approx((15.5 * 1 + 15.5 * 2 + 50 * 4) / 81)


@pytest.mark.parametrize("text", ["", "{}", '{"what": "firms", "groups": [], "codes": ["x"]}', "[1]"])
def test_a_file_that_is_no_protocol_is_a_clear_error(tmp_path: Path, store: Store, text: str) -> None:
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(ScorecardError, match="protocol"):
        keep_protocol(store, "2026", tmp_path / "p.json")


def test_margins_are_shown_and_written_from_the_command_line(tmp_path: Path) -> None:
    protocol, drawn = draw(tmp_path, {"11.01": 40}, 5)
    path = firms(tmp_path / "a.csv", {who: {"staff_speed": "3"} for who in drawn})
    output = ("--output", str(tmp_path / "output"))
    run = CliRunner().invoke
    assert (
        run(cli.app, ["import", "firms", str(path), "--sample", str(protocol), "--wave", "2026", *output]).exit_code
        == 0
    )
    assert run(cli.app, ["answers", "margins", "--to", str(tmp_path / "m.csv"), *output]).exit_code == 0
    lines = (tmp_path / "m.csv").read_text().splitlines()
    assert lines[0].startswith("region_code,indicator,n,population,value,margin")
    assert len(lines) == 3
