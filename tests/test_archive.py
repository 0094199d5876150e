"""The archive: what goes in comes out, and what is broken costs itself only."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import brotli  # type: ignore[import-untyped,unused-ignore]  # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scorecard.archive import Location, Writer, decode, digest_of, now, read_at, repair, scan
from scorecard.errors import ScorecardError

HTML = [("Content-Type", "text/html")]


def write(directory: Path, count: int = 3, **more: int) -> list[Location]:
    writer = Writer(directory, software="test/1", **more)
    request = [("Host", "a.test")]
    found = [
        writer.write(f"http://a.test/{n}", 200, HTML, b"isi %d" % n * 50, captured_at=now(), request_headers=request)
        for n in range(count)
    ]
    writer.close()
    return found


def test_a_response_is_read_back_at_its_offset_with_and_without_its_length(tmp_path: Path) -> None:
    for number, place in enumerate(write(tmp_path)):
        for length in (place.length, None):
            found = read_at(tmp_path / place.file, place.offset, length)
            assert (found.url, found.status, found.body) == (f"http://a.test/{number}", 200, b"isi %d" % number * 50)
            assert (found.record_id, found.payload_digest) == (place.record_id, place.payload_digest)
            assert found.payload_digest == digest_of(found.body)
            assert found.content_type == "text/html"
            assert not found.truncated


def test_other_tools_read_what_is_written_and_find_its_digests_right(tmp_path: Path) -> None:
    place = write(tmp_path)[0]
    with (tmp_path / place.file).open("rb") as stream:
        records = []
        for record in ArchiveIterator(stream, check_digests="raise"):
            record.content_stream().read()
            records.append(record.rec_type)
    assert records == ["warcinfo", *["response", "request"] * 3]


def test_a_body_is_kept_as_it_came_and_decoded_when_read(tmp_path: Path) -> None:
    packed = gzip.compress(b"halo" * 100)
    writer = Writer(tmp_path, software="x")
    place = writer.write("http://a.test/", 200, [("Content-Encoding", "gzip")], packed, captured_at=now())
    writer.close()
    assert place.payload_digest == digest_of(packed)
    assert read_at(tmp_path / place.file, place.offset).body == b"halo" * 100


def test_headers_cannot_break_out_of_their_line(tmp_path: Path) -> None:
    writer = Writer(tmp_path, software="x")
    place = writer.write("http://a.test/", 200, [("X-A", "b\r\nX-Evil: 1"), ("X-U", "é")], b"x", captured_at=now())
    writer.close()
    found = read_at(tmp_path / place.file, place.offset)
    assert found.header("x-evil") == ""
    assert found.body == b"x"


@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=5),
    st.binary(max_size=200),
    st.integers(100, 599),
    st.sampled_from(["http://a.test/x", "http://a.test/?q=\u00e9&b=%20", "http://a.test/a\r\nWARC-Type: evil"]),
)
def test_whatever_a_server_sends_other_tools_read_both_records_and_find_their_digests_right(
    tmp_path_factory: pytest.TempPathFactory, headers: list[tuple[str, str]], body: bytes, status: int, url: str
) -> None:
    folder = tmp_path_factory.mktemp("warc")
    writer = Writer(folder, software="x")
    place = writer.write(url, status, headers, body, captured_at=now(), request_headers=headers)
    writer.close()
    with (folder / place.file).open("rb") as stream:
        found = [
            (record.rec_type, record.content_stream().read())
            for record in ArchiveIterator(stream, check_digests="raise")
        ]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request"]
    assert found[1][1] == body
    assert place.payload_digest == digest_of(body)


def test_a_cut_body_says_so(tmp_path: Path) -> None:
    writer = Writer(tmp_path, software="x")
    place = writer.write("http://a.test/", 200, HTML, b"half", captured_at=now(), truncated="disconnect")
    writer.close()
    assert read_at(tmp_path / place.file, place.offset).truncated


def test_files_are_rotated_by_size_and_numbered_on(tmp_path: Path) -> None:
    places = write(tmp_path, 4, max_bytes=500)
    assert [place.file for place in places] == [f"captures-0000{n}.warc.gz" for n in (1, 2, 3, 4)]
    assert write(tmp_path, 1)[0].file in ("captures-00004.warc.gz", "captures-00005.warc.gz")


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_torn_tail_is_reported_and_cut_off_and_writing_goes_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / write(tmp_path)[0].file
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    problems: list[str] = []
    before = [found.url for found in scan(path, lambda _offset, problem: problems.append(problem))]
    assert problems
    assert repair(path) > 0
    assert repair(path) == 0
    assert [found.url for found in scan(path)] == before
    write(tmp_path, 1)
    assert [found.url for found in scan(path)] == [*before, "http://a.test/0"]


def test_a_record_broken_in_the_middle_costs_that_record_only(tmp_path: Path) -> None:
    places = write(tmp_path, 5)
    path = tmp_path / places[0].file
    data = bytearray(path.read_bytes())
    middle = places[2].offset + places[2].length // 2
    data[middle : middle + 20] = b"\0" * 20
    path.write_bytes(bytes(data))
    problems: list[int] = []
    found = [entry.url for entry in scan(path, lambda offset, _problem: problems.append(offset))]
    assert found == [f"http://a.test/{n}" for n in (0, 1, 3, 4)]
    assert problems[0] == places[2].offset
    with pytest.raises(ScorecardError):
        read_at(path, places[2].offset, places[2].length)


@pytest.mark.parametrize("packing", ["plain", "one member"])
def test_foreign_archives_are_read_plain_or_packed_as_one(tmp_path: Path, packing: str) -> None:
    data = gzip.decompress((tmp_path / write(tmp_path)[0].file).read_bytes())
    path = tmp_path / "foreign"
    path.write_bytes(data if packing == "plain" else gzip.compress(data))
    assert [found.url for found in scan(path)] == [f"http://a.test/{n}" for n in range(3)]


def test_a_plain_archive_with_a_broken_record_gives_the_rest(tmp_path: Path) -> None:
    data = gzip.decompress((tmp_path / write(tmp_path)[0].file).read_bytes())
    broken = data.replace(b"Content-Length: 1", b"Content-Length: x", 1)
    path = tmp_path / "foreign.warc"
    path.write_bytes(broken[:-10])
    problems: list[int] = []
    found = [entry.url for entry in scan(path, lambda offset, _problem: problems.append(offset))]
    assert "http://a.test/1" in found
    assert problems


def test_chunked_bodies_of_foreign_archives_are_joined(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalo\r\n3\r\nkot\r\n0\r\n\r\n"
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <http://a.test/>\r\n"
        b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(block)
    )
    path = tmp_path / "x.warc"
    path.write_bytes(head + block + b"\r\n\r\n")
    found = next(scan(path))
    assert (found.url, found.body, found.record_id) == ("http://a.test/", b"halokot", "urn:uuid:1")


def test_what_is_no_archive_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(b"<html>")
    with pytest.raises(ScorecardError, match="no WARC"):
        list(scan(path))
    with pytest.raises(ScorecardError, match="cannot be opened"):
        list(scan(tmp_path / "missing.warc"))
    with pytest.raises(ScorecardError):
        read_at(tmp_path / "missing.warc", 0)


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(b"halo"), "gzip"),
        (gzip.compress(b"ha") + gzip.compress(b"lo"), "x-gzip"),
        (zlib.compress(b"halo"), "deflate"),
        (zlib.compress(b"halo")[2:-4], "deflate"),
        (brotli.compress(b"halo"), "br"),
        (gzip.compress(gzip.compress(b"halo")), "gzip, gzip"),
        (b"halo", "gzip"),
        (b"halo", "identity"),
        (b"halo", ""),
    ],
    ids=range(9),  # packed bytes hold the time and would name the case differently in each process
)
def test_content_encodings_are_undone(packed: bytes, encoding: str) -> None:
    assert decode(packed, encoding) == (b"halo", False)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_bombs_are_cut_at_the_limit(encoding: str) -> None:
    bomb = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[encoding](b"0" * 30_000_000)
    body, cut = decode(bomb, encoding, 1000)
    assert (len(body), cut) == (1000, True)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, br", "zstd"]))
def test_no_bytes_break_the_decoder(body: bytes, encoding: str) -> None:
    assert len(decode(body, encoding, 500)[0]) <= 500


@given(st.binary(max_size=600))
def test_no_bytes_break_the_scanner(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "x.warc.gz"
    for start in (b"\x1f\x8b\x08", b"WARC/1.0\r\n"):
        path.write_bytes(start + junk)
        assert list(scan(path)) == []


ROADS = "http://www.sukamajukab.test/jalan"


def test_what_was_made_from_a_response_is_read_back_with_its_source_and_its_maker(tmp_path: Path) -> None:
    writer = Writer(tmp_path, software="test")
    first = writer.write(ROADS, 200, (("content-type", "text/html"),), b"<div id=root>", captured_at=now())
    made = writer.write_conversion(
        ROADS,
        b"<h1>Jalan</h1>",
        "text/html; charset=utf-8",
        captured_at=now(),
        refers_to=first.record_id,
        converter="Chromium/156\r\nWARC-Type: response",
    )
    writer.close()
    back = read_at(writer.path, made.offset, made.length)
    assert (back.url, back.status, back.body, back.content_type) == (
        ROADS,
        200,
        b"<h1>Jalan</h1>",
        "text/html; charset=utf-8",
    )
    assert (back.refers_to, back.record_id, back.payload_digest) == (
        first.record_id,
        made.record_id,
        digest_of(b"<h1>Jalan</h1>"),
    )
    assert back.converter == "Chromium/156WARC-Type: response"
    assert [found.record_id for found in scan(writer.path)] == [first.record_id, made.record_id]


def test_a_conversion_by_another_program_is_left_alone(tmp_path: Path) -> None:
    writer = Writer(tmp_path, software="test")
    writer.write_conversion(ROADS, b"x", "text/plain", captured_at=now(), refers_to="urn:x", converter="")
    writer.close()
    assert list(scan(writer.path)) == []
