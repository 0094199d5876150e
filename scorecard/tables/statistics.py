"""SPSS and Stata files as cells of text, with the labels and the user-missing codes that they declare.

The reader is a C library, so a broken file may end its process: it is read in a child, whose end is an
error like any other.
"""

from __future__ import annotations

import datetime as dates
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.tables.apart import Fallen, run_apart
from scorecard.tables.cells import why_missing
from scorecard.tables.text import Figure, Text
from scorecard.tables.workbooks import figure

SUFFIXES: Final = (".sav", ".zsav", ".dta")


def read_statistics(path: Path, data: bytes) -> Text:
    """The table of an SPSS (.sav, .zsav) or Stata (.dta) file.

    Row 2 is the first case, as if the names of the variables stood in row 1. Raises ScorecardError where it
    cannot be read.
    """
    try:
        header, rows, labels, missing = run_apart(_read, str(path))
    except (Fallen, _Unreadable) as error:
        raise _unreadable(path, str(error)) from error
    return Text(path, data, "", header, rows, labels=labels, missing=missing)


class _Unreadable(Exception):  # noqa: N818 - it never leaves this module
    """What the child says of a file that it cannot read; the library's own errors do not travel well."""


def _unreadable(path: Path, error: str) -> ScorecardError:
    return ScorecardError(
        _("the statistics file cannot be read ({error})").format(error=error[:200]),
        where=str(path),
        remedy=_("Save it anew in SPSS or Stata, or export it as CSV with codes, not labels."),
    )


_Table = tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...], dict[str, str], dict[str, dict[str, str]]]


def _read(path: str) -> _Table:
    """In the child: header, rows, labels and missing codes."""
    import pyreadstat

    read = pyreadstat.read_dta if path.lower().endswith(".dta") else pyreadstat.read_sav
    try:
        columns, meta = read(path, user_missing=True, output_format="dict")
    except Exception as error:  # noqa: BLE001 - the library raises what it likes of a broken file
        raise _Unreadable(str(error)) from None
    header = tuple(meta.column_names)
    seen: dict[object, str] = {}
    cells = [[_cell(value, seen) for value in columns.pop(name)] for name in header]
    rows = tuple((number, row) for number, row in enumerate(zip(*cells, strict=True), start=2) if any(row))
    labels = {name: str(label) for name, label in meta.column_names_to_labels.items() if label}
    return header, rows, labels, _missing(meta, dict(zip(header, cells, strict=True)))


def _cell(value: Any, seen: dict[object, str]) -> str:
    """A cell as text; each text is held once, however often a nation says it."""
    if value is None or value != value:
        return ""
    key = (type(value), value)
    if key not in seen:
        seen[key] = _text(value)
    return seen[key]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dates.date):
        return value.isoformat()[:10]
    return Figure(figure(float(value)))


def _missing(meta: Any, cells: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
    """By column, each cell that the file declares missing and why: its value label, else "declared"."""
    found: dict[str, dict[str, str]] = {}
    for name, ranges in (meta.missing_ranges or {}).items():
        said = meta.variable_value_labels.get(name, {})
        for cell in {text for text in cells[name] if text}:
            if any(_within(cell, one["lo"], one["hi"]) for one in ranges):
                label = next((str(words) for value, words in said.items() if _cell(value, {}) == cell), "")
                found.setdefault(name, {})[cell] = _why(label)
    for name, codes in (meta.missing_user_values or {}).items():  # Stata's .a to .z
        said = meta.variable_value_labels.get(name, {})
        for code in codes:
            found.setdefault(name, {})[str(code)] = _why(str(said.get(code, "")))
    return found


def _why(label: str) -> str:
    """Which kind of no answer a declared code is, by its label where it has one."""
    return (why_missing(label) if label.strip() else "") or "declared"


def _within(cell: str, low: Any, high: Any) -> bool:
    try:
        return float(low) <= float(cell) <= float(high)
    except (TypeError, ValueError):
        return cell == str(low).strip()
