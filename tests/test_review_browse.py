"""Looking around at the desk: every number leads to cells, every cell to its dossier, every capture to its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from scorecard.model import Outcome
from scorecard.store.database import Store
from tests.reviewdesk import HOSTILE, LONG, SLUGS, Served, decide, make_wave, serving

PLACES = (
    "/regions",
    "/regions?province=Nusa+Contoh",
    "/regions/99.01",
    "/provinces",
    "/indicators",
    "/indicators/web_budget",
    "/websites",
    "/captures",
    "/corrections",
    "/search?text=anggaran",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    output = tmp_path_factory.mktemp("browse")
    make_wave(output)
    with serving(output) as served:
        yield served


@pytest.fixture
def client(desk: Served) -> Iterator[httpx.Client]:
    found = desk.client()
    yield found
    found.close()


@pytest.mark.parametrize("place", PLACES)
def test_a_page_opens_in_both_languages(desk: Served, place: str) -> None:
    for lang in ("en", "id"):
        with closing(desk.client(lang=lang)) as client:
            answer = client.get(place)
            assert answer.status_code == 200
            assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_a_page_to_the_desk_leads_somewhere(client: httpx.Client, place: str) -> None:
    links = set(re.findall(r'href="(/[^"]*)"', client.get(place).text))
    assert links
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&")).status_code in (200, 303), link


def test_a_province_lists_its_regions_alone(client: httpx.Client) -> None:
    html = client.get("/regions?province=Nusa+Contoh").text
    assert "Kota Bandaraya" in html
    assert LONG not in html


def test_a_region_shows_all_its_cells_and_how_many_wait(client: httpx.Client) -> None:
    html = client.get("/regions/99.01").text
    assert len(set(re.findall(r'href="/cells/99\.01/(\w+)"', html))) == len(SLUGS)
    assert "40 cells wait for a person" in html


def test_an_indicator_can_be_narrowed_to_one_outcome(client: httpx.Client) -> None:
    html = client.get("/indicators/web_labour_force?outcome=unsure").text
    assert "/cells/99.01/web_labour_force" in html
    assert "/cells/99.71/web_labour_force" not in html


def test_counts_follow_decisions(tmp_path: Path) -> None:
    make_wave(tmp_path)
    with serving(tmp_path) as served, closing(served.client()) as client:
        decide(client, "web_budget", "found", code="99.71")
        html = client.get("/indicators/web_budget?outcome=found").text
        assert "/cells/99.71/web_budget" in html
        assert "99.71" in client.get("/corrections").text or "Kota Bandaraya" in client.get("/corrections").text


def test_captures_are_found_by_part_of_their_address_and_lead_to_their_bytes(client: httpx.Client) -> None:
    html = client.get("/captures?text=script").text
    (raw,) = set(re.findall(r'href="(/captures/[^"]+/raw)"', html))
    answer = client.get(raw)
    assert answer.content == HOSTILE.encode()
    assert answer.headers["content-disposition"].startswith("attachment")


def test_letters_that_a_pattern_would_mean_are_searched_for_as_they_are(client: httpx.Client) -> None:
    assert "/raw" not in client.get("/captures?text=%25pdf").text
    assert "/raw" in client.get("/captures?text=.pdf").text


def test_a_search_forgives_a_misspelling_and_finds_quoted_words(client: httpx.Client) -> None:
    assert "/regions/99.71" in client.get("/search?text=bandraya").text
    assert 'href="/cells/99.01/' in client.get("/search?text=Belanja+Daerah").text


def test_a_region_or_indicator_that_is_not_there_is_said_in_words(client: httpx.Client) -> None:
    for path in ("/regions/00.00", "/indicators/web_nothing"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert "there is no such" in answer.text


def test_crawled_addresses_are_text_wherever_they_are_listed(client: httpx.Client) -> None:
    html = client.get("/captures").text
    assert "&lt;script&gt;" in html
    assert "?<script>" not in html


def test_the_counts_of_a_region_are_those_of_the_published_findings(desk: Served, client: httpx.Client) -> None:
    with Store(desk.output, create=False) as store:
        unsure = sum(row["final_outcome"] == Outcome.UNSURE.value for row in store.findings("2026", "99.01"))
    assert re.search(rf"unsure</span> {unsure}\b", client.get("/regions/99.01").text)


def test_what_helps_a_website_that_was_not_reached_is_said_in_the_readers_language(desk: Served) -> None:
    said = {}
    for lang in ("en", "id"):
        with closing(desk.client(lang=lang)) as client:
            said[lang] = re.findall(r"<em>([^<]+)</em>", client.get("/websites?status=dns").text)
    assert len(said["en"]) == len(said["id"]) == 1
    assert said["en"] != said["id"]
