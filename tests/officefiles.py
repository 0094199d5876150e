"""Tiny office files made by hand: compound files with a Word 97 text or an Excel 97 sheet inside."""

from __future__ import annotations

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file [MS-CFB] with the streams; each is filled up to the size that needs no small sectors."""
    sectors: list[bytes] = []
    fat: list[int] = []
    places: dict[str, tuple[int, int]] = {}
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        data += b"\0" * (-len(data) % SECTOR)
        places[name] = (len(sectors), len(data))
        count = len(data) // SECTOR
        fat += [len(sectors) + at + 1 for at in range(count - 1)] + [END]
        sectors += [data[at * SECTOR : (at + 1) * SECTOR] for at in range(count)]
    entries = [_entry("Root Entry", 5, child=1 if streams else FREE, start=END)]
    for index, (name, (start, size)) in enumerate(places.items(), 1):
        right = index + 1 if index < len(places) else FREE
        entries.append(_entry(name, 2, right=right, start=start, size=size))
    directory = b"".join(entries)
    directory += _entry("", 0) * (-len(entries) % 4)
    first = len(sectors)
    count = len(directory) // SECTOR
    fat += [first + at + 1 for at in range(count - 1)] + [END]
    sectors += [directory[at * SECTOR : (at + 1) * SECTOR] for at in range(count)]
    fat_at = len(sectors)
    fat.append(FAT)
    fat += [FREE] * (-len(fat) % 128)
    assert len(fat) == 128, "one sector of the allocation table is enough for tests"
    sectors.append(struct.pack("<128I", *fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, first, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", fat_at, *([FREE] * 108))
    return header + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int = 0, size: int = 0) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0" if name else b""
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", FREE, right, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)


def word97(text: str, *, flags: int = 0x0200) -> bytes:
    """A Word 97 file whose main text stands in two pieces: one byte a character, then two."""
    half = len(text) // 2
    first, second = text[:half].encode("cp1252"), text[half:].encode("utf-16-le")
    at = 0x600
    main = bytearray(at) + first + second
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<i", main, 0x4C, len(text))
    bounds = struct.pack("<3i", 0, half, len(text))
    pieces = struct.pack("<HIH", 0, 0x40000000 | (at * 2), 0) + struct.pack("<HIH", 0, at + half, 0)
    plc = bounds + pieces
    table = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<Ii", main, 0x01A2, 0, len(table))
    return compound({"WordDocument": bytes(main), "1Table": table})


def excel97(rows: list[list[str | float]]) -> bytes:
    """An Excel workbook of the nineties (BIFF5) with one sheet."""
    bof = _record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))
    sheet_bof = _record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = value.encode("cp1252")
                cells += _record(0x0204, place + struct.pack("<H", len(text)) + text)
            else:
                cells += _record(0x0203, place + struct.pack("<d", value))
    size = _record(0x0200, struct.pack("<HHHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    end = _record(0x000A, b"")
    page = _record(0x0042, struct.pack("<H", 1252))
    name = b"Data"
    bound = len(bof) + len(page) + 4 + 7 + len(name) + len(end)
    named = _record(0x0085, struct.pack("<IBBB", bound, 0, 0, len(name)) + name)
    return compound({"Book": bof + page + named + end + sheet_bof + size + cells + end})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
