"""Styles and pictures of pages that a person will look at: fetched on a budget of their own, guarded, once."""

from __future__ import annotations

import gzip
import io
import random
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from crawler.assets.budget import Budget
from crawler.assets.links import Links, of_page, of_style
from crawler.plan import Plan
from scorecard.addresses import Scope, canonicalise, forbidden
from tests.assetwave import HOST, REGION, fetch, judge, kept, markup, rows, start
from tests.crawlweb import Reply, Web, region, serving
from tests.reviewdesk import WAVE

CSS = {"Content-Type": "text/css"}
PNG = {"Content-Type": "image/png"}
#: What the errand below may spend on a region: requests, bytes, and seconds an answer.
REQUESTS, BYTES, SECONDS = 12, 150_000, 1.5


def png(colour: tuple[int, int, int] = (0, 90, 200)) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(drawn, "PNG")
    return drawn.getvalue()


STYLED = markup("<link rel=stylesheet href=/style.css>", "<img src=logo.png>")
OURS = {"/style.css", "/more.css", "/img/bg.png", "/logo.png"}
NAMES = ("plain", "calm", "hostile", "slow", "many", "heavy", "foreign", "strict", "closed", "moved")
REGION_OF = {name: region(f"97.{number:02}", f"www.{name}kab.test") for number, name in enumerate(NAMES)}


def dress_up(web: Web, host: str) -> None:
    """The files that `STYLED` names."""
    web.add(host, "/style.css", Reply(b"@import 'more.css'; h1{background:url(img/bg.png)}", headers=CSS))
    web.add(host, "/more.css", Reply(b"p{color:#222}", headers=CSS))
    web.add(host, "/img/bg.png", Reply(png(), headers=PNG))
    web.add(host, "/logo.png", Reply(png(), headers=PNG))


def pictures(*paths: str) -> str:
    return "".join(f"<img src='{path}'>" for path in paths)


def pages_of(port: int) -> dict[str, dict[str, str]]:
    """Pages by region and path; `port` is that of a server that must never be asked."""
    bad = [
        *(f"http://127.0.0.1:{port}/a.png", f"http://2130706433:{port}/b.png", f"//[::1]:{port}/c.png"),
        *("http://169.254.169.254/latest/meta-data/", "http://localhost/d.png", "http://10.0.0.1/e.png"),
        *("file:///etc/passwd", "ftp://ftp.contoh.test/g.png", "http://127.0.0.1.nip.io/", f"http://x.test:{port}/"),
    ]
    counting = ["http://www.histats.com/1.gif", "//s11.flagcounter.com/count2/x.png", "//banner.test/hit.gif?who=me"]
    sheets = "".join(f"<link rel=stylesheet href=//cdn.contoh.test/{number}.css>" for number in range(9))
    late = "<link rel=stylesheet href=//late.test/a.css></head>"
    return {
        "plain": {f"/hal{number}": STYLED for number in range(4)},
        "calm": {"/tenang": STYLED},
        "hostile": {"/": markup("<link rel=stylesheet href=/bad.css>", pictures(*bad, "/moved.png", "/logo.png"))},
        "slow": {
            "/": markup(
                "<link rel=stylesheet href=/bomb.css>",
                pictures("/slow.png", "/large.png", "/logo.png", "/cut.png", "/img/bg.png"),
            )
        },
        "many": {f"/hal{n}": STYLED + pictures(*(f"/p{n}-{one}.png" for one in range(30))) for n in range(3)},
        "heavy": {"/": markup("", pictures(*(f"/p{number}.png" for number in range(12))))},
        "foreign": {"/": markup(sheets, pictures(*counting, "/logo.png") + "<img src=//banner.test/dot.gif width=1>")},
        "strict": {"/": STYLED.replace("</head>", late)},
        "closed": {"/": markup("", pictures(*(f"/p{number}.png" for number in range(9))))},
        "moved": {"/": markup("", pictures("/old.png"))},
    }


