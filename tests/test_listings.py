"""Lists of named places, labels of menus and rows of figures, as the rules read them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.infrastructure import web_roads_quality
from rules.labels import is_label
from rules.listings import address_at, listed
from rules.pointers import pointers
from rules.rows import told
from scorecard.model import Strength
from scorecard.reading import Page, read
from scorecard.reading.words import Seen, Vocabulary


def _page(body: str, url: str = "http://www.sukamajukab.test/halaman") -> Page:
    return read(f"<html><body>{body}</body></html>".encode(), url=url, content_type="text/html")


def _seen(page: Page, *words: str) -> Seen:
    return Vocabulary({"rule": {"words": words}}).look(page).get("rule", Seen(page))


def test_a_table_gives_a_name_and_says_whether_an_address_stands_beside_it() -> None:
    page = _page(
        "<table><tr><th>No</th><th>Nama Hotel</th><th>Alamat</th></tr>"
        "<tr><td>1</td><td>Graha Mekar</td><td>Jl. Pahlawan 12</td></tr>"
        "<tr><td>2</td><td>Wisma Sari</td><td>-</td></tr></table>"
    )
    assert [(entry.name, entry.contact) for entry in listed(page)] == [("Graha Mekar", True), ("Wisma Sari", False)]


def test_a_heading_or_the_line_before_an_address_is_its_name() -> None:
    page = _page("<h4>Hotel Mekar</h4><p>Jl. Pahlawan No. 12</p><p>Losmen Sari<br>Alamat : Jl. Pasar No. 4</p>")
    assert [entry.name for entry in listed(page)] == ["Hotel Mekar", "Losmen Sari"]


def test_a_sentence_that_mentions_an_address_names_nothing() -> None:
    page = _page(
        "<p>kegiatan yang diikuti puluhan pelaku usaha itu berlangsung di sebuah gedung, Jl. Pahlawan No. 12</p>"
    )
    assert not listed(page)


@pytest.mark.parametrize("text", ["Jl. Melati No. 3", "Alamat: Pasar Lama", "Desa Ulu Sari", "(0999) 555123"])
def test_streets_places_and_telephones_open_an_address(text: str) -> None:
    assert address_at(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Peluang Investasi",
        "Info Peluang Investasi",
        "Peta Peluang Investasi Kabupaten Sukamaju",
        "Peluang Investasi 2023",
    ],
)
def test_a_menu_entry_is_a_label(text: str) -> None:
    assert is_label(text, ("peluang investasi",), "Sukamaju")


@pytest.mark.parametrize(
    "text",
    [
        "Bupati Paparkan Peluang Investasi",
        "Investor Luar Lirik Peluang Investasi",
        "Penyusunan Peta Peluang Investasi",
        "Peraturan tentang Peluang Investasi",
    ],
)
def test_a_headline_an_activity_and_a_rule_are_no_labels(text: str) -> None:
    assert not is_label(text, ("peluang investasi",), "Sukamaju")


def test_a_live_menu_entry_is_partial_a_dead_one_rejected_and_a_file_found() -> None:
    page = _page(
        '<a href="/investasi">Peluang Investasi</a> <a href="#">Peluang Investasi</a> '
        '<a href="/berkas/1.pdf">Profil Peluang Investasi</a> <a href="/gambar.jpg">Peluang Investasi</a>'
    )
    hits = pointers(
        page,
        _seen(page, "peluang investasi"),
        "words",
        indicator="x",
        whys=("live", "dead"),
        avoid=web_roads_quality._AVOID,
    )
    assert [hit.strength for hit in hits] == [Strength.PARTIAL, Strength.REJECTED, Strength.FOUND]


def test_a_row_is_read_under_the_labels_above_it() -> None:
    page = _page(
        "<h1>Infrastruktur</h1><table><tr><th>Uraian</th><th>2020</th><th>2021</th></tr>"
        "<tr><td>Jalan Provinsi</td><td></td><td></td></tr><tr><td>Baik</td><td>10,5</td><td>11,2</td></tr>"
        "<tr><td>Jembatan</td><td></td><td></td></tr><tr><td>Baik</td><td>4</td><td>5</td></tr></table>"
    )
    rows = [(row.figure.label, row.group) for row in told(page, _seen(page, "jalan"), "words") if not row.column]
    assert rows == [("Baik", "Jalan Provinsi"), ("Baik", "Jalan Provinsi | Jembatan")]


def test_one_figure_in_a_template_is_no_data() -> None:
    page = _page(
        "<table><tr><th>Uraian</th><th>2020</th></tr><tr><td>Panjang jalan</td><td>12</td></tr>"
        "<tr><td>Jalan desa</td><td>-</td></tr><tr><td>Jalan kota</td><td>-</td></tr></table>"
    )
    assert not list(told(page, _seen(page, "jalan"), "words"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<table>", "<tr>", "<td>", "Nama", "Alamat", "Jl. A 1", "12,5", "</table>", "<h3>", "|", "\x00", "é"]
        )
    )
)
def test_odd_markup_never_raises(parts: list[str]) -> None:
    page = _page(" ".join(parts))
    listed(page)
    list(told(page, _seen(page, "nama", "alamat"), "words"))
