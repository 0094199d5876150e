"""Lists of named places with their addresses: tables, cards, headed entries and single lines.

Hotels, restaurants and companies are all published in these four shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.memory import remembered
from scorecard.reading.numbers import is_empty, number
from scorecard.reading.wording import Wording

#: Tables looked at on one page, and rows of each.
_MOST_TABLES: Final = 300
_MOST_ROWS: Final = 1500
MAX_NAME: Final = 90
#: Lines between a name and its address, and lines of a card: prices, counts and other facts come on top.
_LINES: Final = 3
_LINES_OF_A_CARD: Final = 7
_FACT: Final = re.compile(r"\W*(?:rp\b|idr\b|\d|mulai\b|harga\b|bintang\b|rating\b)", re.IGNORECASE)
#: A street with its name, or two levels of administrative address.
_STREET: Final = re.compile(
    r"\b(?:[Jj][Ll][Nn]?\.?|JALAN|Jalan)\s?\.?\s?(?:[Rr]aya|[Ll]intas|[Pp]oros|[Pp]antai|[A-Z0-9])[^|\n]{2,}"
)
_PLACE: Final = Wording(
    r"\b(?i:desa|ds\.?|dusun|dsn\.?|kel\.|kelurahan|kec\.|kecamatan|kampung|nagari|gampong|komplek|kompleks|perum|ruko)"
    r"\s?:?\s?[A-Z][^|\n]{2,}",
    flags=0,
)
_STARTED: Final = re.compile(r"\W*(?:alamat|lokasi|address)\s*:\s*\S", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?<!\d)(?:\(0\d{2,3}\)\s?\d{5,8}|0\d{2,3}[\s-]\d{5,8}|\(?(?:\+62|08)[\d\s().-]{7,14}\d|0\d{9,12})(?!\d)"
)
#: What a sentence tells behind a place it names; an entry of a list tells nothing.
_TELLS: Final = re.compile(
    r"\b(?:menyerahkan|memberi\w*|mengatakan|hadir|dihadiri|diikuti|mengikuti|menggelar|bertempat|dilaksanakan|diadakan|"
    r"peserta|menginap)\b",
    re.IGNORECASE,
)
_NAME_HEAD: Final = re.compile(
    r"\b(?:nama|name|hotel|penginapan|perusahaan|restoran|rumah makan|akomodasi|industri|usaha|badan usaha|company)\b",
    re.IGNORECASE,
)
_CONTACT_HEAD: Final = re.compile(
    r"\b(?:alamat|address|lokasi|telp?|telepon|telpon|phone|no\.? ?hp|kontak|contact|e-?mail|website)\b", re.IGNORECASE
)
_OTHER_HEAD: Final = re.compile(
    r"\b(?:pemilik|pimpinan|penanggung|direktur|petugas|pegawai|pejabat|jumlah|jenis|bidang|unit|sektor|nilai|data)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and the address or telephone number given with it; `start:end` is their span."""

    name: str
    start: int
    end: int
    topic: str  # headings, caption and column heads over it
    table: int = -1
    contact: bool = True  # False where a table gives the name alone, or the sub-district at most


def listed(page: Page) -> Sequence[Entry]:
    """Entries in the page's own content, tables first. A name in a long sentence is none. Read once a page."""
    if "listed" not in page.readings:
        page.readings["listed"] = (*_tabled(page), *_plain(page))
    entries: Sequence[Entry] = page.readings["listed"]
    return entries


def _plain(page: Page) -> Iterator[Entry]:
    blocks = page.blocks
    for index, block in enumerate(blocks):
        if block.place is Place.NAV or block.tag == "title" or block.table >= 0:
            continue
        text = page.words_of(block)
        at = address_at(text)
        if at < 0:
            continue
        name = text[:at].strip(" ,;:|-–•·.\t")
        start = block.start
        if len(name) < 3 or _STARTED.match(text):
            name, start = _name_above(page, index)
        named = 3 <= len(name) <= MAX_NAME and len(name.split()) <= 9 and not name[0].islower()
        if named and not _TELLS.search(text, at):
            yield Entry(name, start, block.end, _topic(page, block, name))


@remembered
def address_at(text: str) -> int:
    """Where an address or a telephone number begins in a short text; -1 where none stands."""
    if len(text) > 400:
        return -1
    found = [match.start() for match in (_STARTED.match(text), _STREET.search(text), _PLACE.search(text)) if match]
    if not found:
        phone = _PHONE.search(text)
        found = [phone.start()] if phone else []
    return min(found, default=-1)


def _name_above(page: Page, index: int) -> tuple[str, int]:
    """The heading above an address, a few lines of facts between them at most, or the short line right above it."""
    facts = 0
    for block in reversed(page.blocks[max(0, index - _LINES_OF_A_CARD) : index]):
        text = page.words_of(block)
        if block.place is Place.NAV or block.table >= 0:
            break
        if _FACT.match(text):
            facts += 1
            continue
        if block.index < index - _LINES - facts:
            break
        short = len(text) <= MAX_NAME and address_at(text) < 0 and any(char.isalpha() for char in text)
        if short and (block.tag[:1] == "h" or block.index == index - 1 - facts):
            return text, block.start
    return "", 0


def _topic(page: Page, block: Block, name: str) -> str:
    return " / ".join(head for head in page.headings(block) if head != name)


def _tabled(page: Page) -> Iterator[Entry]:
    """Rows of tables whose header has a column of names; most have one of addresses or telephones too."""
    own = dict.fromkeys(block.table for block in page.blocks if block.place is not Place.NAV)
    for table in islice(own, _MOST_TABLES):
        rows = list(islice(page.blocks_of(table), _MOST_ROWS))
        heads = "\n".join(page.words_of(row) for row in rows[:4])
        if _NAME_HEAD.search(heads):
            yield from _rows(page, rows)


def _rows(page: Page, rows: list[Block]) -> Iterator[Entry]:
    table = page.table(rows[0].table)
    header = table.header or next((row.cells for row in table.rows), ())
    names = [i for i, head in enumerate(header) if _NAME_HEAD.search(head) and not _OTHER_HEAD.search(head)]
    contacts = [i for i, head in enumerate(header) if _CONTACT_HEAD.search(head)]
    names = [i for i in names if i not in contacts]
    body = table.body
    if any(address_at(cell) >= 0 for cell in header):  # no line of heads: the first row is an entry
        contacts = [i for i, cell in enumerate(header) if address_at(cell) >= 0]
        names = [i for i, cell in enumerate(header) if i not in contacts and len(cell) >= 3 and number(cell) is None][
            :1
        ]
        header, body = (), table.rows
    if not names:
        return
    topic = " / ".join((*header, table.caption, *page.headings(rows[0])))
    position = rows[0].start
    for row in body:
        name = row.cells[names[0]] if names[0] < len(row.cells) else ""
        contact = any(i < len(row.cells) and _says(row.cells[i]) for i in contacts)
        if not 3 <= len(name) <= MAX_NAME or number(name) is not None or row.cells == header:
            continue
        at = page.text.find(name, position, rows[-1].end)
        if at >= 0:
            position = at + len(name)
            block = page.block_at(at)
            yield Entry(name, at, max(position, block.end), topic, rows[0].table, contact)


def _says(cell: str) -> bool:
    return not is_empty(cell) and len(cell) >= 4
