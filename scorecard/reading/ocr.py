"""Scans read by tesseract, a program of its own: the first pages, one at a time, each within its seconds.

The pictures are drawn in the contained worker; tesseract sees nothing but a grey PNG made here. What it read is
archived as text with form feeds between the pages, and `read_recognised` makes a page of it again.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

from scorecard.model import Place, Region
from scorecard.reading.contained import picture_of
from scorecard.reading.document import MAX_PAGES
from scorecard.reading.formats.sniff import kind_of
from scorecard.reading.page import Block, Page

#: Pages of a scan that are read, and seconds of processor time that one may take.
PAGES: Final = 3
PAGE_SECONDS: Final = 25
#: Bytes of memory tesseract may take, and code points of a scan's text that are kept.
MAX_MEMORY: Final = 1024 * 1024 * 1024
MAX_TEXT: Final = 200_000
#: Code points a page of a scan may have as text all the same.
MARK: Final = 40
CONTENT_TYPE: Final = "text/plain; charset=utf-8"
_LANGUAGES: Final = ("ind", "eng")


@dataclass(frozen=True, slots=True)
class Engine:
    """The program that reads scans, with the language it reads best here."""

    program: str
    name: str  # with its version and language, as it is noted beside a text
    language: str


@cache
def find() -> Engine | None:
    """Tesseract on PATH with Indonesian, else with English; None where neither is there."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        version = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False).stdout  # noqa: S603 - found on PATH
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False).stdout  # noqa: S603 - as above
    except (OSError, subprocess.TimeoutExpired):
        return None
    known = set(listed.decode("utf-8", "replace").split())
    language = next((one for one in _LANGUAGES if one in known), "")
    first = version.decode("utf-8", "replace").splitlines()[:1]
    return Engine(program, f"{first[0] if first else 'tesseract'} ({language})", language) if language else None


def is_scan(page: Page) -> bool:
    """Whether a file has pages and no text to speak of: a scan, or a picture. A scanner's own mark is no text."""
    leaves = min(page.page_count, MAX_PAGES)
    return page.kind in ("pdf", "image") and leaves > 0 and len(page.text) <= MARK * leaves


def may_be_scan(body: bytes) -> bool:
    """Whether a file is worth a closer look: a picture, or a PDF that names no font where that can be seen."""
    kind = kind_of(body)
    return kind == "image" or (kind == "pdf" and b"/Font" not in body)


def recognise(body: bytes, url: str, engine: Engine, pages: int = PAGES) -> str:
    """Text of a scan's first pages, divided by form feeds; "" where nothing can be read. May take minutes."""
    texts: list[str] = []
    for number in range(1, pages + 1):
        picture = picture_of(body, url, number)
        if not picture:
            break
        texts.append(_read(picture, engine))
    return "\f".join(texts)[:MAX_TEXT] if any(text.strip() for text in texts) else ""


def read_recognised(text: str, url: str, region: Region | None = None) -> Page:
    """The page that a recognised text makes, a block a line."""
    page = Page(url, "pdf", region=region)
    blocks: list[Block] = []
    lines: list[str] = []
    position = 0
    leaves = text[:MAX_TEXT].split("\f")
    for number, leaf in enumerate(leaves, 1):
        for raw in leaf.splitlines():
            line = " ".join(raw.split())
            if line:
                blocks.append(
                    Block(len(blocks), position, position + len(line), Place.DOCUMENT, "line", page_number=number)
                )
                lines.append(line)
                position += len(line) + 1
    page.text, page.blocks, page.page_count = "\n".join(lines), blocks, len(leaves)
    return page


def _read(picture: bytes, engine: Engine) -> str:
    command = [engine.program, "stdin", "stdout", "-l", engine.language, "--dpi", "200"]
    # Its threads wait for each other: with two it takes ten times as long as with one.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        process = subprocess.Popen(  # noqa: S603 - found on PATH; the picture is drawn here
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
    except OSError:
        return ""
    with process:
        _bind(process.pid)
        try:
            found, _nothing = process.communicate(picture, timeout=PAGE_SECONDS * 4)  # others may need the processor
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            return ""
    return found.decode("utf-8", "replace").replace("\f", "\n") if process.returncode == 0 else ""


def _bind(pid: int) -> None:
    """Hold a process that was just started to its limits, and let others go first."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, 5)
        if hasattr(resource, "prlimit"):
            resource.prlimit(pid, resource.RLIMIT_CPU, (PAGE_SECONDS, PAGE_SECONDS))
            resource.prlimit(pid, resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
