"""Words that stand around the citation of an instrument: before it, behind it, and on the button beside it."""

from __future__ import annotations

import re
from typing import Final


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Marks of lists and of files that may stand before an instrument at the start of a line.
LEADS: Final = _set(
    """
    salinan download unduh unduhan lampiran penjelasan dan dokumen file judul berkas produk hukum
    abstrak lihat baca view detail nama dasar landasan peraturan jenis pdf tahun nomor no hal tentang
    lembaran daerah naskah ii iii iv vi vii viii ix xi xii
    """
)
#: What may stand before it where the legal basis is given.
BASIS_LEADS: Final = _set(
    """
    berdasarkan berdasar sesuai dengan menurut mengacu pada sebagaimana diatur dalam di ketentuan oleh
    """
)
#: Labels, dates and states that stand behind a title and are no part of it.
NOISE: Final = _set(
    """
    berkala serta merta setiap saat unduh unduhan download lihat view detail baca pdf doc docx zip kb mb
    berlaku tidak dicabut ri republik indonesia tanggal ditetapkan diundangkan januari februari maret
    april mei juni juli agustus september oktober november desember dan preview file aktif status
    abstrak selengkapnya kali dilihat diunduh hits
    """
)
#: A sentence goes on with these: what follows is no title.
SMALL: Final = _set(
    """
    yang ini itu tersebut untuk di dalam pada akan sudah telah harus dapat juga agar sebagai oleh dengan
    dari tidak baru terkait maupun atau ke bagi seperti lain lainnya
    """
)
#: The head of a citation: number, year, owner.
HEAD_WORDS: Final = _set(
    """
    kabupaten kab kota kotamadya kodya nomor nomer no nmr tahun thn th daerah tingkat ii dati pemerintah
    lembaran ln ld number year on of concerning regarding the
    """
)
#: Words of a button that opens a document or a record.
GET: Final = _set(
    """
    lihat unduh unduhan download donwload dowload baca view preview detail details selengkapnya buka
    klik di sini disini pdf lampiran file dokumen full text fulltext abstrak salinan read more tampilkan
    open here link doc word zip rar naskah peraturan batang tubuh perda tautan
    """
)


def words_in(text: str) -> list[str]:
    """Runs of plain letters, in lower case."""
    return re.findall(r"[a-z]+", text.lower())
