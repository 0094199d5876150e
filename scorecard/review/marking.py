"""Quoted words found again and marked: in the text of a page as it was read, and in its sanitised markup.

Blanks and the bars between cells do not count: a quote is found by its other characters in order, for a rule
reads a table row as one line where the markup has a cell a line. Its prefix and suffix say which of several
places is meant.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

import nh3

from scorecard.model import Place, Quote
from scorecard.reading import Page

#: Code points of text shown on either side of a quote.
WINDOW: Final = 3000
#: Code points of a page's text that are shown at all, and of its markup that is sanitised.
MAX_TEXT: Final = 400_000
MAX_MARKUP: Final = 1_500_000

#: What a reader puts between the cells of a table row, where markup has a cell of its own.
CELL: Final = "|"
_TAGS: Final = """
a abbr address article aside b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd label legend li main mark nav ol option p pre q s samp section
select small span strong sub summary sup table tbody td tfoot th thead time tr u ul var
"""
_DROPPED: Final = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
_TOKEN: Final = re.compile(r"<[^>]*>")
_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:16px;color:#1c2430;background:#fff;overflow-wrap:anywhere}"
    "table{border-collapse:collapse}td,th{border:1px solid #c9cfd6;padding:3px 6px;text-align:left;vertical-align:top}"
    "a{color:#0b5d5a;text-decoration:underline}mark{background:#ffe27a;outline:2px solid #b07800}"
    "nav,header,footer{opacity:.85}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A block of a page's text: before, inside and after the marked words; `heading` and `nav` say what it is."""

    before: str
    marked: str = ""
    after: str = ""
    heading: bool = False
    nav: bool = False
    page: int = 0


def span_of(text: str, quote: Quote) -> tuple[int, int] | None:
    """Where a quote stands in a text, by its characters other than blanks; None where it does not."""
    wanted = _squeezed(quote.exact)
    if not wanted:
        return None
    whole = text.find(quote.prefix + quote.exact + quote.suffix)
    if whole >= 0:  # as a rule the text is read as it was, and the quote stands there to the letter
        return whole + len(quote.prefix), whole + len(quote.prefix) + len(quote.exact)
    places = [index for index, char in enumerate(text) if not (char.isspace() or char == CELL)]
    squeezed = "".join(text[index] for index in places)
    prefix, suffix = _squeezed(quote.prefix), _squeezed(quote.suffix)
    best, best_fit, at = -1, -1, squeezed.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        fit = _common(squeezed[max(0, at - len(prefix)) : at][::-1], prefix[::-1])
        fit += _common(squeezed[end : end + len(suffix)], suffix)
        if fit > best_fit:
            best, best_fit = at, fit
        at = squeezed.find(wanted, at + 1)
    return None if best < 0 else (places[best], places[best + len(wanted) - 1] + 1)


def lines_of(page: Page, quote: Quote, *, window: int = WINDOW) -> tuple[list[Line], bool, bool]:
    """Text around a quote, block by block; whether the quote was found, and whether more text is there.

    Without a quote, or where it is not found, the text begins at its start. `window` 0 is the whole text.
    """
    span = span_of(page.text[:MAX_TEXT], quote)
    low, high = span or (0, 0)
    start, end = (max(0, low - window), high + window) if window else (0, MAX_TEXT)
    lines = []
    for block in page.blocks:
        if block.end <= start or block.start >= end:
            continue
        text, nav = page.text[block.start : block.end], block.place is Place.NAV
        cut = min(max(low - block.start, 0), len(text)), min(max(high - block.start, 0), len(text))
        about = {"heading": block.tag[:1] == "h" and block.tag[1:].isdigit(), "nav": nav}
        lines.append(Line(text[: cut[0]], text[cut[0] : cut[1]], text[cut[1] :], **about, page=block.page_number))
    return lines, span is not None, start > 0 or end < len(page.text)


def sanitised(markup: str, quote: Quote) -> str:
    """A page that shows markup without what runs, loads or leads anywhere; a quote's words are marked `#words`."""
    clean = nh3.clean(
        markup[:MAX_MARKUP],
        tags=set(_TAGS.split()),
        clean_content_tags=set(_DROPPED),
        attributes={"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "details": {"open"}},
        attribute_filter=_span_only,
        link_rel=None,
        strip_comments=True,
        url_schemes=set(),
    )
    title = html.escape(quote.exact[:80])
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{marked(clean, quote)}</body></html>"
    )


def marked(clean: str, quote: Quote) -> str:
    """Sanitised markup with a quote's words inside `mark`; as it is where they are not found in it."""
    pieces = _pieces(clean)
    texts = [html.unescape(piece) if not is_tag else "" for piece, is_tag in pieces]
    span = span_of("".join(texts), quote)
    if span is None:
        return clean
    out, position, first = [], 0, True
    for (piece, is_tag), text in zip(pieces, texts, strict=True):
        low, high = max(span[0] - position, 0), min(span[1] - position, len(text))
        position += len(text)
        if is_tag or low >= high or not text[low:high].strip():
            out.append(piece)
            continue
        name = ' id="words"' if first else ""
        first = False
        parts = html.escape(text[:low]), html.escape(text[low:high]), html.escape(text[high:])
        out.append(f"{parts[0]}<mark{name}>{parts[1]}</mark>{parts[2]}")
    return "".join(out)


def _pieces(clean: str) -> list[tuple[str, bool]]:
    """Tags and the text between them. Attributes hold digits only, so that `>` ends a tag."""
    pieces, position = [], 0
    for tag in _TOKEN.finditer(clean):
        if tag.start() > position:
            pieces.append((clean[position : tag.start()], False))
        pieces.append((tag.group(), True))
        position = tag.end()
    if position < len(clean):
        pieces.append((clean[position:], False))
    return pieces


def _span_only(_tag: str, name: str, value: str) -> str | None:
    if name == "open":
        return ""
    return value if value.isascii() and value.isdigit() and len(value) <= 3 else None


def _squeezed(text: str) -> str:
    return "".join(text.replace(CELL, " ").split())


def _common(one: str, other: str) -> int:
    """Characters that two texts share from their start."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def quote_in(page: Page, exact: str) -> tuple[Quote | None, int]:
    """Words that a person chose, as a quote of the page with its context, and the document page they stand on."""
    span = span_of(page.text[:MAX_TEXT], Quote(exact))
    if span is None:
        return None, 0
    return page.quote(*span), page.block_at(span[0]).page_number
