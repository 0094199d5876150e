"""A crawl reads what scripts build and what scans show, archives it beside the answers, and says what it could not."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.extras import Allowance
from crawler.intake import Answer, Intake
from crawler.plan import Plan
from crawler.priorities import Compass
from crawler.render.order import Rendering
from crawler.visit import Tools, Visit
from scorecard import browser
from scorecard.archive import read_at, scan
from scorecard.audit import RegionAudit, Response
from scorecard.model import Capture, Edition, Hit, Place, Strength
from scorecard.opinion import Opinion
from scorecard.reading import Page, ocr
from scorecard.reading.likeness import missing_path
from scorecard.store.shard import ArchivedCapture, Shard
from scorecard.verdict import Asked
from tests.crawlweb import Reply, Web, crawl, page, region, serving, start
from tests.test_ocr import scan as scanned

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
needs_browser = pytest.mark.skipif(browser.find() is None, reason="no Chromium is found on this machine")
needs_tesseract = pytest.mark.skipif(ocr.find() is None, reason="no tesseract with Indonesian or English is installed")
SPA, CLASSIC, LED = "www.rawabening.test", "www.sukamaju.test", "www.rawabaru.test"
SHELL = (
    '<html><head><title>Portal</title></head><body><div id="app"></div><script src="/app.js"></script></body></html>'
)
APP = """
const app = document.querySelector('#app');
const links = '<nav><ul><li><a href="/jalan">Kondisi Jalan</a></li><li><a href="/kontak">Kontak</a></li></ul></nav>';
const text = 'Halaman resmi pemerintah kabupaten yang dibuat oleh skrip di peramban. '.repeat(9);
const pages = {
  '/': () => app.innerHTML = links + '<main><h1>Beranda</h1><p>' + text + '</p></main>',
  '/kontak': () => app.innerHTML = links + '<main><h1>Kontak Perizinan</h1><p>' + text + '</p></main>',
  '/jalan': () => fetch('/api/jalan').then(r => r.json()).then(d => {
    app.innerHTML = links + '<main><h1>Kondisi Jalan</h1><table>' +
      d.rows.map(r => '<tr><td>' + r.kondisi + '</td><td>' + r.km + '</td></tr>').join('') + '</table></main>'; }),
};
(pages[location.pathname] || (() => app.innerHTML = '<h1>Halaman tidak ditemukan di portal ini</h1>'))();
"""
ROADS = {"rows": [{"kondisi": "jalan mantap", "km": 120.5}, {"kondisi": "rusak berat", "km": 12}]}
WORDS = {"roads": ("kondisi jalan", "statistik jalan"), "contact": ("kontak",), "bylaw": ("peraturan daerah",)}
JUDGE = {"roads": "mantap", "contact": "Kontak Perizinan", "bylaw": "PERATURAN DAERAH"}
CHART = page("Statistik Jalan", text="Grafik kondisi jalan menurut kecamatan. " * 20).replace(
    "</main>", '<canvas id="grafik"></canvas></main><script>fetch("/json/7").then(r => r.json())</script>'
)


def build() -> Web:
    web = Web()
    web.fallback[SPA] = lambda path: None if path in ("/robots.txt", "/sitemap.xml") else SHELL
    web.add(SPA, "/app.js", Reply(APP.encode(), headers={"Content-Type": "text/javascript"}))
    web.add(SPA, "/api/jalan", Reply(json.dumps(ROADS).encode(), headers={"Content-Type": "application/json"}))
    home = page("Beranda", "/data Statistik Jalan", "/unduh/perda.pdf Peraturan Daerah Nomor 5", "/lain Lain")
    web.site(CLASSIC, {"/": home, "/data": CHART, "/lain": page("Lain") + "<script>var x = 1</script>"})
    rows = [{"kecamatan": "Mawar", "jalan_mantap_km": 4}, {"kecamatan": "Melati", "jalan_mantap_km": 5}]
    web.add(CLASSIC, "/json/7", Reply(json.dumps(rows).encode(), headers={"Content-Type": "application/json"}))
    pdf = scanned([("PERATURAN DAERAH KOTA SUKAMAJU", "NOMOR 5 TAHUN 2019")])
    led = "<title>Rawabaru</title><script>location.replace('/beranda')</script>"
    web.site(
        LED, {"/": led, "/beranda": page("Beranda", "/kontak Kontak Perizinan"), "/kontak": page("Kontak Perizinan")}
    )
    web.add(CLASSIC, "/unduh/perda.pdf", Reply(pdf, headers={"Content-Type": "application/pdf"}))
    return web


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]], Web]:
    """Three sites crawled once with whatever this machine has."""
    folder = tmp_path_factory.mktemp("rendered")
    with serving(build()) as web:
        regions = [region("1", SPA), region("2", CLASSIC), region("3", LED)]
        return folder, crawl(folder, regions, {"proxy": web.proxy, "extra_seconds": 600}, words=WORDS, judge=JUDGE), web


def held(folder: Path, code: str) -> dict[tuple[str, str], ArchivedCapture]:
    """Captures by path and kind."""
    with Shard.open(folder) as shard:
        found = shard.captures("r1", code)
    return {(one.capture.target_uri.partition(".test")[2], one.kind): one for one in found}


def text_of(folder: Path, one: ArchivedCapture) -> str:
    return read_at(folder / one.file, one.offset, one.length).body.decode()


@needs_browser
def test_a_site_built_by_scripts_is_found_link_by_link(crawled: tuple[Path, dict[str, dict[str, Any]], Web]) -> None:
    folder, reach, web = crawled
    found = held(folder, "1")
    shown = {path: one for (path, kind), one in found.items() if kind == "conversion"}
    assert set(shown) == {"/", "/jalan", "/kontak", missing_path(SPA)}
    assert all("rendered" in one.flags for one in shown.values())
    assert "jalan mantap" in text_of(folder, shown["/jalan"])
    assert reach["1"]["status"] == "ok"
    assert reach["1"]["pages"] == 3
    assert web.asked.count((SPA, "/app.js")) == 1
    assert reach["1"]["requests"] == len([host for host, _path in web.asked if host == SPA])


@needs_browser
def test_a_home_page_whose_script_leads_on_is_followed(crawled: tuple[Path, dict[str, dict[str, Any]], Web]) -> None:
    folder, reach, _web = crawled
    assert reach["3"]["status"] == "ok"
    assert {("/beranda", "page"), ("/kontak", "page")} <= set(held(folder, "3"))


@needs_browser
def test_what_a_browser_showed_refers_to_the_answer_it_was_made_from(
    crawled: tuple[Path, dict[str, dict[str, Any]], Web],
) -> None:
    folder, _reach, _web = crawled
    found = held(folder, "1")
    made = found["/jalan", "conversion"]
    archived = read_at(folder / made.file, made.offset, made.length)
    assert archived.refers_to == found["/jalan", "page"].capture.record_id
    assert archived.converter.startswith("Chromium/")


@needs_browser
def test_data_behind_a_chart_is_archived_as_what_the_page_asked_for(
    crawled: tuple[Path, dict[str, dict[str, Any]], Web],
) -> None:
    folder, _reach, web = crawled
    found = held(folder, "2")
    assert json.loads(text_of(folder, found["/json/7", "data"]))[0]["kecamatan"] == "Mawar"
    assert found["/json/7", "data"].capture.clicks == 2
    assert ("/lain", "conversion") not in found
    assert ("/data", "conversion") not in found  # the chart itself shows nothing that can be read
    assert web.asked.count((CLASSIC, "/json/7")) == 1


@needs_tesseract
def test_a_scan_that_an_open_cell_asks_for_is_read_and_its_words_archived(
    crawled: tuple[Path, dict[str, dict[str, Any]], Web],
) -> None:
    folder, _reach, _web = crawled
    made = held(folder, "2")["/unduh/perda.pdf", "conversion"]
    assert "ocr" in made.flags
    assert text_of(folder, made).startswith("PERATURAN DAERAH KOTA SUKAMAJU")


class Words:
    """A judge of words: what stands in a page's text is found there."""

    edition = Edition.Y2026
    asked = tuple(Asked(slug, slug, "1") for slug in JUDGE)

    def hits(self, read: Page) -> list[Hit]:
        at = {slug: read.text.find(word) for slug, word in JUDGE.items()}
        return [
            Hit(slug, Strength.FOUND, read.quote(start, start + len(JUDGE[slug])), Place.MAIN, "", page_number=1)
            for slug, start in at.items()
            if start >= 0
        ]


