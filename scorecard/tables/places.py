"""Which region a row is of, by its code, its name, or both where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from scorecard import regions as registry
from scorecard.messages import translate as _
from scorecard.model import Region

#: Likeness (0 to 100) from which a name is proposed as a region's, and by how much the next must be less like it.
LIKENESS: Final = 80
APART: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """The region of a row, or what is wrong with the cell of `column`."""

    region: Region | None
    column: str = "region_code"
    value: str = ""
    what: str = ""
    remedy: str = ""


class Places:
    """Looks regions up by what people type; the same cells are looked up once."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self._regions = tuple(regions)
        self._by_code = {region.code: region for region in regions}
        self._seen: dict[tuple[str, str], Place] = {}

    def find(self, code: str, name: str) -> Place:
        """The region of these two cells, either of which may be blank."""
        key = (code, name)
        if key not in self._seen:
            self._seen[key] = self._look_up(code, name)
        return self._seen[key]

    def _look_up(self, code: str, name: str) -> Place:
        named = registry.match(name, self._regions) if name else None
        coded = self._coded(code, named)
        if not code and not name:
            what, remedy = _("the cell is blank"), _("Give the region's code or its name with its kind.")
            return Place(None, "region_code", "", what, remedy)
        if code and coded is None:
            remedy = _("`scorecard regions` lists the codes. Format the column as text: a code ends in all its digits.")
            return Place(None, "region_code", code, _("no region of this wave has this code"), remedy)
        if coded is not None:
            return self._agreed(coded, named, name)
        if named is None:
            remedy = _("Write the kind too (Kabupaten or Kota), or give the region's code in region_code.")
            near = self.nearest(name)
            if near:
                remedy = _("Did you mean {name} ({code})? Write it so.").format(
                    name=near[0].full_name, code=near[0].code
                )
            return Place(None, "region", name, _("this names no single region of this wave"), remedy)
        return Place(named)

    def nearest(self, name: str) -> tuple[Region, float] | None:
        """The one region whose name is most like `name`, and how like (0 to 100); None where none or several are."""
        said = registry.normalise(name)
        kinds = [region for region in self._regions if registry.kind_of(name.split()[0]) in (None, region.kind)]
        called = {region.code: registry.normalise(region.full_name) for region in kinds}
        bare = {region.code: registry.normalise(region.name) for region in kinds}
        found: dict[str, float] = {}
        for names in (called, bare):
            for _text, score, code in process.extract(said, names, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=5):
                found[str(code)] = max(found.get(str(code), 0.0), score)
        ranked = sorted(found, key=lambda code: -found[code])
        if not ranked or (len(ranked) > 1 and found[ranked[0]] - found[ranked[1]] < APART):
            return None
        return self._by_code[ranked[0]], found[ranked[0]]

    def _coded(self, code: str, named: Region | None) -> Region | None:
        """The region with this code: written 32.14 or 3214; 32.1 for 32.10 where the name says so too."""
        tidy = code.replace(",", ".")
        if tidy.isascii() and tidy.isdigit() and len(tidy) == 4:
            tidy = f"{tidy[:2]}.{tidy[2:]}"
        found = self._by_code.get(code) or self._by_code.get(tidy)
        if found is None and named is not None and tidy and named.code in (f"{tidy}0", f"0{tidy}", f"0{tidy}0"):
            return named  # a spreadsheet dropped the zero
        return found

    def _agreed(self, coded: Region, named: Region | None, name: str) -> Place:
        """The code's region, unless the name beside it is another region's; a bare name both kinds share is fine."""
        if not name or named == coded or registry.match(name, (coded,)) is not None:
            return Place(coded)
        what = _("the code {code} is of {region}, the name is not").format(code=coded.code, region=coded.full_name)
        return Place(None, "region", name, what, _("Mend the code or the name."))
