"""Shards made elsewhere, or by other processes, taken into one: archive files as they are, rows as they are."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Final

from scorecard.store.shard import FILE, Shard

_PATTERN: Final = "captures-*.warc.gz"
_TABLES: Final = ("targets", "frontier", "captures", "looks", "origins", "mentions")


def merge(source: Path, into: Path, run: str) -> tuple[str, ...]:
    """Take the newest run of the shard in `source` into the shard in `into`, as its run `run`.

    Returns the regions taken. A region that `into` has captures of, or has finished, stays as it is there,
    so that merging twice changes nothing. `source` is left as it is. Raises ScorecardError where either folder
    cannot be opened or is being written to.
    """
    with Shard.open(source, writing=True) as given:
        theirs = given.runs()[-1:]
        regions = given.targets(theirs[0]) if theirs else ()
    with Shard.open(into, writing=True) as shard:
        fresh = [code for code in regions if not _known(shard, run, code)]
        if not fresh:
            return ()
        shard.connection.execute("attach database ? as given", [str(source / FILE)])
        try:
            _take(shard, source, theirs[0], run, fresh)
        finally:
            shard.connection.execute("detach database given")
    return tuple(fresh)


def begun(shard: Shard, run: str, codes: list[str]) -> set[str]:
    """Regions of a run whose visit has begun or ended in this shard."""
    return {code for code in codes if _known(shard, run, code)}


def _known(shard: Shard, run: str, code: str) -> bool:
    if code in shard.finished(run):
        return True
    sql = "select 1 from frontier where run = ? and region_code = ? limit 1"
    return shard.connection.execute(sql, [run, code]).fetchone() is not None


def _take(shard: Shard, source: Path, theirs: str, run: str, fresh: list[str]) -> None:
    """Files first, rows after: a kill between the two leaves files without rows, which the next start removes."""
    marks = ", ".join("?" for _ in fresh)
    held = shard.connection.execute(
        f"select distinct file from given.captures where run = ? and region_code in ({marks}) order by file",  # noqa: S608 - marks are question marks
        [theirs, *fresh],
    ).fetchall()
    names = {str(row["file"]): _place(source / str(row["file"]), shard.directory) for row in held}
    with shard.transaction() as db:
        for table in _TABLES:
            gone = f"delete from {table} where run = ? and region_code in ({marks})"  # noqa: S608 - tables are ours
            db.execute(gone, [run, *fresh])
            columns = [name for name in _columns(db, table) if name not in ("id", "run")]
            listed = ", ".join(columns)
            db.execute(
                f"insert into {table} (run, {listed}) select ?, {listed} from given.{table}"  # noqa: S608 - names are ours
                f" where run = ? and region_code in ({marks})",
                [run, theirs, *fresh],
            )
        for old, new in names.items():
            db.execute(
                f"update captures set file = ? where run = ? and file = ? and region_code in ({marks})",  # noqa: S608 - marks are ?
                [f"+{new}", run, old, *fresh],
            )
        db.execute("update captures set file = substr(file, 2) where file like '+%'")


def _place(path: Path, directory: Path) -> str:
    """Put an archive file into the folder under the next number."""
    taken = [int(found.name[9:14]) for found in directory.glob(_PATTERN) if found.name[9:14].isdigit()]
    target = directory / f"captures-{max(taken, default=0) + 1:05d}.warc.gz"
    shutil.copyfile(path, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    return target.name


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [str(row["name"]) for row in db.execute(f"pragma table_info({table})")]
