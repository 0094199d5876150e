"""Shards of several processes or machines become one, and nothing of them is lost or twice."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.workers import share_out
from scorecard.archive import read_at
from scorecard.errors import ScorecardError
from scorecard.store.gather import gather
from scorecard.store.merge import merge
from scorecard.store.shard import FILE, Shard
from tests.crawlweb import ROOT, Reply, Web, crawl, page, region, serving
from tests.wholeness import faults

HOSTS = ("www.sukamaju.test", "www.sukamakmur.test")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        for host in HOSTS:
            found.site(host, {"/": page("Beranda", "/a A"), "/a": page("A")})
        yield found


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with shards "0" and "1", of one region each, crawled under runs of their own names."""
    folder = tmp_path_factory.mktemp("crawled")
    with serving(Web()) as web:
        for number, host in enumerate(HOSTS):
            web.site(host, {"/": page("Beranda", "/a A"), "/a": page("A")})
            crawl(folder / str(number), [region(str(number), host)], {"proxy": web.proxy}, run=f"r{number}")
    return folder


@pytest.fixture
def shards(crawled: Path, tmp_path: Path) -> Path:
    """A copy of them to work on."""
    return shutil.copytree(crawled, tmp_path / "shards")


def test_two_shards_merge_into_one_and_merging_again_changes_nothing(shards: Path) -> None:
    first = merge(shards / "1", shards / "0", "r0")
    assert (first.taken, first.kept, first.strangers, dict(first.broken)) == (("1",), (), (), {})
    files = sorted(path.name for path in (shards / "0").glob("*.warc.gz"))
    again = merge(shards / "1", shards / "0", "r0")
    assert (again.taken, again.kept) == ((), ("1",))
    assert merge(shards / "1", shards / "0", "another-run").taken == ()
    assert sorted(path.name for path in (shards / "0").glob("*.warc.gz")) == files
    with Shard.open(shards / "0", writing=True) as shard, Shard.open(shards / "1") as given:
        assert shard.finished("r0") == {"0", "1"}
        merged, before = shard.captures("r0", "1"), given.captures("r1", "1")
        assert [held.capture for held in merged] == [held.capture for held in before]
        for held in merged:
            archived = read_at(shards / "0" / held.file, held.offset, held.length)
            assert archived.record_id == held.capture.record_id
    assert faults(shards / "0", "r0") == []


def test_a_shard_that_may_not_be_written_to_is_read_and_left_as_it_is(shards: Path) -> None:
    before = {path.name: path.read_bytes() for path in (shards / "1").iterdir()}
    merge(shards / "1", shards / "0", "r0")
    assert {path.name: path.read_bytes() for path in (shards / "1").iterdir()} == before


def test_a_shard_that_is_being_written_to_is_left_alone(shards: Path) -> None:
    with Shard.open(shards / "1", writing=True), pytest.raises(ScorecardError, match="another crawl"):
        merge(shards / "1", shards / "0", "r0")


def test_a_broken_record_costs_itself_and_is_asked_for_again(web: Web, shards: Path) -> None:
    with Shard.open(shards / "1") as given:
        victim = next(one for one in given.captures("r1", "1") if one.capture.target_uri.endswith("/a"))
    path = shards / "1" / victim.file
    data = bytearray(path.read_bytes())
    data[victim.offset + 60] ^= 0xFF
    path.write_bytes(data)
    assert dict(merge(shards / "1", shards / "0", "r0").broken) == {"1": 1}
    web.seen.clear()
    crawl(shards / "0", [region("1", HOSTS[1])], {"proxy": web.proxy}, run="r0")
    assert [entry.path for entry in web.seen] == ["/a"]
    assert faults(shards / "0", "r0") == []


def test_a_shard_cannot_name_files_outside_its_folder(shards: Path) -> None:
    shutil.copyfile(shards / "1" / "captures-00001.warc.gz", shards / "captures-00001.warc.gz")
    with Shard.open(shards / "1", writing=True) as given, given.transaction() as db:
        db.execute("update captures set file = '../captures-00001.warc.gz'")
        count = db.execute("select count(*) from captures").fetchone()[0]
    assert dict(merge(shards / "1", shards / "0", "r0").broken) == {"1": count}


def test_a_database_that_is_none_is_an_error_that_names_the_folder(shards: Path) -> None:
    (shards / "1" / FILE).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(ScorecardError) as raised:
        merge(shards / "1", shards / "0", "r0")
    assert str(shards / "1") in str(raised.value)


def test_regions_are_shared_out_whole_domains_together(tmp_path: Path) -> None:
    regions = [region(str(n), f"w{n}.ibukota.test") for n in range(4)] + [region(str(n), f"k{n}.test") for n in (7, 8)]
    shares = share_out(regions, tmp_path / "main", "r1", 3)
    assert sorted(len(share) for _folder, share in shares) == [1, 1, 4]
    assert sorted(one.code for _folder, share in shares for one in share) == sorted(one.code for one in regions)


