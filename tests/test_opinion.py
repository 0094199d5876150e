"""What the judge saw while crawling is what reading the archive again would show, and is trusted only then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from rules.judge import Judge
from scorecard.audit import RegionAudit, Response
from scorecard.model import Capture, Hit, Kind, Place, Quote, Reach, ReachStatus, Region, Search, Strength
from scorecard.opinion import Look, sign, signature, unpack
from scorecard.reading import read
from scorecard.regions import load_targets
from scorecard.store.database import Store
from scorecard.store.shard import Shard
from tests.crawlweb import ROOT, Reply, Route, Web, page, serving

HOST = "www.sukamajukota.test"
REGION = Region("99.77", "Sukamaju", Kind.KOTA, "Nusa Contoh", HOST)
FIXTURES = ROOT / "tests" / "fixtures" / "rules"
HITS = st.builds(
    Hit,
    indicator=st.text(),
    strength=st.sampled_from(Strength),
    quote=st.builds(Quote, st.text(), st.text(), st.text()),
    place=st.sampled_from(Place),
    why=st.text(),
    certainty=st.integers(1, 3),
    page_number=st.integers(0, 2000),
    promise=st.text(),
    broken=st.sampled_from(Strength),
    part=st.text(),
)
OF_THE_RUN = ("finding_id", "run", "rowid", "made_at", "created_at")


@given(st.builds(Look, st.lists(HITS, max_size=4).map(tuple), st.booleans(), st.booleans()))
def test_what_is_kept_comes_back_as_it_was(look: Look) -> None:
    assert unpack(look.packed()) == look


@pytest.mark.parametrize("text", ["", "[", "[1]", "[true,true,[[1]]]", '{"a":1}', "[1,1,5]"])
def test_what_cannot_be_read_counts_as_not_kept(text: str) -> None:
    assert unpack(text) is None


def test_another_edition_or_region_is_another_signature() -> None:
    assert signature("2009") != signature("2026")
    assert sign(signature("2009"), REGION) != sign(signature("2009"), replace(REGION, name="Sukamakmur"))
    assert Judge(rules.ALL).signature == signature("2026")


def test_a_verdict_takes_a_look_over_and_asks_for_no_bytes() -> None:
    body = min((FIXTURES / "web_hdi").glob("found-*.html")).read_bytes()
    judge = Judge(rules.ALL)
    capture = Capture(REGION.code, f"http://{HOST}/ipm", "2026-01-01T00:00:00Z", 200, "text/html", "sha1:X", "urn:1")
    seen = read(body, url=capture.target_uri, content_type="text/html", region=REGION)
    look = unpack(Look(judge.opine(seen).hits or (), bool(seen.text), True).packed())
    one, other = RegionAudit(REGION, judge), RegionAudit(REGION, judge)
    one.take(Response(capture, body))
    other.take(Response(capture, b""), look)
    reach = Reach(REGION.code, HOST, ReachStatus.OK)
    assert one.conclude(reach, Search()) == other.conclude(reach, Search())


# ---- the whole line, killed on the way ------------------------------------------------------------


@pytest.fixture
def web() -> Iterator[Web]:
    """Pages of many rules, a page that is there under any name, a redirect, a file, a page that is broken."""
    found = [path for path in sorted(FIXTURES.glob("*/found-*.html")) if path.stat().st_size < 60_000][::3]
    with serving(Web()) as served:
        paths = {f"/isi/{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in found}
        served.site(HOST, paths)
        links = [f"{path} {path.rpartition('/')[2]}" for path in paths]
        menu = ["/profil Profil", "/tiada Layanan", "/pindah Pindah", "/berkas.pdf Unduh"]
        served.add(HOST, "/", page("Pemerintah Kota Sukamaju", *links, nav=menu))
        served.add(HOST, "/profil", page("Profil Kota Sukamaju"))
        served.add(HOST, "/pindah", Reply(status=302, headers={"Location": "/profil?dari=pindah"}))
        served.add(HOST, "/profil?dari=pindah", page("Profil Kota Sukamaju, sekali lagi"))
        served.add(HOST, "/berkas.pdf", Reply(b"%PDF-1.4 rusak", headers={"Content-Type": "application/pdf"}))
        absent = page("Maaf", text="Maaf, yang dicari sudah pindah. Silakan kembali ke beranda kota kami. " * 3)
        served.fallback[HOST] = lambda path: None if path.endswith(("robots.txt", ".xml")) else absent
        yield served


def scorecard(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_crawl_that_was_killed_finds_what_an_audit_of_its_archive_finds(web: Web, tmp_path: Path) -> None:
    targets = tmp_path / "targets.csv"
    targets.write_text(f"code,name,kind,province,website\n{REGION.code},Sukamaju,kota,Nusa Contoh,{HOST}\n")
    (region,) = load_targets(targets)
    where: list[str | Path] = ["--output", tmp_path / "out", "--wave", "2026"]
    crawl: list[str | Path] = [
        *["crawl", "--all", "--regions"],
        targets,
        "--proxy",
        web.proxy,
        *["--delay", "0", "--contact", "a@b.test"],
    ]
    doomed: list[subprocess.Popen[str]] = []
    for host, path in list(web.routes):
        web.add(host, path, killing(doomed, web, web.routes[host, path]))
    process = scorecard(*crawl, *where)
    doomed.append(process)
    assert process.wait(timeout=60) == -signal.SIGKILL
    with Shard.open(shard := next((tmp_path / "out").rglob("shard.db")).parent) as opened:
        run = opened.runs()[0]
        by = sign(signature("2026"), region)
        kept = opened.looks(run, REGION.code, by)
        pages = {entry.capture.record_id for entry in opened.captures(run, REGION.code, judged=True)}
    assert kept
    assert kept.keys() <= pages
    assert not Shard.open(shard).looks(run, REGION.code, sign(signature("2009"), region))
    assert scorecard(*crawl, *where).wait(timeout=60) == 0
    before = cells(tmp_path / "out")
    assert sum(row["outcome"] == "found" for row, _evidence in before) > 10
    with Shard.open(shard) as opened:
        assert not opened.looks(run, REGION.code, by)  # let go once the findings are drawn up
    assert scorecard("audit", *where).wait(timeout=60) == 0
    assert cells(tmp_path / "out") == before


def killing(doomed: list[subprocess.Popen[str]], web: Web, route: Route) -> Callable[[int], Reply]:
    """A page that kills the crawl once a dozen were asked for."""

    def answer(_count: int) -> Reply:
        if len(web.asked) >= 12 and doomed:
            process = doomed.pop()
            process.kill()
            process.wait()
        return route if isinstance(route, Reply) else Reply(str(route).encode())

    return answer


def cells(output: Path) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """All findings with all their evidence, what names the run and the moment apart."""
    with Store(output) as store:
        rows = store.findings("2026")
        return [(plain(row), [plain(entry) for entry in store.evidence([str(row["finding_id"])])]) for row in rows]


def plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in dict(row).items() if name not in OF_THE_RUN}
