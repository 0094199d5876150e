"""Whatever a server sends is read and judged without a fault: markup gone wrong, known pages mutated, junk."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import fuzz, grammar
from rules import ALL
from rules.judge import Judge
from scorecard.reading import read

JUDGE = Judge(ALL)
WORDS = fuzz.words_of(JUDGE)
FIXTURES = fuzz.fixtures()


SEEDS = st.integers(0, 2**32)
TEXTS = st.sampled_from(WORDS) | st.sampled_from(grammar.TEXTS) | st.text(max_size=12)


def holds(case: fuzz.Case) -> None:
    """Nothing raises, and what is said of the page quotes its text, a link's label or address, or a picture's name."""
    page, hits = fuzz.judged(JUDGE, case)
    called = [
        *(text for link in page.links for text in (link.text, link.url)),
        *(words for _place, words in page.pictures),
    ]
    for hit in hits:
        assert hit.indicator in JUDGE.rules
        assert hit.quote.exact in page.text or any(hit.quote.exact in words for words in called)


def element(tag: str, given: str, inside: list[str], end: bool) -> str:
    return f"<{tag}{given}>{' '.join(inside)}" + (f"</{tag}>" if end else "")


TREES = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        element,
        st.sampled_from(grammar.TAGS),
        st.sampled_from(("", ' class="menu"', ' href="/x.pdf"', " colspan=3 rowspan=9", ' id="a" onclick="x"', " =<")),
        st.lists(inner, max_size=4),
        st.booleans(),
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(trees=st.lists(TREES, max_size=4))
def test_elements_in_any_order_and_nesting_are_read_and_judged(trees: list[str]) -> None:
    holds(fuzz.Case(0, "".join(trees).encode("utf-8", "replace"), "text/html"))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, size=st.sampled_from((300, 2_000, 6_000)))
def test_markup_gone_wrong_is_read_and_judged(seed: int, size: int) -> None:
    body = grammar.page(Random(seed), WORDS, size).encode("utf-8", "replace")
    holds(fuzz.Case(seed, body, "text/html"))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, known=st.sampled_from(FIXTURES))
def test_a_known_page_with_parts_cut_moved_and_doubled_is_read_and_judged(seed: int, known: bytes) -> None:
    holds(fuzz.Case(seed, grammar.mutated(Random(seed), known, WORDS), "text/html"))


@settings(max_examples=80, deadline=None)
@given(
    body=st.binary(max_size=600) | st.text(max_size=300).map(lambda text: text.encode("utf-16")),
    before=st.sampled_from((b"", b"<html>", b"<table><tr><td>", b"<!--", b"{", b"\xff\xfe", b"\xef\xbb\xbf<p>")),
    content_type=st.sampled_from(
        ("text/html", "", "text/plain; charset=x", "text/html; charset=utf-7", "application/json")
    ),
)
def test_arbitrary_bytes_are_read_and_judged(body: bytes, before: bytes, content_type: str) -> None:
    holds(fuzz.Case(0, before + body, content_type))


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=400), tag=st.sampled_from(("p", "td", "h1", "a href=/x", "li", "form")))
def test_any_text_in_an_element_is_read_with_its_spans_inside_the_page(text: str, tag: str) -> None:
    page = read(f"<body><{tag}>{text}</{tag.split()[0]}>umk 2019".encode("utf-8", "replace"), url="http://a.test/")
    for block in page.blocks:
        assert 0 <= block.start < block.end <= len(page.text)
        assert "\n" not in page.words_of(block)
    for link in page.links:
        assert 0 <= link.start <= link.end <= len(page.text)


def test_a_page_without_words_is_judged_by_the_addresses_of_its_links() -> None:
    judge = Judge(ALL)
    for word in {word.strip("*") for rule in ALL for words in rule.WORDS.values() for word in words}:
        name = word.replace(" ", "-")
        body = f"<a href='/unduh/{name}.pdf'></a><iframe src='/{name}.pdf'></iframe>".encode()
        page, _hits = fuzz.judged(judge, fuzz.Case(0, body, "text/html"))
        assert not page.blocks


@pytest.mark.parametrize("seed", [18, 107, 366, 2182])
def test_a_seed_names_the_same_page_each_time(seed: int) -> None:
    assert fuzz.case(seed, WORDS, FIXTURES) == fuzz.case(seed, WORDS, FIXTURES)
