"""Industry of the region by kind and size.

Why it counts: it shows which trades already live there, how many and how large.
Found: units, workers or value of industry in figures by branch or size.
Partial: a total without kinds; small businesses by field of trade; a live link or menu entry to such data; a
data set page whose values come from an interface.
Not found: IKM as an index of satisfaction, industrial permits and plans, investment and GDP by branch, workers by
branch, industrial estates, news; tables without figures.
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
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_industry_composition"
VERSION: Final = "2"
WORDS: Final = {
    "industry": phrases(
        "industri*, ikm, perindustrian, unit usaha, sentra industri, industry, industries, manufacturing, agroindustri"
    ),
    "small": phrases("umkm, ukm, usaha mikro, usaha kecil, usaha menengah, usaha kecil menengah, bidang usaha"),
    "topic": phrases(
        "industri kecil*, industri menengah, industri besar, industri sedang, industri rumah tangga, jenis "
        "industri, jumlah industri, unit industri, industri mikro, perusahaan industri, usaha industri, ikm, "
        "industri pengolahan, sentra industri, data industri"
    ),
    "menu": phrases(
        "jenis industri*, industri kecil*, industri besar*, industri menengah, data industri, jumlah "
        "industri, data ikm, statistik industri, perindustrian, industri mikro, industri rumah tangga, sentra "
        "industri, unit usaha industri, jumlah ikm, industri pengolahan"
    ),
}
FOUND: Final = "Industry by kind or size stands here in figures."
TOTAL: Final = "Industry stands here as a total, without its kinds."
SMALL: Final = "Small businesses by field of trade stand here in figures."
LINKED: Final = "A live link leads to data on industry."
DEAD: Final = "The link to data on industry leads nowhere."
_INDUSTRY: Final = re.compile(r"\b(?:agro)?industri\w*\b|\bikm\b|\bindustr(?:y|ies)\b|\bmanufactur", re.IGNORECASE)
#: One company by its name, and lists of what companies seek.
_COMPANY: Final = re.compile(r"^\W*(?:PT|P\.T|CV|C\.V|UD|PD|Fa|Koperasi)\b\.? ?[A-Z]")
#: A unit of shares in a cell of its own: branches of the economy, not industry counted.
_SHARE: Final = re.compile(r"\|\s*(?:%|persen)\s*\|", re.IGNORECASE)
#: The index of satisfaction goes by the same letters.
_INDEX: Final = re.compile(r"[∑Σ%]\s*ikm\b|\b(?:nilai|skor|mutu|hasil)\s+ikm\b", re.IGNORECASE)
_VACANCIES: Final = Wording(r"\b(?:lowongan|loker|job ?fair|pelamar|formasi|magang)\b", re.IGNORECASE)
_SMALL: Final = re.compile(r"\bumkm\b|\bukm\b|\busaha (?:mikro|kecil|menengah)\b", re.IGNORECASE)
_FIELD: Final = re.compile(
    r"\b(?:bidang|jenis usaha|sektor|kuliner|fashion|kerajinan|jasa|perdagangan|makanan|minuman|konveksi|furnitur|"
    r"meubel|mebel)\b",
    re.I,
)
_COUNT: Final = re.compile(
    r"\b(?:jumlah|unit|ikm|usaha|buah|banyaknya|tenaga kerja|orang|nilai|perusahaan|produksi|industri|kecil|"
    r"menengah|sedang|besar|mikro|rumah ?tangga|establishments?|number|workers|units?|values?)\b",
    re.IGNORECASE,
)
#: An entry of a list that counts a kind of industry: "Industri pangan: 120 unit".
_ENTRY: Final = re.compile(
    r"\b(?:industri|ikm)\b[^\d|]{2,60}\d[\d.]{0,9}\s?(?:unit|buah|ikm|usaha|perusahaan|pengrajin|perajin)\b|"
    r"^\W*(?:(?:jumlah|total)\s+)?(?:unit\s+|usaha\s+)?(?:industri\s+(?:kecil|mikro|menengah|sedang|besar|rumah\s?tangga)|ikm)\b"
    r"[^\d|]{0,40}\d[\d.,]{1,9}\W*(?:unit|ikm|usaha)?\W*$",
    re.I,
)
_NOT_INDUSTRY: Final = Wording(
    r"\b(?:investasi|penanaman modal|pma|pmdn|pdrb|lapangan (?:usaha|pekerjaan)|lapangan kerja|kepuasan|"
    r"kawasan industri|izin|ijin|iui|persentase|"
    r"presentase|pertumbuhan|kontribusi|distribusi|penduduk|angkatan kerja|bekerja|kredit|ekspor|impor|pelanggan|"
    r"limbah|pencemaran|pameran|"
    r"pelatihan|bantuan|anggaran|binaan|pembinaan|sertifikasi|standarisasi|hubungan industrial|perselisihan|inflasi|"
    r"kinerja|renstra|iku|listrik|"
    r"program|kegiatan|perencanaan|dokumen|target|kecelakaan|kebakaran|jaminan|upah|serikat|lowongan|teknologi|"
    r"pemahaman|penerapan|produktivitas|perpustakaan|"
    r"pertambahan|koperasi|responden|tanda daftar|tdi|pencari kerja|pelatihan|penempatan)\b",
    re.IGNORECASE,
)
_MEASURE: Final = re.compile(
    r"\b(?:jumlah|total|banyaknya|seluruh|unit|usaha|perusahaan|tenaga kerja|nilai|produksi|investasi|orang|buah|rp|"
    r"ton|ikm|di|kabupaten|kota)\b|"
    r"^\W*(?:[\divx]+|\w)[.)]|\W",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Rows of industry by kind, else a total, else small businesses by field; then data sets and links."""
    rows = [row for row in told(page, seen, "industry") if _is_industry(row)]
    kinds = {_kind(row) for row in rows} - {""}
    claimed = True
    if len(kinds) >= 3:
        yield hit(INDICATOR, Strength.FOUND, page, rows[0].figure.start, rows[0].figure.end, FOUND, certainty=3)
    elif rows:
        yield hit(INDICATOR, Strength.PARTIAL, page, rows[0].figure.start, rows[0].figure.end, TOTAL)
    elif small := _small(page, seen):
        yield hit(INDICATOR, Strength.PARTIAL, page, small[0].figure.start, small[0].figure.end, SMALL)
    else:
        claimed = False
        for said in sentences(page, seen, "topic", low=2, high=1_000_000):
            if _INDUSTRY.search(said.text) and "unit" in said.text.casefold() and not _NOT_INDUSTRY.search(said.text):
                yield hit(INDICATOR, Strength.PARTIAL, page, said.start, said.end, TOTAL)
                break
        yield from served(page, seen, "topic", indicator=INDICATOR, topic=_INDUSTRY)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)
    if not claimed:
        yield from unproven(page, seen, "topic", indicator=INDICATOR)


