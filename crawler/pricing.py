"""Links and listed addresses as frontier entries: what is to be expected of each, and with which it is alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final
from urllib.parse import urlsplit

from crawler.outlook import Outlook, Sort
from crawler.priorities import NOTHING, Compass, Siblings, Spoken, encode_words, is_news, kind_of
from crawler.shapes import goes_on, list_of, shape_of
from scorecard.addresses import host_of
from scorecard.model import Place
from scorecard.reading import Link, Page
from scorecard.store.queue import Entry

#: Links from home; deeper pages are entered by sitemap or not at all.
MAX_CLICKS: Final = 20
#: Code points of a block that a link shares with other things; a longer one is a text, not a row.
_ROW: Final = 240
#: Links of a page that are looked at to see whether it lists news.
_LOOKED: Final = 300
#: Links from which a page is a list.
_LIST: Final = 5
#: What another file of the same page is worth, of the one before it.
_OTHER_FILES: Final = 0.6
#: Blanks in a text that may be a headline.
_HEADLINE: Final = 3
_SURE: Final = 0.3  # points from which a link names the thing itself


@dataclass(slots=True)
class Pricing:
    """Turns what a page links to into entries, by the words of one compass and the reckoning of one visit."""

    compass: Compass
    outlook: Outlook
    siblings: Siblings = field(default_factory=Siblings)
    _links: dict[str, int] = field(default_factory=dict)

    def entries(self, page: Page, links: Mapping[str, Link], parent: Entry, *, found: bool) -> list[Entry]:
        """Entries for the fresh links of a page; files that promise nothing are left out.

        `found` says that the judge saw something on the page, which makes its files worth asking for.
        """
        clicks = None if parent.clicks is None else parent.clicks + 1
        if clicks is not None and clicks > MAX_CLICKS:
            return []
        title = self.compass.spoken(_title(page))
        tells = urlsplit(page.url).path not in ("", "/") and self._tells(page.links[:_LOOKED])
        made = (self._entry(page, title, url, link, parent, clicks, found, tells) for url, link in links.items())
        entries = [entry for entry in made if entry is not None]
        files = (number for number in count())
        return [
            replace(entry, priority=entry.priority * _OTHER_FILES ** next(files)) if entry.kind == "document" else entry
            for entry in entries
        ]

    def _tells(self, links: Iterable[Link]) -> bool:
        """Whether a page lists news: most of its links, menus aside, are headlines."""
        texts = [link.text for link in links if link.place is not Place.NAV and link.text.count(" ") >= _HEADLINE]
        return len(texts) >= _LIST and sum(self.compass.spoken(text).news for text in texts) * 2 > len(texts)

    def address(self, url: str, parent: str) -> Entry:
        """An entry for an address that a sitemap lists, judged by the address alone."""
        said = self.compass.address(url)
        points = said.points(self.compass.weights.address)
        if urlsplit(url).path in ("", "/"):
            points = _more(points, self.compass.duties(host_of(url), self.compass.weights.host))
        base = self.compass.weights.news if is_news(url) or said.news else 1.0
        siblings = self.siblings.count(url)
        priority = base * self.compass.factor_of(url, clicks=None, siblings=siblings, further=False)
        return self._made(url, f"sitemap {host_of(parent)}", points, self._blank(said), priority, base, parent)

    def host(self, url: str, kind: str, share: float, priority: float = 1.0) -> Entry:
        """An entry for the first page of a host that the target list names or whose name is usual."""
        points = self.compass.duties(host_of(url), share)
        return self._made(url, kind, points, self.compass.weights.hub, priority, 1.0, "", kind=kind)

    def _entry(
        self,
        page: Page,
        title: Spoken,
        url: str,
        link: Link,
        parent: Entry,
        clicks: int | None,
        found: bool,
        tells: bool,
    ) -> Entry | None:
        weights, home = self.compass.weights, parent.kind == "home"
        nav = link.place is Place.NAV
        further = goes_on(url, parent.url, link.text)
        points, said, news = self._points(page, title, url, link, parent, further)
        silent = further or nav or (self.compass.says_nothing(link.text) and not points)
        news = news or (tells and not nav and (further or silent or link.text.count(" ") >= _HEADLINE))
        kind = kind_of(url)
        if kind == "document" and not points and not found:
            return None
        blank = self._blank(said)
        if not points and not silent and not said.hub:
            blank = weights.other
        if nav:
            blank += weights.home_menu if home else weights.menu
        news = news or is_news(url)
        base = weights.news if news else 1.0
        if not nav and not home:
            base = min(base, parent.base)
        if further:
            blank, base = max(blank, weights.blank + (weights.hub if title.hub else 0.0)), min(base, parent.base)
        siblings = self.siblings.count(url)
        priority = base * self.compass.factor_of(url, clicks=clicks, siblings=siblings, further=further)
        entry_parent = page.url
        stands = self._stands(page, link, further)
        inside = "" if nav else list_of(page.url)
        menu = home and nav and kind == "page"
        return self._made(
            url, stands, points, blank, priority, base, entry_parent, kind=kind, clicks=clicks, menu=menu, inside=inside
        )

    def _made(
        self,
        url: str,
        stands: str,
        points: Mapping[str, float],
        blank: float,
        priority: float,
        base: float,
        parent: str,
        *,
        kind: str = "",
        clicks: int | None = None,
        menu: bool = False,
        inside: str = "",
    ) -> Entry:
        words = encode_words(points)
        plain = 2 if any(share >= _SURE for share in points.values()) else 1 if points else 0
        if not points and blank <= self.compass.weights.other:
            plain = 3
        bucket = self.outlook.bucket(Sort(stands, shape_of(url), inside, plain), blank, words)
        kind = kind or kind_of(url)
        return Entry(url, kind, priority, base, words, clicks, menu=menu, parent=parent, bucket=bucket)

    def _blank(self, said: Spoken) -> float:
        return self.compass.weights.blank + (self.compass.weights.hub if said.hub else 0.0)

    def _points(
        self, page: Page, title: Spoken, url: str, link: Link, parent: Entry, further: bool
    ) -> tuple[dict[str, float], Spoken, bool]:
        """Points by indicator, what the link itself says, and whether it stands under news."""
        compass, weights = self.compass, self.compass.weights
        if further:
            points = _more(title.points(), _held(parent.words))
            return points, NOTHING, False
        idle = compass.says_nothing(link.text)
        own = NOTHING if idle else compass.spoken(link.text)
        points = own.points()
        heading, row, before = _around(page, link)
        over = compass.spoken(heading)
        news = own.news or over.news or any(compass.spoken(label).news for label in link.trail)
        if idle:
            for text in (row, before if len(row) < len(link.text) + 4 else "", heading):
                around = compass.spoken(text)
                points = _more(points, around.points(weights.row))
                news = news or (around.news and text is not before and not text.endswith("."))
            if not points:
                points = _more(points, title.points(weights.parent))
                points = _more(points, compass.duties(host_of(url), weights.host * weights.maybe))
        else:
            points = _more(points, compass.spoken(row).points(weights.beside))
            points = _more(points, over.points(weights.heading))
        if link.trail:
            points = _more(points, compass.spoken(" / ".join(link.trail)).points(weights.trail))
        points = _more(points, compass.address(url).points(weights.address))
        if urlsplit(url).path in ("", "/"):
            points = _more(points, compass.duties(host_of(url), weights.host))
        return points, own, news

    @staticmethod
    def _stands(page: Page, link: Link, further: bool) -> str:
        """Where on pages of its kind a link stands."""
        if further:
            return f"{shape_of(page.url)} further"
        if link.place is Place.NAV:
            return f"{host_of(page.url)} nav {link.trail[0] if link.trail else ''}"
        block = page.block_at(link.start) if page.blocks else None
        tag = f"{block.tag} {block.table >= 0}" if block else ""
        return f"{shape_of(page.url)} {tag}"


def _title(page: Page) -> str:
    """A page's own heading, else the first part of its title."""
    for block in page.blocks:
        if block.tag in ("h1", "h2") and block.place is Place.MAIN:
            return page.words_of(block)[:120]
    return page.title.partition(" - ")[0].partition(" | ")[0][:120]


def _around(page: Page, link: Link) -> tuple[str, str, str]:
    """The heading over a link, the row or short block it stands in, and the short block before that."""
    if not page.blocks:
        return "", "", ""
    block = page.block_at(link.start)
    heading = page.words_of(page.blocks[block.heading])[:120] if block.heading >= 0 else ""
    row = page.words_of(block) if block.end - block.start <= _ROW else ""
    before = page.blocks[block.index - 1] if block.index > 0 else None
    near = before is not None and before.place is block.place and before.end - before.start <= _ROW
    return heading, row, page.words_of(before) if near and before is not None else ""


def _more(points: dict[str, float], others: Mapping[str, float]) -> dict[str, float]:
    """The larger of two shares, by indicator."""
    for slug, share in others.items():
        if share > points.get(slug, 0.0):
            points[slug] = share
    return points


def _held(words: Iterable[str]) -> dict[str, float]:
    return {slug: float(share) for slug, _, share in (entry.partition(":") for entry in words)}