def fill(web: Web, port: int) -> None:
    """What the hosts answer."""
    for one in REGION_OF.values():
        dress_up(web, one.website)
    host = {name: one.website for name, one in REGION_OF.items()}
    bad = f"@import url(http://127.0.0.1:{port}/x.css);b{{background:url(http://169.254.169.254/y.png)}}"
    web.add(host["hostile"], "/bad.css", Reply(bad.encode(), headers=CSS))
    web.add(host["hostile"], "/moved.png", Reply(status=302, headers={"Location": f"http://127.0.0.1:{port}/z.png"}))
    bomb = gzip.compress(b"p{}" + b" " * 40_000_000 + b"@import '/after.css';")
    web.add(host["slow"], "/bomb.css", Reply(bomb, headers={**CSS, "Content-Encoding": "gzip"}))
    web.add(host["slow"], "/large.png", Reply(b"\x89PNG" + b"x" * 5_000_000, headers=PNG))
    web.add(host["slow"], "/slow.png", Reply(png(), headers=PNG, pause=4))
    web.add(host["slow"], "/cut.png", Reply(drop=True))
    noise = random.Random(7).randbytes(20_000)
    web.fallback[host["many"]] = lambda path: Reply(png(), headers=PNG) if path[:2] == "/p" else None
    web.fallback[host["heavy"]] = lambda path: Reply(path.encode() + noise, headers=PNG) if path[:2] == "/p" else None
    web.fallback[host["closed"]] = lambda path: Reply(b"no", 403) if path[:2] == "/p" else None
    for other in ("cdn.contoh.test", "banner.test", "www.histats.com", "s11.flagcounter.com"):
        web.fallback[other] = lambda path: Reply(b"p{}", headers=CSS) if path != "/robots.txt" else None
    web.add(host["strict"], "/robots.txt", Reply(b"User-agent: *\nDisallow: /img/"))
    web.add("late.test", "/robots.txt", Reply(b"", 500))
    web.add(host["moved"], "/old.png", Reply(status=301, headers={"Location": "/new.png"}))
    web.add(host["moved"], "/new.png", Reply(png(), headers=PNG))


class Errand:
    """One errand over all of these regions, what it asked and what it left."""

    def __init__(self, output: Path, web: Web) -> None:
        self.output, self.web = output, web
        self.canary: list[str] = []
        self.tagged: list[int] = []
        with canary(self.canary) as port:
            fill(web, port)
            web.add(REGION_OF["plain"].website, "/logo.png", self._tag)
            pages = {REGION_OF[name]: given for name, given in pages_of(port).items()}
            judge(output, pages, flagged={path for given in pages.values() for path in given} - {"/tenang"})
            self.before = dump(output)
            self.interrupted = self.again()
        self.after = dump(output)

    def _tag(self, count: int) -> Reply:
        """The emblem as a server gives it that knows conditions."""
        self.tagged.append(count)
        mark = {**PNG, "ETag": '"a"'}
        return Reply(png(), headers=mark) if count == 1 else Reply(status=304, headers=mark)

    def again(self) -> bool:
        regions = list(REGION_OF.values())
        return fetch(self.output, regions, self.web.proxy, max_assets=REQUESTS, asset_bytes=BYTES, timeout=SECONDS)

    def asked(self, name: str) -> list[str]:
        return [path for path in self.web.paths(REGION_OF[name].website) if path != "/robots.txt"]

    def kept(self, name: str) -> set[str]:
        return set(kept(self.output, REGION_OF[name]))


@contextmanager
def canary(asked: list[str]) -> Iterator[int]:
    """A server on loopback that must not be asked; its port."""

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def dump(output: Path) -> list[str]:
    with closing(sqlite3.connect(output / "waves" / WAVE / "shards" / "main" / "shard.db")) as db:
        return list(db.iterdump())


@pytest.fixture(scope="module")
def errand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Errand]:
    with serving(Web()) as web:
        yield Errand(tmp_path_factory.mktemp("errand"), web)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        dress_up(found, HOST)
        yield found


def test_styles_their_imports_and_pictures_of_a_flagged_cells_page_are_archived(errand: Errand) -> None:
    assert errand.interrupted is False
    assert errand.kept("plain") == OURS
    found = kept(errand.output, REGION_OF["plain"])
    assert {one.status for one in found.values()} == {200}
    assert found["/logo.png"].body == png()


