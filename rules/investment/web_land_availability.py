"""Land for business: what is vacant, zoned or laid out, where and how large.

Why it counts: without land there is no plant; a region that says where it has some saves the investor months.
Found: vacant land, estates or zones for business with a place or an area.
Partial: a live link or menu entry to such information; land named without place or area.
Not found: land use in general, farm land, titles and certificates, spatial plans and bylaws without an offer, disputes.
Known to miss: offers drawn on maps only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.genre import is_news
from rules.investment.headed import in_form, sentences_of
from rules.labels import is_headline, own_title
from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import elsewhere, told
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_land_availability"
VERSION: Final = "2"
WORDS: Final = {
    "land": phrases(
        "tanah kosong, lahan kosong, lahan tidur, ketersediaan lahan, lahan tersedia, lahan yang tersedia, "
        "lahan siap*, kawasan industri, kawasan peruntukan industri, peruntukan industri, zona industri, "
        "sentra industri, industrial estate*, industrial park*, industrial zone*, kawasan ekonomi khusus, "
        "kawasan berikat, lahan investasi, tanah ulayat*, lahan untuk investasi, lahan untuk industri, "
        "lahan usaha, lahan industri, potensi lahan, land availability, available land, vacant land, aset "
        "tanah, tanah aset, lahan potensial, kawasan pergudangan, kavling industri, sewa lahan, sewa tanah, "
        "lahan pengembangan, lahan cadangan, bank tanah, lahan terlantar, tanah terlantar"
    ),
    "area": phrases("ha, hektar, hektare, m2, m², hectare*, investor*, disewa*, siap bangun"),
    "menu": phrases(
        "ketersediaan lahan, lahan investasi, lahan tersedia, kawasan industri, tanah ulayat untuk investasi, "
        "lahan kosong, tanah kosong, lahan untuk investasi, zona industri, kawasan peruntukan industri, "
        "industrial estate*, industrial park*, industrial zone*, potensi lahan, kawasan ekonomi khusus, "
        "lahan industri, lahan usaha, lahan siap bangun, sewa lahan, lahan potensial, available land, land availability"
    ),
}
FOUND: Final = "Land for business is described here with its place or area."
NAMED: Final = "Land for business is named here without place or area."
LINKED: Final = "A live link leads to land for business."
DEAD: Final = "The link to land for business leads nowhere."
OTHER: Final = "The words stand here, but no land is on offer."
_LAND: Final = re.compile(
    r"\b(?:tanah|lahan)\b.{0,25}\b(?:kosong|tidur|tersedia|siap|investasi|industri|ulayat|cadangan|potensial|usaha|"
    r"pengembangan)\b|"
    r"\b(?:kawasan|zona|peruntukan|kavling)\b.{0,15}\b(?:industri|ekonomi khusus|berikat|pergudangan)\b|"
    r"\bpotensi lahan\b|\bketersediaan lahan\b|"
    r"\bindustrial (?:estate|park|zone)",
    re.IGNORECASE,
)
_ESTATE: Final = re.compile(
    r"\W*(?i:kawasan (?:peruntukan )?industri|kawasan ekonomi khusus|(?:industrial|economic) (?:estate|zone)) [A-Z]"
)
_MEASURED: Final = re.compile(r"\bluas\b|\bha\b|\bm2\b|\bhektar", re.IGNORECASE)
_AREA: Final = re.compile(r"\d[\d.,]{0,15}\+?\s?(?:ha|hektare?|hektar|m2|m²|meter persegi|hectares?)\b", re.IGNORECASE)
_WHERE: Final = re.compile(
    r"\b(?i:kecamatan|kec\.|desa|kelurahan|kel\.|jl\.?|jalan|nagari|distrik|lokasi|location)\s?:?\s?[A-Z]"
)
_OFFER: Final = re.compile(
    r"\b(?:tersedia|ditawarkan|investor|investasi|disewakan|siap|peluang|pengembangan|kavling|fasilitas|available|"
    r"tenant)\b",
    re.I,
)
_AVOID: Final = re.compile(
    r"\b(?:peraturan|perda|perbup|perwal|keputusan|undang|tentang|izin|ijin|iuki|ipki|sertifikat|sengketa|"
    r"hak (?:atas|milik|pakai)|sawah|"
    r"pertanian|kebakaran|retribusi|pajak|jumlah perusahaan|kumuh|permukiman|karhutla|nomor \d+ tahun|presentase|"
    r"persentase|rtrw|raperda|tata (?:ruang|guna)|peng?gunaan (?:lahan|tanah)|(?:guna|tutupan) lahan|menanam\w*|"
    r"ditanami|panen|\w*sengketa\w*)\b",
    re.IGNORECASE,
)
#: Ground, that it is to be had, and what else may be said of ground.
_GROUND: Final = Wording(
    r"\b(?:lahan|tanah|areal|kawasan|padang|kavling|zona|pergudangan|land|plots?|estate)\b", re.IGNORECASE
)
_FREE: Final = Wording(
    r"\b(?:(?:lahan|tanah|areal|kavling|plot|ha|hektare?)\b[^.;,]{0,25}\btersedia|"
    r"tersedia\b.{0,20}\b(?:lahan|tanah|areal|kavling|(?:ha|hektare?))|"
    r"terbuka (?:untuk|bagi)|(?:di|me)nyewa\w*|disewa\w*|dijual|siap (?:bangun|pakai|huni)|ditawarkan|"
    r"dikerjasamakan|(?:untuk|bagi|oleh|calon) investor|belum (?:dimanfaatkan|digarap|terisi|terpakai)|"
    r"available|vacant|for (?:lease|sale|rent)|lahan (?:kosong|tidur)|tanah kosong)\b",
    re.IGNORECASE,
)
_OTHER_USE: Final = re.compile(
    r"\b(?:peraturan|perda|perbup|perwal|keputusan|undang|tentang|izin|ijin|\w*sengketa\w*|kebakaran|karhutla|retribusi|"
    r"pajak|tata ruang|kumuh|permukiman|parkir|makam|pemakaman|tp[ua]|sawah|tanam\w*|ditanam\w*|menanam\w*|panen|"
    r"hibah|rumah sakit|sekolah|raperda|rtrw|tiket|pengunjung|akomodasi|homestay|penginapan|"
    r"rumah|kos|kost|kontrakan|toko|kios|lapangan|aula|mobil|kendaraan)\b",
    re.IGNORECASE,
)
#: Blocks no longer than that say one thing, in however many sentences.
_SHORT: Final = 160
#: To be had by whoever comes, and no part of one project.
_LET: Final = re.compile(r"\b(?:disewa\w*|dijual|for (?:lease|sale|rent))\b", re.IGNORECASE)
_PROJECT: Final = re.compile(r"\b(?:irr|npv|pay ?back|(?:nilai|estimasi|kebutuhan) investasi)\b", re.IGNORECASE)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Statements of land with area or place, then headings over them, then links."""
    claimed = False
    for row in told(page, seen, "land"):
        words = f"{row.own} | {row.group}"
        heads = " | ".join(row.dataset.heads)
        offered = _LAND.search(words) or (_LAND.search(row.over) and _MEASURED.search(heads) and not row.column)
        told_of = row.own if _is_estate(row.own) else f"{words} | {row.over}"
        if offered and not _AVOID.search(told_of):
            claimed = True
            yield hit(INDICATOR, Strength.FOUND, page, row.figure.start, row.figure.end, FOUND, certainty=3)
            break
    title = own_title(page)
    if not (claimed or is_news(page) or (_LAND.search(title) and is_headline(title)) or elsewhere(page)):
        stated = [*_stated(page, seen), *_free(page, seen)]
        claimed = bool(stated)
        yield from stated
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    for block, matches in list(seen.blocks("land"))[:1]:
        if not claimed and block.place is not Place.NAV:
            yield hit(INDICATOR, Strength.REJECTED, page, matches[0].start, block.end, OTHER)


