"""Parquet files, the one place that knows pyarrow. The same table gives the same bytes.

pyarrow is large and few need it, so it is an extra of the package (`parquet`) and asked for when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

if TYPE_CHECKING:
    import pandas as pd

#: Fixed, so that a newer pyarrow does not choose another one.
FORMAT: Final[Mapping[str, Any]] = {"version": "2.6", "compression": "zstd", "compression_level": 6}


def writer(columns: Mapping[str, tuple[str, Sequence[object]]]) -> Callable[[Path], None]:
    """A writer of columns by name: (kind, values), kind being text, whole or number; None is a blank.

    Raises ScorecardError where pyarrow is not installed.
    """
    arrow, files = _arrow()
    kinds = {"text": arrow.string(), "whole": arrow.int64(), "number": arrow.float64()}
    table = arrow.table({name: arrow.array(list(values), kinds[kind]) for name, (kind, values) in columns.items()})
    return lambda path: files.write_table(table, path, **FORMAT)


def frame_writer(frame: pd.DataFrame) -> Callable[[Path], None]:
    """A writer of a frame as it is, without its index. Raises ScorecardError where pyarrow is not installed."""
    arrow, files = _arrow()
    table = arrow.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return lambda path: files.write_table(table, path, **FORMAT)


def _arrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise ScorecardError(
            _("Parquet files need the package pyarrow, which is not installed"),
            remedy=_("Install it (pip install pyarrow), or choose CSV."),
        ) from error
