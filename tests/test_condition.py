"""What makes a page no page: parking lots, building sites, defacements, gambling, blocks, missing pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.reading import Page, read
from scorecard.reading.condition import classify, in_spam, spam_spans

MENU = (
    "<nav><ul>"
    + "".join(
        f"<li><a href='/{name.lower()}'>{name}</a></li>"
        for name in ("Beranda", "Profil", "Layanan", "Berita", "Perizinan", "Pengaduan", "Kontak", "Unduhan", "Galeri")
    )
    + "</ul></nav>"
)
SERVICE = "".join(
    f"<h3>Izin {name}</h3><p>Pemohon mengajukan berkas lengkap ke loket pelayanan, petugas memeriksa dan izin"
    f" terbit.</p>"
    for name in ("Reklame", "Apotek", "Trayek", "Klinik", "Usaha Angkutan", "Pendirian Sekolah", "Praktik Dokter")
)

CONDEMNED = {
    "parked-for-sale": "<title>sukamajukab.test</title><h1>sukamajukab.test</h1><p>This domain is for sale. Buy"
    " this domain"
    " today and get started.</p><ul><li>Related searches</li><li>Loans</li><li>Travel</li></ul>",
    "parked-suspended": "<title>Account Suspended</title><h1>This Account has been suspended.</h1><p>Contact your"
    " hosting"
    " provider for more information.</p>",
    "parked-server-default": "<title>Apache2 Debian Default Page: It works</title><h1>Apache2 Debian Default Page</h1>"
    "<p>This is the default welcome page used to test the correct operation of the server.</p>",
    "parked-indonesian": "<title>sukamaju</title><p>Akun hosting ini telah ditangguhkan. Silakan hubungi penyedia"
    " layanan.</p>",
    "under_construction-whole": "<title>Dinas Contoh</title><h1>Mohon maaf</h1><p>Website Dinas Contoh sedang"
    " dalam proses"
    " pengembangan. Silakan kembali beberapa saat lagi.</p>",
    "under_construction-soon": f"<title>Coming Soon</title>{MENU}<h1>COMING SOON</h1><p>Kami sedang menyiapkan"
    f" laman baru.</p>",
    "defaced-title": f"<title>Hacked by Tuan Anonim</title>{MENU}<h1>Hacked by Tuan Anonim</h1><p>Greetz to:"
    f" semua kru</p>{SERVICE}",
    "defaced-small": "<title>Dinas Contoh</title><h1>0wned by kru bayangan</h1><p>Your security is low, admin!</p>",
    "spam-agency-template": "<title>SLOT DINAS KETAHANAN PANGAN KAB. SUKAMAJU</title><p>RTP SLOT</p><p>BOCORAN SLOT</p>"
    "<a href='http://x.test'>LOGIN</a><a href='http://x.test'>DAFTAR</a><p>Program dinas mempunyai tugas membantu.</p>",
    "spam-landing": "<title>Situs Slot Gacor Hari Ini Gampang Maxwin</title><h1>Slot gacor"
    " terpercaya</h1><p>Daftar slot"
    " deposit dana di agen judi online resmi, bonus new member 100% dan RTP live tertinggi, scatter hitam.</p>",
    "blocked-challenge": "<title>Just a moment...</title><h1>www.sukamajukab.test</h1><p>Checking your browser before"
    " accessing the site. Enable JavaScript and cookies to continue.</p>",
    "blocked-forbidden": "<title>403 Forbidden</title><h1>Forbidden</h1><p>You don't have permission to access"
    " this resource.</p>",
    "blocked-firewall": "<title>Request Rejected</title><p>The requested URL was rejected. Please consult with your"
    " administrator. Your support ID is: 1234</p>",
    "soft_404-menu": f"<title>Portal Kabupaten Sukamaju</title>{MENU}<h1>404</h1><p>Maaf, halaman yang Anda cari tidak"
    " ditemukan.</p><a href='/'>Kembali ke beranda</a>",
    "soft_404-title": f"<title>Page not found - Dinas Contoh</title>{MENU}<h1>Oops!</h1><p>It looks like nothing"
    f" was found.</p>",
    "soft_404-framework": "<title>Error</title><h1>A Database Error Occurred</h1><p>Unable to connect to your"
    " database server.</p>",
}

ORDINARY = {
    "news on the fight against gambling": "<title>Bupati Ajak Warga Berantas Judi Online</title><h1>Bupati Ajak Warga"
    " Berantas Judi Online</h1><p>Pemkab menggelar sosialisasi bahaya judi online dan judi slot. Situs judi"
    " online telah"
    " diblokir. Korban judi online diimbau melapor.</p>" + SERVICE,
    "a guestbook with one spammed entry": f"<title>Buku Tamu</title>{MENU}{SERVICE}<p>Budi: terima kasih</p>"
    "<p>xx: situs slot gacor maxwin klik di sini</p><p>Sari: kapan loket buka?</p>",
    "a service list with items under construction": "<title>Perizinan Online</title><h2>Perizinan Online</h2>"
    + "".join(
        f"<h3>Perizinan Sektor {name} dan Urusan Lain</h3><p>under construction</p>" for name in "ABCDEFGHIJKLMNOPQRS"
    ),
    "a portal whose visitor counter is being mended": f"<title>DPMPTSP</title>{MENU}{SERVICE}<p>Sistem statistik"
    " pengunjung sedang dalam pemeliharaan.</p>",
    "a search without results": f"<title>Cari - DPMPTSP</title>{MENU}<h1>Hasil pencarian</h1><p>Data tidak ditemukan,"
    " coba kata kunci lain.</p>",
    "a fragment of a template": "<p>Syarat :</p><p>Lama Layanan :</p><p>Dinas Teknis :</p>",
    "news on a hacked website": "<title>Situs Dinas Diretas, Diskominfo Bergerak</title><h1>Situs Dinas"
    " Diretas</h1><p>Pada"
    " laman depan tertulis hacked by pelaku tak dikenal. Tim memulihkan situs.</p>" + SERVICE,
    "a page on domain names": f"<title>Panduan Nama Domain</title><p>Domain expired dapat diperpanjang.</p>{SERVICE}",
    "a road in a bad state": "<title>Data Jalan</title><table><tr><td>Jalan tidak ada"
    " data</td><td>404</td></tr></table>",
}


def page(markup: str) -> Page:
    return read(markup.encode(), url="http://www.sukamajukab.test/", content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("name", CONDEMNED)
def test_a_page_that_is_no_page_is_told_by_what_it_says_of_itself(name: str) -> None:
    found = classify(page(CONDEMNED[name]))
    assert found is not None
    assert found.kind == name.partition("-")[0]
    assert found.words


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_page_with_such_words_is_not_condemned(name: str) -> None:
    assert classify(page(ORDINARY[name])) is None


FLOOD = (
    f"<title>Buku Tamu DPMPTSP</title>{MENU}{SERVICE}<p>Pengaduan: 0812 3456 0987</p><p>Budi: terima kasih, izin"
    f" saya terbit</p>"
    "<p>aa: slot gacor maxwin hari ini</p><p><a href='http://s.test'>LOGIN</a></p><p>bb: togel online bandar togel</p>"
    "<p>cc: daftar slot deposit dana</p><p>Sari: kapan loket buka lagi setelah lebaran?</p><p>Rudi: jam berapa"
    " tutup?</p>"
)


def test_a_flood_of_spam_is_one_span_that_takes_in_the_buttons_between_its_entries() -> None:
    read_page = page(FLOOD)
    spans = [read_page.text[start:end] for start, end in spam_spans(read_page)]
    assert len(spans) == 1
    assert spans[0].startswith("aa:")
    assert "LOGIN" in spans[0]
    assert spans[0].endswith("deposit dana")


def test_a_quote_inside_the_flood_is_told_from_one_beside_it() -> None:
    read_page = page(FLOOD)
    inside, outside = read_page.text.index("LOGIN"), read_page.text.index("Pengaduan:")
    assert in_spam(read_page, read_page.quote(inside, inside + 5))
    assert not in_spam(read_page, read_page.quote(outside, outside + 20))


def test_a_sentence_against_gambling_is_no_spam_span() -> None:
    assert (
        spam_spans(page("<p>Satgas memblokir situs judi online dan slot gacor.</p><p>Warga diimbau waspada.</p>")) == []
    )


@given(st.text(alphabet="slotgacrnhkedby40. <>\n-", max_size=400))
def test_no_text_makes_the_look_at_a_page_fail(text: str) -> None:
    read_page = page(f"<title>{text[:40]}</title><p>{text}</p>")
    classify(read_page)
    for start, end in spam_spans(read_page):
        assert 0 <= start < end <= len(read_page.text)
