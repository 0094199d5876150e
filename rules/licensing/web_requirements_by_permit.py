"""What has to be handed in for each type of business permit.

Why it counts: requirements that are known beforehand cannot be invented at the counter.
Found: the required documents are listed for each of several types of permit, or each has its record or file.
Partial: the requirements of one permit, or a live link, menu entry or selector that leads to them.
Not found: requirements of other services, promises ("kepastian persyaratan"), surveys, empty lists.
Known to miss: lists that a script fills after a permit is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Final

from rules.genre import is_news
from rules.labels import is_headline
from rules.licensing.papers import ITEM, NO_SERVICE, PAPER, papers_below, permit_headings, permit_page
from rules.offices import owner
from rules.permits import distinct, is_blank, is_other_service, is_survey, permits_in, speaks_of_permits
from rules.protocol import hit, link_hit
from rules.sections import headed, items_in, lead, opener, row_block, row_blocks, topic, under
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Wording
from scorecard.reading.words import Seen

INDICATOR: Final = "web_requirements_by_permit"
VERSION: Final = "1"
WORDS: Final = {
    "require": (
        "persyaratan*",
        "syarat*",
        "pesyaratan*",
        "persaratan*",
        "persy",
        "requirement*",
        "kelengkapan berkas*",
        "kelengkapan dokumen*",
        "berkas yang*",
        "dokumen yang*",
        "pemenuhan komitmen",
        "terlampir*",
        "melampirkan*",
        "lengkapi berkas*",
        "melengkapi berkas*",
        "berkas persyaratan*",
        "kelengkapan*",
        "dokumen persyaratan*",
        "dokumen pendukung*",
    ),
    "permit": ("izin*", "ijin*", "siup", "imb", "pbg", "tdp", "perizinan", "perijinan", "permit*"),
}
_WORD: Final = re.compile(
    r"\b(?:pe?rs?yarat\w*|syarat\w*|persaratan|persy|requirements?|kelengkapan\s+(?:berkas|dokumen|administrasi|permohonan)|kelengkapan(?=\s?:)|dokumen\s+pendukung|(?:berkas|"
    r"dokumen)\s+yang\s+(?:di|harus|perlu|wajib)\w*|"
    r"pemenuhan\s+komitmen|terlampir|melampirkan|(?:me)?lengkapi\s+(?:berkas|dokumen))\b",
    re.IGNORECASE,
)
_PROMISE: Final = Wording(
    r"\b(?:jumlah\s+persyaratan|kepastian|kesesuaian|kejelasan|kemudahan|transparansi|keterbukaan|memenuhi|tanpa|melengkapi(?!\s+(?:berkas|dokumen))|"
    r"sesuai\s+(?:dengan\s+)?persyaratan|"
    r"syarat\s+dan\s+ketentuan|terms|magang|lomba|peserta|calon|pelamar|pendaftaran\s+(?:akun|umkm|peserta))\b",
    re.IGNORECASE,
)
#: Labels of the list of permits, whose pages say what each one asks for.
_LIST: Final = Wording(
    r"(?:lihat\s+)?(?:daftar|jenis(?:-jenis)?|semua|informasi|info|katalog|macam)\s+(?:jenis\s+|semua\s+)?(?:layanan\s+|pelayanan\s+)?"
    r"(?:per)?i[zj]in(?:an)?(?:\s+(?:dan\s+non\s?-?(?:per)?i[zj]in(?:an)?|non\s+berusaha|berusaha|usaha|kami))?|"
    r"(?:layanan\s+)?(?:per)?i[zj]inan\s+(?:non\s+)?berusaha|list\s+of\s+permits|types\s+of\s+permits",
    re.IGNORECASE,
)
_GO: Final = re.compile(
    r"\W*(?:(?:read|more|lihat|baca|detail|selengkapnya|lebih|lanjut|klik|di ?sini|info|view)\W*){1,3}", re.IGNORECASE
)
_BARE: Final = re.compile(
    r"\W*(?:per)?syarat(?:an|nya|-syarat)?(?:\s+(?:administrasi|teknis|umum|khusus|pemohon))?\W*", re.IGNORECASE
)
_ITEMS: Final = 4
_LABEL: Final = 80
#: Permits, each with a page of its own, that make a list of permits.
_MANY: Final = 3
_SEVERAL: Final = "The requirements of several permits are listed here."
_ONE: Final = "The requirements of one permit are listed here."
_LINK: Final = "A live link leads to the requirements of permits."
_CHOICE: Final = "A selector leads to the requirements of each permit."
_NONE: Final = "The words stand here without requirements of a business permit."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Lists of papers by permit, records by permit, then links and selectors."""
    made = list(_lists(page, seen)) + list(_records(page, seen)) + list(_selectors(page, seen))
    yield from made or _catalogue(page)
    if not made:
        for block, _ in list(seen.blocks("require"))[:3]:
            yield hit(INDICATOR, Strength.REJECTED, page, block.start, block.end, _NONE)


