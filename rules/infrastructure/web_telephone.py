"""Telephone service in the region: lines, subscribers, base stations, coverage.

Why it counts: an office without telephone or data service cannot trade.
Found: connections, subscribers, base stations (BTS) or operators in figures; a list of places covered or of stations.
Partial: a live link or menu entry to such data; a data set page whose values come from an interface.
Not found: rules, fees and permits on towers; tidying of cables; telephone numbers of offices; BTS as a bus scheme;
radio, web sites and Internet cafes alone; tables without figures.
Known to miss: coverage maps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.contacts import phones_in
from rules.figures import relevant
from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import Told, sentences, served, told, unproven
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_telephone"
VERSION: Final = "2"
WORDS: Final = {
    "phone": phrases(
        "bts, base transceiver station, menara telekomunikasi, menara seluler, menara bts, tower "
        "telekomunikasi, tower bts, telepon*, telpon*, telephon*, seluler, selular, handphone, sst, provider, "
        "operator seluler, sinyal, telekomunikasi, telkomsel, indosat, wartel, blank spot, blankspot, "
        "cellular, telephone line*, base station*, hp"
    ),
    "topic": phrases(
        "bts, menara telekomunikasi, layanan telepon*, sambungan telepon*, pelanggan telepon, telekomunikasi, "
        "telepon seluler, sinyal telepon, sinyal seluler, pengguna telepon, jaringan telepon, tower "
        "telekomunikasi, menara seluler, blank spot, blankspot, base transceiver station, telephone line*, "
        "menara bts, tower bts, data menara, daftar menara, sebaran menara, lokasi menara, titik menara, telkomsel, "
        "memiliki hp, handphone, telepon genggam"
    ),
    "menu": phrases(
        "telekomunikasi, pos dan telekomunikasi, layanan telepon*, data bts, jumlah bts, menara "
        "telekomunikasi, menara bts, sambungan telepon, pelanggan telepon, jaringan telepon, telepon seluler, "
        "sebaran bts, persebaran bts, blank spot, data menara"
    ),
}
FOUND: Final = "Telephone service stands here in figures or as a list of stations."
LINKED: Final = "A live link leads to data on telephone service."
DEAD: Final = "The link to data on telephone service leads nowhere."
_SERVICE: Final = Wording(
    r"\bbts\b|base transceiver|base station|\b(?:menara|tower)\b.{0,12}\b(?:telekomunikasi|seluler|selular|bts|"
    r"provider|operator)|"
    r"\btele(?:pon|phon)\w*|\btelpon\w*|\bselul[ae]r\b|\bselular\b|\bhandphone\b|\bsst\b|\bjaringan gsm\b|"
    r"\bprovider\b|\boperator selul|\bsinyal\b|"
    r"\btelekomunikasi\b|\bblank ?spot\b|\btelkomsel\b|\bindosat\b|\bwartel\b|\b(?:menggunakan|memiliki|"
    r"menguasai) hp\b",
    re.IGNORECASE,
)
#: Words that make a telephone a service that is counted, not a number to dial.
_COUNTED: Final = re.compile(
    r"\b(?:jumlah|banyak\w*|pelanggan|sambungan|kapasitas|jaringan|layanan|pengguna|menggunakan|menara|tower|bts|"
    r"provider|operator|"
    r"desa|kelurahan|kecamatan|umum|terpasang|terpakai|terlayani|rumah tangga|persentase|persen|memiliki|menguasai|"
    r"akses|sinyal|unit|sst|"
    r"telkomsel|indosat|axiata|smartfren|wartel|penduduk|blank|kuat|lemah|genggam|kabel|lokasi|subscribers?|lines?)\b",
    re.IGNORECASE,
)
#: Heads under which bare names of places or operators count a telephone service.
_NARROW: Final = re.compile(
    r"\bbts\b|\b(?:menara|tower)\b.{0,12}\b(?:telekomunikasi|seluler|selular|bts)|\b(?:telepon|telpon|telephon)\b|"
    r"\bsinyal\b|\bselul[ae]r\b|\bblank ?spot\b|\bhand ?phone\b|"
    r"\b(?:memiliki|menguasai|menggunakan|kepemilikan|pengguna)\b.{0,20}\b(?:hp|smartphone|gawai)\b",
    re.IGNORECASE,
)
_NOT_SERVICE: Final = Wording(
    r"\b(?:pajak|retribusi|perda|peraturan|perwal|perbup|izin|ijin|pdrb|lapangan usaha|inflasi|ihk|konsumsi|"
    r"pengeluaran|belanja|anggaran|"
    r"investasi|tenaga kerja|radio|website|internet|plik|media center|komunitas|ssb|warnet|kantor pos|televisi|"
    r"penataan kabel|menata|penertiban|menertibkan|sepanjang|"
    r"teman bus|trans\w*|bus|rute|halte|koridor|pengaduan|darurat|call center|"
    r"hotline|faksimili|fax|e-?mail|penyelesaian|menara masjid|pencurian|data center|n/a)\b",
    re.IGNORECASE,
)
_NUMBER_LIST: Final = re.compile(
    r"\b(?:no(?:mor)?\.?|alamat|nama)\b.{0,12}(?:telp?|telepon|telpon|hp|kantor|pejabat)|\(?0\d{2,3}\)?[\s-]?\d{3,8}(?:-\d{2,4})?",
    re.IGNORECASE,
)
_STATIONS: Final = re.compile(
    r"\b(?:operator|provider|pemilik menara|menara|site|bts|tower|pengelola)\b", re.IGNORECASE
)
_WHERE: Final = re.compile(
    r"\b(?:alamat|lokasi|koordinat|latitude|lat|longitude|desa|kelurahan|kecamatan)\b", re.IGNORECASE
)
_LISTED: Final = re.compile(r"\b(?:bts|menara|tower|blank ?spot|sinyal|telekomunikasi)\b", re.IGNORECASE)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows of figures, lists of stations, sentences; then data sets and links."""
    claimed = False
    for row in told(page, seen, "phone"):
        if _is_service(row):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    if not claimed:
        found = [*_stations(page, seen), *_stated(page, seen)]
        claimed = bool(found)
        yield from found[:1]
    if not claimed:
        yield from served(page, seen, "topic", indicator=INDICATOR, topic=_SERVICE)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_NOT_SERVICE)
    if not claimed:
        yield from unproven(page, seen, "topic", indicator=INDICATOR)


