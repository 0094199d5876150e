"""Shards of several processes become one, and nothing of them is lost or twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.workers import share_out
from scorecard.archive import read_at
from scorecard.store.merge import merge
from scorecard.store.shard import Shard
from tests.crawlweb import ROOT, Web, crawl, page, region, serving

HOSTS = ("www.sukamaju.test", "www.sukamakmur.test")


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        for host in HOSTS:
            found.site(host, {"/": page("Beranda", "/a A"), "/a": page("A")})
        yield found


def test_two_shards_merge_into_one_and_merging_again_changes_nothing(web: Web, tmp_path: Path) -> None:
    for number, host in enumerate(HOSTS):
        crawl(tmp_path / str(number), [region(str(number), host)], {"proxy": web.proxy}, run=f"r{number}")
    assert merge(tmp_path / "1", tmp_path / "0", "r0") == ("1",)
    assert merge(tmp_path / "1", tmp_path / "0", "r0") == ()
    with Shard.open(tmp_path / "0", writing=True) as shard, Shard.open(tmp_path / "1") as given:
        assert shard.finished("r0") == {"0", "1"}
        merged, before = shard.captures("r0", "1"), given.captures("r1", "1")
        assert [held.capture for held in merged] == [held.capture for held in before]
        for held in merged:
            archived = read_at(tmp_path / "0" / held.file, held.offset, held.length)
            assert archived.record_id == held.capture.record_id


def test_regions_are_shared_out_whole_domains_together(tmp_path: Path) -> None:
    regions = [region(str(n), f"w{n}.ibukota.test") for n in range(4)] + [region(str(n), f"k{n}.test") for n in (7, 8)]
    shares = share_out(regions, tmp_path / "main", "r1", 3)
    assert sorted(len(share) for _folder, share in shares) == [1, 1, 4]
    assert sorted(one.code for _folder, share in shares for one in share) == sorted(one.code for one in regions)


def scorecard(*arguments: object) -> str:
    command = [sys.executable, "-c", "import cli; cli.main()", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_several_processes_visit_every_region_once_and_their_shard_merges_elsewhere(web: Web, tmp_path: Path) -> None:
    targets = tmp_path / "targets.csv"
    rows = [f"99.0{number},Negeri {number},kota,Rekaan,{host}\n" for number, host in enumerate(HOSTS)]
    targets.write_text("code,name,kind,province,website\n" + "".join(rows))
    here = ("--regions", targets, "--output", tmp_path / "here")
    scorecard("crawl", "--all", *here, "--proxy", web.proxy, "--delay", 0, "--workers", 2)
    asked = [(entry.host, entry.path) for entry in web.seen]
    assert len(asked) == len(set(asked)) == 10
    main = next((tmp_path / "here").rglob("main"))
    assert [folder.name for folder in main.parent.iterdir()] == ["main"]
    assert "2" in scorecard("merge", main, "--regions", targets, "--output", tmp_path / "there").splitlines()[0]
