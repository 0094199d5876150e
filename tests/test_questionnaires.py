"""Pemda questionnaires in parts, what contradicts them, and what the answers tell of the respondents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

import cli
from scorecard import export, framework
from scorecard.errors import ScorecardError
from scorecard.model import Finding, Kind, Outcome, Reach, ReachStatus, Region, Search
from scorecard.store.database import Store
from scorecard.tables import TableError, import_answers
from scorecard.tables.contradictions import contradictions
from scorecard.tables.dates import read_date
from scorecard.tables.reports import parts, respondents, words
from tests.surveyfiles import csv_bytes, table, write_csv

FRAMEWORK = framework.load()
REGION = Region("99.11", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
RUNNER = CliRunner()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", [REGION])
        yield opened


def sheet(path: Path, *rows: dict[str, str], instrument: str = "pemda") -> Path:
    """A template of the questions filled in for the one region; other columns of `rows` beside them."""
    asked = FRAMEWORK.pemda if instrument == "pemda" else FRAMEWORK.firms
    columns = ["region_code", "region", "respondent"] if instrument == "firms" else ["region_code", "region"]
    columns += [one.slug for one in asked]
    columns += [name for name in dict.fromkeys(name for row in rows for name in row) if name not in columns]
    path.write_bytes(csv_bytes(table([{"region_code": "99.11", **row} for row in rows], columns)))
    return path


def judge(store: Store, found: dict[str, Outcome]) -> None:
    run = store.begin_run("2026", "audit", "2026", {})
    findings = [
        Finding(REGION.code, one.slug, one.slug, "1", found.get(one.slug, Outcome.UNSURE), None, Search())
        for one in FRAMEWORK.website
    ]
    store.save_region(run, Reach(REGION.code, "sukamajukab.test", ReachStatus.OK), findings)


def test_parts_of_a_questionnaire_may_stand_in_one_file_and_in_several(tmp_path: Path, store: Store) -> None:
    first = sheet(
        tmp_path / "a.csv",
        {"office": "DPMPTSP", "iso_certified": "0", "iso_certified__proof": "SK 3/2026"},
        {"office": "Bagian Ekonomi", "parallel_available": "1"},
    )
    second = sheet(tmp_path / "b.csv", {"office": "Diskominfo", "tracking_available": "1"})
    for path in (first, second):
        import_answers(store, "2026", "pemda", path, [REGION])
    told = {row[1]: row[2:] for row in parts(store, "2026").rows}
    assert told["iso_certified"] == ("DPMPTSP", "0", "", "SK 3/2026", "a.csv", 2)
    assert told["parallel_available"][0] == "Bagian Ekonomi"
    assert told["tracking_available"][4:] == ("b.csv", 2)


def test_one_office_twice_is_a_mistake(tmp_path: Path, store: Store) -> None:
    path = sheet(
        tmp_path / "a.csv", {"office": "DPMPTSP", "iso_certified": "0"}, {"office": "dpmptsp", "iso_certified": "1"}
    )
    with pytest.raises(TableError) as caught:
        import_answers(store, "2026", "pemda", path, [REGION])
    assert [(one.row, one.column, one.kind) for one in caught.value.mistakes] == [(3, "office", "duplicate")]


def test_parts_that_answer_differently_are_listed_with_who_said_what(tmp_path: Path, store: Store) -> None:
    path = sheet(
        tmp_path / "a.csv",
        {"office": "DPMPTSP", "online_form_exists": "0", "complaint_mechanism": "0"},
        {"office": "Bagian Ekonomi", "online_form_exists": "1", "complaint_types": "2"},
    )
    import_answers(store, "2026", "pemda", path, [REGION])
    found = contradictions(store, "2026")
    assert [(one.kind, one.about) for one in found] == [
        ("parts", "complaint_mechanism, complaint_types"),
        ("parts", "online_form_exists"),
    ]
    (exported,) = [one for one in export.tables(store, "2026") if one.name == "contradictions"]
    assert [row["about"] for row in exported.rows] == [one.about for one in found]
    assert "Bagian Ekonomi, row 3" in found[1].one
    assert "DPMPTSP, row 2" in found[1].other


def test_the_website_and_most_firms_are_held_against_what_the_pemda_says(tmp_path: Path, store: Store) -> None:
    judge(store, {"online_form_download": Outcome.NOT_FOUND, "tracking_web_status": Outcome.FOUND})
    said = {"online_form_exists": "1", "online_registration": "1", "tracking_available": "1"}
    import_answers(store, "2026", "pemda", sheet(tmp_path / "p.csv", said), [REGION])
    firms = [{"respondent": str(n), "tracking_exists_business": str(int(n > 9))} for n in range(1, 11)]
    import_answers(store, "2026", "firms", sheet(tmp_path / "f.csv", *firms, instrument="firms"), [REGION])
    found = {(one.kind, one.about): one.other for one in contradictions(store, "2026")}
    assert found == {
        ("website", "online_form_exists, online_form_download"): "not_found",
        ("firms", "tracking_available, tracking_exists_business"): "10 % of 10 firms say there is one",
    }


def test_respondents_are_told_by_size_permits_and_decade_with_shares_and_margins(tmp_path: Path, store: Store) -> None:
    firms = [
        {"respondent": str(n), "staff_speed": "3", "firm_size": size, "founding_year": year, "permit_siup": "1"}
        for n, (size, year) in enumerate((("1", "1998"), ("kecil", "2003"), ("2 = kecil", "2009"), ("2", "2015")))
    ]
    import_answers(store, "2026", "firms", sheet(tmp_path / "f.csv", *firms, instrument="firms"), [REGION])
    import_answers(store, "2026", "pemda", sheet(tmp_path / "p.csv", {"inst_form_siup": "2"}), [REGION])
    rows = {(row[0], row[2]): row[4:7] for row in respondents(store, "2026").rows}
    assert rows[("firm_size", 2)] == (3, 4, 75.0)
    assert rows[("firm_size", 4)] == (0, 4, 0.0)
    assert rows[("founding_year", 2000)] == (2, 4, 50.0)
    assert rows[("permit_siup", 1)] == (4, 4, 100.0)
    assert rows[("inst_form_siup", 2)] == (1, 1, 100.0)


def test_innovations_are_kept_in_the_words_of_the_pemda(tmp_path: Path, store: Store) -> None:
    said = {"innov_promotion": "1", "innov_promotion__text": "Pameran keliling; hubungi 0812-3456-7890"}
    import_answers(store, "2026", "pemda", sheet(tmp_path / "p.csv", said), [REGION])
    assert words(store, "2026").rows == (("99.11", "innov_promotion__text", "", "Pameran keliling; hubungi …"),)


def test_respondents_whom_the_survey_does_not_ask_are_mistakes(tmp_path: Path, store: Store) -> None:
    firms = [
        {"respondent": "1", "staff_speed": "3", "eligible": "0"},
        {"respondent": "2", "staff_speed": "3", "position": "3"},
        {"respondent": "3", "staff_speed": "3", "eligible": "ya", "position": "pemilik"},
    ]
    path = sheet(tmp_path / "f.csv", *firms, instrument="firms")
    with pytest.raises(TableError) as caught:
        import_answers(store, "2026", "firms", path, [REGION])
    assert [(one.row, one.column) for one in caught.value.mistakes] == [(2, "eligible"), (3, "position")]
    assert import_answers(store, "2026", "firms", path, [REGION], partial=True).sheets == 1


def test_far_off_answers_and_regions_off_target_are_told_and_still_taken(tmp_path: Path, store: Store) -> None:
    firms = [{"respondent": str(n), "time_actual_siup": "900" if n == 7 else str(3 + n % 3)} for n in range(24)]
    done = import_answers(store, "2026", "firms", sheet(tmp_path / "f.csv", *firms, instrument="firms"), [REGION])
    assert done.sheets == 24
    assert any("time_actual_siup: 1 " in said and "row 9" in said for said in done.notices)
    assert any("99.11 (24)" in said for said in done.notices)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 Maret 2026", 20260303),
        ("03/04/2026", 20260403),
        ("17-Agustus-2026", 20260817),
        ("2026-02-28", 20260228),
        ("2026-03-01T08:00:00.000+07:00", 20260301),
        ("1 Pebruari 2026", 20260201),
        ("31/04/2026", None),
        ("29 Februari 2025", None),
        ("kemarin", None),
    ],
)
def test_days_are_read_as_indonesia_writes_them(text: str, day: int | None) -> None:
    assert read_date(text) == day


# ---- the command line -------------------------------------------------------------------------


def run(tmp_path: Path, *words: str) -> tuple[int, str]:
    """Exit code and everything printed; an error a user can mend counts as 1, as in `main`."""
    done = RUNNER.invoke(cli.app, [*words, "--lang", "en"])
    code = 1 if isinstance(done.exception, ScorecardError) else done.exit_code
    return code, done.output


def test_a_refused_file_leaves_a_marked_workbook_beside_it_and_a_table_by_kind_on_the_screen(
    tmp_path: Path, store: Store
) -> None:
    path = sheet(tmp_path / "a.csv", {"iso_certified": "7", "time_official_siup": "lama", "time_official_tdp": "cepat"})
    code, said = run(tmp_path, "import", "pemda", str(path), "--output", str(tmp_path / "output"), "--wave", "2026")
    assert code == 1
    assert "2 x not a number or date: time_official_siup, time_official_tdp" in said
    assert "row 2, column iso_certified" in said
    book = CalamineWorkbook.from_path(str(tmp_path / "a.csv.errors.xlsx"))
    assert book.sheet_names[0] == "a"


def test_reports_on_answers_are_written_as_csv(tmp_path: Path, store: Store) -> None:
    said = {"office": "=DPMPTSP", "iso_certified": "0"}
    import_answers(store, "2026", "pemda", sheet(tmp_path / "p.csv", said), [REGION])
    for about in ("parts", "contradictions", "respondents", "words"):
        to = tmp_path / f"{about}.csv"
        code, _said = run(tmp_path, "answers", about, "--to", str(to), "--output", str(tmp_path / "output"))
        assert code == 0
    assert "'=DPMPTSP" in (tmp_path / "parts.csv").read_text()


def test_a_sample_is_drawn_and_replayed_from_the_command_line(tmp_path: Path) -> None:
    frame = write_csv(tmp_path / "f.csv", [{"firm_id": str(n), "region_code": "99.11"} for n in range(90)])
    sample = ("sample", "firms", "--frame", str(frame), "--to", str(tmp_path / "s.csv"))
    assert run(tmp_path, *sample, "--n", "30", "--seed", "4")[0] == 0
    first = (tmp_path / "s.csv").read_bytes()
    assert first.count(b"\n") == 31
    code, said = run(tmp_path, *sample, "--replay", str(tmp_path / "s.protocol.json"))
    assert (code, (tmp_path / "s.csv").read_bytes()) == (0, first)
    assert "the one that the protocol says" in said
