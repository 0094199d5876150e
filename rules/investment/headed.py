"""Sections by what heads them: a heading, the title, or a short line set apart, as templates without headings do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rules.labels import own_title
from scorecard.model import Place
from scorecard.reading import Block, Link, Page
from scorecard.reading.words import Seen

#: Longest heading, in code points, and blocks read under one.
MAX_HEAD: Final = 110
MAX_BLOCKS: Final = 400
#: Blocks read under a line that is no heading by its markup.
MAX_UNDER_LINE: Final = 40
#: Blocks that no form has which is only filled in.
_MOST_OF_A_FORM: Final = 25
_STOP: Final = re.compile(r"(?<=[^\W\d])[.;!?](?=\s+[A-Z(\"])|\n")


@dataclass(frozen=True, slots=True)
class Head:
    """What heads a section, its words, and the blocks of content under it."""

    block: Block
    text: str
    content: tuple[Block, ...]

    def links(self, page: Page) -> Iterator[Link]:
        """Links in the section that lead somewhere."""
        if self.content:
            start, end = self.content[0].start, self.content[-1].end + 2  # a frame stands behind the last words
            yield from (link for link in page.links_in(start, end) if link.alive and link.place is not Place.NAV)


def heads(page: Page, seen: Seen, *groups: str) -> Iterator[Head]:
    """Headings, the title and short lines in which the groups' words stand, outside menus, tables' rows and links."""
    for block, _matches in seen.blocks(*groups):
        text = own_title(page) if block.tag == "title" else page.words_of(block)
        if block.place is Place.NAV or in_form(page, block) or block.tag == "option" or len(text) > MAX_HEAD:
            continue
        if block.tag[:1] == "h" or not (text.endswith((".", ",", ";")) or " | " in text or _is_link(page, block)):
            yield Head(block, text, tuple(_content(page, block)))


def in_form(page: Page, block: Block) -> bool:
    """Whether a block stands in a form that is filled in; some sites wrap a whole page in one, which is none."""
    if block.form < 0:
        return False
    if "page forms" not in page.readings:
        own = [other for other in page.blocks if other.place is Place.MAIN]
        held = Counter(other.form for other in own)
        headed = {other.form for other in own if other.tag in ("h1", "h2", "h3")}
        page.readings["page forms"] = {form for form in headed if 2 * held[form] > len(own) > _MOST_OF_A_FORM}
    return block.form not in page.readings["page forms"]


def sentences_of(page: Page, block: Block) -> Iterator[tuple[int, int]]:
    """Spans of a block's sentences."""
    start = block.start
    for stop in _STOP.finditer(page.text, block.start, block.end):
        yield start, stop.start() + 1
        start = stop.end()
    yield start, block.end


def _is_link(page: Page, block: Block) -> bool:
    return any(link.start <= block.start and link.end >= block.end for link in page.links_in(block.start, block.end))


def _content(page: Page, head: Block) -> Iterator[Block]:
    """Blocks of the page's own content under a heading; the title heads the whole page."""
    most = MAX_BLOCKS
    if head.tag in ("title", "line"):
        end = len(page.text)
    elif head.tag[:1] == "h":
        end = page.section(head)[1]
    else:
        end = page.section(page.blocks[head.heading])[1] if head.heading >= 0 else len(page.text)
        most = MAX_UNDER_LINE
    for block in page.blocks[head.index + 1 : head.index + most]:
        if block.start >= end:
            return
        if block.place is not Place.NAV and block.tag != "option":
            yield block
