"""What a link is worth before it is followed: whether it leads anywhere, and to what kind of thing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from scorecard.model import Place
from scorecard.reading.memory import kept
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
#: Addresses that joining leaves as they are, and paths that need no more than what stands before them.
_WHOLE: Final = re.compile(r"https?://([a-z0-9.-]+)(?::\d+)?(/[^\x00-\x20?#;\\]*)?(?:\?([^\x00-\x20#\\]+))?")
_PATH: Final = re.compile(r"/?[\w~%-][\w~%./@!$'()*+,=&-]*(?:\?[^\x00-\x20#\\]+)?")
_ODD: Final = re.compile(r"[{}<>%@]|^[unUN]")  # what leaked code has, at least
_SCHEMES: Final = {"tel": "phone", "sms": "phone", "mailto": "mail", "whatsapp": "chat"}
_OPENERS: Final = ("data-target", "data-bs-target", "data-mfp-src", "data-remodal-target")
#: Code points of an address that is kept with its kind.
_LONGEST: Final = 300
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


def open_link(tag: str, attributes: Mapping[str, str], start: int) -> Open | None:
    """The link an element opens, or None if it is none."""
    if tag in _FRAMES:
        source = attributes.get(_FRAMES[tag]) or attributes.get("data-src") or ""
        return Open(source.strip(), start, "embed", (attributes.get("title") or "").strip(), end=start, open=False)
    if tag not in ("a", "area", "button") and not attributes.get("onclick"):
        return None
    target = next(filter(None, map(attributes.get, _OPENERS)), None) or ""
    href = attributes.get("href", "").strip()
    clicked = _ONCLICK.search(attributes["onclick"]) if "onclick" in attributes else None
    if clicked and (not href or href.startswith(("#", "javascript:"))):
        href = clicked.group(1)
    if tag not in ("a", "area") and not target and not clicked:
        return None
    label = (attributes.get("aria-label") or attributes.get("title") or "").strip()
    return Open(href, start, "download" if "download" in attributes else "", label, target)


def resolve(opened: Open, index: int, words: str, base: Base, ids: Mapping[str, tuple[int, int]]) -> Link:
    """The finished link: absolute address, state and kind."""
    href = opened.href
    state, url, target = "dead", "", ""
    if href and href[0] != "#" and not href[:11].lower().startswith(("javascript:", "data:")):
        url = "" if _ODD.search(href) and _LEAKED.search(href) else base.join(href)
        state = "live" if url else "dead"
    if state == "dead":
        opener = opened.target or (href if href.startswith("#") and len(href) > 1 else "")
        if opener.startswith(("#", ".")) and opener[1:] in ids:
            target = opener[1:]
            state = "modal" if opened.target else "anchor"
        elif opened.target.startswith("#"):
            state = "modal"  # a button whose window a script loads: nothing shows that it is dead
    elif "#" in url and _same_page(url, base.url) and (name := urlsplit(url).fragment):
        state, target = ("anchor", name) if name in ids else ("live", "")
    kind = _kind(url, opened.kind) if url and len(url) <= _LONGEST else _told_by(url, opened.kind)
    return Link(index, url, href, words, opened.start, opened.end, opened.place, state, kind, opened.trail, target)


class Base:
    """The address that a page's links are relative to."""

    def __init__(self, url: str) -> None:
        self.url = url
        whole = _WHOLE.fullmatch(url.partition("#")[0])
        path = (whole.group(2) or "") if whole else ""
        folder = path[: path.rfind("/") + 1]
        self._origin = url[: whole.start(2)] if whole and path else ""
        self._folder = self._origin + folder if "//" not in folder and "/." not in folder else ""

    def join(self, href: str) -> str:
        """`href` as an absolute address; "" where it leads nowhere. Most need no more than a look."""
        if _WHOLE.fullmatch(href):
            return href
        if _PATH.fullmatch(href) and "//" not in href and "/." not in href:
            before = self._origin if href[0] == "/" else self._folder
            if before:
                return before + href
        return _absolute(self.url, href)


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


def _told_by(url: str, given: str) -> str:
    if not url:
        return given or "page"
    whole = _WHOLE.fullmatch(url)
    if whole:
        host, path, query = whole.group(1), whole.group(2) or "", whole.group(3) or ""
    else:
        parts = urlsplit(url)
        if parts.scheme in _SCHEMES:
            return _SCHEMES[parts.scheme]
        host, path, query = parts.hostname or "", parts.path, parts.query
    by_host = _kind_of_host(host[-255:])
    if by_host:
        return by_host
    named = path if not query else f"{path}?{query}"
    if ("." in named or "%2" in named) and (_DOCUMENT.search(unquote(path)) or _DOCUMENT.search(unquote(query))):
        return "document"
    if given:
        return given
    return "download" if _DOWNLOAD.search(path) or (query and _DOWNLOAD.search(query)) else "page"


#: A site's pages repeat the addresses of its menu.
_kind = kept(2048)(_told_by)


@kept(1024)
def _kind_of_host(host: str) -> str:
    if _CHAT.search(host):
        return "chat"
    return "drive" if _DRIVE.search(host) else ""
