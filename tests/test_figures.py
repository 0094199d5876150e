"""Figures beside their labels, whose they are, and what kind of page they stand on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.figures import datasets, is_news, is_survey, pairs_in, rows_named, stated
from rules.judge import Judge
from rules.people import RULES
from rules.people.groups import band_count, band_of, field_of, level_of, sex_of
from rules.places import other_region, part_named
from scorecard.model import Kind, Region
from scorecard.reading import Page, read
from scorecard.reading.words import Seen, Vocabulary

SUKAMAJU = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
JUDGE = Judge(RULES)


def _page(body: str, *, url: str = "http://www.sukamajukab.test/a", kind: str = "text/html") -> Page:
    markup = f"<html><body>{body}</body></html>" if kind == "text/html" else body
    return read(markup.encode(), url=url, content_type=f"{kind}; charset=utf-8", region=SUKAMAJU)


def _seen(page: Page, *words: str) -> Seen:
    return Vocabulary({"rule": {"word": words}}).look(page).get("rule", Seen(page))


def test_a_row_gives_its_label_its_figures_and_their_column_heads() -> None:
    page = _page(
        "<table><tr><th>No</th><th>Uraian</th><th>2020</th><th>2021</th></tr>"
        "<tr><td>1</td><td>Panjang Jalan</td><td>1.204,5</td><td>-</td></tr></table>"
    )
    row = datasets(page)[0].filled[0]
    assert (row.label, row.values, row.heads) == ("Panjang Jalan", (1204.5,), ("2020",))
    assert page.text[row.start : row.end].startswith("1 | Panjang Jalan")


def test_a_second_line_of_heads_is_joined_to_the_first() -> None:
    page = _page(
        "<table><tr><td>No</td><td>Kecamatan</td><td colspan=2>Penduduk</td></tr>"
        "<tr><td></td><td></td><td>Laki-laki</td><td>Perempuan</td></tr>"
        "<tr><td>1</td><td>Sukarasa</td><td>2.100</td><td>2.000</td></tr></table>"
    )
    columns = {column.label: column.values for column in datasets(page)[0].columns}
    assert columns["Penduduk Laki-laki"] == (2100.0,)
    assert columns["Penduduk Perempuan"] == (2000.0,)


@pytest.mark.parametrize("cell", ["n/a", "-", "", "0", "2020"])
def test_blanks_zeros_and_years_that_date_a_row_are_no_figures(cell: str) -> None:
    page = _page(f"<table><tr><td>Tahun</td><td>1</td></tr><tr><td>Jumlah Penduduk</td><td>{cell}</td></tr></table>")
    rows = [row for dataset in datasets(page) for row in dataset.filled if row.label == "Jumlah Penduduk"]
    assert not rows


def test_the_nearest_label_above_says_what_a_row_counts() -> None:
    page = _page(
        "<table><tr><th>Uraian</th><th>2021</th></tr><tr><td>Jumlah Penduduk</td><td>900</td></tr>"
        "<tr><td>Laki-laki</td><td>450</td></tr><tr><td>Jumlah Siswa</td><td>90</td></tr>"
        "<tr><td>Perempuan</td><td>45</td></tr></table>"
    )
    subjects = {row.label: row.subject for row in datasets(page)[0].rows}
    assert subjects["Laki-laki"] == "Jumlah Penduduk"
    assert subjects["Perempuan"] == "Jumlah Siswa"


def test_a_big_number_belongs_to_the_label_of_its_card_above_or_below() -> None:
    below = _page("<h2>Statistik</h2><div><h3>1.200</h3><p>Pria</p></div><div><h3>1.300</h3><p>Wanita</p></div>")
    above = _page("<div><p>Pria</p><p>1.200</p></div><div><p>Wanita</p><p>1.300</p></div>")
    for page in (below, above):
        rows = {row.label: row.values for dataset in datasets(page) for row in dataset.filled}
        assert rows["Pria"] == (1200.0,)
        assert rows["Wanita"] == (1300.0,)


def test_a_line_of_a_document_is_a_row_under_its_numbered_table() -> None:
    page = _page(
        "Tabel 3.1 Jumlah Penduduk\nKelompok Umur Laki-laki Perempuan\n0-4 1.200 1.100\n5-9 1.000 900\n",
        kind="text/plain",
    )
    rows = {row.label: row.values for dataset in datasets(page) for row in dataset.filled}
    assert rows == {"0-4": (1200.0, 1100.0), "5-9": (1000.0, 900.0)}


def test_rows_are_found_by_the_words_of_a_rule() -> None:
    page = _page("<table><tr><td>Panjang jalan</td><td>12</td></tr><tr><td>Jumlah hotel</td><td>7</td></tr></table>")
    assert [figure.label for _, figure in rows_named(page, _seen(page, "hotel"), "word")] == ["Jumlah hotel"]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Laki-laki: 600 jiwa, Perempuan: 700 jiwa", [("Laki-laki", (600.0,)), ("Perempuan", (700.0,))]),
        ("600 laki-laki dan 700 perempuan", [("laki-laki dan", (600.0,)), ("perempuan", (700.0,))]),
        ("Usia 0 - 14 tahun : 98.231 jiwa", [("Usia 0 - 14 tahun", (98231.0,))]),
        ("Ditetapkan 12 Mei 2023 dengan Nomor 45", []),
    ],
)
def test_labels_are_paired_with_the_numbers_that_count_something(text: str, pairs: list[object]) -> None:
    assert pairs_in(text) == pairs


def test_a_sentence_states_a_value_with_its_scale_and_year() -> None:
    page = _page("<p>Angkatan kerja pada tahun 2022 sebanyak 1,2 juta orang. Luas wilayah 3,4 juta hektare.</p>")
    found = list(stated(page, _seen(page, "angkatan kerja"), "word", low=1000, high=9e6))
    assert [(entry.amount, entry.years) for entry in found] == [(1_200_000.0, (2022,))]


def test_news_is_told_by_how_it_reports_and_not_by_its_folder() -> None:
    told = '<h1>Bupati Buka Rapat</h1><p>Senin, 12/6/2023</p><p>"Baik," kata Bupati. Ia mengatakan data penting.</p>'
    assert is_news(_page(told))
    assert not is_news(_page("<h1>Alur Izin</h1><p>Isi formulir.</p>", url="http://www.sukamajukab.test/berita/alur"))


def test_a_link_to_a_survey_in_the_menu_makes_no_survey_page() -> None:
    assert not is_survey(_page("<nav><a href='/skm'>Survei Kepuasan Masyarakat</a></nav><h1>Data Penduduk</h1>"))
    assert is_survey(_page("<h1>Hasil Survei Kepuasan Masyarakat</h1>"))


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Penduduk Kabupaten Garut", "Kabupaten Garut"),
        ("Kabupaten Sukamaju dan Kabupaten Garut", ""),
        ("Data Kab. Bandung Barat", "Kabupaten Bandung Barat"),
        ("Kota Barat", ""),
    ],
)
def test_another_region_is_named_only_where_the_own_one_is_not(title: str, other: str) -> None:
    assert other_region(_page(f"<h1>{title}</h1>")) == other


def test_a_title_about_each_kecamatan_is_about_no_part() -> None:
    assert part_named("Profil Kecamatan Sukarasa") == "Sukarasa"
    assert part_named("Penduduk per Kecamatan Tahun 2020") == ""


def test_groups_are_read_from_labels() -> None:
    assert (sex_of("Laki - Laki"), sex_of("Penduduk P"), sex_of("Laki-laki/Perempuan")) == ("male", "female", "")
    assert (band_of("0 – 4"), band_of("Usia 65 tahun ke atas"), band_of("Pasal 3-5 UU")) == ("0-4", "65+", "")
    assert band_count(["0-14", "15-64", "65+", "10+"]) == 3
    assert [level_of(word) for word in ("Tamat SD", "D.III", "SLTA", "Belum Tamat SD")] == [
        "primary", "diploma", "senior", "none",
    ]  # fmt: skip
    assert field_of("Industri Pengolahan") == "manufacturing"
    assert field_of("Lain-lain") == ""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.sampled_from("0123456789.,-–:%() LPabjiwtahunorgpSD<>|\n"), max_size=300))
def test_no_text_makes_the_reading_of_figures_raise(text: str) -> None:
    pairs_in(text)
    for reader in (sex_of, band_of, level_of, field_of, part_named):
        reader(text)


CELLS = st.sampled_from(
    [
        "",
        "-",
        "n/a",
        "12",
        "1.204",
        "Laki-laki",
        "Perempuan",
        "Jumlah Penduduk",
        "2020",
        "0-4",
        "IPM",
        "70,2",
        "UMK",
        "<b>SD",
        "5%",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6), st.sampled_from(["td", "th"]), st.integers(0, 9))
def test_no_table_makes_a_rule_on_people_raise_and_every_quote_stands_on_the_page(
    rows: list[list[str]], tag: str, span: int
) -> None:
    body = "".join("<tr>" + "".join(f"<{tag} colspan={span}>{cell}</{tag}>" for cell in row) + "</tr>" for row in rows)
    page = _page(f"<h1>Penduduk, angkatan kerja, IPM, UMK, pengangguran</h1><table>{body}</table>")
    for slug, seen in JUDGE.vocabulary.look(page).items():
        for hit in JUDGE.rules[slug].check(page, seen):
            assert hit.quote.exact in page.text
