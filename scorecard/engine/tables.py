"""The engine on files: a table and a framework in, every stage, the method and a record of the run out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard import __version__
from scorecard.engine import methodfile
from scorecard.engine.build import Build, Engine
from scorecard.engine.comparison import compare
from scorecard.engine.inputs import read_data, read_structure
from scorecard.engine.method import DEFAULT, Method
from scorecard.engine.stages import asked, compared, stages
from scorecard.engine.structure import Structure
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.parquet import frame_writer

#: Fewer rows than this in a time: low and high hang on single units.
FEW: Final = 10
NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done: counts, the files written (names in the folder), and what somebody should know."""

    rows: int
    indicators: int
    aggregates: int
    ranked: int
    files: tuple[str, ...]
    warnings: tuple[str, ...]


def run_tables(
    data: Path,
    framework: Path,
    to: Path,
    *,
    code: str = "",
    time: str = "",
    method: Path | None = None,
    against: Path | None = None,
    parquet: bool = False,
) -> Summary:
    """Build the index of the CSV `data` under `framework` and write every stage into the folder `to`.

    `code` and `time` name columns of the data; `method` is a TOML file, else DEFAULT; `against` another one,
    to which every rank is compared; `parquet` writes every table in that format too. The same inputs give the
    same bytes. Raises ScorecardError, and TableError with all mistakes of a file at once; nothing is written then.
    """
    structure = read_structure(framework)
    chosen = methodfile.load(method) if method else _default(structure)
    table, column = read_data(data, structure, code=code, time=time)
    engine = Engine(table, structure)
    build = engine.build(chosen)
    keys = pd.DataFrame({column: list(table.units), **({time: list(table.times)} if time else {})}, dtype="str")
    frames = dict([*stages(engine, build, keys), *asked(engine, build, keys)])
    if against:
        frames["comparison"] = compared(compare(build, engine.build(methodfile.load(against))), keys)
    texts = {f"{name}.csv": _csv(frame) for name, frame in frames.items()}
    texts["method.toml"] = methodfile.as_toml(chosen)
    sources = {"data": data, "framework": framework, "method": method, "against": against}
    record = _record(build, {key: path for key, path in sources.items() if path}, texts, code=column, time=time)
    texts["run.json"] = json.dumps(record, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    writers: dict[Path, Callable[[Path], object]] = {to / name: partial(_write, text) for name, text in texts.items()}
    if parquet:
        writers |= {to / f"{name}.parquet": frame_writer(frame) for name, frame in frames.items()}
    replace_files(writers)
    return Summary(
        rows=len(table.units),
        indicators=len(build.structure.indicators),
        aggregates=len(build.structure.aggregates),
        ranked=int((~np.isnan(build.column(build.structure.top))).sum()),
        files=tuple(path.name for path in writers),
        warnings=tuple(_warnings(build)),
    )


def _default(structure: Structure) -> Method:
    """The method where none is named: leave one out at every level that has something to leave out."""
    levels = [
        level for level in structure.levels if any(structure.by_code[code].parent for code in structure.at(level))
    ]
    return replace(DEFAULT, statistics=replace(DEFAULT.statistics, leave_one_out=tuple(levels)))


def _csv(frame: pd.DataFrame) -> str:
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text


def _record(
    build: Build, sources: Mapping[str, Path], texts: Mapping[str, str], *, code: str, time: str
) -> dict[str, Any]:
    """What the index was made of and with, and the hash of every file: enough to make it again and to compare."""
    screened, filled = build.prepared.screened, build.prepared.filled
    return {
        "versions": {"scorecard": __version__, "numpy": np.__version__, "python": platform.python_version()},
        "inputs": {
            key: {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for key, path in sources.items()
        },
        "columns": {"code": code, "time": time},
        "method": build.method.name,
        "rows": len(build.table.units),
        "rows_screened_out": int((~screened.rows).sum()),
        "indicators": len(build.structure.indicators),
        "indicators_screened_out": int((~screened.columns).sum()),
        "cells_blank": int(np.isnan(build.table.values).sum()),
        "cells_filled": int((filled.how != "").sum()),
        "constant": list(build.constant),
        "outputs": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(texts.items())},
    }


def _warnings(build: Build) -> Iterator[str]:
    screened = build.prepared.screened
    rows = len(build.table.units) // max(len(set(build.table.times)), 1)
    if rows < FEW:
        yield _("Only {n} units: with so few, minima, maxima and ranks hang on single units.").format(n=rows)
    if build.constant:
        yield _("Left out, since no unit differs from another in them: {names}.").format(names=_some(build.constant))
    if not screened.rows.all():
        names = [build.table.units[row] for row in np.flatnonzero(~screened.rows)]
        yield _("Screened out and unranked: {names}.").format(names=_some(tuple(dict.fromkeys(names))))
    if not screened.columns.all():
        names = [build.structure.indicators[at] for at in np.flatnonzero(~screened.columns)]
        yield _("Indicators screened out: {names}.").format(names=_some(tuple(names)))
    still = tuple(dict.fromkeys(one.code for one in build.treatments if not one.passed))
    if still:
        yield _("Outliers that the treatment could not mend: {names}.").format(names=_some(still))
    turned = [
        code
        for code in build.structure.indicators
        if build.method.scale_of(code).scheme == "fraction"
        and dict(build.method.directions).get(code, build.structure.by_code[code].direction) < 0
    ]
    if turned:
        yield _("A fraction of the maximum turns these round, since less is better in them: {names}.").format(
            names=_some(tuple(turned))
        )


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return _("{names} and {n} more").format(names=shown, n=len(names) - NAMED)


def _write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="")
