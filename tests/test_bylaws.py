"""Citations of legal instruments: whose they are, what they are about and how one gets at them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import bylaws, economy, planning
from rules.bylaws.instruments import instruments_in, same_name
from rules.bylaws.reading import Citation, citations
from rules.judge import Judge
from scorecard.model import Edition, Kind, Outcome, Region
from scorecard.reading import Page, read
from scorecard.verdict import claim

REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
RULES = (*bylaws.RULES, *planning.RULES, *economy.RULES)
JUDGE = Judge(RULES)


def page_of(body: str, content_type: str = "text/html") -> Page:
    return read(body.encode(), url="http://www.sukamajukab.test/x", content_type=content_type, region=REGION)


def cited(body: str) -> Citation:
    (citation,) = citations(page_of(body))
    return citation


def about(body: str) -> str:
    page = page_of(body)
    (citation,) = citations(page)
    return page.text[slice(*citation.subject)].strip(" |")


def outcomes(page: Page, judge: Judge = JUDGE) -> dict[str, Outcome]:
    hits = judge.hits(page)
    made = {slug: claim(hit for hit in hits if hit.indicator == slug) for slug in {hit.indicator for hit in hits}}
    return {slug: stated[0] for slug, stated in made.items() if stated is not None}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Peraturan Daerah Kabupaten Sukamaju Nomor 5 Tahun 2012", "perda"),
        ("Perda No. 5/2012", "perda"),
        ("Perda_No_5_Th_2012.pdf", "perda"),
        ("Qanun Kabupaten Sukamaju Nomor 3 Tahun 2012", "perda"),
        ("Qanun Aceh Nomor 5 Tahun 2015", "provincial"),
        ("Peraturan Daerah Provinsi Nusa Contoh Nomor 3", "provincial"),
        ("Perda Prov. Jawa Barat No 3", "provincial"),
        ("Perda Kabupaten Karangjati Nomor 3 Tahun 2011", "foreign"),
        ("Rancangan Peraturan Daerah tentang Sampah", "draft"),
        ("Raperda Kabupaten Sukamaju", "draft"),
        ("Naskah Akademis Peraturan Daerah", "draft"),
        ("Peraturan Bupati Sukamaju Nomor 3", "other"),
        ("Perwal Nomor 3", "other"),
        ("Petunjuk Pelaksanaan Peraturan Daerah Nomor 7", "other"),
        ("Peraturan Pemerintah Nomor 5", "other"),
        ("Keputusan Bupati Sukamaju", "other"),
    ],
)
def test_the_first_words_of_a_citation_tell_the_kind_of_instrument(text: str, kind: str) -> None:
    assert next(instruments_in(text, REGION)).kind == kind


def test_trade_is_no_bylaw_and_a_neighbour_with_a_longer_name_is_not_the_region() -> None:
    assert not list(instruments_in("Dinas Perdagangan dan Perdamaian"))
    assert same_name("Kedari", "Kendari")
    assert not same_name("Bandung Barat", "Bandung")
    assert not same_name("Bandung", "Bandung Barat")


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ("<li>Perda No 5 Tahun 2012 ttg Pajak Reklame</li>", "Pajak Reklame"),
        ("<li>Perda No 5 Tahun 2012 - Pajak Reklame</li>", "Pajak Reklame"),
        ("<h5>Perda Nomor 5 Tahun 2012</h5><p>Pajak Reklame</p>", "Pajak Reklame"),
        ("<p>PERATURAN DAERAH</p><p>NOMOR 5 TAHUN 2012</p><p>TENTANG</p><p>PAJAK REKLAME</p>", "PAJAK REKLAME"),
        ('<h5><a href="/p">Pajak Reklame</a></h5><p>Perda Nomor 5 Tahun 2012</p>', "Pajak Reklame"),
        ("<table><tr><td>Pajak Reklame</td><td>Perda</td><td>5</td></tr></table>", "Pajak Reklame"),
        (
            "<table><tr><td>Perda</td><td>No 5 Tahun 2012</td><td>Pajak Reklame</td></tr></table>",
            "Pajak Reklame",
        ),
        ("<li>Perda Kabupaten Sukamaju Nomor 5 Tahun 2012 Serta Merta</li>", ""),
        ("<li>Perda yang mengatur pajak reklame</li>", ""),
        ("<table><tr><td>Izin Gangguan</td><td>Perda No 5 Tahun 2012</td><td>Fotokopi KTP</td></tr></table>", ""),
    ],
)
def test_what_an_instrument_is_about_is_found_beside_below_or_above_its_number(body: str, subject: str) -> None:
    assert about(body) == subject


@pytest.mark.parametrize(
    ("body", "address"),
    [
        ('<li><a href="/r/5">Perda No 5 Tahun 2012 tentang Pasar</a></li>', "/r/5"),
        ('<li>Perda No 5 Tahun 2012 tentang Pasar <a href="/f.pdf">Unduh</a></li>', "/f.pdf"),
        ('<h5>Perda No 5 Tahun 2012</h5><p>tentang Pasar</p><div><a href="/f">Lihat / Unduh</a></div>', "/f"),
        ('<table><tr><td>Perda No 5 Tahun 2012 tentang Pasar</td><td><a href="/f"><i></i></a></td></tr></table>', "/f"),
        ('<h1>Perda No 5 Tahun 2012 tentang Pasar</h1><p>Berkas: <a href="/9c1.pdf">9c1</a></p>', "/9c1.pdf"),
        ('<a href="#f" data-toggle="collapse">Perda No 5 Tahun 2012 tentang Pasar</a>'
         '<div id="f"><a href="/f.pdf">Unduh</a></div>', "/f.pdf"),
        ('<li>Perda No 5 Tahun 2012 tentang Pasar <a href="#">Unduh</a></li>', ""),
        ('<h3>Dasar Hukum</h3><li>Perda No 5 Tahun 2012 tentang Pasar</li><a href="/f.pdf">Formulir</a>', ""),
        ('<li>Perda No 5 Tahun 2012 tentang Pasar</li><li>Surat lain <a href="/f.pdf">Unduh</a></li>', ""),
    ],
)  # fmt: skip
def test_the_way_to_a_document_is_the_link_over_beside_or_below_its_citation(body: str, address: str) -> None:
    link = cited(body).link
    assert (link.href if link else "") == address


def test_prose_and_news_mention_a_bylaw_and_a_legal_basis_cites_it() -> None:
    assert cited("<p>Menurut Perda No. 10 Tahun 2005 tentang luas kota</p>").role == "mention"
    assert cited("<h1>Perda No 4 Tahun 2011 tentang Pasar Resmi Disahkan</h1>").role == "mention"
    assert cited("<h3>Dasar Hukum</h3><p>Berdasarkan Perda No 4 Tahun 2011 tentang Pasar</p>").role == "basis"


def test_a_row_under_a_heading_of_drafts_is_a_draft() -> None:
    page = page_of("<h2>Daftar Raperda</h2><ul><li>Peraturan Daerah tentang Bangunan Gedung</li></ul>")
    assert {citation.kind for citation in citations(page)} == {"draft"}


def test_rows_under_a_heading_or_tab_of_bylaws_need_not_repeat_the_word() -> None:
    row = '<table><tr><td>5</td><td>2012</td><td>Izin Gangguan</td><td><a href="/f">Unduh</a></td></tr></table>'
    tab = '<ul><li><a href="#a" data-toggle="tab">Perda</a></li></ul><div id="a">' + row + "</div>"
    assert outcomes(page_of("<h2>Peraturan Daerah</h2>" + row))["web_bylaw_ho"] is Outcome.FOUND
    assert outcomes(page_of(tab))["web_bylaw_ho"] is Outcome.FOUND
    assert "web_bylaw_ho" not in outcomes(page_of("<h2>Peraturan Bupati</h2>" + row))
    assert "web_bylaw_ho" not in outcomes(page_of("<h2>Peraturan Daerah Kabupaten Karangjati</h2>" + row))


BYLAW = "BUPATI SUKAMAJU\n{kind} KABUPATEN SUKAMAJU\nNOMOR {number} TAHUN 2012\nTENTANG\n{subject}\nMenimbang: a. bahwa"


@pytest.mark.parametrize(
    ("kind", "number", "subject", "slug"),
    [
        ("PERATURAN DAERAH", "5", "RETRIBUSI IZIN MENDIRIKAN BANGUNAN", "web_bylaw_imb"),
        ("P E R A T U R A N  D A E R A H", "5", "IZIN USAHA INDUSTRI", "web_bylaw_iui_tdi"),
        ("PERATURAN DAERAH", "1", "RENCANA TATA RUANG WILAYAH", "web_bylaw_location"),
        ("PERATURAN DAERAH", "9", "PENGELOLAAN SAMPAH", "web_bylaw_other"),
        ("PERATURAN DAERAH", "7", "RENCANA PEMBANGUNAN JANGKA MENENGAH DAERAH", "web_rpjmd"),
        ("PERATURAN DAERAH", "8", "ANGGARAN PENDAPATAN DAN BELANJA DAERAH TAHUN ANGGARAN 2012", "web_budget"),
    ],
)
def test_a_document_is_what_its_first_page_says(kind: str, number: str, subject: str, slug: str) -> None:
    text = BYLAW.format(kind=kind, number=number, subject=subject)
    assert outcomes(page_of(text, "text/plain")).get(slug) is Outcome.FOUND


@pytest.mark.parametrize(
    ("kind", "number"), [("PERATURAN BUPATI", "5"), ("RANCANGAN PERATURAN DAERAH", "5"), ("PERATURAN DAERAH", "....")]
)
def test_a_document_that_is_no_bylaw_in_force_is_none_though_it_cites_one(kind: str, number: str) -> None:
    text = BYLAW.format(kind=kind, number=number, subject="IZIN GANGGUAN")
    text += "\nMengingat: 1. Peraturan Daerah Nomor 14 Tahun 2011 tentang Izin Gangguan"
    assert "web_bylaw_ho" not in outcomes(page_of(text, "text/plain"))


def test_successors_of_permits_count_in_the_later_edition_alone() -> None:
    page = page_of('<li><a href="/f.pdf">Perda No 8 Tahun 2022 tentang Retribusi Persetujuan Bangunan</a></li>')
    pbg = page_of('<li><a href="/f.pdf">Perda No 8 Tahun 2022 tentang Retribusi PBG</a></li>')
    old = Judge(RULES, Edition.Y2009)
    assert outcomes(pbg)["web_bylaw_imb"] is Outcome.FOUND
    assert "web_bylaw_other" not in outcomes(pbg)
    assert "web_bylaw_imb" not in outcomes(pbg, old)
    assert outcomes(pbg, old)["web_bylaw_other"] is Outcome.FOUND
    assert outcomes(page, old)["web_bylaw_other"] is Outcome.FOUND


def test_a_bylaw_that_revokes_another_is_left_to_a_person() -> None:
    page = page_of('<li><a href="/f.pdf">Perda No 3 Tahun 2018 tentang Pencabutan Perda tentang Izin Gangguan</a></li>')
    assert outcomes(page)["web_bylaw_ho"] is Outcome.UNSURE


PIECES = st.sampled_from(
    """Perda |peraturan daerah |Raperda |Nomor 5 |Tahun 2012 |tentang |Izin Gangguan |APBD 2020
RPJMD |PDRB Rp 3 triliun|Dasar Hukum |; |1. |Kabupaten |_|İ|Judul: |Jenis: |<li>|<table><tr><td>
</td><td>|</tr>|<a href="/x.pdf">|<a href="#a">|</a>|<h1>|<h5>|</h5>|<div id="a">""".replace("\n", "|").split("|")
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from(["text/html", "text/plain"]))
def test_no_page_upsets_the_reading_and_every_span_stands_in_the_text(body: str, content_type: str) -> None:
    page = page_of(body, content_type)
    for citation in citations(page):
        assert 0 <= citation.start <= citation.end <= len(page.text)
        assert 0 <= citation.subject[0] <= citation.subject[1] <= len(page.text)
    for rule in RULES:
        seen = JUDGE.vocabulary.look(page).get(rule.INDICATOR)
        if seen is not None:
            list(rule.check(page, seen))
