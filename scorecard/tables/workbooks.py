"""Spreadsheets (XLSX, ODS, XLS) as cells of text: every sheet, with rows numbered as the spreadsheet shows them."""

from __future__ import annotations

import datetime as dates
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.tables.apart import Fallen, run_apart
from scorecard.tables.text import Figure, Text

#: What a packed file may grow to: forty times a national survey, far below what fills a machine.
MAX_UNPACKED: Final = 400_000_000
MAX_CELLS: Final = 4_000_000
_REFERENCE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".ods")


def read_sheets(path: Path, data: bytes) -> list[Text]:
    """Every sheet of a workbook that holds cells; raises ScorecardError where it cannot be opened or is too large."""
    check_packed(path, data)
    if data.startswith(b"PK") and path.suffix.lower() in (".xlsx", ".xlsm"):
        _check_reach(path, data)
        return read_here(path, data)
    try:  # the reach of an ODS or XLS sheet is not known before it is read
        return [replace(one, data=data) for one in run_apart(_read_file, path)]
    except Fallen as error:
        raise _unreadable(path, error) from error


def _read_file(path: Path) -> list[Text]:
    """In the child: the sheets without the bytes, which need not travel back."""
    return [replace(one, data=b"") for one in read_here(path, path.read_bytes())]


def read_here(path: Path, data: bytes) -> list[Text]:
    """`read_sheets` without the care: a cell far off makes the reader ask for more memory than there is."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [table for name in book.sheet_names if (table := _sheet(path, data, book, name)) is not None]
    except (CalamineError, ValueError, OSError) as error:
        raise _unreadable(path, error) from error
    except BaseException as error:
        # The reader is written in Rust; where a broken file makes it panic, that arrives as no ordinary exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, "panic") from error


def check_packed(path: Path, data: bytes) -> None:
    """Refuse a ZIP that is broken, locked, or says that it unpacks to more than a survey can be."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _unreadable(path, error) from error
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ScorecardError(
            _("the file unpacks to more than {n} MB").format(n=MAX_UNPACKED // 1_000_000),
            where=str(path),
            remedy=_("Check that it is the right file, or split it by region."),
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise ScorecardError(
            _("the file is locked with a password"), where=str(path), remedy=_("Save it without a password.")
        )


def _check_reach(path: Path, data: bytes) -> None:
    """Refuse an XLSX with a cell so far off that the table around it would fill the machine's memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_sheet(path, packed.read(name))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _unreadable(path, error) from error


def _check_sheet(path: Path, xml: bytes) -> None:
    width = height = 1
    for found in _REFERENCE.finditer(xml):
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        width, height = max(width, column), max(height, int(found[2]))
    if width * height > MAX_CELLS:
        raise _too_wide(path)


def _too_wide(where: object) -> ScorecardError:
    return ScorecardError(
        _("the sheet has more than {n} cells").format(n=MAX_CELLS),
        where=str(where),
        remedy=_("Delete the empty rows and columns around the table, or split the file by region."),
    )


def _unreadable(path: Path, error: object) -> ScorecardError:
    return ScorecardError(
        _("the workbook cannot be read ({error})").format(error=str(error)[:200] or type(error).__name__),
        where=str(path),
        remedy=_("Open it in a spreadsheet program and save it anew as XLSX, or as CSV."),
    )


def _sheet(path: Path, data: bytes, book: CalamineWorkbook, name: str) -> Text | None:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise _too_wide(f"{path}, {name}")
    seen: dict[tuple[type, object], str] = {}
    rows = [
        (number, tuple([_text(cell, seen) for cell in row]))
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]
    full = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not full:
        return None
    header, body = (full[0][1], full[1:]) if full[0][0] == 1 else ((), full)
    return Text(path, data, "", tuple(cell.strip() for cell in header), tuple(body), sheet=name)


def _text(cell: object, seen: dict[tuple[type, object], str]) -> str:
    """A cell as text, each held once, however often a nation says it."""
    key = (type(cell), cell)
    if key not in seen:
        seen[key] = _written(cell)
    return seen[key]


def _written(cell: object) -> str:
    """A cell as text; a number keeps every digit and none that the file does not hold."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, (int, float)):
        return Figure(figure(cell))
    if isinstance(cell, dates.datetime) and cell.time() == dates.time():
        return cell.date().isoformat()
    return str(cell)


def figure(value: float) -> str:
    """A number in its shortest plain writing: 3, 0.1, 1500000."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    short = repr(value)
    return f"{value:.12f}".rstrip("0") if "e-" in short else short


def choose(tables: Sequence[Text], wanted: Sequence[str], path: Path) -> Text:
    """The sheet that holds the answers: the one whose header names most of `wanted`; the first where none does."""
    if not any(table.header for table in tables):
        raise ScorecardError(
            _("the first row must hold the names of the columns, and it is empty"),
            where=str(path),
            remedy=_("Put the names of the columns into row 1 of the sheet."),
        )
    known = set(wanted)
    return max(tables, key=lambda table: (sum(last_name(name) in known for name in table.header), bool(table.header)))


def last_name(header: str) -> str:
    """The question's own name in the header of an export: "grp/staff_speed" and "grp-staff_speed" are staff_speed."""
    return header.strip().casefold().replace("-", "/").rpartition("/")[2]
