"""What an import shows: what was taken, what changed, what to look at, and every mistake by its kind."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorecard import tables
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.store.database import Store
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
) -> tables.Imported:
    """Import `file` and say what came of it; of a refused file write the marked workbook beside it, then raise."""
    try:
        done = tables.import_answers(store, wave, instrument, file, regions, map_file=map_file, partial=partial)
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
    return done


def _show(done: tables.Imported, partial: bool) -> None:
    if done.unchanged:
        say(_("This very file is imported already; nothing changed."))
    else:
        said = _("{rows} sheets of {regions} regions imported, {answers} answers; {replaced} replaced older ones.")
        say(said.format(rows=done.sheets, regions=done.regions, answers=done.answers, replaced=done.replaced))
    if done.left and partial:
        say(_("{n} rows with a mistake were left out").format(n=len({one.row for one in done.left})))
    if done.rejected:
        say(_("{n} interviews that a reviewer rejected were left out").format(n=done.rejected))
    if done.dropped:
        say(_("Columns with persons' data, not taken: {names}").format(names=", ".join(done.dropped)))
    if done.changes and not done.unchanged:
        columns = [_("region"), _("respondent"), _("indicator"), _("before"), _("now")]
        rows = ((c.region_code, c.respondent, c.indicator, c.before, c.after) for c in done.changes[:SHOWN])
        show_table(_("{n} answers changed").format(n=len(done.changes)), columns, rows)
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
