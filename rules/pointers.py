"""Links that promise a thing: a live one is partial evidence, a file so named is the thing itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from rules.labels import is_headline, is_label
from rules.protocol import hit, link_hit
from scorecard.model import Hit, HostRole, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Pattern, Wording
from scorecard.reading.words import Seen

__all__ = ["described", "host_role", "is_headline", "pointers"]
FILE: Final = "A file with these data opens from here."
#: Longest line of a list of documents, in code points.
MAX_LINE: Final = 260
#: A picture's label that stands on so many links is a theme's word.
THEME: Final = 3
_PICTURE: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|mp4)(?:$|[?#])", re.IGNORECASE)
_GENERIC: Final = re.compile(
    r"\W*(?:(?:lihat|baca|buka|info\w*|klik|selengkapnya|lebih|lanjut|detail|semua|lainnya|di ?sini|kunjungi|view|more|"
    r"read|masuk|data)\W*){0,4}",
    re.IGNORECASE,
)
#: What stands in a line of a list of documents beside the document's title.
_DOWNLOAD: Final = re.compile(
    r"\b(?:unduh|download|lihat|preview|buka|klik|di ?sini|file|pdf|xlsx?|docx?|csv|detail|\d+ ?[km]b|\d+ kali)\b|\|",
    re.IGNORECASE,
)
#: Titles and addresses of catalogues of data sets.
_CATALOGUE: Final = Wording(
    r"\bdatasets?\b|satu ?data|one ?data|open ?data|data terbuka|portal data|katalog data", re.IGNORECASE
)
#: Addresses of who keeps data, and of subjects.
_KEEPERS: Final = re.compile(
    r"/(?:organi[sz]ations?|organisasi|groups?|gru?p|instansi|opd|produsen|publisher|topik)\b", re.I
)
_CENTRAL: Final = re.compile(
    r"(?:^|\.)(?:bps|bkpm|investindonesia|data|oss|kemenperin|kemenparekraf|pln|kemendag|pu|pertanian|kkp|esdm|"
    r"atrbpn)\.go\.id$|(?:^|\.)pln\.co\.id$|(?:^|\.)indonesia\.travel$",
)
_SOCIAL: Final = re.compile(
    r"(?:^|\.)(?:facebook|instagram|twitter|x|youtube|youtu|tiktok|linkedin|pinterest|shopee|tokopedia|bukalapak|"
    r"whatsapp|telegram|google|play|apple)\.(?:com|be|co\.id|me|co)$",
)
#: Services that draw values in a frame.
_DASHBOARD: Final = re.compile(
    r"powerbi\.|tableau|(?:lookerstudio|datastudio)\.google|docs\.google\.com/spreadsheets|infogram|flourish|metabase|"
    r"superset|grafana|arcgis\.com/apps/(?:dashboards|opsdashboard)",
    re.IGNORECASE,
)


def pointers(
    page: Page, seen: Seen, *groups: str, indicator: str, whys: tuple[str, str], avoid: Pattern
) -> Iterator[Hit]:
    """Hits for links named by the groups' words: a live one is partial, a dead one rejected, a file found.

    `whys` are the reasons for a live and for a dead link; labels that `avoid` matches are left out. A headline, a
    self-link, a place on the same page and a link to a social network promise nothing.
    """
    words = {match.word for match in seen.all(*groups)}
    repeated = Counter(link.text for link in page.links)
    for link in seen.links(*groups):
        pictured = link.end <= link.start and repeated[link.text] < THEME
        if (
            not (pictured or _is_named(link, seen, groups))
            or not _is_plain(page, link, words)
            or avoid.search(link.text)
            or not _leads(page, link)
        ):
            continue
        role = host_role(page, link)
        if not link.alive:
            yield link_hit(indicator, Strength.REJECTED, page, link, whys[1])
        elif link.is_file and link.place is not Place.NAV and role is HostRole.OWN:
            yield link_hit(indicator, Strength.FOUND, page, link, FILE, promise=link.url)
        elif role is not None:
            yield link_hit(indicator, Strength.PARTIAL, page, link, whys[0], promise=link.url, host_role=role)
    yield from _lines(page, seen, groups, indicator, avoid)
    for block, link in described(page, seen, *groups):
        if not avoid.search(page.words_of(block)):
            yield hit(indicator, Strength.PARTIAL, page, block.start, block.end, whys[0], promise=link.url)


def is_dashboard(link: Link) -> bool:
    """Whether a frame shows values that a service for dashboards or sheets draws."""
    return link.kind == "embed" and bool(_DASHBOARD.search(link.url))


def described(page: Page, seen: Seen, *groups: str) -> Iterator[tuple[Block, Link]]:
    """Of a catalogue of data sets the lines that say what one holds, with the link of the title over them."""
    if not _CATALOGUE.search(f"{page.title} {page.url}") or _KEEPERS.search(page.url):
        return
    for block, _matches in seen.blocks(*groups):
        head = page.blocks[block.heading]
        fits = block.place is Place.MAIN and block.table < 0 and block.tag[:1] != "h" and block.end - block.start <= 400
        if not fits or not 0 < block.index - head.index < 4 or is_headline(page.words_of(head)):
            continue
        own = (link for link in page.links_in(head.start, head.end) if link.state == "live" and link.kind == "page")
        link = next(own, None)
        if link is not None and host_role(page, link) is HostRole.OWN and not _KEEPERS.search(link.url):
            yield block, link


def host_role(page: Page, link: Link) -> HostRole | None:
    """Whose host a link leads to; None for social networks and shops, which hold no page of a region."""
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    own = (urlsplit(page.url).hostname or "").removeprefix("www.")
    if link.kind == "drive":
        return HostRole.OWN  # where Pemda keep their files
    if _SOCIAL.search(host):
        return None
    if not host or _site(host) == _site(own):
        return HostRole.OWN
    return HostRole.CENTRAL if _CENTRAL.search(host) else HostRole.OTHER


def _lines(page: Page, seen: Seen, groups: tuple[str, ...], indicator: str, avoid: Pattern) -> Iterator[Hit]:
    """Lines of a list of documents: a title that names the thing, and a file behind a word such as "Unduh"."""
    holding = {page.block_at(link.start).index for link in page.links if link.is_file}
    for block, matches in seen.blocks(*groups):
        text = page.words_of(block)
        if block.index not in holding or block.place is Place.NAV or len(text) > MAX_LINE or avoid.search(text):
            continue
        title = " ".join(_DOWNLOAD.sub(" ", text).split())
        if not is_label(title, (match.word for match in matches), _region(page), file=True):
            continue
        inside = list(page.links_in(block.start, block.end))
        if any(seen.within(link.start, link.end, *groups) for link in inside):  # it has a link of its own
            continue
        for link in inside:
            if link.is_file and link.alive and not _PICTURE.search(link.url):
                yield hit(indicator, Strength.FOUND, page, block.start, block.end, FILE, promise=link.url)
                break


def _is_named(link: Link, seen: Seen, groups: tuple[str, ...]) -> bool:
    """Whether the link's own words name the thing, or its address does where they say "Lihat" alone."""
    if seen.within(link.start, link.end, *groups):
        return True
    return link.end > link.start and link.kind == "page" and bool(_GENERIC.fullmatch(link.text))