@needs_browser
@needs_tesseract
def test_the_archive_alone_gives_the_findings_and_their_evidence(
    crawled: tuple[Path, dict[str, dict[str, Any]], Web],
) -> None:
    folder, _reach, _web = crawled
    for code, website, expected in (
        ("1", SPA, {"roads": "/jalan", "contact": "/kontak", "bylaw": ""}),
        ("2", CLASSIC, {"roads": "/json/7", "contact": "", "bylaw": "/unduh/perda.pdf"}),
    ):
        audit = RegionAudit(region(code, website), Words())
        for path in sorted(folder.glob("captures-*.warc.gz")):
            for one in scan(path):
                if website in one.url:
                    clicks = 9 if "/api/" in one.url else 1
                    capture = Capture(code, one.url, "", one.status, one.content_type, "", one.record_id, clicks)
                    audit.take(Response(capture, one.body, converted=bool(one.refers_to)))
        reach, search = audit.describe()
        best = {finding.indicator: finding.best for finding in audit.conclude(reach, search)}
        found = {slug: one.capture.target_uri.partition(".test")[2] if one else "" for slug, one in best.items()}
        assert found == expected


def test_a_machine_without_browser_and_tesseract_says_what_it_could_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with serving(build()) as web:
        regions = [region("1", SPA), region("2", CLASSIC)]
        reach = crawl(tmp_path / "out", regions, {"proxy": web.proxy, "extra_seconds": 600}, words=WORDS, judge=JUDGE)
    with Shard.open(tmp_path / "out") as shard:
        said = [shard.search("r1", code) for code in ("1", "2")]
        kinds = {one.kind for code in ("1", "2") for one in shard.captures("r1", code)}
    assert "1 pages that scripts build were not shown: no browser" in said[0].detail
    assert not said[0].adequate
    assert "1 scans were not read: no tesseract" in said[1].detail
    assert reach["2"]["status"] == "ok"
    assert "conversion" not in kinds


