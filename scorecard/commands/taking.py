"""Shards from elsewhere: what is taken in, what was here already, and what is left out, said in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.store.merge import Merged, merge
from scorecard.terminal import say, warn

#: Codes named in one sentence.
_NAMED: Final = 10


def take_in(shards: Sequence[Path], folder: Path, run: str, known: Collection[str]) -> tuple[list[str], int]:
    """Merge shards into the one in `folder`; the regions that are in it now, and how many shards could not be taken.

    A shard that is broken or written to costs itself. Raises ScorecardError where not one could be taken in.
    """
    here: dict[str, None] = {}
    faults: list[ScorecardError] = []
    for path in shards:
        try:
            found = merge(path, folder, run, only=known)
        except ScorecardError as error:
            faults.append(error)
            continue
        _say(path, found)
        here |= dict.fromkeys((*found.taken, *found.kept))
    if faults and not here:
        raise faults[0]
    for fault in faults:
        warn(str(fault))
    return list(here), len(faults)


def _say(path: Path, found: Merged) -> None:
    said = _("{folder}: {n} regions taken in, {m} were here already")
    say(said.format(folder=path, n=len(found.taken), m=len(found.kept)))
    if found.strangers:
        said = _(
            "{n} regions of {folder} are in no target list known here and were left out: {codes}. Name the list they"
            " were crawled with: --regions FILE.csv"
        )
        warn(said.format(n=len(found.strangers), folder=path, codes=_listed(found.strangers)))
    for code, count in found.broken.items():
        said = _("{region}: {n} records of {folder} are broken and were left out; a crawl asks for those pages again")
        warn(said.format(region=code, n=count, folder=path))


def _listed(codes: Sequence[str]) -> str:
    more = len(codes) - _NAMED
    return ", ".join(codes[:_NAMED]) + (" " + _("and {n} more").format(n=more) if more > 0 else "")
