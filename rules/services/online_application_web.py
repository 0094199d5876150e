"""Whether a business permit can be applied for through the website.

Why it counts: an application that is made from the desk saves the way to the counter.
Found: an own or regional transaction system (SiCantik, MPP Digital, local systems), a login for applicants or a live
application form, open on the page or linked from its main content.
Partial: only a menu link to such a system, only the national OSS or SIMBG, or text that tells to apply through a
system it names.
Not found: staff logins, civil registry, job-seeker cards, plans to launch a system, foreign login buttons.
Known to miss: systems named by a word of their own without a word on permits near by.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import host_of, host_role, owner, path_words
from rules.permits import is_blank, is_other_service, is_survey, permits_in, speaks_of_permits
from rules.protocol import hit, link_hit
from rules.sections import MOST_HEADINGS, under
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "online_application_web"
VERSION: Final = "1"
WORDS: Final = {
    "system": (
        "perizinan*",
        "perijinan*",
        "izin*",
        "ijin*",
        "nonperizinan*",
        "e-perizinan",
        "eperizinan",
        "izinonline",
        "e izin",
        "sicantik*",
        "si cantik*",
        "mpp digital",
        "mppdigital*",
        "mppd",
        "mal pelayanan publik digital",
        "online licensing",
        "apply online",
        "apply for*",
        "permit*",
        "licensing",
        "daftar online",
        "pendaftaran online",
        "permohonan online",
        "single window",
        "ssw*",
        "sipandu",
        "simantap",
        "sinopen",
    ),
    "apply": ("secara online", "melalui aplikasi", "melalui sistem", "untuk mengajukan"),
}
SUCCESSORS: Final = {"central": ("oss", "oss-rba", "oss rba", "oss go id", "simbg", "simbg pu go id", "nib")}
#: What a link to a transaction system says of itself.
_SYSTEM: Final = Wording(
    r"\b(?:per)?i[zj]in(?:an)?\s+(?:secara\s+|berusaha\s+)?(?:on-?\s?line|elektronik|digital)\b|"
    r"\b(?:e|i|si)-?(?:per)?i[zj]in(?:an)?\b|"
    r"\bi[zj]in\s*online\b|\bsi\s?cantik\w*|\bmppd\b|\bmpp\s+digital|\bpelayanan\s+publik\s+digital|"
    r"\b(?:ajukan|mengajukan|pengajuan|permohonan|pendaftaran|registrasi|daftarkan|urus|pengurusan|mengurus|"
    r"buat|daftar\s+(?:permohonan|akun|online))\s+(?:permohonan\s+|akun\s+)?(?:baru\s+)?(?:non\s*)?(?:per)?i[zj]in(?:an)?\b|"
    r"\b(?:aplikasi|sistem|portal|e-?service|layanan)\b.{0,60}\b(?:non[\s-]*)?(?:per)?i[zj]inan\b|"
    r"\b(?:non[\s-]*)?(?:per)?i[zj]inan\b.{0,40}\b(?:aplikasi|sistem\s+informasi|portal)\b|"
    r"\bonline\s+(?:licen[cs]ing|permit|application)|\bapply\s+(?:for\s+)?(?:an?\s+|your\s+)?(?:\w+\s+)?(?:permit|licen[cs]e)|"
    r"\be-?(?:permit|licen[cs]ing)\b",
    re.IGNORECASE,
)
_ONLINE: Final = re.compile(
    r"\b(?:per)?i[zj]in(?:an)?\s+(?:secara\s+)?(?:on-?\s?line|elektronik|digital)\b", re.IGNORECASE
)
_SYSTEM_HOST: Final = re.compile(
    r"^(?:si-?)?(?:cantik\w*|\w{0,8}(?:per)?izin\w*|\w{0,8}perijinan\w*|mppd?(?:digital)?|layanan-?izin)$|"
    r"^simpel\w*izin|^ssw\w{0,5}$|^(?:sipandu|sinopen|simantap|simtaru|sintap|sicantik\w*)$",
    re.IGNORECASE,
)
_CENTRAL: Final = re.compile(r"\boss\b|\bsimbg\b|\bonline\s+single\s+submission\b|\bbangunan\s+gedung\b", re.IGNORECASE)
_CENTRAL_HOST: Final = Wording(r"(?:^|\.)(?:oss\.go\.id|simbg\.pu\.go\.id)$")
#: What the permit office's own buttons say of applying, without the word permit.
_REGISTER: Final = re.compile(
    r"(?:pendaftaran|permohonan|pengajuan|daftar|ajukan\s+permohonan|layanan|pelayanan)(?:\s+(?:layanan|permohonan))?"
    r"\s+(?:secara\s+)?online|(?:ajukan|buat)\s+permohonan(?:\s+baru)?|apply\s+(?:now|online)",
    re.IGNORECASE,
)
_BY_SYSTEM: Final = re.compile(r"\b(?:melalui|lewat|dengan|via)\s+(?:aplikasi|sistem)\s+[A-Z]")
#: Addresses under which a permit that is named on the link is applied for.
_APPLY_PATH: Final = re.compile(
    r"/(?:(?:form-?)?(?:register|registrasi|pengajuan|permohonan|pendaftaran|ajukan|apply|mohon)\w{0,12}|daftar)(?:[/?.]|$)",
    re.IGNORECASE,
)
#: How a login for applicants invites them, and how it offers an account.
_INVITED: Final = re.compile(
    r"\b(?:log\s?in|masuk|daftar|registrasi)\b[^.\n]{0,40}\b(?:mengajukan|mengurus|membuat|memohon|mendaftarkan|pengajuan|permohonan)\b|"
    r"\b(?:login|masuk)\s+(?:sebagai\s+)?pemohon\b|\b(?:akun|login|area)\s+pemohon\b",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"\b(?:belum\s+(?:punya|memiliki|mempunyai|ada)\s+akun|buat\s+akun|daftar\s+akun|registrasi|pendaftaran|daftar\s+(?:di\s?sini|sekarang|baru))\b",
    re.IGNORECASE,
)
#: Text that tells an applicant to use a named system: an act of applying, then "melalui", then the name.
_TOLD: Final = re.compile(
    r"\b(?i:mendaftar\w*|pendaftaran|permohonan|pengajuan|mengajukan|mengunggah|unggah|upload|mengisi|pengisian|diajukan|"
    r"mengurus|pengurusan|proses\s+perizinan|membuat\s+akun|buat\s+akun)\b[^.;\n]{0,90}?"
    r"\b(?i:melalui|lewat|via|pada|di|ke|menggunakan)\s+(?i:(?:sistem|aplikasi|portal|laman|website|situs|akun)\s+){0,2}"
    r"(?:(?i:oss|simbg|sicantik|si\s?cantik|mpp\s+digital|amdalnet|online\s+single\s+submission|"
    r"oss\.go\.id|simbg\.pu\.go\.id|https?://\S{0,40}oss\.go\.id)\b)"
)
#: Text that sends an applicant to a national system's own address or page.
_SENT: Final = re.compile(
    r"\b(?:kunjungi|mengunjungi|(?:meng)?akses|(?:mem)?buka|masuk\s+ke|login\s+(?:ke|di))\s+(?:(?:situs|laman|website|web|portal|sistem|"
    r"aplikasi|link|tautan)\s+(?:resmi\s+)?){0,2}(?:https?://)?(?:www\.|ui-)?(?:oss|simbg|amdalnet|sicantik)\b",
    re.IGNORECASE,
)
_NATIONALS: Final = Wording(r"oss|simbg|cantik|mpp\s+digital|amdalnet|single\s+submission", re.IGNORECASE)
_OWN_TOLD: Final = re.compile(
    r"\b(?i:permohonan|pengajuan|mengajukan|mengunggah|upload|mengisi|pengurusan|mengurus|(?:proses|pelayanan|layanan)\s+perizinan|"
    r"perizinan)\b[^.;\n]{0,90}?\b(?:(?i:secara\s+online\s+(?:melalui|lewat|via|di|pada))\s+(?!(?:Sistem|Aplikasi|Portal|"
    r"Website|Dinas|OSS)\b)|(?i:melalui|lewat|via|menggunakan|dengan)\s+(?i:aplikasi|sistem)\s+)(?!(?:Informasi|Online|Elektronik|"
    r"Pelayanan|Perizinan|Terpadu|Dinas)\b)[A-Z][\w-]{3,}"
)
#: Applications sent through a regional system that its name alone tells.
_KNOWN: Final = Wording(
    r"\b(?:melalui|lewat|via|ke|di|pada|menggunakan)\s+(?:laman\s+|portal\s+|website\s+|platform\s+|layanan\s+|aplikasi\s+|sistem\s+){0,2}"
    r"(?:si\s?cantik|mpp\s+digital|mppd)\b",
    re.IGNORECASE,
)
_GENERIC: Final = Wording(
    r"\W*(?:(?:lihat|klik|kunjungi|buka|ke|masuk|menuju|akses|coba|mulai|daftar|login|sekarang|layanan|link|"
    r"di ?sini|website|aplikasi|"
    r"selengkapnya|situs|go|to|here|portal)\W*){1,4}",
    re.IGNORECASE,
)
_INFORMATION: Final = Wording(
    r"\b(?:cek|lacak|status|tracking|syarat|persyaratan|prosedur|alur|sop|standar|survei|survey|skm|ikm|pengaduan|"
    r"aduan|formulir|download|unduh|"
    r"panduan|tutorial|manual|buku|video|peraturan|regulasi|dasar\s+hukum|statistik|data|rekap\w*|jumlah|laporan|"
    r"berita|dashboard|faq|tentang|biaya|"
    r"tarif|retribusi|jenis|(?<!sistem )informasi|profil|kontak|grafik|realisasi|pengumuman|sosialisasi|peta|rdtr)\b",
    re.IGNORECASE,
)
_STAFF: Final = Wording(
    r"\b(?:pegawai|admin\w*|petugas|internal|back-?office|operator|e-?kinerja|absen\w*|e-?office|webmail)\b",
    re.IGNORECASE,
)
_PLAN: Final = re.compile(r"\b(?:akan|segera|rencana\w*|direncanakan|mulai\s+tahun|ke\s+depan)\b", re.IGNORECASE)
_APPLICATION: Final = Wording(
    r"\b(?:permohonan|registrasi|pendaftaran|pengajuan|mengajukan|pemohon)\b.{0,80}"
    r"\b(?:(?:per)?i[zj]in(?:an)?|imb|pbg|slf|p?kkpr|nib)\b|"
    r"\b(?:per)?i[zj]in(?:an)?\b.{0,60}"
    r"\b(?:permohonan|registrasi|pendaftaran|pengajuan|online)\b",
    re.IGNORECASE | re.DOTALL,
)
_UPLOAD: Final = Wording(
    r"\bfile\s+scan\b|\b(?:unggah|upload|lampirkan)\b|\bscan\s+(?:asli|berkas|dokumen|ktp)\b", re.IGNORECASE
)
_COMPLAINTS: Final = Wording(r"\bpengaduan\b", re.IGNORECASE)
#: How far below the words a generic button may stand, in code points; and links looked at.
_REACH: Final = 400
_MOST_LINKS: Final = 500
#: Blocks below a heading in which its form may stand: steps of a wizard come before it.
_SECTION: Final = 16
_REPORTS: Final = Wording(
    r"\b(?:lkpm|materi|pelatihan|bimbingan\s+teknis|bimtek|sosialisasi|pendampingan|workshop|peserta)\b", re.IGNORECASE
)
_LOGIN: Final = "Applicants log in or register here to apply for a permit."
_FORM: Final = "A permit can be applied for through this form."
_LINK: Final = "The page's content links to a system in which permits are applied for."
_MENU: Final = "A menu entry leads to a system in which permits are applied for."
_NATIONAL: Final = "Only a national system (OSS, SIMBG) is reached from here."
_NAMED: Final = "A system for applications is named here, without a link in the content."
_NONE: Final = "Permits are spoken of here, but none can be applied for."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Forms, links to systems, and text that names a system the menu leads to."""
    made = list(_forms(page, seen)) + list(_links(page, seen))
    made += [] if made else _logins(page)
    if not any(hit.place is not Place.NAV for hit in made):
        made += _named(page, seen, any(hit.place is Place.NAV for hit in made))
    yield from made
    if not made:
        for block, _ in list(seen.blocks("system", "central"))[:2]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _forms(page: Page, seen: Seen) -> Iterator[Hit]:
    """An application or registration with fields to fill; or many uploads asked for in an application's words."""
    done: set[int] = set()
    for block, _ in islice(seen.blocks("system"), MOST_HEADINGS):
        about = f"{page.words_of(block)[:400]} {' '.join(page.headings(block)[:2])}"
        if block.place is Place.NAV or block.tag == "title" or not _APPLICATION.search(about) or _refused(about):
            continue
        below = under(page, block, _SECTION) if block.tag[:1] == "h" else ()
        near = (*page.blocks[block.index : block.index + 6], *below)
        index = next((other.form for other in near if other.form >= 0 and other.place is not Place.NAV), -1)
        if index >= 0 and index not in done:
            done.add(index)
            form = page.form(index)
            if len(form.fields) >= 4 and not _STAFF.search(form.text[:400]):
                yield hit(INDICATOR, Strength.FOUND, page, block.start, block.end, _FORM, certainty=3)
        elif not done and not page.is_document:
            following = page.blocks[block.index : block.index + 25]
            if sum(bool(_UPLOAD.search(page.words_of(other))) for other in following) >= 3:
                done.add(-1)
                yield hit(INDICATOR, Strength.FOUND, page, block.start, block.end, _FORM)


