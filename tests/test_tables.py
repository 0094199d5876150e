"""Answer sheets: templates out, answers in, every mistake at once."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextvars import copy_context
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from scorecard import framework
from scorecard.errors import ScorecardError
from scorecard.messages import use_language
from scorecard.model import Indicator, Kind, Region
from scorecard.store.database import Store
from scorecard.tables import Answers, TableError, import_answers, read_answers, schema, template
from scorecard.tables.cells import Cell, limits, read_cell
from scorecard.tables.labels import english_labels, labelled
from scorecard.tables.layout import instrument_of

FRAMEWORK = framework.load()
REGIONS = (
    Region("99.10", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.02", "Tirtajaya", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)
YEAR = 2026
QUESTIONS = {"firms": FRAMEWORK.firms, "pemda": FRAMEWORK.pemda}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        yield opened


def sheet(
    path: Path,
    instrument: str,
    rows: Sequence[Mapping[str, str]],
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    columns: tuple[str, ...] = (),
) -> Path:
    """Write an answer sheet with the template's columns; cells that `rows` do not name are blank."""
    keys = ("region_code", "region", "respondent") if instrument == "firms" else ("region_code", "region")
    columns = columns or (*keys, *(question.slug for question in QUESTIONS[instrument]))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path, instrument: str = "pemda") -> Answers:
    return read_answers(instrument, path, REGIONS, FRAMEWORK, year=YEAR)


def mistakes(path: Path, instrument: str = "pemda") -> list[tuple[int, str]]:
    with pytest.raises(TableError) as caught:
        read(path, instrument)
    return [(one.row, one.column) for one in caught.value.mistakes]


def values(answers: Answers) -> dict[tuple[str, str, str], float | None]:
    return {(row["region_code"], row["respondent"], row["indicator"]): row["value"] for row in answers.rows}


# ---- templates --------------------------------------------------------------------------------


