"""Firm interviews and Pemda questionnaires of the fictional regions: seeded, so the same on every machine.

Each region has a quality between 0 and 1, strong and weak sides around it, and each answer its own
noise: a ranking with a shape, not a table of dice.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final

from scorecard import framework
from scorecard.demo.bundle import bundles
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Indicator, Region

SEED: Final = 2009
RESPONDENTS: Final = 30
#: Without survey data: it keeps its website results, stays unranked and says why.
WITHOUT_SURVEY: Final = "99.03"
QUALITY: Final[Mapping[str, float]] = {
    "99.01": 0.68,
    "99.02": 0.56,
    "99.04": 0.46,
    "99.05": 0.40,
    "99.71": 0.64,
    "99.72": 0.60,
    "99.73": 0.48,
}
#: How far a region's side of one question lies from its quality, and an answer from that side (standard deviations).
SIDES: Final = 0.22
NOISE: Final = 0.12
#: Lowest and highest answer where the question names no codes.
RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "count": (1, 8),
    "days": (1, 30),
    "years": (2016, 2025),
    "score": (55, 96),
    "percent": (-15, 40),
    "rupiah": (0, 1_500_000),
}
#: A question whose own unit ends sooner than its kind's range.
HIGHEST: Final[Mapping[str, int]] = {"inst_integration": 6}


def write_survey(directory: Path) -> tuple[Path, Path]:
    """Write firms.csv and pemda.csv in the layout of the import templates; returns their paths.

    Raises ScorecardError where the folder cannot be written.
    """
    surveyed = [bundle.region for bundle in bundles() if bundle.region.code != WITHOUT_SURVEY]
    questions = framework.load()
    firms, pemda = directory / "firms.csv", directory / "pemda.csv"
    random = Random(SEED)  # noqa: S311 - invented answers, not secrets
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _write(firms, ["region_code", "region", "respondent"], questions.firms, _interviews(surveyed, random))
        _write(pemda, ["region_code", "region"], questions.pemda, _questionnaires(surveyed, random))
    except OSError as error:
        raise ScorecardError(
            _("the survey files cannot be written ({error})").format(error=error.strerror or error),
            where=str(directory),
            remedy=_("Check that the folder is writable, or choose another one."),
        ) from error
    return firms, pemda


def _write(path: Path, keys: Sequence[str], questions: Sequence[Indicator], rows: Iterable[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*keys, *(question.slug for question in questions)])
        writer.writerows(rows)


def _interviews(regions: Sequence[Region], random: Random) -> Iterable[list[object]]:
    questions = framework.load().firms
    for region in regions:
        sides = _sides(region, questions, random)
        for number in range(1, RESPONDENTS + 1):
            yield [region.code, region.full_name, number, *_sheet(questions, sides, random)]


def _questionnaires(regions: Sequence[Region], random: Random) -> Iterable[list[object]]:
    questions = framework.load().pemda
    for region in regions:
        yield [region.code, region.full_name, *_sheet(questions, _sides(region, questions, random), random)]


def _sides(region: Region, questions: Sequence[Indicator], random: Random) -> Mapping[str, float]:
    """How good the region is at what each question asks, around its quality."""
    return {question.slug: random.gauss(QUALITY[region.code], SIDES) for question in questions}


def _sheet(questions: Sequence[Indicator], sides: Mapping[str, float], random: Random) -> list[object]:
    """One respondent's answers; a question whose parent is answered with 0 stays blank."""
    given = {question.slug: _answer(question, sides[question.slug], random) for question in questions}
    asked = {question.slug for question in questions if not question.parent or given[question.parent] != 0}
    return [given[question.slug] if question.slug in asked else "" for question in questions]


def _answer(question: Indicator, side: float, random: Random) -> int:
    level = min(max(random.gauss(side, NOISE), 0.0), 1.0)
    # An ISO year is asked as a year and scored as years held: the sooner, the better.
    wanted_low = question.direction < 0 or question.kind == "years"
    share = 1 - level if wanted_low else level
    if question.codes:
        codes = sorted(int(code) for code, _label in question.codes)
        return codes[min(int(share * len(codes)), len(codes) - 1)]
    low, high = RANGES[question.kind]
    value = low + share * (HIGHEST.get(question.slug, high) - low)
    return round(value / 50_000) * 50_000 if question.kind == "rupiah" else round(value)
