"""Legal instruments where a page cites them: list rows, cards, records, legal-basis lines, first pages of documents.

Read once a page and kept with it. A citation says whose instrument it is, what it is about and how one
gets at it; whether that is evidence is for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.instruments import DRAFT, PERDA, Instrument, about, instruments_in, is_numbered
from rules.bylaws.records import is_kind_field, record_field
from rules.bylaws.wording import BASIS_LEADS, HEAD_WORDS, LEADS, NOISE, SMALL
from scorecard.model import Place
from scorecard.reading import Block, Link, Page

#: Longest line that still cites and does not argue, and most citations read off one page.
MAX_LINE: Final = 480
MAX_CITATIONS: Final = 1_500
_HEADINGS: Final = ("title", "h1", "h2", "h3")
_BASIS: Final = re.compile(r"\b(?:dasar|landasan|payung)\s+hukum|\bdasar\s+peraturan|\bregulasi terkait", re.IGNORECASE)
#: What prose and news say of a Perda.
_SAID: Final = re.compile(
    r"\b(?:bahwa|mengatur|menyatakan|menyebutkan|disebutkan|dijelaskan|maka|disahkan|disosialisasikan|sosialisasi\w*|dibahas|"
    r"pembahasan|disetujui|ditegakkan|melanggar|pelanggar\w*|paripurna|pansus|digodok|resmi|segera|direvisi|bapemperda|"
    r"menjelaskan|mengatakan|ujar\w*|wacana|usul\w*|uji publik|konsultasi publik|pemandangan umum|merupakan|adalah)\b",
    re.IGNORECASE,
)
#: Who issues it, where a document puts him on the same line.
_ISSUER: Final = re.compile(
    r"\W*(?:salinan\W+)?(?:bupati|wal(?:i\s?)?kota|gubernur|pemerintah|lembaran daerah)\b", re.IGNORECASE
)
_CUT: Final = re.compile(
    r"\s\|\s?|;\s|(?=\bdengan rahmat tuhan)|(?=\bmenimbang\s?:)|(?<=\s)(?<!nomor\s)(?<!no\.\s)(?<!no\s)(?<!tahun\s)"
    r"(?<!bulan\s)\d{1,2}[.)]\s(?=[a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument where a page cites it. Spans count code points of the page's text."""

    kind: str  # of instruments.py
    start: int
    end: int
    subject: tuple[int, int]  # span of the words on what it is about; empty where they are missing
    role: str  # line, heading, basis, mention, record or opening (of a document)
    place: Place
    link: Link | None = None  # to its document or record
    whole: bool = False  # the page holds its text
    numbered: bool = False

    @property
    def titled(self) -> bool:
        """Whether it says what it is about."""
        return self.subject[1] > self.subject[0]


def citations(page: Page) -> tuple[Citation, ...]:
    """All citations of a page, in order; read at first use."""
    if "citations" not in page.readings:
        page.readings["citations"] = tuple(_opening(page) if page.is_document else _cited(page))[:MAX_CITATIONS]
    kept: tuple[Citation, ...] = page.readings["citations"]
    return kept


def _cited(page: Page) -> Iterator[Citation]:
    blocks = sorted({page.block_at(named.start).index for named in instruments_in(page.text)})
    found = [citation for index in blocks for citation in _in_block(page, page.blocks[index])]
    found = downloads.record(page, _without_title(page, found))
    yield from found
    if not any(one.role == "record" for one in found):
        yield from _record(page)
    yield from _implied(page, set(blocks))


def _record(page: Page) -> Iterator[Citation]:
    """The record that a page of a legal database is, where its title alone does not say so."""
    fields = record_field(page)
    if fields is not None:
        kind, subject = fields
        link, whole = downloads.of_record(page)
        yield Citation(kind.kind, *subject, subject, "record", Place.MAIN, link, whole, numbered=True)


def _without_title(page: Page, found: list[Citation]) -> list[Citation]:
    """The page's title repeats its heading: it counts only where nothing else is cited."""
    rest = [one for one in found if page.block_at(one.start).tag != "title"]
    return rest or found


