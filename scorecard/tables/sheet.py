"""An answer sheet read and checked as a whole, column by column; nothing here stops at the first mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from scorecard.model import Indicator, Region
from scorecard.tables import schema
from scorecard.tables.background import KEPT, kept
from scorecard.tables.cells import Cell, read_cell
from scorecard.tables.headers import header_mistakes
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import Mistake
from scorecard.tables.places import Place, Places
from scorecard.tables.privacy import scrub
from scorecard.tables.text import Figure, Text
from scorecard.tables.wording import Wording

#: region_code, respondent, row, indicator, value, answer as typed, kind of blank.
Answer: TypeAlias = tuple[str, str, int, str, float | None, str, str]
#: Questions that are answered in words are stored in words; the others as typed.
_IN_WORDS: Final = "text"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read, a line for each respondent; series and frames share an index that counts them.

    `numbers` are the rows of the file (a row of a wide table holds several lines), `regions` are codes and
    `respondents` names, empty where unknown; the three frames have a column a question: `values` (float64, NaN for a
    blank), `texts` (as typed, empty where the cell is) and `why` (kind of blank). `spellings` are, by region, the
    names under which the sheet speaks of it.
    """

    numbers: pd.Series
    regions: pd.Series
    respondents: pd.Series
    values: pd.DataFrame
    texts: pd.DataFrame
    why: pd.DataFrame
    spellings: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def only(self, rows: np.ndarray) -> Sheet:
        """The sheet of some rows: `rows` is true for those kept."""
        series = (self.numbers[rows], self.regions[rows], self.respondents[rows])
        frames = (self.values[rows], self.texts[rows], self.why[rows])
        return Sheet(*series, *frames, self.spellings)

    @property
    def answered(self) -> np.ndarray:
        """Which rows hold an answer, or a blank that was typed."""
        return np.asarray((self.texts != "").any(axis=1), dtype=np.bool_)

    def answers(self) -> Iterator[Answer]:
        """Every cell that is not empty, region by region, in the order the store keeps them."""
        columns = list(self.texts.columns)
        order = np.argsort(self.regions.to_numpy(dtype="str"), kind="stable")
        numbers, who = self.numbers.to_numpy(), self.respondents.to_numpy()
        codes, texts = self.regions.to_numpy(), [self.texts[name].to_numpy() for name in columns]
        values = [self.values[name].to_numpy() for name in columns]
        whys = [self.why[name].to_numpy() for name in columns]
        for at in order:
            keys = (codes[at], who[at], int(numbers[at]))
            for name, text, value, why in zip(columns, texts, values, whys, strict=True):
                if text[at]:
                    number = float(value[at])
                    yield (*keys, name, None if number != number else number, str(text[at]), why[at])


def read_sheet(table: Text, layout: Layout, regions: Sequence[Region], year: int) -> tuple[Sheet | None, list[Mistake]]:
    """The sheet, and every mistake in it ordered by row; no sheet where its columns are another instrument's.

    A row with a mistake is in both.
    """
    mistakes = [] if table.sources else header_mistakes(table, layout)
    if len(mistakes) == 1 and not mistakes[0].column:  # another instrument's: its cells mean nothing here
        return None, mistakes
    reading = _Reading(table, layout, regions, year)
    sheet = reading.sheet()
    mistakes += reading.mistakes(sheet)
    order = {table.sources.get(name, name): at for at, name in enumerate(layout.known)}
    return sheet, sorted(mistakes, key=lambda one: (one.row, order.get(one.column, -1)))


