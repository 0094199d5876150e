"""What the terminal shows: tables, sentences and errors, with crawled text made harmless first."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: Control characters and those that turn the direction of text: a page must not drive the terminal.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BLANKS: Final = re.compile(r"\s+")
#: Columns of a narrow terminal that the first cell of a row keeps, if it needs them.
_NAME_WIDTH: Final = 24

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def clean(text: object, length: int = 0) -> str:
    """`text` on one line without control or direction characters, cut to `length` code points."""
    line = _BLANKS.sub(" ", _UNSAFE.sub("", str(text)))
    return line if not length or len(line) <= length else line[: length - 1] + "…"


def say(text: str) -> None:
    """Print a sentence of our own."""
    out.print(Text(_UNSAFE.sub("", text)), soft_wrap=True)


def warn(text: str) -> None:
    """Print a warning to standard error."""
    err.print(Text(_UNSAFE.sub("", text), style="yellow"), soft_wrap=True)


def show_error(error: ScorecardError) -> None:
    """What is wrong, where and what to do, on standard error."""
    if error.where:
        err.print(Text(clean(error.where), style="bold"), soft_wrap=True)
    err.print(Text(_UNSAFE.sub("", error.what), style="red"), soft_wrap=True)
    if error.remedy:
        err.print(Text(_UNSAFE.sub("", error.remedy)), soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> None:
    """A table; `right` names the columns of numbers. Piped output gets tab-separated lines instead of a frame."""
    if not out.is_terminal and not sys.stdout.isatty():
        _show_plain(title, columns, rows)
        return
    head = escape(title) if title else None
    table = Table(title=head, title_justify="left", header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    cells = [[_cell(value) for value in row] for row in rows]
    named = min(_NAME_WIDTH, max((len(row[0]) for row in cells if row), default=0))  # what a row is about stays whole
    for position, name in enumerate(columns):
        least = 0 if position else named
        table.add_column(
            escape(name), justify="right" if position in right else "left", overflow="fold", min_width=least
        )
    for row in cells:
        table.add_row(*map(Text, row))
    out.print(table)


def show_next(*steps: tuple[str, str]) -> None:
    """What to do next: commands with what each is for."""
    say(_("Next:"))
    width = max((len(command) for command, _purpose in steps), default=0)
    for command, purpose in steps:
        say(f"  {command.ljust(width)}   {purpose}")


def _show_plain(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    if title:
        print(clean(title))
    print("\t".join(clean(name) for name in columns))
    for row in rows:
        print("\t".join(clean(_cell(value)) for value in row))


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, float) else clean(value)
