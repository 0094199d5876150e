"""What a page says of its links: their own words, those of the row that stand for them, and what stands around.

A link that only says "selengkapnya" is called what its row calls it. Words that many rows of a page share
("Diperbarui oleh admin") are furniture and call it nothing. What stands around many links alike (a heading, the
page's title, the menu's path) promises less of each the more it promises in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from crawler.priorities import NOTHING, Compass, Spoken, kind_of
from crawler.shapes import goes_on
from scorecard.addresses import host_of
from scorecard.model import Place
from scorecard.reading import Link, Page
from scorecard.reading.page import Block
from scorecard.store.queue import Entry

#: Code points of a block that a link shares with other things; a longer one is a text, not a row.
_ROW: Final = 240
#: Blocks before a link among which its name may stand.
_BACK: Final = 4
#: Rows from which words that they share are furniture.
_SHARED: Final = 2
#: Figures of the number of a list's page, and one more.
_FIGURES: Final = 4
_SURE: Final = 0.3  # points from which a link names the thing itself


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of one link."""

    points: Mapping[str, float]  # expected evidence by indicator
    own: Spoken = NOTHING  # what its own words say, or those that stand for them
    words: int = 0  # how many these are
    silent: bool = False  # nothing says what it leads to
    told: bool = False  # its own words or its address speak of an indicator
    news: bool = False
    further: bool = False  # it leads to another page of the list it stands on


@dataclass(slots=True)
class Sayings:
    """Reads one page's links; `parent` is the entry that led to the page."""

    compass: Compass
    page: Page
    parent: Entry
    title: Spoken = NOTHING
    _labels: dict[str, str] = field(default_factory=dict)

    def of(self, links: Mapping[str, Link]) -> dict[str, Saying]:
        """What is said of each link, by address."""
        self.title = self.compass.spoken(_title(self.page))
        self._labels = self._call(links)
        said = {url: self._say(url, link) for url, link in links.items()}
        if not any(saying.silent for saying in said.values()):
            return said
        rows = [said[url] for url, link in links.items() if link.place is not Place.NAV and not said[url].silent]
        pages = _pages(links[url].text for url, saying in said.items() if saying.further)
        onward, rest = self._onward(said.values(), pages), self._rest(rows)
        for url, saying in said.items():
            if saying.further:
                said[url] = onward
            elif saying.silent and rest and links[url].place is not Place.NAV:
                _more(points := dict(saying.points), rest)
                said[url] = replace(saying, points=points)
        return said

    def _rest(self, rows: Sequence[Saying]) -> dict[str, float]:
        """What a row that says nothing may lead to: what the rows beside it leave out of what such lists hold.

        The more of the rows name what is sought, the more likely those without a name lead to the rest of it.
        """
        plain = [saying for saying in rows if not saying.news and any(v >= _SURE for v in saying.points.values())]
        named = Counter(slug for saying in plain for slug, share in saying.points.items() if share >= _SURE)
        kin = self.compass.kin(named) - named.keys()
        if not kin:
            return {}
        return dict.fromkeys(kin, self.compass.weights.silent * len(plain) / (len(rows) + 1) / len(kin))

    def _say(self, url: str, link: Link) -> Saying:
        if goes_on(url, self.parent.url, link.text):
            return Saying({}, silent=True, further=True)
        compass, weights = self.compass, self.compass.weights
        idle = compass.says_nothing(link.text)
        name = self._labels.get(url, "") if idle else link.text
        own = compass.spoken(name) if name else NOTHING
        points = own.points(weights.row if idle else 1.0)
        _more(points, compass.address(url).points(weights.address))
        root = urlsplit(url).path in ("", "/")
        if root:
            _more(points, compass.duties(host_of(url), weights.host))
        if idle and not name and (link.is_file or kind_of(url) == "document"):
            _more(points, _scaled(_held(self.parent.words), weights.behind))
        told = bool(points)
        around, news = self._around(link, idle and not name)
        if idle and not name:
            _more(around, compass.duties(host_of(url), weights.duty))
        elif own.hub and not root:
            _more(points, compass.duties(host_of(url), weights.duty))
        listing = link.place is Place.NAV or own.hub
        most = weights.around if told or not name else weights.aside
        if own.other and not told:
            most *= weights.named_other
        if not listing and not root:
            points = _one(points, weights.rest)
        _more(points, around if listing else _bounded(around, most))
        return Saying(points, own, name.count(" ") + 1 if name else 0, not name, told, own.news or news)

    def _around(self, link: Link, nameless: bool) -> tuple[dict[str, float], bool]:
        """What stands around a link says, and whether it stands under news."""
        compass, weights, page = self.compass, self.compass.weights, self.page
        found: dict[str, float] = {}
        news = any(compass.spoken(label).news for label in link.trail)
        if page.blocks:
            block = page.block_at(link.start)
            if block.heading >= 0:
                over = compass.spoken(page.words_of(page.blocks[block.heading])[:120])
                found, news = over.points(weights.heading), news or over.news
            if block.end - block.start <= _ROW:
                _more(found, compass.spoken(page.words_of(block)).points(weights.beside))
        if link.trail:
            _more(found, compass.spoken(" / ".join(link.trail)).points(weights.trail))
        if nameless:
            _more(found, self.title.points(weights.parent))
        return found, news

    def _onward(self, said: Iterable[Saying], pages: int) -> Saying:
        """A further page of this list: its part of what the title, the way to it and the kin of its rows promise.

        A list holds a thing once: the more pages it has, the less likely the thing stands on this one.
        """
        compass, weights = self.compass, self.compass.weights
        points = self.title.points()
        _more(points, _held(self.parent.words))
        likely = {slug: min(1.0, share / weights.part) for slug, share in points.items()}
        named: Counter[str] = Counter()
        for saying in said:
            if saying.told and not saying.news:
                named.update(slug for slug, share in saying.points.items() if share >= _SURE)
        if kin := compass.kin(named) - named.keys():
            count = named.total()
            _more(likely, dict.fromkeys(kin, count / (count + 1)))
        share = weights.list / pages
        return Saying(_bounded(_scaled(likely, share), weights.list_most), silent=True, further=True)

    # ---- names of links that say nothing themselves -------------------------------------------

    def _call(self, links: Mapping[str, Link]) -> dict[str, str]:
        """What rows call the links that say nothing, by address."""
        page, compass = self.page, self.compass
        idle = [(url, link) for url, link in links.items() if link.place is not Place.NAV and page.blocks]
        near = {url: list(self._near(link)) for url, link in idle if compass.says_nothing(link.text)}
        if not near:
            return {}
        seen = Counter(key for texts in near.values() for key in {_key(text) for text in texts})
        return {url: next((text for text in texts if self._names(text, seen)), "") for url, texts in near.items()}

    def _names(self, text: str, seen: Counter[str]) -> bool:
        """Whether a row's words are a name: no sentence, and no furniture."""
        return seen[_key(text)] < _SHARED and not text.rstrip().endswith(".") and not self.compass.says_nothing(text)

    def _near(self, link: Link) -> Iterator[str]:
        """The row of a link without its own words, then what stands before it, up to another link."""
        page, block = self.page, self.page.block_at(link.start)
        if block.end - block.start <= _ROW:
            row = f"{page.text[block.start : link.start]} {page.text[link.end : block.end]}"
            if len(row.strip(" |-")) > 1:
                yield row
        for index in range(block.index - 1, max(-1, block.index - _BACK - 1), -1):
            before = page.blocks[index]
            if before.place is not block.place or before.tag == "h1" or self._linked(before):
                return
            if before.table >= 0 and before.table != block.table:
                return  # what a table says of something else: its size, its date
            if before.end - before.start <= _ROW:
                yield page.words_of(before)

    def _linked(self, block: Block) -> bool:
        return next(iter(self.page.links_in(block.start, block.end - 1)), None) is not None


