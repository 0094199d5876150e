"""Days as Indonesians and machines write them."""

from __future__ import annotations

import re
from typing import Final

MONTHS: Final = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "feb"),
    ("maret", "march", "mar"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("agustus", "august", "agu", "agt", "aug"),
    ("september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nopember", "nov", "nop"),
    ("desember", "december", "des", "dec"),
)
_NUMBER: Final = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
_DAY: Final = re.compile(r"([0-9]{1,2})[\s./-]+([0-9]{1,2}|[A-Za-z]+)[\s./-]+([0-9]{4})(?:[T ].*)?", re.ASCII)
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ].*)?", re.ASCII)


def read_date(text: str) -> int | None:
    """A day as yyyymmdd, from "3 Maret 2026", "03/04/2026" (day first, as Indonesia writes) or ISO; else None."""
    found = _ISO.fullmatch(text.strip())
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY.fullmatch(text.strip()):
        named = found[2].casefold()
        year, month, day = int(found[3]), int(named) if named.isdigit() else _NUMBER.get(named, 0), int(found[1])
    else:
        return None
    longest = 29 if month == 2 and year % 4 == 0 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[(month - 1) % 12]
    return year * 10_000 + month * 100 + day if 1 <= month <= 12 and 1 <= day <= longest else None
