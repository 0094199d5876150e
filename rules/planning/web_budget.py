"""Is the region's budget (APBD) given, in figures or as a document?

Why it counts: it shows what a Pemda takes from business and what it builds for it.
Found: APBD summary, details, amendment, realisation report, regional financial report or the Perda on them, as a dated
row, record or file with its link; a table with revenue and spending; the document itself.
Partial: a live link or menu entry to them; one side of the budget; a sentence with the total; one agency's DPA.
Not found: drafts (RAPBD, KUA-PPAS), council assignments and speeches, other regions' budgets, activities paid from the
APBD, financial reports of one agency, templates without values.
Known to miss: scans without a text layer; figures in pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.instruments import PERDA, PROVINCIAL
from rules.genre import is_news
from rules.labels import is_headline
from rules.places import is_provincial, other_region, page_title
from rules.planning.accounts import budget_tables, has_amounts
from rules.planning.naming import LEADS, is_named
from rules.planning.offers import AGENCY, MAX_LINE, Offer, offers
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_budget"
VERSION: Final = "1"
WORDS: Final = {
    "budget": (
        "apbd", "p-apbd", "apbd-p", "apbdp", "papbd", "anggaran pendapatan dan belanja daerah",
        "apbk", "anggaran pendapatan dan belanja kabupaten", "anggaran pendapatan dan belanja kota", "regional budget",
        "anggaran pendapatan belanja daerah", "anggaran pendapatan & belanja daerah", "pendapatan dan belanja daerah",
    ),
    "report": (
        "laporan realisasi anggaran", "lra", "laporan keuangan", "lkpd", "catatan atas laporan keuangan", "calk",
        "transparansi anggaran", "transparansi pengelolaan anggaran", "transparansi keuangan", "anggaran daerah",
        "pengelolaan anggaran daerah", "neraca", "laporan arus kas", "laporan operasional", "poster anggaran",
    ),
    "agency": ("dpa", "dppa", "dpa-skpd", "dokumen pelaksanaan anggaran", "dpa-ppkd", "rka", "rka-skpd",
        "rencana kerja dan anggaran", "rencana kerja anggaran"),
    "sides": (
        "pendapatan asli daerah", "pendapatan daerah", "belanja daerah", "belanja operasi", "belanja modal",
        "belanja langsung", "belanja tidak langsung", "pembiayaan daerah", "pendapatan transfer", "dana perimbangan",
        "realisasi anggaran", "realisasi pendapatan", "realisasi belanja", "ringkasan anggaran",
        "realisasi pad", "target pad", "realisasi pendapatan asli",
        "pagu belanja", "target pendapatan", "pajak hotel", "pajak restoran", "pajak reklame",
    ),
    "draft": ("rapbd", "r-apbd", "rancangan apbd", "kua", "ppas", "kua-ppas"),
}  # fmt: skip
WHY_OFFERED: Final = "An APBD document is offered with its year and a link."
WHY_DOCUMENT: Final = "This document is the APBD or its realisation."
WHY_TABLE: Final = "Figures of the budget stand here."
WHY_SIDE: Final = "Figures of one side of the budget stand here."
WHY_LINK: Final = "A link leads to budget documents."
WHY_NAMED: Final = "The Perda on the APBD is named, without the document."
WHY_SENTENCE: Final = "A sentence states the APBD."
WHY_SIDES: Final = "A sentence gives revenue and spending of the APBD."
WHY_AGENCY: Final = "The budget document of one agency is offered."
WHY_AGENCY_REPORT: Final = "The financial report of one agency is not the region's budget."
WHY_DRAFT: Final = "This is a draft or a step on the way to the APBD."
WHY_ELSEWHERE: Final = "The budget is that of another region or of the province."
WHY_MENTION: Final = "The budget is mentioned; neither figures nor a document are offered."
_BUDGET: Final = re.compile(
    r"\b(?:p-?apb[dk]|apb[dk](?:-?p)?|(?:anggaran\s+)?pendapatan\s+(?:dan\s+|&\s+)?belanja\s+(?:daerah|kabupaten|kota)|"
    r"regional\s+budget)\b",
    re.IGNORECASE,
)
_REALISED: Final = re.compile(r"\b(?:laporan\s+realisasi\s+anggaran|lra)\b", re.IGNORECASE)
_REPORT: Final = re.compile(
    r"\b(?:laporan\s+keuangan|lkpd|neraca(?!\s+(?:bahan|pangan|air|perdagangan|sumber|lahan|awal|hutan|ekonomi|energi))|laporan\s+arus\s+kas|"
    r"laporan\s+operasional|catatan\s+atas\s+laporan\s+keuangan|calk|"
    r"transparansi\s+(?:pengelolaan\s+)?(?:anggaran|keuangan)(?:\s+daerah)?)\b",
    re.IGNORECASE,
)
#: A financial report that says it is the whole Pemda's.
_OF_REGION: Final = re.compile(
    r"\blkpd\b|\bpemerintah\s+(?:daerah|kabupaten|kota)\b|\bpemkab\b|\bpemkot\b|\baudited\b", re.IGNORECASE
)
_DPA: Final = re.compile(
    r"\b(?:dpp?a|rka|poster\s+anggaran|rencana\s+kerja\s+(?:dan\s+)?anggaran|"
    r"dokumen\s+pelaksanaan\s+(?:perubahan\s+)?anggaran)\b",
    re.IGNORECASE,
)
_ANY: Final = re.compile(f"{_BUDGET.pattern}|{_REALISED.pattern}|{_REPORT.pattern}", re.IGNORECASE)
_LEADS: Final = LEADS | frozenset(
    """
    penjabaran pergeseran fisik laporan realisasi rincian target struktur postur pelaksanaan grafik pertanggungjawaban
    rekap rekapitulasi nota keuangan perhitungan ikhtisar anggaran semester triwulan bulan opini infografis tabel
    transparansi pengelolaan
    """.split()  # noqa: SIM905 - a list of words is read more easily as a text
)
_DRAFT: Final = re.compile(
    r"\b(?:rapbd|r-apbd|rancangan|ra(?:p|np)erda|kua|ppas|nota kesepakatan|nota pengantar|draf\w*|usulan)\b",
    re.IGNORECASE,
)
_EVENT: Final = re.compile(
    r"\b(?:persetujuan|penugasan|pansus|banggar|pembahasan|rapat|paripurna|penyampaian|sosialisasi|penyusunan|"
    r"pengesahan|disahkan|asistensi|evaluasi|bersumber|dibiayai|pengadaan|penyerapan|pembiayaan|keputusan dprd|"
    r"kep\.?\s?dprd|desa)\b",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(r"\bapb[dk]\b.*\bpendapatan\b.{0,80}\d.*\bbelanja\b.{0,80}\d", re.IGNORECASE | re.DOTALL)
#: Amounts of a sentence that gives both sides.
_SIDES: Final = 2
_AMOUNT: Final = re.compile(r"\brp\.?\s?\d[\d.,]*\s?(?:triliun|trilyun|mil[iy]ar|juta|t\b|m\b|,-)?", re.IGNORECASE)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """The budget as a document, as tables, as lines that offer it, as a sentence."""
    if page.is_document:
        yield from _document(page, seen)
        return
    foreign = other_region(page)
    for table in budget_tables(page, seen):
        strength, why = (Strength.FOUND, WHY_TABLE) if table.both_sides else (Strength.PARTIAL, WHY_SIDE)
        if foreign:
            strength, why = Strength.REJECTED, WHY_ELSEWHERE
        yield hit(INDICATOR, strength, page, table.start, table.end, why, certainty=3 if table.both_sides else 2)
    for offer in offers(page, seen, "budget", "report", "agency", "draft"):
        strength, why, certainty = _weigh(page, offer)
        promise = downloads.promise(offer.link) if strength is not Strength.REJECTED else ""
        yield hit(
            INDICATOR, strength, page, offer.start, offer.end, why,
            certainty=certainty, promise=promise, fallback=strength, place=offer.place,
        )  # fmt: skip


def _weigh(page: Page, offer: Offer) -> tuple[Strength, str, int]:
    name = offer.name[:MAX_LINE]
    if offer.instrument == PROVINCIAL or other_region(page, offer.text) or is_provincial(name):
        return Strength.REJECTED, WHY_ELSEWHERE, 2
    if _DRAFT.search(offer.text[:MAX_LINE]):
        return Strength.REJECTED, WHY_DRAFT, 2
    if _EVENT.search(offer.text[:MAX_LINE]) or is_headline(name) or len(offer.name) > MAX_LINE:
        return _sentence(page, offer)
    if is_named(name, _DPA, LEADS, page.region):
        return (Strength.PARTIAL, WHY_AGENCY, 2) if offer.link else (Strength.REJECTED, WHY_MENTION, 2)
    whole = is_named(name, _BUDGET, _LEADS, page.region)
    realised = is_named(name, _REALISED, LEADS, page.region)
    if not whole and not realised and not is_named(name, _REPORT, LEADS, page.region):
        return _sentence(page, offer)
    if AGENCY.search(offer.text) or (not whole and AGENCY.search(f"{offer.row} {page_title(page)}")):
        return (Strength.PARTIAL, WHY_AGENCY_REPORT, 1) if offer.link else (Strength.REJECTED, WHY_AGENCY_REPORT, 2)
    if offer.link is None and offer.instrument != PERDA:
        return _sentence(page, offer)
    return _offered(offer, whole or realised)


def _offered(offer: Offer, budget: bool) -> tuple[Strength, str, int]:
    """A line that names a document of the region's budget, or of its finances at large."""
    if offer.link is None:
        return Strength.PARTIAL, WHY_NAMED, 2
    whose = _OF_REGION.search(offer.text) and offer.link.is_file and offer.dated
    listed = offer.dated and (offer.instrument or offer.row is not offer.text)
    if (budget or whose) and offer.place is not Place.NAV and (listed or offer.link.is_file):
        return Strength.FOUND, WHY_OFFERED, 3 if offer.instrument or offer.link.is_file else 2
    return Strength.PARTIAL, WHY_LINK, 2


