"""Numbers as Indonesian pages print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.reading.numbers import is_empty, is_year, number, numbers_in, years_in


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,5", 1234.5),
        ("22770", 22770),
        ("22.332", 22332),
        ("0.85", 0.85),
        ("1,234.5", 1234.5),
        ("12.345.678", 12345678),
        ("9,81 %", 9.81),
        ("12,5 km", 12.5),
        ("Rp 2.500.000,-", 2500000),
        ("-1,2", -1.2),
        (" 107.390 jiwa ", 107390),
    ],
)
def test_a_cell_with_one_number_and_a_unit_has_its_value(cell: str, value: float) -> None:
    assert number(cell) == pytest.approx(value)


@pytest.mark.parametrize(
    "cell", ["", "-", "n/a", "N/A", "...", "Jalan 3", "12/05/2020", "A12", "1 2 3 4 5", "Perda 5 Tahun 2016"]
)
def test_a_cell_without_a_number_of_its_own_has_none(cell: str) -> None:
    assert number(cell) is None


def test_numbers_of_a_sentence_are_found_with_their_span_and_marks() -> None:
    text = "TPT turun dari 9,81 persen menjadi 7,81% pada 2022, biaya Rp. 50.000"
    found = list(numbers_in(text))
    assert [entry.value for entry in found] == [9.81, 7.81, 2022, 50000]
    assert [entry.percent for entry in found] == [True, True, False, False]
    assert [entry.is_year for entry in found] == [False, False, True, False]
    assert found[3].rupiah
    assert all(text[entry.start : entry.end].startswith(entry.text) for entry in found)


def test_dates_and_codes_are_no_numbers() -> None:
    assert [entry.value for entry in numbers_in("tanggal 12/05/2020 kode A12 file v1.2b")] == []


def test_years_are_told_from_figures() -> None:
    assert is_year("2019*)")
    assert not is_year("20190")
    assert not is_year("1850")
    assert years_in("RPJMD 2021-2026, Perda 5/2016, 20211 jiwa") == (2021, 2026, 2016)


def test_cells_that_say_nothing_are_empty() -> None:
    assert all(is_empty(cell) for cell in ("", " ", "-", "n/a", "…", "NULL"))
    assert not is_empty("0")


@given(st.integers(min_value=0, max_value=10**9))
def test_any_whole_number_is_read_back_from_its_indonesian_form(value: int) -> None:
    assert number(f"{value:,}".replace(",", ".")) == value


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for entry in numbers_in(text):
        assert text[entry.start : entry.end].startswith(entry.text)
    number(text)


@given(st.integers(min_value=1_000, max_value=10**12), st.sampled_from((" ", "\u00a0", "\u2009")))
def test_thousands_set_apart_by_blanks_are_one_number_in_a_cell(value: int, blank: str) -> None:
    assert number(f"{value:,}".replace(",", blank)) == value
    assert number(f"{value:,}".replace(",", blank) + ",25") == value + 0.25


def test_a_telephone_number_set_apart_by_blanks_is_no_grouped_number() -> None:
    assert number("0812 345 678") != 812345678
