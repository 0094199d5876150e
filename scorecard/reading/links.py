"""What a link is worth before it is followed: whether it leads anywhere, and to what kind of thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from scorecard.model import Place
from scorecard.reading.page import Link

_DOCUMENT: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|odt|ods|csv)(?:$|[?#&])", re.IGNORECASE)
_DRIVE: Final = re.compile(
    r"^(?:drive|docs)\.google\.com$|(?:^|\.)(?:dropbox\.com|1drv\.ms|onedrive\.live\.com|mediafire\.com|mega\.nz|box\.com|sharepoint\.com)$"
)
_CHAT: Final = re.compile(r"^(?:wa\.me|(?:api|web|chat)\.whatsapp\.com|t\.me)$")
_DOWNLOAD: Final = re.compile(
    r"(?:^|[/_?=&-])(?:down?load|unduh|unduhan|getfile|viewfile|dl)(?:$|[/_?=&.-])", re.IGNORECASE
)
_ONCLICK: Final = re.compile(
    r"(?:location(?:\.href)?\s*=|window\.open\s*\(|location\.(?:assign|replace)\s*\()\s*['\"]([^'\"]+)"
)
#: Template code that leaked into a page instead of an address.
_LEAKED: Final = re.compile(r"\{\{|\}\}|<\?|\?>|%7B%7B|\$\{|@\w+\(|^undefined$|^null$", re.IGNORECASE)
_OPENERS: Final = ("data-target", "data-bs-target", "data-mfp-src", "data-remodal-target")
_FRAMES: Final = {"iframe": "src", "embed": "src", "object": "data"}


@dataclass(slots=True)
class Open:
    """A link whose words are still being read."""

    href: str
    start: int
    kind: str = ""  # "embed" or "download" where the element itself says so
    label: str = ""
    target: str = ""  # selector of what it opens on the page
    end: int = 0
    open: bool = True
    place: Place = Place.MAIN
    trail: tuple[str, ...] = ()


def open_link(tag: str, attributes: Mapping[str, str | None], start: int) -> Open | None:
    """The link an element opens, or None if it is none."""
    if tag in _FRAMES:
        source = attributes.get(_FRAMES[tag]) or attributes.get("data-src") or ""
        return Open(source.strip(), start, "embed", (attributes.get("title") or "").strip(), end=start, open=False)
    if tag not in ("a", "area", "button") and not attributes.get("onclick"):
        return None
    target = next((value for name in _OPENERS if (value := attributes.get(name))), "") or ""
    href = (attributes.get("href") or "").strip()
    clicked = _ONCLICK.search(attributes.get("onclick") or "")
    if clicked and (not href or href.startswith(("#", "javascript:"))):
        href = clicked.group(1)
    if tag not in ("a", "area") and not target and not clicked:
        return None
    label = (attributes.get("aria-label") or attributes.get("title") or "").strip()
    return Open(href, start, "download" if "download" in attributes else "", label, target)


def resolve(opened: Open, index: int, words: str, base: str, ids: Mapping[str, tuple[int, int]]) -> Link:
    """The finished link: absolute address, state and kind."""
    href = opened.href
    state, url, target = "dead", "", ""
    opener = opened.target or (href if href.startswith("#") and len(href) > 1 else "")
    lowered = href.lower()
    if (
        href
        and not href.startswith("#")
        and not lowered.startswith(("javascript:", "data:"))
        and not _LEAKED.search(href)
    ):
        url = _absolute(base, href)
        state = "live" if url else "dead"
    if state == "dead" and opener.startswith(("#", ".")) and opener[1:] in ids:
        target = opener[1:]
        state = "modal" if opened.target else "anchor"
    elif state == "dead" and opened.target.startswith("#"):
        state = "modal"  # a button whose window a script loads: nothing shows that it is dead
    elif state == "live" and "#" in url and _same_page(url, base) and (name := urlsplit(url).fragment):
        state, target = ("anchor", name) if name in ids else ("live", "")
    kind = _kind(url, opened.kind)
    return Link(index, url, href, words, opened.start, opened.end, opened.place, state, kind, opened.trail, target)


def _absolute(base: str, href: str) -> str:
    try:
        url = urljoin(base, "".join(char for char in href.strip() if char >= " "))
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return url.replace(" ", "%20") if parts.hostname else ""
    return url if parts.scheme in ("mailto", "tel", "sms", "whatsapp") else ""


def _same_page(url: str, base: str) -> bool:
    return url.partition("#")[0] == base.partition("#")[0]


def _kind(url: str, given: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("tel", "sms"):
        return "phone"
    if parts.scheme == "mailto":
        return "mail"
    host = parts.hostname or ""
    if parts.scheme == "whatsapp" or _CHAT.search(host):
        return "chat"
    if _DRIVE.search(host):
        return "drive"
    path = unquote(parts.path)
    if _DOCUMENT.search(path) or _DOCUMENT.search(unquote(parts.query)):
        return "document"
    if given:
        return given
    return "download" if _DOWNLOAD.search(parts.path) or _DOWNLOAD.search(parts.query) else "page"
