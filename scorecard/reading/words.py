"""All words of all rules in one pass over a page: an Aho-Corasick automaton and what it saw.

A word matches whole: no letter or digit stands right before or behind it. A trailing ``*`` lifts that
at the end ("perizinan*" sees "perizinannya"), a leading one at the start. Case does not count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Final, NamedTuple
from urllib.parse import unquote

from ahocorasick_rs import AhoCorasick, Implementation

from scorecard.reading.called import called
from scorecard.reading.page import Block, Link, Page
from scorecard.reading.wording import fold

__all__ = ["Groups", "Match", "Seen", "Vocabulary", "fold", "merge"]

Groups = Mapping[str, Sequence[str]]
#: Occurrences that are kept of one word, and of one rule's group; a hostile page repeats them without end.
_MOST: Final = 2_000
_SEPARATORS: Final = str.maketrans("-_+.", "    ")


class Match(NamedTuple):
    """A word where it stands in the page's text; matches sort by place."""

    start: int
    end: int
    word: str


#: What a named tuple's own constructor calls, without the detour over it: a page has thousands of matches.
_match: Final = tuple.__new__


@dataclass(slots=True)
class Seen:
    """What one rule's words gave on one page: matches in the text, and links named or addressed by them."""

    page: Page
    matches: dict[str, list[Match]] = field(default_factory=dict)
    addressed: dict[str, set[int]] = field(default_factory=dict)  # group -> indexes of links whose address has it
    pictured: dict[str, set[int]] = field(default_factory=dict)  # group -> indexes of pictures that are named so

    def has(self, *groups: str) -> bool:
        """Whether any of the groups stands in the page's text."""
        return any(self.matches.get(group) for group in groups)

    def all(self, *groups: str) -> list[Match]:
        """Matches of the groups in order of their place."""
        held = [self.matches[group] for group in groups if group in self.matches]
        return list(held[0]) if len(held) == 1 else sorted(chain.from_iterable(held))

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

    def pictures(self, *groups: str) -> list[tuple[int, str]]:
        """Pictures whose alt text or file name holds one of the groups: position in the text and those words."""
        indexes = set().union(*(self.pictured.get(group, ()) for group in groups))
        return [self.page.pictures[index] for index in sorted(indexes)]

    def links(self, *groups: str) -> list[Link]:
        """Links whose words or address hold one of the groups, then buttons whose names elsewhere do (`called`)."""
        indexes = set().union(*(self.addressed.get(group, ()) for group in groups))
        spans = self.all(*groups)
        if spans:
            starts, links, reached = _link_spans(self.page)
            before = -1
            for match in spans:  # of a link, the first match that does not begin before it has to end in it
                at = bisect_right(starts, match.start) - 1
                while at >= 0 and starts[at] > before and reached[at] >= match.end:
                    end, index = links[at]
                    if end >= match.end:
                        indexes.add(index)
                    at -= 1
                before = max(before, match.start)
        named = {link.index: link for link in called(self.page) if _holds(spans, link)} if spans else {}
        return [named.get(index) or self.page.links[index] for index in sorted(indexes | named.keys())]


def _holds(matches: Sequence[Match], link: Link) -> bool:
    """Whether one of the matches, in order of their place, stands wholly in a link's span."""
    at = bisect_left(matches, (link.start,))
    return at < len(matches) and matches[at].end <= link.end


def _link_spans(page: Page) -> tuple[list[int], list[tuple[int, int]], list[int]]:
    """Of the links that have words in the text, by place: starts, end and index, how far those up to each reach."""
    if "link spans" not in page.readings:
        spans = sorted((link.start, link.end, link.index) for link in page.links if link.end > link.start)
        reached = list(accumulate((end for _start, end, _index in spans), max))
        page.readings["link spans"] = ([span[0] for span in spans], [span[1:] for span in spans], reached)
    kept: tuple[list[int], list[tuple[int, int]], list[int]] = page.readings["link spans"]
    return kept


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
        self._loose = [any(not (left and right) for _, _, left, right in owned) for owned in self._owners]
        self._automaton = AhoCorasick(self.words, implementation=Implementation.ContiguousNFA)

    def look(self, page: Page) -> dict[str, Seen]:
        """One pass over the page's text and its links' addresses: what each awakened rule sees."""
        found: dict[str, Seen] = {}
        for (index, left, right), matches in self._occurrences(page.folded).items():
            for rule, group, needs_left, needs_right in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    seen = found.get(rule)
                    if seen is None:
                        seen = found[rule] = Seen(page)
                    seen.matches.setdefault(group, []).extend(matches)
        self._look_at_links(page, found)
        for seen in found.values():
            for kept in seen.matches.values():
                kept.sort()
                del kept[_MOST:]
        return found

    def _occurrences(self, text: str) -> dict[tuple[int, bool, bool], list[Match]]:
        """Where each word stands, by its index and whether it begins and ends there."""
        found: dict[tuple[int, bool, bool], list[Match]] = {}
        last = len(text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            left = start == 0 or not text[start - 1].isalnum()
            right = end >= last or not text[end].isalnum()
            if not (left and right) and not self._loose[index]:
                continue
            key = (index, left, right)
            matches = found.get(key)
            if matches is None:
                found[key] = [_match(Match, (start, end, self.words[index]))]
            elif len(matches) < _MOST:
                matches.append(_match(Match, (start, end, self.words[index])))
        return found

    def _look_at_links(self, page: Page, found: dict[str, Seen]) -> None:
        addresses = [_address_words(link) for link in page.links]
        addresses += [fold(words) for _position, words in page.pictures]
        joined = "\n".join(addresses)
        starts = []
        position = 0
        for address in addresses:
            starts.append(position)
            position += len(address) + 1
        for (index, left, right), matches in self._occurrences(joined).items():
            named = {bisect_left(starts, match.start + 1) - 1 for match in matches}
            links = {index for index in named if index < len(page.links)}
            pictures = {index - len(page.links) for index in named - links}
            for rule, group, needs_left, needs_right in self._owners[index]:
                if (left or not needs_left) and (right or not needs_right):
                    seen = found.get(rule)
                    if seen is None:
                        seen = found[rule] = Seen(page)
                    seen.addressed.setdefault(group, set()).update(links)
                    if pictures:
                        seen.pictured.setdefault(group, set()).update(pictures)


def _address_words(link: Link) -> str:
    """A link's address as words: percent signs read, separators as blanks; plus a label not in the text."""
    address = link.url or link.href
    if "%" in address:
        address = unquote(address)
    address = address[:400].translate(_SEPARATORS).replace("/", " / ")
    label = link.text if link.end <= link.start or not link.text else ""
    return fold(f"{address} {label}").replace("\n", " ")


def merge(*groups: Groups) -> dict[str, tuple[str, ...]]:
    """Word groups joined by name."""
    names: Iterable[str] = dict.fromkeys(name for group in groups for name in group)
    return {name: tuple(word for group in groups for word in group.get(name, ())) for name in names}
