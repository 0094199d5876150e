"""Addresses and telephone numbers on a page, each with the office they belong to.

Neighbouring blocks make one contact; a new office name begins the next. Numbers of persons (with NIP,
rank or post beside them) and placeholders ("0751 000000") are no contact of an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from rules.offices import PERMIT_OFFICE, names_other_office, once
from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.memory import remembered
from scorecard.reading.wording import Wording

_PHONE: Final = re.compile(
    r"(?<![\d/.,-])(?:\+?62[\s.-]?\(?\d{2,4}\)?|"
    r"\(?0\d{2,4}\)?)[\s.\-–/]{0,3}\d{3,4}[\s.-]?\d{2,5}(?:[\s.-]?\d{1,5})?(?!\d)"
)
_ADDRESS: Final = Wording(
    r"\b(?:Jl|JL|jl|Jln|JLN|jln)\b\.?\s{0,2}\w|\b(?:Jalan|JALAN)\s+[A-Z][\w.]{1,30}[^\n]{0,50}?(?:\bNo\b|\bNO\b|"
    r"\bNomor\b|\bK[mM]\b|\bKel\b|\bKec\b|,)|"
    r"\b(?:[Kk]omp(?:lek|leks|l)?|KOMPLEKS?)\b\.?\s+(?:[Pp]erkantoran|PERKANTORAN)|\b(?:Gedung|Plaza|"
    r"Mall?)\b[^\n]{0,50}\b(?:[Ll]antai|[Ll]t)\b|"
    r"\b(?:Alamat|ALAMAT|Lokasi|Address|Location)(?:\s+(?:[Kk]antor|KANTOR))?\s*:\s*\w",
    flags=0,
)
_STREET: Final = Wording(r"\b[A-Z]\w{2,20}\s+(?:Street|Road|Avenue)\b", flags=0)
_EMAIL: Final = re.compile(r"[\w.+-]{2,40}@[\w-]{2,40}(?:\.[\w-]{2,20}){1,4}")
_AGENCY: Final = Wording(
    r"\b(?:DINAS|Dinas|BADAN|Badan|INSPEKTORAT|Inspektorat|Sekretariat\s+(?:Daerah|DPRD)|SEKRETARIAT\s+(?:DAERAH|"
    r"DPRD)|Satuan\s+Polisi|SATUAN\s+POLISI|"
    r"Satpol|SATPOL|D(?i:is)(?i:dik\w{0,6}|dukcapil|hub\w{0,6}|kes|sos|naker\w{0,6}|nakertrans|perindag\w{0,4}|perin\w{0,4}|dag\w{0,4}|"
    r"bun\w{0,4}|hut\w{0,4}|nak\w{0,5}|kan|kanlut|tan|tanbun|tanak|par|parbud|parpora|pora|porapar|bud\w{0,5}|kominfo\w{0,5})|"
    r"D(?i:in)(?i:kes|sos|dik\w{0,5}|hub\w{0,5})|DLHK?P?|D?PUPR\w{0,5}|DPRKP\w{0,2}|DPPKB\w{0,5}|DPMD|DPKP|DPPPA\w{0,4}|DKP|DKPP|DKUKMP?|"
    r"BKD|BKPSDM|BKPP|BPKA?D|BPPKAD|BAPENDA|Bapenda|Bapperida|BAPPERIDA|Bappel\w{4,12}|BAPPEL\w{4,12}|"
    r"Kantor(?!\s+(?:[Kk]ami|[Kk]ita)\b|\s*:|\s*$)|KANTOR(?!\s+(?:KAMI|KITA)\b|\s*:|\s*$)|BAPPEDA|"
    r"Bappeda|BPBD|RSUD)\b(?:[ \t]+(?:[\w&/.-]{1,30})){0,9}",
    flags=0,
)
_PERSON: Final = Wording(
    r"\bN\.?I\.?P\b|\b(?:Jabatan|Pangkat|Golongan|Eselon|Pendidikan\s+Terakhir|Tempat.{0,12}Lahir)\b", re.IGNORECASE
)
_EMERGENCY: Final = Wording(
    r"\bdarurat\b|\bambulan\w*|\bdamkar\b|\bemergency\b|\bpolsek\b|\bpolres\w*|\bSAR\b|\bsiaga\b|\bgawat\b|"
    r"\b(?:nomor|nomer|no\.?|tele?p\w{0,3}\.?)\s+(?:tele?p\w{0,3}\.?\s+)?penting\b",
    re.IGNORECASE,
)
_SUBDISTRICT: Final = re.compile(
    r"^\W{0,4}(?:\d{1,3}\W{1,3})?(?:kantor\s+)?(?:kecamatan|kelurahan|desa|camat|lurah)\b", re.IGNORECASE
)
_ADDRESS_MARK: Final = Wording(
    "jl|jalan|street|road|avenue|alamat|lokasi|address|location|perkantoran|lantai| lt", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d{3}")
#: The rest of a line, which is a block, from three digits or an @ on.
_MARKED_LINE: Final = re.compile(r"[0-9@](?:(?<=@)|[0-9]{2})[^\n]*")
_GAP: Final = 3
_LONGEST: Final = 1_500
_NAME_LENGTH: Final = 140
_MAX_BLOCKS: Final = 6_000


@dataclass(slots=True)
class Contact:
    """Where an address, a number or an e-mail stand, with the office named there ("" where none is)."""

    start: int
    end: int
    place: Place
    office: str = ""  # permit, other, or ""
    name: str = ""
    address: tuple[int, int] | None = None
    phone: tuple[int, int] | None = None
    email: tuple[int, int] | None = None
    person: bool = False
    emergency: bool = False
    subdistrict: bool = False
    listed: bool = False  # one row of several in a table
    last: int = field(default=0)

    @property
    def span(self) -> tuple[int, int]:
        """From the first of address, number and e-mail to the last."""
        spans = [span for span in (self.address, self.phone, self.email) if span]
        return min(start for start, _ in spans), max(end for _, end in spans)


def phones_in(text: str) -> Iterator[re.Match[str]]:
    """Telephone numbers of `text`, placeholders left out."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        tail = digits[3:]
        if 8 <= len(digits) <= 15 and len(set(tail)) > 2 and "1234567" not in digits:
            yield match


