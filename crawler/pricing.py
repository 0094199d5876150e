"""Links and listed addresses as frontier entries: what is to be expected of each, and with which it is alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from crawler.outlook import NEWS, Outlook, Sort
from crawler.priorities import Compass, Siblings, Spoken, encode_words, is_news, kind_of
from crawler.sayings import Saying, Sayings
from crawler.shapes import PAGED, list_of, shape_of
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


@dataclass(frozen=True, slots=True)
class _Context:
    """What the links of one page have in common."""

    page: Page
    parent: Entry
    clicks: int | None
    found: bool
    title: Spoken
    tells: bool
    again: Mapping[str, Link]
    rests: Mapping[str, Iterable[str]]


@dataclass(slots=True)
class Pricing:
    """Turns what a page links to into entries, by the words of one compass and the reckoning of one visit."""

    compass: Compass
    outlook: Outlook
    siblings: Siblings = field(default_factory=Siblings)
    _links: dict[str, int] = field(default_factory=dict)

    def entries(
        self,
        page: Page,
        fresh: Mapping[str, Link],
        parent: Entry,
        *,
        found: bool,
        again: Mapping[str, Link] = MappingProxyType({}),
        rests: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> list[Entry]:
        """Entries for the links of a page; files that promise nothing are left out.

        `fresh` are new, those `again` known and called by another name. `found` says that the judge saw something on
        the page, which makes its files worth asking for; `rests` names the links on which claims of the page rest, by
        address with their indicators.
        """
        clicks = None if parent.clicks is None else parent.clicks + 1
        links = {**fresh, **again}
        if not links or (clicks is not None and clicks > MAX_CLICKS):
            return []
        sayings = Sayings(self.compass, page, parent)
        said = sayings.of(links)
        context = _Context(page, parent, clicks, found, sayings.title, self._tells(page, links, said), again, rests)
        made = (self._entry(context, url, links[url], saying) for url, saying in said.items())
        entries = [entry for entry in made if entry is not None]
        files = count()
        return [
            replace(entry, priority=entry.priority * _OTHER_FILES ** next(files)) if entry.kind == "document" else entry
            for entry in entries
        ]

    def _tells(self, page: Page, links: Mapping[str, Link], said: Mapping[str, Saying]) -> bool:
        """Whether a page lists news: most of its links, menus aside, are headlines."""
        if urlsplit(page.url).path in ("", "/"):
            return False
        rows = [saying for url, saying in said.items() if links[url].place is not Place.NAV]
        texts = [saying for saying in rows[:_LOOKED] if saying.words > _HEADLINE]
        return len(texts) >= _LIST and sum(saying.own.news for saying in texts) * 2 > len(texts)

    def address(self, url: str, parent: str) -> Entry:
        """An entry for an address that a sitemap lists, judged by the address alone."""
        said = self.compass.address(url)
        points = said.points(self.compass.weights.address)
        if urlsplit(url).path in ("", "/"):
            points |= self.compass.duties(host_of(url), self.compass.weights.host)
        weights = self.compass.weights
        base = self._base(said, news := said.news or is_news(url))
        base *= weights.paged if PAGED.search(url) else weights.office if said.office else 1.0
        siblings = self.siblings.count(url)
        priority = base * self.compass.factor_of(url, clicks=None, siblings=siblings, further=False)
        plain = 2 if any(share >= _SURE for share in points.values()) else 1 if points else 0
        sort = Sort(f"sitemap {host_of(parent)}", shape_of(url), "", NEWS if news else plain)
        blank = self._blank(said)
        return self._made(url, sort, points, blank, priority, base, parent)

    def host(self, url: str, kind: str, share: float, blank: float, priority: float = 1.0) -> Entry:
        """An entry for the first page of a host that the target list names or whose name is usual."""
        points = self.compass.duties(host_of(url), share)
        sort = Sort(kind, shape_of(url), "", 1)
        return self._made(url, sort, points, blank, priority, 1.0, "", kind=kind)

    def _entry(self, context: _Context, url: str, link: Link, saying: Saying) -> Entry | None:
        weights, parent, page = self.compass.weights, context.parent, context.page
        nav, home, kind = link.place is Place.NAV, parent.kind == "home", kind_of(url)
        if kind == "document" and not saying.points and not context.found:
            return None
        points = dict(saying.points)
        for slug in context.rests.get(url, ()):
            if slug in self.compass.indicators:
                points[slug] = max(weights.promise, points.get(slug, 0.0))
        news = saying.news or is_news(url)
        news = news or (context.tells and not nav and (saying.silent or saying.words > _HEADLINE))
        blank = self._blank(saying.own)
        if not saying.told and not (saying.silent or nav or saying.own.hub or saying.own.door):
            blank = weights.other
        if nav:
            blank += weights.home_menu if home else weights.menu
        base = self._base(saying.own, news)
        if not nav and not home and base != weights.named:
            base = min(base, parent.base)
        if saying.further:
            blank = max(blank, weights.blank + (weights.hub if context.title.hub else 0.0))
            base = min(base, parent.base)
        siblings = self.siblings.count(url, known=url in context.again)
        priority = base * self.compass.factor_of(url, clicks=context.clicks, siblings=siblings, further=saying.further)
        if kind == "document" and context.found:
            priority *= weights.attached
        if saying.own.office:
            priority *= weights.office
        plain = NEWS if news and base != weights.named else _plain(saying)
        sort = Sort(self._stands(page, link, saying.further), shape_of(url), "" if nav else list_of(page.url), plain)
        return self._made(
            url, sort, points, blank, priority, base, page.url,
            kind=kind, clicks=context.clicks, menu=home and nav and kind == "page",
        )  # fmt: skip

    def _made(
        self,
        url: str,
        sort: Sort,
        points: Mapping[str, float],
        blank: float,
        priority: float,
        base: float,
        parent: str,
        *,
        kind: str = "",
        clicks: int | None = None,
        menu: bool = False,
    ) -> Entry:
        words = encode_words(points)
        bucket = self.outlook.bucket(sort, blank, words)
        kind = kind or kind_of(url)
        return Entry(url, kind, priority, base, words, clicks, menu=menu, parent=parent, bucket=bucket)

    def _blank(self, said: Spoken) -> float:
        weights = self.compass.weights
        return weights.blank + (weights.hub if said.hub else weights.door if said.door else 0.0)

    def _base(self, own: Spoken, news: bool) -> float:
        """The factor for news; what names the thing there, and tells no headline, may be a notice that shows it."""
        if not news:
            return 1.0
        return self.compass.weights.named if own.sure and not own.news else self.compass.weights.news

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


def _plain(saying: Saying) -> int:
    """How plainly a link speaks, as `Sort` counts it."""
    if any(share >= _SURE for share in saying.points.values()):
        return 2
    return 1 if saying.told else 0 if saying.silent else 3
