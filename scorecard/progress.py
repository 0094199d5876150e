"""Live progress of a crawl: a table on a terminal, a line a region elsewhere, or every step as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Protocol, Self

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.terminal import clean, err, say

#: Regions shown at a time, those heard of last.
_ROWS: Final = 12
#: Seconds over which the rate of answers is taken.
_WINDOW: Final = 60.0
#: One failed request in this many makes a region's health worth a word.
_SICK: Final = 5


class Step(Protocol):
    """What a crawl tells of itself while it runs."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - begun, answer, failure, done, stopped or stopping
    @property
    def region_code(self) -> str: ...  # noqa: D102 - a Kemendagri code
    @property
    def url(self) -> str: ...  # noqa: D102 - the address asked
    @property
    def status(self) -> str: ...  # noqa: D102 - HTTP status, failure or reach status
    @property
    def pages(self) -> int: ...  # noqa: D102 - pages read in the region so far
    @property
    def requests(self) -> int: ...  # noqa: D102 - requests made in the region so far
    @property
    def queued(self) -> int: ...  # noqa: D102 - addresses that wait in the region
    @property
    def open_indicators(self) -> int: ...  # noqa: D102 - indicators without strong evidence in the region so far
    @property
    def detail(self) -> str: ...  # noqa: D102 - why, where something failed or stops


@dataclass(slots=True)
class _Seen:
    """What was heard of one region."""

    pages: int = 0
    queued: int = 0
    open: int = 0
    failures: int = 0
    answers: int = 0
    status: str = ""  # once its visit is over
    url: str = ""

    def take(self, step: Step) -> None:
        self.pages, self.open = step.pages, step.open_indicators
        self.url, self.queued = step.url or self.url, step.queued
        self.answers += step.kind == "answer"
        self.failures += step.kind == "failure" or (step.kind == "answer" and step.status[:1] == "5")
        self.status = step.status if step.kind == "done" else self.status

    @property
    def health(self) -> str:
        """In a word how the visit goes."""
        if self.status:
            return _(self.status)
        asked = self.answers + self.failures
        return _("{n} of {m} failed").format(n=self.failures, m=asked) if self.failures * _SICK > asked else _("well")


@dataclass(slots=True)
class Progress:
    """A context manager; `take` is handed each step. `log` is "text", or "json": a line of JSON a step, on stderr.

    `errand` tells the lines of a visit ("pages") from those of fetching styles and pictures after it ("assets").
    """

    regions: Sequence[Region]
    max_pages: int
    log: str = "text"
    errand: str = "pages"
    _names: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _times: deque[float] = field(default_factory=deque)
    _began: float = 0.0
    _live: Live | None = None
    _context: Context = field(default_factory=copy_context)

    def __enter__(self) -> Self:
        self._names = {region.code: region.full_name for region in self.regions}
        self._began = time.monotonic()
        if self.log == "text" and err.is_terminal:
            self._live = Live(console=err, transient=True, refresh_per_second=4, get_renderable=self._show)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def take(self, step: Step) -> None:
        """Show one step."""
        seen, known = _Seen(), step.region_code in self._names
        if known:
            seen = self._seen.pop(step.region_code, seen)  # put back behind the others: the last heard of
            over = seen.status
            self._seen[step.region_code] = seen
            seen.take(step)
        if step.kind == "answer":
            self._times.append(time.monotonic())
        if self.log == "json":
            _print_json(step, self.errand)
        elif step.kind == "stopping":
            say(_("Stopping; what is collected is kept."))
        elif step.kind == "done" and known and not over and self._live is None:
            said = _("{region}: {status}, {pages} pages, {n} cells open")
            name = self._names[step.region_code]
            say(said.format(region=name, status=_(step.status), pages=step.pages, n=step.open_indicators))

    def _show(self) -> Group:
        """The table in the language of whoever began it: it is drawn by a thread, which starts with none."""
        return self._context.copy().run(self._table)

    def _table(self) -> Group:
        table = Table(box=None, header_style="bold", pad_edge=False, expand=False)
        for name in (_("region"), _("pages"), _("waiting"), _("open cells"), _("health"), _("address")):
            table.add_column(name, justify="right" if name in (_("pages"), _("waiting"), _("open cells")) else "left")
        going = [(code, seen) for code, seen in self._seen.items() if not seen.status][-_ROWS:]
        for code, seen in going:
            numbers = (f"{seen.pages}/{self.max_pages}", str(seen.queued), str(seen.open))
            row = (clean(self._names[code], 26), *numbers, seen.health, clean(seen.url, 44))
            table.add_row(*(Text(cell) for cell in row))
        return Group(Text(self._summary(), style="bold"), table)

    def _summary(self) -> str:
        now = time.monotonic()
        while self._times and now - self._times[0] > _WINDOW:
            self._times.popleft()
        over = [seen for seen in self._seen.values() if seen.status]
        open_cells = sum(seen.open for seen in self._seen.values())
        return _(
            "{time}   regions {done}/{all}, {well} of them reached   pages {pages}   {rate:.0f} answers a minute"
            "   cells open {cells}"
        ).format(
            time=_clock(now - self._began),
            done=len(over),
            all=len(self._names),
            well=sum(seen.status == "ok" for seen in over),
            pages=sum(seen.pages for seen in self._seen.values()),
            rate=len(self._times) * 60 / max(1.0, min(now - self._began, _WINDOW)),
            cells=open_cells,
        )


def _clock(seconds: float) -> str:
    minutes, left = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{left:02d}"


def _print_json(step: Step, errand: str) -> None:
    """One step as one line, for whoever reads logs by machine."""
    said = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "errand": errand,
        "event": step.kind,
        "region_code": step.region_code,
        "url": step.url,
        "status": step.status,
        "pages": step.pages,
        "requests": step.requests,
        "queued": step.queued,
        "open_cells": step.open_indicators,
        "detail": step.detail,
    }
    print(json.dumps(said, ensure_ascii=True), file=sys.stderr, flush=True)
