"""Switch off single conditions of the rules and see whether a fixture fails: `python -m bench.mutants [--rule SLUG]`.

One condition at a time is changed in memory: a refusal (`if ...: continue`) never happens; a branch is never or
always taken; of several joined by `and` or `or` one is dropped; a filter of a comprehension lets all through. With
`--limits`, numbers in comparisons are also doubled and halved. Then the fixtures that run the changed function, in
all the variants on record (`bench/variants.py`), are judged again. A mutant that changes no hit of any of them
survives: the condition is untested, or not needed. The share caught is printed for each module and for all.
`--sample N --seed S` takes N mutants by chance.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import random
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any, Final

from bench.variants import account, pages, pairs
from rules import ALL
from rules.judge import Judge
from scorecard.accuracy import shown
from scorecard.reading import Page
from scorecard.reading.words import Seen

ROOT: Final = Path(__file__).parent.parent
#: Modules of the folder that hold no conditions of rules.
_NOT_RULES: Final = frozenset({"rules/judge.py", "rules/protocol.py", "rules/__init__.py"})
#: What a page keeps of its own reading; all else that it keeps was said by rules and is asked anew.
_OF_READING: Final[Sequence[str]] = ("folded", "script", "tabled", "link bounds")
#: A mutant that has not answered by then does something else than the rule: seconds a fixture.
_PATIENCE: Final = 3.0


@dataclass(frozen=True)
class Mutant:
    """One changed condition: where it stands, what was done to it, and the changed code of its function."""

    module: str
    function: str
    line: int
    change: str
    code: CodeType


@dataclass
class Ready:
    """A variant of a fixture, read and looked at once, so that only its rule runs again. `said` is on record."""

    name: str
    slug: str
    page: Page
    seen: Seen
    readings: dict[str, Any]
    said: list[tuple[str, ...]]

    def account(self, check: Callable[[Page, Seen], Any]) -> list[tuple[str, ...]]:
        """What its rule says of it now; a rule that fails says nothing, as it does of any page."""
        self.page.readings = dict(self.readings)
        try:
            return account(check(self.page, self.seen))
        except Exception as error:  # noqa: BLE001 - a mutant may raise anything
            return [(type(error).__name__,)]


def modules() -> list[str]:
    """Every module of the rules, as a path from the root."""
    found = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "rules").rglob("*.py")))
    return [path for path in found if path not in _NOT_RULES]


def mutants(path: str, *, limits: bool) -> Iterator[Mutant]:
    """Every mutant of one module."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for name, function in _functions(tree):
        for spot, change, swap in _changes(function, limits=limits):
            mutated = copy.deepcopy(tree)
            twin = next(node for found, node in _functions(mutated) if found == name)
            swap(_same(function, twin, spot))
            ast.fix_missing_locations(mutated)
            code = _code(compile(mutated, str(ROOT / path), "exec"), name.split("."))
            yield Mutant(path, name, getattr(spot, "lineno", function.lineno), change, code)


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _same(function: ast.AST, twin: ast.AST, spot: ast.AST) -> Any:
    """The node of `twin` that stands where `spot` stands in `function`."""
    return next(b for a, b in zip(ast.walk(function), ast.walk(twin), strict=True) if a is spot)


def _code(module: CodeType, names: Sequence[str]) -> CodeType:
    found = module
    for name in names:
        found = next(one for one in found.co_consts if isinstance(one, CodeType) and one.co_name == name)
    return found


Change = tuple[ast.AST, str, Callable[[Any], None]]


