"""Pages of scans as pictures that a reader of characters can take: grey, of a resolution it likes, bounded."""

from __future__ import annotations

import io
from typing import Final

import pypdfium2
from PIL import Image

#: Dots per inch of a page's picture; tesseract's manual asks for 300, and 200 cost half and read as well here.
RESOLUTION: Final = 200
#: Points of a picture, whatever its page claims to measure.
MAX_POINTS: Final = 8_000_000


def picture_of(body: bytes, page: int) -> bytes:
    """Page `page` (from 1) of a PDF, or the picture that a body is, as PNG; empty where there is none."""
    picture = _drawn(body, page) if body.lstrip()[:5] == b"%PDF-" else _opened(body, page)
    if picture is None:
        return b""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _drawn(body: bytes, page: int) -> Image.Image | None:
    try:
        with pypdfium2.PdfDocument(body) as document:
            if not 1 <= page <= len(document):
                return None
            leaf = document[page - 1]
            width, height = leaf.get_size()
            scale = min(RESOLUTION / 72, (MAX_POINTS / max(width * height, 1)) ** 0.5)
            return leaf.render(scale=scale, grayscale=True).to_pil().convert("L")  # type: ignore[no-any-return,unused-ignore]
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None


def _opened(body: bytes, page: int) -> Image.Image | None:
    if page != 1:
        return None
    Image.MAX_IMAGE_PIXELS = 4 * MAX_POINTS
    try:
        with Image.open(io.BytesIO(body)) as picture:
            picture.draft("L", (3_000, 3_000))
            grey = picture.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    shrink = (MAX_POINTS / (grey.width * grey.height)) ** 0.5
    if shrink < 1:
        grey = grey.resize((int(grey.width * shrink), int(grey.height * shrink)))
    return grey
