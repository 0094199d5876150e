"""The review desk in a real Chromium: keys alone, hostile pages that run nothing, screens that all can use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scorecard import browser as browsers
from scorecard import objections
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from tests.reviewdesk import PAGE, WAVE, Served, decide, judge, make_wave, serving

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(browsers.find() is None, reason="no Chromium is found on this machine"),
    pytest.mark.xdist_group("review_browser"),
]
SCREENS = (
    *("/", "/?state=all", "/?reason=search_incomplete", "/record", "/help", "/cells/99.01/web_budget"),
    *("/cells/99.02/website_gov", "/cells/99.71/web_hdi", "/cells/99.01/web_rpjmd", "/alike/99.02/website_gov"),
    *("/no-such-page", "/cells/99.01/web_hdi"),
    *("/regions", "/regions/99.02", "/provinces", "/indicators", "/indicators/web_budget", "/websites", "/captures"),
    *("/corrections", "/search?text=belanja"),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests here."""
    with browsers.launch_sync() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    """A desk of one's own."""
    make_wave(tmp_path)
    with serving(tmp_path) as served:  # screenshots have tests of their own
        yield served


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile without a past."""
    opened = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def enter(context: BrowserContext, desk: Served, lang: str = "en", name: str = "Ani Contoh") -> Page:
    """Come in by the printed address, give a name, choose a language."""
    page = context.new_page()
    page.goto(desk.base + desk.entrance)
    if name:
        page.get_by_role("textbox").first.fill(name)
        page.locator(".person-form button").click()
    if page.locator("html").get_attribute("lang") != lang:
        page.locator(".language button").click()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    return page


def _other_than(here: str) -> Callable[[str], bool]:
    return lambda url: url.partition("?")[0] != here.partition("?")[0]


def test_twenty_cells_are_settled_by_keys_alone_and_the_last_is_taken_back(
    desk: Served, context: BrowserContext
) -> None:
    page = enter(context, desk)
    page.goto(f"{desk.base}/?region=99.01")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cells/**")  # loaded whole: keys mean nothing before the desk's script has run
    settled = []
    for number, key in enumerate("fpnx?a" * 4):
        expect(page.locator("#decide")).to_be_visible()
        here = page.url
        if number == 3:  # a reason and a note, without the mouse
            page.keyboard.press("3")
            page.keyboard.press("e")
            page.keyboard.type("catatan f p n")
            page.keyboard.press("Escape")
        if number == 5:
            page.keyboard.press("s")
            page.wait_for_url(_other_than(here))
            here = page.url
        page.keyboard.press(key)
        page.wait_for_url(_other_than(here))
        expect(page.locator(".saved")).to_be_visible()
        settled.append(here.partition("?")[0].rpartition("/")[2])
        if number == 19:
            break
    assert len(set(settled)) == 20
    page.keyboard.press("u")
    page.wait_for_url(f"**/{settled[-1]}?**")
    expect(page.locator(".saved")).to_contain_text("Taken back")
    with Store(desk.output) as store:
        rows = Decisions(store).all(WAVE)
        standing = [row for row in store.findings(WAVE, "99.01") if row["decided_by"]]
        assert Decisions(store).verify(WAVE).sound
    assert [row["action"] for row in rows].count("undo") == 1
    assert len(rows) == 21
    assert len(standing) == 19
    assert (rows[3]["reason"], rows[3]["note"]) == ("too_little", "catatan f p n")


def test_nothing_of_a_hostile_page_runs_or_is_asked_for_on_any_screen(desk: Served, context: BrowserContext) -> None:
    page = enter(context, desk)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"canary {dialog.message}"))
    page.goto(f"{desk.base}/cells/99.01/web_hdi")
    expect(page.locator("mark").first).to_have_text("Belanja Rp 12 miliar")
    page.keyboard.press("v")
    frame = page.frame_locator("iframe")
    expect(frame.locator("#words")).to_have_text("Belanja Rp 12 miliar")
    frame.locator("#words").click()
    text = str(page.get_by_text("Whole text").get_attribute("href")).partition("?")[0]
    for path in (text, text.replace("/text", "/page"), *SCREENS):
        page.goto(f"{desk.base}{path}")
        assert page.evaluate("typeof window.canary") == "undefined", path
    assert [url for url in asked if "canary" in url or "evil" in url] == []


def test_a_crawled_page_in_a_tab_of_its_own_has_no_origin_and_no_scripts(desk: Served, context: BrowserContext) -> None:
    page = enter(context, desk)
    page.goto(f"{desk.base}/cells/99.01/web_hdi")
    with context.expect_page() as opened:
        page.get_by_text("Page in its own tab").click()
    tab = opened.value
    tab.wait_for_load_state()
    assert tab.evaluate("window.origin") == "null"
    assert tab.locator("mark").count() == 1


@pytest.mark.parametrize(("lang", "width"), [("id", 390), ("en", 1280)])
def test_every_screen_passes_axe_and_fits_its_width(
    desk: Served, context: BrowserContext, lang: str, width: int
) -> None:
    page = enter(context, desk, lang)
    decide(desk.client(), "web_budget", "found", note="catatan")
    with Store(desk.output) as store:
        judge(store, desk.output, words="Ringkasan APBD Tahun 2026")  # so that one cell is back, with its difference
    options = {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "resultTypes": ["violations"],
    }
    wrong = []
    page.set_viewport_size({"width": width, "height": 900})
    for path in SCREENS:
        page.goto(f"{desk.base}{path}")
        found = Axe().run(page, options=options).response["violations"]
        wrong += [f"{path}: {one['id']} {[node['html'][:120] for node in one['nodes']]}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{path} is wider than {width}")
    assert not wrong, "\n".join(wrong)


def test_a_save_that_does_not_reach_the_desk_says_so_and_keeps_what_was_typed(
    desk: Served, context: BrowserContext
) -> None:
    page = enter(context, desk)
    page.goto(f"{desk.base}/cells/99.01/web_budget")
    page.locator("#note").fill("jangan hilang")
    page.locator("#note").blur()
    page.route("**/decide", lambda route: route.abort())
    page.keyboard.press("f")
    expect(page.locator("#message")).to_contain_text("Not saved")
    expect(page.locator("#note")).to_have_value("jangan hilang")
    page.unroute("**/decide")
    page.keyboard.press("f")
    expect(page.locator(".saved")).to_be_visible()


def test_words_marked_in_the_text_become_the_better_words(desk: Served, context: BrowserContext) -> None:
    page = enter(context, desk)
    page.goto(f"{desk.base}/cells/99.01/web_budget")
    page.get_by_text("Data lain menyusul.").click(click_count=3)
    expect(page.locator("#exact")).to_have_value("Data lain menyusul.")
    page.keyboard.press("p")
    expect(page.locator(".saved")).to_be_visible()
    with Store(desk.output) as store:
        assert [row["exact"] for row in Decisions(store).all(WAVE)] == ["Data lain menyusul."]


def test_a_cell_that_came_back_shows_what_has_changed(desk: Served, context: BrowserContext) -> None:
    page = enter(context, desk)
    page.goto(f"{desk.base}/cells/99.01/web_budget")
    page.keyboard.press("n")
    expect(page.locator(".saved")).to_be_visible()
    with Store(desk.output) as store:
        judge(store, desk.output, words="Ringkasan APBD Tahun 2026")
    page.goto(f"{desk.base}/?state=reopened")
    page.keyboard.press("Enter")
    expect(page.locator(".difference .changed")).to_contain_text("Ringkasan APBD Tahun 2026")


def test_the_desk_works_without_scripts(desk: Served, chromium: Browser) -> None:
    plain = chromium.new_context(java_script_enabled=False)
    page = enter(plain, desk)
    page.goto(f"{desk.base}/cells/99.01/web_budget")
    page.get_by_role("button", name="Partial").click()
    expect(page.locator(".saved")).to_contain_text("partial")
    page.locator(".saved").get_by_role("button").click()
    expect(page.locator(".saved")).to_contain_text("Taken back")
    plain.close()


def test_an_objection_is_shown_examined_by_an_upload_and_answered(
    desk: Served, context: BrowserContext, tmp_path: Path
) -> None:
    sheet = tmp_path / "keberatan.csv"
    sheet.write_text(
        "region_code,indicator,claimed,address,statement\n"
        "99.71,web_budget,ada,http://www.bandarayakota.test/apbd,<script>fetch('/canary-objection')</script>\n",
        encoding="utf-8",
    )
    with Store(desk.output, create=False) as store:
        objections.take(store, WAVE, sheet, store.targets(WAVE))
    saved = tmp_path / "simpan.html"
    saved.write_text(PAGE, encoding="utf-8")
    asked: list[str] = []
    page = enter(context, desk)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{desk.base}/?state=objected")
    page.locator(".cells a").first.click()
    expect(page.locator(".objection")).to_contain_text("http://www.bandarayakota.test/apbd")
    page.locator("#file").set_input_files(saved)
    page.locator(".give button").click()
    expect(page.locator(".role.given").first).to_be_visible()
    page.locator("#exact").fill("Belanja Daerah | 1.530.118.900.000")
    here = page.url
    page.locator("#decide button[value=found]").click()
    page.wait_for_url(_other_than(here))
    page.goto(f"{desk.base}/corrections")
    expect(page.locator("main")).to_contain_text("upheld")
    assert not [url for url in asked if "canary" in url]
    with Store(desk.output, create=False) as store:
        (row,) = Decisions(store).all(WAVE)
    assert (row["outcome"], row["exact"]) == ("found", "Belanja Daerah | 1.530.118.900.000")
