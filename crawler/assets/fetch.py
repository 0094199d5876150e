"""The way in: orders by region go to a process of its own, which fetches and archives.

Twisted's reactor starts once in a process, and the crawl that came before may have used this one's up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.assets.visit import AssetVisit, Order
from crawler.intake import Intake
from crawler.plan import Event, Plan
from crawler.priorities import Compass
from crawler.run import carry_out, guarded, logging_to
from crawler.visit import Tools
from crawler.workers import Crew, serve
from scorecard.opinion import Opinion
from scorecard.store.shard import Shard


def fetch_assets(
    plan: Plan, orders: Sequence[Order], folder: Path, run: str, on_event: Callable[[Event], None]
) -> None:
    """Fetch the styles and pictures of archived pages into the shard in `folder`; goes on where it was stopped.

    Raises KeyboardInterrupt after Ctrl-C or SIGTERM, state kept, and ScorecardError where the shard cannot be written
    or the process died.
    """
    crew = Crew()
    with crew.signals():
        try:
            crew.start((plan, tuple(orders), folder, run), _work)
            fault = crew.listen(on_event)
        finally:
            crew.end()
    if fault is not None:
        raise fault


def prepare(
    plan: Plan, orders: Sequence[Order], folder: Path, run: str, on_event: Callable[[Event], None]
) -> list[Order]:
    """Read, in this process and without any network, what the pages name; the orders that have something to fetch.

    A region whose pages name nothing is done with here, for a process of its own takes seconds to begin.
    """
    left: list[Order] = []
    with Shard.open(folder, writing=True) as shard:
        shard.begin(run, [order.region for order in orders])
        intake = Intake(shard, run, plan.user_agent)
        for order in orders:
            told: list[Event] = []
            visit = AssetVisit(
                order, Tools(plan, run, shard, intake, Compass({}), lambda _page: Opinion(), told.append)
            )
            visit.start()
            visit.rest()
            if not visit.finished:
                left.append(order)
            for event in told if visit.finished else ():
                on_event(event)
        intake.close()
    return left


def fetch_here(plan: Plan, orders: Sequence[Order], folder: Path, run: str, on_event: Callable[[Event], None]) -> None:
    """The same in this process, whose reactor it uses up."""
    with Shard.open(folder, writing=True) as shard, logging_to(folder / "crawl.log"):
        shard.begin(run, [order.region for order in orders])
        intake = Intake(shard, run, plan.user_agent)
        tools = Tools(plan, run, shard, intake, Compass({}), lambda _page: Opinion(), guarded(on_event))
        carry_out(tools, [AssetVisit(order, tools) for order in orders])


def _work(job: tuple[Plan, Sequence[Order], Path, str], mouth: Connection, order: Connection) -> None:
    """The other process."""
    serve(lambda tell: fetch_here(*job, tell), mouth, order)
