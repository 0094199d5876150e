"""Short texts as figures: list items, definition lists, cards with a big number, lines of documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rules.figures.dataset import SUBJECT, Figure
from rules.figures.table import Grid
from scorecard.model import Place
from scorecard.reading import Page
from scorecard.reading.numbers import is_year, number, numbers_in
from scorecard.reading.page import Block
from scorecard.reading.wording import fold

#: Longer texts are prose: see `sentences`.
LONGEST: Final = 170
_MONTHS: Final = r"(?:jan|feb|mar|apr|mei|may|jun|jul|agu|ags|aug|sep|okt|oct|nov|des|dec)[a-z]*\b"
#: Numbers, in lower-case text, that count nothing: age bands, dates, ordinals, numbers of laws, pages and telephones.
NO_FIGURE: Final = re.compile(
    r"(?P<band>(?<![\d.,])\d{1,2}\s?(?:-|–|—|s/d|s\.d\.?|sd|sampai(?: dengan)?|hingga|to)\s?\d{1,2}(?![\d.,]*\d)\s*\+?)"
    r"|[<>≥≤]=?\s*\d{1,3}\b|\b\d{1,3}\s?[<≤]|\b\d{2}\s?\+"
    r"|\b\d{1,2}\s*(?:tahun|thn|th)\s*(?:ke ?atas|ke ?bawah|lebih|atau lebih|\+)"
    r"|\b\d{1,2}\s+" + _MONTHS + r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b\d{1,2}[:.]\d{2}\s*(?:wib|wita|wit)\b"
    r"|\b(?:nomor|no\.|no|semester|triwulan|pasal|ayat|bab|tabel|table|gambar|grafik|halaman|hal\.|rt|rw|lantai|"
    r"fax|telp\.?|tel\.?|telepon|hp|wa)"
    r"\s*[.:]?\s*\(?\+?[\d.,/ ()-]{1,24}|^\s*\(?\d{1,2}\s?[.)](?=\s|[^\W\d])|\(\d{2,4}\)\s*\d{5,}",
)
_UNIT: Final = re.compile(
    r"^[\s:=|.,;()/-]*(?:(?:jiwa|orang|org|persen|%|kk|tahun|poin|km2?|ha|ton|unit|buah|rupiah|dan|atau|serta|yaitu|yakni)\b"
    r"[\s:=|.,;()/-]*)*",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"[\s:=±]*(?:rp\.?\s*)?[\d.,]+\+?(?:\s*(?:ribu|juta|mil[iy]ar|triliun))?(?:\s*(?:%|(?!(?:pria|wanita|perempuan|lelaki|male|female|hotel|resto|guru|siswa|bayi|"
    r"balita|restoran)\b)[^\W\d]{1,9}(?:/\S{1,8})?))?[\s.,-]*",
    re.IGNORECASE,
)
#: The line that opens a numbered table of a document.
TABLE_LINE: Final = re.compile(r"(?:tabel|table|grafik|gambar|figure)\s+[\dIVX][\d.a-z]*\b", re.IGNORECASE)


#: Longest paragraph read for figures, and longest line of column heads.
_PARAGRAPH: Final = 3000
_HEAD: Final = 110


def pairs_in(text: str) -> list[tuple[str, tuple[float, ...]]]:
    """Labels and the numbers behind each: "Laki-laki: 600, Perempuan: 700" gives two pairs.

    Where a text opens with a number ("600 laki-laki dan 700 perempuan") the words behind are its label.
    """
    found = [entry for entry in numbers_in(text) if not entry.is_year]
    skipped = [match.span() for match in NO_FIGURE.finditer(fold(text))] if found else []
    found = [entry for entry in found if not any(start <= entry.start < end for start, end in skipped)]
    if not found:
        return []
    behind = not _UNIT.sub("", text[: found[0].start]).strip(" :-–") and any(map(str.isalpha, text[found[-1].end :]))
    pairs: list[tuple[str, list[float]]] = []
    begun = [0, *(entry.end for entry in found)]
    ended = [*(entry.start for entry in found[1:]), len(text)]
    for at, entry in enumerate(found):
        before, after = text[begun[at] : entry.start], text[entry.end : ended[at]]
        label = _UNIT.sub("", after if behind else before).strip(" :=-–|.,;(")
        if sum(map(str.isalpha, label)) < 2 and pairs:
            pairs[-1][1].append(entry.value)
        else:
            pairs.append((label, [entry.value]))
    return [(label, tuple(values)) for label, values in pairs]


def is_prose(text: str, tag: str = "p") -> bool:
    """Whether a short text is a sentence or headline, and no label with its number."""
    if ":" in text[:70]:
        return False
    return (text.endswith(".") and text.count(" ") > 7) or (tag[:1] == "h" and text.count(" ") > 4)


def is_bare(text: str) -> bool:
    """Whether a block holds one number and at most its unit."""
    return bool(_BARE.fullmatch(text)) and number(text.strip(" :=")) is not None and not is_year(text)


def read_run(page: Page, blocks: Sequence[Block]) -> Grid:
    """Figures of a run of short blocks; a bare number belongs to the label beside it."""
    texts = [page.words_of(block) for block in blocks]
    bare = [is_bare(text) for text in texts]
    first_is_number = _numbers_lead(bare, [block.tag for block in blocks], texts)
    rows: list[Figure] = []
    heads: list[str] = []
    subject = ""
    for at, block in enumerate(blocks):
        if bare[at]:
            continue
        text, start, end = texts[at], block.start, block.end
        prose = len(text) > LONGEST or is_prose(text, block.tag)
        pairs = [] if prose else pairs_in(text)
        if prose and block.tag[:1] != "h":
            rows += _told(text, start, subject)
        elif not pairs:
            card = at - 1 if first_is_number else at + 1
            if 0 <= card < len(blocks) and bare[card]:
                value = number(texts[card].strip(" :="))
                pairs = [(text, (value or 0.0,))]
                start, end = min(start, blocks[card].start), max(end, blocks[card].end)
                text = f"{text} {texts[card]}"
        if not pairs:
            heads.append(text[:LONGEST])
            if len(text) <= LONGEST and SUBJECT.search(text):
                subject = text
            rows.append(Figure((text[:300],), (), (), subject, start, end, text[:600]))
        for label, values in pairs:
            subject = label if SUBJECT.search(label) else subject
            counted = tuple(value for value in values if value)
            rows.append(Figure(tuple(filter(None, (label,))), counted, ("",) * len(counted), subject, start, end, text))
    return tuple(rows), _headed(rows) if page.is_document else (), tuple(heads)


def _told(text: str, start: int, subject: str) -> Iterator[Figure]:
    """Parts of a paragraph that give two figures or more: "usia 0-14 tahun 98.231 jiwa, usia 15-64 tahun ..."."""
    text = text[:_PARAGRAPH]
    pairs = pairs_in(text)
    if len(pairs) < 2:
        return
    for label, values in pairs:
        subject = label if SUBJECT.search(label) else subject
        counted = tuple(value for value in values if value)
        at = start + max(0, text.find(label[-60:]))
        names = (label[-100:],)
        yield Figure(
            names, counted, ("",) * len(counted), subject, at, min(at + 160, start + len(text)), text, told=True
        )


def _headed(rows: Sequence[Figure]) -> tuple[Figure, ...]:
    """Lines of heads over the figures of a document's numbered table, with the values of the row below them."""
    first = next((i for i, row in enumerate(rows) if len(row.values) > 1), len(rows))
    below = rows[first : first + 3]
    if (
        not rows
        or not TABLE_LINE.match(rows[0].text[:40])
        or len(below) < 2
        or any(not row.values for row in below[:2])
    ):
        return ()
    heads = [row for row in rows[1:first] if len(row.text) <= _HEAD]
    return tuple(
        Figure(row.names, below[0].values, (), row.subject, row.start, below[0].end, row.text) for row in heads
    )


