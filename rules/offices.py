"""Whose page this is, and whose address and number stand on it.

A phone number in a footer is the permit office's only where the footer is; on the portal it belongs to
the agency that runs the portal. Read once per page and kept for the page at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

from rules.genre import is_news
from scorecard.model import HostRole
from scorecard.reading import Page
from scorecard.reading.memory import remembered
from scorecard.reading.wording import Wording

_KIND_WORDS: Final = r"kab\w*|kota|pemkab|pemkot|pemerintah|daerah|provinsi"
PERMIT_OFFICE: Final = Wording(
    r"\bd(?:p|i?n)?\.?\s?pm[\s-]?ptsp\w{0,8}\b|\bdpmptsp\w{0,8}\b|\bdpm-?pptsp\w{0,4}\b|\bdpmp?pt\b|"
    r"\bb?pmptsp\w{0,4}\b|\bbpm-?ptsp\b|\bbpmppt\w{0,2}\b|"
    r"\bkppt\w?\b|\bkpptsp\b|\bkp2t(?:sp)?\b|\bbp2t(?:sp)?\b|\bbpptpm\b|\bkpmppt\b|\bkpmpt(?:sp)?\b|\bbpptsp\b|"
    r"\bdinas\s+pm-?ptsp\b|"
    r"\bpenanaman\s+modal\b.{0,24}?\bpelayanan\s+terpadu|\b(?:dinas|badan|kantor)\s+penanaman\s+modal|"
    r"\bpelayanan\s+(?:perizinan\s+)?terpadu\s+satu\s+pintu|"
    r"\bpelayanan\s+perizinan\s+terpadu|\b(?:dinas|badan|kantor|unit|"
    r"upt)\s+(?:pelayanan\s+)?(?:terpadu\s+)?(?:perizinan|perijinan)|"
    r"\bmall?\s+pelayanan\s+publik|\bdpmptk\b|\bpelayanan\s+(?:perizinan|perijinan)\b|\binvestment\s+(?:and|"
    r"&)\s+one[\s-]stop|\bone[\s-]stop\s+(?:integrated\s+)?service",
    re.IGNORECASE,
)
_PERMIT_HOST: Final = re.compile(
    r"(?:dpmp|ptsp|perizinan|perijinan|kppt|bpmp|kpmp|kp2t|bp2t|sicantik|^(?:e-?)?i[zj]in|mpp(?:d|digital)?$)"
)
_OTHER_OFFICE: Final = Wording(
    r"\b(?:dis)?kominfo\w*|\bdinas\s+(?!penanaman|pelayanan|perizinan|perijinan|pm\b|pm-|terkait|teknis|ini|kami|"
    r"dan\b|atau\b)\w+|"
    r"\bbadan\s+(?!penanaman|pelayanan|perizinan|perijinan|usaha|hukum|publik)\w+|\bsekretariat\b|\bsetda\b|"
    r"\bbagian\s+\w+|\binspektorat\b|"
    r"\bppid\b|\bjdih\b|\blpse\b|\bbappeda\w*|\brsud\b|\bpuskesmas\b|(?:^|\bkantor\s+)kecamatan\s+\w+\s*$|(?:^|\bkantor\s+)kelurahan\s+\w+\s*$|"
    r"\bdisnaker\w*|\bdisdukcapil\b|"
    r"\bdisparpora\b|\bdispora\w*|\bdinkes\b|\bdisdik\w*|\bbapenda\b|\bbpkad?\b|\bbkad\b|\bsatpol\b|\bdamkar\b|\bpdam\b|"
    r"\bpln\b|\bpolres\w*|\bkejaksaan\b|"
    r"\bbps\b|\bdprd\b|\bkementerian\b|\bbkpm\b|\bombudsman\b|\bprovinsi\b|\bimigrasi\b|\bpengadilan\b",
    re.IGNORECASE,
)
#: Names of hosts that are other agencies' short names.
_OTHER_HOST: Final = re.compile(
    r"(?:dis[a-z]{2,}|din(?:kes|sos|as|dik|hub)[a-z]*|dlhk?|d?pupr[a-z]*|dpu[a-z]*|bap(?:p?e(?:da|nda)|pelitbang)[a-z]*|"
    r"bpk?ad|bkad|bkd|bkpsdm[a-z]*|bpbd|rsud[a-z]*|satpol-?pp|inspektorat|kesbang[a-z]*|damkar|dprd|setwan|setda)"
)
_OTHER_SITE: Final = Wording(
    r"\bppid\b|\bjdih\b|\bproduk\s+hukum\b|\bsatu\s+data\b|\bopen\s+data\b|\blpse\b|\bbps\b|\bdprd\b|\brsud\b|"
    r"\bbank\s+data\b|\bdata\s*mikro\b",
    re.IGNORECASE,
)
_PORTAL: Final = Wording(
    rf"\b(?:portal|website|situs|web)\b.{{0,24}}\b(?:resmi|{_KIND_WORDS})\b|\bpemerintah\s+(?:kabupaten|kota)\b|"
    rf"\bpemkab\b|\bpemkot\b",
    re.IGNORECASE,
)
_SIGNED: Final = Wording(
    r"©|&copy|\bcopyright\b|\bhak\s*cipta\b|\ball\s+rights?\s+reserved\b|\bdikelola\s+oleh\b", re.IGNORECASE
)
_REGION: Final = re.compile(r"\W*(?:pemerintah\s+)?(?:kab\w*\.?|kota|pemkab|pemkot)\b", re.IGNORECASE)
_SPLIT: Final = re.compile(r"\s+[-|–—»:•·]\s+|\s*\|\s*")
#: Who runs portals of regions for all the others.
_MANAGER: Final = re.compile(
    r"\bdiskominfo\w*|\bdinas\s+(?:komunikasi|kominfo)\b|\bsetda(?:kab|kot)?\b|\bsekretariat\s+daerah\b|\bhumas\b|"
    r"\bprotokol\b|\bkomunikasi\s+pimpinan\b",
    re.IGNORECASE,
)
#: Hosts of national services that many regions link to.
_CENTRAL: Final = re.compile(
    r"(?:^|\.)(?:oss\.go\.id|simbg\.pu\.go\.id|lapor\.go\.id|sp4n\.go\.id|jdihn\.go\.id|bps\.go\.id|bkpm\.go\.id|"
    r"pu\.go\.id|atrbpn\.go\.id|"
    r"ombudsman\.go\.id|menpan\.go\.id|kemendag\.go\.id|kemenperin\.go\.id|kemendagri\.go\.id|investasi\.go\.id|"
    r"kominfo\.go\.id|layanan\.go\.id|"
    r"bpjs\w*\.go\.id|inaportnet\w*\.go\.id|menlhk\.go\.id|bpom\.go\.id|pom\.go\.id)$"
)

Kept = TypeVar("Kept")


def once(page: Page, name: str, read: Callable[[Page], Kept]) -> Kept:
    """What `read` says of the page, read at first use and kept with it."""
    if name not in page.readings:
        page.readings[name] = read(page)
    kept: Kept = page.readings[name]
    return kept


@remembered
def host_of(url: str) -> str:
    """The host of an address; "" where it has none or is broken."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@remembered
