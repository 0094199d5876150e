"""The bundled web: a loopback proxy, a truth for every cell, and survey files that can be imported."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import demo, framework
from scorecard.demo.bundle import ANYTHING, bundles, key
from scorecard.demo.office import write_scan, write_workbook
from scorecard.demo.pdf import write_pdf
from scorecard.errors import ScorecardError
from scorecard.model import Outcome
from scorecard.reading import ocr, read
from scorecard.regions import load_targets
from scorecard.tables import read_answers


@pytest.fixture(scope="module")
def web() -> Iterator[demo.DemoWeb]:
    with demo.DemoWeb() as running:
        yield running


def ask(web: demo.DemoWeb, address: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """What the proxy says to one request that names `address` in full."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    try:
        connection.request(method, address)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_every_fictional_host_answers_through_one_loopback_port(web: demo.DemoWeb) -> None:
    status, headers, body = ask(web, "http://dpmptsp.sukamajukab.test/index.php/kontak")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Jl. Mawar Emas No. 10" in body.decode()
    assert ask(web, "http://www.bandarayakota.test/")[0] == 200


def test_parameters_may_come_in_any_order(web: demo.DemoWeb) -> None:
    address = "http://www.tirtasarikab.test/index.php?Itemid=113&view=article&option=com_content&id=13"
    assert "Alamat Kantor Perizinan" in ask(web, address)[2].decode()


def test_a_host_that_is_no_part_of_it_is_refused_in_words(web: demo.DemoWeb) -> None:
    status, headers, _ = ask(web, "http://example.com/")
    assert (status, headers["X-Demo"]) == (502, "no such host")


def test_a_tunnel_and_a_post_are_not_allowed(web: demo.DemoWeb) -> None:
    assert ask(web, "www.sukamajukab.test:443", "CONNECT")[0] == 405
    assert ask(web, "http://www.sukamajukab.test/", "POST")[0] == 405


def test_a_head_request_says_how_long_the_page_is_and_sends_nothing(web: demo.DemoWeb) -> None:
    status, headers, body = ask(web, "http://www.sukamajukab.test/", "HEAD")
    assert status == 200
    assert int(headers["Content-Length"]) > 0
    assert body == b""


def test_a_missing_page_is_a_404(web: demo.DemoWeb) -> None:
    assert ask(web, "http://www.sukamajukab.test/tidak-ada")[0] == 404


def test_the_dead_site_closes_the_connection_without_an_answer(web: demo.DemoWeb) -> None:
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(web, "http://www.karangjayakab.test/")


def test_a_name_without_www_leads_to_the_site(web: demo.DemoWeb) -> None:
    status, headers, _ = ask(web, "http://sukamajukab.test/")
    assert (status, headers["Location"]) == (301, "http://www.sukamajukab.test/")


def test_it_remembers_what_was_asked(web: demo.DemoWeb) -> None:
    ask(web, "http://jdih.sukamajukab.test/produk/perda#isi")
    assert web.requests[-1] == "http://jdih.sukamajukab.test/produk/perda"


def test_a_port_in_use_is_said_with_a_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ScorecardError, match="port") as caught:
            demo.DemoWeb(taken.getsockname()[1])
    assert caught.value.remedy


def test_a_port_that_does_not_exist_is_said_with_a_remedy() -> None:
    with pytest.raises(ScorecardError, match="port"):
        demo.DemoWeb(70_000)


def test_no_link_of_a_site_leads_to_a_page_that_is_not_there() -> None:
    hosts = {host: answers for bundle in bundles() for host, answers in bundle.answers.items()}
    broken = []
    for host, answers in hosts.items():
        for path, answer in answers.items():
            page = read(answer.body, url=f"http://{host}{path}", content_type=answer.content_type)
            for link in page.links:
                parts = urlsplit(urljoin(f"http://{host}{path}", unescape(link.url)))
                known = hosts.get(parts.hostname or "", {ANYTHING: answer})
                path_asked = key(parts._replace(scheme="", netloc="", fragment="").geturl())
                if ANYTHING not in known and path_asked not in known:
                    broken.append((host, path, link.url))
    assert broken == []


def test_the_parked_site_sells_itself_whatever_is_asked(web: demo.DemoWeb) -> None:
    for path in ("", "robots.txt", "sitemap.xml", "dinas/perizinan"):
        status, _, body = ask(web, f"http://www.wanasepikab.test/{path}")
        assert (status, b"This domain is for sale" in body) == (200, True)


