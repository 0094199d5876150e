"""Fit the confidence of claims on labelled pages: `python -m bench.calibrate CORPUS [--write]`.

Each claim and each weak hit of a labelled page is one case; a menu counts once a site. The model is a logistic
sum of the signs in `scorecard/calibration.py`, fitted as the mode of a posterior: each weight has a normal prior
around `PRIORS` and cannot change its sign, since a few hundred cases with a handful of errors cannot settle a
dozen weights alone. Whatever is printed of it is cross-validated: a site's claims are weighed by a model that has
not seen that site.

`--write` keeps the parameters in `scorecard/data/calibration.json` under the next version.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench.labelled import Cell, Label, digest, labels, pages_of, rows
from bench.review import Weighed, once_a_site, print_review
from rules import ALL
from rules.judge import Judge
from scorecard.accuracy import wilson
from scorecard.calibration import SIGNS, digest_of, signs_of
from scorecard.model import Hit, Outcome, Place, Strength
from scorecard.verdict import claim

KEPT: Final = Path(__file__).parent.parent / "scorecard" / "data" / "calibration.json"
#: Mean of each weight before the corpus is seen, in log odds. Read off the wrong claims on 339 labelled pages of
#: further sites: nearly all were partial, pointed by a link or stood in prose; none stood in a table.
PRIORS: Final[Mapping[str, float]] = {
    "partial": -1.5, "weak": -3.0, "strong": 0.7, "table": 1.5, "form": 0.5, "file": 0.5, "link": -0.7,
    "menu": -0.5, "central": 0.3, "verified": 1.0, "support": 0.7, "refused": -0.3,
}  # fmt: skip
#: Standard deviation of the weights around their means: three errors more or less move a weight by about one.
SPREAD: Final = 0.5
#: Main content of pages of sites that nobody had tuned rules on (docs/accuracy.md): claims, right ones, evidence.
#: The rules know the corpus, so its shares are too good for any other site.
UNSEEN: Final = (234, 203, 284)
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A claim (or a weak hit) with its signs and whether readers call it evidence. `weight`: 1 for a whole case."""

    cell: Cell
    site: str
    outcome: Outcome
    signs: Mapping[str, float]
    right: bool
    in_menu: bool
    weight: float = 1.0

    @property
    def claimed(self) -> bool:
        """Whether a claim was made; a weak hit alone is none."""
        return self.outcome in (Outcome.FOUND, Outcome.PARTIAL)


def cases(corpus: Path) -> list[Case]:
    """Every cell of a corpus with a hit, in the order of its pages; `not_found` where all hits were turned down."""
    main, nav = labels(corpus)
    judge, sites = Judge(ALL), {}
    made: list[Case] = []
    for page_id, site, page in pages_of(corpus):
        sites[page_id] = site
        by_indicator: dict[str, list[Hit]] = defaultdict(list)
        for hit in judge.hits(page):
            by_indicator[hit.indicator].append(hit)
        by_indicator.pop("website_gov", None)
        made += [_case((page_id, slug), site, hits, main, nav) for slug, hits in by_indicator.items()]
    return _once_a_site(made, _menus(nav, sites))


def _case(cell: Cell, site: str, hits: Sequence[Hit], main: Mapping[Cell, Label], nav: Mapping[Cell, Label]) -> Case:
    label = main.get(cell)
    right = label is not None and label["label"] != "0"
    stated = claim(hits)
    if stated is None:
        return Case(cell, site, Outcome.NOT_FOUND, {}, right, in_menu=False)
    outcome, best = stated
    refused = (hit for hit in hits if hit.strength is Strength.REJECTED)
    signs = signs_of(best, (hit for hit in hits if hit.strength is not Strength.REJECTED), refused)
    in_menu = best.place is Place.NAV or (label is None and cell in nav)
    return Case(cell, site, outcome, signs, right, in_menu)


