"""An index of a list of regions by everything they may be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from scorecard.model import Kind, Region
from scorecard.regions.names import normalise, readings
from scorecard.regions.registry import aliases, province_names, registered

#: Similarity (0..100) from which a name is offered as "did you mean"; it never selects by itself.
_SIMILAR = 80


@dataclass(frozen=True, slots=True)
class Province:
    """A province with those of its regions that are in the list; `code` may be missing in own lists."""

    code: str
    name: str
    regions: tuple[Region, ...]


class Directory:
    """Looks regions up by code, by today's name, by a name of 2009, by province, or by similarity.

    Every lookup answers with all that fits, in the order of the list; settling what is ambiguous is
    the caller's part.
    """

    def __init__(self, regions: Sequence[Region]) -> None:
        self.regions = tuple(regions)
        self._codes: dict[str, list[Region]] = defaultdict(list)
        self._plain_codes: dict[str, list[Region]] = defaultdict(list)
        self._names: dict[str, list[Region]] = defaultdict(list)
        self._old_names: dict[str, list[tuple[Kind, Region]]] = defaultdict(list)
        for region in self.regions:
            self._codes[region.code].append(region)
            self._plain_codes[normalise(region.code)].append(region)
            self._names[normalise(region.name)].append(region)
        self._index_old_names()
        self.provinces = _provinces(self.regions)

    def of_code(self, text: str) -> list[Region]:
        """Regions whose code is `text`, written with or without its dot."""
        return self._codes.get(text.strip()) or self._plain_codes.get(normalise(text)) or []

    def of_name(self, name: str) -> list[Region]:
        """Regions that are called so today; a kind before or behind the name must be theirs."""
        fits = {
            region.code: region
            for read in readings(name)
            for region in self._names.get(read.name, ())
            if read.kind in (None, region.kind)
        }
        return list(fits.values())

    def of_old_name(self, name: str) -> list[Region]:
        """Regions that the tables of 2009 print under this name."""
        fits = {
            region.code: region
            for read in readings(name)
            for kind, region in self._old_names.get(read.name, ())
            if read.kind in (None, kind)
        }
        return list(fits.values())

    def provinces_of(self, text: str) -> list[Province]:
        """Provinces with this code or this official name."""
        plain = normalise(text)
        return [one for one in self.provinces if plain and plain in (normalise(one.code), normalise(one.name))]

    def provinces_known_as(self, text: str) -> list[Province]:
        """Provinces with this short name ("NTB") or older name, or printed so in 2009."""
        plain = normalise(text)
        return [one for one in self.provinces if plain in map(normalise, province_names().get(one.code, ()))]

    def similar(self, name: str, limit: int = 5) -> list[Region]:
        """Regions whose names are like `name`, the likeliest first; for questions, never for answers."""
        scores: dict[str, float] = {}
        for read in readings(name):
            for key, score, _index in process.extract(
                read.name, list(self._names), scorer=fuzz.WRatio, limit=limit, score_cutoff=_SIMILAR
            ):
                for region in self._names[key]:
                    bonus = 0.5 if read.kind is region.kind else 0.0
                    scores[region.code] = max(scores.get(region.code, 0.0), score + bonus)
        best = sorted(scores, key=lambda code: -scores[code])[:limit]
        return [self._codes[code][0] for code in best]

    def _index_old_names(self) -> None:
        for alias in aliases():
            for region in self._codes.get(alias.code, ()):
                if is_registered(region):
                    for read in readings(alias.printed_name):
                        self._old_names[read.name].append((alias.kind, region))


def is_registered(region: Region) -> bool:
    """Whether the region is the registry's own: an own list may give a registered code to another name."""
    known = registered(region.code)
    return known is not None and normalise(known.name) == normalise(region.name)


def _provinces(regions: Sequence[Region]) -> tuple[Province, ...]:
    members: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        members[normalise(region.province or region.province_code)].append(region)
    members.pop("", None)
    return tuple(Province(found[0].province_code, found[0].province, tuple(found)) for found in members.values())


class _Identity:
    """A list of regions as a dictionary key by identity: hashing 514 regions at each lookup is dear."""

    __slots__ = ("regions",)

    def __init__(self, regions: tuple[Region, ...]) -> None:
        self.regions = regions

    def __hash__(self) -> int:
        return id(self.regions)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.regions is self.regions


def directory_of(regions: Sequence[Region]) -> Directory:
    """The directory of a list; kept for tuples, which cannot change, and made anew for other sequences."""
    return _kept(_Identity(regions)) if isinstance(regions, tuple) else Directory(regions)


@lru_cache(maxsize=8)
def _kept(key: _Identity) -> Directory:
    return Directory(key.regions)
