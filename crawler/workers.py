"""Several processes for one crawl: regions shared out as shards, brought home into the first.

Regions of one registrable domain stay together, so that politeness holds whatever the number of
processes. Who began a visit goes on with it at the next start, if there are as many processes again.
Each process has a group of its own, so that a terminal's Ctrl-C reaches the first alone, which passes it on;
when the first one dies, however it dies, the others end politely.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import FrameType
from typing import Any, Final

from crawler.harvest import Judge
from crawler.plan import Event, Plan
from crawler.run import crawl
from scorecard.addresses import seeds_of, unit_of
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Reach, Region
from scorecard.store.gather import begun_in, folder_of, gather
from scorecard.store.shard import Shard

#: What ends a crawl politely, and when it comes again, at once.
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
#: Seconds a process may take to leave after it has said how it ended.
PATIENCE: Final = 30.0
log = logging.getLogger(__name__)
Share = tuple[Path, tuple[Region, ...]]


def crawl_shared(
    plan: Plan,
    regions: Sequence[Region],
    shard_dir: Path,
    run: str,
    *,
    workers: int,
    words: Mapping[str, Sequence[str]],
    make_judge: Callable[[], Judge],
    on_event: Callable[[Event], None],
) -> list[Reach]:
    """Like `crawl`, in `workers` processes; `make_judge` must be picklable, for each makes a judge of its own.

    The requests in flight are shared out as the regions are. Raises as `crawl` does, and ScorecardError where a
    process died; the others then end their share first.
    """
    gather(shard_dir, run, workers)
    held = share_out(regions, shard_dir, run, workers)
    part = replace(plan, concurrency=max(1, plan.concurrency // len(held)))
    crew = Crew()
    with crew.signals():
        try:
            for directory, share in held:
                crew.start((part, share, directory, run, words, make_judge))
            fault = crew.listen(on_event)
        finally:
            crew.end()
        gather(shard_dir, run, workers if fault is not None else 1)
    if fault is not None:
        raise fault
    codes = {region.code for region in regions}
    with Shard.open(shard_dir) as shard:
        return [reach for reach in shard.reach(run) if reach.region_code in codes]


def share_out(regions: Sequence[Region], shard_dir: Path, run: str, workers: int) -> list[Share]:
    """A folder and its regions for each process; what a process has begun goes on where it lies."""
    with Shard.open(shard_dir, writing=True) as shard:
        shard.begin(run, regions)
    begun = begun_in(shard_dir, run, [region.code for region in regions], workers)
    groups: defaultdict[str, list[Region]] = defaultdict(list)
    for region in regions:
        seeds = seeds_of(region.website)
        groups[unit_of(seeds[0]) if seeds else region.code].append(region)
    shares: list[list[Region]] = [[] for _number in range(max(1, workers))]
    for group in sorted(groups.values(), key=len, reverse=True):
        owners = [begun[region.code] for region in group if region.code in begun]
        least = min(range(len(shares)), key=lambda number: len(shares[number]))
        shares[owners[0] if owners else least] += group
    found = [(folder_of(shard_dir, number), tuple(share)) for number, share in enumerate(shares) if share]
    return found or [(shard_dir, ())]


class Crew:
    """The processes of one crawl and the lines to them: what they tell, and the word to stop."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._processes: list[Any] = []
        self._told: dict[Connection, bool] = {}  # by line: whether it has said how it ended
        self._words: list[Connection] = []
        self._stops = 0

    def start(self, job: tuple[Any, ...], work: Callable[..., None] | None = None) -> None:
        """Start one process: `work`, else a share of a crawl, with the job, a line to tell and one to listen."""
        ear, mouth = self._context.Pipe(duplex=False)
        order, word = self._context.Pipe(duplex=False)
        process = self._context.Process(target=work or _work, args=(job, mouth, order))
        with _deaf():
            process.start()
        mouth.close()
        order.close()
        self._processes.append(process)
        self._told[ear] = False
        self._words.append(word)
        for _again in range(self._stops):
            _send(word, "stop")

    def listen(self, on_event: Callable[[Event], None]) -> BaseException | None:
        """Pass on what the processes tell until each has ended; the fault to raise."""
        fault: BaseException | None = None
        while self._told:
            for line in wait(list(self._told)):
                assert isinstance(line, Connection)  # noqa: S101 - no other kind was given
                try:
                    said = line.recv()
                except Exception:  # noqa: BLE001 - the end of the line, or a message cut by a kill
                    if not self._told.pop(line):
                        fault = fault or _died()
                    continue
                if isinstance(said, Event):
                    _show(on_event, said)
                else:
                    self._told[line] = True
                    fault = fault if said is None or isinstance(fault, ScorecardError) else said
        return fault

    def stop(self) -> None:
        """The word to stop: once politely, again at once."""
        self._stops += 1
        for word in self._words:
            _send(word, "stop")

    def end(self) -> None:
        """See every process end; what does not is ended."""
        for process in self._processes:
            process.join(timeout=PATIENCE)
            if process.is_alive():
                process.kill()
                process.join()
        for line in (*self._told, *self._words):
            line.close()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Hear signals for all; in the main thread only, as signals are."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def on_signal(_number: int, _frame: FrameType | None) -> None:
            self.stop()

        before = {number: signal.signal(number, on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started inside ignores a terminal's Ctrl-C until it has a group of its own."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _died() -> ScorecardError:
    return ScorecardError(
        _("a process of the crawl died"),
        remedy=_("What it collected is kept. Give the machine more memory or name fewer --workers, and start again."),
    )


def _show(on_event: Callable[[Event], None], event: Event) -> None:
    try:
        on_event(event)
    except Exception:
        log.exception("cannot report %s", event.kind)


def _send(line: Connection, said: object) -> None:
    with suppress(OSError):  # nobody listens any more
        line.send(said)


def _work(job: tuple[Any, ...], mouth: Connection, order: Connection) -> None:
    """One process: crawl its share."""
    plan, regions, directory, run, words, make_judge = job
    serve(
        lambda tell: crawl(plan, regions, directory, run, words=words, judge=make_judge(), on_event=tell), mouth, order
    )


def serve(errand: Callable[[Callable[[Event], None]], object], mouth: Connection, order: Connection) -> None:
    """The other side of a `Crew`: run an errand, tell what happens, say at last how it ended."""
    os.setpgid(0, 0)
    fault: BaseException | None = None
    try:
        for number in SIGNALS:
            signal.signal(number, signal.default_int_handler)
        threading.Thread(target=_obey, args=(order,), daemon=True).start()
        errand(lambda event: _send(mouth, event))
    except (KeyboardInterrupt, ScorecardError, OSError) as error:
        fault = KeyboardInterrupt() if isinstance(error, KeyboardInterrupt) else error
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    _send(mouth, fault)


def _obey(order: Connection) -> None:
    """Pass on the word to stop; when the first process is gone, that is the word, too."""
    with suppress(EOFError, OSError):
        while True:
            order.recv()
            os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
