"""A measure of the region by name: its value in a row, a column, a card or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.figures import Dataset, Figure, Statement, datasets, is_news, stated
from rules.genre import names_event
from rules.labels import is_headline
from rules.people.counted import others_named, spoken_of
from rules.people.groups import band_of, level_of, sex_of
from rules.places import is_provincial, other_region
from scorecard.reading import Page
from scorecard.reading.numbers import is_year
from scorecard.reading.words import Seen

#: A plan's figures are no measurement.
_PLANNED: Final = re.compile(
    r"\b(?:di)?target|\bmenarget|diproyeksi|direncana|diharap|\bpagu\b|\banggaran\b|proyeksi|rencana", re.IGNORECASE
)
_DONE: Final = re.compile(r"realisasi|capaian|hasil", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"\bdata\b|statistik|indikator|profil|gambaran|selayang|sekilas|kondisi|ketenagakerjaan|kependudukan|potensi|demografi|"
    r"dalam angka|makro|keadaan|geografi|ekonomi|sosial",
    re.IGNORECASE,
)


_NUMBERED: Final = re.compile(r"tabel|table|grafik|gambar", re.IGNORECASE)
_NOTHING: Final = re.compile(r"(?!)")
#: Headings over lists of posts.
_NEWS_LIST: Final = re.compile(
    r"\W*(?:berita|warta|kabar|artikel|pos-pos|posting|post|recent|latest|arsip|pengumuman|agenda|siaran pers|terkait|"
    r"populer|terpopuler|info terkini|terbaru)\b",
    re.IGNORECASE,
)
#: How a measure is computed, which is no value of it.
_FORMULA: Final = re.compile(
    r"×|÷|\bx ?100\b|\*\s?100|=\s?\(|\brumus|\bdibagi\b|merupakan (?:perbandingan|persentase)", re.I
)
_OWN_KIND: Final = re.compile(r"\b(?:kabupaten|kota|daerah)\b", re.IGNORECASE)
_NATION: Final = re.compile(r"\b(?:indonesia|nasional)\b", re.IGNORECASE)
#: What an event counts.
_EVENT: Final = re.compile(
    r"\b(?:dihadiri|diikuti|peserta|melibatkan|membuka|menyerap|perusahaan|lowongan|pelatihan|bantuan|anggaran|dilatih|"
    r"melatih|stan|stand|pelamar)\b",
    re.IGNORECASE,
)
#: Measures that profiles and speeches give in one breath.
_MEASURES: Final = re.compile(
    r"\bpdrb\b|\bipm\b|pembangunan manusia|inflasi|kemiskinan|penduduk miskin|(?:pertumbuhan|laju) ekonomi|"
    r"ekonomi (?:tumbuh|daerah)|gini|\btpak\b|\btpt\b|penganggur\w*|angkatan kerja|upah minimum|harapan hidup|"
    r"lama sekolah|per ?kapita|stunting|investasi|\bapbd\b|\bpad\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: `name` as rows call it, the range of its values, words beside which it is something else."""

    name: re.Pattern[str]
    low: float
    high: float
    unlike: re.Pattern[str]
    not_under: re.Pattern[str] = _NOTHING  # titles and column heads under which the name means something else

    def fits(self, figure: Figure) -> bool:
        """Whether the figure has a value in range."""
        return any(self.low <= value <= self.high for value in figure.values)


def tabled(page: Page, measure: Measure) -> Iterator[Figure]:
    """Rows, columns, cards and lines that carry the measure: named by themselves, else by the title over them."""
    for dataset in spoken_of(page, measure.name):
        if measure.not_under.search(" ".join((*dataset.heads[:30], *dataset.title[:1]))):
            continue
        others = others_named(page, dataset)
        if others:
            yield from _own_row(page, dataset, measure, others)
            continue
        own = [
            figure
            for figure in (*dataset.rows, *dataset.columns)
            if not figure.told
            and not _is_news_item(dataset, figure)
            and any(measure.name.search(name) and not measure.unlike.search(name) for name in figure.names)
            and measure.fits(figure)
            and not _is_planned(figure.words, dataset)
            and not _is_elsewhere(page, f"{figure.words} {dataset.title[0]}")
        ]
        yield from own or _grouped(dataset, measure) or _dated(dataset, measure) or _titled(page, dataset, measure)


def told(page: Page, seen: Seen, measure: Measure, *groups: str, whole: bool) -> Iterator[tuple[Statement, bool]]:
    """Sentences that give the measure's value, and whether the page is about such data (no news, no aside)."""
    news = is_news(page)
    for found in stated(page, seen, *groups, low=measure.low, high=measure.high, whole=whole):
        if found.block.tag == "tr" and found.block.end - found.block.start < 200:
            continue  # a row is no sentence
        around = page.text[max(found.start, found.match.start - 60) : found.end]
        if (
            _FORMULA.search(found.text)
            or measure.unlike.search(around)
            or _is_planned(found.text, None)
            or _is_elsewhere(page, found.text)
            or (_NATION.search(found.text) and not _names_region(page, found.text))
        ):
            continue
        if _is_of_another(found, measure):
            continue
        heads = " | ".join(page.headings(found.block))
        dated = bool(found.years) or _names_own(page, found.text)
        about = bool(measure.name.search(heads) or _ABOUT.search(heads)) or page.is_document or dated
        if page.is_document and any(
            _is_planned("", data) for data in datasets(page) if data.start <= found.start < data.end
        ):
            continue
        nearest = page.headings(found.block)[0]
        if found.block.tag == "li" and _NEWS_LIST.match(nearest):
            continue
        headline = names_event(nearest)
        aside = news or headline or found.block.tag == "tr" or found.block.tag[:1] == "h"
        yield found, about and not aside


