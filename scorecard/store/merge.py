"""Shards made elsewhere, or by other processes, taken into one: record by record, each looked at before it is taken.

A shard from elsewhere is read from a copy of its database and is never written to, so that it may lie on a
disk that allows no writing. Its names are not trusted: archive files are only taken where they are named as
ours. A record that is cut or not what its row says costs itself; its address is asked again.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.store.placing import Placing
from scorecard.store.shard import FILE, Shard

_TABLES: Final = ("targets", "frontier", "origins", "mentions")
#: What a crawl's own processes leave, and what is not taken from elsewhere: findings rest on the archive alone.
_OWN_TABLES: Final = (*_TABLES, "looks")
_NAME: Final = re.compile(r"captures-\d{5,9}\.warc\.gz")
#: Bytes a record and its request may unpack to.
_MAX_UNPACKED: Final = 512 * 1024 * 1024
_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: regions taken, regions that were here already, regions left out as nobody asked for
    them, and of the regions taken how many records were broken.
    """

    taken: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    broken: Mapping[str, int] = field(default_factory=dict)


def merge(
    source: Path, into: Path, run: str, *, only: Collection[str] | None = None, theirs: str = "", own: bool = False
) -> Merged:
    """Take a run of the shard in `source` (the newest, or `theirs`) into the shard in `into`, as its run `run`.

    A region that `into` has begun, or of which it holds records, stays as it is there, so that merging twice
    changes nothing. With `only`, other regions are left out. `source` is left as it is. `own` says that it was
    written on this machine for this very shard. Raises ScorecardError where either folder cannot be opened or is
    being written to.
    """
    try:
        with _copy(source) as copy, Shard.open(into, writing=True) as shard:
            name, regions = _regions(source, copy, theirs)
            asked = [code for code in regions if only is None or code in only]
            shard.connection.execute("attach database ? as given", [str(copy / FILE)])
            fresh = [code for code in asked if not _known(shard, run, code) and not _held(shard, name, code)]
            broken = _take(shard, source, name, run, fresh, own=own)
    except (sqlite3.Error, OSError) as error:
        raise ScorecardError(
            _("the shard cannot be taken in ({error})").format(error=error),
            where=str(source),
            remedy=_("Check that the folder was copied whole, and that there is room on this disk."),
        ) from error
    strangers = tuple(code for code in regions if code not in set(asked))
    return Merged(tuple(fresh), tuple(code for code in asked if code not in set(fresh)), strangers, broken)


def begun(shard: Shard, run: str, codes: Sequence[str]) -> set[str]:
    """Regions of a run whose visit has begun or ended in this shard."""
    return {code for code in codes if _known(shard, run, code)}


def holds_all(shard: Shard, other: Path) -> bool:
    """Whether every record of the shard in the folder `other` is in this one, too."""
    with Shard.open(other) as given:
        ids = [str(row["record_id"]) for row in given.connection.execute("select record_id from captures")]
    count = "select count(*) from captures where record_id = ?"
    return all(shard.connection.execute(count, [one]).fetchone()[0] for one in ids)


def _regions(source: Path, copy: Path, theirs: str) -> tuple[str, tuple[str, ...]]:
    """The run to take and its regions."""
    try:
        with Shard.open(copy) as given:
            name = theirs or next(reversed(given.runs()), "")
            return name, given.targets(name) if name else ()
    except ScorecardError as error:
        remedy = _("Check that the folder was copied whole, and that there is room on this disk.")
        raise ScorecardError(error.what, where=str(source), remedy=remedy) from error


@contextmanager
def _copy(source: Path) -> Iterator[Path]:
    """The database of a shard, copied to a folder of its own while nobody writes to it."""
    if not (source / FILE).is_file():
        Shard.open(source)  # says what is wrong
    with tempfile.TemporaryDirectory(prefix="scorecard-merge-") as folder, _quiet(source):
        try:
            for name in (FILE, f"{FILE}-wal"):
                if (source / name).is_file():
                    shutil.copyfile(source / name, Path(folder) / name)
        except OSError as error:
            raise ScorecardError(
                _("the crawl's folder cannot be read ({error})").format(error=error),
                where=str(source),
                remedy=_("Check that the folder is whole and may be read."),
            ) from error
        yield Path(folder)


@contextmanager
def _quiet(source: Path) -> Iterator[None]:
    """Nobody writes to the folder meanwhile; where there is no lock to take, nobody ever did."""
    lock: IO[bytes] | None = None
    with suppress(OSError):
        lock = (source / "lock").open("rb")
    if lock is None:
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            raise ScorecardError(
                _("another crawl is writing to this folder"),
                where=str(source),
                remedy=_("Wait until it ends or stop it with Ctrl-C, then start again; it goes on where it stopped."),
            ) from error
        yield


