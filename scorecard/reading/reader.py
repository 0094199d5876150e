"""One door from bytes to a page, whatever the server called them."""

from __future__ import annotations

from typing import Final

from scorecard.model import Place, Region
from scorecard.reading.charset import decode
from scorecard.reading.contained import costly, read_document, survives
from scorecard.reading.formats.sniff import kind_of
from scorecard.reading.html import read_html
from scorecard.reading.page import Block, Page

MAX_HTML: Final = 6 * 1024 * 1024
MAX_TEXT: Final = 1024 * 1024


def read(body: bytes, *, url: str, content_type: str = "", region: Region | None = None) -> Page:
    """Read a response's decoded body; never raises on hostile bytes.

    The bytes decide before the content type does: servers call PDF files text/html and pages octet-stream.
    """
    start = body[:1024].lstrip()
    declared = content_type.partition(";")[0].strip().lower()
    if kind_of(body, content_type, url):
        return read_document(body, url, region, content_type)
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Page(url, "other", region=region)
    looks_html = start[:1] == b"<" and not start.startswith(b"<?xml")
    if "html" in declared or looks_html or declared in ("", "application/octet-stream"):
        markup = decode(body[:MAX_HTML], content_type)
        if costly(body) and not survives(markup, url):
            return Page(url, "other", region=region, truncated=True)
        page = read_html(markup, url, region)
        page.truncated = page.truncated or len(body) > MAX_HTML
        return page
    if declared.startswith("text/") or declared in ("application/json", "application/xml", "application/xhtml+xml"):
        return _read_text(decode(body[:MAX_TEXT], content_type), url, region)
    return Page(url, "other", region=region)


def foresee(body: bytes, url: str, content_type: str) -> None:
    """Try a costly page beforehand, in whatever thread this runs; `read` then knows what came of it."""
    survives(decode(body[:MAX_HTML], content_type), url)


def _read_text(text: str, url: str, region: Region | None) -> Page:
    page = Page(url, "text", region=region)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    blocks: list[Block] = []
    position = 0
    for line in filter(None, lines):
        blocks.append(Block(len(blocks), position, position + len(line), Place.DOCUMENT, "line", page_number=1))
        position += len(line) + 1
    page.text, page.blocks, page.page_count = "\n".join(filter(None, lines)), blocks, 1
    return page
