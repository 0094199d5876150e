"""Links that promise a thing: labels as short as a menu's or as plain as a dataset's, told apart from headlines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from rules.protocol import link_hit
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.words import Seen

#: Longest label of a menu entry, tile or button, and of a dataset or document title, in words.
MENU_WORDS: Final = 8
TITLE_WORDS: Final = 25
FILE: Final = "A file with these data opens from here."
_DATASET: Final = re.compile(
    r"\W*(?:[ivx\d]+[.)]\s*)?(?:tabel|table|data|dataset|jumlah|banyak\w*|panjang|persentase|presentase|luas|"
    r"produksi|nilai|"
    r"rasio|statistik|kondisi|daftar|direktori|rekap\w*|proporsi|distribusi|pelanggan|realisasi produksi|kapasitas|"
    r"profil|"
    r"buku|katalog|peta)\b",
    re.IGNORECASE,
)
#: How titles of data say what they are split by, of where and of when.
_SPLIT: Final = re.compile(r"\b(?:menurut|berdasarkan|per|tahun|by|kabupaten|kota|20\d\d)\b", re.IGNORECASE)
#: Words of headlines: people in office, what they do, and events. A menu entry has none of them.
_HEADLINE: Final = re.compile(
    r"\b(?:bupati|wabup|wali ?kota|wawali|wakil|gubernur|sekda|kadis|kadin|ketua|dprd|polres\w*|kapol\w*|satpol|"
    r"menteri|"
    r"mendagri|presiden|warga|masyarakat|hadiri|gelar|tinjau|resmi(?:kan)?|buka|bahas|dukung|dorong|ajak|raih|"
    r"sambut|minta|"
    r"siap(?:kan)?(?!\s+(?:ditawarkan|bangun|pakai|tawar))|akan|terus|serahkan|terima|kunjungi|kunjungan|rapat|"
    r"rakor|sosialisasi|bimtek|pelatihan|workshop|seminar|fgd|"
    r"festival|lomba|juara|penghargaan|pameran|expo|bazaar?|hut|peringatan|penandatanganan|mou|lelang|tender|pengadaan|"
    r"pengumuman|lowongan|undangan|hari ini|kembali|bersama|tingkatkan|optimalkan|gandeng|targetkan|capai|naik|"
    r"turun|meningkat|menurun|melonjak|anjlok|tembus)\b|[!?]",
    re.IGNORECASE,
)
#: What offices do with a thing, which is not the thing.
_ACTIVITY: Final = re.compile(
    r"\b(?:perencanaan|pengemasan|pengembangan|peningkatan|pembinaan|pendampingan|pembangunan|pemeliharaan|perbaikan|"
    r"rehabilitasi|penataan|pengawasan|pengendalian|pengelolaan|penyusunan|penanganan|evaluasi|monitoring|"
    r"verifikasi|kajian|"
    r"bantuan|hibah|penertiban|pendataan|pendaftaran|permohonan|pengajuan|pengurusan|bidang|seksi|uptd?|tupoksi|"
    r"tugas)\b",
    re.IGNORECASE,
)
#: Words around a thing in menus and titles of data that add nothing to it.
_FILLERS: Final = frozenset(
    [
        "data",
        "dataset",
        "daftar",
        "direktori",
        "info",
        "informasi",
        "statistik",
        "jenis",
        "kategori",
        "jumlah",
        "banyaknya",
        "total",
        "profil",
        "profile",
        "peta",
        "katalog",
        "buku",
        "dokumen",
        "tabel",
        "grafik",
        "galeri",
        "aneka",
        "semua",
        "seluruh",
        "detail",
        "lihat",
        "lebih",
        "lanjut",
        "selengkapnya",
        "klik",
        "portal",
        "website",
        "situs",
        "web",
        "sistem",
        "aplikasi",
        "layanan",
        "halaman",
        "menu",
        "kab",
        "kabupaten",
        "kota",
        "daerah",
        "kecamatan",
        "desa",
        "kelurahan",
        "provinsi",
        "regional",
        "tahun",
        "menurut",
        "berdasarkan",
        "per",
        "di",
        "ke",
        "dan",
        "atau",
        "untuk",
        "yang",
        "dari",
        "dengan",
        "pada",
        "tentang",
        "the",
        "of",
        "and",
        "in",
        "for",
        "our",
        "new",
        "pdf",
        "xls",
        "xlsx",
        "csv",
        "unduh",
        "download",
        "file",
        "potensi",
        "peluang",
        "sebaran",
        "persebaran",
        "rincian",
        "rekap",
        "rekapitulasi",
        "laporan",
        "ringkasan",
        "bidang",
        "urusan",
        "sektor",
        "sarana",
        "prasarana",
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "a",
        "b",
        "c",
    ]
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|mp4)(?:$|[?#])", re.IGNORECASE)
_GENERIC: Final = re.compile(
    r"\W*(?:(?:lihat|baca|buka|info\w*|klik|selengkapnya|lebih|lanjut|detail|semua|lainnya|di ?sini|kunjungi|view|more|"
    r"read|masuk|data)\W*){0,4}",
    re.IGNORECASE,
)
_CENTRAL: Final = re.compile(
    r"(?:^|\.)(?:bps|bkpm|investindonesia|data|oss|kemenperin|kemenparekraf|pln|kemendag|pu|pertanian|kkp|esdm|"
    r"atrbpn)\.go\.id$"
    r"|(?:^|\.)pln\.co\.id$|(?:^|\.)indonesia\.travel$",
)
_SOCIAL: Final = re.compile(
    r"(?:^|\.)(?:facebook|instagram|twitter|x|youtube|youtu|tiktok|linkedin|pinterest|shopee|tokopedia|bukalapak|"
    r"whatsapp|telegram|google|play|apple)\.(?:com|be|co\.id|me|co)$",
)


def pointers(
    page: Page, seen: Seen, *groups: str, indicator: str, whys: tuple[str, str], avoid: re.Pattern[str] | None = None
) -> Iterator[Hit]:
    """Hits for links whose label is one of the groups' words: a live one is partial, a dead one rejected.

    A file so named in the content is the data itself, as far as the file keeps the promise. `whys` are the reasons
    for a live and for a dead link. A headline, a self-link, a place on the same page and a link to a social
    network promise nothing.
    """
    if page.is_document:
        return
    for link in seen.links(*groups):
        if not _is_label(link, seen, groups) or (avoid is not None and avoid.search(link.text)):
            continue
        if _PICTURE.search(link.url) or link.kind in ("embed", "phone", "mail", "chat"):
            continue
        if not link.alive:
            yield link_hit(indicator, Strength.REJECTED, page, link, whys[1])
            continue
        role = host_role(page, link)
        if link.state == "anchor" or role is None or _is_self(page, link):
            continue
        if link.is_file and link.place is not Place.NAV and role is not HostRole.CENTRAL:
            yield link_hit(indicator, Strength.FOUND, page, link, FILE, promise=link.url, host_role=role)
        else:
            yield link_hit(indicator, Strength.PARTIAL, page, link, whys[0], promise=link.url, host_role=role)


def host_role(page: Page, link: Link) -> HostRole | None:
    """Whose host a link leads to; None for social networks and shops, which hold no page of a region."""
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    own = (urlsplit(page.url).hostname or "").removeprefix("www.")
    if _SOCIAL.search(host) and link.kind != "drive":
        return None
    if not host or host == own or _site(host) == _site(own):
        return HostRole.OWN
    return HostRole.CENTRAL if _CENTRAL.search(host) else HostRole.OTHER


def is_headline(text: str) -> bool:
    """Whether a label reads like news."""
    return bool(_HEADLINE.search(text))


def _is_label(link: Link, seen: Seen, groups: tuple[str, ...]) -> bool:
    """Whether the link's own words name the thing, as a menu entry, a dataset title or a document's name."""
    words = link.text.split()
    pictured = link.end <= link.start and sum(other.text == link.text for other in seen.page.links) < 3
    named = pictured or seen.within(link.start, link.end, *groups)
    if not named and (link.kind != "page" or not _GENERIC.fullmatch(link.text)):
        return False
    if is_headline(link.text) or _ACTIVITY.search(link.text):
        return False
    if link.is_file or (_DATASET.match(link.text) and _SPLIT.search(link.text)):
        return len(words) <= TITLE_WORDS
    longest, residue = (2 * MENU_WORDS, 3) if _DATASET.match(link.text) else (MENU_WORDS, 1)
    return len(words) <= longest and _residue(link, seen, groups) <= residue


def _residue(link: Link, seen: Seen, groups: tuple[str, ...]) -> int:
    """How many words of a label neither name the thing nor belong to menus: a headline has several."""
    region = seen.page.region
    known = " ".join((region.name.casefold() if region else "", *(match.word for match in seen.all(*groups))))
    own = {*_WORD.findall(known), *_FILLERS}
    return sum(word not in own for word in _WORD.findall(link.text.casefold()))


def _is_self(page: Page, link: Link) -> bool:
    """Whether a link in the content leads back to the page it stands on."""
    return link.place is not Place.NAV and link.url.partition("#")[0].rstrip("/") == page.url.partition("#")[0].rstrip(
        "/"
    )


def _site(host: str) -> str:
    """The registrable domain, as far as Indonesian government hosts need it: "sukamajukab.go.id"."""
    labels = host.split(".")
    public = 3 if len(labels) >= 3 and len(labels[-1]) == 2 and len(labels[-2]) <= 4 else 2
    return ".".join(labels[-public:])
