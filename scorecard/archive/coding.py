"""Content encodings undone within bounds: gzip, deflate, brotli, zstd."""

from __future__ import annotations

import sys
import zlib
from typing import Final

import brotli  # type: ignore[import-untyped,unused-ignore]  # ships no types

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes of a body after its content encoding is undone; the rest is left out and the body marked.
MAX_BODY: Final = 32 * 1024 * 1024
#: Logarithm of the window a zstd stream may ask for (RFC 8878 recommends decoders to take 8 MB).
MAX_WINDOW: Final = 23
_GZIP_START: Final = b"\x1f\x8b"


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
        elif name == "zstd":
            body, broken = _unzstd(body, limit)
        else:
            broken = False
        cut = cut or broken
    return body[:limit], cut or len(body) > limit


def _inflate(data: bytes, window: int, limit: int) -> tuple[bytes, bool]:
    if window == 31 and data[:2] != _GZIP_START:
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
        rest = inflater.unused_data if window == 31 and inflater.unused_data[:2] == _GZIP_START else b""
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


def _unzstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    decoder = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: MAX_WINDOW})
    out = bytearray()
    try:
        out += decoder.decompress(data, limit + 1)
        while not decoder.eof and not decoder.needs_input and len(out) <= limit:
            out += decoder.decompress(b"", limit + 1 - len(out))
    except (zstd.ZstdError, EOFError):
        return (bytes(out), True) if out else (data, False)
    return bytes(out), not decoder.eof