_AVOID: Final = re.compile(
    r"\b(?:dinas|kepala|izin|ijin|kawasan|kredit|pdrb|perda|peraturan|pelatihan|formulir|disperindag|kementerian|uu)\b",
    re.I,
)


def _is_industry(row: Told) -> bool:
    """A row that counts industry, by its own words or by those above it."""
    own, near = row.own, row.group
    if _SHARE.search(row.figure.text) or _INDEX.search(row.everything):
        return False
    if _COMPANY.search(row.figure.label) or _VACANCIES.search(" | ".join((row.over, *row.dataset.heads))):
        return False
    if _NOT_INDUSTRY.search(own) or _NOT_INDUSTRY.search(near):
        return False
    if row.dataset.kind == "list" and not _ENTRY.search(row.figure.text):
        return False
    if _INDUSTRY.search(own) or _INDUSTRY.search(near):
        return bool(_COUNT.search(f"{own} | {near} | {' | '.join(row.figure.heads)}")) and not _NOT_INDUSTRY.search(
            row.over
        )
    return (
        bool(_INDUSTRY.search(row.over))
        and not _NOT_INDUSTRY.search(row.over)
        and bool(_COUNT.search(f"{row.over} | {row.everything}"))
    )


def _small(page: Page, seen: Seen) -> list[Told]:
    """Rows of small businesses, where two fields of trade or more are told apart."""
    rows = [row for row in told(page, seen, "small") if _is_small(row)]
    return rows if len({row.figure.label for row in rows}) >= 2 else []


def _is_small(row: Told) -> bool:
    own = f"{row.own} | {row.group}"
    return bool(_SMALL.search(f"{own} | {row.over}") and _FIELD.search(own)) and not _NOT_INDUSTRY.search(
        f"{own} | {row.over}"
    )


def _kind(row: Told) -> str:
    """The branch or size a row counts, bare of what is measured: "Industri Pangan | Jumlah Unit" and its group."""
    return _MEASURE.sub("", f"{row.group.rpartition('|')[2]} {row.figure.label}").casefold()
