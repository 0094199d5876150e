"""WARC files, the one place that touches warcio: responses in, responses out, nothing collected ever lost.

Bodies are kept as they came over the wire (content encoding included, transfer encoding undone) and
are decoded, within bounds, when they are read. A record is one gzip member, so that any record can be
read at its offset and a torn tail can be cut off without touching the rest.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

import brotli  # type: ignore[import-untyped,unused-ignore]  # ships no types
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

#: Bytes of a body after its content encoding is undone; the rest is left out and the body marked.
MAX_BODY: Final = 32 * 1024 * 1024
#: Bytes one gzip member of a foreign archive may grow to.
MAX_MEMBER: Final = 512 * 1024 * 1024
#: Bytes after which the writer begins a new file.
MAX_FILE: Final = 1024 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_GZIP: Final = b"\x1f\x8b\x08"
_SPECIAL: Final = frozenset("\r\n\0")

Headers = tuple[tuple[str, str], ...]


class BrokenRecordError(Exception):
    """A record that is cut, unreadable or not a response; it costs itself only."""


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One response record. `body` is decoded; `truncated` says that some of it is missing."""

    url: str
    status: int
    headers: Headers
    body: bytes
    captured_at: str  # ISO 8601, UTC
    record_id: str  # urn:uuid:...
    payload_digest: str  # sha1:BASE32, over the body as it came
    truncated: bool = False

    def header(self, name: str) -> str:
        """The first header of that name, in any case; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent."""
        return self.header("content-type")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a response record lies: `length` bytes at `offset` of `file` (a name in the writer's folder)."""

    file: str
    offset: int
    length: int
    end: int  # offset behind the request record that belongs to it
    record_id: str
    payload_digest: str


class Writer:
    """Appends request and response records to numbered files of one folder; one writer a folder.

    `next_number` is the first file it opens if that does not exist yet, else it goes on in the newest.
    """

    def __init__(self, directory: Path, *, software: str, max_bytes: int = MAX_FILE) -> None:
        self.directory = directory
        self.software = software
        self.max_bytes = max_bytes
        numbers = [number for path in directory.glob("captures-*.warc.gz") if (number := _number(path)) > 0]
        self._number = max(numbers, default=1)
        self._file: IO[bytes] | None = None

    @property
    def path(self) -> Path:
        """The file now written to."""
        return self.directory / f"captures-{self._number:05d}.warc.gz"

    def begin_file(self) -> None:
        """Leave the current file as it is and go on in a new one."""
        self.close()
        self._number += 1

    def write(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        captured_at: str,
        request_headers: Sequence[tuple[str, str]] = (),
        truncated: str = "",
    ) -> Location:
        """Write a response and its request; when this returns, the bytes are with the operating system.

        `truncated` is WARC-Truncated's reason ("disconnect", "length", "time") where the body was cut short.
        """
        file = self._open()
        offset = file.tell()
        response, identifier, digest = _response_record(url, status, headers, body, captured_at, truncated)
        request = _request_record(url, request_headers, captured_at, identifier)
        packed = _member(response, level=1 if _packed(headers) else 6)
        file.write(packed + _member(request))
        file.flush()
        end = file.tell()
        location = Location(self.path.name, offset, len(packed), end, identifier.strip("<>"), digest)
        if end >= self.max_bytes:
            self.begin_file()
        return location

    def close(self) -> None:
        """Put everything on the disk and close the file."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        if self._file is None:
            self._file = self.path.open("ab")
            if self._file.tell() == 0:
                self._file.write(_member(_warcinfo(self.path.name, self.software)))
        return self._file


def now() -> str:
    """This second in UTC, as WARC-Date writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def digest_of(body: bytes) -> str:
    """WARC-Payload-Digest of a body."""
    return f"sha1:{b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode('ascii')}"


def read_at(file: Path, offset: int, length: int | None = None) -> ArchivedResponse:
    """The response record at an offset. Raises ScorecardError where the bytes are missing or cut."""
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            return _first(BytesIO(stream.read(length)) if length else stream, 0 if length else offset)
    except (OSError, BrokenRecordError, StopIteration) as error:
        raise ScorecardError(
            _("an archived response cannot be read ({error})").format(error=error or "-"),
            where=f"{file}:{offset}",
            remedy=_("Restore this archive file from a copy, or crawl the region again with --fresh."),
        ) from error


def _first(stream: IO[bytes], offset: int) -> ArchivedResponse:
    """The response in the gzip member at an offset; raises BrokenRecordError or StopIteration."""
    for _start, content, problem in _members(stream, offset):
        if problem:
            raise BrokenRecordError(problem)
        with content:
            return next(_responses(content))
    raise BrokenRecordError("the file ends before this record")


def scan(path: Path, on_broken: Callable[[int, str], None] | None = None) -> Iterator[ArchivedResponse]:
    """Every response of a WARC, gzip or plain, ours or foreign, in order.

    A cut or broken record costs that record: `on_broken(offset, problem)` is told and reading goes on
    at the next. Raises ScorecardError where the file cannot be opened or holds no record at all.
    """
    report = on_broken or _say_nothing
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ScorecardError(
            _("the archive cannot be opened ({error})").format(error=error.strerror),
            where=str(path),
            remedy=_("Check the path and that the file may be read."),
        ) from error
    with stream:
        start = stream.read(3)
        stream.seek(0)
        if start == _GZIP:
            yield from _scan_members(stream, report)
        elif start == b"WAR":
            yield from _responses(stream, report)
        else:
            raise ScorecardError(
                _("this is no WARC file"),
                where=str(path),
                remedy=_("Name files that end in .warc or .warc.gz, as crawlers write them."),
            )


def repair(path: Path) -> int:
    """Cut off what follows the last complete gzip member; returns the number of bytes cut."""
    good = 0
    with path.open("rb") as stream:
        for _start, content, problem in _members(stream, 0):
            if problem:
                break
            content.close()
            good = stream.tell()
    size = path.stat().st_size
    if good < size:
        os.truncate(path, good)
    return size - good


def decode(body: bytes, encoding: str, limit: int = MAX_BODY) -> tuple[bytes, bool]:
    """`body` without its content encoding and whether it was cut: at `limit` bytes or where it broke.

    Encodings it does not know leave the body as it is. Never raises, never holds more than the limit
    and one step of the decoder.
    """
    cut = False
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()][:3]):
        if name in ("gzip", "x-gzip"):
            body, broken = _inflate(body, 31, limit)
        elif name == "deflate":
            whole, broken = _inflate(body, 15, limit)
            body, broken = (whole, broken) if whole or not broken else _inflate(body, -15, limit)
        elif name == "br":
            body, broken = _unbrotli(body, limit)
        else:
            broken = False
        cut = cut or broken
    return body[:limit], cut or len(body) > limit


