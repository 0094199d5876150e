"""Broken survey files, one fault or several in each, in every format: all errors at once, nothing imported."""

from __future__ import annotations

import csv
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from python_calamine import CalamineWorkbook

from scorecard.errors import ScorecardError
from scorecard.messages import use_language
from scorecard.store.database import Store
from scorecard.tables import MappingNeeded, TableError, import_answers, marked, marked_copy, workbooks
from tests.brokenfiles import EXPECTED, FAULTS, FOLDER, REGIONS, WHOLE, sound, zipped
from tests.surveyfiles import FORMATS, write_csv, write_surveycto_long, write_xlsx

#: Every wrong cell of the fixtures (or what the error on a whole file says), by file.
CASES: dict[str, list[dict[str, str]]] = {}
with EXPECTED.open(encoding="utf-8", newline="") as lines:
    for line in csv.DictReader(lines):
        CASES.setdefault(line["file"], []).append(line)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        yield opened


def bring(store: Store, path: Path, instrument: str) -> None:
    """Import a file, the proposal for its columns taken as it stands."""
    try:
        import_answers(store, "2026", instrument, path, REGIONS)
    except MappingNeeded as asked:
        import_answers(store, "2026", instrument, path, REGIONS, map_file=asked.proposal)


def refused(store: Store, path: Path, instrument: str = "firms") -> ScorecardError:
    """The error of a file, its proposed mapping confirmed where it needs one; nothing of it may be stored."""
    with pytest.raises(ScorecardError) as caught:
        bring(store, path, instrument)
    assert store.imports("2026") == []
    assert store.answers("2026", instrument) == []
    return caught.value


def said(store: Store, path: Path, instrument: str, lang: str) -> ScorecardError:
    """What is said of a file in a language."""

    def speaking() -> ScorecardError:
        use_language(lang)
        return refused(store, path, instrument)

    return copy_context().run(speaking)


@pytest.mark.parametrize("name", CASES)
def test_a_broken_file_is_refused_with_every_wrong_cell_named_at_once_in_both_languages(
    tmp_path: Path, store: Store, name: str
) -> None:
    expected = CASES[name]
    instrument, whole = expected[0]["instrument"], expected[0]["says"]
    path = Path(shutil.copy(FOLDER / name, tmp_path / name))
    errors = {lang: said(store, path, instrument, lang) for lang in ("en", "id")}
    assert str(errors["en"]) != str(errors["id"])
    assert all(error.where and error.remedy for error in errors.values())
    if whole:
        assert re.search(whole, str(errors["en"])), str(errors["en"])
        return
    for error in errors.values():
        assert isinstance(error, TableError)
        found = [(one.sheet, str(one.row), one.column, one.kind) for one in error.mistakes]
        sheets = {sheet: f"{name}, {sheet}" if sheet else name for sheet in (line["sheet"] for line in expected)}
        assert sorted(found) == sorted(
            (sheets[line["sheet"]], line["row"], line["column"], line["kind"]) for line in expected
        )
    english, indonesian = (
        {one.what for one in error.mistakes} for error in errors.values() if isinstance(error, TableError)
    )
    assert not english & indonesian


def test_there_are_at_least_sixty_broken_files_of_every_format_and_the_script_writes_them() -> None:
    names = [f"{fault.name}-{form.replace(' ', '-')}" for fault in FAULTS for form in fault.forms]
    assert {Path(name).stem for name in CASES} == {*names, *(Path(name).stem for name in WHOLE)}
    assert len(CASES) >= 60
    assert {form for fault in FAULTS for form in fault.forms} == set(FORMATS)


def test_a_file_that_would_unpack_to_more_than_a_survey_is_not_opened(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"\0" * 1_100_000}))
    assert "unpacks" in str(refused(store, path))


