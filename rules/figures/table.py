"""Rows and columns of a table as figures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from rules.figures.dataset import SUBJECT, Figure
from scorecard.reading import Page
from scorecard.reading.memory import kept
from scorecard.reading.numbers import is_empty, is_year, number
from scorecard.reading.page import Block, Row

_RUNNING: Final = frozenset({"no", "no.", "#", "nomor", "urut", "no urut", "rank", "peringkat", "id"})
_CODES: Final = ("kode", "code", "id ", "nip", "nik", "telp", "telepon", "hp", "kode pos")
_MARK: Final = re.compile(r"\(?(?:[ivxIVX]{1,5}|[A-Za-z]|\d{1,3}(?:\.\d{1,2})*)\s?[.)]+\s*")  # "IV.", "a)"
#: How long something is kept or takes: "5 tahun", "14 hari kerja".
_TERM: Final = re.compile(
    r"\s*(?:\d\s?(?:tahun|thn)|\d{1,3}\s?(?:bulan|minggu|hari|jam|menit)(?: kerja)?)\s*", re.IGNORECASE
)
_FILE: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|rar|jpe?g|png|csv)\W*$", re.IGNORECASE)
_THOUSANDS: Final = re.compile(r"\s*[1-9]\d{0,2},\d{3}\s*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_LONGEST_KEPT: Final = 80
_BETWEEN: Final = re.compile(r"(?<=\d)_(?=\d)")
Grid = tuple[tuple[Figure, ...], tuple[Figure, ...], tuple[str, ...]]


def read_grid(page: Page, index: int, blocks: Sequence[Block]) -> Grid:
    """Rows, columns and column heads of the table `index`, whose blocks are `blocks`."""
    table = page.table(index)
    body = list(table.body)
    heads = [spoken(head) for head in table.header]
    head_rows = len(table.rows) - len(body)
    while _heads_below(body):
        heads = _joined(heads, body.pop(0).cells)
        head_rows += 1
    spans = _spans(page, table.rows, blocks)
    rows: list[Figure] = []
    columns: dict[int, list[float]] = {}
    subject = ""
    english = _is_english(body)
    for at, row in enumerate(body):
        start, end = spans[min(head_rows + at, len(spans) - 1)]
        names = tuple(spoken(cell[:300]) for cell in dict.fromkeys(row.cells) if _is_name(cell))
        found = _values(row, heads)
        if english:
            found = [(i, value * 1000 if _THOUSANDS.fullmatch(row.cells[i]) else value) for i, value in found]
        if names and SUBJECT.search(names[0]):
            subject = names[0]
        for position, value in found:
            columns.setdefault(position, []).append(value)
        values = tuple((value, heads[i] if i < len(heads) else "") for i, value in found if value)
        if names or values:
            rows.append(
                Figure(
                    names,
                    tuple(value for value, _head in values),
                    tuple(head for _value, head in values),
                    subject,
                    start,
                    end,
                    " | ".join(row.cells)[:600],
                )
            )
    return tuple(rows), tuple(_columns(heads, columns, spans, head_rows)), tuple(heads)


def _is_english(body: Sequence[Row]) -> bool:
    """Whether commas open groups of three digits: in every number of a table that has a comma, and in many."""
    cells = [cell for row in body[:60] for cell in row.cells if "," in cell and number(cell) is not None]
    return len(cells) > 2 and all(map(_THOUSANDS.fullmatch, cells))


def spoken(name: str) -> str:
    """A column name of an open-data file as words: "usia_0_14" is "usia 0-14"."""
    return _BETWEEN.sub("-", name).replace("_", " ")


def _columns(
    heads: Sequence[str], columns: dict[int, list[float]], spans: Sequence[tuple[int, int]], head_rows: int
) -> list[Figure]:
    first = spans[0][0]
    last = spans[min(head_rows, len(spans) - 1)][1]
    if last - first > 300:
        last = max(spans[0][1], first + 300)
    found = []
    for position, head in enumerate(heads):
        values = tuple(value for value in columns.get(position, ()) if value)
        if not is_year(head):
            found.append(Figure((head,), values, (), head if SUBJECT.search(head) else "", first, last, head))
    return found


def _is_name(cell: str) -> bool:
    return _asked(cell)[0]


def _value(cell: str) -> float | None:
    """A cell's number, unless it is an age band, a term or a file's name."""
    return _asked(cell)[1]


def _asked(cell: str) -> tuple[bool, float | None]:
    return _known(cell) if len(cell) <= _LONGEST_KEPT else _read(cell)


def _read(cell: str) -> tuple[bool, float | None]:
    """Whether a cell names something, and its value."""
    if is_empty(cell):
        return False, None
    band, value = _is_band(cell), number(cell)
    if value is not None:
        return False, None if band or _TERM.fullmatch(cell) or _FILE.search(cell) else value
    return band or (_LETTER.search(cell) is not None and not _MARK.fullmatch(cell)), None


#: Cells repeat within a table, and each is asked for its name and for its value.
_known = kept(4096)(_read)


def _is_band(cell: str) -> bool:
    """An age band: "0-4", "75+", ">= 65"."""
    flat = cell.replace(" ", "")
    return 2 <= len(flat) <= 9 and any(char in flat for char in "-–—+<>≥≤") and flat.strip("-–—+<>≥≤=").replace(
        "-", ""
    ).replace("–", "").isdigit() and flat[:1] not in "-–—"  # fmt: skip


def _values(row: Row, heads: Sequence[str]) -> list[tuple[int, float]]:
    """Positions and values of a row's figures: no running marks, codes and years that only date it."""
    label_at = next((i for i, cell in enumerate(row.cells) if _is_name(cell)), -1)
    found = []
    for i, cell in enumerate(row.cells):
        value = _value(cell)
        if value is None:
            continue
        head = heads[i].casefold().strip(" .:") if i < len(heads) else ""
        if head in _RUNNING or any(code in head for code in _CODES):
            continue
        if i < label_at and i == 0 and (not head or (value < 1000 and value == int(value) and not _counts(head))):
            continue
        dates = "tahun" in head or "year" in head or not head or label_at < 0 or i < label_at
        if dates and is_year(cell) and not any(map(is_year, head.split())):
            continue
        found.append((i, value))
    return found


