"""Archives judged again: the same bytes give the same findings, wherever they lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

import rules
import scorecard.audit
from rules.judge import Judge
from scorecard.audit import RegionAudit, Response, address_key, is_plumbing
from scorecard.model import Capture, Finding, Hit, Kind, Outcome, Reach, ReachStatus, Region, Search
from scorecard.reading import Page
from scorecard.regions import registry

REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
JUDGE = Judge(rules.ALL)
HOME = (
    b"<html><head><title>Portal Resmi Pemerintah Kabupaten Sukamaju</title></head><body>"
    b"<nav><ul><li><a href='/ipm'>IPM</a></li></ul></nav><main><h1>Selamat Datang di Kabupaten Sukamaju</h1>"
    b"<p>Berita dan layanan Pemerintah Kabupaten Sukamaju untuk warga.</p></main></body></html>"
)
IPM = (
    b"<html><body><main><h1>IPM Kabupaten Sukamaju</h1><table><tr><th>Uraian</th><th>2021</th></tr>"
    b"<tr><td>Indeks Pembangunan Manusia</td><td>70,12</td></tr></table></main></body></html>"
)


def response(path: str, body: bytes, status: int = 200, location: str = "") -> Response:
    url = f"http://www.sukamajukab.test{path}"
    capture = Capture("99.01", url, "2026-01-01T00:00:00Z", status, "text/html", "sha1:X", f"urn:{path}")
    return Response(capture, body, location)


def audit(*responses: Response, region: Region = REGION) -> tuple[RegionAudit, Reach, Search, dict[str, Finding]]:
    one = RegionAudit(region, JUDGE)
    for entry in responses:
        one.take(entry)
    reach, search = one.describe()
    return one, reach, search, {found.indicator: found for found in one.conclude(reach, search)}


def test_an_archive_gives_forty_findings_with_reach_and_search_of_its_own() -> None:
    _, reach, search, found = audit(response("/", HOME), response("/ipm", IPM))
    assert len(found) == 40
    assert (reach.status, reach.pages) == (ReachStatus.OK, 2)
    assert search.adequate
    assert found["web_hdi"].outcome is Outcome.FOUND
    assert found["web_budget"].outcome is Outcome.NOT_FOUND


def test_a_menu_entry_that_was_not_visited_makes_absence_unsure() -> None:
    _, _, search, found = audit(response("/", HOME))
    assert not search.adequate
    assert found["web_budget"].review_reason == "search_incomplete"


def test_a_redirected_home_page_is_followed_inside_the_archive() -> None:
    _, reach, search, _ = audit(response("/", b"", 302, "/beranda"), response("/beranda", HOME), response("/ipm", IPM))
    assert reach.status is ReachStatus.OK
    assert search.adequate


def test_a_home_page_that_leads_away_or_is_missing_or_blocked_is_named() -> None:
    assert audit(response("/", b"", 302, "http://lain.test/"))[1].status is ReachStatus.REDIRECTED_AWAY
    assert audit()[1].status is ReachStatus.TIMEOUT
    assert audit(response("/", b"denied", 403))[1].status is ReachStatus.BLOCKED
    assert audit(response("/", b"oops", 500))[1].status is ReachStatus.HTTP_ERROR


def test_missing_pages_and_plumbing_are_never_judged() -> None:
    _, _, _, found = audit(response("/", HOME), response("/ipm", IPM, 404), response("/robots.txt", IPM))
    assert found["web_hdi"].outcome is Outcome.NOT_FOUND
    assert is_plumbing(response("/sitemap-1.xml.gz", b"").capture)


def test_jakartas_administrative_regions_are_not_asked_for_bylaws() -> None:
    jakarta = next(region for region in registry() if region.administrative)
    _, _, _, found = audit(region=jakarta)
    assert found["web_bylaw_ho"].outcome is Outcome.NOT_APPLICABLE
    assert found["web_hdi"].outcome is Outcome.UNREACHABLE


def test_the_order_of_responses_does_not_change_the_outcomes() -> None:
    pages = [response("/", HOME), response("/ipm", IPM), response("/x", IPM.replace(b"70,12", b"n/a"))]
    forth, back = audit(*pages)[3], audit(*reversed(pages))[3]
    assert {slug: one.outcome for slug, one in forth.items()} == {slug: one.outcome for slug, one in back.items()}


def test_the_scheme_does_not_make_two_pages_of_one() -> None:
    assert address_key("HTTP://A.test:80/x#y") == address_key("https://a.test/x")
    same = replace(response("/", HOME).capture, target_uri="https://www.sukamajukab.test/")
    assert audit(Response(same, HOME))[1].status is ReachStatus.OK


def test_a_page_that_takes_too_long_costs_itself_and_not_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorecard.audit, "PAGE_SECONDS", 0.3)

    class Endless:
        edition = JUDGE.edition
        asked = JUDGE.asked

        def hits(self, page: Page) -> list[Hit]:
            while page.url.endswith("/rumit"):
                pass
            return JUDGE.hits(page)

    one = RegionAudit(REGION, Endless())
    for entry in (response("/", HOME), response("/rumit", IPM), response("/ipm", IPM)):
        one.take(entry)
    found = {row.indicator: row for row in one.conclude(*one.describe())}
    pages = {item.capture.target_uri.rpartition("/")[2] for item in found["web_hdi"].evidence}
    assert "ipm" in pages
    assert "rumit" not in pages
