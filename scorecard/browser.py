"""Chromium: where it is found and how it is started. Rendering and the screenshots of evidence use it.

No browser is shipped and none is downloaded: one that is there is used, and who has none is told so.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

if TYPE_CHECKING:
    from playwright.async_api import Browser
    from playwright.sync_api import Browser as SyncBrowser

#: Names of programs on PATH, in the order they are taken.
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Seconds a browser may take to start.
START_SECONDS: Final = 30.0
#: Nothing is asked behind the user's back, nothing leaves beside the proxy, and /dev/shm may be small.
FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_OWN: Final = {"linux": "chrome-linux*/chrome", "darwin": "chrome-mac*/*.app/Contents/MacOS/*"}


def find(path: str = "") -> Path | None:
    """The browser's program: the one named, else Chromium or Chrome on PATH, else Playwright's own; or None.

    Raises ScorecardError where the one named cannot be run.
    """
    if path:
        named = shutil.which(path)
        if named is None:
            raise ScorecardError(
                _("this is no program that can be run"),
                where=path,
                remedy=_("Name the program of Chromium or Chrome with --browser, or leave the option out."),
            )
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _own()


def _own() -> Path | None:
    """The newest browser that `playwright install chromium` left, if any."""
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    usual = "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    folder = Path(named) if named not in ("", "0") else Path.home() / usual
    builds = sorted(folder.glob("chromium-*"), key=lambda build: int(build.name.rpartition("-")[2] or 0))
    for build in reversed(builds):
        for program in sorted(build.glob(_OWN.get(sys.platform, _OWN["linux"]))):
            if os.access(program, os.X_OK):
                return program
    return None


def missing() -> ScorecardError:
    """What to say where a browser is needed and none is found."""
    return ScorecardError(
        _("no Chromium is found on this machine"),
        remedy=_("Install it (Debian: apt-get install chromium), or name a browser with --browser."),
    )


@asynccontextmanager
async def launch(path: str = "", *, proxy: str = "", flags: Sequence[str] = ()) -> AsyncIterator[Browser]:
    """A headless browser for asyncio code, closed at the end. `proxy` is an address such as http://127.0.0.1:3128.

    Raises ScorecardError where no browser is found or it does not start.
    """
    from playwright.async_api import Error, async_playwright  # takes a third of a second to load

    program = find(path)
    if program is None:
        raise missing()
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(**_options(program, proxy, flags))
        except Error as error:
            raise _failed(program, error) from error
        try:
            yield browser
        finally:
            with suppress(Error):  # it may be dead already
                await browser.close()


@contextmanager
def launch_sync(path: str = "", *, proxy: str = "", flags: Sequence[str] = ()) -> Iterator[SyncBrowser]:
    """As `launch`, for code without an event loop."""
    from playwright.sync_api import Error, sync_playwright

    program = find(path)
    if program is None:
        raise missing()
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(**_options(program, proxy, flags))
        except Error as error:
            raise _failed(program, error) from error
        try:
            yield browser
        finally:
            with suppress(Error):
                browser.close()


def _options(program: Path, proxy: str, flags: Sequence[str]) -> dict[str, Any]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    given: dict[str, Any] = {
        "executable_path": str(program),
        "headless": True,
        "args": [*FLAGS, *flags],
        "chromium_sandbox": not root,  # its sandbox does not start for root
        "timeout": START_SECONDS * 1000,
        "env": _environment(),
    }
    if proxy:
        given["proxy"] = {"server": proxy}
        # Names are the proxy's to resolve: what would go past it finds no address.
        given["args"].append("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
    return given


def _environment() -> dict[str, str]:
    """The environment to start in. Chromium does not start for a user whose home cannot be written to."""
    environment = dict(os.environ)
    home = environment.get("HOME", "")
    if not home or not os.access(home, os.W_OK):
        environment["HOME"] = tempfile.gettempdir()
    return environment


def _failed(program: Path, error: Exception) -> ScorecardError:
    first = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return ScorecardError(
        _("the browser does not start ({error})").format(error=first[:200]),
        where=str(program),
        remedy=_("Start it by hand to see why, or name another browser with --browser."),
    )
