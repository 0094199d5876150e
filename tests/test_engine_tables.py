"""`scorecard index --data`: files in, every stage out, every mistake named, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app
from scorecard.engine import methodfile
from scorecard.engine.tables import Summary, run_tables
from scorecard.errors import ScorecardError
from scorecard.tables import TableError

FRAMEWORK = """code,parent,level,weight,direction,type
a,left,1,1,1,Indicator
b,left,1,1,-1,Indicator
c,top,1,2,1,Indicator
left,top,2,1,1,Aggregate
top,,3,1,1,Aggregate
kind,,,,,Group
"""
DATA = """code,kind,a,b,c
u1,x,0,4,10
u2,x,5,2,20
u3,y,10,0,15
"""
STAGES = {
    *("raw.csv", "filled.csv", "filled_cells.csv", "screening.csv", "treated.csv", "treatment.csv", "normalised.csv"),
    *("aggregated.csv", "ranks.csv", "weights.csv", "method.toml", "run.json"),
}


def run(tmp_path: Path, data: str = DATA, frame: str = FRAMEWORK, method: str = "", time: str = "") -> Summary:
    (tmp_path / "data.csv").write_text(data, encoding="utf-8")
    (tmp_path / "frame.csv").write_text(frame, encoding="utf-8")
    (tmp_path / "m.toml").write_text(f'name = "m"\n{method}', encoding="utf-8")
    chosen = tmp_path / "m.toml" if method else None
    return run_tables(tmp_path / "data.csv", tmp_path / "frame.csv", tmp_path / "out", method=chosen, time=time)


def rows(tmp_path: Path, name: str) -> list[dict[str, str]]:
    with (tmp_path / "out" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_command_writes_every_stage_with_the_units_code_first(tmp_path: Path) -> None:
    run(tmp_path)
    arguments = [
        *("index", "--data", str(tmp_path / "data.csv"), "--framework", str(tmp_path / "frame.csv")),
        *("--to", str(tmp_path / "out")),
    ]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} >= STAGES
    assert list(rows(tmp_path, "normalised.csv")[0]) == ["code", "a", "b", "c"]
    assert list(rows(tmp_path, "aggregated.csv")[0]) == ["code", "left", "top"]
    assert [row["top"] for row in rows(tmp_path, "ranks.csv")] == ["3", "1", "2"]


def test_names_of_columns_may_be_those_of_coinr(tmp_path: Path) -> None:
    frame = FRAMEWORK.replace("code,parent,level,weight,direction,type", "iCode,Parent,Level,Weight,Direction,Type")
    run(tmp_path, DATA.replace("code,", "uCode,"), frame)
    assert rows(tmp_path, "aggregated.csv")[0]["uCode"] == "u1"


def test_a_framework_may_leave_out_levels_weights_directions_and_types(tmp_path: Path) -> None:
    run(tmp_path, frame="code,parent\na,left\nb,left\nc,top\nleft,top\ntop,\n")
    levels = {row["code"]: row["level"] for row in rows(tmp_path, "weights.csv")}
    assert levels == {"a": "1", "b": "1", "c": "1", "left": "2", "top": "3"}


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path)
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    run(tmp_path)
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_the_run_record_names_inputs_and_outputs_by_their_hashes(tmp_path: Path) -> None:
    run(tmp_path, method='[missing]\nfill = "mean"\n', data=DATA.replace("5,2,20", ",2,20"))
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert set(record["inputs"]) == {"data", "framework", "method"}
    assert all(len(one["sha256"]) == 64 and "/" not in one["file"] for one in record["inputs"].values())
    assert record["cells_filled"] == 1
    assert set(record["outputs"]) == {path.name for path in (tmp_path / "out").iterdir()} - {"run.json"}


def test_each_filled_cell_is_listed_with_how(tmp_path: Path) -> None:
    run(tmp_path, method='[missing]\nfill = "mean"\n', data=DATA.replace("5,2,20", ",2,20"))
    assert rows(tmp_path, "filled_cells.csv") == [{"code": "u2", "indicator": "a", "value": "5.0", "how": "mean"}]


def test_the_method_written_out_makes_the_same_index_again(tmp_path: Path) -> None:
    method = """
