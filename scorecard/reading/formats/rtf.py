"""RTF files: their text, with the rows of their tables."""

from __future__ import annotations

from typing import Final

from striprtf.striprtf import rtf_to_text

from scorecard.reading.formats.outline import Outline

MAX_BYTES: Final = 4 * 1024 * 1024


def read_rtf(body: bytes, outline: Outline) -> None:
    """Paragraphs, and tables where lines end their cells with a bar, as striprtf writes them."""
    markup = body[:MAX_BYTES].decode("cp1252", "replace")
    text = str(rtf_to_text(markup, encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]  # ships no types
    outline.truncated = len(body) > MAX_BYTES
    table: list[list[str]] = []
    for line in text.splitlines():
        if line.rstrip().endswith("|") and line.count("|") > 1:
            table.append(line.rstrip()[:-1].split("|"))
            continue
        outline.table(table)
        table = []
        outline.paragraph(line)
    outline.table(table)
