"""Roads of the region: how long the network is.

Why it counts: goods and people must get there; road length by status or surface is the first figure asked for.
Found: road lengths in figures, as a total or by status, surface, condition or sub-district.
Partial: a live link or menu entry to such data; a data set page whose values come from an interface.
Not found: drains, farm tracks, bridges, pavements, street lights, vehicles; road works and their cost; distances; news;
tables without figures.
Known to miss: lengths in pictures and maps.
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

INDICATOR: Final = "web_roads_availability"
VERSION: Final = "2"
WORDS: Final = {
    "road": phrases(
        "panjang jalan*, panjang seluruh jalan, panjang ruas jalan, total panjang jalan, jalan nasional, "
        "jalan negara, jalan provinsi, jalan propinsi, jalan kabupaten, jalan kota, jalan desa, jalan arteri, "
        "jalan kolektor, jalan lokal, jalan lingkungan, ruas jalan, kondisi jalan*, perkerasan jalan, "
        "permukaan jalan, jaringan jalan, status jalan, jalan dan jembatan, road length, length of road*, "
        "jalan aspal, jalan beraspal, panjang total jalan, jalan menurut, jalan berdasarkan, kemantapan "
        "jalan, jalan mantap, jalan"
    ),
    "length": phrases(
        "panjang jalan*, panjang ruas jalan, jaringan jalan, jalan kabupaten sepanjang, jalan nasional "
        "sepanjang, jalan provinsi sepanjang, panjang seluruh jalan, panjang keseluruhan jalan, panjang total "
        "jalan, jalan kota sepanjang, road length, length of road*, jalan desa sepanjang, jalan negara "
        "sepanjang, jalan aspal sepanjang"
    ),
    "menu": phrases(
        "panjang jalan*, kondisi jalan, jalan dan jembatan, jalan & jembatan, jaringan jalan, data jalan, "
        "ruas jalan, infrastruktur jalan, prasarana jalan, sarana jalan, status jalan, road length"
    ),
}
FOUND: Final = "Road lengths stand here in figures."
LINKED: Final = "A live link leads to data on roads."
DEAD: Final = "The link to data on roads leads nowhere."
_ROAD: Final = re.compile(
    r"\bpanjang\b.{0,40}\b(?:ruas )?jalan\b|\bjalan\s+(?:nasional|negara|provinsi|propinsi|kabupaten|"
    r"kota\b(?! \w+ no)|desa|arteri|kolektor|"
    r"lokal|lingkungan|poros|strategis|beraspal|aspal|beton|kerikil|tanah|mantap)|\bruas jalan\b|\bjaringan jalan\b|"
    r"\broads?\b",
    re.IGNORECASE,
)
_TOPIC: Final = Wording(
    r"\b(?:panjang|kondisi|perkerasan|permukaan|status|jaringan|ruas|kelas|fungsi|kemantapan|infrastruktur|prasarana|"
    r"daftar|rekap\w*|inventaris\w*|data)\s+(?:\w+\s+){0,3}?jalan\b|"
    r"\bjalan dan jembatan\b|\bjalan (?:menurut|berdasarkan|kabupaten|nasional|provinsi|kota|desa)\b|"
    r"\broad length\b|\blength of road|"
    r"\bpanjang\b.{0,40}\bjalan\b|^\W*jalan\W*$",
    re.IGNORECASE,
)
#: A title on the condition alone promises no length.
_SERVED: Final = re.compile(
    r"^(?!\W*(?:rekap\w* |tingkat |persentase |data )?(?:kondisi|kemantapan)\b)"
    rf"(?:.{{0,80}}?(?:{_TOPIC.compiled.pattern}))",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(r"\b(?:km|kilo ?meter|meter|m|panjang|length)\b", re.IGNORECASE)
_KM: Final = re.compile(r"\s*\(?(?:km|kilo ?meter)\b", re.IGNORECASE)
_NOT_ROAD: Final = Wording(
    r"\b(?:drainase|drainage|saluran|irigasi|trotoar|jembatan|gorong|lampu|penerangan|pju|lpju|rambu|marka|"
    r"kendaraan|usaha ?tani|produksi tani|"
    r"pertanian|kereta|rel|pantai|sungai|kecelakaan|anggaran|rupiah|paket|bahu|sempadan|angkutan|titik|simpang|"
    r"kaki lima|setapak|tol|no\.? ?\d+|telp|telepon|kode pos|alamat|kantor|"
    r"jumlah (?:ruas|kegiatan|titik|unit)|parkir|pohon|talud|turap|lalu lintas|rumah|penduduk|desa (?:yang|dengan)|"
    r"pengguna|pejalan)\b",
    re.IGNORECASE,
)
_WORKS: Final = re.compile(
    r"\b(?:pembangunan|peningkatan|rehabilitasi|pengaspalan|perbaikan|pelebaran|pembukaan|pemeliharaan|dibangun|"
    r"diperbaiki|diaspal|program|kegiatan|belanja|"
    r"jarak|menuju|ditempuh|anggaran|target|rp)\b",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows of road lengths, then sentences that state one, then data sets and links."""
    claimed = False
    for row in told(page, seen, "road"):
        if is_length(row):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    for said in sentences(page, seen, "length", low=1, high=100_000):
        after = page.text[said.start + said.value.end : said.start + said.value.end + 14]
        if not claimed and _KM.match(after) and not _WORKS.search(said.text) and not _NOT_ROAD.search(said.match.word):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, said.start, said.end, FOUND)
    if not claimed:
        yield from served(page, seen, "road", indicator=INDICATOR, topic=_SERVED)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_NOT_ROAD_LINK)
    if not claimed:
        yield from unproven(page, seen, "menu", "length", indicator=INDICATOR)


_NOT_ROAD_LINK: Final = re.compile(
    r"\b(?:rusak|drainase|penerangan|lampu|lelang|paket|izin|retribusi|kemacetan|alamat|peta lokasi)\b", re.I
)


#: Heads of a list of road sections, and of works on them.
_SECTIONS: Final = re.compile(r"\b(?:nama|nomor|no\.?) ruas\b|\bruas jalan\b|\bnama jalan\b|\broad sections?\b", re.I)
_COST: Final = re.compile(
    r"\b(?:paket|nilai|anggaran|pagu|kontrak|biaya|pelaksana|penyedia|target|rp)\b", re.IGNORECASE
)


def is_length(row: Told) -> bool:
    """Whether a row gives the length of roads: by its own words, or by its unit under words on roads."""
    if _NOT_ROAD.search(row.own) or _NOT_ROAD.search(row.group.rpartition("|")[2]) or _WORKS.search(row.own):
        return False
    if _ROAD.search(row.own):
        return bool(_LENGTH.search(row.everything))
    heads = " | ".join(row.dataset.heads)
    if _SECTIONS.search(heads) and _LENGTH.search(heads):
        return not _COST.search(heads)
    return (
        not row.column
        and bool(_TOPIC.search(row.context))
        and bool(_LENGTH.search(f"{row.own} {row.group} {' '.join(row.figure.heads)} {row.over}"))
    )
