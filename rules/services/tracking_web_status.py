"""Whether an applicant can look up where an application stands.

Why it counts: who can see the state of an application need not come, call or pay to learn it.
Found: a look-up by name, application number or receipt.
Partial: a live link or menu entry that leads to such a look-up, or one of a central system.
Not found: counts of permits issued, searches of public data or of the civil registry, complaint tracking,
announcements of finished permits, dead links.
Known to miss: look-ups that a script draws into an empty page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.labels import is_headline
from rules.offices import host_role, owner
from rules.permits import is_other_service, speaks_of_permits
from rules.protocol import hit, link_hit
from rules.sections import MOST_HEADINGS, topic
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Form, Link, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "tracking_web_status"
VERSION: Final = "1"
WORDS: Final = {
    "track": (
        "cek status*",
        "cek perizinan",
        "cek perijinan",
        "cek izin*",
        "cek ijin*",
        "cek permohonan*",
        "cek berkas*",
        "cek proses*",
        "cek progres*",
        "cek resi",
        "cekresi",
        "cekstatus*",
        "lacak*",
        "pelacakan*",
        "tracking*",
        "telusuri*",
        "penelusuran*",
        "status permohonan*",
        "status perizinan*",
        "status perijinan*",
        "status izin*",
        "status ijin*",
        "status berkas*",
        "status pengajuan*",
        "status pendaftaran*",
        "status proses*",
        "posisi berkas*",
        "progres permohonan*",
        "progress permohonan*",
        "monitoring perizinan*",
        "monitoring permohonan*",
        "monitoring berkas*",
        "monitoring izin*",
        "monitoring proses*",
        "no resi",
        "nomor resi",
        "check status*",
        "application status",
        "track your*",
        "track application*",
        "track permit*",
        "track status*",
        "cek dokumen*",
        "cek pengajuan*",
        "cek pendaftaran*",
        "cek nomor*",
        "cek data permohonan*",
        "cek sk*",
        "cek validasi*",
        "status dokumen*",
        "status layanan*",
        "pantau permohonan*",
        "pantau izin*",
        "pantau perizinan*",
        "pantau berkas*",
        "pantau status*",
        "sampai mana*",
        "sejauh mana*",
        "permit status",
    ),
}
_NUMBER: Final = re.compile(
    r"\b(?:no(?:mor|mer)?\.?|kode|id|nik|nib|resi|registrasi|pendaftaran|permohonan|agenda|pemohon|perusahaan|"
    r"tracking|berkas|receipt|application|registration|number|pengajuan|dokumen)\b",
    re.IGNORECASE,
)
#: The words of a field with its button, where a script reads them and no form is sent.
_BARE_INPUT: Final = re.compile(
    r"\b(?:no|nomor|nomer|kode|id)\b\.?\s+\w[^\n]{0,40}\b(?:cari|lacak|cek|telusuri|track|search|submit)\W*$",
    re.IGNORECASE,
)
_NOT_PERMIT: Final = re.compile(
    r"\b(?:pengaduan|aduan|laporan|lapor|keluhan|tiket|ticket|pengiriman|paket|covid|visitor|analytics|google|"
    r"kehadiran|cuti|pegawai|"
    r"kepegawaian|penumpang|bus|pesanan|order|kontainer|surat\s+masuk|naskah)\b",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"\b(?:jumlah|rekap\w*|data\s+penerbitan|realisasi|grafik|statistik|laporan|pengumuman|daftar\s+izin\s+terbit)\b",
    re.I,
)
_LOOK_UP: Final = "An applicant can look up the state of an application here."
_LINK: Final = "A live link leads to a look-up of applications."
_NONE: Final = "The words stand here without a look-up of permit applications."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Forms, then links, then what only looks like it."""
    made = False
    for block, _ in islice(seen.blocks("track"), MOST_HEADINGS):
        if block.place is not Place.NAV and block.tag != "title" and _is_look_up(page, block):
            made = True
            yield hit(INDICATOR, Strength.FOUND, page, block.start, block.end, _LOOK_UP, certainty=3)
    for link in seen.links("track"):
        if _leads(page, link):
            made = True
            role = host_role(link.url)
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url, host_role=role)
    if not made:
        for block, _ in list(seen.blocks("track"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _is_look_up(page: Page, block: Block) -> bool:
    """A field for a number or name stands with the words, and the page is about permits."""
    about = topic(page, block)
    if _NOT_PERMIT.search(page.words_of(block)) or is_other_service(about) or _COUNT.search(page.words_of(block)):
        return False
    if not (speaks_of_permits(about) or owner(page) == "permit"):
        return False
    near = page.blocks[max(0, block.index - 3) : block.index + 7]
    forms = {other.form for other in near if other.form >= 0 and other.place is not Place.NAV}
    if any(_asks_for_number(page.form(index)) for index in forms):
        return True
    words = [page.words_of(other) for other in near if other.index != block.index and len(page.words_of(other)) <= 80]
    if any(_NOT_PERMIT.search(text) for text in words):
        return False
    return any(
        (re.search(r"\bmasukk?an\b", text, re.I) and _NUMBER.search(text)) or _BARE_INPUT.search(text) for text in words
    )


def _asks_for_number(form: Form) -> bool:
    """Few fields, one of them for a number or name of an application; no login, no letter to the office."""
    open_fields = [field for field in form.fields if field.kind in ("text", "search", "number", "tel")]
    if _NOT_PERMIT.search(f"{form.text[:300]} {' '.join(field.words for field in form.fields)}"):
        return False
    if form.has("password") or form.has("textarea") or form.has("file") or len(form.fields) > 5:
        return False
    return any(_NUMBER.search(field.words.replace("_", " ")) for field in open_fields) or (
        bool(open_fields) and bool(_NUMBER.search(form.text))
    )


def _leads(page: Page, link: Link) -> bool:
    """A live link whose own words or address speak of tracking, on permits."""
    if link.state not in ("live", "modal") or link.kind != "page" or len(link.text) > 90 or is_headline(link.text):
        return False
    about = f"{link.text} {link.url} {' '.join(link.trail)}".replace("_", " ").replace("-", " ")
    if _NOT_PERMIT.search(about) or is_other_service(about) or _COUNT.search(link.text):
        return False
    return speaks_of_permits(about) or owner(page) == "permit"
