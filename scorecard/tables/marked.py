"""The user's own cells back as a workbook: wrong ones red and commented, and a sheet that lists every mistake."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.tables.apart import Fallen, run_apart
from scorecard.tables.mistakes import KINDS, Mistake, shorten
from scorecard.tables.ownbook import LONGEST_COMMENT, Marks, mark_own
from scorecard.tables.text import Figure, Text
from scorecard.tables.workbooks import SUFFIXES, read_sheets

#: Comments in one workbook; spreadsheets grow slow beyond.
COMMENTS: Final = 2_000
#: Cells of a workbook that is given back as it is: its reader holds each as an object of some hundred bytes.
OWN: Final = 600_000
LONGEST_CELL: Final = 32_000
#: Mistakes that the list spells out: whoever has more has one fault in a whole column, or the wrong file.
LISTED: Final = 20_000
WIDTHS: Final = (22, 8, 8, 26, 24, 30, 50, 70)


def mark_workbook(table: Text, mistakes: Sequence[Mistake], to: Path) -> bool:
    """Write the cells of the file that `table` was read from to `to`, each in its place, with `mistakes` marked.

    An XLSX comes back as it is, formats, formulas and other sheets with it, and True is returned; of any other file,
    and of one with more than OWN cells, values are kept and formats are not. Raises ScorecardError where the file
    cannot be written.
    """
    if table.data.startswith(b"PK") and table.path.suffix.lower() in (".xlsx", ".xlsm"):
        with contextlib.suppress(Fallen, _Refused):
            replace_files({to: lambda part: _write_own(part, table, mistakes)})
            return True
    workbook = table.path.suffix.lower() in SUFFIXES and table.data.startswith((b"PK", b"\xd0\xcf"))
    sheets = read_sheets(table.path, table.data) if workbook else [table]
    replace_files({to: lambda part: _write(part, table, sheets, mistakes)})
    return False


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """The user's own workbook cannot be taken as it is: too large, or not to the reader's liking."""


def _write_own(path: Path, table: Text, mistakes: Sequence[Mistake]) -> None:
    if len(table.rows) * len(table.header) > OWN:
        raise _Refused
    spots = tuple((row + 1, at + 1, _fit(_words(some))) for (row, at), some in sorted(_places(table, mistakes).items()))
    marks = Marks(table.sheet, spots, _("mistakes"), tuple(_lines(table, mistakes, table.sheet)), WIDTHS)
    try:
        run_apart(mark_own, table.path, marks, path, COMMENTS)
    except Fallen:
        raise
    except Exception as error:  # the library raises what it likes of a file that others read
        raise _Refused from error


def _words(mistakes: Sequence[Mistake]) -> str:
    return "\n".join(f"{one.what}. {one.remedy}" for one in mistakes)


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
                out.write_comment(number - 1, at, _fit(_words(wrong))[:LONGEST_COMMENT], {"x_scale": 2, "y_scale": 1.5})


def _lines(table: Text, mistakes: Sequence[Mistake], sheet: str) -> Iterator[tuple[str | int, ...]]:
    """The list of mistakes, its header first: sheet, row, cell, column, kind, value, what is wrong, how to mend it."""
    places = {id(one): spot for spot, ones in _places(table, mistakes).items() for one in ones}
    columns = (_("sheet"), _("row"), _("cell"), _("column"), _("kind"), _("value"))
    yield (*columns, _("what is wrong"), _("how to mend it"))
    for one in mistakes[:LISTED]:
        spot = places.get(id(one))
        cell = xl_rowcol_to_cell(*spot) if spot else ""
        kind = _(KINDS[one.kind]) if one.kind in KINDS else ""
        value = shorten(one.value).strip("“”") if one.value else ""
        words = (cell, one.column, kind, value, one.what, one.remedy)
        yield (_fit(sheet or table.path.name), one.row or "", *(_fit(word) for word in words))
    if len(mistakes) > LISTED:
        yield ("", "", "", "", "", "", _("and {n} more").format(n=len(mistakes) - LISTED), "")


def _list(out: Any, table: Text, mistakes: Sequence[Mistake], sheet: str, styles: Mapping[str, Any]) -> None:
    for at, width in enumerate(WIDTHS):
        out.set_column(at, at, width)
    for row, line in enumerate(_lines(table, mistakes, sheet)):
        for at, words in enumerate(line):
            if isinstance(words, int):
                out.write_number(row, at, words)
            else:
                out.write_string(row, at, words, styles["wrap" if row else "head"])
    out.freeze_panes(1, 0)
    out.autofilter(0, 0, max(len(mistakes), 1), len(WIDTHS) - 1)


def _fit(text: str) -> str:
    """`text` without what a workbook cannot hold."""
    kept = "".join(char for char in text if char in "\t\n" or (char >= " " and not "\ud800" <= char <= "\udfff"))
    return kept.replace("\ufffe", "").replace("\uffff", "")[:LONGEST_CELL]
