"""What a cited instrument is about: behind "tentang", in a neighbouring cell, on lines below, in a linked heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rules.bylaws import downloads
from rules.bylaws.instruments import Instrument, about, instruments_in, is_numbered, number_in
from rules.bylaws.wording import HEAD_WORDS, NOISE, SMALL, words_in
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording

#: What prose and news say of a Perda.
SAID: Final = Wording(
    r"\b(?:bahwa|mengatur|menyatakan|menyebutkan|disebutkan|dijelaskan|maka|disahkan|disosialisasikan|sosialisasi\w*|dibahas|"
    r"pembahasan|disetujui|ditegakkan|melanggar|pelanggar\w*|paripurna|pansus|digodok|resmi|segera|direvisi|bapemperda|"
    r"mulai berlaku|diberlakukan|berlaku efektif|menjelaskan|mengatakan|ujar\w*|wacana|usul\w*|uji publik|"
    r"konsultasi publik|pemandangan umum|merupakan|adalah)\b",
    re.IGNORECASE,
)
_ABOUT_ALONE: Final = re.compile(r"\W*(?:tentang|t\se\sn\st\sa\sn\sg)\W*", re.IGNORECASE)
#: The kind once more, in brackets: "Peraturan Daerah (Perda) Nomor 5".
_GLOSS: Final = re.compile(r"\s{0,2}\((?:perda|pd|qanun|regional\s+regulation)\)", re.IGNORECASE)
_CARD_HEADS: Final = ("h3", "h4", "h5", "h6", "h7", "dt")
#: Longest title on a card.
_TITLE: Final = 300


def subject(page: Page, block: Block, start: int, end: int, named: Instrument, linked: bool) -> tuple[int, int]:
    """Span, in the page's text, of what the instrument in `start:end` of a block is about; empty if nobody says."""
    text = page.text[block.start : min(block.end, block.start + end + _TITLE * 8)]
    behind = start + named.end
    gloss = _GLOSS.match(text, behind, end)
    behind = gloss.end() if gloss else behind
    at = about(text[behind:end])
    if at >= 0:
        return block.start + behind + at, block.start + end
    following = next(instruments_in(text[behind:end]), None)
    own = page.region.name if page.region else ""
    bare = _remainder(text[behind : behind + following.start if following else end], own)
    numbered = is_numbered(text[start:end])
    if bare and (numbered or linked):
        return block.start + behind + bare[0], block.start + behind + bare[1]
    if " | " in text:
        span = _cell(text, start, end, kind_only=not numbered)
        return (block.start + span[0], block.start + span[1]) if span else (0, 0)
    below = _below(page, block, numbered)
    return below if below[1] or not numbered else _above(page, block)


def is_title(text: str) -> bool:
    """Whether enough words are left of a text when numbers, dates and labels are taken away."""
    words = [word for word in words_in(text) if word not in NOISE and word not in HEAD_WORDS and len(word) > 2]
    return len(words) >= 2 or any(len(word) > 8 for word in words)


def _remainder(head: str, own: str) -> tuple[int, int] | None:
    """Words left of "Perda Kabupaten Sukamaju No 5 Tahun 2012 - Retribusi IMB" behind number and region, or before."""
    cluster = number_in(head)
    if cluster is None:
        return _lone_out(_title_words(head, 0, len(head), own))
    behind = _title_words(head, cluster[1], len(head), own)
    if behind:
        return behind[0][0], behind[-1][1]
    if re.search(r"\b(?:kab|kabupaten|kota|kotamadya)\b", head[: cluster[0]], re.IGNORECASE):
        return None  # all that stands before the number is the owner
    return _lone_out(_title_words(head, 0, cluster[0], own))


