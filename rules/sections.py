"""What stands under a heading or behind a label: the blocks of a section, and the topic a block has.

Pages set headings as headings, as bold paragraphs ("Persyaratan :"), as the first cell of a row, or as a
line of a document; a section is what follows until the next of its rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.words import Seen

LONGEST_HEADING: Final = 130
#: No honest page has more places to look at; a hostile one must not take long.
MOST_HEADINGS: Final = 120
_ENUMERATED: Final = re.compile(r"(?:^|[\s|;.])(?:\(?\d{1,2}[.)]|[a-h][.)]|[-•●▪➢✓*])\s{0,2}(?=[A-Za-z])")


def headed(page: Page, seen: Seen, *groups: str) -> Iterator[Block]:
    """Blocks of the page's own content that look like a heading or a label and hold the groups' words."""
    for block, _matches in islice(seen.blocks(*groups), MOST_HEADINGS):
        if block.place is not Place.NAV and block.tag not in ("title", "option") and is_heading(page, block):
            yield block


def is_heading(page: Page, block: Block) -> bool:
    """Whether a block heads what follows: a heading element, a short line, a row, a label ending in a colon."""
    text = page.words_of(block)
    return block.tag[:1] == "h" or block.tag == "tr" or len(text) <= LONGEST_HEADING or text.rstrip().endswith(":")


def under(page: Page, head: Block, limit: int = 40) -> Iterator[Block]:
    """The blocks of the section that `head` opens, at most `limit`, of the same place."""
    real = head.tag[:1] == "h"
    for block in page.blocks[head.index + 1 : head.index + 1 + limit]:
        if block.place is not head.place:
            continue  # a trail of crumbs or a bar of buttons stands between
        if block.tag[:1] == "h":
            if not _below(page, block, head):
                return
        elif not real and block.heading != head.heading:
            return
        yield block


def opener(page: Page, block: Block) -> str:
    """The words of the tab or fold that opens the part of the page in which a block stands; "" where there is none."""
    if "openers" not in page.readings:
        opening = ((page.ids[link.target], link.text) for link in page.links if link.target in page.ids and link.text)
        page.readings["openers"] = [(*span, text) for span, text in opening if len(text) <= LONGEST_HEADING][:300]
    held = [(end - start, text) for start, end, text in page.readings["openers"] if start <= block.start < end]
    return str(min(held)[1]) if held else ""


def _below(page: Page, block: Block, head: Block) -> bool:
    index = block.heading
    while index >= 0:
        if index == head.index:
            return True
        index = page.blocks[index].heading
    return False


def topic(page: Page, block: Block, levels: int = 2) -> str:
    """A block's words with the nearest headings over it and the page's title; of a document also its opening."""
    heads = page.headings(block)
    opening = page.text[:400] if page.is_document else ""
    return "\n".join((page.words_of(block)[:600], *heads[:-1][:levels], page.title, opening))


def lead(page: Page) -> str:
    """What a page says of itself: the lines right below its first heading, up to the next."""
    if "lead" not in page.readings:
        heads = (block for block in page.blocks[:60] if block.tag in ("h1", "h2", "h3") and block.place is Place.MAIN)
        first = next(heads, None)
        told = islice(under(page, first, 4), 3) if first else ()
        page.readings["lead"] = " ".join(page.words_of(block)[:300] for block in told if block.tag in ("p", "div"))
    return str(page.readings["lead"])


def row_blocks(page: Page, table: int, first: Block) -> Iterator[Block]:
    """The blocks of a table's rows from `first` on, in order."""
    for block in page.blocks[first.index : first.index + 2_000]:
        if block.table == table:
            yield block


def row_block(blocks: Sequence[Block], page: Page, label: str, default: Block) -> Block:
    """The first of `blocks` that holds a row's label."""
    return next((block for block in blocks[:200] if label and label in page.words_of(block)), default)


def items_in(text: str) -> int:
    """How many enumerated items ("1. ... 2. ...", "a) ...") stand in one run of text."""
    return len(_ENUMERATED.findall(text))
