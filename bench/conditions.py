"""The single conditions of the rules: what switches one off, and a probe that says which way it went on a page.

A condition is the test of a branch, one of several joined by `and` or `or`, or the filter of a comprehension. A
default behind `or` (`name or ""`) is none.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import copy
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
#: Modules of the folder that hold no conditions of rules.
_NOT_RULES: Final = frozenset({"rules/judge.py", "rules/protocol.py", "rules/__init__.py"})
_PROBE: Final = "__condition__"
#: Looks ahead that change nothing but the time, by module, function and condition, each with the reason.
EARLY: Final = {
    ("rules/genre.py", "_reads_as_news", "points >= _NEWS"): "points are only added from here on",
    ("rules/genre.py", "_reads_as_news", "points + more < _NEWS"): "what is left cannot make up for it",
    (
        "rules/people/groups.py",
        "sex_of",
        "short or _MALE_WORD.may_stand(text) or _ends_in(text, 'lLkK')",
    ): "as all matches do",
    (
        "rules/people/groups.py",
        "sex_of",
        "short or _FEMALE_WORD.may_stand(text) or _ends_in(text, 'pPrR')",
    ): "as all matches do",
    ("rules/people/groups.py", "_ends_in", "bool(last)"): "one look too many finds nothing",
    ("rules/people/groups.py", "_ends_in", "last in letters"): "one look too many finds nothing",
    ("rules/people/counted.py", "others_named", "_REGION_ROW.search(row.words)"): "a region is named with its kind",
    ("rules/people/groups.py", "band_of", "_DIGIT.search(text) is None"): "both patterns below need a digit",
    ("rules/people/groups.py", "level_of", "not _ANY_LEVEL.may_stand(text)"): "a level holds one of its stems",
    ("rules/bylaws/records.py", "record_field", "_KIND_KEY.may_stand(page.folded)"): "a key holds one of its stems",
    ("rules/bylaws/records.py", "record_field", "_TITLE_KEY.may_stand(page.folded)"): "a key holds one of its stems",
    (
        "rules/bylaws/records.py",
        "record_field",
        "not (_KIND_KEY.may_stand(page.folded) and _TITLE_KEY.may_stand(page.folded))",
    ): "a key holds one of its stems",
    ("rules/bylaws/records.py", "title_field", "not _TITLE_KEY.may_stand(page.folded)"): "a key holds one of its stems",
    ("rules/bylaws/reading.py", "_cuts", "'|' in text"): "the pattern needs the letter",
    ("rules/bylaws/reading.py", "_cuts", "';' in text"): "the pattern needs the letter",
    ("rules/contacts.py", "_bearing", "_DIGITS.search(text)"): "every number holds three digits",
    ("rules/contacts.py", "_bearing", "'@' in text"): "the pattern needs the letter",
    ("rules/pointers.py", "_lines", "block.index not in holding"): "the loop below looks for the same links",
    ("rules/pointers.py", "_lines", "link.is_file"): "the loop below asks it again",
    ("rules/rows.py", "_is_prose", "row.text.endswith('.')"): "the pattern ends with the letter",
    ("rules/figures/table.py", "_asked", "len(cell) <= _LONGEST_KEPT"): "long cells are not remembered",
    ("rules/figures/__init__.py", "_lists", "_DIGIT.search(page.text, start, end)"): "figures need a digit",
    ("rules/figures/lines.py", "pairs_in", "found"): "without a number the answer is empty",
    ("rules/figures/sentences.py", "stated", "fits"): "without a number the answer is empty",
    ("rules/licensing/web_requirements_by_permit.py", "_download_rows", "files"): "the loop below goes over the files",
}
#: How the rules ask whether something was worked out before.
_KEPT: Final = re.compile(r"not in (?:page\.readings|known|read)$|(?:_filled|_over|_read|kept) is None$|^not tops$")

#: A condition (module, function, place in it, position among its neighbours) and the way it went.
Way = tuple[str, str, int, int, bool]
#: Place and position of a function's beginning.
CALLED: Final = (-1, -1)


@dataclass(frozen=True)
class Mutant:
    """One changed condition: where it stands, what was done to it, the changed code of its function.

    Only pages on which one of the `ways` was gone can show the change.
    """

    module: str
    function: str
    line: int
    change: str
    code: CodeType
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Change:
    """What is done to the node that stands at `place` in a function, and the ways that it turns."""

    place: int
    position: int
    line: int
    shown: str
    swap: Callable[[Any], None]
    turns: tuple[bool, ...]

    @property
    def condition(self) -> str:
        """What is changed, as it stands in the code."""
        return self.shown.partition(": ")[2]

    def ways(self, path: str, name: str) -> tuple[Way, ...]:
        """The ways that a page must go for the change to show; of a limit, only into its function."""
        place = CALLED[0] if self.position == CALLED[1] else self.place
        return tuple((path, name, place, self.position, turn) for turn in self.turns)


def modules() -> list[str]:
    """Every module of the rules, as a path from the root."""
    found = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "rules").rglob("*.py")))
    return [path for path in found if path not in _NOT_RULES]


def mutants(path: str, *, limits: bool) -> Iterator[Mutant]:
    """Every mutant of one module, looks ahead left out."""
    for name, function in functions(path):
        for change in _changes(function, limits=limits):
            if (path, name, change.condition) in EARLY:
                continue
            mutated = copy.deepcopy(function)
            change.swap(list(ast.walk(mutated))[change.place])
            yield Mutant(path, name, change.line, change.shown, _code(path, name, mutated), change.ways(path, name))


def conditions(path: str) -> Iterator[tuple[str, str, str]]:
    """Module, function and condition of everything in a module that can be switched off."""
    for name, function in functions(path):
        yield from ((path, name, change.condition) for change in _changes(function, limits=False))


def functions(path: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module with their qualified names."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def function_of(module: str, name: str) -> FunctionType:
    """The live function of a rule, below what remembers its answers."""
    found: Any = importlib.import_module(module.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for part in name.split("."):
        found = vars(found)[part]
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, inner, found) or found
    assert isinstance(found, FunctionType)
    return found


class Probes:
    """While open, every condition of the rules says which way it goes."""

    def __init__(self) -> None:
        self.gone: set[Way] = set()
        self._whole: list[tuple[FunctionType, CodeType]] = []
        self._probed = [
            (function_of(path, name), _code(path, name, _probed(path, name, function)))
            for path in modules()
            for name, function in functions(path)
        ]

    def __enter__(self) -> Probes:
        setattr(builtins, _PROBE, self._note)
        for function, code in self._probed:
            self._whole.append((function, function.__code__))
            function.__code__ = code
        return self

    def __exit__(self, *_error: object) -> None:
        while self._whole:
            function, code = self._whole.pop()
            function.__code__ = code
        delattr(builtins, _PROBE)

    def _note(self, condition: tuple[str, str, int, int], value: object) -> object:
        self.gone.add((*condition, bool(value)))
        return value


def _probed(path: str, name: str, function: ast.FunctionDef) -> ast.FunctionDef:
    """A function whose conditions report themselves."""
    probed = copy.deepcopy(function)
    for place, node in enumerate(list(ast.walk(probed))):
        if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, ast.BoolOp):
            node.test = _reported((path, name, place, 0), node.test)
        elif isinstance(node, ast.BoolOp):
            node.values = [
                _reported((path, name, place, position), value) for position, value in enumerate(node.values)
            ]
        elif isinstance(node, ast.comprehension):
            node.ifs = [_reported((path, name, place, position), test) for position, test in enumerate(node.ifs)]
    probed.body.insert(0, ast.Expr(_reported((path, name, *CALLED), ast.Constant(True))))
    return probed


def _reported(condition: tuple[str, str, int, int], test: ast.expr) -> ast.expr:
    key = ast.Tuple([ast.Constant(part) for part in condition], ast.Load())
    return ast.Call(ast.Name(_PROBE, ast.Load()), [key, test], [])


def _code(path: str, name: str, function: ast.FunctionDef) -> CodeType:
    """A function's code, compiled alone. What decorates it stays as it is."""
    function.decorator_list = []
    body: ast.stmt = function
    for owner in reversed(name.split(".")[:-1]):
        body = ast.ClassDef(owner, [], [], [body], [])
    tree = ast.fix_missing_locations(ast.Module([body], []))
    found: CodeType = compile(tree, str(ROOT / path), "exec", __future__.annotations.compiler_flag, True)
    for part in name.split("."):
        found = next(one for one in found.co_consts if isinstance(one, CodeType) and one.co_name == part)
    return found