def _logins(page: Page) -> Iterator[Hit]:
    """A login on a page about permits that invites applicants and offers an account."""
    forms: dict[int, list[Block]] = {}
    for block in page.blocks:
        if block.form >= 0 and block.place is Place.MAIN:
            forms.setdefault(block.form, []).append(block)
    for index, held in forms.items():
        words = " ".join(page.words_of(block) for block in held)[:1_000]
        above = page.blocks[max(0, held[0].index - 2) : held[0].index]
        invited = _INVITED.search(" ".join((words[:400], *(page.words_of(other)[:200] for other in above))))
        about = f"{' '.join(page.headings(held[0]))} {words[:400]}"
        if invited and _ACCOUNT.search(words) and speaks_of_permits(about) and not _refused(about):
            if page.form(index).has("password"):
                yield hit(INDICATOR, Strength.FOUND, page, held[0].start, held[-1].end, _LOGIN)
            return


def _refused(text: str) -> bool:
    """Whether another service, a survey, complaints, or in a short label the staff's own system is named."""
    staff = len(text) <= 120 and _STAFF.search(text)
    return is_other_service(text) or is_survey(text) or bool(staff) or bool(_COMPLAINTS.search(text))


def _links(page: Page, seen: Seen) -> Iterator[Hit]:
    candidates = {link.index: page.links[link.index] for link in seen.links("system", "central")}
    places = [match.start for match in seen.all("system", "central")]
    for link in page.links[:_MOST_LINKS]:  # a generic button stands below the words
        if _GENERIC.fullmatch(link.text):
            at = bisect_right(places, link.start) - 1
            if at >= 0 and link.start - places[at] <= _REACH:
                candidates.setdefault(link.index, link)
    for _, link in sorted(candidates.items())[:_MOST_LINKS]:
        if (
            link.state != "live"
            or link.kind not in ("page", "download", "embed")
            or len(link.text) > 400
            or link.is_file
        ):
            continue
        yield from _judge(page, link)