def _is_service(row: Told) -> bool:
    """A counted service in the row's own words, or a row under a title that counts one."""
    if (
        _NOT_SERVICE.search(f"{row.own} | {row.group}")
        or _NUMBER_LIST.search(row.figure.text)
        or any(phones_in(row.figure.text))
    ):
        return False
    if _SERVICE.search(row.own):
        return bool(_COUNTED.search(row.figure.label)) and not _NOT_SERVICE.search(row.over)
    above = f"{row.group} | {row.over}"
    counted = _NARROW.search(above) and re.search(
        r"\b(?:jumlah|banyaknya|pelanggan|sambungan|sebaran|menurut|per|persentase|presentase|rasio|proporsi)\b",
        above,
        re.I,
    )
    return bool(counted) and not _NOT_SERVICE.search(above) and row.dataset.kind == "table"


def _stations(page: Page, seen: Seen) -> Iterator[Hit]:
    """A table of three base stations or more with their places; a list of villages with or without signal."""
    for dataset in relevant(page, seen, "topic"):
        if dataset.kind != "table" or not _WHERE.search(page.text[dataset.start : dataset.start + 500]):
            continue
        heads = " | ".join(dataset.heads)
        about = _LISTED.search(f"{dataset.over} | {heads}") and not _NOT_SERVICE.search(f"{dataset.over} | {heads}")
        if about and _WHERE.search(heads) and len(dataset.rows) >= 3:
            row = dataset.rows[0]
            yield hit(INDICATOR, Strength.FOUND, page, row.start, row.end, FOUND)
            return


def _stated(page: Page, seen: Seen) -> Iterator[Hit]:
    for said in sentences(page, seen, "topic", low=2, high=10_000_000):
        near = said.text[
            min(said.value.start, said.match.start - said.start) : max(said.value.end, said.match.end - said.start)
        ]
        if (
            len(near) < 70
            and _COUNTED.search(said.text)
            and not (_NOT_SERVICE.search(said.text) or _NUMBER_LIST.search(said.text))
        ):
            yield hit(INDICATOR, Strength.FOUND, page, said.start, said.end, FOUND)
            return
