"""The catalogue: every word a user reads has its Indonesian, with the same fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from rules import ALL
from rules.judge import Judge
from scorecard import messages
from scorecard.model import Kind, Region
from scorecard.reading import read

ROOT = Path(__file__).parent.parent
SOURCES = [
    ROOT / "cli.py",
    *(path for name in ("crawler", "rules", "scorecard") for path in (ROOT / name).rglob("*.py")),
]


TEMPLATES = sorted((ROOT / "scorecard" / "review" / "templates").rglob("*.html"))


def _catalogue() -> dict[str, str]:
    with (ROOT / "scorecard" / "locale" / "id.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="id") if entry.id}


def _spoken() -> Iterator[tuple[str, Path]]:
    """Constant strings handed to `_`, and where."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield words.value, path
    for path in TEMPLATES:
        for found in re.findall(r'\b_\("((?:[^"\\]|\\.)*)"', path.read_text(encoding="utf-8")):
            yield found.replace('\\"', '"'), path


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_in_the_code_has_its_indonesian() -> None:
    have = _catalogue()
    missing = sorted({f"{path.relative_to(ROOT)}: {words}" for words, path in _spoken() if not have.get(words)})
    assert not missing, "\n".join(missing)


def test_a_translation_fills_the_same_fields() -> None:
    wrong = [words for words, said in _catalogue().items() if said and _fields(words) != _fields(said)]
    assert not wrong


def test_the_catalogue_holds_nothing_that_no_one_says() -> None:
    said = {
        node.value
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    said |= {words for words, path in _spoken() if path in TEMPLATES}
    assert not set(_catalogue()) - said


def test_every_reason_that_a_rule_gives_has_its_indonesian() -> None:
    judge, have = Judge(ALL), _catalogue()
    region = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
    whys = set()
    for path in (ROOT / "tests" / "fixtures" / "rules").glob("*/*.html"):
        whys |= {
            hit.why for hit in judge.hits(read(path.read_bytes(), url="http://www.sukamajukab.test/x", region=region))
        }
    assert whys
    assert not sorted(why for why in whys if not have.get(why))


def test_a_language_is_spoken_once_it_is_chosen_and_an_unknown_one_is_refused() -> None:
    messages.use_language("id")
    try:
        assert messages.translate("found") == "ada"
        assert messages.translate("found", "en") == "found"
        assert messages.translate("no such sentence") == "no such sentence"
    finally:
        messages.use_language("en")
    with pytest.raises(ValueError, match="fr"):
        messages.use_language("fr")
