"""Names of columns: what the schema finds wrong with them, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process

from scorecard.messages import translate as _
from scorecard.tables import schema
from scorecard.tables.layout import Layout
from scorecard.tables.mistakes import Mistake
from scorecard.tables.privacy import is_private
from scorecard.tables.text import Text, where_of


def header_mistakes(table: Text, layout: Layout) -> list[Mistake]:
    """Columns that are unknown, missing or there twice; or the one mistake of having taken the other sheet."""
    names = [name.casefold() for name in table.header]
    if len(set(names) & layout.foreign) > len(set(names) & set(layout.questions)):
        other = "pemda" if layout.instrument == "firms" else "firms"
        what = _("these are the columns of the {other} questionnaire").format(other=other)
        remedy = _("Import it with `scorecard import {other}`.").format(other=other)
        return [Mistake(where_of(table), 1, "", "", what, remedy, "header")]
    typed = {name.casefold(): name for name in reversed(table.header)}
    mistakes = list(_nameless(table))
    for check, name in schema.header_failures([name for name in names if name], layout):
        if check == schema.DOUBLE_COLUMN:
            what, remedy = _("the column is there twice"), _("Delete one of the two.")
        elif check == schema.STRANGE_COLUMN and not is_private(typed[name]):
            what, remedy = _("no question has this name"), _near(name, layout.known)
        elif check == schema.MISSING_COLUMN and not _other_place(name, names):
            what = _("the column is missing")
            remedy = _("Add the column as `scorecard template` writes it; its cells may stay blank.")
        else:
            continue
        mistakes.append(Mistake(where_of(table), 1, typed.get(name, name), "", what, remedy, "header"))
    return mistakes


def _nameless(table: Text) -> Iterator[Mistake]:
    for at, name in enumerate(table.header):
        if not name and any(at < len(cells) and cells[at].strip() for _number, cells in table.rows):
            what = _("column {n} has cells and no name").format(n=at + 1)
            yield Mistake(where_of(table), 1, "", "", what, _("Name the column, or delete it."), "header")


def _other_place(name: str, names: Sequence[str]) -> bool:
    """Whether another column names the region: one of the two is enough."""
    place = {"region_code", "region"}
    return name in place and bool(place & set(names))


def _near(name: str, wanted: Sequence[str]) -> str:
    near = process.extractOne(name, wanted, score_cutoff=75)
    if near:
        return _("Did you mean {name}? Rename it so, or delete it.").format(name=near[0])
    return _("Delete the column, or name it as `scorecard template` does.")
