"""robots.txt: what its lines mean, and what a crawl does with each kind of answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import MAX_BYTES, MAX_CRAWL_DELAY, matches, parse
from tests.crawlweb import Reply, Web, crawl, page, region, serving

HOST = "www.sukamaju.test"
AGENT = "website-scorecard"


def allowed(text: str, path: str) -> bool:
    return parse(text.encode(), AGENT).allows(f"http://{HOST}{path}")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("user-AGENT: *\ndisALLOW: /a", "/a/b", False),
        ("User-agent: *\nDisallow: /a", "/A", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\nUser-agent: website-scorecard\nAllow: /", "/a", True),
        ("User-agent: Website-Scorecard/9.1 (x)\nDisallow: /a", "/a", False),
        ("User-agent: x\nUser-agent: website-scorecard\nDisallow: /a", "/a", False),
        ("User-agent: website-scorecard\nDisallow: /a\nUser-agent: y\nDisallow: /b", "/b", True),
        ("User-agent: website-scorecard\nDisallow: /a\n\nUser-agent: website-scorecard\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /a*b", "/a/x/b/c", False),
        ("User-agent: *\nDisallow: /x?id=", "/x?id=3", False),
        ("User-agent: *\nDisallow: /a%3cd.html", "/a%3Cd.html", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe", False),
        ("\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: *\rDisallow: /a\r\nDisallow: /b", "/b", False),
        ("User-agent : *\n  Disallow :/a # why", "/a", False),
        ("User-agent: *\nDisalow: /a", "/a", False),
        ("User-agent *\nDisallow /a", "/a", False),
        ("Disallow: /a", "/a", True),
        ("User-agent: *\nCrawl-delay: 3\nDisallow: /a", "/a", False),
        ("User-agent: *\nSitemap: http://x.test/s.xml\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("<html><body>Not found</body></html>", "/a", True),
    ],
)
def test_lines_mean_what_rfc_9309_says(text: str, path: str, expected: bool) -> None:
    assert allowed(text, path) is expected


def test_what_lies_behind_500_kib_is_ignored() -> None:
    padding = "# " + "x" * 998 + "\n"
    assert allowed("User-agent: *\n" + padding * (MAX_BYTES // 1000 + 1) + "Disallow: /a", "/a")
    assert not allowed("User-agent: *\nDisallow: /a\n" + padding * (MAX_BYTES // 1000 + 1), "/a")


def test_crawl_delay_is_read_and_capped_and_sitemaps_belong_to_no_group() -> None:
    rules = parse(b"Sitemap: http://x.test/1.xml\nUser-agent: *\nCrawl-delay: 2.5\nSitemap: /2.xml", AGENT)
    assert (rules.delay, rules.sitemaps) == (2.5, ("http://x.test/1.xml", "/2.xml"))
    assert parse(b"User-agent: *\nCrawl-delay: 86400", AGENT).delay == MAX_CRAWL_DELAY


@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    assert parse(body, AGENT).allows(f"http://{HOST}/a") in (True, False)


@given(st.text(alphabet="ab*", max_size=8), st.text(alphabet="ab", max_size=12))
def test_stars_stand_for_any_run(pattern: str, rest: str) -> None:
    assert matches("/" + pattern, "/" + pattern.replace("*", "") + rest)
    assert matches("/" + pattern + "$", "/" + pattern.replace("*", "ba"))


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        found.site(
            HOST, {"/": page("Beranda", "/rahasia R", "/terbuka T"), "/terbuka": page("T"), "/rahasia": page("R")}
        )
        yield found


def test_a_forbidden_page_is_never_asked(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/robots.txt", "User-agent: *\nDisallow: /rahasia")
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    assert "/terbuka" in web.paths(HOST)
    assert "/rahasia" not in web.paths(HOST)


def test_a_forbidden_home_page_has_the_status_robots(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/robots.txt", "User-agent: *\nDisallow: /")
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert (reach["status"], set(web.paths(HOST))) == ("robots", {"/robots.txt"})


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_robots_file_that_is_not_to_be_had_allows_everything(web: Web, tmp_path: Path, status: int) -> None:
    web.add(HOST, "/robots.txt", Reply(b"User-agent: *\nDisallow: /", status))
    assert crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]["pages"] == 3


def test_a_robots_file_that_fails_forbids_everything(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/robots.txt", Reply(b"oops", 500))
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})["1"]
    assert (reach["status"], set(web.paths(HOST))) == ("robots", {"/robots.txt"})


def test_a_robots_file_that_never_comes_forbids_everything(web: Web, tmp_path: Path) -> None:
    for host in (HOST, "sukamaju.test"):
        web.add(host, "/robots.txt", Reply(b"late", pause=3))
    reach = crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy, "timeout": 0.5})["1"]
    assert (reach["status"], {path for _host, path in web.asked}) == ("timeout", {"/robots.txt"})


def test_robots_redirects_are_followed_and_hold_for_the_origin_asked(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/robots.txt", Reply(b"", 301, {"Location": "http://sukamaju.test/robots.txt"}))
    web.add("sukamaju.test", "/robots.txt", "User-agent: *\nDisallow: /rahasia")
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    assert "/terbuka" in web.paths(HOST)
    assert "/rahasia" not in web.paths(HOST)


def test_crawl_delay_is_kept(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/robots.txt", "User-agent: *\nCrawl-delay: 0.5")
    crawl(tmp_path, [region("1", HOST)], {"proxy": web.proxy})
    after = sorted(web.seen, key=lambda entry: entry.began)[1:]
    assert len(after) >= 3
    assert min(second.began - first.ended for first, second in pairwise(after)) >= 0.49
