"""What hangs under what: indicators at the bottom, aggregates of any depth above, each with its weight."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _


@dataclass(frozen=True, slots=True)
class Node:
    """A code of the framework. `direction` is 1 or -1 and speaks of indicators alone; `parent` is empty at the top.

    `target` and `denominator` (a column of the data) serve the steps that ask for them.
    """

    code: str
    parent: str = ""
    level: int = 1
    weight: float = 1.0
    direction: int = 1
    target: float | None = None
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """A tree, or several, checked. `nodes` are in the framework's order; `indicators` have no children.

    `aggregates` stand lowest first, so that every child is made before its parent. Raises ScorecardError for
    a parent that is not there, a level that is not above its children's, and a circle.
    """

    nodes: tuple[Node, ...]
    where: str = ""
    by_code: Mapping[str, Node] = field(init=False, compare=False, repr=False)
    children: Mapping[str, tuple[str, ...]] = field(init=False, compare=False, repr=False)
    indicators: tuple[str, ...] = field(init=False, compare=False, repr=False)
    aggregates: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_code = {node.code: node for node in self.nodes}
        faults = [*_repeated(self.nodes), *_unsound(self.nodes, by_code)]
        if faults:
            raise ScorecardError(
                "; ".join(faults),
                where=self.where,
                remedy=_("Mend these rows: every code once, every parent a code of a higher level."),
            )
        children: dict[str, list[str]] = {}
        for node in self.nodes:
            if node.parent:
                children.setdefault(node.parent, []).append(node.code)
        object.__setattr__(self, "by_code", by_code)
        object.__setattr__(self, "children", {code: tuple(codes) for code, codes in children.items()})
        object.__setattr__(self, "indicators", tuple(node.code for node in self.nodes if node.code not in children))
        above = sorted((node for node in self.nodes if node.code in children), key=lambda node: node.level)
        object.__setattr__(self, "aggregates", tuple(node.code for node in above))

    @property
    def codes(self) -> tuple[str, ...]:
        """Indicators and then aggregates: the columns of a full table of scores."""
        return self.indicators + self.aggregates

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels at which anything stands, lowest first."""
        return tuple(sorted({node.level for node in self.nodes}))

    @property
    def top(self) -> str:
        """The code of the highest aggregate; the last one where there are several."""
        return self.aggregates[-1] if self.aggregates else ""

    def at(self, level: int) -> tuple[str, ...]:
        """The codes of one level, in the framework's order."""
        return tuple(node.code for node in self.nodes if node.level == level)

    def under(self, code: str) -> tuple[str, ...]:
        """The indicators below `code`, or `code` itself where it is one."""
        if code not in self.children:
            return (code,)
        return tuple(leaf for child in self.children[code] for leaf in self.under(child))

    def without(self, levels: Collection[int]) -> Structure:
        """The tree with the aggregates of `levels` left out; their children go to the next aggregate above."""
        gone = {code for code in self.aggregates if self.by_code[code].level in levels}
        if not gone:
            return self
        if any(not self.by_code[code].parent for code in gone):
            raise ScorecardError(
                _("the level {level} cannot be left out: nothing stands above it").format(level=max(levels)),
                where="structure.skip",
                remedy=_("Leave out levels between indicators and the top."),
            )
        kept = [node for node in self.nodes if node.code not in gone]
        return Structure(tuple(replace(node, parent=self._next(node, gone)) for node in kept), self.where)

    def _next(self, node: Node, gone: Collection[str]) -> str:
        parent = node.parent
        while parent in gone:
            parent = self.by_code[parent].parent
        return parent

    def weights(self, given: Mapping[str, float]) -> dict[str, float]:
        """The weight of every code: the one given, else the framework's."""
        return {node.code: given.get(node.code, node.weight) for node in self.nodes}

    def effective(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Each code's weight in the top: the product of its shares down the tree; a top has 1."""
        found: dict[str, float] = {}
        for code in reversed(self.aggregates):
            found.setdefault(code, 1.0)
            total = sum(weights[child] for child in self.children[code])
            for child in self.children[code]:
                found[child] = found[code] * weights[child] / total if total else 0.0
        return found


def _repeated(nodes: Sequence[Node]) -> list[str]:
    seen: set[str] = set()
    faults = []
    for node in nodes:
        if node.code in seen:
            faults.append(_("the code {code} is there twice").format(code=node.code))
        seen.add(node.code)
    return faults


def _unsound(nodes: Sequence[Node], by_code: Mapping[str, Node]) -> list[str]:
    faults = []
    for node in nodes:
        if node.parent and node.parent not in by_code:
            faults.append(
                _("the parent {parent} of {code} has no row of its own").format(parent=node.parent, code=node.code)
            )
        elif node.parent and by_code[node.parent].level <= node.level:
            faults.append(
                _("{code} (level {level}) cannot hang under {parent} (level {higher})").format(
                    code=node.code, level=node.level, parent=node.parent, higher=by_code[node.parent].level
                )
            )
    return faults
