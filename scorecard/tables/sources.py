"""Any file that a survey may come in, as one table of text: told by its bytes first and its name second."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from scorecard.tables import statistics, workbooks
from scorecard.tables.bundles import join, read_bundle
from scorecard.tables.text import Text, parse_text, read_bytes


def read_table(path: Path, wanted: Sequence[str]) -> Text:
    """The table of answers in a CSV, XLSX, XLS, ODS, SPSS, Stata or ZIP file.

    `wanted` are the names of columns by which the right sheet is known. Raises ScorecardError for a file that
    cannot be read or has no header.
    """
    data = read_bytes(path)
    suffix = path.suffix.lower()
    if data.startswith((b"$FL2", b"$FL3", b"<stata_dta>")) or suffix in statistics.SUFFIXES:
        return statistics.read_statistics(path, data)
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or suffix in (*workbooks.SUFFIXES, ".zip"):
        tables = read_bundle(path, data) if _is_bundle(path, data) else workbooks.read_sheets(path, data)
        return workbooks.choose(join(tables, wanted), wanted, path)
    return parse_text(path, data)


def _is_bundle(path: Path, data: bytes) -> bool:
    """Whether a ZIP holds tables of its own and is no workbook."""
    workbooks.check_packed(path, data)
    if not data.startswith(b"PK"):
        return path.suffix.lower() == ".zip"
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
    return not names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}
