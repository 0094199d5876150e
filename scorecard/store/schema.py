"""Tables of scorecard.db, as migrations that run once each and in order."""

from __future__ import annotations

from typing import Final

from sqlite_utils import Database, Migrations
from sqlite_utils.db import Table

from scorecard.store import desk_tables

MIGRATIONS: Final = Migrations("scorecard")


def _table(db: Database, name: str) -> Table:
    table = db[name]
    assert isinstance(table, Table)  # noqa: S101 - the library's type is a union with views; none is defined here
    return table


@MIGRATIONS()
def m001_first_house(db: Database) -> None:
    """Runs and what they found, imported answers, and the stored index."""
    _table(db, "settings").create({"key": str, "value": str}, pk="key")
    _table(db, "runs").create(
        {
            "run": str,
            "wave": str,
            "kind": str,
            "edition": str,
            "state": str,
            "started_at": str,
            "ended_at": str,
            "options": str,
        },
        pk="run",
    )
    _table(db, "targets").create(
        {
            "wave": str,
            "region_code": str,
            "position": int,
            "name": str,
            "kind": str,
            "province": str,
            "province_code": str,
            "bps_code": str,
            "administrative": int,
            "website": str,
            "hosts": str,
        },
        pk=("wave", "region_code"),
    )
    _table(db, "reach").create(
        {
            "run": str,
            "wave": str,
            "region_code": str,
            "website": str,
            "status": str,
            "flags": str,
            "detail": str,
            "cure": str,
            "pages": int,
            "hosts": int,
            "requests": int,
            "started_at": str,
            "ended_at": str,
            "judged_at": str,
        },
        pk=("run", "region_code"),
    )
    _table(db, "findings").create(
        {
            "finding_id": str,
            "run": str,
            "wave": str,
            "edition": str,
            "region_code": str,
            "indicator": str,
            "rule": str,
            "rule_version": str,
            "outcome": str,
            "score": float,
            "confidence": float,
            "searched_pages": int,
            "searched_hosts": int,
            "adequate": int,
            "search_detail": str,
            "needs_review": int,
            "review_reason": str,
        },
        pk="finding_id",
        foreign_keys=[("run", "runs", "run")],
    )
    _table(db, "findings").create_index(["run", "region_code"])
    _table(db, "evidence").create(
        {
            "finding_id": str,
            "position": int,
            "role": str,
            "strength": str,
            "target_uri": str,
            "captured_at": str,
            "payload_digest": str,
            "record_id": str,
            "page": int,
            "place": str,
            "exact": str,
            "prefix": str,
            "suffix": str,
            "host_role": str,
            "clicks": int,
            "why": str,
        },
        pk=("finding_id", "position"),
        foreign_keys=[("finding_id", "findings", "finding_id")],
    )
    _table(db, "imports").create(
        {
            "import_id": int,
            "wave": str,
            "instrument": str,
            "file": str,
            "sha256": str,
            "imported_at": str,
            "rows": int,
        },
        pk="import_id",
    )
    _table(db, "answers").create(
        {
            "import_id": int,
            "wave": str,
            "instrument": str,
            "region_code": str,
            "respondent": str,
            "row": int,
            "indicator": str,
            "value": float,
            "answer": str,
        },
        foreign_keys=[("import_id", "imports", "import_id")],
    )
    _table(db, "answers").create_index(["wave", "instrument", "region_code"])
    _table(db, "index_runs").create(
        {"wave": str, "method": str, "computed_at": str, "record": str},
        pk=("wave", "method"),
    )
    _table(db, "index_rows").create(
        {"wave": str, "method": str, "position": int, "row": str},
        pk=("wave", "method", "position"),
    )


@MIGRATIONS()
def m002_answers_are_summed_by_indicator(db: Database) -> None:
    """Means over a nation's respondents are read off the index alone; it serves what the old one served."""
    columns = ["wave", "instrument", "region_code", "indicator", "value", "respondent"]
    _table(db, "answers").create_index(columns, if_not_exists=True)
    db.execute("drop index if exists idx_answers_wave_instrument_region_code")


@MIGRATIONS()
def m003_imports_say_how_and_keep_what_they_replace(db: Database) -> None:
    """Blanks told apart, how each file was read, and the answers that a later file replaced."""
    _table(db, "answers").add_column("missing", str, not_null_default="")
    _table(db, "imports").add_column("record", str, not_null_default="{}")
    _table(db, "answers_replaced").create(
        {
            "replaced_by": int,
            "import_id": int,
            "wave": str,
            "instrument": str,
            "region_code": str,
            "respondent": str,
            "row": int,
            "indicator": str,
            "value": float,
            "answer": str,
            "missing": str,
        },
        foreign_keys=[("replaced_by", "imports", "import_id"), ("import_id", "imports", "import_id")],
    )
    _table(db, "answers_replaced").create_index(["wave", "instrument", "region_code"])


@MIGRATIONS()
def m004_people_decide(db: Database) -> None:
    """Decisions of people in a hash chain, and what each of them saw."""
    desk_tables.create(db)


@MIGRATIONS()
def m005_findings_name_their_calibration(db: Database) -> None:
    """Which parameters a confidence comes from; empty for findings from before there were any."""
    _table(db, "findings").add_column("calibration", str, not_null_default="")


@MIGRATIONS()
def m006_the_queue_is_kept_ready(db: Database) -> None:
    """One narrow row a cell, so that a nation's queue is ordered in milliseconds."""
    desk_tables.create_cells(db)


@MIGRATIONS()
def m007_other_sources_may_doubt_a_finding(db: Database) -> None:
    """What answers say against a website's findings, beside the findings."""
    desk_tables.create_doubts(db)


@MIGRATIONS()
def m008_people_give_evidence(db: Database) -> None:
    """What reviewers fetched or handed in for a cell, with where it is archived."""
    desk_tables.create_given(db)
