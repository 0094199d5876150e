"""The review desk: serving it, and the command that moves decisions between folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorecard import browser
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Hit, Region
from scorecard.options import Lang, Language, Output, Wave
from scorecard.reading import Page
from scorecard.review import files
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from scorecard.terminal import say, show_next

app = typer.Typer()


def open_desk(
    output: Path,
    wave: str,
    port: int,
    *,
    fetch: Callable[[str, Region], str],
    look: Callable[[Page], Sequence[Hit]],
) -> None:
    """Serve the desk of a wave until Ctrl-C. `fetch` and `look` are as `scorecard.review.house.House` has them.

    Raises ScorecardError where the wave has no regions, or the port is taken.
    """
    from scorecard.review.app import address, open_port, serve  # brings the web server
    from scorecard.review.guard import Sessions
    from scorecard.review.house import House

    with Store(output, create=False) as store:
        name = store.wave(wave)
        regions = {one.code: one for one in store.targets(name)}
    if not regions:
        raise ScorecardError(
            _("the wave {wave} has no regions to review").format(wave=name),
            where=str(output),
            remedy=_("Crawl or audit first, or name another wave with --wave."),
        )
    sessions, listening = Sessions(), open_port(port)
    say(_("The review desk of the wave {wave} is open on this machine. Open this address; it is secret:").format(
        wave=name
    ))  # fmt: skip
    say(f"  {address(sessions, listening.getsockname()[1])}")
    say(_("Ctrl-C closes it. Every decision is kept at once."))
    serve(House(output, name, regions, fetch=fetch, look=look, browser=browser.find()), sessions, listening)


class Move(StrEnum):
    """What may be done with the decisions of a wave."""

    EXPORT = "export"
    IMPORT = "import"
    VERIFY = "verify"


@app.command("decisions")
def decisions_command(
    action: Annotated[Move, typer.Argument(help="Write them to a file, replay a file, or check their chain.")],
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.csv]", help="The file to write or to read.")] = None,
    names: Annotated[bool, typer.Option("--names", help="With export: reviewers' names beside pseudonyms.")] = False,
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Decisions of reviewers: write them to a file, replay a file, or check that none was changed."""
    if file is None and action is not Move.VERIFY:
        raise ScorecardError(
            _("no file is named"), remedy=_("Add one: `scorecard decisions {action} FILE.csv`.").format(action=action)
        )
    with Store(output, create=False) as store:
        name, decisions = store.wave(wave), Decisions(store)
        if file is None:
            _verify(decisions, name)
        elif action is Move.EXPORT:
            count = files.export(decisions, name, file, names=names)
            say(_("{n} decisions written to {file}").format(n=count, file=file))
        else:
            for one, done in files.take(decisions, file).items():
                said = _(
                    "Wave {wave}: {added} decisions added, {known} known before; of their cells {standing} stand,"
                    " {reopened} are in the queue again because the machine found something else here"
                )
                say(said.format(
                    wave=one, added=done.added, known=done.known, standing=done.standing, reopened=done.reopened
                ))  # fmt: skip
    show_next(
        ("scorecard review", _("settle cells in the browser")),
        ("scorecard index", _("compute the index and rank")),
    )


def _verify(decisions: Decisions, wave: str) -> None:
    checked = decisions.verify(wave)
    if not checked.sound:
        raise ScorecardError(
            _("decision {n} of the wave {wave} is not as it was written").format(n=checked.broken, wave=wave),
            where=str(decisions.store.path),
            remedy=_("Restore the database from a copy, or replay an export of the decisions into a fresh folder."),
        )
    say(_("{n} decisions, each as it was written; the chain ends in {head}").format(n=checked.rows, head=checked.head))
