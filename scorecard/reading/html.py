"""An HTML page cut: Lexbor parses, one walk over its markup finds blocks, links, tables and forms.

Tables are read from the pieces of markup the walk went over; beautifulsoup4 sees a form, and that only, when
a rule asks for it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from scorecard.model import Region
from scorecard.reading import fragments, links
from scorecard.reading.markup import end_of, plain
from scorecard.reading.page import Form, Link, Page, Table
from scorecard.reading.walk import Walk

MAX_SCRIPT: Final = 200_000
#: Pieces of markup read in all tables of a page; those of nested tables count again.
MAX_TABLES: Final = 400_000
#: Pieces that a table counts for at least, so that thousands of tiny ones end too; code points of all tables, and
#: of all forms.
LEAST_TABLE: Final = 250
MAX_TABLES_TEXT: Final = 3_000_000
MAX_FORMS: Final = 200_000
#: Tags from which on a page is searched for elements left open, and how many may be: Lexbor takes their square.
MANY_TAGS: Final = 20_000
MAX_OPEN: Final = 4_000
_TAGS: Final = re.compile(
    r"<(/?)(?!(?:p|li|td|th|tr|dt|dd|option|br|img|input|hr|link|meta|col|area|embed|param|source|wbr)\b)[a-z]",
    re.IGNORECASE,
)
#: Code points of a paragraph that is prose, and rows with figures that make a table of what holds such.
_PROSE: Final = 120
_ROWS: Final = 3
_TITLE: Final = re.compile(r"<title(?: [^>]*)?>([^<]*)</title>")
_REFRESH: Final = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


def read_html(markup: str, url: str, region: Region | None = None) -> Page:
    """Cut a decoded HTML page. Never raises on hostile markup; `truncated` says that limits were met."""
    walk = Walk(url, region)
    page = walk.page
    sane = _shallow(markup)
    page.truncated = len(sane) < len(markup)
    tree = LexborHTMLParser(sane)
    root = tree.body or tree.root
    html = (root.html or "") if root is not None else ""
    head = (tree.head.html or "") if tree.head is not None else ""
    _read_head(tree, head, html, page)
    if page.title:
        walk.title(page.title)
    walk.run(html)
    _take_off_layout(walk)
    page.text = "\n".join(walk.chunks)
    page.blocks, page.ids, page.charts = walk.blocks, walk.ids, walk.charts
    page.pictures = walk.pictures
    page.links = _links(walk, page)
    page.table_count, page.form_count = len(walk.tables), len(walk.forms)
    _offer(page, tree, walk.pieces, walk.tables, walk.forms)
    return page


def _shallow(markup: str) -> str:
    """Markup up to where thousands of elements stand open one in another, which no page means."""
    if markup.count("<") < MANY_TAGS:
        return markup
    depth = 0
    for tag in _TAGS.finditer(markup):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        if depth > MAX_OPEN:
            return markup[: tag.start()]
    return markup


def _offer(page: Page, tree: LexborHTMLParser, pieces: list[str], tables: list[int], forms: list[int]) -> None:
    """What is read on demand. Nothing offered holds the page itself, which is gone as soon as nobody uses it."""
    base = page.base
    left, unread, long = MAX_TABLES, MAX_FORMS, MAX_TABLES_TEXT

    def table(index: int, heading: str) -> Table:
        nonlocal left, long
        start = tables[index]
        last = min(end_of(pieces, start, "table", max(0, left)), start + max(0, left))
        left -= max(last - start, LEAST_TABLE)
        held = pieces[start : last + 1]
        long -= sum(map(len, held))
        return fragments.read_rows(held if long > 0 else held[:1], 0, heading)

    def form(index: int) -> Form:
        nonlocal unread
        markup = fragments.markup_of(pieces, forms[index], "form")[: max(0, unread)]
        unread -= len(markup)
        return fragments.read_form(markup, base)

    page._tables = table
    page._forms = form
    page._script = lambda: "\n".join(node.text() for node in tree.css("script:not([src])")[:60])[:MAX_SCRIPT]


def _read_head(tree: LexborHTMLParser, head: str, body: str, page: Page) -> None:
    """What the head says; a page may have misplaced it. The tree is searched only for what stands somewhere."""
    page.title = _title(tree, head, body)
    if "<base " in head or "<base " in body:
        base = tree.css_first("base[href]")
        if base is not None:
            page.base = _join(page.url, base.attributes.get("href") or "") or page.url
    if "canonical" in head.lower() or "<link " in body:
        canonical = tree.css_first("link[rel=canonical]")
        if canonical is not None:
            page.canonical = _join(page.base, canonical.attributes.get("href") or "")
    if 'http-equiv="' in head or 'http-equiv="' in body:
        for meta in tree.css("meta[http-equiv]"):
            if (meta.attributes.get("http-equiv") or "").lower() == "refresh":
                target = _REFRESH.search(meta.attributes.get("content") or "")
                page.refresh = _join(page.base, target.group(1).strip()) if target else ""


def _title(tree: LexborHTMLParser, head: str, body: str) -> str:
    """The page's title; a page may have misplaced it."""
    found = _TITLE.search(head)
    if found is not None:
        words = plain(found.group(1).replace("&nbsp;", " "))
    else:
        title = tree.css_first("title") if "<title" in body else None
        words = title.text() if title is not None else ""
    return " ".join(words.split())[:300]


def _take_off_layout(walk: Walk) -> None:
    """What stands in a table around other tables, or around prose and a form, is laid out, not tabled."""
    laid = {block.table for block in walk.blocks if block.table in walk.layouts and block.tag != "tr"}
    prose = Counter(
        block.table
        for block in walk.blocks
        if block.table >= 0 and block.tag == "p" and block.end - block.start >= _PROSE
    )
    if prose:
        forms = {block.table for block in walk.blocks if block.form >= 0}
        rows = Counter(
            block.table
            for block, words in zip(walk.blocks, walk.chunks, strict=True)
            if block.table in prose and block.tag == "tr" and " | " in words and any(map(str.isdigit, words))
        )
        laid |= {table for table, count in prose.items() if rows[table] < _ROWS and (count > 1 or table in forms)}
    if not laid:
        return
    for block in walk.blocks:
        if block.table in laid:
            block.table = -1
            block.tag = "p" if block.tag == "tr" else block.tag


def _links(walk: Walk, page: Page) -> list[Link]:
    text, base = page.text, links.Base(page.base)
    found: list[Link] = []
    for opened in walk.links:
        words = " ".join(text[opened.start : opened.end].split()) or opened.label
        found.append(links.resolve(opened, len(found), words, base, walk.ids))
    return found


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""
