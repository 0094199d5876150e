"""Investments on offer: which projects and sectors the region wants capital for.

Why it counts: an opportunity with a place, a size and a description is what an investor can act on.
Found: a list, a map or profiles of named opportunities with a description; a document that holds them.
Partial: a live link or menu entry to the opportunities, a map or heading alone, opportunities without description.
Not found: realised investment, counts of profiles, forums, awards, rules on incentives, slogans, tasks of the agency.
Known to miss: opportunities in pictures and flipbooks; offers that never say "investasi" or "investment".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.genre import is_news
from rules.labels import is_headline, own_title
from rules.phrases import phrases
from rules.pointers import host_role, pointers
from rules.protocol import hit, link_hit
from rules.rows import elsewhere
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.words import Seen

INDICATOR: Final = "web_investment_offers"
VERSION: Final = "1"
WORDS: Final = {
    "offer": phrases(
        "peluang investasi, potensi investasi, peluang usaha, potensi dan peluang, potensi & peluang, peluang "
        "dan potensi, peluang penanaman modal, potensi penanaman modal, proyek investasi, peluang proyek, "
        "investment opportunit*, peta investasi, peta potensi, katalog investasi, profil investasi, profile "
        "investasi, ipro, pir, investment project*, project ready to offer, ready to offer, siap ditawarkan, "
        "potensi unggulan investasi, peluang bisnis, investasi yang ditawarkan, ditawarkan kepada investor, "
        "potential investment, invest in, buku investasi, informasi investasi, potensi regional, potensi & "
        "investasi, sektor investasi, kawasan investasi"
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
DOCUMENT: Final = "A document on the investment opportunities opens from here."
MAP: Final = "A map of investment opportunities is shown here."
NAMED: Final = "Investment opportunities are announced here without any description of them."
LINKED: Final = "A live link leads to the investment opportunities."
DEAD: Final = "The link to the investment opportunities leads nowhere."
REALISED: Final = "Realised investment is reported here, not an offer."
OTHER: Final = "The words stand here, but nothing is offered."
_OFFER: Final = re.compile(
    r"\b(?:peluang|potensi|potency|peta|katalog|profile?|buku|proyek|daftar|sektor|kawasan|brosur|booklet|"
    r"info\w*)\b.{0,30}"
    r"\b(?:investasi|penanaman modal|investor|usaha|bisnis)\b|\binvestment (?:opportunit|project|profile|map|catalog)|"
    r"\bipro\b|potensi regional|ready to offer|\binvestasi\b.{0,20}\bditawarkan|\bpotensi\b.{0,12}\bpeluang",
    re.IGNORECASE,
)
_NOT_OFFER: Final = re.compile(
    r"\b(?:realisasi|perkembangan|nilai investasi|lkpm|izin|ijin|forum|seminar|penghargaan|award|sosialisasi|"
    r"insentif|peraturan|perda|"
    r"perbup|perwal|keputusan|undang|jumlah|rekap\w*|laporan|target|capaian|tugas|seksi|bidang|sub|kepala|analis|"
    r"kebijakan|"
    r"iklim|pengaduan|promosi penanaman|gangguan|renstra|rencana umum|rupm|pengawasan|pengendalian)\b",
    re.IGNORECASE,
)
#: What reports, events and tasks say, and opportunities do not.
_TOLD: Final = re.compile(
    r"\b(?:realisasi|lkpm|forum|seminar|penghargaan|award|sosialisasi|peraturan|perda|perbup|perwal|keputusan|"
    r"undang-undang|rekap\w*|capaian|tugas|seksi|subbag\w*|analis|pengaduan|promosi penanaman|renstra|rencana umum|"
    r"rupm|pengawasan|pengendalian|melaksanakan|penyusunan)\b",
    re.IGNORECASE,
)
#: A row of a table says more than its heads.
_FILLED: Final = re.compile(r"\d|[^|]{30}")
_ENTRY: Final = re.compile(r"\W*(?:info(?:rmasi)? )?(?:investasi|investment|invest)(?: daerah)?\W*", re.IGNORECASE)
#: What a described opportunity says of itself.
_SUBSTANCE: Final = re.compile(
    r"\b(?:lokasi|luas|lahan|hektare?|ha|kapasitas|komoditas|komoditi|produksi|potensi|nilai|kebutuhan|kecamatan|"
    r"desa|sektor|"
    r"pengembangan|pembangunan|pengolahan|budidaya|wisata|industri|perkebunan|pertanian|perikanan|peternakan|"
    r"pertambangan|"
    r"pasar|npv|irr|payback|kbli|area|location|capacity|tourism|processing)\b",
    re.IGNORECASE,
)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Sections headed by an offer, judged by what stands in them; then documents, maps and links."""
    if not (is_headline(page.title) or is_news(page) or elsewhere(page)):
        yield from _sections(page, seen)
    yield from _shown(page, seen)
    yield from _entries(page, seen)
    yield from pointers(page, seen, "offer", indicator=INDICATOR, whys=(LINKED, DEAD), avoid=_NOT_OFFER)
    rejected = [("realised", REALISED), ("offer", OTHER)]
    for group, why in rejected:
        for block, matches in list(seen.blocks(group))[:2]:
            if block.place is not Place.NAV:
                yield hit(INDICATOR, Strength.REJECTED, page, matches[0].start, block.end, why)


