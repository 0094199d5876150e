"""What the answers of a wave say beside the scores: who answered what, and who the respondents are.

The tables of respondents are the survey's findings on firms and institutions (the report's figures 1 to 5).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from scorecard import framework as frameworks
from scorecard import margins
from scorecard.framework import Framework
from scorecard.messages import current_language
from scorecard.messages import translate as _
from scorecard.model import Indicator
from scorecard.protocols import Frame, frame_of
from scorecard.store import answers as stored
from scorecard.store import sums
from scorecard.store.database import Store
from scorecard.tables.background import KEPT, PROOF, background
from scorecard.tables.contradictions import contradictions
from scorecard.tables.labels import labelled
from scorecard.tables.templates import english_questions

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

    `margin` is half of Wilson's interval of the share at 95 %, in percentage points, as if the sample were simple
    and random; `weighted` is the share where firms count by their sampling weights and regions by theirs.
    """
    frame = framework or frameworks.load()
    asked = {slug: one for slug, one in background("firms", frame).items() if one.kind not in ("text", "date", "ratio")}
    forms = {one.slug: one for one in frame.pemda if one.slug.startswith("inst_")}
    sample = frame_of(store, wave)
    rows = [
        line
        for instrument, questions in (("firms", asked), ("pemda", forms))
        for line in _shares(sums.counts(store, wave, instrument, list(questions)), questions, sample)
    ]
    columns = ("question", "asked", "answer", "label", "n", "of", "share", "margin", "weighted")
    return Report(columns, tuple(rows))


def changes(store: Store, wave: str) -> Report:
    """What later files changed: every answer that was replaced by another, with both files and rows."""
    files = {row["import_id"]: row["file"] for row in store.imports(wave)}
    rows = tuple(
        (
            *(row[name] for name in ("instrument", "region_code", "respondent", "indicator", "was", "now")),
            *(files.get(row["import_id"], ""), row["row"], files.get(row["replaced_by"], "")),
        )
        for row in stored.changes(store, wave)
        if not row["indicator"].startswith(KEPT)  # persons' data leave the store in no table
    )
    columns = ("instrument", "region_code", "respondent", "indicator", "before", "now", "file", "row", "replaced_by")
    return Report(columns, rows)


def margins_of(store: Store, wave: str) -> Report:
    """The mean of each question to firms with its margin of error at 95 %, all regions together first."""
    return Report(margins.COLUMNS[1:], tuple(margins.table(store, wave)))


def _group(slug: str, value: float) -> int:
    return int(value) // DECADE * DECADE if slug == "founding_year" else int(value)


def _shares(
    counts: Sequence[sums.Count], asked: Mapping[str, Indicator], sample: Frame
) -> Iterator[tuple[object, ...]]:
    """Each answer to each question, those that nobody gave too, with its share of all."""
    for slug, question in asked.items():
        mine = [one for one in counts if one.indicator == slug]
        given, weights, regions = Counter[int](), defaultdict[int, float](float), defaultdict[str, float](float)
        for one in mine:
            regions[one.region_code] += one.w
        for one in mine:
            answer = _group(slug, one.value)
            given[answer] += one.n
            weights[answer] += one.w * sample.scale(one.region_code, regions[one.region_code])
        total, whole = given.total(), sum(weights.values())
        labels = {int(code): label for code, label in labelled(question, current_language())}
        for answer in sorted({*given, *labels}) if total else ():
            n = given[answer]
            label = labels.get(answer, _("{year}s").format(year=answer) if slug == "founding_year" else "")
            low, high = margins.wilson(n / total, total)
            shares = (n / total, (high - low) / 2, weights[answer] / whole if whole else n / total)
            said = english_questions().get(slug, question.name_en)
            text = said if current_language() == "en" else question.question_id
            yield slug, text, answer, label, n, total, *(round(100 * share, 1) for share in shares)
