"""The built wheel works in a clean environment, away from the source tree."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and its locked dependencies alone."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    made = _run(UV, "venv", "-q", "--python", sys.executable, folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    python = folder / "venv" / "bin" / "python"
    locked = _run(
        UV, "pip", "sync", "-q", "--python", python, "--require-hashes", ROOT / "requirements.lock", cwd=folder
    )
    assert locked.returncode == 0, locked.stderr
    put = _run(UV, "pip", "install", "-q", "--python", python, "--no-deps", wheel, cwd=folder)
    assert put.returncode == 0, put.stderr
    return folder / "venv" / "bin"


@pytest.mark.slow
def test_the_installed_program_says_what_it_can_do_from_any_folder(installed: Path, tmp_path: Path) -> None:
    said = _run(installed / "scorecard", "--help", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert all(command in said.stdout for command in ("crawl", "audit", "import", "index", "export", "demo"))


@pytest.mark.slow
def test_the_installed_program_audits_a_saved_page(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<html><head><title>Pemerintah Kabupaten Sukamaju</title></head><body><main><h1>Indeks Pembangunan Manusia</h1>"
        "<table><tr><th>Uraian</th><th>2021</th><th>2022</th></tr>"
        "<tr><td>Indeks Pembangunan Manusia (IPM)</td><td>70,12</td><td>71,03</td></tr></table></main></body></html>",
        encoding="utf-8",
    )
    (tmp_path / "pages.csv").write_text(
        "page_id,file,url,region\nsatu,page.html,http://www.sukamajukab.test/ipm,Kabupaten Sukamaju\n", encoding="utf-8"
    )
    done = _run(installed / "scorecard", "audit", "--pages", "pages.csv", "--to", "out.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["indicator"]: row for row in csv.DictReader(file)}
    assert rows["web_hdi"]["outcome"] == "found"
    assert rows["web_hdi"]["region_code"] == "satu"
