"""What the region produces, by sector or commodity, in figures.

Why it counts: raw material and competing supply, in tons and in rupiah.
Found: production in figures by commodity or sector, as volume or value; the regional product by branch.
Partial: one amount in a sentence without year or region; a live link or menu entry to such data; a data set
page whose values come from an interface.
Not found: names of commodities, prices, targets, aid to farmers, area without harvest, seedlings, production of waste,
water or laws; the regional product as a whole; a stray figure in a template; tables without figures.
Known to miss: charts and pictures.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

from rules.figures import Figure, relevant
from rules.genre import is_news
from rules.people.groups import field_of
from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import Told, elsewhere, sentences, served, told, unproven
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_production_composition"
VERSION: Final = "2"
WORDS: Final = {
    "production": phrases(
        "produksi, hasil tangkapan, hasil panen, hasil produksi, production, tangkapan ikan, hasil "
        "perkebunan, hasil pertanian, hasil perikanan, hasil peternakan, hasil laut, "
        "hasil tambang, menghasilkan, memproduksi, dihasilkan"
    ),
    "product": phrases("pdrb, produk domestik regional"),
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
SECTORS: Final = "The region's product by branch of the economy stands here in figures."
LINKED: Final = "A live link leads to data on production."
DEAD: Final = "The link to data on production leads nowhere."
_PRODUCTION: Final = re.compile(
    r"\bproduksi\b|\bproduction\b|\bhasil (?:tangkapan|panen|perkebunan|pertanian|hutan|"
    r"perikanan|peternakan|laut|tambang|budidaya)\b|\btangkapan ikan\b",
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
    r"\b(?:pdrb|peraturan|film|izin|ijin|indeks|anggaran|kredit|inflasi|emisi|lapangan usaha|sampah|penanaman modal|"
    r"pdam|air (?:bersih|minum))\b",
    re.IGNORECASE,
)
_PRODUCT: Final = re.compile(r"\bpdrb\b|produk domestik regional|\bgrdp\b", re.IGNORECASE)
_SHARES: Final = re.compile(
    r"\b(?:laju|pertumbuhan|target|deflator|tenaga kerja|kontribusi|distribusi|peranan|persen|persentase)\b|%",
    re.IGNORECASE,
)
_BRANCHES: Final = 3
#: Without a word of money, what stays below a hundred may be shares.
_MONEY: Final = re.compile(r"\brp\b|rupiah|juta|mil[iy]ar|tril[iy]+un", re.IGNORECASE)
_PERCENT: Final = 100.0
_RECORDED: Final = re.compile(r"\b(?:tercatat|sebesar|sebanyak|mencapai|total|melampaui|adalah|menghasilkan)\b", re.I)
_GUESSED: Final = re.compile(r"\b(?:perkiraan|diperkirakan|berkisar|kapasitas|potensi)\b", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"\d\s?(?:ton|kg|kuintal|liter|ekor|butir)\b", re.IGNORECASE)
#: A region, its land or its farmers bring forth an amount.
_YIELDS: Final = re.compile(
    r"\b(?:menghasilkan|memproduksi|dihasilkan|panen)\b.{0,60}?"
    r"\d\s?(?:ribu |juta )?(?:ton|kg|kuintal|liter|butir|ekor)\b",
    re.IGNORECASE,
)
_EACH: Final = re.compile(
    r"\s*(?:ton|kg|kw|kuintal|butir|liter)\s*(?:/|per)\s*(?:ha|hektare?|pohon|ekor|orang|kapita)\b", re.I
)
#: What is given to farmers is not what they produce.
_AID: Final = re.compile(
    r"\b(?:bantuan|(?:di|me(?:ny)?)(?:salur|yalur)kan|benih|bibit|pupuk|pakan|raskin|cadangan beras)\b", re.IGNORECASE
)
#: What is aimed at is not produced.
_PLANNED: Final = re.compile(
    r"\b(?:(?:di)?target(?:kan)?|sasaran|(?:di)?rencana(?:kan)?|proyeksi|ramalan|kebutuhan)\b", re.I
)
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
    if not claimed and not (is_news(page) or elsewhere(page)):
        for figure in itertools.islice(_by_sector(page, seen), 1):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, figure.start, figure.end, SECTORS, certainty=3)
    if not claimed:
        yield from _said(page, seen)
        yield from served(page, seen, "topic", indicator=INDICATOR, topic=_PRODUCTION)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    if not claimed:
        yield from unproven(page, seen, "production", indicator=INDICATOR)


def _by_sector(page: Page, seen: Seen) -> Iterator[Figure]:
    """The first row of a regional product given for three branches of the economy or more."""
    for dataset in relevant(page, seen, "product"):
        named = " | ".join((*dataset.title[:2], *dataset.heads))
        if not _PRODUCT.search(named) or _SHARES.search(" | ".join(dataset.title[:1])):
            continue
        rows = [row for row in dataset.filled if not (row.told or _SHARES.search(row.text)) and field_of(row.label)]
        if not _MONEY.search(f"{named} {dataset.over}") and all(max(row.values) <= _PERCENT for row in rows):
            rows = [row for row in rows if _MONEY.search(row.text)]
        if len({field_of(row.label) for row in rows}) >= _BRANCHES:
            yield rows[0]


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
        text = said.text
        told_of = _PRODUCTION.search(_OTHER_PRODUCTION.sub("", text)) or _YIELDS.search(text)
        aimed = (_PLANNED.search(text) and not _DONE.search(text)) or _AID.search(text)
        if _UNIT.search(after) and told_of and not (aimed or _NOT_TOPIC.search(text)):
            several = len(_AMOUNT.findall(text)) > 1
            recorded = (several or _RECORDED.search(text)) and not _GUESSED.search(text)
            whole = recorded and not _EACH.match(after) and (said.years or _names_all(page, text))
            strength, why = (Strength.FOUND, FOUND) if whole else (Strength.PARTIAL, SAID)
            yield hit(INDICATOR, strength, page, said.start, said.end, why)
            return


def _names_all(page: Page, text: str) -> bool:
    """Whether a sentence gives several amounts, or speaks of the region by name or in total."""
    own = page.region is not None and page.region.name.casefold() in text.casefold()
    return own or "total" in text.casefold() or len(_AMOUNT.findall(text)) > 1
