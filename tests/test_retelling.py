"""Details that a crawl kept in its own language are told again in the reader's."""

from __future__ import annotations

import ast
import sqlite3
from contextlib import closing
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.messages import translate
from scorecard.retelling import retell
from tests.reviewdesk import make_wave, serving

ROOT = Path(__file__).parent.parent
#: Where the details of a visit are written.
WRITERS = ("adequacy", "before", "conclusion")


def clauses() -> list[str]:
    """Every sentence that these modules say, as the catalogue has it."""
    found = set()
    for name in WRITERS:
        for node in ast.walk(ast.parse((ROOT / "crawler" / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                words = node.args[0]
                if isinstance(words, ast.Constant):
                    found.add(str(words.value))
    return sorted(found)


def filled(sentence: str) -> str:
    """A sentence with something in each of its fields that no catalogue knows."""
    names = {field for _text, field, _spec, _conversion in Formatter().parse(sentence) if field}
    values = {name: 3.25 if f"{{{name}:" in sentence else f"http://a.test/{name}" for name in names}
    return sentence.format(**values)


@pytest.mark.parametrize("sentence", clauses())
def test_every_clause_of_a_visits_detail_is_told_in_both_languages(sentence: str) -> None:
    english, indonesian = filled(sentence), filled(translate(sentence, "id"))
    assert retell(english, "id") == indonesian
    assert retell(indonesian, "en") == english
    assert retell(indonesian, "id") == indonesian


def test_a_detail_of_several_clauses_is_told_clause_by_clause() -> None:
    english = (
        "everything that is linked was visited; menu: 3 of 4 entries visited; documents: 3 fetched, not fetched:"
        " 5 their share of the budget was used up; 2 not reached; sebuah kalimat dari halaman"
    )
    told = retell(english, "id")
    assert told.startswith("semua yang ditautkan sudah dikunjungi; menu: 3 dari 4 butir dikunjungi; ")
    assert "fetched" not in told
    assert "reached" not in told
    assert told.endswith("; sebuah kalimat dari halaman")
    assert retell(told, "en") == english


@given(st.text(alphabet="abc {}:;,.()0123456789\n", max_size=200), st.sampled_from(["en", "id"]))
def test_text_that_no_catalogue_knows_stays_as_it_is(text: str, lang: str) -> None:
    assert retell(text, lang) == text


def test_the_desk_tells_details_in_its_own_language(tmp_path: Path) -> None:
    make_wave(tmp_path)
    with closing(sqlite3.connect(tmp_path / "scorecard.db")) as db:
        db.execute(
            "update findings set search_detail = 'the page budget ended the visit; menu: 3 of 4 entries visited'"
        )
        db.execute("update reach set detail = '2 pages that scripts build were not shown: no browser'")
        db.commit()
    with serving(tmp_path) as served, closing(served.client(lang="id")) as client:
        said = client.get("/cells/99.01/web_budget").text
        assert translate("the page budget ended the visit", "id") in said
        assert "menu: 3 dari 4 butir dikunjungi" in said
        for page in ("/cells/99.01/web_budget", "/regions/99.01", "/websites"):
            assert "no browser" not in client.get(page).text, page
