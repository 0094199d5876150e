"""Commands that look at what stands: the registry, a wave, its findings, one cell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorecard import framework, screens
from scorecard.disputes import disputed, flag
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.options import Lang, Language, Output, Queries, Targets, Wave
from scorecard.regions import load_targets, registry, select
from scorecard.rounds import shard_folder
from scorecard.store.database import Store
from scorecard.store.shard import Shard
from scorecard.terminal import say, show_next

app = typer.Typer()


@app.command()
def regions(
    region: Queries = [],  # noqa: B006 - typer copies it
    province: Annotated[str, typer.Option(help="Only this province (name or code).")] = "",
    kind: Annotated[str, typer.Option(help="Only kabupaten, or only kota.")] = "",
    file: Targets = None,
    lang: Lang = Language.EN,
) -> None:
    """The registry of 514 kabupaten and kota, or your own target list."""
    known = load_targets(file) if file else registry()
    queries = [*region, *([f"Provinsi {province}" if not province[:1].isdigit() else province] if province else [])]
    chosen = select(queries, known) if queries else known
    screens.show_regions([one for one in chosen if not kind or one.kind.value == kind.lower()])


@app.command()
def status(output: Output = Path("output"), wave: Wave = "", lang: Lang = Language.EN) -> None:
    """Where a wave stands, and what is missing for an index."""
    with Store(output, create=False) as store:
        name = store.wave(wave)
        folder = shard_folder(store, name)
        waiting = 0
        if folder.exists() and (runs := store.runs(name, "crawl")):
            with Shard.open(folder) as shard:
                run = str(runs[-1]["run"])
                waiting = len(set(shard.targets(run)) - shard.finished(run))
        screens.show_status(store, name, waiting)
    show_next(
        ("scorecard findings --needs-review", _("cells a person should look at")),
        ("scorecard index", _("compute the index and rank")),
    )


@app.command()
def findings(
    region: Queries = [],  # noqa: B006 - typer copies it
    needs_review: Annotated[bool, typer.Option("--needs-review", help="Only cells a person should look at.")] = False,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """The newest findings, with the words and the address they rest on."""
    with Store(output, create=False) as store:
        name = store.wave(wave)
        targets = store.targets(name)
        codes = {one.code for one in (select(region, targets) if region else targets)}
        rows = [row for row in flag(store, name, store.findings(name)) if row["region_code"] in codes]
        screens.show_findings([row for row in rows if row["needs_review"] or not needs_review], targets)


@app.command()
def explain(
    region: Annotated[str, typer.Argument(help="Code or name of a region.")],
    indicator: Annotated[str, typer.Argument(help="Slug of a website indicator, such as web_budget.")],
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """One cell: what is asked, what was found and turned down, and how far we looked."""
    slug = framework.load().find(indicator).slug
    with Store(output, create=False) as store:
        name = store.wave(wave)
        for one in select([region], store.targets(name)):
            found = [row for row in flag(store, name, store.findings(name, one.code)) if row["indicator"] == slug]
            if not found:
                raise ScorecardError(
                    _("{region} has no finding on {indicator} yet").format(region=one.full_name, indicator=slug),
                    remedy=_("Only website indicators of crawled regions have findings; see `scorecard status`."),
                )
            evidence = list(store.evidence([found[0]["finding_id"]]))
            screens.explain(one, found[0], evidence, framework.load(), lang.value)
            if against := disputed(store, name).get((one.code, slug)):
                say(_("The Pemda answered otherwise: {answer}").format(answer=against.one))