def test_a_style_that_many_pages_share_is_asked_for_once_and_pages_not_at_all(errand: Errand) -> None:
    assert sorted(errand.asked("plain")) == sorted(OURS)


def test_pages_that_no_flagged_cell_cites_cost_no_request(errand: Errand) -> None:
    assert REGION_OF["calm"].website not in errand.web.hosts()


def test_the_crawls_own_shard_is_left_as_it_was(errand: Errand) -> None:
    assert errand.before == errand.after


def test_no_forbidden_address_is_ever_asked(errand: Errand) -> None:
    assert errand.canary == []
    assert errand.web.hosts() <= {*(one.website for one in REGION_OF.values()), "cdn.contoh.test", "late.test"}
    assert errand.kept("hostile") == {"/bad.css", "/moved.png", "/logo.png"}


def test_what_is_slow_large_or_packed_costs_itself_alone(errand: Errand) -> None:
    assert errand.kept("slow") == {"/logo.png", "/img/bg.png", "/bomb.css"}
    assert sum(one.length for one in rows(errand.output, REGION_OF["slow"])) < 100_000


def test_the_budget_of_a_region_holds_and_styles_come_before_pictures(errand: Errand) -> None:
    assert len(errand.asked("many")) == REQUESTS
    assert errand.asked("many")[:2] == ["/style.css", "/more.css"]


def test_a_budget_of_bytes_ends_the_errand(errand: Errand) -> None:
    lengths = [one.length for one in rows(errand.output, REGION_OF["heavy"])]
    assert sum(lengths[:-1]) < BYTES <= sum(lengths)
    assert len(lengths) < 12


def test_other_hosts_have_a_share_and_those_that_count_visitors_none(errand: Errand) -> None:
    assert len([path for path in errand.web.paths("cdn.contoh.test") if path != "/robots.txt"]) == REQUESTS // 3
    assert errand.asked("foreign") == ["/logo.png"]


def test_robots_txt_of_every_host_is_asked_first_and_obeyed(errand: Errand) -> None:
    assert errand.web.paths(REGION_OF["strict"].website)[0] == "/robots.txt"
    assert errand.kept("strict") == OURS - {"/img/bg.png"}
    assert errand.web.paths("late.test") == ["/robots.txt"]


def test_a_host_that_turns_us_away_is_left_alone(errand: Errand) -> None:
    assert len(errand.asked("closed")) == 3


def test_a_redirect_is_followed_and_both_answers_are_archived(errand: Errand) -> None:
    found = kept(errand.output, REGION_OF["moved"])
    assert {path: one.status for path, one in found.items()} == {"/old.png": 301, "/new.png": 200}


def test_a_second_start_asks_for_nothing(errand: Errand) -> None:
    before = len(errand.web.asked)
    assert errand.again() is False
    assert len(errand.web.asked) == before


def test_an_errand_out_of_time_goes_on_later_and_takes_what_is_flagged_then(web: Web, tmp_path: Path) -> None:
    pages = {"/apbd": STYLED, "/izin": markup("<link rel=stylesheet href=/style.css>", pictures("/late.png"))}
    web.add(HOST, "/late.png", Reply(png(), headers=PNG))
    judge(tmp_path, {REGION: pages}, flagged=("/apbd",))
    assert fetch(tmp_path, [REGION], web.proxy, stop_after_minutes=0.0) is True
    assert web.asked == []
    assert fetch(tmp_path, [REGION], web.proxy) is False
    assert set(kept(tmp_path)) == OURS
    with closing(sqlite3.connect(tmp_path / "scorecard.db")) as db:
        db.execute("update cells set state = 'open'")
        db.commit()
    assert fetch(tmp_path, [REGION], web.proxy) is False
    assert set(kept(tmp_path)) == {*OURS, "/late.png"}
    assert Counter(web.paths(HOST))["/style.css"] == 1


