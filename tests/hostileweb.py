"""A web that misbehaves: one host a misbehaviour, spoken in raw bytes, as a forward proxy on loopback.

Each behaviour is a function that writes what a connection gets for a path. robots.txt and sitemap.xml are
404 unless the behaviour takes them over (`whole=True`). `expect` is the status it must end with, `most` the
requests it may cost.
"""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from tests.crawlweb import page


class Out:
    """The way back to the client; raises OSError once it has hung up."""

    def __init__(self, connection: socket.socket, stop: threading.Event, host: str) -> None:
        self.connection = connection
        self.stop = stop
        self.host = host

    def send(self, data: bytes) -> None:
        if self.stop.is_set():
            raise OSError
        self.connection.sendall(data)

    def head(self, *headers: str, status: str = "200 OK") -> None:
        self.send("\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode("latin-1"))

    def reply(self, body: str | bytes = b"", *headers: str, status: str = "200 OK") -> None:
        data = body.encode() if isinstance(body, str) else body
        kind = [] if any(line.lower().startswith("content-type") for line in headers) else ["Content-Type: text/html"]
        self.head(*kind, *headers, f"Content-Length: {len(data)}", "Connection: close", status=status)
        self.send(data)

    def redirect(self, target: str, status: str = "302 Found") -> None:
        self.reply(b"", f"Location: {target}", status=status)

    def wait(self, seconds: float) -> None:
        if self.stop.wait(seconds):
            raise OSError

    def hang(self) -> NoReturn:
        """Say nothing more until the server ends."""
        self.stop.wait()
        raise OSError


Act = Callable[[Out, str], None]


@dataclass(frozen=True)
class Behaviour:
    name: str
    act: Act
    expect: str
    most: int
    whole: bool = False
    tls: str = ""  # how CONNECT is met: "", "good", "broken", "refuses", "silent"

    @property
    def host(self) -> str:
        return f"www.{self.name.replace('_', '-')}.test"


ALL: dict[str, Behaviour] = {}


def behaves(expect: str, most: int = 20, *, whole: bool = False, tls: str = "") -> Callable[[Act], Act]:
    """Enter a function as a behaviour under its own name."""

    def enter(act: Act) -> Act:
        found = Behaviour(act.__name__, act, expect, most, whole, tls)
        ALL[found.name] = found
        return act

    return enter


@dataclass
class HostileWeb:
    """The running server: what was asked of it, by host and path."""

    behaviours: dict[str, Behaviour]
    benign: dict[str, dict[str, str]]
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count(self, domain: str) -> int:
        return sum(host == domain or host.endswith(f".{domain}") for host, _path in self.asked)

    def serve(self, connection: socket.socket, certificate: Path) -> None:
        request = _request(connection)
        method, target, *_rest = [*request.split(b"\r\n", 1)[0].decode("latin-1").split(" "), "", ""]
        host = ""
        if method == "CONNECT":
            host = target.partition(":")[0]
            behaviour = self._of(host)
            self.asked.append((host, "CONNECT"))
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            if behaviour is None or behaviour.tls in ("", "broken"):
                connection.sendall(b"this is not TLS at all\r\n" * 4)
                return
            if behaviour.tls == "refuses":
                connection.recv(4096)
                connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")  # alert: handshake failure
                connection.recv(4096)
                return
            if behaviour.tls == "silent":
                self.stop.wait()
                return
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            connection = context.wrap_socket(connection, server_side=True)
            request = _request(connection)
            target = request.split(b" ", 2)[1].decode("latin-1")
        parts = urlsplit(target)
        host = host or parts.netloc
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.asked.append((host, path))
        self._answer(Out(connection, self.stop, host), host, path)

    def _answer(self, out: Out, host: str, path: str) -> None:
        site = self.benign.get(host)
        behaviour = self._of(host)
        if site is not None and path in site:
            out.reply(site[path])
        elif behaviour is None or (path in ("/robots.txt", "/sitemap.xml") and not behaviour.whole):
            out.reply(b"not here", status="404 Not Found")
        else:
            behaviour.act(out, path)

    def _of(self, host: str) -> Behaviour | None:
        labels = host.split(":")[0].split(".")
        return self.behaviours.get(labels[-2].replace("-", "_")) if len(labels) > 1 else None


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data and len(data) < 100_000:
        piece = connection.recv(16_384)
        if not piece:
            break
        data += piece
    return data


@contextmanager
def misbehaving(
    certificate: Path, names: list[str] | None = None, benign: dict[str, dict[str, str]] | None = None
) -> Iterator[HostileWeb]:
    """Serve the behaviours named (all by default) and some well-behaved sites."""
    chosen = ALL if names is None else {name: ALL[name] for name in names}
    web = HostileWeb(chosen, benign or {})

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.settimeout(120)
            with suppress(OSError, ValueError, IndexError):
                web.serve(self.request, certificate)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        request_queue_size = 256

    with Server(("127.0.0.1", 0), Handler) as server:
        web.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield web
        finally:
            web.stop.set()
            server.shutdown()
            time.sleep(0)


def home(*links: str, text: str = "") -> str:
    """A home page that a crawl would like."""
    return page("Beranda", *links, text=text)
