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
_DATASET: Final = re.compile(
    r"\W*(?:[ivx\d]+[.)]\s*)?(?:tabel|table|data|dataset|jumlah|banyak\w*|panjang|persentase|presentase|luas|"
    r"produksi|nilai|"
    r"rasio|statistik|kondisi|daftar|direktori|rekap\w*|proporsi|distribusi|pelanggan|realisasi produksi|kapasitas|"
    r"profil|"
    r"buku|katalog|peta)\b",
    re.IGNORECASE,
)
#: Words of headlines: people in office, what they do, and events. A menu entry has none of them.
_HEADLINE: Final = re.compile(
    r"\b(?:bupati|wabup|wali ?kota|wawali|wakil|gubernur|sekda|kadis|kadin|ketua|dprd|polres\w*|kapol\w*|satpol|"
    r"menteri|"
    r"mendagri|presiden|warga|masyarakat|hadiri|gelar|tinjau|resmi(?:kan)?|buka|bahas|dukung|dorong|ajak|raih|"
    r"sambut|minta|"
    r"siap|akan|terus|serahkan|terima|kunjungi|kunjungan|rapat|rakor|sosialisasi|bimtek|pelatihan|workshop|seminar|fgd|"
    r"festival|lomba|juara|penghargaan|pameran|expo|bazaar?|hut|peringatan|penandatanganan|mou|lelang|tender|pengadaan|"
    r"pengumuman|lowongan|undangan|hari ini|kembali|bersama|tingkatkan|optimalkan|gandeng|targetkan|capai)\b|[!?]",
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

    `whys` are the reasons for a live and for a dead link. A headline, a self-link, a place on the same
    page and a link to a social network promise nothing.
    """
    if page.is_document:
        return
    for link in seen.links(*groups):
        label = link.text
        if not _is_label(link, seen, groups) or (avoid is not None and avoid.search(label)):
            continue
        if _PICTURE.search(link.url) or link.kind == "embed":
            continue
        if not link.alive:
            yield link_hit(indicator, Strength.REJECTED, page, link, whys[1])
        elif link.state == "anchor" or link.kind in ("phone", "mail", "chat"):
            continue
        else:
            role = host_role(page, link)
            if role is not None and not _is_self(page, link):
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
    longest = TITLE_WORDS if link.is_file or _DATASET.match(link.text) else MENU_WORDS
    return len(words) <= longest and not is_headline(link.text) and not _ACTIVITY.search(link.text)


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
