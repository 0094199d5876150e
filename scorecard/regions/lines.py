"""The lines of a target list: text, separator and header settled, what is broken named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

REQUIRED = ("code", "name", "kind", "province", "website")
OPTIONAL = ("hosts", "administrative")
_COLUMNS: Mapping[str, str] = {
    **{name: name for name in REQUIRED + OPTIONAL},
    "region_code": "code",
    "kemendagri_code": "code",
    "kode": "code",
    "region": "name",
    "nama": "name",
    "type": "kind",
    "jenis": "kind",
    "provinsi": "province",
    "situs": "website",
}
_LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that cannot be used."""

    line: int
    column: str
    text: str

    def __str__(self) -> str:
        return _("line {line}, column {column}: {text}").format(line=self.line, column=self.column, text=self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one line by column, without blanks around them; every known column is there."""

    number: int
    cells: Mapping[str, str]


def read_lines(path: Path) -> Iterator[Line | Problem]:
    """Every line of the CSV at `path` that holds something; one with too many cells is a Problem.

    Raises ScorecardError for a file that cannot be read, is no UTF-8 or lacks a required column.
    """
    text = _text(path)
    head = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if names:
                yield _line(names, cells, reader.line_num)
            else:
                names = _header(cells, path)
    except csv.Error as error:
        raise ScorecardError(
            _("the line cannot be read as CSV ({reason})").format(reason=error),
            where=_("{file}, line {line}").format(file=path, line=reader.line_num),
            remedy=_("Save the file again as CSV"),
        ) from error
    if not names:
        raise ScorecardError(_("the file is empty"), where=str(path), remedy=_remedy())


def _line(names: Sequence[str], cells: Sequence[str], number: int) -> Line | Problem:
    if any(cell.strip() for cell in cells[len(names) :]):
        text = _("the line has more cells than there are columns; put a cell that holds the separator in quotes")
        return Problem(number, names[-1], text)
    found = dict.fromkeys(REQUIRED + OPTIONAL, "")
    found.update((name, cell.strip()) for name, cell in zip(names, cells, strict=False))
    return Line(number, found)


def _header(cells: Sequence[str], path: Path) -> list[str]:
    """The columns by our names; those that are none of ours keep theirs in brackets and are ignored."""
    names = [_COLUMNS.get(cell.strip().casefold(), f"({cell.strip()})") for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    twice = sorted({name for name in names if name in _COLUMNS and names.count(name) > 1})
    if missing:
        what = _("columns are missing: {names}").format(names=", ".join(missing))
        raise ScorecardError(what, where=str(path), remedy=_remedy())
    if twice:
        what = _("columns stand there twice: {names}").format(names=", ".join(twice))
        raise ScorecardError(what, where=str(path), remedy=_remedy())
    return names


def _remedy() -> str:
    return _("The first line must name the columns {columns}").format(columns=", ".join(REQUIRED))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ScorecardError(
            _("the file cannot be read ({reason})").format(reason=error.strerror or error),
            where=str(path),
            remedy=_("Check its name and its permissions"),
        ) from error
    if len(content) > _LARGEST:
        raise ScorecardError(
            _("the file is larger than {n} MiB").format(n=_LARGEST // 2**20),
            where=str(path),
            remedy=_("Give a CSV file with one line for each region"),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScorecardError(
            _("the text is not UTF-8"),
            where=_("{file}, line {line}").format(file=path, line=content.count(b"\n", 0, error.start) + 1),
            remedy=_("Save it as CSV in UTF-8"),
        ) from error
