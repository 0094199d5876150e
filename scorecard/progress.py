"""Live progress of a crawl on the terminal: one bar for all pages, one line for what goes on."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.terminal import clean, err, say


class Step(Protocol):
    """What a crawl tells of itself while it runs."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - begun, answer, failure, done or stopping
    @property
    def region_code(self) -> str: ...  # noqa: D102 - a Kemendagri code
    @property
    def url(self) -> str: ...  # noqa: D102 - the address asked
    @property
    def status(self) -> str: ...  # noqa: D102 - HTTP status, failure or reach status
    @property
    def pages(self) -> int: ...  # noqa: D102 - pages read in the region so far


class Progress:
    """A context manager; `take` is handed each step. Without a terminal it prints a line a region."""

    def __init__(self, regions: Sequence[Region], max_pages: int) -> None:
        self._names = {region.code: region.full_name for region in regions}
        self._max_pages = max_pages
        self._pages: dict[str, int] = {}
        self._done: set[str] = set()
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[now]}"),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._all = self._bars.add_task(_("regions"), total=len(regions), now="")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def take(self, step: Step) -> None:
        """Show one step."""
        name = self._names.get(step.region_code, step.region_code)
        self._pages[step.region_code] = step.pages
        if step.kind == "done" and step.region_code not in self._done:
            self._done.add(step.region_code)
            if not err.is_terminal:
                say(_("{region}: {status}, {pages} pages").format(region=name, status=step.status, pages=step.pages))
        elif step.kind == "stopping":
            say(_("Stopping; what is collected is kept."))
        now = clean(f"{sum(self._pages.values())} · {name} · {step.url}", 60)
        self._bars.update(self._all, completed=len(self._done), now=Text(now).plain)
