"""Survey files of every kind: read alike, mapped once, and never half taken."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from scorecard import export, framework
from scorecard.errors import ScorecardError
from scorecard.messages import use_language
from scorecard.model import Kind, Region
from scorecard.scores import scores
from scorecard.store.database import Store
from scorecard.tables import MappingNeeded, TableError, import_answers, reports
from scorecard.tables.cells import limits
from tests.surveyfiles import write_csv, write_kobo, write_xlsx

FRAMEWORK = framework.load()
REGIONS = (
    Region("99.10", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.02", "Tirtajaya", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        yield opened


def interviews(per_region: int = 4) -> list[dict[str, str]]:
    """Known answers to all 32 questions, the same every time."""
    random = Random(7)
    rows = []
    for region in REGIONS:
        for number in range(1, per_region + 1):
            row = {"region_code": region.code, "region": region.full_name, "respondent": str(number)}
            for one in FRAMEWORK.firms:
                codes = [code for code, _label in one.codes]
                low, high = (0, 0) if codes else (int(limit) for limit in limits(one, 2026))
                row[one.slug] = random.choice(codes) if codes else str(random.randint(low, min(high, 40)))
            if row["tracking_exists_business"] == "0":
                row["tracking_ease"] = ""
            row["cost_actual_siup"] = "50000.5"
            rows.append(row)
    return rows


def take(store: Store, path: Path, instrument: str = "firms", **options: object) -> object:
    """Import a file; where its columns need a mapping, confirm the proposal as it stands."""
    try:
        return import_answers(store, "2026", instrument, path, REGIONS, **options)  # type: ignore[arg-type]  # by name
    except MappingNeeded as asked:
        return import_answers(store, "2026", instrument, path, REGIONS, map_file=asked.proposal, **options)  # type: ignore[arg-type]  # by name


# ---- mappings ---------------------------------------------------------------------------------


def test_a_file_with_other_columns_is_not_imported_before_a_person_has_seen_the_mapping(
    tmp_path: Path, store: Store
) -> None:
    path = write_kobo(tmp_path / "kobo.xlsx", interviews())
    with pytest.raises(MappingNeeded, match=r"kobo\.map\.toml") as asked:
        import_answers(store, "2026", "firms", path, REGIONS)
    assert store.answers("2026", "firms") == []
    columns = tomllib.loads(asked.value.proposal.read_text())["columns"]
    assert columns["penilaian/staff_speed"] == columns["layanan/staff_speed"] == "staff_speed"
    assert columns["identitas/region_code"] == "region_code"
    assert columns["_uuid"] == columns["start"] == ""


def test_a_confirmed_mapping_serves_the_next_file_with_the_same_columns(tmp_path: Path, store: Store) -> None:
    rows = interviews()
    take(store, write_kobo(tmp_path / "one.xlsx", rows))
    again = import_answers(store, "2026", "firms", write_kobo(tmp_path / "two.xlsx", rows[:-1]), REGIONS)
    assert (again.same, again.replaced, again.unchanged) == (len(rows) - 1, 0, True)


def test_a_mapping_with_a_wrong_name_says_every_wrong_entry(tmp_path: Path, store: Store) -> None:
    path = write_csv(tmp_path / "a.csv", [{"no": "1", "daerah": "Sukamaju", "cepat": "3"}])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\n"cepat" = "staf_speed"\n"no" = "nummer"\n[missing.staff_speed]\n"9" = "weg"\n')
    with pytest.raises(ScorecardError) as caught:
        import_answers(store, "2026", "firms", path, REGIONS, map_file=mapping)
    assert "Did you mean staff_speed" in str(caught.value)
    assert "nummer" in str(caught.value)
    assert "weg" in str(caught.value)


def mapped(
    tmp_path: Path, store: Store, rows: list[dict[str, str]], mapping: str = "", instrument: str = "firms"
) -> dict[tuple[str, str], object]:
    """Import `rows` from a CSV under a mapping (or the proposal); value or kind of blank by respondent and question."""
    path = write_csv(tmp_path / "a.csv", rows)
    if mapping:
        (tmp_path / "m.toml").write_text(mapping)
        import_answers(store, "2026", instrument, path, REGIONS, map_file=tmp_path / "m.toml")
    else:
        take(store, path, instrument)
    return {
        (row["respondent"], row["indicator"]): row["missing"] or row["value"]
        for row in store.answers("2026", instrument)
    }


def test_columns_are_recognised_by_the_words_of_their_questions(tmp_path: Path, store: Store) -> None:
    rows = [
        {
            "Nama Daerah": "Sukamaju",
            "No Responden": "1",
            "Bagaimana kecepatan petugas menangani berkas perizinan?": "Baik",
            "How many working days did it really take to obtain the SIUP?": "5",
            "Nama responden": "Budi Contoh",
            "_id": "1",
        }
    ]
    found = mapped(tmp_path, store, rows)
    assert found[("1", "staff_speed")] == 3.0
    assert not any("Budi" in str(row["answer"]) for row in store.answers("2026", "firms"))


def test_labels_a_little_off_are_proposed_as_codes(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "q/staff_speed": "sangat_baik", "q/staff_clarity": "Bruk"}]
    found = mapped(tmp_path, store, rows)
    assert found == {("1", "staff_speed"): 4.0, ("1", "staff_clarity"): 2.0}


@pytest.mark.parametrize("split", [True, False])
def test_select_multiple_is_read_from_one_column_and_from_many(tmp_path: Path, store: Store, split: bool) -> None:
    many = {"g/permits_held/siup": "1", "g/permits_held/tdp": "0", "g/permits_held/ho": "1"}
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "3", "g/permits_held": "siup ho"}]
    found = mapped(tmp_path, store, [{**rows[0], **many}] if split else rows)
    assert (found[("1", "permit_siup")], found[("1", "permit_tdp")], found[("1", "permit_ho")]) == (1.0, 0.0, 1.0)


def test_ticks_of_a_question_on_a_number_are_counted(tmp_path: Path, store: Store) -> None:
    rows = [
        {
            "region": "Sukamaju",
            "q/complaint_types/sms": "1",
            "q/complaint_types/kotak": "1",
            "q/complaint_types/web": "0",
        }
    ]
    assert mapped(tmp_path, store, rows, instrument="pemda")[("", "complaint_types")] == 2.0


def test_versions_of_a_form_that_disagree_in_one_row_are_a_mistake(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "a/staff_speed": "3", "b/staff_speed": "4"}]
    with pytest.raises(TableError) as caught:
        mapped(tmp_path, store, rows)
    assert [(one.row, one.column, one.kind) for one in caught.value.mistakes] == [(2, "a/staff_speed", "conflict")]


def test_a_mistake_names_the_column_as_the_file_does(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "3"}]
    path = write_csv(tmp_path / "a.csv", [*rows, {**rows[0], "respondent": "2", "g/staff_speed": "7"}])
    with pytest.raises(TableError) as caught:
        take(store, path)
    assert [(one.row, one.column, one.value) for one in caught.value.mistakes] == [(3, "g/staff_speed", "7")]


def test_interviews_that_a_reviewer_rejected_are_left_out_and_counted(tmp_path: Path, store: Store) -> None:
    rows = [
        {"region": "Sukamaju", "respondent": str(n), "staff_speed": "3", "review_status": said, "KEY": f"uuid:{n}"}
        for n, said in enumerate(("APPROVED", "REJECTED", ""), start=1)
    ]
    done = take(store, write_csv(tmp_path / "a.csv", rows))
    assert getattr(done, "rejected") == 1  # noqa: B009 - what `take` gives back is not typed
    assert [row["respondent"] for row in store.answers("2026", "firms")] == ["1", "3"]


# ---- blanks -----------------------------------------------------------------------------------


def test_blanks_are_told_apart_and_never_averaged(tmp_path: Path, store: Store) -> None:
    cells = ["4", "2", "tidak tahu", "menolak", "n/a", "-", ""]
    rows = [{"region": "Sukamaju", "respondent": str(n), "g/staff_speed": cell} for n, cell in enumerate(cells)]
    found = mapped(tmp_path, store, rows)
    told = [found.get((str(n), "staff_speed")) for n in range(len(cells))]
    assert told == [4.0, 2.0, "dont_know", "refused", "not_applicable", "blank", None]
    frame = scores(store, "2026")
    (row,) = json.loads(frame[frame["indicator"] == "staff_speed"].to_json(orient="records"))
    assert (row["value"], row["n"]) == (3.0, 2)


def test_a_code_for_no_answer_is_one_only_where_the_mapping_says_so(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "9", "g/time_actual_siup": "9"}]
    mapping = '[columns]\nregion="region"\nrespondent="respondent"\n"g/staff_speed"="staff_speed"\n'
    mapping += '"g/time_actual_siup"="time_actual_siup"\n[missing.staff_speed]\n"9" = "refused"\n'
    assert mapped(tmp_path, store, rows, mapping) == {("1", "staff_speed"): "refused", ("1", "time_actual_siup"): 9.0}


def test_user_missing_codes_of_an_spss_file_are_kept_apart(tmp_path: Path, store: Store) -> None:
    frame = pd.DataFrame({"region": ["Sukamaju"] * 3, "respondent": ["1", "2", "3"], "staff_speed": [3.0, 98.0, 99.0]})
    labels: dict[str, dict[int | float, str]] = {"staff_speed": {1: "sangat buruk", 98: "tidak tahu", 99: "menolak"}}
    path = tmp_path / "a.sav"
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels, missing_ranges={"staff_speed": [98, 99]})
    take(store, path)
    told = [row["missing"] or row["value"] for row in store.answers("2026", "firms")]
    assert told == [3.0, "dont_know", "refused"]


def test_a_variable_label_says_which_question_a_statistics_file_asks(tmp_path: Path, store: Store) -> None:
    frame = pd.DataFrame({"region": ["Sukamaju"], "respondent": ["1"], "v17": [2.0]})
    label: dict[str, str | None] = {"v17": "Bagaimana kecepatan petugas menangani berkas perizinan?"}
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), column_labels=label)
    take(store, tmp_path / "a.sav")
    assert [(row["indicator"], row["value"]) for row in store.answers("2026", "firms")] == [("staff_speed", 2.0)]


def test_a_number_cell_of_a_workbook_is_not_an_indonesian_thousand(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for at, (name, cell) in enumerate({"region_code": 99.1, "respondent": 1, "g/time_actual_siup": 1.234}.items()):
        sheet.write_string(0, at, name)
        sheet.write_number(1, at, cell)
    book.close()
    take(store, path)
    (row,) = store.answers("2026", "firms")
    assert (row["region_code"], row["value"]) == ("99.10", 1.234)


# ---- privacy ----------------------------------------------------------------------------------

PERSONAL = {
    "nama_responden": "Budi Contoh",
    "g/no_hp": "0812-3456-7890",
    "email": "budi@contoh.test",
    "g/lokasi_gps": "-6.55412 107.44210 20 5",
    "catatan": "budi@contoh.test",
}


def stored(store: Store) -> str:
    """Everything the store holds of imports and answers, as one text."""
    return repr((store.answers("2026", "firms"), store.imports("2026"), store.setting("mapping/firms")))


def test_names_phones_addresses_and_places_are_not_stored(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "3", **PERSONAL}]
    done = take(store, write_csv(tmp_path / "a.csv", rows))
    assert set(getattr(done, "dropped")) == set(PERSONAL)  # noqa: B009 - what `take` gives back is not typed
    assert not any(cell in stored(store) for cell in PERSONAL.values())


def test_a_personal_column_is_kept_only_by_name_and_reaches_no_score(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "3", **PERSONAL}]
    mapping = '[columns]\nregion="region"\nrespondent="respondent"\n"g/staff_speed"="staff_speed"\n"email"="keep"\n'
    mapped(tmp_path, store, rows, mapping)
    assert "budi@contoh.test" in stored(store)
    assert "Budi" not in stored(store)
    assert "budi" not in scores(store, "2026").to_csv()
    changed = [{**rows[0], "email": "lain@contoh.test", "g/staff_speed": "2"}]
    done = import_answers(
        store, "2026", "firms", write_csv(tmp_path / "b.csv", changed), REGIONS, map_file=tmp_path / "m.toml"
    )
    assert [one.indicator for one in done.changes] == ["staff_speed"]
    tables = (reports.changes, reports.parts, reports.words, reports.respondents, reports.disputes)
    assert "contoh.test" not in repr([made(store, "2026") for made in tables])
    assert "contoh.test" not in repr(export.tables(store, "2026"))


def test_words_lose_the_addresses_and_numbers_of_persons(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "good_practice": "Tanya budi@contoh.test atau 0812-3456-7890, 2 hari kerja."}]
    mapped(tmp_path, store, rows, instrument="pemda")
    (row,) = store.answers("2026", "pemda")
    assert row["answer"] == "Tanya … atau …, 2 hari kerja."


# ---- partial, history -------------------------------------------------------------------------


def test_partial_takes_the_sound_rows_and_reports_the_others(tmp_path: Path, store: Store) -> None:
    rows = interviews(2)
    rows[1]["staff_speed"] = "9"
    rows[3]["respondent"] = ""
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    with pytest.raises(TableError):
        import_answers(store, "2026", "firms", path, REGIONS)
    assert store.imports("2026") == []
    done = import_answers(store, "2026", "firms", path, REGIONS, partial=True)
    assert (done.sheets, {one.row for one in done.left}) == (4, {3, 5})


def test_partial_refuses_a_file_whose_columns_are_wrong(tmp_path: Path, store: Store) -> None:
    rows = [{**row, "staf_sped": "1"} for row in interviews(1)]
    with pytest.raises(TableError):
        import_answers(store, "2026", "firms", write_csv(tmp_path / "a.csv", rows), REGIONS, partial=True)


def test_what_a_corrected_file_changes_is_told_and_the_old_answer_is_kept(tmp_path: Path, store: Store) -> None:
    rows = interviews(1)
    import_answers(store, "2026", "firms", write_csv(tmp_path / "a.csv", rows), REGIONS)
    before = rows[0]["staff_speed"]
    rows[0]["staff_speed"] = "1" if before != "1" else "2"
    done = import_answers(store, "2026", "firms", write_csv(tmp_path / "b.csv", rows), REGIONS)
    assert [(one.indicator, one.before, one.after) for one in done.changes] == [
        ("staff_speed", before, rows[0]["staff_speed"])
    ]
    old = [row for row in store.replaced_answers("2026", "firms") if row["indicator"] == "staff_speed"]
    assert [row["answer"] for row in old] == [before]
    assert (done.replaced, done.same) == (1, len(rows) - 1)
    told = ("firms", rows[0]["region_code"], "1", "staff_speed", before, rows[0]["staff_speed"], "a.csv", 2, "b.csv")
    assert reports.changes(store, "2026").rows == (told,)


def test_who_says_the_same_in_a_corrected_file_keeps_the_file_and_row_it_came_with(
    tmp_path: Path, store: Store
) -> None:
    rows = interviews(2)
    import_answers(store, "2026", "firms", write_csv(tmp_path / "a.csv", rows), REGIONS)
    moved = [{**rows[-1], "staff_speed": str(5 - int(rows[-1]["staff_speed"]))}, *rows[:-1]]
    import_answers(store, "2026", "firms", write_csv(tmp_path / "b.csv", moved), REGIONS)
    files = {row["import_id"]: row["file"] for row in store.imports("2026")}
    known = {
        (row["region_code"], row["respondent"]): (files[row["import_id"]], row["row"])
        for row in store.answers("2026", "firms")
    }
    assert known[rows[0]["region_code"], "1"] == ("a.csv", 2)
    assert known[rows[-1]["region_code"], rows[-1]["respondent"]] == ("b.csv", 2)


def test_an_answer_corrected_twice_is_told_step_by_step(tmp_path: Path, store: Store) -> None:
    rows = interviews(1)[:1]
    for name, speed in (("a", "1"), ("b", "2"), ("c", "4")):
        rows[0]["staff_speed"] = speed
        import_answers(store, "2026", "firms", write_csv(tmp_path / f"{name}.csv", rows), REGIONS)
    assert [(row[4], row[5], row[8]) for row in reports.changes(store, "2026").rows] == [
        ("1", "2", "b.csv"),
        ("2", "4", "c.csv"),
    ]


def test_the_same_file_read_another_way_is_no_repetition(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "g/staff_speed": "2", "h/x": "4"}]
    path = write_csv(tmp_path / "a.csv", rows)
    for column, value in (("g/staff_speed", 2.0), ("h/x", 4.0)):
        mapping = tmp_path / "m.toml"
        mapping.write_text(f'[columns]\nregion="region"\nrespondent="respondent"\n"{column}"="staff_speed"\n')
        import_answers(store, "2026", "firms", path, REGIONS, map_file=mapping)
        assert [row["value"] for row in store.answers("2026", "firms")] == [value]


# ---- regions ----------------------------------------------------------------------------------


def test_names_of_regions_that_are_a_little_off_are_proposed_and_others_left_to_be_filled_in(
    tmp_path: Path, store: Store
) -> None:
    names = ("Kab. Sukamajuu", "Kota Tirtajya", "Tirtajayaa", "Antah Berantah", "Kabupaten Sukamaju")
    rows = [{"daerah": name, "respondent": str(n), "g/staff_speed": "3"} for n, name in enumerate(names)]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(MappingNeeded) as asked:
        import_answers(store, "2026", "firms", path, REGIONS)
    text = asked.value.proposal.read_text()
    regions = tomllib.loads(text)["regions"]
    assert regions == {"Kab. Sukamajuu": "99.10", "Kota Tirtajya": "99.71", "Tirtajayaa": "", "Antah Berantah": ""}
    asked.value.proposal.write_text(
        text.replace('"Tirtajayaa" = ""', '"Tirtajayaa" = "99.02"').replace('Berantah" = ""', 'Berantah" = "99.02"')
    )
    import_answers(store, "2026", "firms", path, REGIONS, map_file=asked.value.proposal)
    told = {row["respondent"]: row["region_code"] for row in store.answers("2026", "firms")}
    assert told == {"0": "99.10", "1": "99.71", "2": "99.02", "3": "99.02", "4": "99.10"}


def test_a_mapping_of_regions_alone_serves_a_filled_in_template(tmp_path: Path, store: Store) -> None:
    rows = [{**row, "region_code": "", "region": "Sukamaju Raya"} for row in interviews(2)[:2]]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(TableError):
        import_answers(store, "2026", "firms", path, REGIONS)
    (tmp_path / "m.toml").write_text('[regions]\n"Sukamaju Raya" = "99.10"\n')
    assert import_answers(store, "2026", "firms", path, REGIONS, map_file=tmp_path / "m.toml").regions == 1


def test_an_unknown_region_is_answered_with_the_likest_and_two_spellings_are_told(tmp_path: Path, store: Store) -> None:
    rows = interviews(3)[:3]
    rows[0] |= {"region_code": "", "region": "Kabupaten Sukamju"}
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(TableError, match=r"Did you mean Kabupaten Sukamaju \(99\.10\)"):
        import_answers(store, "2026", "firms", path, REGIONS)
    rows[0]["region"] = "Kab. Sukamaju"
    done = import_answers(store, "2026", "firms", write_csv(path, rows), REGIONS)
    assert any("99.10: “Kab. Sukamaju”, “Kabupaten Sukamaju”" in said for said in done.notices)


# ---- statistics files -------------------------------------------------------------------------


def test_the_letters_by_which_stata_says_why_nothing_was_answered_are_kept_apart(tmp_path: Path, store: Store) -> None:
    frame = pd.DataFrame(
        {"region": ["Sukamaju"] * 4, "respondent": ["1", "2", "3", "4"], "staff_speed": [3, "a", "b", "z"]}
    )
    path = tmp_path / "a.dta"
    labels: Any = {"staff_speed": {1: "sangat buruk", "a": "tidak tahu", "b": "menolak"}}  # letters are not in its type
    letters = {"staff_speed": ["a", "b", "z"]}
    pyreadstat.write_dta(frame, str(path), missing_user_values=letters, variable_value_labels=labels)
    take(store, path)
    told = [row["missing"] or row["value"] for row in store.answers("2026", "firms")]
    assert told == [3.0, "dont_know", "refused", "declared"]


def test_code_that_lies_beside_a_file_is_not_loaded(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyreadstat.py").write_text("raise SystemExit('loaded')")
    (tmp_path / "scorecard.py").write_text("raise SystemExit('loaded')")
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({"region": ["Sukamaju"], "respondent": ["1"], "staff_speed": [2.0]})
    pyreadstat.write_sav(frame, "a.sav")
    take(store, Path("a.sav"))
    assert [row["value"] for row in store.answers("2026", "firms")] == [2.0]


def test_a_reader_in_a_process_of_its_own_speaks_the_language_that_is_spoken_here(tmp_path: Path, store: Store) -> None:
    (tmp_path / "a.ods").write_bytes(b"junk")

    def refused() -> str:
        use_language("id")
        with pytest.raises(ScorecardError) as caught:
            import_answers(store, "2026", "firms", tmp_path / "a.ods", REGIONS)
        return str(caught.value)

    assert "buku kerja tidak dapat dibaca" in copy_context().run(refused)
