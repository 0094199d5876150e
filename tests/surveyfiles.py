"""Answer files as field teams hand them in: the same answers written in every format that the import reads."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pandas as pd
import pyreadstat
import xlsxwriter

Rows = Sequence[Mapping[str, str]]


def table(rows: Rows, columns: Sequence[str] = ()) -> list[list[str]]:
    """Header and rows; columns in the order in which they first appear."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def csv_bytes(lines: Sequence[Sequence[str]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode(encoding)


def write_csv(path: Path, rows: Rows) -> Path:
    path.write_bytes(csv_bytes(table(rows)))
    return path


def write_semicolon_csv(path: Path, rows: Rows) -> Path:
    """Semicolons, UTF-8 with its mark, a decimal comma, as an Indonesian spreadsheet saves it."""
    lines = [[cell.replace(".", ",") if plain_number(cell) else cell for cell in line] for line in table(rows)]
    path.write_bytes(csv_bytes(lines, ";", "utf-8-sig"))
    return path


def write_legacy_csv(path: Path, rows: Rows) -> Path:
    """Semicolons, Windows-1252, a decimal comma."""
    lines = [[cell.replace(".", ",") if plain_number(cell) else cell for cell in line] for line in table(rows)]
    path.write_bytes(csv_bytes(lines, ";", "cp1252"))
    return path


def plain_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit() and not text.startswith("99.")


def write_xlsx(path: Path, rows: Rows, *, numbers: bool = True, sheet: str = "data") -> Path:
    """Numbers as numbers, as a spreadsheet program saves what people type; the rest as text."""
    return write_book(path, {sheet: table(rows)}, numbers=numbers)


def write_book(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]], *, numbers: bool = True) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for name, lines in sheets.items():
        out = book.add_worksheet(name)
        for row, line in enumerate(lines):
            for column, cell in enumerate(line):
                if numbers and row and plain_number(cell):
                    out.write_number(row, column, float(cell))
                elif cell:
                    out.write_string(row, column, cell)
    book.close()
    return path


ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="data">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)


def write_ods(path: Path, rows: Rows) -> Path:
    def cell(text: str, head: bool) -> str:
        if not text:
            return "<table:table-cell/>"
        if plain_number(text) and not head:
            return f'<table:table-cell office:value-type="float" office:value={quoteattr(text)}/>'
        kept = text.replace("&", "&amp;").replace("<", "&lt;")
        return f'<table:table-cell office:value-type="string"><text:p>{kept}</text:p></table:table-cell>'

    lines = table(rows)
    body = "".join(
        "<table:table-row>" + "".join(cell(text, not at) for text in line) + "</table:table-row>"
        for at, line in enumerate(lines)
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", ODS.format(rows=body))
        packed.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return path


def frame(rows: Rows) -> pd.DataFrame:
    """Columns of numbers as floats, the others as text."""
    lines = table(rows)
    found = pd.DataFrame(lines[1:], columns=lines[0])
    for name in found.columns:
        if all(cell == "" or plain_number(cell) for cell in found[name]):
            found[name] = pd.to_numeric(found[name].replace("", None))
    return found


def write_sav(path: Path, rows: Rows) -> Path:
    pyreadstat.write_sav(frame(rows), str(path))
    return path


def write_zsav(path: Path, rows: Rows) -> Path:
    pyreadstat.write_sav(frame(rows), str(path), compress=True)
    return path


def write_dta(path: Path, rows: Rows) -> Path:
    pyreadstat.write_dta(frame(rows), str(path))
    return path


def write_kobo(path: Path, rows: Rows) -> Path:
    """KoboToolbox: group headers, its own columns, two form versions with a question in another group each."""
    moved = {"staff_speed"}
    lines = []
    for number, row in enumerate(rows, start=1):
        version = "v2" if number % 2 else "v1"
        line = {"start": "2026-03-01T08:00:00.000+07:00", "end": "2026-03-01T09:00:00.000+07:00"}
        for name, cell in row.items():
            group = "identitas" if name in ("region_code", "region", "respondent") else "penilaian"
            if name in moved:
                line[f"{'layanan' if version == 'v1' else group}/{name}"] = cell
            else:
                line[f"{group}/{name}"] = cell
        line |= {"__version__": version, "_id": str(1000 + number), "_uuid": f"uuid-{number}", "_index": str(number)}
        lines.append({**line, "_validation_status": "", "_submission_time": "2026-03-01T10:00:00"})
    return write_book(path, {"Survei perusahaan": table(lines)})


def write_odk(path: Path, rows: Rows) -> Path:
    """ODK Central: a ZIP with one row a region visited and the firms in a repeat that is joined to it."""
    places = list(dict.fromkeys((row.get("region_code", ""), row.get("region", "")) for row in rows))
    main = [
        {"SubmissionDate": "2026-03-01T10:00:00.000Z", "lokasi-region_code": code, "lokasi-region": name,
         "meta-instanceID": f"uuid:{at}", "KEY": f"uuid:{at}", "SubmitterName": "tim", "ReviewState": "approved"}
        for at, (code, name) in enumerate(places)
    ]  # fmt: skip
    repeat = []
    for number, row in enumerate(rows, start=1):
        at = places.index((row.get("region_code", ""), row.get("region", "")))
        line = {f"nilai-{name}": cell for name, cell in row.items() if name not in ("region_code", "region")}
        repeat.append({**line, "PARENT_KEY": f"uuid:{at}", "KEY": f"uuid:{at}/firm[{number}]"})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("survei.csv", csv_bytes(table(main)))
        packed.writestr("survei-firm.csv", csv_bytes(table(repeat)))
    return path


def write_surveycto_wide(path: Path, rows: Rows) -> Path:
    """SurveyCTO, wide: one row a region, the firms of a repeat in numbered columns."""
    places = dict.fromkeys((row.get("region_code", ""), row.get("region", "")) for row in rows)
    lines = []
    for at, (code, name) in enumerate(places):
        line = {"SubmissionDate": "Mar 1, 2026 10:00:00 AM", "region_code": code, "region": name}
        mine = [row for row in rows if (row.get("region_code", ""), row.get("region", "")) == (code, name)]
        for number, row in enumerate(mine, start=1):
            line |= {f"{key}_{number}": cell for key, cell in row.items() if key not in ("region_code", "region")}
        lines.append({**line, "review_status": "APPROVED", "KEY": f"uuid:{at}", "formdef_version": "2603010800"})
    path.write_bytes(csv_bytes(table(lines)))
    return path


def write_surveycto_long(path: Path, rows: Rows) -> Path:
    """SurveyCTO, long: one row an interview, with the review of each."""
    lines = [
        {"SubmissionDate": "Mar 1, 2026 10:00:00 AM", **row, "review_status": "APPROVED", "KEY": f"uuid:{at}"}
        for at, row in enumerate(rows)
    ]
    path.write_bytes(csv_bytes(table(lines)))
    return path


FORMATS: Mapping[str, tuple[str, Callable[[Path, Rows], Path]]] = {
    "csv": ("a.csv", write_csv),
    "semicolon csv": ("a.csv", write_semicolon_csv),
    "legacy csv": ("a.csv", write_legacy_csv),
    "xlsx": ("a.xlsx", write_xlsx),
    "ods": ("a.ods", write_ods),
    "sav": ("a.sav", write_sav),
    "zsav": ("a.zsav", write_zsav),
    "dta": ("a.dta", write_dta),
    "kobo": ("a.xlsx", write_kobo),
    "odk central": ("a.zip", write_odk),
    "surveycto wide": ("a.csv", write_surveycto_wide),
    "surveycto long": ("a.csv", write_surveycto_long),
}
