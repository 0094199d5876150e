"""A confirmed mapping put to work: somebody's columns become the template's, and nothing is lost on the way.

Each row still knows the row it came from, and each column what the user calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.messages import translate as _
from scorecard.tables.background import KEPT
from scorecard.tables.layout import Layout
from scorecard.tables.mapping import KEEP, PERMITS, Mapping, split
from scorecard.tables.mistakes import Mistake
from scorecard.tables.text import Text, where_of
from scorecard.tables.workbooks import last_name

#: Columns in which reviewers of survey servers pass or reject an interview, and what rejected ones say.
REVIEW: Final = ("reviewstate", "review_status", "_validation_status", "_submission__validation_status")
REJECTED: Final = frozenset(
    {"rejected", "reject", "not approved", "ditolak", "not_approved", "validation_status_not_approved"}
)
TICKED: Final = frozenset({"1", "true", "yes", "ya", "x", "v", "✓"})


@dataclass(frozen=True, slots=True)
class Applied:
    """A table in the template's columns. `rejected` are the rows that a reviewer turned down, left out."""

    table: Text
    mistakes: tuple[Mistake, ...]
    rejected: tuple[int, ...]


def apply_mapping(table: Text, mapping: Mapping, layout: Layout) -> Applied:
    """`table` with its columns renamed, repeats unfolded, ticks counted, codes translated."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(table.header):
        target = mapping.columns.get(name, "")
        if target:
            places.setdefault(f"{KEPT}{last_name(name)}" if target == KEEP else target, []).append(at)
    work = _Work(table, mapping, layout, places)
    review = [at for at, name in enumerate(table.header) if last_name(name) in REVIEW]
    rejected = [n for n, cells in table.rows if any(_cell(cells, at).strip().casefold() in REJECTED for at in review)]
    out, kept, repeats = set(rejected), [], list[str]()
    for number, cells in table.rows:
        for repeat, line in work.lines(number, cells) if number not in out else ():
            kept.append((number, line))
            repeats.append(repeat)
    header = work.columns
    sources = {slug: work.called(slug) for slug in header} or {"": ""}
    sources |= {target: table.header[at[0]] for target, at in places.items() if "@" in target}
    plain = replace(table, header=header, rows=tuple(kept), sources=sources, missing=work.missing())
    return Applied(
        replace(plain, repeats=tuple(repeats)),
        tuple(work.mistakes),
        tuple(rejected),
    )


class _Work:
    """One table under one mapping; gathers mistakes as rows pass."""

    def __init__(self, table: Text, mapping: Mapping, layout: Layout, places: dict[str, list[int]]) -> None:
        self.table, self.mapping, self.layout, self.places = table, mapping, layout, places
        self.mistakes: list[Mistake] = []
        self.permits = [slug for slug in layout.background if slug.startswith("permit_")] if PERMITS in places else []
        slugs = dict.fromkeys(split(target)[0] for target in places)
        slugs.pop(PERMITS, None)
        self.columns = tuple(dict.fromkeys((*slugs, *self.permits)))
        self.repeats = sorted({int(split(target)[1]) for target in places if split(target)[1].isdigit()})
        self.answers = {
            slug: {key.strip().casefold(): code for key, code in pairs.items()}
            for slug, pairs in mapping.answers.items()
        }
        self.regions = {" ".join(name.split()).casefold(): code for name, code in mapping.regions.items()}

    def called(self, slug: str) -> str:
        """The user's own column behind a question."""
        for target, at in self.places.items():
            if split(target)[0] == slug or (target == PERMITS and slug in self.permits):
                return self.table.header[at[0]]
        return slug

    def missing(self) -> dict[str, dict[str, str]]:
        """Codes that are no answer, by question: those the file declares and those the mapping names."""
        found: dict[str, dict[str, str]] = {}
        for target, positions in self.places.items():
            for at in positions:
                found.setdefault(split(target)[0], {}).update(self.table.missing.get(self.table.header[at], {}))
        for slug, codes in self.mapping.missing.items():
            found.setdefault(slug, {}).update(codes)
        return found

    def lines(self, number: int, cells: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The row as one line, or as one line a repeat of a wide table that holds anything, each with its repeat."""
        plain = {slug: self._cell(number, cells, slug, "") for slug in self.columns}
        plain |= self._permits(cells)
        plain = self._located(plain)
        if not self.repeats:
            yield "", tuple(plain.values())
            return
        for repeat in self.repeats:
            own = {slug: self._cell(number, cells, slug, f"@{repeat}") for slug in self.columns}
            if any(cell.strip() for cell in own.values()):
                line = {slug: own[slug] or plain[slug] for slug in self.columns}
                if not own.get("respondent", ""):
                    line["respondent"] = f"{plain.get('respondent') or number}-{repeat}"
                yield f"@{repeat}", tuple(self._located(line)[slug] for slug in self.columns)

    def _cell(self, number: int, cells: Sequence[str], slug: str, sign: str) -> str:
        """What the columns of a question say: one of them, the count of its ticks, or of its choices."""
        given = [cell for at in self.places.get(slug + sign, ()) if (cell := _cell(cells, at)).strip()]
        if len({cell.strip() for cell in given}) > 1:
            names = ", ".join(self.table.header[at] for at in self.places[slug + sign])
            what = _("columns of the same question say different things ({names})").format(names=names)
            remedy = _("Blank the wrong one, or map only one of the columns.")
            where = where_of(self.table)
            column = self.table.header[self.places[slug + sign][0]]
            self.mistakes.append(Mistake(where, number, column, " / ".join(given), what, remedy, "conflict"))
        if given:
            return self.answers.get(slug, {}).get(given[0].strip().casefold(), given[0])
        ticks = [cell for at in self.places.get(slug + "+", ()) if (cell := _cell(cells, at).strip().casefold())]
        if ticks and not sign:
            return str(sum(tick in TICKED for tick in ticks))
        listed = [cell for at in self.places.get(slug + "#", ()) if (cell := _cell(cells, at).strip())]
        return str(len(set(listed[0].replace(",", " ").split()))) if listed and not sign else ""

    def _permits(self, cells: Sequence[str]) -> dict[str, str]:
        """Permits held, from the choices in one cell; where it is blank, nothing is known."""
        for at in self.places.get(PERMITS, ()):
            chosen = {word.casefold() for word in _cell(cells, at).replace(",", " ").split()}
            if chosen:
                return {slug: "1" if slug.removeprefix("permit_") in chosen else "0" for slug in self.permits}
        return {}

    def _located(self, line: dict[str, str]) -> dict[str, str]:
        """The line with a spelling of the region that the mapping settles put in place of its code."""
        code = self.regions.get(" ".join(line.get("region", "").split()).casefold(), "")
        if code:
            line["region"] = code
        return line


def _cell(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
