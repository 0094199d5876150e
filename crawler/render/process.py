"""The browser's process: `python -m crawler.render.process`, told what to show over its pipes.

It starts the browser when first asked, starts it again when it died, and binds both: memory that one
process may fill, no core dumps. Whoever asks (`crawler.render.renderer`) keeps the clock and kills it. It ends
when its pipe does, and the browser, held by a pipe of its own, ends with it.
"""

from __future__ import annotations

import asyncio
import json
import resource
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from crawler.render.gateway import Gateway
from crawler.render.order import Order, Rendering, order_of, rendering_message, sizes_of, unpack
from crawler.render.stage import Props, Stage
from crawler.robots import MAX_BYTES, Rules, parse
from scorecard import browser
from scorecard.addresses import forbidden
from scorecard.errors import ScorecardError

if TYPE_CHECKING:
    from playwright.async_api import Browser

#: Pages shown at once.
AT_ONCE: Final = 2
#: Bytes of memory that each process of the browser may fill with data.
MAX_MEMORY: Final = 2 * 1024 * 1024 * 1024
ROBOTS_SECONDS: Final = 8.0
MAX_ORIGINS: Final = 500
_FLAGS: Final = (
    "--renderer-process-limit=2",
    "--js-flags=--max-old-space-size=512",
    "--blink-settings=imagesEnabled=false",
    "--disable-remote-fonts",
    "--mute-audio",
    "--disable-site-isolation-trials",
    "--deny-permission-prompts",
)


class House:
    """The browser, its way out, and what its pages share."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.gateway = Gateway(
            allow_private=settings["allow_private"], ports=settings["ports"], proxy=settings["proxy"]
        )
        permits = partial(_permits, settings["allow_private"], settings["ports"])
        self.props = Props(settings["agent"], self._allows, permits, settings["seconds"])
        self._rules: dict[str, Rules | None] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._browser: Browser | None = None
        self._stack = AsyncExitStack()
        self._starting = asyncio.Lock()
        self._exit = ""

    async def show(self, order: Order) -> Rendering:
        """Carry out one order; whatever breaks is said in the answer."""
        try:
            chromium = await self._ready()
        except ScorecardError as error:
            return Rendering(failure=f"gone: {error}")
        stage = Stage(chromium, order, self.props)
        try:
            done = await stage.run()
        except Exception as error:  # noqa: BLE001 - Playwright raises its own errors for whatever a page does
            failure = "moved" if stage.moved else "crashed" if not chromium.is_connected() else _first_line(error)
            return Rendering(requests=stage.requests, failure=failure, moved=stage.moved)
        if stage.hung:  # a page that cannot be closed goes on running
            with suppress(Exception):
                await asyncio.wait_for(chromium.close(), 5)
        return done

    async def close(self) -> None:
        """End the browser and its way out."""
        with suppress(Exception):
            await self._stack.aclose()
        self.gateway.close()

    async def _ready(self) -> Browser:
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                with suppress(Exception):
                    await self._stack.aclose()
                self._stack = AsyncExitStack()
                self._exit = self._exit or await self.gateway.open()
                self._browser = await self._stack.enter_async_context(
                    browser.launch(self.settings["browser"], proxy=self._exit, flags=_FLAGS)
                )
            return self._browser

    async def _allows(self, order: Order, url: str) -> tuple[bool, int]:
        """Whether robots.txt of one of the region's hosts lets a script ask for an address; requests made to know."""
        asked = 0
        scheme, _, rest = url.partition("://")
        origin = f"{scheme}://{rest.partition('/')[0]}"
        known = dict(order.robots)
        if origin in known:
            text = known[origin]
            rules = None if text is None else parse(text.encode(), self.settings["robot"])
        else:
            async with self._asking.setdefault(origin, asyncio.Lock()):
                if origin not in self._rules and len(self._rules) < MAX_ORIGINS:
                    asked = 1
                    self._rules[origin] = await asyncio.to_thread(self._ask_robots, origin)
            rules = self._rules.get(origin)
        return rules is not None and rules.allows(url), asked

    def _ask_robots(self, origin: str) -> Rules | None:
        """robots.txt of a host that only scripts know: RFC 9309's reading of what it answers."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # as the crawl reads sites whatever their certificate
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": self._exit, "https": self._exit}),
            urllib.request.HTTPSHandler(context=context),
        )
        request = urllib.request.Request(f"{origin}/robots.txt", headers={"User-Agent": self.settings["agent"]})  # noqa: S310 - http or https, and the gateway looks at it again
        try:
            with opener.open(request, timeout=ROBOTS_SECONDS) as answer:
                return parse(answer.read(MAX_BYTES), self.settings["robot"])
        except urllib.error.HTTPError as error:
            return Rules() if error.code < 500 else None
        except (OSError, ValueError):
            return None


def _permits(allow_private: bool, ports: Sequence[str], url: str) -> bool:
    return not forbidden(url, allow_private=allow_private, ports=ports)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]


async def serve(settings: dict[str, Any]) -> None:
    """Carry out orders until the pipe ends."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    house = House(settings)
    stages = asyncio.Semaphore(AT_ONCE)
    work: set[asyncio.Task[None]] = set()
    with suppress(asyncio.IncompleteReadError):
        while True:
            text, rest = sizes_of(await reader.readexactly(8))
            head, blobs = unpack(await reader.readexactly(text), await reader.readexactly(rest))
            task = asyncio.ensure_future(_carry_out(house, stages, head["number"], order_of(head, blobs)))
            work.add(task)
            task.add_done_callback(work.discard)
    await house.close()


async def _carry_out(house: House, stages: asyncio.Semaphore, number: int, order: Order) -> None:
    async with stages:
        done = await house.show(order)
    sys.stdout.buffer.write(rendering_message(number, done))
    sys.stdout.buffer.flush()


def _bind() -> None:
    for what, limit in ((resource.RLIMIT_DATA, MAX_MEMORY), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    _bind()
    asyncio.run(serve(json.loads(sys.argv[1])))
