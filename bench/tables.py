"""Further looks at the same claims: site by site, outcome against label, and the worst errors with their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final

from bench.labelled import NONE, Cell, Label
from scorecard.accuracy import shown
from scorecard.model import Hit, Outcome

Claims = Mapping[Cell, tuple[Outcome, Hit]]
Known = Mapping[Cell, Label]
#: Labels in the order of the confusion table, with what they mean.
LABELS: Final = {"2": "the thing", "1": "partial", "0": "hard negative", "easy": "easy negative", "none": "no label"}
WORST: Final = 20


def by_site(stated: Claims, known: Known, sites: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Right, wrong and missed indicators of each site: a site has what any of its labelled pages has."""
    there: dict[Cell, bool] = defaultdict(bool)
    for (page, slug), label in known.items():
        there[sites[page], slug] |= label["label"] in ("1", "2")
    claimed = {(sites[page], slug) for (page, slug), (outcome, _hit) in stated.items() if outcome is not Outcome.UNSURE}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in claimed:
        counts[cell[0]]["right" if there.get(cell) else "wrong"] += 1
    for cell, evidence in there.items():
        counts[cell[0]]["missed"] += evidence and cell not in claimed
    return counts


def confusion(stated: Claims, known: Known) -> dict[str, Counter[str]]:
    """By label, how often each outcome was stated; cells without label and claim are not counted."""
    table: dict[str, Counter[str]] = {name: Counter() for name in LABELS}
    for cell in {*stated, *known}:
        label = known.get(cell, NONE)
        name = "easy" if label["label"] == "0" and label.get("easy") == "1" else label["label"]
        table[name][stated[cell][0].value if cell in stated else Outcome.NOT_FOUND.value] += 1
    return table


def worst(stated: Claims, known: Known, sure: Mapping[Cell, float]) -> list[str]:
    """The worst errors in words: wrong claims, the surest first; then what was missed; then what was mis-levelled."""
    found: list[tuple[int, float, str]] = []
    for cell, (outcome, hit) in stated.items():
        label = known.get(cell, NONE)
        words = f"{cell[0]} {cell[1]}: {' '.join(hit.quote.exact.split())[:100]!r} [{hit.why}]"
        if outcome is Outcome.UNSURE:
            continue
        if label["label"] not in ("1", "2"):
            found.append((0, -sure.get(cell, 0.0), f"WRONG at {sure.get(cell, 0.0):.2f} {words}"))
        elif (outcome is Outcome.FOUND) != (label["label"] == "2"):
            found.append((3, 0.0, f"LEVEL {outcome.value}, is {LABELS[label['label']]}: {words}"))
    for cell, label in known.items():
        if label["label"] in ("1", "2") and (cell not in stated or stated[cell][0] is Outcome.UNSURE):
            rank = 1 if label["label"] == "2" else 2
            found.append((rank, 0.0, f"MISSED {LABELS[label['label']]}: {cell[0]} {cell[1]}: {label['quote'][:100]!r}"))
    return [text for _rank, _sure, text in sorted(found)]


def print_tables(stated: Claims, known: Known, sites: Mapping[str, str], sure: Mapping[Cell, float]) -> None:
    """All three, main content."""
    counts = by_site(stated, known, sites)
    print("\nby site, an indicator once: precision and recall")
    for site in sorted(counts):
        print(f"{site:28}{_shares(counts[site])}")
    print(f"{'ALL SITES':28}{_shares(sum(counts.values(), Counter()))}")
    print(f"\n{'outcome by label':18}" + "".join(f"{outcome.value:>11}" for outcome in _OUTCOMES))
    for name, row in confusion(stated, known).items():
        print(f"{LABELS[name]:18}" + "".join(f"{row[outcome.value]:11}" for outcome in _OUTCOMES))
    errors = worst(stated, known, sure)
    print(f"\nthe worst {min(WORST, len(errors))} of {len(errors)} errors, with a wrong claim's confidence")
    print("".join(f"    {text}\n" for text in errors[:WORST]), end="")


_OUTCOMES: Final = (Outcome.FOUND, Outcome.PARTIAL, Outcome.UNSURE, Outcome.NOT_FOUND)


def _shares(counts: Counter[str]) -> str:
    right = counts["right"]
    return f"{shown(right, right + counts['wrong']):34}{shown(right, right + counts['missed'])}"
