"""The review desk over HTTP: what it shows, what it saves, whom it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from scorecard.review.app import make_app
from scorecard.review.guard import PAGE_POLICY, Sessions
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from tests.reviewdesk import LONG, SLUGS, WAVE, Served, decide, judge, make_wave, post, serving


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk for tests that change nothing."""
    output = tmp_path_factory.mktemp("desk")
    make_wave(output)
    with serving(output) as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    """A desk of one's own."""
    make_wave(tmp_path)
    with serving(tmp_path) as served:
        yield served


def final(served: Served, slug: str, code: str = "99.01") -> tuple[str, int]:
    """The final outcome of a cell, and whether it waits for a person."""
    with Store(served.output) as store:
        row = next(one for one in store.findings(WAVE, code) if one["indicator"] == slug)
    return row["final_outcome"], row["needs_review"]


# ---- whom it refuses --------------------------------------------------------------------------

SAMPLES = {"region": "99.01", "indicator": "web_budget", "number": "1"}


def _addresses(app: Starlette) -> list[tuple[str, str]]:
    """Every method and address of the application, path parameters filled in."""
    found = []
    for route in app.routes:
        if isinstance(route, Mount):
            found.append(("GET", f"{route.path}/desk.css"))
        elif isinstance(route, Route):
            path = re.sub(r"{(\w+)(:\w+)?}", lambda part: SAMPLES.get(part[1], "x"), route.path)
            found += [(method, path) for method in sorted(route.methods or ()) if method != "HEAD"]
    return found


def test_every_route_refuses_who_has_no_session_a_forged_origin_or_a_forged_host(shared: Served) -> None:
    addresses = _addresses(make_app(shared.house, Sessions(), 1))
    assert len(addresses) > 15
    known = shared.client()
    with httpx.Client(base_url=shared.base, trust_env=False) as stranger:
        for method, path in addresses:
            own = {"Origin": shared.base} if method == "POST" else {}
            assert stranger.request(method, path, headers=own).status_code == 403, (method, path)
            for headers in (
                {"Origin": "http://evil.test"},
                {"Origin": "null"},
                {"Origin": shared.base.replace("127.0.0.1", "localhost")},
                {"Host": "evil.test", **own},
                {"Host": "evil.test:80", **own},
                {"Sec-Fetch-Site": "cross-site", **own},
                {"Sec-Fetch-Site": "same-site", **own},
            ):
                refused = known.request(method, path, headers=headers)
                assert refused.status_code in (403, 421), (method, path, headers, refused.status_code)


def test_every_action_refuses_a_form_without_the_sessions_own_token(shared: Served) -> None:
    known, other = shared.client(), shared.client()
    token = re.search(r'name="csrf" value="([^"]+)"', other.get("/help").text)
    assert token is not None
    for method, path in _addresses(make_app(shared.house, Sessions(), 1)):
        if method != "POST":
            continue
        assert known.post(path).status_code == 403, path  # no Origin
        own = {"Origin": shared.base}
        for data in ({}, {"csrf": ""}, {"csrf": token.group(1)}):
            assert known.post(path, headers=own, data=data).status_code == 403, (path, data)


def test_no_other_method_is_answered_and_no_page_is_one_error(shared: Served) -> None:
    known = shared.client()
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert known.request(method, "/").status_code == 405
    missing = known.get("/no-such-page")
    assert missing.status_code == 404
    assert "no such page" in missing.text
    assert known.get("/cells/88.88/web_budget").status_code == 422


def test_the_token_of_the_address_is_exchanged_for_a_cookie_that_scripts_and_other_sites_cannot_use(
    shared: Served,
) -> None:
    with httpx.Client(base_url=shared.base, trust_env=False) as client:
        assert client.get("/enter?token=wrong").status_code == 403
        assert client.get("/enter").status_code == 403
        entered = client.get(shared.entrance)
        assert entered.status_code == 303
        cookie = entered.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/").status_code == 200


def test_every_page_forbids_scripts_of_others_frames_and_inline_code(shared: Served) -> None:
    for path in ("/", "/help", "/record", "/cells/99.01/web_hdi", "/no-such-page", "/static/desk.js"):
        answer = shared.client().get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        if "html" in answer.headers["content-type"]:
            assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", answer.text), path


# ---- what it shows ----------------------------------------------------------------------------


def _record(client: httpx.Client, slug: str) -> str:
    found = re.search(r'/captures/([^/"]+)/text', client.get(f"/cells/99.01/{slug}").text)
    assert found is not None
    return found.group(1)


def test_a_crawled_page_is_shown_without_what_runs_loads_or_leads_anywhere(shared: Served) -> None:
    client = shared.client()
    shown = client.get(f"/captures/{_record(client, 'web_hdi')}/page?finding=2026-crawl-1/99.01/web_hdi&e=0")
    assert shown.headers["content-security-policy"] == PAGE_POLICY
    body = shown.text.partition("<body>")[2]
    assert '<mark id="words">Belanja Rp 12 miliar</mark>' in body
    assert not re.search(r"<(script|svg|img|iframe|form|style|link|meta|base|math)|\son\w+=|href|src=", body)


