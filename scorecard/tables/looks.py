"""What is no mistake and still deserves a look: far-off answers, and one region under two names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from statistics import quantiles
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from scorecard.messages import translate as _
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import shorten

if TYPE_CHECKING:
    from scorecard.tables.sheet import Sheet

#: Interviews that the survey sets out to do in each region (the report's II.3).
TARGET: Final = 30
#: Answers that a question needs before any of them can be far off, and how many are spelled out.
ENOUGH: Final = 20
SHOWN: Final = 5
#: Tukey's outer fence: this many interquartile ranges beyond a quartile, on logarithms.
FENCE: Final = 3.0
KINDS: Final = ("days", "rupiah", "count", "percent")


def notices(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """Sentences on what to look at in rows that are otherwise sound."""
    unanswered = Counter(why for name in sheet.why.columns for why in sheet.why[name] if why)
    if unanswered["dont_know"] or unanswered["refused"] or unanswered["declared"]:
        said = _("{know} answers are “don't know”, {refused} are refusals, {other} other codes for no answer: left out")
        yield said.format(know=unanswered["dont_know"], refused=unanswered["refused"], other=unanswered["declared"])
    yield from _spelled(sheet)
    for slug, question in layout.questions.items():
        if question.kind in KINDS:
            yield from _far_off(slug, sheet.values[slug].dropna(), sheet)


def _spelled(sheet: Sheet) -> Iterator[str]:
    """Regions that one file calls by several names; they count as one, and a person should know."""
    several = {code: sorted(names) for code, names in sorted(sheet.spellings.items()) if len(names) > 1}
    if several:
        shown = "; ".join(
            f"{code}: " + ", ".join(shorten(name) for name in names[:SHOWN])
            for code, names in list(several.items())[:SHOWN]
        )
        said = _("{n} regions are spelled in several ways and count as one each: {shown}")
        yield said.format(n=len(several), shown=shown + ("; …" if len(several) > SHOWN else ""))


def _far_off(slug: str, given: pd.Series, sheet: Sheet) -> Iterator[str]:
    if len(given) < ENOUGH:
        return
    scaled = np.copysign(np.log1p(given.abs()), given)
    low, _middle, high = quantiles(scaled.tolist(), n=4)
    reach = FENCE * max(high - low, 0.1)
    far = given[~scaled.between(low - reach, high + reach)]
    if len(far):
        spelled = ", ".join(
            _("row {row}: {text}").format(row=sheet.numbers[at], text=shorten(str(sheet.texts[slug][at])))
            for at in far.index[:SHOWN]
        )
        said = _("{slug}: {n} answers lie far from the others (median {median}): {spelled}")
        yield said.format(slug=slug, n=len(far), median=f"{given.median():g}", spelled=spelled)


def off_target(counts: Counter[str]) -> Iterator[str]:
    """Regions with fewer or more interviews than the survey's thirty; `counts` is by region code."""
    fewer = sorted(code for code, n in counts.items() if n < TARGET)
    more = sorted(code for code, n in counts.items() if n > TARGET)
    for codes, said in (
        (fewer, _("{n} regions have fewer than {target} interviews: {codes}")),
        (more, _("{n} regions have more than {target} interviews: {codes}")),
    ):
        if codes:
            shown = ", ".join(f"{code} ({counts[code]})" for code in codes[:SHOWN])
            yield said.format(n=len(codes), target=TARGET, codes=shown + (" …" if len(codes) > SHOWN else ""))
