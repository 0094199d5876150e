"""A CSV file as cells of text: nothing is taken for a number or a date before a question asks for one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: A national firm survey (15,420 interviews) is about 2 MB; far above that it is another file.
MAX_BYTES: Final = 100_000_000
SEPARATORS: Final = (",", ";", "\t")
#: Names and first bytes of files that are tables but not CSV.
OTHER_SUFFIXES: Final = (".xlsx", ".xls", ".xlsm", ".ods", ".sav", ".dta", ".zip")
OTHER_BYTES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"$FL2", b"<stata")


class Figure(str):
    """A cell that its file holds as a number, not as text: its dot is a decimal point and nothing else."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A table of text. `rows` are (row number as in a spreadsheet, cells); blank rows are left out.

    `sheet` names the sheet, or the file inside a bundle; `labels` are what a statistics file says each column
    asks; `missing` are, by column, the codes that it declares to be no answer, each with why. Where a mapping renamed
    columns, `sources` is the user's own column behind each of `header`, and `repeats` says of each row which repeat
    of a wide table it is ("@2", or empty): behind it stands the column of `sources` with that sign.
    """

    path: Path
    data: bytes
    separator: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sheet: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    repeats: tuple[str, ...] = ()


def where_of(table: Text) -> str:
    """The file, and the sheet where it has several."""
    return f"{table.path.name}, {table.sheet}" if table.sheet else table.path.name


def read_text(path: Path) -> Text:
    """Read a CSV file: comma, semicolon or tab; UTF-8 with or without BOM, UTF-16 with one, or Windows-1252.

    Raises ScorecardError for a file that cannot be read, is no CSV, or is empty.
    """
    data = read_bytes(path)
    if path.suffix.lower() in OTHER_SUFFIXES or data.startswith(OTHER_BYTES):
        raise ScorecardError(_("this is not a CSV file"), where=str(path), remedy=_save_as())
    return parse_text(path, data)


def parse_text(path: Path, data: bytes, sheet: str = "") -> Text:
    """The table in the bytes of a CSV file; raises what `read_text` raises. `sheet` names it inside a bundle."""
    text = _decode(data, path)
    separator = _separator(text)
    seen: dict[str, str] = {}  # a nation says the same few things a million times: each is held once
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        records = [tuple([seen.setdefault(cell, cell) for cell in row]) for row in lines]
    except csv.Error as error:
        raise ScorecardError(
            _("the file cannot be read as CSV ({error})").format(error=error), where=str(path), remedy=_save_as()
        ) from error
    numbered = [(number, row) for number, row in enumerate(records, start=1) if any(cell.strip() for cell in row)]
    if not numbered or numbered[0][0] != 1:
        raise ScorecardError(
            _("the first row must hold the names of the columns, and it is empty"), where=str(path), remedy=_save_as()
        )
    header = tuple(cell.strip() for cell in numbered[0][1])
    return Text(path=path, data=data, separator=separator, header=header, rows=tuple(numbered[1:]), sheet=sheet)


def _save_as() -> str:
    return _("Save the sheet as “CSV UTF-8” and name that file.")


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ScorecardError for one that is too large or cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ScorecardError(
                _("the file is larger than {n} MB").format(n=MAX_BYTES // 1_000_000),
                where=str(path),
                remedy=_("Check that it is the right file, or split it by region."),
            )
        return path.read_bytes()
    except OSError as error:
        raise ScorecardError(
            _("the file cannot be read ({error})").format(error=error.strerror or error),
            where=str(path),
            remedy=_("Check the file's name and that you may read it."),
        ) from error


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig",) if b"\0" in data else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ScorecardError(_("the file's bytes are no text in UTF-8 or Windows-1252"), where=str(path), remedy=_save_as())


def _separator(text: str) -> str:
    """The separator that cuts the first row into most cells; a comma where none does."""
    first = text.splitlines()[0] if text.strip() else ""
    return max(SEPARATORS, key=first.count)
