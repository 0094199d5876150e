"""The groups into which people are broken down: sexes, age bands, levels of education, fields of work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Final

from scorecard.reading.memory import kept
from scorecard.reading.wording import Wording

_MALE: Final = re.compile(
    r"\b(?:laki\s?[-–]?\s?laki|laki2|lelaki|pria|male|laki)\b|(?:^|[\s(])(?:L|LK)\W*$|\(\s?L\s?\)", re.I
)
_FEMALE: Final = re.compile(
    r"\b(?:perempuan|wanita|female|prempuan|perempun)\b|(?:^|[\s(])(?:P|PR)\W*$|\(\s?P\s?\)", re.I
)
_MALE_WORD: Final = Wording("laki|lelaki|pria|male")
_FEMALE_WORD: Final = Wording("perempu|prempuan|wanita|female")
_DIGIT: Final = re.compile(r"\d")
_BAND: Final = re.compile(
    r"(?<![\d.,/])(?P<low>\d{1,2})\s?(?:-|–|—|s/d|s\.d\.?|sd|sampai(?: dengan)?|hingga|to)\s?"
    r"(?P<high>\d{1,2})(?![\d.,/]*\d)"
)
_OPEN: Final = Wording(
    r"(?<![\d.,])(?P<low>\d{2})\s?(?:\+|(?:tahun|thn|th)?\s?(?:ke ?atas|atau lebih|keatas|lebih|and over))|"
    r"(?:>=?|≥|lebih dari|di ?atas)\s?(?P<over>\d{2})\b",
    re.IGNORECASE,
)
_AGE_WORD: Final = re.compile(r"\b(?:tahun|thn|th|umur|usia|years?|age)\b", re.IGNORECASE)
_LEVELS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("none", r"(?:tidak|belum|tdk)[ /]*(?:/?\s?(?:tidak|belum|pernah))?\s*(?:ber)?sekolah|(?:tidak|belum|tdk)[\s/]*"
                 r"(?:/?\s?(?:tidak|belum|pernah)\s+)?tamat|no schooling|tidak punya ijazah"),
        ("junior", r"\b(?:smp|sltp|mts|menengah pertama|junior)\b"),
        ("vocational", r"\b(?:smk|stm|smea|kejuruan|vocational)\b"),
        ("senior", r"\b(?:sma|slta|smu|menengah atas|senior|ma)\b"),
        ("diploma", r"\bdiploma\b|\bd\s?\.?-?\s?(?:i{1,3}|iv|[1-4])\b|\bakademi\b|sarjana muda"),
        ("university", r"\b(?:universitas|university|sarjana|perguruan tinggi|s\s?\.?-?\s?(?:[123]|i{1,3})|strata|"
                       r"pasca ?sarjana|magister|doktor)\b"),
        ("primary", r"\b(?:sd|sekolah dasar|primary|mi)\b"),
    )
)  # fmt: skip
#: Fields of work, by name: the order decides where two begin at one place.
_FIELDS: Final = {
    "agriculture": r"pertanian|perkebunan|peternakan|kehutanan|perikanan|agricultur|\btani\b",
    "construction": r"bangunan|konstruksi|construction",
    "finance": r"keuangan|asuransi|perbankan|real ?estat|jasa perusahaan|finan",
    "manufacturing": r"industri(?!al)|pengolahan|manufa[ck]tur",
    "mining": r"pertambangan|penggalian|mining",
    "primary": r"\bprimer\b",
    "secondary": r"\bsekunder\b",
    "services": r"\bjasa\b|jasa-jasa|jasa kemasyarakatan|pemerintahan|services",
    "tertiary": r"\btersier\b",
    "trade": r"perdagangan|pedagang|\bhotel|rumah makan|restoran|akomodasi|trade",
    "transport": r"angkutan|transportasi|komunikasi|pergudangan|penggudangan|transport",
    "utilities": r"\blistrik|\bgas\b|air (?:bersih|minum)|pengadaan air|electricity",
}
_FIELD: Final = Wording("|".join(f"(?P<{name}>{pattern})" for name, pattern in _FIELDS.items()))
#: Without one of its stems no text names a level.
_GAPS: Final = tuple(map("".join, product(("", " "), ("", "."), ("", "-"), ("", " "))))
_LEVEL_STEMS: Final = (
    "schooling sekolah tamat ijazah junior menengah mts sltp smp kejuruan smea smk stm vocational ma senior slta smu "
    "mi primary sd diploma akademi sarjana universit perguruan strata magister doktor"
)
_ANY_LEVEL: Final = Wording(
    "|".join(pattern.pattern for _name, pattern in _LEVELS),
    stems=(*_LEVEL_STEMS.split(), *(f"{letter}{gap}{grade}" for letter in "ds" for gap in _GAPS for grade in "i1234")),
)


@kept(1024)
def sex_of(text: str) -> str:
    """ "male" or "female" where the words name one of the two, "" where they name both or none."""
    short = "(" in text
    male = (short or _MALE_WORD.may_stand(text) or _ends_in(text, "lLkK")) and _MALE.search(text)
    female = (short or _FEMALE_WORD.may_stand(text) or _ends_in(text, "pPrR")) and _FEMALE.search(text)
    if bool(male) is bool(female):
        return ""
    return "male" if male else "female"


def names_both(text: str) -> bool:
    """Whether words name both sexes, as a line of column heads does."""
    return bool(_MALE.search(text) and _FEMALE.search(text))


def _ends_in(text: str, letters: str) -> bool:
    """Whether the last letter or digit of a text is one of `letters`."""
    last = next((char for char in reversed(text) if char.isalnum() or char == "_"), "")
    return bool(last) and last in letters


@kept(1024)
def band_of(text: str) -> str:
    """The age band that words name: "0-4", "75+"; "" where they name none.

    Two bare numbers count as a band where nothing else stands beside them or a word of age does.
    """
    if _DIGIT.search(text) is None:
        return ""
    match = _BAND.search(text)
    if match and int(match["low"]) < int(match["high"]):
        rest = (text[: match.start()] + text[match.end() :]).strip(" .:|()")
        if not rest or _AGE_WORD.search(rest):
            return f"{int(match['low'])}-{int(match['high'])}"
    over = _OPEN.search(text)
    if over and (_AGE_WORD.search(text) or not any(map(str.isalpha, text))):
        return f"{int(over['low'] or over['over'])}+"
    return ""


def band_count(bands: Iterable[str]) -> int:
    """How many bands split an age pyramid: ranges, and one open end above them."""
    names = set(bands)
    ranges = [band for band in names if "-" in band]
    return len(ranges) + bool(ranges and any(band.endswith("+") for band in names))


@kept(1024)
def level_of(text: str) -> str:
    """The level of education that words name first; "" for none."""
    if not _ANY_LEVEL.may_stand(text):
        return ""
    return next((name for name, pattern in _LEVELS if pattern.search(text)), "")


@kept(1024)
def field_of(text: str) -> str:
    """The field of work that words name first; "" for none."""
    found = _FIELD.search(text)
    return str(found.lastgroup) if found else ""