def _entries(page: Page, seen: Seen) -> Iterator[Hit]:
    """A live menu entry that says no more than "Investasi"."""
    for link in seen.links("entry"):
        bare = link.place is Place.NAV and link.state == "live" and _ENTRY.fullmatch(link.text)
        if bare and host_role(page, link) is HostRole.OWN:
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, LINKED, promise=link.url)
            return


def _sections(page: Page, seen: Seen) -> Iterator[Hit]:
    """A heading (or title) that names the offer: found where its section describes two things or more.

    One heading over nothing is no evidence; three different ones show a catalogue that a script fills.
    """
    heads: dict[str, Block] = {}
    for block, _matches in seen.blocks("offer"):
        text = own_title(page) if block.tag == "title" else page.words_of(block)
        if block.place is Place.NAV or not _is_head(block, text):
            continue
        described = [other for other in _content(page, block) if _describes(page, other)]
        if len({page.words_of(other) for other in described}) >= 2:
            yield hit(INDICATOR, Strength.FOUND, page, described[0].start, described[0].end, FOUND)
            return
        if block.tag != "title":
            heads.setdefault(text.casefold(), block)
    for block in list(heads.values())[:1]:
        certainty = 2 if len(heads) >= 3 else 1
        yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, NAMED, certainty=certainty)


def _is_head(block: Block, text: str) -> bool:
    short = len(text) <= 110 and (block.tag[:1] == "h" or block.tag in ("title", "line"))
    return short and bool(_OFFER.search(text)) and not _NOT_OFFER.search(text) and not is_headline(text)


def _content(page: Page, head: Block) -> Iterator[Block]:
    """Blocks of the page's own content under a heading; a title heads the whole page."""
    start, end = (head.end, len(page.text)) if head.tag in ("title", "line") else page.section(head)
    for block in page.blocks[head.index + 1 :]:
        if block.start >= end or block.index > head.index + 400:
            return
        if block.start > start and block.place is not Place.NAV and block.tag != "option":
            yield block


def _describes(page: Page, block: Block) -> bool:
    """Whether a block tells something of an opportunity: a sentence or a table row of substance."""
    text = page.words_of(block)
    is_row = block.tag == "tr"
    long = len(text) >= (45 if is_row else 90) and not (is_row and not _FILLED.search(text))
    return (
        long and block.form < 0 and len(set(map(str.lower, _SUBSTANCE.findall(text)))) >= 2 and not _TOLD.search(text)
    )


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
