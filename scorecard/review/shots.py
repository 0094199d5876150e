"""Screenshots of archived pages with the quoted words boxed, made offline by a browser of their own process.

The browser gets the archived bytes of the page and of the pictures and styles that were archived with it;
everything else is refused, no script runs, and a picture that takes too long costs itself. Pictures are kept by
the digest of the bytes and the words, and made one after the other, so that no request of a person waits.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillMakingError
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from scorecard.model import Quote
from scorecard.reading.charset import decode
from scorecard.review.offline import BOX, END, UNVEIL, kept_for, still

#: Width of the window, and the most of a page's height that is shown, in pixels.
WIDTH: Final = 1280
HEIGHT: Final = 900
#: Seconds one picture may take in all; those that loading may take of them.
SECONDS: Final = 25.0
LOADING: Final = 8.0
#: Pictures that one browser makes before a new one is started.
RECYCLE: Final = 40
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """One picture to make: the archived page, and the words to box."""

    url: str
    body: bytes
    content_type: str
    quote: Quote
    shards: tuple[Path, ...]  # databases that may know the page's pictures and styles


@dataclass(slots=True)
class Shots:
    """The desk's pictures: in `folder`, made by `browser` where one was found."""

    folder: Path
    browser: Path | None
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "shots"))
    _making: dict[str, Future[bool]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _child: subprocess.Popen[str] | None = None
    _made: int = 0

    def path_of(self, digest: str, quote: Quote, since: str = "") -> Path:
        """Where the picture of these bytes and words is kept; `since` is when the page's styles were fetched."""
        said = f"{quote.prefix}\0{quote.exact}" + (f"\0{since}" if since else "")
        words = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
        return self.folder / f"{re.sub(r'[^A-Za-z0-9]+', '-', digest)[:80]}-{words}.png"

    def ask(self, path: Path, task: Task, seconds: float = 0.0) -> bool | None:
        """Whether a picture stands: True, False where it cannot be made, None while it is being made.

        Begins to make it where nobody has asked yet, and waits for `seconds` at most.
        """
        if path.exists():
            return path.stat().st_size > 0
        if self.browser is None:
            return False
        with self._lock:
            making = self._making.get(path.name)
            if making is None:
                making = self._making[path.name] = self._pool.submit(self._make, path, task)
        try:
            return making.result(seconds)
        except StillMakingError:
            return None

    def close(self) -> None:
        """Stop making pictures."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._end()

    def _make(self, path: Path, task: Task) -> bool:
        try:
            made = self._told(task)
            self.folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(made)  # an empty file says that it cannot be made, so that nobody tries for ever
            part.replace(path)
        except Exception:
            log.exception("no picture of %s", task.url)
            self._end()
            with self._lock:  # a browser that died, or took too long on a busy machine: whoever asks again may try
                self._making.pop(path.name, None)
            return False
        return bool(made)

    def _told(self, task: Task) -> bytes:
        if self._child is None or self._child.poll() is not None or self._made >= RECYCLE:
            self._end()
            self._child, self._made = self._start(), 0
        self._made += 1
        child = self._child
        over = threading.Timer(SECONDS, child.kill)
        over.start()
        try:
            stdin, stdout = child.stdin, child.stdout
            assert stdin is not None  # noqa: S101 - both are pipes
            assert stdout is not None  # noqa: S101 - as above
            stdin.write(json.dumps(_packed(task)) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            over.cancel()
        if not line:
            self._end()  # it hung, or died of the page
            return b""
        return base64.b64decode(json.loads(line))

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "scorecard.review.shots", str(self.browser)]
        return subprocess.Popen(  # noqa: S603 - this very module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            start_new_session=True,
        )  # fmt: skip

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _packed(task: Task) -> dict[str, Any]:
    return {
        "url": task.url if task.url.startswith(("http://", "https://")) else "http://upload.invalid/",
        "markup": still(decode(task.body, task.content_type)),
        "exact": task.quote.exact,
        "prefix": task.quote.prefix[-40:],
        "shards": [str(path) for path in task.shards],
    }


def _serve(program: str, asked: IO[str], told: IO[str]) -> None:
    """The other side: one browser, a task a line in, a picture a line out."""
    from scorecard.browser import launch_sync

    # A proxy that is not there: whatever might get past the routes leads nowhere.
    with launch_sync(program, proxy="http://127.0.0.1:9") as browser:
        for line in asked:
            made = _shoot(browser, json.loads(line))
            told.write(json.dumps(base64.b64encode(made).decode()) + "\n")
            told.flush()


def _shoot(browser: Any, task: dict[str, Any]) -> bytes:
    from playwright.sync_api import Error

    context = browser.new_context(
        java_script_enabled=False,
        service_workers="block",
        accept_downloads=False,
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="id-ID",
    )
    try:
        page = context.new_page()
        page.set_default_timeout(LOADING * 1000)
        shards = [Path(path) for path in task["shards"]]
        first = [True]

        def answer(route: Any) -> None:
            asked = route.request
            if first[0] and asked.is_navigation_request():
                first[0] = False
                route.fulfill(status=200, content_type="text/html; charset=utf-8", body=task["markup"])
            elif asked.resource_type in ("image", "stylesheet", "font") and (kept := kept_for(shards, asked.url)):
                route.fulfill(status=200, content_type=kept[1], body=kept[0])
            else:
                route.abort()

        page.route("**/*", answer)
        page.goto(task["url"], wait_until="load", timeout=LOADING * 1000)
        page.evaluate(UNVEIL)
        found = page.evaluate(BOX, [task["exact"], task["prefix"]])
        whole = float(page.evaluate(END))
        top = 0.0 if not found else max(0.0, min(found[0] - HEIGHT / 3, whole - HEIGHT))
        clip = {"x": 0, "y": top, "width": WIDTH, "height": max(120.0, min(HEIGHT, whole - top))}
        return bytes(page.screenshot(clip=clip, full_page=True, animations="disabled", timeout=LOADING * 1000))
    except Error:
        return b""
    finally:
        context.close()


if __name__ == "__main__":
    _serve(sys.argv[1], sys.stdin, sys.stdout)
