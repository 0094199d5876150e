"""Several processes for one crawl: regions shared out as shards, merged into the first when all have ended.

Regions of one registrable domain stay together, so that politeness holds whatever the number of
processes. What a killed crawl left in the shards beside the first is merged when the next one starts.
"""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.queues import Queue as Pipe
from pathlib import Path
from typing import Any, Final

from crawler.harvest import Judge
from crawler.plan import Event, Plan
from crawler.run import crawl
from scorecard.addresses import seeds_of, unit_of
from scorecard.errors import ScorecardError
from scorecard.model import Reach, Region
from scorecard.store.merge import begun, merge
from scorecard.store.shard import Shard

_PREFIX: Final = "worker-"
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

    The requests in flight are shared out as the regions are. Raises as `crawl` does.
    """
    gather(shard_dir, run)
    context = multiprocessing.get_context("spawn")
    pipe: Pipe[Any] = context.Queue()
    held = share_out(regions, shard_dir, run, workers)
    part = replace(plan, concurrency=max(1, plan.concurrency // len(held)))
    jobs = [(part, share, directory, run, words, make_judge, pipe) for directory, share in held]
    processes = [context.Process(target=_work, args=job) for job in jobs]
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to every process
    try:
        for process in processes:
            process.start()
        fault = _listen(pipe, len(processes), processes, on_event)
        for process in processes:
            process.join()
    finally:
        for process in processes:
            if process.is_alive():
                process.terminate()
                process.join()
        signal.signal(signal.SIGINT, before)
    gather(shard_dir, run)
    if fault is not None:
        raise fault
    codes = {region.code for region in regions}
    with Shard.open(shard_dir) as shard:
        return [reach for reach in shard.reach(run) if reach.region_code in codes]


def share_out(regions: Sequence[Region], shard_dir: Path, run: str, workers: int) -> list[Share]:
    """A folder and its regions for each process; what the first shard has begun goes on there."""
    with Shard.open(shard_dir, writing=True) as shard:
        shard.begin(run, regions)
        own = begun(shard, run, [region.code for region in regions])
    groups: defaultdict[str, list[Region]] = defaultdict(list)
    for region in regions:
        seeds = seeds_of(region.website)
        groups[unit_of(seeds[0]) if seeds else region.code].append(region)
    shares: list[list[Region]] = [[] for _ in range(max(1, workers))]
    for group in sorted(groups.values(), key=len, reverse=True):
        least = min(range(len(shares)), key=lambda number: len(shares[number]))
        shares[0 if any(region.code in own for region in group) else least] += group
    folders = [shard_dir, *(shard_dir.parent / f"{_PREFIX}{number}" for number in range(1, len(shares)))]
    found = [(folder, tuple(share)) for folder, share in zip(folders, shares, strict=True) if share]
    return found or [(shard_dir, ())]


def gather(shard_dir: Path, run: str) -> None:
    """Merge the shards that processes wrote beside the first one, and remove them."""
    for folder in sorted(shard_dir.parent.glob(f"{_PREFIX}*")):
        if (folder / "shard.db").exists():
            merge(folder, shard_dir, run)
        shutil.rmtree(folder)


def _listen(
    pipe: Pipe[Any], expected: int, processes: Sequence[Any], on_event: Callable[[Event], None]
) -> BaseException | None:
    """Pass on what the processes tell until each has said how it ended, or died; the fault to raise."""
    fault: BaseException | None = None
    ended = 0
    while ended < expected:
        try:
            said = pipe.get(timeout=1.0)
        except Exception:  # noqa: BLE001 - queue.Empty, or a message cut by a killed process
            if not any(process.is_alive() for process in processes):
                return fault or RuntimeError("a process of the crawl died")
            continue
        if isinstance(said, Event):
            on_event(said)
        else:
            ended += 1
            fault = fault or said
    return fault


def _work(
    plan: Plan,
    regions: Sequence[Region],
    directory: Path,
    run: str,
    words: Mapping[str, Sequence[str]],
    make_judge: Callable[[], Judge],
    pipe: Pipe[Any],
) -> None:
    """One process: crawl its share, tell what happens, say at last how it ended."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    fault: BaseException | None = None
    try:
        crawl(plan, regions, directory, run, words=words, judge=make_judge(), on_event=pipe.put)
    except (KeyboardInterrupt, ScorecardError, OSError) as error:
        fault = KeyboardInterrupt() if isinstance(error, KeyboardInterrupt) else error
    pipe.put(fault)
