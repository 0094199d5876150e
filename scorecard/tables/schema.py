"""What an answer sheet may hold, as pandera schemas that are generated from the framework.

Two of them. `header_schema` says which columns a filled-in template has; `answer_schema` says of every question
which codes or numbers it allows, of every row that it names one region and one respondent whom the survey asks,
and `skip_schemas` which answers another answer rules out. All are validated lazily: every failure at once.

The frame they judge has a row for each row of the file (its index is the row's number there), a column of numbers
for each question, blank where nothing was answered and infinite where a cell is no number, and three columns of
text on who answered: REGION, WHO and KEY.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from scorecard.model import Indicator
from scorecard.tables.cells import limits
from scorecard.tables.layout import Layout

#: Columns on who answered: the region's code, the respondent, and both as one text that stands once in a sheet.
REGION: Final = "region"
WHO: Final = "who"
KEY: Final = "key"
#: What stands for a cell that is no number, and for a region or respondent that is none.
UNREAD: Final = np.inf
UNKNOWN: Final = ""
#: Background questions by which the survey leaves respondents out, with the answer that does.
INELIGIBLE: Final[Mapping[str, float]] = {"eligible": 0.0, "position": 3.0}
#: Kinds of questions that are answered in words: there is no number to judge.
WORDS: Final = ("text", "kept")
#: Failures as pandera names them for headers.
MISSING_COLUMN: Final = "column_in_dataframe"
STRANGE_COLUMN: Final = "column_in_schema"
DOUBLE_COLUMN: Final = "dataframe_column_labels_unique"


def header_schema(layout: Layout) -> pa.DataFrameSchema:
    """The columns of a filled-in template: all questions, none unknown, none there twice."""
    columns = {name: pa.Column(None, required=name in layout.columns) for name in layout.known}
    return pa.DataFrameSchema(columns, strict=True, unique_column_names=True)


def answer_schema(asked: Mapping[str, Indicator], year: int) -> pa.DataFrameSchema:
    """Who answered, and what each question allows; `year` is the latest that a question on a year does."""
    columns = {
        REGION: pa.Column(None, pa.Check(lambda codes: codes != UNKNOWN, error="region")),
        WHO: pa.Column(None, pa.Check(lambda names: names != UNKNOWN, error="respondent")),
        KEY: pa.Column(None, unique=True, report_duplicates="exclude_first"),
    }
    for slug, question in asked.items():
        if question.kind not in WORDS:
            columns[slug] = pa.Column("float64", list(_checks(slug, question, year)), nullable=True)
    return pa.DataFrameSchema(columns)


def _checks(slug: str, question: Indicator, year: int) -> Iterator[pa.Check]:
    """The checks of one question, each named by the kind of mistake that it finds."""
    yield pa.Check(np.isfinite, error="type")
    if question.codes:
        codes = [float(code) for code, _label in question.codes]
        yield pa.Check(lambda given: np.isinf(given) | given.isin(codes), error="code")
    elif question.kind != "date":
        low, high = limits(question, year)
        yield pa.Check(lambda given: np.isinf(given) | given.between(low, high), error="range")
    if question.kind in ("count", "years"):
        yield pa.Check(lambda given: np.isinf(given) | (given % 1 == 0), error="range")
    if question.kind == "rupiah":
        yield pa.Check(lambda given: np.isinf(given) | (given.round(2) == given), error="range")
    if slug in INELIGIBLE and not question.parent:
        yield pa.Check.ne(INELIGIBLE[slug], error="eligibility")


def skip_schemas(asked: Mapping[str, Indicator]) -> dict[str, pa.DataFrameSchema]:
    """By question that hangs on another: no answer to it where the other's is 0.

    Where nothing there counts as zero, a zero says the same and is no contradiction.
    """
    return {
        slug: pa.DataFrameSchema(checks=_skipped(slug, question))
        for slug, question in asked.items()
        if question.parent in asked
    }


def _skipped(slug: str, question: Indicator) -> pa.Check:
    zero_says_so = question.blank_rule == "zero_if_parent_zero"

    def sound(frame: pd.DataFrame) -> pd.Series[bool]:
        answered = np.isfinite(frame[slug]) & ~(frame[slug].eq(0) & zero_says_so)
        wrong: pd.Series[bool] = answered & frame[question.parent].eq(0)
        return ~wrong

    return pa.Check(sound, error="skip", ignore_na=False)


def failures(frame: pd.DataFrame, asked: Mapping[str, Indicator], year: int) -> Iterator[tuple[int, str, str]]:
    """Everything wrong in `frame`, as (row, column, kind of mistake); a column is a question, REGION, WHO or KEY."""
    yield from _failed(answer_schema(asked, year), frame)
    for slug, schema in skip_schemas(asked).items():
        pair = frame[[asked[slug].parent, slug]]
        yield from ((row, slug, kind) for row, column, kind in _failed(schema, pair) if column == slug)


def header_failures(header: list[str], layout: Layout) -> Iterator[tuple[str, str]]:
    """Everything wrong with the names of columns, as (kind of failure, column)."""
    try:
        header_schema(layout).validate(pd.DataFrame([], columns=header, dtype="object"), lazy=True)
    except SchemaErrors as error:
        for case in error.failure_cases.to_dict("records"):
            found = case["failure_case"]
            for name in found if isinstance(found, pd.Index) else [found]:
                yield str(case["check"]), str(name)


def _failed(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        for row, column, check in zip(cases["index"], cases["column"], cases["check"], strict=True):
            yield int(row), str(column), "duplicate" if column == KEY else str(check)
