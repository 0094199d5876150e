"""Quoted words found again in a page, and pages cleaned of all that could run, load or lead away."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.model import Quote
from scorecard.reading import read
from scorecard.review.marking import lines_of, marked, quote_in, sanitised, span_of
from tests.reviewdesk import HOSTILE, PAGE

#: What no sanitised page may hold, outside of the style sheet of our own.
FORBIDDEN = re.compile(
    r"<(script|svg|math|iframe|object|embed|form|input|img|video|audio|link|meta|base|style)\b|\s(on\w+|src|href|style)\s*=",
    re.IGNORECASE,
)


def test_a_quote_is_found_whatever_blanks_and_bars_stand_between_its_words() -> None:
    text = "Uraian\n\nBelanja\u00a0Daerah \t 1.530\nselesai"
    span = span_of(text, Quote("Belanja Daerah | 1.530"))
    assert span is not None
    assert text[slice(*span)] == "Belanja\u00a0Daerah \t 1.530"
    assert span_of(text, Quote("Pendapatan")) is None
    assert span_of(text, Quote(" | ")) is None


def test_of_several_places_the_one_with_the_same_surroundings_is_meant() -> None:
    text = "APBD 2024: Rp 1. APBD 2025: Rp 2. APBD 2026: Rp 3."
    span = span_of(text, Quote("APBD 2025", "Rp 1. ", ": Rp 2"))
    assert span == (17, 26)
    second = span_of("APBD lama; APBD baru", Quote("APBD", "lama; ", " baru!"))
    assert second == (11, 15)


def test_words_of_a_table_row_are_marked_cell_by_cell() -> None:
    shown = sanitised(PAGE, Quote("Belanja Daerah | 1.530.118.900.000"))
    assert '<td><mark id="words">Belanja Daerah</mark></td>' in shown
    assert "<td><mark>1.530.118.900.000</mark></td>" in shown


def test_words_across_inline_markup_are_marked() -> None:
    assert '<mark id="words">APBD </mark><b><mark>Tahun</mark></b><mark> 2026</mark>' in sanitised(
        PAGE, Quote("APBD Tahun 2026")
    )


@pytest.mark.parametrize(
    "markup",
    [
        HOSTILE,
        "<a href='javascript:alert(1)'>a</a><a href='data:text/html,x'>b</a><a href='//evil.test'>c</a>",
        "<svg><script>alert(1)</script></svg><svg/onload=alert(1)>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<p style='background:url(//evil.test)'>x</p><td colspan='1 onload=x'>y</td>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]>",
        "<template><script>alert(1)</script></template><textarea><img src=x onerror=alert(1)></textarea>",
        "<div " + "x" * 5000 + "><" + "b" * 5000,
        "<b>" * 5000,
    ],
)
def test_nothing_that_runs_loads_or_leads_away_is_left(markup: str) -> None:
    body = sanitised(markup, Quote("x")).partition("<body>")[2]
    assert not FORBIDDEN.search(re.sub(r">[^<]*<", "><", f">{body}"))  # the tags alone


@given(st.text(alphabet="<>abc='\"/ !-&;|\n", max_size=80), st.text(alphabet="abc |", min_size=1, max_size=8))
def test_marking_changes_no_word_and_adds_no_tag_but_its_own(markup: str, words: str) -> None:
    plain = sanitised(markup, Quote("")).partition("<body>")[2]
    shown = sanitised(markup, Quote(words)).partition("<body>")[2]
    without = re.sub(r'<mark( id="words")?>|</mark>', "", shown)
    assert html.unescape(without) == html.unescape(re.sub(r"</?mark>", "", plain))


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 20))
def test_a_quote_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    exact = text[start : start + length]
    span = span_of(text, Quote(exact, text[max(0, start - 5) : start], text[start + length : start + length + 5]))
    if exact.replace("|", "").strip():
        assert span is not None
        assert [*text[slice(*span)].replace("|", " ").split()] == [*exact.replace("|", " ").split()]


def test_the_text_is_cut_around_the_words_and_says_so() -> None:
    long = "<p>" + "kata lain " * 2000 + "</p>"
    page = read(f"<html><body>{long}<p>Belanja Daerah</p>{long}</body></html>".encode(), url="http://a.test/")
    lines, found, more = lines_of(page, Quote("Belanja Daerah"), window=100)
    assert (found, more) == (True, True)
    assert [line.marked for line in lines if line.marked] == ["Belanja Daerah"]
    whole, _found, more = lines_of(page, Quote("Belanja Daerah"), window=0)
    assert (len(whole), more) == (3, False)


def test_chosen_words_become_a_quote_with_its_context() -> None:
    page = read(PAGE.encode(), url="http://a.test/")
    quote, number = quote_in(page, "Belanja  Daerah 1.530.118.900.000")
    assert quote is not None
    assert quote.exact == "Belanja Daerah | 1.530.118.900.000"
    assert quote.suffix.strip().startswith("Data lain")
    assert number == 0
    assert quote_in(page, "tidak ada") == (None, 0)


def test_words_that_are_not_in_the_markup_leave_it_as_it_is() -> None:
    assert marked("<p>kata</p>", Quote("lain")) == "<p>kata</p>"
