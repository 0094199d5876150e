"""What imports and samples show: what was taken, what changed, what to look at, every mistake by its kind."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorecard import frames, tables
from scorecard.columns import safe
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.store.database import Store
from scorecard.tables import reports
from scorecard.tables.contradictions import contradictions
from scorecard.tables.mistakes import KINDS, Mistake
from scorecard.terminal import say, show_next, show_table, warn

#: Mistakes, changes and contradictions that the screen spells out; files hold all of them.
SHOWN: Final = 40


def take(
    store: Store,
    wave: str,
    instrument: str,
    file: Path,
    regions: Sequence[Region],
    *,
    map_file: Path | None = None,
    partial: bool = False,
    sample: Path | None = None,
) -> tables.Imported:
    """Import `file` and say what came of it; of a refused file write the marked workbook beside it, then raise."""
    try:
        done = tables.import_answers(
            store, wave, instrument, file, regions, map_file=map_file, partial=partial, sample=sample
        )
    except tables.TableError as error:
        show_mistakes(error.mistakes)
        _mark(store, wave, instrument, file, regions, map_file)
        raise
    _show(done, partial)
    if done.left:
        show_mistakes(done.left)
        _mark(store, wave, instrument, file, regions, map_file)
    if instrument == "pemda":
        _show_contradictions(store, wave)
    else:
        show_next(("scorecard answers margins", _("margins of error of what firms said, by region")))
    return done


def _show(done: tables.Imported, partial: bool) -> None:
    if done.unchanged:
        say(_("This very file is imported already; nothing changed."))
    else:
        said = _("{rows} sheets of {regions} regions imported, {answers} answers; {replaced} replaced older ones.")
        say(said.format(rows=done.sheets, regions=done.regions, answers=done.answers, replaced=done.replaced))
        if done.same:
            say(_("{n} of them stand in the store as they are and were left so").format(n=done.same))
    if done.left and partial:
        say(_("{n} rows with a mistake were left out").format(n=len({one.row for one in done.left})))
    if done.rejected:
        say(_("{n} interviews that a reviewer rejected were left out").format(n=done.rejected))
    if done.dropped:
        say(_("Columns with persons' data, not taken: {names}").format(names=", ".join(done.dropped)))
    if done.changes and not done.unchanged:
        columns = [_("region"), _("respondent"), _("indicator"), _("before"), _("now")]
        rows = ((c.region_code, c.respondent, c.indicator, c.before, c.after) for c in done.changes[:SHOWN])
        show_table(_("{n} answers changed").format(n=done.changed), columns, rows)
        if done.changed > SHOWN:
            show_next(("scorecard answers changes --to FILE.csv", _("all of them as a table")))
    for sentence in done.notices:
        warn(sentence)


def show_mistakes(mistakes: Sequence[Mistake]) -> None:
    """On standard error: how many mistakes of each kind and how to mend them, then each by row and column."""
    for kind, name in KINDS.items():
        some = [one for one in mistakes if one.kind == kind]
        if some:
            columns = ", ".join(dict.fromkeys(one.column for one in some if one.column))
            said = _("{n} x {kind}: {columns}").format(n=len(some), kind=_(name), columns=columns[:200])
            warn(said.removesuffix(": "))
    for one in mistakes[:SHOWN]:
        warn(f"  {one}")
    if len(mistakes) > SHOWN:
        warn("  " + _("and {n} more").format(n=len(mistakes) - SHOWN))


def _mark(
    store: Store, wave: str, instrument: str, file: Path, regions: Sequence[Region], map_file: Path | None
) -> None:
    """Write FILE.errors.xlsx beside the file, or into the output folder where that cannot be written."""
    for folder in (file.parent, store.path.parent):
        to = folder / f"{file.name}.errors.xlsx"
        with contextlib.suppress(ScorecardError):
            tables.marked_copy(store, wave, instrument, file, regions, to, map_file=map_file)
            show_next((str(to), _("your cells with every mistake red, commented and listed")))
            return


def _show_contradictions(store: Store, wave: str) -> None:
    found = contradictions(store, wave)
    if found:
        columns = [_("region"), _("what"), _("one side"), _("other side")]
        rows = ((one.region_code, one.about, one.one, one.other) for one in found[:SHOWN])
        show_table(_("{n} contradictions to review").format(n=len(found)), columns, rows)
        show_next(("scorecard answers contradictions --to FILE.csv", _("all of them as a table")))


def show_report(store: Store, wave: str, about: str, to: Path | None) -> None:
    """One of the tables on answers: on the screen, or whole in a CSV file."""
    makers = {
        "parts": reports.parts,
        "contradictions": reports.disputes,
        "respondents": reports.respondents,
        "words": reports.words,
        "changes": reports.changes,
        "margins": reports.margins_of,
    }
    report = makers[about](store, wave)
    if to is None:
        show_table("", report.columns, report.rows[: 5 * SHOWN])
        if len(report.rows) > 5 * SHOWN:
            say(_("and {n} more").format(n=len(report.rows) - 5 * SHOWN))
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(report.columns)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in report.rows)
    replace_files({to: lambda part: part.write_text(text.getvalue(), encoding="utf-8")})
    say(_("{n} rows written to {file}").format(n=len(report.rows), file=to))


def show_sample(
    what: str, frame: Path, n: int, seed: int, to: Path, *, year: int = 0, protocol: Path | None = None
) -> None:
    """Draw a sample, or draw one again, and show each group with its chance and margin of error."""
    try:
        done = frames.replay(frame, protocol, to) if protocol else frames.draw(what, frame, n, seed, to, year=year)
    except tables.TableError as error:
        show_mistakes(error.mistakes)
        raise
    columns = [_("group"), _("in the frame"), _("drawn"), _("chance"), _("weight"), _("margin (points)")]
    rows = [
        (one.name, one.population, one.drawn, one.chance, 1 / one.chance if one.chance else "", 100 * one.margin)
        for one in done.protocol.groups
    ]
    show_table("", columns, rows, right=[1, 2, 3, 4, 5])
    if done.protocol.left_out:
        said = _("{n} regions under three years old were left out: {codes}")
        say(said.format(n=len(done.protocol.left_out), codes=", ".join(done.protocol.left_out)))
    if protocol:
        say(_("The draw is the one that the protocol says."))
    for file in done.files:
        say(_("Written: {file}").format(file=file))