def _in_block(page: Page, block: Block) -> Iterator[Citation]:
    text = page.words_of(block)
    basis = any(_BASIS.search(head) for head in (*page.headings(block)[:2], text[:60]))
    for start, end, link in _segments(page, block, text):
        named = next(instruments_in(text[start:end], page.region), None)
        if named is None or is_kind_field(text, replace(named, start=start + named.start)):
            continue
        first, last = block.start + start + named.start, block.start + end
        lead = _words(text[start : start + named.start])
        subject = _subject(page, block, start, end, named)
        role = "basis" if basis else "heading" if block.tag in _HEADINGS else "line"
        if not _leads(lead, basis) or len(text[start:end]) > MAX_LINE or _SAID.search(text[start:end]):
            role = "mention"
        yield Citation(
            named.kind, first, max(last, subject[1]), subject, role, block.place,
            downloads.link_for(page, block, link, role), numbered=is_numbered(text[start:end]),
        )  # fmt: skip


def _segments(page: Page, block: Block, text: str) -> Iterator[tuple[int, int, Link | None]]:
    """Cells, list parts and links of a block that may each cite one instrument, with the link over it."""
    links = [
        link
        for link in page.links_in(block.start, block.end)
        if link.end > link.start and next(instruments_in(page.text[link.start : link.end]), None)
    ]
    cuts = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
    cuts += [max(0, link.start - block.start) for link in links[1:]]
    edges = sorted(set(cuts))
    for start, end in pairwise(edges):
        over = next((link for link in links if link.start - block.start < end and link.end - block.start > start), None)
        if over is not None and over.start - block.start >= start:
            end = min(end, over.end - block.start)
        yield start, end, over


def _subject(page: Page, block: Block, start: int, end: int, named: Instrument) -> tuple[int, int]:
    """Span of what the instrument is about: behind "tentang", in a neighbouring cell, or in the next block."""
    text = page.words_of(block)
    behind = start + named.end
    at = about(text[behind:end])
    if at >= 0:
        return block.start + behind + at, block.start + end
    following = next(instruments_in(text[behind:end]), None)
    bare = _remainder(text[behind : behind + following.start if following else end])
    if bare and (is_numbered(text[start:end]) or end - start < 90):
        return block.start + behind + bare[0], block.start + behind + bare[1]
    if " | " in text:
        span = _cell_subject(text, start, end, kind_only=not is_numbered(text[start:end]))
        return (block.start + span[0], block.start + span[1]) if span else (0, 0)
    return _next_subject(page, block)


def _remainder(head: str) -> tuple[int, int] | None:
    """Words left of "Perda Kabupaten Sukamaju No 5 Tahun 2012 - Retribusi IMB" behind number and region."""
    skip = False
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[a-z]{2,}", head.lower()):
        word = match.group()
        if not found and (word in HEAD_WORDS or skip):
            skip = word in ("kabupaten", "kab", "kota", "kotamadya", "kodya")
            continue
        if not found and word in SMALL:
            return None
        if word not in NOISE:
            found.append(match.span())
    if not found or (len(found) == 1 and found[0][1] - found[0][0] > 5):
        return None  # a lone long word is the rest of a region's name
    return found[0][0], found[-1][1]


def _cell_subject(text: str, start: int, end: int, kind_only: bool) -> tuple[int, int] | None:
    """The cell of a row that says what it is about: one that begins with "tentang", else the first of some words."""
    edges = [0, *(match.end() for match in re.finditer(r"\s\|\s?", text)), len(text) + 3]
    cells = [(left, min(right - 2, len(text))) for left, right in pairwise(edges)]
    before = [cell for cell in cells if cell[1] <= start + 1]
    after = [cell for cell in cells if cell[0] >= end - 2]
    for left, right in after:
        at = about(text[left:right])
        if 0 <= at <= 12:
            return left + at, right
    plain = not any(_is_title(text[left:right]) for left, right in before)
    candidates = after if plain else before[::-1] if kind_only else []
    return next(((left, right) for left, right in candidates if _is_title(text[left:right])), None)


