"""Broken survey files and what must be said of each, written by `python -m tests.brokenfiles` into the fixtures.

A sound sheet is broken in one cell or several and written in every format; expected.csv names each wrong cell as an
import must name it: sheet, row, column, kind. Files that are broken as a whole have one line with what the error
must say in English (a regular expression). Every name in them is invented.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorecard import framework
from scorecard.model import Kind, Region
from tests.surveyfiles import FORMATS, csv_bytes, table, write_book, write_csv

FOLDER: Final = Path(__file__).parent / "fixtures" / "tables" / "broken"
EXPECTED: Final = FOLDER / "expected.csv"
COLUMNS: Final = ("file", "instrument", "sheet", "row", "column", "kind", "says")
REGIONS: Final = (
    Region("99.11", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)
Cell = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is changed in a sound sheet whose rows are 2 to 5, and what must be named: a kind by cell."""

    name: str
    instrument: str
    changed: Mapping[Cell, str]
    wrong: Mapping[Cell, str]
    forms: Sequence[str] = ("csv", "semicolon csv", "legacy csv", "xlsx", "ods", "kobo", "surveycto long")


FEW: Final = ("csv", "xlsx")
ALL: Final = tuple(FORMATS)
FAULTS: Final = (
    Fault("code", "firms", {(2, "staff_speed"): "7"}, {(2, "staff_speed"): "code"}),
    Fault("count", "firms", {(3, "agencies_visited_siup"): "5000"}, {(3, "agencies_visited_siup"): "range"}, FEW),
    Fault("days", "firms", {(4, "time_actual_siup"): "-3"}, {(4, "time_actual_siup"): "range"}, FEW),
    Fault("half", "firms", {(5, "interactions_tdp"): "1.5"}, {(5, "interactions_tdp"): "range"}, FEW),
    Fault("word", "firms", {(5, "time_actual_tdp"): "lama"}, {(5, "time_actual_tdp"): "type"}, ("csv", "xlsx", "dta")),
    Fault("two-ways", "firms", {(5, "time_actual_tdp"): "1.234"}, {(5, "time_actual_tdp"): "type"}, ("csv",)),
    Fault("region", "firms", {(2, "region_code"): "", (2, "region"): "Kabupaten Antah"}, {(2, "region"): "region"}),
    Fault("two-regions", "firms", {(2, "region"): "Kabupaten Sukamaju"}, {(2, "region"): "region"}, FEW),
    Fault("twice", "firms", {(4, "respondent"): "1"}, {(4, "respondent"): "duplicate"}, FEW),
    Fault("phone", "firms", {(4, "respondent"): "0812-3456-7890"}, {(4, "respondent"): "respondent"}, FEW),
    Fault("nobody", "firms", {(4, "respondent"): ""}, {(4, "respondent"): "respondent"}, FEW),
    Fault("not-asked", "firms", {(5, "eligible"): "0"}, {(5, "eligible"): "eligibility"}, ("csv", "ods")),
    Fault(
        "ruled-out",
        "firms",
        {(3, "tracking_exists_business"): "0", (3, "tracking_ease"): "3"},
        {(3, "tracking_ease"): "skip"},
    ),
    Fault(
        "everything",
        "firms",
        {
            (2, "staff_speed"): "0",
            (2, "staff_clarity"): "5",
            (3, "cost_actual_ho"): "-1",
            (4, "region_code"): "",
            (4, "region"): "Antah Berantah",
            (5, "website_awareness"): "2",
        },
        {
            (2, "staff_speed"): "code",
            (2, "staff_clarity"): "code",
            (3, "cost_actual_ho"): "range",
            (4, "region"): "region",
            (5, "website_awareness"): "code",
        },
        ALL,
    ),
    Fault("office-twice", "pemda", {(4, "office"): "DPMPTSP 1"}, {(4, "office"): "duplicate"}, FEW),
    Fault("year", "pemda", {(2, "iso_year_siup"): "1905"}, {(2, "iso_year_siup"): "range"}, ("csv", "ods")),
    Fault("day", "pemda", {(2, "answered_on"): "31/02/2026"}, {(2, "answered_on"): "type"}, FEW),
    Fault("score", "pemda", {(3, "satisfaction_score_tdp"): "104"}, {(3, "satisfaction_score_tdp"): "range"}, FEW),
    Fault(
        "none-and-some",
        "pemda",
        {(3, "complaint_mechanism"): "0", (3, "complaint_types"): "2", (4, "iso_certified"): "ja"},
        {(3, "complaint_types"): "skip", (4, "iso_certified"): "type"},
        ("csv", "xlsx", "kobo", "odk central"),
    ),
)