def _sentence(page: Page, offer: Offer) -> tuple[Strength, str, int]:
    """Prose: both sides with their year are the budget; the total counts for something where it is no news."""
    amounts = len(_AMOUNT.findall(offer.text))
    if amounts >= _SIDES and offer.dated and _BOTH.search(offer.text) and not is_news(page):
        return Strength.FOUND, WHY_SIDES, 2
    if amounts and offer.dated and re.search(r"\bapbd\b", offer.text, re.IGNORECASE):
        return Strength.PARTIAL, WHY_SENTENCE, 1 if is_news(page) or _EVENT.search(offer.text) else 2
    return Strength.REJECTED, WHY_MENTION, 2


def _document(page: Page, seen: Seen) -> Iterator[Hit]:
    """The budget by its first lines and its amounts."""
    first = next(iter(seen.within(0, 2_000, "budget", "report", "agency")), None)
    if first is None:
        return
    head, near = page.text[:2_000], page.block_at(first.start)
    if near.end - near.start > MAX_LINE:  # a sitemap or a dump of data: no first page has such a line
        return
    strength, why, certainty = Strength.FOUND, WHY_DOCUMENT, 3
    if _DRAFT.search(head[: first.end + 100]) or seen.within(0, 600, "draft"):
        strength, why = Strength.REJECTED, WHY_DRAFT
    elif other_region(page, head):
        strength, why = Strength.REJECTED, WHY_ELSEWHERE
    elif seen.within(near.start, near.end, "agency") and AGENCY.search(page.words_of(near)):
        strength, why, certainty = Strength.PARTIAL, WHY_AGENCY, 2
    elif not is_named(page.words_of(near), _ANY, _LEADS, page.region) and not has_amounts(page.text):
        strength, why = Strength.REJECTED, WHY_MENTION
    elif AGENCY.search(head[:600]):
        strength, why, certainty = Strength.PARTIAL, WHY_AGENCY, 2
    yield hit(INDICATOR, strength, page, near.start, near.end, why, certainty=certainty)
