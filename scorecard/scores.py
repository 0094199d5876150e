"""Scores: one number a region and indicator, out of findings and answers, before any method touches it.

Directions, scaling and weights belong to the index. A blank stays a blank here and says why it is one;
only the method decides whether any kind of blank counts as zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

import pandas as pd

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator, Outcome
from scorecard.store.database import Store
from scorecard.store.sums import sums
from scorecard.tables.answers import wave_year

COLUMNS: Final = ("wave", "region_code", "indicator", "source", "value", "n", "finding_id")
#: Why a value is blank, or zero without having been answered; an empty text where it was observed.
WHY: Final = ("unreachable", "unsure", "not_applicable", "not_answered", "structural")
#: region_code, indicator, source, value, n, finding_id, why.
Cell: TypeAlias = tuple[str, str, str, float | None, int, str, str]
TRANSFORMS: Final = ("", "wave_year - answer")


def scores(store: Store, wave: str, framework: Framework | None = None) -> pd.DataFrame:
    """The wave's scores, columns as in scores.csv, by region and then in the framework's order.

    `value` is the indicator's own unit: 0, 0.5 or 1 for website items, the answer for pemda items (years
    held for a question on a year), the mean over respondents for firms (a share for yes and no), NaN for a
    blank. `n` counts the findings or answers behind it.
    """
    return reasoned(store, wave, framework)[list(COLUMNS)]


def reasoned(store: Store, wave: str, framework: Framework | None = None, *, weighted: bool = False) -> pd.DataFrame:
    """`scores` with one more column, `why`: one of WHY or empty.

    With `weighted` a firm counts by its sampling weight and not, as in 2009, like any other.
    """
    frame = framework or frameworks.load()
    order = {indicator.slug: indicator.row_order for indicator in frame.indicators}
    rows = [
        row
        for part in (_website(store, wave), _pemda(store, wave, frame), _firms(store, wave, frame, weighted=weighted))
        for row in part
        if row[1] in order
    ]
    rows.sort(key=lambda row: (row[0], order[row[1]]))
    return _frame(wave, rows)


def _frame(wave: str, rows: Sequence[Cell]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*COLUMNS[1:], "why"])
    text = dict.fromkeys(("region_code", "indicator", "source", "finding_id", "why"), "str")
    frame = frame.astype({**text, "value": "float64", "n": "int64"})
    frame.insert(0, "wave", wave)
    return frame


def year_of(store: Store, wave: str) -> int:
    """The year answers on years are counted from: the wave's own, else that of its first import."""
    imported = [str(row["imported_at"]) for row in store.imports(wave)]
    year = wave_year(wave, int(imported[0][:4]) if imported else 0)
    if not year:
        raise ScorecardError(
            _("the wave {wave} has no year in its name and no import to take one from").format(wave=wave),
            remedy=_("Name waves by their year, such as 2026 or 2026-pilot."),
        )
    return year


def _website(store: Store, wave: str) -> Iterator[Cell]:
    """The newest findings of each region, by what was settled last."""
    blanks = {Outcome.UNREACHABLE.value, Outcome.UNSURE.value, Outcome.NOT_APPLICABLE.value}
    for finding in store.findings(wave):
        settled = finding.get("final_outcome")
        outcome = settled or finding["outcome"]
        score = finding["final_score"] if settled else finding["score"]
        blank = outcome in blanks
        yield (
            finding["region_code"],
            finding["indicator"],
            "website",
            None if blank else score,
            int(not blank),
            finding["finding_id"],
            outcome if blank else "",
        )


def _pemda(store: Store, wave: str, framework: Framework) -> Iterator[Cell]:
    """The parts of each questionnaire merged; where two parts differ a person decides, and until then it is blank."""
    given: dict[str, dict[str, set[float]]] = {}
    for code, slug, value in store.answer_values(wave, "pemda"):
        found = given.setdefault(code, {}).setdefault(slug, set())
        found |= set() if value is None else {value}
    year = year_of(store, wave) if given else 0
    for code, parts in given.items():
        answers = {slug: next(iter(values)) for slug, values in parts.items() if len(values) == 1}
        disputed = {slug for slug, values in parts.items() if len(values) > 1}
        for question in framework.pemda:
            yield _pemda_cell(code, question, answers, disputed, year)


def _pemda_cell(
    code: str, question: Indicator, answers: Mapping[str, float], disputed: AbstractSet[str], year: int
) -> Cell:
    value, why = answers.get(question.slug), ""
    if question.slug in disputed:
        why = "unsure"
    elif question.blank_rule == "zero_if_parent_zero" and answers.get(question.parent) == 0:
        why = "" if value == 0 else "structural"
        value = 0.0
    elif value is None:
        why = "not_answered"
    elif question.transform:
        value = _transformed(value, question, year)
    return code, question.slug, "pemda", value, int(not why), "", why


def _transformed(value: float, question: Indicator, year: int) -> float:
    if question.transform not in TRANSFORMS:
        raise ScorecardError(
            _("the transform {transform} of {slug} is not known").format(
                transform=question.transform, slug=question.slug
            ),
            where="framework",
        )
    return year - value


def _firms(store: Store, wave: str, framework: Framework, *, weighted: bool) -> Iterator[Cell]:
    """The mean over a region's respondents; a question that hangs on a yes is of those who said yes."""
    after = {one.slug: one.parent for one in framework.firms if one.blank_rule == "asked_only_if_parent_one"}
    regions, means = store.answer_means(wave, "firms", after)
    found = {(region, slug): (mean, n) for region, slug, mean, n in means}
    if weighted:
        found |= {
            (one.region_code, one.indicator): (one.wv / one.w, one.n)
            for one in sums(store, wave, "firms", after)
            if one.w
        }
    for region in regions:
        for question in framework.firms:
            mean, n = found.get((region, question.slug), (None, 0))
            yield region, question.slug, "firms", mean, n, "", "" if n else "not_answered"
