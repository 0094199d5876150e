"""The bundled web on one loopback port: a forward proxy behind which every fictional host answers.

A crawler that is given the proxy's address needs no resolver and can reach nothing else: a host
outside the bundle gets a 502 that says so.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from scorecard.demo.bundle import ANYTHING, Answer, bundles, key
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _

LOOPBACK: Final = "127.0.0.1"
MISSING: Final = Answer(b"<html><title>404</title><h1>Halaman tidak ditemukan</h1></html>", status=404)


class DemoWeb:
    """Serves the fictional regions while its `with` block lasts; `port` 0 takes any free one.

    `address` is what a crawler's proxy option takes; `requests` are the addresses asked so far, in order.
    Raises ScorecardError where the port cannot be had.
    """

    def __init__(self, port: int = 0) -> None:
        self.requests: list[str] = []
        try:
            self._server = _Server((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            raise ScorecardError(
                _("the demo web cannot use this port ({error})").format(error=error),
                where=f"{LOOPBACK}:{port}",
                remedy=_("Choose another port, or leave it out and a free one is taken."),
            ) from error
        self._server.requests = self.requests
        self.port = int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """The proxy's address, e.g. "http://127.0.0.1:40123"."""
        return f"http://{LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Without it a second server may take the port of the first and both seem to run.
    allow_reuse_address = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.requests: list[str] = []
        self.hosts = {host: answers for bundle in bundles() for host, answers in bundle.answers.items()}


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "DemoWeb"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer as the host that the address names."""
        parts = urlsplit(self.path)
        host = (parts.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        path = key(parts._replace(scheme="", netloc="", fragment="").geturl())
        self.server.requests.append(f"http://{host}{path}")
        answers = self.server.hosts.get(host)
        if answers is None:
            self._send(_other_host(host, path, self.server.hosts))
        elif not answers:  # a dead host: the connection ends without a word
            self.close_connection = True
        else:
            self._send(answers.get(path) or answers.get(ANYTHING, MISSING))

    def do_HEAD(self) -> None:
        """Answer as for GET, without the body."""
        self.do_GET()

    def do_CONNECT(self) -> None:
        """There is no https here."""
        self._send(Answer(b"", "text/plain", status=405))

    def do_POST(self) -> None:
        """Nothing may be submitted either."""
        self.do_CONNECT()

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.status == 502:
            self.send_header("X-Demo", "no such host")
        if answer.status == 405:
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's parameter name
        """Say nothing: the terminal belongs to the crawl."""


def _other_host(host: str, path: str, known: dict[str, dict[str, Answer]]) -> Answer:
    if known.get(f"www.{host}"):
        return Answer(b"", status=301, location=f"http://www.{host}{path}")
    return Answer(b"no such host in the demo web", "text/plain", status=502)
