"""Addresses of the style sheets and pictures that a page shows itself with.

Hostile bytes are read here: parsing is bounded, every expression is linear, and what comes out is only a list of
addresses that still have to pass the address rule. Fonts are left out: a page is readable without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scorecard.addresses import canonicalise
from scorecard.reading.charset import decode
from scorecard.reading.contained import costly, survives

#: Characters of a style sheet that are read, and addresses taken from one page or sheet at most, of each kind.
MAX_STYLE: Final = 1024 * 1024
MAX_FOUND: Final = 200
#: Where scripts keep a picture's address until it comes into sight.
LAZY: Final = ("data-src", "data-lazy-src", "data-original")
#: Sides, in pixels, of pictures that count visitors and show nothing.
PIXEL: Final = 2
_FONT_FACE: Final = re.compile(r"@font-face\s{0,20}\{[^}]{0,5000}\}?", re.IGNORECASE)
_IMPORT: Final = re.compile(r"@import\s{1,20}(?:url\(\s{0,20})?[\"']?([^\"')\s;]{1,2000})", re.IGNORECASE)
_URL: Final = re.compile(r"url\(\s{0,20}[\"']?([^\"')]{1,2000})", re.IGNORECASE)
_NO_PICTURE: Final = re.compile(r"\.(?:woff2?|ttf|otf|eot|css|htc|js)$", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\s*(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Links:
    """Canonical addresses in the order in which they are named."""

    styles: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def of_page(body: bytes, url: str, content_type: str = "") -> Links:
    """What a page names: style sheets, and pictures of its elements and of the styles written in it."""
    markup = decode(body, content_type)
    if "\0" in markup[:1024] or (costly(body) and not survives(markup, url)):
        return Links()
    tree = LexborHTMLParser(markup)
    named = tree.css_first("base[href]")
    base = urljoin(url, (named.attributes.get("href") or "") if named is not None else "")
    written = [of_style(node.text(), base) for node in tree.css("style")[:MAX_FOUND]]
    styled = [of_style(node.attributes.get("style") or "", base) for node in tree.css("[style*='url']")[:MAX_FOUND]]
    sheets = (node.attributes.get("href") or "" for node in tree.css("link[href]") if _is_sheet(node))
    pictures = filter(None, map(_picture, tree.css("img, input[type=image], [background]")))
    return Links(
        _settled([*sheets, *(one for links in written for one in links.styles)], base),
        _settled([*pictures, *(one for links in (*styled, *written) for one in links.pictures)], base),
    )


def of_style(text: str, url: str) -> Links:
    """What a style sheet names: sheets that it imports, and pictures."""
    text = _FONT_FACE.sub(" ", text[:MAX_STYLE])
    imports = [found.group(1) for found in _found(_IMPORT, text)]
    pictures = (found.group(1).strip() for found in _found(_URL, text))
    return Links(_settled(imports, url), _settled((one for one in pictures if one not in imports), url))


def _found(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for _number, found in zip(range(MAX_FOUND * 5), pattern.finditer(text), strict=False):
        yield found


def _is_sheet(node: LexborNode) -> bool:
    """Whether a link element names a sheet that a screen uses."""
    said = {name: (value or "").lower() for name, value in node.attributes.items()}
    kinds = said.get("rel", "").split()
    if "stylesheet" not in kinds or "alternate" in kinds or "disabled" in said:
        return False
    return said.get("media", "").strip() != "print"


def _picture(node: LexborNode) -> str:
    said = {name.lower(): value or "" for name, value in node.attributes.items()}
    if any(_pixels(said.get(side, "")) <= PIXEL for side in ("width", "height")):
        return ""
    names = (*LAZY, "src", "background")
    return next((said[name] for name in names if said.get(name, "").strip()), "")


def _pixels(value: str) -> int:
    """A side in pixels; what names none is large."""
    found = _FIGURE.match(value)
    return int(found.group(1)) if found and not value.strip().endswith("%") else PIXEL + 1


def _settled(addresses: Iterable[str], base: str) -> tuple[str, ...]:
    """Addresses in canonical form, each once; data: and other schemes give none."""
    kept: dict[str, None] = {}
    for address in addresses:
        if len(kept) >= MAX_FOUND:
            break
        url = "" if address.lstrip()[:5].lower() == "data:" else _absolute(address, base)
        if url and (not _NO_PICTURE.search(urlsplit(url).path) or urlsplit(url).path.lower().endswith(".css")):
            kept[url] = None
    return tuple(kept)


def _absolute(address: str, base: str) -> str:
    return canonicalise(address.strip(), base) if len(address) <= 2000 else ""