def _lists(page: Page, seen: Seen) -> Iterator[Hit]:
    """Sections that name papers, each under the permit it belongs to; and tables with a column of requirements."""
    if is_news(page):
        return
    counted = [
        (block, len(papers_below(page, block))) for block in headed(page, seen, "require") if _is_topic(page, block)
    ]
    short = [block for block, papers in counted if papers == 2 and permits_in(page.words_of(block)[:_LABEL])]
    lists = [
        block
        for block, papers in counted
        if papers >= 3 or (block in short and len(counted) >= 2) or _heads_items(page, block)
    ]
    parts = list(_parts(page, seen))
    lists += parts if len(parts) >= 2 else []
    lists = lists or list(_prose(page, seen))
    if len(distinct(_permit_of(page, block) for block in lists)) < 2:
        lists += permit_headings(page)
    if not lists and owner(page) == "permit":
        lists = permit_page(page)
    lists.sort(key=lambda block: block.start)
    rows = list(_table_rows(page, seen))
    named = distinct([*(_permit_of(page, block) for block in lists), *(frozenset({label}) for label, _ in rows)])
    places = [block for _, block in rows] or lists
    if places:
        several = len(named) >= 2 and not (_is_of_one(page) and not rows)
        strength, why = (Strength.FOUND, _SEVERAL) if several else (Strength.PARTIAL, _ONE)
        part = named[0] if len(named) == 1 else ""
        place = next(
            (block for block, after in pairwise(places) if after.index > block.index + 3),
            places[-1],
        )
        end = next((other.end for other in under(page, place, 6) if PAPER.search(page.words_of(other))), place.end)
        yield hit(INDICATOR, strength, page, place.start, end, why, certainty=3 if several else 2, part=part)


def _is_of_one(page: Page) -> bool:
    """Whether title and first heading name the same one permit: permits named below are among its papers."""
    first = next(
        (block for block in page.blocks[:60] if block.tag in ("h1", "h2", "h3") and block.place is Place.MAIN), None
    )
    heads = [
        frozenset(permits_in(page.title.split(" | ")[0])),
        frozenset(permits_in(page.words_of(first)) if first else ()),
    ]
    return all(heads) and len(distinct(heads)) == 1


def _prose(page: Page, seen: Seen) -> Iterator[Block]:
    """A paragraph that names a permit and the papers to bring."""
    for block, _ in islice(seen.blocks("require"), 40):
        text = page.words_of(block)[:1_500]
        if block.place is Place.NAV or not _is_topic(page, block):
            continue
        if permits_in(text) and len({match.group().lower() for match in PAPER.finditer(text)} - permits_in(text)) >= 3:
            yield block


def _parts(page: Page, seen: Seen) -> Iterator[Block]:
    """Labels that name a permit and head its papers, below one heading of requirements."""
    for head in islice((block for block in headed(page, seen, "require") if _is_topic(page, block)), 8):
        for block in under(page, head, 400):
            text = page.words_of(block)
            named = permits_in(text) if len(text) <= _LABEL else set()
            below = page.blocks[block.index + 1 : block.index + 12]
            if named and below and below[0].tag != block.tag and not is_other_service(text) and not ITEM.search(text):
                papers: set[str] = set()
                for other in below:
                    words = page.words_of(other)[:600]
                    if other.place is not block.place or (permits_in(words) - named and other.tag == block.tag):
                        break
                    papers |= {match.group().lower() for match in PAPER.finditer(words)}
                if len(papers) >= 2:
                    yield block


def _catalogue(page: Page) -> Iterator[Hit]:
    """A list of permits, each with a live link to its own page, on the site of the office that issues them."""
    if owner(page) != "permit" or is_news(page):
        return
    named: dict[tuple[bool, str], Link] = {}
    for link in page.links[:600]:
        if link.state != "live" or link.kind != "page" or len(link.text) > _LABEL:
            continue
        label = link.text
        if _GO.fullmatch(label):
            block = page.block_at(link.start)
            head = page.headings(block)[0]
            label = head if len(head) <= _LABEL else ""
        if is_headline(label) or is_survey(label) or is_other_service(label) or NO_SERVICE.search(label):
            continue
        for permit in permits_in(label):
            named.setdefault((link.place is Place.NAV, permit), link)
    for link in page.links[:600]:
        if link.state == "live" and link.kind == "page" and _LIST.fullmatch(link.text.strip()):
            yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
            break
    for aside in (False, True):
        links = [link for (nav, _), link in named.items() if nav == aside]
        if len(links) >= _MANY:
            yield link_hit(INDICATOR, Strength.PARTIAL, page, links[0], _LINK, promise=links[0].url)


def _permit_of(page: Page, block: Block) -> frozenset[str]:
    """What permit the list is for: in its own words, else in the nearest heading that names one, else the title."""
    above = [page.words_of(other) for other in reversed(page.blocks[max(0, block.index - 2) : block.index])]
    labels = [words for words in above if len(words) <= _LABEL]  # buttons of accordions are no headings
    for words in (page.words_of(block)[:200], opener(page, block), *labels, *page.headings(block)):
        found = permits_in(words)
        if found:
            return frozenset(found)
    return frozenset()


