"""Screenshots of archived pages: the words boxed, from archived bytes alone, and nothing of the page runs."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from PIL import Image

from scorecard.archive import Writer
from scorecard.browser import find
from scorecard.model import Capture, Quote
from scorecard.review.offline import still
from scorecard.review.shots import Shots, Task
from scorecard.store.shard import ArchivedCapture, Shard
from tests.assetwave import HOST, REGION, fetch, judge, markup
from tests.crawlweb import Reply, Web
from tests.crawlweb import serving as web_serving
from tests.reviewdesk import HOSTILE, PAGE, SLUGS, make_wave, serving

BROWSER = find()
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: no screenshots are made")
BOX = (194, 65, 12)
BLUE = (0, 90, 200)
MOMENT = "2026-03-01T00:00:00Z"


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
def test_a_short_page_is_a_short_picture_and_nothing_of_it_is_cut(shots: Shots) -> None:
    low = "<div style='float:left'><p style='margin-top:200px;background:#005ac8'>Ringkasan APBD</p></div>"
    picture = shoot(shots, f"<html><body>{low}</body></html>", "Ringkasan APBD")
    box = boxed(picture)
    assert box is not None
    assert box[3] < picture.height < 400


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


def keep(folder: Path, *answers: tuple[str, int, dict[str, str], bytes]) -> Path:
    """Assets archived in a shard; its database."""
    with Shard.open(folder, writing=True) as shard:
        writer = Writer(folder, software="test")
        for url, status, headers, body in answers:
            at = writer.write(url, status, list(headers.items()), body, captured_at=MOMENT)
            kind = headers.get("Content-Type", "")
            capture = Capture("99.01", url, MOMENT, status, kind, at.payload_digest, at.record_id)
            shard.add_capture("r", ArchivedCapture(capture, at.file, at.offset, at.length, "asset"), at.end)
        writer.close()
    return folder / "shard.db"


def png(colour: tuple[int, int, int] = BLUE, size: tuple[int, int] = (200, 100), mode: str = "RGB") -> bytes:
    drawn = io.BytesIO()
    Image.new(mode, size, colour if mode == "RGB" else 1).save(drawn, "PNG")
    return drawn.getvalue()


def colours(picture: Image.Image) -> set[object]:
    return {colour for _count, colour in picture.getcolors(1 << 24) or ()}


@needs_browser
@pytest.mark.parametrize(
    "tag",
    [
        "<img src='/logo.png'>",
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' class=lazy data-src='/logo.png' loading=lazy>",
        "<img src='/logo.png' srcset='/logo-2.png 2x, /logo-1.png 1280w' sizes=100vw>",
        "<img src='/old.png'>",
        "<div style='width:99px;height:99px;background:url(/logo.png)'></div>",
    ],
)
def test_pictures_archived_with_a_page_are_shown_in_it(shots: Shots, tmp_path: Path, tag: str) -> None:
    shard = keep(
        tmp_path / "shard",
        ("https://www.contoh.test/logo.png", 200, {"Content-Type": "image/png"}, png()),  # the site moved to https
        ("http://www.contoh.test/old.png", 302, {"Location": "/logo.png"}, b""),
    )
    picture = shoot(shots, f"<html><body><p>Ringkasan APBD</p>{tag}</body></html>", "Ringkasan APBD", shard)
    assert BLUE in colours(picture)


@needs_browser
def test_a_page_is_shown_in_its_archived_styles(shots: Shots, tmp_path: Path) -> None:
    css = {"Content-Type": "text/css"}
    shard = keep(
        tmp_path / "shard",
        ("http://www.contoh.test/a.css", 200, css, b"@import url(b.css);"),
        ("http://www.contoh.test/b.css", 200, css, b"body{background:#005ac8}"),
    )
    markup = "<html><head><link rel=stylesheet href=/a.css></head><body><p>Ringkasan APBD</p></body></html>"
    assert BLUE in colours(shoot(shots, markup, "Ringkasan APBD", shard))


@needs_browser
@pytest.mark.parametrize("look", ["position:fixed;z-index:9999", "position:absolute;z-index:1000"])
def test_a_curtain_that_a_script_would_draw_back_hides_nothing(shots: Shots, look: str) -> None:
    curtain = f"<div style='{look};inset:0;background:#000'></div>"
    style = "<style>html,body{overflow:hidden;height:100%}.aos{opacity:0;transform:translateY(2000px)}</style>"
    picture = shoot(shots, f"{style}{curtain}<section class=aos><p>Ringkasan APBD</p></section>", "Ringkasan APBD")
    assert boxed(picture) is not None
    assert picture.getpixel((600, picture.height - 3)) == (255, 255, 255)


@needs_browser
def test_a_picture_that_unfolds_to_more_than_memory_costs_itself_alone(shots: Shots, tmp_path: Path) -> None:
    shard = keep(
        tmp_path / "shard",
        ("http://www.contoh.test/bomb.png", 200, {"Content-Type": "image/png"}, png(size=(8000, 8000), mode="1")),
        ("http://www.contoh.test/logo.png", 200, {"Content-Type": "image/png"}, png()),
    )
    markup = "<html><body><p>Ringkasan APBD</p><img src=/bomb.png width=9><img src=/logo.png></body></html>"
    picture = shoot(shots, markup, "Ringkasan APBD", shard)
    assert boxed(picture) is not None
    assert BLUE in colours(picture)


@pytest.mark.parametrize("piece", ["<img", "<img src", "<img data-src=", " srcset = ", "http-equiv=", "<img \t", " "])
def test_odd_markup_is_prepared_in_one_pass_and_loses_nothing(piece: str) -> None:
    text = "http-equiv=" + piece * 200_000  # with an expression that looks twice at it this would take minutes
    assert still(text) == text


def test_what_would_lead_away_or_needs_a_script_is_taken_from_the_markup() -> None:
    given = "<meta http-equiv = 'refresh' content=0><img srcset='a 2x' src=b><img src=c data-src=d>"
    assert still(given) == "<meta data-refresh' content=0><img data-choice='a 2x' src=b><img data-before=c src=d>"


@needs_browser
def test_a_screenshot_is_made_again_once_the_pages_pictures_are_archived(tmp_path: Path) -> None:
    page = markup("", "<img src=/logo.png>")
    with web_serving(Web()) as web:
        web.add(HOST, "/logo.png", Reply(png(), headers={"Content-Type": "image/png"}))
        judge(tmp_path, {REGION: {"/apbd": page}})
        with serving(tmp_path, browser=BROWSER) as served, closing(served.client()) as client:
            assert BLUE not in colours(shot_of(client))
            fetch(tmp_path, [REGION], web.proxy)
            asked = len(web.asked)
            assert BLUE in colours(shot_of(client))
            assert len(web.asked) == asked


def shot_of(client: httpx.Client) -> Image.Image:
    """The screenshot on the dossier of the first cell."""
    view = re.search(r'hx-get="(/captures/[^"]+/shot/view[^"]*)"', client.get(f"/cells/99.01/{SLUGS[0]}").text)
    assert view is not None
    for _try in range(20):  # on a busy machine it takes longer than one request waits
        picture = client.get(view.group(1).replace("&amp;", "&").replace("/shot/view", "/shot"))
        if picture.status_code == 200:
            break
    return Image.open(io.BytesIO(picture.content)).convert("RGB")


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
