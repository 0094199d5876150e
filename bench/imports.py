"""A nation's interviews imported from every format, with figures: `python -m bench.imports [FORMAT ...]`.

15,420 respondents (30 in each of 514 regions) answer 81 questions: the 32 of the framework, those on the firm,
and others that the file holds and nobody maps. Each format is imported into a store of its own by a process of its
own, as `scorecard import` does it: at first, the same file again, a corrected file (a hundredth of the interviews
mended) and, for one format, a file in which every interview differs. Printed are seconds, seconds of CPU, and the
most memory that the process held and that its reader of statistics files or workbooks held, in MB.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from scorecard import framework
from scorecard.regions import registry
from scorecard.store.database import Store
from scorecard.tables import MappingNeeded, import_answers
from scorecard.tables.background import background
from scorecard.tables.cells import limits
from tests.surveyfiles import FORMATS, Rows

WAVE = "2026"
FIRMS = 30
QUESTIONS = 81
#: What the product promises for one import.
SECONDS, MEGABYTES = 20.0, 500.0


def interviews(mended: Callable[[int], bool] = lambda _row: False) -> list[dict[str, str]]:
    """The nation's interviews, the same at every call; in the rows that are `mended` one answer is another."""
    random, known = Random(2026), framework.load()
    asked = {one.slug: one for one in known.firms}
    asked |= {name: one for name, one in background("firms", known).items() if one.kind in ("ordinal", "binary")}
    own = [f"own_{number:02}" for number in range(QUESTIONS - len(asked))]
    rows = []
    for at, region in enumerate(region for region in registry() for _firm in range(FIRMS)):
        row = {"region_code": region.code, "region": region.full_name, "respondent": str(at % FIRMS + 1)}
        for slug, one in asked.items():
            codes = [code for code, _label in one.codes]
            high = 0 if codes else min(int(limits(one, 2026)[1]), 60)
            row[slug] = random.choice(codes) if codes else str(random.randint(0, high))
        row |= {"eligible": "1", "position": "1"}
        if row["tracking_exists_business"] == "0":
            row["tracking_ease"] = ""
        if mended(at):
            row["staff_speed"] = str(5 - int(row["staff_speed"]))
        # A column that survey servers add: the sheet is no filled template, so that a mapping explains it.
        rows.append(row | {name: str(random.randint(0, 9)) for name in own} | {"start": "2026-03-01"})
    return rows


def write(form: str, folder: Path, rows: Rows, name: str) -> Path:
    """The interviews as a file of that format."""
    file, writer = FORMATS[form]
    return writer(folder / f"{name}{Path(file).suffix}", rows)


def take(output: Path, file: Path) -> None:
    """Import one file as a user would who confirms what is proposed; printed is what it cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    with Store(output) as store:
        if not store.targets(WAVE):
            store.save_targets(WAVE, registry())
        proposed = file.with_name(f"{file.stem}.map.toml")
        held = proposed if proposed.exists() else None
        try:
            done = import_answers(store, WAVE, "firms", file, registry(), map_file=held)
        except MappingNeeded as asked:
            print(f"proposed {time.perf_counter() - wall:.1f}", end=" ")
            asked.proposal.rename(proposed)
            return
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += child.ru_utime + child.ru_stime
    kept, apart = peak(), child.ru_maxrss / 1024
    over = "" if cpu <= SECONDS and kept <= MEGABYTES and apart <= MEGABYTES else "  OVER THE BOUND"
    print(f"{wall:.1f} s ({cpu:.1f} of CPU), {kept:.0f} MB + {apart:.0f}, {done.replaced} replaced{over}", end="")


def peak() -> float:
    """The most memory this process ever held, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def apart(*words: str) -> None:
    """This module in a process of its own, so that its memory is its own."""
    subprocess.run([sys.executable, "-m", "bench.imports", *words], check=True)


def measure(form: str, folder: Path, *, every: bool) -> None:
    """All imports of one format, one after the other."""
    output = folder / "output"
    steps: list[tuple[str, str]] = [("proposed", "one"), ("first", "one"), ("same again", "one"), ("corrected", "two")]
    if every:
        steps.append(("every interview differs", "three"))
    for name in dict.fromkeys(name for _step, name in steps):
        apart("--write", form, "--to", str(folder), "--name", name)
    for step, name in steps:
        file = next(folder.glob(f"{name}.[!m]*"))
        print(f"  {step:26}", end="", flush=True)
        apart("--take", str(file), "--to", str(output))
        if step == "proposed":
            for other in ("two", "three"):
                (folder / f"{other}.map.toml").write_bytes((folder / "one.map.toml").read_bytes())
        print()


MENDED: dict[str, Callable[[int], bool]] = {
    "one": lambda _row: False,
    "two": lambda row: row % 100 == 0,
    "three": lambda _row: True,
}


def main(words: Sequence[str] | None = None) -> None:
    """Print the figures of the named formats, or of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--take", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--name", help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(words)
    if options.write:
        write(options.write, options.to, interviews(MENDED[options.name]), options.name)
    elif options.take:
        take(options.to, options.take)
    else:
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        for form in options.formats or FORMATS:
            print(form, flush=True)
            with tempfile.TemporaryDirectory() as folder:
                measure(form, Path(folder), every=form == "csv")


if __name__ == "__main__":
    main()
