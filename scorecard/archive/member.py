"""Gzip members of an archive: each holds one record, or in some foreign files all of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Final

#: Bytes one gzip member of a foreign archive may grow to.
MAX_MEMBER: Final = 512 * 1024 * 1024
_CHUNK: Final = 64 * 1024
GZIP_MAGIC: Final = b"\x1f\x8b\x08"


def members(stream: IO[bytes], offset: int) -> Iterator[tuple[int, IO[bytes], str]]:
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
        found = (tail + chunk).find(GZIP_MAGIC)
        if found >= 0:
            return offset - len(tail) + found
        offset += len(chunk)
        tail = chunk[-2:]
    return -1