def test_the_bytes_are_only_ever_downloaded(shared: Served) -> None:
    client = shared.client()
    kept = client.get(f"/captures/{_record(client, 'web_hdi')}/raw")
    assert kept.headers["content-type"] == "application/octet-stream"
    assert kept.headers["content-disposition"].startswith("attachment")
    assert b"canary-script" in kept.content


def test_the_quoted_words_are_marked_in_the_text_of_the_page(shared: Served) -> None:
    client = shared.client()
    assert "<mark>Belanja Daerah | 1.530.118.900.000</mark>" in client.get("/cells/99.01/web_budget").text
    whole = client.get(f"/captures/{_record(client, 'web_budget')}/text?finding=2026-crawl-1/99.01/web_budget&e=0")
    assert "<mark>Belanja Daerah | 1.530.118.900.000</mark>" in whole.text


def test_a_document_is_shown_as_a_picture_of_its_page(shared: Served) -> None:
    client = shared.client()
    picture = client.get(f"/captures/{_record(client, 'web_rpjmd')}/leaf/1?finding=2026-crawl-1/99.01/web_rpjmd&e=0")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_the_dossier_says_all_a_person_needs(shared: Served) -> None:
    text = shared.client().get("/cells/99.01/web_budget").text
    for said in ("Kabupaten Sukamaju", "weak", "40 % sure", "41 pages on 2 hosts", "menu entries asked: 12 of 12"):
        assert said in text
    assert 'href="http://www.sukamajukab.test/apbd"' in text  # the live page is a link


def test_the_queue_begins_with_what_is_likely_wrong_and_weighs_most_and_can_be_narrowed(shared: Served) -> None:
    client = shared.client()
    cells = re.findall(r'<a href="/cells/([\d.]+)/(\w+)', client.get("/").text)
    assert cells[0] == ("99.02", "website_gov")  # one question for the forty cells of a region without a site
    assert cells[1] == ("99.01", "complaint_web")
    assert len(cells) == 41
    assert len(re.findall('<a href="/cells/', client.get("/?region=99.02").text)) == 40
    assert re.findall(r'<a href="/cells/([\d.]+)/', client.get("/?indicator=web_hdi").text) == ["99.01", "99.02"]
    assert "No cell fits" in client.get("/?reason=search_incomplete").text
    assert len(re.findall('<a href="/cells/', client.get("/?state=machine&province=Nusa+Contoh").text)) == 40


def test_both_languages_are_spoken_and_long_names_are_shown_whole(shared: Served) -> None:
    english, indonesian = shared.client(lang="en"), shared.client(lang="id")
    assert '<html lang="en">' in english.get("/").text
    page = indonesian.get("/cells/99.02/website_gov").text
    assert '<html lang="id">' in page
    assert LONG in page


# ---- what it saves ----------------------------------------------------------------------------


def test_a_plain_form_settles_the_cell_says_so_and_goes_on_to_the_next(desk: Served) -> None:
    client = desk.client()
    sent = decide(client, "complaint_web", "partial", reason="too_little", note="hanya nomor telepon")
    assert sent.status_code == 303
    following = client.get(sent.headers["location"])
    assert "Saved:" in following.text
    assert "complaint_web" not in sent.headers["location"]
    assert final(desk, "complaint_web") == ("partial", 0)
    with Store(desk.output) as store:
        row = Decisions(store).all(WAVE)[-1]
    assert (row["name"], row["role"], row["reason"], row["note"]) == (
        *("Ani Contoh", "reviewer"),
        *("too_little", "hanya nomor telepon"),
    )
    assert "hanya nomor telepon" in client.get("/cells/99.01/complaint_web").text


def test_accepting_takes_what_the_machines_evidence_claims(desk: Served) -> None:
    client = desk.client()
    decide(client, "web_budget", "accept")
    assert final(desk, "web_budget") == ("found", 0)
    decide(client, "web_grdp", "cannot_tell")
    assert final(desk, "web_grdp") == ("unsure", 0)


def test_a_save_that_is_refused_keeps_what_was_typed_and_saves_nothing(desk: Served) -> None:
    client, other = desk.client(), desk.client("Budi Contoh")
    page = "/cells/99.01/web_budget"
    form = client.get(page).text
    decide(other, "web_budget", "not_found")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    hidden |= {"act": "found", "note": "catatan <saya>", "reason": "missed"}
    late = client.post(f"{page}/decide", data=hidden, headers={"Origin": desk.base})
    assert late.status_code == 422
    assert "somebody else has settled this cell" in late.text
    assert "catatan &lt;saya&gt;" in late.text
    assert final(desk, "web_budget") == ("not_found", 0)
    by_htmx = client.post(f"{page}/decide", data=hidden, headers={"Origin": desk.base, "HX-Request": "true"})
    assert by_htmx.status_code == 409
    assert "<html" not in by_htmx.text


