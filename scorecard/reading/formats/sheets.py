"""Workbooks: XLSX, XLS and ODS, a section a sheet, as calamine reads them (it runs nothing they hold)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from scorecard.reading.formats.outline import MAX_COLUMNS, Outline

MAX_SHEETS: Final = 40
MAX_ROWS: Final = 5_000
#: Merged cells of one sheet that are filled in.
MAX_MERGES: Final = 2_000


def read_workbook(body: bytes, outline: Outline) -> None:
    """Every visible sheet as a section with its name, its tables and the lines over them."""
    with CalamineWorkbook.from_filelike(io.BytesIO(body)) as workbook:
        shown = [one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        outline.truncated = len(shown) > MAX_SHEETS
        for number, name in enumerate(shown[:MAX_SHEETS], 1):
            outline.page = number
            outline.heading(name)
            try:
                sheet = workbook.get_sheet_by_name(name)
            except CalamineError:  # a chart, or a broken sheet: the others still count
                continue
            outline.truncated |= sheet.total_height > MAX_ROWS
            outline.grid(_rows(sheet))


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[str]]:
    """Rows of text. A merged cell's words are repeated to its right, unless they are all that the row holds."""
    merges: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (_bottom, right) in (sheet.merged_cell_ranges or ())[:MAX_MERGES]:
        merges.setdefault(top, []).append((left, right))
    offset = sheet.start[0] if sheet.start else 0
    shift = sheet.start[1] if sheet.start else 0
    for index, raw in enumerate(sheet.iter_rows()):
        if index >= MAX_ROWS:
            return
        row = [_text(value) for value in raw[:MAX_COLUMNS]]
        if sum(map(bool, row)) > 1:
            for left, right in merges.get(index + offset, ()):
                for column in range(left - shift + 1, min(right - shift + 1, len(row))):
                    row[column] = row[column] or row[max(0, left - shift)]
        yield row


def _text(value: Any) -> str:
    """A cell as Indonesian pages print it: decimal comma, no exponent, no grouping."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        if float(value).is_integer() and abs(value) < 1e18:
            return str(int(value))
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return str(value).strip()
