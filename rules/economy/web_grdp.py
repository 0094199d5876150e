"""Is the gross regional domestic product (PDRB) of the region given?

Why it counts: it is the size of the market, and the first figure an investor asks for.
Found: a PDRB value with its year: a table by sector or expenditure, a row of its own, a sentence that is not news.
Partial: a single PDRB row inside a table on something else, PDRB per head alone, that of some branches alone, a live
link to PDRB data or a publication, a chart whose values a script fetches.
Not found: shares, growth rates, ranks and targets without the value; empty tables; a sector's contribution; figures of
the province or of another region; the words alone.
Known to miss: values in pictures, and tables that name their rows but not the PDRB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from rules.figures import Dataset, Figure, holds, relevant, rows_named, stated
from rules.genre import is_news
from rules.people.groups import field_of
from rules.places import is_provincial, other_region, page_title
from rules.pointers import pointers
from rules.protocol import hit
from scorecard.model import Hit, Strength
from scorecard.reading import Page
from scorecard.reading.numbers import years_in
from scorecard.reading.words import Seen

INDICATOR: Final = "web_grdp"
VERSION: Final = "1"
WORDS: Final = {
    "grdp": (
        "pdrb*",
        "produk domestik regional bruto",
        "produk domestik bruto regional",
        "grdp",
        "produk domestik regional",
        "gross regional domestic product",
        "regional gross domestic product",
    )
}
WHY_TABLE: Final = "PDRB values with their years stand here."
WHY_ROW: Final = "A PDRB value with its year stands in a table on something else."
WHY_HEAD: Final = "Only PDRB per head is given."
WHY_SENTENCE: Final = "A sentence states the PDRB with its year."
WHY_BRANCHES: Final = "The product of some branches stands here, and not that of the region."
WHY_NEWS: Final = "A news item states a PDRB value."
WHY_RATE: Final = "A share, growth rate or rank of the PDRB is no value of it."
WHY_ELSEWHERE: Final = "The PDRB is that of the province or of another region."
WHY_UNDATED: Final = "The words or a value stand here, without value and year together."
WHY_CHART: Final = "A chart on the PDRB takes its values from a script."
WHYS_LINK: Final = ("A link leads to PDRB data.", "The link for PDRB data leads nowhere.")
#: What is measured of or against the PDRB, and is not the PDRB.
_RATE: Final = re.compile(
    r"\b(?:kontribusi|distribusi|laju|pertumbuhan|tumbuh|growth|persen\w*|presentase|peran(?:an)?|share|struktur|peringkat|"
    r"ranking|rasio|target|andil|sumbangan|menyumbang|berkontribusi|indeks|elastisitas|proporsi|deflator|terhadap)\b|%",
    re.IGNORECASE,
)
#: Titles of a choice of branches, and their values in money.
_LARGEST: Final = re.compile(r"\b(?:terbesar|tertinggi|utama|dominan|top|largest|penyumbang)\b", re.IGNORECASE)
_ONE_BRANCH: Final = re.compile(r"\bpdrb\s+(?:\w+\s+)?(?:sub ?)?(?:sektor|kategori)\b", re.IGNORECASE)
_AIMED: Final = re.compile(r"\b(?:target|ditargetkan|sasaran|meningkatkan|mewujudkan)\b", re.IGNORECASE)
_SUM: Final = re.compile(r"\brp\b|rupiah|juta|mil[iy]ar|tril[iy]+un", re.IGNORECASE)
_YEAR_FIRST: Final = re.compile(r"\W*(?:tahun\s+)?(?:19|20)\d\d\b", re.IGNORECASE)
_MACRO: Final = re.compile(
    r"\b(?:indikator\s+(?:makro|ekonomi|utama|kinerja|pembangunan|strategis)|makro\s?ekonomi|ekonomi\s+makro|data\s+makro|perekonomian|"
    r"indikator\s+(?:kabupaten|kota)|macro\w*|key\s+indicators?|statistik\s+(?:kunci|utama|ekonomi)|sekilas|dalam\s+angka)\b",
    re.IGNORECASE,
)
_PER_HEAD: Final = re.compile(r"\bper\W{0,2}(?:kapita|capita|penduduk|orang)|\bperkapita", re.IGNORECASE)
_MONEY: Final = re.compile(r"\s*(?:,-)?\s*(?:triliun|trilyun|tril?\b|milyar|miliar|juta|rupiah)", re.IGNORECASE)
#: Most hits of one sort that are reported of a page.
KEPT: Final = 40
#: Least value of a table whose unit is not told: shares and rates stay below it.
_LEAST: Final = 150.0
_BELOW: Final = 24
_YEAR_ALONE: Final = re.compile(r"\(?(?:tahun|per)?\s*(?:19|20)\d\d\*{0,2}\)?", re.IGNORECASE)


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Tables, rows, sentences, links and charts on the PDRB, in this order."""
    foreign = bool(other_region(page)) or (page.region is not None and is_provincial(page_title(page)))
    yield from islice(_tables(page, seen, foreign), KEPT)
    yield from islice(_sentences(page, seen, foreign), KEPT)
    yield from pointers(page, seen, "grdp", indicator=INDICATOR, whys=WHYS_LINK, avoid=_RATE)
    yield from _charts(page, seen)


def _charts(page: Page, seen: Seen) -> Iterator[Hit]:
    """Charts under a heading on the PDRB: their values come from a script, so they are only pointed to."""
    for position, _name in page.charts if page.blocks else ():
        block = page.block_at(max(position - 1, 0))
        for head in (page.words_of(block)[:200], *page.headings(block)[:2]):
            if holds(seen, head, "grdp") and not _RATE.search(head):
                yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, WHY_CHART)
                break


