"""What a business permit costs, by type of permit.

Why it counts: a price that is published is harder to raise at the counter.
Found: a tariff, a formula with rates, "Rp 0" or "tidak dipungut biaya" beside each of several permits.
Partial: the cost of one permit, one statement for all permits, or a live link to the tariffs.
Not found: revenue from retributions, parking and rents, "(terlampir)", promises, survey questions, other services.
Known to miss: tariffs in scanned regulations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.genre import is_news
from rules.labels import is_headline
from rules.offices import once, owner
from rules.permits import distinct, is_other_service, is_survey, permits_in, speaks_of_permits
from rules.protocol import hit, link_hit
from rules.sections import MOST_HEADINGS, opener, row_block, row_blocks, under
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_cost_by_permit"
VERSION: Final = "1"
WORDS: Final = {
    "cost": (
        "biaya*",
        "tarif*",
        "retribusi*",
        "gratis*",
        "tidak dipungut*",
        "tanpa dipungut*",
        "tidak dikenakan*",
        "nol rupiah",
        "fee*",
        "free of charge",
        "bayar*",
        "membayar*",
        "simulasi*",
        "kalkulator*",
    ),
    "amount": ("rp", "nol rupiah", "gratis"),
}
_COST: Final = re.compile(r"\b(?:biaya|tarif|retribusi|fees?)\b", re.IGNORECASE)
_MONEY: Final = re.compile(r"\brp\b\.?\s?\d[\d.]*|\brp\b\.?\s?0\b|\b\d{1,3}(?:\.\d{3})+\s?,-", re.IGNORECASE)
_FREE: Final = Wording(
    r"\bgratis\b|\btidak\s+(?:di)?(?:kenakan|pungut|ada|dikenai)\s+(?:biaya|retribusi|bayaran|tarif)\b|"
    r"\btanpa\s+(?:di(?:pungut|kenakan)\s+)?(?:biaya|retribusi)\b(?!\s+(?:tersembunyi|tambahan|lain|siluman))|"
    r"\bnol\s+rupiah|\bbebas\s+(?:biaya|retribusi)|\bfree\s+of\s+charge|\bbiaya\s*:?\s*(?:-?\s*)?(?:nihil|"
    r"tidak\s+ada|0\b)|\brp\.?\s?0\b|\(gratis\)",
    re.IGNORECASE,
)
_NIL: Final = re.compile(r"\W*(?:tidak\s+ada|nihil|0|nol|gratis|free)\W*", re.IGNORECASE)
_FORMULA: Final = Wording(
    r"\b(?:luas|koefisien|indeks|tarif|volume)\b[^\n]{0,40}?\s[x×*]\s[^\n]{0,40}?\b(?:tarif|koefisien|indeks|"
    r"harga|luas)\b|\b(?:LLt|SHST|HSBGN|HSbg|Ilo|It)\b[^\n]{0,40}\s?[x×*]\s",
    re.IGNORECASE,
)
_REVENUE: Final = Wording(
    r"\b(?:(?:te)?realisasi|terealisasi|terkumpul|disetor\w*|ong(?:kos\s+)?kir(?:im)?|PT|CV|target|penerimaan|pendapatan|p\.?a\.?d\.?|capaian|anggaran|investasi|modal|denda|sanksi|"
    r"belanja|nilai\s+proyek|omzet|"
    r"kekayaan|plafon|gaji|honor|pagu|terlampir|jaminan|bantuan|dana|stimulan|informasi\s+publik|standar\s+biaya|"
    r"penggandaan|fotokopi|salinan)\b",
    re.IGNORECASE,
)
_ACCOUNTS: Final = re.compile(
    r"\b(?:realisasi|target|penerimaan|pendapatan|anggaran|belanja|laporan|capaian|kinerja|statistik(?!\s+(?:pengunjung|kunjungan|web|situs))|rekap\w*)\b",
    re.IGNORECASE,
)
_PROMISE: Final = re.compile(
    r"\b(?:kepastian|kewajaran|transparansi|kejelasan|keterbukaan|akan)\b[^\n]{0,60}\bbiaya\b", re.IGNORECASE
)
_STAMP: Final = Wording(r"\bm[ae]terai\b[^\n|]{0,20}\d[\d.]*", re.IGNORECASE)
#: A permit, then its price: "Izin Trayek : Rp 200.000", "SITU | Rp 0,-".
_PAIR: Final = re.compile(r"[:|=–-]\s{0,2}(?:rp\b|gratis|nol\b|tidak\s+di|tanpa\s|\d)", re.IGNORECASE)
_ALL: Final = re.compile(r"\b(?:semua|seluruh(?:nya)?|setiap|segala)\b", re.IGNORECASE)
_CALCULATOR: Final = re.compile(
    r"\b(?:simulasi|kalkulator|calculator|(?:hitung|perhitungan|penghitungan)\s+(?:biaya|retribusi|tarif|imb|pbg))",
    re.IGNORECASE,
)
_NO_PERMIT: Final = re.compile(
    r"\b(?:kredit|pinjaman|kur|zakat|pajak|bphtb|bencana|investasi|usaha\s+saya|bunga|bpjs|gaji|ukt|kpr|cat)\b",
    re.IGNORECASE,
)
#: No fee for a permit has this many digits; values of projects, and what a year brings in, do.
_LARGE: Final = re.compile(r"\d{3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3}){3,}")
_CALCULATED: Final = "The cost of a permit can be calculated here."
_SEVERAL: Final = "The cost of several permits is stated here."
_ONE: Final = "The cost of one permit, or one statement for all permits, stands here."
_LINK: Final = "A live link leads to the tariffs of permits."
_NONE: Final = "The words stand here without the cost of a business permit."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Amounts beside permits, then links to tariffs."""
    stated: list[tuple[Block, frozenset[str]]] = [] if is_news(page) else [*_statements(page, seen), *_rows(page, seen)]
    if not is_news(page) and len(distinct(permit for _, permit in stated)) < 2:
        stated += _priced(page, seen)
    stated.sort(key=lambda entry: entry[0].start)
    if stated:
        permits = distinct(permit for _, permit in stated)
        several = len(permits) >= 2 or _is_blanket(page, stated)
        first = next((block for block, permit in stated if permit), stated[0][0])
        yield hit(
            INDICATOR,
            Strength.FOUND if several else Strength.PARTIAL,
            page,
            first.start,
            first.end,
            _SEVERAL if several else _ONE,
            certainty=3 if several else 2,
            part=permits[0] if len(permits) == 1 else "",
        )
    links = [*_links(page, seen), *_calculators(page, seen)]
    yield from links
    if not stated and not links:
        for block, _ in list(seen.blocks("cost"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _statements(page: Page, seen: Seen) -> Iterator[tuple[Block, frozenset[str]]]:
    """Blocks with an amount, or "free", where cost is the topic of the block or of what it stands under."""
    done: set[int] = set()
    for block, _ in islice(seen.blocks("cost"), MOST_HEADINGS):
        if block.place is Place.NAV or block.tag == "title":
            continue
        for other in (block, *under(page, block, 40)):
            if other.index not in done and _states(page, other, block):
                permit = _permit_of(page, other, block)
                if permit is not None:
                    done.add(other.index)
                    yield other, permit


def _states(page: Page, block: Block, cause: Block) -> bool:
    text = _STAMP.sub(" ", page.words_of(block)[:1_500])
    lead = page.words_of(cause)[:300]
    none = _NIL.fullmatch(text) and cause.tag[:1] == "h" and len(lead) <= 60 and _COST.search(lead)
    if len(text) > 900 or not (none or _FREE.search(text) or _MONEY.search(text) or _FORMULA.search(text)):
        return False
    if _REVENUE.search(text) or _REVENUE.search(lead) or _PROMISE.search(text) or _LARGE.search(text):
        return False
    about = f"{text} {lead} {' '.join(page.headings(block)[:2])}"
    heads = (*page.headings(block)[:2], *_columns(page, block.table))
    return not (is_survey(about) or is_other_service(about) or any(_ACCOUNTS.search(head) for head in heads))


def _columns(page: Page, table: int) -> tuple[str, ...]:
    """The header of a table, read once."""
    return once(page, f"columns of {table}", lambda page: page.table(table).header) if table >= 0 else ()


def _permit_of(page: Page, block: Block, cause: Block) -> frozenset[str] | None:
    """The permit that an amount belongs to; none for permits at large; None where it is not about permits."""
    for words in (
        page.words_of(block)[:300],
        page.words_of(cause)[:300],
        opener(page, block),
        *page.headings(block)[:3],
        page.title,
    ):
        found = permits_in(words)
        if found:
            return frozenset(found)
    about = f"{page.words_of(block)[:300]} {page.words_of(cause)[:300]} {' '.join(page.headings(block)[:2])}"
    if speaks_of_permits(about) or (owner(page) == "permit" and _COST.search(about)):
        return frozenset()
    return None


def _rows(page: Page, seen: Seen) -> Iterator[tuple[Block, frozenset[str]]]:
    """Rows of tables with a column of costs: a permit's name and an amount, "gratis" or a formula."""
    first: dict[int, Block] = {}
    for block, _ in islice(seen.blocks("cost"), MOST_HEADINGS):
        if block.table >= 0 and block.place is not Place.NAV:
            first.setdefault(block.table, block)
    for block in first.values():
        table = page.table(block.table)
        columns = [
            i
            for i, head in enumerate(table.header)
            if _COST.search(head) and not _REVENUE.search(head) and len(head) <= 60
        ]
        about = f"{' '.join(table.header)} {table.caption} {page.title}"
        if not columns or is_survey(about) or _REVENUE.search(table.caption) or _ACCOUNTS.search(table.caption):
            continue
        blocks = list(row_blocks(page, block.table, block))
        for row in table.body[:100]:
            cell = row.cells[columns[0]] if columns[0] < len(row.cells) else ""
            amount = (
                _FREE.search(cell)
                or _MONEY.search(cell)
                or _FORMULA.search(cell)
                or re.search(r"\d\.\d{3}\b|^\W*0\W*$", cell)
            )
            if amount and (permits_in(row.label) or speaks_of_permits(about)) and not is_other_service(row.label):
                yield row_block(blocks, page, row.label, block), frozenset({row.label.lower()[:60]})


def _priced(page: Page, seen: Seen) -> list[tuple[Block, frozenset[str]]]:
    """Rows and short lines that pair a permit with an amount, under no word of cost; two different ones at least."""
    found: list[tuple[Block, frozenset[str]]] = []
    for block, _ in islice(seen.blocks("amount"), MOST_HEADINGS):
        text = _STAMP.sub(" ", page.words_of(block)[:200])
        permits = frozenset(permits_in(text[:100]))
        if block.place is Place.NAV or len(text) > 160 or not (_FREE.search(text) or _MONEY.search(text)):
            continue
        heads = (*page.headings(block)[:2], *_columns(page, block.table))
        wrong = (
            _LARGE.search(text)
            or _REVENUE.search(text)
            or is_other_service(text)
            or any(_ACCOUNTS.search(head) for head in heads)
        )
        if not wrong and _PAIR.search(text) and not is_survey(f"{text} {' '.join(heads)}"):
            found.append((block, permits))
    return found if len(distinct(permits for _, permits in found)) >= 2 else []


def _is_blanket(page: Page, stated: list[tuple[Block, frozenset[str]]]) -> bool:
    """Whether "all permits are free" stands on a page that lists them."""
    words = [page.words_of(block)[:300] for block, _ in stated]
    said = any(_ALL.search(text) and _FREE.search(text) for text in words)
    heads = [page.words_of(block)[:120] for block in page.blocks if block.tag[:1] == "h" and block.place is Place.MAIN]
    return said and len(distinct(frozenset(permits_in(head)) for head in heads[:200])) >= 2


def _calculators(page: Page, seen: Seen) -> Iterator[Hit]:
    """A calculator of a permit's retribution: its form, or the frame that holds it."""
    for block, _ in islice(seen.blocks("cost"), MOST_HEADINGS):
        text = page.words_of(block)[:200]
        if block.place is Place.NAV or block.tag == "title" or len(text) > 120 or not _CALCULATOR.search(text):
            continue
        about = f"{text} {' '.join(page.headings(block)[:2])}"
        if (
            is_headline(text)
            or _NO_PERMIT.search(about)
            or is_other_service(about)
            or not (speaks_of_permits(about) or owner(page) == "permit")
        ):
            continue
        near = page.blocks[block.index : block.index + 4]
        form = next((other.form for other in near if other.form >= 0), -1)
        end = near[-1].end + 1
        framed = any(
            link.kind == "embed" and block.start <= link.start <= end and _CALCULATOR.search(link.url)
            for link in page.links
        )
        if framed or (form >= 0 and len(page.form(form).fields) >= 2):
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _LINK if framed else _CALCULATED)
            return


def _links(page: Page, seen: Seen) -> Iterator[Hit]:
    for link in seen.links("cost"):
        text = link.text
        if not link.alive or link.state == "anchor" or not _COST.search(text) or len(text) > 90 or is_headline(text):
            continue
        about = f"{text} {' '.join(link.trail)}"
        if (
            _REVENUE.search(text)
            or is_other_service(about)
            or is_survey(about)
            or re.search(r"\bper(?:da|bup|wal|aturan)\b|\bqanun\b", text, re.I)
        ):
            continue
        if speaks_of_permits(about) or owner(page) == "permit":
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
