"""A browser shows pages that scripts build: in its own process, by the crawl's rules, within bounds."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.plan import Plan
from crawler.render.gateway import Gateway
from crawler.render.order import Order, Rendering
from crawler.render.renderer import Renderer
from scorecard import browser
from tests.crawlweb import Reply, Web, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
needs_browser = pytest.mark.skipif(browser.find() is None, reason="no Chromium is found on this machine")
HOST = "www.sukamajukab.test"
API = "data.sukamajukab.test"
SCRIPT = {"Content-Type": "text/javascript"}
JSON = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
APP = f"""
const say = text => document.querySelector('#app').insertAdjacentHTML('beforeend', '<p>' + text + '</p>');
const ask = (url, options) => fetch(url, options).then(r => r.text())
    .then(t => say(url + ' gave ' + t)).catch(() => say(url + ' refused'));
say('<a href="/jalan">Kondisi Jalan</a>');
ask('/api/jalan');
ask('http://{API}/api/penduduk');
ask('/rahasia/data');
ask('/api/simpan', {{method: 'POST', body: 'x'}});
ask('http://169.254.169.254/latest/meta-data');
ask('http://127.0.0.1:1/');
ask('http://dalam.local/');
ask('http://www.google-analytics.com/collect.json');
new WebSocket('ws://{HOST}/kabar');
window.open('http://{HOST}/jendela');
navigator.sendBeacon('/lapor', 'x');
"""
SHELL = b"""<!doctype html><html><head><title>Portal</title><link rel=stylesheet href=/gaya.css>
<style>@font-face{font-family:x;src:url(/huruf.woff2)} body{font-family:x;background:url(/latar.png)}</style></head>
<body><div id=app></div><img src=/gambar.png><video src=/film.mp4 autoplay></video><iframe src=/bingkai></iframe>
<script src=/app.js></script></body></html>"""


def build() -> Web:
    web = Web()
    web.add(HOST, "/app.js", Reply(APP.encode(), headers=SCRIPT))
    web.add(HOST, "/api/jalan", Reply(b'[{"kondisi":"baik","km":120}]', headers=JSON))
    web.add(API, "/api/penduduk", Reply(b'{"jumlah": 12000}', headers=JSON))
    web.add(API, "/robots.txt", Reply(b"User-agent: *\nDisallow: /dalam", headers={"Content-Type": "text/plain"}))
    web.add(HOST, "/rahasia/data", Reply(b"bocor"))
    web.add("www.google-analytics.com", "/collect.json", Reply(b"x", headers=JSON))
    return web


def order(path: str = "/", body: bytes = SHELL) -> Order:
    robots = ((f"http://{HOST}", "User-agent: *\nDisallow: /rahasia\n"),)
    return Order(f"http://{HOST}{path}", body, "text/html; charset=utf-8", ("sukamajukab.test",), robots)


def rendered(
    plan: Plan, work: Callable[[Renderer], Awaitable[list[Rendering]]], seconds: float = 15
) -> list[Rendering]:
    async def run() -> list[Rendering]:
        renderer = Renderer(plan, page_seconds=seconds)
        try:
            return await work(renderer)
        finally:
            await renderer.close()

    return asyncio.run(run())


@pytest.fixture(scope="module")
def shown() -> tuple[list[Rendering], Web]:
    """The shell shown twice and a page that leads away, through one browser, and the web that answered."""
    with serving(build()) as web:

        async def all_of(renderer: Renderer) -> list[Rendering]:
            away = order("/pindah", b"<script>location.href='http://lain.test/'</script><p>Pindah")
            return [await renderer.render(one) for one in (order(), order("/lagi"), away)]

        return rendered(Plan(proxy=web.proxy), all_of), web


@needs_browser
def test_the_document_is_what_scripts_made_of_it(shown: tuple[list[Rendering], Web]) -> None:
    first = shown[0][0]
    assert first.failure == ""
    assert b'<a href="/jalan">Kondisi Jalan</a>' in first.markup
    assert b'/api/jalan gave [{"kondisi":"baik","km":120}]' in first.markup
    assert first.browser.startswith("Chromium/")


@needs_browser
def test_data_that_the_page_asked_its_own_hosts_for_comes_with_it(shown: tuple[list[Rendering], Web]) -> None:
    found = {(one.url, one.content_type, one.body) for one in shown[0][0].data}
    assert found == {
        (f"http://{HOST}/api/jalan", "application/json", b'[{"kondisi":"baik","km":120}]'),
        (f"http://{API}/api/penduduk", "application/json", b'{"jumlah": 12000}'),
    }


@needs_browser
def test_robots_of_a_known_and_of_a_new_host_hold_for_scripts(shown: tuple[list[Rendering], Web]) -> None:
    renderings, web = shown
    assert b"/rahasia/data refused" in renderings[0].markup
    assert (HOST, "/rahasia/data") not in web.asked
    assert web.asked.count((API, "/robots.txt")) == 1


@needs_browser
def test_nothing_private_nothing_posted_no_tracker_no_picture_no_font_and_no_frame_is_asked(
    shown: tuple[list[Rendering], Web],
) -> None:
    renderings, web = shown
    markup = renderings[0].markup
    for refused in (b"http://169.254.169.254/latest/meta-data", b"http://127.0.0.1:1/", b"http://dalam.local/"):
        assert refused + b" refused" in markup
    assert b"/api/simpan refused" in markup
    assert {host for host, _path in web.asked} == {HOST, API}
    assert {path for host, path in web.asked if host == HOST} == {"/app.js", "/api/jalan"}


@needs_browser
def test_a_script_is_fetched_once_for_many_pages_and_requests_are_counted(shown: tuple[list[Rendering], Web]) -> None:
    renderings, web = shown
    assert web.asked.count((HOST, "/app.js")) == 1
    assert [one.requests for one in renderings[:2]] == [4, 2]  # script, two data, one robots.txt; then two data


@needs_browser
def test_a_killed_browser_and_a_killed_process_are_started_again() -> None:
    with serving(build()) as web:

        async def work(renderer: Renderer) -> list[Rendering]:
            first = await renderer.render(order())
            assert renderer._process is not None
            os.kill(_browser_of(renderer._process.pid), signal.SIGKILL)
            second = await renderer.render(order("/dua"))
            os.killpg(renderer._process.pid, signal.SIGKILL)
            third = await renderer.render(order("/tiga"))
            return [first, second, third]

        done = rendered(Plan(proxy=web.proxy), work)
    assert [one.failure for one in done] == ["", "", ""]
    assert all(b"Kondisi Jalan" in one.markup for one in done)


@needs_browser
def test_a_script_without_end_is_cut_short_and_the_next_page_is_shown() -> None:
    with serving(build()) as web:

        async def work(renderer: Renderer) -> list[Rendering]:
            return [
                await renderer.render(order("/", b"<script>for(;;){}</script>")),
                await renderer.render(order("/dua")),
            ]

        hung, after = rendered(Plan(proxy=web.proxy), work, seconds=6)
    assert (hung.failure, hung.markup) == ("timeout", b"")
    assert after.failure == ""


@needs_browser
def test_a_page_that_leads_elsewhere_is_not_followed(shown: tuple[list[Rendering], Web]) -> None:
    renderings, web = shown
    assert ("lain.test", "/") not in web.asked
    assert renderings[2].failure in ("", "moved")
    assert renderings[2].moved == "http://lain.test/"


def test_without_a_browser_the_answer_says_so_and_no_other_start_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))

    async def work(renderer: Renderer) -> list[Rendering]:
        done = [await renderer.render(order())]
        assert "Chromium" in renderer.fault
        return [*done, await renderer.render(order())]

    assert [one.failure.partition(":")[0] for one in rendered(Plan(), work)] == ["gone", "gone"]


def _browser_of(pid: int) -> int:
    """A chromium process below `pid` whose parent is none of its own kind."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")
            except OSError:  # this process ended between the listing and the reading
                continue
            parents[int(entry.name)] = (int(fields[2].split()[1]), fields[0].partition("(")[2])
    below = {pid}
    for _ in range(6):
        below |= {one for one, (parent, _name) in parents.items() if parent in below}
    return min(one for one in below if "chrom" in parents[one][1])