def contacts(page: Page) -> tuple[Contact, ...]:
    """All contacts of the page in order."""
    return once(page, "contacts", lambda page: tuple(_read(page)))


def _read(page: Page) -> Iterator[Contact]:
    current: Contact | None = None
    for block, parts in _bearing(page):
        if current:
            between = page.blocks[current.last + 1 : block.index]
            apart = block.place is not current.place or block.index - current.last > _GAP
            if (
                apart
                or any(_names_office(page, other) for other in between)
                or _starts_new(page, current, block, parts)
            ):
                yield current
                current = None
            elif any(_PERSON.search(page.words_of(other)[:_NAME_LENGTH]) for other in between):
                current.person = True
        if current is None:
            before = reversed(page.blocks[max(0, block.index - _GAP) : block.index])
            near = (other for other in before if other.place is block.place and _names_office(page, other))
            current = _begin(page, block, next(near, None))
        _fill(current, block, parts)
    if current:
        yield current


def _bearing(page: Page) -> Iterator[tuple[Block, tuple[re.Match[str] | None, ...]]]:
    """Blocks that hold an address, a number or an e-mail."""
    for index in _marked(page):
        block = page.blocks[index]
        if block.tag in ("title", "option"):
            continue
        text = page.words_of(block)[:_LONGEST]
        address = _address(text)
        phone = next(phones_in(text), None) if _DIGITS.search(text) else None
        email = _EMAIL.search(text) if "@" in text else None
        if address or phone or email:
            yield block, (address, phone, email)


def _address(text: str) -> re.Match[str] | None:
    """The first address, Indonesian or English."""
    found = [match for match in (_ADDRESS.search(text), _STREET.search(text)) if match]
    return min(found, key=re.Match.start, default=None)


def _marked(page: Page) -> list[int]:
    """Indexes of the blocks in which three digits, a word of addresses or an @ stand."""
    places = _ADDRESS_MARK.stems_in(page.folded)
    places += [match.start() for match in _MARKED_LINE.finditer(page.text)]
    found = {page.block_at(place).index for place in places}
    return sorted(index for index in found if index < _MAX_BLOCKS)


def _names_office(page: Page, block: Block) -> bool:
    """Whether a short block names an office, and so heads the contact that follows."""
    return (
        block.end - block.start <= _NAME_LENGTH
        and block.tag not in ("option", "title")
        and bool(_office(page.words_of(block)))
    )


@remembered
def _office(text: str) -> str:
    if PERMIT_OFFICE.search(text):
        return "permit"
    return "other" if names_other_office(text) or _AGENCY.search(text) else ""


def _starts_new(page: Page, current: Contact, block: Block, parts: tuple[re.Match[str] | None, ...]) -> bool:
    """A second address, or a block with its own office name, is the next contact."""
    if parts[0] and current.address:
        return True
    return bool(_AGENCY.search(page.words_of(block)[:_LONGEST]))


def _begin(page: Page, block: Block, near: Block | None) -> Contact:
    text = page.words_of(block)[:_LONGEST]
    above = page.words_of(near) if near else ""
    heads = " / ".join(head for head in page.headings(block)[:-1][:3] if len(head) <= _NAME_LENGTH)
    own = _office(text)
    agency = _AGENCY.search(text) or _AGENCY.search(above) or _AGENCY.search(heads)
    around = f"{above} {heads} {text}"
    return Contact(
        near.start if near else block.start,
        block.end,
        block.place,
        office=own or _office(above) or _office(heads),
        name=" ".join(agency.group().casefold().split()) if agency else "",
        person=bool(_PERSON.search(_around(page, block))),
        emergency=bool(_EMERGENCY.search(around)),
        listed=block.table >= 0 and page.words_of(block).count("|") >= 2,
        subdistrict=bool(_SUBDISTRICT.search(text) or _SUBDISTRICT.search(above) or _SUBDISTRICT.search(heads)),
        last=block.index,
    )


def _around(page: Page, block: Block) -> str:
    first = max(0, block.index - 4)
    return "\n".join(page.words_of(other)[:120] for other in page.blocks[first : block.index + 3])


def _fill(contact: Contact, block: Block, parts: tuple[re.Match[str] | None, ...]) -> None:
    address, phone, email = ((block.start + part.start(), block.start + part.end()) if part else None for part in parts)
    if address:
        contact.address = (address[0], min(block.end, address[0] + 160))
    contact.phone = contact.phone or phone
    contact.email = contact.email or email
    contact.end, contact.last = block.end, block.index
