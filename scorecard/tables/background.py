"""Questions beside the framework's: who answered, of which firm, with which document as proof.

They are no indicators: they are kept with the answers, reported as findings, and never scored. The wording
is this project's; the report prints the findings (its figures 1 to 5), not the questions.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from scorecard.framework import Framework
from scorecard.model import Indicator

#: How the column ends that names the proof of an answer.
PROOF: Final = "__proof"
#: How a column begins that holds persons' data and is kept by name.
KEPT: Final = "kept__"


def background(instrument: str, framework: Framework) -> dict[str, Indicator]:
    """The background questions of "firms" or "pemda" by column name, in the order of the template."""
    asked = {one.slug: one for one in _rows() if one.source == instrument}
    if instrument == "pemda":
        asked |= {one.slug: one for one in _proofs(framework)}
    return asked


@cache
def _rows() -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            slug=row["slug"],
            row_order=0,
            number=None,
            subindex="",
            component="",
            variable_no=0,
            variable="",
            name_id=row["question_id"],
            name_en=row["question_en"],
            source=row["source"],
            kind=row["kind"],
            unit=row["unit"],
            direction=1,
            codes=tuple((c, words) for c, _sign, words in (p.partition("=") for p in row["codes"].split(";") if p)),
            question_id=row["question_id"],
            basis="ours",
        )
        for row in csv.DictReader(io.StringIO(_text()))
    )


def _text() -> str:
    return (resources.files("scorecard") / "tables" / "background.csv").read_text(encoding="utf-8")


def kept(name: str) -> Indicator:
    """The column of persons' data that a mapping keeps by name; it is stored as it stands and never exported."""
    return replace(_rows()[-1], slug=name, kind="kept", name_id=name, name_en=name, question_id=name)


def _proofs(framework: Framework) -> Iterator[Indicator]:
    """One column a question that names the document handed over as its proof."""
    for one in framework.pemda:
        yield Indicator(
            slug=one.slug + PROOF,
            row_order=0,
            number=None,
            subindex="",
            component="",
            variable_no=0,
            variable="",
            name_id=f"Dokumen bukti: {one.name_id}",
            name_en=f"Document as proof: {one.name_en}",
            source="pemda",
            kind="text",
            unit="words",
            direction=1,
            question_id=f"Dokumen bukti untuk: {one.question_id}",
            basis="ours",
        )
