"""Archived bytes by the name of their record, wherever they lie: the wave's shards, or archives of an audit.

What is read here is handed on as text or as sanitised markup, never as it is, but for the download.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorecard import archive
from scorecard.archive import ArchivedResponse
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.reading import Page, read
from scorecard.store.cited import shards_of
from scorecard.store.database import Store
from scorecard.store.lookup import ASSETS, locate

#: Pages kept as read, the last asked for: a person looks at one again and again.
KEPT: Final = 48
_pages: OrderedDict[str, Page] = OrderedDict()
_lock: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Archived:
    """A response with where its bytes lie."""

    response: ArchivedResponse
    file: Path
    offset: int
    region_code: str = ""  # as the shard has it; "" where it lies in an archive from elsewhere


def find(store: Store, wave: str, record_id: str) -> Archived:
    """The archived response of a record. Raises ScorecardError where it is not kept here, or not any more."""
    for database in shards_of(store, wave):
        place = locate(database, record_id)
        if place is not None:
            found = archive.read_at(place.file, place.offset, place.length)
            return Archived(found, place.file, place.offset, place.region_code)
    for file in _archives(store, wave):
        for found in archive.scan(file):
            if found.record_id == record_id:
                return Archived(found, file, 0)
    raise ScorecardError(
        _("the archived bytes of this record are not in this folder"),
        where=record_id,
        remedy=_("Bring the wave's archive (the folder waves) beside the database, or judge the archives again."),
    )


def page_of(store: Store, wave: str, record_id: str) -> Page:
    """A record as the rules read it; kept for the next look."""
    key = f"{wave} {record_id}"
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
            return _pages[key]
    response = find(store, wave, record_id).response
    page = read(response.body, url=response.url, content_type=response.content_type)
    with _lock:
        _pages[key] = page
        while len(_pages) > KEPT:
            _pages.popitem(last=False)
    return page


def asset_shards(store: Store, wave: str) -> tuple[Path, ...]:
    """Databases that may know a page's pictures and styles: those of assets, the wave's own before earlier ones'."""
    return tuple(path for path in shards_of(store, wave) if path.parent.name == ASSETS)


def _archives(store: Store, wave: str) -> list[Path]:
    """WARC files that audits of the wave judged, newest first, as far as they are still where they were."""
    named = [path for run in reversed(store.runs(wave, "audit")) for path in json.loads(run["options"]).get("warc", ())]
    return [path for name in dict.fromkeys(named) if (path := Path(name)).is_file()]