def _tables(page: Page, seen: Seen, foreign: bool) -> Iterator[Hit]:
    for dataset, figure in rows_named(page, seen, "grdp"):
        yield _row(page, seen, dataset, figure, foreign)
    for dataset in relevant(page, seen, "grdp"):
        title = next((part for part in dataset.title if holds(seen, part, "grdp")), "")
        rows = [row for row in dataset.filled if _amounts(row) and not _RATE.search(row.words)]
        if not title or _LARGEST.search(title):
            yield from _largest(page, seen, dataset, rows, foreign)
            continue
        if _RATE.search(title) or len(rows) < _least_rows(rows) or not _years(dataset):
            continue
        strength, why = (Strength.REJECTED, WHY_ELSEWHERE) if foreign else (Strength.FOUND, WHY_TABLE)
        yield hit(INDICATOR, strength, page, rows[0].start, rows[0].end, why, certainty=3)


def _largest(page: Page, seen: Seen, dataset: Dataset, rows: Sequence[Figure], foreign: bool) -> Iterator[Hit]:
    """Values of the largest branches alone, under a title or a line among cards that names the PDRB."""
    heads = [head for head in (*dataset.title, *dataset.heads) if holds(seen, head, "grdp") and not _RATE.search(head)]
    branches = [row for row in rows if field_of(row.label) and _SUM.search(row.text)]
    if heads and len({field_of(row.label) for row in branches}) >= 3 and _years(dataset) and not foreign:
        yield hit(INDICATOR, Strength.PARTIAL, page, branches[0].start, branches[0].end, WHY_BRANCHES)


def _least_rows(rows: Sequence[Figure]) -> int:
    """How many rows make a table of the PDRB: of a run of years two do."""
    return 2 if all(_YEAR_FIRST.match(row.label or row.text) for row in rows) else 3


def _row(page: Page, seen: Seen, dataset: Dataset, figure: Figure, foreign: bool) -> Hit:
    """What a row or column that names the PDRB is worth."""
    strength, why, certainty = Strength.FOUND, WHY_TABLE, 3
    if foreign or is_provincial(figure.words) or other_region(page, figure.words):
        strength, why = Strength.REJECTED, WHY_ELSEWHERE
    elif _RATE.search(figure.words):
        strength, why = Strength.REJECTED, WHY_RATE
    elif not _amounts(figure) or not (
        _years(dataset) if dataset.kind == "table" else _own_years(page, dataset, figure)
    ):
        strength, why = Strength.REJECTED, WHY_UNDATED
    elif _PER_HEAD.search(figure.words):
        strength, why, certainty = Strength.PARTIAL, WHY_HEAD, 2
    elif (
        dataset.kind == "table"
        and not holds(seen, dataset.over, "grdp")
        and not (_is_macro(dataset, figure) or _is_by_branch(dataset))
    ):
        strength, why, certainty = Strength.PARTIAL, WHY_ROW, 2
    return hit(INDICATOR, strength, page, figure.start, figure.end, why, certainty=certainty)


def _is_by_branch(dataset: Dataset) -> bool:
    """Whether the rows beside are branches of the economy, whatever the title."""
    return len({field_of(row.label) for row in dataset.filled} - {""}) >= 2


def _is_macro(dataset: Dataset, figure: Figure) -> bool:
    """Whether the row runs over years in a table of the region's main figures, where the PDRB has its place."""
    return len(figure.values) >= 2 and bool(_MACRO.search(dataset.over))


def _sentences(page: Page, seen: Seen, foreign: bool) -> Iterator[Hit]:
    for one in stated(page, seen, "grdp", low=0.1, high=1e17):
        money = one.value.rupiah or _MONEY.match(one.text, one.value.end)
        rated = _RATE.search(one.text[: one.value.end]) or _AIMED.search(one.text)
        strength, why, certainty = Strength.FOUND, WHY_SENTENCE, 2
        if foreign or other_region(page, one.text) or is_provincial(one.text):
            strength, why = Strength.REJECTED, WHY_ELSEWHERE
        elif rated or one.value.percent:
            strength, why = Strength.REJECTED, WHY_RATE
        elif not money or not one.years:
            strength, why = Strength.REJECTED, WHY_UNDATED
        elif is_news(page):
            strength, why, certainty = Strength.PARTIAL, WHY_NEWS, 1
        elif _PER_HEAD.search(one.text):
            strength, why = Strength.PARTIAL, WHY_HEAD
        elif _ONE_BRANCH.search(one.text[: one.value.end]):
            strength, why = Strength.PARTIAL, WHY_BRANCHES
        yield hit(INDICATOR, strength, page, one.start, one.end, why, certainty=certainty)


def _amounts(figure: Figure) -> bool:
    """Whether the row's values can be money: large, or under a unit of money."""
    money = re.search(
        r"\brp\b|rupiah|juta|mil[iy]ar|tril[iy]+un",
        f"{figure.words} {' '.join(figure.heads)} {figure.text[:300]}",
        re.I,
    )
    return bool(money and figure.values) or max(figure.values, default=0.0) >= _LEAST


def _own_years(page: Page, dataset: Dataset, figure: Figure) -> bool:
    """Of a line or card: the years of its neighbours date them, not it; a year alone in the line below does."""
    below = page.text[figure.end : figure.end + _BELOW].strip("\n").partition("\n")[0]
    return bool(years_in(figure.text) or years_in(dataset.over) or _YEAR_ALONE.fullmatch(below))


def _years(dataset: Dataset) -> bool:
    return bool(dataset.years) or bool(years_in(dataset.over))
