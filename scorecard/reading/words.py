"""All words of all rules in one pass over a page: an Aho-Corasick automaton and what it saw.

A word matches whole: no letter or digit stands right before or behind it. A trailing ``*`` lifts that
at the end ("perizinan*" sees "perizinannya"), a leading one at the start. Case does not count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick, Implementation

from scorecard.reading.page import Block, Link, Page

Groups = Mapping[str, Sequence[str]]
_SEPARATORS = str.maketrans("-_+.", "    ")


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A word where it stands in the page's text."""

    start: int
    end: int
    word: str


@dataclass(slots=True)
class Seen:
    """What one rule's words gave on one page: matches in the text, and links named or addressed by them."""

    page: Page
    matches: dict[str, list[Match]] = field(default_factory=dict)
    addressed: dict[str, set[int]] = field(default_factory=dict)  # group -> indexes of links whose address has it

    def has(self, *groups: str) -> bool:
        """Whether any of the groups stands in the page's text."""
        return any(self.matches.get(group) for group in groups)

    def all(self, *groups: str) -> list[Match]:
        """Matches of the groups in order of their place."""
        return sorted(match for group in groups for match in self.matches.get(group, ()))

    def within(self, start: int, end: int, *groups: str) -> list[Match]:
        """Matches of the groups that stand wholly in a span."""
        found = []
        for group in groups:
            matches = self.matches.get(group, [])
            first = bisect_left(matches, Match(start, 0, ""))
            for match in matches[first:]:
                if match.start >= end:
                    break
                if match.end <= end:
                    found.append(match)
        return sorted(found)

    def blocks(self, *groups: str) -> Iterator[tuple[Block, list[Match]]]:
        """Blocks in which the groups' words stand, each once, with those matches."""
        last: Block | None = None
        held: list[Match] = []
        for match in self.all(*groups):
            block = self.page.block_at(match.start)
            if last is not None and block.index != last.index:
                yield last, held
                held = []
            last = block
            held.append(match)
        if last is not None:
            yield last, held

    def links(self, *groups: str) -> list[Link]:
        """Links whose words or address hold one of the groups."""
        indexes = set().union(*(self.addressed.get(group, set()) for group in groups))
        spans = self.all(*groups)
        starts = [match.start for match in spans]
        for link in self.page.links:
            if link.index not in indexes and link.end > link.start:
                at = bisect_left(starts, link.start)
                if at < len(spans) and spans[at].end <= link.end:
                    indexes.add(link.index)
        return [self.page.links[index] for index in sorted(indexes)]


class Vocabulary:
    """The words of many rules as one automaton. `rules` maps a rule's name to its word groups."""

    def __init__(self, rules: Mapping[str, Groups]) -> None:
        owners: dict[str, list[tuple[str, str, bool, bool]]] = {}
        for rule, groups in rules.items():
            for group, words in groups.items():
                for word in words:
                    core = fold(word.strip("*"))
                    if not core:
                        raise ValueError(f"{rule}: an empty word in the group {group!r}")
                    owner = (rule, group, not word.startswith("*"), not word.endswith("*"))
                    owners.setdefault(core, []).append(owner)
        self.words = list(owners)
        self._owners = [tuple(owners[word]) for word in self.words]
        self._automaton = AhoCorasick(self.words, implementation=Implementation.ContiguousNFA)

    def look(self, page: Page) -> dict[str, Seen]:
        """One pass over the page's text and its links' addresses: what each awakened rule sees."""
        found: dict[str, Seen] = {}
        text = fold(page.text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            left = start == 0 or not text[start - 1].isalnum()
            right = end >= len(text) or not text[end].isalnum()
            for rule, group, needs_left, needs_right in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    seen = found.setdefault(rule, Seen(page))
                    seen.matches.setdefault(group, []).append(Match(start, end, self.words[index]))
        self._look_at_links(page, found)
        for seen in found.values():
            for matches in seen.matches.values():
                matches.sort()
        return found

    def _look_at_links(self, page: Page, found: dict[str, Seen]) -> None:
        addresses = [_address_words(link) for link in page.links]
        joined = "\n".join(addresses)
        starts = []
        position = 0
        for address in addresses:
            starts.append(position)
            position += len(address) + 1
        for index, start, end in self._automaton.find_matches_as_indexes(joined, overlapping=True):
            left = start == 0 or not joined[start - 1].isalnum()
            right = end >= len(joined) or not joined[end].isalnum()
            link = bisect_left(starts, start + 1) - 1
            for rule, group, needs_left, needs_right in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    seen = found.setdefault(rule, Seen(page))
                    seen.addressed.setdefault(group, set()).add(link)


def fold(text: str) -> str:
    """Lower case with every code point kept in its place, so that spans hold for the original."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(char.lower()[:1] for char in text)


def _address_words(link: Link) -> str:
    """A link's address as words: percent signs read, separators as blanks; plus a label not in the text."""
    address = unquote(link.url or link.href)[:400].translate(_SEPARATORS).replace("/", " / ")
    label = link.text if link.end <= link.start or not link.text else ""
    return fold(f"{address} {label}").replace("\n", " ")


def merge(*groups: Groups) -> dict[str, tuple[str, ...]]:
    """Word groups joined by name."""
    names: Iterable[str] = dict.fromkeys(name for group in groups for name in group)
    return {name: tuple(word for group in groups for word in group.get(name, ())) for name in names}
