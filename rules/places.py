"""Whose data a page speaks of: another kabupaten or kota, a province, or a part of the region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final

from scorecard.model import Kind, Place, Region
from scorecard.reading import Page
from scorecard.reading.wording import Wording
from scorecard.regions import registry
from scorecard.regions.names import normalise, words_of

_LONGEST_NAME: Final = 5
#: One capitalised word that is no adjective of towns ("Kota Layak Anak") and no heading's next word.
_PROPER: Final = re.compile(
    r"(?!(?:Barat|Timur|Utara|Selatan|Tengah|Tahun|Menurut|Dalam|Dan|Di|Se|Layak|Sehat|Pintar|Cerdas|Tua|Kreatif|Pusaka|Besar|Kecil|Baru|Hijau|Kita|Ini|"
    r"Terbaik|Administrasi|Data|Jumlah|Yang|Untuk|Pada|Dari)\b)[A-Z][a-z]{3,20}\b"
)
_MENTION: Final = re.compile(
    r"\b(?P<kind>kabupaten|kab|pemkab|kota|pemkot|kotamadya)\b\.?[ \t:]{1,3}(?P<rest>[^\W\d_][^\n|:;,()/]{2,60})",
    re.IGNORECASE,
)
_PROVINCE: Final = re.compile(r"\b(?:provinsi|propinsi|prov\.|nasional|se-?indonesia)(?:$|\W)", re.IGNORECASE)
_REGENCY: Final = re.compile(r"\b(?:kabupaten|kab\.|kota)\s", re.IGNORECASE)
_PART: Final = Wording(
    r"(?i:\b(?:kecamatan|kec\.|kelurahan|kel\.|desa|nagari|distrik|kampung|gampong|pekon)\s+)"
    r"(?!(?i:tahun|dan|di|se|yang|menurut|berdasarkan|kabupaten|kab|kota|dalam|pada|untuk|semester|data|jumlah|per|"
    r"wisata|mandiri|maju|adat|siaga|digital|swa\w+|tangguh|binaan|penerima|memiliki|belum|sudah|dengan|tanpa|rawan|"
    r"berlistrik|berkembang|ter(?:aliri|layani|tinggal|pencil|luar|jangkau|dampak|baik|isolir)|dialiri|pesisir)\b)"
    r"(?P<name>[A-Z][\w'-]{2,20}(?: [A-Z][\w'-]{2,20})?)",
    flags=0,
)
_EACH: Final = re.compile(r"(?i:\b(?:per|tiap|setiap|menurut|berdasarkan|antar|se|seluruh|jumlah)[\s-]*)$")
_KINDS: Final[Mapping[str, Kind]] = {
    "kabupaten": Kind.KABUPATEN, "kab": Kind.KABUPATEN, "pemkab": Kind.KABUPATEN,
    "kota": Kind.KOTA, "pemkot": Kind.KOTA, "kotamadya": Kind.KOTA,
}  # fmt: skip


def other_region(page: Page, text: str = "") -> str:
    """The other kabupaten or kota that `text` names, or the page's title and headings where it is empty.

    "" where the page's own region is named there too, where nobody is, and where the own region is unknown.
    """
    if page.region is None:
        return ""
    words = text or page_title(page)
    own = (page.region.kind, normalise(page.region.name))
    named = list(regions_named(words))
    if own not in _known():
        named += _unregistered(words)
    others = [found for found in named if found[0] != own]
    if not others or _names_own(words, page.region, [shown for _key, shown in others]):
        return ""
    return others[0][1]


def page_title(page: Page) -> str:
    """A page's title and its first main headings, a line each."""
    if "page title" not in page.readings:
        heads = (
            page.words_of(block)[:200]
            for block in page.blocks
            if block.tag in ("h1", "h2") and block.place is Place.MAIN
        )
        page.readings["page title"] = "\n".join((page.title, *islice(heads, 6)))
    return str(page.readings["page title"])


def regions_named(text: str) -> Iterator[tuple[tuple[Kind, str], str]]:
    """Every registered region that `text` names together with its kind: key and the words as shown."""
    known = _known()
    for mention in _MENTION.finditer(text[:20_000]):
        kind = _KINDS[mention["kind"].casefold()]
        words = words_of(mention["rest"])[:_LONGEST_NAME]
        for count in range(len(words), 0, -1):
            key = (kind, "".join(words[:count]))
            if key in known:
                yield key, known[key]
                break


def _unregistered(text: str) -> Iterator[tuple[tuple[Kind, str], str]]:
    """Names written like a region's, for target lists of regions that the registry does not know."""
    for mention in _MENTION.finditer(text[:20_000]):
        name = _PROPER.match(mention["rest"])
        if name is not None:
            kind = _KINDS[mention["kind"].casefold()]
            yield (kind, normalise(name[0])), f"{kind.value.title()} {name[0]}"


def is_provincial(text: str) -> bool:
    """Whether `text` speaks of a province or the nation and of no kabupaten or kota."""
    return bool(_PROVINCE.search(text)) and not _REGENCY.search(text)


def is_of_part(page: Page) -> bool:
    """Whether a page is about one kecamatan, kelurahan or desa: by its title, first headings or host."""
    host = page.url.partition("//")[2].partition("/")[0]
    return bool(part_named(page_title(page))) or host.startswith(("kec", "kel-", "kel.", "desa", "kelurahan"))


def village_named(text: str) -> str:
    """The desa or kelurahan that a text is about: "Jalan di Desa Sukarasa" gives "Sukarasa"; "" where it is none."""
    for match in _PART.finditer(text[:2000]):
        is_village = match[0][:3].casefold() != "kec" and match[0][:7].casefold() != "distrik"
        if is_village and not _EACH.search(text[max(0, match.start() - 14) : match.start()]):
            return match["name"]
    return ""


def part_named(text: str) -> str:
    """The kecamatan, kelurahan or desa that a title is about: "Profil Kecamatan Beji" gives "Beji".

    "" where there is none, and for "per kecamatan", which speaks of all of them.
    """
    for match in _PART.finditer(text[:2000]):
        if not _EACH.search(text[max(0, match.start() - 14) : match.start()]):
            return match["name"]
    return ""


@cache
def _known() -> Mapping[tuple[Kind, str], str]:
    return {(region.kind, normalise(region.name)): region.full_name for region in registry()}


def _names_own(text: str, region: Region, others: Iterable[str]) -> bool:
    flat = " ".join(words_of_long(text))
    for other in others:  # "Bandung" inside "Kota Bandung" or "Bandung Barat" does not name Kabupaten Bandung
        flat = flat.replace(" ".join(words_of(other)), " ")
        kind, _, name = other.partition(" ")
        flat = flat.replace(" ".join(words_of(f"kab {name}" if kind == "Kabupaten" else name)), " ")
    return f" {' '.join(words_of(region.name))} " in f" {flat} "


def words_of_long(text: str) -> list[str]:
    """`words_of` for more than a name, a line at a time."""
    return [word for line in text[:20_000].splitlines() for word in words_of(line)]