def test_a_killed_errand_goes_on_and_asks_only_for_what_was_in_flight_again(web: Web, tmp_path: Path) -> None:
    killed = threading.Event()

    def answer(path: str) -> Reply | None:
        late = 0.0 if killed.is_set() or path < "/pf" else 2.0  # the kill surely comes before the end
        return Reply(png(), headers=PNG, pause=late) if path[:2] == "/p" else None

    web.fallback[HOST] = answer
    judge(tmp_path, {REGION: {"/apbd": STYLED + pictures(*(f"/p{chr(97 + one)}.png" for one in range(16)))}})
    process = start(tmp_path, web.proxy)
    assert process.stdout is not None
    for line in process.stdout:
        if "/pe.png" in line:
            process.send_signal(signal.SIGKILL)
    process.communicate()
    killed.set()
    assert 0 < len(rows(tmp_path)) < 20
    assert fetch(tmp_path, [REGION], web.proxy) is False
    asked = Counter(path for _host, path in web.asked)
    assert len(rows(tmp_path)) == len(kept(tmp_path)) == 4 + 16
    assert sum(asked.values()) - len(asked) <= 1


def test_a_later_wave_asks_on_conditions_and_keeps_a_revisit(errand: Errand) -> None:
    plain = REGION_OF["plain"]
    judge(errand.output, {plain: {"/hal0": markup("", "<img src=/logo.png><p>baru</p>")}}, wave="2027")
    assert fetch(errand.output, [plain], errand.web.proxy, wave="2027") is False
    assert errand.tagged == [1, 2]
    assert kept(errand.output, plain, "2027")["/logo.png"].body == png()


# ---- what a page names ----------------------------------------------------------------------------


def test_a_page_names_the_sheets_of_a_screen_and_pictures_that_show_something() -> None:
    text = """<base href="/tema/"><link rel="stylesheet" href="a.css"><link rel="alternate stylesheet" href="no.css">
    <link rel=stylesheet media=print href=no2.css><link rel=icon href=no.ico><link rel="preload" href="no3.css">
    <style>@import url("b.css"); @font-face{src:url(no.woff2)} div{background:url( 'c.png' )}</style>
    <div style="background-image:url(d.png)"><img src="e.png"><img src="data:image/gif;base64,xx" data-src="f.png">
    <img src="dot.gif" width="1" height="1"><img src="g.png" width="100%"><table background="h.png">"""
    links = of_page(text.encode(), "http://www.contoh.test/hal")
    assert [one.rpartition("/")[2] for one in links.styles] == ["a.css", "b.css"]
    assert sorted(one.rpartition("/")[2] for one in links.pictures) == [
        "c.png",
        "d.png",
        "e.png",
        "f.png",
        "g.png",
        "h.png",
    ]
    assert links.styles[0] == "http://www.contoh.test/tema/a.css"


def test_a_sheet_names_imports_and_pictures_against_its_own_address() -> None:
    links = of_style("@IMPORT 'x.css';a{b:url(../i/y.png)}c{d:url(z.woff)}", "http://cdn.contoh.test/css/m.css")
    assert links == Links(("http://cdn.contoh.test/css/x.css",), ("http://cdn.contoh.test/i/y.png",))


PIECES = st.sampled_from(
    [
        *("@import ", "url(", "'", '"', ")", ";", "{", "}", "@font-face{", "/*", "x.png", "//h.test/y.css", "\0", "<"),
        *("<img src=", "<link rel=stylesheet href=", "<style>", "</style>", "<base href=", " ", "http://[", "\ud800"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_whatever_a_page_holds_only_addresses_in_canonical_form_come_out(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    for links in (of_page(body, "http://www.contoh.test/a/"), of_style(text, "http://www.contoh.test/a/s.css")):
        for url in (*links.styles, *links.pictures):
            assert url == canonicalise(url)
            assert url.startswith(("http://", "https://"))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcdefgh.:/@[]0127%x", max_size=40))
def test_no_address_that_the_rule_forbids_is_ever_wanted(rest: str) -> None:
    budget = Budget(Plan(), Scope.of(REGION))
    url = f"http://{rest}"
    if forbidden(url):
        assert budget.unwanted(url, picture=True)
        assert budget.unwanted(url, picture=False)
