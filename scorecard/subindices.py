"""The last step alone: sub-indices that somebody else computed, into totals and ranks within kind.

Cells go out as they came in, so that a printed 0.0 stays 0.0 and a blank stays blank.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pandas as pd

from scorecard import method as methods
from scorecard.components import ranks, totals
from scorecard.files import replace_files
from scorecard.framework import COMPONENTS
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.regions import kind_of
from scorecard.tables.cells import is_blank, readings
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.text import Text, read_text

PLACES: Final = ("province", "region")
SINGLE: Final = ("I", "II", "III", "IV", "VI")
PARTS: Final = ("V.1", "V.2")
COMPUTED: Final = ("total", "rank")


def subindices(
    frame: pd.DataFrame, method: Method | None = None, *, source: str = "", decimal_comma: bool = False
) -> pd.DataFrame:
    """`frame` with `total` and `rank` (within kind) put last; a total or rank in it is dropped.

    `frame` holds text: kind (or type), province, region, I, II, III, IV, VI on 0..100, and V, which counts
    twice, or V.1 and V.2. A blank component counts 0 in the total, as the method says; a row of blanks has
    neither total nor rank. Index labels are the row numbers that errors name, `source` the file.
    Raises TableError with every missing column, number and kind that is wrong.
    """
    chosen = method or methods.load()
    frame = frame.drop(columns=[name for name in COMPUTED if name in frame])
    mistakes = [*_columns(frame, source)]
    if mistakes:
        raise TableError(mistakes, where=source)
    kinds, wrong_kinds = _kinds(frame, source)
    numbers, wrong_numbers = _numbers(frame, source, decimal_comma)
    mistakes = [*wrong_kinds, *wrong_numbers, *_repeated(frame, kinds, source)]
    if mistakes:
        raise TableError(sorted(mistakes, key=lambda one: one.row), where=source)
    if "V" in frame:
        whole = numbers["V"].where(numbers.reindex(columns=PARTS).isna().all(axis=1))
        numbers = numbers.assign(**{part: whole.fillna(numbers.get(part, whole)) for part in PARTS})
    sums = totals(numbers, chosen)
    return frame.assign(total=sums, rank=ranks(sums, kinds, chosen).astype("Int64"))


def rank_file(path: Path, to: Path, method: str | Path = methods.DEFAULT) -> int:
    """Rank the sub-indices of the CSV `path` and write them to the CSV `to`; returns the number of rows.

    The separator and the decimal sign stay those of the file read; a decimal comma is understood where
    cells are separated by semicolons. Raises ScorecardError, and TableError with all mistakes at once.
    """
    chosen = methods.load(method)
    table = read_text(path)
    comma = table.separator == ";"
    ranked = subindices(_frame(table), chosen, source=path.name, decimal_comma=comma)
    dressed = comma and any("," in cell for name in _numeric(ranked) for cell in ranked[name])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=table.separator, lineterminator="\n")
    writer.writerow(ranked.columns)
    for row in ranked.itertuples(index=False, name=None):
        total, rank = row[-2:]
        written = "" if pd.isna(total) else repr(float(total))
        writer.writerow(
            [*row[:-2], written.replace(".", ",") if dressed else written, "" if pd.isna(rank) else int(rank)]
        )
    _write(text.getvalue(), to)
    return len(ranked)


def _frame(table: Text) -> pd.DataFrame:
    """The file as text, every row as wide as the header; a row that is wider is a mistake."""
    width = len(table.header)
    names = [_canonical(name) for name in table.header]
    mistakes = [
        Mistake(table.path.name, 1, name, "", _("the column is there twice"), _("Delete one of the two."))
        for at, name in enumerate(names)
        if name and name in names[:at]
    ]
    for number, cells in table.rows:
        if any(cell.strip() for cell in cells[width:]):
            what = _("the row has more cells than there are columns")
            remedy = _("Put cells with a separator in them in quotes.")
            mistakes.append(Mistake(table.path.name, number, "", "", what, remedy))
    if not table.rows:
        mistakes.append(Mistake(table.path.name, 0, "", "", _("the file holds no row"), _("Add a row a region.")))
    if mistakes:
        raise TableError(mistakes, where=str(table.path))
    rows = [[*cells[:width], *[""] * (width - len(cells))] for _number, cells in table.rows]
    frame = pd.DataFrame(rows, columns=names, index=[number for number, _cells in table.rows], dtype="str")
    return frame.loc[:, [bool(name) for name in names]]


def _canonical(name: str) -> str:
    """A column's name as the contract spells it, whatever case the file has it in."""
    known = {one.casefold(): one for one in (*COMPONENTS, "V", *PLACES, *COMPUTED, "kind", "type")}
    return known.get(name.casefold(), name)


