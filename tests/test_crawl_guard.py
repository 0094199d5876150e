"""Addresses that must never be asked are not, whatever a page, a redirect or DNS says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from twisted.internet.error import DNSLookupError

from crawler.guard import GuardedResolver
from crawler.plan import Plan
from crawler.settings import settings_of
from scorecard.store.shard import Shard
from tests.crawlweb import Reply, Web, crawl, page, region, serving

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


def test_a_name_whose_answer_is_private_is_refused_at_connect_time(tmp_path: Path) -> None:
    resolver = GuardedResolver.__new__(GuardedResolver)
    resolver.refused = set()
    assert resolver._check("8.8.8.8", "a.test") == "8.8.8.8"
    with pytest.raises(DNSLookupError):
        resolver._check("192.168.1.1", "b.test")
    assert resolver.refused == {"b.test"}


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
