"""Scores: one number a region and indicator, out of findings and answers, before any method touches it.

Directions, scaling and weights belong to the index. A blank stays a blank here and says why it is one;
only the method decides whether any kind of blank counts as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator, Outcome
from scorecard.store.database import Store
from scorecard.tables.answers import wave_year

COLUMNS: Final = ("wave", "region_code", "indicator", "source", "value", "n", "finding_id")
#: Why a value is blank, or zero without having been answered; an empty text where it was observed.
WHY: Final = ("unreachable", "unsure", "not_applicable", "not_answered", "structural")
TRANSFORMS: Final = ("", "wave_year - answer")


def scores(store: Store, wave: str, framework: Framework | None = None) -> pd.DataFrame:
    """The wave's scores, columns as in scores.csv, by region and then in the framework's order.

    `value` is the indicator's own unit: 0, 0.5 or 1 for website items, the answer for pemda items (years
    held for a question on a year), the mean over respondents for firms (a share for yes and no), NaN for a
    blank. `n` counts the findings or answers behind it.
    """
    return reasoned(store, wave, framework)[list(COLUMNS)]


def reasoned(store: Store, wave: str, framework: Framework | None = None) -> pd.DataFrame:
    """`scores` with one more column, `why`: one of WHY or empty."""
    frame = framework or frameworks.load()
    parts = [_website(store, wave), _pemda(store, wave, frame), _firms(store, wave, frame)]
    rows = pd.concat([part for part in parts if not part.empty] or [_frame([])], ignore_index=True)
    order = {indicator.slug: indicator.row_order for indicator in frame.indicators}
    rows = rows[rows["indicator"].isin(list(order))]
    rows = rows.assign(wave=wave, order=rows["indicator"].map(order)).sort_values(["region_code", "order"])
    return rows.reset_index(drop=True)[[*COLUMNS, "why"]]


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


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*COLUMNS[1:], "why"])
    text = dict.fromkeys(("region_code", "indicator", "source", "finding_id", "why"), "str")
    return frame.astype({**text, "value": "float64", "n": "int64"})


def _website(store: Store, wave: str) -> pd.DataFrame:
    """The newest findings of each region, by what was settled last."""
    blanks = {Outcome.UNREACHABLE.value, Outcome.UNSURE.value, Outcome.NOT_APPLICABLE.value}
    rows = []
    for finding in store.findings(wave):
        outcome = finding.get("final_outcome") or finding["outcome"]
        score = finding["final_score"] if finding.get("final_outcome") else finding["score"]
        rows.append(
            {
                "region_code": finding["region_code"],
                "indicator": finding["indicator"],
                "source": "website",
                "value": None if outcome in blanks else score,
                "n": int(outcome not in blanks),
                "finding_id": finding["finding_id"],
                "why": outcome if outcome in blanks else "",
            }
        )
    return _frame(rows)


def _pemda(store: Store, wave: str, framework: Framework) -> pd.DataFrame:
    given: dict[str, dict[str, float | None]] = {}
    for answer in store.answers(wave, "pemda"):
        given.setdefault(answer["region_code"], {})[answer["indicator"]] = answer["value"]
    year = year_of(store, wave) if given else 0
    return _frame(
        [_pemda_row(code, question, answers, year) for code, answers in given.items() for question in framework.pemda]
    )


def _pemda_row(code: str, question: Indicator, answers: Mapping[str, float | None], year: int) -> dict[str, Any]:
    value, why = answers.get(question.slug), ""
    if question.blank_rule == "zero_if_parent_zero" and answers.get(question.parent) == 0:
        why = "" if value == 0 else "structural"
        value = 0.0
    elif value is None:
        why = "not_answered"
    elif question.transform:
        value = _transformed(value, question, year)
    return {
        "region_code": code,
        "indicator": question.slug,
        "source": "pemda",
        "value": value,
        "n": int(not why),
        "finding_id": "",
        "why": why,
    }


def _transformed(value: float, question: Indicator, year: int) -> float:
    if question.transform not in TRANSFORMS:
        raise ScorecardError(
            _("the transform {transform} of {slug} is not known").format(
                transform=question.transform, slug=question.slug
            ),
            where="framework",
        )
    return year - value


def _firms(store: Store, wave: str, framework: Framework) -> pd.DataFrame:
    """The mean over a region's respondents; a question that hangs on a yes is of those who said yes."""
    answers = store.answers(wave, "firms")
    if not answers:
        return _frame([])
    table = pd.DataFrame(answers, columns=["region_code", "respondent", "indicator", "value"])
    table["value"] = table["value"].astype("float64")
    regions = sorted(set(table["region_code"]))
    for question in framework.firms:
        if question.blank_rule == "asked_only_if_parent_one":
            table = table[~_not_asked(table, question)]
    means = table.groupby(["region_code", "indicator"], sort=True)["value"].agg(["mean", "count"])
    index = pd.MultiIndex.from_product([regions, [question.slug for question in framework.firms]])
    means = means.reindex(index)
    counts = means["count"].fillna(0).astype("int64")
    return _frame(
        [
            {
                "region_code": region,
                "indicator": slug,
                "source": "firms",
                "value": mean,
                "n": n,
                "finding_id": "",
                "why": "" if n else "not_answered",
            }
            for (region, slug), mean, n in zip(index, means["mean"], counts, strict=True)
        ]
    )


def _not_asked(table: pd.DataFrame, question: Indicator) -> pd.Series[bool]:
    """Rows that answer `question` from respondents who did not say yes to its parent."""
    yes = table[(table["indicator"] == question.parent) & (table["value"] == 1)]
    asked = pd.MultiIndex.from_frame(yes[["region_code", "respondent"]])
    who = pd.MultiIndex.from_frame(table[["region_code", "respondent"]])
    return pd.Series((table["indicator"] == question.slug) & ~who.isin(asked), index=table.index)