# ---- the way out ------------------------------------------------------------------------------------


@contextmanager
def answering(reply: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server on loopback that reads one head of each connection and says `reply`."""
    heads: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            while True:
                try:
                    one, _address = server.accept()
                except OSError:
                    return
                with one:
                    heads.append(one.recv(65536))
                    one.sendall(reply)

        threading.Thread(target=run, daemon=True).start()
        yield server.getsockname()[1], heads


def through(gateway: Gateway, *requests: bytes) -> list[bytes]:
    """What the gateway says to each request, every one on a connection of its own."""

    async def run() -> list[bytes]:
        address = await gateway.open()
        answers = []
        for request in requests:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
            writer.write(request)
            writer.write_eof()
            answers.append(await asyncio.wait_for(reader.read(), 10))
            writer.close()
        gateway.close()
        return answers

    return asyncio.run(run())


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.1/", "http://2130706433/", "http://[::1]/", "http://localhost/", "http://10.0.0.1/x"),
        *("http://printer.local/", "http://192.168.1.1:80/", "ftp://www.sukamajukab.test/", "/etc/passwd"),
    ],
)
def test_the_gateway_refuses_what_the_crawl_would_refuse(target: str) -> None:
    (answer,) = through(Gateway(), f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 403")


def test_the_gateway_refuses_names_that_answer_with_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lookup(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", ("203.0.113.9", 80)), (2, 1, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lookup)
    assert through(Gateway(), b"GET http://www.sukamajukab.test/ HTTP/1.1\r\n\r\n")[0].startswith(b"HTTP/1.1 403 not")


def test_the_gateway_makes_one_exchange_a_connection_and_only_reads() -> None:
    reply = b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
    with answering(reply) as (port, heads):
        gateway = Gateway(allow_private=True, ports=frozenset({f"127.0.0.1:{port}"}))
        got, posted, tunnelled = through(
            gateway,
            f"GET http://127.0.0.1:{port}/a?b HTTP/1.1\r\nHost: x\r\nProxy-Connection: x\r\n\r\nGET /c".encode(),
            f"POST http://127.0.0.1:{port}/ HTTP/1.1\r\n\r\n".encode(),
            f"CONNECT 127.0.0.1:{port + 1} HTTP/1.1\r\n\r\n".encode(),
        )
    assert got == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    assert heads == [b"GET /a?b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]
    assert posted.startswith(b"HTTP/1.1 405")
    assert tunnelled.startswith(b"HTTP/1.1 403 port")