def _inflate(data: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    if window == 31 and data[:2] != _GZIP[:2]:
        return data, False  # named gzip, and is not: servers do that
    out = bytearray()
    rest = data
    while rest and len(out) <= limit:
        inflater = zlib.decompressobj(window)
        try:
            out += inflater.decompress(rest, limit + 1 - len(out))
            while inflater.unconsumed_tail and len(out) <= limit:
                out += inflater.decompress(inflater.unconsumed_tail, limit + 1 - len(out))
        except zlib.error:
            return bytes(out), bool(len(rest) == len(data))
        if not inflater.eof:
            return bytes(out), True
        rest = inflater.unused_data if window == 31 and inflater.unused_data[:2] == _GZIP[:2] else b""
    return bytes(out), len(out) > limit


def _unbrotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(data, output_buffer_limit=limit + 1)
        while not decoder.is_finished() and not decoder.can_accept_more_data() and len(out) <= limit:
            out += decoder.process(b"", output_buffer_limit=limit + 1 - len(out))
    except brotli.error:
        return (bytes(out), True) if out else (data, False)
    return bytes(out), not decoder.is_finished()


# ---- reading records ----------------------------------------------------------------------------


def _scan_members(stream: IO[bytes], report: Callable[[int, str], None]) -> Iterator[ArchivedResponse]:
    for offset, content, problem in _members(stream, 0):
        if problem:
            report(offset, problem)
            continue
        with content:
            yield from _responses(content, partial(_report_member, report, offset))


def _report_member(report: Callable[[int, str], None], offset: int, _inner: int, problem: str) -> None:
    report(offset, problem)


def _members(stream: IO[bytes], offset: int) -> Iterator[tuple[int, IO[bytes], str]]:
    """Gzip members as (offset, content, problem); the stream stands behind each when it is yielded."""
    while True:
        stream.seek(offset)
        if not stream.read(1):
            return
        stream.seek(offset)
        content: IO[bytes] = SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - the caller closes it
        consumed, problem = _unpack(stream, content)
        if problem:
            yield offset, BytesIO(), problem
            offset = _next_magic(stream, offset + 1)
            if offset < 0:
                return
            continue
        offset += consumed
        stream.seek(offset)
        content.seek(0)
        yield offset - consumed, content, ""


def _unpack(stream: IO[bytes], content: IO[bytes]) -> tuple[int, str]:
    """One member into `content`: compressed bytes consumed, and what went wrong."""
    inflater = zlib.decompressobj(31)
    read = 0
    try:
        while not inflater.eof:
            chunk = inflater.unconsumed_tail or stream.read(_CHUNK)
            if not chunk:
                return read, "the file ends inside this record"
            read += 0 if inflater.unconsumed_tail else len(chunk)
            content.write(inflater.decompress(chunk, 1 << 20))
            if content.tell() > MAX_MEMBER:
                return read, "the record unpacks to more than the limit"
    except zlib.error as error:
        return read, str(error)
    return read - len(inflater.unused_data), ""


def _next_magic(stream: IO[bytes], offset: int) -> int:
    """Offset of the next gzip member's first bytes, or -1."""
    stream.seek(offset)
    tail = b""
    while chunk := stream.read(_CHUNK):
        found = (tail + chunk).find(_GZIP)
        if found >= 0:
            return offset - len(tail) + found
        offset += len(chunk)
        tail = chunk[-2:]
    return -1


def _responses(stream: IO[bytes], report: Callable[[int, str], None] | None = None) -> Iterator[ArchivedResponse]:
    """Responses of an unpacked stream of records. Without `report` a broken one raises BrokenRecordError."""
    loader = ArcWarcRecordLoader(verify_http=False)
    while (offset := _skip_to_record(stream)) >= 0:
        try:
            record = loader.parse_record_stream(stream, known_format="warc")
            found = _response(record) if record.rec_type == "response" else None
            _drain(record)
        except BrokenRecordError as error:
            _refuse(report, offset, str(error))
            found = None
        except Exception as error:  # noqa: BLE001 - warcio raises whatever a hostile header makes it meet
            _refuse(report, offset, f"{type(error).__name__}: {error}")
            stream.seek(offset + 1)
            found = None
        if found is not None:
            yield found


def _say_nothing(_offset: int, _problem: str) -> None:
    pass


def _refuse(report: Callable[[int, str], None] | None, offset: int, problem: str) -> None:
    if report is None:
        raise BrokenRecordError(problem)
    report(offset, problem)


def _skip_to_record(stream: IO[bytes]) -> int:
    """Move to the next line that begins a record; its offset, or -1 at the end."""
    while True:
        offset = stream.tell()
        line = stream.readline(_CHUNK)
        if not line:
            return -1
        if line.startswith(b"WARC/"):
            stream.seek(offset)
            return offset


def _drain(record: Any) -> None:
    while record.raw_stream.read(_CHUNK):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise BrokenRecordError("the file ends inside this record")


def _response(record: Any) -> ArchivedResponse | None:
    """A parsed response record with its body; None for what is no HTTP response (dns: and such)."""
    if record.http_headers is None:
        return None
    head = record.rec_headers
    raw = record.raw_stream.read(MAX_BODY + 1)
    if len(raw) <= MAX_BODY and getattr(record.raw_stream, "limit", 0) > 0:
        raise BrokenRecordError("the file ends inside this record")
    headers = tuple((str(name), str(value)) for name, value in record.http_headers.headers)
    names = {name.lower(): value for name, value in headers}
    if "chunked" in names.get("transfer-encoding", "").lower():
        raw = ChunkedDataReader(BytesIO(raw)).read() or raw
    body, cut = decode(raw[:MAX_BODY], names.get("content-encoding", ""))
    status = record.http_headers.get_statuscode()
    return ArchivedResponse(
        url=head.get_header("WARC-Target-URI") or "",
        status=int(status) if str(status).isdigit() else 0,
        headers=headers,
        body=body,
        captured_at=head.get_header("WARC-Date") or "",
        record_id=(head.get_header("WARC-Record-ID") or "").strip("<>"),
        payload_digest=head.get_header("WARC-Payload-Digest") or digest_of(raw),
        truncated=cut or len(raw) > MAX_BODY or bool(head.get_header("WARC-Truncated")),
    )


# ---- writing records ----------------------------------------------------------------------------


def _response_record(
    url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes, captured_at: str, truncated: str
) -> tuple[bytes, str, str]:
    reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    http = StatusAndHeaders(f"{status} {reason}".strip(), _clean(headers), protocol="HTTP/1.1")
    extra = {"WARC-Date": captured_at} | ({"WARC-Truncated": truncated} if truncated else {})
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        url, "response", payload=BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=extra
    )
    writer.write_record(record)
    return (
        buffer.getvalue(),
        str(record.rec_headers.get_header("WARC-Record-ID")),
        str(record.rec_headers.get_header("WARC-Payload-Digest")),
    )


