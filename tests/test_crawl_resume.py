"""A crawl that is stopped, killed or out of time loses nothing and asks for nothing twice."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard.archive import Writer, now
from scorecard.errors import ScorecardError
from scorecard.model import Region
from scorecard.store.shard import Shard
from tests.crawlweb import Reply, Web, crawl, page, region, serving, start
from tests.wholeness import faults, findings

HOSTS = ("www.sukamaju.test", "www.sukamakmur.test")
PAGES = 40
KILLS = 10
#: Pages that indicators rest on, among the others.
CONTENT = {
    "/pab": "Ringkasan APBD 2024: pendapatan daerah Rp 1.234.567.890, belanja daerah Rp 1.300.000.000.",
    "/pah": "Persyaratan izin reklame: fotokopi KTP. Biaya Rp 0. Prosedur: pemohon mengisi formulir di loket.",
    "/pbk": "Peraturan Daerah Nomor 3 Tahun 2020 tentang Bangunan Gedung.",
}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        for host in HOSTS:
            links = (f"/p{chr(97 + n // 26)}{chr(97 + n % 26)} Hal {n}" for n in range(PAGES - 1))
            found.add(host, "/", page("Beranda", *links))
            found.fallback[host] = lambda path: Reply(page(path).encode(), pause=0.02) if path[:2] == "/p" else None
        yield found


def regions() -> list[Region]:
    return [region(str(number), host) for number, host in enumerate(HOSTS)]


def stop_after(process: subprocess.Popen[str], answers: int, number: signal.Signals, later: float = 0.0) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        answers -= line.startswith("answer")
        if answers == 0:
            time.sleep(later)
            process.send_signal(number)
            return


def check_archive(directory: Path, web: Web) -> None:
    """Every row has its bytes, every record its row, no address two rows, and none that was asked is missing."""
    assert faults(directory) == []
    with Shard.open(directory) as shard:
        held = {entry.capture.target_uri for code in ("0", "1") for entry in shard.captures("r1", code)}
    assert held == {f"http://{entry.host}{entry.path}" for entry in web.seen}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_crawl_that_is_stopped_goes_on_and_asks_for_no_finished_page_again(
    web: Web, tmp_path: Path, number: signal.Signals
) -> None:
    process = start(tmp_path, regions(), {"proxy": web.proxy})
    stop_after(process, 25, number)
    assert process.wait(timeout=20) == 130
    assert len(web.seen) < 2 * PAGES
    with Shard.open(tmp_path) as shard:
        assert not shard.finished("r1")
        assert {row.status.value for row in shard.reach("r1")} == {"ok"}
    reach = crawl(tmp_path, regions(), {"proxy": web.proxy})
    assert [reach[code]["pages"] for code in ("0", "1")] == [PAGES, PAGES]
    assert set(Counter((entry.host, entry.path) for entry in web.seen).values()) == {1}
    check_archive(tmp_path, web)


def test_kills_at_any_moment_change_no_finding_and_cost_the_requests_in_flight_only(web: Web, tmp_path: Path) -> None:
    for path, text in CONTENT.items():
        web.add(HOSTS[0], path, page(path, text=text))
    crawl(tmp_path / "calm", regions(), {"proxy": web.proxy}, judge={"web_budget": "APBD"})
    web.seen.clear()
    chance = random.Random(7)
    for _ in range(KILLS):
        process = start(tmp_path / "killed", regions(), {"proxy": web.proxy}, judge={"web_budget": "APBD"})
        stop_after(process, chance.randint(1, 7), signal.SIGKILL, chance.random() * 0.02)
        process.wait(timeout=60)
    reach = crawl(tmp_path / "killed", regions(), {"proxy": web.proxy}, judge={"web_budget": "APBD"})
    assert [reach[code]["pages"] for code in ("0", "1")] == [PAGES, PAGES]
    asked = Counter((entry.host, entry.path) for entry in web.seen)
    assert sum(asked.values()) - len(asked) <= KILLS * len(HOSTS)
    check_archive(tmp_path / "killed", web)
    for one in regions():
        assert findings(tmp_path / "killed", one) == findings(tmp_path / "calm", one)


def stop_in_a_slow_answer(process: subprocess.Popen[str], web: Web) -> None:
    while not any(path.startswith("/p") for _host, path in list(web.asked)):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)


def test_a_second_signal_ends_at_once(web: Web, tmp_path: Path) -> None:
    web.fallback[HOSTS[0]] = lambda path: Reply(b"late", pause=25) if path.startswith("/p") else None
    process = start(tmp_path, regions()[:1], {"proxy": web.proxy})
    stop_in_a_slow_answer(process, web)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130


def test_a_slow_answer_does_not_hold_up_the_end(web: Web, tmp_path: Path) -> None:
    web.fallback[HOSTS[0]] = lambda path: Reply(b"late", pause=25) if path.startswith("/p") else None
    process = start(tmp_path, regions()[:1], {"proxy": web.proxy})
    stop_in_a_slow_answer(process, web)
    assert process.wait(timeout=20) == 130
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_crawl_that_is_out_of_time_reports_what_it_has_and_can_go_on(web: Web, tmp_path: Path) -> None:
    plan = {"proxy": web.proxy, "delay": 0.3}
    reach = crawl(tmp_path, regions(), {**plan, "stop_after_minutes": 5 / 60})
    assert {row["status"] for row in reach.values()} == {"ok"}
    assert all(0 < row["pages"] < PAGES and row["flags"] == ["partial"] for row in reach.values())
    assert [row["pages"] for row in crawl(tmp_path, regions(), {**plan, "delay": 0.0}).values()] == [PAGES, PAGES]


def test_a_finished_crawl_asks_nothing_and_another_run_asks_anew(web: Web, tmp_path: Path) -> None:
    first = crawl(tmp_path, regions(), {"proxy": web.proxy})
    count = len(web.seen)
    assert crawl(tmp_path, regions(), {"proxy": web.proxy}) == first
    assert len(web.seen) == count
    crawl(tmp_path, regions(), {"proxy": web.proxy}, run="r2")
    assert len(web.seen) == 2 * count


def test_two_crawls_cannot_write_to_one_folder(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True), pytest.raises(ScorecardError, match="another crawl"):
        Shard.open(tmp_path, writing=True)
    Shard.open(tmp_path, writing=True).close()


def test_an_archive_whose_index_was_lost_is_left_as_it_is(web: Web, tmp_path: Path) -> None:
    writer = Writer(tmp_path, software="x")
    writer.write("http://lama.test/", 200, [], b"lama", captured_at=now())
    writer.close()
    before = (tmp_path / "captures-00001.warc.gz").read_bytes()
    crawl(tmp_path, regions(), {"proxy": web.proxy})
    assert (tmp_path / "captures-00001.warc.gz").read_bytes() == before
    assert (tmp_path / "captures-00002.warc.gz").exists()
