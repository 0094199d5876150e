"""Budget tables: rows of revenue, spending and financing with their amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rules.figures import Dataset, Figure, relevant
from scorecard.reading import Page
from scorecard.reading.numbers import numbers_in
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

_MARK: Final = (
    r"\W*(?:[\dIVXivx.]{1,8}[.)]?\s+)?(?:(?:jumlah|total|realisasi|anggaran|target|rencana|besaran|nilai|pagu)\s+){0,2}"
)
_REVENUE: Final = re.compile(
    _MARK + r"(?:pendapatan(?:\s+(?:asli\s+daerah|daerah|transfer|lain\W*lain.{0,40}))?|pad|dana\s+perimbangan|"
    r"pajak\s+(?:daerah|hotel|restoran|hiburan|reklame|penerangan\s+jalan|parkir|air\s+tanah|bumi.{0,30})|"
    r"retribusi\s+(?:daerah|jasa\s+\w+|imb|pbg|perizinan\s+tertentu|pelayanan\s+\w+|izin\s+\w+|persetujuan\s+\w+\s+\w+|"
    r"penggunaan\s.{3,30}|pemakaian\s.{3,30})|retribusi\s+-\s+[^|]{3,40}|pendapatan\s+daerah.{0,12})\W*"
    r"(?:\(.{0,30}\)|\||$|\d|tahun|yang sah|rp\b)", re.IGNORECASE,
)  # fmt: skip
_SPENDING: Final = re.compile(
    _MARK + r"(?:belanja(?:\s+(?:daerah|operasi|modal|langsung|tidak\s+langsung|pegawai|barang.{0,20}|"
    r"transfer|tidak\s+terduga))?|"
    r"pembiayaan(?:\s+(?:daerah|netto|neto))?|penerimaan\s+pembiayaan|surplus.{0,20}|defisit|silpa.{0,30})"
    r"\W*(?:\(.{0,30}\)|\||$|\d|tahun|rp\b)",
    re.IGNORECASE,
)  # fmt: skip
_TOPIC: Final = Wording(
    r"apb[dk]|anggaran|\bpad\b|realisasi|keuangan daerah|pendapatan (?:asli )?daerah|pendapatan dan belanja|"
    r"belanja daerah",
    re.IGNORECASE,
)
_RATE: Final = re.compile(r"persen\w*|presentase|rasio|\btingkat\b|pertumbuhan|kontribusi|terhadap", re.IGNORECASE)
_UNIT: Final = re.compile(r"\brp\b|rupiah|juta|\bjt\b|mil[iy]ar|tril[iy]+un", re.IGNORECASE)
_LARGE_UNIT: Final = re.compile(r"\brp\b.{0,4}\d[\d.,]*\s?(?:mil[iy]ar|tril[iy]+un|t\b)", re.IGNORECASE)
#: Amounts in rupiah have at least seven digits; under a unit of money less will do.
_LEAST: Final = 1_000_000.0


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A table with budget rows: the span of the first of them, and whether revenue and spending both stand there."""

    start: int
    end: int
    both_sides: bool


def budget_tables(page: Page, seen: Seen) -> Iterator[BudgetTable]:
    """Tables, lists and lines on the budget that hold amounts."""
    for dataset in relevant(page, seen, "budget", "sides", "report"):
        if not _TOPIC.search(dataset.over):
            continue
        revenue = [row for row in dataset.filled if _REVENUE.match(row.label) and _is_amount(dataset, row)]
        spending = [row for row in dataset.filled if _SPENDING.match(row.label) and _is_amount(dataset, row)]
        rows = sorted((*revenue, *spending), key=lambda row: row.start)
        if rows:
            yield BudgetTable(rows[0].start, rows[0].end, bool(revenue and spending))


def has_amounts(text: str) -> bool:
    """Whether at least three amounts of a budget's size stand in a text."""
    large = (entry for entry in numbers_in(text[:60_000]) if entry.value >= _LEAST)
    return sum(1 for _entry, _i in zip(large, range(3), strict=False)) >= 3


def _is_amount(dataset: Dataset, row: Figure) -> bool:
    if _RATE.search(row.words):
        return False
    money = _UNIT.search(" ".join((row.words, *row.heads, dataset.over)))
    least = 0.1 if _LARGE_UNIT.search(row.text) else 10.0 if money else _LEAST
    return max(row.values) >= least
