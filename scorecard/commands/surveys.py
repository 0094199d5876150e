"""Commands on survey data: empty sheets, imports, what was answered, samples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from scorecard import intake, tables
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.options import About, Instrument, Lang, Language, Output, Population, Targets, Wave
from scorecard.regions import load_targets, registry
from scorecard.store.database import Store
from scorecard.terminal import say, show_next

app = typer.Typer()


@app.command("template")
def template_command(
    instrument: Instrument,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv|FILE.xlsx", help="The empty sheet to write.")],
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Write an empty answer sheet: one row a firm, or one row a Pemda."""
    known: Sequence[Region] = registry()
    if (output / "scorecard.db").exists():
        with Store(output) as store:
            known = store.targets(store.wave(wave)) or known
    tables.template(instrument.value, file, known)
    say(_("Written: {file}").format(file=file))
    show_next((f"scorecard import {instrument.value} {file}", _("once it is filled in")))


@app.command("import")
def import_command(
    instrument: Instrument,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, XLSX, ODS, SPSS, Stata, or an export of Kobo, ODK or SurveyCTO."),
    ],
    map_file: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="A mapping of its columns that you have looked through."),
    ] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Take the sound rows and report the others.")] = False,
    sample: Annotated[
        Path | None,
        typer.Option("--sample", metavar="FILE.json", help="Protocol of the draw: weights and numbers of firms."),
    ] = None,
    regions_file: Targets = None,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Import firm interviews or Pemda questionnaires; a file with a mistake is not imported at all."""
    with Store(output) as store:
        name = store.wave(wave)
        known = load_targets(regions_file) if regions_file else store.targets(name) or registry()
        intake.take(store, name, instrument.value, file, known, map_file=map_file, partial=partial, sample=sample)
    show_next(("scorecard status", _("what is still missing")), ("scorecard index", _("compute the index and rank")))


@app.command("answers")
def answers_command(
    about: Annotated[About, typer.Argument(help="Which table; see docs/analyst.md.")],
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.csv", help="Write the whole table here.")] = None,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Imported answers beside the scores: who said what, contradictions, respondents, texts, changes, margins."""
    with Store(output, create=False) as store:
        intake.show_report(store, store.wave(wave), about.value, to)


@app.command("sample")
def sample_command(
    what: Annotated[Population, typer.Argument(help="Regions by product, or firms of each region.")],
    frame: Annotated[Path, typer.Option("--frame", metavar="FILE", help="The list to draw from (CSV, XLSX, ODS).")],
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE.csv", help="Where the sample goes; its protocol beside it.")
    ],
    n: Annotated[int, typer.Option("--n", min=1, help="Regions in all, or firms in each region.")] = 30,
    seed: Annotated[int, typer.Option("--seed", help="Any whole number; the same one draws the same sample.")] = 1,
    year: Annotated[int, typer.Option("--year", help="Year that the ages of regions are counted from.")] = 0,
    protocol: Annotated[
        Path | None, typer.Option("--replay", metavar="FILE.json", help="Draw again what this protocol says.")
    ] = None,
    lang: Lang = Language.EN,
) -> None:
    """Draw a sample as the survey did: stratified regions, systematic firms; seeded, with a protocol to replay."""
    intake.show_sample(what.value, frame, n, seed, to, year=year, protocol=protocol)