def _is_estate(text: str) -> bool:
    """Whether an estate is named with its area, under whatever title: "Kawasan Industri Bua: 1.500 hektar"."""
    return bool(_ESTATE.match(text) and _AREA.search(text))


def _stated(page: Page, seen: Seen) -> Iterator[Hit]:
    """Blocks that name land for business: with its area or place, or as something to be had."""
    for block, matches in seen.blocks("land"):
        text = page.words_of(block)
        if (
            block.place is Place.NAV
            or block.table >= 0
            or in_form(page, block)
            or _AVOID.search(text)
            or is_headline(text)
        ):
            continue
        described = _described(page, block, text)
        if described is not None:
            strength = Strength.PARTIAL if _PROJECT.search(page.words_of(described)) else Strength.FOUND
            yield hit(INDICATOR, strength, page, described.start, described.end, FOUND)
        elif len(text) >= 80 and _OFFER.search(text):
            yield hit(INDICATOR, Strength.PARTIAL, page, matches[0].start, block.end, NAMED, certainty=1)


def _free(page: Page, seen: Seen) -> Iterator[Hit]:
    """A sentence or row in which ground is to be had, with its place or area; land of one project is a part only."""
    for block, _matches in seen.blocks("land", "area"):
        if block.place is Place.NAV or in_form(page, block) or block.tag in ("title", "option"):
            continue
        short = block.tag == "tr" or block.end - block.start <= _SHORT
        spans = [(block.start, block.end)] if short else list(sentences_of(page, block))
        for start, end in spans:
            text = page.text[start:end]
            if not (_GROUND.search(text) and _FREE.search(text)) or _OTHER_USE.search(text) or len(text) < 30:
                continue
            placed = _AREA.search(text) or _WHERE.search(text)
            whole = placed and (_LET.search(text) or not _PROJECT.search(page.words_of(block)))
            strength, why = (Strength.FOUND, FOUND) if whole else (Strength.PARTIAL, NAMED)
            if placed or re.search(r"\binvestor", text, re.IGNORECASE):
                yield hit(INDICATOR, strength, page, start, end, why)


def _described(page: Page, block: Block, text: str) -> Block | None:
    """The sentence that gives land with its area: this one, or under a heading one of the next lines."""
    if len(text) > 40 and _AREA.search(text) and (_OFFER.search(text) or _WHERE.search(text)):
        return block
    if block.tag[:1] != "h":
        return None
    below = page.blocks[block.index + 1 : block.index + 7]
    around = "\n".join(page.words_of(other) for other in below)
    if _AVOID.search(around) or not (_WHERE.search(around) or _OFFER.search(around)):
        return None
    return next((other for other in below if _AREA.search(page.words_of(other))), None)
