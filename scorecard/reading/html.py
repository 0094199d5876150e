"""An HTML page in one walk over Lexbor's tree: blocks with their place, links with their menu path.

Lexbor parses, this walk cuts; beautifulsoup4 sees a fragment only when a rule asks for a table or form.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scorecard.model import Place, Region
from scorecard.reading import fragments, links
from scorecard.reading.page import Block, Link, Page

MAX_NODES: Final = 150_000
MAX_DEPTH: Final = 300
MAX_LINKS: Final = 6_000
MAX_SCRIPT: Final = 200_000
_SKIPPED: Final = frozenset({"script", "style", "template", "svg", "head", "textarea", "-comment", "math", "canvas"})
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
    | {"legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table"}
    | {"tbody", "tfoot", "thead", "tr", "ul"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"})
#: Class words that mark a heading in themes which have no heading element there.
_TITLE_WORDS: Final = re.compile(
    r"(?:^|[\s_-])(?:judul|title|heading|panel-heading|card-header)(?:$|[\s_-])", re.IGNORECASE
)
#: An element that a script draws a chart into.
_CHART: Final = re.compile(r"chart|grafik|diagram", re.IGNORECASE)
_TITLE_LENGTH: Final = 120
_NAV_TAGS: Final = frozenset({"nav", "footer"})
_NAV_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "menubar"})
_NAV_CLASS: Final = re.compile(
    r"(?:^|\s)(?:(?:main|top|mega|mobile|side|primary|off-?canvas|site|sub|drop-?down)?[-_]?(?:menu|nav|navbar|navigation|topbar|"
    r"top-bar|footer|breadcrumbs?|header-top|header_section|site-header|menu-container|footer-area|footer_section|"
    r"nav-menu|navbar-nav|navmenu|dropdown-menu|info_section))(?:$|\s)",
    re.IGNORECASE,
)


class Element(NamedTuple):
    """An open element and what to restore when it closes."""

    tag: str
    before: tuple[str, Place, int, int]
    name: str | None
    start: int
    link: links.Open | None
    block: bool


class Walk:
    """One page being cut: the text so far, the block being filled, and what stands open around it."""

    def __init__(self, url: str, region: Region | None) -> None:
        self.page = Page(url, "html", region=region, base=url)
        self.chunks: list[str] = []  # finished blocks
        self.base = 0  # length of the finished text, line breaks included
        self.buffer: list[str] = []  # words of the block being filled
        self.length = 0
        self.space = False
        self.blocks: list[Block] = []
        self.links: list[links.Open] = []
        self.ids: dict[str, tuple[int, int]] = {}
        self.tables: list[LexborNode] = []
        self.layouts: set[int] = set()  # tables around other tables
        self.forms: list[LexborNode] = []
        self.heads: dict[Place, list[tuple[int, int]]] = {Place.MAIN: [], Place.NAV: []}
        self.charts: list[tuple[int, str]] = []
        self.menu: list[str] = []  # labels of open list items, "" until an item has one
        self.tag = "p"
        self.place = Place.MAIN
        self.table = self.form = -1

    def run(self, root: LexborNode) -> None:
        """Visit every node once, parents before and after their children."""
        stack: list[tuple[LexborNode | None, Element | None]] = [(root, None)]
        visited = 0
        while stack:
            node, leave = stack.pop()
            if node is None:
                if leave is not None:
                    self._leave(leave)
                continue
            visited += 1
            if visited > MAX_NODES:
                self.page.truncated = True
                break
            following = node.next
            if following is not None and node is not root:
                stack.append((following, None))
            if node.is_text_node:
                self.add(node.text_content or "")
                continue
            tag = node.tag or ""
            if tag in _SKIPPED or len(stack) > MAX_DEPTH * 2:
                if tag == "canvas":
                    self.charts.append((self.position, node.attributes.get("id") or "canvas"))
                continue
            stack.append((None, self._enter(node, tag)))
            child = node.first_child
            if child is not None:
                stack.append((child, None))
        while stack:  # cut short: close what is open so that spans stay whole
            leave = stack.pop()[1]
            if leave is not None:
                self._leave(leave)
        self.flush()

    @property
    def position(self) -> int:
        """Where the next word will stand."""
        return self.base + self.length + (1 if self.space and self.length else 0)

    def add(self, raw: str) -> None:
        """Append words to the open block, white space folded."""
        words = raw.split()
        if not words:
            self.space = self.space or bool(raw)
            return
        if self.length and (self.space or raw[0].isspace()):
            self.buffer.append(" ")
            self.length += 1
        text = " ".join(words)
        self.buffer.append(text)
        self.length += len(text)
        self.space = raw[-1].isspace()

    def flush(self) -> None:
        """Close the open block, if it holds a word."""
        if self.length:
            text = "".join(self.buffer).removesuffix(" |")
            self._clamp(self.base + len(text))
            self._keep(text)
        self.buffer, self.length, self.space = [], 0, False

    def _clamp(self, end: int) -> None:
        """Keep a closed link without words (an icon in a row's last cell) inside the block it stands in."""
        for opened in reversed(self.links):
            if opened.start < end:
                break
            if not opened.open:
                opened.start = opened.end = max(self.base, end - 1)

    def _keep(self, text: str) -> None:
        heads = self.heads[self.place]
        index, tag = len(self.blocks), self.tag
        level = int(tag[1]) if tag in _HEADINGS and tag[1].isdigit() else 7
        is_head = tag in _HEADINGS and len(text) <= 3 * _TITLE_LENGTH
        if is_head:
            while heads and heads[-1][0] >= level:
                heads.pop()
        start = self.base
        self.blocks.append(
            Block(
                index,
                start,
                start + len(text),
                self.place,
                "h7" if is_head and level == 7 else tag,
                heads[-1][1] if heads else -1,
                self.table,
                self.form,
            )
        )
        if is_head:
            heads.append((level, index))
        self.chunks.append(text)
        self.base += len(text) + 1

    def _enter(self, node: LexborNode, tag: str) -> Element:
        """Open an element; what comes back restores the state when it closes."""
        before = (self.tag, self.place, self.table, self.form)
        inline = tag not in _BLOCKS
        attributes: dict[str, str | None] = (
            {} if tag in ("b", "strong", "br", "em", "i", "tr", "tbody") else node.attributes
        )
        if not inline:
            self.flush()
            self._open_block(node, tag, attributes)
        elif tag in ("td", "th"):
            if self.length:
                self.add(" |")
                self.space = True
        elif tag == "br":
            if self.length:
                self.flush()
        elif tag in ("input", "img"):
            self._describe(tag, attributes)
        start = self.position
        name = attributes.get("id") or (attributes.get("name") if tag == "a" else None)
        opened = links.open_link(tag, attributes, start) if len(self.links) < MAX_LINKS else None
        if opened is not None:
            opened.place, opened.trail = self.place, tuple(label for label in self.menu[:-1] if label)
            self.links.append(opened)
        if tag == "li":
            self.menu.append("")
        return Element(tag, before, name, start, opened, not inline)

    def _open_block(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        classes = attributes.get("class") or ""
        if tag == "div" and _CHART.search(f"{attributes.get('id') or ''} {classes}"):
            self.charts.append((self.position, attributes.get("id") or "chart"))
        if self.place is Place.MAIN and _is_nav(node, tag, attributes, classes):
            self.place = Place.NAV
        if tag == "table":
            if self.table >= 0:
                self.layouts.add(self.table)
            self.tables.append(node)
            self.table = len(self.tables) - 1
        elif tag == "form":
            self.forms.append(node)
            self.form = len(self.forms) - 1
        if tag in _HEADINGS or tag in ("li", "p", "tr", "option", "dt", "dd"):
            self.tag = tag
        elif classes and self.tag not in _HEADINGS and _TITLE_WORDS.search(classes):
            self.tag = "legend"
        elif self.tag in ("legend", "option") or tag not in ("div", "section", "ul", "ol"):
            self.tag = tag

    def _describe(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Words a person reads on an input (placeholder, button) count as text; those of images name links."""
        if tag == "img":
            if self.links and self.links[-1].open and not self.links[-1].label:
                self.links[-1].label = (attributes.get("alt") or attributes.get("title") or "").strip()
            return
        kind = (attributes.get("type") or "text").lower()
        shown = attributes.get("value") if kind in ("submit", "button", "reset") else attributes.get("placeholder")
        if shown and kind not in ("hidden", "checkbox", "radio"):
            self.add(f" {shown} ")

    def _leave(self, state: Element) -> None:
        tag, before, name, start, opened, block = state
        if block:
            self.flush()
        end = self.base + self.length
        if name and name not in self.ids:
            self.ids[name] = (start, max(start, end))
        if opened is not None:
            opened.end, opened.open = max(opened.start, end), False
            if self.menu and not self.menu[-1]:
                self.menu[-1] = self._text(opened.start, opened.end)[:80] or opened.label
        if tag == "li" and self.menu:
            self.menu.pop()
        elif block and self.menu and not self.menu[-1] and tag in ("div", "p") and self.chunks:
            self.menu[-1] = self.chunks[-1][:80] if self.place is Place.NAV else ""
        self.tag, self.place, self.table, self.form = before

    def _text(self, start: int, end: int) -> str:
        """The last words of the text so far, from `start` to `end`."""
        tail = "".join(self.buffer)
        if start >= self.base:
            return tail[start - self.base : end - self.base].strip()
        parts, size = [tail], self.base
        for chunk in reversed(self.chunks):
            size -= len(chunk) + 1
            parts.append(chunk)
            if size <= start:
                break
        return " ".join(reversed(parts)).strip()


def read_html(markup: str, url: str, region: Region | None = None) -> Page:
    """Cut a decoded HTML page. Never raises on hostile markup; `truncated` says that limits were met."""
    tree = LexborHTMLParser(markup)
    walk = Walk(url, region)
    page = walk.page
    _read_head(tree, page)
    if page.title:
        walk.tag = "title"
        walk.add(page.title)
        walk.flush()
        walk.tag = "p"
    body = tree.body or tree.root
    if body is not None:
        walk.run(body)
    page.text = "\n".join(walk.chunks)
    page.blocks, page.ids, page.charts = _off_layout(walk), walk.ids, walk.charts
    page.links = _links(walk, page)
    page.table_count, page.form_count = len(walk.tables), len(walk.forms)
    headings = {index: block for block in reversed(page.blocks) if (index := block.table) >= 0}
    page._tables = lambda index: fragments.read_table(
        walk.tables[index].html or "", page.headings(headings[index])[0] if index in headings else page.title
    )
    page._script = lambda: "\n".join(node.text() for node in tree.css("script:not([src])")[:60])[:MAX_SCRIPT]
    page._forms = lambda index: fragments.read_form(walk.forms[index].html or "", page.base)
    return page


def _read_head(tree: LexborHTMLParser, page: Page) -> None:
    title = tree.css_first("title")
    page.title = " ".join((title.text() if title is not None else "").split())[:300]
    base = tree.css_first("base[href]")
    if base is not None:
        page.base = _join(page.url, base.attributes.get("href") or "") or page.url
    canonical = tree.css_first("link[rel=canonical]")
    if canonical is not None:
        page.canonical = _join(page.base, canonical.attributes.get("href") or "")
    for meta in tree.css("meta[http-equiv]"):
        if (meta.attributes.get("http-equiv") or "").lower() == "refresh":
            target = re.search(r"url\s*=\s*['\"]?([^'\"]+)", meta.attributes.get("content") or "", re.IGNORECASE)
            page.refresh = _join(page.base, target.group(1).strip()) if target else ""


def _is_nav(node: LexborNode, tag: str, attributes: dict[str, str | None], classes: str) -> bool:
    if tag in _NAV_TAGS or (attributes.get("role") or "") in _NAV_ROLES:
        return True
    if tag == "header":
        # The header of an article or section holds its title; only the page's own is navigation.
        above = node.parent
        while above is not None and above.tag not in ("body", "html"):
            if above.tag in ("article", "section", "main"):
                return False
            above = above.parent
        return True
    marked = _NAV_CLASS.search(classes) or _NAV_CLASS.search(attributes.get("id") or "")
    return (
        bool(marked) and tag in ("div", "ul", "section", "aside", "ol") and node.css_first("h1, main, article") is None
    )


def _off_layout(walk: Walk) -> list[Block]:
    """The blocks; what stands in a table around other tables, headings among it, is laid out, not tabled."""
    laid = {block.table for block in walk.blocks if block.table in walk.layouts and block.tag != "tr"}
    if not laid:
        return walk.blocks
    return [
        replace(block, table=-1, tag="p" if block.tag == "tr" else block.tag) if block.table in laid else block
        for block in walk.blocks
    ]


def _links(walk: Walk, page: Page) -> list[Link]:
    text = page.text
    found: list[Link] = []
    for opened in walk.links:
        words = " ".join(text[opened.start : opened.end].split()) or opened.label
        found.append(links.resolve(opened, len(found), words, page.base, walk.ids))
    return found


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""