def sound(instrument: str) -> list[dict[str, str]]:
    """Four sound rows, two of each region."""
    rows, known = [], framework.load()
    for number in range(1, 5):
        region = REGIONS[number % 2]
        row = {"region_code": region.code, "region": region.full_name}
        row |= {"respondent": str((number + 1) // 2)} if instrument == "firms" else {"office": f"DPMPTSP {number % 3}"}
        for one in known.firms if instrument == "firms" else known.pemda:
            row[one.slug] = one.codes[-1][0] if one.codes else "2019" if one.kind == "years" else "3"
        rows.append(row | ({"eligible": "1"} if instrument == "firms" else {"answered_on": "3 Maret 2026"}))
    return rows


def broken(fault: Fault) -> list[dict[str, str]]:
    """The sound rows with the fault in them."""
    rows = sound(fault.instrument)
    for (row, column), cell in fault.changed.items():
        rows[row - 2][column] = cell
    return rows


def place(form: str, cell: Cell) -> tuple[str, int, str]:
    """Where a format has a cell: its sheet, row and column. Rows 2 and 4 are of one region, 3 and 5 of the other."""
    row, column = cell
    keys = ("region_code", "region", "respondent")
    if form == "kobo":
        return "Survei perusahaan", row, f"{'identitas' if column in keys else 'penilaian'}/{column}"
    if form == "odk central":
        return "survei-firm.csv", row, f"lokasi-{column}" if column in keys[:2] else f"nilai-{column}"
    return "data" if form in ("xlsx", "ods") else "", row, column


def raw(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return held.getvalue()


def cut(form: str, share: float) -> Callable[[Path], object]:
    """A sound file, cut short."""

    def made(path: Path) -> None:
        data = FORMATS[form][1](path, sound("firms")).read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return made


def without(*columns: str) -> Callable[[Path], object]:
    rows = [{name: cell for name, cell in row.items() if name not in columns} for row in sound("firms")]
    return lambda path: write_csv(path, rows)


def lines() -> list[list[str]]:
    return table(sound("firms"))


ENTITY: Final = zipped({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
WHOLE: Mapping[str, tuple[Callable[[Path], object], str]] = {
    "empty.csv": (raw(b""), "first row"),
    "blank-header.csv": (raw(b"\n\na,b\n"), "first row"),
    "nul.csv": (raw(b"region,\0staff_speed\n"), "no text"),
    "undefined.csv": (raw(b"region\n\x81\x8d\x8f\n"), "no text"),
    "header-only.csv": (raw(csv_bytes(lines()[:1])), "holds no answer"),
    "no-respondent.csv": (without("respondent"), "column respondent"),
    "no-question.csv": (without("staff_speed"), "column staff_speed"),
    "no-region.csv": (without("region_code", "region"), "column region_code"),
    "misspelt.csv": (lambda p: write_csv(p, [{**r, "staf_speed": "1"} for r in sound("firms")]), "column staf_speed"),
    "twice.csv": (raw(csv_bytes([[*lines()[0], "staff_speed"], *lines()[1:]])), "twice"),
    "wide-row.csv": (raw(csv_bytes(lines()) + b"," * 60 + b"7\r\n"), "more cells"),
    "other-instrument.csv": (lambda path: write_csv(path, sound("pemda")), "of the pemda questionnaire"),
    "junk.xlsx": (raw(b"PK\x03\x04 not a workbook"), "cannot be read"),
    "renamed.xlsx": (raw(b"region,respondent\n"), "cannot be read"),
    "cut.xlsx": (cut("xlsx", 0.6), "cannot be read"),
    "no-sheet.xlsx": (raw(zipped({"xl/workbook.xml": b"<workbook/>"})), "cannot be read|first row"),
    "empty.xlsx": (lambda path: write_book(path, {"data": []}), "first row"),
    "title-above.xlsx": (lambda path: write_book(path, {"data": [[], ["Survei"], *lines()]}), "first row"),
    "entity.xlsx": (raw(ENTITY), "cannot be read|first row"),
    "junk.ods": (raw(b"junk"), "cannot be read"),
    "cut.ods": (cut("ods", 0.5), "cannot be read"),
    "junk.xls": (raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "cannot be read"),
    "junk.sav": (raw(b"$FL2 junk"), "cannot be read"),
    "cut.sav": (cut("sav", 0.4), "cannot be read"),
    "cut.zsav": (cut("zsav", 0.5), "cannot be read"),
    "junk.dta": (raw(b"junk"), "cannot be read"),
    "cut.dta": (cut("dta", 0.4), "cannot be read"),
    "junk.zip": (raw(b"PK\x05\x06junk"), "cannot be read"),
    "cut.zip": (cut("odk central", 0.7), "cannot be read"),
    "no-table.zip": (raw(zipped({"foto.jpg": b"x"})), "no CSV"),
    "empty-table.zip": (raw(zipped({"a.csv": b"\n"})), "no CSV"),
    "foreign.csv": (lambda path: write_csv(path, [{"a": "1", "b": "2"}]), "blank|missing|holds no answer"),
}


def write_all(folder: Path) -> Iterator[Sequence[str | int]]:
    """Write every file into `folder`; the lines of expected.csv, one a wrong cell or a broken file."""
    for fault in FAULTS:
        for form in fault.forms:
            suffix = Path(FORMATS[form][0]).suffix
            name = f"{fault.name}-{form.replace(' ', '-')}{suffix}"
            FORMATS[form][1](folder / name, broken(fault))
            for cell, kind in fault.wrong.items():
                sheet, row, column = place(form, cell) if form != "surveycto wide" else wide(fault, cell)
                yield name, fault.instrument, sheet, row, column, kind, ""
    for name, (make, says) in WHOLE.items():
        make(folder / name)
        yield name, "firms", "", "", "", "", says


def wide(fault: Fault, cell: Cell) -> tuple[str, int, str]:
    """Where the wide form has a cell: a row for each place, a numbered column for each of its firms."""
    rows = [(row["region_code"], row["region"]) for row in broken(fault)]
    mine, places = rows[cell[0] - 2], list(dict.fromkeys(rows))
    number = rows[: cell[0] - 1].count(mine)
    return "", places.index(mine) + 2, cell[1] if cell[1] in ("region_code", "region") else f"{cell[1]}_{number}"


def main() -> None:
    """Write the fixtures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    found = list(write_all(FOLDER))
    with EXPECTED.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *found])


if __name__ == "__main__":
    main()
