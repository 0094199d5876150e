"""Addresses: one form for each, whose they are, and which are never asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.addresses import (
    Scope,
    canonicalise,
    forbidden,
    is_public,
    is_trap,
    key_of,
    registrable_domain,
    seeds_of,
    template_of,
)
from scorecard.model import Host, Kind, Region


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://WWW.Sukamaju.TEST:80", "http://www.sukamaju.test/"),
        ("https://a.test:443/x#atas", "https://a.test/x"),
        ("http://a.test:8080/", "http://a.test:8080/"),
        ("/b c.pdf", "http://base.test/b%20c.pdf"),
        ("../x", "http://base.test/x"),
        ("?q=1", "http://base.test/d/e?q=1"),
        ("//b.test/x", "http://b.test/x"),
        ("http://a.test/a/../b/./c", "http://a.test/b/c"),
        ("http://a.test/%7ejoe/%c3%a9", "http://a.test/~joe/%C3%A9"),
        ("http://a.test/é?k=ü", "http://a.test/%C3%A9?k=%C3%BC"),
        ("http://a.test/x;jsessionid=1F?y=2", "http://a.test/x?y=2"),
        ("http://a.test/?PHPSESSID=1&x=2&utm_source=z&fbclid=q", "http://a.test/?x=2"),
        ("http://a.test/?CFID=1&CFTOKEN=2", "http://a.test/"),
        ("http://a.test/?sid=0123456789abcdef0123&p=1", "http://a.test/?p=1"),
        ("http://a.test/?sid=12", "http://a.test/?sid=12"),
        ("http://a.test./x", "http://a.test/x"),
        ("http://ａ.test/", "http://a.test/"),
        ("http://kota\n.test/ ", "http://kota.test/"),
        ("mailto:a@b.test", ""),
        ("javascript:alert(1)", ""),
        ("http://[bad/", ""),
        ("http://a.test:99999/", ""),
    ],
)
def test_an_address_has_one_form(url: str, expected: str) -> None:
    assert canonicalise(url, "http://base.test/d/e") == expected


@given(st.text(max_size=60))
def test_no_text_breaks_it_and_its_form_is_final(text: str) -> None:
    once = canonicalise(text, "http://base.test/")
    assert canonicalise(once) == once
    assert once == "" or once.isascii()


@given(st.text(max_size=40), st.sampled_from(["http", "https"]))
def test_no_host_breaks_the_rule_on_forbidden_addresses(host: str, scheme: str) -> None:
    assert forbidden(f"{scheme}://{host}/") in ("", "scheme", "host", "port", "private", "local")


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0"),
        *("10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "[fc00::1]", "[64:ff9b::7f00:1]"),
        *("[2002:7f00:1::]", "[::127.0.0.1]", "[fd00:ec2::254]", "999.1.1.1", "1.2.3.4444444"),
        *("localhost", "x.localhost", "intranet", "printer.local", "metadata.google.internal", "router.lan"),
        *("127.0.0.1.nip.io", "app.lvh.me", "localtest.me", "１２７.0.0.1", "127。0。0。1"),
    ],
)
def test_private_addresses_are_forbidden_in_every_notation(host: str) -> None:
    assert forbidden(f"http://{host}/")
    assert forbidden(canonicalise(f"http://{host}/"))


@pytest.mark.parametrize("host", ["www.sukamaju.test", "8.8.8.8", "[2001:4860:4860::8888]", "purwakartakab.go.id"])
def test_public_addresses_are_not(host: str) -> None:
    assert forbidden(f"http://{host}/") == ""


def test_scheme_port_and_credentials_are_bound() -> None:
    assert forbidden("ftp://a.test/") == "scheme"
    assert forbidden("http://a.test:8080/") == "port"
    assert forbidden("http://a.test:8080/", ports=["a.test:8080"]) == ""
    assert forbidden("http://user:pw@a.test/") == "host"
    assert forbidden("http://127.0.0.1/", allow_private=True) == ""
    assert forbidden("http://127.0.0.1:9/", allow_private=True) == "port"


def test_what_dns_answers_must_be_public() -> None:
    assert is_public("1.1.1.1")
    assert not any(is_public(answer) for answer in ("127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254", "x"))


@pytest.mark.parametrize(
    ("authority", "expected"),
    [
        ("dpmptsp.purwakartakab.go.id", "purwakartakab.go.id"),
        ("www.sukamaju.test", "sukamaju.test"),
        ("a.b.sukamaju.test", "sukamaju.test"),
        ("pemkot.blogspot.com", "pemkot.blogspot.com"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("localhost:8000", "localhost:8000"),
        ("[::1]:80", "[::1]:80"),
        ("go.id", "go.id"),
    ],
)
def test_the_unit_of_a_host_is_what_somebody_registered(authority: str, expected: str) -> None:
    assert registrable_domain(authority) == expected


def test_a_website_may_be_a_host_a_host_with_port_or_an_address() -> None:
    assert seeds_of("sukamaju.test") == (
        "http://sukamaju.test/",
        "https://sukamaju.test/",
        "http://www.sukamaju.test/",
        "https://www.sukamaju.test/",
    )
    assert seeds_of("www.sukamaju.test")[2] == "http://sukamaju.test/"
    assert seeds_of("127.0.0.1:81") == ("http://127.0.0.1:81/", "https://127.0.0.1:81/")
    assert seeds_of("https://a.test/portal/") == ("https://a.test/portal/",)
    assert seeds_of("") == seeds_of("http://") == ()


def make(website: str, *hosts: Host, administrative: bool = False) -> Region:
    return Region("31.71", "X", Kind.KOTA, "P", website, hosts, administrative=administrative)


def test_scope_is_the_domain_and_the_hosts_named_without_those_of_others() -> None:
    scope = Scope.of(make("sukamaju.test", Host("izin.lain.test", "dpmptsp"), Host("csirt.sukamaju.test", "csirt")))
    assert scope.holds("http://apa.saja.sukamaju.test/x")
    assert scope.holds("https://izin.lain.test/")
    assert not scope.holds("http://lain.test/")
    assert not scope.holds("http://csirt.sukamaju.test/")
    assert scope.own == ("izin.lain.test",)


def test_scope_of_regions_that_share_a_domain_is_their_hosts() -> None:
    scope = Scope.of(make("utara.ibukota.test", administrative=True))
    assert scope.holds("http://utara.ibukota.test/")
    assert not scope.holds("http://ibukota.test/")
    assert not scope.holds("http://barat.ibukota.test/")


def test_scope_of_an_address_with_a_port_is_that_port() -> None:
    scope = Scope.of(make("127.0.0.1:8001"))
    assert scope.holds("http://127.0.0.1:8001/a")
    assert not scope.holds("http://127.0.0.1:8002/a")


def test_endless_addresses_are_traps() -> None:
    assert is_trap("http://a.test/a/a/a/")
    assert is_trap("http://a.test/" + "/".join("abcdefghijklmnopqrstu"))
    assert is_trap("http://a.test/" + "x" * 2000)
    assert is_trap("http://a.test/?a=1&a=2&a=3&a=4&a=5")
    assert not is_trap("http://a.test/opd/dinas/opd/profil?id=3")


def test_addresses_of_one_shape_share_a_template() -> None:
    assert template_of("http://a.test/berita/123") == template_of("http://a.test/berita/9")
    assert template_of("http://a.test/b?id=1") == template_of("http://a.test/b?id=22")
    assert template_of("http://a.test/berita/1") != template_of("http://a.test/unduh/1")


def test_the_scheme_does_not_tell_two_pages_apart() -> None:
    assert key_of("http://a.test/x") == key_of("https://a.test/x")
