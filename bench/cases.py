"""What the rules say of labelled pages, a case for each cell: its outcome, its signs, and whether readers agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.labelled import Cell, Label, labels, pages_of
from rules import ALL
from rules.judge import Judge
from scorecard.calibration import signs_of
from scorecard.model import Hit, Outcome, Place, Strength
from scorecard.verdict import claim


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