def test_rejected_and_broken_interviews_of_a_server_are_told_apart(tmp_path: Path, store: Store) -> None:
    rows = sound("firms")
    rows[0]["staff_speed"] = "9"
    path = write_surveycto_long(tmp_path / "a.csv", rows)
    path.write_text(path.read_text().replace("APPROVED,uuid:0", "REJECTED,uuid:0"))
    with pytest.raises(MappingNeeded) as asked:
        import_answers(store, "2026", "firms", path, REGIONS)
    done = import_answers(store, "2026", "firms", path, REGIONS, map_file=asked.value.proposal)
    assert (done.sheets, done.rejected) == (3, 1)


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "kobo"])
def test_the_cells_come_back_with_every_mistake_red_commented_and_listed_in_indonesian(
    tmp_path: Path, store: Store, form: str
) -> None:
    rows = sound("firms")
    rows[1]["staff_speed"] = "7"
    rows[2]["time_actual_siup"] = "lama"
    name, write = FORMATS[form]
    path = write(tmp_path / name, rows)
    refused(store, path)
    mapping = tmp_path / "a.map.toml"
    count = marked_copy(
        store, "2026", "firms", path, REGIONS, tmp_path / "m.xlsx", map_file=mapping if mapping.exists() else None
    )
    assert count == 2
    book = CalamineWorkbook.from_path(str(tmp_path / "m.xlsx"))
    cells = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    listed = book.get_sheet_by_name(book.sheet_names[-1]).to_python()
    column = next(at for at, head in enumerate(cells[0]) if str(head).endswith("time_actual_siup"))
    assert cells[3][column] == "lama"
    assert [row[1] for row in listed[1:]] == [3.0, 4.0]
    spots = [str(row[2]) for row in listed[1:]]
    assert len(set(spots)) == 2
    marked = load_workbook(tmp_path / "m.xlsx").worksheets[0]
    assert {marked[spot].fill.fgColor.rgb for spot in spots} == {"FFFFC7CE"}
    assert "ini bukan jawaban" in marked[spots[0]].comment.text
    assert "ini bukan bilangan" in marked[spots[1]].comment.text
    assert sum(cell.comment is not None for row in marked.iter_rows() for cell in row) == 2


def test_a_workbook_comes_back_with_its_own_formats_formulas_comments_and_other_sheets(
    tmp_path: Path, store: Store
) -> None:
    rows = sound("firms")
    rows[1]["staff_speed"] = "7"
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    own = load_workbook(path)
    sheet = own["data"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "staff_speed")
    sheet["A1"].font, sheet.column_dimensions["B"].width = Font(name="Georgia", bold=True), 41
    sheet[f"{column}3"].number_format, sheet[f"{column}3"].font = "0.000", Font(italic=True)
    sheet[f"{column}3"].comment = Comment("tanya ulang", "tim")
    other = own.create_sheet("rekap")
    other["A1"] = "=SUM(data!D2:D5)"
    other.merge_cells("B1:C1")
    own.save(path)
    refused(store, path)
    assert marked_copy(store, "2026", "firms", path, REGIONS, tmp_path / "m.xlsx") == 1
    book = load_workbook(tmp_path / "m.xlsx")
    back, cell = book["data"], book["data"][f"{column}3"]
    assert (back["A1"].font.name, back["A1"].font.bold, back.column_dimensions["B"].width) == ("Georgia", True, 41)
    assert (cell.value, cell.number_format, cell.font.italic, cell.fill.fgColor.rgb) == (7, "0.000", True, "FFFFC7CE")
    assert cell.comment.text.startswith("tanya ulang")
    assert (book["rekap"]["A1"].value, [str(one) for one in book["rekap"].merged_cells.ranges]) == (
        "=SUM(data!D2:D5)",
        ["B1:C1"],
    )
    assert book.sheetnames[-1] == "kesalahan"


def test_a_workbook_too_large_to_be_kept_as_it_is_comes_back_in_its_values(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "OWN", 10)
    rows = sound("firms")
    rows[1]["staff_speed"] = "7"
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    assert marked_copy(store, "2026", "firms", path, REGIONS, tmp_path / "m.xlsx") == 1
    assert load_workbook(tmp_path / "m.xlsx").sheetnames == ["data", "kesalahan"]


def test_of_very_many_mistakes_the_first_are_listed_and_the_others_counted(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked, "LISTED", 2)
    rows = [{**row, "staff_speed": "7"} for row in sound("firms")]
    marked_copy(store, "2026", "firms", write_csv(tmp_path / "a.csv", rows), REGIONS, tmp_path / "m.xlsx", lang="en")
    listed = [[cell.value for cell in row] for row in load_workbook(tmp_path / "m.xlsx")["mistakes"]]
    assert [line[1] for line in listed[1:3]] == [2, 3]
    assert listed[3][6] == "and 2 more"


def test_a_marked_copy_runs_no_formula_of_the_file(tmp_path: Path, store: Store) -> None:
    rows = sound("firms")
    rows[0]["staff_speed"] = "=1+1"
    path = write_csv(tmp_path / "a.csv", rows)
    marked_copy(store, "2026", "firms", path, REGIONS, tmp_path / "m.xlsx")
    with zipfile.ZipFile(tmp_path / "m.xlsx") as packed:
        assert b"<f>" not in b"".join(packed.read(name) for name in packed.namelist() if "worksheets" in name)


def test_a_cell_at_the_far_end_of_a_sheet_fills_no_memory(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "far.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "region")
    sheet.write_string(1_048_575, 16_383, "x")
    book.close()
    assert "more than" in str(refused(store, path))
