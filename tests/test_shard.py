"""A shard: rows and bytes agree after any end, and the queue hands out the best address once."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard import archive
from scorecard.errors import ScorecardError
from scorecard.model import Capture, Kind, ReachStatus, Region, Search
from scorecard.store.queue import Entry, Queue
from scorecard.store.shard import ArchivedCapture, Shard

RUN = "r1"
REGION = Region("32.01", "Sukamaju", Kind.KABUPATEN, "P", "www.sukamaju.test")


def keep(shard: Shard, url: str, **more: str) -> archive.Location:
    writer = archive.Writer(shard.directory, software="x")
    place = writer.write(url, 200, [("Content-Type", "text/html")], b"isi", captured_at="2026-01-01T00:00:00Z")
    writer.close()
    capture = Capture(
        REGION.code, url, "2026-01-01T00:00:00Z", 200, "text/html", place.payload_digest, place.record_id, 1, url
    )
    flags = tuple(more.get("flags", "").split())
    entry = ArchivedCapture(capture, place.file, place.offset, place.length, more.get("kind", "page"), flags)
    shard.add_capture(RUN, entry, place.end)
    return place


def test_captures_come_back_in_order_with_their_place(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        shard.begin(RUN, [REGION])
        places = [keep(shard, f"http://a.test/{n}") for n in range(3)]
    with Shard.open(tmp_path) as shard:
        held = shard.captures(RUN, REGION.code)
        assert [(entry.offset, entry.length) for entry in held] == [(place.offset, place.length) for place in places]
        assert [entry.capture.target_uri for entry in held] == [f"http://a.test/{n}" for n in range(3)]
        assert held[0].capture.clicks == 1
        assert shard.captures("r2", REGION.code) == []


def test_only_pages_and_documents_that_are_neither_blocked_nor_spam_are_judged(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        keep(shard, "http://a.test/page")
        keep(shard, "http://a.test/doc", kind="document")
        keep(shard, "http://a.test/robots.txt", kind="robots")
        keep(shard, "http://a.test/promo", flags="spam")
        keep(shard, "http://a.test/no", flags="blocked home")
        judged = shard.captures(RUN, REGION.code, judged=True)
    assert [entry.capture.target_uri for entry in judged] == ["http://a.test/page", "http://a.test/doc"]


def test_bytes_without_a_row_are_cut_off_when_the_crawl_goes_on(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        shard.begin(RUN, [REGION])
        place = keep(shard, "http://a.test/")
    path = tmp_path / place.file
    with path.open("ab") as file:
        file.write(path.read_bytes()[:50])
    Shard.open(tmp_path).close()
    assert path.stat().st_size == place.end + 50
    Shard.open(tmp_path, writing=True).close()
    assert path.stat().st_size == place.end


def test_rows_without_bytes_go_and_their_addresses_are_queued_again(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        shard.begin(RUN, [REGION])
        queue = Queue(shard, RUN, REGION.code)
        queue.add([Entry("http://a.test/0", "page", 1.0), Entry("http://a.test/1", "page", 0.5)])
        for _ in range(2):
            entry = queue.take("a.test")
            assert entry is not None
            place = keep(shard, entry.url)
            queue.settle(entry, "done")
        shard.update_target(RUN, REGION.code, state="done")
    path = tmp_path / place.file
    path.write_bytes(path.read_bytes()[: place.offset + 5])
    with Shard.open(tmp_path, writing=True) as shard:
        assert [entry.capture.target_uri for entry in shard.captures(RUN, REGION.code)] == ["http://a.test/0"]
        assert shard.finished(RUN) == set()
        again = Queue(shard, RUN, REGION.code).take("a.test")
        assert again is not None
        assert again.url == "http://a.test/1"


def test_what_was_in_flight_is_queued_again_until_it_is_given_up(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        Queue(shard, RUN, REGION.code).add([Entry("http://a.test/", "page", 1.0)])
    tries = 0
    while True:
        with Shard.open(tmp_path, writing=True) as shard:
            if Queue(shard, RUN, REGION.code).take("a.test") is None:
                break
        tries += 1
    assert tries == 5


def test_the_queue_hands_out_the_best_address_of_a_domain_once(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        queue = Queue(shard, RUN, REGION.code)
        urls = ["http://a.test/low", "http://www.a.test/high", "http://b.test/x", "https://a.test/low"]
        added = queue.add(Entry(url, "page", 2.0 if "high" in url else 1.0) for url in urls)
        assert added == 3
        assert queue.domains() == ["a.test", "b.test"]
        taken = [queue.take("a.test") for _ in range(3)]
        assert [entry.url if entry else None for entry in taken] == [urls[1], urls[0], None]
        assert queue.waiting == 1
        assert queue.knows("https://b.test/x")


def test_a_shorter_way_from_home_is_kept(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        queue = Queue(shard, RUN, REGION.code)
        queue.add([Entry("http://a.test/x", "page", 1.0, clicks=4), Entry("http://a.test/map", "page", 1.0)])
        queue.shorten(["http://a.test/x", "http://a.test/map", "http://a.test/unknown"], 2)
        queue.shorten(["http://a.test/x"], 3)
        assert shard.clicks(RUN, REGION.code) == {"http://a.test/x": 2, "http://a.test/map": 2}


def test_a_second_pass_takes_up_what_failed_once_by_chance(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        queue = Queue(shard, RUN, REGION.code)
        queue.add(Entry(f"http://a.test/{why}", "page", 1.0) for why in ("timeout", "blocked"))
        while entry := queue.take("a.test"):
            queue.settle(entry, "failed", entry.url.rpartition("/")[2])
        assert queue.revive(["timeout"]) == 1
        entry = queue.take("a.test")
        assert entry is not None
        queue.settle(entry, "failed", "timeout")
        assert queue.revive(["timeout"]) == 0


def test_reach_and_search_of_a_target_are_read_as_they_were_written(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        shard.begin(RUN, [REGION])
        assert shard.reach(RUN) == []
        assert shard.search(RUN, REGION.code) == Search()
        assert shard.search(RUN, "99.99") == Search()
        shard.update_target(RUN, REGION.code, status="ok", flags="slow spam", pages=4, hosts=2, adequate=1)
        (reach,) = shard.reach(RUN)
        assert (reach.status, reach.flags, reach.pages) == (ReachStatus.OK, ("slow", "spam"), 4)
        assert shard.search(RUN, REGION.code).adequate
        shard.begin(RUN, [REGION])
        assert shard.reach(RUN) == [reach]
        assert (shard.runs(), shard.targets(RUN)) == ((RUN,), (REGION.code,))


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Shard.open(tmp_path, writing=True) as shard:
        queue = Queue(shard, RUN, REGION.code)
        with pytest.raises(ZeroDivisionError), shard.transaction():
            queue.drop(str(queue.add([Entry("http://a.test/", "page", 1.0)]) / 0))
        assert queue.waiting == 0


def test_a_folder_without_a_crawl_or_of_a_newer_version_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="holds no crawl"):
        Shard.open(tmp_path)
    with Shard.open(tmp_path, writing=True) as shard:
        shard.connection.execute("pragma user_version = 99")
    with pytest.raises(ScorecardError, match="newer version"):
        Shard.open(tmp_path)
