"""Finding regions by what people write: a code, a name of today or of 2009, a province.

A name that fits more than one thing is never guessed: the error lists what it may mean, with codes.
"""

from __future__ import annotations

from collections.abc import Sequence

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Kind, Region
from scorecard.regions.directory import Directory, Province, directory_of, is_registered
from scorecard.regions.names import kind_of, without_kind, words_of
from scorecard.regions.registry import aliases

_PROVINCE_WORDS = frozenset({"provinsi", "propinsi", "prov", "province"})
#: A list of targets up to this length is shown whole when a name is not in it.
_SHORT_LIST = 12


def select(queries: Sequence[str], regions: Sequence[Region]) -> tuple[Region, ...]:
    """The regions that `queries` name, in the order asked, each once.

    A query is a region's code ("32.14", "3214"), a province's code ("32"), a region's name with or
    without its kind, or a province's name. Today's names come before those of 2009. Raises
    ScorecardError for a query that fits nothing, or more than one thing.
    """
    directory = directory_of(regions)
    return tuple(dict.fromkeys(region for query in queries for region in _resolve(query, directory)))


def match(name: str, regions: Sequence[Region], kind: str = "") -> Region | None:
    """The one region with this code or name, or None; for files, where nobody can be asked.

    `kind` ("kota", "Kab." ...) settles names that a kabupaten and a kota share. Provinces and names
    that are merely similar do not count.
    """
    wanted = kind_of(kind)
    if kind.strip() and wanted is None:
        return None
    directory = directory_of(regions)
    for look in (directory.of_code, directory.of_name, directory.of_old_name):
        fitting = [region for region in look(name) if wanted in (None, region.kind)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def names_of(region: Region) -> tuple[str, ...]:
    """Every spelling with its kind under which a page may call the region, names of 2009 last.

    The bare name is not among them: a kabupaten and a kota may share it.
    """
    titles = ("Kabupaten", "Kab.", "Kab") if region.kind is Kind.KABUPATEN else ("Kota", "Kotamadya")
    if region.administrative:
        titles = (*titles, f"{titles[0]} Administrasi")
    names = [region.name]
    if is_registered(region):
        names += [without_kind(one.printed_name, one.kind) for one in aliases() if one.code == region.code]
    return tuple(dict.fromkeys(f"{title} {name}" for name in names for title in titles))


def _resolve(query: str, directory: Directory) -> Sequence[Region]:
    """What one query selects: codes before names, names of today before those of 2009."""
    words = words_of(query)
    if words and words[0] in _PROVINCE_WORDS:
        name = " ".join(words[1:])
        return _settle(query, [], directory.provinces_of(name) or directory.provinces_known_as(name), directory)
    regions, provinces = directory.of_code(query), list[Province]()
    if not regions:
        regions, provinces = directory.of_name(query), directory.provinces_of(query)
    if not regions and not provinces:
        regions, provinces = directory.of_old_name(query), directory.provinces_known_as(query)
    return _settle(query, regions, provinces, directory)


def _settle(
    query: str, regions: Sequence[Region], provinces: Sequence[Province], directory: Directory
) -> Sequence[Region]:
    if len(regions) + len(provinces) == 1:
        return regions or provinces[0].regions
    if not regions and not provinces:
        raise _unknown(query, directory)
    meanings = [_province_label(one) for one in provinces] + [_label(one) for one in regions]
    raise ScorecardError(
        _("{query} may mean {candidates}").format(query=_shown(query), candidates=", ".join(meanings)),
        remedy=_("Say which one by its code"),
    )


def _unknown(query: str, directory: Directory) -> ScorecardError:
    similar = directory.similar(query)
    what = _("no region or province is called {query}").format(query=_shown(query))
    if similar:
        names = ", ".join(_label(one) for one in similar)
        return ScorecardError(what, remedy=_("Did you mean {names}?").format(names=names))
    if len(directory.regions) <= _SHORT_LIST:
        names = ", ".join(_label(one) for one in directory.regions)
        return ScorecardError(what, remedy=_("The list in use has {names}").format(names=names))
    return ScorecardError(what, remedy=_("`scorecard regions` lists them all"))


def _label(region: Region) -> str:
    return f"{region.full_name} ({region.code})"


def _province_label(province: Province) -> str:
    label = _("the province {name} with {n} regions").format(name=province.name, n=len(province.regions))
    return f"{label} ({province.code})" if province.code else label


def _shown(query: str) -> str:
    """The query in quotes, short and printable whatever was typed."""
    return ascii(query[:60]) if not query.isprintable() else f"'{query[:60]}'"
