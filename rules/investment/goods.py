"""Goods that regions make and grow, by name: told of in a paragraph, listed in a sentence, offered by small makers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.investment.headed import in_form, sentences_of
from rules.phrases import phrases
from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Match, Seen

#: Crafts, foods and crops; words of the rule that asks.
GOODS: Final = phrases(
    "batik, tenun*, songket, ulos, sarung, bordir, sulaman, sulam, anyaman, gerabah, keramik, tembikar, ukiran, mebel, "
    "meubel, furnitur*, rotan, kerajinan*, songkok, peci, sandal, wayang, gamelan, keris, perhiasan, akik, mutiara, "
    "kopi, teh, kakao, cokelat, coklat, gula aren, gula kelapa, gula semut, gula merah, madu, dodol, keripik, kripik, "
    "kerupuk, krupuk, emping, rengginang, opak, getuk, gethuk, wajik, jenang, bakpia, lumpia, brem, tempe, "
    "abon, dendeng, terasi, petis, kecap, sambal, sirup, sirop, manisan, asinan, pudak, otak-otak, bandeng, "
    "telur asin, ikan asin, garam, minyak kayu putih, atsiri, nilam, jamu, salak, mangga, durian, jeruk, nanas, nenas, "
    "manggis, rambutan, belimbing, melon, semangka, pisang, duku, alpukat, jambu, mete, kelapa, singkong, ubi, "
    "kentang, bawang merah, cabai, jagung, kedelai, kacang, lada, cengkeh, cengkih, pala, vanili, karet, sawit, tebu, "
    "tembakau, rumput laut, sagu, pinang, gaharu, gambir, kemiri, kayu manis, bambu, genteng, sapi, kerbau, kambing, "
    "udang, kepiting, ikan teri, coffee, cocoa, seaweed, weaving, pottery, rattan, honey"
)
_MADE: Final = Wording(
    r"\b(?:dibuat|dikerjakan|diproduksi|dihasilkan|menghasilkan|ditenun|diolah|dirajut|dianyam|diukir|dibudidayakan|"
    r"dibudidaya|pengrajin|perajin|produsen|pembuat\w*|berbahan|bahan baku|bahan dasar|terbuat|pewarna\w*|motif|corak|"
    r"cita ?rasa|rasa(?:nya)?|aroma(?:nya)?|tekstur(?:nya)?|olahan|daging buah|kualitas(?:nya)?|sentra|made|woven|"
    r"grown)\b",
    re.IGNORECASE,
)
_KNOWN: Final = Wording(
    r"\b(?:khas(?:nya)?|terkenal|dikenal|tersohor|tradisional|ikon|primadona|unggulan|andalan|mancanegara|luar negeri|"
    r"ekspor|diekspor|dipasarkan|pemasaran(?:nya)?|oleh-oleh|buah tangan|cinderamata|cendera mata|warisan|"
    r"turun.temurun|indikasi geografis|famous|well known|exported|traditional)\b",
    re.IGNORECASE,
)
#: What happens around goods, what is done for their makers, and what they cost: it says nothing of the goods.
_AROUND: Final = Wording(
    r"\b(?:pelatihan|pameran|lomba|festival|bimtek|bantuan|sosialisasi|pasar murah|operasi pasar|inflasi|menyerahkan|"
    r"dibuka|peserta|expo|bazar|bazaar|workshop|penghargaan|kunjungan|bupati|wali ?kota|gubernur|harga pasar|retribusi|"
    r"perizinan|izin|pupuk|bibit|benih|hama|target|visi|misi|mewujudkan|rencana|hibah|stok|impor|penyakit|dinas|"
    r"menyediakan|warung|rumah makan|restoran|kedai|porsi|wajib|harus|"
    r"syarat|persyaratan|taman|gedung|tugu|patung|pengunjung|dikunjungi|museum|tarian|upacara|konon|legenda|dongeng)\b",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    r"\b(?:komodit(?:as|i)(?! lain)|produk(?:-produk)? (?:unggulan|lokal|khas|umkm|ikm|ukm|daerah|andalan|olahan|"
    r"utama)|hasil (?:bumi|kerajinan|perkebunan|olahan|kebun|hutan|laut)|kerajinan|oleh-oleh|(?:makanan|kuliner|"
    r"jajanan) khas)\b"
    r"(?:\s+[\w-]+){0,5}?\s*(?::|\b(?:adalah|yaitu|yakni|meliputi|antara lain|seperti|berupa|terdiri(?: atas| dari)?|"
    r"di ?antaranya)\b)|\b(?:penghasil|produsen|sentra produksi)\b",
    re.IGNORECASE,
)
_PRICED: Final = re.compile(r"\b(?:harga|inflasi|pasar|stok|impor|kbli|per kg|/kg|konsumsi|kebutuhan)\b", re.IGNORECASE)
_MAKERS: Final = Wording(
    r"\b(?:uk?m|ikm|umkm|perajin|pengrajin|sentra|oleh-oleh|industri (?:kecil|rumah|kreatif))\b", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"\b(?:jl|jln|jalan|desa|dusun|kel|kec|hp|telp|wa)\b|\b0\d{3}|\b62\d{3}", re.IGNORECASE)
#: A town is called by what it grows: "Kota Belimbing"; and dishes are made "dari jagung".
_BY_NAME: Final = re.compile(
    r"\b(?:kota|bumi|negeri|kampung|jalan|desa|(?:menu|makanan|masakan)\b.{0,40}\b(?:dari|dengan))\s+$", re.IGNORECASE
)
#: Least length of prose that describes; how near its beginning the goods stand; how far a list is read.
_LONG: Final = 90
#: Longest heading of a card, least that is said below it, and least cards.
_HEADING: Final = 70
_SAID: Final = 40
_CARDS: Final = 2
_NEAR: Final = 70
_REACH: Final = 260
_LIST: Final = 160


def told_of(page: Page, seen: Seen, group: str) -> Iterator[Block]:
    """Paragraphs about goods: named at the beginning or in the heading, how they are made, what they are known for."""
    for block, matches in seen.blocks(group):
        text = page.words_of(block)
        prose = block.tag[:1] != "h" and block.tag not in ("title", "option", "tr") and len(text) >= _LONG
        if block.place is Place.NAV or in_form(page, block) or not prose or _AROUND.search(text[:600]):
            continue
        first = matches[0].start - block.start
        head = page.words_of(page.blocks[block.heading]) if block.heading >= 0 else ""
        about = first <= _NEAR or matches[0].word in head.casefold()
        said = text[max(0, first - _NEAR) : first + _REACH]
        if about and not _BY_NAME.search(text[:first]) and _MADE.search(said) and _KNOWN.search(said):
            yield block


def carded(page: Page, seen: Seen, group: str) -> Iterator[Block]:
    """The first of two cards or more: goods in the heading, below it how they are made or what they are known for."""
    cards: dict[str, Block] = {}
    for block, matches in seen.blocks(group):
        heads = block.tag in ("h2", "h3", "h4", "h5", "h6", "h7") and block.end - block.start <= _HEADING
        below = page.blocks[block.index + 1 : block.index + 2] if heads and block.place is Place.MAIN else ()
        for other in below:
            text = page.words_of(other)[:600]
            told = other.tag[:1] != "h" and len(text) >= _SAID and (_MADE.search(text) or _KNOWN.search(text))
            if told and not (_AROUND.search(text) or _AROUND.search(page.words_of(block)) or in_form(page, other)):
                cards.setdefault(matches[0].word, block)
    if len(cards) >= _CARDS:
        yield next(iter(cards.values()))


def describes(text: str) -> bool:
    """Whether a text says how something is made, and not what happens around it."""
    return bool(_MADE.search(text)) and not _AROUND.search(text)


def listed(page: Page, seen: Seen, group: str) -> Iterator[tuple[int, int]]:
    """Spans of sentences that list two goods or more behind a word such as "komoditas"."""
    for block, _matches in seen.blocks(group):
        if block.place is Place.NAV or in_form(page, block) or block.tag in ("title", "option") or block.table >= 0:
            continue
        for start, end in sentences_of(page, block):
            text = page.text[start:end]
            opened = _LISTED.search(text)
            head = page.words_of(page.blocks[block.heading]) if block.heading >= 0 else ""
            if opened is None or _AROUND.search(text) or _PRICED.search(f"{head} {text}"):
                continue
            at = start + opened.end()
            if len(_names(seen.within(at, min(end, at + _LIST), group))) >= 2:
                yield start, end


def made_by(page: Page, seen: Seen, group: str) -> Iterator[Block]:
    """Entries of a directory of small makers that name three goods or more: an address stands beside each."""
    titles = (page.title, *(page.words_of(b)[:120] for b in page.blocks if b.tag in ("h1", "h2", "h3")))
    if not any(_MAKERS.search(title) for title in titles):
        return
    entries: dict[str, Block] = {}
    for block, matches in seen.blocks(group):
        text = page.words_of(block)
        if block.place is Place.MAIN and block.tag[:1] != "h" and len(text) <= 200 and _ADDRESS.search(text):
            entries.setdefault(matches[0].word, block)
    if len(entries) >= 3:
        yield next(iter(entries.values()))


def _names(matches: list[Match]) -> set[str]:
    return {match.word for match in matches}
