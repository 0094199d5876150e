"""Word's binary files (97 to 2003), as [MS-DOC] lays them out: the text pieces of the main document.

Formatting is left alone but for what the text itself carries: ends of paragraphs, cells and pages.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Final

import olefile  # type: ignore[import-untyped]  # ships no types

from scorecard.reading.formats.outline import MAX_COLUMNS, Outline

#: Bytes of one stream that are read.
MAX_STREAM: Final = 32 * 1024 * 1024
_WORD: Final = 0xA5EC
_CELL, _PARAGRAPH, _PAGE = "\x07", "\r", "\x0c"
_FIELD, _FIELD_TEXT, _FIELD_END = "\x13", "\x14", "\x15"
_PLAIN: Final = str.maketrans({"\x0b": " ", "\x1e": "-", "\x1f": None, "\x01": None, "\x08": None, "\xa0": " "})


def read_word97(body: bytes, outline: Outline) -> None:
    """Paragraphs and tables. A file that is locked or older than Word 97 gives nothing, marked truncated."""
    with olefile.OleFileIO(io.BytesIO(body)) as file:
        main = file.openstream("WordDocument").read(MAX_STREAM)
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        magic = struct.unpack_from("<H", main, 0)[0]
        name = "1Table" if flags & 0x0200 else "0Table"
        if magic != _WORD or flags & 0x0100 or not file.exists(name):
            outline.truncated = True
            return
        table = file.openstream(name).read(MAX_STREAM)
    length = struct.unpack_from("<i", main, 0x4C)[0]
    at, size = struct.unpack_from("<Ii", main, 0x01A2)
    _write(_without_fields("".join(_pieces(main, table[at : at + size]))[: max(0, length)]), outline)


def _pieces(main: bytes, clx: bytes) -> Iterator[str]:
    """The text in order: of one byte a character (cp1252) or two (UTF-16), as each piece says."""
    at = 0
    while at < len(clx) and clx[at] == 1:  # formatting that pieces share
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        return
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}i", plc, 0)
    for index in range(count):
        place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)[0]
        length = bounds[index + 1] - bounds[index]
        if length < 0:
            return
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            yield main[start : start + length].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * length].decode("utf-16-le", "replace")


def _without_fields(text: str) -> str:
    """The text with what fields show and without their instructions."""
    kept: list[str] = []
    hidden: list[bool] = []  # of each open field, whether its instructions still run
    for char in text:
        if char == _FIELD:
            hidden.append(True)
        elif char == _FIELD_TEXT and hidden:
            hidden[-1] = False
        elif char == _FIELD_END and hidden:
            hidden.pop()
        elif not any(hidden):
            kept.append(char)
    return "".join(kept)


def _write(text: str, outline: Outline) -> None:
    """Paragraphs and tables. Every cell ends in a mark, and every row in one more; a cell may hold paragraphs."""
    cells: list[str] = []
    *marked, rest = text.split(_CELL)
    for part in marked:
        if not cells or not cells[-1]:  # a row may end here: whole paragraphs stand outside the table
            free, _, part = part.rpartition(_PARAGRAPH)
            if free:
                _end_table(cells, outline)
                cells = []
                _paragraphs(free, outline)
        cells.append(part.replace(_PARAGRAPH, " ").replace(_PAGE, " ").translate(_PLAIN).strip())
    _end_table(cells, outline)
    _paragraphs(rest, outline)


def _paragraphs(text: str, outline: Outline) -> None:
    for paragraph in text.split(_PARAGRAPH):
        for turn, part in enumerate(paragraph.split(_PAGE)):
            outline.page += turn > 0
            outline.paragraph(part.translate(_PLAIN))


def _end_table(cells: list[str], outline: Outline) -> None:
    """Rows of equal width where the marks allow that, else as empty cells divide them."""
    count = len(cells)
    for width in range(2, min(count, MAX_COLUMNS) + 1):
        if count % width == 0 and not any(cells[width - 1 :: width]):
            outline.table([cells[at : at + width - 1] for at in range(0, count, width)])
            return
    rows: list[list[str]] = [[]]
    for cell in cells:
        rows.append([]) if not cell else rows[-1].append(cell)
    outline.table(rows)