@pytest.mark.parametrize(("instrument", "questions"), [("firms", 32), ("pemda", 49)])
def test_a_csv_template_holds_the_columns_the_import_asks_for(tmp_path: Path, instrument: str, questions: int) -> None:
    template(instrument, tmp_path / "t.csv")
    data = (tmp_path / "t.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header = data.decode("utf-8-sig").strip().split(",")
    assert header[:2] == ["region_code", "region"]
    assert sum(name in FRAMEWORK.by_slug for name in header) == questions
    assert {"firms": "founding_year", "pemda": "iso_certified__proof"}[instrument] in header


def test_a_workbook_template_says_beside_each_column_what_it_asks(tmp_path: Path) -> None:
    template("pemda", tmp_path / "t.xlsx", REGIONS, year=YEAR)
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    assert book.sheet_names == ["data", "example", "questions", "help", "petunjuk"]
    data, questions = (book.get_sheet_by_name(name).to_python() for name in ("data", "questions"))
    assert [row[0] for row in data[1:]] == ["99.10", "99.02", "99.71"]
    assert [row[0] for row in questions[1:]] == data[0]
    about = {str(row[0]): row for row in questions[1:]}
    assert "Apakah" in str(about["iso_certified"][2])
    assert about["iso_certified"][3] == "Is the service agency ISO 9001 certified?"
    assert about["iso_certified"][4] == "0 = tidak; 1 = ya"
    assert about["iso_certified"][5] == "0 = no; 1 = yes"
    assert about["iso_year_siup"][4] == "1990 – 2026"
    assert about["iso_year_siup"][7] == "iso_certified = 1"


@pytest.mark.parametrize("instrument", ["firms", "pemda"])
def test_the_worked_row_of_a_template_is_itself_sound(tmp_path: Path, instrument: str) -> None:
    template(instrument, tmp_path / "t.xlsx", REGIONS, year=YEAR)
    lines = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_name("example").to_python()
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    region = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
    answers = read_answers(instrument, path, (region,), FRAMEWORK, year=YEAR)
    assert sum(row["indicator"] in FRAMEWORK.by_slug for row in answers.rows) == len(QUESTIONS[instrument])


@pytest.mark.parametrize(("lang", "label"), [("id", "3 = baik"), ("en", "3 = good")])
def test_a_workbook_template_has_drop_downs_in_the_language_in_use_and_help_in_both(
    tmp_path: Path, lang: str, label: str
) -> None:
    def written() -> None:
        use_language(lang)
        template("firms", tmp_path / "t.xlsx", year=YEAR)

    copy_context().run(written)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as packed:
        data = packed.read("xl/worksheets/sheet1.xml").decode()
    assert label in data
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    english, indonesian = (book.get_sheet_by_name(name).to_python() for name in ("help", "petunjuk"))
    assert len(english) == len(indonesian) > 5


def test_every_label_has_an_english_one_and_no_question_has_two_alike() -> None:
    for layout in (instrument_of("firms", FRAMEWORK), instrument_of("pemda", FRAMEWORK)):
        for question in {**layout.questions, **layout.background}.values():
            labels = [label for _code, label in labelled(question, "en")]
            assert len(set(labels)) == len(labels)
            assert all(label in english_labels() for _code, label in question.codes)
            assert all(
                read_cell(label, question, YEAR).value == float(code) for code, label in labelled(question, "en")
            )


def test_a_filled_in_template_is_taken(tmp_path: Path) -> None:
    template("pemda", tmp_path / "t.csv", REGIONS)
    text = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    text[1] = text[1].replace(",,,", ",,2,", 1)
    (tmp_path / "t.csv").write_text("\n".join(text), encoding="utf-8-sig")
    answers = read(tmp_path / "t.csv")
    assert values(answers) == {("99.10", "", "inst_form_siup"): 2.0}
    assert answers.empty == (3, 4)


@pytest.mark.parametrize(("instrument", "name"), [("firms", "t.ods"), ("website", "t.csv")])
def test_another_suffix_or_instrument_is_a_clear_error(tmp_path: Path, instrument: str, name: str) -> None:
    with pytest.raises(ScorecardError):
        template(instrument, tmp_path / name)
    assert not list(tmp_path.iterdir())


# ---- cells ------------------------------------------------------------------------------------


def read_as(slug: str, text: str) -> float | str | None:
    """The value read for `slug`, or "mistake"."""
    cell = read_cell(text, FRAMEWORK.by_slug[slug], YEAR)
    assert bool(cell.what) == bool(cell.remedy)
    return "mistake" if cell.what else cell.value


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "n/a", "NA", "#N/A"])
def test_blank_words_mean_not_answered(text: str) -> None:
    assert read_as("cost_official_siup", text) is None


@pytest.mark.parametrize(
    ("slug", "text", "value"),
    [
        ("cost_official_siup", "1.234", 1234),
        ("cost_official_siup", "1.234,5", 1234.5),
        ("cost_official_siup", "1,234.50", 1234.5),
        ("cost_official_siup", "Rp 1.250.000,-", 1_250_000),
        ("cost_official_siup", "0", 0),
        ("cost_official_siup", "50000.0", 50_000),
        ("cost_official_siup", "0.005", "mistake"),
        ("cost_official_siup", "1E+06", "mistake"),
        ("cost_official_siup", "gratis", "mistake"),
        ("time_official_siup", "1,5", 1.5),
        ("time_official_siup", "1.234", "mistake"),
        ("time_official_siup", "-1", "mistake"),
        ("requirements_siup", "12", 12),
        ("requirements_siup", "12.0", 12),
        ("requirements_siup", "1.234", "mistake"),
        ("requirements_siup", "1,5", "mistake"),
        ("inst_integration", "6", 6),
        ("inst_integration", "7", "mistake"),
        ("growth_siup", "-12,5 %", -12.5),
        ("growth_siup", "\u221212.5", -12.5),
        ("growth_siup", "-101", "mistake"),
        ("growth_siup", "1.234", "mistake"),
        ("satisfaction_score_siup", "78,125", 78.125),
        ("satisfaction_score_siup", "100,1", "mistake"),
        ("iso_year_siup", "2019", 2019),
        ("iso_year_siup", "2027", "mistake"),
        ("iso_year_siup", "1989", "mistake"),
        ("iso_certified", "1", 1),
        ("iso_certified", "2", "mistake"),
        ("iso_certified", "ya", 1),
        ("iso_certified", "1 = ya", 1),
        ("iso_certified", "2 = ya", "mistake"),
        ("iso_certified", "mungkin", "mistake"),
        ("complaint_awareness", "tidak tahu", 0),
        ("staff_speed", "tidak tahu", None),
        ("staff_speed", "4", 4),
        ("staff_speed", "0", "mistake"),
        ("staff_speed", "2.5", "mistake"),
        ("staff_speed", "٣", "mistake"),
        ("staff_speed", "inf", "mistake"),
    ],
)
def test_a_cell_is_read_in_the_only_way_its_question_allows(slug: str, text: str, value: float | str) -> None:
    assert read_as(slug, text) == value


