"""The user's own cells back as a workbook: wrong ones red and commented, and a sheet that lists every mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.tables.mistakes import KINDS, Mistake, shorten
from scorecard.tables.text import Figure, Text
from scorecard.tables.workbooks import SUFFIXES, read_sheets

#: Comments in one workbook; spreadsheets grow slow beyond. The list of mistakes holds all of them.
COMMENTS: Final = 2_000
LONGEST_CELL: Final = 32_000
MOST_ROWS: Final = 1_000_000
WIDTHS: Final = (22, 8, 8, 26, 24, 30, 50, 70)


def mark_workbook(table: Text, mistakes: Sequence[Mistake], to: Path) -> None:
    """Write the cells of the file that `table` was read from to `to`, each in its place, with `mistakes` marked.

    A workbook gives back all its sheets, any other file one. Values are kept, formats are not. Raises
    ScorecardError where the file cannot be written.
    """
    workbook = table.path.suffix.lower() in SUFFIXES and table.data.startswith((b"PK", b"\xd0\xcf"))
    sheets = read_sheets(table.path, table.data) if workbook else [table]
    replace_files({to: lambda part: _write(part, table, sheets, mistakes)})


def _write(path: Path, table: Text, sheets: Sequence[Text], mistakes: Sequence[Mistake]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    styles = {
        "wrong": book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    taken: set[str] = set()
    own = _name(_("mistakes"), taken)
    names = [_name(sheet.sheet or table.path.stem, taken) for sheet in sheets]
    for sheet, name in zip(sheets, names, strict=True):
        ours = sheet.sheet == table.sheet
        _copy(book.add_worksheet(name), sheet, _places(sheet, mistakes) if ours else {}, styles)
    listed = dict(zip((sheet.sheet for sheet in sheets), names, strict=True))
    _list(book.add_worksheet(own), table, mistakes, listed.get(table.sheet, table.sheet), styles)
    book.worksheets()[-1].activate()
    book.close()


def _name(text: str, taken: set[str]) -> str:
    """A sheet's name as Excel takes it: 31 characters, none of its signs, no two alike."""
    plain = "".join(" " if char in "[]:*?/\\" or not char.isprintable() else char for char in text).strip("' ")[:28]
    name, n = plain or "data", 1
    while name.casefold() in taken or name.casefold() == "history":
        n += 1
        name = f"{plain} {n}"
    taken.add(name.casefold())
    return name


def _places(sheet: Text, mistakes: Sequence[Mistake]) -> dict[tuple[int, int], list[Mistake]]:
    """Mistakes by (row, column) counted from 0; those without a cell of their own stand in the list alone."""
    columns = {name.casefold(): at for at, name in reversed(list(enumerate(sheet.header))) if name}
    found: dict[tuple[int, int], list[Mistake]] = {}
    for one in mistakes:
        at = columns.get(one.column.casefold())
        if at is not None and one.row:
            found.setdefault((one.row - 1, at), []).append(one)
    return found


def _copy(
    out: Any, sheet: Text, places: Mapping[tuple[int, int], Sequence[Mistake]], styles: Mapping[str, Any]
) -> None:
    out.freeze_panes(1, 0)
    comments = 0
    rows = dict([(1, sheet.header), *sheet.rows])
    rows |= {row + 1: () for row, _column in places if row + 1 not in rows}
    for number in sorted(rows):
        cells = rows[number]
        wide = max([len(cells), *(at + 1 for row, at in places if row == number - 1)]) if number == 1 else len(cells)
        for at in range(max(wide, len(sheet.header))):
            cell = cells[at] if at < len(cells) else ""
            wrong = places.get((number - 1, at), ())
            style = styles["wrong"] if wrong else None
            if isinstance(cell, Figure):
                out.write_number(number - 1, at, float(cell), style)
            elif cell:
                out.write_string(number - 1, at, _fit(cell), style)
            elif wrong:
                out.write_blank(number - 1, at, None, style)
            if wrong and comments < COMMENTS:
                comments += 1
                words = "\n".join(f"{one.what}. {one.remedy}" for one in wrong)
                out.write_comment(number - 1, at, _fit(words)[:2_000], {"x_scale": 2, "y_scale": 1.5})


def _list(out: Any, table: Text, mistakes: Sequence[Mistake], sheet: str, styles: Mapping[str, Any]) -> None:
    places = {id(one): spot for spot, ones in _places(table, mistakes).items() for one in ones}
    headings = (
        _("sheet"),
        _("row"),
        _("cell"),
        _("column"),
        _("kind"),
        _("value"),
        _("what is wrong"),
        _("how to mend it"),
    )
    for at, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True)):
        out.set_column(at, at, width)
        out.write_string(0, at, heading, styles["head"])
    for line, one in enumerate(mistakes[:MOST_ROWS], start=1):
        spot = places.get(id(one))
        cell = xl_rowcol_to_cell(*spot) if spot else ""
        kind = _(KINDS[one.kind]) if one.kind in KINDS else ""
        out.write_string(line, 0, _fit(sheet or table.path.name))
        if one.row:
            out.write_number(line, 1, one.row)
        for at, words in enumerate((cell, one.column, kind, one.value, one.what, one.remedy), start=2):
            out.write_string(line, at, _fit(shorten(words).strip("“”") if at == 5 else words), styles["wrap"])
    out.freeze_panes(1, 0)
    out.autofilter(0, 0, max(len(mistakes), 1), len(headings) - 1)


def _fit(text: str) -> str:
    """`text` without what a workbook cannot hold."""
    kept = "".join(char for char in text if char in "\t\n" or (char >= " " and not "\ud800" <= char <= "\udfff"))
    return kept.replace("\ufffe", "").replace("\uffff", "")[:LONGEST_CELL]