def _is_plain(page: Page, link: Link, words: set[str]) -> bool:
    """Whether a link is a label; of a card that is one link all over, its first line or its title."""
    lines = [line for line in page.text[link.start : link.end].split("\n") if not _GENERIC.fullmatch(line)]
    label = min((link.text, *lines[:1]), key=len)
    if link.end <= link.start:  # a picture's label stands in no text in which words were looked for
        words = {*words, label.casefold()}
    return bool(_GENERIC.fullmatch(label)) or is_label(label, words, _region(page), file=link.is_file)


def _leads(page: Page, link: Link) -> bool:
    """Whether a link may lead to a page or file of its own: no picture, number, place on this page or this page."""
    if _PICTURE.search(link.url) or link.kind in ("embed", "phone", "mail", "chat") or link.state == "anchor":
        return False
    here = page.url.partition("#")[0].rstrip("/")
    return link.place is Place.NAV or link.url.partition("#")[0].rstrip("/") != here


def _region(page: Page) -> str:
    return page.region.name if page.region else ""


def _site(host: str) -> str:
    """The registrable domain, as far as Indonesian government hosts need it: "sukamajukab.go.id"."""
    labels = host.split(".")
    public = 3 if len(labels) >= 3 and len(labels[-1]) == 2 and len(labels[-2]) <= 4 else 2
    return ".".join(labels[-public:])
