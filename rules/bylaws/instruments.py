"""Which legal instrument a text names: a Perda of the region, or one of the many things that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from scorecard.model import Region
from scorecard.reading.memory import remembered
from scorecard.reading.wording import Wording
from scorecard.reading.words import fold

PERDA, PROVINCIAL, FOREIGN, DRAFT, OTHER = "perda", "provincial", "foreign", "draft", "other"

_OFFICES: Final = (
    r"bupati|wal(?:i\s?)?kota|gub\w{0,7}|menter\w*|mentri|presiden|bersama|dprd|dewan|badan|lembaga|direktur|direktorat|"
    r"dirjen|komisi|otoritas|bank|mahkamah|jaksa|kapolri|kepolisian|desa|nagari|sekretaris|sekda|dinas|kepala|camat|"
    r"lurah|ketua|rektor|panglima|kadis|kadin"
)
#: Alternatives are tried in this order at each place of the text, so a draft is seen before what it drafts.
_NAMED: Final = Wording(
    r"(?<![a-z])(?:"
    r"(?P<draft>ra(?:p|np|pp)erda|rancangan\s+(?:awal\s+|akhir\s+)?(?:peraturan|perda|qanun)|dra(?:f|ft)\s+(?:peraturan|perda)"
    r"|naskah\s+akademi\w*|(?:pro\w{0,6}|bapem)perda|prolegda|balegda|program\s+(?:pembentukan|legislasi)\s+\w+)"
    r"|(?P<perda>(?:peraturan\s+(?:pemerintah\s+)?(?:daerah|dareah|derah|daerh|daera)|perda|qanun|kanun|(?:regional|local)\s+regulations?"
    r"|p\se\sr\sa\st\su\sr\sa\sn\s{1,4}d\sa\se\sr\sa\sh)(?![a-z]))"
    rf"|(?P<other>perbup|perwa(?:l\w{{0,6}}|ko)|perkada|pergub|perpres|perp+u|permen\w*|perka(?:p|ban)?(?![a-z])|perdas(?:us|i)"
    rf"|perdes|peraturan\s+(?:{_OFFICES}|pemerintah|perundang|internal|bpk|bps|lkpp|ojk|kpu)|kepu?tu?san\s+\w+|kepbup"
    rf"|kepwal\w*|kepmen\w*|keppres|kep\.?\s?dprd|inpres|instruksi\s+\w+|surat\s+(?:edaran|keputusan)"
    rf"|undang[\s-]{{0,3}}undang|uu(?![a-z])|(?:sk|se)\s+(?:{_OFFICES})|pp\s+(?:no|ri|\d)|peraturan\s+pemerintah|tap\s+mpr"
    r"|kitab\s+undang|petunjuk\s+(?:pelaksanaan|teknis)|juknis|juklak|sop(?![a-z])|standar\s+operasional|maklumat)"
    r")",
    flags=0,  # of text in lower case
    stems=(
        *("perda", "peraturan", "rancangan", "draf", "naskah", "prolegda", "balegda", "program", "qanun", "kanun"),
        *("regulation", "p e", "p\ne", "perbup", "perwa", "perkada", "pergub", "perp", "permen", "perka", "perdes"),
        *("kep", "inpres", "instruksi", "surat", "undang", "uu", "sk ", "se ", "pp ", "sk\n", "se\n", "pp\n", "tap "),
        *("tap\n", "kitab", "petunjuk", "juknis", "juklak", "sop", "standar", "maklumat"),
    ),
)
_PROVINCE: Final = re.compile(
    r"\W{0,3}(?:pemerintah\s+)?(?:daerah\s+)?(?:pro[vp]insi|pro[vp]\b|daerah\s+(?:khusus|istimewa)|dki\b|d\.?\s?i\.?\s+yogya"
    r"|tingkat\s+i\b|jawa\s+(?:barat|tengah|timur)|sumatera\s+\w+|kalimantan\s+\w+|sulawesi\s+\w+|nusa\s+tenggara\s+\w+"
    r"|papua\b|maluku\s+utara\s+n|kepulauan\s+(?:riau|bangka)|aceh\s+no)",
    re.IGNORECASE,
)
_REGION: Final = re.compile(
    r"\W{0,3}(?:daerah\s+)?(?:kabupaten|kab\b\.?|kota(?:madya)?\b|kodya)\s+(?:daerah\s+tingkat\s+ii\s+|dati\s+ii\s+)?"
    r"(?!no\b|nomor|nomer|tahun|tentang|t\w?g\b)(?P<name>[a-z][a-z' -]{2,40}?)"
    r"(?=\W+(?:no|nomor|nomer|tahun|th|thn|tentang|ttg|ttng|perihal)\b|\s*[\d|,.:(]|\s*$)",
    re.IGNORECASE,
)
#: Words that make another region of a region's name.
_QUARTERS: Final = frozenset(
    {"barat", "timur", "utara", "selatan", "tengah", "tenggara", "laut", "daya", "besar", "raya", "jaya", "baru"}
    | {"hulu", "hilir"}
)
_ABOUT: Final = Wording(
    r"\b(?:tentang|tetang|tentan|tentag|tentng|tntang|tantang|ttng|ttg|perihal|mengenai|concerning|regarding|t\se\sn\st\sa\sn\sg)\b[\s:|.]*",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"\b(?:nomor|nomer|no|nmr|number)\b\s{0,2}[.:]?\s{0,2}\d{1,3}\b|\b\d{1,3}\s?/\s?(?:19|20)\d\d\b|\b(?:tahun|thn|th|year)\b\.?\s{0,2}(?:19|20)\d\d\b"
    r"|\b\d{1,3}\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)


@dataclass(slots=True, unsafe_hash=True)  # immutable by convention, as figures are
class Instrument:
    """A named instrument: its kind, the span of the words that name it."""

    kind: str
    start: int
    end: int


def instruments_in(text: str, region: Region | None = None) -> Iterator[Instrument]:
    """Instruments named in `text` in order. Underscores of file names count as blanks."""
    plain = text.replace("_", " ")
    for match in _NAMED.finditer(fold(plain)):
        kind = str(match.lastgroup)
        if kind == PERDA:
            kind = _owner(plain[match.end() : match.end() + 80], region)
        yield Instrument(kind, match.start(), match.end())


@remembered
def about(text: str) -> int:
    """Where the words after "tentang" begin; -1 where it is missing."""
    match = _ABOUT.search(text)
    return match.end() if match and match.end() < len(text) else -1


@remembered
def is_numbered(text: str) -> bool:
    """Whether a number or year of an instrument stands in `text`."""
    return bool(_NUMBER.search(text.replace("_", " ")))


def number_in(text: str) -> tuple[int, int] | None:
    """Span of the first number with the year right behind it: "No 5 Tahun 2012"; None where there is none."""
    span: tuple[int, int] | None = None
    for match in _NUMBER.finditer(text.replace("_", " ")):
        if span is not None and match.start() - span[1] > 12:
            break
        span = (span[0] if span else match.start(), match.end())
    return span


def _owner(following: str, region: Region | None) -> str:
    """Whose Perda it is, by the words right behind the kind."""
    named = _REGION.match(following)
    if named:
        return FOREIGN if region is not None and not same_name(named.group("name"), region.name) else PERDA
    return PROVINCIAL if _PROVINCE.match(following) else PERDA


def same_name(one: str, own: str) -> bool:
    """Whether `one` names the region `own`, small slips of the pen aside. "Bandung Barat" is not "Bandung"."""
    words, ours = one.casefold().split(), own.casefold().split()
    if words[: len(ours)] == ours:
        return not (len(words) > len(ours) and words[len(ours)] in _QUARTERS)
    return SequenceMatcher(None, one.casefold(), own.casefold()).ratio() >= 0.8