#: Cells of all kinds: numbers in and out of limits, halves, separators that can be read in two ways, words.
SOME_CELLS = ("0", "1", "2", "3", "7", "-1", "1.5", "1.234", "999", "5000", "2019", "1.234,5", "x")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(SOME_CELLS), min_size=1, max_size=8))
def test_the_schema_refuses_exactly_the_cells_that_their_reader_refuses(texts: list[str]) -> None:
    """Both take limits and codes from the framework, and neither may be laxer than the other."""
    asked = {one.slug: one for one in FRAMEWORK.firms if not one.parent}
    cells = {(row, slug): read_cell(text, one, YEAR) for row, text in enumerate(texts) for slug, one in asked.items()}

    def value(cell: Cell) -> float | None:
        return schema.UNREAD if cell.what and cell.value is None else cell.value

    rows = range(len(texts))
    values = {slug: [value(cells[row, slug]) for row in rows] for slug in asked}
    about = {schema.REGION: "99.10", schema.WHO: "1", schema.KEY: [str(row) for row in rows]}
    frame = pd.concat([pd.DataFrame(about), pd.DataFrame(values, dtype="float64")], axis=1)
    found = {(row, column) for row, column, _kind in schema.failures(frame, asked, YEAR)}
    assert found == {place for place, cell in cells.items() if cell.what}


@given(st.text(max_size=40), st.sampled_from([*FRAMEWORK.firms, *FRAMEWORK.pemda]))
def test_no_text_is_read_as_anything_but_an_allowed_answer_a_blank_or_a_mistake(text: str, question: Indicator) -> None:
    cell = read_cell(text, question, YEAR)
    if cell.value is None or cell.what:
        return
    if question.codes:
        assert str(int(cell.value)) in dict(question.codes)
    else:
        low, high = limits(question, YEAR)
        assert low <= cell.value <= high


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_an_indonesian_amount_is_read_as_written(whole: int, sen: int) -> None:
    text = f"{whole:,}".replace(",", ".") + f",{sen:02d}"
    assert read_as("cost_official_siup", text) == float(f"{whole}.{sen:02d}")


# ---- sheets -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_sheet_is_read_in_the_encodings_and_separators_spreadsheets_write(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [{"region": "Kab. Sukamaju", "time_official_siup": "1,5", "iso_certified": "–"}]
    path = sheet(tmp_path / "a.csv", "pemda", rows, separator=separator, encoding=encoding)
    assert values(read(path)) == {
        ("99.10", "", "time_official_siup"): 1.5,
        ("99.10", "", "iso_certified"): None,
    }


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("99.10", ""),
        ("9910", ""),
        ("99.10", "Sukamaju"),
        ("", "Kabupaten Sukamaju"),
        ("", "sukamaju"),
        ("99.1", "Kab. Sukamaju"),
        ("99,1", "Sukamaju"),
    ],
)
def test_a_region_is_known_by_its_code_or_its_name(tmp_path: Path, code: str, name: str) -> None:
    rows = [{"region_code": code, "region": name, "iso_certified": "1"}]
    assert read(sheet(tmp_path / "a.csv", "pemda", rows)).regions == ("99.10",)


