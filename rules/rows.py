"""Rows of figures under the labels that head them, and pages whose figures come from an interface.

Statistics of a Pemda are nested: "2. Jalan Provinsi" heads "a. Baik". A row is read together with the
rows without figures above it and with the words over its table.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rules.figures import Dataset, Figure, relevant, stated
from rules.figures.sentences import Statement
from rules.genre import is_news, is_survey
from rules.labels import is_headline
from rules.places import is_of_part, other_region, village_named
from rules.pointers import is_dashboard
from rules.protocol import hit
from scorecard.model import Hit, Place, Strength
from scorecard.reading import Block, Link, Page
from scorecard.reading.wording import Pattern, Wording
from scorecard.reading.words import Seen

DEPTH: Final = 2
#: Rows looked at on one page by one rule: more than the largest books of statistics have.
MOST_TOLD: Final = 6_000
MAX_TITLE: Final = 160
MAX_LABEL: Final = 80
MAX_SAID: Final = 200
LABEL_WORDS: Final = 9
SERVED: Final = "The page presents this data set; its values come from an interface."
DOWNLOAD: Final = "The page presents this data set as a file to download."
EMPTY: Final = "The words stand here without figures for them."
ELSEWHERE: Final = "The page speaks of another region."
PART: Final = "The page speaks of one part of the region only."
#: A record of a rule: its number and year are no figures of what it rules.
_RECORD: Final = Wording(
    r"\b(?:peraturan|perda|perbup|perwal|keputusan|instruksi|surat edaran|raperda|putusan|"
    r"undang-undang)\b.{0,80}\b(?:nomor|no\.|tahun)",
    re.IGNORECASE,
)
_META: Final = re.compile(
    r"\W*(?:nomor|no\.?|tahun|tanggal|halaman|dilihat|diunduh|dibaca|ukuran|hits|views?|size|id|kode|versi|kontak|"
    r"telepon|telp\.?|fax)\b\W*$",
    re.IGNORECASE,
)
#: A cell that opens with a number other than a year: a table without one need not be read.
_FILLED: Final = re.compile(
    r"(?:\|\s?)(?!(?:19|20)\d\d\s?(?:\||$))(?:rp\.?\s?)?\d|^(?:rp\.?\s?)?\d[\d.,]{0,24}\s?%?$",
    re.IGNORECASE | re.MULTILINE,
)
#: Heads of what is planned, not measured.
_AIM: Final = re.compile(r"\b(?:target|pagu|anggaran|rencana|sasaran|proyeksi)\b", re.IGNORECASE)
#: Eight words and a full stop: read as a sentence, not as a label with its figure.
_SENTENCE: Final = re.compile(r"^(?:\S+\s+){7,}\S+\.$")
#: A script that asks another address for the values.
_FETCH: Final = re.compile(
    r"\bfetch\s*\(|\$\.(?:getJSON|ajax|get)\s*\(|axios|XMLHttpRequest|/api/|/json/|datastore_search|data\.json|"
    r"ajax\s*:|Highcharts|new Chart\(|ApexCharts|echarts|DataTable\(",
)
#: What a page says in place of values.
_BLANK: Final = re.compile(
    r"(?:belum|tidak) (?:tersedia|(?:ada|memiliki) data)|data (?:kosong|not found)|no data", re.IGNORECASE
)
#: How data sets are titled, and files that hold them.
_DATA_TITLE: Final = re.compile(
    r"\b(?:jumlah|data|dataset|rekap\w*|grafik|perkembangan|banyak\w*|persentase|panjang|luas|produksi|rasio|statistik|pelanggan|menurut|"
    r"berdasarkan|kondisi|sebaran|"
    r"persebaran|daftar|tingkat|kapasitas|nilai)\b",
    re.IGNORECASE,
)
_DATA_FILE: Final = re.compile(r"\.(?:csv|xlsx?|ods|pdf)(?:$|[?#&])|format=(?:csv|xlsx?)|/download/", re.IGNORECASE)
_SERVED_LINK: Final = re.compile(r"/api/|/json(?:/|$)|[?&.]json\b|datastore|format=json|\bapi\b", re.IGNORECASE)


@dataclass(slots=True, unsafe_hash=True)  # immutable by convention, as figures are
class Told:
    """A row (or column) with figures, the labels above it in the same table, and what stands over the table."""

    figure: Figure
    group: str
    over: str
    dataset: Dataset
    column: bool = False

    @property
    def own(self) -> str:
        """Its label and the other words in it, a unit among them; of a list entry all of it."""
        return self.figure.text if self.dataset.kind == "list" else self.figure.words

    @property
    def context(self) -> str:
        """Labels above it, then the titles over it."""
        return f"{self.group} | {self.over}"

    @property
    def everything(self) -> str:
        """All words that say what its figures are, column heads included."""
        return " | ".join((self.own, self.figure.text, self.group, self.over, *self.dataset.heads))[:3000]


def told(page: Page, seen: Seen, *groups: str) -> Iterator[Told]:
    """Rows and columns with figures in tables, lists and lines that hold the groups' words or stand under them.

    Nothing on pages of another region and in surveys, nothing of news; a table with one stray figure among
    blanks is empty.
    """
    if _is_unfit(page):
        return
    left = MOST_TOLD
    for dataset in relevant(page, seen, *groups):
        left -= len(_told_by(page, dataset))
        if left < 0:
            return
        yield from _told_by(page, dataset)


def _told_by(page: Page, dataset: Dataset) -> Sequence[Told]:
    """What one dataset tells, whoever asks: read once a page."""
    known: dict[int, Sequence[Told]] = page.readings.setdefault("told", {})
    kept = known.get(id(dataset))  # the page keeps its datasets
    if kept is None:
        kept = known[id(dataset)] = tuple(_read(page, dataset))
    return kept


def _read(page: Page, dataset: Dataset) -> Iterator[Told]:
    if dataset.kind == "table" and not _FILLED.search(page.text, dataset.start, dataset.end):
        return
    over = _over(page, dataset)
    if is_stray(dataset) or elsewhere(page, over):
        return
    above: list[str] = []
    read: dict[str, bool] = {}
    if dataset.rows and _heads(page, dataset, dataset.rows[0]):
        over = f"{dataset.rows[0].label[:200]} | {over}"
    for row in dataset.rows:
        if _META.match(row.label) or _RECORD.search(row.label) or (dataset.kind == "list" and _is_prose(row, read)):
            continue
        if row.values and not _is_aim(row):
            yield Told(row, " | ".join(above), over, dataset)
        elif _heads(page, dataset, row) and len(row.label) <= 200:
            above = [*above, row.label][-DEPTH:]
    for column in dataset.columns if len(dataset.filled) > 1 else ():
        if column.values:
            yield Told(column, "", over, dataset, column=True)


def _is_aim(row: Figure) -> bool:
    """Whether all figures of a row stand under heads of plans."""
    return all(map(_AIM.search, row.heads))


def _is_prose(row: Figure, read: dict[str, bool]) -> bool:
    """Whether a list entry is a sentence or a headline with a number in it, not a label with its figure.

    `read` keeps the answers on texts: the figures of a paragraph have all of it for theirs.
    """
    if len(row.label.split()) > LABEL_WORDS:
        return True
    if row.text not in read:
        sentence = row.text.endswith(".") and _SENTENCE.search(row.text)
        read[row.text] = bool(sentence) or is_headline(row.text)
    return read[row.text]


def elsewhere(page: Page, text: str = "") -> bool:
    """Whether the page, or a title on it, speaks of another region. Asked once for each title."""
    known: dict[str, bool] = page.readings.setdefault("elsewhere", {})
    if text not in known:
        known[text] = bool(other_region(page, text))
    return known[text]


def _is_unfit(page: Page) -> bool:
    if "unfit" not in page.readings:
        unfit = is_news(page) or is_survey(page) or _is_record(page) or elsewhere(page) or is_of_part(page)
        page.readings["unfit"] = unfit
    return bool(page.readings["unfit"])


def _is_record(page: Page) -> bool:
    """Whether the page is the record or the text of a rule, whose numbers count nothing."""
    opening = " ".join(page.text[:400].split()) if page.is_document else page.title
    return bool(_RECORD.search(opening))


def _heads(page: Page, dataset: Dataset, row: Figure) -> bool:
    """Whether a row heads those below: any row of a table without figures, in lists headings alone."""
    return not row.values and (dataset.kind != "list" or page.block_at(row.start).tag[:1] == "h")


def is_stray(dataset: Dataset) -> bool:
    """One figure in a table of three rows or more: somebody tried the template."""
    rows = dataset.rows
    return dataset.kind == "table" and len(rows) >= 3 and sum(len(row.values) for row in rows) <= 1


def sentences(page: Page, seen: Seen, *groups: str, low: float, high: float) -> Iterator[Statement]:
    """Figures stated outside tables, not in news or surveys and not of another region."""
    if not _is_unfit(page):
        for said in itertools.islice(stated(page, seen, *groups, low=low, high=high), MAX_SAID):
            if said.block.table < 0 and not village_named(said.text):
                yield said


def served(page: Page, seen: Seen, *groups: str, indicator: str, topic: Pattern) -> Iterator[Hit]:
    """A page that is one data set's own, by title or heading, and whose values an interface or a file holds."""
    if is_news(page) or elsewhere(page):
        return
    heads = (b for b, _m in seen.blocks(*groups) if b.place is not Place.NAV and _is_over(page, b))
    head = next((block for block in heads if _is_dataset(page.words_of(block), topic)), None)
    if head is None:
        return
    own = [link for link in page.links if link.alive and link.place is not Place.NAV]
    file = next((link for link in own if _DATA_FILE.search(link.url) and len(link.text) <= MAX_LABEL), None)
    if file is not None:
        yield hit(indicator, Strength.FOUND, page, head.start, head.end, DOWNLOAD, promise=file.url)
    elif _is_served(page, head, own):
        yield hit(indicator, Strength.PARTIAL, page, head.start, head.end, SERVED)


