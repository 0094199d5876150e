"""Lexbor's markup in pieces: it writes every tree out in one settled form, which string methods can cut.

In that form each element is closed, every attribute is ` name="value"`, and "<" and ">" stand for nothing
but the bounds of tags. Cutting it costs a tenth of what a visit to each node of the tree does. Between plain
cells and rows of tables, the bulk of many pages, the tags become one character: CELL, HEAD_CELL or ROW.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from scorecard.reading.memory import remembered

#: Tags, opening and closing ones, read on a page.
MAX_PIECES: Final = 250_000
#: Elements that are never closed.
VOID: Final = frozenset(
    {"area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link"}
    | {"meta", "param", "source", "track", "wbr"}
)
#: What is written out as it was read: comments and code, which are dropped, and text that looks like markup.
_RAW: Final = re.compile(r"<!--|<\?|<(script|style|iframe|noembed|noframes|xmp|plaintext)(?=[ >])")
_ENDS: Final = {"<!--": "-->", "<?": ">"}
_CODE: Final = frozenset({"<!--", "<?", "script", "style"})
#: What stands for `</td><td>`, for `</th><th>` and for `</td></tr><tr><td>`.
CELL, HEAD_CELL, ROW = "\x1f", "\x1e", "\x1d"
_PLAIN: Final = r"(?: (?:class|style|align|valign|width|height|bgcolor|nowrap|scope|data-[a-z-]+)=\"[^\"]*\")*>"
_CELLS: Final = re.compile(rf"</td>\s*<td{_PLAIN}")
_HEAD_CELLS: Final = re.compile(rf"</th>\s*<th{_PLAIN}")
_ROWS: Final = re.compile(rf"</td>\s*</tr>\s*<tr(?: [^>]*)?>\s*<td{_PLAIN}")
#: Cells that something on the page may point at keep their bounds, and so do all others there.
_NAMED: Final = re.compile(r"<t[dh] (?:[^>]* )?(?:id|onclick)=")
_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(r' (=?[^\s=]*)="([^"]*)"')


def cut(html: str) -> list[str]:
    """Pieces of a tree written out: each a tag without its "<", then ">" and the text behind it.

    The first piece is empty; at most MAX_PIECES + 1 are given, and the last holds the rest if there was more.
    """
    html = _settle(html).replace("&nbsp;", "\xa0")
    for mark in (CELL, HEAD_CELL, ROW):
        if mark in html:
            html = html.replace(mark, " ")
    if html.count("<") != html.count(">"):  # attributes may be called "<b"
        html = _TAG.sub(lambda tag: "<" + tag.group()[1:].replace("<", ""), html)
    if "</td>" in html and not _NAMED.search(html):
        html = _HEAD_CELLS.sub(HEAD_CELL, _CELLS.sub(CELL, _ROWS.sub(ROW, html)))
    return html.split("<", MAX_PIECES)


def _settle(html: str) -> str:
    """Markup without comments and code, and with text that looks like markup escaped; one look at each place."""
    parts: list[str] = []
    endless: set[str] = set()  # what has no end behind one place has none behind a later one
    kept = 0
    found = _RAW.search(html)
    while found is not None:
        kind = found.group(1) or found.group()
        close = html.find(">", found.end()) if found.group(1) else found.end() - 1
        end = _ENDS.get(kind, f"</{kind}>")
        last = html.find(end, close + 1) if close >= 0 and kind not in endless else -1
        if last < 0:
            endless.add(kind)
            found = _RAW.search(html, found.end())
            continue
        parts.append(html[kept : found.start()])
        if kind not in _CODE:
            parts += (html[found.start() : close + 1], escape(html[close + 1 : last], quote=False), end)
        kept = last + len(end)
        found = _RAW.search(html, kept)
    return "".join((*parts, html[kept:]))


@remembered
def attributes(head: str) -> Mapping[str, str]:
    """The attributes in a piece's tag. Menus and rows repeat theirs: what is given out is shared."""
    found = dict(_ATTRIBUTE.findall(head))
    if "&" in head:
        return {name: plain(value) for name, value in found.items()}
    return found


def plain(text: str) -> str:
    """Text as it is read: the few references that Lexbor writes are resolved."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def end_of(pieces: Sequence[str], start: int, tag: str, limit: int = MAX_PIECES) -> int:
    """Index of the piece that closes the element `tag` opened by the piece `start`; where to stop if none does."""
    depth = 0
    closing, opening = f"/{tag}>", (f"{tag}>", f"{tag} ")
    last = min(len(pieces), start + limit)
    for at in range(start, last):
        if pieces[at].startswith(opening):
            depth += 1
        elif pieces[at].startswith(closing):
            depth -= 1
            if depth <= 0:
                return at
    return last
