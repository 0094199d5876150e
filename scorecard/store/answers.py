"""Imported answers in the store: read region by region, replaced respondent by respondent, summed by the database.

A nation's firms give more than half a million answers, so nothing here holds all of them at once. What a file
replaces moves to the history (table answers_replaced), with the import that it had come with.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, TypeAlias

from scorecard.store.database import Store, now

#: region_code, respondent, row, indicator, value, answer as typed, kind of blank.
Answer: TypeAlias = tuple[str, str, int, str, float | None, str, str]
COLUMNS: Final = ("region_code", "respondent", "row", "indicator", "value", "answer", "missing")
#: Kilobytes of pages that SQLite may hold while a nation's answers are written; the table's index is larger than its
#: usual two thousand.
CACHE: Final = 64_000


def of_region(store: Store, wave: str, instrument: str, code: str) -> Iterator[Answer]:
    """One region's answers, respondent by respondent."""
    found = store.db.execute(
        f"select {', '.join(COLUMNS)} from answers where wave = ? and instrument = ? and region_code = ?"  # noqa: S608 - names are ours
        " order by respondent, rowid",
        [wave, instrument, code],
    )
    return (tuple(row) for row in found)


def replace(
    store: Store,
    wave: str,
    instrument: str,
    about: Mapping[str, Any],
    respondents: Collection[tuple[str, str]],
    answers: Iterable[Answer],
) -> int:
    """Put `answers` in the place of all that `respondents` (region_code, respondent) are known to have said.

    `about` says of the import its file, sha256 and record; `answers` come region by region. Other respondents
    stay as they are. Returns the import's id.
    """
    db, names = store.db, ("import_id", "wave", "instrument", *COLUMNS)
    (cache,) = db.execute("pragma cache_size").fetchone()
    db.execute(f"pragma cache_size = -{CACHE}")
    wanted = set(respondents)
    try:
        with db.atomic():
            record = json.dumps(about["record"], sort_keys=True, default=str)
            import_id = db.execute(
                "insert into imports (wave, instrument, file, sha256, imported_at, rows, record)"
                " values (?, ?, ?, ?, ?, ?, ?) returning import_id",
                [wave, instrument, about["file"], about["sha256"], now(), len(wanted), record],
            ).fetchone()[0]
            for code, some in groupby(sorted(wanted), key=lambda one: one[0]):
                _retire(store, wave, instrument, code, [who for _code, who in some], import_id)
            db.conn.executemany(
                f"insert into answers ({', '.join(names)}) values ({', '.join('?' * len(names))})",  # noqa: S608 - names are ours
                ((import_id, wave, instrument, *answer) for answer in answers if answer[:2] in wanted),
            )
    finally:
        db.execute(f"pragma cache_size = {cache}")
    return int(import_id)


def _retire(store: Store, wave: str, instrument: str, code: str, respondents: list[str], by: int) -> None:
    """Move what these respondents of a region said to the history."""
    where = (
        " from answers where wave = ? and instrument = ? and region_code = ?"
        " and respondent in (select value from json_each(?))"
    )
    keys = [wave, instrument, code, json.dumps(respondents)]
    kept = f"import_id, wave, instrument, {', '.join(COLUMNS)}"
    store.db.execute(f"insert into answers_replaced (replaced_by, {kept}) select ?, {kept}{where}", [by, *keys])
    store.db.execute(f"delete{where}", keys)


def changes(store: Store, wave: str) -> Iterator[dict[str, Any]]:
    """Answers that an import replaced by others, region by region and oldest first: `was` and `now` are texts.

    An answer that was taken back has no `now`. Each says the import and the row it had come with, and the import
    that replaced it.
    """
    keys = ("import_id", "respondent", "indicator", "value", "answer", "row")
    for instrument, code in store.db.execute(
        "select distinct instrument, region_code from answers_replaced where wave = ? order by 1, 2", [wave]
    ).fetchall():
        where = "where wave = ? and instrument = ? and region_code = ? order by rowid"
        named, given = ", ".join(keys), [wave, instrument, code]
        old = store.db.execute(f"select {named}, replaced_by from answers_replaced {where}", given).fetchall()  # noqa: S608 - names are ours
        new = store.db.execute(f"select {named} from answers {where}", given).fetchall()  # noqa: S608 - names are ours
        said = {tuple(row[:3]): (row[3], row[4]) for row in (*old, *new)}
        for _import_id, who, slug, value, was, row, by in old:
            now_value, now_text = said.get((by, who, slug), (None, ""))
            if value != now_value or (value is None and was != now_text):
                yield {
                    "instrument": instrument, "region_code": code, "respondent": who, "indicator": slug, "was": was,
                    "now": now_text, "import_id": _import_id, "row": row, "replaced_by": by,
                }  # fmt: skip
