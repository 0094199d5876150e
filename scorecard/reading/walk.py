"""One pass over a page's markup: blocks with their place, links with their menu path, tables and forms by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote

from scorecard.model import Place, Region
from scorecard.reading import links
from scorecard.reading.classes import names_chart, names_menu, names_title
from scorecard.reading.markup import CELL, HEAD_CELL, MAX_PIECES, ROW, VOID, attributes, cut, plain
from scorecard.reading.page import Block, Page

MAX_DEPTH: Final = 500
MAX_LINKS: Final = 6_000
MAX_PICTURES: Final = 300
#: Code points of a picture's words.
_PICTURE_WORDS: Final = 200
#: What stands between the words of a file's name.
_JOINTS: Final = str.maketrans("-_+.", "    ")
#: Blocks of a page and code points of its text; what is behind them is not read.
MAX_BLOCKS: Final = 20_000
MAX_TEXT: Final = 250_000
#: Pieces looked through, on one page, for a main heading inside what is called a menu.
_MOST_SOUGHT: Final = 200_000
#: Code points of an element's classes that are looked at.
_MOST_NAMES: Final = 1_000
_SKIPPED: Final = frozenset({"script", "style", "template", "svg", "head", "textarea", "math", "canvas"})
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
    | {"legend", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table"}
    | {"tbody", "tfoot", "thead", "tr", "ul"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"})
_OWN_TAG: Final = _HEADINGS | {"li", "p", "tr", "option", "dt", "dd"}
#: Elements whose attributes say nothing about a page.
_PLAIN: Final = frozenset({"b", "strong", "em", "i"})
_LINKS: Final = frozenset({"a", "area", "button", "iframe", "embed", "object"})
_SECTIONS: Final = frozenset({"article", "section", "main"})
_TITLE_LENGTH: Final = 120
_NAV_TAGS: Final = frozenset({"nav", "footer"})
_NAV_ROLES: Final = frozenset({"navigation", "banner", "contentinfo", "menubar"})
_NAV_HOLDERS: Final = frozenset({"div", "ul", "section", "aside", "ol"})
_NO_ATTRIBUTES: Final[Mapping[str, str]] = {}


#: An open element whose end matters: its tag, what to restore of a block when it closes (tag, place, table, form),
#: its name, where it starts, and the link it opens.
Element = tuple[str, tuple[str, Place, int, int] | None, str, int, links.Open | None]


def _is_parted(last: str, first: str, head: str) -> bool:
    """Whether pieces of text that a tag divides are two words: "Laki-laki<b>812", "Payung Hukum</span><b>Perda".

    Cards set such pieces apart by style alone. Raised and lowered figures and letters stand where they do.
    """
    figured = last.isalnum() and last.isdigit() != first.isdigit()
    parted = figured or (last.islower() and first.isupper())
    return parted and not head.startswith(("sup", "sub", "/sup", "/sub"))


def _picture(given: Mapping[str, str]) -> str:
    """What a picture is called: its alt text, else its title, and the words of its file's name."""
    address = given.get("src") or given.get("data-src") or ""
    name = "" if address.startswith("data:") else address[-_PICTURE_WORDS:].partition("?")[0].rpartition("/")[2]
    name = unquote(name).rpartition(".")[0].translate(_JOINTS)
    return " ".join(f"{given.get('alt') or given.get('title') or ''} {name}"[: 2 * _PICTURE_WORDS].split())


