"""DOCX files: paragraphs, headings, list items, tables and links, with the pages Word last broke them into."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from scorecard.reading.formats.outline import Outline

#: Bytes of the text part that are read.
MAX_PART: Final = 64 * 1024 * 1024
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING: Final = re.compile(r"(?:heading|judul)\s?([1-6])?$|^title$", re.IGNORECASE)


def read_docx(body: bytes, outline: Outline) -> None:
    """The document's own text; headers, footers and notes are left out."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        links = _links(archive)
        outline.title = _title(archive)
        with archive.open("word/document.xml") as stream:
            reader = _Reader(outline, links)
            try:
                reader.run(io.BytesIO(stream.read(MAX_PART)))
            except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError):
                outline.truncated = True


def _links(archive: zipfile.ZipFile) -> Mapping[str, str]:
    try:
        with archive.open("word/_rels/document.xml.rels") as stream:
            tree = etree.fromstring(stream.read(2 * 1024 * 1024), _parser())
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, EOFError):
        return {}
    return {one.get("Id", ""): one.get("Target", "") for one in tree if one.get("TargetMode") == "External"}


def _title(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("docProps/core.xml") as stream:
            tree = etree.fromstring(stream.read(64 * 1024), _parser())
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, EOFError):
        return ""
    return " ".join((tree.findtext("{http://purl.org/dc/elements/1.1/}title") or "").split())[:300]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class _Reader:
    """One pass over the text part. `tables` holds, outermost first, the rows of the tables that stand open."""

    def __init__(self, outline: Outline, links: Mapping[str, str]) -> None:
        self.outline = outline
        self.links = links
        self.words: list[str] = []
        self.found: list[tuple[str, str]] = []  # links of the open paragraph
        self.tag = "p"
        self.tables: list[list[list[str]]] = []
        self.cells: list[list[str]] = []  # words of the cell that stands open in each open table
        self.spans: list[int] = []
        self.anchor: tuple[str, int] | None = None
        self.skipped = 0

    def run(self, stream: io.BytesIO) -> None:
        """Read every element once and forget it."""
        events = etree.iterparse(
            stream, ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for event, element in events:
            name = element.tag if isinstance(element.tag, str) else ""
            if name == _FALLBACK:  # says once more what an alternative beside it said
                self.skipped += 1 if event == "start" else -1
            elif not self.skipped and event == "start":
                self._open(name, element)
            elif not self.skipped:
                self._close(name, element)
            if event == "end" and name in (f"{_W}p", f"{_W}tbl", f"{_W}sectPr"):
                element.clear()

    def _open(self, name: str, element: etree._Element) -> None:
        if name == f"{_W}tbl":
            self.tables.append([])
            self.cells.append([])
        elif name == f"{_W}tr" and self.tables:
            self.tables[-1].append([])
        elif name == f"{_W}tc" and self.tables:
            self.cells[-1] = []
            self.spans.append(1)
        elif name == f"{_W}p" and not self.words:
            self.tag = "p"
        elif name == f"{_W}hyperlink":
            url = self.links.get(element.get(f"{_R}id", ""), "")
            self.anchor = (url, len(self.words)) if url else None
        elif name == f"{_W}gridSpan" and self.spans:
            wide = element.get(f"{_W}val", "")
            self.spans[-1] = min(int(wide), 60) if wide.isascii() and wide.isdigit() else 1

    def _close(self, name: str, element: etree._Element) -> None:
        if name == f"{_W}t":
            self.words.append(element.text or "")
        elif name in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            self.words.append(" ")
            self._turn(element.get(f"{_W}type") == "page")
        elif name == f"{_W}lastRenderedPageBreak":
            self._turn(True)
        elif name == f"{_W}pStyle":
            style = _HEADING.search(element.get(f"{_W}val") or "")
            self.tag = f"h{style.group(1) or 1}" if style else self.tag
        elif name == f"{_W}numPr" and self.tag == "p":
            self.tag = "li"
        elif name == f"{_W}hyperlink" and self.anchor is not None:
            url, start = self.anchor
            self.found.append((url, "".join(self.words[start:])))
            del self.words[start:]
            self.anchor = None
        elif name == f"{_W}p":
            self._end_paragraph()
        elif name == f"{_W}tc" and self.tables:
            self._end_cell()
        elif name == f"{_W}tbl" and self.tables:
            self._end_table()

    def _turn(self, breaks: bool) -> None:
        if breaks and not self.tables:
            self.outline.page += 1

    def _end_paragraph(self) -> None:
        text, links = "".join(self.words), self.found
        self.words, self.found = [], []
        if self.tables:
            self.cells[-1].append(" ".join((text, *(words or url for url, words in links))))
        elif self.tag[0] == "h" and len(text) < 300:
            self.outline.heading(" ".join((text, *(words for _url, words in links))), int(self.tag[1]))
        else:
            self.outline.paragraph(text, "li" if self.tag == "li" else "p", links)
        self.tag = "p"

    def _end_cell(self) -> None:
        words = " ".join(self.cells[-1])
        self.cells[-1] = []
        wide = self.spans.pop() if self.spans else 1
        if self.tables[-1]:
            self.tables[-1][-1] += [words] * wide

    def _end_table(self) -> None:
        rows = self.tables.pop()
        self.cells.pop()
        if self.tables:  # a table in a cell: its words are the cell's
            self.cells[-1].append(" ".join(" ".join(row) for row in rows))
        else:
            self.outline.table(rows)
