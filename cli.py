"""The front door: options in, one room called, words out.

The only place that knows both the crawler and the rules: it hands the crawler the words of the
indicators and a judge, and has what was archived judged when a region's visit has ended. Scrapy and
pandas take most of a second to load, so the commands that need them import their rooms themselves.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

import crawler
import rules
from crawler.assets import dress
from rules.judge import Judge
from scorecard import __version__, framework, screens, tables
from scorecard import browser as chromium
from scorecard.commands import desk, health, looking, reply, results, surveys
from scorecard.commands.taking import take_in
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Edition, Reach, Region
from scorecard.opinion import Opinion
from scorecard.options import Lang, Language, LogFormat, Output, Queries, Targets, Wave
from scorecard.pages import audit_pages
from scorecard.progress import Progress
from scorecard.reading import Page, ocr
from scorecard.regions import load_targets, registry, select
from scorecard.rounds import audit_archives, audit_wave, desk_folder, earlier_shard, judge_captures, shard_folder
from scorecard.store.database import Store
from scorecard.store.gather import gather
from scorecard.store.shard import Shard
from scorecard.terminal import say, show_error, show_next, show_table, warn

#: What a request takes on the whole: seconds until its answer, of processor time, and bytes on the disk.
_ANSWER_SECONDS: Final = 0.7
_PAGE_SECONDS: Final = 0.03
_REQUEST_BYTES: Final = 40_000

app = typer.Typer(
    name="scorecard",
    help="Crawls the websites of Indonesia's local governments, judges 40 indicators with evidence, joins survey data"
    " and ranks the regions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


for group in (looking, surveys, results, desk, reply, health):
    app.add_typer(group.app)


@app.callback(invoke_without_command=True)
def front_door(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    """Website scorecard of local governments."""
    if version:
        say(__version__)
        raise typer.Exit


@app.command("crawl")
def crawl_command(
    region: Queries = [],  # noqa: B006 - typer copies it
    everything: Annotated[bool, typer.Option("--all", help="Every region of the registry or target list.")] = False,
    file: Targets = None,
    max_pages: Annotated[int, typer.Option(min=1, help="Pages to read in each region.")] = 250,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one domain.")] = 1.0,
    concurrency: Annotated[int, typer.Option(min=1, max=512, help="Requests in flight, all regions together.")] = 32,
    render: Annotated[
        crawler.Render, typer.Option(help="Pages to show in a browser: those whose scripts hold more (auto), or all.")
    ] = crawler.Render.AUTO,
    browser: Annotated[
        str, typer.Option(metavar="PATH", help="The browser's program; else Chromium or Chrome is looked for.")
    ] = "",
    proxy: Annotated[str, typer.Option(help="HTTP proxy, such as http://127.0.0.1:3128.")] = "",
    contact: Annotated[str, typer.Option(help="Address for site owners, sent with every request.")] = "",
    assets: Annotated[
        crawler.Assets,
        typer.Option(help="Fetch styles and pictures of pages that flagged cells cite: after judging, not, or only."),
    ] = crawler.Assets.AUTO,
    max_assets: Annotated[
        int, typer.Option(min=0, help="Styles and pictures to ask for in each region, beside its pages.")
    ] = 60,
    fresh: Annotated[bool, typer.Option(help="Begin a new run; the old one is kept.")] = False,
    stop_after: Annotated[float | None, typer.Option(min=0, metavar="MINUTES", help="Stop cleanly after this.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the regions.")] = 1,
    allow_private: Annotated[bool, typer.Option(help="Also ask private and loopback addresses.")] = False,
    log_format: Annotated[
        LogFormat, typer.Option(help="Progress as a table, or every step as a line of JSON on standard error.")
    ] = LogFormat.TEXT,
    edition: Annotated[Edition, typer.Option(help="Which permit names count.")] = Edition.Y2026,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Visit websites, archive what they answer and judge it; goes on by itself where it was interrupted."""
    chosen = _targets(region, everything, file)
    with Store(output) as store:
        plan = crawler.Plan(
            max_pages=max_pages,
            delay=delay,
            concurrency=concurrency,
            proxy=proxy,
            contact=_contact(store, contact),
            allow_private=allow_private,
            stop_after_minutes=stop_after,
            render=render,
            browser=browser,
            assets=assets,
            max_assets=max_assets,
        )
        name = store.wave(wave)
        interrupted = visit(store, name, chosen, plan, edition, fresh=fresh, workers=workers, log=log_format)
    if interrupted:
        show_next((_("the same command again"), _("goes on where this stopped")))
        raise typer.Exit(130)
    show_next(
        ("scorecard findings --needs-review", _("cells a person should look at")),
        ("scorecard status", _("where the wave stands")),
        ("scorecard export --format xlsx --to FILE.xlsx", _("everything as a workbook")),
    )


