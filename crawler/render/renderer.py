"""The crawl's side of rendering: one process with a browser, asked, timed, killed and started again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from typing import Final

from crawler.plan import AGENT, Plan
from crawler.render.order import Order, Rendering, order_message, rendering_of, sizes_of, unpack
from crawler.render.stage import PAGE_SECONDS

#: Seconds after which a page's process is taken for hung and killed, the browser's start and a queue included.
PATIENCE: Final = PAGE_SECONDS + 45.0
#: Pages one process shows.
LIFE: Final = 150
#: Starts in a row that showed nothing, after which no browser is started any more.
MAX_STARTS: Final = 8


class Renderer:
    """Shows pages for a crawl; safe for many tasks of one event loop. Costs nothing until first asked."""

    def __init__(self, plan: Plan, ports: frozenset[str] = frozenset(), *, page_seconds: float = PAGE_SECONDS) -> None:
        self._settings = json.dumps(
            {
                "browser": plan.browser,
                "proxy": plan.proxy,
                "allow_private": plan.allow_private,
                "ports": sorted(ports),
                "agent": f"Mozilla/5.0 (compatible; {plan.user_agent})",
                "robot": AGENT,
                "seconds": page_seconds,
            }
        )
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[Rendering]] = {}
        self._dead: list[asyncio.subprocess.Process] = []
        self._number = self._served = self._fruitless = 0
        self._lock = asyncio.Lock()
        self.fault = ""  # why no browser is to be had, once that is known

    async def render(self, order: Order) -> Rendering:
        """A page after its scripts. One that hangs costs its time; where the browser died it is shown once more."""
        done = await self._once(order)
        return await self._once(order) if done.failure == "crashed" else done

    async def _once(self, order: Order) -> Rendering:
        if self.fault:
            return Rendering(failure="gone")
        async with self._lock:
            process = await self._ready()
            number = self._number = self._number + 1
            future: asyncio.Future[Rendering] = asyncio.get_running_loop().create_future()
            self._waiting[number] = future
            assert process.stdin is not None  # noqa: S101 - it was started with a pipe
            try:
                process.stdin.write(order_message(number, order))
                await asyncio.wait_for(process.stdin.drain(), PATIENCE)
            except (OSError, TimeoutError):
                self._kill()
        try:
            done = await asyncio.wait_for(asyncio.shield(future), PATIENCE)
        except TimeoutError:
            self._waiting.pop(number, None)
            self._kill()
            return Rendering(failure="timeout")
        finally:
            self._waiting.pop(number, None)
        if done.failure.startswith("gone"):
            self.fault = done.failure.removeprefix("gone").lstrip(": ") or "gone"
        return done

    async def close(self) -> None:
        """End the process, politely first: its browser must go too."""
        process, self._process = self._process, None
        if process is not None:
            if process.stdin is not None:
                process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                _kill(process)
                await process.wait()
        for dead in self._dead:
            await dead.wait()
        self._dead.clear()
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=1)

    def kill(self) -> None:
        """End the process at once; also where no event loop runs any more."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            _kill(process)

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None and self._served < LIFE:
            self._served += 1
            return self._process
        if self._process is not None and self._served >= LIFE:
            await asyncio.gather(*self._waiting.values(), return_exceptions=True)
            await self.close()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "crawler.render.process", self._settings),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the crawl
        )
        self._served = 1
        self._reading = asyncio.ensure_future(self._read(self._process))
        return self._process

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Hand out answers until the process ends; then whoever still waits learns that it did."""
        assert process.stdout is not None  # noqa: S101 - it was started with a pipe
        answered = False
        with suppress(asyncio.IncompleteReadError, OSError, ValueError, KeyError):
            while True:
                text, rest = sizes_of(await process.stdout.readexactly(8))
                head, blobs = unpack(await process.stdout.readexactly(text), await process.stdout.readexactly(rest))
                future = self._waiting.get(head["number"])
                if future is not None and not future.done():
                    future.set_result(rendering_of(head, blobs))
                answered, self._fruitless = True, 0
        if process is self._process:
            self._fruitless += not answered
            if self._fruitless >= MAX_STARTS:
                self.fault = self.fault or "gone"
            self._kill()

    def _kill(self) -> None:
        """End the process at once, and tell all who wait."""
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            self._dead.append(process)
        for future in self._waiting.values():
            if not future.done():
                future.set_result(Rendering(failure="crashed"))


def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
