"""Hotels and restaurants of the region, by name and address.

Why it counts: whoever comes to look at a region must sleep and eat there; a list shows that the place is ready.
Found: two or more hotels, inns or restaurants with names and addresses or telephones.
Partial: their number, names without addresses, a single house, a live link or menu entry to the list.
Not found: a hotel as the venue of an event, hotel and restaurant tax, sector names of PDRB or investment tables,
star classes as filters, empty theme sections.
Known to miss: lists drawn by scripts or in pictures; houses whose name and address stand far apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.labels import is_headline, own_title
from rules.listings import Entry, listed
from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import elsewhere, sentences, told, unproven
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_hotels_restaurants"
VERSION: Final = "2"
WORDS: Final = {
    "house": phrases(
        "hotel*, penginapan, losmen, wisma, homestay*, home stay*, guest house*, guesthouse*, resort*, villa, "
        "bungalow*, cottage*, hostel*, motel*, akomodasi, restoran, restaurant*, resto, rumah makan, rm., "
        "warung makan, kuliner, cafe, kafe, kedai, lesehan, depot makan, pondok wisata"
    ),
    "menu": phrases(
        "hotel, hotels, penginapan, akomodasi, accommodation*, homestay, restoran, restaurant*, rumah makan, "
        "guest house, tempat menginap, tempat makan, hotel & restoran"
    ),
}
FOUND: Final = "Hotels or restaurants are listed here with names and addresses."
SINGLE: Final = "One hotel or restaurant is named here with its address."
NAMES: Final = "Hotels or restaurants are named here without addresses."
LINKED: Final = "A live link leads to the hotels or restaurants."
DEAD: Final = "The link to the hotels or restaurants leads nowhere."
COUNTED: Final = "Hotels or restaurants are counted here, not listed."
_HOUSE: Final = re.compile(
    r"\b(?:hotel\w*|penginapan|losmen|wisma|home ?stay\w*|guest ?house\w*|resorts?|villas?|bungalows?|cottages?|"
    r"hostel|motel|"
    r"akomodasi|restoran\w*|restaurants?|resto|rumah makan|rm\.?|warung|kuliner|caf[eé]|kafe|coffee|kedai|lesehan|"
    r"inn|suites)\b",
    re.IGNORECASE,
)
_LODGE: Final = re.compile(
    r"\b(?:hotel\w*|penginapan|losmen|wisma|home ?stay\w*|guest ?house\w*|resort|villa|bungalow|cottage|hostel|"
    r"motel|restoran|"
    r"restaurant|rumah makan|caf[eé]|kafe|coffee shop|kondotel|pondok wisata)\b",
    re.IGNORECASE,
)
_TOPIC: Final = re.compile(
    r"\b(?:hotel\w*|penginapan|home ?stay\w*|guest ?house\w*|akomodasi|accommodations?|restoran|restaurants?|resto|"
    r"rumah makan|kuliner|tempat (?:makan|menginap))\b",
    re.IGNORECASE,
)
#: Classes and kinds of houses, and words around them: a name has something beside them.
_KINDS: Final = re.compile(
    r"\b(?:hotel\w*|penginapan|bintang|melati|kelas|non|jumlah|unit|kamar|losmen|wisma|homestays?|villas?|resorts?|"
    r"lainnya|"
    r"restoran|restaurants?|rumah|makan|kuliner|cafe|kafe|resto|akomodasi|dan|atau|satu|dua|tiga|empat|lima|jasa|"
    r"usaha|data|"
    r"daftar|kategori|jenis|semua|di|kota|kabupaten|kab|guest|house|kamar|tempat|tidur|wisata|info|and|the|budget|"
    r"terdekat|[ivx]+|\d+)\b|\W",
    re.IGNORECASE,
)
#: Where something takes place.
_EVENT: Final = re.compile(
    r"\b(?:agenda|kegiatan|rapat|acara|bimtek|pelatihan|workshop|seminar|bertempat|undangan|pukul|berita)\b|"
    r"\b(?:lokasi|tempat)\s*:",
    re.IGNORECASE,
)
#: A kind of house opens or closes the house's own name.
_OWN_NAME: Final = re.compile(rf"^\W*(?:the |grand )?{_HOUSE.pattern}|{_HOUSE.pattern}\W*$", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\b(?:jumlah|unit|kamar|tempat tidur|bintang|melati|buah|banyaknya|kecamatan)\b", re.IGNORECASE
)
_COUNTING: Final = re.compile(
    r"\b(?:terdapat|memiliki|mempunyai|sebanyak|jumlah|tersedia|unit|buah|tercatat|ada)\b", re.IGNORECASE
)
#: A table's title that counts houses whatever its rows are.
_NUMBER_OF: Final = re.compile(
    rf"\W*(?:tabel [\d.]+ )?(?:data |rekap\w* )?(?:jumlah|banyaknya)\b.{{0,20}}{_TOPIC.pattern}", re.IGNORECASE
)
_UNITS: Final = re.compile(r"\|\s?(?:unit|buah|rumah|kamar)\b", re.IGNORECASE)
_CHAPTER: Final = re.compile(r"\b(?:perdagangan|sektor|bidang)\b", re.IGNORECASE)
#: Between the houses and their number, and behind it: "jumlah hotel di Sukamaju sebanyak 24 unit".
_AMOUNTS: Final = re.compile(r"\b(?:sebanyak|berjumlah|mencapai|adalah|tercatat|terdapat|ada)\W*$", re.IGNORECASE)
_IN_UNITS: Final = re.compile(r"\W{0,2}(?:unit|buah)\b", re.IGNORECASE)
_NEAR: Final = 60
_CLASS: Final = re.compile(r"\bbintang\s*[(\d]", re.IGNORECASE)
_AVOID: Final = re.compile(
    r"pajak|retribusi|izin|ijin|perda|peraturan|pdrb|sppt|npwpd|bpjs|reservasi|tamu|hunian", re.I
)
#: A file is a list of houses only where it says so; plans and projects name houses too.
_LIST: Final = re.compile(
    r"\b(?:daftar|data|direktori|jumlah|statistik|profil|nama|list|katalog|buku)\b", re.IGNORECASE
)
_OFFICE: Final = re.compile(r"\b(?:dinas|badan|kantor|sekretariat|kecamatan|puskesmas|rsud|polsek|bank|masjid)\b", re.I)


#: Tables that speak of such houses as a branch of the economy, a source of tax or a place where guests sleep.
_BRANCH: Final = re.compile(
    r"\b(?:pajak|retribusi|pdrb|lapangan usaha|investasi|penanaman modal|tenaga kerja|pekerja|pegawai|karyawan|"
    r"sektor|(?<!sarana )perdagangan|tamu|hunian|"
    r"wisatawan|pendapatan|inflasi|ihk|konsumsi|kredit|izin|ijin|listrik|sampah|limbah|inspeksi|laik|pelanggan|"
    r"anggaran|realisasi|target|"
    r"penyediaan akomodasi|umkm|bidang|dihadiri|diikuti|peserta|perwakilan|sosialisasi|lama menginap|"
    r"kepala|kegiatan|lowongan|loker|job ?fair|pencari kerja|pelamar|formasi|undangan|acara|tarif|parkir|harga)\b",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Houses with addresses, then their names and number, then links to them."""
    abroad = elsewhere(page)
    named = {entry.name.casefold(): entry for entry in listed(page) if not abroad and _is_house(entry)}
    houses = {name: entry for name, entry in named.items() if entry.contact}
    if len(houses) >= 2:
        first = next(iter(houses.values()))
        yield hit(INDICATOR, Strength.FOUND, page, first.start, first.end, FOUND, certainty=3)
    elif houses:
        only = next(iter(houses.values()))
        if _OWN_NAME.search(only.name) and _TOPIC.search(f"{own_title(page)} / {only.topic}"):
            yield hit(INDICATOR, Strength.PARTIAL, page, only.start, only.end, SINGLE)
    elif len(named) >= 3:
        first = next(iter(named.values()))
        yield hit(INDICATOR, Strength.PARTIAL, page, first.start, first.end, NAMES)
    else:
        counted = list(_counted(page, seen))
        yield from counted or ([] if abroad else _named(page, seen))
        if not counted:
            yield from unproven(page, seen, "house", indicator=INDICATOR)
    for found in pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID):
        if found.strength is not Strength.FOUND or _LIST.search(found.quote.exact):
            yield found


