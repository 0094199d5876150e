"""The published tables of a wave: the CSV contract, and the rows that the workbook shares with it.

Each region speaks with its newest judged run. Every targeted region has a row for each of the website
indicators, whatever happened to it: one that was never judged is `unreachable`, reason `not_crawled`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any, Final

from scorecard import corrections as log
from scorecard import framework as frameworks
from scorecard import index, margins, scores
from scorecard.columns import FINDINGS, safe
from scorecard.cures import cure_in
from scorecard.disputes import flag
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.model import Outcome, Region
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from scorecard.tables.contradictions import contradictions

Row = Mapping[str, Any]

EVIDENCE: Final = (
    *("finding_id", "position", "role", "target_uri", "captured_at", "payload_digest", "record_id", "page", "place"),
    *("exact", "prefix", "suffix", "host_role", "clicks", "why"),
)
REACH: Final = (
    *("wave", "run", "region_code", "website", "status", "flags", "detail", "cure", "pages", "hosts", "requests"),
    *("started_at", "ended_at"),
)
DECISIONS: Final = (
    *("decision_id", "finding_id", "region_code", "indicator", "reviewer", "role", "outcome", "score", "reason"),
    *("note", "evidence_hash", "rule_version", "decided_at"),
)
CONTRADICTIONS: Final = ("wave", "region_code", "kind", "about", "one", "other")
ERRORS: Final = ("indicator", "rule_version", "n", "wrong", "rate", "low", "high", "basis")
#: Columns of numbers: what stands in them is never taken for text that could be a formula.
NUMBERS: Final = frozenset(
    {
        *("score", "confidence", "clicks", "searched_pages", "adequate", "needs_review", "final_score", "position"),
        *("page", "pages", "hosts", "requests", "value", "n", "rank", "rank_low", "rank_high", "total", "decision_id"),
        *("I", "II", "III", "IV", "V", "V.1", "V.2", "VI", "wrong", "rate", "low", "high"),
        *("objection_id", "taken_back", "population", "margin", "weighted", "weighted_margin", "design_effect"),
    }
)


@dataclass(frozen=True, slots=True)
class Export:
    """One table of the contract: its name (of the file and of the sheet), columns, and rows by column."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]


def tables(store: Store, wave: str, *, lang: str = "en") -> tuple[Export, ...]:
    """The tables of `wave`, in the contract's order; sentences in `lang` ("en" or "id").

    Reviewers stand as pseudonyms; `scorecard decisions export --names` gives their names.
    Raises ScorecardError where nothing was ever targeted in the wave.
    """
    targets = store.targets(wave)
    if not targets:
        raise ScorecardError(
            _("the wave {wave} has no regions to export").format(wave=wave),
            where=str(store.path),
            remedy=_("Crawl or audit first, or name another wave with --wave."),
        )
    codes = {region.code for region in targets}
    findings = list(_findings(store, wave, targets))
    decided = Decisions(store).all(wave)
    reaches = [dict(row) for row in store.reaches(wave)]
    return (
        Export("findings", FINDINGS, findings),
        Export("evidence", EVIDENCE, list(_evidence(store, findings, lang))),
        Export("reach", REACH, [row | {"cure": cure_in(row, lang)} for row in reaches if row["region_code"] in codes]),
        Export("scores", scores.COLUMNS, _scores(store, wave)),
        Export("decisions", DECISIONS, decided),
        Export("index", index.COLUMNS, store.index(wave)),
        Export("errors", ERRORS, _errors()),
        Export("margins", margins.COLUMNS, margins.rows(store, wave)),
        Export("contradictions", CONTRADICTIONS, _contradictions(store, wave)),
        Export("objections", log.OBJECTIONS, log.objections(store, wave)),
        Export("corrections", log.COLUMNS, log.corrections(store, wave)),
    )


def export_csv(store: Store, wave: str, directory: Path, *, lang: str = "en") -> tuple[Path, ...]:
    """Write the CSV files of `wave` into `directory` (UTF-8, comma, one header row); returns their paths.

    All files are written beside their places first and then take them, so that a full disk leaves an
    earlier export whole. Raises ScorecardError where the folder cannot be written.
    """
    chosen = tables(store, wave, lang=lang)
    paths = tuple(directory / f"{table.name}.csv" for table in chosen)
    replace_files({path: partial(_write_csv, table) for path, table in zip(paths, chosen, strict=True)})
    return paths


def _write_csv(table: Export, path: Path) -> None:
    path.write_bytes(as_csv(table).encode())


def as_csv(table: Export) -> str:
    """The table as CSV text with its header row."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(row.get(column), column) for column in table.columns] for row in table.rows)
    return text.getvalue()


def number(value: object) -> float | int | None:
    """`value` as a number, a whole one as an int where it came as one; None for a blank and for what is none."""
    if isinstance(value, int):
        return value
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _cell(value: object, column: str) -> object:
    if column in NUMBERS:
        found = number(value)
        return "" if found is None else found
    return "" if value is None else safe(str(value))


def _findings(store: Store, wave: str, targets: Sequence[Region]) -> Iterator[Row]:
    found: Mapping[tuple[str, str], Row] = {
        (row["region_code"], row["indicator"]): row for row in flag(store, wave, store.findings(wave))
    }
    judged = {row["region_code"] for row in store.reaches(wave)}
    for region in targets:
        for indicator in frameworks.load().website:
            key = (region.code, indicator.slug)
            row = found[key] if key in found else _blank(wave, *key, judged=region.code in judged)
            yield {
                "decided_by": "",
                "final_outcome": row["outcome"],
                "final_score": row["score"],
                **row,
                "wave": wave,
            }


def _blank(wave: str, code: str, slug: str, *, judged: bool) -> Row:
    """A cell that no run has spoken of: the region was not visited, or its run did not know the indicator."""
    outcome, reason = (Outcome.UNSURE, "not_judged") if judged else (Outcome.UNREACHABLE, "not_crawled")
    return {
        "wave": wave,
        "finding_id": "",
        "region_code": code,
        "indicator": slug,
        "outcome": outcome.value,
        "score": None,
        "searched_pages": 0,
        "adequate": 0,
        "needs_review": int(judged),
        "review_reason": reason,
    }


def _evidence(store: Store, findings: Sequence[Row], lang: str) -> Iterator[Row]:
    """What the machine kept, and behind it the words that a person chose instead."""
    kept: dict[str, list[Row]] = {str(row["finding_id"]): [] for row in findings if row["finding_id"]}
    for row in store.evidence(list(kept)) if kept else ():
        kept[row["finding_id"]].append(row)
    for finding in findings:
        rows = kept.get(finding["finding_id"], [])
        yield from ({**row, "why": _(row["why"] or "", lang)} for row in rows)
        if finding.get("chosen"):
            why = _("A reviewer chose these words as the evidence.", lang)
            yield {**finding, "position": len(rows), "role": "supporting", "why": why}


def _scores(store: Store, wave: str) -> Sequence[Row]:
    frame = scores.scores(store, wave)
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict(orient="records")]


def _contradictions(store: Store, wave: str) -> Sequence[Row]:
    """Where parts of a questionnaire, the website or most firms say otherwise; for review, never settled here."""
    names = CONTRADICTIONS[1:]
    return [{"wave": wave, **{name: getattr(one, name) for name in names}} for one in contradictions(store, wave)]


def _errors() -> Sequence[Row]:
    """Measured error rates of the rules, where the package carries them."""
    file = resources.files("scorecard") / "data" / "accuracy.csv"
    if not file.is_file():
        return ()
    rows: Iterable[dict[str, str]] = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return tuple(rows)
