"""Speed of the index, with figures: `python -m bench.index_speed`.

Two runs. The national one: 514 regions x 121 indicators out of a store with 15,420 firm respondents, 514
questionnaires and 514 judged websites, by `index.run` as `scorecard index` calls it, in a process of its own
so that its memory is its own. The replays: 1,000 rebuilds of a table of 51 units x 49 indicators with weights,
normalisation, aggregation and winsorising varied, ranks included. What two rebuilds share is computed once
(there are five ways to winsorise); "from scratch" computes everything each time. The baseline is COINr 1.1.14
(R 4.2.2, 2 cores, the same example and choices): 224 s, a figure taken over and not measured here.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from scorecard import framework
from scorecard.engine.build import Engine
from scorecard.engine.inputs import read_data, read_structure
from scorecard.engine.method import Mean, Method, Scale, Treatment, paired
from scorecard.model import Finding, Outcome, Reach, ReachStatus, Search
from scorecard.regions import registry
from scorecard.store.database import Store

EXAMPLE = Path(__file__).parent.parent / "tests" / "fixtures" / "engine"
WAVE = "2026"
FIRMS = 30
REBUILDS = 1_000
COINR_SECONDS = 224.0


def fill(store: Store) -> None:
    """A national wave of invented answers and outcomes, the same at every call."""
    random, known, regions = np.random.default_rng(1), framework.load(), registry()
    store.save_targets(WAVE, regions)
    run = store.begin_run(WAVE, "audit", WAVE, {})
    outcomes = (Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND)
    for region in regions:
        drawn = random.integers(0, 3, len(known.website))
        findings = [
            Finding(region.code, one.slug, one.slug, "1", outcomes[int(at)], 1.0, Search())
            for one, at in zip(known.website, drawn, strict=True)
        ]
        store.save_region(run, Reach(region.code, "a.test", ReachStatus.OK), findings)
    for instrument, questions, people in (("firms", known.firms, FIRMS), ("pemda", known.pemda, 1)):
        rows = [
            {
                "region_code": region.code,
                "respondent": str(who) if people > 1 else "",
                "row": who,
                "indicator": one.slug,
                "value": float(random.integers(0, 2) if one.kind == "binary" else random.integers(1, 5)),
                "answer": "",
            }
            for region in regions
            for who in range(people)
            for one in questions
        ]
        store.save_answers(WAVE, instrument, f"{instrument}.csv", "0", rows)


def national(output: Path) -> None:
    """Compute the index of the wave in `output`, and print how long it took and how much memory."""
    from scorecard import index

    with Store(output, create=False) as store:
        wall, cpu = time.perf_counter(), time.process_time()
        result = index.run(store, WAVE)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"national index: {len(result.table)} regions x {result.items.shape[1]} indicators, {result.ranked} ranked:"
        f" {wall:.2f} s, {cpu:.2f} s of CPU, {peak():.0f} MB at most (bound: 1 s, 300 MB)"
    )


def peak() -> float:
    """The most memory this process ever held, in MB; the kernel's other figure counts the parent's as well."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def rebuilds(data: Path, frame: Path, *, scratch: bool = False) -> None:
    """A thousand indices of one table, and how long they took."""
    structure = read_structure(frame)
    table, _code = read_data(data, structure)
    random, top = np.random.default_rng(1), structure.top
    scales = (Scale(low=1.0), Scale("z-score", mean=10.0, sd=2.0))
    cpu = time.process_time()
    engine, total = Engine(table, structure), 0.0
    for _round in range(REBUILDS):
        if scratch:
            engine = Engine(table, structure)
        noise = 1 + random.uniform(-0.25, 0.25, len(structure.codes))
        weights = {code: float(one) for code, one in zip(structure.codes, noise, strict=True) if code != top}
        build = engine.build(
            Method(
                treatment=Treatment("skew-kurtosis", points=int(random.integers(1, 6))),
                scale=scales[random.integers(0, 2)],
                mean=Mean(("arithmetic", "geometric")[random.integers(0, 2)]),
                weights=paired(weights),
            )
        )
        total += float(build.ranks_of(top)[0])
    cpu = time.process_time() - cpu
    print(
        f"{REBUILDS} rebuilds of {len(table.units)} x {len(structure.indicators)}"
        f"{', from scratch' if scratch else ''}: {cpu:.2f} s of CPU"
        f" (bound: 4.5 s; COINr: {COINR_SECONDS:.0f} s, {COINR_SECONDS / cpu:.0f} times as long)"
    )


def main() -> None:
    """Print both figures and the machine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--national", type=Path, help="an output folder that is filled already: time it alone")
    parser.add_argument("--data", type=Path, default=EXAMPLE / "data.csv")
    parser.add_argument("--framework", type=Path, default=EXAMPLE / "framework.csv")
    options = parser.parse_args()
    if options.national:
        national(options.national)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}")
    rebuilds(options.data, options.framework)
    rebuilds(options.data, options.framework, scratch=True)
    with tempfile.TemporaryDirectory() as folder:
        with Store(Path(folder)) as store:
            fill(store)
        subprocess.run([sys.executable, "-m", "bench.index_speed", "--national", folder], check=True)


if __name__ == "__main__":
    main()