def test_extras_take_what_they_may_at_least_then_their_share_of_the_time() -> None:
    passed = 0.0
    allowance = Allowance(30.0, share=0.25, clock=lambda: passed)
    allowance.spent = 29.0
    assert allowance.owed() == 0.0
    allowance.spent = 40.0
    passed = 100.0
    assert allowance.owed() == 60.0
    passed = 160.0
    assert allowance.owed() == 0.0


def test_rendering_can_be_turned_off_and_links_to_storage_services_are_noted_and_never_asked(tmp_path: Path) -> None:
    drive = "https://drive.google.com/drive/folders/1contoh"
    with serving(build()) as web:
        web.site(CLASSIC, {"/": page("Beranda", f"{drive} Formulir SIUP", f"{drive}/x Formulir TDP")})
        regions = [region("1", SPA), region("2", CLASSIC)]
        crawl(tmp_path, regions, {"proxy": web.proxy, "render": "never"}, words=WORDS, judge=JUDGE)
        assert (SPA, "/app.js") not in web.asked
        assert web.hosts() == {SPA, CLASSIC}
    assert not any(kind == "conversion" for _path, kind in held(tmp_path, "1"))
    with Shard.open(tmp_path) as shard:
        noted = {(row["url"], row["why"]) for row in shard.unfetched("r1", "2") if row["kind"] == "storage"}
        assert "2 links to files on storage services" in shard.search("r1", "2").detail
    assert noted == {(drive, "storage"), (f"{drive}/x", "storage")}


@needs_browser
def test_a_crawl_killed_while_a_page_is_shown_shows_it_at_the_next_start(tmp_path: Path) -> None:
    web = build()
    slow = Reply(json.dumps(ROADS).encode(), headers={"Content-Type": "application/json"}, pause=60)
    web.add(SPA, "/api/jalan", lambda count: slow if count == 1 else replace(slow, pause=0))
    with serving(web):
        plan = {"proxy": web.proxy, "extra_seconds": 600}
        process = start(tmp_path, [region("1", SPA)], plan, words=WORDS, judge=JUDGE)
        while process.poll() is None and (SPA, "/api/jalan") not in web.asked:
            time.sleep(0.05)
        process.kill()
        process.communicate()
        crawl(tmp_path, [region("1", SPA)], plan, words=WORDS, judge=JUDGE)
    assert "jalan mantap" in text_of(tmp_path, held(tmp_path, "1")["/jalan", "conversion"])
    with Shard.open(tmp_path) as shard:
        shown = [one.capture.target_uri for one in shard.captures("r1", "1") if one.kind == "conversion"]
    assert len(shown) == len(set(shown))


def test_a_page_that_is_put_off_waits_for_its_domain_and_keeps_its_visit_open(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        one = region("1", SPA)
        shard.begin("r1", [one])
        intake = Intake(shard, "r1", "test")
        tools = Tools(Plan(), "r1", shard, intake, Compass({}), lambda _page: Opinion(), lambda _event: None)
        visit = Visit(one, tools)
        visit.start()
        receipt = intake.archive(Answer(f"http://{SPA}/", 200, (), SHELL.encode()))
        entry = visit.queue.take(visit.queue.domains()[0])
        assert entry is not None
        crop = visit.harvester.read(SHELL.encode(), entry.url, "", home=True)
        assert visit.beyond.wants(entry, receipt, SHELL.encode(), crop) == "shell"
        (wish,) = visit.wishes()
        assert visit.in_flight == 1
        visit.defer(wish)
        assert (visit.in_flight, visit.deferred("lain.test"), visit.later) == (0, [], [wish])
        assert (visit.deferred(wish.entry.domain), visit.in_flight, visit.later) == ([wish], 1, [])
        visit.granted(wish, Rendering(failure="time"))
        intake.close()
        assert visit.queue.reasons()["unshown: time"] == 1
