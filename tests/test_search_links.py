"""What links promise: by what their rows call them, by the lists they stand in, and by what alike ones gave."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.search import search
from bench.web import build
from bench.web.facts import judge
from bench.web.site import Site
from crawler.leads import load
from crawler.outlook import Outlook, Sort
from crawler.pricing import Pricing
from crawler.priorities import Compass, is_news
from crawler.sayings import Sayings
from crawler.visit import MAX_ECHOES
from scorecard.model import Kind, Region
from scorecard.reading import Page, read
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import Shard

REGION = Region("98.01", "Mekarjaya", Kind.KABUPATEN, "P", "www.mekarjaya.test")
HOST = "http://www.mekarjaya.test"
ROWS = (
    "<article><h3>Upah Minimum 2024</h3><p>Diperbarui admin</p><a href='/p/1'>Selengkapnya</a></article>"
    "<article><h3>Jumlah Masjid</h3><p>Diperbarui admin</p><a href='/p/2'>Selengkapnya</a></article>"
    "<article><h3>&nbsp;</h3><p>Diperbarui admin</p><a href='/p/3'>Selengkapnya</a></article>"
)


@pytest.fixture(scope="module")
def compass() -> Compass:
    return Compass({slug: judge().woken_by(slug) for slug in judge().rules})


def page_of(body: str, url: str = f"{HOST}/daftar") -> Page:
    markup = f"<html><title>Halaman</title><body>{body}</body></html>"
    return read(markup.encode(), url=url, content_type="text/html", region=REGION)


def priced(compass: Compass, page: Page, parent: Entry | None = None, *, found: bool = False) -> dict[str, Entry]:
    """Entries of all links of a page, by path."""
    outlook = Outlook(compass.weights, compass.indicators, {})
    parent = parent or Entry(page.url, "page", 1.0, 1.0, clicks=1)
    links = {link.url: link for link in page.links}
    made = Pricing(compass, outlook).entries(page, links, parent, found=found)
    return {entry.url.removeprefix(HOST): entry for entry in made}


def points(entry: Entry) -> dict[str, float]:
    return {slug: float(share) for slug, _, share in (word.partition(":") for word in entry.words)}


def test_a_link_that_says_nothing_is_called_what_its_row_calls_it(compass: Compass) -> None:
    entries = priced(compass, page_of(ROWS))
    assert points(entries["/p/1"])["web_minimum_wage"] > 0.6
    assert "web_minimum_wage" not in points(entries["/p/2"])
    assert points(entries["/p/3"]).get("web_minimum_wage", 0.0) < 0.3


def test_words_that_rows_share_and_sentences_are_no_names(compass: Compass) -> None:
    page = page_of(ROWS + "<article><p>Kegiatan berlangsung tertib.</p><a href='/p/4'>Lihat</a></article>")
    said = Sayings(compass, page, Entry(page.url, "page", 1.0)).of({link.url: link for link in page.links})
    assert [saying.silent for saying in said.values()] == [False, False, True, True]


def test_a_file_in_a_folder_by_year_is_no_news() -> None:
    assert is_news(f"{HOST}/2024/05/bupati-buka-lomba/")
    assert not is_news(f"{HOST}/wp-content/uploads/2024/05/ringkasan-apbd.pdf")


def test_a_margin_of_known_headlines_does_not_make_a_list_of_figures_news(compass: Compass) -> None:
    heads = "".join(f"<li><a href='/b/{n}'>Bupati Serahkan Bantuan Kepada Warga {n}</a></li>" for n in range(8))
    rows = "".join(f"<li><a href='/d/{n}'>Penduduk Menurut Kelompok Umur Tahun {2010 + n}</a></li>" for n in range(6))
    page = page_of(f"<ul>{rows}</ul><aside><h4>Terbaru</h4><ul>{heads}</ul></aside>")
    fresh = {link.url: link for link in page.links if "/d/" in link.url}
    outlook = Outlook(compass.weights, compass.indicators, {})
    made = Pricing(compass, outlook).entries(page, fresh, Entry(page.url, "page", 1.0, 1.0, clicks=1), found=False)
    assert [entry.base for entry in made] == [1.0] * 6
    assert priced(compass, page_of(f"<ul>{heads}</ul>"))["/b/1"].base == compass.weights.news


def test_a_further_page_of_a_list_promises_the_kin_of_what_its_rows_speak_of(compass: Compass) -> None:
    onward = "<a href='/daftar?page=2'>2</a>"
    laws = page_of(f"<ul><li><a href='/x/1'>Perda 3/2020 tentang Bangunan Gedung</a></li></ul>{onward}")
    other = page_of(f"<ul><li><a href='/x/1'>Jumlah Masjid</a></li></ul>{onward}")
    speaking, silent = (points(priced(compass, page)["/daftar?page=2"]) for page in (laws, other))
    assert speaking["web_bylaw_tdp"] > silent.get("web_bylaw_tdp", 0.0)
    assert sum(speaking.values()) <= compass.weights.list_most + 0.05


def test_a_page_of_a_long_list_promises_less_than_one_of_a_short_list(compass: Compass) -> None:
    rows = "<h1>Produk Hukum</h1><ul><li><a href='/x/1'>Perda 3/2020 tentang Bangunan Gedung</a></li></ul>"
    short, long = (
        points(priced(compass, page_of(f"{rows}<a href='/daftar?page=2'>2</a><a href='/daftar?page={n}'>{n}</a>"))[url])
        for n, url in ((3, "/daftar?page=2"), (30, "/daftar?page=2"))
    )
    assert 0 < long["web_bylaw_tdp"] < short["web_bylaw_tdp"]


def test_a_nameless_row_among_rows_that_name_things_may_be_the_one_they_leave_out(compass: Compass) -> None:
    nameless = "<li>&nbsp;</li><li><a href='/p/9'>Lihat</a></li>"
    named = ("Angkatan Kerja", "Pengangguran", "Upah Minimum", "Tenaga Kerja Menurut Umur")
    other = ("Jumlah Masjid", "Bank Sampah", "Curah Hujan", "Kunjungan Museum")
    rich, poor = (
        priced(
            compass,
            page_of("".join(f"<li><a href='/p/{n}'>{name}</a></li>" for n, name in enumerate(names)) + nameless),
        )
        for names in (named, other)
    )
    assert points(rich["/p/9"])["web_employment_sector"] > points(poor["/p/9"]).get("web_employment_sector", 0.0)
    assert "web_minimum_wage" not in points(rich["/p/9"])


def test_the_name_of_another_thing_does_not_promise_by_the_words_that_it_holds(compass: Compass) -> None:
    assert compass.spoken("Peraturan Daerah").maybe["web_bylaw_tdp"] > 0
    assert compass.spoken("Peraturan Bupati").points() == {}
    assert "web_bylaw_imb" in compass.spoken("Peraturan Wali Kota tentang Bangunan Gedung").sure


def test_what_every_agency_has_of_its_own_is_not_that_of_the_licensing_office(compass: Compass) -> None:
    ours, theirs, office = (
        compass.spoken(f"SOP {name}").points()["web_procedure_general"]
        for name in ("Perizinan", "Dinas Kesehatan", "Dinas Penanaman Modal dan Pelayanan Terpadu")
    )
    assert theirs < ours == office


def test_what_a_table_says_of_a_record_is_no_name_of_its_file(compass: Compass) -> None:
    table = "<table><tr><th>Judul</th><td>Data</td></tr><tr><th>Ukuran</th><td>90 KB</td></tr></table>"
    page = page_of(f"{table}<p><a href='/f/7.pdf'>Unduh</a></p>", f"{HOST}/p/9")
    named = Entry(page.url, "page", 1.0, 1.0, words=("web_budget:0.80",), clicks=1)
    assert points(priced(compass, page, named)["/f/7.pdf"])["web_budget"] > 0.3


def test_the_file_on_which_a_claim_of_the_page_rests_is_asked_before_its_other_files(compass: Compass) -> None:
    page = page_of("<a href='/f/1.pdf'>Lampiran satu</a><p>dan</p><a href='/f/2.pdf'>Lampiran dua</a>")
    links = {link.url: link for link in page.links}
    outlook = Outlook(compass.weights, compass.indicators, {})
    rests = {f"{HOST}/f/2.pdf": ["web_budget"]}
    parent = Entry(page.url, "page", 1.0, 1.0, clicks=1)
    made = Pricing(compass, outlook).entries(page, links, parent, found=True, rests=rests)
    one, two = (entry.priority * outlook.worth(entry.bucket) for entry in sorted(made, key=lambda entry: entry.url))
    assert two > one


def test_a_nameless_file_takes_over_what_the_link_to_its_page_promised(compass: Compass) -> None:
    page = page_of("<h1>Dokumen</h1><p>Ukuran 90 KB.</p><a href='/f/7.pdf'>Unduh</a>", f"{HOST}/p/9")
    named = Entry(page.url, "page", 1.0, 1.0, words=("web_budget:0.80",), clicks=1)
    assert points(priced(compass, page, named)["/f/7.pdf"])["web_budget"] >= 0.8 * compass.weights.behind - 0.01
    there, shown = (priced(compass, page, named, found=found)["/f/7.pdf"].priority for found in (False, True))
    assert shown < there


def test_the_folder_of_a_numbered_address_does_not_make_it_a_page_of_links(compass: Compass) -> None:
    assert compass.address(f"{HOST}/data/").hub
    assert not compass.address(f"{HOST}/data/217").hub
    assert "web_budget" in compass.address(f"{HOST}/apbd/217").sure


def test_pages_of_the_office_itself_come_after_others_of_the_same_menu(compass: Compass) -> None:
    menu = "".join(f"<li><a href='/m/{n}'>{name}</a></li>" for n, name in enumerate(("Sejarah", "Bantuan")))
    entries = priced(compass, page_of(f"<nav><ul>{menu}</ul></nav>"))
    assert entries["/m/0"].priority < entries["/m/1"].priority


def test_a_page_of_links_that_name_what_is_sought_is_not_blamed_for_showing_nothing_itself() -> None:
    weights = load().weights
    kept, broken = (Outlook(weights, frozenset({"web_hdi"}), {}) for _ in range(2))
    sort = Sort("menu", "a", "", 1)
    for outlook, led in ((kept, 5.0), (broken, 0.0)):
        name = outlook.bucket(sort, 0.3, ("web_hdi:0.10",))
        for number in range(6):
            outlook.learn(Entry(f"http://a.test/{number}", "page", 1.0, bucket=name), 0.0, led)
    assert kept.experience(sort.kinds) == pytest.approx(1.0)
    assert broken.experience(sort.kinds) < 0.8


def test_words_that_keep_leading_to_nothing_are_trusted_less_and_others_as_before() -> None:
    outlook = Outlook(load().weights, frozenset({"web_hdi", "web_budget"}), {})
    name = outlook.bucket(Sort("menu", "a", "", 2), 0.03, ("web_hdi:0.80",))
    for number in range(6):
        outlook.learn(Entry(f"http://a.test/{number}", "page", 1.0, bucket=name), 0.0)
    assert outlook.trust("web_hdi") < 0.6
    assert outlook.trust("web_budget") == 1.0


def test_a_server_that_answers_to_any_name_is_not_asked_for_all_of_them(tmp_path: Path) -> None:
    world = build("portal", 2)
    portal = world.sites[world.region.website]
    for name in load().hosts:
        host = f"{name}.{world.region.website.removeprefix('www.')}"
        world.sites.setdefault(host, Site(host, "Tidak ada", portal.style, portal.chance))
    empty = {host for host, site in world.sites.items() if not site.pages}
    asked = search([world], judge(), budget=150, folder=tmp_path)[0].asked
    homes = [url for url in asked if url.partition("://")[2].rstrip("/") in empty]
    assert 0 < len(homes) <= MAX_ECHOES


def test_what_headlines_gave_is_not_counted_with_what_pages_that_name_the_thing_gave(compass: Compass) -> None:
    rows = "<li><a href='/p/1'>Data Upah Minimum</a></li><li><a href='/p/2'>Bupati Tinjau Upah Minimum Buruh</a></li>"
    entries = priced(compass, page_of(f"<ul>{rows}</ul>"))
    data, news = (set(entries[path].bucket.split(" ")[1:-1]) for path in ("/p/1", "/p/2"))
    assert not data & news


def test_where_the_first_sitemap_names_nothing_those_of_other_hosts_wait_but_are_read_before_the_end(
    tmp_path: Path,
) -> None:
    world = build("opaque", 4)
    asked = search([world], judge(), budget=80, folder=tmp_path)[0].asked
    first, *others = [number for number, url in enumerate(asked) if url.endswith("/sitemap.xml")]
    hosts = {url.split("/")[2] for url in asked if url.split("/")[2] in world.sites}
    assert first < 5
    assert min(others) > 40
    assert len(others) == len(hosts) - 1


def test_near_the_end_of_the_budget_what_is_left_of_the_menu_is_seen_to(tmp_path: Path) -> None:
    world = build("portal", 3)
    trial = search([world], judge(), budget=160, folder=tmp_path)[0]
    with Shard.open(tmp_path) as shard:
        size, left = Queue(shard, "r1", world.region.code).menu()
    assert trial.ended == "budget"
    assert size > 10
    assert left == 0


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_row_breaks_the_reading_of_links_and_no_share_is_below_nothing(row: str, name: str) -> None:
    compass = Compass({"web_budget": ["apbd"], "web_hdi": ["ipm"]})
    cells = (row, f"<a href='/a/1'>{name}</a>", "<a href='/b'>2</a>")
    page = page_of(f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>")
    said = Sayings(compass, page, Entry(page.url, "page", 1.0, words=("web_hdi:0.30",))).of(
        {link.url: link for link in page.links if link.url}
    )
    assert all(share >= 0 for saying in said.values() for share in saying.points.values())
