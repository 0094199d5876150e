"""The browser's only way out: a proxy on loopback that holds every connection to the address rule.

A browser asks many addresses that nobody queued: scripts, data, redirects, whatever a hostile page names.
Routing inside the browser sees addresses, not what DNS answers, and misses what goes past it. So the browser
is started with this proxy and no other way to resolve a name; here the name is looked up once, the answer
looked at, and the connection made to that very answer. Behind a user's proxy, that one resolves names, and
only what an address shows is checked here, as in the crawl itself (`crawler.guard`).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from scorecard.addresses import forbidden, is_public

#: Bytes of a request's head, and of what one connection may bring.
MAX_HEAD: Final = 64 * 1024
MAX_BROUGHT: Final = 24 * 1024 * 1024
#: Seconds for a look-up or a connection, and for a silent one.
CONNECT_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 20.0
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "CONNECT"})
_HOP: Final = (b"proxy-connection:", b"connection:", b"keep-alive:")
_PIECE: Final = 64 * 1024
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class RefusedError(Exception):
    """A request that is not passed on: the status to answer with, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    url: str
    host: str
    port: int
    head: bytes  # as it came, the blank line left out


class Gateway:
    """A forward proxy for one browser. `refused` counts what was not passed on."""

    def __init__(self, *, allow_private: bool = False, ports: Collection[str] = (), proxy: str = "") -> None:
        self.allow_private = allow_private
        self.ports = ports
        self.proxy = urlsplit(proxy if "://" in proxy else f"http://{proxy}") if proxy else None
        self.refused = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> str:
        """Listen on a free port of loopback; the proxy's address."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=MAX_HEAD)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = _parse((await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), IDLE_SECONDS))[:-4])
            self._check(asked)
            theirs = await asyncio.wait_for(self._connect(asked), CONNECT_SECONDS)
            try:
                await self._pass_on(asked, (reader, writer), theirs)
            finally:
                theirs[1].close()
        except RefusedError as error:
            self.refused += 1
            with suppress(OSError):
                writer.write(
                    f"HTTP/1.1 {error.status} {error}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
                )
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ValueError):
            pass  # whatever broke, the browser sees a connection that ends
        finally:
            writer.close()

    def _check(self, asked: _Asked) -> None:
        if asked.method not in _METHODS:
            raise RefusedError(405, "only GET is made")
        why = forbidden(asked.url, allow_private=self.allow_private, ports=self.ports)
        if why:
            raise RefusedError(403, why)

    async def _connect(self, asked: _Asked) -> Streams:
        if self.proxy is not None:
            return await asyncio.open_connection(self.proxy.hostname, self.proxy.port or 80, limit=MAX_HEAD)
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(asked.host, asked.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise RefusedError(502, "no such host") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not self.allow_private and not all(map(is_public, addresses)):
            raise RefusedError(403, "not public")
        return await asyncio.open_connection(addresses[0], asked.port, limit=MAX_HEAD)

    async def _pass_on(self, asked: _Asked, ours: Streams, theirs: Streams) -> None:
        """One exchange a connection, unless it is a tunnel: the next request may be another host's."""
        if asked.method == "CONNECT":
            await self._tunnel(asked, ours, theirs)
            return
        theirs[1].write(self._onward(asked))
        await theirs[1].drain()
        head = await asyncio.wait_for(theirs[0].readuntil(b"\r\n\r\n"), IDLE_SECONDS)
        ours[1].write(_without_hops(head[:-4]) + b"\r\nConnection: close\r\n\r\n")
        await _pour(theirs[0], ours[1])

    async def _tunnel(self, asked: _Asked, ours: Streams, theirs: Streams) -> None:
        if self.proxy is None:
            ours[1].write(b"HTTP/1.1 200 Connected\r\n\r\n")
        else:
            theirs[1].write(asked.head + b"\r\n\r\n")
            ours[1].write(await asyncio.wait_for(theirs[0].readuntil(b"\r\n\r\n"), IDLE_SECONDS))
        ways = [asyncio.ensure_future(_pour(theirs[0], ours[1])), asyncio.ensure_future(_pour(ours[0], theirs[1]))]
        _done, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in left:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)

    def _onward(self, asked: _Asked) -> bytes:
        """The request as the server, or the user's proxy, takes it."""
        head = _without_hops(asked.head)
        if self.proxy is None:
            line, _, rest = head.partition(b"\r\n")
            parts = urlsplit(asked.url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            head = f"{asked.method} {path} HTTP/1.1\r\n".encode() + rest if line else head
        return head + b"\r\nConnection: close\r\n\r\n"


def _parse(head: bytes) -> _Asked:
    line = head.partition(b"\r\n")[0].decode("latin-1")
    method, target, _version = line.split(" ", 2)
    url = f"https://{target}/" if method == "CONNECT" else target
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if method == "CONNECT" and port == 80:
        url = f"http://{target}/"  # a socket of a page without encryption
    return _Asked(method, url, parts.hostname or "", port, head)


def _without_hops(head: bytes) -> bytes:
    """A head without what concerns one connection alone."""
    first, *lines = head.split(b"\r\n")
    return b"\r\n".join([first, *(line for line in lines if not line.lower().startswith(_HOP))])


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Bytes from one side to the other until either ends, is silent too long or brings too much."""
    brought = 0
    while brought < MAX_BROUGHT and (piece := await asyncio.wait_for(source.read(_PIECE), IDLE_SECONDS)):
        brought += len(piece)
        sink.write(piece)
        await asyncio.wait_for(sink.drain(), IDLE_SECONDS)