def _changes(function: ast.FunctionDef, *, limits: bool) -> Iterator[Change]:
    for place, node in enumerate(ast.walk(function)):
        if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, ast.BoolOp):
            yield from _branches(place, node)
        elif isinstance(node, ast.BoolOp):
            yield from _operands(place, node)
        elif isinstance(node, ast.comprehension):
            for position, test in enumerate(node.ifs):
                shown = f"let through: {ast.unparse(test)}"
                yield Change(place, position, test.lineno, shown, _let(position), _turns(test, False))
        elif limits and isinstance(node, ast.Compare):
            yield from _limits(place, node)


def _branches(place: int, node: ast.If | ast.IfExp) -> Iterator[Change]:
    shown = ast.unparse(node.test)
    yield Change(place, 0, node.lineno, f"never: {shown}", _test(False), _turns(node.test, True))
    if not _refuses(node) and not _remembers(node.test):
        yield Change(place, 0, node.lineno, f"always: {shown}", _test(True), _turns(node.test, False))


def _operands(place: int, node: ast.BoolOp) -> Iterator[Change]:
    joins = isinstance(node.op, ast.And)
    for position, operand in enumerate(node.values):
        if not (_is_nothing(operand) and not joins):
            shown = f"without: {ast.unparse(operand)}"
            yield Change(place, position, operand.lineno, shown, _drop(position), _turns(operand, not joins))


