"""Companies of the region by sector, with addresses to turn to.

Why it counts: investors look for suppliers, partners and rivals before they come.
Found: three or more companies with an address or telephone.
Partial: a list of company names without contacts; a live link or menu entry to the directory.
Not found: numbers of companies, job vacancies, sector names, companies in news, application forms that ask for a name.
Known to miss: directories behind a search form; lists in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.labels import is_headline
from rules.listings import Entry, listed
from rules.phrases import phrases
from rules.pointers import pointers
from rules.protocol import hit
from rules.rows import elsewhere
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_company_directory"
VERSION: Final = "2"
WORDS: Final = {
    "company": phrases(
        "nama perusahaan, nama usaha, nama industri, nama ikm, nama umkm, nama badan usaha, nama pabrik, "
        "direktori*, daftar perusahaan, data perusahaan, perusahaan, pt, cv, ud, firma, industri, company "
        "name"
    ),
    "menu": phrases(
        "direktori perusahaan, direktori usaha, direktori industri, direktori umkm, direktori ikm, direktori "
        "bisnis, daftar perusahaan, daftar industri, daftar ikm, daftar umkm, data perusahaan, katalog "
        "perusahaan, profil perusahaan daerah, company directory, business directory, daftar nama perusahaan, "
        "katalog industri, database perusahaan, basis data perusahaan, direktori pelaku usaha, daftar pelaku "
        "usaha, kat industri"
    ),
}
FOUND: Final = "Companies are listed here with names and addresses or telephones."
REGISTER: Final = "A register of permits names companies with their addresses here."
NAMES: Final = "Companies are named here without a way to reach them."
LINKED: Final = "A live link leads to a directory of companies."
DEAD: Final = "The link to the directory of companies leads nowhere."
OTHER: Final = "The words stand here, but no company is listed with its address."
#: The legal form before or behind a company's name.
_COMPANY: Final = re.compile(
    r"(?:^|\W)(?:PT|P\.T|CV|C\.V|UD|U\.D|PD|Fa|Firma|NV)\b\.?\s?[A-Z]|\s\(?(?:PT|CV|UD|Tbk)\)?\.?$"
)
_TOPIC: Final = Wording(
    r"\b(?:nama|daftar|direktori|data|katalog|profil)\s(?:\w+\s){0,2}?(?:perusahaan|industri|ikm|umkm|ukm|"
    r"badan usaha|pabrik|pelaku usaha|usaha)\b"
    r"|company (?:name|directory)|business directory",
    re.IGNORECASE,
)
#: Companies by name that make a list: lines, and cards.
_LINES: Final = 5
_CARDS: Final = 3
_PERMITS: Final = re.compile(
    r"\b(?:n(?:omo|o\W{0,2})r? ?(?:izin|ijin|sk|siup|nib)|tanggal terbit|masa berlaku|izin terbit)\b", re.I
)
_AVOID: Final = re.compile(
    r"\b(?:lowongan|loker|vacanc\w+|magang|pelamar|pemenang|lelang|tender|rekanan|penyedia|media|pers|wartawan|"
    r"sekolah|posyandu|"
    r"jumlah|cara|syarat|formulir|pendaftaran|peraturan|perda|wajib lapor|peserta|hotel|penginapan|restoran)\b",
    re.IGNORECASE,
)
#: Rows that a framework's sample table holds until somebody fills it.
_SAMPLE: Final = re.compile(r"@mdo\b|\blarry the bird\b")
_OFFICE: Final = re.compile(
    r"\b(?:dinas|badan|kantor|sekretariat|kecamatan|puskesmas|rsud|polsek|masjid|kelurahan|desa|pasar)\b", re.I
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Companies with contacts, then their names, then links to a directory."""
    abroad = elsewhere(page) or bool(_SAMPLE.search(page.folded))
    named = {entry.name.casefold(): entry for entry in listed(page) if not abroad and _is_company(entry)}
    companies = {name: entry for name, entry in named.items() if entry.contact}
    if len(companies) >= 3 and not _AVOID.search(page.title):
        first = next(iter(companies.values()))
        strength, why = (Strength.PARTIAL, REGISTER) if _PERMITS.search(first.topic) else (Strength.FOUND, FOUND)
        yield hit(INDICATOR, strength, page, first.start, first.end, why, certainty=3)
    elif len(named) >= 5:
        first = next(iter(named.values()))
        yield hit(INDICATOR, Strength.PARTIAL, page, first.start, first.end, NAMES)
    elif not abroad:
        yield from _named(page, seen)
    yield from pointers(page, seen, "menu", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_AVOID)


def _is_company(entry: Entry) -> bool:
    if _OFFICE.search(entry.name) or _AVOID.search(entry.topic):
        return False
    return bool(_COMPANY.search(entry.name) or _TOPIC.search(entry.topic))


def _named(page: Page, seen: Seen) -> Iterator[Hit]:
    """Five or more companies by name in lines of their own, or three cards headed by their names."""
    names: list[Block] = []
    other: list[Block] = []
    for block, _matches in seen.blocks("company"):
        if block.place is Place.NAV or block.tag in ("title", "option"):
            continue
        text = page.words_of(block)
        short = len(text) <= 120 and _COMPANY.search(text) and not is_headline(text)
        (names if short else other).append(block)
    cards = [block for block in names if block.tag[:1] == "h" and _COMPANY.match(page.words_of(block))]
    tops = " / ".join((page.title, *(page.words_of(block) for block in page.blocks[:60] if block.tag == "h1")))
    many = len(set(map(page.words_of, names))) >= _LINES or len(set(map(page.words_of, cards))) >= _CARDS
    if many and not _AVOID.search(tops):
        yield hit(INDICATOR, Strength.PARTIAL, page, names[0].start, names[0].end, NAMES)
    elif not page.is_document:
        for block in other[:2]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, OTHER)
