"""The crawler's small parts, each alone: sitemaps, waiting times, link prices."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.pacing import DEFAULT_RETRY_AFTER, MAX_RETRY_AFTER, retry_after
from crawler.plan import Plan
from crawler.priorities import Compass, Siblings, kind_of
from crawler.sitemap import parse

WORDS = {"web_budget": ["apbd", "anggaran"], "web_hdi": ["ipm", "pembangunan manusia"], "web_rpjmd": ["rpjmd"]}


def test_a_sitemap_gives_its_addresses_however_it_is_written() -> None:
    listed = (
        "<urlset><url><loc> http://a.test/?x=1&amp;y=2 </loc></url><url><loc><![CDATA[http://a.test/b]]></loc></url>"
    )
    assert parse(listed.encode()).pages == ("http://a.test/?x=1&y=2", "http://a.test/b")
    assert parse(gzip.compress(listed.encode())).pages == parse(listed.encode()).pages
    assert parse(b"<ns:urlset><ns:url><ns:loc>http://a.test/</ns:loc>").pages == ("http://a.test/",)
    assert parse(b"http://a.test/1\nhttp://a.test/2\n").pages == ("http://a.test/1", "http://a.test/2")


def test_a_sitemap_index_gives_sitemaps() -> None:
    found = parse(
        b"<?xml version='1.0'?><sitemapindex><sitemap><loc>http://a.test/s1.xml</loc></sitemap></sitemapindex>"
    )
    assert (found.sitemaps, found.pages) == (("http://a.test/s1.xml",), ())


def test_a_packed_sitemap_cannot_grow_without_bound() -> None:
    assert parse(gzip.compress(b"0" * 50_000_000)).pages == ()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_sitemap_reader(body: bytes) -> None:
    assert parse(body).sitemaps is not None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("99999999999999", MAX_RETRY_AFTER),
        ("", DEFAULT_RETRY_AFTER),
        ("soon", DEFAULT_RETRY_AFTER),
    ],
)
def test_retry_after_is_read_and_capped(value: str, seconds: float) -> None:
    assert retry_after(value) == seconds


def test_retry_after_may_be_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < retry_after(later) <= 60
    assert retry_after("Mon, 01 Jan 2001 00:00:00 GMT") == DEFAULT_RETRY_AFTER


def test_words_promise_what_they_name_and_less_of_what_they_only_touch() -> None:
    compass = Compass({"web_budget": ["apbd"], "web_hdi": ["ipm"], "web_rpjmd": ["rpjmd"]})
    assert set(compass.spoken("Ringkasan APBD").sure) == {"web_budget"}
    assert set(compass.address("http://a.test/indeks-pembangunan-manusia/2024").sure) == {"web_hdi"}
    assert compass.spoken("Keuangan").maybe["web_budget"] < compass.spoken("APBD").sure["web_budget"]
    assert compass.spoken("kapbdan").points() == {}


def test_a_headline_is_news_and_a_name_is_not() -> None:
    compass = Compass(WORDS)
    assert compass.spoken("Bupati Serahkan Rancangan RPJMD kepada DPRD").news
    assert compass.spoken("Berita").news
    assert not compass.spoken("Dokumen RPJMD").news


def test_log_ins_files_and_far_away_links_come_later() -> None:
    compass = Compass(WORDS)

    def factor(url: str, clicks: int | None = 1, *, further: bool = False, siblings: int = 0) -> float:
        return compass.factor_of(url, clicks=clicks, siblings=siblings, further=further)

    ordinary = factor("http://a.test/profil")
    assert ordinary > factor("http://a.test/profil", 4) > factor("http://a.test/login")
    assert ordinary > factor("http://a.test/a.pdf")
    assert ordinary > factor("http://a.test/daftar?page=9", further=True)
    assert ordinary > factor("http://a.test/profil", siblings=100)
    assert ordinary > factor("http://a.test/slot-gacor-maxwin/")


def test_siblings_are_counted_by_shape() -> None:
    siblings = Siblings()
    assert [siblings.count(f"http://a.test/berita/{n}") for n in range(3)] == [0, 1, 2]
    assert siblings.count("http://a.test/profil") == 0


def test_kinds_are_told_by_the_address() -> None:
    kinds = [kind_of(f"http://a.test/{name}") for name in ("a.pdf", "a.PDF?x", "a.JPG", "a.css", "a", "a.php?f=b.pdf")]
    assert kinds == ["document", "document", "media", "media", "page", "page"]


def test_the_user_agent_names_a_contact_and_nothing_that_breaks_a_header() -> None:
    assert Plan(contact="mailto:a@b.test\r\nX: 1").user_agent.endswith("(+mailto:a@b.testX: 1)")
    assert "(" not in Plan().user_agent
