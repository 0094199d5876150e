"""Whether a method fits a table: every code, level and column it names must be there and have an effect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scorecard.engine.method import Method
from scorecard.engine.structure import Structure
from scorecard.engine.table import Array, Table
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _


def check(method: Method, structure: Structure, used: Structure, table: Table) -> bool:
    """Raise ScorecardError with everything in `method` that names nothing here; `used` has its levels left out."""
    faults = [*_codes(method, used, table), *_levels(method, structure, used), *_columns(method, table)]
    faults += _panel(method, table)
    faults += [
        _("{code} has no target in the framework").format(code=code)
        for code in used.indicators
        if method.scale_of(code).scheme == "target" and used.by_code[code].target is None
    ]
    if faults:
        raise ScorecardError(
            "; ".join(faults),
            where=_("method {name}").format(name=method.name),
            remedy=_("Mend the method: what it names must be in the framework or the data."),
        )
    return True


def _codes(method: Method, used: Structure, table: Table) -> Iterator[str]:
    leaves, everything = set(used.indicators), set(used.codes)
    named = (
        ("outliers.indicators", [code for code, _one in method.own_treatment], leaves),
        ("normalisation.indicators", [code for code, _one in method.own_scale], leaves),
        ("missing.indicators", [code for code, _one in method.filling.indicators], leaves),
        ("missing.structural", [code for pair in method.filling.structural for code in pair], leaves),
        ("directions", [code for code, _one in method.directions], leaves),
        ("aggregation.weights", [code for code, _one in method.weights], everything - {used.top}),
        ("screening.keep", [code for code, _why in method.screening.keep], leaves | set(table.units)),
        ("screening.drop", [code for code, _why in method.screening.drop], leaves | set(table.units)),
    )
    for path, codes, known in named:
        for code in codes:
            if code not in known:
                yield _("{key} names nothing in the framework or the data").format(key=f"{path}.{code}")


def _levels(method: Method, structure: Structure, used: Structure) -> Iterator[str]:
    made = {used.by_code[code].level for code in used.aggregates}
    for level, _mean in method.own_mean:
        if level not in made:
            yield _("{key} has no effect: no aggregate stands at that level").format(key=f"aggregation.levels.{level}")
    for level in method.skip:
        if not any(structure.by_code[code].level == level for code in structure.aggregates):
            yield _("{key} has no effect: no aggregate stands at that level").format(key=f"structure.skip {level}")
    for level in method.statistics.leave_one_out:
        if level not in used.levels or not any(used.by_code[code].parent for code in used.at(level)):
            yield _("{key} has no effect: nothing at that level hangs under an aggregate").format(
                key=f"statistics.leave_one_out {level}"
            )


def _columns(method: Method, table: Table) -> Iterator[str]:
    named = (
        ("normalisation.over", method.over),
        ("ranks.within", method.within),
        ("missing.group", method.filling.group or "all"),
    )
    for key, column in named:
        if column != "all" and column not in table.beside:
            yield _("{key} is {value}, and the data has no such column").format(key=key, value=repr(column))


def _panel(method: Method, table: Table) -> Iterator[str]:
    if method.panel != "global" and not table.times:
        yield _("{key} has no effect without --time").format(key="panel.scaling")
    elif method.panel == "reference" and method.reference not in table.times:
        yield _("{key} is {value}, and the data has no such time").format(
            key="panel.reference", value=repr(method.reference)
        )
    fills = {method.filling.fill, *(kind for _code, kind in method.filling.indicators)}
    if "last-wave" in fills and not table.times:
        yield _("{key} has no effect without --time").format(key='missing.fill "last-wave"')


def divided(table: Table, structure: Structure) -> Array:
    """The indicators divided by the columns the framework names as their denominators.

    Raises ScorecardError for a column that is not there or holds no number above 0.
    """
    values = table.values.copy()
    faults = []
    for at, code in enumerate(structure.indicators):
        column = structure.by_code[code].denominator
        if not column:
            continue
        numbers = _numbers(table, column)
        if numbers is None:
            faults.append(_("the denominator {column} of {code} is no column of the data").format(
                column=column, code=code
            ))  # fmt: skip
            continue
        values[:, at] = values[:, at] / numbers
    if faults:
        raise ScorecardError("; ".join(faults), where="denomination", remedy=_("Add these columns to the data."))
    return values


def _numbers(table: Table, column: str) -> Array | None:
    if column not in table.beside:
        return None
    found = np.full(len(table.units), np.nan)
    for row, text in enumerate(table.beside[column]):
        try:
            found[row] = float(text)
        except ValueError:  # a blank or a word: what is divided by it is blank
            continue
    return np.where(found > 0, found, np.nan)