def _next_subject(page: Page, block: Block) -> tuple[int, int]:
    """Of a card or a row cut in blocks: the words under the number."""
    for other in page.blocks[block.index + 1 : block.index + 4]:
        text = page.words_of(other)
        if other.place is not block.place or next(instruments_in(text), None):
            break
        at = about(text)
        if 0 <= at <= 12:
            return other.start + at, other.end
        if block.tag in ("h3", "h4", "h5", "h6", "h7", "dt") and _is_title(text) and len(text) < 300:
            return (other.start, other.end) if not _SAID.search(text) else (0, 0)
    return 0, 0


def _is_title(text: str) -> bool:
    words = [word for word in _words(text) if word not in NOISE and word not in HEAD_WORDS and len(word) > 2]
    return len(words) >= 2 or any(len(word) > 8 for word in words)


def _implied(page: Page, cited: set[int]) -> Iterator[Citation]:
    """Rows and links under a heading "Peraturan Daerah" that do not repeat the word."""
    group, table = "", -1
    for block in page.blocks:
        text = page.words_of(block)
        if block.index in cited:
            if block.table >= 0 and " | " not in text:
                group, table = downloads.listing_kind(text), block.table
            continue
        if block.place is Place.NAV or block.tag == "title" or len(text) > MAX_LINE or block.tag[:1] == "h":
            continue
        kind = group if group and block.table == table else downloads.heading_kind(page, block)
        if kind != PERDA or not _is_title(text):
            continue
        link = downloads.link_for(page, block, None, "line")
        if (link is not None or " | " in text) and is_numbered_row(text, link):
            start, end = _title_span(text)
            subject = (block.start + start, block.start + end)
            yield Citation(PERDA, block.start, block.end, subject, "line", block.place, link, numbered=True)


def is_numbered_row(text: str, link: Link | None) -> bool:
    """Whether a row has the number and year that an instrument has, or a file."""
    return is_numbered(text) or bool(re.search(r"\b(?:19|20)\d\d\b", text)) or (link is not None and link.is_file)


def _title_span(text: str) -> tuple[int, int]:
    cells = [(match.start(), match.end()) for match in re.finditer(r"[^|]+", text)]
    return max(cells, key=lambda cell: sum(char.isalpha() for char in text[cell[0] : cell[1]]))


def _opening(page: Page) -> Iterator[Citation]:
    """The instrument that a document is, by its first lines; one it merely refers to is none of its own."""
    head = page.text[:2_500]
    named = next((one for one in instruments_in(head, page.region) if _at_line(head, one)), None)
    if named is None or (named.start > 900 and named.kind == PERDA):
        return
    at = about(head[named.end :])
    subject = (0, 0)
    if 0 <= at < 400:
        start = named.end + at
        stop = re.search(r"\n(?:dengan rahmat|bupati|wali ?kota|menimbang|gubernur)", head[start:], re.IGNORECASE)
        subject = (start, start + (min(stop.start(), 400) if stop else min(300, len(head) - start)))
    drafted = bool(re.search(r"nomor\W*[.…_]{2,}|nomor\s+tahun\s", head[named.end : named.end + 120], re.IGNORECASE))
    yield Citation(
        DRAFT if drafted else named.kind, named.start, max(named.end, subject[1]), subject, "opening", Place.DOCUMENT,
        whole=True, numbered=is_numbered(head[named.end : named.end + 120]),
    )  # fmt: skip


def _at_line(text: str, named: Instrument) -> bool:
    lead = text[text.rfind("\n", 0, named.start) + 1 : named.start]
    return _leads(_words(lead), basis=False) or bool(_ISSUER.match(lead) and len(lead) < 120)


def _leads(words: list[str], basis: bool) -> bool:
    """Whether nothing but marks of a list stands before an instrument."""
    allowed = LEADS | BASIS_LEADS if basis else LEADS
    return len(words) <= 12 and all(len(word) == 1 or word in allowed for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())