def list_runs(page: Page) -> Iterator[list[Block]]:
    """Runs of a web page's main blocks outside table rows, cut at headings that are no part of a card."""
    run: list[Block] = []
    blocks = [
        block for block in page.blocks if block.place is Place.MAIN and block.tag not in ("tr", "option", "title")
    ]
    for at, block in enumerate(blocks):
        text = page.words_of(block)
        cuts = block.tag in ("h1", "h2", "h3", "h4") and not _in_card(page, blocks, at, text)
        if run and (cuts or block.index - run[-1].index > 3 or len(run) >= 80):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def line_runs(page: Page) -> Iterator[list[Block]]:
    """Runs of a document's lines: cut at page breaks, at lines that open a numbered table and at real tables."""
    run: list[Block] = []
    for block in page.blocks:
        if block.table >= 0:
            if run:
                yield run
            run = []
            continue
        opens = bool(TABLE_LINE.match(page.words_of(block)[:40]))
        if run and (opens or block.page_number != run[-1].page_number or len(run) >= 120):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _in_card(page: Page, blocks: Sequence[Block], at: int, text: str) -> bool:
    sides = [blocks[i] for i in (at - 1, at + 1) if 0 <= i < len(blocks)]
    return is_bare(text) or any(is_bare(page.words_of(side)) for side in sides)


def _numbers_lead(bare: Sequence[bool], tags: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether numbers stand over their labels.

    Cards alternate. What stands before the first number is a label where it looks like what stands behind
    it or where that has a figure of its own, and a title over all cards where it does not.
    """
    if not any(bare):
        return False
    last = len(bare) - 1
    led = followed = 0
    for at, flag in enumerate(bare):
        led += flag and at > 0 and not bare[at - 1] and (at < 2 or bare[at - 2])
        followed += flag and at < last and not bare[at + 1] and (at + 1 == last or bare[at + 2])
    headed = [at for at, flag in enumerate(bare) if flag and at > 0 and tags[at - 1][:1] == "h"]
    if len(headed) > 1 and len(headed) == sum(bare):
        return False  # every number stands under a heading of its own
    first = bare.index(True)
    titled = 0 < first < last and tags[first - 1] != tags[first + 1] and not pairs_in(texts[first + 1][:LONGEST])
    return bare[0] or followed > led or (followed == led and titled)
