"""What the words of a link promise of open cells, and what kind of address it is.

The words and their weights are data (`leads.toml`); the words that wake the rules are taken along, for less.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log1p
from typing import Final
from urllib.parse import unquote, urlsplit

from ahocorasick_rs import AhoCorasick, Implementation

from crawler.leads import Leads, load
from crawler.shapes import shape_of
from scorecard.reading import Link
from scorecard.reading.words import fold

#: What parts the words of an address.
SEPARATORS: Final = str.maketrans("-_+./?=&:", "         ")
_DOCUMENT: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|rar|7z|odt|ods|csv)$", re.IGNORECASE)
_MEDIA: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|mjs|map|woff2?|ttf|eot|otf|mp[34]|m4[av]|avi|mov|wmv|flv|webm|"
    r"og[gv]|wav|apk|exe|msi|dmg|iso|swf|psd|ai|cdr)$",
    re.IGNORECASE,
)
_NEWS: Final = re.compile(
    r"/(?:berita|news|artikel|article|agenda|kegiatan|galeri|gallery|foto|photo|video|event|pers|press|kolom|opini|"
    r"read|baca|post|tag|tags|category|author|arsip|archive)s?(?:[/_?-]|$)|/20[0-3]\d/[01]?\d(?:/|$)",
    re.IGNORECASE,
)
_USELESS: Final = re.compile(
    r"(?:^|[/_?&=.-])(?:login|signin|masuk|logout|register|daftar-akun|wp-admin|wp-login|admin|administrator|cpanel|"
    r"webmail|print|cetak|share|feed|rss|atom|xmlrpc|wp-json|calendar|kalender|cart|reply|replytocom|sort|order|"
    r"captcha|polling|poll|vote|kuisioner|bukutamu|guestbook|cdn-cgi)(?:$|[/_?&=.-])",
    re.IGNORECASE,
)
_SPAM: Final = re.compile(r"\b(?:slot|gacor|togel|judi|maxwin|casino|sbobet|poker)\b", re.IGNORECASE)
#: A word of the rules that wakes more of them than this says little of each.
_MOST_OWNERS: Final = 2
_SHORTEST_RULE_WORD: Final = 4
#: Code points of a text that are looked at.
_MOST_TEXT: Final = 300
_SHORT: Final = 3  # words of a text that names a subject rather than a thing
_LONG: Final = 5
_HUB: Final = "<hub>"
_DOOR: Final = "<door>"
_OFFICE: Final = "<office>"
_NEW: Final = "<news>"
_TOLD: Final = "<headline>"
_OTHER: Final = "<other>"
_AGENCY: Final = "<agency>"
#: Before the name of a part that a text names.
_PART: Final = "<part> "
#: Words that a headline has at least.
_HEADLINE: Final = 4

Points = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a text says: by indicator the expected evidence (`sure` of what is named outright), and of its kind."""

    sure: Points
    maybe: Points
    hub: bool = False
    news: bool = False
    door: bool = False
    office: bool = False
    other: bool = False

    def points(self, factor: float = 1.0) -> dict[str, float]:
        """Both together, times a factor."""
        found = {slug: share * factor for slug, share in self.maybe.items()}
        found.update((slug, share * factor) for slug, share in self.sure.items())
        return found


NOTHING: Final = Spoken({}, {})


def kind_of(url: str) -> str:
    """ "document", "media" (never asked for) or "page", by the address alone."""
    path = urlsplit(url).path
    if _MEDIA.search(path):
        return "media"
    return "document" if _DOCUMENT.search(path) else "page"


