"""What a file is by its bytes; names and content types of servers are asked only where bytes say nothing."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final
from urllib.parse import unquote, urlsplit

#: First bytes of what can be read, "" for families that need a closer look.
_STARTS: Final = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
#: A member that only one kind of file has.
_MEMBERS: Final = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsx"))
#: Content types under which interfaces answer with JSON beside its own.
_UNSAID: Final = frozenset({"", "text/plain", "text/html", "text/javascript", "application/octet-stream"})
_JSON: Final = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"\d\]-]")
_CSV: Final = re.compile(r"\.csv$", re.IGNORECASE)
#: Members looked through, and bytes that all of them may unpack to.
MAX_MEMBERS: Final = 5_000
MAX_UNPACKED: Final = 400 * 1024 * 1024


def kind_of(body: bytes, content_type: str = "", url: str = "") -> str:
    """The kind of a file: pdf, zip, ole, rtf, image, csv or json; "" for what is none of these.

    `zip` and `ole` are families: `member_kind` and `stream_kind` look closer, where it can do no harm.
    """
    start = body[:1024].lstrip()
    for sign, kind in _STARTS:
        if start.startswith(sign) or body.startswith(sign):
            return kind
    declared = content_type.partition(";")[0].strip().lower()
    if _JSON.match(start) and (declared.endswith("json") or declared in _UNSAID):
        return "json"
    named = declared in ("text/csv", "application/csv", "text/tab-separated-values") or bool(_CSV.search(_path(url)))
    return "csv" if named and b"\0" not in start and not start.startswith(b"<") and "html" not in declared else ""


def member_kind(body: bytes) -> str:
    """What a zip archive is: docx, xlsx, ods, or zip; "" where it cannot be opened or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            names = {entry.filename for entry in members[:MAX_MEMBERS]}
            if sum(entry.file_size for entry in members) > MAX_UNPACKED:
                return "zip" if not names & {name for name, _kind in _MEMBERS} and "mimetype" not in names else ""
            for name, kind in _MEMBERS:
                if name in names:
                    return kind
            if "mimetype" in names and "content.xml" in names:
                with archive.open("mimetype") as stream:
                    return "ods" if b"spreadsheet" in stream.read(200) else "zip"
            return "zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return ""


def stream_kind(names: list[str]) -> str:
    """What a compound file is by the names of its streams: doc, xls, or ""."""
    lowered = {name.lower() for name in names}
    if "worddocument" in lowered:
        return "doc"
    return "xls" if lowered & {"workbook", "book"} else ""


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path)
    except ValueError:
        return ""