def _lone_out(found: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The span of the words, unless it is one long word: that is more often a region's name."""
    if not found or (len(found) == 1 and found[0][1] - found[0][0] > 5):
        return None
    return found[0][0], found[-1][1]


def _title_words(head: str, start: int, end: int, own: str) -> list[tuple[int, int]]:
    """Spans of the words of a title in `head`; none where a sentence goes on."""
    owner = set(words_in(own))
    found: list[tuple[int, int]] = []
    skip = False
    for match in re.finditer(r"[a-z]{2,}", head.lower()[start:end]):
        word = match.group()
        if not found and (word in HEAD_WORDS or word in owner or skip):
            skip = word in ("kabupaten", "kab", "kota", "kotamadya", "kodya")
        elif not found and word in SMALL:
            return []
        elif word not in NOISE:
            found.append((start + match.start(), start + match.end()))
    return found


def _cell(text: str, start: int, end: int, kind_only: bool) -> tuple[int, int] | None:
    """The cell of a row that says what it is about: one that begins with "tentang", else the first of some words."""
    edges = [0, *(match.end() for match in re.finditer(r"\s\|\s?", text)), len(text) + 3]
    cells = [(left, min(right - 2, len(text))) for left, right in pairwise(edges)]
    before = [cell for cell in cells if cell[1] <= start + 1]
    after = [cell for cell in cells if cell[0] >= end - 2]
    for left, right in after:
        at = about(text[left:right])
        if 0 <= at <= 12:
            return left + at, right
    plain = not any(is_title(text[left:right]) for left, right in before)
    candidates = after if plain else before[::-1] if kind_only else []
    said = ((left, right) for left, right in candidates if is_title(text[left:right]))
    return next((cell for cell in said if next(instruments_in(text[cell[0] : cell[1]]), None) is None), None)


def _below(page: Page, block: Block, numbered: bool) -> tuple[int, int]:
    """Of a card, a row cut in blocks or a title page: the words under the number, or under "tentang"."""
    announced = False
    head = block.tag in _CARD_HEADS
    following = page.blocks[block.index + 1 : block.index + 5]
    for other in following:
        text = page.words_of(other)
        if other.place is not block.place or next(instruments_in(text), None):
            break
        if announced:
            return other.start, other.end
        announced = bool(_ABOUT_ALONE.fullmatch(text))
        at = about(text)
        if 0 <= at <= 12:
            return other.start + at, other.end
        numbers = is_numbered(page.words_of(following[0]))
        next_one = other is following[0] or (numbers and other is following[1])
        badge = not numbered and next_one and _is_badge(page, block, following)
        entry = other is following[0] and numbered and _has_button(page, following[1:2])
        if (head or badge or entry) and " | " not in text and is_title(text) and len(text) < _TITLE:
            return (other.start, other.end) if not SAID.search(text) else (0, 0)
    return 0, 0


def _has_button(page: Page, blocks: Sequence[Block]) -> bool:
    """Whether one of the blocks holds a button and nothing else: the end of an entry of a list."""
    found = (link for block in blocks for link in page.links_in(block.start, block.end) if link.end > link.start)
    return any(link.alive and downloads.is_button(link) for link in found)


def _is_badge(page: Page, block: Block, following: Sequence[Block]) -> bool:
    """Whether a block holds the kind alone, as the label of an entry whose number stands close below."""
    text = page.words_of(block)
    named = next(instruments_in(text), None) if len(text) <= 40 else None
    short = named is not None and not is_title(text[: named.start] + text[named.end :])
    return short and any(is_numbered(page.words_of(other)) for other in following[:3])


def _above(page: Page, block: Block) -> tuple[int, int]:
    """The linked heading right over a line that holds number and year alone."""
    above = page.blocks[max(0, block.index - 1)]
    if above.tag[:1] != "h" or above.place is not block.place:
        return 0, 0
    linked = any(link.end > link.start and link.alive for link in page.links_in(above.start, above.end))
    text = page.words_of(above)
    return (above.start, above.end) if linked and is_title(text) and not SAID.search(text) else (0, 0)
