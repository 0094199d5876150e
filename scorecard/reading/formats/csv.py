"""CSV files: whatever divides their cells, one table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from scorecard.reading.charset import decode
from scorecard.reading.formats.outline import Outline

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_ROWS: Final = 20_000
_DIVIDERS: Final = (",", ";", "\t", "|")


def read_csv(body: bytes, outline: Outline) -> None:
    """A file of divided values as a table; what cannot be divided is lines."""
    text = decode(body[:MAX_BYTES]).replace("\0", "")
    outline.truncated = len(body) > MAX_BYTES
    csv.field_size_limit(MAX_BYTES)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_divider(text)):
            if len(rows) >= MAX_ROWS:
                outline.truncated = True
                break
            rows.append(row)
    except csv.Error:
        outline.truncated = True
    outline.grid(rows)


def _divider(text: str) -> str:
    """What divides the first lines most evenly: the sign that most of them hold equally often."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    best, most = ",", 0
    for sign in _DIVIDERS:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        even = max(counts.values(), default=0)
        if even > most:
            best, most = sign, even
    return best
