"""Measure the rules on labelled pages: `python -m bench.accuracy CORPUS [--only SLUG ...] [--errors] [--write]`.

Counted as the corpus says: each page alone; a claim is found or partial, unsure is none; a claim on a
label 1 or 2 is right, on a label 0 or on no label wrong; a label 1 or 2 without a claim is missed; a hard
negative (label 0, not easy) without a claim is refused. Main content and navigation are counted apart,
navigation once a site. website_gov is judged site by site and left out.

The table of groups is held against `bench/floors.csv`: a group below its floor leaves with exit code 1.
`--write` keeps the figures in the package, where exports print them beside the scores. Whoever tunes rules
on the pages they are measured on must say so: the figures are then an upper bound for other sites.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import calibrate
from bench.cases import cases
from bench.labelled import NONE, Cell, Label, digest, labels, pages_of, rows
from bench.review import print_review
from bench.tables import print_tables
from rules import ALL
from rules.judge import Judge
from scorecard.accuracy import COLUMNS, wilson
from scorecard.model import Hit, Outcome, Place
from scorecard.verdict import claim

KEPT = Path(__file__).parent.parent / "scorecard" / "data" / "accuracy.csv"
FLOORS = Path(__file__).parent / "floors.csv"
#: The folder whose figures the floors are pinned on; other corpora are printed and not held.
FLOORS_OF = "corpus"


@dataclass
class Count:
    """Cells of one indicator, or of many."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    refused: int = 0
    hard: int = 0
    level: int = 0
    notes: list[str] = field(default_factory=list)

    def __iadd__(self, other: Count) -> Count:
        for name in ("right", "wrong", "missed", "refused", "hard", "level"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def judged(self) -> int:
        """Cells with a claim, evidence or a hard negative."""
        return self.right + self.wrong + self.missed + self.refused

    def shares(self) -> dict[str, tuple[int, int]]:
        """What floors hold: part and whole of precision, recall and hard negatives refused."""
        return {
            "precision": (self.right, self.right + self.wrong),
            "recall": (self.right, self.right + self.missed),
            "refused": (self.refused, self.hard),
        }

    def row(self) -> str:
        """Precision and recall with their intervals, F1, hard negatives refused, level right."""
        either = 2 * self.right + self.wrong + self.missed
        return "  ".join(
            (
                _share(self.right, self.right + self.wrong, interval=True),
                _share(self.right, self.right + self.missed, interval=True),
                f"{2 * self.right / either:.2f}" if either else "-   ",
                _share(self.refused, self.hard),
                _share(self.level, self.right),
            )
        )


def _share(part: int, whole: int, *, interval: bool = False) -> str:
    if not whole:
        return "-".ljust(26 if interval else 15)
    text = f"{part / whole:.2f} ({part}/{whole})"
    if interval:
        low, high = wilson(part, whole)
        return f"{text} {low:.2f}-{high:.2f}".ljust(26)
    return text.ljust(15)


def claims(corpus: Path) -> tuple[dict[Cell, tuple[Outcome, Hit]], dict[str, str]]:
    """What is stated by page and indicator, weak hits as unsure, and each page's site."""
    judge = Judge(ALL)
    made, sites = {}, {}
    for page_id, site, page in pages_of(corpus):
        by_indicator: dict[str, list[Hit]] = defaultdict(list)
        for hit in judge.hits(page):
            by_indicator[hit.indicator].append(hit)
        for slug, hits in by_indicator.items():
            stated = claim(hits)
            if stated is not None and slug != "website_gov":
                made[page_id, slug] = stated
        sites[page_id] = site
    return made, sites


@dataclass(frozen=True)
class Reading:
    """Everything stated of a corpus and everything labelled, main content and navigation apart."""

    stated: Mapping[Cell, tuple[Outcome, Hit]]
    known: Mapping[Cell, Label]
    menus: Mapping[Cell, tuple[Outcome, Hit]]
    nav: Mapping[Cell, Label]
    sites: Mapping[str, str]


def judged(corpus: Path, only: Iterable[str] = ()) -> Reading:
    """A corpus as the rules read it beside its labels."""
    wanted = set(only)
    made, sites = claims(corpus)
    made = {cell: stated for cell, stated in made.items() if not wanted or cell[1] in wanted}
    main, nav = labels(corpus, only)
    menus = {
        cell: (outcome, hit)
        for cell, (outcome, hit) in made.items()
        if hit.place is Place.NAV or (cell not in main and cell in nav)
    }
    return Reading({cell: made[cell] for cell in made.keys() - menus.keys()}, main, menus, nav, sites)


def count(corpus: Path, only: Iterable[str] = ()) -> tuple[dict[str, Count], Count]:
    """Counts by indicator for main content, and one count for navigation."""
    return counted(judged(corpus, only))


def counted(read: Reading) -> tuple[dict[str, Count], Count]:
    """The same of a corpus that was read: a weak hit is no claim."""
    main, menus = (
        {cell: stated for cell, stated in part.items() if stated[0] is not Outcome.UNSURE}
        for part in (read.stated, read.menus)
    )
    return _count_main(main, read.known), _count_nav(menus, read.nav, read.sites)


def _count_main(made: Mapping[Cell, tuple[Outcome, Hit]], known: Mapping[Cell, Label]) -> dict[str, Count]:
    counts: dict[str, Count] = defaultdict(Count)
    for (page_id, slug), (outcome, hit) in made.items():
        label, one = known.get((page_id, slug), NONE), counts[slug]
        shown = f"{page_id} ({label['label']}): {hit.quote.exact[:110]!r} [{hit.why}] || {label['quote'][:90]}"
        if label["label"] not in ("1", "2"):
            one.wrong += 1
            one.notes.append(f"WRONG {shown}")
            continue
        one.right += 1
        if (outcome is Outcome.FOUND) == (label["label"] == "2"):
            one.level += 1
        else:
            one.notes.append(f"LEVEL {outcome.value}: {shown}")
    for cell, label in known.items():
        one = counts[cell[1]]
        if label["label"] in ("1", "2") and cell not in made:
            one.missed += 1
            one.notes.append(f"MISSED {cell[0]} ({label['label']}): {label['quote'][:140]}")
        if label["label"] == "0" and label["easy"] == "0":
            one.hard += 1
            one.refused += cell not in made
    return counts


def _count_nav(made: Iterable[Cell], known: Mapping[Cell, Label], sites: Mapping[str, str]) -> Count:
    expected: dict[Cell, bool] = {}
    for (page_id, slug), label in known.items():
        cell = (sites[page_id], slug)
        expected[cell] = expected.get(cell, False) or label["label"] != "0"
    claimed = {(sites[page_id], slug) for page_id, slug in made}
    right = [cell for cell in claimed if expected.get(cell)]
    negatives = [cell for cell, positive in expected.items() if not positive]
    missed = [cell for cell, positive in expected.items() if positive and cell not in claimed]
    total = Count(len(right), len(claimed) - len(right), len(missed), hard=len(negatives))
    total.refused = sum(cell not in claimed for cell in negatives)
    total.notes = [f"WRONG {cell}" for cell in sorted(claimed - set(right))] + [f"MISSED {cell}" for cell in missed]
    return total


def groups_of(counts: Mapping[str, Count]) -> dict[str, Count]:
    """Counts by group of rules."""
    groups: dict[str, Count] = defaultdict(Count)
    for rule in ALL:
        groups[rule.__name__.split(".")[1]] += counts.get(rule.INDICATOR, Count())
    return groups


def hold(groups: Mapping[str, Count]) -> list[str]:
    """Print the groups of rules beside their floors; the names of those below."""
    floors = {row["group"]: row for row in rows(FLOORS)}
    below = []
    for name, one in groups.items():
        shares = one.shares()
        low = [key for key, (part, whole) in shares.items() if whole and part / whole < float(floors[name][key])]
        below += [f"{name} {key}" for key in low]
        floor = " ".join(f"{key} {floors[name][key]}" for key in shares)
        print(f"group {name:22}{one.row()}  floors: {floor}")
    return below


def raised(floors: Sequence[Mapping[str, str]], groups: Mapping[str, Count]) -> list[dict[str, str]]:
    """Floors brought up to what is measured but for one cell; none is ever lowered."""
    found = []
    for row in floors:
        new = {"group": row["group"]}
        for key, (part, whole) in groups[row["group"]].shares().items():
            near = int(100 * (part - 1) / whole) / 100 if whole else 0.0
            new[key] = f"{max(float(row[key]), near):.2f}"
        found.append(new)
    return found


def raise_floors(groups: Mapping[str, Count]) -> None:
    """Write the raised floors in place of the old ones."""
    found = raised(rows(FLOORS), groups)
    with FLOORS.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(found[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(found)


def keep(counts: Mapping[str, Count], basis: str) -> None:
    """Write each indicator's error rate into the package."""
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for rule in ALL:
            one = counts.get(rule.INDICATOR, Count())
            wrong = one.wrong + one.missed
            low, high = wilson(wrong, one.judged)
            rate = f"{wrong / one.judged:.4f}" if one.judged else ""
            about = (rule.INDICATOR, rule.VERSION, one.judged, wrong, rate, f"{low:.4f}", f"{high:.4f}", basis)
            claimed, there = one.right + one.wrong, one.right + one.missed
            table.writerow([*about, claimed, one.right, there, one.refused, one.hard, one.level])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--errors", action="store_true", help="list every wrong, missed and mis-levelled cell")
    parser.add_argument("--write", action="store_true", help="keep the figures in scorecard/data/accuracy.csv")
    parser.add_argument("--raise-floors", action="store_true", help="bring the floors up to what is measured")
    options = parser.parse_args()
    read = judged(options.corpus, options.only)
    counts, nav = counted(read)
    print_counts(counts, nav, errors=options.errors)
    if options.only:
        return
    groups = groups_of(counts)
    below = hold(groups)
    made = cases(options.corpus)
    sure = calibrate.held_out(made)
    print_tables(read.stated, read.known, read.sites, sure)
    print_review(calibrate.reviewed(made, sure), "these pages")
    print_review(calibrate.reviewed_blind(), "pages new to the rules, cross-validated by site")
    if options.write:
        keep(counts, f"corpus {digest(options.corpus)}, on which the rules were tuned: an upper bound")
        print(f"kept in {KEPT.relative_to(Path.cwd())}")
    if below and options.corpus.name == FLOORS_OF:
        raise SystemExit(f"below the floor: {', '.join(below)}")
    if options.raise_floors:
        raise_floors(groups)


def print_counts(counts: Mapping[str, Count], nav: Count, *, errors: bool) -> None:
    """A line for each indicator, one for all and one for navigation; with `errors`, each wrong cell below."""
    total = Count()
    print(f"{'indicator':28}{'precision, 95 %':28}{'recall, 95 %':28}{'F1':6}{'refused':17}level")
    for slug in sorted(counts):
        total += counts[slug]
        print(f"{slug:28}{counts[slug].row()}")
        if errors:
            print("".join(f"    {note}\n" for note in counts[slug].notes), end="")
    print(f"{'ALL (main content)':28}{total.row()}")
    print(f"{'navigation, once a site':28}{nav.row()}")
    if errors:
        print("".join(f"    {note}\n" for note in nav.notes), end="")


if __name__ == "__main__":
    main()