def visit(
    store: Store,
    wave: str,
    chosen: Sequence[Region],
    plan: crawler.Plan,
    edition: Edition,
    *,
    fresh: bool = False,
    workers: int = 1,
    log: LogFormat = LogFormat.TEXT,
) -> bool:
    """Crawl and judge regions in one run of the wave; whether the crawl was interrupted."""
    began = time.monotonic()
    if plan.assets is crawler.Assets.ONLY:
        return dress(store, wave, chosen, plan, log.value)
    run = _run(store, wave, edition, fresh=fresh)
    store.save_targets(wave, chosen)
    plan = replace(plan, before=earlier_shard(store, wave))
    judged = {row["region_code"] for row in store.reaches(wave) if row["run"] == run}
    todo = [one for one in chosen if one.code not in judged]
    if not todo:
        say(_("All {n} regions are crawled and judged in run {run}; --fresh begins a new one.").format(
            n=len(chosen), run=run
        ))  # fmt: skip
        return dress(store, wave, chosen, plan, log.value)
    _say_cost(todo, plan, workers)
    _say_blindness(plan)
    judge = Judge(rules.ALL, edition)
    words = {slug: judge.woken_by(slug) for slug in judge.rules}
    folder = shard_folder(store, wave)
    with contextlib.suppress(KeyboardInterrupt), Progress(todo, plan.max_pages, log.value) as progress:
        if workers > 1:
            from crawler.workers import crawl_shared  # brings Scrapy

            make, take = partial(_opine, edition), progress.take
            crawl_shared(plan, todo, folder, run, workers=workers, words=words, make_judge=make, on_event=take)
        else:
            gather(folder, run)
            crawler.crawl(plan, todo, folder, run, words=words, judge=judge.opine, on_event=progress.take)
    done: list[Reach] = []
    with contextlib.suppress(KeyboardInterrupt):  # what is not judged is so at the next start
        done.extend(_judge(store, folder, run, todo, judge))
    interrupted = len(done) < len(todo)
    store.end_run(run, "interrupted" if interrupted else "finished")
    screens.show_reaches(done, store.findings(wave), store.targets(wave))
    return interrupted or dress(store, wave, chosen, plan, log.value, since=began)


def _judge(store: Store, folder: Path, run: str, regions: Sequence[Region], judge: Judge) -> Iterator[Reach]:
    """Draw up the findings of the regions whose visit is over, one by one."""
    with Shard.open(folder) as shard:
        reaches = {reach.region_code: reach for reach in shard.reach(run)}
        finished = shard.finished(run)
        for one in regions:
            if one.code in finished:
                judge_captures(store, shard, run, one, reaches[one.code], judge, by=judge.signature)
                yield reaches[one.code]


def _opine(edition: Edition) -> Callable[[Page], Opinion]:
    """A judge for another process, which makes its own."""
    return Judge(rules.ALL, edition).opine


@app.command("review")
def review_command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0: any free one.")] = 8765,
    proxy: Annotated[str, typer.Option(help="HTTP proxy for addresses that reviewers give.")] = "",
    allow_private: Annotated[bool, typer.Option(help="Also fetch from private and loopback addresses.")] = False,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Settle in the browser what the machine is unsure of; serves on this machine only."""
    from crawler.single import fetch

    with Store(output, create=False) as store:
        name, contact = store.wave(wave), store.setting("contact")
        runs = store.runs(name)
    plan = crawler.Plan(proxy=proxy, contact=contact, allow_private=allow_private)
    judge = Judge(rules.ALL, Edition(runs[-1]["edition"]) if runs else Edition.Y2026)
    desk.open_desk(
        output,
        name,
        port,
        fetch=lambda address, region: fetch(address, region, desk_folder(output, name), plan),
        look=judge.hits,
    )


@app.command("merge")
def merge_command(
    shards: Annotated[list[Path], typer.Argument(metavar="SHARD ...", help="Folders that crawls elsewhere wrote.")],
    file: Targets = None,
    edition: Annotated[Edition, typer.Option(help="Which permit names count.")] = Edition.Y2026,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Take shards crawled elsewhere into this wave and judge their regions."""
    with Store(output) as store:
        name = store.wave(wave)
        listed = load_targets(file) if file else (*registry(), *store.targets(name))
        known = {one.code: one for one in listed}
        run = _run(store, name, edition, fresh=False)
        folder = shard_folder(store, name)
        here, left_out = take_in(shards, folder, run, known)
        judged = {row["region_code"] for row in store.reaches(name) if row["run"] == run}
        regions = [known[code] for code in here]
        store.save_targets(name, regions)
        todo = [one for one in regions if one.code not in judged]
        done = [reach.region_code for reach in _judge(store, folder, run, todo, Judge(rules.ALL, edition))]
        waiting = len(todo) - len(done)
        if todo:
            store.end_run(run, "interrupted" if waiting else "finished")
    say(_("{n} regions judged in run {run}; the visits of {m} are not finished").format(
        n=len(done), run=run, m=waiting
    ))  # fmt: skip
    if waiting:
        show_next(("scorecard crawl --all", _("goes on with the visits that are not finished")))
    else:
        show_next(("scorecard status", _("where the wave stands")))
    if left_out:
        raise typer.Exit(1)


