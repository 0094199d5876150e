"""The user's own XLSX with mistakes marked in it: its formats, formulas and other sheets stay as they are.

The file is somebody's and its reader holds all of it as objects, so this runs in a process of its own, and
the library (openpyxl, which has no types) is loaded there alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

#: Red as spreadsheets mean it by "bad".
FILL: Final = "FFFFC7CE"
INK: Final = "FF9C0006"
#: Size of a comment in points, and of the longest.
COMMENT: Final = (320, 120)
LONGEST_COMMENT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked and listed: `spots` are (row, column, words) counted from 1, `lines` the list with its header."""

    sheet: str
    spots: tuple[tuple[int, int, str], ...]
    title: str
    lines: tuple[tuple[str | int, ...], ...]
    widths: tuple[int, ...]


def mark_own(path: Path, marks: Marks, to: Path, most_comments: int) -> None:
    """Write the workbook in `path` with `marks` to `to`; raises what the reader raises of a file it cannot take."""
    openpyxl = import_module("openpyxl")
    # Links to other files and macros are left behind: the copy is to be looked at, not run.
    book = openpyxl.load_workbook(path, keep_links=False, rich_text=True)
    sheet = book[marks.sheet]
    _mark(sheet, marks.spots, most_comments)
    listed = book.create_sheet(_free(marks.title, book.sheetnames))
    _list(listed, marks.lines, marks.widths)
    book.active = len(book.sheetnames) - 1
    for one in book.worksheets[:-1]:
        one.sheet_view.tabSelected = False
    book.save(to)


def _mark(sheet: Any, spots: Sequence[tuple[int, int, str]], most: int) -> None:
    styles, cells = import_module("openpyxl.styles"), import_module("openpyxl.cell.cell")
    comments = import_module("openpyxl.comments")
    fill = styles.PatternFill("solid", fgColor=FILL)
    for at, (row, column, words) in enumerate(spots):
        cell = sheet.cell(row, column)
        if not isinstance(cell, cells.Cell):  # inside a merged cell, which has a style of its own only at its corner
            continue
        font = copy(cell.font)
        font.color = INK
        cell.fill, cell.font = fill, font
        if at < most:
            before = f"{cell.comment.text}\n\n" if cell.comment else ""
            cell.comment = comments.Comment((before + words)[:LONGEST_COMMENT], "scorecard", COMMENT[1], COMMENT[0])


def _list(sheet: Any, lines: Sequence[Sequence[str | int]], widths: Sequence[int]) -> None:
    styles, utils = import_module("openpyxl.styles"), import_module("openpyxl.utils")
    wrapped = styles.Alignment(wrap_text=True, vertical="top")
    for row, line in enumerate(lines, start=1):
        for column, words in enumerate(line, start=1):
            cell = sheet.cell(row, column)
            cell.value = words
            if isinstance(words, str):
                cell.data_type = "s"  # whatever it begins with, it is no formula
            cell.alignment = wrapped
            if row == 1:
                cell.font = styles.Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[utils.get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _free(title: str, taken: Sequence[str]) -> str:
    known, name, n = {one.casefold() for one in taken}, title, 1
    while name.casefold() in known:
        n += 1
        name = f"{title} {n}"
    return name