def _menus(nav: Mapping[Cell, Label], sites: Mapping[str, str]) -> set[Cell]:
    return {(sites[page], slug) for (page, slug), label in nav.items() if label["label"] != "0"}


def _once_a_site(made: list[Case], positive: set[Cell]) -> list[Case]:
    """Menu cases share the weight of one and the label of their site."""
    repeats: dict[Cell, int] = defaultdict(int)
    for case in made:
        if case.in_menu:
            repeats[case.site, case.cell[1]] += 1
    return [
        replace(
            case,
            right=(case.site, case.cell[1]) in positive,
            weight=1 / repeats[case.site, case.cell[1]],
        )
        if case.in_menu
        else case
        for case in made
    ]


def weighed(made: Sequence[Case]) -> list[Case]:
    """The cases that a model is fitted on: claims and weak hits."""
    return [case for case in made if case.outcome is not Outcome.NOT_FOUND]


def fit(made: Sequence[Case]) -> tuple[float, dict[str, float]]:
    """Intercept and weights: the mode of the posterior; a weight that would change its sign is 0."""
    x = _matrix(made)
    y = np.array([case.right for case in made], float)
    w = np.array([case.weight for case in made])
    mean = np.array([0.0, *(PRIORS[sign] for sign in SIGNS)])
    free = np.ones(len(mean), bool)
    while True:
        beta = _mode(x[:, free], y, w, mean[free])
        whole = np.zeros(len(mean))
        whole[free] = beta
        turned = whole * mean < 0
        if not turned.any():
            return float(whole[0]), dict(zip(SIGNS, map(float, whole[1:]), strict=True))
        free &= ~turned


def _mode(x: Vector, y: Vector, w: Vector, mean: Vector) -> Vector:
    """Newton's method on the log posterior, halving a step that would overshoot."""
    precision = np.array([1e-3, *([SPREAD**-2] * (len(mean) - 1))])

    def loss(beta: Vector) -> float:
        z = x @ beta
        return float(w @ (np.logaddexp(0, z) - y * z) + precision @ (beta - mean) ** 2 / 2)

    beta = mean.copy()
    for _step in range(100):
        p = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (w * (y - p)) - precision * (beta - mean)
        step = np.linalg.solve((x.T * (w * p * (1 - p))) @ x + np.diag(precision), slope)
        while loss(beta + step) > loss(beta) + 1e-12:
            step = step / 2
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    return beta


def _matrix(made: Sequence[Case]) -> Vector:
    return np.array([[1.0, *(case.signs.get(sign, 0.0) for sign in SIGNS)] for case in made])


def weigh(made: Sequence[Case], intercept: float, weights: Mapping[str, float]) -> Vector:
    """Probability of each case."""
    beta = np.array([intercept, *(weights[sign] for sign in SIGNS)])
    return np.asarray(1 / (1 + np.exp(-_matrix(made) @ beta)))


def cross_validated(made: Sequence[Case]) -> Vector:
    """Probability of each case by a model that has seen no page of its site."""
    sites = np.array([case.site for case in made])
    found = np.zeros(len(made))
    for site in sorted(set(sites)):
        held = sites == site
        seen = [case for case, out in zip(made, held, strict=True) if not out]
        found[held] = weigh([case for case, out in zip(made, held, strict=True) if out], *fit(seen))
    return found


def held_out(made: Sequence[Case]) -> dict[Cell, float]:
    """Confidence of each claim and weak hit by a model that has not seen its site."""
    known = weighed(made)
    return {case.cell: float(sure) for case, sure in zip(known, cross_validated(known), strict=True)}


def reviewed(made: Sequence[Case]) -> list[Weighed]:
    """Claims as they are counted, each with the confidence a model gives it that has not seen its site."""
    sure = held_out(made)
    claims = [Weighed(case.cell, sure[case.cell], case.right, case.in_menu) for case in made if case.claimed]
    return once_a_site(claims, {case.cell[0]: case.site for case in made})


