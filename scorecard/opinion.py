"""What a judge made of one page, so that a page read while crawling need not be read again for the verdict.

An opinion is a function of the page's bytes, its address, its region and the judge alone. It is kept beside
the capture it speaks of, signed with whoever formed it; whoever finds another signature reads the bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final, get_type_hints

from scorecard.model import Hit, Quote, Region

#: Packages and modules whose code decides what is said of a page.
_SPEAKERS: Final = ("rules", "scorecard.reading", "scorecard.regions")
_MODEL: Final = ("model.py", "opinion.py", "addresses.py", "data/regions.csv", "data/hosts.csv")
_NAMES: Final = tuple(entry.name for entry in fields(Hit))
_QUOTE: Final = _NAMES.index("quote")
#: Positions of a hit's fields that are enumerations, and which.
_ENUMS: Final[tuple[tuple[int, Callable[[str], Enum]], ...]] = tuple(
    (position, kind)
    for position, name in enumerate(_NAMES)
    if isinstance(kind := get_type_hints(Hit)[name], type) and issubclass(kind, Enum)
)


@dataclass(frozen=True, slots=True)
class Look:
    """All that a verdict needs of one page that was read."""

    hits: Sequence[Hit] = ()
    readable: bool = True
    is_page: bool = True

    def packed(self) -> str:
        """As text, for `unpack`."""
        hits = [_row(hit) for hit in self.hits]
        return json.dumps([self.readable, self.is_page, hits], separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says of a page while it is crawled.

    `strengths` (indicator to 0..1) steer the search; `hits` are all it would say of the page again, signed
    by `judge`, or None where it keeps none.
    """

    strengths: Mapping[str, float] = field(default_factory=dict)
    hits: Sequence[Hit] | None = None
    judge: str = ""


def unpack(text: str) -> Look | None:
    """What `packed` wrote; None where it cannot be read."""
    try:
        readable, is_page, rows = json.loads(text)
        return Look(tuple(map(_hit, rows)), bool(readable), bool(is_page))
    except (ValueError, TypeError, IndexError):
        return None


def sign(judge: str, region: Region) -> str:
    """Who formed an opinion: the judge's own signature and the region it judged for."""
    return hashlib.sha256(f"{judge} {region!r}".encode()).hexdigest()[:24]


def signature(edition: str) -> str:
    """The signature of this installation's judge: the edition and the code that reads and judges."""
    mark = hashlib.sha256(edition.encode())
    for package in _SPEAKERS:
        for name, text in _sources(resources.files(package)):
            mark.update(name.encode() + b"\0" + text)
    for name in _MODEL:
        mark.update((resources.files("scorecard") / name).read_bytes())
    return mark.hexdigest()


def _sources(folder: Traversable) -> list[tuple[str, bytes]]:
    """Code and data of a package and those in it, by name."""
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += [] if entry.name.startswith("_") else _sources(entry)
        elif not entry.name.endswith(".pyc"):
            found.append((f"{folder.name}/{entry.name}", entry.read_bytes()))
    return found


def _row(hit: Hit) -> list[Any]:
    row = [getattr(hit, name) for name in _NAMES]
    quote = hit.quote
    row[_QUOTE] = [quote.exact, quote.prefix, quote.suffix]
    return row


def _hit(row: list[Any]) -> Hit:
    row[_QUOTE] = Quote(*row[_QUOTE])
    for position, kind in _ENUMS:
        row[position] = kind(row[position])
    return Hit(*row)
