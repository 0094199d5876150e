"""Reading that may cost too much, done in a worker process that can be killed.

Documents are always read there. HTML is read here, for a tree cannot be sent; but what looks costly is
first read there on trial, and what kills the worker is not read here. One worker lives long and serves
many; after `LIFE` requests, or a death, the next one begins.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

from scorecard.model import Place, Region
from scorecard.reading.formats.sniff import kind_of
from scorecard.reading.html import read_html
from scorecard.reading.page import Block, Page

#: Seconds one document may take, and one page on trial.
DOCUMENT_SECONDS: Final = 20.0
TRIAL_SECONDS: Final = 3.0
#: Requests one worker serves.
LIFE: Final = 500
#: Bytes of one answer.
MAX_ANSWER: Final = 16 * 1024 * 1024
#: A page with more tags, more bytes or a longer run without the end of a tag is read on trial first.
MANY_TAGS: Final = 12_000
MANY_BYTES: Final = 1_500_000
LONG_TAG: Final = 50_000
#: Kinds whose members only a closer look can tell.
_FAMILIES: Final = frozenset({"", "zip", "ole"})
MAX_PAGE_NUMBER: Final = 1 << 30
#: Verdicts on trials that are kept.
MAX_VERDICTS: Final = 256
_VERDICTS: Final[dict[int, bool]] = {}


class TooSlowError(Exception):
    """A page took longer than it may."""


class Worker:
    """A process that reads, started when first asked; safe for threads, and not inherited by forks."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._served = 0
        self._lock = threading.Lock()

    def ask(
        self, kind: str, body: bytes, url: str, seconds: float, *, content_type: str = "", page: int = 0
    ) -> dict[str, Any] | None:
        """The worker's answer; None where it died of the request, or took longer than `seconds`."""
        with self._lock:
            process = self._ready()
            asked = {"kind": kind, "url": url, "size": len(body), "type": content_type, "page": page}
            request = json.dumps(asked).encode() + b"\n"
            try:
                assert process.stdin is not None  # noqa: S101 - it was started with a pipe
                process.stdin.write(request + body)
                process.stdin.flush()
                answer = json.loads(_line(process, time.monotonic() + seconds))
            except (OSError, ValueError):
                self._end()
                return None
            return None if not isinstance(answer, dict) or "failed" in answer else answer

    def close(self) -> None:
        """End the process, if this one started it."""
        with self._lock:
            self._end()

    def _ready(self) -> subprocess.Popen[bytes]:
        alive = self._process is not None and self._process.poll() is None and self._owner == os.getpid()
        if not alive or self._served >= LIFE:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "scorecard.reading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for those who ask
            )
            self._owner, self._served = os.getpid(), 0
        self._served += 1
        assert self._process is not None  # noqa: S101 - just started
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _line(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """One line of the worker's output. Raises TimeoutError, ValueError (too long) or EOFError's kin OSError."""
    assert process.stdout is not None  # noqa: S101 - it was started with a pipe
    found = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise TimeoutError
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                raise BrokenPipeError
            found += piece
            if len(found) > MAX_ANSWER:
                raise ValueError("too long an answer")
    return bytes(found)


_WORKER: Final = Worker()
#: For what is read in threads beside the crawl, so that nobody waits for it.
ASIDE: Final = Worker()
atexit.register(_WORKER.close)
atexit.register(ASIDE.close)


def read_document(
    body: bytes, url: str, region: Region | None = None, content_type: str = "", worker: Worker = _WORKER
) -> Page:
    """A file's text: a PDF's a block a line, others' headings, paragraphs and tables, all in Place.DOCUMENT.

    The kind (pdf, docx, xlsx, ods, doc, xls, csv, json, rtf, zip, image, other) is read off the bytes. What breaks
    its reader gives a page without text, marked truncated. A scan has pages (`page_count`) and no text.
    """
    answer = worker.ask("file", body, url, DOCUMENT_SECONDS, content_type=content_type)
    if answer is None:
        kind = kind_of(body, content_type, url)
        return Page(url, "other" if kind in _FAMILIES else kind, region=region, truncated=True)
    if "markup" in answer:
        return _read_markup(answer, url, region)
    page = Page(url, answer["kind"], region=region, truncated=answer["truncated"])
    if page.kind == "image":
        page.page_count = 1
    if page.kind == "pdf":
        page.title, page.text, page.page_count = answer["title"], answer["text"], answer["pages"]
        page.blocks = [
            Block(index, start, end, Place.DOCUMENT, "line", page_number=number)
            for index, (start, end, number) in enumerate(answer["blocks"])
        ]
    return page


def _read_markup(answer: dict[str, Any], url: str, region: Region | None) -> Page:
    """The page that a file's markup makes; its own, escaped, so that it is read here."""
    page = read_html(answer["markup"], url, region)
    page.kind, page.title = answer["kind"], answer["title"]
    page.truncated = page.truncated or answer["truncated"]
    starts = sorted(
        (start, int(number))
        for name, (start, _end) in page.ids.items()
        if (number := name.removeprefix("page-")).isdecimal()
    )
    page.page_count = starts[-1][1] if starts else 0
    for block in page.blocks:
        block.place = Place.DOCUMENT
        at = bisect_right(starts, (block.start, MAX_PAGE_NUMBER)) - 1
        block.page_number = starts[at][1] if at >= 0 else 1
    for link in page.links:
        link.place = Place.DOCUMENT
    return page


def picture_of(body: bytes, url: str, page: int) -> bytes:
    """One page of a scan (from 1) as a PNG picture; empty where there is no such page or it cannot be drawn."""
    answer = ASIDE.ask("leaf", body, url, DOCUMENT_SECONDS, page=page)
    return base64.b64decode(answer["png"]) if answer else b""


def costly(body: bytes) -> bool:
    """Whether a page may cost its parser more than a moment: very many tags, very long ones, or very long itself."""
    if len(body) > MANY_BYTES or body.count(b"<") > MANY_TAGS:
        return True
    return len(body) > LONG_TAG and max(map(len, body.split(b">"))) > LONG_TAG


def survives(markup: str, url: str) -> bool:
    """Whether a costly page can be read within its time and memory: tried where it can do no harm.

    The last verdicts are kept, so that whoever has others to serve can ask from a thread before it reads.
    """
    mark = hash(markup)
    if mark not in _VERDICTS:
        while len(_VERDICTS) >= MAX_VERDICTS:
            _VERDICTS.pop(next(iter(_VERDICTS)), None)
        answer = _WORKER.ask("html", markup.encode("utf-8", "replace"), url, TRIAL_SECONDS)
        _VERDICTS[mark] = answer is not None
    return _VERDICTS[mark]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in what takes more processor time inside, and again every second after; main thread only.

    For code in Python, whose patience with one page would otherwise be endless; it comes again because a
    rule's fault is caught where the next rule begins.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"{seconds:g} s")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