def correction(made: Sequence[Case], sure: Vector) -> float:
    """What unseen sites take off the intercept: with it the mean confidence of main content is their share."""
    odds = np.array([log(p / (1 - p)) for p, case in zip(sure, made, strict=True) if case.claimed and not case.in_menu])
    claims, right, _evidence = UNSEEN
    low, high = -10.0, 0.0
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-odds - middle))).mean() < right / claims else (low, middle)
    return low


def absence(corpus: Path, made: Sequence[Case]) -> dict[str, float]:
    """Share of a site's indicators without a claim that are rightly empty, apart where something was turned down.

    A site without a label for an indicator is taken to hold no evidence on its labelled pages. Taken is the upper
    end of the interval of the misses, raised by what unseen sites miss more.
    """
    main, nav = labels(corpus)
    sites = {row["page_id"]: row["site"] for row in rows(corpus / "pages.csv")}
    there = {(sites[page], slug) for known in (main, nav) for (page, slug), row in known.items() if row["label"] != "0"}
    claimed = {(case.site, case.cell[1]) for case in made if case.claimed}
    refused = {(case.site, case.cell[1]) for case in made} - claimed
    everything = {(site, str(rule.INDICATOR)) for site in set(sites.values()) for rule in ALL} - claimed
    more = _missed_elsewhere(main, {case.cell for case in made if case.claimed})
    return {
        name: round(1 - more * wilson(len(cells & there), len(cells))[1], 3)
        for name, cells in (("plain", everything - refused), ("refused", refused))
    }


def _missed_elsewhere(known: Mapping[Cell, Label], claimed: set[Cell]) -> float:
    """How many times the corpus's share of missed evidence an unseen site has."""
    evidence = [cell for cell, row in known.items() if row["label"] != "0"]
    missed = sum(cell not in claimed for cell in evidence)
    _claims, right, unseen = UNSEEN
    return max(1.0, (1 - right / unseen) * len(evidence) / missed) if missed else 1.0


def parameters(corpus: Path, made: Sequence[Case]) -> dict[str, Any]:
    """Everything the package needs, rounded to what is printed of it."""
    known = weighed(made)
    intercept, weights = fit(known)
    off = correction(known, weigh(known, intercept, weights))
    return {
        "intercept": round(intercept + off, 3),
        "weights": {sign: round(weight, 3) for sign, weight in weights.items()},
        "absence": absence(corpus, made),
    }


def write(corpus: Path, made: Sequence[Case]) -> str:
    """Keep the parameters under the next version, or as they are where nothing changed; the name they go by."""
    held: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    found = parameters(corpus, made)
    new = digest_of(found)
    version = held.get("version", 0) + (new != held.get("digest"))
    known = weighed(made)
    claims = [case for case in known if case.claimed]
    n, right, _evidence = UNSEEN
    basis = (
        f"corpus {digest(corpus)}: {len(claims)} claims on labelled pages of {len({c.site for c in known})} sites, "
        f"{sum(not case.right for case in claims)} of them wrong; level from {n} claims on sites "
        f"never seen while tuning, {right} of them right"
    )
    text = json.dumps({"version": version, "digest": new, "basis": basis, "parameters": found}, indent=2)
    KEPT.write_text(text + "\n", encoding="utf-8")
    return f"{version}-{new}"


def main() -> None:
    """Print the weights beside the shipped ones, and keep them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help=f"keep them in {KEPT.name}")
    options = parser.parse_args()
    made = cases(options.corpus)
    found = parameters(options.corpus, made)
    print(f"intercept {found['intercept']:+.2f}")
    for sign, weight in found["weights"].items():
        print(f"{sign:10}{weight:+.2f}  (prior {PRIORS[sign]:+.2f})  {SIGNS[sign]}")
    print(f"confidence of an absence: {found['absence']}")
    print_review(reviewed(made))
    if options.write:
        print(f"kept as {write(options.corpus, made)} in {KEPT.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