class _Reading:
    """One table on its way to a sheet: where columns are, the regions, and the cells met before."""

    def __init__(self, table: Text, layout: Layout, regions: Sequence[Region], year: int) -> None:
        self.table, self.layout, self.year = table, layout, year
        self.places = Places(regions)
        self.positions = {name.casefold(): at for at, name in reversed(list(enumerate(table.header))) if name}
        present = {name.casefold() for name in table.header}
        self.asked: dict[str, Indicator] = dict(layout.questions)
        self.asked |= {slug: one for slug, one in layout.background.items() if slug in present}
        self.asked |= {one: kept(one) for one in sorted(present) if one.startswith(KEPT) and table.sources}
        self.numbers = [number for number, _cells in table.rows]
        self.found: list[Place] = []
        self.named: list[str] = []
        self.cells: dict[tuple[str, str, bool], Cell] = {}

    def column(self, name: str) -> list[str]:
        """The cells of a column without blanks around them; empty where the row is short or the column missing."""
        at = self.positions.get(name)
        if at is None:
            return [""] * len(self.table.rows)
        cells = (cells[at] if at < len(cells) else "" for _number, cells in self.table.rows)
        return [cell if isinstance(cell, Figure) else cell.strip() for cell in cells]

    def sheet(self) -> Sheet:
        """Every cell read, unreadable ones as infinite."""
        names, codes = self.column("region"), self.column("region_code")
        self.found = [self.places.find(_code(code), name) for code, name in zip(codes, names, strict=True)]
        self.named = [" ".join(name.split()) for name in self.column(self.layout.who)]
        firms = self.layout.instrument == "firms"
        respondents = [name if not firms or scrub(name) == name else schema.UNKNOWN for name in self.named]
        if not firms:
            respondents = [scrub(name) for name in respondents]
        values, texts, why = {}, {}, {}
        for slug, question in self.asked.items():
            values[slug], texts[slug], why[slug] = self._answers(slug, question)
        regions = [place.region.code if place.region else schema.UNKNOWN for place in self.found]
        return Sheet(
            pd.Series(self.numbers, dtype="int64"),
            pd.Series(regions, dtype="object"),
            pd.Series(respondents, dtype="object"),
            pd.DataFrame(values, dtype="float64"),
            pd.DataFrame(texts, dtype="object"),
            pd.DataFrame(why, dtype="object"),
            _spellings(self.found, names),
        )

    def _answers(self, slug: str, question: Indicator) -> tuple[list[float], list[str], list[str]]:
        """A question's numbers, words and kinds of blank, a national sheet saying the same few things over and over."""
        values, texts, whys = [], [], []
        for text in self.column(slug):
            cell = self.cell(slug, question, text) if text else _EMPTY
            unread = cell.what and cell.value is None
            values.append(schema.UNREAD if unread else np.nan if cell.value is None else cell.value)
            texts.append(cell.text if cell.why == _IN_WORDS else text)
            whys.append(cell.why)
        return values, texts, whys

    def cell(self, slug: str, question: Indicator, text: str) -> Cell:
        """`read_cell`, remembered."""
        key = (slug, text, isinstance(text, Figure))
        if key not in self.cells:
            declared = self.table.missing.get(slug, {}).get(text, "")
            self.cells[key] = Cell(None, why=declared) if declared else read_cell(text, question, self.year)
        return self.cells[key]

    def mistakes(self, sheet: Sheet) -> Iterator[Mistake]:
        """Everything that the schemas find, in words, and rows that are longer than the header."""
        words = Wording(self.table, self.layout, self.asked)
        width = len(self.table.header)
        for number, cells in self.table.rows if not self.table.sources else ():
            if len(cells) > width and any(cell.strip() for cell in cells[width:]):
                yield words.shape(number)
        keys = _keys(sheet, self.layout)
        first = dict(zip(reversed(keys), reversed(self.numbers), strict=True))
        # A questionnaire that nobody signs is its Pemda's.
        who = sheet.respondents if self.layout.instrument == "firms" else pd.Series(["-"] * len(keys))
        about = {schema.REGION: sheet.regions, schema.WHO: who, schema.KEY: pd.Series(keys, dtype="object")}
        told: set[tuple[int, str]] = set()
        frame = pd.concat([pd.DataFrame(about), sheet.values], axis=1)
        for at, column, kind in schema.failures(frame, self.asked, self.year):
            number, repeat = self.numbers[at], self.table.repeats[at] if self.table.repeats else ""
            if column in self.asked:
                text = str(sheet.texts[column].iat[at])
                if (at, column + kind) not in told:
                    told.add((at, column + kind))
                    cell = self.cell(column, self.asked[column], text)
                    yield words.answer(number, column, text, kind, cell, repeat)
            elif (at, column) not in told:
                told.add((at, column))
                if column == schema.REGION:
                    yield words.region(number, self.found[at], repeat)
                elif column == schema.WHO:
                    yield words.respondent(number, self.named[at], repeat)
                else:
                    name = str(sheet.respondents.iat[at])
                    yield words.repeated(number, self.found[at].region, name, first[keys[at]], repeat)


_EMPTY: Final = Cell(None)


def _keys(sheet: Sheet, layout: Layout) -> list[str]:
    """Who answered as one text a line; a line that names nobody has one of its own."""
    firms = layout.instrument == "firms"
    return [
        f"{code}\0{who.casefold()}" if code and (who or not firms) else f"line {at}"
        for at, (code, who) in enumerate(zip(sheet.regions, sheet.respondents, strict=True))
    ]


def _spellings(places: Sequence[Place], names: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for place, name in zip(places, names, strict=True):
        if place.region and name:
            found.setdefault(place.region.code, set()).add(" ".join(name.split()))
    return {code: frozenset(some) for code, some in found.items()}


def _code(text: str) -> str:
    """A region's code; where the file holds 32.1 as a number, it can only be 32.10."""
    return f"{float(text):05.2f}" if isinstance(text, Figure) and 1 <= float(text) < 100 else text
