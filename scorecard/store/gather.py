"""Shards that several processes of one crawl write beside the first, brought home into it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorecard.store.merge import begun, holds_all, merge
from scorecard.store.shard import FILE, Shard

PREFIX: Final = "worker-"


def folder_of(shard_dir: Path, number: int) -> Path:
    """Where the process of that number writes; the first one writes to the crawl's own folder."""
    return shard_dir if number == 0 else shard_dir.parent / f"{PREFIX}{number}"


def gather(shard_dir: Path, run: str = "", processes: int = 1) -> None:
    """Take finished visits home; with them all others, but those of `run` that one of so many `processes` goes on with.

    A folder goes when every record in it is in the first shard, and never before. Raises ScorecardError where a
    folder cannot be read or is still written to.
    """
    for folder in sorted(shard_dir.parent.glob(f"{PREFIX}*")):
        if (folder / FILE).exists():
            goes_on = folder in {folder_of(shard_dir, number) for number in range(1, processes)}
            if not _bring_home(folder, shard_dir, run if goes_on else ""):
                continue
        shutil.rmtree(folder)


def begun_in(shard_dir: Path, run: str, codes: Sequence[str], processes: int) -> dict[str, int]:
    """The number of the process that has begun each region's visit; regions that none has begun are left out."""
    found: dict[str, int] = {}
    for number in reversed(range(processes)):
        folder = folder_of(shard_dir, number)
        if (folder / FILE).exists():
            with Shard.open(folder) as shard:
                found |= dict.fromkeys(begun(shard, run, list(codes)), number)
    return found


def _bring_home(folder: Path, shard_dir: Path, going_on: str) -> bool:
    """Merge a folder, run by run; whether all of it is in the first shard now."""
    with Shard.open(folder, writing=True) as shard:  # cuts off what a kill left half written
        runs = {run: shard.finished(run) for run in shard.runs()}
    for run, finished in runs.items():
        merge(folder, shard_dir, run, theirs=run, only=finished if run == going_on else None, own=True)
    with Shard.open(shard_dir) as shard:
        return holds_all(shard, folder) and all(
            run != going_on or finished == _begun_of(folder, run) for run, finished in runs.items()
        )


def _begun_of(folder: Path, run: str) -> set[str]:
    """Regions of a run that the shard in a folder has begun."""
    with Shard.open(folder) as shard:
        return begun(shard, run, list(shard.targets(run)))