def test_robots_keeps_the_login_page_out_of_the_site_map(web: demo.DemoWeb) -> None:
    assert b"Disallow: /index.php/admin/" in ask(web, "http://www.sukamajukab.test/robots.txt")[2]
    assert b"/admin/" not in ask(web, "http://www.sukamajukab.test/sitemap.xml")[2]


def test_four_rich_sites_have_twenty_pages_and_more() -> None:
    sizes = {bundle.region.code: sum(map(len, bundle.answers.values())) for bundle in bundles()}
    assert all(sizes[code] >= 20 for code in ("99.01", "99.02", "99.71", "99.72"))


def test_the_truth_has_one_cell_for_each_region_and_website_indicator() -> None:
    cells = [(row.region_code, row.indicator) for row in demo.truth()]
    slugs = [indicator.slug for indicator in framework.load().website]
    assert sorted(cells) == sorted((region.code, slug) for region in demo.targets() for slug in slugs)


def test_what_the_truth_finds_has_an_address_that_answers(web: demo.DemoWeb) -> None:
    for row in demo.truth():
        if row.outcome in {Outcome.FOUND, Outcome.PARTIAL}:
            assert ask(web, row.address)[0] == 200, row
        else:
            assert row.address == "", row


def test_the_dead_site_is_unreachable_and_the_parked_one_has_nothing() -> None:
    by_region = {code: {row.outcome for row in demo.truth() if row.region_code == code} for code in ("99.04", "99.05")}
    assert by_region == {"99.04": {Outcome.UNREACHABLE}, "99.05": {Outcome.NOT_FOUND}}


def test_the_target_list_is_one_that_the_product_reads(tmp_path: Path) -> None:
    read_back = load_targets(demo.write_targets(tmp_path / "new" / "targets.csv"))
    assert [(one.code, one.full_name, one.website) for one in read_back] == [
        (one.code, one.full_name, one.website) for one in demo.targets()
    ]
    assert [host.name for host in read_back[0].hosts] == [host.name for host in demo.targets()[0].hosts]


@pytest.mark.parametrize(("instrument", "rows"), [("firms", 7 * 30), ("pemda", 7)])
def test_the_survey_files_import_without_a_mistake(tmp_path: Path, instrument: str, rows: int) -> None:
    firms, pemda = demo.write_survey(tmp_path)
    path = firms if instrument == "firms" else pemda
    answers = read_answers(instrument, path, demo.targets(), framework.load(), year=2026)
    assert answers.sheets == rows
    assert set(answers.regions) == {region.code for region in demo.targets()} - {demo.WITHOUT_SURVEY}


def test_the_survey_is_the_same_every_time(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in demo.write_survey(tmp_path / "a")]
    assert [path.read_bytes() for path in demo.write_survey(tmp_path / "b")] == first


def test_a_survey_that_cannot_be_written_is_said_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ScorecardError, match="written") as caught:
        demo.write_survey(tmp_path / "file")
    assert caught.value.remedy


@given(st.lists(st.text(st.characters(codec="cp1252", exclude_categories=["C"]), min_size=1, max_size=60), min_size=1))
def test_a_written_pdf_has_its_text_in_its_text_layer(lines: list[str]) -> None:
    document = pypdfium2.PdfDocument(write_pdf("Judul (satu)", lines))
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    # Only letters and figures: the reader joins hyphens and blanks in its own way.
    shown = [char for char in text if char.isascii() and char.isalnum()]
    assert sorted(shown) == sorted(char for char in "".join(lines) if char.isascii() and char.isalnum())


def test_the_workbook_and_the_scan_are_the_same_bytes_every_time_and_what_they_claim_to_be() -> None:
    rows = [["No", "Nama"], ["1", "PT Lentera"]]
    assert write_workbook("Daftar", rows) == write_workbook("Daftar", rows)
    assert read(write_workbook("Daftar", rows), url="http://x.test/a").table(0).rows[1].cells == ("1", "PT Lentera")
    pictured = write_scan(["PERATURAN DAERAH"])
    assert pictured == write_scan(["PERATURAN DAERAH"])
    assert ocr.is_scan(read(pictured, url="http://x.test/b"))


def test_what_needs_a_browser_or_tesseract_stands_nowhere_in_the_bytes_alone(web: demo.DemoWeb) -> None:
    hidden = [row for row in demo.truth() if row.needs]
    assert {row.needs for row in hidden} == {"browser", "tesseract"}
    for row in hidden:
        body = ask(web, row.address)[2]
        page = read(body, url=row.address, content_type="text/html" if row.needs == "browser" else "")
        assert "Hotel Lentera" not in page.text
        assert "GANGGUAN" not in page.text
