"""Margins of error of what firms said: of each region's means and shares, and of all regions together.

A region's respondents are a sample of its firms: drawn with equal chances (the default), or with the weights that
their answers carry. Sources: Cochran, Sampling Techniques (1977), for the finite population correction and the
stratified estimator; Kish, Survey Sampling (1965), for the design effect of unequal weights and the between-region
variance of a two-stage sample; Wilson (1927) for shares, whose margin is not nought where all say the same. A
systematic draw is taken for a simple random one, as is usual.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard import framework as frameworks
from scorecard.framework import Framework
from scorecard.model import Indicator
from scorecard.protocols import Frame, frame_of
from scorecard.sampling import Z95
from scorecard.store.database import Store
from scorecard.store.sums import Sums, sums

#: Columns of margins.csv; docs/analyst.md says what each holds.
COLUMNS: Final = (
    *("wave", "region_code", "indicator", "n", "population", "value", "margin", "low", "high", "weighted"),
    *("weighted_margin", "design_effect", "basis"),
)
#: Below this a variance is nought but for rounding.
TINY: Final = 1e-9
#: Student's t at 95 % for one to nine degrees of freedom; beyond, its expansion is right to three digits.
STUDENT: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


@dataclass(frozen=True, slots=True)
class Margin:
    """The mean of `n` answers and how far the population's may lie from it at 95 %, in the question's unit.

    `population` is the number of firms in the frame, 0 where no protocol says it; then no finite population
    correction is made. `design_effect` is by how much unequal weights or clusters inflate the variance. `basis` is
    simple, weighted, or clustered for all regions together. Blanks (None) where one answer says nothing of a margin.
    """

    region_code: str
    indicator: str
    n: int
    population: int
    value: float
    margin: float | None
    low: float | None
    high: float | None
    weighted: float
    weighted_margin: float | None
    design_effect: float
    basis: str


def margins(store: Store, wave: str, framework: Framework | None = None) -> list[Margin]:
    """Of every question to firms: the margin of each region with answers, and last (region_code "") of all together."""
    known = framework or frameworks.load()
    after = {one.slug: one.parent for one in known.firms if one.blank_rule == "asked_only_if_parent_one"}
    frame = frame_of(store, wave)
    by_question: dict[str, list[Sums]] = {}
    for one in sums(store, wave, "firms", after):
        by_question.setdefault(one.indicator, []).append(one)
    found = []
    for question in known.firms:
        some = by_question.get(question.slug, [])
        found += [_of_region(one, question, frame.firms.get(one.region_code, 0)) for one in some]
        found += [together(some, question, frame)] if some else []
    order = {question.slug: at for at, question in enumerate(known.firms)}
    return sorted(found, key=lambda one: (not one.region_code, one.region_code, order[one.indicator]))


def rows(store: Store, wave: str) -> list[dict[str, object]]:
    """`margins` as rows of margins.csv."""
    return [
        {"wave": wave, **{name: getattr(one, name) for name in COLUMNS[1:]}, "population": one.population or None}
        for one in margins(store, wave)
    ]


def _of_region(one: Sums, question: Indicator, population: int) -> Margin:
    mean, middle = one.v / one.n, one.wv / one.w if one.w else one.v / one.n
    left = remaining(one.n, population)
    effect = max(one.n * one.ww / one.w**2, 1.0) if one.w else 1.0
    plain = _interval(mean, one.vv / one.n - mean**2, one.n, left, question)
    spread = one.wvv / one.w - middle**2 if one.w else 0.0
    weighted = _interval(middle, spread, one.n, left * effect, question)
    low, high = plain or (None, None)
    return Margin(
        region_code=one.region_code,
        indicator=question.slug,
        n=one.n,
        population=population,
        value=mean,
        margin=_half(plain),
        low=low,
        high=high,
        weighted=middle,
        weighted_margin=_half(weighted),
        design_effect=effect,
        basis="simple" if effect < 1 + TINY else "weighted",
    )


def _interval(mean: float, spread: float, n: int, inflation: float, question: Indicator) -> tuple[float, float] | None:
    """Where the population's mean lies at 95 %; None for one answer. `spread` divides by n, not by n - 1."""
    if inflation <= 0:
        return mean, mean
    if question.kind == "binary":
        return wilson(mean, n / inflation)
    if n < 2:
        return None
    half = student(n - 1) * math.sqrt(max(spread, 0.0) / (n - 1) * inflation)
    return mean - half, mean + half