def _is_news_item(dataset: Dataset, figure: Figure) -> bool:
    """Whether a list entry is a headline, or a link in a margin's list of news."""
    if dataset.kind != "list":
        return False
    return names_event(figure.text) or is_headline(figure.text) or any(map(_NEWS_LIST.match, dataset.title[:2]))


def _is_of_another(found: Statement, measure: Measure) -> bool:
    """Whether another measure stands between the word and the value: "pengangguran menurun dan PDRB tumbuh 2,3"."""
    at, past = found.match.start - found.start, found.match.end - found.start
    if found.value.start < at:
        before = found.text[max(0, found.value.start - 30) : found.value.start]
        return "," in found.text[found.value.end : at] or bool(_EVENT.search(before))
    between = found.text[past : found.value.start]
    if _EVENT.search(between):
        return True
    return any(not measure.name.search(other[0]) for other in _MEASURES.finditer(between))


def _names_region(page: Page, text: str) -> bool:
    """Whether a sentence is about the own region: by its name, or as "kabupaten ini" and the like."""
    return _names_own(page, text) or bool(_OWN_KIND.search(text))


def _names_own(page: Page, text: str) -> bool:
    return page.region is not None and page.region.name.casefold() in text.casefold()


def _grouped(dataset: Dataset, measure: Measure) -> list[Figure]:
    """Men and women, levels or bands below a row that names the measure and has no figure itself."""
    return [
        row
        for row in dataset.filled
        if not row.told
        and measure.name.search(row.subject)
        and not measure.unlike.search(row.subject)
        and measure.fits(row)
        and (sex_of(row.label) or band_of(row.label) or level_of(row.label))
    ][:1]


def _dated(dataset: Dataset, measure: Measure) -> list[Figure]:
    """Years below a line that names the measure, each with its value: a row of cards under a title."""
    above: list[Figure] = []
    valued = False
    for row in dataset.rows:
        if not row.values:
            above = [row] if valued else [*above, row][-3:]
            valued = False
            continue
        valued = True
        named = any(measure.name.search(head.label) and not measure.unlike.search(head.label) for head in above[:2])
        if (
            named
            and is_year(row.label)
            and measure.fits(row)
            and not any(map(_PLANNED.search, (h.label for h in above)))
        ):
            return [row]
    return []


def _titled(page: Page, dataset: Dataset, measure: Measure) -> Iterator[Figure]:
    """Rows of a dataset that its nearest titles name after the measure: years, or the region, as labels."""
    if dataset.kind == "table" and any(_is_blank(row, measure) for row in dataset.rows):
        return
    title = next((part for part in dataset.title[:3] if measure.name.search(part)), "")
    if not title or measure.unlike.search(title) or _is_planned(title, dataset):
        return
    if _is_elsewhere(page, title):
        return
    filled = [row for row in dataset.filled if not (row.told or _is_news_item(dataset, row))]
    rows = [row for row in filled if measure.fits(row)]
    if dataset.kind == "lines" and not _NUMBERED.match(title):
        return
    if rows and len(rows) * 2 >= len(filled) and (len(rows) > 1 or len(rows[0].values) > 1 or dataset.years):
        yield rows[0]


def _own_row(page: Page, dataset: Dataset, measure: Measure, others: Sequence[Figure]) -> Iterator[Figure]:
    """Of a list of many regions the row of the own one, where title or heads name the measure."""
    named = any(measure.name.search(words) for words in (*dataset.title[:3], *dataset.heads))
    if named and page.region is not None and not _is_planned("", dataset):
        name = page.region.name.casefold()
        rows = [row for row in dataset.filled if row not in others and name in row.words.casefold()]
        yield from [row for row in rows if measure.fits(row)][:1]


def _is_blank(row: Figure, measure: Measure) -> bool:
    """Whether the row of the measure itself is there without a figure (a row over all columns is a title)."""
    named = any(measure.name.search(name) for name in row.names)
    return named and not row.values and row.text.count(row.label) < 2


def _is_planned(words: str, dataset: Dataset | None) -> bool:
    over = f"{words} {' '.join(dataset.heads[:12])} {' '.join(dataset.title[:1])}" if dataset else words
    return bool(_PLANNED.search(over)) and not _DONE.search(over)


def _is_elsewhere(page: Page, words: str) -> bool:
    return page.region is not None and (bool(other_region(page, words)) or is_provincial(words))
