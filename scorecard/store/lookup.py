"""Where one record lies, asked of a shard that a crawl may be writing to at the same time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A response record: `length` bytes at `offset` of `file`."""

    file: Path
    offset: int
    length: int


def locate(database: Path, record_id: str) -> RecordPlace | None:
    """Where a shard's index says that a record lies; None where it does not know it, or cannot be read."""
    return _ask(database, "select file, offset, length from captures where record_id = ?", record_id)


def locate_address(database: Path, url: str) -> RecordPlace | None:
    """Where the newest good answer of an address lies, among the pictures and styles of pages; None as above."""
    sql = (
        "select file, offset, length from captures where target_uri = ? and kind = 'asset' and status = 200"
        " order by id desc limit 1"
    )
    return _ask(database, sql, url)


def _ask(database: Path, sql: str, value: str) -> RecordPlace | None:
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            found = connection.execute(sql, [value]).fetchone()
    except sqlite3.Error:
        return None  # a shard that is broken or of another layout costs itself only
    return RecordPlace(database.parent / found[0], found[1], found[2]) if found else None
