"""Responses and their requests written to numbered WARC files."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from warcio.warcwriter import WARCWriter

from scorecard.archive.record import CONVERTER, UPLOAD, Location, Original, digest_of
from scorecard.archive.serial import request_record, response_record, revisit_record

#: Bytes after which the writer begins a new file.
MAX_FILE: Final = 1024 * 1024 * 1024
#: Of zlib's nine. The sixth, its default, makes pages a tenth smaller and takes three times as long.
LEVEL: Final = 2
_SPECIAL: Final = frozenset("\r\n\0")


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
        response, identifier, digest = response_record(url, status, headers, body, captured_at, truncated)
        request = request_record(url, request_headers, captured_at, identifier)
        packed = _member(response, level=1 if _packed(headers) else LEVEL)
        return self._append(packed, _member(request), identifier, digest)

    def write_revisit(
        self,
        url: str,
        status: int,
        headers: Sequence[tuple[str, str]],
        original: Original,
        *,
        captured_at: str,
        request_headers: Sequence[tuple[str, str]] = (),
    ) -> Location:
        """Write that an answer brought the bytes of `original` again, or said that they have not changed."""
        record, identifier = revisit_record(url, status, headers, captured_at, original)
        request = request_record(url, request_headers, captured_at, identifier)
        return self._append(_member(record), _member(request), identifier, original.payload_digest)

    def write_conversion(
        self, url: str, body: bytes, content_type: str, *, captured_at: str, refers_to: str, converter: str
    ) -> Location:
        """Write what `converter` made from the response `refers_to`: a page after its scripts, the text of a scan."""
        extra = {"WARC-Date": captured_at, "WARC-Refers-To": f"<{refers_to}>"}
        extra[CONVERTER] = "".join(char for char in converter if char not in _SPECIAL)
        record, identifier, digest = _made_record("conversion", url, body, content_type, extra)
        return self._append(_member(record), b"", identifier, digest)

    def write_resource(self, url: str, body: bytes, content_type: str, *, captured_at: str) -> Location:
        """Write bytes that no server answered with: a file that a person saved and handed in."""
        extra = {"WARC-Date": captured_at, CONVERTER: UPLOAD}
        record, identifier, digest = _made_record("resource", url, body, content_type, extra)
        return self._append(_member(record), b"", identifier, digest)

    def _append(self, packed: bytes, companion: bytes, identifier: str, digest: str) -> Location:
        file = self._open()
        offset = file.tell()
        file.write(packed + companion)
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


def _made_record(kind: str, url: str, body: bytes, content_type: str, extra: dict[str, str]) -> tuple[bytes, str, str]:
    """A record that holds its payload alone, no HTTP: as bytes, with its identifier and digest."""
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=content_type,
        warc_headers_dict=extra,
    )
    record.rec_headers.add_header("WARC-Payload-Digest", digest_of(body))
    writer.write_record(record)
    return buffer.getvalue(), str(record.rec_headers.get_header("WARC-Record-ID")), digest_of(body)


def _warcinfo(filename: str, software: str) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    info = {"software": software, "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(filename, info))
    return buffer.getvalue()


def _member(record: bytes, level: int = LEVEL) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(record) + packer.flush()


def _packed(headers: Sequence[tuple[str, str]]) -> bool:
    """Whether a body is compressed already, so that packing it again is wasted work."""
    return any(
        name.lower() == "content-encoding" or (name.lower() == "content-type" and ("pdf" in value or "zip" in value))
        for name, value in headers
    )


def _number(path: Path) -> int:
    stem = path.name.removeprefix("captures-").removesuffix(".warc.gz")
    return int(stem) if stem.isdigit() else 0
