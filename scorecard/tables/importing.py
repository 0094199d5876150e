"""Answer sheets into the store: what they replace is kept as history, and the difference is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.messages import use_language
from scorecard.model import Region
from scorecard.protocols import Frame, frame_of, keep_protocol
from scorecard.store import answers as stored
from scorecard.store.database import Store
from scorecard.store.sums import WEIGHT
from scorecard.tables import looks
from scorecard.tables.answers import Answers, check_table, wave_year
from scorecard.tables.differences import Change, Difference, compare
from scorecard.tables.layout import Layout, instrument_of
from scorecard.tables.mapping import Mapping as ColumnMapping
from scorecard.tables.mapping import from_json, load_mapping, write_mapping
from scorecard.tables.marked import mark_workbook
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.proposal import propose, server_columns
from scorecard.tables.sources import read_table
from scorecard.tables.text import Text

#: Under which key of the settings the confirmed mapping of an instrument is kept.
HELD: Final = "mapping/{instrument}"


class MappingNeeded(ScorecardError):  # noqa: N818 - it asks a person, it is not the file's fault
    """The columns are not the template's; `proposal` is the file with the mapping that a person must confirm."""

    def __init__(self, path: Path, proposal: Path, instrument: str, columns: int, taken: int) -> None:
        self.proposal = proposal
        super().__init__(
            _("the columns are not the template's; {taken} of {n} were recognised, see {proposal}").format(
                taken=taken, n=columns, proposal=proposal
            ),
            where=str(path),
            remedy=_("Look it through, then: scorecard import {instrument} {file} --map {proposal}").format(
                instrument=instrument, file=path, proposal=proposal
            ),
        )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `unchanged` where this very file, read the same way, is what the store holds already.

    `replaced` counts stored respondents or questionnaires whose answers this file replaced, `same` those that it
    repeats as they are stored, which keep the file and row they came with, and `kept` those of the same regions
    that it does not mention and that stay. `changed` counts the answers that differ, `changes` are the first of
    them. `left`, `rejected`, `dropped` and `notices` are those of `Answers`.
    """

    instrument: str
    file: str
    sheets: int
    regions: int
    answers: int
    empty: int
    replaced: int = 0
    same: int = 0
    kept: int = 0
    unchanged: bool = False
    changed: int = 0
    changes: tuple[Change, ...] = ()
    left: tuple[Mistake, ...] = ()
    rejected: int = 0
    dropped: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def import_answers(
    store: Store,
    wave: str,
    instrument: str,
    path: Path,
    regions: Sequence[Region],
    framework: Framework | None = None,
    *,
    map_file: Path | None = None,
    partial: bool = False,
    sample: Path | None = None,
) -> Imported:
    """Read an answer sheet and keep it in `wave`; a sheet with a mistake leaves the answers as they were.

    The sheet replaces what is stored of the same regions and respondents; other respondents stay, so that a
    region's interviews, or the parts of its questionnaire, may come in several files. `map_file` is a mapping
    that a person has confirmed; it is kept and used for later files with the same columns. `sample` is the
    protocol of a draw; it is kept with the wave too, and gives firms their weights. Raises what `read_answers`
    raises, and MappingNeeded for columns that nobody has explained yet.
    """
    if sample is not None:
        keep_protocol(store, wave, sample)
    year = wave_year(wave, datetime.now(UTC).year)
    layout = instrument_of(instrument, framework or frameworks.load())
    table = read_table(path, layout.known)
    mapping = _mapping(store, table, layout, map_file, year, regions)
    answers = check_table(table, layout, regions, year, mapping, partial=partial)
    if instrument == "firms":
        answers = _weighed(answers, frame_of(store, wave, regions))
    record = _record(answers, mapping)
    known = _same(store, wave, answers, record)
    found = Difference() if known else compare(store, wave, instrument, answers.sheet.answers())
    if found.new or found.changed:
        about = {"file": answers.file, "sha256": answers.sha256, "record": record}
        stored.replace(store, wave, instrument, about, found.new | found.changed, answers.sheet.answers())
    return Imported(
        instrument=instrument,
        file=answers.file,
        sheets=answers.sheets,
        regions=len(answers.regions),
        answers=int(answers.sheet.values.notna().to_numpy().sum()),
        empty=len(answers.empty),
        replaced=len(found.changed),
        same=answers.sheets if known else len(found.same),
        kept=len(found.kept),
        unchanged=not (found.new or found.changed),
        changed=found.count,
        changes=tuple(found.changes),
        left=answers.left,
        rejected=len(answers.rejected),
        dropped=answers.dropped,
        notices=answers.notices if known else (*answers.notices, *_off_target(answers, found)),
    )


def marked_copy(
    store: Store,
    wave: str,
    instrument: str,
    path: Path,
    regions: Sequence[Region],
    to: Path,
    *,
    map_file: Path | None = None,
    lang: str = "id",
) -> int:
    """Write to `to` (.xlsx) the cells of a file with its mistakes marked and listed in `lang`; how many there are.

    The file is read anew, since a mistake is put into words where it is found.
    """

    def written() -> int:
        use_language(lang)
        layout = instrument_of(instrument, frameworks.load())
        table = read_table(path, layout.known)
        year = wave_year(wave, datetime.now(UTC).year)
        mistakes: Sequence[Mistake] = ()
        try:
            check_table(table, layout, regions, year, _mapping(store, table, layout, map_file, year, regions))
        except TableError as error:
            mistakes = error.mistakes
        mark_workbook(table, mistakes, to)
        return len(mistakes)

    return copy_context().run(written)


def _mapping(
    store: Store, table: Text, layout: Layout, map_file: Path | None, year: int, regions: Sequence[Region]
) -> ColumnMapping | None:
    """The mapping for this file: the one given, the one kept, none for the template's own columns."""
    key = HELD.format(instrument=layout.instrument)
    held = from_json(layout.instrument, store.setting(key))
    if map_file is not None and map_file.exists():
        given = load_mapping(map_file, layout)
        if not given.columns:
            known = {name: name.casefold() for name in table.header if name.casefold() in layout.known}
            return replace(given, columns=known)
        store.keep_setting(key, (held.merged(given) if held else given).to_json())
        return given
    exported = server_columns() & {name.casefold() for name in table.header}
    if map_file is None and layout.fits(table.header) and not exported:
        return None
    if map_file is None and held is not None and held.covers(table.header):
        return held
    proposal = map_file or table.path.with_name(f"{table.path.stem}.map.toml")
    found, why = propose(table, layout, held, year, regions)
    replace_files({proposal: lambda part: part.write_text(write_mapping(found, why), encoding="utf-8")})
    taken = sum(bool(target) for target in found.columns.values())
    raise MappingNeeded(table.path, proposal, layout.instrument, len(found.columns), taken)