[outliers]
test = "skew-kurtosis"
[outliers.indicators.a]
points = 2
[normalisation]
low = 1
[normalisation.indicators.b]
scheme = "goalposts"
from = [-1, 5]
low = 1
[aggregation]
scheme = "geometric"
[aggregation.levels.3]
scheme = "arithmetic"
[aggregation.weights]
a = 2.5
"""
    run(tmp_path, method=method)
    first = (tmp_path / "out" / "aggregated.csv").read_bytes()
    written = methodfile.parse((tmp_path / "out" / "method.toml").read_bytes(), "method.toml")
    assert written.sha256 != methodfile.load(tmp_path / "m.toml").sha256
    run_tables(tmp_path / "data.csv", tmp_path / "frame.csv", tmp_path / "out", method=tmp_path / "out" / "method.toml")
    assert first == (tmp_path / "out" / "aggregated.csv").read_bytes()


def test_statistics_are_written_where_the_method_asks_for_them_and_not_else(tmp_path: Path) -> None:
    run(tmp_path, method="[statistics]\nalpha = true\nleave_one_out = [1]\n")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {*STAGES, "alpha.csv", "leave_one_out.csv", "leave_one_out_summary.csv"}


def test_a_panel_is_written_by_unit_and_time_under_both_scalings(tmp_path: Path) -> None:
    later = "".join(f"{line},2026\n" for line in DATA.splitlines()[1:])
    data = "code,kind,a,b,c,year\n" + "".join(f"{line},2025\n" for line in DATA.splitlines()[1:])
    run(tmp_path, data + later.replace("u1,x,0", "u1,x,-10"), time="year")
    assert list(rows(tmp_path, "aggregated.csv")[0]) == ["code", "year", "left", "top"]
    every = {row["year"]: row["a"] for row in rows(tmp_path, "normalised.csv") if row["code"] == "u2"}
    assert every == {"2025": "75.0", "2026": "75.0"}
    assert [row["top"] for row in rows(tmp_path, "ranks.csv")] == ["3", "1", "2"] * 2
    assert (tmp_path / "out" / "aggregated_each.csv").exists()


def test_a_second_method_is_compared_rank_by_rank_with_the_cause(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "n.toml").write_text('name = "n"\n[aggregation.weights]\nleft = 9\n', encoding="utf-8")
    run_tables(tmp_path / "data.csv", tmp_path / "frame.csv", tmp_path / "out", against=tmp_path / "n.toml")
    found = {row["code"]: row for row in rows(tmp_path, "comparison.csv")}
    assert (found["u3"]["before"], found["u3"]["after"], found["u3"]["change"]) == ("2", "1", "1")
    assert found["u3"]["component"] == "left"


def test_every_wrong_cell_of_the_data_is_named_at_once_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        run(tmp_path, "code,kind,a,b,c\nu1,x,abc,4,10\nu1,x,5,inf,20\n,y,10,0,15\n")
    places = [(one.row, one.column) for one in caught.value.mistakes]
    assert sorted(places) == [(2, "a"), (3, "b"), (3, "code"), (4, "code")]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "frame", "said"),
    [
        ("code,a,b\nu1,1,2\n", FRAMEWORK, "column c: the column is missing"),
        ("code,a,b,c\n", FRAMEWORK, "the file holds no row"),
        (DATA.replace("kind", "a"), FRAMEWORK, "the column is there twice"),
        (DATA.replace("u1,x,0,4,10", "u1,x,0,4,10,5"), FRAMEWORK, "more cells than there are columns"),
        (DATA, "code,parent\na,b\nb,c\nc,a\n", "cannot hang under"),
        (DATA, "code,parent\na,a\n", "cannot hang under"),
        (DATA, "code,level\na,1\n", "column parent"),
        (DATA, FRAMEWORK.replace("c,top,1,2,1", "c,tip,1,2,1"), "the parent tip of c has no row"),
        (DATA, FRAMEWORK.replace("c,top,1,2,1", "c,top,1,-2,1"), "a weight is 0 or more"),
        (DATA, FRAMEWORK.replace("c,top,1,2,1", "c,top,1,2,2"), "a direction is 1 or -1"),
        (DATA, FRAMEWORK.replace("c,top,1,2,1", "c,,1,2,1"), "an indicator needs a parent"),
        (DATA, FRAMEWORK + "other,top,2,1,1,Aggregate\n", "nothing hangs under this aggregate"),
        (DATA, FRAMEWORK.replace("left,top,2,1", "left,top,2,0").replace("c,top,1,2", "c,top,1,0"), "weighs 0"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_place_and_remedy(
    tmp_path: Path, data: str, frame: str, said: str
) -> None:
    with pytest.raises(ScorecardError) as caught:
        run(tmp_path, data, frame)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_a_unit_there_twice_is_told_of_the_option_for_times(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="--time"):
        run(tmp_path, DATA + "u1,x,1,2,3\n")


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ('[normalisation]\nscheme = "minmax"', "normalisation.scheme is 'minmax', and must be \"min-max\""),
        ('[normalisaton]\nscheme = "min-max"', "normalisaton is not a parameter"),
        ('[normalisation]\nscheme = "rank"\nlow = 1', "normalisation.low has no effect while"),
        ("[outliers]\npoints = 3", "outliers.points has no effect while outliers.test is 'none'"),
        ('[outliers.indicators.zz]\ntest = "skew-kurtosis"', "outliers.indicators.zz names nothing"),
        ("[aggregation.levels.9]\nleast = 1", "aggregation.levels.9 has no effect"),
        ("[aggregation]\npower = 2", "aggregation.power has no effect while"),
        ("[normalisation]\nlow = 5\nhigh = 5", "normalisation.high is 5"),
        ('[missing]\nfill = "group-mean"', "missing.group is missing"),
        ('[missing]\ngroup = "kind"', "missing.group has no effect"),
        ('[screening]\nwhen = "filled"', "screening.when has no effect"),
        ('[panel]\nscaling = "each"', "panel.scaling has no effect without --time"),
        ("[statistics]\nleave_one_out = [3]", "statistics.leave_one_out 3"),
        ("[missing]\nstructural = 3", "missing.structural is 3"),
    ],
)
def test_a_parameter_that_is_unknown_wrong_or_without_effect_is_refused_by_name(
    tmp_path: Path, method: str, said: str
) -> None:
    with pytest.raises(ScorecardError) as caught:
        run(tmp_path, method=method)
    assert said in str(caught.value)


def test_what_a_reader_should_know_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, DATA.replace("0,4,10", "7,4,10").replace("5,2", "7,2").replace("10,0", "7,0"))
    assert any("Only 3 units" in one for one in done.warnings)
    assert any("no unit differs" in one and "a" in one for one in done.warnings)


def test_semicolons_and_decimal_commas_are_read(tmp_path: Path) -> None:
    run(tmp_path, "code;a;b;c\nu1;0,5;4;10\nu2;5;2;20\nu3;10;0;15\n")
    assert rows(tmp_path, "raw.csv")[0]["a"] == "0.5"


def test_numbers_go_out_with_all_their_digits(tmp_path: Path) -> None:
    run(tmp_path, DATA.replace("5,2,20", "0.1,0.30000000000000004,20"))
    assert float(rows(tmp_path, "raw.csv")[1]["b"]) == 0.30000000000000004


def test_options_of_two_kinds_of_index_together_are_refused(tmp_path: Path) -> None:
    run(tmp_path)
    for more in (["--reference", "2025"], ["--subindices", "x.csv"], ["--method", "kppod-2009"]):
        arguments = ["index", "--data", str(tmp_path / "data.csv"), "--framework", str(tmp_path / "frame.csv")]
        with pytest.raises(ScorecardError):
            CliRunner().invoke(app, [*arguments, "--to", str(tmp_path / "o"), *more], catch_exceptions=False)
    assert not (tmp_path / "o").exists()


def test_every_table_can_be_had_as_parquet_with_the_same_bytes_each_time(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    run(tmp_path)
    inputs = tmp_path / "data.csv", tmp_path / "frame.csv"
    for folder in ("one", "two"):
        run_tables(*inputs, tmp_path / folder, parquet=True)
    files = sorted((tmp_path / "one").glob("*.parquet"))
    assert {path.stem for path in files} == {path.stem for path in (tmp_path / "one").glob("*.csv")}
    assert all(path.read_bytes() == (tmp_path / "two" / path.name).read_bytes() for path in files)
    table = parquet.read_table(tmp_path / "one" / "aggregated.parquet").to_pylist()
    written = [
        {"code": row["code"], "left": float(row["left"]), "top": float(row["top"])}
        for row in rows(tmp_path, "aggregated.csv")
    ]
    assert table == written


CELLS = st.one_of(
    st.sampled_from(["", "a", "b", "top", "1", "-1", "0", "2", "1e308", "nan", "inf", "x;y", "Indicator", "Aggregate"]),
    st.text(max_size=4),
)


def table(header: str, cells: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([header.split(","), *cells])
    return text.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=5),
    st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=5),
)
def test_whatever_stands_in_the_files_the_answer_is_tables_or_a_mistake_that_can_be_mended(
    frame: list[list[str]], data: list[list[str]]
) -> None:
    sound = [["a", "top", "1", "1", "1", "Indicator"], ["top", "", "2", "1", "", "Aggregate"]]
    refused = []
    with tempfile.TemporaryDirectory() as folder:
        for rows_ in (frame, [*sound, *frame], sound):
            try:
                run(Path(folder), table("code,a,b,top", data), table("code,parent,level,weight,direction,type", rows_))
            except ScorecardError as error:
                refused.append(error)
    assert all(error.remedy for error in refused)


def test_times_that_are_numbers_come_in_their_order(tmp_path: Path) -> None:
    data = "code,a,b,c,t\nu1,1,1,1,9\nu1,,2,2,10\nu2,3,3,3,9\nu2,4,4,4,10\n"
    run(tmp_path, data, method='[missing]\nfill = "last-wave"\n', time="t")
    assert [(row["t"], row["value"]) for row in rows(tmp_path, "filled_cells.csv")] == [("10", "1.0")]
