"""Fit the confidence on claims that rules made on pages new to them: `python -m bench.calibrate CORPUS [--write]`.

`bench/blind.csv` (bench.blind) holds the claims and weak hits made on labelled pages before anyone had tuned a rule
on their sites. The model is a logistic sum of the signs in `scorecard/calibration.py` and of the rule's own record,
fitted as the mode of a posterior: each weight has a normal prior around `PRIORS`, each record one around nought,
since a few hundred cases with a few dozen errors cannot settle so many weights alone. Whatever is printed of it is
cross-validated: a site's claims are weighed by a model that has not seen that site. The CORPUS, on which rules are
tuned, lends only what an absence is worth, and its claims are weighed for comparison.

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
#: Standard deviation of the weights and records around their means: three errors more or less move one by about one.
SPREAD: Final = 0.7
#: Each indicator by number, for its record: of all its claims, and one more of its partial ones.
INDICATORS: Final[Mapping[str, int]] = {str(rule.INDICATOR): n for n, rule in enumerate(ALL)}
Vector = npt.NDArray[np.float64]


def fit(made: Sequence[Case]) -> Vector:
    """The mode of the posterior: intercept, weights of the signs, then two records of each indicator.

    A weight that would turn against its prior is 0.
    """
    x = _matrix(made)
    y = np.array([case.right for case in made], float)
    w = np.array([case.weight for case in made])
    mean = np.zeros(x.shape[1])
    mean[1 : len(SIGNS) + 1] = [PRIORS[sign] for sign in SIGNS]
    free = np.ones(len(mean), bool)
    while True:
        whole = np.zeros(len(mean))
        whole[free] = _mode(x[:, free], y, w, mean[free])
        turned = whole * mean < 0
        if not turned.any():
            return whole
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
    found = np.zeros((len(made), 1 + len(SIGNS) + 2 * len(INDICATORS)))
    for row, case in zip(found, made, strict=True):
        row[0] = 1.0
        row[1 : len(SIGNS) + 1] = [case.signs.get(sign, 0.0) for sign in SIGNS]
        at = 1 + len(SIGNS) + 2 * INDICATORS[case.cell[1]]
        row[at], row[at + 1] = 1.0, case.signs.get("partial", 0.0)
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
    """What the kept claims give: intercept, weights, and the records of the indicators among them."""
    beta = [round(float(one), 3) for one in fit(blind.kept())]
    signs, records = beta[1 : len(SIGNS) + 1], beta[len(SIGNS) + 1 :]
    return {
        "intercept": beta[0],
        "weights": dict(zip(SIGNS, signs, strict=True)),
        "records": {slug: pair for slug, n in INDICATORS.items() if any(pair := records[2 * n : 2 * n + 2])},
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
