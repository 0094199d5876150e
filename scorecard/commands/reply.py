"""The command of the right of reply: objections of Pemdas, by file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorecard import objections
from scorecard.messages import translate as _
from scorecard.options import Lang, Language, Output, Queries, Wave
from scorecard.regions import select
from scorecard.store.database import Store
from scorecard.terminal import say, show_next

app = typer.Typer()


class Way(StrEnum):
    """Out to the Pemda, or back in."""

    TEMPLATE = "template"
    IMPORT = "import"


@app.command("objections")
def objections_command(
    way: Annotated[Way, typer.Argument(help="Write the sheet that a Pemda fills in, or read one that came back.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|FILE.csv", help="The sheet.")],
    region: Queries = [],  # noqa: B006 - typer copies it
    output: Output = Path("output"),
    wave: Wave = "",
    lang: Lang = Language.EN,
) -> None:
    """Right of reply: a Pemda names cells and addresses; each objection enters the review queue and is answered."""
    with Store(output, create=False) as store:
        name = store.wave(wave)
        targets = store.targets(name)
        chosen = select(region, targets) if region else targets
        if way is Way.TEMPLATE:
            count = objections.template(store, name, file, chosen)
            say(_("{n} rows of {m} regions written to {file}").format(n=count, m=len(chosen), file=file))
            show_next((f"scorecard objections import {file}", _("once it is filled in")))
            return
        done = objections.take(store, name, file, chosen)
    said = _("{added} objections received, {known} known before, {silent} rows that claim nothing")
    say(said.format(added=done.added, known=done.known, silent=done.silent))
    show_next(
        ("scorecard review", _("answer them in the browser; the queue marks them")),
        ("scorecard export --format csv --to DIR", _("objections.csv and corrections.csv hold the answers")),
    )
