"""Sixty broken survey files, one fault or several in each, in every format: all errors at once, nothing imported."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook  # type: ignore[import-untyped]  # ships no types
from openpyxl.comments import Comment  # type: ignore[import-untyped]  # ships no types
from openpyxl.styles import Font  # type: ignore[import-untyped]  # ships no types
from python_calamine import CalamineWorkbook

from scorecard import framework
from scorecard.errors import ScorecardError
from scorecard.model import Kind, Region
from scorecard.store.database import Store
from scorecard.tables import MappingNeeded, TableError, import_answers, marked, marked_copy, workbooks
from tests.surveyfiles import (
    FORMATS,
    Rows,
    csv_bytes,
    table,
    write_book,
    write_csv,
    write_dta,
    write_odk,
    write_ods,
    write_sav,
    write_surveycto_long,
    write_xlsx,
)

FRAMEWORK = framework.load()
REGIONS = (
    Region("99.11", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)
#: What is changed in a sound sheet of four firms (row 2 to 5), and the cells that must be named: (row, question).
FAULTS: Mapping[str, tuple[Mapping[tuple[int, str], str], set[tuple[int, str]]]] = {
    "a code the question does not have": ({(2, "staff_speed"): "7"}, {(2, "staff_speed")}),
    "a count far too large": ({(3, "agencies_visited_siup"): "5000"}, {(3, "agencies_visited_siup")}),
    "a negative number of days": ({(4, "time_actual_siup"): "-3"}, {(4, "time_actual_siup")}),
    "half a visit": ({(5, "interactions_tdp"): "1.5"}, {(5, "interactions_tdp")}),
    "a region nobody knows": ({(2, "region_code"): "", (2, "region"): "Kabupaten Antah"}, {(2, "region")}),
    "an answer that another rules out": (
        {(3, "tracking_exists_business"): "0", (3, "tracking_ease"): "3"},
        {(3, "tracking_ease")},
    ),
    "everything at once": (
        {
            (2, "staff_speed"): "0",
            (2, "staff_clarity"): "5",
            (3, "cost_actual_ho"): "-1",
            (4, "region_code"): "",
            (4, "region"): "Antah Berantah",
            (5, "website_awareness"): "2",
        },
        {(2, "staff_speed"), (2, "staff_clarity"), (3, "cost_actual_ho"), (4, "region"), (5, "website_awareness")},
    ),
}
WRITERS: Mapping[str, tuple[str, Callable[[Path, Rows], Path]]] = {
    name: FORMATS[name] for name in ("csv", "legacy csv", "xlsx", "ods", "sav", "dta", "kobo", "surveycto long")
}


def sound() -> list[dict[str, str]]:
    rows = []
    for number in range(1, 5):
        region = REGIONS[number % 2]
        row = {"region_code": region.code, "region": region.full_name, "respondent": str(number)}
        for one in FRAMEWORK.firms:
            row[one.slug] = one.codes[-1][0] if one.codes else "3"
        rows.append(row)
    return rows


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


#: Statistics files are read in a process of their own, which takes its time: the fullest sheets stand for them.
CASES = [
    (fault, form)
    for form in WRITERS
    for fault in FAULTS
    if form not in ("sav", "dta") or fault in ("everything at once", "a region nobody knows")
]


@pytest.mark.parametrize(("fault", "form"), CASES)
def test_every_wrong_cell_is_named_in_one_pass(tmp_path: Path, store: Store, fault: str, form: str) -> None:
    changed, expected = FAULTS[fault]
    rows = sound()
    for (row, column), cell in changed.items():
        rows[row - 2][column] = cell
    name, write = WRITERS[form]
    error = refused(store, write(tmp_path / name, rows))
    assert isinstance(error, TableError)
    assert {(one.row, one.column.rpartition("/")[2]) for one in error.mistakes} == expected
    assert all(one.sheet.startswith(name) and one.what and one.remedy and one.kind for one in error.mistakes)


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is broken as a whole: its name, its bytes or how to write it, and what the error must say."""

    name: str
    make: Callable[[Path], object]
    says: str


