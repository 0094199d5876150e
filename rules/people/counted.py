"""Whose figures they are, and into which groups they are broken down: shared by the rules on people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rules.figures import Dataset, Figure, datasets, is_news
from rules.figures.dataset import SUBJECT
from rules.genre import names_survey
from rules.places import is_of_part, other_region, page_title, village_named
from scorecard.model import Place
from scorecard.reading import Page
from scorecard.reading.wording import Pattern, Wording

_AGENCY: Final = Wording(
    r"(?:dinas|badan|kantor|bidang|seksi|urusan|kementerian|disdukcapil|disnaker\w*)\s+(?:\w+\s+(?:dan|,)\s+)?"
    r"(?:kependudukan|tenaga kerja|ketenagakerjaan|transmigrasi|pencatatan)[\w ,]{0,60}|usia sekolah",
    re.IGNORECASE,
)
#: One company: its workers are not the region's.
_FIRM: Final = re.compile(r"^\W*(?:PT|P\.T|CV|C\.V|UD|PD|Koperasi)\b\.? ?[A-Z]")
_SEEKERS: Final = Wording(r"pencari kerja|pencaker|\bak[ /-]?1\b|kartu kuning|job ?seekers?", re.IGNORECASE)
_EMPLOYED: Final = re.compile(
    r"angkatan kerja|bekerja|penganggur|pekerja(?!an)|employ|labou?r force|workers", re.IGNORECASE
)
#: An age by its name, the years behind it.
_AGED: Final = Wording(
    r"\b(?:balita|bayi|batita|lansia|remaja|dewasa)\b(?=\W{0,3}(?:usia |umur )?[<>≥]?\d)", re.IGNORECASE
)
_LABOUR: Final = Wording(
    r"angkatan kerja|tenaga kerja|ketenaga ?kerjaan|pekerja(?!an)|(?<!tidak )(?<!belum )bekerja|pencari kerja|pencaker|"
    r"penganggur|\bburuh|employ|labou?r force|workers",
    re.IGNORECASE,
)
_LABOUR_HEAD: Final = Wording(r"bekerja|angkatan kerja|penganggur|pencari kerja|employ", re.IGNORECASE)
_NOT_LABOUR: Final = Wording(
    r"pegawai|\basn\b|\bpns\b|honorer|responden|pelatihan|magang|asing|imta|\btka\b|bpjs|jamsostek|jaminan sosial|"
    r"kecelakaan|lowongan|investasi|penanaman modal|\bpma\b|\bpmdn\b|proyek|kesehatan|koperasi|umkm|mikro",
    re.IGNORECASE,
)
_PEOPLE: Final = Wording(
    r"penduduk|kependudukan|demogra|population|\bjiwa\b|\bwarga\b|masyarakat(?! miskin)", re.IGNORECASE
)
#: Words of SUBJECT that leave a population a population.
_NEUTRAL: Final = re.compile(r"penduduk|population|kependudukan|demogra|jiwa|kepala keluarga|keluarga", re.IGNORECASE)
#: Datasets read on one page; hostile pages have thousands.
_MOST: Final = 150
_REGION_ROW: Final = re.compile(r"\b(?:kab|kota|kabupaten|pemkab|pemkot|kotamadya)\b", re.IGNORECASE)
_SHARE_OF: Final = Wording(r"rasio|kepadatan|pertumbuhan|laju|persentase penduduk miskin|beban", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A dataset's groups with figures, and how many groups it names without."""

    dataset: Dataset
    groups: Mapping[str, Figure]
    blank: int = 0

    @property
    def best(self) -> Figure:
        """The first figure by place."""
        return min(self.groups.values(), key=lambda figure: figure.start)

    @property
    def is_filled(self) -> bool:
        """Whether at least half of the named groups have figures."""
        return len(self.groups) >= max(1, self.blank)


def breakdowns(
    page: Page, group_of: Callable[[str], str], belongs: Callable[[Dataset, Figure], bool]
) -> Iterator[Breakdown]:
    """For each table, list and run of lines, the groups its rows or its columns name, with their figures."""
    whose = _LABOUR if belongs is is_labour else _PEOPLE
    for dataset in spoken_of(page, whose):
        if _is_of_others(page, dataset):
            continue
        for figures in (dataset.rows, dataset.columns):
            groups: dict[str, Figure] = {}
            named: set[str] = set()
            for figure in figures:
                group = next((found for name in figure.names if (found := group_of(name))), "")
                if group and belongs(dataset, figure):
                    named.add(group)
                    if figure.values:
                        groups.setdefault(group, figure)
            yield Breakdown(dataset, groups, len(named - groups.keys()))