def _numeric(frame: pd.DataFrame) -> list[str]:
    return [name for name in (*COMPONENTS, "V") if name in frame]


def _columns(frame: pd.DataFrame, source: str) -> Iterator[Mistake]:
    wanted: list[tuple[str, ...]] = [("kind", "type"), *((name,) for name in (*PLACES, *SINGLE))]
    absent = [" / ".join(names) for names in wanted if not any(name in frame for name in names)]
    if "V" not in frame and not all(part in frame for part in PARTS):
        absent.append("V / V.1 + V.2")
    for name in absent:
        yield Mistake(
            source, 1, name, "", _("the column is missing"), _("Add it; its cells may stay blank where unknown.")
        )


def _kinds(frame: pd.DataFrame, source: str) -> tuple[pd.Series[str], list[Mistake]]:
    """The kind of each row, and a mistake for each that is neither."""
    column = "kind" if "kind" in frame else "type"
    read = {text: kind_of(text) for text in frame[column].unique()}
    remedy = _("Write kabupaten or kota: ranks run within kind.")
    mistakes = [
        Mistake(source, row, column, text, _("this is no kind of region"), remedy)
        for row, text in zip(_rows(frame), frame[column], strict=True)
        if read[text] is None
    ]
    words = [kind.value if (kind := read[text]) else "" for text in frame[column]]
    return pd.Series(words, index=frame.index, dtype="str"), mistakes


def _numbers(frame: pd.DataFrame, source: str, decimal_comma: bool) -> tuple[pd.DataFrame, list[Mistake]]:
    mistakes, columns = [], {}
    for name in _numeric(frame):
        values = []
        for row, text in zip(_rows(frame), frame[name], strict=True):
            value = _number(text, decimal_comma)
            values.append(float("nan") if value is None else value)
            if value is None and not is_blank(text):
                what = _("this is not a number from 0 to 100")
                mistakes.append(Mistake(source, row, name, text, what, _("Mend it, or leave the cell blank.")))
        columns[name] = pd.Series(values, index=frame.index, dtype="float64")
    return pd.DataFrame(columns, index=frame.index), mistakes


def _number(text: str, decimal_comma: bool) -> float | None:
    """The one reading of `text` on 0..100; None for a blank and for anything else."""
    if is_blank(text) or ("," in text and not decimal_comma):
        return None
    sound = [value for value in readings(text) if 0 <= value <= 100]
    return sound[0] if len(sound) == 1 else None


def _repeated(frame: pd.DataFrame, kinds: pd.Series[str], source: str) -> Iterator[Mistake]:
    first: dict[tuple[str, ...], int] = {}
    for row, *key in zip(_rows(frame), kinds, frame["province"], frame["region"], strict=True):
        same = tuple(" ".join(str(part).casefold().split()) for part in key)
        if same in first:
            what = _("the region stands in row {row} already").format(row=first[same])
            yield Mistake(source, row, "region", str(key[-1]), what, _("Keep one of the two rows."))
        first.setdefault(same, row)


def _rows(frame: pd.DataFrame) -> list[int]:
    return [int(label) for label in frame.index]


def _write(text: str, to: Path) -> None:
    replace_files({to: lambda part: part.write_text(text, encoding="utf-8", newline="")})
