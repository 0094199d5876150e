"""Samples: exact shares, equal chances, and the same draw for whoever replays the protocol."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import frames
from scorecard.errors import ScorecardError
from scorecard.sampling import Unit, allocate, margin, sample_firms, sample_regions, strata, systematic
from scorecard.tables import TableError


def region(number: int, size: float, founded: int = 0) -> Unit:
    return Unit(f"{number:04d}", f"Daerah {number}", size=size, founded=founded)


def frame_of(path: Path, rows: list[dict[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 400), min_size=1, max_size=8), st.data())
def test_shares_are_exact_and_no_further_than_one_from_proportion(sizes: dict[str, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    n = data.draw(st.integers(1, total))
    shares = allocate(sizes, n)
    assert sum(shares.values()) == n
    assert all(abs(shares[name] - n * size / total) < 1 for name, size in sizes.items())
    assert all(shares[name] <= size for name, size in sizes.items())


def test_strata_are_three_of_equal_number_by_product_the_largest_first() -> None:
    groups = strata([region(number, number) for number in range(9)])
    assert {name: [unit.size for unit in units] for name, units in groups.items()} == {
        "large": [8, 7, 6],
        "medium": [5, 4, 3],
        "small": [2, 1, 0],
    }


def test_regions_under_three_years_old_are_left_out() -> None:
    units = [region(1, 5, 2023), region(2, 4, 2024), region(3, 3), region(4, 2, 1950)]
    drawn, _groups, young = sample_regions(units, 3, 1, 2026)
    assert young == ["0002"]
    assert {one.unit.code for one in drawn} == {"0001", "0003", "0004"}


def test_every_region_of_a_stratum_has_the_chance_that_the_protocol_says() -> None:
    units = [region(number, number) for number in range(30)]
    hits: Counter[str] = Counter()
    draws = 4000
    for seed in range(draws):
        drawn, groups, _young = sample_regions(units, 10, seed, 2026)
        hits.update(one.unit.code for one in drawn)
    chance = {
        unit.code: group.chance for group, one in zip(groups, strata(units).values(), strict=True) for unit in one
    }
    for unit in units:  # five standard errors: never by accident
        expected = chance[unit.code]
        assert abs(hits[unit.code] / draws - expected) < 5 * (expected * (1 - expected) / draws) ** 0.5


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 10**9))
def test_a_systematic_draw_has_exactly_n_different_firms(n: int, more: int, seed: int) -> None:
    units = [Unit(str(at), "") for at in range(n + more)]
    drawn, interval, start = systematic(units, n, Random(seed))
    assert len({unit.code for unit in drawn}) == n
    assert 0 <= start < interval == len(units) / n


def test_every_firm_has_the_chance_that_the_protocol_says_even_where_the_interval_is_a_fraction() -> None:
    units = [Unit(str(at), "", "99.10") for at in range(47)]
    hits: Counter[str] = Counter()
    draws = 6000
    for seed in range(draws):
        drawn, groups = sample_firms(units, 10, seed)
        hits.update(one.unit.code for one in drawn)
    chance = groups[0].chance
    assert chance == 10 / 47
    assert all(abs(hits[unit.code] / draws - chance) < 5 * (chance * (1 - chance) / draws) ** 0.5 for unit in units)


def test_weights_undo_chances_so_that_each_group_counts_what_it_holds() -> None:
    units = [Unit(f"{group}{at}", "", group) for group, size in (("a", 100), ("b", 12)) for at in range(size)]
    drawn, _groups = sample_firms(units, 30, 3)
    held = {group: sum(one.weight for one in drawn if one.unit.group == group) for group in "ab"}
    assert held == pytest.approx({"a": 100, "b": 12})


@pytest.mark.parametrize(
    ("share", "n", "population", "points"), [(0.5, 30, 0, 17.9), (0.5, 30, 31, 3.3), (0.1, 100, 0, 5.9)]
)
def test_the_margin_of_a_share_is_that_of_the_textbook(share: float, n: int, population: int, points: float) -> None:
    assert 100 * margin(share, n, population) == pytest.approx(points, abs=0.05)


def test_a_replayed_protocol_gives_the_same_sample(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"firm_id": n, "region_code": f"99.{10 + n % 3}", "nama": "x"} for n in range(200)]
    frame = frame_of(tmp_path / "firms.csv", rows)
    done = frames.draw("firms", frame, 30, 5, tmp_path / "one.csv")
    again = frames.replay(frame, done.files[1], tmp_path / "two.csv")
    assert read(again.files[0]) == read(done.files[0])
    assert Counter(row["region_code"] for row in read(done.files[0])) == {"99.10": 30, "99.11": 30, "99.12": 30}
    other = frames.draw("firms", frame, 30, 6, tmp_path / "three.csv")
    assert other.protocol.codes != done.protocol.codes


def test_a_replay_refuses_another_frame_and_a_changed_protocol(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"code": f"{n}", "grdp": n, "founded": 1950} for n in range(30)]
    frame = frame_of(tmp_path / "r.csv", rows)
    done = frames.draw("regions", frame, 9, 5, tmp_path / "s.csv", year=2026)
    with pytest.raises(ScorecardError, match="not the frame"):
        frames.replay(frame_of(tmp_path / "r2.csv", rows[1:]), done.files[1], tmp_path / "t.csv")
    held = json.loads(done.files[1].read_text())
    held["codes"][0] = "999"
    done.files[1].write_text(json.dumps(held))
    with pytest.raises(ScorecardError, match="another one"):
        frames.replay(frame, done.files[1], tmp_path / "t.csv")


def test_a_frame_with_mistakes_names_all_of_them_and_draws_nothing(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"code": "1", "grdp": "besar"},
        {"code": "", "grdp": "5"},
        {"code": "1", "grdp": "1.234"},
        {"code": "3", "grdp": ""},
    ]
    with pytest.raises(TableError) as caught:
        frames.draw("regions", frame_of(tmp_path / "r.csv", rows), 2, 1, tmp_path / "s.csv")
    assert {(one.row, one.column) for one in caught.value.mistakes} == {
        (2, "grdp"),
        (3, "code"),
        (4, "grdp"),
        (4, "code"),
        (5, "grdp"),
    }
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("n", [0, 31])
def test_more_than_the_frame_holds_or_nothing_cannot_be_drawn(tmp_path: Path, n: int) -> None:
    frame = frame_of(tmp_path / "r.csv", [{"code": f"{at}", "grdp": at} for at in range(30)])
    with pytest.raises(ScorecardError, match="cannot be drawn"):
        frames.draw("regions", frame, n, 1, tmp_path / "s.csv")
