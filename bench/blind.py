"""Claims made on pages that nobody had tuned a rule on: `python -m bench.blind FOLDER --name NAME [--write]`.

Rules know the pages they were mended on; what their claims are worth elsewhere shows only on pages they are new to.
A folder of labelled pages (bench.labelled) is judged before anyone who writes rules has read it, and what was claimed,
weakly said and missed there is kept with its signs in `bench/blind.csv`, without words or names: sites and pages by
number. `bench.calibrate` fits the confidence on these lines. Do it once for a folder, and first: afterwards it is too
late, since the rules as they were then cannot be asked again.

`python -m bench.blind` alone prints what each kept set gave.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.cases import Case, cases, weighed
from bench.labelled import Label, labels, rows
from scorecard.accuracy import shown
from scorecard.calibration import SIGNS
from scorecard.model import Outcome

KEPT: Final = Path(__file__).parent / "blind.csv"
PUBLISHED: Final = Path(__file__).parent.parent / "scorecard" / "data" / "unseen.csv"
#: What stands for evidence of which nothing was said.
MISSED: Final = "missed"
COLUMNS: Final = ("set", "site", "page", "indicator", "outcome", "in_menu", "weight", "right", *SIGNS)


@dataclass(frozen=True, slots=True)
class Counted:
    """Main content of one set or of several: claims, right ones among them, and the evidence there was."""

    claims: int
    right: int
    evidence: int


def counts() -> dict[str, Counted]:
    """What all sets gave in main content, by indicator."""
    by_indicator: dict[str, list[Mapping[str, str]]] = {}
    for row in rows(KEPT):
        if row["in_menu"] == "0":
            by_indicator.setdefault(row["indicator"], []).append(row)
    return {slug: _count(found) for slug, found in sorted(by_indicator.items())}


def publish() -> None:
    """Write each indicator's counts into the package, which shows them beside the tuned-on figures."""
    sites = len({(row["set"], row["site"]) for row in rows(KEPT)})
    with PUBLISHED.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("indicator", "claims", "right", "evidence", "sites"))
        for slug, one in counts().items():
            if one.claims or one.evidence:
                table.writerow((slug, one.claims, one.right, one.evidence, sites))


def kept() -> list[Case]:
    """Claims and weak hits of all sets; a site's name is its set and number."""
    return [_case(row) for row in rows(KEPT) if row["outcome"] != MISSED]


def counted(only: str = "") -> Counted:
    """What all sets gave, or the one named."""
    return _count([row for row in rows(KEPT) if row["in_menu"] == "0" and only in ("", row["set"])])


def _count(main: Sequence[Mapping[str, str]]) -> Counted:
    claims = [row for row in main if row["outcome"] in (Outcome.FOUND.value, Outcome.PARTIAL.value)]
    right = [row for row in claims if row["right"] == "1"]
    return Counted(len(claims), len(right), sum(row["right"] == "1" for row in main))


def _case(row: Mapping[str, str]) -> Case:
    signs = {sign: float(row[sign]) for sign in SIGNS if row[sign]}
    site = f"{row['set']}-{row['site']}"
    cell = (f"{site}-{row['page']}", row["indicator"])
    outcome, right = Outcome(row["outcome"]), row["right"] == "1"
    return Case(cell, site, outcome, signs, right, row["in_menu"] == "1", float(row["weight"]))


def lines(name: str, folder: Path, made: Sequence[Case]) -> list[dict[str, str]]:
    """A folder's cases as they are kept, then the evidence in main content that none of them speaks of."""
    main, _nav = labels(folder)
    sites = {row["page_id"]: row["site"] for row in rows(folder / "pages.csv")}
    said = {case.cell for case in made if not case.in_menu}
    left = [
        Case(cell, sites[cell[0]], Outcome.NOT_FOUND, {}, right=True, in_menu=False)
        for cell, label in main.items()
        if _is_evidence(label) and cell not in said
    ]
    numbers = _numbers(sites.values())
    pages = {page: n for site in numbers for page, n in _numbers(p for p in sites if sites[p] == site).items()}
    return [
        {
            "set": name, "site": str(numbers[case.site]), "page": str(pages[case.cell[0]]), "indicator": case.cell[1],
            "outcome": case.outcome.value if case.outcome is not Outcome.NOT_FOUND else MISSED,
            "in_menu": f"{case.in_menu:d}", "weight": f"{case.weight:.4g}", "right": f"{case.right:d}",
            **{sign: f"{case.signs[sign]:.4g}" if sign in case.signs else "" for sign in SIGNS},
        }
        for case in (*made, *left)
    ]  # fmt: skip


def _is_evidence(label: Label) -> bool:
    return label["label"] in ("1", "2")


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(dict.fromkeys(names), 1)}


def keep(added: Sequence[Mapping[str, str]]) -> None:
    """Add a set's lines to those kept. Raises SystemExit where the set is there already: it can be blind only once."""
    held = rows(KEPT) if KEPT.is_file() else []
    if {row["set"] for row in held} & {row["set"] for row in added}:
        raise SystemExit(f"{KEPT.name} holds this set already; pages are blind only once")
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows([*held, *added])


def main() -> None:
    """Count a new set, and keep it where asked; without one, print the kept ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--name", help="what the set is called from now on")
    parser.add_argument("--write", action="store_true", help=f"keep its claims in {KEPT.name}")
    options = parser.parse_args()
    if options.folder:
        made = lines(options.name or options.folder.name, options.folder, weighed(cases(options.folder)))
        if options.write:
            keep(made)
            publish()
        print(f"{options.folder.name}: {len(made)} lines{' kept' if options.write else ''}")
    for name in dict.fromkeys(row["set"] for row in rows(KEPT)):
        one = counted(name)
        print(f"{name:10} precision {shown(one.right, one.claims)}  recall {shown(one.right, one.evidence)}")


if __name__ == "__main__":
    main()
