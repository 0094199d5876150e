"""Empty answer sheets to fill in: the columns, and beside them what each one asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import xlsxwriter

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.tables.cells import limits
from scorecard.tables.layout import Layout, instrument_of

#: What the three columns before the questions hold, in English and Indonesian.
KEYS: Final = {
    "region_code": ("Code of the region, as text (32.14)", "Kode daerah, sebagai teks (32.14)"),
    "region": ("Name of the region with its kind", "Nama daerah beserta jenisnya (Kabupaten atau Kota)"),
    "respondent": (
        "Number of the firm within its region, not its name",
        "Nomor urut perusahaan di daerah itu, bukan nama perusahaan",
    ),
}
HEADINGS: Final = ("column", "no", "question_id", "question_en", "answers", "unit", "asked_if", "basis")
WIDTHS: Final = (28, 6, 70, 60, 60, 26, 34, 40)


def template(
    instrument: str, path: Path, regions: Sequence[Region] = (), framework: Framework | None = None, *, year: int = 0
) -> None:
    """Write an empty answer sheet of `instrument` ("firms" or "pemda") to `path`, a .csv or an .xlsx.

    The pemda sheet has a row for each of `regions`. A CSV holds the columns alone (UTF-8 with BOM, comma); a
    workbook has a second sheet that says what each column asks. `year` bounds the questions on a year where it
    is known. Raises ScorecardError for another instrument or suffix, and where the file cannot be written.
    """
    layout = instrument_of(instrument, framework or frameworks.load())
    rows = regions if instrument == "pemda" else ()
    writers: dict[str, Callable[[Path, Layout, Sequence[Region], int], None]] = {".csv": _csv, ".xlsx": _xlsx}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ScorecardError(
            _("a template is a .csv or an .xlsx file"), where=str(path), remedy=_("End the file's name in one of them.")
        )
    replace_files({path: lambda part: write(part, layout, rows, year)})


def explain(layout: Layout, year: int = 0) -> Iterator[tuple[str, ...]]:
    """One row of words a column, under HEADINGS: what it asks, and what may be answered."""
    for key in layout.keys:
        yield (key, "", KEYS[key][1], KEYS[key][0], "", "", "", "")
    spoken = english()
    for slug, question in layout.questions.items():
        yield (
            slug,
            str(question.number or ""),
            question.question_id,
            spoken.get(slug, question.name_en),
            _answers(question, year),
            question.unit,
            f"{question.parent} = 1" if question.parent else "",
            question.basis,
        )


def english() -> dict[str, str]:
    """The English wording of the questions, which is this project's: the report prints none."""
    text = (resources.files("scorecard") / "tables" / "questions.csv").read_text(encoding="utf-8")
    return {row["slug"]: row["question_en"] for row in csv.DictReader(io.StringIO(text))}


def _answers(question: Indicator, year: int) -> str:
    if question.codes:
        return "; ".join(f"{code} = {label}" for code, label in question.codes)
    low, high = limits(question, year)
    if question.kind == "years":
        return f"{low:.0f} – {year}" if year else f"≥ {low:.0f}"
    return f"{low:.0f} – {high:.0f}" if question.kind in ("count", "score") else f"≥ {low:.0f}"


def _csv(path: Path, layout: Layout, rows: Sequence[Region], _year: int) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(layout.columns)
    writer.writerows([region.code, region.full_name, *[""] * len(layout.questions)] for region in rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _xlsx(path: Path, layout: Layout, rows: Sequence[Region], year: int) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@"})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    data = workbook.add_worksheet("data")
    data.freeze_panes(1, len(layout.keys))
    data.set_column(0, len(layout.columns) - 1, 18)
    data.set_column(0, len(layout.keys) - 1, 22, text)  # as text, or a spreadsheet makes 32.10 into 32.1
    for at, name in enumerate(layout.columns):
        data.write_string(0, at, name, bold)
    for at, region in enumerate(rows, start=1):
        data.write_string(at, 0, region.code, text)
        data.write_string(at, 1, region.full_name, text)
    questions = workbook.add_worksheet("questions")
    questions.freeze_panes(1, 1)
    for column, width in enumerate(WIDTHS):
        questions.set_column(column, column, width)
    for row, words in enumerate([HEADINGS, *explain(layout, year)]):
        for column, word in enumerate(words):
            questions.write_string(row, column, word, wrapped if row else bold)
    workbook.close()
