"""What the region produces, by sector or commodity, in figures.

Why it counts: raw material and competing supply, in tons and in rupiah.
Found: production in figures by commodity or sector, as volume or value.
Partial: one figure in a sentence; a live link or menu entry to such data; a data set page whose values come from an
interface.
Not found: names of commodities, prices, aid to farmers, area without harvest, seedlings, production of waste, water
or laws; GDP; a stray figure in a template; tables without figures.
Known to miss: charts and pictures.
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

INDICATOR: Final = "web_production_composition"
VERSION: Final = "1"
WORDS: Final = {
    "production": phrases(
        "produksi, hasil tangkapan, hasil panen, hasil produksi, production, tangkapan ikan, hasil "
        "perkebunan, hasil pertanian"
    ),
    "topic": phrases("produksi, hasil tangkapan, hasil panen, production, tangkapan ikan"),
    "menu": phrases(
        "produksi padi*, produksi pertanian, produksi perikanan, produksi perkebunan, produksi komoditas*, "
        "produksi tanaman*, hasil produksi, produksi ikan, produksi hortikultura, produksi daging, produksi "
        "ternak, produksi peternakan, jumlah produksi*, data produksi, produksi jagung, produksi sayur*, "
        "produksi buah*, produksi kopi, produksi karet, produksi kelapa*, produksi industri, produksi kayu, "
        "produksi hasil hutan, produksi pangan, luas panen dan produksi, luas panen, hasil tangkapan ikan, "
        "produksi beras, produksi telur, produksi susu, produksi kakao, produksi palawija, produksi garam, "
        "produksi tambang, nilai produksi"
    ),
}
FOUND: Final = "Production by commodity or sector stands here in figures."
SAID: Final = "One figure of production stands here in a sentence."
LINKED: Final = "A live link leads to data on production."
DEAD: Final = "The link to data on production leads nowhere."
_PRODUCTION: Final = re.compile(
    r"\bproduksi\b|\bproduction\b|\bhasil (?:tangkapan|panen|perkebunan|pertanian|hutan)\b|\btangkapan ikan\b",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"\b(?:ton|kg|kilo ?gram|kuintal|kwintal|kw|ku|liter|butir|ekor|rp|rupiah|m3|m³|batang|tangkai|lembar|unit|buah|"
    r"ikat|juta|tons?)\b",
    re.IGNORECASE,
)
_NOT_PRODUCT: Final = re.compile(
    r"\b(?:luas|petani|produktivitas|produktifitas|yield|jumlah kelompok|kk|pemilik|rtp|nelayan|kapal|tenaga kerja|"
    r"orang|harga|konsumsi|unit (?:usaha|industri)|"
    r"penyuluh|ketersediaan energi|energi|protein|populasi|persentase|peningkatan|pertumbuhan|bibit|benih|pupuk|"
    r"pakan|alat)\b",
    re.IGNORECASE,
)
#: Production of what is no product of the economy, and words that only contain the word.
_OTHER_PRODUCTION: Final = re.compile(
    r"\bproduksi (?:\w+ )?(?:sampah|limbah|air|listrik|gas|energi|hukum|minyak bumi)\b|"
    r"\b(?:hutan|biaya|alat|sarana|faktor|bahan|kawasan|rumah|kapasitas) produksi\b",
    re.IGNORECASE,
)
_NOT_TOPIC: Final = re.compile(
    r"\b(?:pdrb|peraturan|film|izin|ijin|indeks|anggaran|kredit|inflasi|emisi|lapangan usaha|sampah|penanaman modal)\b",
    re.IGNORECASE,
)
#: What is aimed at is not produced.
_PLANNED: Final = re.compile(r"\b(?:target|sasaran|rencana|proyeksi|ramalan)\b", re.IGNORECASE)
_DONE: Final = re.compile(r"\b(?:realisasi|capaian)\b", re.IGNORECASE)
_AVOID: Final = re.compile(
    r"\b(?:sampah|limbah|air|listrik|biaya|izin|pdrb|indeks|sarana|kapal|hutan produksi)\b", re.IGNORECASE
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows and columns of production, then a sentence, then data sets and links."""
    claimed = False
    for row in told(page, seen, "production"):
        if _is_production(row):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    if not claimed:
        yield from _said(page, seen)
        yield from served(page, seen, "topic", indicator=INDICATOR, topic=_PRODUCTION)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    if not claimed:
        yield from unproven(page, seen, "production", indicator=INDICATOR)


def _is_production(row: Told) -> bool:
    """Production in the row's own words, or a commodity with a unit under a title that says production."""
    own, context = _OTHER_PRODUCTION.sub("", row.own), _OTHER_PRODUCTION.sub("", row.context)
    if _NOT_PRODUCT.search(own) or _NOT_TOPIC.search(f"{own} | {context}"):
        return False
    if _PRODUCTION.search(own):
        return True
    if _PLANNED.search(f"{row.over} | {' | '.join(row.figure.heads)}") and not _DONE.search(row.everything):
        return False
    unit = row.figure.text if row.dataset.kind == "list" else row.everything
    return bool(_PRODUCTION.search(context) and _UNIT.search(unit))


def _said(page: Page, seen: Seen) -> Iterator[Hit]:
    for said in sentences(page, seen, "production", low=1, high=1e12):
        after = page.text[said.start + said.value.end : said.start + said.value.end + 16]
        if (
            _UNIT.search(after)
            and _PRODUCTION.search(_OTHER_PRODUCTION.sub("", said.text))
            and not _NOT_TOPIC.search(said.text)
        ):
            yield hit(INDICATOR, Strength.PARTIAL, page, said.start, said.end, SAID)
            return
