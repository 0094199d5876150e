"""Protocols of samples, kept with the wave: they say how many firms and regions there are and what each stands for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Region
from scorecard.regions import match
from scorecard.store.database import Store

#: Under which key of the settings the protocol of a wave's regions or firms is kept.
HELD: Final = "sample/{wave}/{what}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the protocols of a wave say.

    `firms` is the number of firms in the frame by region code, `weights` what each firm drawn there stands for,
    `drawn` those firms by region code and number, `strata` the regions' strata: how many regions each holds and
    which of them were drawn.
    """

    firms: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    drawn: frozenset[tuple[str, str]] = frozenset()
    strata: Mapping[str, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def weight(self, code: str) -> float:
        """How many regions one region stands for; 1 where regions were not drawn, or this one was not."""
        return next((held / len(drawn) for held, drawn in self.strata.values() if code in drawn), 1.0)

    def scale(self, code: str, weights: float) -> float:
        """What a region's weights, `weights` together, are multiplied by: then they stand for all firms of its frame
        and for the regions that it stands for.
        """
        firms = self.firms.get(code, 0)
        return self.weight(code) * (firms / weights if firms and weights else 1.0)


def read_protocol(path: Path) -> dict[str, Any]:
    """A protocol as `scorecard sample` wrote it; raises ScorecardError where it cannot be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        _check(held)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScorecardError(
            _("the protocol cannot be read ({error})").format(error=error),
            where=str(path),
            remedy=_("Name the .protocol.json that was written beside the sample."),
        ) from error
    return dict(held)


def _check(held: dict[str, Any]) -> None:
    """Raises KeyError, TypeError or ValueError for what no protocol says."""
    groups = [(str(one["name"]), int(one["population"]), int(one["drawn"])) for one in held["groups"]]
    codes = [str(code) for code in held["codes"]]
    if held["what"] not in ("regions", "firms") or any(not 0 <= drawn <= size for _name, size, drawn in groups):
        raise ValueError(held["what"])
    if sum(drawn for _name, _size, drawn in groups) != len(codes):
        raise ValueError("codes")
    int(held["n"]), int(held["seed"]), int(held["year"]), str(held["sha256"])


def keep_protocol(store: Store, wave: str, path: Path) -> str:
    """Keep a protocol for `wave`, in the place of an earlier one; returns what was drawn, regions or firms."""
    held = read_protocol(path)
    store.keep_setting(HELD.format(wave=wave, what=held["what"]), json.dumps(held))
    return str(held["what"])


def frame_of(store: Store, wave: str, regions: Sequence[Region] = ()) -> Frame:
    """What the kept protocols of `wave` say; an empty frame where there are none."""
    known = {region.code: region for region in regions or store.targets(wave)}
    firms, places = _held(store, wave, "firms"), _held(store, wave, "regions")
    populations, weights = dict[str, int](), dict[str, float]()
    names = {one["name"]: _code(one["name"], known) for one in firms.get("groups", ())}
    for one in firms.get("groups", ()):
        code = names[one["name"]]
        populations[code] = populations.get(code, 0) + int(one["population"])
        if one["drawn"]:
            weights[code] = int(one["population"]) / int(one["drawn"])
    pairs = (code.partition("/") for code in firms.get("codes", ()))
    strata, at, codes = dict[str, tuple[int, frozenset[str]]](), 0, places.get("codes", ())
    for one in places.get("groups", ()):
        drawn = frozenset(_code(code, known) for code in codes[at : at + int(one["drawn"])])
        strata[one["name"]], at = (int(one["population"]), drawn), at + int(one["drawn"])
    return Frame(populations, weights, frozenset((names.get(a, a), c) for a, _sign, c in pairs), strata)


def _held(store: Store, wave: str, what: str) -> dict[str, Any]:
    return dict(json.loads(store.setting(HELD.format(wave=wave, what=what)) or "{}"))


def _code(name: str, known: Mapping[str, Region]) -> str:
    """The region that a frame calls `name`, by code or name; the name itself where none is."""
    found = None if name in known else match(name, tuple(known.values()))
    return found.code if found else name
