"""The process in which hostile bytes are read: `python -m scorecard.reading.worker`, asked over its pipes.

One request is a line of JSON (kind, url, size) and `size` bytes; one answer is a line of JSON. The process
binds itself: address space, processor time, no files written, no core dumped. Whoever asks it
(`scorecard.reading.contained`) keeps the clock and kills it.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import IO, Any, Final

from scorecard.reading.document import read_pdf
from scorecard.reading.html import read_html

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
            answer = _ANSWERS[asked["kind"]](body, asked["url"])
        except (MemoryError, RecursionError) as error:
            answer = {"failed": type(error).__name__}
        sink.write(json.dumps(answer).encode("utf-8", "replace") + b"\n")
        sink.flush()


def _pdf(body: bytes, url: str) -> dict[str, Any]:
    page = read_pdf(body, url)
    blocks = [(block.start, block.end, block.page_number) for block in page.blocks]
    return {
        "title": page.title,
        "text": page.text,
        "blocks": blocks,
        "pages": page.page_count,
        "truncated": page.truncated,
    }


def _html(body: bytes, url: str) -> dict[str, Any]:
    """Only whether it can be read at all: pages hold what cannot be sent, so the asker reads it again."""
    return {"blocks": len(read_html(body.decode("utf-8", "replace"), url).blocks)}


def _bind() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


_ANSWERS: Final = {"pdf": _pdf, "html": _html}


if __name__ == "__main__":
    _bind()
    serve(sys.stdin.buffer, sys.stdout.buffer)
