"""How likely a claim is right: a probability from stated signs, by parameters fitted on labelled pages.

The model is a logistic sum of a dozen signs, each with one weight, and of what the claims of the same rule and its
kind were worth on sites they had not been tuned on, in `data/calibration.json`. That file is written by
`python -m bench.calibrate CORPUS --write`, which says what it rests on; it carries the digest of its own parameters
and is refused where the two disagree, so that no confidence changes unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, log2
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.messages import mark
from scorecard.messages import translate as _
from scorecard.model import Hit, HostRole, Place, Shape, Strength

#: A claim whose expected error is above this goes to a person: about one in seven.
REVIEW_ABOVE: Final = 0.15
#: Every sign the model knows, with its words; each is 0 or 1 but for the two that count in doublings.
SIGNS: Final[Mapping[str, str]] = {
    "partial": mark("partial: it points to the thing, or holds a part of it"),
    "weak": mark("the rule calls the words weak"),
    "strong": mark("the rule calls the words strong"),
    "table": mark("the words stand in a table"),
    "form": mark("the words stand in a form"),
    "file": mark("the words are a link to a file"),
    "link": mark("the words are a link to a page"),
    "menu": mark("the words stand in a menu, header or footer"),
    "central": mark("the evidence lies on a central host"),
    "verified": mark("what it links to was read and says so"),
    "support": mark("other words or pages say the same (each doubling, at most three)"),
    "refused": mark("places on the same page were turned down (each doubling, at most four)"),
}
_MOST_SUPPORT: Final = 3.0
_MOST_REFUSED: Final = 4.0
_SHAPES: Final = {Shape.TABLE: "table", Shape.FORM: "form", Shape.FILE: "file", Shape.LINK: "link"}


@dataclass(frozen=True, slots=True)
class Calibration:
    """Parameters of the model. `absence` is the confidence of "not found", by whether anything was turned down.

    `records` holds for each indicator two weights: of all its claims, and one more of its partial ones; `basis` says
    where all of it is from.
    """

    version: int
    digest: str
    basis: str
    intercept: float
    weights: Mapping[str, float]
    records: Mapping[str, Sequence[float]]
    absence: Mapping[str, float]

    @property
    def name(self) -> str:
        """What a finding carries: version and digest."""
        return f"{self.version}-{self.digest}"

    def probability(self, signs: Mapping[str, float], indicator: str = "") -> float:
        """Probability that a claim of the indicator with these signs is right, to two digits."""
        total = self.intercept + sum(self.weights[sign] * size for sign, size in signs.items())
        every, part = self.records.get(indicator, (0.0, 0.0))
        total += every + part * signs.get("partial", 0.0)
        return round(1 / (1 + exp(-total)), 2)


def signs_of(best: Hit, supporting: Iterable[Hit], refused: Iterable[Hit]) -> dict[str, float]:
    """The signs of a claim that rests on `best`; quotes that repeat count once.

    `supporting` are all hits that stand, `best` among them; `refused` those turned down on the page of `best`.
    """
    signs = {
        "partial": best.strength is not Strength.FOUND,
        "weak": best.certainty < 2,
        "strong": best.certainty > 2,
        "menu": best.place is Place.NAV,
        "central": best.host_role is not HostRole.OWN,
        "verified": best.verified,
    }
    more = {hit.quote.exact for hit in supporting if hit.certainty > 1} - {best.quote.exact}
    sizes = {sign: 1.0 for sign, there in signs.items() if there}
    if best.shape in _SHAPES:
        sizes[_SHAPES[best.shape]] = 1.0
    if more:
        sizes["support"] = min(log2(1 + len(more)), _MOST_SUPPORT)
    if turned := {hit.quote.exact for hit in refused}:
        sizes["refused"] = min(log2(1 + len(turned)), _MOST_REFUSED)
    return sizes


def doubt(confidence: float, best: Hit) -> str:
    """Why a person should look at a claim of this confidence: a review reason, "" where none is needed."""
    if round(1 - confidence, 2) <= REVIEW_ABOVE:
        return ""
    return "doubtful_link" if best.shape is Shape.LINK else "doubtful"


@cache
def current() -> Calibration:
    """The parameters shipped with the package. Raises ScorecardError where the file is not what was fitted."""
    text = (resources.files("scorecard") / "data" / "calibration.json").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> Calibration:
    """Parameters from the text of their file. Raises ScorecardError where digest or signs do not agree with it."""
    held = json.loads(text)
    parameters = held["parameters"]
    if held["digest"] != digest_of(parameters) or set(parameters["weights"]) != set(SIGNS):
        raise ScorecardError(
            _("the calibration is not the one that was fitted: its digest or its signs disagree with its parameters"),
            where="scorecard/data/calibration.json",
            remedy=_("Write it anew with `python -m bench.calibrate CORPUS --write`, or install the package again."),
        )
    return Calibration(int(held["version"]), str(held["digest"]), str(held["basis"]), **parameters)


def digest_of(parameters: Mapping[str, Any]) -> str:
    """The first 8 digits of the SHA-256 of parameters, in their canonical form."""
    return hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()[:8]
