"""What links say and what that promises: the data of `leads.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Weights:
    """The figures of the search; `leads.toml` says what each of them is."""

    sure: float
    maybe: float
    rule: float
    row: float
    beside: float
    heading: float
    trail: float
    address: float
    host: float
    behind: float
    promise: float
    silent: float
    parent: float
    duty: float
    part: float
    around: float
    aside: float
    named_other: float
    list: float
    list_most: float
    rest: float
    most: float
    blank: float
    other: float
    hub: float
    door: float
    menu: float
    home_menu: float
    settled: float
    second: float
    news: float
    named: float
    document: float
    attached: float
    click: float
    further: float
    office: float
    agency: float
    useless: float
    listed: float
    paged: float
    sibling: float
    query: float
    prior: float
    trust: float
    credit: float
    least: float
    greatest: float
    guess: float
    quiet: float
    enough: float


@dataclass(frozen=True, slots=True)
class Leads:
    """Words by indicator (sure, maybe), of hubs, of news, of links that say nothing; usual hosts and what else they
    are called; weights.
    """

    sure: Mapping[str, tuple[str, ...]]
    maybe: Mapping[str, tuple[str, ...]]
    hubs: tuple[str, ...]
    doors: tuple[str, ...]
    office: tuple[str, ...]
    news: tuple[str, ...]
    headlines: tuple[str, ...]
    others: tuple[str, ...]
    agencies: tuple[str, ...]
    own: tuple[str, ...]
    idle: frozenset[str]
    hosts: Mapping[str, tuple[str, ...]]
    aliases: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    weights: Weights


@cache
def load() -> Leads:
    """The leads shipped with the crawler."""
    return parse(tomllib.loads((resources.files("crawler") / "leads.toml").read_text(encoding="utf-8")))


def parse(found: Mapping[str, Any]) -> Leads:
    """Leads of a read TOML file."""
    listed = found["indicators"]
    return Leads(
        sure={slug: tuple(words["sure"]) for slug, words in listed.items()},
        maybe={slug: tuple(words["maybe"]) for slug, words in listed.items()},
        hubs=tuple(found["hubs"]["words"]),
        doors=tuple(found["doors"]["words"]),
        office=tuple(found["office"]["words"]),
        news=tuple(found["news"]["words"]),
        headlines=tuple(found["headlines"]["words"]),
        others=tuple(found["others"]["words"]),
        agencies=tuple(found["agencies"]["words"]),
        own=tuple(found["agencies"]["own"]),
        idle=frozenset(found["idle"]["words"]),
        hosts={name: tuple(slugs) for name, slugs in found["hosts"].items()},
        aliases={name: tuple(others) for name, others in found["aliases"].items()},
        parts={name: tuple(words) for name, words in found["parts"].items()},
        weights=Weights(**{field.name: float(found["weights"][field.name]) for field in fields(Weights)}),
    )
