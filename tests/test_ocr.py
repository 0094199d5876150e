"""Scans: told from other files by their bytes, and read by tesseract where it is installed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from scorecard.demo.pdf import write_pdf
from scorecard.model import Place
from scorecard.reading import ocr, read

URL = "http://jdih.sukamajukab.test/unduh/7"
LINES = ("PERATURAN DAERAH KABUPATEN SUKAMAJU", "NOMOR 5 TAHUN 2019", "Panjang jalan kondisi baik 120,5 km")
needs_tesseract = pytest.mark.skipif(ocr.find() is None, reason="no tesseract with Indonesian or English is installed")


def scan(pages: list[tuple[str, ...]], form: str = "PDF") -> bytes:
    """Lines drawn as pictures, a page each."""
    font = ImageFont.load_default(size=34)
    leaves = []
    for lines in pages:
        leaf = Image.new("L", (1240, 900), 255)
        for row, line in enumerate(lines):
            ImageDraw.Draw(leaf).text((90, 90 + row * 70), line, fill=0, font=font)
        leaves.append(leaf)
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": leaves[1:], "resolution": 150.0} if form == "PDF" else {}
    leaves[0].save(buffer, form, **more)
    return buffer.getvalue()


def test_a_file_of_pictures_is_a_scan_and_one_with_text_is_none() -> None:
    pictured = scan([LINES, LINES])
    assert ocr.may_be_scan(pictured)
    assert ocr.is_scan(read(pictured, url=URL))
    assert ocr.is_scan(read(scan([LINES], "PNG"), url=URL))
    written = write_pdf("Judul", [" ".join(LINES)] * 3)
    assert not ocr.may_be_scan(written)
    assert not ocr.is_scan(read(written, url=URL))


@needs_tesseract
def test_the_words_of_a_scan_are_read_page_by_page() -> None:
    engine = ocr.find()
    assert engine is not None
    text = ocr.recognise(scan([LINES[:2], LINES[2:], ("halaman tiga",)]), URL, engine, pages=2)
    page = ocr.read_recognised(text, URL)
    found = [(block.page_number, page.words_of(block), block.place) for block in page.blocks]
    assert found == [(1, LINES[0], Place.DOCUMENT), (1, LINES[1], Place.DOCUMENT), (2, LINES[2], Place.DOCUMENT)]
    assert engine.name.startswith("tesseract")


@needs_tesseract
def test_a_broken_or_empty_scan_gives_no_text() -> None:
    engine = ocr.find()
    assert engine is not None
    assert ocr.recognise(b"\xff\xd8\xffjunk", URL, engine) == ""
    assert ocr.recognise(scan([()], "PNG"), URL, engine) == ""


def test_without_tesseract_there_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.find.cache_clear()
    try:
        assert ocr.find() is None
    finally:
        ocr.find.cache_clear()


@needs_tesseract
def test_a_picture_that_claims_to_be_huge_is_drawn_small() -> None:
    leaf = Image.new("L", (60, 60), 255)
    buffer = io.BytesIO()
    leaf.save(buffer, "PDF", resolution=0.2)  # 60 dots at 0.2 to the inch: a page of 300 inches
    engine = ocr.find()
    assert engine is not None
    assert ocr.recognise(buffer.getvalue(), URL, engine, pages=1) == ""
