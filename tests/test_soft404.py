"""Answers that are none: pages a site gives for everything, other people's pages, injected gambling."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard.audit import RegionAudit
from scorecard.model import Capture, Hit, Region
from scorecard.reading import Page, read
from scorecard.reading.likeness import alike, asks_for_missing, missing_path, words_of
from scorecard.reading.owner import stranger
from scorecard.store.shard import Shard
from tests.crawlweb import Web, crawl, page, region, serving

HOST = "www.sukamaju.test"
SHOP = (
    "Sepatu murah dan sandal terbaru kirim cepat sampai rumah bayar tunai boleh tukar ukuran warna hitam putih merah "
    "biru untuk pria wanita anak dewasa olahraga lari santai pesta kerja bahan kulit kanvas karet ringan awet. "
)
LOST = page("Portal", text="Selamat datang, isi yang anda cari kami kumpulkan di sini bersama layanan lain. " * 5)


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        yield found


def test_pages_like_the_answer_to_a_missing_address_are_soft_404(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", "/apbd APBD", "/hilang Perda"), "/apbd": page("APBD")})
    web.fallback[HOST] = lambda path: LOST if "txt" not in path and "xml" not in path else None
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    assert web.paths(HOST).count(missing_path(HOST)) == 1
    with Shard.open(tmp_path) as shard:
        flags = {entry.capture.target_uri.rpartition("/")[2]: entry.flags for entry in shard.captures("r1", "1")}
    assert (flags["hilang"], flags["apbd"]) == (("soft_404",), ())


def test_the_missing_address_is_known_again_by_itself() -> None:
    assert asks_for_missing(f"http://{HOST}{missing_path(HOST)}")
    assert not asks_for_missing(f"http://lain.test{missing_path(HOST)}")


def test_pages_with_their_own_words_are_not_alike() -> None:
    one, other = (words_of(read(page(title).encode(), url=f"http://{HOST}/")) for title in ("APBD", "RPJMD lima tahun"))
    assert not alike(one, other)
    assert alike(one, one)


def test_a_home_page_that_names_another_region_is_anothers(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", page("Pemerintah Kabupaten Antahberantah", text="Selamat datang di Antahberantah. " * 20))
    one = region("1", HOST)
    other = Region("1", "Negeriku", one.kind, one.province, HOST)
    reach = crawl(tmp_path, [other], {"proxy": web.proxy})["1"]
    assert (reach["status"], bool(reach["cure"])) == ("wrong_owner", True)
    assert "antahberantah" in reach["detail"]


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("Beranda", "Pemerintah kota melayani masyarakat. " * 20, ""),
        ("Kabupaten Antahberantah", "Kunjungan dari Negeri ku ke sana. " * 20, ""),
        ("Toko Sepatu", SHOP * 5, ""),
        ("Sepatu", "Sepatu murah saja. " * 60, ""),
        ("Kota Kami", "Layanan warga dan berita terkini di portal resmi kota. " * 20, ""),
    ],
)
def test_a_page_is_anothers_only_where_it_plainly_is(title: str, text: str, words: str) -> None:
    one = Region("1", "Negeri Ku", region("1", HOST).kind, "Provinsi", HOST)
    found = stranger(read(page(title, text=text).encode(), url=f"http://{HOST}/", region=one))
    assert (found.words if found else "") == words


def test_injected_gambling_is_reported_with_its_words_and_never_followed(web: Web, tmp_path: Path) -> None:
    links = ["/profil Profil", "/x1 Slot Gacor Maxwin", "/situs-slot-gacor Daftar", "/berita Stop judi online"]
    web.site(HOST, {"/": page("Beranda", *links), "/profil": page("Profil"), "/berita": page("Berita")})
    listed = [f"http://{HOST}/slot-gacor-{n}/" for n in range(9)] + [f"http://{HOST}/peta"]
    web.add(HOST, "/sitemap.xml", "<urlset>" + "".join(f"<loc>{url}</loc>" for url in listed) + "</urlset>")
    web.add(HOST, "/peta", page("Peta"))
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert "spam" in reach["flags"]
    assert "slot gacor" in reach["detail"].lower()
    assert {"/profil", "/berita", "/peta"} <= set(web.paths(HOST))
    assert not [path for path in web.paths(HOST) if "slot" in path or path == "/x1"]


def test_an_audit_knows_soft_404_from_the_archive_alone() -> None:
    from scorecard.audit import Response
    from scorecard.model import Edition

    judged: list[str] = []

    class Everything:
        edition = Edition.Y2026
        asked = ()

        def hits(self, read_page: Page) -> list[Hit]:
            judged.append(read_page.url)
            return []

    audit = RegionAudit(region("1", HOST), Everything())
    for path, body in ((missing_path(HOST), LOST), ("/hilang", LOST), ("/apbd", page("APBD", text="Ringkasan. " * 80))):
        capture = Capture("1", f"http://{HOST}{path}", "2026-01-01T00:00:00Z", 200, "text/html", "d", path, None)
        audit.take(Response(capture, body.encode()))
    assert judged == [f"http://{HOST}/apbd"]