def _same(store: Store, wave: str, answers: Answers, record: Mapping[str, object]) -> bool:
    """Whether the store holds this very file, read the same way, without looking at half a million answers."""
    noted = json.dumps(record, sort_keys=True, default=str)
    same = {
        row["import_id"]
        for row in store.imports(wave)
        if row["sha256"] == answers.sha256 and row["record"] == noted and row["instrument"] == answers.instrument
    }
    sources = store.answer_sources(wave, answers.instrument) if same else set()
    return bool(same) and {(a, b) for a, b, by in sources if by in same} >= _who(answers)


def _who(answers: Answers) -> set[tuple[str, str]]:
    return set(zip(answers.sheet.regions, answers.sheet.respondents, strict=True))


def _off_target(answers: Answers, found: Difference) -> list[str]:
    if answers.instrument != "firms":
        return []
    return list(looks.off_target(Counter(code for code, _name in _who(answers) | found.kept)))


def _weighed(answers: Answers, frame: Frame) -> Answers:
    """The answers with the weights that a kept protocol gives them."""
    from scorecard.tables.weights import strangers, weighed  # with the sheet's schemas, which take time to load

    notices = (*answers.notices, *strangers(answers.sheet, frame))
    return replace(answers, sheet=weighed(answers.sheet, frame), notices=notices)


def _record(answers: Answers, mapping: ColumnMapping | None) -> dict[str, object]:
    """How the file was read, for whoever asks later."""
    return {
        "mapping": json.loads(mapping.to_json()) if mapping else None,
        "left_rows": sorted({one.row for one in answers.left}),
        "rejected_rows": list(answers.rejected),
        "dropped_columns": list(answers.dropped),
        "weighed": WEIGHT in answers.sheet.values,
    }
