"""The command that looks at the machine before a crawl is begun."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scorecard import doctor
from scorecard.messages import translate as _
from scorecard.options import Lang, Language, Output, Targets
from scorecard.regions import load_targets, registry
from scorecard.store.database import Store
from scorecard.terminal import say, show_next, show_table

app = typer.Typer()


@app.command("doctor")
def doctor_command(
    host: Annotated[
        str, typer.Option(help="Sample host whose robots.txt is asked; default: the first region's website.")
    ] = "",
    offline: Annotated[bool, typer.Option("--offline", help="Ask no host.")] = False,
    proxy: Annotated[str, typer.Option(help="HTTP proxy, as it will be given to the crawl.")] = "",
    browser: Annotated[str, typer.Option(metavar="PATH", help="The browser's program, as for the crawl.")] = "",
    allow_private: Annotated[bool, typer.Option(help="The sample host may be a private address.")] = False,
    file: Targets = None,
    output: Output = Path("output"),
    lang: Lang = Language.EN,
) -> None:
    """Is this machine fit for a crawl: disk, clock, proxy, rights, reach, browser, fonts, scans; and what to do."""
    sample = "" if offline else host or _sample(file, output)
    checks = doctor.examine(output, host=sample, proxy=proxy, browser=browser, private=allow_private)
    words = {doctor.GOOD: _("good"), doctor.POOR: _("could be better"), doctor.BAD: _("must be mended")}
    rows = ((one.name, words[one.state], one.found, one.remedy) for one in checks)
    show_table("", [_("looked at"), _("state"), _("found"), _("what to do")], rows)
    bad = sum(one.state == doctor.BAD for one in checks)
    if bad:
        say(_("{n} things must be mended before a crawl.").format(n=bad))
        raise typer.Exit(1)
    show_next(("scorecard crawl --region X", _("one region first; --all for every one")))


def _sample(file: Path | None, output: Path) -> str:
    """The first website of the target list, of the newest wave here, or of the registry."""
    known = load_targets(file) if file else ()
    if not known and (output / "scorecard.db").exists():
        with Store(output, create=False) as store:
            known = tuple(store.targets(store.wave("")))
    for region in known or registry():
        if region.website:
            return region.website.partition("://")[2].partition("/")[0] or region.website.partition("/")[0]
    return ""
