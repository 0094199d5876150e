"""Numbers as Indonesian pages print them: "1.234,5", "Rp 2.500.000,-", "9,81 persen", and years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scorecard.reading.memory import kept

#: Years a page may date its data with.
FIRST_YEAR, LAST_YEAR = 1990, 2045
_NUMBER = re.compile(
    r"(?<![\w.,/])(?P<sign>[-−–]\s?)?(?P<rupiah>rp\.?\s*)?"
    r"(?P<digits>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
    r"(?P<tail>,-|,--)?(?![\w/])(?P<percent>\s?%|\s?persen)?",
    re.IGNORECASE,
)
_CELL_TAIL = re.compile(
    r"\s*(?:%|persen|km2?|km²|m2?|m²|ha|hektar|orang|jiwa|ton|unit|buah|kk|rt|rp|juta|milyar|miliar|triliun|trilyun|"
    r"pelanggan|kva|kwh|mw|va|tahun|poin|rupiah|\*+|r|x)?\s*[\w/.²()]{0,12}\s*$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
#: Thousands set apart by blanks, as statistical tables print them: "118 003,41". Only a whole cell is read so.
_SPACED = re.compile(r"[-−–]?\s?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}(?:[.,]\d{1,4})?(?![\d.,])")
_EMPTY = frozenset(
    {"", "-", "--", "---", "–", "—", "n/a", "na", "n.a", "n.a.", "nan", "null", "none", "...", "…", "x", "tad"}
)
_LONGEST_EMPTY = max(map(len, _EMPTY))
_LONGEST_KEPT = 80


@dataclass(slots=True, unsafe_hash=True)
class Number:
    """A number in a text: its value, where it stands, and what it was written with. Immutable by convention."""

    value: float
    start: int
    end: int
    text: str
    rupiah: bool = False
    percent: bool = False

    @property
    def is_year(self) -> bool:
        """Four bare digits between FIRST_YEAR and LAST_YEAR."""
        return len(self.text) == 4 and self.text.isdigit() and FIRST_YEAR <= self.value <= LAST_YEAR


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of `text` in order; dates like 12/05/2020 and codes like A12 are no numbers."""
    if _DIGIT.search(text) is None:
        return
    for match in _NUMBER.finditer(text):
        value = _value(match.group("digits"))
        yield Number(
            -value if match.group("sign") and not match.group("rupiah") else value,
            match.start("digits"),
            match.end(),
            match.group("digits"),
            rupiah=bool(match.group("rupiah")),
            percent=bool(match.group("percent")),
        )


def number(cell: str) -> float | None:
    """The value of a table cell that holds one number and at most a unit; None for anything else."""
    return _known(cell) if len(cell) <= _LONGEST_KEPT else _read(cell)


def _read(cell: str) -> float | None:
    text = cell.strip()
    if text.isdecimal() and text.isascii():
        return float(text)
    if _DIGIT.search(text, 0, 24) is None:
        return None
    spaced = _SPACED.match(text)
    if spaced:
        text = re.sub(r"\s", "", spaced.group()).replace(".", ",") + text[spaced.end() :]
    match = _NUMBER.match(text)
    if match is None or not _CELL_TAIL.fullmatch(text, match.end()):
        return None
    value = _value(match.group("digits"))
    return -value if match.group("sign") and not match.group("rupiah") else value


#: A cell is asked for its number by everyone who reads its table.
_known = kept(4096)(_read)


def is_year(cell: str) -> bool:
    """Whether a cell holds a year alone, footnote marks aside ("2019*)")."""
    text = cell.strip().rstrip("*)").strip()
    return len(text) == 4 and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR


def is_empty(cell: str) -> bool:
    """Whether a cell says that there is nothing: blank, dash, n/a, dots."""
    text = cell.strip()
    return len(text) <= _LONGEST_EMPTY and text.casefold() in _EMPTY


def years_in(text: str) -> tuple[int, ...]:
    """The years named in `text`, ranges such as 2016-2021 included, in order and without repeats."""
    found = (int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    return tuple(dict.fromkeys(year for year in found if FIRST_YEAR <= year <= LAST_YEAR))


def _value(digits: str) -> float:
    """Points group thousands and a comma opens decimals; where only the other reading fits, that one."""
    text = digits
    if "." in text and "," in text:
        decimal = "," if text.rindex(",") > text.rindex(".") else "."
        text = text.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif text.count(",") > 1 or text.count(".") > 1:
        text = text.replace(",", "").replace(".", "")
    elif "," in text:
        text = text.replace(",", ".")
    elif "." in text and len(text) - text.index(".") == 4 and text[0] != "0":
        text = text.replace(".", "")
    return float(text)
