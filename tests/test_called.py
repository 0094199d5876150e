"""What a link is called that only says "Unduh" or "Kunjungi"."""

from __future__ import annotations

import pytest

from scorecard.model import Place
from scorecard.reading import read
from scorecard.reading.called import called
from scorecard.reading.words import Vocabulary


def names(body: str) -> list[tuple[str, str]]:
    page = read(f"<main>{body}</main>".encode(), url="http://sukamajukab.test/x", content_type="text/html")
    return [(link.text, link.href) for link in called(page)]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<table><tr><td>1</td><td>Alur Pengaduan</td><td>27 Juli 2022</td><td><a href=a>Lihat</a></td></tr></table>",
         "Alur Pengaduan"),
        ("<table><tr><td>3</td><td>SOP_Izin_Reklame.pdf</td><td><a href=a>Download</a></td></tr></table>",
         "SOP Izin Reklame.pdf"),
        ("<p>Formulir IMB: <a href=a>klik di sini</a></p>", "Formulir IMB"),
        ("<h3>SP4N LAPOR</h3><p>Kanal pengaduan nasional</p><a href=a>Kunjungi</a>", "SP4N LAPOR"),
        ("<p>Dokumen RPJMD 2025</p><div><a href=a>Unduh</a></div>", "Dokumen RPJMD 2025"),
    ],
)  # fmt: skip
def test_a_button_has_the_name_of_its_row_its_line_or_its_card(body: str, name: str) -> None:
    assert names(body) == [(name, "a")]


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Kabar</h3><p><a href=b>Rapat</a></p><p><a href=a>Unduh</a></p>",
        f"<h3>Perizinan</h3><p>{'Kami melayani dengan sepenuh hati. ' * 20}</p><a href=a>Lihat</a>",
        "<table><tr><td>Peraturan Bupati</td><td>Tata Cara Izin Reklame</td><td><a href=a>Unduh</a></td></tr></table>",
        "<h2>Produk Hukum</h2><table><tr><td>Tata Cara Izin Reklame</td><td><a href=a>Unduh</a></td></tr></table>",
        "<table><tr><td>1</td><td>12-05-2024</td><td><a href=a>Unduh</a></td></tr></table>",
        "<h3>Formulir</h3><a href='#'>Unduh</a>",
    ],
)
def test_a_button_stays_unnamed_behind_another_link_a_long_text_a_law_or_nothing_but_dates(body: str) -> None:
    assert names(body) == []


def test_words_of_a_name_find_its_button_and_quote_the_name() -> None:
    body = b"<main><h3>Cek status izin</h3><a href=http://lacak.sukamajukab.test/>Kunjungi</a></main>"
    page = read(body, url="http://sukamajukab.test/x", content_type="text/html")
    seen = Vocabulary({"rule": {"track": ("cek status",)}}).look(page)["rule"]
    (link,) = seen.links("track")
    assert (link.url, page.text[link.start : link.end]) == ("http://lacak.sukamajukab.test/", "Cek status izin")


@pytest.mark.parametrize("name", ["sidebar", "widget-area", "sidebar-right"])
def test_a_side_bar_is_navigation_unless_it_holds_the_page(name: str) -> None:
    body = (
        f"<div class='{name}'><ul><li>Kategori</li></ul></div><div class='{name}'><h1>Isi</h1><p>Isi halaman</p></div>"
    )
    page = read(body.encode(), url="http://sukamajukab.test/x", content_type="text/html")
    places = {page.words_of(block): block.place for block in page.blocks}
    assert (places["Kategori"], places["Isi halaman"]) == (Place.NAV, Place.MAIN)
