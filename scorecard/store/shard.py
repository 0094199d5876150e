"""One crawl's folder: `shard.db` (targets, frontier, capture index) with the WARC files beside it.

A capture's row is committed only after its bytes are with the operating system, so a row always has
bytes; bytes behind the last row, left by a kill, are cut off when the crawl goes on, and what was in
flight is queued again. Every row carries its run, so that shards from many machines can be merged.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlite_utils import Database

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Capture, Reach, ReachStatus, Region, Search
from scorecard.opinion import Look, unpack
from scorecard.store.shard_schema import COLUMNS, FORGET, INDEXES, INSERT_CAPTURE, SCHEMA, VERSION

FILE: Final = "shard.db"
#: Kinds of captures that hold a page or a file to be judged.
JUDGED_KINDS: Final = frozenset({"page", "document"})
#: Flags of captures that are kept and never judged.
UNJUDGED_FLAGS: Final = frozenset(
    {"blocked", "spam", "parked", "defaced", "under_construction", "soft_404", "wrong_owner"}
)
#: What an entry says while its page is shown by a browser or its scan is read: the answer alone is not all.
WAITING: Final = "beyond"
#: Times an address may have been in flight when the process died before it is given up.
MAX_ATTEMPTS: Final = 5
#: Bytes one request and response can fill at most in a file.
MAX_PAIR: Final = 80 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArchivedCapture:
    """A capture with where its bytes lie: `length` bytes at `offset` of `file` in the shard's folder."""

    capture: Capture
    file: str
    offset: int
    length: int
    kind: str = "page"  # page, document, redirect, robots, sitemap
    flags: tuple[str, ...] = ()  # blocked, spam, truncated, home ...

    @property
    def judged(self) -> bool:
        """Whether rules may look at it: an answer with content that is neither blocked nor spam."""
        good = 200 <= self.capture.status < 300
        return good and self.kind in JUDGED_KINDS and not UNJUDGED_FLAGS.intersection(self.flags)