@pytest.mark.parametrize(
    ("code", "name", "column"),
    [
        ("", "", "region_code"),
        ("99.1", "", "region_code"),
        ("12.34", "Sukamaju", "region_code"),
        ("", "Tirtajaya", "region"),
        ("", "Nowhere", "region"),
        ("99.02", "Kota Tirtajaya", "region"),
        ("99.02", "Sukamaju", "region"),
    ],
)
def test_a_region_is_never_guessed(tmp_path: Path, code: str, name: str, column: str) -> None:
    rows = [{"region_code": code, "region": name, "iso_certified": "1"}]
    assert mistakes(sheet(tmp_path / "a.csv", "pemda", rows)) == [(2, column)]


def test_a_name_that_both_kinds_share_is_settled_by_the_code_beside_it(tmp_path: Path) -> None:
    rows = [{"region_code": "99.71", "region": "Tirtajaya", "iso_certified": "1"}]
    assert read(sheet(tmp_path / "a.csv", "pemda", rows)).regions == ("99.71",)


def test_all_mistakes_of_a_sheet_are_named_in_one_pass(tmp_path: Path) -> None:
    names = [question.slug for question in FRAMEWORK.firms]
    columns = ("region", "respondent", "staf_speed", *(name for name in names if name != "staff_speed"), "catatan")
    rows = [
        {"region": "Sukamaju", "respondent": "1", "staff_clarity": "9", "time_actual_siup": "lama"},
        {"region": "Sukamaju", "respondent": "1", "tracking_exists_business": "0", "tracking_ease": "3"},
        {"region": "Antah", "respondent": "", "staff_clarity": "1"},
    ]
    path = sheet(tmp_path / "f.csv", "firms", rows, columns=columns)
    with pytest.raises(TableError) as caught:
        read(path, "firms")
    assert {(one.row, one.column) for one in caught.value.mistakes} == {
        (1, "staf_speed"),
        (1, "catatan"),
        (1, "staff_speed"),
        (2, "staff_clarity"),
        (2, "time_actual_siup"),
        (3, "respondent"),
        (3, "tracking_ease"),
        (4, "region"),
        (4, "respondent"),
    }
    told = {one.column: one.remedy for one in caught.value.mistakes if one.row == 1}
    assert "staff_speed" in told["staf_speed"]
    assert all(one.remedy and one.what and one.sheet == "f.csv" for one in caught.value.mistakes)
    assert "row 2, column staff_clarity" in str(caught.value)


def test_the_other_instruments_sheet_is_one_mistake(tmp_path: Path) -> None:
    rows = [{"region": "Sukamaju", "respondent": "1", "staff_clarity": "1"}]
    assert mistakes(sheet(tmp_path / "f.csv", "firms", rows), "pemda") == [(1, "")]


def test_a_region_twice_in_a_pemda_sheet_is_a_mistake(tmp_path: Path) -> None:
    rows = [{"region": "Sukamaju", "iso_certified": "0"}, {"region_code": "99.10", "iso_certified": "1"}]
    assert mistakes(sheet(tmp_path / "a.csv", "pemda", rows)) == [(3, "region")]


def test_a_child_answered_although_its_parent_is_none_is_a_mistake_but_zero_says_the_same(tmp_path: Path) -> None:
    rows = [{"region": "Sukamaju", "complaint_mechanism": "0", "complaint_types": "2"}]
    assert mistakes(sheet(tmp_path / "a.csv", "pemda", rows)) == [(2, "complaint_types")]
    rows = [{"region": "Sukamaju", "complaint_mechanism": "0", "complaint_types": "0"}]
    assert len(read(sheet(tmp_path / "b.csv", "pemda", rows)).rows) == 2


