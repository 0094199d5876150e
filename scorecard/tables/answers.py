"""Filled-in answer sheets: read as text, checked against the framework, and stored only when they are sound.

A sheet holds one row a respondent (firms) or one row a region (pemda), in the columns that the template
writes. Every mistake in it is found in one pass; a sheet with a mistake is refused whole.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.store.database import Store
from scorecard.tables.layout import instrument_of
from scorecard.tables.mistakes import TableError
from scorecard.tables.rows import read_rows
from scorecard.tables.sources import read_table


@dataclass(frozen=True, slots=True)
class Answers:
    """A sound answer sheet.

    `rows` are the store's: region_code, respondent, row (as in the spreadsheet), indicator, value (None for a
    blank that was typed), answer (as typed). `sheets` counts rows of the file with an answer; `empty` names
    the rows that hold a region and not one answer, which are left out.
    """

    instrument: str
    file: str
    sha256: str
    rows: tuple[Mapping[str, Any], ...]
    sheets: int
    regions: tuple[str, ...]
    empty: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `unchanged` where this very file is what the store holds already.

    `replaced` counts stored respondents or questionnaires whose answers this file replaced, `kept` those of
    the same regions that it does not mention and that stay.
    """

    instrument: str
    file: str
    sheets: int
    regions: int
    answers: int
    empty: int
    replaced: int = 0
    kept: int = 0
    unchanged: bool = False


def wave_year(wave: str, fallback: int) -> int:
    """The year a wave is of: the first in its name ("2026", "2026-pilot"), else `fallback`."""
    found = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", wave)
    return int(found[0]) if found else fallback


def read_answers(instrument: str, path: Path, regions: Sequence[Region], framework: Framework, *, year: int) -> Answers:
    """Read and check a CSV answer sheet of `instrument` ("firms" or "pemda").

    `regions` are those that may stand in it, `year` is the latest that a question on a year allows.
    Raises TableError with every mistake, ScorecardError for a file that is no CSV or holds no answer.
    """
    layout = instrument_of(instrument, framework)
    table = read_table(path, layout.known)
    rows, mistakes = read_rows(table, layout, regions, year)
    if mistakes:
        raise TableError(mistakes, where=str(path))
    full = [row for row in rows if row.answers]
    if not full:
        raise ScorecardError(
            _("the file holds no answer"), where=str(path), remedy=_("Fill in the rows below the names of the columns.")
        )
    return Answers(
        instrument=instrument,
        file=path.name,
        sha256=hashlib.sha256(table.data).hexdigest(),
        rows=tuple(answer for row in full for answer in row.stored()),
        sheets=len(full),
        regions=tuple(sorted({row.region.code for row in full if row.region})),
        empty=tuple(row.number for row in rows if not row.answers),
    )


def import_answers(
    store: Store, wave: str, instrument: str, path: Path, regions: Sequence[Region], framework: Framework | None = None
) -> Imported:
    """Read an answer sheet and keep it in `wave`; a sheet with a mistake leaves the store as it was.

    The sheet replaces what is stored of the same regions and respondents; other respondents stay, so that a
    region's interviews may come in several files. Raises what `read_answers` raises.
    """
    year = wave_year(wave, datetime.now(UTC).year)
    answers = read_answers(instrument, path, regions, framework or frameworks.load(), year=year)
    held = [row for row in store.answers(wave, instrument) if row["region_code"] in set(answers.regions)]
    ours = {(str(row["region_code"]), str(row["respondent"])) for row in answers.rows}
    replaced = {(str(row["region_code"]), str(row["respondent"])) for row in held} & ours
    kept = [row for row in held if (row["region_code"], row["respondent"]) not in ours]
    digests = {row["import_id"]: row["sha256"] for row in store.imports(wave)}
    sources = {digests.get(row["import_id"]) for row in held if (row["region_code"], row["respondent"]) in ours}
    unchanged = sources == {answers.sha256}
    if not unchanged:
        store.save_answers(wave, instrument, answers.file, answers.sha256, [*answers.rows, *kept])
    return Imported(
        instrument=instrument,
        file=answers.file,
        sheets=answers.sheets,
        regions=len(answers.regions),
        answers=sum(row["value"] is not None for row in answers.rows),
        empty=len(answers.empty),
        replaced=len(replaced),
        kept=len({(row["region_code"], row["respondent"]) for row in kept}),
        unchanged=unchanged,
    )
