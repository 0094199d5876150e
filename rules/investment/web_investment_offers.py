"""Investments on offer: which projects and sectors the region wants capital for.

Why it counts: an opportunity with a place, a size and a description is what an investor can act on.
Found: a list, a map or profiles of named opportunities with a description; documents that hold them; facts that
only a project on offer has, such as IRR or the investment it needs.
Partial: a live link or menu entry to the opportunities, a map or heading alone, opportunities named without
description, an offer in one sentence, land for investors.
Not found: realised investment, counts of profiles, forums, awards, rules on incentives, slogans, tasks of the agency.
Known to miss: opportunities in pictures and flipbooks; offers that never say "investasi" or "investment".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.genre import is_news, names_event
from rules.investment.headed import Head, heads, in_form, sentences_of
from rules.labels import is_headline, own_title
from rules.phrases import phrases
from rules.pointers import host_role, pointers
from rules.protocol import hit, link_hit
from rules.rows import elsewhere
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_investment_offers"
VERSION: Final = "2"
WORDS: Final = {
    "offer": phrases(
        "peluang investasi, potensi investasi, peluang usaha, potensi dan peluang, potensi & peluang, peluang "
        "dan potensi, peluang & potensi, peluang penanaman modal, potensi penanaman modal, proyek investasi, "
        "peluang proyek, investment opportunit*, peta investasi, peta potensi, katalog investasi, profil investasi, "
        "profile investasi, galeri investasi, ipro, pir, investment project*, project ready to offer, ready to offer, "
        "siap ditawarkan, potensi unggulan investasi, peluang bisnis, investasi yang ditawarkan, proyek yang "
        "ditawarkan, proyek prioritas investasi, ditawarkan kepada investor, potential investment, investment "
        "potential*, invest in, buku investasi, informasi investasi, info investasi, potensi regional, potensi & "
        "investasi, investasi & potensi, sektor investasi, kawasan investasi, investasi unggulan, daftar investasi, "
        "business opportunit*, investment map, investment profile*, investment guide, investment catalog*, "
        "panduan investasi, prospek investasi, prospektus, unggulan investasi, proyek strategis daerah yang ditawarkan"
    ),
    "fact": phrases(
        "irr, npv, payback*, pay back period, estimasi investasi, kebutuhan investasi, perkiraan investasi, "
        "kebutuhan modal, estimasi nilai investasi, perkiraan nilai investasi, investment value, estimated investment"
    ),
    "call": phrases("investor*, penanam modal, terbuka untuk usaha, terbuka bagi"),
    "land": phrases(
        "ketersediaan lahan, lahan investasi, lahan untuk investasi, kawasan industri, peruntukan industri, "
        "industrial estate*, industrial park*, lahan siap*"
    ),
    "entry": ["investasi", "investment", "invest"],
    "realised": [
        "realisasi investasi",
        "nilai investasi",
        "realisasi penanaman modal",
        "lkpm",
        "investasi pma",
        "investasi pmdn",
    ],
}
FOUND: Final = "Named investment opportunities are described here."
FILES: Final = "Documents on named investment opportunities open from this list."
DOCUMENT: Final = "A document on the investment opportunities opens from here."
MAP: Final = "A map of investment opportunities is shown here."
NAMED: Final = "Investment opportunities are announced here without any description of them."
SAID: Final = "A sentence offers an opportunity to investors."
GROUND: Final = "Land for investors is offered here, and no project."
LINKED: Final = "A live link leads to the investment opportunities."
DEAD: Final = "The link to the investment opportunities leads nowhere."
REALISED: Final = "Realised investment is reported here, not an offer."
OTHER: Final = "The words stand here, but nothing is offered."
_OFFER: Final = Wording(
    r"\b(?:peluang|potensi|potency|peta|katalog|profile?|buku|proyek|daftar|sektor|kawasan|brosur|booklet|galeri|"
    r"prospek\w*|panduan|info\w*)\b.{0,30}\b(?:investasi|penanaman modal|investor|usaha|bisnis)\b|"
    r"\b(?:investment|business) (?:opportunit|project|profile|map|catalog|potential|guide)|\binvest in\b|"
    r"\bpotential investment|\bipro\b|potensi regional|ready to offer|\b(?:investasi|proyek)\b.{0,20}\bditawarkan|"
    r"\bpotensi\b.{0,12}\bpeluang|\bpeluang\b.{0,12}\bpotensi|\binvestasi unggulan",
    re.IGNORECASE,
)
_NOT_OFFER: Final = re.compile(
    r"\b(?:realisasi|perkembangan|nilai investasi|lkpm|izin|ijin|forum|seminar|penghargaan|award|sosialisasi|"
    r"insentif|peraturan|perda|"
    r"perbup|perwal|keputusan|undang|jumlah|rekap\w*|laporan|target|capaian|tugas|seksi|bidang|sub|kepala|analis|"
    r"kebijakan|kepeminatan|pendaftaran|pma|pmdn|"
    r"iklim|pengaduan|promosi penanaman|gangguan|renstra|rencana umum|rupm|pengawasan|pengendalian)\b",
    re.IGNORECASE,
)
_LAND: Final = Wording(
    r"\b(?:lahan|tanah)\b.{0,25}\binvest(?:asi|or)|\bkawasan (?:peruntukan )?industri|\bindustrial (?:estate|park)|"
    r"\bketersediaan lahan",
    re.IGNORECASE,
)
_AREA: Final = re.compile(r"\d\s?(?:ha|hektare?)\b|\bluas\b[^|]{0,12}\(\s?(?:ha|m2|m²)\s?\)", re.IGNORECASE)
#: What reports, events and tasks say, and opportunities do not.
_TOLD: Final = Wording(
    r"\b(?:realisasi|lkpm|forum|seminar|penghargaan|award|sosialisasi|peraturan|perda|perbup|perwal|keputusan|"
    r"undang-undang|rekap\w*|capaian|tugas|seksi|subbag\w*|analis|pengaduan|promosi penanaman|renstra|rencana umum|"
    r"rupm|pengawasan|pengendalian|melaksanakan|penyusunan|menyusun|menyiapkan|merumuskan)\b",
    re.IGNORECASE,
)
#: A row of a table says more than its heads.
_FILLED: Final = re.compile(r"\d|[^|]{30}")
_ENTRY: Final = Wording(r"\W*(?:info(?:rmasi)? )?(?:investasi|investment|invest)(?: daerah)?\W*", re.IGNORECASE)
#: What a described opportunity says of itself.
_SUBSTANCE: Final = Wording(
    r"\b(?:lokasi|luas|lahan|hektare?|ha|kapasitas|komoditas|komoditi|produksi|potensi|nilai|kebutuhan|kecamatan|"
    r"desa|sektor|pengembangan|pembangunan|pengolahan|budidaya|\w*wisata|industri|perkebunan|pertanian|perikanan|"
    r"peternakan|pertambangan|perdagangan|pasar|pabrik|resort?|hotel|npv|irr|payback|kbli|area|location|capacity|tourism|processing|"
    r"industry|agricultur\w+|fisher\w+|mining|plantation|hectares?)\b",
    re.IGNORECASE,
)
#: Facts that a profile of a project gives with its label.
_FACT: Final = Wording(
    r"\b(?:nilai|estimasi|kebutuhan|perkiraan|rencana|biaya)\s+(?:\w+\s+)?(?:investasi|modal)\b.{0,20}?(?:rp|usd|\$|\d)|"
    r"\b(?:irr|npv|pay ?back|b/c ratio)\b.{0,24}?(?:\d|positif|positive)|\b(?:lokasi|location)(?: proyek| lahan)?\s*:|"
    r"\bluas (?:lahan|area|kawasan)\s*:?\s*\d|\b(?:estimated )?investment (?:value|cost|need)|\bestimated investment\b|"
    r"\bstatus (?:lahan|proyek)\s*:",
    re.IGNORECASE,
)
#: Facts that only a project on offer has.
_OWN_FACT: Final = re.compile(
    r"\b(?:estimasi|kebutuhan|perkiraan)\s+(?:nilai\s+)?(?:investasi|modal)\b.{0,20}?(?:rp|usd|\$|\d)|"
    r"\b(?:irr|npv|pay ?back)\b.{0,24}?(?:\d|positif|positive)|\bestimated investment\b.{0,20}?\d",
    re.IGNORECASE,
)
#: Branches and works that names of opportunities hold.
_BRANCH: Final = Wording(
    r"\b(?:industri|\w*wisata|agro\w*|pabrik|perkebunan|pertanian|perikanan|peternakan|kelautan|kehutanan|tambang|"
    r"pertambangan|kawasan|hotel|resort?|pelabuhan|pasar|perumahan|energi|pembangkit|budidaya|pengolahan|sentra|"
    r"perdagangan|pergudangan|tambak|kebun|pantai|rest area|cold storage|tourism|fisher\w+|agricultur\w+|mining|"
    r"plantation|industry|estate|processing|plant|factory|mill|waterfall|beach|port|harbou?r)\b",
    re.IGNORECASE,
)
#: Offering words, with whom they are meant for.
_OPEN: Final = re.compile(
    r"\b(?:terbuka|ditawarkan|tersedia|disewa\w*|dikerjasamakan|berpeluang|prospektif)\b"
    r".{0,120}\b(?:investor|penanam modal|usaha|investasi)\b|"
    r"\b(?:investor|penanam modal)\b.{0,60}\b(?:dapat|bisa) (?:menyewa|memanfaatkan|mengembangkan|membangun)\b",
    re.IGNORECASE,
)
_COMPANY: Final = re.compile(r"\b(?:PT|CV|UD)\b\.?\s")
_MAPPED: Final = re.compile(r"\bpeta|\bmap\b|\bgis\b", re.IGNORECASE)
_SITE: Final = re.compile(r"\b(?:portal|website|situs|sistem|selamat|dinas|dpm\w*|beranda|home)\b", re.IGNORECASE)
#: How a list of offers says that it holds none.
_NONE_YET: Final = re.compile(
    r"\b(?:belum|tidak) ada (?:data )?(?:peluang|proyek|potensi)(?: investasi)?\b", re.IGNORECASE
)
#: Least length of prose that describes, and of one paragraph that describes alone.
_LONG: Final = 60
_ALONE: Final = 250
#: The same for a paragraph that gives an area.
_MEASURED: Final = 100
#: The same for a row, and for a line with a figure in it.
_SHORT: Final = 40


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Sections headed by an offer, judged by what stands in them; then facts, sentences, files, maps and links."""
    title = own_title(page)
    if not (is_news(page) or elsewhere(page) or (_OFFER.search(title) and is_headline(title)) or _is_empty(page, seen)):
        offers = list(_offers(page, seen))
        yield from offers
        if not any(offer.strength is Strength.FOUND for offer in offers):
            yield from _facts(page, seen)
            yield from _said(page, seen)
            yield from _ground(page, seen)
    yield from _shown(page, seen)
    yield from _entries(page, seen)
    yield from pointers(page, seen, "offer", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_NOT_OFFER)
    rejected = [("realised", REALISED), ("offer", OTHER)]
    for group, why in rejected:
        for block, matches in list(seen.blocks(group))[:2]:
            if block.place is not Place.NAV:
                yield hit(INDICATOR, Strength.REJECTED, page, matches[0].start, block.end, why)


