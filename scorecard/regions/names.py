"""How a region's name is written, and which writings are the same name."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from scorecard.model import Kind

_KIND_WORDS = {
    "kabupaten": Kind.KABUPATEN,
    "kab": Kind.KABUPATEN,
    "pemkab": Kind.KABUPATEN,
    "regency": Kind.KABUPATEN,
    "kota": Kind.KOTA,
    "kotamadya": Kind.KOTA,
    "pemkot": Kind.KOTA,
    "city": Kind.KOTA,
}
_ADMINISTRATIVE = frozenset({"administrasi", "administratif", "adm"})
_GOVERNMENT = frozenset({"pemerintah", "pemda"})
_SAME_WORDS = {"kep": "kepulauan"}
#: No name of a region is near this long; what is longer is cut, so that hostile text costs nothing.
_LONGEST = 200


class Reading(NamedTuple):
    """One way to read a written name; `kind` is None where the words leave it open."""

    kind: Kind | None
    name: str


def normalise(name: str) -> str:
    """`name` in small letters without accents, blanks and punctuation: the key by which names are equal.

    "Tojo Una-Una" and "tojo unauna" become "tojounauna". The kind is not taken off: see `readings`.
    """
    return "".join(words_of(name))


def words_of(name: str) -> list[str]:
    """The words of a name in small letters without accents; "&" is "dan", "Kep." is "kepulauan"."""
    flat = unicodedata.normalize("NFKD", name[:_LONGEST].casefold().replace("&", " dan ")).casefold()
    letters = "".join(char for char in flat if not unicodedata.combining(char))
    return [_SAME_WORDS.get(word, word) for word in re.findall(r"[^\W_]+", letters)]


def readings(name: str) -> tuple[Reading, ...]:
    """Every way to read a written name: as it stands, and with a kind before or behind it taken off.

    "Kota Baru" may be Kotabaru, or a kota called Baru; who asks looks which of them exists.
    """
    words = words_of(name)
    if words and words[0] in _GOVERNMENT:
        words = words[1:]
    found = [Reading(None, "".join(words))]
    for kind_word, rest in ((words[:1], words[1:]), (words[-1:], words[:-1])):
        kind = _KIND_WORDS.get(kind_word[0]) if kind_word else None
        if rest and rest[0] in _ADMINISTRATIVE:
            rest = rest[1:]
        if kind and rest:
            found.append(Reading(kind, "".join(rest)))
    return tuple(dict.fromkeys(found))


def kind_of(text: str) -> Kind | None:
    """The kind that "kab.", "Kabupaten", "KOTA", "city" ... say; None for any other word."""
    words = [word for word in words_of(text) if word not in _ADMINISTRATIVE]
    return _KIND_WORDS.get(words[0]) if len(words) == 1 else None


def without_kind(name: str, kind: Kind) -> str:
    """`name` without a leading word for its own `kind`: "Kab. Purwakarta" becomes "Purwakarta"."""
    parts = re.split(r"[\s.]+", name.strip())
    if len(parts) > 1 and kind_of(parts[0]) is kind:
        parts = parts[1:]
        if len(parts) > 1 and parts[0].casefold() in _ADMINISTRATIVE:
            parts = parts[1:]
        return " ".join(parts)
    return " ".join(name.split())
