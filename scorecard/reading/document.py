"""Text of PDF files, page by page, within stated limits."""

from __future__ import annotations

from typing import Final

import pypdfium2

from scorecard.model import Place, Region
from scorecard.reading.page import Block, Page

MAX_PAGES: Final = 60
MAX_TEXT: Final = 600_000


def read_pdf(body: bytes, url: str, region: Region | None = None) -> Page:
    """A PDF's text layer, a block a line. A broken, locked or scanned file gives a page without text."""
    page = Page(url, "pdf", region=region)
    try:
        with pypdfium2.PdfDocument(body) as document:
            page.page_count = len(document)
            page.title = _title(document)
            _lines(document, page)
    except (pypdfium2.PdfiumError, ValueError, UnicodeError, OSError):
        page.truncated = True
    return page


def _title(document: pypdfium2.PdfDocument) -> str:
    return " ".join(str(document.get_metadata_value("Title") or "").split())[:300]


def _lines(document: pypdfium2.PdfDocument, page: Page) -> None:
    blocks: list[Block] = []
    lines: list[str] = []
    position = 0
    for number in range(1, min(page.page_count, MAX_PAGES) + 1):
        leaf = document[number - 1]
        text = leaf.get_textpage().get_text_bounded()
        for raw in text.splitlines():
            line = " ".join(raw.replace("￾", "-").split())
            if line:
                end = position + len(line)
                blocks.append(Block(len(blocks), position, end, Place.DOCUMENT, "line", page_number=number))
                lines.append(line)
                position = end + 1
        leaf.close()
        if position > MAX_TEXT:
            page.truncated = True
            break
    page.truncated = page.truncated or page.page_count > MAX_PAGES
    page.text, page.blocks = "\n".join(lines), blocks
