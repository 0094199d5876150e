"""One cell of an answer sheet: blank, a number, or what is wrong with it.

Numbers come in Indonesian ("1.234,5") and English ("1,234.5") dress. A cell that can be read in two ways is
taken when the question allows only one of them: "1.234" is 1234 rupiah, since nobody pays a thousandth of a
rupiah, and is refused for days, where both 1.234 and 1234 are possible. Nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scorecard.messages import current_language
from scorecard.messages import translate as _
from scorecard.model import Indicator
from scorecard.tables.dates import read_date
from scorecard.tables.labels import codes_of, labelled
from scorecard.tables.privacy import scrub
from scorecard.tables.text import Figure

#: Cells that mean "not answered", compared without case.
BLANKS: Final = frozenset({"", "-", "--", "–", "—", "n/a", "na", "#n/a", "nan"})
#: Of those, the ones that say the question does not apply.
NOT_APPLICABLE: Final = frozenset({"n/a", "na", "#n/a", "tidak berlaku", "tidak relevan", "not applicable", "t/b"})
#: Words for "asked, and no answer given"; a code such as 99 means it only where a file or a mapping says so.
DONT_KNOW: Final = frozenset({"tidak tahu", "tdk tahu", "tt", "t/t", "dk", "don't know", "dont know", "do not know"})
REFUSED: Final = frozenset(
    {"menolak", "menolak menjawab", "tidak bersedia", "tidak menjawab", "tdk menjawab", "rf", "refused", "no answer"}
)
#: ISO 9001 was first used by public offices in Indonesia well after this.
FIRST_YEAR: Final = 1990
#: Nobody visits a thousand agencies or asks for a thousand documents: a count beyond is a slip of a separator.
LARGEST_COUNT: Final = 999
#: No permit takes longer than twenty years, nor costs more than a hundred billion rupiah.
LARGEST_DAYS: Final = 7_300
LARGEST_RUPIAH: Final = 100_000_000_000

_RUPIAH: Final = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_GROUPED: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,4}(?:,[0-9]{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as read: `value` is None for a blank; `what` is empty unless the cell is a mistake.

    A number that the question does not allow is a mistake and stands in `value` all the same; a cell that is no
    number has none. `why` tells blanks apart: blank, not_applicable, dont_know, refused, declared (a missing code
    of the file), or text for an answer in words, which `text` holds without addresses and numbers of persons.
    `kind` is the kind of mistake: type, code, range.
    """

    value: float | None
    what: str = ""
    remedy: str = ""
    why: str = ""
    kind: str = ""
    text: str = ""


def is_blank(text: str) -> bool:
    """Whether the cell means "not answered"."""
    return text.strip().casefold() in BLANKS


def why_missing(text: str) -> str:
    """Which kind of "no answer" the words are: not_applicable, dont_know, refused or blank; empty where none."""
    words = text.strip().casefold().replace("’", "'")
    for why, known in (("not_applicable", NOT_APPLICABLE), ("dont_know", DONT_KNOW), ("refused", REFUSED)):
        if words in known:
            return why
    return "blank" if words in BLANKS else ""


def readings(text: str) -> frozenset[float]:
    """Every number that `text` can mean in Indonesian or English dress; empty where it is no number."""
    plain = text.strip().replace("\u2212", "-")
    found = set()
    for candidate in (plain, plain.translate(str.maketrans(".,", ",."))):  # as it stands, and with both signs swapped
        if _NUMBER.fullmatch(candidate):
            found.add(float(candidate))
        if _GROUPED.fullmatch(candidate):
            found.add(float(candidate.replace(".", "").replace(",", ".")))
    return frozenset(found)


def read_cell(text: str, indicator: Indicator, year: int) -> Cell:
    """The answer in one cell, checked against its question. `year` is the wave's, the latest a year may be.

    A code may stand for itself, as its label, or as both ("3 = baik", as drop-downs write it).
    """
    if indicator.kind == "kept":
        return Cell(None, why="text", text=text.strip())
    coded = _coded(text, indicator)
    if coded is not None:
        return Cell(coded)
    why = why_missing(text)
    if why:
        return Cell(None, why=why)
    if indicator.kind == "text":
        return Cell(None, why="text", text=scrub(text.strip()))
    if indicator.kind == "date":
        return _day(text)
    if isinstance(text, Figure):
        found: frozenset[float] = frozenset({float(text)})
    else:
        found = readings(_undress(text, indicator.kind))
    if not found:
        return Cell(None, _("this is not a number"), _hint(indicator, year), kind="type")
    sound = sorted(value for value in found if _allowed(value, indicator, year))
    if len(sound) == 1:
        return Cell(sound[0])
    if not sound:
        kind = "code" if indicator.codes else "range"
        said = _("this is none of the answers the question allows")
        return Cell(min(found), said, _hint(indicator, year), kind=kind)
    return Cell(
        None,
        _("this can be read as {small} or as {large}").format(small=f"{sound[0]:g}", large=f"{sound[1]:g}"),
        _("Write it without separators of thousands, and with at most two decimals."),
        kind="type",
    )


def _day(text: str) -> Cell:
    day = read_date(text)
    if day is None:
        return Cell(None, _("this is not a date"), _("Write it as 3 Maret 2026 or 2026-03-03."), kind="type")
    return Cell(float(day))


def _coded(text: str, indicator: Indicator) -> float | None:
    """The code that a label, or a code with its label, stands for."""
    if not indicator.codes or isinstance(text, Figure):
        return None
    code = codes_of(indicator).get(" ".join(text.split()).casefold())
    return None if code is None else float(code)


def _undress(text: str, kind: str) -> str:
    """The bare number of "Rp 50.000,-" or "12,5 %"."""
    bare = text.strip().replace("\u00a0", " ")
    if kind == "rupiah":
        bare = _RUPIAH.sub("", bare).removesuffix(",-").removesuffix(",–")
    elif kind == "percent":
        bare = bare.removesuffix("%")
    return bare.strip()


def _allowed(value: float, indicator: Indicator, year: int) -> bool:
    if indicator.codes:
        return value.is_integer() and str(int(value)) in {code for code, _label in indicator.codes}
    low, high = limits(indicator, year)
    if not low <= value <= high:
        return False
    if indicator.kind in ("count", "years"):
        return value.is_integer()
    return indicator.kind != "rupiah" or round(value, 2) == value


def limits(indicator: Indicator, year: int) -> tuple[float, float]:
    """Smallest and largest answer of a question without codes, in the question's unit."""
    spoken = re.search(r"([0-9]+) to ([0-9]+)", indicator.unit)
    if spoken:
        return float(spoken[1]), float(spoken[2])
    return {
        "count": (0.0, float(LARGEST_COUNT)),
        "days": (0.0, float(LARGEST_DAYS)),
        "rupiah": (0.0, float(LARGEST_RUPIAH)),
        "score": (0.0, 100.0),
        "years": (float(FIRST_YEAR), float(year)),
        "percent": (-100.0, 100_000.0),
    }[indicator.kind]


def _hint(indicator: Indicator, year: int) -> str:
    if indicator.codes:
        codes = "; ".join(f"{code} = {label}" for code, label in labelled(indicator, current_language()))
        return _("Answer with one of these codes: {codes}.").format(codes=codes)
    low, high = (f"{limit:.0f}" for limit in limits(indicator, year))
    if indicator.kind in ("count", "years"):
        return _("Give a whole number from {low} to {high}, or leave the cell blank.").format(low=low, high=high)
    return _("Give a number from {low} to {high}, or leave the cell blank.").format(low=low, high=high)