class Shard:
    """A shard's database and archive. A context manager; `writing` takes the folder's lock.

    Raises ScorecardError where the folder cannot be opened or another crawl writes to it.
    """

    def __init__(self, directory: Path, *, writing: bool = False) -> None:
        self.directory = directory
        self._lock: int | None = None
        #: Whether archive files lie here that the index does not know; they are never written to.
        self.untracked = False
        if not writing and not (directory / FILE).exists():
            raise ScorecardError(
                _("this folder holds no crawl"),
                where=str(directory),
                remedy=_("Name the folder of a shard, as `scorecard crawl` writes it."),
            )
        try:
            directory.mkdir(parents=True, exist_ok=True)
            if writing:
                self._take_lock()
            self.connection = sqlite3.connect(directory / FILE, timeout=15, isolation_level=None)
            self.connection.row_factory = sqlite3.Row
            self.connection.execute("pragma journal_mode=wal")
            self.connection.execute("pragma synchronous=normal")
            self._migrate()
            if writing:
                self._recover()
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise ScorecardError(
                _("the crawl's folder cannot be opened or written ({error})").format(error=error),
                where=str(directory),
                remedy=_("Check that the folder is writable and has free space, or choose another --output."),
            ) from error

    @classmethod
    def open(cls, directory: Path, *, writing: bool = False) -> Self:
        """Open a shard's folder to read, or to write and go on with what was interrupted."""
        return cls(directory, writing=writing)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and give the folder free."""
        if hasattr(self, "connection"):
            self.connection.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def tables(self) -> Database:
        """The same database for sqlite-utils: merges and exports."""
        return Database(self.connection)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing of it; inside another transaction it joins that one."""
        if self.connection.in_transaction:
            yield self.connection
            return
        try:
            self.connection.execute("begin immediate")
            yield self.connection
            self.connection.commit()
        except sqlite3.Error as error:
            self.connection.rollback()
            raise ScorecardError(
                _("the crawl's database cannot be written ({error})").format(error=error),
                where=str(self.directory / FILE),
                remedy=_("Free some disk space, then start again; the crawl goes on where it stopped."),
            ) from error
        except BaseException:
            self.connection.rollback()
            raise

    # ---- targets ------------------------------------------------------------------------------

    def begin(self, run: str, regions: Sequence[Region]) -> None:
        """Enter the regions of a run as targets; those already entered keep what they have."""
        rows = [(run, region.code, region.website) for region in regions]
        with self.transaction() as db:
            db.executemany("insert or ignore into targets (run, region_code, website) values (?, ?, ?)", rows)

    def runs(self) -> tuple[str, ...]:
        """Runs that have rows here, oldest first."""
        rows = self._rows("select run, min(rowid) as first from targets group by run order by first")
        return tuple(str(row["run"]) for row in rows)

    def targets(self, run: str) -> tuple[str, ...]:
        """Region codes of a run in the order they were entered."""
        rows = self._rows("select region_code from targets where run = ? order by rowid", run)
        return tuple(str(row["region_code"]) for row in rows)

    def finished(self, run: str) -> set[str]:
        """Region codes whose visit is over."""
        rows = self._rows("select region_code from targets where run = ? and state = 'done'", run)
        return {str(row["region_code"]) for row in rows}

    def target(self, run: str, region_code: str) -> Mapping[str, Any]:
        """A target's row; raises KeyError where the run has no such region."""
        for row in self._rows("select * from targets where run = ? and region_code = ?", run, region_code):
            return dict(row)
        raise KeyError(region_code)

    def update_target(self, run: str, region_code: str, **columns: str | int | float) -> None:
        """Set columns of a target's row."""
        names = ", ".join(f"{name} = ?" for name in columns)
        with self.transaction() as db:
            db.execute(
                f"update targets set {names} where run = ? and region_code = ?",  # noqa: S608 - names are keywords of our own calls
                [*columns.values(), run, region_code],
            )

    def reach(self, run: str) -> list[Reach]:
        """Rows of reach.csv; of an unfinished visit what is known so far, of an unbegun one nothing."""
        rows = self._rows("select * from targets where run = ? and status != '' order by rowid", run)
        return [
            Reach(
                region_code=row["region_code"],
                website=row["website"],
                status=ReachStatus(row["status"]),
                flags=tuple(row["flags"].split()),
                detail=row["detail"],
                cure=row["cure"],
                pages=row["pages"],
                hosts=row["hosts"],
                requests=row["requests"],
                started_at=row["started_at"],
                ended_at=row["ended_at"],
            )
            for row in rows
        ]

    def search(self, run: str, region_code: str) -> Search:
        """How far a region was searched; an empty search where it was not begun."""
        try:
            row = self.target(run, region_code)
        except KeyError:
            return Search()
        pages, hosts, detail = row["pages"], row["hosts"], row["search_detail"]
        cells = {
            slug: Search(pages, hosts, bool(adequate), "; ".join(filter(None, (said, detail))))
            for slug, (adequate, said) in json.loads(row["cells"]).items()
        }
        return Search(pages, hosts, bool(row["adequate"]), detail, cells)

    # ---- captures -----------------------------------------------------------------------------

    def captures(self, run: str, region_code: str, *, judged: bool = False) -> list[ArchivedCapture]:
        """A region's captures in the order they came; with `judged` only those that rules may look at."""
        rows = self._rows("select * from captures where run = ? and region_code = ? order by id", run, region_code)
        found = [self._capture(row) for row in rows]
        return [entry for entry in found if entry.judged] if judged else found

    def add_capture(self, run: str, entry: ArchivedCapture, end: int) -> None:
        """Enter a capture whose bytes are flushed; `end` is the offset behind its request record."""
        capture = entry.capture
        row = (
            *(run, capture.region_code, capture.target_uri, capture.requested_uri, capture.captured_at),
            *(capture.status, capture.content_type, capture.payload_digest, capture.record_id, capture.clicks),
            *(entry.kind, " ".join(entry.flags), entry.file, entry.offset, entry.length, end),
        )
        with self.transaction() as db:
            db.execute(INSERT_CAPTURE, row)

    def keep_look(self, run: str, region_code: str, record_id: str, judge: str, look: Look) -> None:
        """Keep what was seen on a captured page, signed by who saw it, until its region has its findings."""
        with self.transaction() as db:
            db.execute(
                "insert or replace into looks values (?, ?, ?, ?, ?)",
                [run, region_code, record_id, judge, look.packed()],
            )

    def looks(self, run: str, region_code: str, judge: str) -> dict[str, Look]:
        """What this judge saw on a region's pages while they were crawled, by record id."""
        sql = "select record_id, look from looks where run = ? and region_code = ? and judge = ?"
        found = ((row["record_id"], unpack(row["look"])) for row in self._rows(sql, run, region_code, judge))
        return {record_id: look for record_id, look in found if look is not None}

    def forget_looks(self, run: str, region_code: str) -> None:
        """Let go what was seen on a region's pages: its findings are drawn up."""
        with self.transaction() as db:
            db.execute("delete from looks where run = ? and region_code = ?", [run, region_code])

    def clicks(self, run: str, region_code: str) -> dict[str, int]:
        """Links from the home page to every address that a crawled page links to, fetched or not."""
        sql = "select url, clicks from frontier where run = ? and region_code = ? and clicks is not null"
        return {row["url"]: row["clicks"] for row in self._rows(sql, run, region_code)}

    def mentions(self, run: str, region_code: str) -> list[Mapping[str, str]]:
        """Hosts outside the region's scope that own pages link to: host, url, parent, text."""
        sql = "select host, url, parent, text from mentions where run = ? and region_code = ? order by rowid"
        return [dict(row) for row in self._rows(sql, run, region_code)]

    def unfetched(self, run: str, region_code: str) -> list[Mapping[str, Any]]:
        """Addresses known and not captured: url, kind, state, why."""
        sql = (
            "select url, kind, state, why from frontier"
            " where run = ? and region_code = ? and state not in ('done', 'moved') order by priority desc, id"
        )
        return [dict(row) for row in self._rows(sql, run, region_code)]

    def carried(self, run: str, region_code: str) -> tuple[Path, str] | None:
        """The folder and the run whose captures of a region count on, because nothing has changed since."""
        folder, _, earlier = str(self.target(run, region_code)["carried"]).rpartition(" ")
        return (self.directory / folder, earlier) if folder else None

    def visited(self, run: str, region_code: str) -> list[Mapping[str, Any]]:
        """Addresses that were visited, in the order they were entered: url, kind, clicks, menu, parent, gain."""
        sql = (
            "select url, kind, clicks, menu, parent, gain from frontier"
            " where run = ? and region_code = ? and state = 'done' and kind not in ('sitemap', 'probe') order by id"
        )
        return [dict(row) for row in self._rows(sql, run, region_code)]

    def addresses(self, run: str, region_code: str) -> list[tuple[str, str]]:
        """Every address that was entered, with its state."""
        sql = "select url, state from frontier where run = ? and region_code = ?"
        return [(row["url"], row["state"]) for row in self._rows(sql, run, region_code)]

    def remember(self, run: str, region_code: str, settled: Mapping[str, float]) -> None:
        """Keep the strengths judged so far, so that an interrupted visit goes on with the same open cells."""
        self.update_target(run, region_code, settled=json.dumps(settled, sort_keys=True))

    # ---- inside -------------------------------------------------------------------------------

    def _capture(self, row: sqlite3.Row) -> ArchivedCapture:
        capture = Capture(
            region_code=row["region_code"],
            target_uri=row["target_uri"],
            captured_at=row["captured_at"],
            status=row["status"],
            content_type=row["content_type"],
            payload_digest=row["payload_digest"],
            record_id=row["record_id"],
            clicks=row["clicks"],
            requested_uri=row["requested_uri"],
        )
        return ArchivedCapture(
            capture, row["file"], row["offset"], row["length"], row["kind"], tuple(row["flags"].split())
        )

    def _rows(self, sql: str, *values: object) -> Iterable[sqlite3.Row]:
        return self.connection.execute(sql, values).fetchall()

    def _take_lock(self) -> None:
        self._lock = os.open(self.directory / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            self._lock = None
            raise ScorecardError(
                _("another crawl is writing to this folder"),
                where=str(self.directory),
                remedy=_("Wait until it ends or stop it with Ctrl-C, then start again; it goes on where it stopped."),
            ) from error

    def _migrate(self) -> None:
        version = self.connection.execute("pragma user_version").fetchone()[0]
        if version > VERSION:
            raise ScorecardError(
                _("this crawl was written by a newer version"),
                where=str(self.directory / FILE),
                remedy=_("Install the newest version of scorecard."),
            )
        if version < VERSION:
            self.connection.executescript(SCHEMA)
            for table, name, declaration in COLUMNS:
                if name not in {row["name"] for row in self._rows(f"pragma table_info({table})")}:
                    self.connection.execute(f"alter table {table} add column {name} {declaration}")
            self.connection.executescript(INDEXES)
            self.connection.execute(f"pragma user_version = {VERSION}")

    def _recover(self) -> None:
        """After any end of the last process: rows without bytes go, bytes without a row are cut off."""
        rows = self._rows("select file, max(end_offset) as last from captures group by file")
        ends = {str(row["file"]): int(row["last"]) for row in rows}
        for path in sorted(self.directory.glob("captures-*.warc.gz")):
            size, end = path.stat().st_size, ends.pop(path.name, None)
            if end is None:
                self._leave_or_remove(path, size)
            elif size > end:
                os.truncate(path, end)
            elif size < end:
                self._forget(path.name, size)
        for name in ends:
            self._forget(name, 0)
        with self.transaction() as db:
            db.execute(
                "update frontier set state = 'failed', why = 'gave_up' where state = 'in_flight' and attempts >= ?",
                [MAX_ATTEMPTS],
            )
            db.execute("update frontier set state = 'queued' where state = 'in_flight' or why = ?", [WAITING])

    def _leave_or_remove(self, path: Path, size: int) -> None:
        """A file without any row: the start of one that a kill left, or all that is left of a lost index."""
        if size <= MAX_PAIR and self.runs():
            path.unlink()
        else:
            self.untracked = True

    def _forget(self, name: str, size: int) -> None:
        """Drop captures whose bytes are gone (a lost disk block, a deleted file) and queue their addresses again."""
        with self.transaction() as db:
            for statement in FORGET:
                db.execute(statement, [name, size])
