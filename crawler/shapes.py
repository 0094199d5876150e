"""What addresses of one kind have in common, and which of them only go on with a list.

Coarser than an address and finer than its path: `index.php?view=article&id=7` and `&id=9` are alike,
`view=category` is another kind. Names that differ from page to page count as one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

_NUMBER: Final = re.compile(r"\d+")
_NAME: Final = re.compile(r"[a-z][a-z_.-]{0,23}", re.IGNORECASE)
#: Parameters and segments that count pages.
PAGED: Final = re.compile(
    r"(?:[?&/](?:page|hal|halaman|paged|p|start|limitstart|offset|per_page|pageno|pg|laman)[=/]?)(\d{1,6})(?:$|[/&])",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"[/=?&]\d+$")
_ONWARD: Final = frozenset(
    {"next", "berikutnya", "selanjutnya", "berikut", "sebelumnya", "prev", "previous", "last", "first", "terakhir"}
    | {"pertama", "»", "«", "›", "‹", ">", "<", ">>", "<<", "older posts", "older", "muat lebih banyak", "lainnya"}
)


@lru_cache(maxsize=20_000)
def shape_of(url: str) -> str:
    """Host, path with names of pages and figures taken out, and parameters whose values are no names."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    path = [_NUMBER.sub("#", segment) if _NAME.match(segment) else "#" for segment in segments[:-1]]
    if segments:
        path.append(_last(unquote(segments[-1])))
    host = _NUMBER.sub("#", parts.hostname or "")
    return f"{host}/{'/'.join(path)}?{'&'.join(sorted(map(_parameter, filter(None, parts.query.split('&')))))}"


def _last(segment: str) -> str:
    """A page's own name: only whether it is a figure, a script, a file or words."""
    stem, dot, ending = segment.rpartition(".")
    if dot and ending.isalnum() and len(ending) <= 5:
        return (
            f"{_last(stem)}.{ending.lower()}"
            if ending.lower() not in ("php", "aspx", "asp", "jsp")
            else segment.lower()
        )
    if segment.isdigit():
        return "#"
    return "~#" if segment[-1:].isdigit() else "~"


def _parameter(pair: str) -> str:
    name, _, value = pair.partition("=")
    return f"{name}={value.lower()}" if _NAME.fullmatch(value) and name not in ("q", "s", "opd", "cari") else name


def goes_on(url: str, parent: str, text: str) -> bool:
    """Whether a link only leads to another page of the list that it stands on."""
    words = " ".join(text.split()).lower()
    if not (words.isdigit() or words in _ONWARD or PAGED.search(url)):
        return False
    return list_of(url) == list_of(parent) or (words.isdigit() and _counts_on(url, parent))


@lru_cache(maxsize=20_000)
def list_of(url: str) -> str:
    """The list that an address is a page of: the address without what counts pages."""
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if pair and not PAGED.search(f"?{pair}")]
    path = PAGED.sub("/", f"{parts.path}/").strip("/")
    if not path and not pairs:
        path = parts.path.strip("/")  # "/halaman/7" is a page of that name, not the seventh of a home page
    return f"{parts.hostname}/{path}?{'&'.join(sorted(pairs))}"


def _counts_on(url: str, parent: str) -> bool:
    """Whether an address is another one with a figure more at its end, or another figure there."""
    one, other = (_TAIL.sub("", address.rstrip("/")) for address in (url, parent))
    return one in (other, parent.rstrip("/"))
