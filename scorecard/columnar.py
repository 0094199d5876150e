"""The published tables as Parquet: the columns of the CSV contract with their types, blanks as nulls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorecard.export import NUMBERS, Export, number, tables
from scorecard.files import replace_files
from scorecard.parquet import writer
from scorecard.store.database import Store

#: Columns of whole numbers; the other columns of NUMBERS may have decimals.
WHOLE: Final = frozenset(
    {
        *("clicks", "searched_pages", "adequate", "needs_review", "position", "page", "pages", "hosts", "requests"),
        *("n", "rank", "rank_low", "rank_high", "decision_id", "wrong", "population"),
    }
)


def export_parquet(store: Store, wave: str, directory: Path, *, lang: str = "en") -> tuple[Path, ...]:
    """Write the tables of `wave` into `directory`, one Parquet file each; returns their paths.

    Text stands as it was read: nothing in a Parquet file is run as a formula. Raises ScorecardError where
    pyarrow is missing or the folder cannot be written.
    """
    chosen = tables(store, wave, lang=lang)
    writers = {directory / f"{one.name}.parquet": writer(_columns(one)) for one in chosen}
    replace_files(writers)
    return tuple(writers)


def _columns(table: Export) -> dict[str, tuple[str, Sequence[object]]]:
    return {name: (_kind(name), [_value(row.get(name), _kind(name)) for row in table.rows]) for name in table.columns}


def _kind(column: str) -> str:
    return "whole" if column in WHOLE else "number" if column in NUMBERS else "text"


def _value(value: object, kind: str) -> object:
    if kind == "text":
        return None if value is None else str(value).encode("utf-8", "replace").decode()
    found = number(value)
    if found is None:
        return None
    return int(found) if kind == "whole" else float(found)