def raw(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return held.getvalue()


def cut(write: Callable[[Path, Rows], Path], share: float) -> Callable[[Path], object]:
    """A sound file, cut short."""

    def made(path: Path) -> None:
        data = write(path, sound()).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return made


def without(*columns: str) -> Callable[[Path], object]:
    return lambda path: write_csv(path, [{k: v for k, v in row.items() if k not in columns} for row in sound()])


def repeated(column: str) -> Callable[[Path], object]:
    """A sound sheet whose header names one column once more."""
    lines = table(sound())
    return raw(csv_bytes([[*lines[0], column], *lines[1:]]))


ENTITY = zipped({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})


WHOLE = (
    Broken("empty.csv", raw(b""), "first row"),
    Broken("blank-header.csv", raw(b"\n\na,b\n"), "first row"),
    Broken("nul.csv", raw(b"region,\0staff_speed\n"), "no text"),
    Broken("undefined.csv", raw(b"region\n\x81\x8d\x8f\n"), "no text"),
    Broken("header-only.csv", lambda path: write_csv(path, []), "first row"),
    Broken("no-respondent.csv", without("respondent"), "respondent"),
    Broken("no-question.csv", without("staff_speed"), "staff_speed"),
    Broken("no-region.csv", without("region_code", "region"), "region_code"),
    Broken("misspelt.csv", lambda p: write_csv(p, [{**r, "staf_speed": "1"} for r in sound()]), "staff_speed"),
    Broken("twice.csv", repeated("staff_speed"), "twice"),
    Broken("wide-row.csv", lambda p: p.write_bytes(csv_bytes(table(sound())) + b"," * 60 + b"7\r\n"), "more cells"),
    Broken("junk.xlsx", raw(b"PK\x03\x04 not a workbook"), "cannot be read"),
    Broken("renamed.xlsx", raw(b"region,respondent\n"), "cannot be read"),
    Broken("cut.xlsx", cut(write_xlsx, 0.6), "cannot be read"),
    Broken("no-sheet.xlsx", raw(zipped({"xl/workbook.xml": b"<workbook/>"})), "cannot be read|first row"),
    Broken("empty.xlsx", lambda path: write_book(path, {"data": []}), "first row"),
    Broken("title-above.xlsx", lambda p: write_book(p, {"data": [[], ["Survei"], *table(sound())]}), "first row"),
    Broken("xml.xlsx", raw(ENTITY), "cannot be read|first row"),
    Broken("junk.ods", raw(b"junk"), "cannot be read"),
    Broken("cut.ods", cut(write_ods, 0.5), "cannot be read"),
    Broken("junk.xls", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "cannot be read"),
    Broken("junk.sav", raw(b"$FL2 junk"), "cannot be read"),
    Broken("cut.sav", cut(write_sav, 0.4), "cannot be read"),
    Broken("junk.dta", raw(b"junk"), "cannot be read"),
    Broken("cut.dta", cut(write_dta, 0.4), "cannot be read"),
    Broken("junk.zip", raw(b"PK\x05\x06junk"), "cannot be read"),
    Broken("cut.zip", cut(write_odk, 0.7), "cannot be read"),
    Broken("no-table.zip", raw(zipped({"foto.jpg": b"x"})), "no CSV"),
    Broken("empty-table.zip", raw(zipped({"a.csv": b"\n"})), "no CSV"),
    Broken("foreign.csv", lambda path: write_csv(path, [{"a": "1", "b": "2"}]), "blank|missing|holds no answer"),
)  # fmt: skip


@pytest.mark.parametrize("broken", WHOLE, ids=lambda one: one.name)
def test_a_file_that_is_broken_as_a_whole_is_one_clear_error(tmp_path: Path, store: Store, broken: Broken) -> None:
    path = tmp_path / broken.name
    broken.make(path)
    error = refused(store, path)
    assert re.search(broken.says, str(error)), str(error)
    assert error.where
    assert error.remedy


def test_there_are_at_least_sixty_broken_files() -> None:
    assert len(CASES) + len(WHOLE) >= 60


def test_a_file_that_would_unpack_to_more_than_a_survey_is_not_opened(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"\0" * 1_100_000}))
    assert "unpacks" in str(refused(store, path))


def test_rejected_and_broken_interviews_of_a_server_are_told_apart(tmp_path: Path, store: Store) -> None:
    rows = sound()
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
    rows = sound()
    rows[1]["staff_speed"] = "7"
    rows[2]["time_actual_siup"] = "lama"
    name, write = WRITERS[form]
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
    rows = sound()
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
    rows = sound()
    rows[1]["staff_speed"] = "7"
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    assert marked_copy(store, "2026", "firms", path, REGIONS, tmp_path / "m.xlsx") == 1
    assert load_workbook(tmp_path / "m.xlsx").sheetnames == ["data", "kesalahan"]


def test_a_marked_copy_runs_no_formula_of_the_file(tmp_path: Path, store: Store) -> None:
    rows = sound()
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
