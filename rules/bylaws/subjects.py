"""What the six named kinds of Perda are about: the printed permit names, and their successors of edition 2026.

A general Perda on trade, industry or certain permits' retribution covers the permits it regulates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

PRINTED: Final[Mapping[str, Sequence[str]]] = {
    "web_bylaw_ho": (
        "izin gangguan", "ijin gangguan", "izin ganguan", "retribusi gangguan", "gangguan (ho", "ho", "hinder*",
        "(situ", "surat izin tempat usaha",
        "izin tempat usaha", "ijin tempat usaha", "izin tempat-tempat usaha", "surat keterangan tempat usaha",
        "izin undang-undang gangguan", "undang-undang gangguan", "perizinan tertentu", "perijinan tertentu",
    ),
    "web_bylaw_siup": (
        "siup", "izin usaha perdagangan", "ijin usaha perdagangan", "izin perdagangan", "usaha perdagangan",
        "surat izin usaha perdagangan", "penyelenggaraan perdagangan", "bidang perdagangan", "perizinan perdagangan",
        "perindustrian dan perdagangan", "perdagangan dan perindustrian", "industri dan perdagangan",
        "perdagangan dan industri", "perdagangan, perindustrian", "perindustrian, perdagangan", "retribusi perdagangan",
        "usaha bidang perdagangan", "industri, perdagangan",
    ),
    "web_bylaw_tdp": (
        "tdp", "tanda daftar perusahaan", "wajib daftar perusahaan", "pendaftaran perusahaan", "daftar perusahaan",
        "izin di bidang perdagangan", "perizinan di bidang perdagangan", "perizinan bidang perdagangan",
        "perizinan di bidang perindustrian dan perdagangan", "perizinan bidang perindustrian dan perdagangan",
        "perizinan di bidang industri dan perdagangan", "perizinan perindustrian dan perdagangan",
    ),
    "web_bylaw_imb": (
        "imb", "izin mendirikan bangunan", "ijin mendirikan bangunan", "izin mendirikan bangun bangunan",
        "ijin mendirikan bangun bangunan", "mendirikan bangunan", "mendirikan bangun-bangunan", "izin bangunan",
        "ijin bangunan", "bangunan gedung", "penyelenggaraan bangunan", "penataan bangunan",
        "perizinan tertentu", "perijinan tertentu",
    ),
    "web_bylaw_iui_tdi": (
        "iui", "tdi", "izin usaha industri", "ijin usaha industri", "tanda daftar industri", "izin industri",
        "ijin industri", "usaha industri", "usaha perindustrian", "penyelenggaraan perindustrian", "perizinan industri",
        "bidang perindustrian", "bidang industri", "perindustrian dan perdagangan", "perdagangan dan perindustrian",
        "industri dan perdagangan", "perdagangan dan industri", "perdagangan, perindustrian",
        "perindustrian, perdagangan", "industri, perdagangan", "pembinaan industri", "pengelolaan perindustrian",
    ),
    "web_bylaw_location": (
        "izin lokasi", "ijin lokasi", "izin prinsip", "ijin prinsip", "tata ruang", "rtrw", "rdtr", "rdtrk", "rtrwk",
        "penataan ruang", "pemanfaatan ruang", "zonasi", "peruntukan penggunaan tanah", "peruntukan penggunaan lahan",
        "izin penggunaan pemanfaatan tanah", "ippt", "detail tata ruang", "izin peruntukan", "tata ruang kota", "rutrk",
    ),
}  # fmt: skip
SUCCESSORS: Final[Mapping[str, Sequence[str]]] = {
    "web_bylaw_siup": (
        "perizinan berusaha", "perijinan berusaha", "nomor induk berusaha", "penyelenggaraan perizinan usaha",
    ),
    "web_bylaw_tdp": ("nomor induk berusaha", "nib"),
    "web_bylaw_imb": ("pbg", "persetujuan bangunan gedung", "slf", "laik fungsi"),
    "web_bylaw_iui_tdi": ("perizinan berusaha", "perijinan berusaha"),
    "web_bylaw_location": ("kkpr", "pkkpr", "kesesuaian kegiatan pemanfaatan ruang"),
}  # fmt: skip
#: Perda whose subject names an agency or a plan: their words are those of permits, they regulate none.
ORGANISATION: Final[Sequence[str]] = (
    "organisasi", "susunan perangkat", "perangkat daerah", "tata kerja", "pembentukan dinas", "pembentukan badan",
    "pembentukan kantor", "struktur organisasi", "sotk", "pansus", "perusahaan daerah", "perusahaan umum",
)  # fmt: skip
REVOCATION: Final[Sequence[str]] = ("pencabutan", "mencabut", "dicabut", "penghapusan")


def words_for(slug: str) -> dict[str, Sequence[str]]:
    """The word groups of one permit's rule."""
    return {"subject": PRINTED[slug], "organisation": ORGANISATION, "revoked": REVOCATION}


def successors_for(slug: str) -> dict[str, Sequence[str]]:
    """Words that count in edition 2026 only."""
    return {"subject": SUCCESSORS.get(slug, ())}


#: Successors of permits that have a rule of their own; a general Perda on business licensing stays another Perda.
SUCCESSORS_TAKEN: Final[Sequence[str]] = (*SUCCESSORS["web_bylaw_imb"], *SUCCESSORS["web_bylaw_location"])
