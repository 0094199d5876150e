"""Where one record lies, asked of a shard that a crawl may be writing to at the same time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

#: The kind of captures that a page only shows itself with: pictures and style sheets. Never judged, never counted.
ASSET: Final = "asset"
#: The folder of the shard that holds them, beside the crawl's own, which they leave as it is.
ASSETS: Final = "assets"


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """A response record: `length` bytes at `offset` of `file`, captured for a region."""

    file: Path
    offset: int
    length: int
    region_code: str = ""


def locate(database: Path, record_id: str) -> RecordPlace | None:
    """Where a shard's index says that a record lies; None where it does not know it, or cannot be read."""
    sql = "select file, offset, length, region_code from captures where record_id = ?"
    return _place(database, _ask(database, sql, [record_id]))


def locate_address(database: Path, url: str) -> RecordPlace | None:
    """Where the newest answer of an address lies, among the pictures and styles of pages; None as above.

    Good ones go before redirects; the scheme does not matter, for sites move from http to https.
    """
    sql = (
        "select file, offset, length, region_code from captures where target_uri in (?, ?) and kind = 'asset'"
        " and status in (200, 301, 302, 303, 307, 308) order by status = 200 desc, target_uri = ? desc, id desc limit 1"
    )
    scheme, _colon, rest = url.partition("://")
    other = f"{'http' if scheme == 'https' else 'https'}://{rest}"
    return _place(database, _ask(database, sql, [url, other, url]))


def assets_since(database: Path, region_code: str) -> str:
    """When the pictures and styles of a region's pages were last fetched to the end; "" where they never were."""
    sql = "select max(ended_at) from targets where region_code = ? and state = 'done'"
    found = _ask(database, sql, [region_code])
    return str(found[0] or "") if found else ""


def _place(database: Path, found: Sequence[Any] | None) -> RecordPlace | None:
    return RecordPlace(database.parent / found[0], found[1], found[2], found[3]) if found else None


def _ask(database: Path, sql: str, values: Sequence[str]) -> Sequence[Any] | None:
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            found: Sequence[Any] | None = connection.execute(sql, values).fetchone()
    except sqlite3.Error:
        return None  # a shard that is broken or of another layout costs itself only
    return found
