"""Condition of the region's roads.

Why it counts: a bad road costs more than a long one.
Found: lengths or shares of roads by condition (good, fair, damaged, heavily damaged, steady).
Partial: a live link or menu entry to such data; a data set page whose values come from an interface.
Not found: the condition of bridges, drains, buildings; surface without condition; damaged roads in news; repair works;
tables without figures.
Known to miss: conditions in pictures and maps.
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
from scorecard.reading.words import Seen

INDICATOR: Final = "web_roads_quality"
VERSION: Final = "2"
WORDS: Final = {
    "condition": phrases(
        "kondisi jalan*, jalan dalam kondisi, jalan kondisi, kemantapan jalan, jalan mantap, kondisi mantap, "
        "kualitas jalan, jalan baik, jalan rusak, jalan sedang, tingkat kemantapan, kondisi permukaan jalan, "
        "road condition*, panjang jalan*, kondisi baik, kondisi rusak, kondisi sedang, jalan dan jembatan, "
        "jalan kabupaten, infrastruktur jalan, data jalan, ruas jalan, nama ruas, jaringan jalan, road*, "
        "rusak berat, rusak ringan"
    ),
    "state": phrases(
        "kondisi jalan*, jalan dalam kondisi, kondisi mantap, kemantapan jalan, jalan mantap, jalan kondisi, "
        "kondisi baik"
    ),
    "damage": ("rusak berat", "rusak ringan", "rusak sedang", "rusak parah"),
    "menu": [
        "kondisi jalan*",
        "kualitas jalan",
        "kemantapan jalan",
        "jalan mantap",
        "road condition*",
        "jalan rusak menurut",
    ],
}
FOUND: Final = "Roads by condition stand here in figures."
LINKED: Final = "A live link leads to data on the condition of roads."
DEAD: Final = "The link to data on the condition of roads leads nowhere."
_STATE: Final = re.compile(r"\b(?:baik|bagus|sedang|rusak|mantap|kemantapan|good|fair|damaged)\b", re.IGNORECASE)
_ROAD: Final = re.compile(r"\b(?:jalan|roads?)\b", re.IGNORECASE)
_NOT_ROAD: Final = re.compile(
    r"\b(?:jembatan|drainase|saluran|irigasi|gedung|bangunan|rumah|sekolah|kelas|ruang|kendaraan|bus|rambu|lampu|"
    r"trotoar|terminal|penerangan|pju|lpju|titik|marka|median|halte|bahu|gorong\w*|dermaga|pohon|taman|jamban|toilet|"
    r"usaha ?tani|lingkungan kumuh|anggaran|rp|paket|target|jumlah kegiatan|pasar|sanitasi|air|terumbu|hutan|"
    r"pemilik|sungai|setapak)\b",
    re.IGNORECASE,
)
_WORKS: Final = re.compile(
    r"\b(?:pembangunan|rehabilitasi|pengaspalan|perbaikan|pelebaran|diperbaiki|anggaran|target|rp|warga|mengeluh\w*|"
    r"lapor\w*|aduan|ditangani|"
    r"program|kegiatan|belanja)\b",
    re.I,
)
_AVOID: Final = re.compile(
    r"\b(?:lapor\w*|pengaduan|aduan|perbaikan|penanganan|lalu lintas|cctv|terkini)\b", re.IGNORECASE
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows and columns by condition, then sentences that state one, then data sets and links."""
    claimed = False
    for row in told(page, seen, "condition"):
        if is_condition(row):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    for said in sentences(page, seen, "state", "damage", low=0.5, high=100_000):
        unit = page.text[said.start + said.value.end - 8 : said.start + said.value.end + 12].casefold()
        of_roads = _ROAD.search(said.text) and not (_NOT_ROAD.search(said.text) or _WORKS.search(said.text))
        about = of_roads and _STATE.search(said.text)
        if not claimed and about and ("persen" in unit or "%" in unit or "km" in unit):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, said.start, said.end, FOUND)
    if not claimed:
        yield from served(page, seen, "state", indicator=INDICATOR, topic=_ROAD)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    if not claimed:
        yield from unproven(page, seen, "state", indicator=INDICATOR)


def is_condition(row: Told) -> bool:
    """Whether a row or column gives roads in one condition: the nearest words on a thing speak of roads."""
    if not _STATE.search(row.own) or _NOT_ROAD.search(row.own) or _WORKS.search(row.own):
        return False
    if _ROAD.search(row.own):
        return True
    nearest = row.group.rpartition("|")[2]
    for words in (nearest, row.group, row.over):
        if _NOT_ROAD.search(words) and not _ROAD.search(words):
            return False
        if _ROAD.search(words):
            return True
    return False
