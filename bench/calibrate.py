"""Fit the confidence on claims that rules made on pages new to them: `python -m bench.calibrate CORPUS [--write]`.

`bench/blind.csv` (bench.blind) holds the claims and weak hits made on labelled pages before anyone had tuned a rule
on their sites. The model is a logistic sum of the signs in `scorecard/calibration.py` and of the record of the rule
and its kind, fitted as the mode of a posterior: each weight has a normal prior around `PRIORS`, each record one
around nought, since a few hundred cases with a few dozen errors cannot settle so many weights alone. Whatever is
printed of it is cross-validated: a site's claims are weighed by a model that has not seen that site. The CORPUS, on
which rules are tuned, lends only what an absence is worth, and its claims are weighed for comparison.

`--write` keeps the parameters in `scorecard/data/calibration.json` under the next version.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bench import blind
from bench.cases import Case, cases, weighed
from bench.labelled import Cell, Label, digest, labels, rows
from bench.review import Weighed, once_a_site, print_review
from rules import ALL
from scorecard.accuracy import wilson
from scorecard.calibration import SIGNS, digest_of

KEPT: Final = Path(__file__).parent.parent / "scorecard" / "data" / "calibration.json"
#: Mean of each weight before any page is seen, in log odds: what a reader would expect, and what is left where the
#: pages show nothing (none of their links were followed, so that none is verified).
PRIORS: Final[Mapping[str, float]] = {
    "partial": -0.7, "weak": -1.5, "strong": 0.7, "table": 0.3, "form": 0.3, "file": 0.3, "link": 0.0,
    "menu": 0.0, "central": 0.3, "verified": 1.0, "support": 0.7, "refused": -0.2,
}  # fmt: skip
#: Standard deviation of the weights of signs and of the records of groups around their means: three errors more or
#: less move one by about one; and of what a single rule departs from its group, of which most have no error at all.
SPREAD: Final = 0.8
OWN: Final = 0.2
#: Rules whose claims go wrong alike: on laws, on services for permits, on data.
KINDS: Final[Mapping[str, int]] = {"bylaws": 0, "services": 1, "licensing": 1}
DATA: Final = 2
#: Each indicator's number and the number of its kind.
INDICATORS: Final[Mapping[str, tuple[int, int]]] = {
    str(rule.INDICATOR): (n, KINDS.get(rule.__name__.split(".")[1], DATA)) for n, rule in enumerate(ALL)
}
_KINDS_AT: Final = 1 + len(SIGNS)
_OWN_AT: Final = _KINDS_AT + 2 * (DATA + 1)
Vector = npt.NDArray[np.float64]


def fit(made: Sequence[Case]) -> Vector:
    """The mode of the posterior: intercept, weights of the signs, two records of each kind of rules, one of each rule.

    A weight that would turn against its prior is 0.
    """
    x = _matrix(made)
    y = np.array([case.right for case in made], float)
    w = np.array([case.weight for case in made])
    mean = np.zeros(x.shape[1])
    mean[1 : len(SIGNS) + 1] = [PRIORS[sign] for sign in SIGNS]
    spread = np.array([30.0, *([SPREAD] * (_OWN_AT - 1)), *([OWN] * len(INDICATORS))])
    free = np.ones(len(mean), bool)
    while True:
        whole = np.zeros(len(mean))
        whole[free] = _mode(x[:, free], y, w, mean[free], spread[free])
        turned = whole * mean < 0
        if not turned.any():
            return whole
        free &= ~turned


def _mode(x: Vector, y: Vector, w: Vector, mean: Vector, spread: Vector) -> Vector:
    """Newton's method on the log posterior, halving a step that would overshoot."""
    precision = spread**-2

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
    found = np.zeros((len(made), _OWN_AT + len(INDICATORS)))
    for row, case in zip(found, made, strict=True):
        row[0] = 1.0
        row[1:_KINDS_AT] = [case.signs.get(sign, 0.0) for sign in SIGNS]
        own, kind = INDICATORS[case.cell[1]]
        row[_KINDS_AT + 2 * kind : _KINDS_AT + 2 * kind + 2] = 1.0, case.signs.get("partial", 0.0)
        row[_OWN_AT + own] = 1.0
    return found


