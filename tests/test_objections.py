"""The right of reply by file: a sheet goes out, comes back, and each objection is answered by a decision."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from scorecard import objections
from scorecard.corrections import corrections
from scorecard.corrections import objections as published
from scorecard.model import Outcome
from scorecard.review.weights import weights
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions, Judgement, Person, Seen
from scorecard.store.desk import Desk, Filter, weigh
from scorecard.store.objections import objections_of
from scorecard.tables.mistakes import TableError
from tests.reviewdesk import WAVE, make_wave

ADDRESS = "http://www.bandarayakota.test/apbd"
PERSON = Person("Ani Contoh")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    make_wave(tmp_path)
    return Store(tmp_path)


def sheet(path: Path, *rows: dict[str, str]) -> Path:
    """A sheet with some rows of the template's columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, objections.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def objection(**more: str) -> dict[str, str]:
    return {"region_code": "99.71", "indicator": "web_budget", "claimed": "ada", "address": ADDRESS, **more}


def take(store: Store, path: Path) -> objections.Received:
    return objections.take(store, WAVE, path, store.targets(WAVE))


def settle(store: Store, outcome: Outcome, cell: tuple[str, str] = ("99.71", "web_budget"), key: str = "k") -> int:
    """Decide as the desk would; the decision's number."""
    row = next(one for one in store.findings(WAVE, cell[0]) if one["indicator"] == cell[1])
    seen = Seen(row["finding_id"], row["evidence_hash"], row["rule_version"])
    saved = Decisions(store).save(Judgement(WAVE, cell, "correct", outcome, seen, key, reason="missed"), PERSON)
    return int(saved["decision_id"])


def test_the_template_has_a_row_for_each_website_cell_with_what_is_published_now(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "keberatan.xlsx"
    assert objections.template(store, WAVE, file, store.targets(WAVE)[:1]) == 40
    rows = list(openpyxl.load_workbook(file)["objections"].iter_rows(values_only=True))
    assert rows[0] == objections.COLUMNS
    assert len(rows) == 41
    assert {row[0] for row in rows[1:]} == {"99.01"}
    assert {row[4] for row in rows[1:]} == {"unsure"}


@pytest.mark.parametrize("name", ["sheet.xlsx", "sheet.csv"])
def test_a_template_sent_back_untouched_objects_to_nothing(store: Store, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    objections.template(store, WAVE, file, store.targets(WAVE))
    assert take(store, file) == objections.Received(added=0, known=0, silent=120)


def test_an_objection_enters_the_queue_likelier_than_not(store: Store, tmp_path: Path) -> None:
    take(store, sheet(tmp_path / "in.csv", objection()))
    weigh(store, weights())
    desk = Desk(store, WAVE)
    (row,) = desk.queue(Filter(state="objected"), "")
    assert (row["region_code"], row["indicator"]) == ("99.71", "web_budget")
    assert row["chance"] > 0.5
    assert desk.next(Filter(region="99.71"), "") == ("99.71", "web_budget")


def test_the_same_file_twice_is_one_objection(store: Store, tmp_path: Path) -> None:
    file = sheet(tmp_path / "in.csv", objection(statement="Ringkasan APBD ada di menu Transparansi."))
    assert take(store, file).added == 1
    assert take(store, file) == objections.Received(added=0, known=1, silent=0)


def test_a_decision_answers_what_is_open_on_its_cell(store: Store, tmp_path: Path) -> None:
    take(store, sheet(tmp_path / "in.csv", objection(), objection(indicator="web_hdi")))
    number = settle(store, Outcome.FOUND)
    first, second = published(store, WAVE)
    assert (first["state"], first["decision_id"], first["answer"], first["reason"]) == (
        "upheld",
        number,
        "found",
        "missed",
    )
    assert (second["state"], second["decision_id"]) == ("open", None)


def test_an_objection_settled_otherwise_than_claimed_is_declined(store: Store, tmp_path: Path) -> None:
    take(store, sheet(tmp_path / "in.csv", objection()))
    settle(store, Outcome.NOT_FOUND)
    assert published(store, WAVE)[0]["state"] == "declined"


def test_taking_the_answer_back_opens_the_objection_again(store: Store, tmp_path: Path) -> None:
    take(store, sheet(tmp_path / "in.csv", objection()))
    Decisions(store).undo(settle(store, Outcome.FOUND), PERSON, "undo")
    assert published(store, WAVE)[0]["state"] == "open"


def test_the_log_of_corrections_names_what_changed_and_nobody(store: Store, tmp_path: Path) -> None:
    take(store, sheet(tmp_path / "in.csv", objection()))
    settle(store, Outcome.FOUND)
    settle(store, Outcome.NOT_FOUND, ("99.71", "web_hdi"), "same")  # confirms: nothing was corrected
    (row,) = corrections(store, WAVE)
    assert (row["before"], row["after"], row["objection_id"], row["taken_back"]) == ("not_found", "found", 1, 0)
    assert not {"reviewer", "note", "name"} & set(row)


def test_a_correction_taken_back_is_a_line_of_its_own(store: Store) -> None:
    Decisions(store).undo(settle(store, Outcome.FOUND), PERSON, "undo")
    assert [(row["after"], row["taken_back"]) for row in corrections(store, WAVE)] == [("found", 0), ("not_found", 1)]


def test_telephone_numbers_and_addresses_of_people_are_not_kept(store: Store, tmp_path: Path) -> None:
    said = "Hubungi Budi di 0812-3456-7890 atau budi@contoh.test untuk keterangan."
    take(store, sheet(tmp_path / "in.csv", objection(statement=said)))
    kept = objections_of(store, WAVE)[0]["statement"]
    assert "0812" not in kept
    assert "@" not in kept


def test_every_mistake_is_named_at_once_and_nothing_is_taken(store: Store, tmp_path: Path) -> None:
    file = sheet(
        tmp_path / "in.csv",
        objection(),
        objection(region_code="11.99"),
        objection(indicator="web_bugdet"),
        objection(claimed="mungkin"),
        objection(indicator="web_hdi", address=""),
        objection(indicator="web_hdi", address="javascript:alert(1)"),
        objection(indicator="web_hdi", address="http://169.254.169.254/latest"),
        objection(indicator="web_hdi", claimed="tidak ada"),
        objection(),
    )
    with pytest.raises(TableError) as refused:
        take(store, file)
    assert [(one.row, one.column) for one in refused.value.mistakes] == [
        (3, "region_code"),
        (4, "indicator"),
        (5, "claimed"),
        (6, "address"),
        (7, "address"),
        (8, "address"),
        (9, "claimed"),
        (10, "address"),
    ]
    assert "web_budget" in refused.value.mistakes[1].remedy
    assert objections_of(store, WAVE) == []


def test_a_file_without_the_columns_says_which_are_missing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("region,indicator\nKota Bandaraya,web_budget\n", encoding="utf-8")
    with pytest.raises(TableError) as refused:
        take(store, file)
    assert [one.column for one in refused.value.mistakes] == ["claimed", "address"]
