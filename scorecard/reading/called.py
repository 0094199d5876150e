"""What a link is called that only says "Unduh", "Kunjungi" or "Website": by its row, its line or its card.

Lists of documents, applications and agencies put the name in one place and a button in another. A button has the
name that stands in its table row, else in the rest of its own block, else in the heading or short line right above it
with no other link between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from scorecard.model import Place
from scorecard.reading.page import Block, Link, Page

#: Words that offer something and do not say what.
_BUTTON: Final = re.compile(
    r"\W*(?:(?:klik|di ?sini|unduh(?:an)?|do[wn]+load|lihat|buka|baca|detail|selengkapnya|lebih|lanjut|file|pdf|view|"
    r"open|here|tautan|link|preview|dokumen|kunjungi|website|web|situs|masuk|akses|go|to|more|read|visit|halaman|sekarang|cek)\W*){1,4}",
    re.IGNORECASE,
)
_LONGEST_BUTTON: Final = 40
_LONGEST_NAME: Final = 140
#: Links of a page that are looked at, and blocks above a button in which its name may stand.
_MOST: Final = 400
_NEAR: Final = 4
#: Of a row so much is read; and of what stands beside a name so much is kept.
_LONGEST_ROW: Final = 2_000
_LONGEST_REST: Final = 200
#: Kinds of laws and decrees, and lists of them.
_ACT: Final = re.compile(
    r"\bper(?:aturan|da|bup|wal|gub|kada|men\w*)\b|\bkeputusan\b|\bqanun\b|\bundang-undang\b|\bproduk\s+hukum\b|\bjdih\b",
    re.IGNORECASE,
)
#: Code points from a name down to its button: a card's own text, and no more.
_REACH: Final = 400
_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
#: A cell that is nothing but a date: "27 Juli 2022", "12-05-2024 08:30".
_DATE: Final = re.compile(
    r"\W*(?:\d{1,2}\W+)?(?:\d{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|mei|may|jun\w*|jul\w*|ag\w*|sep\w*|o[kc]t\w*|nov\w*|de[sc]\w*)"
    r"\W+\d{2,4}\b.{0,12}",
    re.IGNORECASE,
)


def called(page: Page) -> list[Link]:
    """Buttons of the page's own content under the names they have, in order; `start` and `end` span the name."""
    if "called" not in page.readings:
        page.readings["called"] = list(islice(_named(page), _MOST))
    found: list[Link] = page.readings["called"]
    return found


def _named(page: Page) -> Iterator[Link]:
    last = 0
    rows: dict[int, tuple[int, int] | None] = {}  # a row's name, read once for all of its buttons
    for link in page.links[: 4 * _MOST]:
        if link.place is not Place.NAV and _is_button(link):
            block = page.block_at(link.start)
            if block.table < 0:
                span = _in_line(page, block, link) or _above(page, block, last)
            else:
                if block.index not in rows:
                    rows[block.index] = _in_row(page, block)
                span = rows[block.index]
            if span is not None:
                yield _under(page, link, block, span)
        last = max(last, link.end)


def _under(page: Page, link: Link, block: Block, span: tuple[int, int]) -> Link:
    """The button under a name that spans so much of the page, with what stands beside the name in its block."""
    start, end = span
    beside = page.text[block.start : min(start, block.start + _LONGEST_REST)]
    behind = page.text[end : min(link.start, end + _LONGEST_REST)]
    trail = (*link.trail, " ".join(f"{beside} {behind}".split())[:_LONGEST_REST])
    name = page.text[start:end].replace("_", " ")  # files are named so
    return replace(link, text=name, start=start, end=end, trail=trail)


def _is_button(link: Link) -> bool:
    length = link.end - link.start
    return 0 < length <= _LONGEST_BUTTON and link.alive and bool(_BUTTON.fullmatch(link.text))


def _in_row(page: Page, row: Block) -> tuple[int, int] | None:
    """The longest cell that names something: neither a number, a date nor another button; None in a list of laws."""
    best: tuple[int, int] | None = None
    start = row.start
    text = page.words_of(row)[:_LONGEST_ROW]
    for cell in text.split(" | "):
        names = len(cell) <= 2 * _LONGEST_NAME and _LETTERS.search(cell) and not _BUTTON.fullmatch(cell)
        if names and not _DATE.fullmatch(cell) and (best is None or len(cell) > best[1] - best[0]):
            best = (start, start + len(cell))
        start += len(cell) + 3
    return None if best is None or _is_act(page, row, text, best) else best


def _is_act(page: Page, row: Block, text: str, name: tuple[int, int]) -> bool:
    """Whether a row lists a law or a decree: what it is about is not what it offers."""
    beside = text[: name[0] - row.start] + text[name[1] - row.start :]
    return any(_ACT.search(words) for words in (beside, *page.headings(row)[:2]))


def _in_line(page: Page, block: Block, link: Link) -> tuple[int, int] | None:
    """The words right before the button in its own block."""
    first = max(block.start, link.start - _REACH)
    words = page.text[first : link.start].rstrip(" :([-–|\n")
    start = first + max(words.rfind("\n"), -1) + 1
    end = first + len(words)
    named = 3 < end - start <= _LONGEST_NAME and _LETTERS.search(page.text, start, end)
    return (start, end) if named and not _BUTTON.fullmatch(page.text[start:end]) else None


def _above(page: Page, block: Block, last: int) -> tuple[int, int] | None:
    """The heading a few blocks above, or the short line right above, where no other link's words stand between."""
    for other in reversed(page.blocks[max(0, block.index - _NEAR) : block.index]):
        length = other.end - other.start
        if other.place is not block.place or last > other.end or other.table >= 0 or block.start - other.end > _REACH:
            return None
        if other.tag[:1] == "h":
            return (other.start, other.end) if length <= _LONGEST_NAME else None
        if other.index == block.index - 1 and block.heading < 0 and length <= _LONGEST_NAME:
            return other.start, other.end
    return None
