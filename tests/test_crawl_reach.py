"""What a crawl says of sites that do not answer as sites do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError

from crawler.reach import Home, failure_of, proxy_failure
from scorecard.cures import cure_in, cure_of
from scorecard.model import ReachStatus
from scorecard.store.shard import Shard
from tests.crawlweb import Reply, Web, crawl, page, region, serving

HOST = "www.sukamaju.test"
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as found:
        yield found


def reach_of(web: Web, directory: Path, **plan: Any) -> dict[str, Any]:
    return crawl(directory, [region("1", HOST)], {"proxy": web.proxy, **plan})["1"]


def test_a_home_page_that_does_not_exist_is_an_http_error_and_says_so(web: Web, tmp_path: Path) -> None:
    reach = reach_of(web, tmp_path)
    assert (reach["status"], reach["pages"]) == ("http_error", 0)
    assert "404" in reach["detail"]
    assert reach["cure"]


def test_a_home_page_that_is_forbidden_is_blocked_and_kept_and_never_judged(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", Reply(b"<h1>Forbidden</h1>", 403, HTML))
    assert reach_of(web, tmp_path)["status"] == "blocked"
    with Shard.open(tmp_path) as shard:
        held = next(entry for entry in shard.captures("r1", "1") if entry.capture.target_uri.endswith("/"))
    assert "blocked" in held.flags
    assert not held.judged


def test_a_server_that_asks_for_patience_gets_it_and_is_read(web: Web, tmp_path: Path) -> None:
    later = Reply(b"later", 503, {**HTML, "Retry-After": "1"})
    web.add(HOST, "/", lambda count: later if count == 1 else Reply(page("Beranda").encode()))
    reach = reach_of(web, tmp_path)
    tries = [entry for entry in web.seen if entry.path == "/"]
    assert reach["status"] == "ok"
    assert len(tries) == 2
    assert tries[1].began - tries[0].ended >= 0.99


def test_a_server_that_goes_on_refusing_is_blocked_after_a_few_tries(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", Reply(b"no", 429, {**HTML, "Retry-After": "0"}))
    assert reach_of(web, tmp_path)["status"] == "blocked"
    assert web.paths(HOST).count("/") <= 4


def test_a_home_page_that_leads_to_another_domain_is_redirected_away_and_not_followed(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", Reply(b"", 302, {"Location": "http://lain.test/"}))
    reach = reach_of(web, tmp_path)
    assert reach["status"] == "redirected_away"
    assert "lain.test" in reach["detail"]
    assert "lain.test" not in web.hosts()


def test_redirects_within_the_region_are_followed_by_header_and_by_refresh(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", Reply(b"", 301, {"Location": "http://portal.sukamaju.test/"}))
    web.add("portal.sukamaju.test", "/", "<meta http-equiv='refresh' content='0;url=/beranda'>")
    web.add("portal.sukamaju.test", "/beranda", page("Beranda", "/a A"))
    web.add("portal.sukamaju.test", "/a", page("A"))
    reach = reach_of(web, tmp_path)
    assert reach["status"] == "ok"
    assert "/a" in web.paths("portal.sukamaju.test")


def test_a_redirect_loop_ends_as_an_error(web: Web, tmp_path: Path) -> None:
    web.fallback[HOST] = lambda path: Reply(b"", 302, {"Location": f"{path}x"}) if path != "/robots.txt" else None
    reach = reach_of(web, tmp_path)
    assert reach["status"] == "http_error"
    assert reach["requests"] < 30


def test_a_site_that_never_answers_is_a_timeout_tried_twice(web: Web, tmp_path: Path) -> None:
    for host in (HOST, "sukamaju.test"):
        web.fallback[host] = lambda _path: Reply(b"late", pause=3)
    reach = reach_of(web, tmp_path, timeout=0.5)
    assert reach["status"] == "timeout"
    assert "slow" in reach["flags"]
    assert 2 <= len([path for path in web.asked if path == (HOST, "/robots.txt")]) <= 4


def test_a_page_that_times_out_once_is_read_in_the_second_pass(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", page("Beranda", "/a A", "/b B"))
    web.add(HOST, "/a", lambda count: Reply(page("A").encode(), pause=6.0 if count == 1 else 0.0))
    web.add(HOST, "/b", page("B"))
    reach = reach_of(web, tmp_path, timeout=2.5)
    assert reach["pages"] == 3
    assert web.paths(HOST)[-1] == "/a"


def test_a_server_the_proxy_cannot_reach_gets_the_status_the_proxy_names(web: Web, tmp_path: Path) -> None:
    dns = {"X-Squid-Error": "ERR_DNS_FAIL 0", "Content-Type": "text/html"}
    for host in ("mati.test", "www.mati.test"):
        web.fallback[host] = lambda _path: Reply(b"no such host", 503, dns)
    for host in ("tutup.test", "www.tutup.test"):
        web.fallback[host] = lambda _path: Reply(b"bad gateway", 502)
    regions = [region("1", "mati.test"), region("2", "tutup.test")]
    reach = crawl(tmp_path, regions, {"proxy": web.proxy})
    assert (reach["1"]["status"], reach["2"]["status"]) == ("dns", "refused")


def test_a_closed_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reach = crawl(tmp_path, [region("1", f"127.0.0.1:{port}")], {"allow_private": True})["1"]
    assert reach["status"] == "refused"


def test_a_connection_that_is_dropped_without_an_answer_is_refused(web: Web, tmp_path: Path) -> None:
    for host in (HOST, "sukamaju.test"):
        web.fallback[host] = lambda _path: Reply(drop=True)
    assert reach_of(web, tmp_path)["status"] == "refused"


def test_gambling_spam_is_flagged_kept_unjudged_and_its_links_left_alone(web: Web, tmp_path: Path) -> None:
    spam = page("Slot Gacor Maxwin", "/jebakan Daftar", text="slot gacor togel judi online slot88 rtp slot " * 20)
    web.site(HOST, {"/": page("Beranda", "/promo Promo", "/a A"), "/promo": spam, "/a": page("A")})
    reach = reach_of(web, tmp_path)
    assert (reach["status"], reach["pages"]) == ("ok", 2)
    assert "spam" in reach["flags"]
    assert "/jebakan" not in web.paths(HOST)
    with Shard.open(tmp_path) as shard:
        assert [entry.flags for entry in shard.captures("r1", "1") if "/promo" in entry.capture.target_uri] == [
            ("spam",)
        ]


def test_a_home_page_of_gambling_spam_is_hijacked(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", page("Slot Gacor Maxwin", text="slot gacor togel judi online slot88 rtp slot " * 20))
    assert reach_of(web, tmp_path)["status"] == "hijacked"


def test_hosts_that_answer_are_read_though_the_home_page_fails(web: Web, tmp_path: Path) -> None:
    web.add("jdih.sukamaju.test", "/", page("JDIH"))
    reach = crawl(tmp_path, [region("1", HOST, [("jdih.sukamaju.test", "jdih")])], {"proxy": web.proxy})["1"]
    assert (reach["status"], reach["flags"], reach["pages"]) == ("ok", ["partial"], 1)
    assert "404" in reach["detail"]
    with Shard.open(tmp_path) as shard:
        assert not shard.search("r1", "1").adequate


def test_many_failures_make_a_search_inadequate(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", page("Beranda", *(f"/p{n} Hal {n}" for n in range(10))))
    web.fallback[HOST] = lambda path: Reply(b"broken", 500) if path.startswith("/p") else None
    assert reach_of(web, tmp_path)["flags"] == ["partial"]


def test_a_home_page_that_links_to_nothing_is_no_adequate_search(web: Web, tmp_path: Path) -> None:
    web.add(HOST, "/", "<html><body><div id='app'></div><script src='/app.js'></script></body></html>")
    reach = reach_of(web, tmp_path)
    assert (reach["status"], reach["flags"]) == ("ok", ["partial"])


def test_a_region_without_a_website_is_dns(web: Web, tmp_path: Path) -> None:
    reach = crawl(tmp_path, [region("1", "")], {"proxy": web.proxy})["1"]
    assert (reach["status"], reach["requests"]) == ("dns", 0)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (CannotResolveHostError("x"), "dns"),
        (DownloadTimeoutError("x"), "timeout"),
        (DownloadCancelledError("x"), "too_large"),
        (ConnectionResetError("x"), "lost"),
    ],
)
def test_errors_have_a_kind(error: Exception, kind: str) -> None:
    assert failure_of(error) == kind


def test_a_proxy_answer_is_told_from_a_servers() -> None:
    assert proxy_failure(502, {}) == "refused"
    assert proxy_failure(503, {"x-squid-error": "ERR_CONNECT_FAIL 111"}) == "refused"
    assert not proxy_failure(503, {})


def test_of_several_tries_the_most_telling_speaks_for_the_site() -> None:
    dns, blocked = Home(ReachStatus.DNS), Home(ReachStatus.BLOCKED)
    assert dns.or_better(blocked) is blocked
    assert blocked.or_better(dns) is blocked


def test_every_status_but_ok_has_a_cure_in_both_languages() -> None:
    for status in ReachStatus:
        english, indonesian = cure_of(status, lang="en"), cure_of(status, lang="id")
        assert (status is ReachStatus.OK) == (english == "") == (indonesian == "")
        assert status is ReachStatus.OK or english != indonesian


def test_a_cure_is_told_in_the_language_asked_for_whatever_language_it_was_noted_in() -> None:
    noted = {"status": "timeout", "detail": "http://a.test/: timeout", "cure": "x"}
    assert cure_in(noted, "id") == cure_of(ReachStatus.TIMEOUT, lang="id")
    by_another_host = {"status": "ok", "detail": "dns: http://a.test/: dns", "cure": "x"}
    assert cure_in(by_another_host, "en") == cure_of(ReachStatus.DNS, lang="en")
    assert cure_in({"status": "ok", "detail": "", "cure": ""}, "id") == ""


def test_a_site_that_speaks_https_alone_is_read_whatever_its_certificate(tmp_path: Path) -> None:
    web = Web()
    with serving(web, certificate=self_signed(tmp_path)):
        host = f"127.0.0.1:{web.port}"
        web.site(host, {"/": page("Beranda", "/a A"), "/a": page("A")})
        reach = crawl(tmp_path / "shard", [region("1", host)], {"allow_private": True})["1"]
    assert (reach["status"], reach["pages"], reach["flags"]) == ("ok", 2, ["tls_waived"])


def self_signed(directory: Path) -> Path:
    """A certificate for another name, long expired, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lain.test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime(2001, 1, 1)).not_valid_after(datetime(2002, 1, 1))
    path = directory / "cert.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(private + certificate)
    return path
