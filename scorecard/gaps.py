"""What keeps a region out of the ranking, in words: a source that is missing, a website that could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.method import Method
from scorecard.model import Region
from scorecard.sentences import Sentence

#: How many regions a sentence names before it counts the rest.
NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Gaps:
    """Why regions are unranked: by region code, the reasons (keys of `_sentence`), none for a ranked one.

    `undecided` counts a region's website cells that await a decision and are left out of its means; `closed`
    are the regions whose website could not be opened and counts 0.
    """

    lacking: Mapping[str, tuple[str, ...]]
    undecided: Mapping[str, int]
    closed: frozenset[str]

    def note(self, code: str) -> tuple[Sentence, ...]:
        """The note of one region in index.csv; empty when there is nothing to say."""
        if self.lacking[code]:
            reasons = tuple(_short(reason) for reason in self.lacking[code])
            return (Sentence(_("unranked: {reasons}", "en"), {"reasons": reasons}),)
        if code in self.closed:
            return (Sentence(_("website could not be opened and counts 0", "en")),)
        n = self.undecided.get(code, 0)
        return (Sentence(_("website cells that await a decision: {n}", "en"), {"n": n}),) if n else ()

    def sentences(self, targets: Sequence[Region]) -> tuple[Sentence, ...]:
        """One sentence a reason, with the regions' names."""
        found = []
        for reason in ("not_judged", "unreachable", "undecided", "no_firms", "no_pemda"):
            names = [region.full_name for region in targets if reason in self.lacking[region.code]]
            if names:
                everyone = Sentence(_("all of the wave", "en"))
                shown = everyone if len(names) == len(targets) else listed(names)
                found.append(Sentence(_sentence(reason), {"n": len(names), "names": shown}))
        return tuple(found)


def gaps_of(
    wide: pd.DataFrame, scores: pd.DataFrame, targets: Sequence[Region], framework: Framework, method: Method
) -> Gaps:
    """Gaps of each target. `wide` is regions x indicators after the method filled its blanks."""
    has = {
        source: wide[[one.slug for one in indicators]].notna().any(axis=1)
        for source, indicators in (
            ("website", framework.website),
            ("firms", framework.firms),
            ("pemda", framework.pemda),
        )
    }
    website = scores[scores["source"] == "website"]
    judged = set(website["region_code"])
    why = website["why"] if "why" in website else pd.Series("", index=website.index)
    closed = {str(code) for code in website.loc[why == "unreachable", "region_code"]}
    undecided = website.loc[why == "unsure", "region_code"].value_counts()
    lacking = {}
    for region in targets:
        code, reasons = region.code, []
        if code not in judged:
            reasons.append("not_judged")
        elif code in closed and method.unreachable == "unranked":
            reasons.append("unreachable")
        elif not has["website"][code]:
            reasons.append("undecided")
        reasons += [f"no_{source}" for source in ("firms", "pemda") if not has[source][code]]
        lacking[code] = tuple(reasons)
    return Gaps(lacking, {str(code): int(n) for code, n in undecided.items()}, frozenset(closed))


def listed(names: Sequence[str]) -> Sentence:
    """The first names, and how many more there are."""
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return Sentence("{names}", {"names": shown})
    return Sentence(_("{names} and {n} more", "en"), {"names": shown, "n": len(names) - NAMED})


def _short(reason: str) -> Sentence:
    return Sentence(
        {
            "not_judged": _("website not visited yet", "en"),
            "unreachable": _("website could not be opened", "en"),
            "undecided": _("every website cell awaits a decision", "en"),
            "no_firms": _("no firm interviews", "en"),
            "no_pemda": _("no Pemda questionnaire", "en"),
        }[reason]
    )


def _sentence(reason: str) -> str:
    return {
        "not_judged": _("Websites not visited and judged yet ({n}): {names}. `scorecard crawl` does it.", "en"),
        "unreachable": _("Websites that could not be opened ({n}): {names}. Crawl them again later.", "en"),
        "undecided": _("Regions where every website cell awaits a decision ({n}): {names}.", "en"),
        "no_firms": _("Regions without firm interviews ({n}): {names}. `scorecard import firms` takes them.", "en"),
        "no_pemda": _("Regions without a Pemda questionnaire ({n}): {names}. `scorecard import pemda` takes it.", "en"),
    }[reason]
