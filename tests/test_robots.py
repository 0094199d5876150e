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


#: One file and what it says of many paths: "+" may be asked, "-" may not.
FILES = {
    "a path is a prefix, in its own case": (
        "Disallow: /ikan",
        "-/ikan -/ikan.html -/ikan/tuna.html -/ikanku?x=1 +/Ikan.asp +/lele/ikan +/?id=ikan",
    ),
    "a star at the end changes nothing": ("Disallow: /ikan*", "-/ikan -/ikan.html -/ikanku +/Ikan.asp +/lele"),
    "a slash at the end asks for one": (
        "Disallow: /ikan/",
        "-/ikan/ -/ikan/?x -/ikan/tuna +/ikan +/ikan.html +/x/ikan/",
    ),
    "a star stands for any run": ("Disallow: /*.php", "-/index.php -/a/b.php?x -/php/x.php/y +/ +/index.PHP +/php"),
    "a dollar ends the path": ("Disallow: /*.php$", "-/a.php -/b/a.php +/a.php?x +/a.php/ +/a.php5"),
    "a dollar within is a letter": ("Disallow: /a$b", "-/a$b -/a$bc +/a +/ab"),
    "a star within": ("Disallow: /ikan*.php", "-/ikan.php -/ikanku/lele.php?x +/Ikan.PHP +/ikan.html"),
    "the longer rule holds": ("Allow: /p\nDisallow: /", "+/page -/x -/"),
    "of equals the one that allows": ("Allow: /map\nDisallow: /map", "+/map +/map/x"),
    "a star counts as a letter": ("Allow: /page\nDisallow: /*.htm", "-/page.htm +/page"),
    "the home page alone": ("Allow: /$\nDisallow: /", "+/ -/page.html -/?x"),
    "the order of lines does not matter": ("Disallow: /x/\nAllow: /x/baik", "+/x/baik -/x/lain +/y"),
    "a rule without a path says nothing": ("Disallow:\nAllow:", "+/ +/x"),
    "a comment ends a line": ("Disallow: /a#b\n# Disallow: /c\nDisallow: /d # e", "-/a -/axe +/c -/d"),
    "letters and their escapes are the same": (
        "Disallow: /a/%62%61%7A\nDisallow: /b/ツ\nDisallow: /c%2Fd",
        "-/a/baz -/a/%62az -/b/%E3%83%84 -/b/ツ +/c/d -/c%2fd",
    ),
    "a query belongs to the path": (
        "Disallow: /cari?q=\nDisallow: /x;sesi\nDisallow: /*?cetak",
        "-/cari?q=1 +/cari?p=1 +/cari -/x;sesi=2 +/x -/berita?cetak=1",
    ),
    "lines nobody knows are passed over": ("Noindex: /a\nhost: x\nDisallow: /b\n<html>\nDisallow: /c", "+/a -/b -/c"),
    "a rule that is no path says nothing": ("Disallow: a\nDisallow: http://x.test/b", "+/a +/b"),
    "tabs and blanks around everything": ("\tDisallow \t:\t /a \t", "-/a +/b"),
}
#: Files of several groups: whose rules hold for us.
GROUPS = {
    "our own group instead of the one for all": (
        "User-agent: *\nDisallow: /\n\nUser-agent: website-scorecard\nDisallow: /a",
        "-/a +/b",
    ),
    "wherever it stands": ("User-agent: website-scorecard\nDisallow: /a\nUser-agent: *\nDisallow: /", "-/a +/b"),
    "several groups of ours are one": (
        "User-agent: website-scorecard\nDisallow: /a\nUser-agent: b\nDisallow: /c\nUser-agent: WEBSITE-SCORECARD\n"
        "Disallow: /d",
        "-/a -/d +/c",
    ),
    "one group for several names": (
        "User-agent: a\nUser-agent: website-scorecard\nUser-agent: b\nDisallow: /x",
        "-/x +/y",
    ),
    "a name ends where its letters end": ("User-agent: website-scorecard gambar\nDisallow: /x", "-/x +/y"),
    "a part of our name is not our name": (
        "User-agent: website\nDisallow: /\nUser-agent: scorecard\nDisallow: /",
        "+/x",
    ),
    "a longer name is not ours": ("User-agent: website-scorecard-x\nDisallow: /", "+/x"),
    "a group without rules forbids nothing": ("User-agent: *\nDisallow: /\nUser-agent: website-scorecard", "+/x"),
    "a sitemap ends no group": ("User-agent: website-scorecard\nSitemap: http://x.test/s\nDisallow: /x", "-/x"),
    "rules before any name are nobody's": ("Disallow: /\nUser-agent: *\nDisallow: /x", "-/x +/y"),
    "a star with words behind it is the star": ("User-agent: * (semua)\nDisallow: /x", "-/x"),
}


@pytest.mark.parametrize(("text", "said"), FILES.values(), ids=FILES)
def test_paths_are_matched_as_rfc_9309_says(text: str, said: str) -> None:
    assert told(f"User-agent: *\n{text}", said) == said


@pytest.mark.parametrize(("text", "said"), GROUPS.values(), ids=GROUPS)
def test_groups_are_found_as_rfc_9309_says(text: str, said: str) -> None:
    assert told(text, said) == said


def told(text: str, said: str) -> str:
    """The same paths as they were said, each with what the file makes of it."""
    return " ".join(("+" if allowed(text, word[1:]) else "-") + word[1:] for word in said.split(" "))


def test_a_line_beyond_all_length_is_cut_and_costs_itself_only() -> None:
    long = "/" + "x" * 20_000
    assert not allowed(f"User-agent: *\nDisallow: {long}\nDisallow: /b", long + "y")
    assert not allowed(f"User-agent: *\nDisallow: {long}\nDisallow: /b", "/b")


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