def test_a_full_disk_is_said_and_what_was_typed_is_kept(desk: Served) -> None:
    client = desk.client()
    with closing(connect(desk.output / "scorecard.db")) as other:
        other.execute("create trigger t before insert on decisions begin select raise(fail, 'disk is full'); end")
        refused = decide(client, "web_budget", "found", note="jangan hilang")
        other.execute("drop trigger t")
    assert refused.status_code == 422
    assert "nothing was saved" in refused.text
    assert "jangan hilang" in refused.text
    assert final(desk, "web_budget") == ("unsure", 1)
    assert decide(client, "web_budget", "found").status_code == 303


def test_a_nameless_person_decides_nothing(desk: Served) -> None:
    client = desk.client(name="")
    assert decide(client, "web_budget", "found").status_code == 422
    assert final(desk, "web_budget") == ("unsure", 1)


def test_better_words_must_stand_in_the_page_and_become_the_evidence(desk: Served) -> None:
    client = desk.client()
    wrong = decide(client, "web_budget", "found", exact="Pendapatan Rp 99 miliar")
    assert wrong.status_code == 422
    assert "do not stand in the page" in wrong.text
    assert decide(client, "web_budget", "found", exact="Ringkasan APBD Tahun 2026").status_code == 303
    with Store(desk.output) as store:
        row = next(one for one in store.findings(WAVE, "99.01") if one["indicator"] == "web_budget")
    assert row["exact"] == "Ringkasan APBD Tahun 2026"


def test_the_last_decision_is_taken_back_and_a_skipped_cell_comes_last(desk: Served) -> None:
    client = desk.client()
    decide(client, "complaint_web", "found")
    back = post(client, "/undo", page="/cells/99.01/web_hdi")
    assert back.headers["location"].startswith("/cells/99.01/complaint_web")
    assert final(desk, "complaint_web") == ("unsure", 1)
    post(client, "/cells/99.01/complaint_web/skip", page="/cells/99.01/complaint_web")
    order = re.findall(r'<a href="/cells/[\d.]+/(\w+)', client.get("/").text)
    assert order[-1] == "complaint_web"
    assert post(client, "/undo", page="/cells/99.01/web_hdi").status_code == 422  # nothing is left to take back


def test_cells_on_the_same_evidence_are_accepted_after_a_sample_and_taken_back_together(desk: Served) -> None:
    client = desk.client()
    path = "/alike/99.02/website_gov"
    assert "40 cells" in client.get(path).text
    assert post(client, f"{path}/accept", page=path).status_code == 422  # nobody looked at the sample
    looked = re.findall(r'name="looked" value="([^"]+)"', client.get(path).text)
    assert looked == ["2026-crawl-1/99.02/website_gov"]
    done = post(client, f"{path}/accept", page=path, looked=looked[0])
    assert done.status_code == 303
    batch = done.headers["location"].partition("?")[0]
    assert [final(desk, slug, "99.02") for slug in SLUGS] == [("not_found", 0)] * 40
    assert post(client, f"{batch}/undo", page=batch).status_code == 303
    assert final(desk, "web_hdi", "99.02") == ("not_found", 1)
    assert "40 taken back" in client.get(batch).text


def test_a_new_run_keeps_what_rests_on_the_same_and_brings_back_what_has_changed(desk: Served) -> None:
    client = desk.client()
    decide(client, "web_budget", "found")
    decide(client, "web_rpjmd", "partial")
    with Store(desk.output) as store:
        judge(store, desk.output, words="Ringkasan APBD Tahun 2026")
    assert final(desk, "web_rpjmd") == ("partial", 0)  # its words are in the document, and the same
    assert final(desk, "web_budget") == ("unsure", 1)
    page = client.get("/cells/99.01/web_budget").text
    assert "What has changed since Ani Contoh settled it as found" in page
    assert "Belanja Daerah | 1.530.118.900.000" in page
    assert re.findall(r'<a href="/cells/99.01/(\w+)', client.get("/?state=reopened").text) == ["web_budget"]


def test_an_error_nobody_foresaw_is_said_and_the_desk_goes_on(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.client()
    with monkeypatch.context() as patch:
        patch.setattr("scorecard.review.queue.progress_of", lambda asked: 1 / 0)
        broken = client.get("/")
    assert broken.status_code == 500
    assert "unexpected" in broken.text
    assert "ZeroDivisionError" not in broken.text
    assert client.get("/").status_code == 200


def test_a_finding_that_the_pemdas_answer_contradicts_waits_and_both_sides_are_shown(tmp_path: Path) -> None:
    make_wave(tmp_path)
    answer = {"region_code": "99.71", "respondent": "Bagian TI", "row": 2, "indicator": "tracking_available"}
    with Store(tmp_path) as store:
        store.save_answers(WAVE, "pemda", "pemda.csv", "0" * 64, [{**answer, "value": 1.0, "answer": "ya"}])
    with serving(tmp_path) as served:
        client = served.client()
        assert re.findall(r'<a href="/cells/99.71/(\w+)', client.get("/").text) == ["tracking_web_status"]
        page = client.get("/cells/99.71/tracking_web_status").text
        assert "The Pemda answered:" in page
        assert "Bagian TI" in page
        decide(client, "tracking_web_status", "accept", "99.71")
        assert final(served, "tracking_web_status", "99.71") == ("not_found", 0)
        assert "/cells/99.71/" not in client.get("/").text
