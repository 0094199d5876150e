"""The line with styles and pictures, as a user runs it: findings do not move, a stop goes on, the options hold."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard.store.cited import assets_folder
from scorecard.store.database import Store
from scorecard.store.shard import Shard
from tests.crawlweb import ROOT, Reply, Web, page, serving

pytestmark = pytest.mark.slow
HOST, CODE, WAVE = "www.bandarayakota.test", "99.71", "2026"
NEWS = (
    "BANDARAYA - Wali Kota Bandaraya mengumumkan upah minimum kota (UMK) Bandaraya tahun 2025 sebesar Rp 2.871.500 per"
    " bulan, naik 6,5 persen dari tahun lalu. Ia mengatakan posko pengaduan upah dibuka sepekan penuh."
)
BY = "Diposting oleh Humas, Jumat, 3 Januari 2025"
SLOW = threading.Event()
WANTED = {*(f"/foto-{number}.png" for number in range(12)), "/gaya.css"}


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    """A website with two weak pieces of evidence, each on a page with styles and pictures."""
    with serving(Web()) as found:
        title = "Wali Kota Umumkan UMK Bandaraya 2025"
        menu = ("/profil Profil", "https://oss.go.id/ Perizinan Online (OSS)")
        home = page("Pemerintah Kota Bandaraya", f"/2025/01/umk-bandaraya-2025/ {title}", nav=menu)
        news = page(title).replace("<p>", f"<p class='posted-on'>{BY}</p><p>{NEWS}</p><p hidden>", 1)
        dress = "<link rel=stylesheet href=/gaya.css>" + "".join(f"<img src='{path}'>" for path in sorted(WANTED)[:-1])
        found.add(HOST, "/profil", page("Profil Kota Bandaraya").replace("</body>", "<img src='/profil.png'></body>"))
        found.add(HOST, "/", home.replace("</body>", f"{dress}</body>"))
        found.add(HOST, "/2025/01/umk-bandaraya-2025/", news.replace("</body>", f"{dress}</body>"))
        found.fallback[HOST] = answer
        yield found


def answer(path: str) -> Reply | None:
    """A style or picture; from the third picture on it may take so long that a signal surely comes before the end."""
    if not path.endswith((".css", ".png")):
        return None
    quick = path in ("/gaya.css", "/foto-0.png", "/foto-1.png") or not SLOW.is_set()
    return Reply(path.encode(), pause=0.0 if quick else 2.0)


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("targets") / "targets.csv"
    file.write_text(f"code,name,kind,province,website\n{CODE},Bandaraya,kota,Nusa Contoh,{HOST}\n", encoding="utf-8")
    return file


def start(output: Path, targets: Path, web: Web, *words: str) -> subprocess.Popen[str]:
    asked = [
        *(sys.executable, str(ROOT / "cli.py"), "crawl", "--all", "--regions", str(targets), "--proxy", web.proxy),
        *("--delay", "0", "--contact", "a@contoh.test", "--render", "never", "--wave", WAVE, "--output", str(output)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*asked, *words], env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True
    )


def crawl(output: Path, targets: Path, web: Web, *words: str) -> tuple[int, str]:
    process = start(output, targets, web, *words)
    out, err = process.communicate(timeout=200)
    return process.returncode, out + err


def findings(output: Path) -> list[dict[str, object]]:
    """Everything a finding says but the names and times of its run."""
    own = {"run", "finding_id", "captured_at", "record_id", "evidence_hash"}
    with Store(output, create=False) as store:
        return [{name: value for name, value in row.items() if name not in own} for row in store.findings(WAVE)]


def assets(output: Path) -> set[str]:
    folder = assets_folder(output, WAVE)
    if not folder.exists():
        return set()
    with Shard.open(folder) as shard:
        captures = [one for run in shard.runs() for one in shard.captures(run, CODE)]
    return {one.capture.target_uri.partition(HOST)[2] for one in captures if one.kind == "asset"}


@pytest.fixture(scope="module")
def bare(web: Web, targets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a crawl leaves that may ask for no styles and pictures."""
    folder = tmp_path_factory.mktemp("bare")
    code, said = crawl(folder, targets, web, "--max-assets", "0")
    assert code == 0, said
    assert assets(folder) == set()
    return folder


def test_a_crawl_fetches_what_flagged_cells_lack_and_its_findings_are_those_of_a_crawl_without(
    web: Web, targets: Path, bare: Path, tmp_path: Path
) -> None:
    code, said = crawl(tmp_path, targets, web)
    assert code == 0, said
    assert assets(tmp_path) == WANTED
    assert findings(tmp_path) == findings(bare)
    assert any(row["needs_review"] for row in findings(bare))


def test_only_what_is_lacking_is_fetched_on_request_and_a_stop_goes_on(
    web: Web, targets: Path, bare: Path, tmp_path: Path
) -> None:
    shutil.copytree(bare, tmp_path, dirs_exist_ok=True)
    pages = {row[1] for row in web.asked} - WANTED
    before = len(web.asked)
    SLOW.set()
    process = start(tmp_path, targets, web, "--assets", "only", "--log-format", "json")
    assert process.stderr is not None
    for line in process.stderr:
        if "foto-1.png" in line:
            process.send_signal(signal.SIGINT)
            break
    process.stderr.read()
    process.communicate()
    SLOW.clear()
    assert process.returncode == 130
    assert 0 < len(assets(tmp_path)) < len(WANTED)
    code, said = crawl(tmp_path, targets, web, "--assets", "only")
    assert code == 0, said
    assert assets(tmp_path) == WANTED
    asked = [path for _host, path in web.asked[before:]]
    assert len(asked) <= len(WANTED) + 2  # robots.txt, and at most one that was in flight
    assert not (set(asked) - {"/robots.txt"}) & pages
    code, said = crawl(tmp_path, targets, web, "--assets", "only")
    assert code == 0
    assert "No page" in said


def test_a_wave_that_was_never_crawled_is_said_to_be_so(web: Web, targets: Path, tmp_path: Path) -> None:
    code, said = crawl(tmp_path, targets, web, "--assets", "only")
    assert code == 1
    assert "has not been crawled" in said
