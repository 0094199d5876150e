"""Answers that carry the weight with which their firm was drawn, out of a wave's sampling protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from scorecard.messages import translate as _
from scorecard.protocols import Frame
from scorecard.store.sums import WEIGHT
from scorecard.tables.mistakes import shorten
from scorecard.tables.sheet import Sheet

#: Respondents that a sentence spells out.
SHOWN = 5


def weighed(sheet: Sheet, frame: Frame) -> Sheet:
    """`sheet` with the protocol's weights, where it has none of its own: a file's own may mend more than chances."""
    own = WEIGHT in sheet.values and bool(sheet.values[WEIGHT].notna().any())
    if own or not frame.weights:
        return sheet
    given = [frame.weights.get(code, np.nan) for code in sheet.regions]
    numbers = pd.Series(given, sheet.regions.index, dtype="float64")
    texts = pd.Series(["" if value != value else f"{value:g}" for value in given], sheet.regions.index, dtype="object")
    return replace(
        sheet,
        values=sheet.values.assign(**{WEIGHT: numbers}),
        texts=sheet.texts.assign(**{WEIGHT: texts}),
        why=sheet.why.assign(**{WEIGHT: ""}),
    )


def strangers(sheet: Sheet, frame: Frame) -> Iterator[str]:
    """A sentence on respondents whom nobody drew, if there are any; they may be substitutes, or misnumbered."""
    if not frame.drawn:
        return
    people = zip(sheet.regions, sheet.respondents, sheet.numbers, strict=True)
    odd = [(name, number) for code, name, number in people if (code, name) not in frame.drawn]
    if odd:
        spelled = ", ".join(_("row {row}: {text}").format(row=row, text=shorten(name)) for name, row in odd[:SHOWN])
        said = _("{n} respondents are not among the firms drawn (substitutes, or numbers mistyped?): {spelled}")
        yield said.format(n=len(odd), spelled=spelled + (" …" if len(odd) > SHOWN else ""))
