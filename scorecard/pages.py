"""Saved pages judged each alone: a list of files in, a table of what each page supports out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scorecard.audit import Judging
from scorecard.columns import FINDINGS, safe
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.framework import JAKARTA_NOT_APPLICABLE
from scorecard.messages import translate as _
from scorecard.model import OUTCOME_SCORES, Hit, Kind, Outcome, Region, Strength
from scorecard.reading import read
from scorecard.regions import kind_of, match, registry
from scorecard.verdict import claim, weigh

_NEEDED: Final = ("page_id", "file")
_TYPES: Final = {".pdf": "application/pdf", ".txt": "text/plain", ".json": "application/json", ".csv": "text/csv"}
_HOMES: Final = frozenset(
    {"", "/", "/index.php", "/index.html", "/index.htm", "/home", "/beranda", "/id", "/index.php/home"}
)


def audit_pages(listing: Path, to: Path, judge: Judging) -> tuple[int, list[str]]:
    """Judge every page of `listing` (page_id,file,url,region) and write findings rows to `to`.

    A row stands wherever the outcome is found, partial or unsure, with page_id as region_code. Returns the
    number of rows and a sentence for each page that could not be read. Raises ScorecardError for a listing
    without the needed columns and for a place that cannot be written.
    """
    problems: list[str] = []
    rows = 0

    def write(part: Path) -> None:
        nonlocal rows
        with part.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, FINDINGS, lineterminator="\n")
            table.writeheader()
            for row in _judged(listing, judge, problems):
                table.writerow(row)
                rows += 1

    replace_files({to: write})
    return rows, problems


def _judged(listing: Path, judge: Judging, problems: list[str]) -> Iterator[dict[str, object]]:
    """Rows of every page that can be read; what cannot be is told in `problems`."""
    for number, entry in _entries(listing):
        try:
            body = (listing.parent / entry["file"]).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            problems.append(f"{listing}:{number}: {entry['file']}: {reason}")
            continue
        yield from _rows(entry, body, judge)


def _entries(listing: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with listing.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
            if missing:
                raise ScorecardError(
                    _("the list of pages lacks the columns {names}").format(names=", ".join(missing)),
                    where=f"{listing}:1",
                    remedy=_("Give it the columns page_id, file, url and region."),
                )
            return [(table.line_num, {key: value or "" for key, value in row.items() if key}) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ScorecardError(
            _("the list of pages cannot be read ({error})").format(error=error),
            where=str(listing),
            remedy=_("Name a CSV file in UTF-8 with the columns page_id, file, url and region."),
        ) from error


def region_named(name: str) -> Region | None:
    """The region a list names by code or name; an unknown one is kept as plain text, none is None."""
    name = name.strip()
    if not name:
        return None
    known = match(name, registry())
    if known is not None:
        return known
    kind = kind_of(name.partition(" ")[0])
    return Region("", name.partition(" ")[2] if kind else name, kind or Kind.KABUPATEN, "")


def _rows(entry: Mapping[str, str], body: bytes, judge: Judging) -> Iterator[dict[str, object]]:
    url = entry.get("url", "")
    region = region_named(entry.get("region", ""))
    kind = _TYPES.get(Path(entry["file"]).suffix.lower(), "text/html")
    page = read(body, url=url, content_type=kind, region=region)
    by_indicator: dict[str, list[Hit]] = {}
    for hit in judge.hits(page):
        by_indicator.setdefault(hit.indicator, []).append(hit)
    for asked in judge.asked:
        if asked.slug == "website_gov" and not is_home(url):
            continue
        if region is not None and region.administrative and asked.slug in JAKARTA_NOT_APPLICABLE:
            continue
        hits = by_indicator.get(asked.slug, [])
        stated = claim(hits)
        if stated is not None:
            refused = [hit for hit in hits if hit.strength is Strength.REJECTED]
            standing = [hit for hit in hits if hit.strength is not Strength.REJECTED]
            row = _row(entry, url, asked.slug, asked.version, judge.edition.value, *stated)
            confidence, reason = weigh(stated[1], standing, refused)
            yield {**row, "confidence": confidence, "needs_review": int(bool(reason)), "review_reason": reason}


def _row(
    entry: Mapping[str, str], url: str, slug: str, version: str, edition: str, outcome: Outcome, hit: Hit
) -> dict[str, object]:
    score = OUTCOME_SCORES.get(outcome)
    return {
        "edition": edition,
        "finding_id": safe(f"{entry['page_id']}/{slug}"),
        "region_code": safe(entry["page_id"]),
        "indicator": slug,
        "rule": slug,
        "rule_version": version,
        "outcome": outcome.value,
        "score": score,
        "target_uri": safe(url),
        "place": hit.place.value,
        "exact": safe(hit.quote.exact),
        "prefix": safe(hit.quote.prefix),
        "suffix": safe(hit.quote.suffix),
        "host_role": hit.host_role.value,
        "searched_pages": 1,
        "adequate": 0,
        "final_outcome": outcome.value,
        "final_score": score,
    }


def is_home(url: str) -> bool:
    """Whether an address is a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path.rstrip("/").lower() in _HOMES and not parts.query
