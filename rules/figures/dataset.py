"""A figure beside its label, and the table, list or run of lines it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from scorecard.model import Place
from scorecard.reading.numbers import years_in
from scorecard.reading.wording import Wording

#: What tables of a Pemda count. The nearest such word over a row says whose figures they are.
SUBJECT: Final = Wording(
    r"employ(?:ment|ed)|labou?r force|\bworkers\b|"
    r"penduduk|population|kependudukan|demogra|\bjiwa\b|angkatan kerja|tenaga kerja|ketenaga ?kerjaan|pekerja(?!an)|"
    r"bekerja|\bburuh|karyawan|pencari kerja|pencaker|penganggur|pegawai|aparatur|\basn\b|\bpns\b|pppk|honorer|siswa|"
    r"murid|pelajar|peserta|\bguru\b|"
    r"(?<!tidak )(?<!belum )(?<!pernah )(?<!usia )(?<!lama )\bsekolah(?! dasar| menengah| tinggi)|"
    r"dosen|mahasiswa|tenaga pendidik|responden|pemilih|\bdpt\b|rumah tangga|"
    r"keluarga|balita|bayi|kelahiran|kematian|pasien|penderita|kasus|miskin|disabilitas|difabel|lansia|anggota|"
    r"koperasi|perusahaan|\bdprd\b|\bdewan\b|atlet|wisatawan|pengunjung|penerima|korban|\btki\b|\bpmi\b|transmigra|"
    r"migrasi|wajib ktp|perkawinan|pernikahan|perceraian|\bakta\b|dokter|perawat|bidan|tenaga kesehatan|pejabat|"
    r"kepala desa|jabatan|eselon|kekerasan|penghuni|narapidana|jamaah|\bhaji\b|pengurus",
    re.IGNORECASE,
)


@dataclass(slots=True, unsafe_hash=True)
class Figure:
    """A row, column or line: its words and the numbers beside them.

    `names` are its words, the label first; `values` its figures other than zero; `heads` the column head
    of each value, "" where none is known; `subject` the nearest label, its own or above it in the same
    table or list, that says what is counted ("" if none does). Immutable by convention, as blocks are.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    heads: tuple[str, ...]
    subject: str
    start: int
    end: int
    text: str = ""
    told: bool = False  # a part of a paragraph, no row or item of its own

    @property
    def label(self) -> str:
        """Its first words."""
        return self.names[0] if self.names else ""

    @property
    def is_column(self) -> bool:
        """Whether it is a column, or a line of heads, over the figures of many rows."""
        return bool(self.values) and not self.heads

    @property
    def words(self) -> str:
        """All its words."""
        return " | ".join(self.names)


@dataclass(slots=True)
class Dataset:
    """Figures that stand together under one title. Rows and columns are read when first asked for."""

    kind: str  # table, list or lines
    start: int
    end: int
    title: tuple[str, ...]  # what stands over it, nearest first, the page's title last
    place: Place
    load: Callable[[], tuple[tuple[Figure, ...], tuple[Figure, ...], tuple[str, ...]]]
    _read: tuple[tuple[Figure, ...], tuple[Figure, ...], tuple[str, ...]] | None = field(default=None)
    _filled: tuple[Figure, ...] | None = field(default=None)
    _over: str | None = field(default=None)

    @property
    def rows(self) -> tuple[Figure, ...]:
        """Every row with words, those without a figure too."""
        return self._loaded()[0]

    @property
    def columns(self) -> tuple[Figure, ...]:
        """Columns of a table, each with the figures of all rows."""
        return self._loaded()[1]

    @property
    def heads(self) -> tuple[str, ...]:
        """Column heads of a table, lines without figures of a document."""
        return self._loaded()[2]

    @property
    def filled(self) -> tuple[Figure, ...]:
        """Rows with a figure."""
        if self._filled is None:
            self._filled = tuple(row for row in self.rows if row.values)
        return self._filled

    @property
    def over(self) -> str:
        """The title's parts in one line."""
        if self._over is None:
            self._over = " | ".join(self.title)
        return self._over

    @property
    def years(self) -> tuple[int, ...]:
        """Years in the title, the column heads and the rows' words."""
        texts = dict.fromkeys(row.text for row in self.rows[:200])  # figures of a paragraph share its text
        words = (self.over, *self.heads, *texts)
        return tuple(dict.fromkeys(year for text in words for year in years_in(text)))

    def _loaded(self) -> tuple[tuple[Figure, ...], tuple[Figure, ...], tuple[str, ...]]:
        if self._read is None:
            self._read = self.load()
        return self._read
