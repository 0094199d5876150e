"""Empty answer sheets to fill in: the columns, and beside them what each one asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.framework import Framework
from scorecard.messages import current_language, mark
from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.tables.background import PROOF
from scorecard.tables.cells import limits
from scorecard.tables.labels import labelled
from scorecard.tables.layout import Layout, instrument_of

#: What the three columns before the questions hold, in English and Indonesian.
KEYS: Final = {
    "region_code": ("Code of the region, as text (32.14)", "Kode daerah, sebagai teks (32.14)"),
    "region": ("Name of the region with its kind", "Nama daerah beserta jenisnya (Kabupaten atau Kota)"),
    "respondent": (
        "Number of the firm within its region, not its name",
        "Nomor urut perusahaan di daerah itu, bukan nama perusahaan",
    ),
    "office": (
        "Office that filled in this row, where several fill in parts; not a person's name",
        "Unit kerja yang mengisi baris ini, bila diisi beberapa unit; bukan nama orang",
    ),
}
#: Longest list that a drop-down may hold in itself, as Excel has it; rows that get drop-downs.
LONGEST_LIST: Final = 255
ROWS: Final = 20_000
#: The upper limit that a cell on a year warns of where the wave is not known.
LATEST: Final = 2_100
#: The worked row.
EXAMPLES: Final = {
    "region_code": "99.01",
    "region": "Kabupaten Sukamaju",
    "respondent": "1",
    "office": "DPMPTSP",
    "position": "1",
    "founding_year": "2012",
    "good_practice": "Layanan keliling ke kecamatan setiap Selasa",
}
WORKED: Final = {
    "count": "3",
    "days": "5",
    "rupiah": "50000",
    "years": "2019",
    "score": "81,5",
    "percent": "4,2",
    "ratio": "12,5",
    "date": "3 Maret 2026",
}
#: The help sheet, a line each; written in both languages.
HELP: Final = (
    mark("How to fill in this workbook"),
    mark("Fill in the sheet “data”, from row 2 on; the names in row 1 stay as they are. “example” shows a worked row."),
    mark("Firms: one row a respondent, numbered within the region; no names, telephone numbers or addresses."),
    mark("Pemda: one row a region; where several offices fill in parts, one row an office, named in “office”."),
    mark("Cells with fixed answers have a drop-down; a code alone (3) is enough. “questions” says what each one asks."),
    mark("Numbers: 1234,5 or 1.234,5 or 1234.5. Dates: 3 Maret 2026 or 2026-03-03."),
    mark("Not answered: leave the cell blank. Asked without an answer: write “tidak tahu” or “menolak”."),
    mark("A column that ends in __proof names the document that proves an answer; it may stay blank."),
    mark("Where “basis” says ours, the coding is this project's own: the 2009 report prints none."),
)
HEADINGS: Final = ("column", "no", "question_id", "question_en", "answers", "answers_en", "unit", "asked_if", "basis")
WIDTHS: Final = (28, 6, 70, 60, 60, 60, 26, 34, 40)


def template(
    instrument: str, path: Path, regions: Sequence[Region] = (), framework: Framework | None = None, *, year: int = 0
) -> None:
    """Write an empty answer sheet of `instrument` ("firms" or "pemda") to `path`, a .csv or an .xlsx.

    The pemda sheet has a row for each of `regions`. A CSV holds the columns alone (UTF-8 with BOM, comma). A
    workbook adds drop-downs and a worked row in the language in use, what each column asks in both languages, and
    help in both. `year` bounds the questions on a year where it is known. Raises ScorecardError for another
    instrument or suffix, and where the file cannot be written.
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
        yield (key, "", KEYS[key][1], KEYS[key][0], "", "", "", "", "")
    spoken = english_questions()
    if layout.who not in layout.keys:
        yield (layout.who, "", KEYS[layout.who][1], KEYS[layout.who][0], "", "", "", "", "")
    for slug, question in {**layout.questions, **layout.background}.items():
        yield (
            slug,
            str(question.number or ""),
            question.question_id,
            spoken.get(slug, question.name_en),
            _answers(question, year, "id"),
            _answers(question, year, "en") if question.codes else "",
            question.unit,
            f"{question.parent} = 1" if question.parent else "",
            question.basis,
        )


def english_questions() -> dict[str, str]:
    """The English wording of the questions, which is this project's: the report prints none."""
    text = (resources.files("scorecard") / "tables" / "questions.csv").read_text(encoding="utf-8")
    return {row["slug"]: row["question_en"] for row in csv.DictReader(io.StringIO(text))}