def _request_record(url: str, headers: Sequence[tuple[str, str]], captured_at: str, response_id: str) -> bytes:
    path = "/" + url.partition("://")[2].partition("/")[2]
    http = StatusAndHeaders(f"GET {path} HTTP/1.1", _clean(headers), is_http_request=True)
    extra = {"WARC-Date": captured_at, "WARC-Concurrent-To": response_id}
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    writer.write_record(writer.create_warc_record(url, "request", http_headers=http, warc_headers_dict=extra))
    return buffer.getvalue()


def _warcinfo(filename: str, software: str) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    info = {"software": software, "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(filename, info))
    return buffer.getvalue()


def _member(record: bytes, level: int = 6) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def _packed(headers: Sequence[tuple[str, str]]) -> bool:
    """Whether a body is compressed already, so that packing it again is wasted work."""
    return any(
        name.lower() == "content-encoding" or (name.lower() == "content-type" and ("pdf" in value or "zip" in value))
        for name, value in headers
    )


def _clean(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers that cannot break out of their line."""
    return [
        ("".join(char for char in name if char not in _SPECIAL), "".join(c for c in value if c not in _SPECIAL))
        for name, value in headers
    ]


def _number(path: Path) -> int:
    stem = path.name.removeprefix("captures-").removesuffix(".warc.gz")
    return int(stem) if stem.isdigit() else 0
