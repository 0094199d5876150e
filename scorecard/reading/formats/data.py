"""JSON, as interfaces of data portals answer: lists of records become tables, other fields lines.

Pages that scripts fill and charts that scripts draw get their values so; a rule reads them as any table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from scorecard.reading.charset import decode
from scorecard.reading.formats.outline import MAX_COLUMNS, Outline

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_DEPTH: Final = 8
MAX_ROWS: Final = 5_000
#: Records of a list that are looked at for the names of its columns.
_SAMPLE: Final = 50


def read_data(body: bytes, outline: Outline) -> None:
    """Records as tables under the name of the field that holds them; what is no JSON is lines of text."""
    text = decode(body[:MAX_BYTES])
    outline.truncated = len(body) > MAX_BYTES
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        for line in text.splitlines():
            outline.paragraph(line)
        return
    _write(found, "", outline, 0)


def _write(value: Any, name: str, outline: Outline, depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, Mapping):
        plain = [(key, one) for key, one in value.items() if _is_plain(one)]
        if name and plain:
            outline.heading(_words(name), depth + 1)
        for key, one in plain:
            outline.paragraph(f"{_words(key)}: {_text(one)}")
        for key, one in value.items():
            if not _is_plain(one):
                _write(one, key, outline, depth + 1)
    elif isinstance(value, list) and value:
        _write_list(value, name, outline, depth)


def _write_list(values: Sequence[Any], name: str, outline: Outline, depth: int) -> None:
    outline.heading(_words(name), depth + 1)
    records = [one for one in values[:MAX_ROWS] if isinstance(one, Mapping)]
    lists = [one for one in values[:MAX_ROWS] if isinstance(one, list)]
    outline.truncated = outline.truncated or len(values) > MAX_ROWS
    if records:
        outline.table(list(_table(records)))
        for record in records[:_SAMPLE]:
            for key, one in record.items():
                if isinstance(one, list) and one:
                    _write(one, key, outline, depth + 1)
    elif lists:
        outline.table([[_text(cell) for cell in row if _is_plain(cell)] for row in lists])
    else:
        outline.table([[_words(name) or "-", *(_text(one) for one in values[: MAX_COLUMNS - 1] if _is_plain(one))]])


def _table(records: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """A header of the fields and a row a record; fields of a record in a record are columns of their own."""
    flat = [_flattened(record) for record in records]
    names = list(dict.fromkeys(name for record in flat[:_SAMPLE] for name in record))[:MAX_COLUMNS]
    yield [_words(name) for name in names]
    for record in flat:
        yield [record.get(name, "") for name in names]


def _flattened(record: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in record.items():
        if _is_plain(value):
            found[name] = _text(value)
        elif isinstance(value, Mapping):
            found |= {f"{name} {key}": _text(one) for key, one in value.items() if _is_plain(one)}
    return found


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value)


def _words(name: str) -> str:
    """A field's name as words: "jumlah_penduduk" and "jumlahPenduduk" say the same."""
    spaced = "".join(f" {char}" if char.isupper() and before.islower() else char for before, char in _pairs(name))
    return " ".join(spaced.replace("_", " ").replace("-", " ").split())


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    return zip(f" {name}", name, strict=False)
