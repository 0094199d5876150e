"""Where answers contradict each other: between parts of one questionnaire, and with what stands on the website.

Listed for a person to review; one source never overwrites another. The overlaps are the survey's own: rows
40/41, 42/43 and 61/62/63 of its framework ask Pemda, website and firms about the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from scorecard import framework as frameworks
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Outcome
from scorecard.store.database import Store

#: Questions on the same thing: asked of the Pemda, judged on the website, asked of firms.
OVERLAPS: Final = (
    ("online_form_exists", "online_form_download", ""),
    ("online_registration", "online_application_web", ""),
    ("tracking_available", "tracking_web_status", "tracking_exists_business"),
)
#: Shares of firms that say the opposite of the Pemda (ours: a clear majority either way).
MOST: Final = 0.75
FEW: Final = 0.25


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that cannot both be right. `kind` is parts, website or firms; `about` the indicators."""

    region_code: str
    kind: str
    about: str
    one: str
    other: str


def contradictions(store: Store, wave: str, framework: Framework | None = None) -> list[Contradiction]:
    """Every contradiction of the wave, by region: parts first, then website and firms."""
    frame = framework or frameworks.load()
    answers = store.answers(wave, "pemda")
    found = [*_parts(answers, frame), *_overlaps(store, wave, answers)]
    return sorted(found, key=lambda one: (one.region_code, one.kind != "parts", one.about))


def _parts(answers: Sequence[dict[str, Any]], framework: Framework) -> Iterator[Contradiction]:
    """Two offices that answer one question differently, or one that answers what another rules out."""
    by_region: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in answers:
        if row["value"] is not None:
            by_region.setdefault(row["region_code"], {}).setdefault(row["indicator"], []).append(row)
    for code, given in by_region.items():
        for slug, rows in given.items():
            other = next((row for row in rows if row["value"] != rows[0]["value"]), None)
            if other:
                yield Contradiction(code, "parts", slug, _side(rows[0]), _side(other))
            parent = given.get(framework.by_slug[slug].parent, []) if slug in framework.by_slug else []
            none = next((row for row in parent if row["value"] == 0), None)
            some = next((row for row in rows if row["value"] != 0), None)
            if none and some and none["respondent"] != some["respondent"]:
                yield Contradiction(code, "parts", f"{none['indicator']}, {slug}", _side(none), _side(some))


def _side(row: dict[str, Any]) -> str:
    """An answer with who gave it: file row and office."""
    office = row["respondent"] or _("no office named")
    return _("{answer} ({office}, row {row})").format(answer=row["answer"], office=office, row=row["row"])


def _overlaps(store: Store, wave: str, answers: Sequence[dict[str, Any]]) -> Iterator[Contradiction]:
    """What the Pemda says, beside the website's finding and most of its firms."""
    said = {(row["region_code"], row["indicator"]): row for row in answers if row["value"] is not None}
    seen = {(row["region_code"], row["indicator"]): row for row in store.findings(wave)}
    _regions, means = store.answer_means(wave, "firms", {})
    firms = {(code, slug): (mean, n) for code, slug, mean, n in means}
    for pemda, website, asked in OVERLAPS:
        for (code, slug), row in said.items():
            if slug != pemda:
                continue
            finding = seen.get((code, website))
            outcome = (finding.get("final_outcome") or finding["outcome"]) if finding else ""
            if (row["value"] == 1 and outcome == Outcome.NOT_FOUND) or (row["value"] == 0 and outcome == Outcome.FOUND):
                yield Contradiction(code, "website", f"{pemda}, {website}", _side(row), str(outcome))
            mean, n = firms.get((code, asked), (None, 0))
            if mean is not None and ((row["value"] == 1 and mean <= FEW) or (row["value"] == 0 and mean >= MOST)):
                share = _("{share:.0f} % of {n} firms say there is one").format(share=100 * mean, n=n)
                yield Contradiction(code, "firms", f"{pemda}, {asked}", _side(row), share)
