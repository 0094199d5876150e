"""Pages that the evidence of cells waiting for a person stands on, and where their bytes lie."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scorecard.addresses import canonicalise, key_of
from scorecard.store.database import Store
from scorecard.store.ledger import rows
from scorecard.store.lookup import ASSETS, RecordPlace, locate
from scorecard.store.shard import FILE, Shard

#: What a person sees first of a cell goes before the rest, and the likeliest wrong cell before the others: as the
#: desk's queue has it. A document is shown as a picture of its own page and needs nothing beside it.
_CITED: Final = """
select c.region_code, e.target_uri, e.record_id, min(e.position > 0) further, max(c.chance) chance
from cells c join evidence e on e.finding_id = c.finding_id
where c.wave = ? and c.state in ('open', 'objected', 'reopened') and e.record_id <> ''
      and (e.role = 'supporting' or e.position = 0) and e.place <> 'document'
group by c.region_code, e.record_id order by c.region_code, further, chance desc, e.target_uri
"""


@dataclass(frozen=True, slots=True)
class Cited:
    """An archived page that waiting cells cite."""

    url: str
    place: RecordPlace


def assets_folder(output: Path, wave: str) -> Path:
    """Where the pictures and styles of a wave's cited pages lie."""
    return output / "waves" / wave / "shards" / ASSETS


def cited_pages(store: Store, wave: str, codes: Collection[str]) -> dict[str, tuple[Cited, ...]]:
    """By region, the pages that its waiting cells cite, in the order in which a person will meet them.

    Pages whose bytes are not here, as those of archives judged from elsewhere, are left out.
    """
    found: dict[str, tuple[Cited, ...]] = {}
    shards = [path for path in shards_of(store, wave) if path.parent.name != ASSETS]
    for row in rows(store.connection, _CITED, wave):
        code, url = str(row["region_code"]), canonicalise(str(row["target_uri"]))
        if code not in codes or not url:
            continue
        places = (locate(database, str(row["record_id"])) for database in shards)
        place = next((one for one in places if one is not None), None)
        if place is not None:
            found[code] = (*found.get(code, ()), Cited(url, place))
    return found


def shards_of(store: Store, wave: str) -> list[Path]:
    """Databases of the wave's shards, then of the others': a page that did not change is an earlier wave's record."""
    waves = [wave, *sorted((one for one in store.waves() if one != wave), reverse=True)]
    folder = store.path.parent / "waves"
    return [path for one in waves for path in sorted((folder / one / "shards").glob(f"*/{FILE}"))]


def undressed(folder: Path, run: str, cited: Mapping[str, tuple[Cited, ...]]) -> dict[str, tuple[Cited, ...]]:
    """Of these regions, those with a page whose pictures and styles were not fetched to the end in this run."""
    if not (folder / FILE).exists():
        return dict(cited)
    with Shard.open(folder) as shard:
        finished = shard.finished(run)
        return {code: pages for code, pages in cited.items() if code not in finished or _new(shard, run, code, pages)}


def _new(shard: Shard, run: str, code: str, pages: tuple[Cited, ...]) -> bool:
    known = {key_of(url) for url, _state in shard.addresses(run, code)}
    return any(key_of(page.url) not in known for page in pages)