def _limits(place: int, node: ast.Compare) -> Iterator[Change]:
    for position, right in enumerate(node.comparators):
        if isinstance(right, ast.Constant) and type(right.value) is int and right.value > 1:
            for other in (right.value * 2, right.value // 2):
                shown = f"limit {other}: {ast.unparse(node)}"
                yield Change(place, CALLED[1], node.lineno, shown, _limit(position, other), (True,))


def _turns(test: ast.expr, way: bool) -> tuple[bool, ...]:
    """A condition that also names something is missed whichever way it went."""
    names = any(isinstance(node, ast.NamedExpr) for node in ast.walk(test))
    return (True, False) if names else (way,)


def _is_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return not value.value
    return isinstance(value, (ast.Tuple, ast.List, ast.Set)) and not value.elts


def _refuses(node: ast.If | ast.IfExp) -> bool:
    """Whether a branch only turns away: `continue`, `break`, a bare `return`, or one of nothing."""
    if isinstance(node, ast.IfExp) or node.orelse or len(node.body) != 1:
        return False
    only = node.body[0]
    if isinstance(only, ast.Return):
        return only.value is None or _is_nothing(only.value)
    return isinstance(only, (ast.Continue, ast.Break))


def _remembers(test: ast.expr) -> bool:
    """Whether a test asks for what was kept: always computing it anew changes nothing but the time."""
    return bool(_KEPT.search(ast.unparse(test)))


def _test(value: bool) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.test = ast.Constant(value)

    return swap


def _drop(position: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.values[position] = ast.Constant(isinstance(node.op, ast.And))  # what changes nothing
        if position == len(node.values) - 1:
            node.values.insert(0, node.values.pop())  # never the last, whose value would be the answer

    return swap


def _let(position: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.ifs[position] = ast.Constant(True)

    return swap


def _limit(position: int, value: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.comparators[position] = ast.Constant(value)

    return swap