def _is_empty(page: Page, seen: Seen) -> bool:
    """Whether the page's list of offers says that there is none."""
    lines = (page.words_of(block) for block, _matches in seen.blocks("offer"))
    return any(len(line) <= 2 * _LONG and _NONE_YET.search(line) for line in lines)


def _entries(page: Page, seen: Seen) -> Iterator[Hit]:
    """A live menu entry that says no more than "Investasi"."""
    for link in seen.links("entry"):
        bare = link.place is Place.NAV and link.state == "live" and _ENTRY.fullmatch(link.text)
        if bare and host_role(page, link) is HostRole.OWN:
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, LINKED, promise=link.url)
            return


def _offers(page: Page, seen: Seen) -> Iterator[Hit]:
    """Headings (and the title) that name the offer: found where the section describes, lists files or maps.

    One heading over nothing is no evidence; three different ones show a catalogue that a script fills.
    """
    bare: dict[str, Block] = {}
    for head in heads(page, seen, "offer"):
        if not _is_head(head):
            continue
        told = list(_judged(page, head))
        yield from told
        if any(one.strength is Strength.FOUND for one in told):
            return
        if head.block.tag != "title" and not told:
            bare.setdefault(head.text.casefold(), head.block)
    for block in list(bare.values())[:1]:
        certainty = 2 if len(bare) >= 3 else 1
        yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, NAMED, certainty=certainty)


