"""Hosts that misbehave cost their own limit only, end with the right status and leave the others alone."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scorecard.model import Region
from tests import misbehaviours, oddities
from tests.crawlweb import ROOT, page, region, start
from tests.hostileweb import ALL, HostileWeb, misbehaving
from tests.test_crawl_reach import self_signed
from tests.wholeness import findings

#: Seconds for an answer; short, so that thirty hosts that never answer do not take minutes.
PLAN = {"timeout": 4, "document_timeout": 6, "concurrency": 96, "max_pages": 100}
#: Megabytes the crawl may hold at most.
MEMORY = 700
GOOD = ("www.sukamaju.test", "www.sukamakmur.test")
SITE = {
    "/": page("Beranda", "/apbd APBD 2024", "/izin Izin", nav=["/kontak Kontak", "/perda Perda"]),
    "/apbd": page("APBD", text="Ringkasan APBD 2024: pendapatan Rp 1.234.567.890, belanja Rp 1.300.000.000."),
    "/izin": page("Izin", text="Persyaratan izin: fotokopi KTP. Biaya Rp 0. Prosedur: pemohon mengisi formulir."),
    "/kontak": page("Kontak", text="DPMPTSP, Jalan Merdeka 1 Sukamaju, telepon (021) 555-0100."),
    "/perda": page("Perda", text="Peraturan Daerah Nomor 3 Tahun 2020 tentang Bangunan Gedung."),
}


@dataclass(frozen=True)
class Outcome:
    web: HostileWeb
    reach: dict[str, dict[str, Any]]
    peak: int  # megabytes
    shard: Path


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    directory = tmp_path_factory.mktemp("hostile")
    for kind in ("gzip", "deflate", "br", "zstd"):
        misbehaviours._bomb(kind)
    misbehaviours.bomb_pdf()
    oddities._nested()
    hostile = [region(name, behaviour.host) for name, behaviour in ALL.items()]
    with misbehaving(self_signed(directory), benign=dict.fromkeys(GOOD, SITE)) as web:
        reach, peak = run(directory / "shard", [*hostile, *good()], web)
        yield Outcome(web, reach, peak, directory / "shard")


def good() -> list[Region]:
    return [region(host, host) for host in GOOD]


def run(directory: Path, regions: Sequence[Region], web: HostileWeb) -> tuple[dict[str, dict[str, Any]], int]:
    """A crawl in its own process; its reach by region, and the most memory it held."""
    process = start(directory, regions, {"proxy": web.proxy, **PLAN})
    with ThreadPoolExecutor(1) as readers:  # its steps would fill the pipe
        said = readers.submit(process.communicate)
        peak = 0
        while not said.done():
            peak = max(peak, memory_of(process))
            time.sleep(0.2)
    out, err = said.result()
    assert (process.returncode, err) == (0, "")
    return {row["region_code"]: row for row in json.loads(out.splitlines()[-1])}, peak


def memory_of(process: subprocess.Popen[str]) -> int:
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def test_every_misbehaviour_is_listed_with_its_defence() -> None:
    listed = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert len(ALL) >= 130
    assert [name for name in ALL if name.removeprefix("status_") not in listed] == []


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_misbehaviour_ends_with_its_status_and_costs_its_own_limit(outcome: Outcome, name: str) -> None:
    behaviour = ALL[name]
    assert outcome.reach[name]["status"] == behaviour.expect, outcome.reach[name]["detail"]
    assert outcome.web.count(behaviour.host.removeprefix("www.")) <= behaviour.most


def test_no_forbidden_address_was_asked(outcome: Outcome) -> None:
    assert {host for host, _path in outcome.web.asked if not host.endswith(".test")} == set()


def test_every_trouble_has_its_cure(outcome: Outcome) -> None:
    assert [code for code, row in outcome.reach.items() if row["status"] != "ok" and not row["cure"]] == []


def test_memory_stays_within_its_bound(outcome: Outcome) -> None:
    assert outcome.peak < MEMORY


def test_other_regions_find_what_they_find_without_the_hostile_ones(outcome: Outcome, tmp_path: Path) -> None:
    with misbehaving(self_signed(tmp_path), [], benign=dict.fromkeys(GOOD, SITE)) as web:
        alone, _peak = run(tmp_path / "shard", good(), web)
    moments = ("started_at", "ended_at")
    for one in good():
        among = {key: value for key, value in outcome.reach[one.code].items() if key not in moments}
        assert among == {key: value for key, value in alone[one.code].items() if key not in moments}
        assert findings(outcome.shard, one) == findings(tmp_path / "shard", one)


def test_hostile_documents_do_not_stop_the_audit(outcome: Outcome) -> None:
    for name in ("pdf_bomb", "broken_pdf", "page_called_pdf", "nested_elements", "spanning_table"):
        assert len(findings(outcome.shard, region(name, ALL[name].host))) == 1 + 40
