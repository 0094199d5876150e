"""Evidence that the machine missed: fetched or handed in by a reviewer, archived, shown safely and cited."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from PIL import Image

from scorecard.archive import scan
from scorecard.errors import ScorecardError
from scorecard.model import Hit, Region
from scorecard.reading import Page
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions
from tests.reviewdesk import HOSTILE, PAGE, WAVE, Served, fields_of, make_wave, pdf, post, serving

CELL = "/cells/99.71/web_budget"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    make_wave(tmp_path)
    with serving(tmp_path) as served:
        yield served


@pytest.fixture
def client(desk: Served) -> Iterator[httpx.Client]:
    with closing(desk.client()) as found:
        yield found


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")
    return drawn.getvalue()


def upload(client: httpx.Client, body: bytes, name: str = "simpan.html", address: str = "") -> httpx.Response:
    """Send the dossier's form with a file, as a browser would."""
    token = fields_of(client.get(CELL).text, f"{CELL}/evidence")["csrf"]
    return client.post(
        f"{CELL}/evidence",
        data={"csrf": token, "address": address},
        files={"file": (name, body, "application/octet-stream")},
        headers={"Origin": str(client.base_url).rstrip("/")},
    )


def shown(client: httpx.Client, answer: httpx.Response) -> tuple[str, str]:
    """The dossier that an upload leads to, and the record it shows."""
    assert answer.status_code == 303, answer.text
    record = re.search(r"e=(r%3A[^&]+)", answer.headers["location"])
    assert record is not None
    return client.get(answer.headers["location"]).text, unquote(record.group(1))


def settle(client: httpx.Client, e: str, **fields: str) -> httpx.Response:
    return post(client, f"{CELL}/decide", page=f"{CELL}?e={e}", act="found", e=e, **fields)


def test_a_saved_page_is_archived_as_a_resource_and_its_words_become_the_evidence(
    desk: Served, client: httpx.Client
) -> None:
    html, e = shown(client, upload(client, PAGE.encode(), address="http://www.bandarayakota.test/apbd"))
    assert "Belanja Daerah" in html
    assert settle(client, e, exact="Belanja Daerah | 1.530.118.900.000").status_code == 303
    with Store(desk.output, create=False) as store:
        row = next(one for one in store.findings(WAVE, "99.71") if one["indicator"] == "web_budget")
    assert (row["final_outcome"], row["exact"]) == ("found", "Belanja Daerah | 1.530.118.900.000")
    (kept,) = scan(next((desk.output / "waves" / WAVE / "shards" / "desk").glob("*.warc.gz")))
    assert kept.body == PAGE.encode()
    assert kept.payload_digest == row["payload_digest"]
    assert kept.record_id == row["record_id"]


def test_words_that_do_not_stand_in_the_page_that_was_given_are_refused(client: httpx.Client) -> None:
    _html, e = shown(client, upload(client, PAGE.encode()))
    assert settle(client, e, exact="Belanja Daerah 999").status_code == 422


def test_a_page_that_was_given_proves_nothing_without_words(client: httpx.Client) -> None:
    _html, e = shown(client, upload(client, PAGE.encode()))
    answer = settle(client, e)
    assert answer.status_code == 422
    assert "without words" in answer.text


def test_a_document_that_was_handed_in_is_shown_as_a_picture_of_its_page(client: httpx.Client) -> None:
    html, _e = shown(client, upload(client, pdf("Belanja Daerah 1.530.118.900.000"), "apbd.pdf"))
    leaf = re.search(r'src="(/captures/[^"]+/leaf/1[^"]*)"', html)
    assert leaf is not None
    assert client.get(leaf.group(1)).headers["content-type"] == "image/png"


