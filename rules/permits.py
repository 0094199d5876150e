"""Names of business permits, of services that are none, and of surveys that speak of both.

Shared by the rules on permit services. Everything here reads a text and remembers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from scorecard.reading.memory import remembered
from scorecard.reading.wording import Wording

#: Short names that stand for one permit each, whatever surrounds them.
_SHORT: Final = (
    r"siup(?:al|p?-?mb)?|siujk|iujk|tdp|tdg|tdi|tdup|iui|imb|sipmb|pbg|slf|situ|ippt|stpw|nib|p?kkpr|iutm|iupp|"
    r"sippt|imta|"
    r"sipa|sik[abp]?|sipb|sipp|strttk|p-?irt|sppirt|(?-i:HO)|stp|izin ho|amdal|ukl[\s/-]*upl|sppl|i[pm]lc|siplc|iprt|"
    r"iuphhk|andal\s?lalin|siup-?i|tdpud|iuts|iupr|iup-?[bp]|siupkb|iumk|slhs|slo|skrk|krk"
)
_WORDS: Final = (
    r"(?:surat\s+)?(?:izin|ijin)|(?:surat\s+)?tanda\s+(?:daftar|pendaftaran)(?:\s+usaha)?|sertifikat\s+(?:laik|standar)|"
    r"persetujuan(?=\s+(?:bangunan|lingkungan|teknis|kesesuaian|andalalin))|surat\s+terdaftar(?=\s+\w)"
)
#: What may follow "izin" without making it a permit of a firm: leave, divorce, study, crowds.
_NO_PERMIT: Final = (
    r"belajar|cerai|cuti|perkawinan|penelitian|riset|survei|magang|kkn|pkl\b|keramaian|kegiatan|orang\s*tua|tertulis|"
    r"poligami|tinggal|tidak\s+masuk|kepada|dari|dan\b|yang|ini|itu|untuk|secara|online|terlebih|masuk|sakit|"
    r"atau|non|di\b|ke\b|pada|dalam|telah|terbit|diterbitkan|tersebut|akan|dengan|oleh|bagi|se-?\w{0,2}\b|keluar|"
    r"anda|mu\b|nya\b|apa\b|sesuai|melalui|lain|lainnya|jenis|jika|apabila|harus|dapat|wajib|tidak|terkait|berdasarkan"
)
#: Words that end a permit's name.
_STOP: Final = (
    r"(?:surat|i[zj]in|tanda|kab\w*|kota|dinas|dpm\w*|dan|atau|di|pada|untuk|bagi|yang|oleh|baru|gratis|online)\b"
)
_NAMED: Final = Wording(
    rf"\b(?P<short>{_SHORT})\b|"
    rf"\b(?P<word>{_WORDS})[ \t]+(?!(?:{_NO_PERMIT}))(?P<rest>[a-z/&-]{{3,24}}(?:["
    rf" \t]+(?!{_STOP})[a-z/&-]{{3,24}}){{0,2}})",
    re.IGNORECASE,
)
_PERMIT: Final = Wording(
    r"\b(?:non[\s-]?)?(?:per)?i[zj]in(?:an|ya|nya)?\b|\bsiup\b|\btdp\b|\bimb\b|\bpbg\b|\bnib\b|\bsitu\b|\btdup\b|(?-i:\bHO\b)|"
    r"\biumk\b|\btdg\b|\bsiujk\b|\biujk\b|\bslf\b|\bp?kkpr\b|\bamdal\b|\bukl[\s/-]*upl\b|\bsppl\b|\bi[pm]lc\b|\bandal\s?lalin\b|"
    r"\bpersetujuan\s+(?:bangunan|lingkungan|andalalin)|\btanda\s+daftar\s+(?:usaha|perusahaan|gudang|industri)\b|"
    r"\bsertifikat\s+(?:laik|standar)\b|\bp-?irt\b|"
    r"\b(?:business|building|operating|trade|trading|location|online)\s+(?:permit|licen[cs]e)s?\b|\blicen[cs]ing\b|"
    r"\bpermits?\b|\bberusaha\b|\bpenanaman\s+modal\b",
    re.IGNORECASE,
)
_OTHER: Final = Wording(
    r"\bpermohonan\s+(?:informasi|keberatan)|\b(?:pelayanan|layanan|permintaan|keberatan|sengketa)\s+informasi\b|"
    r"\binformasi\s+publik\b|"
    r"\bppid\b|\bkartu\s+(?:keluarga|tanda\s+penduduk|kuning|identitas\s+anak|pencari\s+kerja|indonesia\s+pintar|"
    r"sehat)|"
    r"\be-?ktp\b|\bktp-?el\b|\bktp\s+(?:baru|elektronik|hilang|rusak)|\bakta\s+(?:kelahiran|kematian|nikah|"
    r"perkawinan|perceraian)|"
    r"\bakte\s+\w+|\badminduk\b|\bkependudukan\b|\bpencatatan\s+sipil\b|\bdisdukcapil\b|\bak-?1\b|\bbpjs\b|"
    r"\bbeasiswa\b|\bppdb\b|\bspmb\b|"
    r"\b(?:pembuatan|pengurusan|penerbitan|pencetakan|perekaman|penggantian|kepengurusan|pelayanan|layanan|membuat|mengurus|"
    r"cetak|alur|prosedur)\s+(?:e-?)?(?:ktp|kk|kia|akta|akte|paspor|sim)\b|"
    r"\bcpns\b|\bcasn\b|\bpppk\b|\bpbb(?:-?p2)?\b|\bbphtb\b|\bpajak\s+(?:bumi|kendaraan|hotel|restoran|daerah|"
    r"reklame|hiburan|parkir)|"
    r"(?<!pengelola\s)(?<!pengelolaan\s)(?<!penyelenggara\s)(?<!penyelenggaraan\s)(?<!usaha\s)\bparkir\b|\brusunawa\b|\bsewa\b|\bbantuan\s+(?:hukum|sosial)|(?<!cabang\s)(?<!pembantu\s)\bkoperasi\b|\bumkm\s+binaan|"
    r"\bpedagang\s+kaki\s+lima|\bpkl\b|\bpasien\b|"
    r"\brawat\s+inap|\bpuskesmas\s+\d|\bpernikahan\b|\bmempelai\b|\bnikah\b|\bperpustakaan\b|\bpdam\b|"
    r"\bpelanggan\b|\bkesejahteraan\s+sosial|"
    r"\bpengadaan\s+barang|\blelang\b|\bsurat\s+keterangan\s+(?:tidak\s+mampu|pindah|catatan)|\bskck\b|"
    r"\bsurat\s+pindah\b|\bpemakaman\b|"
    r"\bpembuangan\s+sampah|\bretribusi\s+(?:sampah|pasar|terminal)|\bhibah\b|\bbansos\b|\bdtks\b|\blowongan\b|\blamaran\b|\bpelamar\b|\bloker\b|"
    r"\bsurat\s+(?:keterangan\s+)?(?:kesehatan|sehat)\b|\bvaksin\w*|\b(?:pen)?daftar(?:an)?\s+umkm\b|"
    r"\bwhistle\s*blow\w*|\bgratifikasi\b|"
    r"\bi[zj]in\s+(?:penelitian|riset|survei|magang|kkn|keramaian|belajar|cuti)\b",
    re.IGNORECASE,
)
_SURVEY: Final = Wording(
    r"\bsurve[iy]\s+(?:kepuasan|persepsi|pelayanan|online|masyarakat|indeks|spkp|spak|ikm|skm|kami|anda)\b|"
    r"\bisi\s+surve[iy]|"
    r"^\W*surve[iy]\W*$|\b(?:skm|kuesioner|kuisioner|quisioner|angket|jajak\s+pendapat|responden)\b|"
    r"\bbagaimana\s+(?:pendapat|"
    r"pemahaman)\s+(?:anda|saudara)|"
    r"\bpendapat\s+(?:anda|saudara)|\bkesesuaian\s+persyaratan|\bunsur\s+pelayanan\b|\bkewajaran\s+biaya|"
    r"\btidak\s+sesuai\s+kurang\s+sesuai|"
    r"\bsangat\s+(?:mudah|mahal|sesuai)\b|\bindeks\s+kepuasan",
    re.IGNORECASE,
)
_EMPTY: Final = Wording(
    r"\b(?:tidak|belum)\s+ada\s+(?:data|dokumen|file|berkas|format|persyaratan|hasil|informasi|formulir)|"
    r"\bdata\s+(?:masih\s+)?kosong|"
    r"\bdata\s+tidak\s+(?:ditemukan|tersedia)|\bno\s+(?:data|records|results)\b|\bbelum\s+tersedia\b|"
    r"\btidak\s+tersedia\b|"
    r"\b(?:sedang|masih|dalam)\s+(?:dalam\s+)?(?:tahap\s+)?(?:pengembangan|perbaikan|pemeliharaan|pembangunan|"
    r"proses\s+update)|"
    r"\bunder\s+(?:construction|maintenance)|\bcoming\s+soon\b|\bsegera\s+hadir\b|\blorem\s+ipsum\b",
    re.IGNORECASE,
)


@remembered
def speaks_of_permits(text: str) -> bool:
    """Whether permits (izin, perizinan, SIUP, NIB ...) are named at all."""
    return bool(_PERMIT.search(text))


def permits_in(text: str) -> set[str]:
    """The permits that `text` names, one key each ("izin usaha industri", "imb")."""
    found = set()
    for match in _NAMED.finditer(text[:20_000]):
        short = match.group("short")
        found.add(short.lower() if short else " ".join(match.group("rest").lower().split()))
    return found


def distinct(named: Iterable[frozenset[str]]) -> list[str]:
    """One name for each different permit: "SITU" and "izin tempat usaha (SITU)" are the same one."""
    merged: list[set[str]] = []
    for keys in filter(None, named):
        same = [known for known in merged if known & keys]
        merged = [known for known in merged if not known & keys] + [set(keys).union(*same)]
    return sorted(min(keys, key=lambda key: (len(key), key)) for keys in merged)


@remembered
def is_other_service(text: str) -> bool:
    """Whether a service that is no business permit is named: civil registry, information requests, taxes, aid."""
    return bool(_OTHER.search(text))


@remembered
def is_survey(text: str) -> bool:
    """Whether the words are those of a satisfaction survey."""
    return bool(_SURVEY.search(text))


def is_blank(text: str) -> bool:
    """Whether the text says that nothing is there (yet), or is filler."""
    return bool(_EMPTY.search(text))
