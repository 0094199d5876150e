"""Decisions of people: only ever added, chained, standing as long as what was seen is what there is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import framework
from scorecard.errors import ScorecardError
from scorecard.export import export_csv
from scorecard.model import (
    Capture,
    Evidence,
    Finding,
    Hit,
    Kind,
    Outcome,
    Place,
    Quote,
    Reach,
    ReachStatus,
    Region,
    Search,
    Strength,
)
from scorecard.review import files
from scorecard.scores import scores
from scorecard.store.database import Store
from scorecard.store.decisions import ChangedMeanwhileError, Decisions, Judgement, Person, Seen, Words
from scorecard.store.fingerprint import fingerprint
from scorecard.store.ledger import newest_finding

WAVE = "2026"
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
SLUGS = tuple(indicator.slug for indicator in framework.load().website)
ANI, BUDI = Person("Ani Contoh"), Person("Budi Contoh", "supervisor")
BUDGET = ("99.01", "web_budget")


def judge(store: Store, words: str = "Belanja Rp 12 miliar", *, version: str = "1", digest: str = "sha1:AAAA") -> None:
    """A run in which the budget is weak evidence with `words`, and nothing else is found."""
    run = store.begin_run(WAVE, "crawl", "2026", {})
    capture = Capture("99.01", "http://www.sukamajukab.test/apbd", "2026-03-01T00:00:00Z", 200, "", digest, "urn:1", 2)
    hit = Hit("web_budget", Strength.FOUND, Quote(words), Place.MAIN, "Weak.", certainty=1)
    search = Search(pages=41, hosts=2, adequate=True)
    found = []
    for slug in SLUGS:
        one = Finding("99.01", slug, slug, version, Outcome.NOT_FOUND, 0.8, search)
        if slug == "web_budget":
            one = replace(one, outcome=Outcome.UNSURE, confidence=0.4, evidence=(Evidence(hit, capture),))
            one = replace(one, needs_review=True, review_reason="weak_evidence")
        found.append(one)
    store.save_region(run, Reach("99.01", REGION.website, ReachStatus.OK, pages=41), found)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One region, judged once."""
    with Store(tmp_path / "output") as opened:
        opened.save_targets(WAVE, [REGION])
        judge(opened)
        yield opened


def judgement(store: Store, outcome: Outcome, key: str, cell: tuple[str, str] = BUDGET, **more: object) -> Judgement:
    """A decision on what stands on the screen now."""
    row = newest_finding(store.db.conn, WAVE, cell)
    assert row is not None
    standing = [one["decision_id"] for one in Decisions(store).of_cell(WAVE, cell) if one["stands"]]
    seen = Seen(row["finding_id"], row["evidence_hash"], row["rule_version"], standing[0] if standing else 0)
    return replace(Judgement(WAVE, cell, "correct", outcome, seen, key), **more)  # type: ignore[arg-type]  # fields by name


def cell(store: Store, slug: str = "web_budget") -> dict[str, object]:
    """The finding as everybody else sees it."""
    return next(row for row in store.findings(WAVE) if row["indicator"] == slug)


