"""Electricity in the region: customers, power, households and villages connected.

Why it counts: a plant asks for kilovolt-amperes before it asks for land.
Found: PLN customers, installed power, energy sold, households or villages connected, electrification ratio in figures.
Partial: a live link or menu entry to such data; a data set page whose values come from an interface.
Not found: the emergency number of PLN, blackouts, bills, street lights, "listrik, gas" as a branch of the economy, the
staff of PLN, cooking with electricity; tables without figures.
Known to miss: figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import Told, sentences, served, told, unproven
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_electricity"
VERSION: Final = "2"
WORDS: Final = {
    "power": phrases(
        "listrik, kelistrikan, pln, elektrifikasi, electricity, electrification, kwh, kva, daya terpasang, "
        "daya tersambung, penerangan listrik, sumber penerangan, energi listrik, gardu*, berlistrik, "
        "ketenagalistrikan, tenaga listrik"
    ),
    "topic": phrases(
        "pelanggan listrik, pelanggan pln, elektrifikasi, daya terpasang, daya tersambung, sambungan listrik, "
        "jaringan listrik, listrik terjual, energi listrik, tenaga listrik, kelistrikan, listrik pln, "
        "electricity, aliran listrik, berlistrik, teraliri listrik, dialiri listrik, penerangan listrik, "
        "pengguna listrik, sumber penerangan, listrik"
    ),
    "menu": phrases(
        "listrik, kelistrikan, pelanggan listrik, pelanggan pln, rasio elektrifikasi, informasi pln, info "
        "pln, energi listrik, electricity, daya terpasang, jaringan listrik, listrik pln, elektrifikasi"
    ),
}
FOUND: Final = "Electricity supply stands here in figures."
LINKED: Final = "A live link leads to data on electricity."
DEAD: Final = "The link to data on electricity leads nowhere."
_SUPPLY: Final = Wording(
    r"\b(?:pelanggan|sambungan|jaringan|aliran|daya|produksi|kapasitas|rasio|jumlah|rumah ?tangga|desa|kelurahan|"
    r"dusun|kk|keluarga|energi|"
    r"pengguna\w*|penerangan|gardu|tenaga|unit|persentase|konsumsi|pemakaian|terjual|"
    r"banyaknya)\b.{0,60}\b(?:listrik|pln|elektrifikasi|electricity)\b|"
    r"\b(?:listrik|pln)\b.{0,40}\b(?:pelanggan|terpasang|tersambung|terjual|dibangkitkan|disalurkan|non|negara|"
    r"perdesaan|pedesaan|prabayar|pascabayar|"
    r"rumah ?tangga|desa|kecamatan|daya|customers?)\b|\belektrifikasi\b|\belectrification\b|\bdaya (?:terpasang|"
    r"tersambung)\b|\bk(?:wh|va)\b|"
    r"\b(?:ber|teraliri |dialiri |terlayani )listrik\b|\bsumber penerangan\b|\bpenerangan listrik\b|"
    r"\blistrik (?:pln|non)\b|\bpelanggan pln\b|"
    r"^\W*(?:\w\W+)?(?:pln|listrik|listrik pln|listrik non pln|non pln)\W*$",
    re.IGNORECASE,
)
#: Heads under which rows such as "Rumah Tangga", "Bisnis" or names of sub-districts count customers or power.
_OVER: Final = re.compile(
    r"\b(?:pelanggan|daya|sambungan|elektrifikasi|energi|terjual|kelistrikan|rumah ?tangga|pengguna\w*|penerangan|"
    r"jaringan|ketenagalistrikan|produksi)\b",
    re.IGNORECASE,
)
_POWER: Final = re.compile(r"\b(?:listrik|pln|elektrifikasi|kelistrikan|electricity|kwh|kva)\b", re.IGNORECASE)
_NOT_SUPPLY: Final = re.compile(
    r"\blistrik\W*(?:dan|,|&|/)?\W*(?:gas|air)\b|\bgas\W*(?:dan|,|&|/)?\W*listrik|\b(?:pegawai|karyawan|memasak|"
    r"investasi|penanaman modal|lapangan usaha|pdrb|sektor|"
    r"tenaga kerja|pekerja|bpjs|rekening|tagihan|anggaran|belanja|biaya|penerangan jalan|pju|kebakaran|inflasi|ihk|"
    r"gangguan|darurat|pemadaman|"
    r"call|kontak|alamat|kendaraan|mobil|sepeda|token|pajak|retribusi|indeks harga|sekolah|puskesmas|kantor|"
    r"sambungan air|pdam|alat listrik|"
    r"bengkel|peralatan|elektronik|industri listrik|realisasi|angin|surya|kompor)\b",
    re.IGNORECASE,
)
#: The thing by its name alone, and lists of numbers to dial.
_BARE: Final = re.compile(r"^\W*(?:\w\W+)?(?:pln|listrik|listrik pln|listrik non pln|non pln)\W*$", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"\b(?:nomor|telepon|penting|darurat|kontak|hubungi|call)\b", re.IGNORECASE)
#: A title under which a list counts customers or power by kind.
_CUSTOMERS: Final = re.compile(
    r"\b(?:pelanggan|sambungan|daya|rasio|produksi|konsumsi|penjualan|pengguna\w*)\b.{0,30}\b(?:listrik|pln)\b",
    re.IGNORECASE,
)
_AVOID: Final = re.compile(
    r"\b(?:tagihan|cek|bayar|pembayaran|token|pengaduan|gangguan|pemadaman|pasang|gas|konsultan|instalatir|hemat|"
    r"tarif|alat)\b",
    re.I,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows of figures, then sentences, then data sets and links."""
    claimed = False
    for row in told(page, seen, "power"):
        if _is_supply(row):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    for said in sentences(page, seen, "topic", low=2, high=1e10):
        if not claimed and _SUPPLY.search(said.text) and not _NOT_SUPPLY.search(said.text):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, said.start, said.end, FOUND)
    if not claimed:
        yield from served(page, seen, "topic", indicator=INDICATOR, topic=_SUPPLY)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    if not claimed:
        yield from unproven(page, seen, "power", indicator=INDICATOR)


def _is_supply(row: Told) -> bool:
    if _NOT_SUPPLY.search(row.own) or _NOT_SUPPLY.search(row.group):
        return False
    if _BARE.match(row.figure.label):
        told = "%" in row.figure.text or _OVER.search(row.everything) or _SUPPLY.search(f"{row.group} | {row.over}")
        return bool(told) and not _NUMBERS.search(row.over) and not _NOT_SUPPLY.search(row.over)
    if _SUPPLY.search(row.own):
        return not _NOT_SUPPLY.search(row.over)
    above = row.context
    headed = row.dataset.kind != "list" or _CUSTOMERS.search(row.dataset.title[0])
    return bool(headed and _POWER.search(above) and _OVER.search(above)) and not _NOT_SUPPLY.search(above)
