"""Figures beside their labels: rows of tables, lines of documents, lists and cards, and sentences.

`datasets` cuts a page into tables, runs of list items or cards, and runs of document lines; each is read
when its rows are first asked for, once a page. A figure is a number that is no year, running mark, code,
age band or zero. `relevant` gives those that a rule's words stand in or over, `rows_named` their rows,
`stated` values out of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from rules.figures.dataset import Dataset, Figure
from rules.figures.lines import TABLE_LINE, line_runs, list_runs, pairs_in, read_run
from rules.figures.sentences import Statement, stated
from rules.figures.table import read_grid
from rules.genre import is_news, is_survey
from scorecard.model import Place
from scorecard.reading import Page
from scorecard.reading.page import Block
from scorecard.reading.words import Seen, fold

__all__ = [
    "Dataset",
    "Figure",
    "Statement",
    "datasets",
    "holds",
    "is_news",
    "is_survey",
    "pairs_in",
    "relevant",
    "rows_named",
    "stated",
]
#: How a paragraph over a table begins when it is its title.
_TITLE: Final = re.compile(
    r"\W*(?:[\dIVX.]+\s+)?(?:tabel|table|grafik|gambar|jumlah|data|banyaknya|persentase|perkembangan|tingkat|angka|daftar|"
    r"statistik|rekap\w*|distribusi|rata|indeks|indikator|upah|nilai|luas|produksi|panjang|realisasi|ringkasan|profil|"
    r"penduduk|tenaga kerja|angkatan kerja|laju|proporsi|kondisi|rincian|pdrb|produk|sebaran|target|keadaan)\b",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_SOURCE: Final = re.compile(r"\W*(?:sumber|source|catatan|keterangan|update|diperbarui)\b", re.IGNORECASE)
#: Code points of tables read on one page, datasets kept, and code points within which lines and lists are read.
_MOST_TABLES = 80_000
_MAX_DATASETS = 300
_MOST_LINES = 250_000


def datasets(page: Page) -> list[Dataset]:
    """The page's tables, lists and lines in order; the same objects at every call for one page."""
    if "datasets" not in page.readings:
        found = [*_tables(page), *(_document(page) if page.is_document else _lists(page))]
        page.readings["datasets"] = found[:_MAX_DATASETS]
    kept: list[Dataset] = page.readings["datasets"]
    return kept


def relevant(page: Page, seen: Seen, *groups: str) -> Iterator[Dataset]:
    """Datasets outside navigation in or over which words of the groups stand."""
    for dataset in datasets(page):
        if dataset.place is not Place.NAV and (
            seen.within(dataset.start, dataset.end, *groups) or holds(seen, dataset.over, *groups)
        ):
            yield dataset


def rows_named(page: Page, seen: Seen, *groups: str) -> Iterator[tuple[Dataset, Figure]]:
    """Rows, lines and columns with a figure whose own words hold a word of the groups."""
    for dataset in relevant(page, seen, *groups):
        for figure in (*dataset.rows, *dataset.columns):
            if figure.values and holds(seen, figure.words, *groups):
                yield dataset, figure


def holds(seen: Seen, text: str, *groups: str) -> bool:
    """Whether `text`, a part of the page, holds a word of the groups (whole at its start)."""
    flat = fold(text)
    for word in {match.word for group in groups for match in seen.matches.get(group, ())}:
        at = flat.find(word)
        while at >= 0:
            if at == 0 or not flat[at - 1].isalnum():
                return True
            at = flat.find(word, at + 1)
    return False


def _document(page: Page) -> Iterator[Dataset]:
    return (_lines(page, run) for run in line_runs(page) if run[0].start < _MOST_LINES)


def _tables(page: Page) -> Iterator[Dataset]:
    groups: dict[int, list[Block]] = {}
    for block in page.blocks:
        if block.table >= 0:
            groups.setdefault(block.table, []).append(block)
    left = _MOST_TABLES
    for index, blocks in groups.items():
        start, end = blocks[0].start, blocks[-1].end
        left -= sum(block.end - block.start for block in blocks)
        if left < 0 or _DIGIT.search(page.text, start, end) is None:
            continue
        title = _over(page, blocks[0])
        yield Dataset(
            "table", start, end, title, blocks[0].place, lambda i=index, b=blocks: read_grid(page, i, b)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        )  # fmt: skip


def _lists(page: Page) -> Iterator[Dataset]:
    for run in list_runs(page):
        start, end = run[0].start, run[-1].end
        if start < _MOST_LINES and _DIGIT.search(page.text, start, end):
            yield _lines(page, run)


def _lines(page: Page, run: Sequence[Block]) -> Dataset:
    kind = "lines" if page.is_document else "list"
    title = _document_title(page, run) if page.is_document else _over(page, run[0])
    return Dataset(kind, run[0].start, run[-1].end, title, run[0].place, lambda: read_run(page, run))


def _over(page: Page, first: Block) -> tuple[str, ...]:
    """What stands over a block: its own words if a heading or caption, the lines right before, its headings."""
    near: list[str] = []
    if first.tag[:1] == "h" or first.tag == "caption":
        near.append(page.words_of(first)[:300])
    else:
        for block in reversed(page.blocks[max(0, first.index - 3) : first.index]):
            text = page.words_of(block)
            apart = block.table >= 0 and block.table != first.table
            if apart or block.tag in ("title", "option") or _SOURCE.match(text):
                break
            if block.place is first.place and len(text) <= 160 and _TITLE.match(text) and not text.endswith("."):
                near.append(text)
    return tuple(dict.fromkeys((*near, *(head[:300] for head in page.headings(first)))))


def _document_title(page: Page, run: Sequence[Block]) -> tuple[str, ...]:
    """A run's first two lines, the two before it unless it opens a numbered table, and the document's own first."""
    opens = TABLE_LINE.match(page.words_of(run[0])[:40])
    before = [] if opens else page.blocks[max(0, run[0].index - 2) : run[0].index]
    own = takewhile(lambda block: not TABLE_LINE.match(page.words_of(block)[:40]), page.blocks[:3])
    lines = (*run[:2], *before, *own)
    return (*dict.fromkeys(page.words_of(block)[:200] for block in lines), page.title)