def spoken_of(page: Page, words: Pattern) -> Iterator[Dataset]:
    """Datasets in or over which words of a pattern stand; of news only the tables; none of a survey."""
    known: dict[int, tuple[Dataset, ...]] = page.readings.setdefault("spoken of", {})
    if id(words) not in known:
        known[id(words)] = tuple(_spoken_of(page, words))
    yield from known[id(words)]


def _spoken_of(page: Page, words: Pattern) -> Iterator[Dataset]:
    told = is_news(page)
    for dataset in datasets(page)[:_MOST]:
        if dataset.place is Place.NAV or (told and dataset.kind != "table") or names_survey(dataset.over):
            continue
        if words.search(dataset.over) or words.search(page.text, dataset.start, dataset.end):
            yield dataset


def _is_of_others(page: Page, dataset: Dataset) -> bool:
    """Whether a dataset lists other regions or stands under the name of one; asked once a page."""
    known: dict[int, bool] = page.readings.setdefault("of others", {})
    if id(dataset) not in known:  # the page keeps its datasets
        known[id(dataset)] = lists_others(page, dataset) or bool(other_region(page, dataset.title[0]))
    return known[id(dataset)]


def lists_others(page: Page, dataset: Dataset) -> bool:
    """Whether the rows are those of other regions, the own one not among them."""
    others = others_named(page, dataset)
    named = [row for row in dataset.filled[:60] if _REGION_ROW.search(row.words)]
    return len(others) > 1 and len(others) == len(named)


def others_named(page: Page, dataset: Dataset) -> list[Figure]:
    """Rows that name another kabupaten or kota."""
    named = (row for row in dataset.filled[:60] if _REGION_ROW.search(row.words))
    return [row for row in named if other_region(page, row.words)]


def subject_of(dataset: Dataset, figure: Figure) -> str:
    """The words that say what a figure counts: its own, those above it, or the nearest title that does."""
    if figure.subject:
        own = _AGED.sub(" ", _AGENCY.sub(" ", figure.subject))
        if SUBJECT.search(own):
            return own
    parts = (_AGENCY.sub(" ", part) for part in dataset.title)
    return next((part for part in parts if SUBJECT.search(part)), "")


def is_population(dataset: Dataset, figure: Figure) -> bool:
    """Whether a figure counts inhabitants, and no workers, pupils, voters or respondents."""
    words = subject_of(dataset, figure)
    if not _PEOPLE.search(words) or is_labour_words(words) or any(map(_LABOUR_HEAD.search, dataset.heads[:30])):
        return False
    if figure.is_column and any(_LABOUR_HEAD.search(row.label) for row in dataset.filled[:40]):
        return False
    return not SUBJECT.search(_NEUTRAL.sub(" ", words)) and not _is_share(words)


def _is_share(words: str) -> bool:
    """Whether a ratio or a rate of the people is named, and not the people with a rate behind them."""
    share, people = _SHARE_OF.search(words), _PEOPLE.search(words)
    return share is not None and (people is None or share.start() < people.start())


def is_labour(dataset: Dataset, figure: Figure) -> bool:
    """Whether a figure counts workers, unemployed or the labour force; who registers for a job is none of them."""
    words = subject_of(dataset, figure)
    if _FIRM.search(figure.label):
        return False
    if _SEEKERS.search(words) and not _EMPLOYED.search(_SEEKERS.sub(" ", words)):
        return False
    if not is_labour_words(words):
        headed = dataset.kind == "table" and any(map(_LABOUR_HEAD.search, dataset.heads[:30]))
        if not headed or not (not words or _PEOPLE.search(words)):
            return False
    heads = " ".join(dataset.heads[:30]) if dataset.kind == "table" else ""
    return not _NOT_LABOUR.search(f"{words} {dataset.title[0]} {heads}")


def is_labour_words(text: str) -> bool:
    """Whether words name workers, job seekers, unemployed or the labour force."""
    return bool(_LABOUR.search(text))


def is_foreign(page: Page) -> bool:
    """Whether page speaks of another region, of one village, or of those who answered a survey."""
    if "foreign" not in page.readings:
        foreign = bool(other_region(page)) or names_survey(page_title(page)) or is_village(page)
        page.readings["foreign"] = foreign
    return bool(page.readings["foreign"])


def is_part(page: Page) -> bool:
    """Whether the page is about one kecamatan, kelurahan or desa."""
    return is_of_part(page)


def is_village(page: Page) -> bool:
    """Whether the page is about one kelurahan or desa, whose people are too few to speak for the region."""
    host = page.url.partition("//")[2].partition("/")[0]
    kecamatan = re.search(r"\bkec(?:amatan|\.)|\bdistrik\b", page_title(page), re.IGNORECASE)
    named = village_named(page_title(page)) and not kecamatan
    return bool(named) or host.startswith(("kel-", "kel.", "desa", "kelurahan")) or host.endswith(".desa.id")
