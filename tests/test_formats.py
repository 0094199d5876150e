"""Files beside PDF: read in a process that may die, into the blocks and tables that rules know from pages."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
import xlsxwriter
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules.judge import Judge
from scorecard.model import Place, Strength
from scorecard.reading import Page, read
from scorecard.reading.formats import READERS
from scorecard.reading.formats.outline import FullError, Outline
from scorecard.reading.formats.sniff import kind_of
from tests.officefiles import compound, excel97, word97

URL = "http://www.sukamajukab.test/unduh?id=7"
ROADS = [["Kecamatan", "Baik", "Rusak"], ["Mawar", "12,5", "3"], ["Melati", "1.200", "90"]]


def texts(page: Page) -> list[str]:
    return [page.words_of(block) for block in page.blocks]


def cells(page: Page, index: int = 0) -> list[tuple[str, ...]]:
    return [row.cells for row in page.table(index).rows]


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Jalan")
        sheet.merge_range(0, 0, 0, 3, "Panjang Jalan menurut Kondisi (km)")
        sheet.write_row(2, 0, ["No", "Kecamatan"])
        sheet.merge_range(2, 2, 2, 3, "Kondisi Baik")
        sheet.write_row(3, 2, [2019, 2020])
        sheet.write_row(4, 0, [1, "Mawar", 12.345, 1500.5])
        sheet.write_row(5, 0, [2, "Melati", 12, 99])
        book.add_worksheet("Sisa").hide()
        book.add_worksheet("Penduduk").write_row(0, 0, ["Penduduk 2020"])
    return buffer.getvalue()


def test_a_workbook_is_tables_with_their_headings_a_page_number_a_sheet() -> None:
    page = read(workbook(), url=URL)
    assert (page.kind, page.page_count, page.is_document) == ("xlsx", 2, True)
    assert cells(page) == [
        ("No", "Kecamatan", "Kondisi Baik", "Kondisi Baik"),
        ("", "", "2019", "2020"),
        ("1", "Mawar", "12,345", "1500,5"),
        ("2", "Melati", "12", "99"),
    ]
    assert [row.figures for row in page.table(0).body] == [(12.345, 1500.5), (12.0, 99.0)]
    assert page.table(0).caption == "Panjang Jalan menurut Kondisi (km)"
    assert [(block.page_number, page.words_of(block)) for block in page.blocks][-1] == (2, "Penduduk 2020")
    assert {block.place for block in page.blocks} == {Place.DOCUMENT}
    assert "Sisa" not in page.text


def test_a_word_document_keeps_headings_tables_links_and_pages() -> None:
    document = docx.Document()
    document.core_properties.title = "Profil Daerah"
    document.add_heading("Kondisi Jalan", 2)
    paragraph = document.add_paragraph("Selengkapnya ")
    link = OxmlElement("w:hyperlink")
    part = document.part.relate_to("http://www.sukamajukab.test/jalan", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), part)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "data jalan"
    run.append(text)
    link.append(run)
    paragraph._p.append(link)
    table = document.add_table(rows=3, cols=3)
    for at, row in enumerate(ROADS):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
    document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx types the rest
    document.add_paragraph("Halaman dua")
    buffer = io.BytesIO()
    document.save(buffer)
    page = read(buffer.getvalue(), url=URL)
    assert (page.kind, page.title, page.page_count) == ("docx", "Profil Daerah", 2)
    assert cells(page) == [tuple(row) for row in ROADS]
    assert page.headings(page.blocks_of(0)[0])[0] == "Kondisi Jalan"
    assert [(one.url, one.text, one.place) for one in page.links] == [
        ("http://www.sukamajukab.test/jalan", "data jalan", Place.DOCUMENT)
    ]
    assert page.blocks[-1].page_number == 2


@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
def test_a_csv_file_is_one_table_whatever_divides_its_cells(divider: str) -> None:
    rows = [["Kecamatan", "Pria"], ["Mawar", "12"], ["Melati", "13"], ["Kenanga", "14"]]
    body = "\r\n".join(divider.join(row) for row in rows).encode()
    page = read(body, url="http://www.sukamajukab.test/data.csv", content_type="application/octet-stream")
    assert (page.kind, cells(page)) == ("csv", [tuple(row) for row in rows])


def test_records_of_json_are_a_table_under_the_name_of_their_field() -> None:
    body = b'{"status": "ok", "jumlahPenduduk": [{"kecamatan": "Mawar", "laki_laki": 600, "tahun": {"akhir": 2020}},'
    body += b'{"kecamatan": "Melati", "laki_laki": 650.5}]}'
    page = read(body, url="http://data.sukamajukab.test/api/7", content_type="application/json; charset=utf-8")
    assert page.kind == "json"
    assert cells(page) == [
        ("kecamatan", "laki laki", "tahun akhir"),
        ("Mawar", "600", "2020"),
        ("Melati", "650,5", ""),
    ]
    assert page.headings(page.blocks_of(0)[0])[0] == "jumlah Penduduk"


def test_a_page_that_only_begins_like_json_is_still_a_page() -> None:
    page = read(b"{{ csrf }}<h1>Perizinan</h1>", url="http://www.sukamajukab.test/", content_type="text/html")
    assert page.kind == "html"


def test_a_word_97_file_gives_paragraphs_tables_and_pages_and_no_instructions_of_fields() -> None:
    text = 'Prosedur Izin\rLihat \x13HYPERLINK "x"\x14di sini\x15.\r'
    text += "".join("\x07".join(row) + "\x07\x07" for row in ROADS) + "Habis\x0cHalaman dua\r"
    page = read(word97(text), url=URL)
    assert (page.kind, page.page_count, page.truncated) == ("doc", 2, False)
    assert texts(page)[:2] == ["Prosedur Izin", "Lihat di sini."]
    assert cells(page) == [tuple(row) for row in ROADS]
    assert [(block.page_number, page.words_of(block)) for block in page.blocks][-2:] == [
        (1, "Habis"),
        (2, "Halaman dua"),
    ]


def test_a_locked_word_97_file_is_said_to_be_unread() -> None:
    page = read(word97("rahasia\r", flags=0x0300), url=URL)
    assert (page.kind, page.text, page.truncated) == ("doc", "", True)


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    page = read(excel97([["Kecamatan", "Panjang"], ["Mawar", 12.5], ["Melati", 30.0]]), url=URL)
    assert (page.kind, cells(page)) == ("xls", [("Kecamatan", "Panjang"), ("Mawar", "12,5"), ("Melati", "30")])


def test_a_rich_text_file_keeps_its_tables() -> None:
    rows = "".join(
        r"\trowd\cellx1000\cellx2000\cellx3000\intbl " + r"\cell ".join(row) + r"\cell\row" + "\n" for row in ROADS
    )
    body = (r"{\rtf1\ansi\ansicpg1252 {\fonttbl{\f0 Arial;}}\pard Formulir \b Izin\b0\par" + "\n" + rows + "}").encode()
    page = read(body, url=URL)
    assert (page.kind, texts(page)[0], cells(page)) == ("rtf", "Formulir Izin", [tuple(row) for row in ROADS])


def test_an_archive_lists_its_members_and_is_never_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("formulir/", "")
        archive.writestr("formulir/Permohonan SIUP.docx", "rahasia")
    page = read(buffer.getvalue(), url=URL)
    assert (page.kind, page.text) == ("zip", "formulir/Permohonan SIUP.docx")


def test_the_kind_is_read_off_the_bytes_not_off_names() -> None:
    page = read(workbook(), url="http://www.sukamajukab.test/jalan.pdf", content_type="application/pdf")
    assert page.kind == "xlsx"
    exported = b"<table><tr><td>Baik</td><td>12</td></tr></table>"
    assert (
        read(exported, url="http://www.sukamajukab.test/jalan.xls", content_type="application/vnd.ms-excel").kind
        == "html"
    )


def test_a_table_of_a_workbook_is_evidence_with_the_number_of_its_sheet() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("Sampul").write_row(0, 0, ["Kabupaten Sukamaju Dalam Angka"])
        sheet = book.add_worksheet("Jalan")
        sheet.write_row(0, 0, ["Panjang Jalan menurut Kondisi Jalan (km), 2020"])
        for at, row in enumerate([["Kondisi Jalan", "2019", "2020"], ["Baik", 210.5, 220.1], ["Sedang", 90.0, 85.5],
                                  ["Rusak", 40.2, 36.0], ["Rusak Berat", 12.3, 10.1]]):  # fmt: skip
            sheet.write_row(at + 2, 0, row)
    page = read(buffer.getvalue(), url=URL)
    found = [hit for hit in Judge(rules.ALL).hits(page) if hit.indicator == "web_roads_quality"]
    assert [(hit.strength, hit.page_number, hit.place) for hit in found if hit.strength is Strength.FOUND] == [
        (Strength.FOUND, 2, Place.DOCUMENT)
    ]


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.infolist()[0].file_size = 1_000_000_000  # as its directory will say
    page = read(buffer.getvalue(), url=URL)
    assert (page.kind, page.text, page.truncated) == ("other", "", True)


def test_entities_of_a_document_are_not_expanded() -> None:
    inside = '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    inside += '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    inside += "<w:p><w:r><w:t>awal &b; &f;</w:t></w:r></w:p></w:body></w:document>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", inside)
    page = read(buffer.getvalue(), url=URL)
    assert page.kind == "docx"
    assert "lol" not in page.text


def test_an_outline_stops_at_its_limit_and_keeps_what_stands() -> None:
    outline = Outline()
    with pytest.raises(FullError):
        outline.grid([["a", "1", "2"]] * 100_000)
    assert outline.markup.endswith("</table>")


_STARTS = [
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"{\\rtf1",
    b"\x89PNG\r\n\x1a\n",
    b'[{"a":1},',
    b"%PDF-1.4",
]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(_STARTS), st.binary(max_size=300))
def test_whatever_follows_the_first_bytes_of_a_file_costs_that_file_only(start: bytes, rest: bytes) -> None:
    page = read(start + rest, url=URL, content_type="application/octet-stream")
    assert all(0 <= block.start <= block.end <= len(page.text) for block in page.blocks)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=600))
def test_a_cut_or_twisted_file_keeps_what_was_read_before(kind: str, noise: bytes) -> None:
    whole = {"doc": word97("satu\rdua\r"), "xls": excel97([["a", "b"], ["c", 1.0]]), "xlsx": workbook()}
    body = whole.get(kind, b"satu;dua\n")
    at = len(body) // 2
    page = read(body[:at] + noise + body[at + len(noise) :], url=URL, content_type="text/csv")
    assert page.url == URL


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=5), max_size=8))
def test_words_of_a_table_come_back_whatever_signs_they_hold(rows: list[list[str]]) -> None:
    outline = Outline()
    outline.grid(rows)
    page = read(b"<body>" + outline.markup.encode("utf-8", "replace"), url=URL, content_type="text/html")
    words = {word for row in rows for cell in row for word in cell.split() if word.isascii() and word.isprintable()}
    assert words <= set(page.text.replace("|", " | ").split()) | {"|"} | set(page.text.split())


def test_an_empty_compound_file_is_nothing_to_read() -> None:
    page = read(compound({"Other": b"x"}), url=URL)
    assert (page.kind, page.text) == ("other", "")


def test_a_scan_is_known_as_a_picture_with_one_page() -> None:
    assert kind_of(b"\xff\xd8\xff\xe0junk") == "image"
    assert read(b"\xff\xd8\xff\xe0junk", url=URL).page_count == 1