def test_a_picture_is_redrawn_and_cited_with_the_words_that_a_person_reads_in_it(
    desk: Served, client: httpx.Client
) -> None:
    html, e = shown(client, upload(client, picture() + b"<script>canary()</script>", "layar.png"))
    source = re.search(r'src="(/captures/[^"]+/picture)"', html)
    assert source is not None
    drawn = client.get(source.group(1))
    assert drawn.headers["content-type"] == "image/png"
    assert b"<script>" not in drawn.content
    assert settle(client, e, exact="Ringkasan APBD 2026").status_code == 303
    with Store(desk.output, create=False) as store:
        (row,) = Decisions(store).all(WAVE)
    assert (row["exact"], f"r:{row['record_id']}") == ("Ringkasan APBD 2026", e)


def test_a_page_saved_as_one_file_is_taken_out_of_it(client: httpx.Client) -> None:
    saved = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n"
        b"--B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><body><p>Ringkasan APBD=202026</p></body></html>\r\n--B--\r\n"
    )
    html, _e = shown(client, upload(client, saved, "halaman.mhtml"))
    assert "Ringkasan APBD 2026" in html


@pytest.mark.parametrize(
    "body", [b"", b"\x7fELF\x02\x01\x01\0\0", b"PK\x03\x04junk", b"only words", b"\x89PNG\r\n\x1a\nno"]
)
def test_a_file_that_is_no_page_document_or_picture_is_refused_in_words(client: httpx.Client, body: bytes) -> None:
    answer = upload(client, body, "berkas.bin")
    assert answer.status_code == 422
    assert "no web page, PDF or picture" in answer.text


def test_a_picture_with_more_pixels_than_memory_is_refused(client: httpx.Client) -> None:
    header = bytearray(picture())
    header[16:24] = (100_000).to_bytes(4, "big") * 2  # width and height as the file claims them
    assert upload(client, bytes(header), "bom.png").status_code == 422


def test_neither_file_nor_address_is_said_so(client: httpx.Client) -> None:
    assert post(client, f"{CELL}/evidence", page=CELL).status_code == 422


def test_markup_that_was_handed_in_runs_nowhere(client: httpx.Client) -> None:
    html, e = shown(client, upload(client, HOSTILE.encode(), '"><script>canary()</script>.html'))
    assert "<script>canary" not in html
    assert "fetch(" not in html.replace("fetch(&#39;", "")
    frame = client.get(f"/captures/{e[2:]}/page")
    assert "sandbox" in frame.headers["content-security-policy"]
    assert "<script" not in frame.text
    raw = client.get(f"/captures/{e[2:]}/raw")
    assert raw.headers["content-disposition"].startswith("attachment")
    assert raw.content == HOSTILE.encode()


def test_an_address_is_fetched_by_the_crawlers_way_and_shown(tmp_path: Path) -> None:
    make_wave(tmp_path)
    asked = []

    def fetch(address: str, region: Region) -> str:
        asked.append((address, region.code))
        if "forbidden" in address:
            raise ScorecardError("private", where=address, remedy="Give a public address.")
        with Store(tmp_path, create=False) as store:
            return str(next(store.evidence(wave=WAVE))["record_id"])

    with serving(tmp_path, fetch=fetch) as served, closing(served.client()) as client:
        answer = post(client, f"{CELL}/evidence", page=CELL, address="http://www.bandarayakota.test/apbd")
        html, _e = shown(client, answer)
        assert "Belanja Daerah" in html
        assert asked == [("http://www.bandarayakota.test/apbd", "99.71")]
        refused = post(client, f"{CELL}/evidence", page=CELL, address="http://forbidden.test/")
        assert refused.status_code == 422


def test_the_rule_says_what_it_sees_on_a_page_that_was_given(tmp_path: Path) -> None:
    make_wave(tmp_path)

    def look(page: Page) -> list[Hit]:
        assert page.region is not None
        from rules import ALL
        from rules.judge import Judge

        return Judge(ALL).hits(page)

    body = PAGE.replace("Belanja Daerah</td>", "Belanja Daerah</td>").encode()
    with serving(tmp_path, look=look) as served, closing(served.client()) as client:
        html, _e = shown(client, upload(client, body, address="http://www.bandarayakota.test/apbd"))
        assert "The rule says of this page" in html
        html, _e = shown(client, upload(client, b"<html><body><p>Selamat datang.</p></body></html>"))
        assert "The rule sees nothing on this page" in html
