"""Tables as rows with labels and figures, merged cells and headers included."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scorecard.reading import Table, read
from scorecard.reading.fragments import MAX_COLUMNS, MAX_ROWS, read_table


def table_of(rows: str) -> Table:
    return read_table(f"<table>{rows}</table>")


def test_header_rows_are_merged_by_column_and_figures_leave_ordinals_out() -> None:
    table = table_of(
        "<tr><th rowspan=2>No</th><th rowspan=2>Jenis Data</th><th colspan=2>Tahun</th></tr>"
        "<tr><th>2019</th><th>2020</th></tr>"
        "<tr><td>1</td><td>Panjang Jalan (km)</td><td>1.234,5</td><td>-</td></tr>"
    )
    assert table.header == ("No", "Jenis Data", "Tahun 2019", "Tahun 2020")
    (row,) = table.body
    assert (row.label, row.figures) == ("Panjang Jalan (km)", (1234.5,))


def test_a_first_row_of_words_over_numbers_is_a_header_without_any_markup() -> None:
    table = table_of("<tr><td>Uraian</td><td>2019</td></tr><tr><td>Penduduk</td><td>2.014</td></tr>")
    assert [row.header for row in table.rows] == [True, False]
    assert table.body[0].figures == (2014.0,)


def test_a_value_that_looks_like_a_year_counts_under_a_year() -> None:
    table = table_of("<tr><th>Uraian</th><th>2019</th></tr><tr><td>Pelanggan</td><td>2015</td></tr>")
    assert table.body[0].figures == (2015.0,)


def test_a_year_that_dates_a_row_is_no_figure() -> None:
    table = table_of(
        "<tr><th>Wilayah</th><th>Tahun</th><th>IPM</th></tr><tr><td>Sukamaju</td><td>2020</td><td>71,2</td></tr>"
    )
    assert table.body[0].figures == (71.2,)


def test_a_template_without_numbers_is_not_filled() -> None:
    rows = "".join(
        f"<tr><td>Baris {name}</td><td>{cell}</td></tr>" for name, cell in [("a", "-"), ("b", "n/a"), ("c", "0")]
    )
    table = table_of(f"<tr><th>Uraian</th><th>2020</th></tr>{rows}")
    assert table.filled == 0.0
    assert all(not row.values for row in table.body)


def test_cells_that_reach_over_rows_and_columns_are_repeated() -> None:
    table = table_of("<tr><td rowspan=2>A</td><td colspan=2>B</td></tr><tr><td>1</td><td>2</td></tr>")
    assert [row.cells for row in table.rows] == [("A", "B", "B"), ("A", "1", "2")]


def test_a_nested_table_does_not_leak_into_the_outer_one() -> None:
    page = read(b"<table><tr><td>luar<table><tr><td>dalam</td></tr></table></td></tr></table>", url="http://a.test/")
    assert page.table_count == 2
    assert [row.cells for row in page.table(1).rows] == [("dalam",)]
    assert len(page.table(0).rows) == 1


def test_spans_beyond_all_reason_stay_within_limits() -> None:
    table = table_of("<tr><td colspan=999999999 rowspan=99999999999>A</td></tr>" + "<tr><td>b</td></tr>" * 3)
    assert all(len(row.cells) <= MAX_COLUMNS for row in table.rows)
    assert len(table_of("<tr><td>x</td></tr>" * (MAX_ROWS + 50)).rows) == MAX_ROWS


def test_a_table_is_captioned_by_its_caption_or_the_heading_above() -> None:
    page = read(
        b"<h2>Jalan</h2><table><tr><td>a</td></tr></table><table><caption>Listrik</caption><tr><td>b</td></tr></table>",
        url="http://a.test/",
    )
    assert (page.table(0).caption, page.table(1).caption) == ("Jalan", "Listrik")


CELLS = st.sampled_from(["", "-", "1", "2020", "1.234", "Nama", "a|b", "9,8 %"])


@given(st.lists(st.lists(st.tuples(CELLS, st.integers(0, 4), st.integers(0, 4)), max_size=5), max_size=6))
def test_any_grid_of_spans_is_read_into_rows(grid: list[list[tuple[str, int, int]]]) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td colspan={wide} rowspan={high}>{text}</td>" for text, wide, high in cells) + "</tr>"
        for cells in grid
    )
    table = table_of(rows)
    assert len(table.rows) <= len(grid)
    assert all(len(row.cells) <= MAX_COLUMNS for row in table.rows)
