"""Labels of menus, data sets and documents, told apart from headlines.

A menu entry says what it leads to and nothing else; a title of data says what it is split by, of where and
of when. A headline has people, verbs and news in it, though it holds the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from scorecard.reading import Page
from scorecard.reading.memory import remembered
from scorecard.reading.wording import Wording

#: Longest label of a menu entry, tile or button, and of a dataset or document title, in words.
MENU_WORDS: Final = 8
TITLE_WORDS: Final = 25
_DATASET: Final = re.compile(
    r"\W*(?:[ivx\d]+[.)]\s*)?(?:tabel|table|data|dataset|jumlah|banyak\w*|panjang|persentase|presentase|luas|produksi|"
    r"nilai|rasio|statistik|kondisi|daftar|direktori|rekap\w*|proporsi|distribusi|pelanggan|realisasi produksi|"
    r"kapasitas|profil|buku|katalog|peta)\b",
    re.IGNORECASE,
)
#: How titles of data say what they are split by, of where and of when; or an entry of a table of contents.
_SPLIT: Final = re.compile(
    r"^\W*(?:[ivx]{1,5}|\d{1,2}|[a-z])[.)]|\b(?:menurut|berdasarkan|per|tahun|by|kabupaten|kota|20\d\d)\b",
    re.IGNORECASE,
)
#: What a thing's own name is followed by where it heads a data set: "PDRB Menurut Lapangan Usaha".
_BY: Final = re.compile(r"\b(?:menurut|berdasarkan|by)\b", re.IGNORECASE)
#: Words of headlines: people in office, what they do, and events. A menu entry has none of them.
_HEADLINE: Final = Wording(
    r"\b(?:bupati|wabup|wali ?kota|wawali|wakil|gubernur|sekda|kadis|kadin|ketua|dprd|polres\w*|kapol\w*|satpol|"
    r"menteri|mendagri|presiden|warga|masyarakat|hadiri|gelar|tinjau|resmi(?:kan)?|(?<=\w\s)buka|bahas|dukung|dorong|ajak|"
    r"raih|sambut|minta|siap(?:kan)?(?!\s+(?:ditawarkan|bangun|pakai|tawar))|akan|terus|serahkan|terima|(?<=\w\s)kunjungi|"
    r"kunjungan|rapat|rakor|sosialisasi|bimtek|pelatihan|workshop|seminar|fgd|festival|lomba|juara|penghargaan|"
    r"pameran|expo|bazaar?|hut|peringatan|penandatanganan|mou|lelang|tender|pengadaan|pengumuman|lowongan|undangan|"
    r"hari ini|kembali|bersama|tingkatkan|optimalkan|gandeng|targetkan|capai|naik|turun|meningkat|menurun|melonjak|"
    r"anjlok|tembus)\b|[!?]",
    re.IGNORECASE,
)
#: What offices do with a thing, which is not the thing.
_ACTIVITY: Final = Wording(
    r"\b(?:perencanaan|pengemasan|pengembangan|peningkatan|pembinaan|pendampingan|pembangunan|pemeliharaan|perbaikan|"
    r"rehabilitasi|penataan|pengawasan|pengendalian|pengelolaan|penyusunan|penanganan|evaluasi|monitoring|verifikasi|"
    r"kajian|bantuan|hibah|penertiban|pendataan|pendaftaran|permohonan|pengajuan|pengurusan|bidang|seksi|uptd?|"
    r"tupoksi|tugas)\b",
    re.IGNORECASE,
)
#: A rule on a thing is not the thing.
_LEGAL: Final = Wording(
    r"\b(?:undang-undang|uu|peraturan|perda|raperda|perbup|perwal|pergub|permen\w*|perpres|keputusan|kepmen\w*|instruksi|"
    r"surat edaran|sk|renstra|renja|lakip|lkjip|nomor \d{1,4} tahun)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Words around a thing in menus and titles of data that add nothing to it.
_FILLERS: Final = frozenset(
    _WORD.findall(
        "data dataset daftar direktori info informasi statistik jenis kategori jumlah banyaknya total profil profile "
        "peta katalog buku dokumen tabel grafik galeri aneka semua seluruh detail lihat lebih lanjut selengkapnya klik "
        "portal website situs web sistem aplikasi layanan halaman menu kab kabupaten kota daerah kecamatan desa "
        "kelurahan provinsi regional tahun menurut berdasarkan per di ke dan atau untuk yang dari dengan pada tentang "
        "the of and in for our new pdf xls xlsx csv unduh download file potensi peluang sebaran persebaran rincian "
        "rekap rekapitulasi laporan ringkasan bidang urusan sektor sarana prasarana i ii iii iv v vi vii viii ix x "
        "a b c"
    )
)


@remembered
def is_headline(text: str) -> bool:
    """Whether a label reads like news."""
    return bool(_HEADLINE.search(text))


def own_title(page: Page) -> str:
    """The page's title without the site's name behind it."""
    return re.split(r"\s[-–—|»:]{1,2}\s", page.title)[0]


def is_label(text: str, named: Iterable[str], region: str = "", *, file: bool = False) -> bool:
    """Whether `text` names a thing as menus, data sets and files do.

    `named` are the words of the thing that stand in it. A file's name or a title that says its split may be
    long; other labels have hardly a word that is neither the thing's, the region's nor a filler.
    """
    if is_headline(text) or _ACTIVITY.search(text) or _LEGAL.search(text):
        return False
    words, named = text.split(), tuple(named)
    titled = bool(_DATASET.match(text))
    begun = any(text.casefold().lstrip(" \t.-–•").startswith(name) for name in named if len(name) > 2)
    if file or (titled and _SPLIT.search(text)) or (begun and _BY.search(text)):
        return len(words) <= TITLE_WORDS
    own = {*_WORD.findall(f"{' '.join(named)} {region.casefold()}"), *_FILLERS}
    residue = sum(word not in own for word in _WORD.findall(text.casefold()))
    return len(words) <= (2 * MENU_WORDS if titled else MENU_WORDS) and residue <= (3 if titled else 1)