def _known(shard: Shard, run: str, code: str) -> bool:
    if code in shard.finished(run):
        return True
    sql = "select 1 from frontier where run = ? and region_code = ? limit 1"
    return shard.connection.execute(sql, [run, code]).fetchone() is not None


def _held(shard: Shard, theirs: str, code: str) -> bool:
    """Whether records of the given region lie here already, under whatever run."""
    sql = (
        "select 1 from given.captures as theirs join main.captures as ours using (record_id)"
        " where theirs.run = ? and theirs.region_code = ? limit 1"
    )
    return shard.connection.execute(sql, [theirs, code]).fetchone() is not None


def _take(shard: Shard, source: Path, theirs: str, run: str, fresh: Sequence[str], *, own: bool) -> dict[str, int]:
    """Take regions one by one; returns how many records were broken, of those regions where any was."""
    placing = Placing(shard.directory)
    try:
        broken = {code: _take_region(shard, source, placing, (theirs, run, code), own=own) for code in fresh}
    finally:
        placing.close()
    return {code: count for code, count in broken.items() if count}


def _take_region(shard: Shard, source: Path, placing: Placing, names: tuple[str, str, str], *, own: bool) -> int:
    """Records first, rows after: what a kill between the two leaves has no rows, and the next start cuts it off."""
    theirs, run, code = names
    columns = [name for name in _columns(shard.connection, "captures") if name not in ("id", "run")]
    rows, lost = [], []
    sql = "select * from given.captures where run = ? and region_code = ? order by id"
    for row in shard.connection.execute(sql, [theirs, code]).fetchall():
        found = _record(source, row, own=own)
        if found is None:
            lost.append(row["requested_uri"])
            continue
        placed = dict(row) | placing.add(found, int(row["length"]))
        rows.append((run, *(placed[name] for name in columns)))
    placing.sync()
    with shard.transaction() as db:
        for table in _OWN_TABLES if own else _TABLES:
            _take_rows(db, table, theirs, run, code)
        marks = ", ".join("?" for _name in ("run", *columns))
        db.executemany(f"insert into captures (run, {', '.join(columns)}) values ({marks})", rows)  # noqa: S608 - names are ours
        if lost:
            again = "update frontier set state = 'queued' where run = ? and region_code = ? and url = ?"
            db.executemany(again, [(run, code, url) for url in lost])
            db.execute("update targets set state = 'pending' where run = ? and region_code = ?", [run, code])
    return len(lost)


def _take_rows(db: sqlite3.Connection, table: str, theirs: str, run: str, code: str) -> None:
    given = {str(row["name"]) for row in db.execute(f"pragma given.table_info({table})")}
    columns = [name for name in _columns(db, table) if name in given and name not in ("id", "run")]
    if not columns:
        return  # a table of another version
    listed = ", ".join(columns)
    db.execute(f"delete from main.{table} where run = ? and region_code = ?", [run, code])  # noqa: S608 - tables are ours
    db.execute(
        f"insert into main.{table} (run, {listed}) select ?, {listed} from given.{table}"  # noqa: S608 - names are ours
        " where run = ? and region_code = ?",
        [run, theirs, code],
    )


def _record(source: Path, row: sqlite3.Row, *, own: bool) -> bytes | None:
    """The bytes of a record with its request; None where they are not what the row says."""
    offset, length, end = (int(row[name]) for name in ("offset", "length", "end_offset"))
    if not _NAME.fullmatch(str(row["file"])) or not 0 < length <= end - offset:
        return None
    try:
        with (source / str(row["file"])).open("rb") as file:
            file.seek(offset)
            found = file.read(end - offset)
    except OSError:
        return None
    if len(found) != end - offset:
        return None
    return found if own or _is_whole(found, length, str(row["record_id"])) else None


def _is_whole(found: bytes, length: int, record_id: str) -> bool:
    """Whether the bytes are whole gzip members, by their own checksums, and the first is the record of that id."""
    head = b""
    size, at = 0, 0
    try:
        while at < len(found):
            member = zlib.decompressobj(31)
            piece = found[at:]
            while not member.eof:
                out = member.decompress(piece, 1 << 20)
                if not out and not member.unconsumed_tail and not member.eof:
                    return False
                piece = member.unconsumed_tail
                size += len(out)
                head = head or out[:_HEAD]
                if size > _MAX_UNPACKED:
                    return False
            before, at = at, len(found) - len(member.unused_data)
            if before == 0 and at != length:
                return False
    except zlib.error:
        return False
    return f"WARC-Record-ID: <{record_id}>".encode() in head


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [str(row["name"]) for row in db.execute(f"pragma main.table_info({table})")]
