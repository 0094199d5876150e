"""Addresses that must never be asked are not, whatever a page, a redirect or DNS says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from crawler.plan import Plan
from crawler.settings import settings_of
from scorecard.store.shard import Shard
from tests.crawlweb import ROOT, Reply, Web, crawl, page, region, serving

HOST = "www.sukamaju.test"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        yield found


def test_links_and_redirects_to_private_addresses_are_left_alone_behind_a_proxy(web: Web, tmp_path: Path) -> None:
    bad = ["http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://[::1]/", "http://10.0.0.1/"]
    bad += ["http://169.254.169.254/latest/", "http://localhost/", "http://intranet/", "http://www.sukamaju.test:8080/"]
    bad += ["file:///etc/passwd", "ftp://www.sukamaju.test/x", "gopher://x.test/"]
    web.site(HOST, {"/": page("Beranda", *(f"{url} X" for url in bad), "/lari L", "/lari2 L")})
    web.add(HOST, "/lari", Reply(b"", 302, {"Location": "http://169.254.169.254/latest/meta-data"}))
    web.add(HOST, "/lari2", Reply(b"", 302, {"Location": "file:///etc/passwd"}))
    crawl(tmp_path, [region("1", HOST, [("10.0.0.1", "ppid"), ("localhost", "jdih")])], {"proxy": web.proxy})
    assert web.hosts() == {HOST}


def test_a_private_website_is_not_asked_unless_that_is_allowed(web: Web, tmp_path: Path) -> None:
    host = f"127.0.0.1:{web.port}"
    web.site(host, {"/": page("Beranda")})
    refused = crawl(tmp_path / "a", [region("1", host)], {})["1"]
    assert (refused["status"], refused["requests"], web.seen) == ("refused", 0, [])
    assert "--allow-private" in refused["cure"]
    allowed = crawl(tmp_path / "b", [region("1", host)], {"allow_private": True})["1"]
    assert (allowed["status"], allowed["pages"]) == ("ok", 1)


def test_a_website_may_be_a_full_address_with_its_port(web: Web, tmp_path: Path) -> None:
    host = f"127.0.0.1:{web.port}"
    web.site(host, {"/portal/": page("Beranda", "a A"), "/portal/a": page("A")})
    reach = crawl(tmp_path, [region("1", f"http://{host}/portal/")], {"allow_private": True})["1"]
    assert (reach["status"], reach["pages"]) == ("ok", 2)


PRIVATE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("255.255.255.255", "198.18.0.1"),
)
NAMING = """
import json, socket, sys
from pathlib import Path
answers = json.loads(sys.argv[1])
def resolve(host, *rest, **more):
    given = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
    return [(socket.AF_INET6 if ":" in given else socket.AF_INET, socket.SOCK_STREAM, 6, "", (given, 80))]
def by_name(host):
    return resolve(host)[0][4][0]
connected = []
real = socket.socket.connect_ex
def connect(self, address):
    connected.append(address[0])
    return real(self, ("127.0.0.1", 9) if address[0] != "127.0.0.1" else address)
socket.getaddrinfo, socket.gethostbyname, socket.socket.connect_ex = resolve, by_name, connect
from crawler import Plan, crawl
from scorecard.model import Kind, Region
from scorecard.opinion import Opinion
regions = [Region(host, host, Kind.KOTA, "Rekaan", host) for host in answers]
plan = Plan(delay=0.0, timeout=5.0, document_timeout=5.0)
say_nothing = lambda event: None
judge = lambda page: Opinion({})
reach = crawl(plan, regions, Path(sys.argv[2]), "r1", words={}, judge=judge, on_event=say_nothing)
print(json.dumps({"reach": {row.region_code: [row.status.value, row.cure] for row in reach}, "connected": connected}))
"""


def named(answers: Mapping[str, list[str]], folder: Path) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """A real crawl in which names resolve as given; statuses and cures by region, and the addresses connected to."""
    run = [sys.executable, "-c", NAMING, json.dumps(answers), str(folder)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return {code: tuple(row) for code, row in found["reach"].items()}, found["connected"]


def test_names_that_resolve_to_private_addresses_are_never_connected_to(tmp_path: Path) -> None:
    answers = {f"www.alamat{number}.test": [address] for number, address in enumerate(PRIVATE)}
    answers |= {f"alamat{number}.test": [address] for number, address in enumerate(PRIVATE)}
    reach, connected = named(answers, tmp_path)
    assert connected == []
    assert {status for status, _cure in reach.values()} == {"refused"}
    assert all("--allow-private" in cure for _status, cure in reach.values())


def test_a_name_is_resolved_once_and_the_connection_goes_to_the_very_answer_that_was_looked_at(tmp_path: Path) -> None:
    rebinding = ["203.0.114.7", "127.0.0.1"]  # public when it is looked at, loopback ever after
    _reach, connected = named({"www.ganti.test": list(rebinding), "ganti.test": list(rebinding)}, tmp_path)
    assert connected
    assert set(connected) == {"203.0.114.7"}


def test_a_site_that_makes_up_hosts_is_held_to_a_few(web: Web, tmp_path: Path) -> None:
    def endless(host: str) -> str:
        return page(host, *(f"http://h{hash((host, n)) % 10_000}.sukamaju.test/ H" for n in range(30)))

    web.add(HOST, "/", endless(HOST))
    answer = web.answer
    web.answer = lambda host, path: (  # type: ignore[method-assign]  # any name of the domain answers
        Reply(endless(host).encode()) if path == "/" and host != HOST else answer(host, path)
    )
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "max_pages": 120})
    assert len(web.hosts()) <= 40


def test_nothing_a_page_sends_names_a_file_outside_the_shard(web: Web, tmp_path: Path) -> None:
    web.site(HOST, {"/": page("Beranda", "/..%2f..%2fetc/passwd X", "/a%00b Y")})
    crawl(tmp_path / "shard", [region("1", HOST)], {"proxy": web.proxy})
    names = {path.name for path in (tmp_path / "shard").iterdir()}
    assert names <= {"shard.db", "shard.db-wal", "shard.db-shm", "lock", "captures-00001.warc.gz", "crawl.log"}
    assert [path.name for path in tmp_path.iterdir()] == ["shard"]
    with Shard.open(tmp_path / "shard") as shard:
        assert len(shard.captures("r1", "1")) == len(web.seen)


def test_remote_control_cookies_and_foreign_schemes_are_off() -> None:
    settings = settings_of(Plan())
    assert not any(settings[name] for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED"))
    assert settings["DOWNLOAD_HANDLERS"] == {"file": None, "data": None, "ftp": None, "s3": None}
    assert settings["DOWNLOAD_MAXSIZE"] <= 32 * 1024 * 1024
