"""A channel for complaints about permit services.

Why it counts: a firm that is kept waiting or asked for money must be able to say so.
Found: a form, an own system, or a WhatsApp, SMS or telephone number of the permit office given for complaints.
Partial: a general channel of the region or SP4N-LAPOR!, or a live link or menu entry to a complaint page.
Not found: complaint statistics, labour disputes, information officers (PPID), LKPM reports, spammed guestbooks.
Known to miss: channels that are named only in a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.contacts import phones_in
from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import host_role, names_permit_office, owner, path_words
from rules.permits import is_survey, speaks_of_permits
from rules.protocol import hit, link_hit
from rules.sections import MOST_HEADINGS, headed, topic, under
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Block, Form, Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "complaint_web"
VERSION: Final = "1"
WORDS: Final = {
    "complaint": (
        "pengaduan*",
        "aduan*",
        "mengadu*",
        "keluhan*",
        "kritik*",
        "saran dan*",
        "saran & *",
        "layanan saran*",
        "kotak saran",
        "sp4n*",
        "lapor!",
        "sistem lapor",
        "lapor go id",
        "complaint*",
        "sampaikan laporan*",
        "halo bupati",
        "lapor bupati",
        "lapor wali*",
        "lapor pak*",
        "lapor mas*",
        "lapor bu*",
        "wadul*",
        "aspirasi*",
        "layanan aspirasi*",
        "suara warga",
        "unek*",
        "uneg*",
    ),
}
_COMPLAINT: Final = re.compile(r"\b(?:pengaduan|aduan|keluhan|complaints?|kritik)\b|\bsistem\s+lapor\b", re.IGNORECASE)
#: Names that regions give their own channels.
_CHANNEL: Final = re.compile(
    r"\b(?:halo|lapor|wadul|matur|sambat|hallo|curhat)\s+(?:ke\s+)?(?:pak|bu|ibu|bapak|mas|mbak|kang|bang|gus|bupati|wabup|"
    r"wali\s?kota|wakil)\b|\b(?:kotak|layanan|sampaikan|form\w*)\s+(?:aspirasi|saran)\b|\bunek-?unek\b|\buneg-?uneg\b",
    re.IGNORECASE,
)
_NATIONAL: Final = re.compile(r"\bsp4n\b|\blapor\s?!|\blapor\.go\.id\b", re.IGNORECASE)
_COUNTED: Final = re.compile(
    r"\b(?:rekap\w*|jumlah|statistik|grafik|data|daftar|laporan(?!\s+anda)|indeks|tindak\s*lanjut|hasil|realisasi|"
    r"pengelola|petugas|penunjukan|"
    r"register|jenis|maklumat|bidang|seksi|tim|sk|keputusan|feedback|riwayat|kepala|status)\b",
    re.IGNORECASE,
)
_ELSEWHERE: Final = Wording(
    r"\bppid\b|\binformasi\s+publik\b|\bpermohonan\s+informasi|\bperselisihan\b|\bhubungan\s+industrial\b|\bphk\b|"
    r"\blkpm\b|\bpelanggan\b|\bpdam\b|\bpln\b|"
    r"\bgratifikasi\b|\bwhistle\s?-?blow\w*|\bwbs\b|\bkekerasan\b|\bkonsumen\b|\bpajak\b|\bpemilu\b|"
    r"\bpenyalahgunaan\s+wewenang|\bpengadaan\b|\bpenipuan\b|"
    r"\bkependudukan\b|\badminduk\b|\bpasien\b|\bsengketa\b|\bhoa(?:x|ks)\b|\bprotocol\s+communication|"
    r"\bhelp\s?-?desk\b|\brpjmd\b|\bmusrenbang\b",
    re.IGNORECASE,
)
_HOW: Final = re.compile(
    r"\b(?:mekanisme|alur|tata\s+cara|prosedur|cara|form\w*|sarana|saluran|kanal|media)\b", re.IGNORECASE
)
#: Words of headlines that stand in the names of complaint channels too.
_ADDRESSEE: Final = re.compile(r"lapor!|masyarakat|warga|bupati|wali\s?kota|\?", re.IGNORECASE)
_IS_FORM: Final = re.compile(r"^https?://(?:docs\.google\.com/forms/|forms\.(?:gle|office\.com)/)", re.I)
#: Lines that tell how, or where, somebody complains.
_WAY: Final = Wording(
    r"\b(?:pelapor|pengadu|menyampaikan|disampaikan|melaporkan|mengadukan|datang\s+langsung|secara\s+langsung|surat|kotak|loket|"
    r"e-?mail|website|telepon|telp|whats\s?app|sms|aplikasi|lapor!|sp4n\S*|formulir)(?!\w)",
    re.IGNORECASE,
)
#: A theme's sample form, which sends nothing until somebody signs up for it.
_SAMPLE: Final = re.compile(r"\bstartbootstrap\b|to activate this form|formspree\.io/f/(?:your|\{)", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_FORM: Final = "Complaints about permit services can be sent through this form."
_NUMBER: Final = "A number of the permit office is given for complaints."
_CITY: Final = "This is a general channel of the region, not of the permit office."
_TOLD: Final = "The page tells how a complaint reaches the permit office."
_CENTRAL: Final = "SP4N-LAPOR!, the national channel, is reached from here."
_LINK: Final = "A live link leads to a complaint page."
_NONE: Final = "Complaints are spoken of here, but no channel for permit services is given."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Forms and numbers first, then links; what only counts or reports complaints is refused."""
    own = owner(page) == "permit"
    made = list(_forms(page, seen, own)) + list(_numbers(page, seen, own)) + list(_links(page, seen, own))
    if not any(hit.place is Place.MAIN for hit in made):
        made += _told(page, seen, own)
    yield from made
    if not made:
        for block, _ in list(seen.blocks("complaint"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _forms(page: Page, seen: Seen, own: bool) -> Iterator[Hit]:
    done: set[int] = set()
    for block, _ in islice(seen.blocks("complaint"), MOST_HEADINGS):
        below = under(page, block, 40) if block.tag[:1] == "h" else ()
        near = (*page.blocks[block.index : block.index + 12], *below)
        index = next((other.form for other in near if other.form >= 0), -1)
        if index < 0 or index in done or block.place is Place.NAV or block.tag == "title":
            continue
        done.add(index)
        heads = " ".join(page.headings(block)[:2])
        form = page.form(index)
        if _is_complaint_form(form, f"{page.words_of(block)} {heads}") and not is_survey(
            f"{page.words_of(block)} {heads}"
        ):
            named = own or speaks_of_permits(f"{page.words_of(block)} {heads} {form.text[:1_000]}")
            strength, why = (Strength.FOUND, _FORM) if named else (Strength.PARTIAL, _CITY)
            yield hit(INDICATOR, strength, page, block.start, block.end, why, certainty=3 if own else 2)


def _is_complaint_form(form: Form, around: str) -> bool:
    """A person can write something and send it; it is no search, login or questionnaire."""
    words = f"{around} {form.text[:2_000]} {' '.join(form.buttons)}"
    writes = form.has("textarea") or sum(field.kind in ("text", "email", "tel", "number") for field in form.fields) >= 3
    return (
        writes
        and not _SAMPLE.search(words)
        and not form.has("password")
        and bool(_COMPLAINT.search(words))
        and not _ELSEWHERE.search(words)
        and sum(field.kind == "radio" for field in form.fields) < 8
    )


def _numbers(page: Page, seen: Seen, own: bool) -> Iterator[Hit]:
    """A number in the words' own block or right below, where the words are a label or an invitation."""
    if is_news(page):
        return
    for block, _ in islice(seen.blocks("complaint"), MOST_HEADINGS):
        text = page.words_of(block)
        if (
            not _COMPLAINT.search(text)
            or _ELSEWHERE.search(_near(page, block))
            or _COUNTED.search(text[:80])
            or block.tag == "title"
        ):
            continue
        following = page.blocks[block.index + 1 : block.index + 4] if len(text) <= 80 else ()
        for other in (block, *following):
            if other.index != block.index and _COMPLAINT.search(page.words_of(other)):
                break  # that block speaks for itself
            phone = next(phones_in(page.words_of(other)), None)
            if phone and other.place is block.place:
                named = own or names_permit_office(_near(page, block))
                yield hit(
                    INDICATOR,
                    Strength.FOUND if named else Strength.PARTIAL,
                    page,
                    block.start,
                    other.start + phone.end(),
                    _NUMBER if named else _CITY,
                )
                break


def _told(page: Page, seen: Seen, own: bool) -> list[Hit]:
    """A section on complaints about permit services that tells how they are made, or gives an e-mail for them."""
    if is_news(page):
        return []
    for block in headed(page, seen, "complaint"):
        text = page.words_of(block)
        about = topic(page, block)
        if not _COMPLAINT.search(text) or _ELSEWHERE.search(about) or is_survey(about) or is_headline(text[:80]):
            continue
        if not (own or speaks_of_permits(about)) or _COUNTED.search(text[:80]):
            continue
        lines = [block, *under(page, block, 30)]
        ways = [other for other in lines if _WAY.search(page.words_of(other)[:600])]
        mailed = next((other for other in lines[:4] if _EMAIL.search(page.words_of(other))), None)
        several = sum(len(set(_ways(page, other))) for other in ways[:2]) >= 2
        if mailed or several:
            end = (mailed or ways[-1]).end
            found = own and block.tag != "tr"
            return [
                hit(
                    INDICATOR,
                    Strength.FOUND if found else Strength.PARTIAL,
                    page,
                    block.start,
                    min(end, block.start + 400),
                    _TOLD,
                )
            ]
    return []


def _ways(page: Page, block: Block) -> list[str]:
    return [match.group().lower() for match in _WAY.finditer(page.words_of(block)[:600])]


def _is_of_permit_office(page: Page, link: Link) -> bool:
    """Whether the document stands in that office's list, on the site of another."""
    return link.is_file and names_permit_office(_near(page, page.block_at(link.start)))


def _near(page: Page, block: Block) -> str:
    return f"{page.words_of(block)[:600]} {' '.join(page.headings(block)[:2])}"


def _links(page: Page, seen: Seen, own: bool) -> Iterator[Hit]:
    for link in seen.links("complaint"):
        text = link.text
        if (
            not link.alive
            or link.state == "anchor"
            or link.kind == "embed"
            or len(text) > 110
            or is_headline(_ADDRESSEE.sub("", text))
        ):
            continue
        about = f"{text} {path_words(link.url)} {' '.join(link.trail[-1:])}"
        national = host_role(link.url) is HostRole.CENTRAL and bool(_NATIONAL.search(f"{about} {link.url}"))
        if not (
            national or _COMPLAINT.search(about) or _CHANNEL.search(text) or _NATIONAL.search(text)
        ) or _ELSEWHERE.search(about):
            continue
        if national or _NATIONAL.search(text):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _CENTRAL, host_role=host_role(link.url))
        elif _COUNTED.search(text) or (link.is_file and not _HOW.search(text)):
            continue
        elif link.kind in ("chat", "phone"):
            yield link_hit(
                INDICATOR, Strength.FOUND if own else Strength.PARTIAL, page, link, _NUMBER if own else _CITY
            )
        elif own and link.place is Place.MAIN and _IS_FORM.search(link.url):
            yield link_hit(INDICATOR, Strength.FOUND, page, link, _FORM)
        elif owner(page) != "other" or speaks_of_permits(about) or _is_of_permit_office(page, link):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