def test_a_row_with_more_cells_than_columns_is_a_mistake(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.csv", "pemda", [{"region": "Sukamaju", "iso_certified": "1"}])
    path.write_text(path.read_text().rstrip() + ",,,7\n")
    assert mistakes(path) == [(2, "")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"PK\x03\x04", b"\x81\x8d\x8f", b"a,b\0c"])
def test_what_is_no_csv_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(ScorecardError, match="CSV"):
        read(tmp_path / "a.csv")


def test_a_sheet_without_an_answer_is_one_clear_error(tmp_path: Path) -> None:
    template("pemda", tmp_path / "t.csv", REGIONS)
    with pytest.raises(ScorecardError, match="holds no answer"):
        read(tmp_path / "t.csv")


def test_nothing_in_a_cell_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    rows = [{"region": "Sukamaju", "iso_certified": "\x1b[2J1\n\n2" + "x" * 500}]
    with pytest.raises(TableError) as caught:
        read(sheet(tmp_path / "a.csv", "pemda", rows))
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 500


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=400))
def test_no_bytes_end_in_anything_but_answers_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(b"region_code,region," + data)
    with pytest.raises(ScorecardError):
        read(path)


# ---- imports ----------------------------------------------------------------------------------


def firms(path: Path, *numbers: str, speed: str = "3") -> Path:
    rows = [{"region": "Sukamaju", "respondent": number, "staff_speed": speed} for number in numbers]
    return sheet(path, "firms", rows)


def test_nothing_is_imported_from_a_sheet_with_a_mistake(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "iso_certified": "1"}, {"region": "Kota Tirtajaya", "iso_certified": "5"}]
    with pytest.raises(TableError):
        import_answers(store, "2026", "pemda", sheet(tmp_path / "a.csv", "pemda", rows), REGIONS)
    assert store.answers("2026", "pemda") == []
    assert store.imports("2026") == []


def test_answers_are_kept_with_the_row_and_the_text_they_came_from(tmp_path: Path, store: Store) -> None:
    rows = [{"region": "Sukamaju", "cost_official_siup": "Rp 1.234,-"}]
    done = import_answers(store, "2026", "pemda", sheet(tmp_path / "a.csv", "pemda", rows), REGIONS)
    assert (done.sheets, done.regions, done.answers, done.unchanged) == (1, 1, 1, False)
    (kept,) = store.answers("2026", "pemda")
    assert (kept["region_code"], kept["row"], kept["value"], kept["answer"]) == ("99.10", 2, 1234.0, "Rp 1.234,-")


def test_the_same_file_twice_changes_nothing(tmp_path: Path, store: Store) -> None:
    path = firms(tmp_path / "a.csv", "1", "2")
    import_answers(store, "2026", "firms", path, REGIONS)
    before = store.answers("2026", "firms")
    assert import_answers(store, "2026", "firms", path, REGIONS).unchanged
    assert store.answers("2026", "firms") == before
    assert len(store.imports("2026")) == 1


def test_a_corrected_file_replaces_its_respondents(tmp_path: Path, store: Store) -> None:
    import_answers(store, "2026", "firms", firms(tmp_path / "a.csv", "1", "2"), REGIONS)
    done = import_answers(store, "2026", "firms", firms(tmp_path / "b.csv", "2", speed="1"), REGIONS)
    assert (done.replaced, done.kept) == (1, 1)
    assert [(row["respondent"], row["value"]) for row in store.answers("2026", "firms")] == [("1", 3.0), ("2", 1.0)]


def test_interviews_of_one_region_may_come_in_several_files(tmp_path: Path, store: Store) -> None:
    first, second = firms(tmp_path / "a.csv", "1"), firms(tmp_path / "b.csv", "2")
    import_answers(store, "2026", "firms", first, REGIONS)
    import_answers(store, "2026", "firms", second, REGIONS)
    assert [row["respondent"] for row in store.answers("2026", "firms")] == ["1", "2"]
    assert import_answers(store, "2026", "firms", first, REGIONS).unchanged
    assert import_answers(store, "2026", "firms", second, REGIONS).unchanged
