"""The steps of getting a business permit: procedure, flow, mechanism, standard operating procedure.

Why it counts: an applicant who knows the steps needs no go-between.
Found: the steps are set out as a list, a table row, a chart or a document of standards for permits.
Partial: the steps of one permit, steps of the national system, one sentence that says how to apply, or a live link or
menu entry to the procedure; a chart that stands as a picture.
Not found: procedures of other services (public information, complaints), a pledge (maklumat) alone, surveys,
an award for standards, a heading without steps.
Known to miss: charts that stand on the page as a picture without a name or a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import names_permit_office, owner
from rules.permits import distinct, is_blank, is_other_service, is_survey, permits_in, speaks_of_permits
from rules.protocol import hit, link_hit, picture_hit
from rules.sections import MOST_HEADINGS, headed, is_heading, items_in, lead, topic, under
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_procedure_general"
VERSION: Final = "1"
WORDS: Final = {
    "actor": ("pemohon",),
    "procedure": (
        "prosedur*",
        "alur*",
        "mekanisme*",
        "tata cara*",
        "tatacara*",
        "tahapan*",
        "langkah*",
        "sop",
        "standar operasional*",
        "standard operasional*",
        "standar pelayanan*",
        "standard pelayanan*",
        "standar layanan",
        "proses penerbitan*",
        "proses perizinan*",
        "bagan alir",
        "bagan alur",
        "flowchart",
        "cara mengurus*",
        "cara mendapatkan*",
        "cara mengajukan*",
        "cara permohonan*",
        "cara mudah*",
        "cara memperoleh*",
        "cara urus*",
        "cara pengajuan*",
        "cara pendaftaran*",
        "cara mendaftar*",
        "cara membuat*",
        "cara pembuatan*",
        "cara pengurusan*",
        "how to apply*",
        "how to get*",
        "how to obtain*",
        "procedure*",
        "permit procedure*",
        "licensing procedure*",
    ),
}
_WORD: Final = re.compile(
    r"\b(?:prosedur|alur|mekanisme|tata\s?cara|tahapan|proses\s+(?:penerbitan|perizinan)|langkah\W{1,3}langkah|sop|standa?rd?\s+(?:operasional|"
    r"pelayanan|layanan)|bagan\s+al[iu]r|"
    r"flow\s?chart|cara(?:\s+mudah)?\s+(?:mengurus|urus|mendapatkan|mengajukan|permohonan|pengurusan|memperoleh|pengajuan|pendaftaran|mendaftar|membuat|pembuatan)|procedures?|"
    r"how\s+to\s+(?:apply|get|obtain))\b",
    re.IGNORECASE,
)
_STANDARD: Final = re.compile(r"standa?rd?\s+(?:pelayanan|layanan)", re.IGNORECASE)
_ELSEWHERE: Final = Wording(
    r"\b(?:pengaduan|aduan|keluhan|informasi\s+publik|permohonan\s+informasi|keberatan|evakuasi|darurat|"
    r"kepegawaian|keuangan|pencairan|"
    r"penyusunan|pengawasan|penghargaan|kepatuhan|perda|perencanaan|musrenbang|pengadaan|hukum|sengketa|kunjungan|"
    r"magang|lkpm|maklumat|"
    r"pengumuman|penanganan|koperasi|kinerja|investasi\s+saham|login|pendaftaran\s+akun|lupa|rapat|"
    r"surat\s+(?:masuk|keluar)|peminjaman)\b",
    re.IGNORECASE,
)
_LAW: Final = re.compile(
    r"\b(?:nomor|no\.?)\s*\d+.{0,16}\b(?:tahun|thn|th)\b|\bper(?:aturan|bup|wal|da|men\w*|gub)\b|\bundang",
    re.IGNORECASE,
)
_STEP: Final = Wording(
    r"\b(?:pemohon|permohonan|berkas|petugas|loket|verifikasi|survei\s+lapangan|tinjau\w*|pemeriksaan|"
    r"penandatanganan|penerbitan|pembayaran|"
    r"pengambilan|penyerahan|mengisi|mengajukan|menyerahkan|melengkapi|mendaftar|mengunggah|upload|daftar|login|"
    r"klik|pilih|cek\s+lokasi|"
    r"registrasi|disposisi|validasi|diterbitkan|diterima|dokumen|formulir|izin|ijin|oss|front\s+office|"
    r"back\s+office|kepala\s+dinas|rekomendasi|unggah|lengkapi|ambil|lapangan|bayar|kasir|"
    r"applicants?|submit\w*|officers?|verif\w+|documents?|permits?|payment|application|register|counter|site\s+(?:visit|survey))\b",
    re.IGNORECASE,
)
_COMPLAINT: Final = re.compile(r"\b(?:pengaduan|aduan|keluhan)\b", re.IGNORECASE)
#: How an entry of a list of papers begins.
_PAPER: Final = re.compile(
    r"\W*(?:\(?(?:\d{1,2}|[a-z])[.)]\s*)?(?:(?:foto\s?-?)?\s?c?k?opy|fotokopi|f\.?\s?c\.?\s|salinan|surat\s+(?:pernyataan|kuasa|keterangan)|"
    r"pas\s?foto|akt[ae]\b|ktp\b|npwp\b|daftar\s+(?:tenaga|peralatan)|struktur\s+organisasi|denah|sertifikat)",
    re.IGNORECASE,
)
#: Steps on one line: "Pemohon - Front Office - Verifikasi - Penyerahan".
_ARROW: Final = re.compile(r"\s(?:-|–|—|→|➔|⇒|->|=>|>|»)\s")
#: How a sentence tells where a permit is applied for.
_APPLIED: Final = Wording(
    r"\b(?:pendaftaran|permohonan|pengajuan|pengurusan|pemohon|pelaku\s+usaha)\b[^.;]{0,60}\b(?:dilakukan|diajukan|disampaikan|"
    r"mengajukan|mendaftar\w*|datang|dilayani|mengisi)\b[^.;]{0,80}\b(?:melalui|ke|di|pada|secara|kepada|lewat)\b",
    re.IGNORECASE,
)
#: A numbered line that begins with who acts, or with what is done.
_ACT: Final = re.compile(
    r"\W*\d{1,2}[.)]\s*(?:pemohon|petugas|tim\s+teknis|front\s+office|back\s+office|kepala\s+dinas|verifikasi|"
    r"pemeriksaan|pengesahan|penandatanganan|penerbitan|penyerahan|pengambilan|pendaftaran|pembayaran|survei|peninjauan)\b",
    re.IGNORECASE,
)
#: Such lines, at least.
_ACTS: Final = 3
#: Pictures that show no procedure.
_ICON: Final = re.compile(
    r"\b(?:logo|ikon|icon|avatar|banner|header|foto|kepala|bupati|wali ?kota|loading|user|profile?|share|"
    r"pdf|whatsapp|facebook|shape|bg|background|thumb\w*)\b",
    re.IGNORECASE,
)
#: Blocks that may stand between a heading and its picture.
_NEAR: Final = 2
#: Longest heading over one sentence on how to apply.
_SHORT_HEAD: Final = 60
_LEAD: Final = re.compile(
    r"\b(?:prosedur|alur|mekanisme|tata\s?cara|tahapan|langkah|cara)(?:nya)?\b[^\n.:]{0,60}:\s{0,2}(?=\(?(?:1|a)[.)])",
    re.IGNORECASE,
)
_STEPS: Final = "The steps of getting a permit are set out here."
_ONE: Final = "The steps of one permit, or of the national system, are set out here."
_PICTURE: Final = "The procedure stands here as a picture."
_BRIEF: Final = "One sentence says how a permit is applied for."
_FILE: Final = "A document with the procedure or the service standard for permits is offered here."
_LINK: Final = "A live link leads to the procedure."
_NONE: Final = "The words stand here without the steps of getting a business permit."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Steps below a heading or in a row, then documents, then links."""
    made = list(_steps(page, seen)) + list(_linked(page, seen))
    yield from made or (made := list(_pictured(page, seen)))
    if not made:
        for block, _ in list(seen.blocks("procedure"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _steps(page: Page, seen: Seen) -> Iterator[Hit]:
    if is_news(page):
        return
    for block, counted in _told(page, seen):
        one = len(permits_in(page.words_of(block)[:600])) == 1 or _is_one_permit(page, block)
        strength, why = (Strength.PARTIAL, _ONE) if one else (Strength.FOUND, _STEPS)
        yield hit(INDICATOR, strength, page, *counted, why)
    made = False
    for block in headed(page, seen, "procedure"):
        if not _WORD.search(page.words_of(block)[:200]) or not _about_permits(page, block):
            continue
        made = True
        span = _listed(page, block) or _inline(page, block)
        told = None if span else _sentence(page, block)
        if told:
            yield hit(INDICATOR, Strength.PARTIAL, page, *told, _BRIEF)
        if span:
            one = _is_one_permit(page, block)
            strength, why = (Strength.PARTIAL, _ONE) if one else (Strength.FOUND, _STEPS)
            yield hit(INDICATOR, strength, page, *span, why, certainty=3)
    if not made:
        yield from _counted(page, seen)


def _counted(page: Page, seen: Seen) -> Iterator[Hit]:
    """Steps without a word over them, on the page of one permit: numbered lines, most of them with who does what."""
    if not (len(_permits(page.title)) == 1 or len(_permits(_first_heading(page))) == 1):
        return
    first = next((block for block, _ in seen.blocks("actor") if block.place is Place.MAIN), None)
    for block in page.blocks[max(0, first.index - 2) : first.index + 12] if first else ():
        run = page.blocks[block.index : block.index + 12]
        acts = [other for other in run if _ACT.match(page.words_of(other)) and other.place is Place.MAIN]
        if len(acts) >= _ACTS and acts[0] is block and acts[-1].index - block.index <= len(acts) + 1:
            if _about_permits(page, block):
                yield hit(INDICATOR, Strength.PARTIAL, page, block.start, acts[2].end, _ONE)
            return


def _first_heading(page: Page) -> str:
    heads = (block for block in page.blocks[:60] if block.tag in ("h1", "h2", "h3") and block.place is Place.MAIN)
    return page.words_of(first)[:200] if (first := next(heads, None)) else ""


def _told(page: Page, seen: Seen) -> Iterator[tuple[Block, tuple[int, int]]]:
    """Steps counted out in one paragraph: "Alurnya: (1) ambil formulir, (2) lengkapi berkas, (3) ..."."""
    for block, _ in islice(seen.blocks("procedure"), MOST_HEADINGS):
        text = page.words_of(block)[:3_000]
        if block.place is Place.NAV or is_heading(page, block) or items_in(text) < 3:
            continue
        lead = _LEAD.search(text)
        if lead and len(_STEP.findall(text[lead.start() :])) >= 3 and _about_permits(page, block):
            yield block, (block.start + lead.start(), block.end)


def _listed(page: Page, head: Block) -> tuple[int, int] | None:
    """Three or more steps as blocks of their own below the heading."""
    if _is_standard(page, head):
        return None  # a standard has many parts; its row on the procedure speaks for itself
    steps = [block for block in under(page, head, 30) if _is_step(page, block)]
    return (head.start, min(steps[2].end, head.start + 300)) if len(steps) >= 3 else None


def _is_standard(page: Page, head: Block) -> bool:
    """Whether a heading speaks of the standard of a service, and of no procedure beside it."""
    words = [match.group() for match in _WORD.finditer(page.words_of(head)[:200])]
    return all(_STANDARD.match(word) for word in words)


def _inline(page: Page, head: Block) -> tuple[int, int] | None:
    """Enumerated steps in one run of text: in the row itself, or right below the heading."""
    below = () if _is_standard(page, head) else tuple(under(page, head, 3))
    for block in (head, *below):
        text = page.words_of(block)
        told = items_in(text) >= 3 or len(_ARROW.findall(text[:600])) >= 3
        if told and len(_STEP.findall(text)) >= 3 and not is_survey(text):
            return block.start, block.end
    return None


def _sentence(page: Page, head: Block) -> tuple[int, int] | None:
    """A sentence right below a short heading: what is applied for, and where."""
    if head.end - head.start > _SHORT_HEAD:
        return None
    below = next(iter(under(page, head, 1)), None)
    if below is None or below.table >= 0:
        return None
    text = page.words_of(below)
    return (head.start, below.end) if len(text) <= 400 and _APPLIED.search(text) and not is_survey(text) else None


def _about_permits(page: Page, block: Block) -> bool:
    """The block, a heading over it or the site is about permits, and nothing nearer names another service."""
    text = page.words_of(block)[:300]
    if _ELSEWHERE.search(text) or is_other_service(text) or is_blank(text):
        return False
    about = topic(page, block)
    if any(_COMPLAINT.search(head) for head in page.headings(block)[:-1][:1]):
        return False
    if speaks_of_permits(about):
        return not is_survey(about) and not any(is_other_service(head) for head in page.headings(block)[:-1][:1])
    return (
        (owner(page) == "permit" or bool(permits_in(lead(page))))
        and not is_other_service(about)
        and not _ELSEWHERE.search(about)
        and not is_survey(about)
    )


def _is_step(page: Page, block: Block) -> bool:
    """A list item, paragraph or row of some length that tells who does what; neither a paper nor a permit's name."""
    text = page.words_of(block)
    if (
        len(text.split()) < 2
        or not _STEP.search(text)
        or is_blank(text)
        or _PAPER.match(text)
        or _COMPLAINT.search(text)
    ):
        return False
    return not (_is_linked(page, block) or (block.heading >= 0 and _is_linked(page, page.blocks[block.heading])))


def _is_linked(page: Page, block: Block) -> bool:
    """Whether a block is one link: the entry of a catalogue, not a step."""
    length = block.end - block.start
    return any(link.end - link.start >= length - 2 for link in page.links_in(block.start, block.end))


def _is_one_permit(page: Page, block: Block) -> bool:
    """The heading, or the title of the page, names one permit; or the steps are those of OSS."""
    above = "\n".join((*page.headings(block)[:2], page.title))
    named = _permits(page.words_of(block)[:200]) or _permits(above) or _permits(lead(page))
    national = re.search(r"\boss\b", page.words_of(block)[:200], re.IGNORECASE)
    return len(named) == 1 or bool(national)


def _permits(text: str) -> set[str]:
    """The permits named, short names in brackets left out: "Persetujuan Bangunan Gedung (PBG)" is one."""
    return permits_in(re.sub(r"\([^()]{2,12}\)", " ", text)) or permits_in(text)


def _linked(page: Page, seen: Seen) -> Iterator[Hit]:
    """Files and pages whose label is the procedure's, where permits are the topic."""
    own = owner(page) == "permit"
    files: list[tuple[Link, frozenset[str]]] = []
    for link in seen.links("procedure"):
        block = page.block_at(link.start)
        label = link.text if _WORD.search(link.text) or link.place is Place.NAV else page.words_of(block)[:160]
        if not link.alive or len(link.text) > 140 or is_headline(label) or not _WORD.search(label):
            continue
        about = f"{label} {' '.join(link.trail)}"
        if _ELSEWHERE.search(label) or _LAW.search(label) or is_other_service(about) or is_survey(label):
            continue
        heads = " ".join((label, *page.headings(block)[:2]))
        if not (own or speaks_of_permits(about) or names_permit_office(heads)):
            continue
        if link.is_file and link.place is not Place.NAV:
            files.append((link, frozenset(_permits(label))))
        elif (
            not link.target  # a part of this page speaks for itself
            and link.kind in ("page", "document", "drive", "download")
        ):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
    single = len(distinct(named for _, named in files)) == 1 and all(named for _, named in files)
    for link, _named in files:
        strength, why = (Strength.PARTIAL, _ONE) if single else (Strength.FOUND, _FILE)
        yield link_hit(INDICATOR, strength, page, link, why, promise=link.url)
    if not single:
        yield from _files_below(page, seen, own)


def _pictured(page: Page, seen: Seen) -> Iterator[Hit]:
    """A chart that stands on the page as a picture: so named, or alone below a heading of procedure."""
    if is_news(page) or not page.blocks:
        return
    own = owner(page) == "permit"
    for position, words in seen.pictures("procedure"):
        about = " / ".join((words, *page.headings(page.block_at(position))[:1], page.title))
        wrong = _ELSEWHERE.search(about) or _LAW.search(words) or is_other_service(about) or is_survey(about)
        if _WORD.search(words) and not wrong and not is_headline(words) and (own or speaks_of_permits(words)):
            yield picture_hit(INDICATOR, Strength.PARTIAL, page, position, words, _PICTURE)
            return
    for block in headed(page, seen, "procedure"):
        text = page.words_of(block)
        if block.tag[:1] != "h" or len(text) > _SHORT_HEAD or not _WORD.search(text) or not _about_permits(page, block):
            continue
        start, end = block.end, min(page.section(block)[1], _end_of(page, block.index + _NEAR))
        charts = (position for position, words in page.pictures if start <= position <= end and not _ICON.search(words))
        if not is_headline(text) and next(charts, None) is not None:
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _PICTURE)
            return


def _end_of(page: Page, index: int) -> int:
    return page.blocks[min(index, len(page.blocks) - 1)].end + 1


def _files_below(page: Page, seen: Seen, own: bool) -> Iterator[Hit]:
    """Files listed under a heading that names the procedure, on the permit office's own site."""
    if not own:
        return
    for block in headed(page, seen, "procedure"):
        text = page.words_of(block)
        if (
            len(text) > 100
            or _ELSEWHERE.search(text)
            or _LAW.search(text)
            or is_headline(text)
            or is_survey(topic(page, block))
            or not _WORD.search(text)
        ):
            continue
        body = list(under(page, block, 60))
        end = (body[-1].end if body else block.end) + 1  # a frame stands right behind the heading's words
        files = [link for link in _links_between(page, block.start, end) if link.is_file or link.kind == "embed"]
        if files:
            yield hit(INDICATOR, Strength.FOUND, page, block.start, block.end, _FILE)
            return


def _links_between(page: Page, start: int, end: int) -> Iterator[Link]:
    return (link for link in page.links if start <= link.start <= end and link.alive and link.place is not Place.NAV)
