"""Archived responses read back: one at its place, or all of a file, whoever wrote it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader

from scorecard.archive.coding import MAX_BODY, decode
from scorecard.archive.member import GZIP_MAGIC, members
from scorecard.archive.record import CONVERTER, ORIGINAL, ArchivedResponse, BrokenRecordError, Original, digest_of
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

_CHUNK: Final = 64 * 1024
_OURS: Final = re.compile(r"captures-\d+\.warc\.gz")
#: Revisits of revisits that are followed.
MAX_HOPS: Final = 50


def read_at(file: Path, offset: int, length: int | None = None) -> ArchivedResponse:
    """The response record at an offset. Raises ScorecardError where the bytes are missing or cut."""
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            found = _first(BytesIO(stream.read(length)) if length else stream, 0 if length else offset)
        return _whole(found, file.parent)
    except (OSError, BrokenRecordError, StopIteration) as error:
        raise ScorecardError(
            _("an archived response cannot be read ({error})").format(error=error or "-"),
            where=f"{file}:{offset}",
            remedy=_("Restore this archive file from a copy, or crawl the region again with --fresh."),
        ) from error


def _whole(found: ArchivedResponse, folder: Path, hops: int = 0) -> ArchivedResponse:
    """A response as it is; of a revisit, what it found unchanged, with the time and the record of the revisit."""
    original = found.original
    if original is None:
        return found
    if hops > MAX_HOPS:
        raise BrokenRecordError("a revisit that leads to revisits without end")
    path = folder / original.file
    if Path(original.file).is_absolute() or not _OURS.fullmatch(path.name):
        raise BrokenRecordError("a revisit of something that is no archive of ours")
    with path.open("rb") as stream:
        stream.seek(original.offset)
        old = _whole(_first(BytesIO(stream.read(original.length)), 0), path.parent, hops + 1)
    return replace(found, status=old.status, headers=old.headers, body=old.body, truncated=old.truncated)


def _first(stream: IO[bytes], offset: int) -> ArchivedResponse:
    """The response in the gzip member at an offset; raises BrokenRecordError or StopIteration."""
    for _start, content, problem in members(stream, offset):
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
        if start == GZIP_MAGIC:
            yield from _filled(_scan_members(stream, report), path.parent, report)
        elif start == b"WAR":
            yield from _filled(_responses(stream, report), path.parent, report)
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
        for _start, content, problem in members(stream, 0):
            if problem:
                break
            content.close()
            good = stream.tell()
    size = path.stat().st_size
    if good < size:
        os.truncate(path, good)
    return size - good


def _scan_members(stream: IO[bytes], report: Callable[[int, str], None]) -> Iterator[ArchivedResponse]:
    for offset, content, problem in members(stream, 0):
        if problem:
            report(offset, problem)
            continue
        with content:
            yield from _responses(content, partial(_report_member, report, offset))


def _filled(
    found: Iterator[ArchivedResponse], folder: Path, report: Callable[[int, str], None]
) -> Iterator[ArchivedResponse]:
    """Responses with revisits filled from the files that they name; one whose bytes are not there is told and left."""
    for response in found:
        try:
            yield _whole(response, folder)
        except (OSError, BrokenRecordError, StopIteration) as error:
            report(0, f"{response.url}: the bytes of an earlier visit cannot be read ({error})")


def _report_member(report: Callable[[int, str], None], offset: int, _inner: int, problem: str) -> None:
    report(offset, problem)


def _responses(stream: IO[bytes], report: Callable[[int, str], None] | None = None) -> Iterator[ArchivedResponse]:
    """Responses of an unpacked stream of records. Without `report` a broken one raises BrokenRecordError."""
    loader = ArcWarcRecordLoader(verify_http=False)
    while (offset := _skip_to_record(stream)) >= 0:
        try:
            record = loader.parse_record_stream(stream, known_format="warc")
            found = _READ[record.rec_type](record) if record.rec_type in _READ else None
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


def _revisit(record: Any) -> ArchivedResponse | None:
    """That a response came again as it was; None where another program wrote it, which names no place."""
    head = record.rec_headers
    place = (head.get_header(ORIGINAL) or "").split(" ", 2)
    if len(place) < 3 or record.http_headers is None or not (place[0].isdigit() and place[1].isdigit()):
        return None
    digest = head.get_header("WARC-Payload-Digest") or ""
    refers_to = (head.get_header("WARC-Refers-To") or "").strip("<>")
    since = head.get_header("WARC-Refers-To-Date") or ""
    status = record.http_headers.get_statuscode()
    return ArchivedResponse(
        url=head.get_header("WARC-Target-URI") or "",
        status=int(status) if str(status).isdigit() else 0,
        headers=tuple((str(name), str(value)) for name, value in record.http_headers.headers),
        body=b"",
        captured_at=head.get_header("WARC-Date") or "",
        record_id=(head.get_header("WARC-Record-ID") or "").strip("<>"),
        payload_digest=digest,
        original=Original(place[2], int(place[0]), int(place[1]), refers_to, since, digest),
    )


def _conversion(record: Any) -> ArchivedResponse | None:
    """What was made here from a response, or handed in here; None for what other programs made."""
    head = record.rec_headers
    converter = head.get_header(CONVERTER) or ""
    if not converter:
        return None
    raw = record.raw_stream.read(MAX_BODY + 1)
    if len(raw) <= MAX_BODY and getattr(record.raw_stream, "limit", 0) > 0:
        raise BrokenRecordError("the file ends inside this record")
    return ArchivedResponse(
        url=head.get_header("WARC-Target-URI") or "",
        status=200,
        headers=(("content-type", head.get_header("Content-Type") or ""),),
        body=raw[:MAX_BODY],
        captured_at=head.get_header("WARC-Date") or "",
        record_id=(head.get_header("WARC-Record-ID") or "").strip("<>"),
        payload_digest=head.get_header("WARC-Payload-Digest") or digest_of(raw),
        truncated=len(raw) > MAX_BODY,
        refers_to=(head.get_header("WARC-Refers-To") or "").strip("<>"),
        converter=converter,
    )


_READ: Final[Mapping[str, Callable[[Any], ArchivedResponse | None]]] = {
    "response": _response,
    "conversion": _conversion,
    "revisit": _revisit,
    "resource": _conversion,
}