def _is_topic(page: Page, block: Block) -> bool:
    text = page.words_of(block)[:300]
    if not _WORD.search(text) or is_other_service(text) or (_PROMISE.search(text) and not _opens_list(page, block)):
        return False
    about = topic(page, block)
    if is_survey(about) or any(is_other_service(head) for head in page.headings(block)[:-1][:2]):
        return False
    if owner(page) == "permit" or permits_in(about) or speaks_of_permits(about):
        return True
    return bool(permits_in(lead(page))) and not is_other_service(about)


def _heads_items(page: Page, block: Block) -> bool:
    """Whether nothing but "Persyaratan" stands over many items, below a heading that names a permit."""
    if not _BARE.fullmatch(page.words_of(block)) or not any(permits_in(head) for head in page.headings(block)[:2]):
        return False
    items = islice((other for other in under(page, block, 12) if other.tag == "li"), _ITEMS)
    return len(list(items)) == _ITEMS


def _opens_list(page: Page, block: Block) -> bool:
    """Whether a sentence that tells to meet requirements ends in a colon, and papers follow."""
    return page.words_of(block).rstrip().endswith(":") and len(papers_below(page, block)) >= _MANY


def _table_rows(page: Page, seen: Seen) -> Iterator[tuple[str, Block]]:
    """Rows with a permit's name and a filled cell under a header of requirements."""
    done: set[int] = set()
    for block in headed(page, seen, "require"):
        if block.table < 0 or block.table in done or not _is_topic(page, block):
            continue
        done.add(block.table)
        table = page.table(block.table)
        header = table.header or next((row.cells for row in table.rows), ())
        column = next((i for i, head in enumerate(header) if _WORD.search(head) and len(head) <= 60), -1)
        blocks = list(row_blocks(page, block.table, block))
        for row in table.body[:100] if column >= 0 else ():
            cell = row.cells[column] if column < len(row.cells) else ""
            if (
                len(cell) >= 20
                and cell not in (header[column], row.label)
                and (PAPER.search(cell) or items_in(cell) >= 2)
                and not is_blank(cell)
            ):
                yield row.label.lower()[:60], row_block(blocks, page, row.label, block)


def _records(page: Page, seen: Seen) -> Iterator[Hit]:
    """Live links or records named after the requirements of a permit, counted by permit."""
    records: dict[str, Link] = {}
    plain: list[Link] = []
    for link in seen.links("require"):
        if (
            not link.alive
            or link.state == "anchor"
            or len(link.text) > 220
            or is_headline(link.text[:60])
            or not _WORD.search(link.text)
        ):
            continue
        about = f"{link.text} {' '.join(link.trail)}"
        if _PROMISE.search(link.text) or is_other_service(about) or is_survey(about):
            continue
        permits = permits_in(link.text)
        if permits and link.place is not Place.NAV:
            records.setdefault(" / ".join(sorted(permits)), link)
        elif speaks_of_permits(about) or owner(page) == "permit":
            plain.append(link)
    rows = list(_download_rows(page, seen))
    if len(records) >= 3 or len(rows) >= 3:
        link = next(iter(records.values())) if len(records) >= 3 else rows[0]
        yield link_hit(INDICATOR, Strength.FOUND, page, link, _SEVERAL, certainty=3)
        return
    for link in [*records.values(), *plain]:
        yield link_hit(INDICATOR, Strength.PARTIAL, page, link, _LINK, promise=link.url)
    if not records:
        yield from _record_page(page, seen)


def _download_rows(page: Page, seen: Seen) -> Iterator[Link]:
    """Files in rows of a table or list under a heading of requirements, each row naming a permit."""
    files = [link for link in page.links if link.is_file and link.alive][:300]
    heads = (block for block in headed(page, seen, "require") if len(page.words_of(block)) <= 100) if files else ()
    for block in islice((block for block in heads if _is_topic(page, block)), 8):
        body = list(under(page, block, 300))
        for link in files if body else ():
            if body[0].start <= link.start <= body[-1].end:
                row = page.words_of(page.block_at(link.start))[:300]
                if permits_in(row) or re.search(r"\bi[zj]in\b|\bpersyaratan\b", row, re.IGNORECASE):
                    yield link


def _record_page(page: Page, seen: Seen) -> Iterator[Hit]:
    """A record entitled "Persyaratan Izin ...", with a live link to the thing in its content."""
    for block, _ in seen.blocks("require"):
        text = page.words_of(block)
        if block.tag != "h1" or block.place is Place.NAV or not permits_in(text) or not _is_topic(page, block):
            continue
        if any(link.is_file and link.alive and link.place is not Place.NAV for link in page.links):
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _LINK)
            return


def _selectors(page: Page, seen: Seen) -> Iterator[Hit]:
    """A form under the words in which a permit is chosen."""
    for block in headed(page, seen, "require"):
        if not _is_topic(page, block):
            continue
        index = next((other.form for other in page.blocks[block.index : block.index + 6] if other.form >= 0), -1)
        if (
            index >= 0
            and page.form(index).has("select")
            and re.search(r"\b(?:nama|jenis)\s+(?:per)?i[zj]in", page.form(index).text, re.I)
        ):
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, _CHOICE)
            return