def _judge(page: Page, link: Link) -> Iterator[Hit]:
    about = _words_about(page, link)
    host = host_of(link.url)
    if (
        _refused(f"{about} {path_words(link.url)}")
        or (is_headline(_without_names(link.text[:120])) and not _GENERIC.fullmatch(link.text))
        or is_blank(about)
    ):
        return
    nav = link.place is Place.NAV
    if host_role(link.url) is HostRole.CENTRAL:
        told = not link.text or _CENTRAL.search(f"{about} {link.text}") or speaks_of_permits(link.text)
        if told and _CENTRAL_HOST.search(host.removeprefix("www.")) and not _INFORMATION.search(link.text[:80]):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _NATIONAL, host_role=HostRole.CENTRAL)
        return
    path = path_words(link.url)
    named = _SYSTEM.search(about) or _SYSTEM.search(path)
    by_host = any(_SYSTEM_HOST.match(label) for label in host.split(".")[:-2]) and host != host_of(page.url)
    if _INFORMATION.search(link.text[:80]) or (is_news(page) and not nav):
        return
    on_site = owner(page) == "permit" and bool(_REGISTER.fullmatch(link.text.strip()))
    on_site = on_site or (bool(_APPLY_PATH.search(link.url)) and len(link.text) <= 80 and bool(permits_in(link.text)))
    if not (named or by_host or on_site):
        yield from _sector(page, link)
        return
    yield link_hit(INDICATOR, Strength.PARTIAL if nav else Strength.FOUND, page, link, _MENU if nav else _LINK)


