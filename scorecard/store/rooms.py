"""What the browsing pages of the desk ask of the store: counts by region, province and indicator, and captures."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from scorecard.store.database import Store
from scorecard.store.ledger import Row, rows

#: What a cell comes to: the decision where it stands on what the machine shows now.
_FINAL: Final = "case when state = 'settled' then s_outcome else outcome end"
#: Letters of a search that a LIKE would take for patterns.
_PLAIN: Final = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True, slots=True)
class Count:
    """Cells of one region or indicator: by final outcome, how many of them wait for a person, and by whom settled."""

    outcomes: dict[str, int]
    waiting: int
    settled: int

    @property
    def whole(self) -> int:
        """All its cells."""
        return sum(self.outcomes.values())


class Rooms:
    """Questions of browsing about one wave."""

    def __init__(self, store: Store, wave: str) -> None:
        self.store, self.wave = store, wave

    def counts(self, by: str) -> dict[str, Count]:
        """Cells counted by `region_code` or by `indicator`."""
        if by not in ("region_code", "indicator"):
            raise ValueError(by)
        found = self._rows(
            f"select {by} one, {_FINAL} final, count(*) n, sum(state in ('open', 'objected', 'reopened')) waiting,"  # noqa: S608 - names are ours
            f" sum(state = 'settled') settled from cells where wave = ? group by {by}, final",
            self.wave,
        )
        counts: dict[str, Count] = {}
        for row in found:
            before = counts.get(row["one"], Count({}, 0, 0))
            outcomes = {**before.outcomes, row["final"]: row["n"]}
            counts[row["one"]] = Count(outcomes, before.waiting + row["waiting"], before.settled + row["settled"])
        return counts

    def cells_of(self, *, region: str = "", indicator: str = "") -> list[Row]:
        """The cells of a region or of an indicator, each with its `final` outcome."""
        column, value = ("region_code", region) if region else ("indicator", indicator)
        return self._rows(
            f"select *, {_FINAL} final from cells where wave = ? and {column} = ? order by region_code, indicator",  # noqa: S608 - names are ours
            *(self.wave, value),
        )

    def quoting(self, text: str, limit: int = 50) -> list[Row]:
        """Supporting evidence whose words hold `text`, of the wave's newest findings."""
        return self._rows(
            "select c.region_code, c.indicator, c.state, e.exact, e.target_uri, e.position from cells c"
            " join evidence e on e.finding_id = c.finding_id where c.wave = ? and e.role = 'supporting'"
            " and e.exact like ? escape '\\' order by c.region_code, c.indicator, e.position limit ?",
            *(self.wave, f"%{text.translate(_PLAIN)}%", limit),
        )

    def captures(self, *, region: str = "", text: str = "", limit: int = 100, offset: int = 0) -> tuple[int, list[Row]]:
        """Captures of the wave's shards, newest first, and how many there are; by region and part of the address.

        Each row: record_id, region_code, target_uri, captured_at, status, content_type, kind, flags, length. A shard
        that cannot be read is left out: it costs itself only.
        """
        where, values = "target_uri like ? escape '\\'", [f"%{text.translate(_PLAIN)}%"]
        if region:
            where, values = f"{where} and region_code = ?", [*values, region]
        found: list[Row] = []
        whole = 0
        for shard in sorted((self.store.path.parent / "waves" / self.wave / "shards").glob("*/shard.db")):
            try:
                uri = f"{shard.resolve().as_uri()}?mode=ro"
                with closing(sqlite3.connect(uri, uri=True, timeout=5)) as db:
                    whole += int(rows(db, f"select count(*) n from captures where {where}", *values)[0]["n"])  # noqa: S608 - conditions are ours
                    found += rows(
                        db,
                        "select record_id, region_code, target_uri, captured_at, status,"  # noqa: S608 - as above
                        f" content_type, kind, flags, length from captures where {where} order by id desc limit ?",
                        *values,
                        limit + offset,
                    )
            except sqlite3.Error:
                continue
        found.sort(key=lambda row: row["captured_at"], reverse=True)
        return whole, found[offset : offset + limit]

    def _rows(self, sql: str, *values: object) -> list[Row]:
        return rows(self.store.connection, sql, *values)