def test_a_decision_is_the_final_outcome_in_findings_scores_and_tables(store: Store, tmp_path: Path) -> None:
    desk = Decisions(store)
    desk.save(judgement(store, Outcome.PARTIAL, "k1", reason="not_enough", note="=SUM(A1)"), ANI)
    row = cell(store)
    assert (row["outcome"], row["final_outcome"], row["final_score"], row["needs_review"]) == (
        *("unsure", "partial"),
        *(0.5, 0),
    )
    values = scores(store, WAVE).set_index("indicator")["value"]
    assert values["web_budget"] == 0.5
    export_csv(store, WAVE, tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        budget = next(one for one in csv.DictReader(file) if one["indicator"] == "web_budget")
    assert (budget["final_outcome"], budget["final_score"]) == ("partial", "0.5")
    with (tmp_path / "decisions.csv").open(encoding="utf-8", newline="") as file:
        decided = list(csv.DictReader(file))
    assert [one["outcome"] for one in decided] == ["partial"]
    assert decided[0]["reviewer"] == budget["decided_by"] == desk.pseudonym("ani  CONTOH")
    assert decided[0]["note"] == "'=SUM(A1)"
    assert "Ani" not in (tmp_path / "decisions.csv").read_text(encoding="utf-8")


def test_cannot_tell_is_final_and_a_blank(store: Store) -> None:
    Decisions(store).save(judgement(store, Outcome.UNSURE, "k1", action="cannot_tell"), ANI)
    assert (cell(store)["final_outcome"], cell(store)["needs_review"]) == ("unsure", 0)
    frame = scores(store, WAVE).set_index("indicator")
    assert frame["value"].isna()["web_budget"]


def test_a_form_that_is_sent_twice_is_one_decision(store: Store) -> None:
    desk, one = Decisions(store), judgement(store, Outcome.FOUND, "k1")
    assert desk.save(one, ANI) == desk.save(one, ANI)
    assert len(desk.all(WAVE)) == 1
    with pytest.raises(ScorecardError, match="another cell"):
        desk.save(judgement(store, Outcome.FOUND, "k1", ("99.01", "web_hdi")), ANI)


def test_a_cell_that_somebody_else_settled_meanwhile_is_not_overwritten(store: Store) -> None:
    desk, stale = Decisions(store), judgement(store, Outcome.NOT_FOUND, "k2")
    desk.save(judgement(store, Outcome.FOUND, "k1"), ANI)
    with pytest.raises(ChangedMeanwhileError, match="somebody else"):
        desk.save(stale, BUDI)
    assert cell(store)["final_outcome"] == "found"
    desk.save(judgement(store, Outcome.NOT_FOUND, "k3"), BUDI)
    assert cell(store)["final_outcome"] == "not_found"


def test_a_cell_that_the_machine_judged_again_meanwhile_is_not_settled_blindly(store: Store) -> None:
    stale = judgement(store, Outcome.FOUND, "k1")
    judge(store, "Pendapatan Rp 3 miliar")
    with pytest.raises(ChangedMeanwhileError, match="machine"):
        Decisions(store).save(stale, ANI)


def test_a_decision_stands_when_the_machine_finds_the_same_again(store: Store) -> None:
    Decisions(store).save(judgement(store, Outcome.FOUND, "k1"), ANI)
    judge(store, "Belanja  Rp 12\nmiliar", digest="sha1:BBBB")  # a visitor counter turned, the words did not
    assert (cell(store)["final_outcome"], cell(store)["needs_review"]) == ("found", 0)


@pytest.mark.parametrize(("words", "version"), [("Pendapatan Rp 3 miliar", "1"), ("Belanja Rp 12 miliar", "2")])
def test_a_cell_comes_back_when_its_words_or_its_rule_have_changed(store: Store, words: str, version: str) -> None:
    Decisions(store).save(judgement(store, Outcome.FOUND, "k1"), ANI)
    judge(store, words, version=version)
    row = cell(store)
    assert (row["final_outcome"], row["decided_by"]) == ("unsure", "")
    assert (row["needs_review"], row["review_reason"]) == (1, "decision_reopened")


def test_undo_brings_back_what_stood_before_and_stays_in_the_record(store: Store) -> None:
    desk = Decisions(store)
    desk.save(judgement(store, Outcome.FOUND, "k1"), ANI)
    second = desk.save(judgement(store, Outcome.PARTIAL, "k2"), ANI)
    assert desk.undo(second["decision_id"], ANI, "u1")["outcome"] == "found"
    assert cell(store)["final_outcome"] == "found"
    last = desk.last_of(WAVE, ANI)
    assert last is not None
    desk.undo(last["decision_id"], ANI, "u2")
    assert (cell(store)["final_outcome"], cell(store)["decided_by"]) == ("unsure", "")
    assert desk.undo(last["decision_id"], ANI, "u2")["action"] == "undo"  # sent twice
    assert [row["action"] for row in desk.all(WAVE)] == ["correct", "correct", "undo", "undo"]
    with pytest.raises(ChangedMeanwhileError):
        desk.undo(second["decision_id"], ANI, "u3")


def test_many_cells_are_accepted_at_once_and_taken_back_at_once(store: Store) -> None:
    desk = Decisions(store)
    cells = [("99.01", slug) for slug in SLUGS if slug != "web_budget"]
    many = [judgement(store, Outcome.NOT_FOUND, f"b{i}", one, batch="b") for i, one in enumerate(cells)]
    desk.save(judgement(store, Outcome.FOUND, "own", cells[0]), BUDI)  # settled otherwise meanwhile
    assert desk.accept_all(many, ANI) == (38, 1)
    assert desk.accept_all(many, ANI) == (38, 1)
    assert sum(1 for row in store.findings(WAVE) if row["decided_by"]) == 39
    assert desk.undo_batch(WAVE, "b", ANI, "u") == 38
    assert [row["indicator"] for row in store.findings(WAVE) if row["decided_by"]] == [cells[0][1]]
    assert desk.verify(WAVE).sound


def test_the_chain_shows_which_row_was_changed_behind_its_back(store: Store) -> None:
    desk = Decisions(store)
    for number, outcome in enumerate((Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND)):
        desk.save(judgement(store, outcome, f"k{number}"), ANI)
    assert (desk.verify(WAVE).rows, desk.verify(WAVE).sound) == (3, True)
    with connect(store.path) as other:
        other.execute("update decisions set outcome = 'found' where decision_id = 2")
    assert desk.verify(WAVE).broken == 2


def test_words_that_a_person_chose_are_the_evidence_that_is_published(store: Store, tmp_path: Path) -> None:
    words = Words("http://www.sukamajukab.test/x", "2026-03-02T00:00:00Z", "sha1:CC", "urn:2", 3, "APBD 2026", "a", "b")
    Decisions(store).save(judgement(store, Outcome.FOUND, "k1", words=words), ANI)
    row = cell(store)
    assert (row["target_uri"], row["exact"], row["page"], row["place"]) == (
        words.target_uri,
        "APBD 2026",
        3,
        "document",
    )
    export_csv(store, WAVE, tmp_path)
    with (tmp_path / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = [one for one in csv.DictReader(file) if one["finding_id"].endswith("web_budget")]
    assert [(one["position"], one["exact"]) for one in rows] == [("0", "Belanja Rp 12 miliar"), ("1", "APBD 2026")]
    assert "reviewer" in rows[1]["why"]


def test_a_decision_needs_a_name_and_an_outcome_that_settles(store: Store) -> None:
    desk = Decisions(store)
    with pytest.raises(ScorecardError, match="name"):
        desk.save(judgement(store, Outcome.FOUND, "k1"), Person(" \x00 "))
    with pytest.raises(ScorecardError, match="unreachable"):
        desk.save(judgement(store, Outcome.UNREACHABLE, "k2"), ANI)
    assert desk.all(WAVE) == []


def test_findings_of_an_older_folder_get_their_fingerprints(tmp_path: Path) -> None:
    with Store(tmp_path) as opened:
        opened.save_targets(WAVE, [REGION])
        judge(opened)
        expected = {row["finding_id"]: row["evidence_hash"] for row in opened.findings(WAVE)}
    with connect(tmp_path / "scorecard.db") as db:
        for table in ("standing", "decisions", "reviewers", "skips", "objections", "cells", "weights", "doubts"):
            db.execute(f"drop table {table}")
        db.execute("alter table findings drop column evidence_hash")
        for number in ("m004", "m006", "m007"):
            db.execute("delete from _sqlite_migrations where name like ?", [f"{number}%"])
    with Store(tmp_path) as opened:
        assert {row["finding_id"]: row["evidence_hash"] for row in opened.findings(WAVE)} == expected


_ROW = {"target_uri": "http://a.test/", "page": None, "place": "main", "exact": "kata", "role": "supporting"}


@given(st.permutations(["a", "b", "c"]), st.sampled_from([" ", "\n", "  \t"]))
def test_the_fingerprint_knows_neither_order_nor_kind_of_blank(words: list[str], blank: str) -> None:
    finding = {"edition": "2026", "outcome": "found", "review_reason": ""}
    rows = [{**_ROW, "exact": f"{word}{blank}kata"} for word in words]
    plain = [{**_ROW, "exact": f"{word} kata"} for word in "abc"]
    assert fingerprint(finding, rows) == fingerprint(finding, plain)
    assert fingerprint(finding, rows) != fingerprint({**finding, "outcome": "partial"}, rows)
    assert fingerprint(finding, rows) == fingerprint(finding, [*rows, {**_ROW, "role": "rejected"}])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["found", "partial", "not_found", "undo"]), max_size=8))
