"""The steps of a method in their order, each kept as it was left: from raw numbers to ranks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from scorecard.engine import checks
from scorecard.engine.filling import Filled, fill
from scorecard.engine.means import Plan, aggregate
from scorecard.engine.method import Method, Screening
from scorecard.engine.moments import ranked
from scorecard.engine.outliers import Treated, treat
from scorecard.engine.scales import Population, normalise
from scorecard.engine.screening import Screened, screen
from scorecard.engine.structure import Structure
from scorecard.engine.table import Array, Ids, Table, numbered

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The data before any index: divided by denominators, screened and filled."""

    divided: Array
    screened: Screened
    filled: Filled
    values: Array


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """One index. Arrays have one row a row of the table; columns are `structure.indicators`, of `scores` its codes.

    `weights` are those used, by code; `constant` names the indicators that a scale could not tell apart.
    """

    method: Method
    structure: Structure
    table: Table
    prepared: Prepared
    treated: Array
    treatments: tuple[Treated, ...]
    normalised: Array
    scores: Array
    weights: Mapping[str, float]
    constant: tuple[str, ...]

    def ranks(self) -> Array:
        """Ranks of `scores`, 1 for the highest, within each time and the method's groups."""
        return self._ranked(self.scores, len(self.structure.indicators))

    def ranks_of(self, code: str) -> Array:
        """The ranks of one code."""
        at = self.structure.codes.index(code)
        return self._ranked(self.scores[:, [at]], int(at < len(self.structure.indicators)))[:, 0]

    def _ranked(self, scores: Array, given: int) -> Array:
        times = numbered(self.table.times)[0] if self.table.times else np.zeros(len(self.table.units), dtype=np.int64)
        groups, names = self.table.groups(self.method.within)
        return ranked(scores, times * len(names) + groups, self.method.ties, given=given, digits=self.method.digits)

    def column(self, code: str) -> Array:
        """The scores of one code."""
        return self.scores[:, self.structure.codes.index(code)]


class Engine:
    """Builds indices of one table under any number of methods; what two of them share is computed once."""

    def __init__(self, table: Table, structure: Structure) -> None:
        self.table = table
        self.structure = structure
        self.times: Ids
        self.names: tuple[str, ...]
        single = (np.zeros(len(table.units), dtype=np.int64), ("",))
        self.times, self.names = numbered(table.times) if table.times else single
        self._kept: dict[Hashable, object] = {}

    def build(self, method: Method) -> Build:
        """The index under `method`; raises ScorecardError where the method does not fit the table."""
        structure = self._once(("structure", method.skip), lambda: self.structure.without(method.skip))
        self._once(("checked", *_step(method)), lambda: checks.check(method, self.structure, structure, self.table))
        prepared = self._once(_prepared(method), lambda: self._prepare(method))
        outliers = (*_prepared(method), method.treatment, method.own_treatment)
        treated, said = self._once(
            ("treated", *outliers),
            lambda: treat(prepared.values, structure.indicators, method, self.times, self.names),
        )
        scaled = ("scaled", *outliers, method.directions, method.scale, method.own_scale, *_scope(method))
        normalised = self._once(scaled, lambda: self._normalise(treated, method))
        weights = structure.weights(dict(method.weights))
        plan = self._once(("plan", method.skip), lambda: Plan(structure))
        scores = aggregate(
            normalised,
            plan,
            {level: method.mean_at(level) for level in structure.levels},
            weights,
            absent=self.table.absent,
            rows=self._row_names(),
        )
        return Build(
            method=method,
            structure=structure,
            table=self.table,
            prepared=prepared,
            treated=treated,
            treatments=said,
            normalised=normalised,
            scores=scores,
            weights=weights,
            constant=self._once(("constant", *scaled), lambda: _constant(treated, normalised, structure)),
        )

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]  # one key is always made by the same maker

    def _row_names(self) -> tuple[str, ...]:
        if not self.table.times:
            return self.table.units
        return self._once(
            "rows",
            lambda: tuple(f"{unit} ({time})" for unit, time in zip(self.table.units, self.table.times, strict=True)),
        )

    def _prepare(self, method: Method) -> Prepared:
        divided = checks.divided(self.table, self.structure) if method.denominate else self.table.values
        structure = self.structure.without(method.skip)
        everyone = replace(method, screening=Screening())
        first = method if method.screening.when == "raw" else everyone
        screened = screen(self.table, divided, structure, first)
        filled = fill(self.table, divided, structure.indicators, method, screened.rows, self.times)
        if method.screening.when == "filled":
            screened = screen(self.table, filled.values, structure, method)
        values = np.where(screened.rows[:, None] & screened.columns[None, :], filled.values, np.nan)
        return Prepared(divided, screened, filled, values)

    def _normalise(self, treated: Array, method: Method) -> Array:
        nodes = [self.structure.by_code[code] for code in self.structure.indicators]
        own = dict(method.directions)
        groups, names = self.table.groups(method.over)
        population, rows, count = treated, groups, len(names)
        if method.panel == "each":
            groups = rows = self.times * count + groups
            count *= len(self.names)
        elif method.panel == "reference":
            chosen = self.times == self.names.index(method.reference)
            population, rows = treated[chosen], groups[chosen]
        people = Population(population, rows, count)
        return normalise(
            treated,
            groups,
            np.array([float(own.get(node.code, node.direction)) for node in nodes]),
            [method.scale_of(node.code) for node in nodes],
            people.measures(),
            population=people,
            targets=np.array([np.nan if node.target is None else node.target for node in nodes]),
        )


def _step(method: Method) -> tuple[Hashable, ...]:
    """What of a method names codes, levels and columns, and is to be checked against a table."""
    weights = tuple(code for code, _weight in method.weights)
    return (*_prepared(method), method.own_treatment, method.directions, method.own_scale, method.scale,
            *_scope(method), method.own_mean, weights, method.within,
            method.statistics.leave_one_out)  # fmt: skip


def _prepared(method: Method) -> tuple[Hashable, ...]:
    return ("prepared", method.skip, method.denominate, method.screening, method.filling)


def _scope(method: Method) -> tuple[Hashable, ...]:
    return (method.over, method.panel, method.reference)


def _constant(treated: Array, normalised: Array, structure: Structure) -> tuple[str, ...]:
    lost = np.flatnonzero((~np.isnan(treated)).any(axis=0) & np.isnan(normalised).all(axis=0))
    return tuple(structure.indicators[at] for at in lost)
