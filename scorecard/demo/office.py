"""A workbook and a scan for the demo web; the same input gives the same bytes."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

#: Points of a scanned A4 page at 150 dots per inch, its margin, and the height of a line.
PAGE: Final = (1240, 1754)
MARGIN: Final = 110
LINE: Final = 58
MADE: Final = datetime(2025, 1, 1, tzinfo=UTC)


def write_workbook(sheet: str, rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX file with one sheet; cells of digits are numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell.isdecimal():
                    page.write_number(at, column, int(cell))
                else:
                    page.write_string(at, column, cell)
    return buffer.getvalue()


def write_scan(lines: Sequence[str]) -> bytes:
    """A PDF of one page that is a picture of `lines`: what a scanner makes of a letter."""
    leaf = Image.new("L", PAGE, 255)
    font = ImageFont.load_default(size=32)
    for row, line in enumerate(lines):
        ImageDraw.Draw(leaf).text((MARGIN, MARGIN + row * LINE), line, fill=0, font=font)
    buffer = io.BytesIO()
    made = time.gmtime(MADE.timestamp())
    leaf.save(buffer, "PDF", resolution=150.0, creationDate=made, modDate=made, producer="")
    return buffer.getvalue()
