"""A little web of fictional hosts on loopback, and crawls run against it in processes of their own.

The server answers directly (its own address) and as a forward proxy (`http://host/path` request
lines), so that names that do not exist can be visited. Twisted's reactor starts once a process, hence
the processes.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scorecard.model import Host, Kind, Region

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    pause: float = 0.0
    drop: bool = False  # close the connection without an answer


@dataclass(frozen=True)
class Seen:
    host: str
    path: str
    began: float
    ended: float


Route = Reply | str | Callable[[int], Reply]


class Web:
    """Routes by host and path; what is not routed is a 404, robots.txt included."""

    def __init__(self) -> None:
        self.routes: dict[tuple[str, str], Route] = {}
        self.fallback: dict[str, Callable[[str], Route | None]] = {}
        self.seen: list[Seen] = []  # answered, in order of their answers
        self.asked: list[tuple[str, str]] = []  # asked, answered or not yet
        self.port = 0
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, host: str, path: str, route: Route) -> None:
        self.routes[host, path] = route

    def site(self, host: str, pages: Mapping[str, str]) -> None:
        for path, html in pages.items():
            self.add(host, path, html)

    def paths(self, host: str = "") -> list[str]:
        return [entry.path for entry in self.seen if not host or entry.host == host]

    def hosts(self) -> set[str]:
        return {entry.host for entry in self.seen}

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, host: str, path: str) -> Reply:
        with self._lock:
            self.asked.append((host, path))
            count = self._counts[host, path] = self._counts.get((host, path), 0) + 1
        route: Route | None = self.routes.get((host, path))
        if route is None and host in self.fallback:
            route = self.fallback[host](path)
        if route is None:
            return Reply(b"not here", 404)
        if isinstance(route, str):
            return Reply(route.encode())
        return route if isinstance(route, Reply) else route(count)


@contextmanager
def serving(web: Web, certificate: Path | None = None) -> Iterator[Web]:
    """Serve on a free port until the end of the block; with a certificate, by https alone."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            began = time.monotonic()
            parts = urlsplit(self.path)
            host = parts.netloc or self.headers.get("Host", "")
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            reply = web.answer(host, path)
            time.sleep(reply.pause)
            # Before the bytes go out: the next request may come before this thread runs on.
            web.seen.append(Seen(host, path, began, time.monotonic()))
            try:
                if reply.drop:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
                self.wfile.flush()
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is no error of the server's."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()


def page(title: str, *links: str, nav: Sequence[str] = (), text: str = "") -> str:
    """An ordinary page; links are "address words of the link"."""

    def anchor(link: str) -> str:
        address, _, words = link.partition(" ")
        return f'<a href="{address}">{words or address}</a>'

    menu = "".join(f"<li>{anchor(link)}</li>" for link in nav)
    body = "".join(f"<p>{anchor(link)}</p>" for link in links)
    words = text or f"Halaman resmi pemerintah kota tentang {title}. " * 12
    return (
        f"<html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>{title}</h1><p>{words}</p>{body}</main></body></html>"
    )


def region(code: str, website: str, hosts: Sequence[tuple[str, str]] = (), *, administrative: bool = False) -> Region:
    named = tuple(Host(name, role) for name, role in hosts)
    return Region(code, f"Sukamaju {code}", Kind.KOTA, "Provinsi Rekaan", website, named, administrative=administrative)


def start(
    directory: Path,
    regions: Sequence[Region],
    plan: Mapping[str, Any],
    *,
    words: Mapping[str, Sequence[str]] | None = None,
    judge: Mapping[str, str] | None = None,
    run: str = "r1",
) -> subprocess.Popen[str]:
    """A crawl in a process of its own. `judge`: indicator to the word that settles it ("!" raises)."""
    job = {
        "directory": str(directory),
        "regions": [asdict(entry) for entry in regions],
        "plan": {"delay": 0.0, **plan},
        "words": words or {},
        "judge": judge or {},
        "run": run,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crawlweb", json.dumps(job)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(
    directory: Path, regions: Sequence[Region], plan: Mapping[str, Any], **more: Any
) -> dict[str, dict[str, Any]]:
    """Run a crawl to its end; rows of reach by region code."""
    process = start(directory, regions, plan, **more)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert not err, err
    return {row["region_code"]: row for row in json.loads(out.splitlines()[-1])}


def _child(job: dict[str, Any]) -> int:
    from crawler import Event, Plan
    from crawler import crawl as run_crawl
    from scorecard.opinion import Opinion
    from scorecard.reading import Page

    def judge(read: Page) -> Opinion:
        if "!" in job["judge"]:
            raise RuntimeError("a judge that breaks")
        return Opinion({slug: 1.0 for slug, word in job["judge"].items() if word in read.text})

    def tell(event: Event) -> None:
        if event.kind in ("answer", "stopping"):
            print(event.kind, event.url, event.detail, flush=True)

    regions = [
        Region(**{**entry, "kind": Kind(entry["kind"]), "hosts": tuple(Host(**host) for host in entry["hosts"])})
        for entry in job["regions"]
    ]
    try:
        reach = run_crawl(
            Plan(**job["plan"]),
            regions,
            Path(job["directory"]),
            job["run"],
            words=job["words"],
            judge=judge,
            on_event=tell,
        )
    except KeyboardInterrupt:
        return 130
    print(json.dumps([asdict(row) for row in reach]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(_child(json.loads(sys.argv[1])))