def _without_names(text: str) -> str:
    """A label without the names of systems in it ("SIAP"), which may be words of headlines."""
    return text if text.isupper() else re.sub(r"\b[A-Z]{3,}\b", "", text)


def _sector(page: Page, link: Link) -> Iterator[Hit]:
    """One of several sectors below a heading that promises permits online; partial where most of them are dead."""
    block = page.block_at(link.start)
    heads = [head for head in page.headings(block)[:-1][:2] if _ONLINE.search(head)]
    following = page.blocks[block.index + 1 : block.index + 2]
    if not heads or link.place is Place.NAV or not speaks_of_permits(link.text):
        return
    if any(is_blank(page.words_of(other)) for other in following):
        return
    beside = [other for other in page.links if other.place is link.place and speaks_of_permits(other.text)]
    alive = sum(other.alive for other in beside)
    strength = Strength.FOUND if alive * 2 > len(beside) else Strength.PARTIAL
    yield link_hit(INDICATOR, strength, page, link, _LINK)


def _words_about(page: Page, link: Link) -> str:
    """A link's own words; for a generic button also the words right above it under the same heading."""
    if link.text and not _GENERIC.fullmatch(link.text):
        return link.text
    block = page.block_at(link.start)
    above = [other for other in page.blocks[max(0, block.index - 2) : block.index] if other.heading == block.heading]
    heads = page.headings(block)[:1] if block.heading >= 0 else ()
    return " ".join((*heads, *(page.words_of(other)[:300] for other in above), page.words_of(block)[:300], link.text))


def _named(page: Page, seen: Seen, linked: bool) -> list[Hit]:
    """Content that names the application by which permits are handled, where the menu has the link."""
    if is_news(page):
        return []
    own = owner(page) == "permit"
    for block, _ in islice(seen.blocks("system", "central", "apply"), MOST_HEADINGS):
        text = page.words_of(block)[:1_500]
        heads = " ".join(page.headings(block))
        if block.place is not Place.MAIN or block.tag == "title" or _PLAN.search(text):
            continue
        known = own and (_KNOWN.search(text) or _OWN_TOLD.search(text) or (linked and _BY_SYSTEM.search(text)))
        told = known or (_NATIONALS.search(text) and (_TOLD.search(text) or _SENT.search(text)))
        if told and speaks_of_permits(f"{text} {heads}") and not _is_wrong(f"{text} {heads}"):
            return [hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _NAMED)]
    return []


def _is_wrong(text: str) -> bool:
    """Whether reports of investors, or training in a system, are spoken of."""
    return bool(_REPORTS.search(text)) or is_survey(text)