def path_words(url: str) -> str:
    """The path of an address as words: separators as blanks, percent signs read."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    return path[:400].replace("_", " ").replace("-", " ").replace("/", " ").replace("+", " ")


@remembered
def host_role(url: str) -> HostRole:
    """Whether a link leads to a national service; anything else counts as own."""
    host = host_of(url).removeprefix("www.")
    return HostRole.CENTRAL if _CENTRAL.search(host) and "sicantik" not in host else HostRole.OWN


@remembered
def names_permit_office(text: str) -> bool:
    """Whether the office that issues business permits is named."""
    return bool(PERMIT_OFFICE.search(text))


@remembered
def names_other_office(text: str) -> bool:
    """Whether another agency is named."""
    return bool(_OTHER_OFFICE.search(text))


def owner(page: Page) -> str:
    """Whose site the page is on: "permit" (the permit office), "portal", "other" (another agency), or ""."""
    return once(page, "owner", _owner)


def _owner(page: Page) -> str:
    host = host_of(page.url)
    parts = [part for part in _SPLIT.split(page.title) if part]
    # The site's name stands last; the first part names a page, unless the rest is the region's name alone.
    names = parts[-1:] + (parts[:1] if len(parts) > 1 and _REGION.match(parts[-1]) else [])
    for name in names:
        if _OTHER_SITE.search(name):
            return "other"
        if len(name.split()) <= 12 and PERMIT_OFFICE.search(name):
            return "permit"
    if any(_PERMIT_HOST.search(label) for label in host.split(".")[:-2]):
        return "permit"
    signed = _signature(page)
    if signed:
        return signed
    heads = " ".join(page.words_of(block) for block in page.blocks[:40] if block.tag in ("h1", "h2"))[:400]
    for text in (*names, heads if len(parts) < 2 else ""):
        if PERMIT_OFFICE.search(text) and not is_news(page):
            return "permit"
        if _PORTAL.search(text):
            return "portal"
        if _OTHER_OFFICE.search(text):
            return "other"
    return "other" if _OTHER_HOST.fullmatch(host.removeprefix("www.").partition(".")[0]) else ""


def _signature(page: Page) -> str:
    """Who signs the page at its foot: a copyright line or "dikelola oleh"."""
    for block in reversed(page.blocks[-60:]):
        text = page.words_of(block)
        if len(text) <= 300 and _SIGNED.search(text):
            if PERMIT_OFFICE.search(text):
                return "permit"
            if _MANAGER.search(text) or (_PORTAL.search(text) and not _OTHER_SITE.search(text)):
                return "portal"
            if _OTHER_SITE.search(text) or _OTHER_OFFICE.search(text):
                return "other"
    return ""
