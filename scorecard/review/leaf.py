"""One page of a PDF as a picture with the quoted words boxed, drawn in a process of its own that can be killed.

`python -m scorecard.review.leaf` reads a line of JSON (page, exact) and the file from its input and writes a PNG.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import IO, Final

#: Pixels of the longer side at most, seconds, and bytes of address space that one picture may take.
LONGEST: Final = 1600
SECONDS: Final = 20
MAX_MEMORY: Final = 1024 * 1024 * 1024


def draw(body: bytes, page: int, exact: str) -> bytes:
    """The page's PNG; no bytes where the file cannot be drawn."""
    asked = json.dumps({"page": page, "exact": exact}).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "scorecard.review.leaf"],
            input=asked + body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return b""
    return done.stdout


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer the one request."""
    import pypdfium2
    from PIL import ImageDraw

    asked = json.loads(source.readline())
    with pypdfium2.PdfDocument(source.read()) as document:
        page = document[max(0, min(asked["page"], len(document)) - 1)]
        width, height = page.get_size()
        scale = min(2.0, LONGEST / max(width, height, 1.0))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        pen = ImageDraw.Draw(picture)
        text = page.get_textpage()
        found = text.search(asked["exact"]).get_next() if asked["exact"].strip() else None
        for number in range(text.count_rects(*found)) if found else ():
            left, bottom, right, top = text.get_rect(number)
            box = (left * scale - 4, (height - top) * scale - 4, right * scale + 4, (height - bottom) * scale + 4)
            pen.rectangle(box, outline=(176, 60, 0), width=3)
        picture.save(sink, "PNG")


if __name__ == "__main__":
    for what, limit in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (limit, limit))
    serve(sys.stdin.buffer, sys.stdout.buffer)
