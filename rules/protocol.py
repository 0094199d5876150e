"""What a rule module offers, and how it says what it saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from scorecard.model import Hit, HostRole, Place, Shape, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.words import Seen


class Rule(Protocol):
    """A module that judges one indicator. It never fetches and knows no weights, no clock, no disk.

    `WORDS` wakes it: the module is called only for pages on which one of its words stands in the text
    or in a link's address. `SUCCESSORS` holds words that count in edition 2026 only (same group names).
    """

    __name__: str
    INDICATOR: str
    VERSION: str
    WORDS: Mapping[str, Sequence[str]]

    @staticmethod
    def check(page: Page, seen: Seen) -> Iterable[Hit]:
        """Every place on the page that is evidence, or looks like it and is not."""
        ...


def hit(
    indicator: str,
    strength: Strength,
    page: Page,
    start: int,
    end: int,
    why: str,
    *,
    certainty: int = 2,
    promise: str = "",
    fallback: Strength = Strength.PARTIAL,
    broken: Strength = Strength.REJECTED,
    host_role: HostRole = HostRole.OWN,
    part: str = "",
    place: Place | None = None,
) -> Hit:
    """A hit that quotes the span `start:end` of the page's text (at most 300 code points of it)."""
    end = min(max(end, start + 1), start + 300, max(len(page.text), 1))
    block = page.block_at(start) if page.blocks else None
    return Hit(
        indicator,
        strength,
        page.quote(start, end),
        place or (block.place if block else Place.MAIN),
        why,
        certainty=certainty,
        page_number=block.page_number if block else 0,
        promise=promise,
        fallback=fallback,
        broken=broken,
        host_role=host_role,
        part=part,
        shape=Shape.PROSE if strength is Strength.REJECTED else _shape(page, block, start, end),
    )


def _shape(page: Page, block: Block | None, start: int, end: int) -> Shape:
    """What the words of a span stand in; a link inside a table counts as the table."""
    if block is not None and block.table >= 0:
        return Shape.TABLE
    if block is not None and block.form >= 0:
        return Shape.FORM
    link = next(iter(page.links_in(start, end)), None)
    return Shape.PROSE if link is None else _shape_of(link)


def _shape_of(link: Link) -> Shape:
    return Shape.FILE if link.is_file else Shape.LINK


def link_hit(
    indicator: str,
    strength: Strength,
    page: Page,
    link: Link,
    why: str,
    *,
    certainty: int = 2,
    promise: str = "",
    fallback: Strength = Strength.PARTIAL,
    broken: Strength = Strength.REJECTED,
    host_role: HostRole = HostRole.OWN,
    part: str = "",
) -> Hit:
    """A hit that quotes a link's words, or its address where it has none."""
    if link.end > link.start:
        return hit(
            indicator, strength, page, link.start, link.end, why,
            certainty=certainty, promise=promise, fallback=fallback, broken=broken, host_role=host_role, part=part,
            place=link.place,
        )  # fmt: skip
    quote = page.quote(link.start, link.start)
    return Hit(
        indicator,
        strength,
        type(quote)(link.text or link.url, quote.prefix, quote.suffix),
        link.place,
        why,
        certainty=certainty,
        promise=promise,
        fallback=fallback,
        broken=broken,
        host_role=host_role,
        part=part,
        shape=_shape_of(link),
    )


def picture_hit(indicator: str, strength: Strength, page: Page, position: int, words: str, why: str) -> Hit:
    """A hit that quotes what a picture is called, with the words around its place."""
    around = page.quote(position, position)
    return Hit(
        indicator, strength, type(around)(words[:300], around.prefix, around.suffix), Place.MAIN, why, certainty=2
    )
