"""The way in: a plain function call that crawls regions into a shard and says what was reached."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final, cast

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

from crawler.errand import Errand
from crawler.guard import GuardedResolver
from crawler.harvest import Judge
from crawler.intake import Intake
from crawler.patience import slow_down
from crawler.plan import Event, Plan
from crawler.priorities import Compass
from crawler.settings import EVENT_LOOP, settings_of
from crawler.spider import SiteSpider
from crawler.visit import Tools, Visit
from scorecard.model import Reach, Region
from scorecard.store.shard import Shard

log = logging.getLogger(__name__)
#: Seconds that requests in flight are given after a stop.
GRACE: Final = 3.5
_REACTOR: Final = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def crawl(
    plan: Plan,
    regions: Sequence[Region],
    shard_dir: Path,
    run: str,
    *,
    words: Mapping[str, Sequence[str]],
    judge: Judge,
    on_event: Callable[[Event], None],
) -> list[Reach]:
    """Crawl regions into the shard in `shard_dir`; regions that `run` has finished there are not visited again.

    `words` (indicator to words) and `judge` (page to opinion: strength by indicator, 0..1) steer the search; the
    hits of an opinion are kept beside the capture, for a verdict of the same judge. Returns the reach of all
    given regions of which something is known. Raises KeyboardInterrupt after Ctrl-C or SIGTERM, state kept, and
    ScorecardError where the shard cannot be written. Twisted's reactor starts once in a process: call it once a
    process, from the main thread if signals are to be heard.
    """
    codes = {region.code for region in regions}
    with Shard.open(shard_dir, writing=True) as shard, logging_to(shard_dir / "crawl.log"):
        shard.begin(run, regions)
        pending = [region for region in regions if region.code not in shard.finished(run)]
        if pending:
            _visit(plan, pending, shard, run, Compass(words), judge, on_event)
        return [reach for reach in shard.reach(run) if reach.region_code in codes]


def _visit(
    plan: Plan,
    regions: Sequence[Region],
    shard: Shard,
    run: str,
    compass: Compass,
    judge: Judge,
    on_event: Callable[[Event], None],
) -> None:
    intake = Intake(shard, run, plan.user_agent)
    tools = Tools(plan, run, shard, intake, compass, judge, guarded(on_event))
    carry_out(tools, [Visit(region, tools) for region in regions])


def carry_out(tools: Tools, visits: Sequence[Errand]) -> None:
    """Run errands to their end, and put all away: once in a process. Raises as `crawl` does."""
    session = _Session(tools, visits)
    with session.signals():  # until all is put away: a second Ctrl-C must not tear what the first began
        try:
            session.run()
        finally:
            for visit in visits:
                if not visit.finished and visit.started:
                    visit.conclude(stopped=True)
            tools.intake.close()
    if session.fatal is not None:
        raise session.fatal
    if session.interrupted:
        raise KeyboardInterrupt


class _Session:
    """The reactor's one run in this process."""

    def __init__(self, tools: Tools, visits: Sequence[Errand]) -> None:
        self.tools = tools
        self.visits = visits
        self.interrupted = False
        self.fatal: BaseException | None = None
        self._reactor: Any = None

    def run(self) -> None:
        """Run until every visit is over, the time is up, or a signal comes."""
        install_reactor(_REACTOR, EVENT_LOOP)
        from twisted.internet import reactor  # only now: importing it installs one

        self._reactor = cast(Any, reactor)  # typed as several interfaces that do not know each other
        slow_down(self._reactor)
        plan = self.tools.plan
        resolver = GuardedResolver(self._reactor, allow_private=plan.allow_private, proxy=plan.proxy)
        resolver.install_on_reactor()
        runner = AsyncCrawlerRunner(settings_of(plan))
        self._crawler = runner.create_crawler(SiteSpider)
        if self.interrupted:
            return
        task = runner.crawl(self._crawler, tools=self.tools, visits=self.visits, resolver=resolver)
        task.add_done_callback(self._done)
        if plan.stop_after_minutes is not None:
            self._reactor.callLater(plan.stop_after_minutes * 60, self._stop, "time")
        self._reactor.run(installSignalHandlers=False)
        spider = self._crawler.spider
        if isinstance(spider, SiteSpider):
            spider.extras.kill()
        self.fatal = self.fatal or (spider.fatal if isinstance(spider, SiteSpider) else None)

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.fatal = task.exception()
        self._halt()

    def _stop(self, why: str) -> None:
        spider = self._crawler.spider
        if not isinstance(spider, SiteSpider) or not spider.begun:
            self._halt()
            return
        spider.frontier.stop(why)
        self._reactor.callLater(GRACE, self._halt)

    def _halt(self) -> None:
        if self._reactor.running:
            self._reactor.stop()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """First signal: end politely; second: at once. Signals reach the main thread only."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            again, self.interrupted = self.interrupted, True
            if self._reactor is not None:
                self._reactor.callFromThread(self._halt if again else lambda: self._stop("interrupt"))

        before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def guarded(on_event: Callable[[Event], None]) -> Callable[[Event], None]:
    """The listener, whose faults are logged and stop nothing."""

    def tell(event: Event) -> None:
        try:
            on_event(event)
        except Exception:
            log.exception("cannot report %s", event.kind)

    return tell


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """What libraries have to say goes to a file beside the archive, not between the lines of the progress."""
    handler = logging.FileHandler(path, delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    loggers = [logging.getLogger(name) for name in ("scrapy", "twisted", "asyncio", "crawler", "py.warnings")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
            logger.propagate = True
        handler.close()
