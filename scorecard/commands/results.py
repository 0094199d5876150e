"""Commands that compute the index and write everything out; pandas loads in them, not before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorecard import screens
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.method import DEFAULT
from scorecard.options import Format, Lang, Language, Output, Wave
from scorecard.store.database import Store
from scorecard.terminal import say, show_next, show_table, warn

app = typer.Typer()


@app.command("index")
def index_command(
    method: Annotated[str, typer.Option(metavar="NAME|FILE.toml", help="How scores become an index.")] = "",
    reference: Annotated[str, typer.Option(metavar="WAVE", help="Freeze minima and maxima of this wave.")] = "",
    subindices_file: Annotated[
        Path | None,
        typer.Option("--subindices", metavar="FILE.csv", help="Only the last step, on finished components."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="FILE.csv", help="Any table of indicators, one row a unit.")
    ] = None,
    framework_file: Annotated[
        Path | None,
        typer.Option("--framework", metavar="FILE.csv", help="With --data: code, parent, level, weight, direction."),
    ] = None,
    code: Annotated[str, typer.Option(metavar="COLUMN", help="With --data: the column of the units' codes.")] = "",
    time: Annotated[str, typer.Option(metavar="COLUMN", help="With --data: the column of times, of a panel.")] = "",
    against: Annotated[
        str, typer.Option(metavar="NAME|FILE.toml", help="A second method: who moves, and what moves them.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="PATH", help="File of --subindices, or folder of --data.")
    ] = None,
    parquet: Annotated[bool, typer.Option("--parquet", help="With --data: write every table as Parquet too.")] = False,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Compute and store the index of a wave, and show its ranking."""
    if data or framework_file or code or time or parquet:
        if reference or subindices_file:
            raise ScorecardError(
                _("--data goes with neither --reference nor --subindices"),
                remedy=_("A method file says to which time a panel is scaled ([panel] in docs/method.md)."),
            )
        _index_tables(data, framework_file, to, method, code=code, time=time, against=against, parquet=parquet)
        return
    from scorecard import index, subindices

    chosen: str | Path = Path(method) if method.endswith(".toml") else method or DEFAULT
    if subindices_file is not None:
        if to is None:
            raise ScorecardError(_("--subindices needs a file to write to"), remedy=_("Add --to FILE.csv."))
        count = subindices.rank_file(subindices_file, to, chosen)
        say(_("{n} rows written to {file}").format(n=count, file=to))
        return
    with Store(output, create=False) as store:
        if against and reference:
            raise ScorecardError(
                _("--against goes with no --reference"), remedy=_("Compare two methods of one wave as it is.")
            )
        if against:
            _show_moves(store, store.wave(wave), chosen, against)
            return
        result = index.run(store, store.wave(wave), chosen, reference=reference)
        screens.show_ranking(store.index(result.wave, result.method.name))
    for sentence in (*result.missing, *result.warnings):
        warn(sentence)
    say(_("{n} regions ranked by the method {method}").format(n=result.ranked, method=result.method.name))
    show_next(("scorecard export --format xlsx --to FILE.xlsx", _("all tables as a workbook")))


def _show_moves(store: Store, wave: str, method: str | Path, against: str) -> None:
    """Who changes rank between two methods of a wave, the furthest first, and what moved them."""
    from scorecard import index

    names = {one.code: one.full_name for one in store.targets(wave)}
    found = index.compare(store, wave, method, against)
    moved = sorted((one for one in found if one.change), key=lambda one: -abs(one.change or 0))
    columns = [_("region"), str(method), against, _("change"), _("component"), _("indicator")]
    rows = ((names[one.unit], one.before, one.after, one.change, one.component, one.indicator) for one in moved)
    show_table("", columns, rows, right=[1, 2, 3])
    lost = sum(1 for one in found if (one.before is None) != (one.after is None))
    said = _("{n} regions change rank, {m} are ranked by one of the methods alone; nothing was stored")
    say(said.format(n=len(moved), m=lost))


def _index_tables(
    data: Path | None,
    frame: Path | None,
    to: Path | None,
    method: str,
    *,
    code: str,
    time: str,
    against: str,
    parquet: bool,
) -> None:
    """The engine on somebody's own table."""
    from scorecard.engine.tables import run_tables

    if data is None or frame is None or to is None:
        raise ScorecardError(
            _("an index of your own table needs --data, --framework and --to"),
            remedy=_("Add --data FILE.csv --framework FILE.csv --to DIR."),
        )
    for name in (method, against):
        if name and not name.endswith(".toml"):
            raise ScorecardError(
                _("the method {name} is made for waves, not for a table of your own").format(name=name),
                remedy=_("Name a .toml file; docs/method.md shows one."),
            )
    chosen, other = (Path(name) if name else None for name in (method, against))
    done = run_tables(data, frame, to, code=code, time=time, method=chosen, against=other, parquet=parquet)
    for sentence in done.warnings:
        warn(sentence)
    say(_("{n} rows of {m} indicators, {k} with a score; {files} files written to {folder}").format(
        n=done.rows, m=done.indicators, k=done.ranked, files=len(done.files), folder=to
    ))  # fmt: skip


@app.command("export")
def export_command(
    to: Annotated[Path, typer.Option("--to", help="Folder or workbook to write.")],
    form: Annotated[
        Format, typer.Option("--format", help="A folder of CSV or Parquet files, or one workbook.")
    ] = Format.CSV,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Write everything out: findings, evidence, reach, scores, decisions, index and error rates."""
    from scorecard import columnar, export, workbook

    with Store(output, create=False) as store:
        name = store.wave(wave)
        if form is Format.CSV:
            export.export_csv(store, name, to, lang=lang.value)
        elif form is Format.PARQUET:
            columnar.export_parquet(store, name, to, lang=lang.value)
        else:
            workbook.export_workbook(store, name, to, lang=lang.value)
    say(_("Written: {file}").format(file=to))
