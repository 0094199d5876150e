"""The 514 kabupaten and kota and the names they had in 2009, read once from package data.

Where the lists come from and what may be doubted stands in docs/regions.md.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from scorecard.model import Host, Kind, Region

#: Short and older names of provinces by code, beside those that the printed tables of 2009 use.
_PROVINCE_NAMES: Mapping[str, tuple[str, ...]] = {
    "11": ("Nanggroe Aceh Darussalam", "NAD", "DI Aceh"),
    "12": ("Sumut",),
    "16": ("Sumsel",),
    "19": ("Babel",),
    "21": ("Kepri",),
    "31": ("DKI Jakarta", "DKI", "Jakarta", "Daerah Khusus Jakarta", "DKJ"),
    "32": ("Jabar",),
    "33": ("Jateng",),
    "34": ("DI Yogyakarta",),
    "35": ("Jatim",),
    "61": ("Kalbar",),
    "62": ("Kalteng",),
    "63": ("Kalsel",),
    "64": ("Kaltim",),
    "65": ("Kaltara",),
    "72": ("Sulteng",),
    "73": ("Sulsel",),
    "76": ("Sulbar",),
    "82": ("Malut",),
}


@dataclass(frozen=True, slots=True)
class Alias:
    """A region's name as printed in the tables of 2009, and the region it is today."""

    printed_province: str
    printed_name: str
    kind: Kind
    code: str
    rank_2009: int


@cache
def registry() -> tuple[Region, ...]:
    """All 514 regions in order of code; a second website in the lists is a host of role "alt"."""
    hosts: dict[str, list[Host]] = defaultdict(list)
    for row in _rows("hosts.csv"):
        hosts[row["code"]].append(Host(row["host"], row["role"]))
    return tuple(_region(row, hosts[row["code"]]) for row in _rows("regions.csv"))


@cache
def aliases() -> tuple[Alias, ...]:
    """The 291 regions of the tables of 2009 under their printed names."""
    return tuple(
        Alias(row["printed_province"], row["printed_name"], Kind(row["kind"]), row["code"], int(row["rank_2009"]))
        for row in _rows("aliases_2009.csv")
    )


@cache
def registered(code: str) -> Region | None:
    """The region of the registry with this code."""
    return next((region for region in registry() if region.code == code), None)


@cache
def province_names() -> Mapping[str, tuple[str, ...]]:
    """Other names of the provinces, by province code: short ones, older ones, those printed in 2009."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for code, others in _PROVINCE_NAMES.items():
        names[code].update(dict.fromkeys(others))
    for alias in aliases():
        names[alias.code[:2]][alias.printed_province] = None
    return MappingProxyType({code: tuple(found) for code, found in names.items()})


def _region(row: Mapping[str, str], hosts: list[Host]) -> Region:
    second = [Host(row["website_alt"], "alt")] if row["website_alt"] else []
    return Region(
        code=row["code"],
        name=row["name"],
        kind=Kind(row["kind"]),
        province=row["province"],
        website=row["website"],
        hosts=(*second, *hosts),
        province_code=row["province_code"],
        bps_code=row["bps_code"],
        administrative=row["administrative"] == "1",
    )


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (resources.files("scorecard") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