class Walk:
    """One page being cut: the text so far, the block being filled, and what stands open around it."""

    def __init__(self, url: str, region: Region | None) -> None:
        self.page = Page(url, "html", region=region, base=url)
        self.chunks: list[str] = []  # finished blocks
        self.base = 0  # length of the finished text, line breaks included
        self.line: list[str] = []  # words of the block being filled
        self.length = 0
        self.space = False
        self.blocks: list[Block] = []
        self.links: list[links.Open] = []
        self.ids: dict[str, tuple[int, int]] = {}
        self.pieces: list[str] = []
        self.tables: list[int] = []  # index of the piece that opens it
        self.layouts: set[int] = set()  # tables around other tables
        self.forms: list[int] = []
        self.heads: dict[Place, list[tuple[int, int]]] = {Place.MAIN: [], Place.NAV: []}
        self.charts: list[tuple[int, str]] = []
        self.pictures: list[tuple[int, str]] = []
        self.menu: list[str] = []  # labels of open list items, "" until an item has one
        self.tag = "p"
        self.place = Place.MAIN
        self.table = self.form = -1
        self.sections = 0  # open elements whose header is not the page's
        self.sought = 0

    def run(self, html: str) -> None:
        """Read every piece once. `opened` holds None for an element whose end changes nothing."""
        pieces = self.pieces = cut(html)
        if len(pieces) > MAX_PIECES:
            pieces.pop()
            self.page.truncated = True
        opened: list[Element | None] = []
        celled = "</td>" in html or "</th>" in html  # else no piece holds what stands for them
        walk = enumerate(pieces)
        for at, piece in walk:
            head, _, text = piece.partition(">")
            if head[:1] == "/":
                state = opened.pop() if opened else None
                if state is not None:
                    self._leave(state)
            elif head in _PLAIN or head == "span":
                opened.append(None)
            elif head:
                if self.base > MAX_TEXT or len(self.blocks) > MAX_BLOCKS:
                    self.page.truncated = True
                    break
                tag = head.partition(" ")[0]
                if tag in VOID:
                    self._pass(tag, head)
                elif tag in _SKIPPED or len(opened) > MAX_DEPTH:
                    text = self._skip(tag, head, walk)
                else:
                    opened.append(self._enter(at, tag, head))
            if not text:
                continue
            if len(text) > MAX_TEXT - self.base - self.length:
                text = self._cut(text)
            if celled and (CELL in text or ROW in text or HEAD_CELL in text):
                self._add_rows(text)
            elif text.isspace():
                self.space = True
            else:
                if (
                    self.length
                    and not self.space
                    and text[0].isalnum()
                    and _is_parted(self.line[-1][-1], text[0], head)
                ):
                    self._part()
                self._add(text)
        while opened:  # cut short: close what is open so that spans stay whole
            state = opened.pop()
            if state is not None:
                self._leave(state)
        self.flush()

    @property
    def position(self) -> int:
        """Where the next word will stand."""
        return self.base + self.length + (1 if self.space and self.length else 0)

    def _add(self, raw: str) -> None:
        """Append words to the open block, white space folded."""
        if not raw or raw.isspace():
            self.space = True
            return
        text = " ".join(raw.split())
        if "&" in text:
            text = plain(text)
        if self.length and (self.space or raw[0].isspace()):
            text = f" {text}"
        self.line.append(text)
        self.length += len(text)
        self.space = raw[-1].isspace()

    def _cut(self, text: str) -> str:
        self.page.truncated = True
        return text[: max(0, MAX_TEXT - self.base - self.length)]

    def _add_rows(self, raw: str) -> None:
        """Append cells, and close a block at the end of each row."""
        for at, row in enumerate(raw.split(ROW)):
            if at:
                self.flush()
            cells = row.replace(HEAD_CELL, CELL).split(CELL)
            for cell in cells[:1]:
                if cell:
                    self._add(cell)
            for cell in cells[1:]:
                self._bar()
                if cell:
                    self._add(cell)

    def _part(self) -> None:
        """Set two pieces of text apart that a style sets apart: as lines, or as words where a line is one thing."""
        if self.tag in _OWN_TAG or self.table >= 0 or (self.links and self.links[-1].open):
            self.space = True
        else:
            self.flush()

    def _bar(self) -> None:
        """Divide a cell from what stands before it in its row."""
        if self.length:
            self.line.append(" |")
            self.length += 2
            self.space = True

    def title(self, words: str) -> None:
        """Make the page's title its first block."""
        self.tag = "title"
        self._add(words.replace("&", "&amp;"))
        self.flush()
        self.tag = "p"

    def flush(self) -> None:
        """Close the open block, if it holds a word."""
        if self.length:
            text = "".join(self.line).removesuffix(" |")
            self._clamp(self.base + len(text))
            self._keep(text)
            self.line, self.length = [], 0
        self.space = False

    def _clamp(self, end: int) -> None:
        """Keep a closed link without words (an icon in a row's last cell) inside the block it stands in."""
        for opened in reversed(self.links):
            if opened.start < end:
                break
            if not opened.open:
                opened.start = opened.end = max(self.base, end - 1)

    def _keep(self, text: str) -> None:
        heads = self.heads[self.place]
        index, tag, start = len(self.blocks), self.tag, self.base
        end = start + len(text)
        if tag in _HEADINGS and len(text) <= 3 * _TITLE_LENGTH:
            level = int(tag[1]) if tag[1].isdigit() else 7
            while heads and heads[-1][0] >= level:
                heads.pop()
            over = heads[-1][1] if heads else -1
            tag = "h7" if level == 7 else tag
            heads.append((level, index))
        else:
            over = heads[-1][1] if heads else -1
        self.blocks.append(Block(index, start, end, self.place, tag, over, self.table, self.form))
        self.chunks.append(text)
        self.base = end + 1

    def _skip(self, tag: str, head: str, walk: Iterator[tuple[int, str]]) -> str:
        """Pass over an element and all in it; the text behind it."""
        if tag == "canvas":
            self.charts.append((self.position, attributes(head).get("id") or "canvas"))
        depth, piece = 1, ""
        opening, closing = (f"{tag}>", f"{tag} "), f"/{tag}>"
        while depth:
            _at, piece = next(walk, (0, closing))
            depth += piece.startswith(opening) - piece.startswith(closing)
        return piece.partition(">")[2]

    def _pass(self, tag: str, head: str) -> None:
        """An element that holds nothing."""
        if tag == "br":
            self.flush()
        elif tag != "wbr":
            given = attributes(head)
            if tag in ("input", "img"):
                self._describe(tag, given)
            state = self._enter_block(0, tag, given) if tag == "hr" else self._enter_inline(tag, given)
            if state is not None:
                self._leave(state)

    def _enter(self, at: int, tag: str, head: str) -> Element | None:
        """Open an element; what comes back restores the state when it closes, None if nothing need be."""
        if tag in _BLOCKS:
            bare = len(head) == len(tag) or tag in ("tr", "tbody")
            return self._enter_block(at, tag, _NO_ATTRIBUTES if bare else attributes(head))
        if tag in ("td", "th"):
            self._bar()
        if tag not in _PLAIN and (tag in _LINKS or ' id="' in head or ' onclick="' in head):
            return self._enter_inline(tag, attributes(head))
        return None

    def _enter_inline(self, tag: str, given: Mapping[str, str]) -> Element | None:
        name = given.get("id") or (given.get("name") if tag == "a" else None) or ""
        if tag in ("a", "button") and self.line and self.links and not self.links[-1].open:
            self.space = self.space or self.links[-1].end == self.base + self.length  # shown as two buttons
        start = self.position
        opened = self._open_link(tag, given, start)
        return (tag, None, name, start, opened) if name or opened is not None else None

    def _open_link(self, tag: str, given: Mapping[str, str], start: int) -> links.Open | None:
        if len(self.links) >= MAX_LINKS:
            return None
        opened = links.open_link(tag, given, start)
        if opened is not None:
            opened.place = self.place
            if self.menu:
                opened.trail = tuple(label for label in self.menu[:-1] if label)
            self.links.append(opened)
        return opened

    def _enter_block(self, at: int, tag: str, given: Mapping[str, str]) -> Element:
        before = (self.tag, self.place, self.table, self.form)
        self.flush()
        name, start = given.get("id") or "", self.base
        if given and tag == "div" and names_chart(f"{name} {given.get('class') or ''}"[:_MOST_NAMES]):
            self.charts.append((start, name or "chart"))
        if self.place is Place.MAIN and self._is_nav(at, tag, given):
            self.place = Place.NAV
        self._tag_block(at, tag, given.get("class") or "")
        opened = self._open_link(tag, given, start) if "onclick" in given else None
        if tag == "li":
            self.menu.append("")
        elif tag in _SECTIONS:
            self.sections += 1
        return (tag, before, name, start, opened)

    def _tag_block(self, at: int, tag: str, classes: str) -> None:
        if tag == "table":
            if self.table >= 0:
                self.layouts.add(self.table)
            self.tables.append(at)
            self.table = len(self.tables) - 1
        elif tag == "form":
            self.forms.append(at)
            self.form = len(self.forms) - 1
        if tag in _OWN_TAG:
            self.tag = tag
        elif classes and self.tag not in _HEADINGS and names_title(classes[:_MOST_NAMES]):
            self.tag = "legend"
        elif self.tag in ("legend", "option") or tag not in ("div", "section", "ul", "ol"):
            self.tag = tag

    def _describe(self, tag: str, given: Mapping[str, str]) -> None:
        """Words a person reads on an input (placeholder, button) count as text; those of images name links."""
        if tag == "img":
            if self.links and self.links[-1].open:
                self.links[-1].label = self.links[-1].label or (given.get("alt") or given.get("title") or "").strip()
            elif self.place is Place.MAIN and len(self.pictures) < MAX_PICTURES:
                self.pictures.append((self.position, _picture(given)))
            return
        kind = (given.get("type") or "text").lower()
        shown = given.get("value") if kind in ("submit", "button", "reset") else given.get("placeholder")
        if shown and kind not in ("hidden", "checkbox", "radio"):
            self._add(f" {shown.replace('&', '&amp;')} ")

    def _leave(self, state: Element) -> None:
        tag, before, name, start, opened = state
        if before is not None:
            self.flush()
        end = self.base + self.length
        if name and name not in self.ids:
            self.ids[name] = (start, max(start, end))
        if opened is not None:
            opened.end, opened.open = max(opened.start, end), False
            if self.menu and not self.menu[-1]:
                self.menu[-1] = self._text(opened.start, opened.end)[:80] or opened.label
        if before is None:
            return
        if tag == "li" and self.menu:
            self.menu.pop()
        elif tag in ("div", "p") and self.menu and not self.menu[-1] and self.chunks:
            self.menu[-1] = self.chunks[-1][:80] if self.place is Place.NAV else ""
        elif tag in _SECTIONS:
            self.sections -= 1
        self.tag, self.place, self.table, self.form = before

    def _text(self, start: int, end: int) -> str:
        """The last words of the text so far, from `start` to `end`."""
        if start >= self.base:
            return self._tail(start - self.base)[: end - start].strip()
        parts, size = ["".join(self.line)], self.base
        for chunk in reversed(self.chunks):
            size -= len(chunk) + 1
            parts.append(chunk)
            if size <= start:
                break
        return " ".join(reversed(parts)).strip()

    def _tail(self, start: int) -> str:
        """The block being filled, from `start`."""
        parts, size = [], self.length
        for part in reversed(self.line):
            parts.append(part)
            size -= len(part)
            if size <= start:
                break
        return "".join(reversed(parts))[max(0, start - size) :]

    def _is_nav(self, at: int, tag: str, given: Mapping[str, str]) -> bool:
        if tag in _NAV_TAGS or given.get("role") in _NAV_ROLES:
            return not (given.get("role") == "banner" and self.sections)  # there it is the page's own opening
        if tag == "header":  # of an article or section it holds the title; only the page's own is navigation
            return not self.sections
        return (
            bool(given)
            and tag in _NAV_HOLDERS
            and (
                names_menu((given.get("class") or "")[:_MOST_NAMES])
                or names_menu((given.get("id") or "")[:_MOST_NAMES])
            )
            and not self._holds_content(at, tag)
        )

    def _holds_content(self, at: int, tag: str) -> bool:
        """Whether a main heading or the page's own content stands inside the element that opens at a piece."""
        depth = 0
        opening, closing = (f"{tag}>", f"{tag} "), f"/{tag}>"
        for index in range(at, min(len(self.pieces), at + max(0, _MOST_SOUGHT - self.sought))):
            piece = self.pieces[index]
            self.sought += 1
            depth += piece.startswith(opening) - piece.startswith(closing)
            if not depth:
                return False
            if piece.startswith(("h1>", "h1 ", "main>", "main ", "article>", "article ")):
                return True
        return True