def _is_served(page: Page, head: Block, own: Sequence[Link]) -> bool:
    """Whether an interface holds the values of what a heading names: a link to it, or a script that draws them."""
    if any(_SERVED_LINK.search(link.url) or is_dashboard(link) for link in own):
        return True
    start, end = (0, len(page.text)) if head.tag in ("title", "h1") else page.section(head)
    drawn = any(start <= position <= end + 1 for position, _name in page.charts) or (
        any(block.table >= 0 and start <= block.start <= end for block in page.blocks)
    )
    return bool(drawn and _FETCH.search(page.script)) and not _BLANK.search(page.text, start, end)


def _is_over(page: Page, block: Block) -> bool:
    """Whether a block is a heading, or a short line right over a chart or a table with heads alone."""
    if block.tag in ("title", "h1", "h2", "h3"):
        return True
    if block.tag == "tr" or block.tag[:1] == "h" or block.end - block.start > MAX_LABEL:
        return False
    charted = any(block.end <= position <= block.end + 2 for position, _name in page.charts)
    below = page.blocks[block.index + 1] if block.index + 1 < len(page.blocks) else block
    after = page.blocks[block.index + 2] if block.index + 2 < len(page.blocks) else block
    return charted or (below.table != block.table and after.table != below.table)


def _is_dataset(title: str, topic: Pattern) -> bool:
    return bool(topic.search(title) and _DATA_TITLE.search(title)) and not is_headline(title)


def unproven(page: Page, seen: Seen, *groups: str, indicator: str) -> Iterator[Hit]:
    """The first places where the words stand in the content, as rejected: they show the reviewer why."""
    why = ELSEWHERE if elsewhere(page) else PART if is_of_part(page) else EMPTY
    for index, (block, matches) in enumerate(seen.blocks(*groups)):
        if index >= 3:
            return
        if block.place is not Place.NAV and block.tag != "option":
            yield hit(indicator, Strength.REJECTED, page, matches[0].start, block.end, why)


def _over(page: Page, dataset: Dataset) -> str:
    """Titles over a table without sentences and without the site's name, which often is an agency's."""
    short = re.split(r"\s[-–|»]\s|::", page.title)[0]
    titles = (part if part != page.title else short for part in dataset.title)
    return " | ".join(part for part in titles if not (_SENTENCE.search(part) or len(part) > MAX_TITLE))
