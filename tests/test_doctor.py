"""What `scorecard doctor` and a crawl's progress tell, by themselves and at the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from crawler import Event
from scorecard import doctor, progress
from scorecard.messages import use_language
from scorecard.model import Kind, Region
from tests.crawlweb import ROOT, Reply, Web, page, serving

HOST = "www.sukamaju.test"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        yield found


def states(checks: list[doctor.Check]) -> dict[str, str]:
    return {one.name: one.state for one in checks}


def test_a_fit_machine_is_told_so_and_a_host_that_answers_counts_whatever_it_answers(web: Web, tmp_path: Path) -> None:
    found = states(doctor.examine(tmp_path, host=HOST, proxy=web.proxy))
    assert (found["output folder"], found["proxy"], found["sample host"]) == (doctor.GOOD, doctor.GOOD, doctor.GOOD)
    assert web.paths(HOST) == ["/robots.txt"]


def test_what_is_not_fit_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    checks = {one.name: one for one in doctor.examine(tmp_path / "file" / "x", proxy="http://127.0.0.1:9")}
    assert {name for name, one in checks.items() if one.state == doctor.BAD} >= {"output folder", "proxy"}
    assert [name for name, one in checks.items() if one.state != doctor.GOOD and not one.remedy] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "0x7f.1", ""])
def test_a_private_sample_host_is_not_asked(web: Web, tmp_path: Path, host: str) -> None:
    assert states(doctor.examine(tmp_path, host=host, proxy=web.proxy)).get("sample host") != doctor.GOOD
    assert web.asked == []


def test_a_clock_that_differs_from_the_hosts_is_told() -> None:
    assert doctor._clock(datetime.now(UTC) - timedelta(hours=3)).state == doctor.POOR
    assert doctor._clock(datetime.now(UTC)).state == doctor._clock(None).state == doctor.GOOD


def test_a_proxy_of_the_environment_is_not_used_and_that_is_said() -> None:
    assert doctor._proxy("", {"https_proxy": "http://x"}).state == doctor.POOR
    assert doctor._proxy("", {}).state == doctor.GOOD


def test_a_failing_sample_is_a_failure_and_nothing_is_asked_offline(web: Web, tmp_path: Path) -> None:
    web.fallback[HOST] = lambda _path: Reply(b"", 504)
    asked = run("doctor", "--host", HOST, "--proxy", web.proxy, "--output", tmp_path)
    assert (asked.returncode, "HTTP 504" in asked.stdout) == (1, True)
    web.asked.clear()
    silent = run("doctor", "--offline", "--output", tmp_path, "--lang", "id")
    assert (silent.returncode, web.asked) == (0, [])


def test_a_crawl_tells_every_step_as_a_line_of_json_where_that_is_asked(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", "/a A"), "/a": page("A")})
    (tmp_path / "t.csv").write_text(f"code,name,kind,province,website\n99.01,Negeri,kota,Rekaan,{HOST}\n")
    crawl = ("crawl", "--all", "--regions", tmp_path / "t.csv", "--output", tmp_path / "o", "--proxy", web.proxy)
    done = run(*crawl, "--delay", 0, "--contact", "a@b.test", "--log-format", "json")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    dressed = [one["event"] for one in told if one["errand"] == "assets"]
    assert dressed == ["begun", "done"]  # a flagged cell cites a page of this site, which has no styles
    told = [one for one in told if one["errand"] == "pages"]
    assert [one["event"] for one in told][:1] + [one["event"] for one in told][-1:] == ["begun", "done"]
    assert {f"http://{HOST}/", f"http://{HOST}/a"} <= {one["url"] for one in told if one["event"] == "answer"}
    assert told[-1] | {"at": ""} == told[-1] | {"at": "", "region_code": "99.01", "status": "ok", "pages": 2}


def test_the_live_table_shows_regions_pages_rate_open_cells_and_health() -> None:
    regions = [Region(f"99.0{n}", f"Sukamaju{n}", Kind.KOTA, "Rekaan", HOST) for n in (1, 2)]
    with progress.Progress(regions, 250) as shown:
        shown.take(Event("answer", "99.01", f"http://{HOST}/a\x1b[31m", "200", 7, 9, 12, 31))
        for _again in range(3):
            shown.take(Event("failure", "99.01", f"http://{HOST}/b", "timeout", 7, 9, 12, 31))
        shown.take(Event("done", "99.02", "", "dns", 0, 4, 0, 40))
        console = Console(width=160, record=True, file=StringIO())
        console.print(shown._table())
        text = console.export_text()
    assert "regions 1/2" in text
    assert all(part in text for part in ("Kota Sukamaju1", "7/250", "12", "31", "3 of 4 failed", f"http://{HOST}/b"))
    assert "\x1b" not in text
    assert "Sukamaju2" not in text.partition("\n")[2]  # its visit is over


def test_the_live_table_speaks_the_language_of_the_command_in_the_thread_that_draws_it() -> None:
    use_language("id")
    try:
        with progress.Progress([Region("99.01", "Sukamaju", Kind.KOTA, "Rekaan", HOST)], 250) as shown:
            shown.take(Event("answer", "99.01", f"http://{HOST}/a", "200", 7, 9, 12, 31))
            with ThreadPoolExecutor(1) as thread:
                drawn = thread.submit(shown._show).result()
    finally:
        use_language("en")
    console = Console(width=160, record=True, file=StringIO())
    console.print(drawn)
    text = console.export_text()
    assert "daerah 0/1" in text
    assert "baik" in text


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import cli; cli.main()", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
