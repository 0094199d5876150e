"""Patterns behind a look for their stems: they find what the expression finds, and no less."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from scorecard.reading.literals import START, beginnings_of, stems_of
from scorecard.reading.wording import Wording

WORDINGS = {
    f"{module.name}.{name}": value
    for module in pkgutil.walk_packages(rules.__path__, "rules.")
    for name, value in vars(importlib.import_module(module.name)).items()
    if isinstance(value, Wording)
}


def test_every_match_of_a_pattern_holds_one_of_its_stems() -> None:
    assert stems_of(r"\b(?:kuesioner|angket)\b|\bskm\b") == ["angket", "kuesioner", "skm"]
    assert stems_of(r"tele(?:pon|pun)\s+seluler") == ["seluler"]
    assert stems_of(r"(?:kota)?\w+") == []
    assert stems_of(r"izin|\d+") == []


def test_every_match_of_a_pattern_begins_with_one_of_its_beginnings() -> None:
    assert beginnings_of(r"\b(?:kuesioner|angket)\b|\bskm\b") == ["angket", "kuesioner", "skm"]
    assert beginnings_of(r"(?:di)?post(?:ing)?") == ["dipost", "post"]
    assert beginnings_of(r"[td]elepon\s?\d|hp") == ["delepon", "hp", "telepon"]
    assert beginnings_of(r"izin\s?usaha") == ["izin"]
    assert "p\n" in beginnings_of(r"p\serda")
    assert beginnings_of(r"pro\w{0,6}perda") == ["pro"]
    assert START in beginnings_of(r"^\W*survei\b|skm")
    assert beginnings_of(r"^\W*survei\b|skm", re.MULTILINE) == []
    assert beginnings_of(r"\w+izin") == []


def test_letters_of_either_case_are_found() -> None:
    wording = Wording(r"\bpenduduk\b")
    assert wording.search("JUMLAH PENDUDUK") is not None
    assert wording.search("jumlah warga") is None


def test_a_span_of_a_text_is_searched_like_the_whole() -> None:
    wording = Wording(r"\bumk\b")
    assert wording.search("umk dan umk", 3) is not None
    assert wording.search("umk dan", 3, 7) is None
    assert wording.sub("", "umk dan UMK") == " dan "


@pytest.mark.parametrize("name", WORDINGS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_stem_hides_what_a_rule_s_pattern_finds(name: str, data: st.DataObject) -> None:
    wording = WORDINGS[name]
    text = data.draw(
        st.from_regex(re.compile(wording.compiled.pattern, wording.compiled.flags & ~re.UNICODE | re.ASCII))
    )
    text = re.sub(r"[^\S\n]", " ", text)  # as pages hold it
    if not wording.compiled.flags & re.IGNORECASE:
        text = text.lower()
    text = data.draw(st.sampled_from((text, f"Data {text}, {text}\nizin", f"{text[1:]} {text}")))
    expected = [match.span() for match in wording.compiled.finditer(text)]
    found = wording.search(text)
    assert (found.span() if found else None) == (expected[0] if expected else None)
    assert [match.span() for match in wording.finditer(text)] == expected
    assert wording.findall(text) == wording.compiled.findall(text)
    part = wording.search(text, 2, len(text) - 1)
    wanted = wording.compiled.search(text, 2, len(text) - 1)
    assert (part.span() if part else None) == (wanted.span() if wanted else None)
