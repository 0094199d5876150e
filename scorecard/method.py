"""The method of a wave: how scores become an index, as data that a person can read and vary.

A method file is TOML. The parameters that decide a ranking must all be named; the others say what is not done
unless asked for. A parameter that nothing reads is an error: a mistyped step must never be applied, or left
out, in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from scorecard import framework as frameworks
from scorecard.engine.grammar import (
    ABOVE_ZERO,
    NUMBER,
    SHARE,
    SIGN,
    TEXT,
    WHOLE,
    Field,
    Reader,
    list_of,
    one_of,
    parse_toml,
    read_toml,
)
from scorecard.engine.method import Mean, Scale, Treatment, paired
from scorecard.engine.methodfile import MEANS, TREATMENT, overridden
from scorecard.errors import ScorecardError
from scorecard.framework import COMPONENTS
from scorecard.messages import translate as _
from scorecard.model import Indicator

DEFAULT: Final = "kppod-2009"
UNSTRETCHED: Final = ("website", "pemda_binary", "firms_share")
SCALES: Final = ("min-max", "z-score", "rank", "percentile", "borda")

_HEAD: Final[Mapping[str, Field]] = {"name": Field(TEXT), "title": Field(TEXT), "source": Field(TEXT)}
_SCALE: Final[Mapping[str, Field]] = {
    "scheme": Field(one_of(*SCALES)),
    "over": Field(one_of("all", "kind")),
    "unstretched": Field(list_of(*UNSTRETCHED)),
    "mean": Field(NUMBER, 0.0, ("scheme", ("z-score",))),
    "sd": Field(ABOVE_ZERO, 1.0, ("scheme", ("z-score",))),
}
_MISSING: Final[Mapping[str, Field]] = {
    "structural": Field(one_of("zero", "blank")),
    "item": Field(one_of("skip", "zero")),
    "least": Field(SHARE, 0.0, ("item", ("skip",))),
    "unreachable": Field(one_of("zero", "unranked")),
    "component": Field(one_of("zero", "skip", "unranked")),
}
_AGGREGATION: Final[Mapping[str, Field]] = {
    "scheme": Field(one_of(*MEANS)),
    "power": Field(NUMBER, 1.0, ("scheme", ("power",))),
    "total": Field(one_of("as scheme", *MEANS[:3]), "as scheme"),
    "variables": Field(one_of("skipped", "averaged"), "skipped"),
}
_RANKS: Final[Mapping[str, Field]] = {
    "within": Field(one_of("kind", "all")),
    "ties": Field(one_of("min", "max", "dense")),
}
_RESPONDENTS: Final[Mapping[str, Field]] = {"weights": Field(one_of("equal", "sample"), "equal")}
_SECTIONS: Final = (
    *("respondents", "normalisation", "missing", "aggregation", "ranks", "population", "outliers", "directions"),
    "codings",
)


@dataclass(frozen=True, slots=True)
class Method:
    """One method, checked. `weights` are relative and keyed by component; `sha256` is of the file's bytes.

    `directions` replace the framework's; `partial` is what a website item partly there is worth. `least` is
    the share of a component's items that must be there; `item`, `component`, `structural` and `unreachable`
    say what becomes of each kind of blank. `weighted` lets firms count by their sampling weights.
    """

    name: str
    title: str
    source: str
    scale: Scale
    over: str
    unstretched: frozenset[str]
    structural: str
    item: str
    least: float
    unreachable: str
    component: str
    mean: Mean
    total: Mean
    variables: str
    weights: Mapping[str, float]
    within: str
    ties: str
    warn_below: int
    treatment: Treatment
    own_treatment: tuple[tuple[str, Treatment], ...]
    directions: Mapping[str, int]
    partial: float
    sha256: str
    weighted: bool = False

    def stretches(self, indicator: Indicator) -> bool:
        """Whether the indicator is put on the method's scale; the others enter as value x 100."""
        if indicator.source == "website":
            return "website" not in self.unstretched
        if indicator.kind == "binary":
            return ("firms_share" if indicator.source == "firms" else "pemda_binary") not in self.unstretched
        return True

    def direction(self, indicator: Indicator) -> int:
        """1 where more is better, -1 where less is."""
        return self.directions.get(indicator.slug, indicator.direction)