def _is_head(head: Head) -> bool:
    named = _OFFER.search(head.text) and not _NOT_OFFER.search(head.text) and not is_headline(head.text)
    return bool(named) and not (head.block.tag == "title" and _SITE.search(head.text))


def _judged(page: Page, head: Head) -> Iterator[Hit]:
    """What a section under an offer's heading is worth; nothing where it holds nothing."""
    described = {page.words_of(other): other for other in head.content if _describes(page, other)}
    files = [link for link in head.links(page) if link.is_file and _names_offer(link)]
    mapped = next((link for link in head.links(page) if link.kind == "embed" or _MAPPED.search(link.url)), None)
    named = [b for b in head.content if _names(page, b)]
    first = next(iter(described.values()), None)
    if first and (len(described) >= 2 or len(named) >= 3 or _tells_all(page, first)):
        yield hit(INDICATOR, Strength.FOUND, page, first.start, first.end, FOUND)
    elif len(files) >= 2:
        yield link_hit(INDICATOR, Strength.FOUND, page, files[0], FILES, promise=files[0].url)
    elif _MAPPED.search(head.text) and mapped is not None:
        strength = Strength.FOUND if first else Strength.PARTIAL
        yield hit(INDICATOR, strength, page, head.block.start, head.block.end, MAP)
    elif len(named) >= 2 and head.block.tag[:1] == "h":
        yield hit(INDICATOR, Strength.PARTIAL, page, named[0].start, named[0].end, NAMED)


