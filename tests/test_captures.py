"""Archived bytes are found wherever they lie: the wave's own shards first, then those of earlier waves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scorecard.errors import ScorecardError
from scorecard.model import Reach, ReachStatus
from scorecard.review.captures import find
from scorecard.store.cited import cited_pages
from scorecard.store.database import Store
from tests.reviewdesk import REGIONS, WAVE, archive_pages, finding

URL = "http://www.sukamajukab.test/apbd"


def page(words: str) -> tuple[str, bytes, str]:
    return URL, f"<html><body><main><p>Ringkasan APBD {words}</p></main></body></html>".encode(), words


def test_a_record_of_an_earlier_wave_is_found_where_the_page_has_not_changed(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for wave in ("2025", WAVE):
            store.save_targets(wave, REGIONS)
        old = archive_pages(tmp_path, "r0", {"page": page("2025")}, "2025")["page"].capture.record_id
        new = archive_pages(tmp_path, "r1", {"page": page("2026")}, WAVE)["page"].capture.record_id
        assert b"2025" in find(store, WAVE, old).response.body
        assert find(store, WAVE, old).region_code == "99.01"
        assert b"2026" in find(store, WAVE, new).response.body
        assert b"2026" in find(store, "2025", new).response.body


def test_a_record_that_is_nowhere_is_said_to_be_missing_and_a_broken_shard_costs_itself_only(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.save_targets(WAVE, REGIONS)
        kept = archive_pages(tmp_path, "r1", {"page": page("2026")}, WAVE)["page"].capture.record_id
        broken = tmp_path / "waves" / WAVE / "shards" / "broken"
        broken.mkdir()
        (broken / "shard.db").write_bytes(b"no database")
        assert b"2026" in find(store, WAVE, kept).response.body
        with pytest.raises(ScorecardError) as raised:
            find(store, WAVE, "urn:uuid:00000000-0000-0000-0000-000000000000")
        assert "2026" not in raised.value.what
        shutil.rmtree(tmp_path / "waves" / WAVE / "shards" / "main")
        with pytest.raises(ScorecardError):
            find(store, WAVE, kept)


def test_pages_of_an_earlier_wave_that_waiting_cells_cite_are_found_for_their_styles(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for wave in ("2025", WAVE):
            store.save_targets(wave, REGIONS[:1])
        kept = archive_pages(tmp_path, "r0", {"page": page("2025")}, "2025")["page"]
        run = store.begin_run(WAVE, "crawl", "2026", {})
        found = [finding("99.01", "web_budget", kept)]
        store.save_region(run, Reach("99.01", REGIONS[0].website, ReachStatus.OK), found)
        pages = cited_pages(store, WAVE, {"99.01"})["99.01"]
    assert [one.url for one in pages] == [URL]
    assert pages[0].place.file.parts[-4] == "2025"