def _is_house(entry: Entry) -> bool:
    """A name of a house, or any name under a heading that says hotels or restaurants; no office."""
    if _OFFICE.search(entry.name) or _AVOID.search(entry.name) or _EVENT.search(f"{entry.name} / {entry.topic}"):
        return False
    return bool(_HOUSE.search(entry.name) or _TOPIC.search(entry.topic)) and bool(_KINDS.sub("", entry.name))


def _counted(page: Page, seen: Seen) -> Iterator[Hit]:
    """The first row that counts such houses, or a sentence that does."""
    for row in told(page, seen, "house"):
        lodge = _LODGE.search(row.figure.label) or (_COUNTED.search(row.own) and _TOPIC.search(row.context))
        titled = row.dataset.kind == "table" and _NUMBER_OF.match(row.dataset.title[0])
        named = bool(lodge) or bool(titled and not row.column)
        filtered = row.dataset.kind != "table" and _CLASS.search(row.figure.text)
        about = f"{row.own} | {row.context} | {' | '.join(row.dataset.heads)}"
        if _UNITS.search(row.figure.text) and _LODGE.search(
            row.figure.label
        ):  # counted as houses, whatever the chapter
            about = _CHAPTER.sub(" ", about)
        if named and not filtered and not _BRANCH.search(about):
            yield hit(INDICATOR, Strength.PARTIAL, page, row.figure.start, row.figure.end, COUNTED, certainty=3)
            return
    for said in sentences(page, seen, "house", low=1, high=5_000):
        near = said.text[said.value.end : said.match.start - said.start]
        behind = said.value.end <= said.match.start - said.start and len(near) < 30
        after = said.text[said.match.end - said.start : said.value.start]
        behind = behind or bool(
            len(after) < _NEAR and _AMOUNTS.search(after) and _IN_UNITS.match(said.text, said.value.end)
        )
        if behind and _COUNTING.search(said.text) and not _BRANCH.search(said.text):
            yield hit(INDICATOR, Strength.PARTIAL, page, said.start, said.end, COUNTED)
            return


def _named(page: Page, seen: Seen) -> Iterator[Hit]:
    """Three or more houses by name: short lines that hold a kind of house and a name of their own."""
    names = []
    for block, _matches in seen.blocks("house"):
        text = page.words_of(block)
        if block.place is Place.NAV or block.tag in ("title", "option", "tr") or len(text) > 80:
            continue
        proper = _HOUSE.search(text) and len(_KINDS.sub("", text)) >= 3 and not _AVOID.search(text)
        if proper and not is_headline(text) and any(_TOPIC.search(head) for head in page.headings(block)):
            names.append(block)
    if len(names) >= 3:
        yield hit(INDICATOR, Strength.PARTIAL, page, names[0].start, names[0].end, NAMES)