def _answers(question: Indicator, year: int, lang: str) -> str:
    if question.codes:
        return "; ".join(f"{code} = {label}" for code, label in labelled(question, lang))
    if question.kind in ("text", "date"):
        return ""
    low, high = limits(question, year)
    if question.kind == "years":
        return f"{low:.0f} – {year}" if year else f"≥ {low:.0f}"
    return f"{low:.0f} – {high:.0f}" if question.kind in ("count", "score") else f"≥ {low:.0f}"


def _csv(path: Path, layout: Layout, rows: Sequence[Region], _year: int) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(layout.known)
    writer.writerows([region.code, region.full_name, *[""] * (len(layout.known) - 2)] for region in rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _xlsx(path: Path, layout: Layout, rows: Sequence[Region], year: int) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    styles = {
        "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "text": workbook.add_format({"num_format": "@"}),
        "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
    }
    asked = {**layout.questions, **layout.background}
    data = workbook.add_worksheet("data")
    data.freeze_panes(1, len(layout.keys))
    data.set_column(0, len(layout.known) - 1, 18)
    data.set_column(0, len(layout.keys) - 1, 22, styles["text"])  # as text, or a spreadsheet makes 32.10 into 32.1
    for at, name in enumerate(layout.known):
        data.write_string(0, at, name, styles["head"])
        if name in asked:
            _guide(data, at, asked[name], year)
    for line, region in enumerate(rows, start=1):
        data.write_string(line, 0, region.code, styles["text"])
        data.write_string(line, 1, region.full_name, styles["text"])
    _example(workbook.add_worksheet("example"), layout, styles)
    _words(workbook.add_worksheet("questions"), [HEADINGS, *explain(layout, year)], WIDTHS, styles)
    for sheet, lang in (("help", "en"), ("petunjuk", "id")):
        _words(workbook.add_worksheet(sheet), [[_(line, lang)] for line in HELP], (110,), styles)
    workbook.close()


def _guide(sheet: Any, column: int, question: Indicator, year: int) -> None:
    """A drop-down of codes with their labels, or limits, with the question shown beside the chosen cell."""
    lang = current_language()
    asked = english_questions().get(question.slug, question.name_en) if lang == "en" else question.question_id
    rule: dict[str, object] = {"input_title": question.slug[:32], "input_message": asked[:255]}
    choices = [f"{code} = {label}" for code, label in labelled(question, lang)]
    if choices and len(",".join(choices)) <= LONGEST_LIST and not any("," in choice for choice in choices):
        rule |= {"validate": "list", "source": choices}
    elif choices:
        rule |= {"validate": "list", "source": [code for code, _label in question.codes]}
    elif question.kind in ("text", "date"):
        rule |= {"validate": "any"}
    else:
        low, high = limits(question, year or LATEST)
        whole = question.kind in ("count", "years")
        # Words such as "tidak tahu" are answers too: a number outside is warned of, not refused.
        rule |= {"validate": "integer" if whole else "decimal", "criteria": "between", "minimum": low, "maximum": high}
        rule |= {"error_type": "warning"}
    sheet.data_validation(1, column, ROWS, column, rule)


def _example(sheet: Any, layout: Layout, styles: Mapping[str, Any]) -> None:
    """One worked row, on a sheet of its own so that nobody imports it."""
    asked = {**layout.questions, **layout.background}
    sheet.set_column(0, len(layout.known) - 1, 18)
    for at, name in enumerate(layout.known):
        sheet.write_string(0, at, name, styles["head"])
        sheet.write_string(1, at, EXAMPLES.get(name) or _worked(asked[name]), styles["text"])


def _worked(question: Indicator) -> str:
    """A likely answer: the best code, or a number of the question's kind."""
    if question.codes:
        code, label = labelled(question, current_language())[-1]
        return f"{code} = {label}"
    if question.kind == "text":
        return "Perbup 12/2026" if question.slug.endswith(PROOF) else ""
    return WORKED[question.kind]


def _words(sheet: Any, lines: Sequence[Sequence[str]], widths: Sequence[int], styles: Mapping[str, Any]) -> None:
    """Rows of words under a bold first one."""
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, words in enumerate(lines):
        for column, word in enumerate(words):
            sheet.write_string(row, column, word, styles["wrap" if row else "head"])
