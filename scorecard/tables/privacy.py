"""Names, phones, e-mail addresses and coordinates: never stored unless a person keeps a column by name.

Columns are known by what they are called and by what stands in them; words that an answer needs (a proof, an
innovation) lose the addresses and numbers in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

#: Parts of a column's name that promise somebody's data. `name` alone would hit "region_name": see `is_private`.
_CALLED: Final = re.compile(
    r"(?:^|[_\W])(?:nama|name|names|fullname|username|telp|telepon|telpon|tel|phone|phonenumber|hp|handphone|whatsapp|wa"
    r"|mobile|email|e-mail|surel|mail|alamat|address|gps|geopoint|geolocation|lokasi|koordinat|coordinate|coordinates"
    r"|latitude|longitude|altitude|accuracy|lat|lon|long|lng|nik|ktp|npwp|signature|tandatangan|foto|photo|enumerator"
    r"|pewawancara|surveyor|interviewer|contact|kontak|responden_nama|submitted_by|submitterid|submittername|deviceid"
    r"|simid|simserial|subscriberid|devicephonenum|imei)(?:$|[_\W0-9])",
    re.IGNORECASE,
)
#: Columns called so that hold no person.
_HARMLESS: Final = re.compile(
    r"(?:daerah|region|kabupaten|kota|kab|provinsi|province|regency|district|city)", re.IGNORECASE
)
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
PHONE: Final = re.compile(
    r"(?<![\d.,])(?:\+62|62|0)[\s-]?(?:8\d{1,2}|[2-9]\d{1,2})(?:[\s.-]?\d{2,4}){2,3}(?!\d|[.,]\d)"
)
POINT: Final = re.compile(r"-?\d{1,2}\.\d{3,}[\s,;]+-?\d{1,3}\.\d{3,}(?:[\s,;]+-?[\d.]+){0,2}")
#: Share of filled cells that must look like somebody's data for the column to count as such.
SHARE: Final = 0.3


def is_private(header: str, cells: Sequence[str] = ()) -> bool:
    """Whether a column holds persons' data, by its name or by its cells."""
    bare = header.replace("/", "_").replace("-", "_").replace(":", "_")
    if _CALLED.search(bare) and not _HARMLESS.search(bare):
        return True
    full = [cell for cell in cells if cell.strip()][:200]
    hits = sum(
        bool(EMAIL.search(cell) or PHONE.fullmatch(cell.strip()) or POINT.fullmatch(cell.strip())) for cell in full
    )
    return bool(full) and hits / len(full) >= SHARE


def scrub(text: str) -> str:
    """`text` with e-mail addresses, phone numbers and coordinates taken out."""
    for pattern in (EMAIL, POINT, PHONE):
        text = pattern.sub("…", text)
    return text
