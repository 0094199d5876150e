"""What the answers of a wave say beside the scores: who answered what, and who the respondents are.

The tables of respondents are the survey's findings on firms and institutions (the report's figures 1 to 5).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scorecard import framework as frameworks
from scorecard import margins
from scorecard.framework import Framework
from scorecard.messages import translate as _
from scorecard.model import Indicator
from scorecard.sampling import margin
from scorecard.store import answers as stored
from scorecard.store.database import Store
from scorecard.tables.background import PROOF, background
from scorecard.tables.contradictions import contradictions

#: Firms by when they were founded: the report's figure 3 groups by decades, ours ends with the wave.
DECADE: Final = 10


@dataclass(frozen=True, slots=True)
class Report:
    """A table with its columns' names and rows of text and numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def parts(store: Store, wave: str, framework: Framework | None = None) -> Report:
    """Who answered what: a row for each answer of a Pemda, with the office, the proof, the file and the row in it."""
    files = {row["import_id"]: row["file"] for row in store.imports(wave)}
    answers = store.answers(wave, "pemda")
    proofs = {(row["region_code"], row["respondent"], row["indicator"]): row["answer"] for row in answers}
    order = (framework or frameworks.load()).by_slug
    rows = tuple(
        (
            *(row[name] for name in ("region_code", "indicator", "respondent", "answer", "missing")),
            proofs.get((row["region_code"], row["respondent"], row["indicator"] + PROOF), ""),
            files[row["import_id"]],
            row["row"],
        )
        for row in answers
        if row["indicator"] in order
    )
    return Report(("region_code", "indicator", "office", "answer", "missing", "proof", "file", "row"), rows)


def disputes(store: Store, wave: str) -> Report:
    """Contradictions between parts, and with website and firms, for review."""
    found = contradictions(store, wave)
    rows = tuple((one.region_code, one.kind, one.about, one.one, one.other) for one in found)
    return Report(("region_code", "kind", "about", "one", "other"), rows)


def words(store: Store, wave: str) -> Report:
    """Innovations and good practices in the Pemda's own words; they belong in profiles."""
    texts = {slug for slug, one in background("pemda", frameworks.load()).items() if one.kind == "text"}
    rows = tuple(
        (row["region_code"], row["indicator"], row["respondent"], row["answer"])
        for row in store.answers(wave, "pemda")
        if row["indicator"] in texts and not row["indicator"].endswith(PROOF) and row["answer"]
    )
    return Report(("region_code", "question", "office", "text"), rows)


def respondents(store: Store, wave: str, framework: Framework | None = None) -> Report:
    """Figures 1 to 5: firms by size, permits and decade founded, institutions by form; n and share in percent.

    `margin` is that of the share at 95 %, in percentage points, as if the sample were simple and random.
    """
    frame = framework or frameworks.load()
    firms = Counter((row["indicator"], _group(row)) for row in _valued(store, wave, "firms"))
    pemda = Counter((row["indicator"], _group(row)) for row in _valued(store, wave, "pemda"))
    asked = background("firms", frame)
    forms = {one.slug: one for one in frame.pemda if one.slug.startswith("inst_")}
    rows = [*_shares(firms, asked), *_shares(pemda, forms)]
    return Report(("question", "asked", "answer", "label", "n", "of", "share", "margin"), tuple(rows))


def changes(store: Store, wave: str) -> Report:
    """What later files changed: every answer that was replaced by another, with both files and rows."""
    files = {row["import_id"]: row["file"] for row in store.imports(wave)}
    rows = tuple(
        (
            *(row[name] for name in ("instrument", "region_code", "respondent", "indicator", "was", "now")),
            *(files.get(row["import_id"], ""), row["row"], files.get(row["replaced_by"], "")),
        )
        for row in stored.changes(store, wave)
    )
    columns = ("instrument", "region_code", "respondent", "indicator", "before", "now", "file", "row", "replaced_by")
    return Report(columns, rows)


def margins_of(store: Store, wave: str) -> Report:
    """The mean of each question to firms with its margin of error at 95 %, all regions together first."""
    return Report(margins.COLUMNS[1:], tuple(margins.table(store, wave)))


def _valued(store: Store, wave: str, instrument: str) -> Iterator[Mapping[str, Any]]:
    return (row for row in store.answers(wave, instrument) if row["value"] is not None)


def _group(row: Mapping[str, Any]) -> int:
    value = int(row["value"])
    return value // DECADE * DECADE if row["indicator"] == "founding_year" else value


def _shares(counts: Counter[tuple[str, int]], asked: Mapping[str, Indicator]) -> Iterator[tuple[object, ...]]:
    for slug, question in asked.items():
        given = {answer: n for (name, answer), n in counts.items() if name == slug}
        if not given or question.kind in ("text", "date", "ratio"):
            continue
        total, labels = sum(given.values()), {int(code): label for code, label in question.codes}
        for answer in sorted({*given, *labels}):
            n = given.get(answer, 0)
            label = labels.get(answer, _("{year}s").format(year=answer) if slug == "founding_year" else "")
            share = n / total
            yield (
                slug, question.question_id, answer, label, n, total, round(100 * share, 1),
                round(100 * margin(share, total), 1),
            )  # fmt: skip
