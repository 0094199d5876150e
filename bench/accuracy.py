"""Measure the rules on labelled pages: `python -m bench.accuracy CORPUS [--only SLUG ...] [--errors SLUG]`.

Counted as the corpus README says: each page alone; a claim is found or partial, unsure is none; a claim
on a label 1 or 2 is right, on a label 0 or on no label wrong; hard negatives (label 0, not easy) without
a claim are refused. Main content and navigation are counted apart, navigation once a site; website_gov
is judged site by site and left out.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from rules import ALL
from rules.judge import Judge
from scorecard.model import Hit, Kind, Outcome, Place, Region
from scorecard.reading import read
from scorecard.verdict import claim


@dataclass
class Count:
    """Cells of one indicator, or of all."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    refused: int = 0
    hard: int = 0
    level: int = 0
    notes: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Precision, recall, hard negatives refused and level, as text."""
        parts = [
            _share(self.right, self.right + self.wrong),
            _share(self.right, self.right + self.missed),
            _share(self.refused, self.hard),
            _share(self.level, self.right),
        ]
        return "  ".join(parts)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({part}/{whole})".ljust(15) if whole else "   -           "


def region_named(name: str) -> Region | None:
    """The region a corpus row names ("Kota Medan"), as far as a rule needs it."""
    kind, _, rest = name.partition(" ")
    kinds = {"kota": Kind.KOTA, "kabupaten": Kind.KABUPATEN, "kab.": Kind.KABUPATEN}
    if kind.casefold() not in kinds:
        return None
    return Region("00.00", rest, kinds[kind.casefold()], "")


def claims(corpus: Path) -> tuple[dict[tuple[str, str], tuple[Outcome, Hit]], dict[str, str]]:
    """Claims by page and indicator, and each page's site."""
    judge = Judge(ALL)
    made, sites = {}, {}
    for row in _rows(corpus / "pages.csv"):
        body = (corpus / row["file"]).read_bytes()
        page = read(body, url=row["url"], content_type="text/html", region=region_named(row["region"]))
        by_indicator: dict[str, list[Hit]] = defaultdict(list)
        for hit in judge.hits(page):
            by_indicator[hit.indicator].append(hit)
        for slug, hits in by_indicator.items():
            stated = claim(hits)
            if stated is not None and stated[0] is not Outcome.UNSURE:
                made[row["page_id"], slug] = stated
        sites[row["page_id"]] = row["site"]
    return made, sites


def count(corpus: Path, only: list[str]) -> tuple[dict[str, Count], Count]:
    """Counts by indicator for main content, and one count for navigation."""
    made, sites = claims(corpus)
    main: dict[tuple[str, str], dict[str, str]] = {}
    nav: dict[tuple[str, str], dict[str, str]] = {}
    for row in _rows(corpus / "labels.csv"):
        if row["indicator"] and row["indicator"] != "website_gov" and (not only or row["indicator"] in only):
            if row["place"] == "nav":
                nav[row["page_id"], row["indicator"]] = row
            else:
                main[row["page_id"], row["indicator"]] = row
    counts: dict[str, Count] = defaultdict(Count)
    nav_made: dict[tuple[str, str], bool] = {}
    for key, (outcome, hit) in made.items():
        page_id, slug = key
        if slug == "website_gov" or (only and slug not in only):
            continue
        if hit.place is Place.NAV or (key not in main and key in nav):
            cell = (sites[page_id], slug)
            nav_made[cell] = nav_made.get(cell, False) or (key in nav and nav[key]["label"] != "0")
            continue
        label = main.get(key, {"label": "none", "quote": ""})
        if label["label"] in ("1", "2"):
            counts[slug].right += 1
            level = (outcome is Outcome.FOUND) == (label["label"] == "2")
            counts[slug].level += level
            if not level:
                counts[slug].notes.append(
                    f"LEVEL {page_id}: said {outcome.value}, label {label['label']}: {label['quote'][:90]} || {hit.quote.exact[:90]!r}"
                )
        else:
            counts[slug].wrong += 1
            counts[slug].notes.append(
                f"WRONG {page_id} ({label['label']}): {hit.quote.exact[:110]!r} [{hit.why}] || {label['quote'][:90]}"
            )
    for key, label in main.items():
        if label["label"] in ("1", "2") and (key not in made or made[key][1].place is Place.NAV):
            counts[key[1]].missed += 1
            counts[key[1]].notes.append(f"MISSED {key[0]} ({label['label']}): {label['quote'][:140]}")
        if label["label"] == "0" and label["easy"] == "0":
            counts[key[1]].hard += 1
            counts[key[1]].refused += key not in made or made[key][1].place is Place.NAV
    return counts, _count_nav(nav, nav_made, sites)


def _count_nav(
    nav: dict[tuple[str, str], dict[str, str]], made: dict[tuple[str, str], bool], sites: dict[str, str]
) -> Count:
    expected: dict[tuple[str, str], bool] = {}
    for (page_id, slug), label in nav.items():
        cell = (sites[page_id], slug)
        expected[cell] = expected.get(cell, False) or label["label"] != "0"
    total = Count()
    for cell in made:
        if expected.get(cell):
            total.right += 1
        else:
            total.wrong += 1
            total.notes.append(f"WRONG {cell}")
    for cell, positive in expected.items():
        if positive and cell not in made:
            total.missed += 1
            total.notes.append(f"MISSED {cell}")
        if not positive:
            total.hard += 1
            total.refused += cell not in made
    return total


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--errors", action="store_true", help="list every wrong, missed and mis-levelled cell")
    options = parser.parse_args()
    counts, nav = count(options.corpus, options.only)
    total = Count()
    head = "precision        recall           refused          level"
    print(f"{'indicator':28}{head}")
    for slug in sorted(counts):
        for name in ("right", "wrong", "missed", "refused", "hard", "level"):
            setattr(total, name, getattr(total, name) + getattr(counts[slug], name))
        print(f"{slug:28}{counts[slug].row()}")
        if options.errors:
            print("".join(f"    {note}\n" for note in counts[slug].notes), end="")
    print(f"{'ALL (main content)':28}{total.row()}")
    print(f"{'navigation, once a site':28}{nav.row()}")
    if options.errors:
        print("".join(f"    {note}\n" for note in nav.notes), end="")


if __name__ == "__main__":
    main()
