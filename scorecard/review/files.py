"""Decisions as a file: the published columns first, behind them what it takes to check the chain and replay it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.store.chain import HASHED
from scorecard.store.decisions import Decisions
from scorecard.store.replay import Replayed, replay

_PUBLISHED: Final = (
    *("decision_id", "finding_id", "region_code", "indicator", "reviewer", "role", "outcome", "score", "reason"),
    *("note", "evidence_hash", "rule_version", "decided_at"),
)
COLUMNS: Final = (*_PUBLISHED, *(name for name in HASHED if name not in _PUBLISHED), "hash", "name")
_NUMBERS: Final = frozenset({"decision_id", "score", "page"})
#: First characters that get a quote before them: what a spreadsheet would run, and the quote itself, so that it
#: can be taken off again without loss.
_QUOTED: Final = ("=", "+", "-", "@", "\t", "\n", "'")
#: Bytes a file of decisions may have.
MAX_FILE: Final = 512 * 1024 * 1024


def export(decisions: Decisions, wave: str, path: Path, *, names: bool = False) -> int:
    """Write the wave's decisions to a CSV file; how many. `names` adds the reviewers' names to their pseudonyms."""
    rows = decisions.all(wave)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        kept = row if names else {**row, "name": ""}
        writer.writerow([_quoted(kept[name]) if name not in _NUMBERS else kept[name] for name in COLUMNS])
    replace_files({path: lambda part: part.write_text(text.getvalue(), encoding="utf-8")})
    return len(rows)


def take(decisions: Decisions, path: Path) -> dict[str, Replayed]:
    """Replay a file of decisions, by wave. Raises ScorecardError where it is none, or was changed."""
    waves: dict[str, list[dict[str, Any]]] = {}
    for row in _read(path):
        waves.setdefault(str(row["wave"]), []).append(row)
    if not waves:
        raise ScorecardError(
            _("the file holds no decisions"),
            where=str(path),
            remedy=_("Name a file that `scorecard decisions export` wrote."),
        )
    try:
        return {wave: replay(decisions, wave, rows) for wave, rows in waves.items()}
    except ScorecardError as error:
        raise ScorecardError(error.what, where=str(path), remedy=error.remedy) from error


def _read(path: Path) -> list[dict[str, Any]]:
    remedy = _("Name a file that `scorecard decisions export` wrote.")
    try:
        if path.stat().st_size > MAX_FILE:
            raise ScorecardError(_("the file is too large"), where=str(path), remedy=remedy)
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
            if missing:
                raise ScorecardError(
                    _("the file lacks the columns {columns}").format(columns=", ".join(missing)),
                    where=str(path),
                    remedy=remedy,
                )
            return [_row(row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise ScorecardError(
            _("the file cannot be read ({error})").format(error=error), where=str(path), remedy=remedy
        ) from error


def _row(cells: Mapping[str, str | None]) -> dict[str, Any]:
    row: dict[str, Any] = {name: _unquoted(cells[name] or "") for name in COLUMNS}
    return {
        **{name: row[name] for name in COLUMNS if name not in _NUMBERS},
        "score": float(row["score"]) if row["score"] else None,
        "page": int(row["page"]) if row["page"] else None,
    }


def _quoted(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_QUOTED) else text


def _unquoted(text: str) -> str:
    return text[1:] if text.startswith("'") else text
