"""Screenshots of archived pages: the words boxed, from archived bytes alone, and nothing of the page runs."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from scorecard.archive import Writer
from scorecard.browser import find
from scorecard.model import Capture, Quote
from scorecard.review.shots import Shots, Task
from scorecard.store.shard import ArchivedCapture, Shard
from tests.reviewdesk import HOSTILE, PAGE, make_wave, serving

BROWSER = find()
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: no screenshots are made")
BOX = (194, 65, 12)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shots]:
    made = Shots(tmp_path_factory.mktemp("shots"), BROWSER)
    yield made
    made.close()


def shoot(shots: Shots, markup: str, words: str, *shards: Path, url: str = "http://www.contoh.test/") -> Image.Image:
    quote = Quote(words)
    file = shots.path_of(f"sha1:{abs(hash((markup, words)))}", quote)
    assert shots.ask(file, Task(url, markup.encode(), "text/html; charset=utf-8", quote, shards), 60)
    return Image.open(io.BytesIO(file.read_bytes())).convert("RGB")


def boxed(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the box, None where there is none."""
    mask = Image.new("1", picture.size)
    mask.putdata([pixel == BOX for pixel in picture.get_flattened_data()])
    return mask.getbbox()


@needs_browser
def test_the_quoted_words_are_boxed_across_the_cells_of_a_row(shots: Shots) -> None:
    box = boxed(shoot(shots, PAGE, "Belanja Daerah | 1.530.118.900.000"))
    assert box is not None
    left, top, right, bottom = box
    assert right - left > 150
    assert bottom - top < 80


@needs_browser
def test_words_far_down_a_page_are_brought_into_the_picture(shots: Shots) -> None:
    long = PAGE.replace("<p>Data lain", "<p>" + "isi<br>" * 400 + "</p><p>Akhir sekali</p><p>Data lain")
    picture = shoot(shots, long, "Akhir sekali")
    assert picture.height <= 900
    assert boxed(picture) is not None


@needs_browser
def test_a_page_without_the_words_is_shown_without_a_box(shots: Shots) -> None:
    assert boxed(shoot(shots, PAGE, "kata yang tidak ada")) is None


@needs_browser
def test_words_that_a_menu_hides_are_unfolded(shots: Shots) -> None:
    hidden = "<html><body><ul><li>Menu<ul style='display:none'><li>Ringkasan APBD</li></ul></li></ul></body></html>"
    assert boxed(shoot(shots, hidden, "Ringkasan APBD")) is not None


@needs_browser
def test_no_byte_is_asked_of_any_server_and_no_script_runs(shots: Shots) -> None:
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_CONNECT = do_POST = do_GET  # noqa: N815 - as above

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        base = f"http://127.0.0.1:{server.server_port}"
        hostile = HOSTILE.replace("http://evil.test/canary-base/", f"{base}/").replace(
            "</body>", f"<script>document.title='ran';location='{base}/moved'</script><img src='{base}/i.png'></body>"
        )
        picture = shoot(shots, hostile, "Belanja Rp 12 miliar", url=f"{base}/page")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert boxed(picture) is not None


@needs_browser
def test_pictures_archived_with_a_page_are_shown_in_it(shots: Shots, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 100), (0, 90, 200)).save(drawn, "PNG")
    folder, url, moment = tmp_path / "shard", "http://www.contoh.test/logo.png", "2026-03-01T00:00:00Z"
    with Shard.open(folder, writing=True) as shard:
        writer = Writer(folder, software="test")
        at = writer.write(url, 200, [("Content-Type", "image/png")], drawn.getvalue(), captured_at=moment)
        capture = Capture("99.01", url, moment, 200, "image/png", at.payload_digest, at.record_id)
        shard.add_capture("r", ArchivedCapture(capture, at.file, at.offset, at.length, "asset"), at.end)
        writer.close()
    markup = f"<html><body><p>Ringkasan APBD</p><img src='{url}'></body></html>"
    picture = shoot(shots, markup, "Ringkasan APBD", folder / "shard.db")
    assert (0, 90, 200) in {colour for _count, colour in picture.getcolors(1 << 24) or ()}


@needs_browser
def test_the_dossier_shows_the_screenshot_once_it_is_made(tmp_path: Path) -> None:
    make_wave(tmp_path)
    with serving(tmp_path, browser=BROWSER) as served, closing(served.client()) as client:
        view = re.search(r'hx-get="(/captures/[^"]+/shot/view[^"]*)"', client.get("/cells/99.01/web_budget").text)
        assert view is not None
        address = view.group(1).replace("&amp;", "&")
        for _try in range(20):  # on a busy machine it takes longer than one request waits
            picture = client.get(address.replace("/shot/view", "/shot"))
            if picture.status_code == 200:
                break
        assert picture.headers["content-type"] == "image/png"
        assert "<img" in client.get(address).text


def test_a_desk_without_a_browser_says_nothing_of_screenshots(tmp_path: Path) -> None:
    make_wave(tmp_path)
    with serving(tmp_path) as served, closing(served.client()) as client:
        html = client.get("/cells/99.01/web_budget").text
        assert "/shot" not in html
        assert "Belanja Daerah" in html
