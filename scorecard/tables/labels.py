"""Answers in words, in both languages: the framework has them in Indonesian, the English is this project's."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib import resources

from scorecard.model import Indicator


@cache
def english_labels() -> Mapping[str, str]:
    """Every label of an answer, Indonesian to English."""
    text = (resources.files("scorecard") / "tables" / "labels.csv").read_text(encoding="utf-8")
    return {row["id"]: row["en"] for row in csv.DictReader(io.StringIO(text))}


def labelled(question: Indicator, lang: str) -> list[tuple[str, str]]:
    """A question's codes with their labels in `lang` ("id" or "en")."""
    spoken = english_labels() if lang == "en" else {}
    return [(code, spoken.get(label, label)) for code, label in question.codes]


@cache
def codes_of(question: Indicator) -> Mapping[str, str]:
    """Everything that may stand for a code of `question`, folded: the label in either language, or code and label."""
    found: dict[str, str] = {}
    for lang in ("en", "id"):
        for code, label in labelled(question, lang):
            found |= dict.fromkeys(
                (label.casefold(), f"{code} = {label}".casefold(), f"{code}={label}".casefold()), code
            )
    return found