def _half(interval: tuple[float, float] | None) -> float | None:
    return (interval[1] - interval[0]) / 2 if interval else None


def together(some: Sequence[Sums], question: Indicator, frame: Frame) -> Margin:
    """All regions together: every firm counts by its own weight times its region's."""
    n, share = sum(one.n for one in some), {one.region_code: frame.scale(one.region_code, one.w) for one in some}
    mean = sum(one.v for one in some) / n
    total = sum(share[one.region_code] * one.w for one in some)
    middle = sum(share[one.region_code] * one.wv for one in some) / total
    variance = _between(some, share, middle, frame) if frame.strata else _within(some, share, frame)
    spread = sum(share[one.region_code] * one.wvv for one in some) / total - middle**2
    effect = variance / total**2 / (spread / (n - 1)) if n > 1 and spread > TINY else 1.0
    degrees = len(some) - len(frame.strata) if frame.strata else n - len(some)
    half = student(degrees) * math.sqrt(variance) / total if degrees > 0 else None
    simple = _interval(mean, sum(one.vv for one in some) / n - mean**2, n, 1.0, question)
    population = sum(frame.firms.get(one.region_code, 0) for one in some)
    low, high = simple or (None, None)
    return Margin(
        region_code="",
        indicator=question.slug,
        n=n,
        population=population,
        value=mean,
        margin=_half(simple),
        low=low,
        high=high,
        weighted=middle,
        weighted_margin=half,
        design_effect=effect,
        basis="clustered" if frame.strata else "stratified",
    )


def _within(some: Sequence[Sums], share: Mapping[str, float], frame: Frame) -> float:
    """Variance of the weighted total where every region was surveyed: each is a stratum of its own."""
    variance = 0.0
    for one in some:
        if one.n > 1 and one.w:
            mean = one.wv / one.w
            deviations = one.wwvv - 2 * mean * one.wwv + mean**2 * one.ww
            left = remaining(one.n, frame.firms.get(one.region_code, 0))
            variance += share[one.region_code] ** 2 * left * one.n / (one.n - 1) * max(deviations, 0.0)
    return variance


def _between(some: Sequence[Sums], share: Mapping[str, float], middle: float, frame: Frame) -> float:
    """Variance of the weighted total where regions were drawn: between the regions of each stratum."""
    variance = 0.0
    for held, drawn in frame.strata.values():
        members = [one for one in some if one.region_code in drawn]
        scores = [share[one.region_code] * (one.wv - middle * one.w) for one in members]
        if len(members) > 1:
            center = sum(scores) / len(scores)
            left = remaining(len(members), held)
            variance += left * len(scores) / (len(scores) - 1) * sum((score - center) ** 2 for score in scores)
    return variance


def remaining(n: int, population: int) -> float:
    """The finite population correction, 1 - n / N; 1 where the population is not known, 0 where all were asked."""
    return max(1 - n / population, 0.0) if population else 1.0


def student(degrees: int) -> float:
    """Student's t at 95 % (two-sided); Abramowitz and Stegun 26.7.5 beyond nine degrees of freedom."""
    if degrees <= len(STUDENT):
        return STUDENT[max(degrees, 1) - 1]
    z = Z95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + math.fsum(term / float(degrees) ** power for power, term in enumerate(terms, start=1))


def wilson(share: float, n: float) -> tuple[float, float]:
    """The interval of a share at 95 % after Wilson; `n` may be an effective number and no whole one."""
    square = Z95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def table(store: Store, wave: str) -> Iterator[tuple[object, ...]]:
    """`margins` as lines of a table on the screen, all regions together first."""
    found = margins(store, wave)
    for one in (*(one for one in found if not one.region_code), *(one for one in found if one.region_code)):
        yield tuple(getattr(one, name) for name in COLUMNS[1:])
