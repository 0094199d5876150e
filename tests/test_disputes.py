"""A finding that the Pemda's own answer contradicts is shown to a person, wherever findings are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from scorecard import export, framework
from scorecard.disputes import REASON, flag
from scorecard.model import Finding, Kind, Outcome, Reach, ReachStatus, Region, Search
from scorecard.store.database import Store
from scorecard.tables import import_answers
from tests.surveyfiles import csv_bytes, table

FRAMEWORK = framework.load()
REGION = Region("99.11", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A region whose website lacks forms that its questionnaire claims, and whose other cells are as said."""
    columns = ["region_code", "region", *(one.slug for one in FRAMEWORK.pemda)]
    sheet = tmp_path / "pemda.csv"
    sheet.write_bytes(csv_bytes(table([{"region_code": "99.11", "online_form_exists": "1"}], columns)))
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", [REGION])
        run = opened.begin_run("2026", "audit", "2026", {})
        findings = [
            Finding(
                REGION.code, one.slug, one.slug, "1", Outcome.NOT_FOUND, 0.98, Search(20, 1, True), calibration="7-x"
            )
            for one in FRAMEWORK.website
        ]
        opened.save_region(run, Reach(REGION.code, "sukamajukab.test", ReachStatus.OK), findings)
        opened.end_run(run, "finished")
        import_answers(opened, "2026", "pemda", sheet, [REGION])
        yield opened


def test_only_the_contradicted_finding_is_flagged_and_its_outcome_stands(store: Store) -> None:
    rows = flag(store, "2026", store.findings("2026"))
    flagged = [row for row in rows if row["needs_review"]]
    assert [(row["indicator"], row["outcome"], row["review_reason"]) for row in flagged] == [
        ("online_form_download", "not_found", REASON)
    ]


def test_a_person_who_settled_the_cell_is_not_asked_again(store: Store) -> None:
    rows = [{**row, "decided_by": "reviewer-1"} for row in store.findings("2026")]
    assert not any(row["needs_review"] for row in flag(store, "2026", rows))


def test_the_flag_reaches_the_exported_findings(store: Store) -> None:
    findings = next(table for table in export.tables(store, "2026") if table.name == "findings")
    reasons = {row["indicator"]: row["review_reason"] for row in findings.rows}
    assert reasons["online_form_download"] == REASON
    assert set(reasons.values()) == {"", REASON}


def test_the_explanation_of_the_cell_tells_what_was_answered_and_by_which_calibration(
    store: Store, tmp_path: Path
) -> None:
    asked = ["explain", "99.11", "online_form_download", "--output", str(tmp_path / "output")]
    told = " ".join(CliRunner().invoke(cli.app, asked).output.split())
    assert "the Pemda's own answer says otherwise" in told
    assert "The Pemda answered otherwise: 1" in told
    assert "calibration 7-x" in told


def test_the_wave_counts_it_for_review(store: Store, tmp_path: Path) -> None:
    told = CliRunner().invoke(cli.app, ["status", "--output", str(tmp_path / "output")]).output
    assert "For review: 1." in told
