"""Response and request records as bytes, by hand: a crawl writes two a page, and warcio takes twice as long.

The bytes are those warcio would write, header fields in another order: WARC 1.1, both digests, headers in
ASCII. `tests/test_archive.py` has warcio read them and check their digests.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from scorecard.archive.record import ORIGINAL, Original, digest_of

Pairs = Sequence[tuple[str, str]]
_SPECIAL: Final = str.maketrans("", "", "\r\n\0")
_ASCII: Final = bytes(range(128))
_NOTHING: Final = digest_of(b"")
_REASONS: Final = {int(status): f"HTTP/1.1 {int(status)} {status.phrase}" for status in HTTPStatus}


def response_record(
    url: str, status: int, headers: Pairs, body: bytes, captured_at: str, truncated: str
) -> tuple[bytes, str, str]:
    """A response record, its WARC-Record-ID with brackets, and its payload digest."""
    head = _head(_REASONS.get(status, f"HTTP/1.1 {status}"), headers)
    extra = f"WARC-Truncated: {truncated}\r\n" if truncated else ""
    digest = digest_of(body)
    identifier = _identifier()
    record = _record("response", url, captured_at, identifier, extra, head + body, digest)
    return record, identifier, digest


def revisit_record(url: str, status: int, headers: Pairs, captured_at: str, original: Original) -> tuple[bytes, str]:
    """A revisit record, which holds the answer's head alone, and its WARC-Record-ID with brackets."""
    profile = "server-not-modified" if status == HTTPStatus.NOT_MODIFIED else "identical-payload-digest"
    extra = (
        f"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/{profile}\r\n"
        f"WARC-Refers-To: <{original.record_id}>\r\nWARC-Refers-To-Target-URI: {url.translate(_SPECIAL)}\r\n"
        f"WARC-Refers-To-Date: {original.captured_at}\r\n"
        f"{ORIGINAL}: {original.offset} {original.length} {original.file.translate(_SPECIAL)}\r\n"
    )
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "transfer-encoding")]
    head = _head(_REASONS.get(status, f"HTTP/1.1 {status}"), kept)
    identifier = _identifier()
    record = _record("revisit", url, captured_at, identifier, extra, head, original.payload_digest)
    return record, identifier


def request_record(url: str, headers: Pairs, captured_at: str, response_id: str) -> bytes:
    """The request record that belongs to a response."""
    path = "/" + url.partition("://")[2].partition("/")[2]
    extra = f"WARC-Concurrent-To: {response_id}\r\n"
    return _record("request", url, captured_at, _identifier(), extra, _head(f"GET {path} HTTP/1.1", headers), _NOTHING)


def _head(first: str, headers: Pairs) -> bytes:
    """An HTTP message up to its empty line; what is not ASCII is percent-encoded, as warcio does it."""
    lines = [f"{name}: {value}".translate(_SPECIAL) for name, value in headers]
    text = "\r\n".join([first.translate(_SPECIAL), *lines, "\r\n"])
    return (text if text.isascii() else quote(text, safe=_ASCII, errors="replace")).encode("ascii")


def _record(kind: str, url: str, captured_at: str, identifier: str, extra: str, block: bytes, payload: str) -> bytes:
    message = "request" if kind == "request" else "response"
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: {identifier}\r\n"
        f"WARC-Target-URI: {url.translate(_SPECIAL)}\r\nWARC-Date: {captured_at}\r\n{extra}"
        f"WARC-Payload-Digest: {payload}\r\nWARC-Block-Digest: {digest_of(block)}\r\n"
        f"Content-Type: application/http; msgtype={message}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return b"".join((head.encode("utf-8", "replace"), block, b"\r\n\r\n"))


def _identifier() -> str:
    return f"<{uuid.uuid4().urn}>"
