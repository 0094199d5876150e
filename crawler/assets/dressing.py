"""After the judging: which cited pages still lack their styles and pictures, and having them fetched."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from crawler.plan import Assets, Event, Plan
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.progress import Progress
from scorecard.store.cited import assets_folder, cited_pages, undressed
from scorecard.store.database import Store
from scorecard.store.shard import FILE
from scorecard.terminal import err, say

if TYPE_CHECKING:
    from crawler.assets.visit import Order


def dress(
    store: Store, wave: str, regions: Sequence[Region], plan: Plan, log: str = "text", *, since: float | None = None
) -> bool:
    """Fetch the styles and pictures of pages that cells waiting for a person cite; whether that was interrupted.

    What was fetched before for the wave's newest crawl is not asked again. `since` is the monotonic time at which
    the command began, for its `stop_after_minutes`. Raises ScorecardError where the wave was never crawled.
    """
    if plan.assets is Assets.NEVER or not plan.max_assets:
        return False
    runs = store.runs(wave, "crawl")
    if not runs:
        raise ScorecardError(
            _("the wave {wave} has not been crawled").format(wave=wave),
            where=str(store.path.parent),
            remedy=_("Crawl first: `scorecard crawl --region NAME` fetches the pages, then what they look like."),
        )
    run, folder = str(runs[-1]["run"]), assets_folder(store.path.parent, wave)
    cited = cited_pages(store, wave, {one.code for one in regions})
    todo = undressed(folder, run, cited)
    if not todo:
        if plan.assets is Assets.ONLY:
            say(_("No page that a flagged cell cites lacks its styles and pictures."))
        return False
    if plan.stop_after_minutes is not None:
        left = plan.stop_after_minutes - (0.0 if since is None else time.monotonic() - since) / 60
        if left <= 0:
            return True
        plan = replace(plan, stop_after_minutes=left)
    from crawler.assets.fetch import fetch_assets, prepare  # brings Scrapy
    from crawler.assets.visit import Order

    earlier = tuple(
        place for one in reversed(store.waves()) if one < wave
        if ((place := assets_folder(store.path.parent, one)) / FILE).exists()
    )  # fmt: skip
    chosen = [one for one in regions if one.code in todo]
    wanting: list[Order] = []
    with contextlib.suppress(KeyboardInterrupt), Count(chosen, log) as count:
        wanting = prepare(plan, [Order(one, todo[one.code], earlier) for one in chosen], folder, run, count.take)
        if wanting:
            _announce(wanting, plan)
            fetch_assets(plan, wanting, folder, run, count.take)
    open_ones = undressed(folder, run, todo)
    if wanting:
        said = _("{n} styles and pictures archived, {m} of {all} regions complete")
        say(said.format(n=count.kept, m=len(wanting) - len(open_ones), all=len(wanting)))
    elif plan.assets is Assets.ONLY and not open_ones:
        say(_("No page that a flagged cell cites lacks its styles and pictures."))
    return bool(open_ones)


def _announce(orders: Sequence[Order], plan: Plan) -> None:
    said = _("Styles and pictures of {n} pages that flagged cells cite, in {m} regions: at most {k} requests a region.")
    say(said.format(n=sum(len(order.pages) for order in orders), m=len(orders), k=plan.max_assets))


class Count:
    """What is told while assets are fetched: a count on a terminal, or every step as a line of JSON."""

    def __init__(self, regions: Sequence[Region], log: str) -> None:
        self.kept = self.done = 0
        self._regions, self._log = regions, log
        self._steps = Progress(regions, 0, log, errand="assets")
        self._status = err.status("") if log != "json" and err.is_terminal else None

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def take(self, event: Event) -> None:
        """Count one step."""
        self.kept += event.kind == "answer" and event.status == "200" and not event.url.endswith("/robots.txt")
        self.done += event.kind == "done"
        if self._log == "json" or event.kind == "stopping":
            self._steps.take(event)
        elif self._status is not None:
            said = _("{n} styles and pictures archived, {m} of {all} regions complete")
            self._status.update(said.format(n=self.kept, m=self.done, all=len(self._regions)))