def test_any_run_of_decisions_and_undos_leaves_what_a_plain_stack_would(steps: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as opened:
        opened.save_targets(WAVE, [REGION])
        judge(opened)
        desk, stack = Decisions(opened), ["unsure"]
        for number, step in enumerate(steps):
            last = desk.last_of(WAVE, ANI)
            if step != "undo":
                desk.save(judgement(opened, Outcome(step), f"k{number}"), ANI)
                stack.append(step)
            elif last is not None:
                desk.undo(last["decision_id"], ANI, f"k{number}")
                stack.pop()
        assert cell(opened)["final_outcome"] == stack[-1]
        assert desk.verify(WAVE).sound


def test_an_export_moves_decisions_to_another_folder_where_they_stand_or_wait(store: Store, tmp_path: Path) -> None:
    desk, file = Decisions(store), tmp_path / "decisions.csv"
    desk.save(judgement(store, Outcome.FOUND, "k1", note="-1\n'kutip'", words=Words(exact="=1+1")), ANI)
    desk.save(judgement(store, Outcome.FOUND, "k2", ("99.01", "web_hdi")), BUDI)
    wrong = desk.save(judgement(store, Outcome.PARTIAL, "k3", ("99.01", "web_grdp")), BUDI)
    desk.undo(wrong["decision_id"], BUDI, "u1")
    assert files.export(desk, WAVE, file) == 4
    assert "Ani" not in file.read_text(encoding="utf-8")
    assert "\n=" not in file.read_text(encoding="utf-8")
    with Store(tmp_path / "other") as other:
        other.save_targets(WAVE, [REGION])
        judge(other, "Pendapatan Rp 3 miliar")
        done = files.take(Decisions(other), file)[WAVE]
        assert (done.added, done.known, done.standing, done.reopened) == (4, 0, 1, 1)
        again = files.take(Decisions(other), file)[WAVE]
        assert (again.added, again.known) == (0, 4)
        assert (cell(other, "web_hdi")["final_outcome"], cell(other, "web_grdp")["decided_by"]) == ("found", "")
        assert (cell(other)["final_outcome"], cell(other)["review_reason"]) == ("unsure", "decision_reopened")
        judge(other)  # the machine finds here too what the decision was made on
        assert (cell(other)["final_outcome"], cell(other)["exact"]) == ("found", "=1+1")
        assert Decisions(other).verify(WAVE).sound
        assert next(row["note"] for row in Decisions(other).all(WAVE)) == "-1\n'kutip'"
        back = tmp_path / "back.csv"
        files.export(Decisions(other), WAVE, back)
        assert files.take(desk, back)[WAVE].added == 0  # they came from here


def test_names_travel_only_when_asked_for(store: Store, tmp_path: Path) -> None:
    desk, file = Decisions(store), tmp_path / "decisions.csv"
    desk.save(judgement(store, Outcome.FOUND, "k1"), ANI)
    files.export(desk, WAVE, file, names=True)
    with Store(tmp_path / "other") as other:
        files.take(Decisions(other), file)
        assert [row["name"] for row in Decisions(other).all(WAVE)] == ["Ani Contoh"]


def test_a_file_that_was_edited_or_is_no_export_changes_nothing(store: Store, tmp_path: Path) -> None:
    desk, file = Decisions(store), tmp_path / "decisions.csv"
    desk.save(judgement(store, Outcome.FOUND, "k1"), ANI)
    files.export(desk, WAVE, file)
    file.write_text(file.read_text(encoding="utf-8").replace(",found,", ",partial,"), encoding="utf-8")
    with Store(tmp_path / "other") as other:
        for text, said in (
            (file.read_text(encoding="utf-8"), "not as it was written"),
            ("a,b\n1,2\n", "lacks the columns"),
            ("", "lacks the columns"),
            (",".join(files.COLUMNS) + "\n", "no decisions"),
            (",".join(files.COLUMNS) + "\n" + "x," * len(files.COLUMNS) + "\n", "cannot be read"),
        ):
            file.write_text(text, encoding="utf-8")
            with pytest.raises(ScorecardError, match=said) as caught:
                files.take(Decisions(other), file)
            assert caught.value.remedy
        assert Decisions(other).all(WAVE) == []


@given(st.text())
def test_any_text_comes_back_from_a_file_as_it_was(text: str) -> None:
    quoted = files._quoted(text)
    assert files._unquoted(quoted) == text
    assert not quoted.startswith(("=", "+", "-", "@", "\t", "\n"))