def _changes(function: ast.FunctionDef, *, limits: bool) -> Iterator[Change]:
    for node in ast.walk(function):
        if isinstance(node, (ast.If, ast.IfExp)) and not isinstance(node.test, ast.BoolOp):
            yield node, f"never: {ast.unparse(node.test)}", _test(False)
            if not _refuses(node) and not _remembers(node.test):
                yield node, f"always: {ast.unparse(node.test)}", _test(True)
        elif isinstance(node, ast.BoolOp):
            for position, operand in enumerate(node.values):
                yield node, f"without: {ast.unparse(operand)}", _drop(position)
        elif isinstance(node, ast.comprehension):
            for position, test in enumerate(node.ifs):
                yield node, f"let through: {ast.unparse(test)}", _let(position)
        elif limits and isinstance(node, ast.Compare):
            for position, right in enumerate(node.comparators):
                if isinstance(right, ast.Constant) and type(right.value) is int and right.value > 1:
                    for other in (right.value * 2, right.value // 2):
                        yield node, f"limit {other}: {ast.unparse(node)}", _limit(position, other)


def _refuses(node: ast.If | ast.IfExp) -> bool:
    """Whether a branch only turns away: `continue`, `break`, a bare `return`, or one of nothing."""
    if isinstance(node, ast.IfExp) or node.orelse or len(node.body) != 1:
        return False
    only = node.body[0]
    if isinstance(only, ast.Return):
        return only.value is None or (
            isinstance(only.value, (ast.Constant, ast.List, ast.Tuple)) and not _says(only.value)
        )
    return isinstance(only, (ast.Continue, ast.Break))


def _remembers(test: ast.expr) -> bool:
    """Whether a test asks for what was kept: always computing it anew changes nothing but the time."""
    return ast.unparse(test).endswith(("not in page.readings", "_filled is None"))


def _says(value: ast.Constant | ast.List | ast.Tuple) -> bool:
    return bool(value.value) if isinstance(value, ast.Constant) else bool(value.elts)


def _test(value: bool) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.test = ast.Constant(value)

    return swap


def _drop(position: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        del node.values[position]
        if len(node.values) == 1:
            node.values.append(copy.deepcopy(node.values[0]))

    return swap


def _let(position: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.ifs[position] = ast.Constant(True)

    return swap


def _limit(position: int, value: int) -> Callable[[Any], None]:
    def swap(node: Any) -> None:
        node.comparators[position] = ast.Constant(value)

    return swap


class Bench:
    """The rules with every variant of their fixtures, ready to be judged again and again."""

    def __init__(self, slugs: Sequence[str] = ()) -> None:
        judge = Judge(ALL)
        self.checks = {slug: rule.check for slug, rule in judge.rules.items()}
        self.by_function: dict[tuple[str, str], list[Ready]] = defaultdict(list)
        self.caches = _caches()
        for before, fixture in pairs():
            if slugs and fixture.slug not in slugs:
                continue
            for variant, page in pages(fixture, before):
                seen = judge.vocabulary.look(page).get(fixture.slug)
                if seen is not None:
                    self._add(f"{fixture.path.name}, {variant}", fixture.slug, page, seen)

    def _add(self, name: str, slug: str, page: Page, seen: Seen) -> None:
        kept: dict[str, Any] = {key: page.readings[key] for key in _OF_READING if key in page.readings}
        ready = Ready(name, slug, page, seen, kept, [])
        for clear in self.caches:
            clear()
        with _Calls() as calls:
            ready.said = ready.account(self.checks[slug])
        for call in calls.seen:
            self.by_function[call].append(ready)

    def catches(self, mutant: Mutant) -> str:
        """The variant of a fixture that a mutant changes; "" where it changes none."""
        function = _function(mutant.module, mutant.function)
        whole, function.__code__ = function.__code__, mutant.code
        try:
            for ready in self.by_function[mutant.module, mutant.function]:
                for clear in self.caches:
                    clear()
                try:
                    with _Patience():
                        said = ready.account(self.checks[ready.slug])
                except TimeoutError:
                    return f"{ready.name}: never ends"
                if said != ready.said:
                    return ready.name
        finally:
            function.__code__ = whole
        return ""


class _Calls:
    """Which functions of the rules are called, by module and qualified name."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def __enter__(self) -> _Calls:
        sys.setprofile(self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _arg: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and "/rules/" in name:
            qualified = frame.f_code.co_qualname.partition(".<locals>")[0]
            self.seen.add((name[name.rindex("/rules/") + 1 :], qualified))


class _Patience:
    """Ends a mutant that would run for ever."""

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._end)
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE)

    def __exit__(self, *_error: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)

    @staticmethod
    def _end(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError


def _function(module: str, name: str) -> FunctionType:
    found: Any = importlib.import_module(module.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for part in name.split("."):
        found = vars(found)[part]
    for inner in ("fget", "func", "__func__", "__wrapped__"):
        found = getattr(found, inner, found) or found
    assert isinstance(found, FunctionType)
    return found


def _caches() -> list[Callable[[], None]]:
    """What empties every cache of the rules; the registry of regions is not theirs to change."""
    return [
        value.cache_clear
        for name, module in sorted(sys.modules.items())
        if name.startswith("rules.")
        for key, value in vars(module).items()
        if hasattr(value, "cache_clear") and value.__module__ == name and key != "_known"
    ]


def main() -> None:
    """Print the share caught and every survivor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rule", action="append", default=[], metavar="SLUG", help="only this rule's own module")
    parser.add_argument("--module", action="append", default=[], metavar="PATH", help="only this module")
    parser.add_argument("--sample", type=int, default=0, help="that many mutants by chance; all without it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limits", action="store_true", help="numbers in comparisons too")
    options = parser.parse_args()
    only = {f"{slug}.py" for slug in options.rule}
    paths = [path for path in modules() if not only or Path(path).name in only]
    paths = [path for path in paths if not options.module or path in options.module]
    made = [mutant for path in paths for mutant in mutants(path, limits=options.limits)]
    if options.sample:
        made = random.Random(options.seed).sample(made, min(options.sample, len(made)))
    report(made, Bench(options.rule))


def report(made: Sequence[Mutant], bench: Bench) -> None:
    """Try each mutant; print survivors as they are met, then the shares."""
    counts: Mapping[str, Counter[str]] = defaultdict(Counter)
    for mutant in sorted(made, key=lambda one: (one.module, one.line)):
        caught = bool(bench.catches(mutant))
        counts[mutant.module]["all"] += 1
        counts[mutant.module]["caught"] += caught
        if not caught:
            print(f"survives {mutant.module}:{mutant.line} {mutant.function}: {mutant.change[:140]}")
    for module, one in sorted(counts.items(), key=lambda item: item[1]["caught"] / item[1]["all"]):
        print(f"{module:52}{shown(one['caught'], one['all'])}")
    total = sum(counts.values(), Counter[str]())
    print(f"{'caught':52}{shown(total['caught'], total['all'])}")


if __name__ == "__main__":
    main()
