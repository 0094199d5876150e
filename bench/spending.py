"""What a process spends: `spent` measures one from outside; run as a module it is the one measured, the whole line.

As a module it reads a job (JSON on standard input), crawls and judges its regions as `scorecard crawl` does (styles
and pictures apart: a process of their own fetches them), and prints how many pages were read and requests made. With
`parts` it also prints the processor seconds of each part: a part's time is what runs in its functions, less what runs
in another part's functions called from there.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds and peak memory of a process that has ended, and the JSON it printed last."""

    seconds: float
    megabytes: float
    said: dict[str, Any]


def spent(command: Sequence[str], given: str) -> Spent:
    """Run a process on `given` and measure it. Raises RuntimeError where it fails."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin as pipe:
        pipe.write(given)
    out = process.stdout.read()
    process.stdout.close()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[:4]} ended with {process.returncode}")
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, json.loads(out.splitlines()[-1]))


class Stopwatch:
    """Processor time of this thread by part."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def watch(self, owner: Any, name: str, part: str) -> None:
        """From here on, count what runs in a function or method for a part."""
        setattr(owner, name, self._counting(getattr(owner, name), part))

    def _counting(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            began = time.thread_time()
            self._inner.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = time.thread_time() - began
                self.seconds[part] = self.seconds.get(part, 0.0) + took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return counted


def _watch_all(watch: Stopwatch) -> None:
    import cli
    from crawler import harvest
    from crawler.intake import Intake
    from crawler.pricing import Pricing
    from rules.judge import Judge
    from scorecard.store.queue import Queue
    from scorecard.store.shard import Shard

    watch.watch(harvest, "read", "read")
    watch.watch(Judge, "hits", "judge")
    watch.watch(harvest, "classify", "judge")
    watch.watch(Intake, "archive", "archive")
    watch.watch(harvest.Harvester, "links", "harvest")
    watch.watch(Pricing, "entries", "harvest")
    watch.watch(cli, "judge_captures", "verdict")
    for owner in (Queue, Shard):
        for name in ("add", "take", "settle", "shorten", "mention", "improve", "domains", "add_capture", "keep_look"):
            if hasattr(owner, name):
                watch.watch(owner, name, "store")
    watch.watch(Shard, "update_target", "store")


def main() -> None:
    """Crawl and judge the job's regions."""
    import cli
    import crawler
    import crawler.run  # what a crawl imports when it begins is no page's cost
    from crawler.plan import Assets
    from scorecard.model import Edition, Kind, Region
    from scorecard.rounds import shard_folder
    from scorecard.store.database import Store
    from scorecard.store.shard import Shard

    job = json.loads(sys.stdin.read())
    regions = [Region(code, f"Sukamaju {code}", Kind.KOTA, "Rekaan", host) for code, host in job["regions"]]
    plan = crawler.Plan(max_pages=job["pages"], delay=0.0, concurrency=64, proxy=job["proxy"], assets=Assets.NEVER)
    watch = Stopwatch()
    if job["parts"]:
        _watch_all(watch)
    began = time.thread_time()
    with Store(Path(job["to"])) as store, contextlib.redirect_stdout(io.StringIO()):
        wave = store.wave("2026")
        cli.visit(store, wave, regions, plan, Edition.Y2026)
    took = time.thread_time() - began
    folder = shard_folder(store, wave)
    pages = requests = 0
    if regions:
        with Shard.open(folder) as shard:
            rows = [reach for run in shard.runs() for reach in shard.reach(run)]
        pages, requests = sum(reach.pages for reach in rows), sum(reach.requests for reach in rows)
    parts = {**watch.seconds, "fetch": took - sum(watch.seconds.values())} if job["parts"] else {}
    print(json.dumps({"pages": pages, "requests": requests, **parts}))


if __name__ == "__main__":
    main()
