"""The last step alone: printed sub-indices into totals and ranks."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import ScorecardError
from scorecard.subindices import rank_file, subindices
from scorecard.tables import TableError

PUBLISHED = Path(__file__).parent / "fixtures" / "tables" / "published_2009.csv"
HEADER = "kind,province,region,I,II,III,IV,V,VI"


def rank(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    """The rows that come out for the CSV `text`."""
    source, to = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(text.encode(encoding))
    rank_file(source, to)
    with to.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";" if ";" in text else ","))


def refused(tmp_path: Path, text: str) -> TableError:
    source, to = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as caught:
        rank_file(source, to)
    assert not to.exists()
    return caught.value


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The printed tables of 2009, and what the product makes of their sub-indices."""
    to = tmp_path_factory.mktemp("published") / "ranked.csv"
    assert rank_file(PUBLISHED, to) == 291
    with PUBLISHED.open(encoding="utf-8") as printed, to.open(encoding="utf-8") as ours:
        return list(csv.DictReader(printed)), list(csv.DictReader(ours))


def test_every_printed_total_of_2009_is_met(
    published: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    """The inputs are printed with one decimal, so 0.07 is what rounding alone can make."""
    differences = [abs(float(row["total"]) - float(mine["total"])) for row, mine in zip(*published, strict=True)]
    assert len(differences) == 291
    assert max(differences) <= 0.07
    assert sum(difference <= 0.05 + 1e-9 for difference in differences) == 269


def test_every_printed_rank_of_2009_is_met_within_one(
    published: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    assert max(abs(int(row["rank"]) - int(mine["rank"])) for row, mine in zip(*published, strict=True)) <= 1


def test_the_printed_cells_of_2009_go_out_as_they_came_in(
    published: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    for row, mine in zip(*published, strict=True):
        assert {k: v for k, v in mine.items() if k not in ("total", "rank")} == {
            k: v for k, v in row.items() if k not in ("total", "rank")
        }
    assert sum(mine["VI"] == "" for mine in published[1]) == 12
    assert [mine["VI"] for mine in published[1] if mine["region"] == "Kota Tidore Kepulauan"] == ["0.0"]


def test_v_counts_twice_and_a_blank_counts_zero(tmp_path: Path) -> None:
    rows = rank(tmp_path, f"{HEADER}\nkota,P,A,70,70,70,70,35,\n")
    assert float(rows[0]["total"]) == pytest.approx((4 * 70 + 2 * 35) / 7)
    assert rows[0]["VI"] == ""


def test_v1_and_v2_count_once_each(tmp_path: Path) -> None:
    rows = rank(tmp_path, "kind,province,region,I,II,III,IV,V.1,V.2,VI\nkota,P,A,7,14,21,28,35,42,49\n")
    assert float(rows[0]["total"]) == pytest.approx(28)


def test_ranks_run_within_kind_and_equal_totals_share_the_better_one(tmp_path: Path) -> None:
    text = (
        f"{HEADER}\nkabupaten,P,A,1,1,1,1,1,1\nkota,P,A,0,0,0,0,0,0\nKab.,P,B,9,1,1,1,1,1\nkabupaten,P,C,1,1,1,1,1,1\n"
    )
    text += "kabupaten,P,D,0,0,0,0,0,0\n"
    assert [row["rank"] for row in rank(tmp_path, text)] == ["2", "1", "1", "2", "4"]


def test_totals_that_differ_only_by_binary_noise_share_a_rank(tmp_path: Path) -> None:
    """0.1 + 0.2 + 0.3 in another order is another binary number and the same total."""
    text = f"{HEADER}\nkota,P,A,0.1,0.2,0.3,69.1,0,77.08\nkota,P,B,77.08,69.1,0.3,0.2,0,0.1\n"
    assert [row["rank"] for row in rank(tmp_path, text)] == ["1", "1"]


def test_a_total_and_a_rank_in_the_input_are_ignored_and_other_columns_stay(tmp_path: Path) -> None:
    rows = rank(tmp_path, f"rank,{HEADER},total,code\n9,kota,P,A,7,7,7,7,7,7,99,01.01\n")
    assert rows[0] == {
        **dict(zip(HEADER.split(","), ["kota", "P", "A", *["7"] * 6], strict=True)),
        "code": "01.01",
        "total": "7.0",
        "rank": "1",
    }


def test_a_decimal_comma_is_read_and_written_between_semicolons(tmp_path: Path) -> None:
    rows = rank(tmp_path, f"\ufeff{HEADER.replace(',', ';')}\nkota;P;A;70,5;70,5;70,5;70,5;70,5;70,5\n")
    assert rows[0]["I"] == "70,5"
    assert rows[0]["total"] == "70,5"


def test_a_decimal_comma_between_commas_is_a_mistake(tmp_path: Path) -> None:
    error = refused(tmp_path, f'{HEADER}\nkota,P,A,"66,7",1,1,1,1,1\n')
    assert [(one.row, one.column, one.value) for one in error.mistakes] == [(2, "I", "66,7")]


def test_every_wrong_cell_is_named_at_once_by_row_and_column(tmp_path: Path) -> None:
    text = f"{HEADER}\nkota,P,A,1,x,1,1,1,1\n\ndesa,P,B,1,1,1,1,101,1\nkota,P,a,1,1,1,nan,-1,1\n"
    error = refused(tmp_path, text)
    assert [(one.row, one.column) for one in error.mistakes] == [
        (2, "II"),
        (4, "kind"),
        (4, "V"),
        (5, "V"),
        (5, "region"),
    ]
    assert "row 2, column II" in str(error)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    error = refused(tmp_path, "kind,province,region,I,II,III,IV\nkota,P,A,1,1,1,1\n")
    assert [one.column for one in error.mistakes] == ["VI", "V / V.1 + V.2"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04zip", b"\x81\x8d\x00", b"\xff\xfe\x00"])
def test_a_file_that_is_no_csv_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(data)
    with pytest.raises(ScorecardError, match="CSV"):
        rank_file(source, tmp_path / "out.csv")


def test_a_missing_file_and_an_unwritable_target_are_one_clear_error_each(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="cannot be read"):
        rank_file(tmp_path / "none.csv", tmp_path / "out.csv")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ScorecardError, match="cannot be written"):
        rank_file(PUBLISHED, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


CELLS = st.lists(st.one_of(st.just(""), st.integers(0, 1000).map(lambda n: str(n / 10))), min_size=7, max_size=7)


@given(st.lists(CELLS, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_changes_no_total_and_no_rank(rows: list[list[str]], random: object) -> None:
    columns = ["I", "II", "III", "IV", "V.1", "V.2", "VI"]
    frame = pd.DataFrame(rows, columns=columns, dtype="str").assign(kind="kota", province="P")
    frame["region"] = [str(n) for n in range(len(rows))]
    ranked = subindices(frame)
    turned = subindices(frame.iloc[::-1])
    pd.testing.assert_frame_equal(ranked, turned.loc[ranked.index])
    numbers = frame[columns].apply(pd.to_numeric)
    expected = numbers.fillna(0).mean(axis=1).where(numbers.notna().any(axis=1))
    pd.testing.assert_series_equal(ranked["total"], expected, check_names=False)


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_table_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "in.csv").write_bytes(HEADER.encode() + b"\n" + data)
    try:
        rank_file(folder / "in.csv", folder / "out.csv")
    except ScorecardError:
        assert not (folder / "out.csv").exists()