def test_what_a_process_has_finished_comes_home_and_what_it_has_begun_goes_on_where_it_lies(
    web: Web, tmp_path: Path
) -> None:
    main, worker = tmp_path / "main", tmp_path / "worker-1"
    Shard.open(main, writing=True).close()
    regions = [region(str(number), host) for number, host in enumerate(HOSTS)]
    crawl(worker, regions[:1], {"proxy": web.proxy})
    web.add(HOSTS[1], "/", page("Beranda", *(f"/p{n} P" for n in range(30))))
    crawl(worker, regions[1:], {"proxy": web.proxy, "delay": 0.3, "stop_after_minutes": 1 / 60})
    gather(main, "r1", processes=2)
    with Shard.open(main) as shard:
        assert shard.finished("r1") == {"0"}
    assert [(folder.name, [one.code for one in share]) for folder, share in share_out(regions, main, "r1", 2)] == [
        ("main", ["0"]),
        ("worker-1", ["1"]),
    ]
    gather(main, "r1", processes=1)
    assert not worker.exists()
    assert {folder.name for folder, _share in share_out(regions, main, "r1", 2)} == {"main"}
    assert faults(main) == []


def scorecard(*arguments: object, code: int = 0) -> tuple[str, str]:
    done = subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "import cli; cli.main()", *map(str, arguments)]


def targets(folder: Path, *numbers: int) -> Path:
    rows = [f"99.0{number},Negeri {number},kota,Rekaan,{HOSTS[number]}\n" for number in numbers]
    path = folder / f"targets{len(numbers)}.csv"
    path.write_text("code,name,kind,province,website\n" + "".join(rows))
    return path


def test_several_processes_visit_every_region_once_and_their_shard_merges_elsewhere(web: Web, tmp_path: Path) -> None:
    both, one = targets(tmp_path, 0, 1), targets(tmp_path, 0)
    here = ("--regions", both, "--output", tmp_path / "here")
    scorecard("crawl", "--all", *here, "--proxy", web.proxy, "--delay", 0, "--workers", 2)
    asked = [(entry.host, entry.path) for entry in web.seen]
    assert len(asked) == len(set(asked))
    assert sum(host in HOSTS for host, _path in asked) == 10
    main = next((tmp_path / "here").rglob("main"))
    assert not list(main.parent.glob("worker-*"))
    there = ("--output", tmp_path / "there")
    out, err = scorecard("merge", main, "--regions", one, *there)
    assert "1 regions taken in" in out
    assert "99.01" in err  # a region that the list does not name is named, not dropped in silence
    out, _err = scorecard("merge", main, "--regions", both, *there)
    assert "1 regions taken in, 1 were here already" in out
    (tmp_path / "none").mkdir()
    out, err = scorecard("merge", tmp_path / "none", main, "--regions", both, *there, code=1)
    assert "0 regions taken in, 2 were here already" in out
    assert "holds no crawl" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_processes_that_are_stopped_or_lose_the_first_lose_nothing(
    web: Web, tmp_path: Path, number: signal.Signals
) -> None:
    for host in HOSTS:
        web.add(host, "/", page("Beranda", *(f"/p{chr(97 + n)} Hal {n}" for n in range(20))))
        web.fallback[host] = lambda path: Reply(page(path).encode(), pause=0.05) if path[:2] == "/p" else None
    both = ("--all", "--regions", targets(tmp_path, 0, 1), "--output", tmp_path / "here", "--proxy", web.proxy)
    calm = [*both[:4], tmp_path / "calm", *both[5:]]  # how far a visit goes that nothing breaks off
    scorecard("crawl", *calm, "--delay", 0, "--workers", 2)
    with Shard.open(next((tmp_path / "calm").rglob("shards")) / "main") as shard:
        whole = [len(shard.captures(shard.runs()[0], code, judged=True)) for code in ("99.00", "99.01")]
    web.seen.clear()
    line = command("crawl", *both, "--delay", 0, "--workers", 2)
    process = subprocess.Popen(line, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not all(any(entry.host == host and entry.path[:2] == "/p" for entry in list(web.seen)) for host in HOSTS):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    _out, err = process.communicate()
    assert process.returncode == (-number if number == signal.SIGKILL else 130), err
    assert b"Traceback" not in err
    shards = next((tmp_path / "here").rglob("shards"))
    wait_for_all(shards)
    scorecard("crawl", *both, "--delay", 0, "--workers", 2)
    assert not list(shards.glob("worker-*"))
    with Shard.open(shards / "main") as shard:
        (run,) = shard.runs()
        assert shard.finished(run) == {"99.00", "99.01"}
        pages = [len(shard.captures(run, code, judged=True)) for code in ("99.00", "99.01")]
    assert pages == whole
    assert faults(shards / "main", run) == []
    repeated = Counter((entry.host, entry.path) for entry in web.seen)
    assert sum(repeated.values()) - len(repeated) <= (2 if number == signal.SIGKILL else 0)


def wait_for_all(shards: Path) -> None:
    """Until the processes that lost the first one have given their folders free."""
    for folder in shards.iterdir():
        while True:
            assert (folder / FILE).exists()
            try:
                Shard.open(folder, writing=True).close()
                break
            except ScorecardError:
                time.sleep(0.05)