def _run(store: Store, wave: str, edition: Edition, *, fresh: bool) -> str:
    """The wave's newest crawl run, or a new one where there is none or a fresh one is asked for."""
    runs = [row for row in store.runs(wave, "crawl") if row["edition"] == edition.value]
    return str(runs[-1]["run"]) if runs and not fresh else store.begin_run(wave, "crawl", edition.value, {})


def _targets(queries: Sequence[str], everything: bool, file: Path | None) -> tuple[Region, ...]:
    known = load_targets(file) if file else registry()
    if not queries and not everything:
        raise ScorecardError(
            _("no region is named"), remedy=_("Name regions with --region (may be repeated), or take all with --all.")
        )
    return known if everything else select(queries, known)


def _contact(store: Store, given: str) -> str:
    """The contact address: as given, as kept, or asked for once at a terminal."""
    contact = given or store.setting("contact")
    if not contact and sys.stdin.isatty():
        contact = typer.prompt(_("Contact address for site owners (sent with every request)"), default="")
    if contact:
        store.keep_setting("contact", contact)
    else:
        warn(_("No contact address: site owners cannot reach you. Give one with --contact."))
    return contact


def _say_cost(chosen: Sequence[Region], plan: crawler.Plan, workers: int) -> None:
    """What a crawl may cost at most, before it begins: whichever takes longer, the pauses or the processor."""
    each = plan.max_pages + 10 + (plan.max_assets if plan.assets is crawler.Assets.AUTO else 0)
    requests = len(chosen) * each
    rounds = -(-len(chosen) // plan.concurrency)
    pauses = rounds * each * (plan.delay + _ANSWER_SECONDS)
    work = requests * _PAGE_SECONDS / min(workers, os.cpu_count() or 1)
    minutes = max(pauses, work) / 60
    time = _("{n:.0f} hours").format(n=minutes / 60) if minutes >= 90 else _("{n:.0f} minutes").format(n=minutes + 0.5)
    said = _("{n} regions: at most {requests} requests, about {time}, about {disk:.1f} GB.")
    say(said.format(n=len(chosen), requests=requests, time=time, disk=requests * _REQUEST_BYTES / 1e9))


def _say_blindness(plan: crawler.Plan) -> None:
    """What this machine cannot read, before the crawl begins."""
    if plan.render is not crawler.Render.NEVER and chromium.find(plan.browser) is None:
        warn(_("No Chromium is found: pages that scripts build are archived, not read. Install chromium."))
    if ocr.find() is None:
        warn(_("No tesseract is found: scans are archived, not read. Install tesseract-ocr and tesseract-ocr-ind."))


@app.command()
def audit(
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[WARC]...", help="Further archives beside those of --warc.")
    ] = None,
    warc: Annotated[list[Path], typer.Option(help="Judge these archives instead of the wave's own.")] = [],  # noqa: B006 - typer copies it
    file: Targets = None,
    edition: Annotated[Edition, typer.Option(help="Which permit names count.")] = Edition.Y2026,
    pages: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Judge saved pages, each alone: page_id,file,url,region.")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.csv", help="Where --pages writes its rows.")] = None,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Judge archived pages again, without any network."""
    judge = Judge(rules.ALL, edition)
    if pages is not None:
        if to is None:
            raise ScorecardError(_("--pages needs a file to write to"), remedy=_("Add --to FILE.csv."))
        rows, problems = audit_pages(pages, to, judge)
        for problem in problems:
            warn(problem)
        say(_("{n} rows written to {file}").format(n=rows, file=to))
        return
    archives = [*warc, *(more or ())]
    with Store(output, create=bool(archives)) as store:
        name = store.wave(wave)
        if archives:
            audit_archives(store, name, archives, _targets([], True, file), judge)
        else:
            audit_wave(store, name, judge)
    show_next(
        ("scorecard findings", _("the findings")),
        *([] if archives else [("scorecard crawl --all --assets only", _("how the pages look that are flagged now"))]),
        ("scorecard export --format csv --to DIR", _("all tables as CSV")),
    )


@app.command("rules")
def rules_command(
    action: Annotated[str, typer.Argument(metavar="[show]", help="Leave out to list all rules.")] = "",
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Slug of the rule to show.")] = "",
    lang: Lang = Language.EN,
) -> None:
    """The forty rules, or one of them: what it asks, when it finds, what it is known to miss."""
    judge = Judge(rules.ALL)
    if action not in ("", "show") or (action and not rule):
        raise ScorecardError(
            _("there is no such action"), remedy=_("`scorecard rules`, or `scorecard rules show RULE`.")
        )
    if rule:
        slug = framework.load().find(rule).slug
        if slug not in judge.rules:
            raise ScorecardError(
                _("{slug} is no website indicator").format(slug=slug), remedy=_("See `scorecard rules`.")
            )
        screens.show_rule(
            framework.load().by_slug[slug], judge.rules[slug].__doc__ or "", judge.woken_by(slug), lang.value
        )
        return
    entries = framework.load().website
    rows = ((one.number, one.slug, one.name_id if lang is Language.ID else one.name_en) for one in entries)
    show_table("", [_("no"), _("rule"), _("question")], rows, right=[0])


@app.command("demo")
def demo_command(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Loopback port of the demo web; 0: any free one.")] = 0,
    output: Output = Path("output/demo"),
    lang: Lang = Language.EN,
) -> None:
    """Eight fictional regions on loopback, the whole line: crawl, judge, import, index, export."""
    from scorecard import demo, export, index, workbook

    with demo.DemoWeb(port) as web, Store(output) as store:
        say(
            _("A little web of {n} fictional regions answers at {address}.").format(
                n=len(demo.targets()), address=web.address
            )
        )
        chosen = demo.targets()
        wave = "2026-demo"
        plan = crawler.Plan(delay=0, proxy=web.address, contact="demo@example.test", extra_seconds=300)
        if visit(store, wave, chosen, plan, Edition.Y2026):
            raise typer.Exit(130)
        for instrument, file in zip(("firms", "pemda"), demo.write_survey(output), strict=True):
            done = tables.import_answers(store, wave, instrument, file, chosen)
            say(
                _("{file}: {rows} sheets of {regions} regions").format(
                    file=file, rows=done.sheets, regions=done.regions
                )
            )
        result = index.run(store, wave)
        export.export_csv(store, wave, output / "tables", lang=lang.value)
        workbook.export_workbook(store, wave, output / "tables" / "scorecard.xlsx", lang=lang.value)
        screens.show_ranking(store.index(wave))
        for sentence in result.missing:
            say(sentence)
    say(_("Tables and workbook: {folder}").format(folder=output / "tables"))
    first = chosen[0]
    show_next(
        (f"scorecard explain {first.code} web_budget --output {output}", _("one cell, with its evidence")),
        (f"scorecard findings --needs-review --output {output}", _("cells a person should look at")),
        (f"scorecard status --output {output}", _("where the wave stands")),
    )


def main() -> None:
    """Run the command line: 0 done, 1 an error the user can mend, 2 usage, 3 unexpected, 130 interrupted."""
    try:
        app()
    except ScorecardError as error:
        show_error(error)
        sys.exit(1)
    except Exception:  # noqa: BLE001 - the last net: a log file instead of a screen of code
        log = _keep_log(traceback.format_exc())
        warn(_("Something unexpected happened. Please send this file to the maintainers: {file}").format(file=log))
        sys.exit(3)


def _keep_log(text: str) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    with tempfile.NamedTemporaryFile("w", prefix=f"scorecard-{stamp}-", suffix=".log", delete=False) as file:
        file.write(text)
    return Path(file.name)


if __name__ == "__main__":
    main()
