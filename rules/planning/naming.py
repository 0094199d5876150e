"""Whether a line is the name of a document: nothing but words of titles stands before the thing itself."""

from __future__ import annotations

import re
from typing import Final

from scorecard.model import Region

_MARKS: Final = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix", "ta", "th", "thn", "kab", "kota", "kabupaten"})
#: Words of titles that may stand before the name of any public document.
LEADS: Final = frozenset(
    """
    dokumen buku naskah salinan file berkas data informasi info lampiran download unduh lihat ringkasan isi bab perda
    peraturan daerah tentang perubahan pertama kedua ketiga ke atas dan penetapan pemerintah tahun final publikasi
    dashboard grafik infografis buka akses perencanaan perancangan rencana menu eksekutif executive summary saku jilid
    vol volume softcopy ebook bagian buku
    """.split()  # noqa: SIM905 - a list of words is read more easily as a text
)


def is_named(text: str, core: re.Pattern[str], leads: frozenset[str], region: Region | None) -> bool:
    """Whether `core` stands in `text` with at most ten words of titles, years and the own region before it."""
    found = core.search(text)
    if found is None:
        return False
    allowed = leads | _MARKS | set(re.findall(r"[a-z]+", region.name.lower() if region else ""))
    words = re.findall(r"[a-z]+", text[: found.start()].lower())
    return len(words) <= 10 and all(len(word) == 1 or word in allowed for word in words)
