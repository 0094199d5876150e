"""What a crawl asks, in what order, what it leaves alone and what it says it reached."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from scorecard.archive import read_at
from scorecard.reading.likeness import missing_path
from scorecard.store.shard import Shard
from tests.crawlweb import Reply, Web, crawl, page, region, serving

HOST = "www.sukamaju.test"
SITE = {
    "/": page("Beranda", "/profil Profil", nav=["/layanan Layanan", "/keuangan Keuangan"]),
    "/profil": page("Profil"),
    "/layanan": page("Layanan", "/izin Izin"),
    "/keuangan": page("Keuangan", "/apbd APBD 2024"),
    "/izin": page("Izin"),
    "/apbd": page("APBD"),
}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        yield found


def test_a_small_site_is_visited_whole_and_every_answer_archived_once(web: Web, tmp_path: Path) -> None:
    web.site(HOST, SITE)
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert sorted(web.paths(HOST)) == sorted([*SITE, "/robots.txt", "/sitemap.xml", missing_path(HOST)])
    assert (reach["status"], reach["pages"], reach["requests"], reach["hosts"]) == ("ok", 6, 9, 1)
    with Shard.open(tmp_path) as shard:
        captures = shard.captures("r1", "1")
        assert len(captures) == len(web.seen)
        for held in captures:
            archived = read_at(tmp_path / held.file, held.offset, held.length)
            assert archived.url == held.capture.target_uri
            assert archived.payload_digest == held.capture.payload_digest
            assert archived.record_id == held.capture.record_id
        assert {held.capture.target_uri for held in captures if held.judged} == {
            f"http://{HOST}{path}" for path in SITE
        }
        assert shard.search("r1", "1").adequate


def test_clicks_count_the_links_from_the_home_page(web: Web, tmp_path: Path) -> None:
    web.site(HOST, SITE)
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    with Shard.open(tmp_path) as shard:
        clicks = {held.capture.target_uri: held.capture.clicks for held in shard.captures("r1", "1", judged=True)}
    assert clicks[f"http://{HOST}/"] == 0
    assert clicks[f"http://{HOST}/keuangan"] == 1
    assert clicks[f"http://{HOST}/apbd"] == 2


def test_the_crawl_stays_within_the_regions_domain_and_the_hosts_named(web: Web, tmp_path: Path) -> None:
    web.site(
        HOST,
        {
            "/": page(
                "Beranda",
                "http://jdih.sukamaju.test/ JDIH",
                "http://dpmptsp.lain.test/ Izin",
                "http://lpse.sukamaju.test/ LPSE",
                "http://oss.nasional.test/ OSS",
            )
        },
    )
    for host in ("jdih.sukamaju.test", "dpmptsp.lain.test", "lpse.sukamaju.test", "oss.nasional.test"):
        web.site(host, {"/": page(host)})
    hosts = [("dpmptsp.lain.test", "dpmptsp"), ("lpse.sukamaju.test", "lpse (legacy)")]
    crawl(tmp_path, [region("1", HOST, hosts)], {"proxy": web.proxy})
    assert web.hosts() == {HOST, "jdih.sukamaju.test", "dpmptsp.lain.test"}
    with Shard.open(tmp_path) as shard:
        assert {row["host"] for row in shard.mentions("r1", "1")} == {"lpse.sukamaju.test", "oss.nasional.test"}


def test_administrative_regions_that_share_a_domain_keep_to_their_hosts_and_never_ask_at_once(
    web: Web, tmp_path: Path
) -> None:
    codes = ("utara", "barat", "timur")
    for code in codes:
        others = [f"http://{other}.ibukota.test/ {other}" for other in codes]
        site = {"/": page(code, *others, *(f"/p{n} Hal {n}" for n in range(5)))}
        web.site(f"{code}.ibukota.test", site | {f"/p{n}": page(f"p{n}") for n in range(5)})
    regions = [region(code, f"{code}.ibukota.test", administrative=True) for code in codes]
    reach = crawl(tmp_path, regions, {"proxy": web.proxy})
    assert [reach[code]["pages"] for code in codes] == [6, 6, 6]
    seen = sorted(web.seen, key=lambda entry: entry.began)
    assert all(first.ended <= second.began for first, second in pairwise(seen))


def test_one_request_of_a_domain_is_in_flight_and_a_pause_lies_between_two(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", "http://ppid.sukamaju.test/ PPID", "/a A")} | {"/a": page("A")})
    web.site("ppid.sukamaju.test", {"/": page("PPID")})
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "delay": 0.2})
    seen = sorted(web.seen, key=lambda entry: entry.began)
    assert len(seen) >= 5
    assert all(second.began - first.ended >= 0.19 for first, second in pairwise(seen))


def test_a_slow_region_does_not_keep_the_others_waiting(web: Web, tmp_path: Path) -> None:
    web.add("lambat.test", "/", Reply(page("Lambat").encode(), pause=8.0))
    web.site(HOST, SITE)
    crawl(tmp_path, [region("1", "lambat.test"), region("2", HOST)], {"proxy": web.proxy, "concurrency": 4})
    slow = next(entry for entry in web.seen if entry.path == "/" and entry.host == "lambat.test")
    assert all(entry.ended < slow.ended for entry in web.seen if entry.host == HOST)


def test_the_budget_bounds_the_pages_asked_and_such_a_search_is_not_adequate(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", nav=[f"/m{n} Menu {n}" for n in range(40)])})
    web.fallback[HOST] = lambda path: page(path) if path.startswith("/m") else None
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "max_pages": 12})["1"]
    assert (
        len([path for path in web.paths(HOST) if path not in ("/robots.txt", "/sitemap.xml", missing_path(HOST))]) == 12
    )
    assert (reach["status"], reach["pages"], reach["flags"]) == ("ok", 12, ["partial"])
    with Shard.open(tmp_path) as shard:
        assert not shard.search("r1", "1").adequate


def test_a_budget_that_covers_the_menu_and_the_sitemap_makes_the_search_adequate(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", *(f"/berita/{n} Berita {n}" for n in range(40)), nav=["/a A", "/b B"])})
    web.fallback[HOST] = lambda path: page(path) if path.startswith(("/berita", "/a", "/b")) else None
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "max_pages": 10})
    with Shard.open(tmp_path) as shard:
        assert shard.search("r1", "1").adequate


def test_links_that_speak_of_an_open_indicator_come_first(web: Web, tmp_path: Path) -> None:
    links = [*(f"/lain/{n} Tautan lain" for n in range(30)), "/x9 Ringkasan APBD", "/y7 Formulir Izin"]
    web.site(HOST, {"/": page("Beranda", *links)})
    web.fallback[HOST] = lambda path: page(path) if path.startswith(("/lain", "/x9", "/y7")) else None
    words = {"web_budget": ["apbd"], "online_form_download": ["formulir*"]}
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "max_pages": 4}, words=words)
    assert {"/x9", "/y7"} <= set(web.paths(HOST))


def test_an_indicator_that_is_settled_stops_pulling(web: Web, tmp_path: Path) -> None:
    links = [f"/apbd{n} APBD {n}" for n in range(20)] + ["/ipm Angka IPM"]
    web.site(HOST, {"/": page("Beranda", *links, text="Ringkasan APBD 2024 sudah terbit di sini.")})
    web.fallback[HOST] = lambda path: page(path) if path.startswith(("/apbd", "/ipm")) else None
    words = {"web_budget": ["apbd"], "web_hdi": ["ipm"]}
    judge = {"web_budget": "Ringkasan APBD"}
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "max_pages": 2}, words=words, judge=judge)
    assert "/ipm" in web.paths(HOST)


def test_a_judge_that_breaks_costs_nothing_but_its_advice(web: Web, tmp_path: Path) -> None:
    web.site(HOST, SITE)
    assert crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy}, judge={"!": "!"})["1"]["pages"] == 6


def test_pages_that_only_a_sitemap_lists_are_found_through_indexes_and_gzip(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda"), "/tersembunyi": page("Tersembunyi"), "/lagi": page("Lagi")})
    web.add(HOST, "/robots.txt", Reply(f"Sitemap: http://{HOST}/peta.xml".encode()))
    index = f"<sitemapindex><sitemap><loc>http://{HOST}/peta2.xml.gz</loc></sitemap></sitemapindex>"
    web.add(HOST, "/peta.xml", Reply(index.encode()))
    listed = f"<urlset><url><loc>http://{HOST}/tersembunyi</loc></url><url><loc>http://luar.test/x</loc></url></urlset>"
    web.add(HOST, "/peta2.xml.gz", Reply(gzip.compress(listed.encode()), headers={"Content-Type": "application/gzip"}))
    web.add(HOST, "/sitemap.xml", Reply(f"http://{HOST}/lagi\n".encode(), headers={"Content-Type": "text/plain"}))
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    assert {"/tersembunyi", "/lagi"} <= set(web.paths(HOST))
    assert web.hosts() == {HOST}


def test_addresses_that_differ_in_session_fragment_or_tracking_are_asked_once(web: Web, tmp_path: Path) -> None:
    variants = [
        "/a#x",
        "/a?utm_source=b",
        "/a;jsessionid=1F",
        "/a?PHPSESSID=0123456789abcdef0123",
        f"http://{HOST}:80/a",
    ]
    web.site(HOST, {"/": page("Beranda", *(f"{variant} A" for variant in variants)), "/a": page("A")})
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    assert web.paths(HOST).count("/a") == 1


def test_pages_that_link_ever_deeper_copies_of_themselves_are_left(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", "a/ Dalam")})
    web.fallback[HOST] = lambda path: page(path, "a/ Dalam") if path.startswith("/a") else None
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert reach["requests"] < 8


def test_compressed_answers_are_read_and_a_bomb_costs_itself_only(web: Web, tmp_path: Path) -> None:
    packed = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    home = page("Beranda", "/bom Bom", "/a A")
    web.add(HOST, "/", Reply(gzip.compress(home.encode()), headers=packed))
    web.add(HOST, "/bom", Reply(gzip.compress(b"<p>" + b"0" * 200_000_000), headers=packed))
    web.site(HOST, {"/a": page("A")})
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert (reach["status"], reach["pages"]) == ("ok", 3)
    with Shard.open(tmp_path) as shard:
        held = next(entry for entry in shard.captures("r1", "1") if "home" in entry.flags)
        assert read_at(tmp_path / held.file, held.offset, held.length).body == home.encode()


def test_documents_are_fetched_where_they_promise_something_and_media_never(web: Web, tmp_path: Path) -> None:
    links = ["/apbd-2024.pdf APBD", "/undangan.pdf Undangan rapat", "/foto.jpg Foto", "/lagu.mp3 Mars"]
    web.site(HOST, {"/": page("Beranda", *links)})
    web.add(HOST, "/apbd-2024.pdf", Reply(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"}))
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy}, words={"web_budget": ["apbd"]})
    assert "/apbd-2024.pdf" in web.paths(HOST)
    assert not {"/undangan.pdf", "/foto.jpg", "/lagu.mp3"} & set(web.paths(HOST))
    with Shard.open(tmp_path) as shard:
        assert [held.kind for held in shard.captures("r1", "1") if held.capture.target_uri.endswith(".pdf")] == [
            "document"
        ]
