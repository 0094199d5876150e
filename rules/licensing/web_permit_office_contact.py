"""The address and the telephone number of the office that issues business permits.

Why it counts: who needs a permit must know where to go and whom to call.
Found: address and telephone (or WhatsApp) number of the permit office, the footer of its own site included.
Partial: one of the two, or a live link to its contact page.
Not found: the contact of another agency (the one that runs the portal, the information officer, tourism),
private numbers of officials, emergency numbers, placeholders.
Known to miss: contacts drawn as a picture or shown by a map alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.contacts import Contact, contacts
from rules.genre import is_news
from rules.offices import names_permit_office, owner
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_permit_office_contact"
VERSION: Final = "1"
WORDS: Final = {
    "mark": (
        "alamat",
        "jl",
        "jln",
        "jalan",
        "telp",
        "telpon",
        "telepon",
        "tlp",
        "phone",
        "call us",
        "fax",
        "whatsapp",
        "hubungi kami",
        "komplek perkantoran",
        "kompleks perkantoran",
        "gedung",
        "lantai",
    ),
    "page": ("kontak", "kontak kami", "hubungi kami", "contact us", "contact", "alamat kantor"),
}
_DIALS: Final = re.compile(r"(?:^tel:|^sms:|wa\.me/|[?&]phone=)(?:\+|%2B|%20)?\d[\d\s-]{6,15}", re.IGNORECASE)
_FIRM: Final = re.compile(r"\b(?:PT|CV|UD|Toko|Hotel|Apotek|Klinik|Koperasi|Perumahan)\b\.?\s+[A-Z]")
_BOTH: Final = "Address and telephone number of the permit office stand here."
_ONE: Final = "Only the address or only the telephone number of the permit office stands here."
_LINK: Final = "A live link leads to the contact page of the permit office."
_OTHER: Final = "This address or number belongs to another office."
_PERSON: Final = "This is the number of a person, not of the office."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Whole contacts first; halves only where no whole one stands."""
    own = owner(page) == "permit"
    ours, halves = [], []
    for contact in contacts(page):
        if not (contact.address or contact.phone):
            continue
        if contact.person:
            yield _hit(page, contact, Strength.REJECTED, _PERSON)
        elif contact.emergency or contact.subdistrict or not _is_permit_office(page, contact, own):
            yield _hit(page, contact, Strength.REJECTED, _OTHER)
        elif contact.address and contact.phone:
            ours.append(contact)
        elif contact.office == "permit" or contact.place is Place.NAV or not is_news(page):
            halves.append(contact)
    if not ours and any(half.phone for half in halves):
        ours = [half for half in halves if half.address][:1]  # footers keep address and number in two columns
    if not ours and own:
        ours = [half for half in halves if half.address and _is_called(page, half)][:1]
    for contact in ours:
        yield _hit(page, contact, Strength.FOUND, _BOTH, 3 if contact.office == "permit" else 2)
    if not ours:
        for contact in halves:
            yield _hit(page, contact, Strength.PARTIAL, _ONE)
        yield from _links(page, seen, own)


def _is_called(page: Page, half: Contact) -> bool:
    """Whether a button that dials or opens a chat with a number stands in the same part of the page."""
    buttons = (link for link in page.links if link.place is half.place)
    return any(_DIALS.search(link.url) for link in buttons)


def _is_permit_office(page: Page, contact: Contact, own: bool) -> bool:
    """Named so beside the contact, or unnamed on the office's own site and no row of a directory."""
    if not contact.office and (contact.listed or _FIRM.search(page.text[contact.start : contact.end])):
        return False
    if contact.office == "other":
        return own and names_permit_office(page.text[contact.start : contact.end])
    return contact.office == "permit" or own


def _links(page: Page, seen: Seen, own: bool) -> Iterator[Hit]:
    for link in seen.links("page"):
        if own and link.state == "live" and link.kind == "page" and len(link.text) <= 30:
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK)
            return


def _hit(page: Page, contact: Contact, strength: Strength, why: str, certainty: int = 2) -> Hit:
    start, end = contact.span
    return hit(INDICATOR, strength, page, start, end, why, certainty=certainty, place=contact.place)
