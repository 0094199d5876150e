"""The desk killed in the middle of its work, and its database copied while it works."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from scorecard.model import Kind, Reach, ReachStatus, Region
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from tests.reviewdesk import SLUGS, WAVE, finding

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
REGIONS = [Region(f"98.{n:02}", f"Contoh {n}", Kind.KABUPATEN, "Nusa Contoh", f"www.c{n}.test") for n in range(1, 14)]
CELLS = [(region.code, slug) for region in REGIONS for slug in SLUGS][:500]
ACTS = ("found", "partial", "not_found", "cannot_tell")
Forms = Mapping[tuple[str, str], Mapping[str, str]]


def make_wave(output: Path) -> Forms:
    """Five hundred cells that wait, and what the form of each holds."""
    with Store(output) as store:
        store.save_targets(WAVE, REGIONS)
        run = store.begin_run(WAVE, "crawl", "2026", {})
        for region in REGIONS:
            flagged = [finding(region.code, slug, needs_review=True, review_reason="weak_evidence") for slug in SLUGS]
            store.save_region(run, Reach(region.code, region.website, ReachStatus.OK), flagged)
        names = ("finding_id", "evidence_hash", "rule_version")
        rows = store.findings(WAVE)
        return {(row["region_code"], row["indicator"]): {name: row[name] for name in names} for row in rows}


@contextmanager
def served(output: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`scorecard review` in a process of its own, and the address it printed."""
    words = [sys.executable, str(ROOT / "cli.py"), "review", "--output", str(output), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    assert process.stdout is not None
    address = next(found.group() for line in process.stdout if (found := re.search(r"http://\S+", line)))
    try:
        yield process, address
    finally:
        process.kill()
        process.wait()


class Clerk(threading.Thread):
    """One of four who settle a quarter of the cells each, and note what the desk confirmed."""

    def __init__(self, address: str, number: int, forms: Forms, confirmed: set[str]) -> None:
        super().__init__(daemon=True)
        self.address, self.number, self.forms, self.confirmed = address, number, forms, confirmed
        self.start()

    def run(self) -> None:
        base = self.address.partition("/enter")[0]
        with suppress(httpx.HTTPError), httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
            client.get(self.address)
            token = re.search(r'name="csrf" value="([^"]+)"', client.get("/help").text)
            assert token is not None
            common, headers = {"csrf": token.group(1)}, {"Origin": base, "HX-Request": "true"}
            client.post("/person", data={**common, "name": f"Clerk {self.number}"}, headers=headers)
            for position, (code, slug) in list(enumerate(CELLS))[self.number :: 4]:
                key = f"{code}-{slug}"
                fields = {**common, **self.forms[code, slug], "key": key, "act": ACTS[position % len(ACTS)]}
                answer = client.post(f"/cells/{code}/{slug}/decide", data=fields, headers=headers)
                if answer.status_code == 200:
                    self.confirmed.add(key)


def _copied(output: Path, to: Path) -> list[str]:
    """Copy the database as a file manager would, the file and then its log; the decisions in the copy, checked."""
    to.mkdir()
    for name in ("scorecard.db", "scorecard.db-wal"):
        shutil.copyfile(output / name, to / name)
    with closing(sqlite3.connect(to / "scorecard.db")) as copy:
        assert copy.execute("pragma integrity_check").fetchall() == [("ok",)]
    with Store(to) as store:
        assert Decisions(store).verify(WAVE).sound
        return [row["key"] for row in Decisions(store).all(WAVE)]


def test_every_confirmed_save_survives_a_kill_none_is_doubled_and_copies_open_clean(tmp_path: Path) -> None:
    output, confirmed = tmp_path / "output", set[str]()
    forms = make_wave(output)
    with served(output) as (process, address):
        clerks = [Clerk(address, number, forms, confirmed) for number in range(4)]
        while len(confirmed) < 200 and any(clerk.is_alive() for clerk in clerks):
            clerks[0].join(0.02)
        process.kill()
        for clerk in clerks:
            clerk.join()
    assert 200 <= len(confirmed) < 500
    with Store(output) as store:
        keys = [row["key"] for row in Decisions(store).all(WAVE)]
        assert Decisions(store).verify(WAVE).sound
    assert confirmed <= set(keys)
    assert len(keys) == len(set(keys))
    with served(output) as (_process, address):  # everybody sends everything again, not knowing what was kept
        again = set[str]()
        clerks = [Clerk(address, number, forms, again) for number in range(4)]
        for number in range(3):
            while len(again) < 120 * (number + 1) and any(clerk.is_alive() for clerk in clerks):
                clerks[0].join(0.02)
            before = set(again) | confirmed
            assert before <= set(_copied(output, tmp_path / f"copy{number}"))
        for clerk in clerks:
            clerk.join()
    assert len(again) == 500
    with Store(output) as store:
        rows = Decisions(store).all(WAVE)
        assert len(rows) == 500
        assert Decisions(store).verify(WAVE).sound
        outcomes = {(row["region_code"], row["indicator"]): row["final_outcome"] for row in store.findings(WAVE)}
    expected = [{"cannot_tell": "unsure"}.get(act, act) for act in ACTS] * 125
    assert [outcomes[cell] for cell in CELLS] == expected


def test_ctrl_c_closes_the_desk_and_a_taken_port_is_said(tmp_path: Path) -> None:
    make_wave(tmp_path)
    with served(tmp_path) as (process, address):
        port = address.partition("/enter")[0].rpartition(":")[2]
        words = [sys.executable, str(ROOT / "cli.py"), "review", "--output", str(tmp_path), "--port", port]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        second = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert (second.returncode, f"port {port} cannot be opened" in second.stderr) == (1, True)
        while True:  # the address is printed a moment before the desk answers
            with suppress(httpx.HTTPError):
                httpx.get(address, trust_env=False)
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