def _describes(page: Page, block: Block) -> bool:
    """Whether a block tells something of an opportunity: a sentence, a labelled fact or a table row of substance."""
    known: dict[int, bool] = page.readings.setdefault("investment described", {})
    if block.index not in known:
        known[block.index] = _is_described(page, block)
    return known[block.index]


def _is_described(page: Page, block: Block) -> bool:
    text = page.words_of(block)
    is_row = block.tag == "tr"
    if in_form(page, block) or _TOLD.search(text) or (is_row and not _FILLED.search(text)):
        return False
    if is_row and _COMPANY.search(text):  # who has invested
        return False
    if _FACT.search(text):
        return True
    if is_row and text.count(" | ") >= 2 and len(text) >= _SHORT and re.search(r"\d", text) and _BRANCH.search(text):
        return True
    long = len(text) >= (_LONG if not re.search(r"\d", text) else _SHORT)
    return long and len(_substance(text)) >= 2


def _tells_all(page: Page, block: Block) -> bool:
    text = page.words_of(block)
    long = len(text) >= (_MEASURED if _AREA.search(text) else _ALONE)
    return long and len(_substance(text)) >= 4


def _substance(text: str) -> set[str]:
    return set(map(str.lower, _SUBSTANCE.findall(text)))


def _names(page: Page, block: Block) -> bool:
    known: dict[int, bool] = page.readings.setdefault("investment named", {})
    if block.index not in known:
        known[block.index] = _is_named(page, block)
    return known[block.index]


def _is_named(page: Page, block: Block) -> bool:
    text = page.words_of(block)
    short = 8 <= len(text) <= 120 and block.tag not in ("tr", "option") and not in_form(page, block)
    return short and bool(_BRANCH.search(text)) and not (_NOT_OFFER.search(text) or is_headline(text))


def _names_offer(link: Link) -> bool:
    return len(link.text) >= 12 and not _NOT_OFFER.search(link.text) and not is_headline(link.text)


def _facts(page: Page, seen: Seen) -> Iterator[Hit]:
    """Two projects or more with facts that realised investment does not have, under whatever heading."""
    told = [block for block, _m in seen.blocks("fact") if block.place is not Place.NAV and not in_form(page, block)]
    told = [
        block for block in told if _OWN_FACT.search(page.words_of(block)) and not _TOLD.search(page.words_of(block))
    ]
    if len(told) >= 2:
        yield hit(INDICATOR, Strength.FOUND, page, told[0].start, told[0].end, FOUND)


def _said(page: Page, seen: Seen) -> Iterator[Hit]:
    """A sentence that holds something open to investors: what, and where or how large."""
    for block, _matches in seen.blocks("call", "offer"):
        if block.place is Place.NAV or block.tag in ("title", "option") or block.tag[:1] == "h" or in_form(page, block):
            continue
        if any(map(names_event, page.headings(block)[:-1][:1])):
            continue
        for start, end in sentences_of(page, block):
            text = page.text[start:end]
            offered = _OPEN.search(text) and len(_substance(text)) >= 3
            if offered and not (_TOLD.search(text) or _NOT_OFFER.search(text)):
                yield hit(INDICATOR, Strength.PARTIAL, page, start, end, SAID)
                return


def _ground(page: Page, seen: Seen) -> Iterator[Hit]:
    """Land for investors with its area, under a heading of its own."""
    for head in heads(page, seen, "land"):
        if not _LAND.search(head.text) or _NOT_OFFER.search(head.text) or is_headline(head.text):
            continue
        measured = next((b for b in head.content if _AREA.search(page.words_of(b))), None)
        if measured is not None and not _TOLD.search(page.words_of(measured)):
            yield hit(INDICATOR, Strength.PARTIAL, page, measured.start, measured.end, GROUND)
            return


def _shown(page: Page, seen: Seen) -> Iterator[Hit]:
    """Files and embedded maps named as the offer."""
    for link in seen.links("offer"):
        if not link.alive or _NOT_OFFER.search(link.text) or is_headline(link.text) or not _OFFER.search(link.text):
            continue
        role = host_role(page, link)
        if role is None or link.place is Place.NAV:
            continue
        if link.is_file and len(link.text) <= 160:
            yield link_hit(INDICATOR, Strength.FOUND, page, link, DOCUMENT, promise=link.url, host_role=role)
        elif link.kind == "embed":
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, MAP, host_role=role)
