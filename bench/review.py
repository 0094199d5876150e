"""What a confidence is worth: whether it means what it says, and how many wrong claims a reviewer meets early."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from bench.labelled import Cell
from scorecard.accuracy import shown
from scorecard.calibration import REVIEW_ABOVE

#: Shares of all claims, least sure first, that the curve is printed at.
SHARES: Final = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40, 0.50, 0.75, 1.00)
#: The share whose review must pay.
QUARTER: Final = 0.25


@dataclass(frozen=True, slots=True)
class Weighed:
    """A claim as it is counted: a cell of main content, or a menu's once a site."""

    cell: Cell
    confidence: float
    right: bool
    in_menu: bool


def once_a_site(claims: Sequence[Weighed], sites: dict[str, str]) -> list[Weighed]:
    """Menu claims of a site taken together, at the highest confidence among them."""
    menus: dict[Cell, list[Weighed]] = defaultdict(list)
    for one in claims:
        if one.in_menu:
            menus[sites[one.cell[0]], one.cell[1]].append(one)
    once = [
        replace(group[0], cell=cell, confidence=max(one.confidence for one in group)) for cell, group in menus.items()
    ]
    return [*(one for one in claims if not one.in_menu), *once]


def caught(claims: Sequence[Weighed], share: float) -> tuple[int, int, int]:
    """Claims reviewed, wrong ones among them and wrong ones in all, when the least sure `share` is reviewed.

    Among equals the right ones come first, so that a tie never flatters.
    """
    ordered = sorted(claims, key=lambda one: (one.confidence, not one.right))
    least = ordered[: ceil(share * len(ordered))]
    return len(least), sum(not one.right for one in least), sum(not one.right for one in ordered)


def print_review(claims: Sequence[Weighed], whose: str) -> None:
    """The reliability of the confidence by tenth, and the curve of review, main content and menus together."""
    ordered = sorted(claims, key=lambda one: one.confidence)
    size = len(ordered) / 10
    print(f"\nconfidence by tenth of the claims ({whose}): stated, and right in fact")
    for tenth in range(10):
        part = ordered[round(tenth * size) : round((tenth + 1) * size)]
        if part:
            stated = sum(one.confidence for one in part) / len(part)
            print(f"{stated:10.2f}  {shown(sum(one.right for one in part), len(part))}")
    print(f"\nreview, least sure first ({whose}): claims read, wrong claims among them")
    for name, chosen in (("main content", [one for one in claims if not one.in_menu]), ("with menus", list(claims))):
        for share in SHARES:
            n, wrong, every = caught(chosen, share)
            print(f"{name:14}{share:5.0%} {n:5} claims  {shown(wrong, every)} of the wrong ones")
        above = [one for one in chosen if 1 - one.confidence > REVIEW_ABOVE]
        wrong = sum(not one.right for one in above)
        every = sum(not one.right for one in chosen)
        said = f"flagged (error above {REVIEW_ABOVE:.0%})"
        print(f"{name:14}{said}: {len(above)} of {len(chosen)}, {wrong} of the {every} wrong ones")
