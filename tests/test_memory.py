"""What is remembered of texts: the same answers, sooner, and never more than a bounded number of them."""

from __future__ import annotations

from pathlib import Path

from rules import ALL
from rules.judge import Judge
from scorecard.reading import read
from scorecard.reading.memory import LONGEST, MOST, forget, kept, remembered

FIXTURES = sorted((Path(__file__).parent / "fixtures" / "rules").glob("*/*.html"))


def test_a_text_is_asked_about_once_until_all_is_forgotten() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [length("menu"), length("menu")] == [4, 4]
    assert asked == ["menu"]
    forget()
    assert length("menu") == 4
    assert asked == ["menu", "menu"]


def test_long_texts_are_answered_and_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    text = "x" * (LONGEST + 1)
    assert [length(text), length(text)] == [LONGEST + 1] * 2
    assert len(asked) == 2


def test_no_more_than_so_many_answers_are_kept() -> None:
    asked: list[int] = []

    @kept(2)
    def same(number: int) -> int:
        asked.append(number)
        return number

    assert [same(number) for number in (1, 2, 3, 1)] == [1, 2, 3, 1]
    assert asked == [1, 2, 3, 1]
    assert MOST <= 4_096


def test_the_pages_judged_before_change_no_answer() -> None:
    judge = Judge(ALL)
    pages = [path.read_bytes() for path in FIXTURES[::9]]

    def answers(body: bytes) -> list[object]:
        return list(judge.hits(read(body, url="http://www.sukamajukab.test/halaman", content_type="text/html")))

    alone = []
    for body in pages:
        forget()
        alone.append(answers(body))
    forget()
    assert [answers(body) for body in pages] == alone
    assert [answers(body) for body in reversed(pages)] == alone[::-1]
