"""Filled-in answer sheets: read as text, checked against the framework, and stored only when they are sound.

A sheet holds one row a respondent (firms), or one row a region or a part of its questionnaire (pemda), in the
columns that the template writes, or in columns that a confirmed mapping explains. Every mistake in it is found
in one pass; a sheet with a mistake is refused whole, unless the sound rows alone are asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard.errors import ScorecardError
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.store.answers import COLUMNS
from scorecard.tables import looks
from scorecard.tables.applying import apply_mapping
from scorecard.tables.layout import Layout, instrument_of
from scorecard.tables.mapping import Mapping as ColumnMapping
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.privacy import is_private
from scorecard.tables.sources import read_table
from scorecard.tables.text import Text

if TYPE_CHECKING:
    from scorecard.tables.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Answers:
    """A sound answer sheet; `sheet` has its cells.

    `sheets` counts rows of the file with an answer; `empty` names the rows that hold a region and not one answer,
    which are left out. `left` are the mistakes of rows that were left out because the sound ones alone were asked
    for, `rejected` the rows that a reviewer of the survey server turned down, `dropped` columns with persons' data,
    `notices` what to look at.
    """

    instrument: str
    file: str
    sha256: str
    sheet: Sheet
    sheets: int
    regions: tuple[str, ...]
    empty: tuple[int, ...]
    left: tuple[Mistake, ...] = ()
    rejected: tuple[int, ...] = ()
    dropped: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """The answers as the store gives them back: region_code, respondent, row (as in the spreadsheet), indicator,
        value (None for a blank that was typed), answer (as typed), missing (which kind of blank).
        """
        return tuple(dict(zip(COLUMNS, answer, strict=True)) for answer in self.sheet.answers())


def wave_year(wave: str, fallback: int) -> int:
    """The year a wave is of: the first in its name ("2026", "2026-pilot"), else `fallback`."""
    found = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", wave)
    return int(found[0]) if found else fallback


def read_answers(
    instrument: str,
    path: Path,
    regions: Sequence[Region],
    framework: Framework,
    *,
    year: int,
    mapping: ColumnMapping | None = None,
    partial: bool = False,
) -> Answers:
    """Read and check an answer sheet of `instrument` ("firms" or "pemda") in any format of `sources`.

    `regions` are those that may stand in it, `year` is the latest that a question on a year allows, `mapping`
    says which of its columns is which. With `partial` rows with a mistake are left out instead of refused.
    Raises TableError with every mistake, ScorecardError for a file that cannot be read or holds no answer.
    """
    layout = instrument_of(instrument, framework)
    return check_table(read_table(path, layout.known), layout, regions, year, mapping, partial=partial)


def check_table(
    table: Text,
    layout: Layout,
    regions: Sequence[Region],
    year: int,
    mapping: ColumnMapping | None = None,
    *,
    partial: bool = False,
) -> Answers:
    """The answers in a table that `sources.read_table` read; raises what `read_answers` raises."""
    from scorecard.tables.sheet import read_sheet  # its schemas take half a second to load

    mistakes: list[Mistake] = []
    rejected: tuple[int, ...] = ()
    plain = table
    if mapping is not None:
        applied = apply_mapping(table, mapping, layout)
        plain, rejected = applied.table, applied.rejected
        mistakes += applied.mistakes
    sheet, faults = read_sheet(plain, layout, regions, year)
    mistakes = sorted([*mistakes, *faults], key=lambda one: one.row)
    wrong = {one.row for one in mistakes}
    if sheet is None or (mistakes and (not partial or min(wrong) <= 1)):
        raise TableError(mistakes, where=str(table.path))
    sound = sheet.only(~sheet.numbers.isin(sorted(wrong)).to_numpy()) if wrong else sheet
    return _answers(table, layout, sound, mistakes, rejected, tuple(_dropped(table, mapping)))


def _answers(
    table: Text,
    layout: Layout,
    sheet: Sheet,
    left: Sequence[Mistake],
    rejected: tuple[int, ...],
    dropped: tuple[str, ...],
) -> Answers:
    answered = sheet.answered
    if not answered.any():
        remedy = _("Fill in the rows below the names of the columns.")
        if left:
            raise TableError(left, where=str(table.path), what=_("not one row of this file is sound"))
        raise ScorecardError(_("the file holds no answer"), where=str(table.path), remedy=remedy)
    full = sheet if answered.all() else sheet.only(answered)
    return Answers(
        instrument=layout.instrument,
        file=table.path.name,
        sha256=hashlib.sha256(table.data).hexdigest(),
        sheet=full,
        sheets=len(full.regions),
        regions=tuple(sorted(set(full.regions))),
        empty=tuple(int(number) for number in sheet.numbers[~answered]),
        left=tuple(left),
        rejected=rejected,
        dropped=dropped,
        notices=tuple(looks.notices(full, layout)),
    )


def _dropped(table: Text, mapping: ColumnMapping | None) -> Iterator[str]:
    """Columns with persons' data that were not taken."""
    for at, name in enumerate(table.header):
        if name and (mapping is None or not mapping.columns.get(name)):
            cells = [cells[at] for _number, cells in table.rows[:200] if at < len(cells)]
            known = mapping is None and name.casefold() in ("region", "respondent", "office", "region_code")
            if not known and is_private(name, cells):
                yield name
