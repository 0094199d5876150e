"""One address for a reviewer: the crawl's guards hold for it, and nothing else of the site is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.plan import Plan
from crawler.single import fetch
from scorecard import archive
from scorecard.errors import ScorecardError
from scorecard.model import Kind, Region
from scorecard.store.lookup import locate
from tests.crawlweb import Reply, Web, serving

HOST = "www.contoh.test"
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
PAGE = "<html><head><title>APBD</title></head><body><h1>Ringkasan APBD</h1><a href='/lain'>lain</a></body></html>"


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    made.site(HOST, {"/apbd": PAGE, "/lain": PAGE, "/rahasia": PAGE})
    made.add(HOST, "/robots.txt", Reply(b"User-agent: *\nDisallow: /rahasia\n", headers={"Content-Type": "text/plain"}))
    made.add(HOST, "/pindah", Reply(b"", 302, {"Location": "/apbd"}))
    made.add(HOST, "/dalam", Reply(b"", 302, {"Location": "http://169.254.169.254/latest"}))
    with serving(made) as served:
        yield served


def plan(web: Web) -> Plan:
    return Plan(proxy=web.proxy, delay=0)


def test_an_address_is_archived_and_nothing_else_of_its_site_is_asked(web: Web, tmp_path: Path) -> None:
    place = locate(tmp_path / "shard.db", fetch(f"http://{HOST}/apbd", REGION, tmp_path, plan(web)))
    assert place is not None
    assert archive.read_at(place.file, place.offset, place.length).body == PAGE.encode()
    assert web.asked == [(HOST, "/robots.txt"), (HOST, "/apbd")]


def test_a_redirect_inside_the_site_is_followed(web: Web, tmp_path: Path) -> None:
    place = locate(tmp_path / "shard.db", fetch(f"http://{HOST}/pindah", REGION, tmp_path, plan(web)))
    assert place is not None
    assert archive.read_at(place.file, place.offset, place.length).url == f"http://{HOST}/apbd"


def test_an_address_of_the_inside_is_never_asked(web: Web, tmp_path: Path) -> None:
    for address in ("http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "localhost"):
        with pytest.raises(ScorecardError):
            fetch(address, REGION, tmp_path, plan(web))
    with pytest.raises(ScorecardError):
        fetch(f"http://{HOST}/dalam", REGION, tmp_path, plan(web))
    assert {host for host, _path in web.asked} == {HOST}


def test_what_robots_forbids_or_is_not_there_is_said_with_what_to_do(web: Web, tmp_path: Path) -> None:
    for path in ("/rahasia", "/tiada"):
        with pytest.raises(ScorecardError) as refused:
            fetch(f"http://{HOST}{path}", REGION, tmp_path, plan(web))
        assert "upload a saved page" in str(refused.value)
    assert (HOST, "/rahasia") not in web.asked
