"""Fictional regions on one loopback port, behind a forward proxy that knows no other hosts."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from bench.web.plan import World
from bench.web.site import DAY


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it; `sent` is the length of the body that went out."""

    method: str
    url: str
    status: int
    sent: int


class Serving:
    """Serves worlds while its `with` block lasts. `log` holds every request in order, whatever it was for.

    Answers carry ETag and Last-Modified, and conditional requests are honoured, unless `validators` is False.
    """

    def __init__(self, worlds: Iterable[World], *, validators: bool = True) -> None:
        self.worlds = {host: world for world in worlds for host in world.sites}
        self.worlds |= {world.region.website.removeprefix("www."): world for world in worlds}
        self.log: list[Asked] = []
        self.validators = validators
        self.gone: set[str] = set()  # addresses that answer 404 from now on
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer.answer(self)

            do_HEAD = do_GET  # noqa: N815 - the name http.server calls

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.proxy = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(handler.path)
        host = str(parts.hostname or handler.headers.get("Host", "")).lower()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        url = f"http://{host}{path}"
        world = self.worlds.get(host)
        reply = world.reply(host, path) if world else None
        status, body, kind = (reply.status, reply.body, reply.kind) if reply else (502, b"no such host", "text/plain")
        if url in self.gone:
            status, body = 404, b"<h1>404</h1>"
        marked = self.validators and reply is not None and status == 200
        if marked and reply and handler.headers.get("If-None-Match") == reply.etag:
            status, body = 304, b""
        sent = 0 if handler.command == "HEAD" else len(body)
        self.log.append(Asked(handler.command, url, status, sent))
        try:
            handler.send_response(status)
            if status != 304:
                handler.send_header("Content-Type", kind)
                handler.send_header("Content-Length", str(len(body)))
            if marked and reply:
                handler.send_header("ETag", reply.etag)
                handler.send_header("Last-Modified", DAY)
            if reply and reply.location:
                handler.send_header("Location", reply.location)
            handler.end_headers()
            if sent:
                handler.wfile.write(body)
            handler.wfile.flush()
        except OSError:
            handler.close_connection = True