def names() -> tuple[str, ...]:
    """The methods that come with the scorecard."""
    files = (resources.files("scorecard") / "methods").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load(name: str | Path = DEFAULT) -> Method:
    """The method of that name, or of that TOML file.

    Raises ScorecardError for an unknown name, a file that cannot be read, and all faults in it at once.
    """
    text = str(name)
    if text in names():
        where = f"{text}.toml"
        data = (resources.files("scorecard") / "methods" / where).read_bytes()
    elif text.endswith(".toml"):
        where, data = text, read_toml(Path(text))
    else:
        raise ScorecardError(
            _("there is no method called {name}").format(name=text),
            remedy=_("Methods: {names}. Or name a .toml file.").format(names=", ".join(names())),
        )
    content, sha256 = parse_toml(data, where)
    return _method(content, where, sha256)


def _method(content: Mapping[str, Any], where: str, sha256: str) -> Method:
    reader = Reader(where)
    head = reader.section(content, "", _HEAD, inner=_SECTIONS)
    scale = reader.section(content.get("normalisation"), "normalisation", _SCALE)
    missing = reader.section(content.get("missing"), "missing", _MISSING)
    means = reader.section(content.get("aggregation"), "aggregation", _AGGREGATION, inner=("weights",))
    weights = _weights(reader.table(content.get("aggregation"), "aggregation").get("weights"), reader)
    ranks = reader.section(content.get("ranks"), "ranks", _RANKS)
    people = reader.section(content.get("population"), "population", {"warn_below": Field(WHOLE)})
    firms = reader.section(content.get("respondents"), "respondents", _RESPONDENTS)
    treatment, own = overridden(content.get("outliers"), "outliers", TREATMENT, reader)
    directions = reader.pairs(content.get("directions"), "directions", SIGN)
    codings = reader.section(content.get("codings"), "codings", {"partial": Field(SHARE, 0.5)})
    _strangers({"directions": list(directions), "outliers.indicators": list(own)}, reader)
    if (
        isinstance(scale["unstretched"], list)
        and scale["unstretched"]
        and scale["scheme"] not in ("min-max", "percentile")
    ):
        reader.wrong("normalisation.unstretched", scale["unstretched"], _("empty: other items are not on 0..100"))
    reader.finish()
    inner = Mean(means["scheme"], means["power"], least=missing["least"], blank=missing["item"])
    outer = means["scheme"] if means["total"] == "as scheme" else means["total"]
    return Method(
        **head,
        scale=Scale(scale["scheme"], mean=scale["mean"], sd=scale["sd"]),
        over=scale["over"],
        unstretched=frozenset(scale["unstretched"]),
        **missing,
        mean=inner,
        total=_total(outer, means["power"], missing["component"]),
        variables=means["variables"],
        weights=weights,
        **ranks,
        **people,
        treatment=Treatment(**treatment),
        own_treatment=paired({slug: Treatment(**one) for slug, one in own.items()}),
        directions=directions,
        partial=codings["partial"],
        sha256=sha256,
        weighted=firms["weights"] == "sample",
    )


def _total(scheme: str, power: float, component: str) -> Mean:
    return Mean(
        scheme,
        power,
        least=1.0 if component == "unranked" else 0.0,
        blank="zero" if component == "zero" else "skip",
    )


def _weights(content: object, reader: Reader) -> dict[str, float]:
    fields = {code: Field(ABOVE_ZERO) for code in COMPONENTS}
    values = reader.section(content, "aggregation.weights", fields)
    return {code: float(values[code]) if ABOVE_ZERO.sound(values[code]) else 0.0 for code in COMPONENTS}


def _strangers(named: Mapping[str, list[str]], reader: Reader) -> None:
    """Slugs that the framework does not have: what is said of them would have no effect."""
    known = frameworks.load().by_slug
    for path, slugs in named.items():
        reader.faults += [
            _("{key} names nothing in the framework or the data").format(key=f"{path}.{slug}")
            for slug in slugs
            if slug not in known
        ]
