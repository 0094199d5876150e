"""Is the region's population given by sex?

Why it counts: investors read the supply of labour from it.
Found: figures of inhabitants for men and for women: rows, columns, cards or a sentence.
Partial: the split of one kecamatan or desa; a live link to such data; a chart filled by an interface.
Not found: the total alone; workers, pupils, voters, staff or survey respondents by sex; names without figures.
Known to miss: figures in pictures; pages that call their people only by another name ("KK", "wajib KTP").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from rules.figures import datasets, is_news
from rules.people.answers import claim_figure, settle
from rules.people.counted import Breakdown, breakdowns, is_part, is_population
from rules.people.groups import names_both, sex_of
from rules.people.pointers import AT_WORK, SERVED_WHY, pointers, served
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Page
from scorecard.reading.numbers import numbers_in
from scorecard.reading.words import Seen

INDICATOR: Final = "web_population_sex"
VERSION: Final = "2"
WORDS: Final = {
    "sex": (
        "laki-laki",
        "laki - laki",
        "laki laki",
        "laki_laki",
        "pria",
        "lelaki",
        "perempuan",
        "wanita",
        "jenis kelamin",
        "jenis_kelamin",
        "male",
    ),
    "people": ("penduduk", "demografi", "kependudukan", "population"),
}
TOPIC: Final = re.compile(
    rf"^(?!.*(?:{AT_WORK})).*(?:penduduk|kependudukan|population).{{0,60}}"
    r"(?:jenis kelamin|laki|perempuan|gender|by sex)|"
    r"^\W*(?:data )?demografi\W*$|"
    r"^\W*(?:data|jumlah|statistik|info\w*) (?:jumlah )?(?:penduduk|kependudukan|demografi)\W*(?:\d{4})?\W*$",
    re.IGNORECASE,
)
PEOPLE: Final = re.compile(r"penduduk|demogra|population", re.IGNORECASE)
SERVED: Final = re.compile(rf"^(?!.*(?:{AT_WORK})).*(?:jenis kelamin|laki-laki dan perempuan|by sex)", re.IGNORECASE)
_FEWEST: Final = 50
_NEAR: Final = 150
_MOST_BLOCKS: Final = 200
_WHY: Final = "Inhabitants are given in figures for men and for women."
_PART_WHY: Final = "Men and women are counted here for one part of the region only."


def check(page: Page, seen: Seen) -> Iterator[Hit]:
    """Both sexes of a population with figures, else what points to them."""
    yield from settle(INDICATOR, page, seen, _claims(page, seen), "sex")


def _claims(page: Page, seen: Seen) -> Iterator[Hit]:
    for found in breakdowns(page, sex_of, is_population):
        if len(found.groups) == 2 and max(max(figure.values) for figure in found.groups.values()) >= _FEWEST:
            part = is_part(page) or _names_parts(found)
            yield claim_figure(INDICATOR, page, found.best, _PART_WHY if part else _WHY, partial=part)
    for dataset in datasets(page) if page.is_document else ():
        for heads in dataset.columns:
            if names_both(heads.words) and is_population(dataset, heads) and len(heads.values) > 1:
                yield claim_figure(INDICATOR, page, heads, _WHY)
    yield from _told(page, seen)
    yield from pointers(INDICATOR, page, seen, TOPIC, "sex", "people")
    yield from served(INDICATOR, page, SERVED, PEOPLE)
    yield from _slots(page)


def _slots(page: Page) -> Iterator[Hit]:
    """Elements named after both sexes under a heading on people: a script fills in the numbers."""
    places = {sex: place for name, place in page.ids.items() if (sex := sex_of(re.sub(r"[-_]+", " ", name)))}
    if len(places) == 2 and page.blocks:
        start = min(start for start, _end in places.values())
        block = page.block_at(start)
        around = f"{page.text[max(0, start - _NEAR) : start + _NEAR]} {' '.join(page.headings(block))}"
        if re.search(r"penduduk|demografi", around, re.IGNORECASE) and not _OTHERS.search(around):
            yield hit(INDICATOR, Strength.PARTIAL, page, block.start, block.end, SERVED_WHY)


def _told(page: Page, seen: Seen) -> Iterator[Hit]:
    """ "... jiwa, terdiri dari 61.200 laki-laki dan 60.900 perempuan": both sexes and two numbers in a paragraph."""
    if is_news(page):
        return
    for block, matches in islice(seen.blocks("sex"), _MOST_BLOCKS):
        text = page.text[slice(*_around(page, block, matches[0].start, matches[-1].end))]
        counts = [entry for entry in numbers_in(text) if entry.value >= _FEWEST and not entry.is_year]
        sexes = {sex_of(page.text[match.start : match.end]) for match in matches}
        people = re.search(r"penduduk|jiwa", text, re.IGNORECASE) and not _OTHERS.search(text)
        if (
            block.place is not Place.NAV
            and block.tag != "tr"
            and {"male", "female"} <= sexes
            and len(counts) > 1
            and people
        ):
            part = is_part(page)
            strength = Strength.PARTIAL if part else Strength.FOUND
            start, end = max(block.start, matches[0].start - 100), min(block.end, matches[-1].end + 60)
            yield hit(INDICATOR, strength, page, start, end, _PART_WHY if part else _WHY)


def _around(page: Page, block: Block, first: int, last: int) -> tuple[int, int]:
    """Span of the sentences in which the words from `first` to `last` stand, at most so far around them."""
    start, end = max(block.start, first - _REACH), min(block.end, last + _REACH)
    stops = [stop.end() for stop in _STOP.finditer(page.text, start, end)]
    start = max((stop for stop in stops if stop <= first), default=start)
    return start, min((stop for stop in stops if stop >= last), default=end)


_STOP: Final = re.compile(r"[.;]\s+(?=[A-Z])")
_REACH: Final = 160
_OTHERS: Final = re.compile(
    r"pegawai|\basn\b|\bpns\b|siswa|pemilih|responden|angkatan kerja|pekerja|bekerja|korban|penganggur|miskin|"
    r"disabilitas|pencari kerja|santri|tenaga kerja",
    re.IGNORECASE,
)


def _names_parts(found: Breakdown) -> bool:
    """Whether the rows are those of one kecamatan or desa: "Sukarasa (Laki-laki)" under "per kecamatan"."""
    if not re.search(r"kecam\w+|kelurahan|desa", found.dataset.over, re.IGNORECASE):
        return False
    rests = {
        re.sub(r"[\W\d]+", " ", _SEXES.sub(" ", row.label)).strip() for row in found.dataset.filled if sex_of(row.label)
    }
    return bool(rests) and all(rest and not _COMMON.search(rest) for rest in rests) and len(rests) <= 2


_SEXES: Final = re.compile(r"laki\s?[-–]?\s?laki|pria|lelaki|perempuan|wanita", re.IGNORECASE)
_COMMON: Final = re.compile(r"penduduk|jumlah|total|tahun|jiwa|usia|umur", re.IGNORECASE)