def weigh(made: Sequence[Case], beta: Vector) -> Vector:
    """Probability of each case."""
    return np.asarray(1 / (1 + np.exp(-_matrix(made) @ beta)))


def cross_validated(made: Sequence[Case]) -> Vector:
    """Probability of each case by a model that has seen no page of its site."""
    sites = np.array([case.site for case in made])
    found = np.zeros(len(made))
    for site in sorted(set(sites)):
        held = sites == site
        seen = [case for case, out in zip(made, held, strict=True) if not out]
        found[held] = weigh([case for case, out in zip(made, held, strict=True) if out], fit(seen))
    return found


def held_out(made: Sequence[Case]) -> dict[Cell, float]:
    """Confidence of each claim and weak hit of a corpus, whose sites the fitted pages do not hold."""
    known = weighed(made)
    return {case.cell: float(sure) for case, sure in zip(known, weigh(known, fit(blind.kept())), strict=True)}


def reviewed(made: Sequence[Case], sure: Mapping[Cell, float]) -> list[Weighed]:
    """Claims as they are counted, each with its confidence."""
    claims = [Weighed(case.cell, sure[case.cell], case.right, case.in_menu) for case in made if case.claimed]
    return once_a_site(claims, {case.cell[0]: case.site for case in made})


def reviewed_blind() -> list[Weighed]:
    """The claims on pages new to the rules, each weighed by a model that has not seen its site."""
    made = blind.kept()
    return reviewed(made, {case.cell: float(sure) for case, sure in zip(made, cross_validated(made), strict=True)})


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
    unseen = blind.counted()
    return max(1.0, (1 - unseen.right / unseen.evidence) * len(evidence) / missed) if missed else 1.0


def parameters(corpus: Path, made: Sequence[Case]) -> dict[str, Any]:
    """Everything the package needs, rounded to what is printed of it."""
    return {**fitted(), "absence": absence(corpus, made)}


def fitted() -> dict[str, Any]:
    """What the kept claims give: intercept, weights, and for each indicator the record of its kind and its own."""
    beta = [float(one) for one in fit(blind.kept())]
    records = {}
    for slug, (own, kind) in INDICATORS.items():
        every, part = beta[_KINDS_AT + 2 * kind : _KINDS_AT + 2 * kind + 2]
        records[slug] = [round(every + beta[_OWN_AT + own], 3), round(part, 3)]
    return {
        "intercept": round(beta[0], 3),
        "weights": {sign: round(one, 3) for sign, one in zip(SIGNS, beta[1:_KINDS_AT], strict=True)},
        "records": records,
    }


def write(corpus: Path, made: Sequence[Case]) -> str:
    """Keep the parameters under the next version, or as they are where nothing changed; the name they go by."""
    held: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    found = parameters(corpus, made)
    new = digest_of(found)
    version = held.get("version", 0) + (new != held.get("digest"))
    known = blind.kept()
    claims = [case for case in known if case.claimed]
    basis = (
        f"{len(claims)} claims on pages of {len({case.site for case in known})} sites that were new to the rules, "
        f"{sum(not case.right for case in claims)} of them wrong; absences from corpus {digest(corpus)}"
    )
    text = json.dumps({"version": version, "digest": new, "basis": basis, "parameters": found}, indent=2)
    KEPT.write_text(text + "\n", encoding="utf-8")
    return f"{version}-{new}"


def main() -> None:
    """Print the weights, what they are worth, and keep them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--write", action="store_true", help=f"keep them in {KEPT.name}")
    options = parser.parse_args()
    made = cases(options.corpus)
    found = parameters(options.corpus, made)
    print(f"intercept {found['intercept']:+.2f}")
    for sign, weight in found["weights"].items():
        print(f"{sign:10}{weight:+.2f}  (prior {PRIORS[sign]:+.2f})  {SIGNS[sign]}")
    for slug, (every, part) in sorted(found["records"].items(), key=lambda entry: sum(entry[1])):
        print(f"{slug:28}{every:+.2f}, partial {part:+.2f} more")
    print(f"confidence of an absence: {found['absence']}")
    print_review(reviewed_blind(), "pages new to the rules, cross-validated by site")
    print_review(reviewed(made, held_out(made)), "the corpus, on which rules are tuned")
    if options.write:
        print(f"kept as {write(options.corpus, made)} in {KEPT.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
