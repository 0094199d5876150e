"""All words in one pass: whole words, prefixes, links, and what a rule sees of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.reading import Page, read
from scorecard.reading.words import Seen, Vocabulary, fold

URL = "http://www.sukamajukab.test/"


def seen_on(body: str, **groups: tuple[str, ...]) -> Seen:
    page = read(body.encode(), url=URL)
    return Vocabulary({"rule": groups}).look(page).get("rule", Seen(page))


def test_a_word_matches_whole_and_in_any_case() -> None:
    seen = seen_on("<p>IPM naik, IPMX tidak, sIPM tidak</p>", word=("ipm",))
    assert [match.start for match in seen.all("word")] == [0]


def test_a_star_lets_a_word_run_on() -> None:
    seen = seen_on("<p>perizinannya dan izin</p>", word=("perizinan*",), end=("*zin",))
    assert [match.end for match in seen.all("word")] == [9]
    assert [match.start for match in seen.all("end")] == [18]


def test_overlapping_words_of_different_groups_are_all_seen() -> None:
    seen = seen_on("<p>tanda daftar perusahaan</p>", long=("tanda daftar perusahaan",), short=("daftar",))
    assert seen.has("long")
    assert seen.has("short")


def test_matches_come_with_their_block_once_each() -> None:
    seen = seen_on("<p>umk dan umk</p><p>lain</p><p>umk</p>", word=("umk",))
    assert [(seen.page.words_of(block), len(found)) for block, found in seen.blocks("word")] == [
        ("umk dan umk", 2),
        ("umk", 1),
    ]


def test_only_matches_wholly_inside_a_span_are_within_it() -> None:
    seen = seen_on("<p>apbd rapbd apbd</p>", word=("apbd",))
    assert len(seen.within(0, 15, "word")) == 2
    assert len(seen.within(0, 14, "word")) == 1


def test_links_are_seen_by_their_words_their_address_and_their_picture() -> None:
    seen = seen_on(
        '<a href="/x">Lacak Status</a> <a href="/tracking_perizinan">klik</a>'
        '<a href="/y"><img alt="lacak status"></a><a href="/z">lain</a>',
        word=("lacak status", "tracking perizinan"),
    )
    assert [link.href for link in seen.links("word")] == ["/x", "/tracking_perizinan", "/y"]


def test_a_rule_whose_words_are_absent_is_not_called() -> None:
    page = read(b"<p>isi</p>", url=URL)
    assert Vocabulary({"a": {"w": ("lain",)}, "b": {"w": ("isi",)}}).look(page).keys() == {"b"}


def test_an_empty_word_is_refused_with_its_rule() -> None:
    with pytest.raises(ValueError, match=r"rule.*group"):
        Vocabulary({"rule": {"group": ("*",)}})


@given(st.text(alphabet="abİı ß.-1Xx", max_size=60), st.text(alphabet="abx", min_size=1, max_size=3))
def test_the_one_pass_sees_what_a_plain_search_sees(text: str, word: str) -> None:
    page = Page(URL, "text", text=text)
    seen = Vocabulary({"rule": {"group": (word,)}}).look(page).get("rule", Seen(page))
    plain = re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", fold(text))
    assert [match.start for match in seen.matches.get("group", [])] == [match.start() for match in plain]


@given(st.text(max_size=80))
def test_folding_keeps_every_code_point_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)
