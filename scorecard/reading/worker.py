"""The process in which hostile bytes are read: `python -m scorecard.reading.worker`, asked over its pipes.

One request is a line of JSON (kind, url, size, page) and `size` bytes; one answer is a line of JSON. The process
binds itself: address space, processor time, no files written, no core dumped. Whoever asks it
(`scorecard.reading.contained`) keeps the clock and kills it.
"""

from __future__ import annotations

import base64
import io
import json
import resource
import sys
from collections.abc import Callable, Mapping
from typing import IO, Any, Final

from scorecard.reading.document import read_pdf
from scorecard.reading.formats.outline import Outline
from scorecard.reading.formats.sniff import kind_of, member_kind, stream_kind
from scorecard.reading.html import read_html

Asked = Mapping[str, Any]
#: Bytes of address space; a usual file needs a tenth of it.
MAX_MEMORY: Final = 768 * 1024 * 1024
#: Seconds of processor time in a worker's whole life.
MAX_CPU: Final = 900


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer requests until the pipe ends."""
    while line := source.readline():
        asked = json.loads(line)
        body = source.read(asked["size"])
        try:
            answer = _ANSWERS[asked["kind"]](body, asked)
        except (MemoryError, RecursionError) as error:
            answer = {"failed": type(error).__name__}
        sink.write(json.dumps(answer).encode("utf-8", "replace") + b"\n")
        sink.flush()


def _file(body: bytes, asked: Asked) -> dict[str, Any]:
    """A file's text: of a PDF as blocks, of others as markup, of what cannot be read its kind alone."""
    kind = _kind(body, asked)
    if kind == "pdf":
        return _pdf(body, asked)
    from scorecard.reading.formats import READERS  # only now: most workers read nothing but PDF files

    if kind not in READERS:
        return {"kind": kind or "other", "truncated": not kind}
    outline = Outline()
    try:
        READERS[kind](body, outline)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - the readers' libraries raise whatever a broken file makes them meet
        outline.truncated = True  # what was read before stands
    return {"kind": kind, "title": outline.title, "markup": outline.markup, "truncated": outline.truncated}


def _kind(body: bytes, asked: Asked) -> str:
    kind = kind_of(body, asked["type"], asked["url"])
    if kind == "zip":
        return member_kind(body)
    if kind == "ole":
        import olefile  # type: ignore[import-untyped]  # ships no types

        try:
            with olefile.OleFileIO(io.BytesIO(body)) as file:
                return stream_kind([path[-1] for path in file.listdir()])
        except (OSError, ValueError, IndexError, TypeError):
            return ""
    return kind


def _pdf(body: bytes, asked: Asked) -> dict[str, Any]:
    page = read_pdf(body, asked["url"])
    blocks = [(block.start, block.end, block.page_number) for block in page.blocks]
    return {
        "kind": "pdf",
        "title": page.title,
        "text": page.text,
        "blocks": blocks,
        "pages": page.page_count,
        "truncated": page.truncated,
    }


def _leaf(body: bytes, asked: Asked) -> dict[str, Any]:
    """One page of a scan as a grey picture."""
    from scorecard.reading.leaf import picture_of

    return {"png": base64.b64encode(picture_of(body, asked["page"])).decode("ascii")}


def _html(body: bytes, asked: Asked) -> dict[str, Any]:
    """Only whether it can be read at all: pages hold what cannot be sent, so the asker reads it again."""
    return {"blocks": len(read_html(body.decode("utf-8", "replace"), asked["url"]).blocks)}


def _bind() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


_ANSWERS: Final[Mapping[str, Callable[[bytes, Asked], dict[str, Any]]]] = {
    "file": _file,
    "html": _html,
    "leaf": _leaf,
}


if __name__ == "__main__":
    _bind()
    serve(sys.stdin.buffer, sys.stdout.buffer)