def _counts(head: str) -> bool:
    return "jumlah" in head or "total" in head or any(map(is_year, head.split()))


def _heads_below(body: Sequence[Row]) -> bool:
    """Whether the first body row is a second line of heads: words over the numbers of the next."""
    if len(body) < 2:
        return False
    heads, below = body[0].cells, body[1].cells
    counted = [i for i, cell in enumerate(below) if number(cell) is not None and i < len(heads)]
    named = [i for i in counted if _is_name(heads[i]) and len(heads[i]) < 60]
    return len({heads[i] for i in named}) > 1 and len(named) >= len(counted) - 1


def _joined(heads: Sequence[str], cells: Sequence[str]) -> list[str]:
    told = ("" if is_empty(cell) else cell for cell in cells)
    pairs = itertools.zip_longest(heads, told, fillvalue="")
    return [" ".join(dict.fromkeys(filter(None, pair))) for pair in pairs]


def _spans(page: Page, rows: Sequence[Row], blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Where each row stands in the page's text: row blocks one by one, else by searching the cells."""
    lines = [block for block in blocks if block.tag == "tr"]
    if len(lines) == len(rows) and len(lines) == len(blocks):
        return [(block.start, block.end) for block in lines]
    last = blocks[-1].end
    cursor = blocks[0].start
    starts = []
    for row in rows:
        places = [page.text.find(cell[:60], cursor, last) for cell in dict.fromkeys(row.cells) if len(cell) > 1]
        near = [place for place in places if 0 <= place < cursor + 1500]
        cursor = min(near, default=cursor)
        starts.append(cursor)
        cursor = min(cursor + 1, last)
    starts.append(last + 1)
    return [(start, max(start + 1, min(after - 1, last))) for start, after in itertools.pairwise(starts)] or [
        (blocks[0].start, last)
    ]