def _pages(texts: Iterable[str]) -> int:
    """How many pages a list has, by the links to its further pages."""
    found = list(texts)
    return max([len(found) + 1, *(int(text) for text in found if text.strip().isdigit() and len(text) < _FIGURES)])


def _key(text: str) -> str:
    """A row's words without figures and marks: what furniture has in common."""
    return "".join(filter(str.isalpha, text)).lower()


def _title(page: Page) -> str:
    """A page's own heading, else the first part of its title."""
    for block in page.blocks:
        if block.tag in ("h1", "h2") and block.place is Place.MAIN:
            return page.words_of(block)[:120]
    return page.title.partition(" - ")[0].partition(" | ")[0][:120]


def _more(points: dict[str, float], others: Mapping[str, float]) -> None:
    """Raise points to the larger of two shares, by indicator."""
    for slug, share in others.items():
        if share > points.get(slug, 0.0):
            points[slug] = share


def _bounded(points: dict[str, float], most: float) -> dict[str, float]:
    """Points that sum up to no more than `most`."""
    total = sum(points.values())
    return points if total <= most else {slug: share * most / total for slug, share in points.items()}


def _one(points: dict[str, float], rest: float) -> dict[str, float]:
    """Points of a link that leads to one thing: the best as they are, of the others a part."""
    best = max(points.values(), default=0.0)
    return {slug: share if share >= best else share * rest for slug, share in points.items()}


def _scaled(points: Mapping[str, float], factor: float) -> dict[str, float]:
    return {slug: share * factor for slug, share in points.items()}


def _held(words: Iterable[str]) -> dict[str, float]:
    return {slug: float(share) for slug, _, share in (entry.partition(":") for entry in words)}
