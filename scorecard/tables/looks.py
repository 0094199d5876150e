"""What is no mistake and still deserves a look: far-off answers, and one region under two names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from typing import Final

from scorecard.messages import translate as _
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import shorten
from scorecard.tables.rows import Row

#: Interviews that the survey sets out to do in each region (the report's II.3).
TARGET: Final = 30
#: Answers that a question needs before any of them can be far off, and how many are spelled out.
ENOUGH: Final = 20
SHOWN: Final = 5
#: Tukey's outer fence: this many interquartile ranges beyond a quartile, on logarithms.
FENCE: Final = 3.0
KINDS: Final = ("days", "rupiah", "count", "percent")


def notices(rows: Sequence[Row], layout: Layout) -> Iterator[str]:
    """Sentences on what to look at in rows that are otherwise sound."""
    unanswered = Counter(why for row in rows for _value, _text, why in row.answers.values())
    if unanswered["dont_know"] or unanswered["refused"] or unanswered["declared"]:
        said = _("{know} answers are “don't know”, {refused} are refusals, {other} other codes for no answer: left out")
        yield said.format(know=unanswered["dont_know"], refused=unanswered["refused"], other=unanswered["declared"])
    for slug, question in layout.questions.items():
        if question.kind in KINDS:
            yield from _far_off(slug, [(row.number, row.answers[slug]) for row in rows if slug in row.answers])


def _far_off(slug: str, answers: Sequence[tuple[int, tuple[float | None, str, str]]]) -> Iterator[str]:
    given = [(number, value, text) for number, (value, text, _why) in answers if value is not None]
    if len(given) < ENOUGH:
        return
    scaled = [math.copysign(math.log1p(abs(value)), value) for _number, value, _text in given]
    low, _middle, high = quantiles(scaled, n=4)
    reach = FENCE * max(high - low, 0.1)
    far = [one for one, at in zip(given, scaled, strict=True) if not low - reach <= at <= high + reach]
    if far:
        spelled = ", ".join(
            _("row {row}: {text}").format(row=number, text=shorten(text)) for number, _value, text in far[:SHOWN]
        )
        said = _("{slug}: {n} answers lie far from the others (median {median}): {spelled}")
        middle = f"{median(value for _number, value, _text in given):g}"
        yield said.format(slug=slug, n=len(far), median=middle, spelled=spelled)


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