class Compass:
    """Points to open indicators. `words` maps a slug to its words; a `*` at a word's end lifts the border there."""

    def __init__(self, words: Mapping[str, Sequence[str]], leads: Leads | None = None) -> None:
        self.leads = leads or load()
        self.weights = self.leads.weights
        self.indicators = frozenset(words)
        owners: dict[str, dict[tuple[str, bool, bool], float]] = {}

        def enter(slug: str, listed: Sequence[str], share: float) -> None:
            for word in listed:
                core = " ".join(fold(word.strip("*")).split())
                if len(core) > 1:
                    held = owners.setdefault(core, {})
                    key = (slug, not word.startswith("*"), not word.endswith("*"))
                    held[key] = max(share, held.get(key, 0.0))

        common = Counter(word for listed in words.values() for word in listed)
        for slug, listed in words.items():
            own = [w for w in listed if common[w] <= _MOST_OWNERS and len(w) >= _SHORTEST_RULE_WORD]
            if slug in self.leads.sure and not self.leads.sure[slug]:
                continue  # what every page of the site shows
            if slug in self.leads.sure:
                enter(slug, own, self.weights.rule)
                enter(slug, self.leads.maybe[slug], self.weights.maybe)
                enter(slug, self.leads.sure[slug], self.weights.sure)
            else:
                enter(slug, listed, self.weights.sure)
        for role, slugs in self.leads.hosts.items():
            for slug in self.indicators.intersection(slugs):
                enter(slug, self.leads.parts.get(role, ()), self.weights.part)
            enter(_PART + role, self.leads.parts.get(role, ()), 1.0)
        enter(_HUB, self.leads.hubs, 1.0)
        enter(_DOOR, self.leads.doors, 1.0)
        enter(_OFFICE, self.leads.office, 1.0)
        enter(_NEW, self.leads.news, 1.0)
        enter(_TOLD, self.leads.headlines, 1.0)
        enter(_OTHER, self.leads.others, 1.0)
        enter(_AGENCY, self.leads.agencies, 1.0)
        self._own = frozenset(self.leads.own) & self.indicators
        self._parts = [frozenset(slugs) & self.indicators for slugs in self.leads.hosts.values()]
        self._owners = [tuple(held.items()) for held in owners.values()]
        self._automaton = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)
        self.spoken = lru_cache(maxsize=20_000)(self._spoken)  # menus and rows repeat

    def _spoken(self, text: str) -> Spoken:
        folded = fold(" ".join(text[:_MOST_TEXT].split()))
        if not folded:
            return NOTHING
        sure: dict[str, float] = {}
        maybe: dict[str, float] = {}
        met = self._met(folded)
        kinds = {slug for slug, _share, _start, _end in met if slug.startswith("<")}
        others = [(start, end) for slug, _share, start, end in met if slug == _OTHER]
        for slug, share, start, end in met:
            if slug not in kinds and not any(first <= start and end <= last for first, last in others):
                found = sure if share >= self.weights.sure else maybe
                found[slug] = max(share, found.get(slug, 0.0))
        if _AGENCY in kinds:
            for slug in (self._own & sure.keys()).difference(*(self._duties(kind) for kind in kinds)):
                maybe[slug] = sure.pop(slug) * self.weights.agency
        # What is told at length is a thing of its own; that it belongs to a subject says little then.
        length = folded.count(" ") + 1
        factor = 1.0 if length <= _SHORT else 0.5 if length <= _LONG else 0.15
        told = _TOLD in kinds and length >= _HEADLINE
        news = told or (_NEW in kinds and length <= _SHORT)
        maybe = {slug: share * factor for slug, share in maybe.items()}
        office = _OFFICE in kinds and length <= _LONG and not sure
        return Spoken(sure, maybe, _HUB in kinds and length <= _SHORT, news, _DOOR in kinds, office, bool(others))

    def _duties(self, kind: str) -> Sequence[str]:
        return self.leads.hosts.get(kind.removeprefix(_PART), ())

    def _met(self, folded: str) -> list[tuple[str, float, int, int]]:
        """The words of a text: whose they are, what they promise, and where they stand."""
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            left = start == 0 or not folded[start - 1].isalnum()
            right = end >= len(folded) or not folded[end].isalnum()
            for (slug, needs_left, needs_right), share in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    found.append((slug, share, start, end))
        return found

    def says_nothing(self, text: str) -> bool:
        """Whether a link's own words tell nothing of what it leads to."""
        words = " ".join(fold(text).split()).strip(" .…:>»-")
        return len(words) < 2 or words.isdigit() or words in self.leads.idle

    def address(self, url: str) -> Spoken:
        """What an address says: the name of the page, and folders that name a thing outright."""
        parts = urlsplit(url)
        values = " ".join(pair.partition("=")[2] for pair in parts.query.split("&"))
        folder, _, name = unquote(parts.path).rstrip("/").rpartition("/")
        said = self.spoken(f"{name} {values}"[:_MOST_TEXT].translate(SEPARATORS))
        above = self.spoken(folder[:_MOST_TEXT].translate(SEPARATORS)) if len(folder) > 1 else NOTHING
        if above is NOTHING:
            return said
        return replace(said, sure={**above.sure, **said.sure}, news=said.news or above.news)

    def role(self, host: str) -> str:
        """The part that a host plays by its name: a key of the usual hosts, or ""."""
        label = host.removeprefix("www.").partition(".")[0]
        for role, names in self.leads.aliases.items():
            if any(label == name or (name.endswith("*") and label.startswith(name[:-1])) for name in names):
                return role
        return label if label in self.leads.hosts else ""

    def duties(self, host: str, share: float) -> dict[str, float]:
        """Points for the indicators that a host of this name usually answers."""
        return {slug: share for slug in self.leads.hosts.get(self.role(host), ()) if slug in self.indicators}

    def kin(self, named: Mapping[str, int]) -> frozenset[str]:
        """The indicators that one host usually answers together with those named; of several hosts, the nearest."""
        best: frozenset[str] = frozenset()
        most = 0
        for slugs in self._parts:
            met = sum(named[slug] for slug in slugs if slug in named)
            if met > most:
                best, most = slugs, met
        return best

    def factor_of(self, url: str, *, clicks: int | None, siblings: int, further: bool) -> float:
        """The part of a priority that the address alone decides."""
        weights, parts = self.weights, urlsplit(url)
        factor = weights.listed if clicks is None else weights.click**clicks
        if kind_of(url) == "document":
            factor *= weights.document
        if _USELESS.search(f"{parts.path}?{parts.query}") or _SPAM.search(unquote(parts.path).translate(SEPARATORS)):
            factor *= weights.useless
        if further:
            return factor * weights.further
        return factor * weights.query ** parts.query.count("=") / (1 + weights.sibling * log1p(siblings))


def is_news(url: str) -> bool:
    """Whether the address of a page says that it is news; files lie in folders by year whatever they are."""
    return kind_of(url) == "page" and bool(_NEWS.search(urlsplit(url).path))


def encode_words(points: Mapping[str, float]) -> tuple[str, ...]:
    """Points by indicator as the frontier keeps them: "slug:share"."""
    return tuple(f"{slug}:{value:.2f}" for slug, value in sorted(points.items()) if value >= 0.005)


def leads_on(link: Link) -> bool:
    """Whether a link may lead to something worth archiving, as far as the link itself says."""
    return (
        link.state == "live"
        and link.kind in ("page", "document", "download", "embed")
        and link.url.startswith(("http://", "https://"))
    )


class Siblings:
    """Counts addresses by shape, so that the hundredth of a kind waits behind the first of another."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def count(self, url: str, *, known: bool = False) -> int:
        """How many of this shape were counted before; counts this one too, unless it is known."""
        shape = shape_of(url)
        self._seen[shape] += not known
        return self._seen[shape] - (not known)
