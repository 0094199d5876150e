"""Whether application forms for business permits can be downloaded.

Why it counts: a form filled at home saves one way to the office.
Found: application forms for permits as files (pdf, doc, rtf, zip, rar, Google Drive), or the list of them.
Partial: one form, or a live link or menu entry that leads to the forms.
Not found: forms for public-information requests, street traders, cooperatives or job-seeker cards, surveys,
a promise of forms without a link, dead links.
Known to miss: files named by a hash under a heading that does not say "formulir".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.labels import is_headline
from rules.offices import host_of, owner, path_words
from rules.permits import is_other_service, is_survey, permits_in, speaks_of_permits
from rules.protocol import hit, link_hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "online_form_download"
VERSION: Final = "1"
WORDS: Final = {
    "form": (
        "formulir*",
        "form",
        "forms",
        "blanko*",
        "blangko*",
        "formulir permohonan",
        "format surat",
        "format permohonan",
        "contoh surat",
        "surat permohonan",
        "surat pernyataan",
        "application form*",
        "fomulir*",
        "formulr*",
        "permohonan*",
    ),
}
_FORM: Final = re.compile(
    r"\bfo?rmulir\w*|\bfomulir\w*|\bformulr\b|\bblang?ko\b|\bform\b|\bforms\b|\b(?:format|contoh|template)\s+(?:surat|permohonan|"
    r"pernyataan)|\bsurat\s+permohonan\b|"
    r"\bsurat\s+pernyataan\b|\bapplication\s+forms?\b",
    re.IGNORECASE,
)
_APPLICATION: Final = re.compile(r"\W*(?:\d{1,3}[.)]?\W+)?permohonan\s", re.IGNORECASE)
_REPORTED: Final = re.compile(
    r"\b(?:di(?:tolak|terima|kabulkan|setujui)|kasasi|banding|gugatan|putusan|hibah|data|rekap\w*|jumlah|tahun)\b",
    re.IGNORECASE,
)
_FETCH: Final = re.compile(r"\b(?:down?load|dowload|unduh\w*|formulir|blang?ko|application\s+forms?)\b", re.IGNORECASE)
_NOT_FORM: Final = Wording(
    r"\b(?:pengaduan|aduan|keluhan|keberatan|lkpm|survei|survey|skm|kepuasan|laporan|lowongan|"
    r"pendaftaran\s+(?:peserta|lomba)|isi\s+formulir|"
    r"formulir\s+(?:online|elektronik)|kuesioner|konsultasi|kunjungan|buku\s+tamu|magang|penelitian|donor|kepeminatan|daftar\s+hadir|presensi|relawan|"
    r"information)\b",
    re.IGNORECASE,
)
_LIST: Final = "Application forms for permits can be downloaded here."
_ONE: Final = "Only one form of one permit can be downloaded here."
_LINK: Final = "A live link leads to the forms for permits."
_OTHER: Final = "This is no application form for a business permit, or it cannot be downloaded."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Files called forms, counted; then links to where forms are."""
    if page.is_document:
        yield from _document(page, seen)
        return
    files = [
        link
        for link in page.links
        if link.is_file and link.alive and link.place is not Place.NAV and _is_form(page, link)
    ]
    distinct = {link.url: link for link in files}
    made = False
    if len(distinct) >= 2:
        made = True
        yield link_hit(INDICATOR, Strength.FOUND, page, files[0], _LIST, certainty=3 if len(distinct) > 3 else 2)
    elif distinct:
        made = True
        is_list = files[0].kind == "download" and "formulir" in files[0].url.lower()
        yield link_hit(INDICATOR, Strength.PARTIAL, page, files[0], _LINK if is_list else _ONE, promise=files[0].url)
    for link in seen.links("form"):
        if link.url not in distinct and _leads(page, link):
            made = True
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
    if not made:
        for block, _ in list(seen.blocks("form"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _OTHER)


def _document(page: Page, seen: Seen) -> Iterator[Hit]:
    """A file that is itself an application for a permit."""
    for block, _ in seen.blocks("form"):
        head = page.text[block.start : block.start + 300]
        if (
            block.start < 1_500
            and re.search(r"\bpermohonan\b|\bformulir\b", head, re.I)
            and permits_in(head)
            and not is_other_service(head)
        ):
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _ONE)
            return


def _is_form(page: Page, link: Link) -> bool:
    """Called a form by its own words, row, address or nearest heading, and a permit's."""
    block = page.block_at(link.start)
    heads = page.headings(block)
    own = f"{link.text} {page.words_of(block)[:300]} {path_words(link.url)}"
    called = _FORM.search(own) or _applies(link) or any(_FORM.search(head) for head in heads[:1]) or _heads_forms(heads)
    if not called or _NOT_FORM.search(own) or is_other_service(own) or is_survey(own):
        return False
    if any(_NOT_FORM.search(head) or is_other_service(head) for head in heads[:1]):
        return False
    return owner(page) == "permit" or speaks_of_permits(f"{own} {' '.join(heads[:2])}")


def _applies(link: Link) -> bool:
    """A file called an application for a named permit: "Permohonan Izin Lokasi"."""
    named = _APPLICATION.match(link.text) and not _REPORTED.search(link.text) and not is_headline(link.text)
    return bool(named) and bool(permits_in(link.text))


def _heads_forms(heads: tuple[str, ...]) -> bool:
    """A page wholly about forms: its first heading or its title begins with the word."""
    return any(_FORM.search(head[:60]) and _FETCH.search(head[:60]) for head in heads[-2:])


def _leads(page: Page, link: Link) -> bool:
    """A live link whose words or address lead to permit forms."""
    if (
        link.state not in ("live", "modal")
        or link.kind not in ("page", "download", "drive", "document")
        or len(link.text) > 110
    ):
        return False
    path = path_words(link.url)
    about = f"{link.text} {path} {' '.join(link.trail)}"
    if not (_FETCH.search(f"{link.text} {path}") and _FORM.search(f"{link.text} {path}")) or is_headline(link.text):
        return False
    if _NOT_FORM.search(about) or is_other_service(about):
        return False
    context = f"{about} {page.words_of(page.block_at(link.start))[:300]} {host_of(link.url)}"
    return owner(page) == "permit" or speaks_of_permits(context)
