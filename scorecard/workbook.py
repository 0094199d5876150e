"""The wave as one workbook: ranking tables as the survey's report prints them, and the tables behind them.

Text of crawled pages is written as text whatever it begins with; nothing in the workbook is a formula or
a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from scorecard.errors import ScorecardError
from scorecard.export import NUMBERS, Export, Row, number, tables
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.model import Kind, Region
from scorecard.store.database import Store

#: What Excel holds in one cell, and in one sheet.
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 1_048_575
PARTS: Final = ("I", "II", "III", "IV", "V", "VI")
SHEETS: Final = (
    *("findings", "evidence", "scores", "margins", "contradictions", "reach", "decisions", "objections", "corrections"),
)
#: Widths in characters; columns that are not named get DEFAULT_WIDTH.
WIDTHS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("exact", "prefix", "suffix", "target_uri", "why", "detail", "cure", "note"), 50),
    **dict.fromkeys(("finding_id", "payload_digest", "record_id"), 40),
    **dict.fromkeys(("indicator", "rule", "website", "province", "region", "review_reason"), 28),
    **dict.fromkeys((*PARTS, "total", "rank", "score", "clicks", "adequate", "page", "n", "position"), 8),
}
DEFAULT_WIDTH: Final = 16
#: Characters that XML 1.0 has no place for.
_UNFIT: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export_workbook(store: Store, wave: str, path: Path, *, lang: str = "en") -> Path:
    """Write the workbook of `wave` to `path`, a .xlsx or a folder; returns the file. Headings and sentences in `lang`.

    Sheets: Kabupaten and Kota (rank, province, region, I to VI, total; the ranked first, the others with
    the reason), then findings, evidence, scores, margins, contradictions, reach, decisions,
    objections and corrections with the columns of the CSV
    contract. Raises ScorecardError where nothing was targeted, a table is too long for a sheet, or `path` cannot be
    written.
    """
    exported = {table.name: table for table in tables(store, wave, lang=lang)}
    targets = store.targets(wave)
    rankings = [_ranking(kind, exported["index"].rows, targets, lang) for kind in Kind]
    chosen = [*rankings, *(exported[name] for name in SHEETS)]
    for table in chosen:
        if len(table.rows) > MOST_ROWS:
            raise ScorecardError(
                _("the table {name} has {n} rows, more than a sheet holds").format(name=table.name, n=len(table.rows)),
                remedy=_("Export as CSV, which has no limit."),
            )
    name = re.sub(r"[^\w.-]", "_", wave)
    file = path if path.suffix.lower() == ".xlsx" else path / f"scorecard-{name}.xlsx"
    replace_files({file: lambda part: _write(part, chosen, wave, lang)})
    return file


def fit(text: str) -> str:
    """`text` as a cell can hold it: control characters out, and no longer than Excel allows."""
    kept = _UNFIT.sub("", text)
    raw = kept.encode("utf-16-le")  # Excel counts in UTF-16
    return kept if len(raw) <= 2 * LONGEST_CELL else raw[: 2 * LONGEST_CELL - 2].decode("utf-16-le", "ignore") + "…"


def _ranking(kind: Kind, rows: Sequence[Row], targets: Sequence[Region], lang: str) -> Export:
    chosen = [row for row in rows if row["kind"] == kind.value]
    if not rows:
        note = _("the index of this wave has not been computed yet", lang)
        chosen = [
            {"rank": None, "province": region.province, "region": region.name, "note": note}
            for region in targets
            if region.kind is kind
        ]
    ranked = sorted(chosen, key=lambda row: (row["rank"] is None, row["rank"] or 0))
    return Export(kind.value.title(), ("rank", "province", "region", *PARTS, "total", "note"), ranked)


def _headings(kind: str, lang: str) -> Mapping[str, str]:
    return {
        "rank": _("Rank", lang),
        "province": _("Province", lang),
        "region": kind,
        "total": _("Total", lang),
        "note": _("Note", lang),
    }


def _write(path: Path, chosen: Sequence[Export], wave: str, lang: str) -> None:
    # Rows are written in order and leave memory at once; an earlier row could not be gone back to.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": _("Website scorecard, wave {wave}", lang).format(wave=wave)})
    styles = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "part": book.add_format({"num_format": "0.0"}),
    }
    for table in chosen:
        ranking = table.name not in SHEETS
        _sheet(book, table, _headings(table.name, lang) if ranking else {}, styles, ranking)
    try:
        book.close()
    except XlsxWriterException as error:
        cause = error.args[0] if error.args else error
        raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from error


def _sheet(book: Any, table: Export, headings: Mapping[str, str], styles: Mapping[str, Any], ranking: bool) -> None:
    sheet = book.add_worksheet(table.name)
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, WIDTHS.get(column, DEFAULT_WIDTH))
        sheet.write_string(0, at, headings.get(column, column), styles["head"])
    for line, row in enumerate(table.rows, start=1):
        for at, column in enumerate(table.columns):
            value = row.get(column)
            if column in NUMBERS:
                found = number(value)
                if found is not None:
                    sheet.write_number(line, at, found, styles["part"] if ranking and column != "rank" else None)
            elif value not in (None, ""):
                sheet.write_string(line, at, fit(str(value)))
    sheet.freeze_panes(1, 3 if ranking else 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
