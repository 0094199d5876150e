"""The search: what is visited first on fictional regions with known evidence, when it suffices, and the next wave."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.search import Trial, search
from bench.web import TEMPLATES, World, build
from bench.web.facts import judge
from crawler.adequacy import weigh
from crawler.leads import load
from crawler.outlook import Outlook, Sort
from crawler.priorities import Compass
from crawler.shapes import goes_on, list_of, shape_of
from scorecard import archive
from scorecard.model import Kind, Region
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import Shard

REGION = Region("98.01", "Mekarjaya", Kind.KABUPATEN, "P", "www.mekarjaya.test")
WORDS = {"web_budget": ["apbd"], "web_hdi": ["ipm"]}


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trial, Trial, Path]:
    """A region searched in two waves; nothing on it changes."""
    folder = tmp_path_factory.mktemp("waves")
    world = build("wordpress", 3)
    first = search([world], judge(), budget=120, folder=folder / "1")[0]
    return first, search([world], judge(), budget=120, folder=folder / "2", before=folder / "1")[0], folder


def queue_of(folder: Path, *entries: Entry) -> tuple[Shard, Queue, Outlook]:
    shard = Shard.open(folder, writing=True)
    shard.begin("r1", [REGION])
    queue = Queue(shard, "r1", REGION.code)
    outlook = Outlook(load().weights, frozenset(WORDS), {})
    queue.worth = outlook.worth
    queue.add(entries)
    return shard, queue, outlook


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_fictional_region_is_the_same_every_time_and_shows_nearly_every_indicator(template: str) -> None:
    world, again = build(template, 4), build(template, 4)
    assert 1_500 <= world.size <= 2_600
    assert len(world.truth) >= 38
    assert world.truth == again.truth
    host = world.region.website
    assert world.reply(host, "/") == again.reply(host, "/")


def test_most_evidence_is_had_within_a_twentieth_of_the_region(waves: tuple[Trial, Trial, Path]) -> None:
    first, _second, _folder = waves
    assert first.share(125) >= 0.5
    assert len(first.asked) < 150 < first.world.size / 10


def test_what_was_missed_says_so(waves: tuple[Trial, Trial, Path]) -> None:
    first, _second, _folder = waves
    assert [slug for slug, outcome in first.outcomes.items() if outcome == "not_found"] == []


def test_the_same_region_is_searched_in_the_same_order(tmp_path: Path) -> None:
    orders = [search([build("joomla", 5)], judge(), budget=25, folder=tmp_path / name)[0].asked for name in "ab"]
    assert orders[0] == orders[1]


def test_a_second_wave_finds_the_same_with_fewer_requests_and_hardly_any_bytes(
    waves: tuple[Trial, Trial, Path],
) -> None:
    first, second, _folder = waves
    assert len(second.asked) <= 0.6 * len(first.asked)
    assert second.sent <= 0.35 * first.sent
    assert second.ended == "unchanged"
    outcomes = [{row["indicator"]: (row["outcome"], row["exact"]) for row in trial.findings} for trial in waves[:2]]
    assert outcomes[0] == outcomes[1]


def test_unchanged_bytes_are_archived_as_revisits_that_read_as_they_were(waves: tuple[Trial, Trial, Path]) -> None:
    _first, _second, folder = waves
    with Shard.open(folder / "1") as old, Shard.open(folder / "2") as new:
        then = {one.capture.target_uri: one for one in old.captures("r1", "90.03")}
        now = new.captures("r1", "90.03")
        assert len(now) < len(then)
        for one in now[:20]:
            read = archive.read_at(folder / "2" / one.file, one.offset, one.length)
            before = then[one.capture.target_uri]
            assert read.original is not None
            assert read.body == archive.read_at(folder / "1" / before.file, before.offset, before.length).body
            assert one.capture.status == before.capture.status
    scanned = list(archive.scan(folder / "2" / now[0].file))
    assert [one.url for one in scanned] == [one.capture.target_uri for one in now]
    assert all(one.body for one in scanned if one.status == 200)


def test_a_second_wave_sees_what_is_new_and_what_vanished(tmp_path: Path) -> None:
    world = build("portal", 6)
    first = search([world], judge(), budget=60, folder=tmp_path / "1")[0]
    gone = next(url for urls in world.truth.values() for url in urls if url in first.asked and not url.endswith("/"))
    host, _, path = gone.partition("://")[2].partition("/")
    del world.sites[host].pages[f"/{path}"]
    second = search([world], judge(), budget=60, folder=tmp_path / "2", before=tmp_path / "1")[0]
    assert second.ended != "unchanged"
    with Shard.open(tmp_path / "2") as shard:
        assert f"vanished, such as {gone}" in shard.reach("r1")[0].detail


def test_a_page_whose_tokens_alone_differ_counts_as_unchanged(tmp_path: Path) -> None:
    world = build("joomla", 7)
    first = search([world], judge(), budget=12, folder=tmp_path / "1")[0]
    for site in world.sites.values():
        site.footer += "<input type='hidden' value='8f31'><script>visit(7)</script>"
    second = search([world], judge(), budget=12, folder=tmp_path / "2", before=tmp_path / "1")[0]
    assert second.ended == "unchanged"
    assert len(second.asked) < len(first.asked)


def test_a_host_that_nothing_links_to_is_tried_by_its_usual_name_once(tmp_path: Path) -> None:
    world, hidden = _with_hidden()
    trial = search([world], judge(), budget=60, folder=tmp_path)[0]
    assert f"http://{hidden}/robots.txt" in trial.asked
    missing = [url for url in trial.asked if url.partition("://")[2].partition("/")[0] not in world.sites]
    assert len(missing) == len(set(missing))


def test_a_settled_cell_stops_pulling_and_barren_kinds_of_links_sink(tmp_path: Path) -> None:
    shard, queue, outlook = queue_of(tmp_path)
    budget = outlook.bucket(Sort("menu", "a", "", 2), 0.03, ("web_budget:0.80",))
    index = outlook.bucket(Sort("list", "b", "", 2), 0.03, ("web_hdi:0.80",))
    other = outlook.bucket(Sort("list", "b", "", 2), 0.03, ("web_budget:0.40", "web_hdi:0.40"))
    with shard:
        queue.add([Entry("http://a.test/1", "page", 1.0, bucket=budget), Entry("http://a.test/2", "page", 1.0)])
        queue.add([Entry(f"http://a.test/l{n}", "page", 0.9, bucket=index) for n in range(6)])
        before = outlook.worth(other)
        for _ in range(5):
            entry = Entry("http://a.test/x", "page", 0.9, bucket=index)
            outlook.learn(entry, 0.0)
        assert outlook.worth(other) < before
        assert outlook.worth(budget) > outlook.worth(index)
        before = outlook.worth(budget)
        outlook.settled = {"web_budget": 1.0}
        outlook.reconsider()
        assert outlook.worth(budget) < before / 3


def test_a_cell_is_searched_enough_only_when_little_evidence_is_left_for_it(tmp_path: Path) -> None:
    shard, queue, outlook = queue_of(tmp_path)
    with shard:
        queue.add([Entry("http://www.mekarjaya.test/", "home", 1000.0, clicks=0)])
        home = queue.take("mekarjaya.test")
        assert home is not None
        queue.settle(home, "done")
        speaking = outlook.bucket(Sort("list", "b", "", 2), 0.03, ("web_hdi:0.80",))
        queue.add([Entry("http://www.mekarjaya.test/ipm", "page", 1.0, words=("web_hdi:0.80",), bucket=speaking)])
        found = weigh(queue, outlook, pages=1, opened=True, ended="budget", home_length=900)
        assert not found.cells["web_hdi"][0]
        assert "http://www.mekarjaya.test/ipm" in found.cells["web_hdi"][1]
        assert found.cells["web_budget"][0]
        assert "hosts: www.mekarjaya.test" in found.detail


def test_pages_of_one_list_are_told_from_pages_of_others() -> None:
    first = "http://a.test/index.php?option=com_content&view=category&id=5&Itemid=7"
    assert goes_on(f"{first}&limitstart=20", first, "2")
    assert goes_on("http://a.test/berita/page/3/", "http://a.test/berita/", "3")
    assert goes_on("http://a.test/kanal/12/24", "http://a.test/kanal/12", "3")
    assert not goes_on(first.replace("category&id=5", "article&id=9"), first, "Lihat")
    assert not goes_on("http://a.test/halaman/298", "http://a.test/", "Alamat Dinas")
    assert list_of(f"{first}&limitstart=20") == list_of(first)
    assert shape_of("http://a.test/i.php?view=article&id=7") == shape_of("http://a.test/i.php?view=article&id=12")
    assert shape_of("http://a.test/i.php?view=article&id=7") != shape_of("http://a.test/i.php?view=category&id=7")


def test_every_indicator_and_every_weight_of_the_leads_is_read() -> None:
    leads = load()
    assert set(judge().rules) == set(leads.sure)
    compass = Compass({slug: judge().woken_by(slug) for slug in judge().rules})
    assert all(slug in compass.spoken(words[0].strip("*")).sure for slug, words in leads.sure.items() if words)
    assert all(slug in leads.sure for slugs in leads.hosts.values() for slug in slugs)


def _with_hidden() -> tuple[World, str]:
    """A region with a host of a usual name that nothing links to, and that host."""
    compass = Compass(dict.fromkeys(judge().rules, ()))
    for seed in range(20, 60):
        world = build("portal", seed)
        linked = " ".join(site.html(path) for site in world.sites.values() for path in site.pages)
        for host in world.sites:
            alone = sum(compass.role(other) == compass.role(host) for other in world.sites) == 1
            if host.startswith(("jdih.", "dpmptsp.", "satudata.")) and alone and f"http://{host}/" not in linked:
                return world, host
    raise AssertionError("no such region")
