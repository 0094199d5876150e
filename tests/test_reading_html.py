"""How a page is read: blocks in their place, links and where they lead, headings and menus."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scorecard.model import Place
from scorecard.reading import Link, Page, read

URL = "http://dpmptsp.sukamajukab.test/halaman/"


def page_of(body: str) -> Page:
    return read(f"<html><body>{body}</body></html>".encode(), url=URL, content_type="text/html")


def link_of(body: str, text: str = "") -> Link:
    return next(link for link in page_of(body).links if not text or link.text == text)


def test_inline_elements_stay_in_one_block_and_block_elements_cut() -> None:
    page = page_of("<p>Pemerintah <b>Kota</b> Suka<i>maju</i></p><p>Dua</p>")
    assert [page.words_of(block) for block in page.blocks] == ["Pemerintah Kota Sukamaju", "Dua"]


def test_words_that_only_a_style_parts_are_lines_and_raised_figures_are_none() -> None:
    page = page_of("<div><span>Payung Hukum</span><b>Perda No. 3</b><small>Luas: 5 m<sup>2</sup></small></div>")
    assert [page.words_of(block) for block in page.blocks] == ["Payung Hukum", "Perda No. 3", "Luas: 5 m2"]


def test_words_that_only_a_style_parts_stay_one_entry_of_a_list_a_row_or_a_link() -> None:
    page = page_of("<ul><li>Pria<b>61.200</b></li></ul><div><a href='/x'><b>Judul</b><span>Unduh</span></a></div>")
    assert [page.words_of(block) for block in page.blocks] == ["Pria 61.200", "Judul Unduh"]


def test_blocks_partition_the_text_so_that_every_span_can_be_quoted() -> None:
    page = page_of("<h1>Judul</h1><div>satu<p>dua</p>tiga</div>")
    assert page.text == "Judul\nsatu\ndua\ntiga"
    assert [page.text[block.start : block.end] for block in page.blocks] == page.text.split("\n")


def test_cells_of_a_table_row_are_one_block_with_bars_between() -> None:
    page = page_of("<table><tr><td>Jalan</td><td>12,5</td><td>km</td></tr></table>")
    assert [(page.words_of(block), block.tag, block.table) for block in page.blocks] == [("Jalan | 12,5 | km", "tr", 0)]


def test_menu_header_and_footer_are_navigation_and_the_rest_is_main() -> None:
    page = page_of(
        "<header>Kop</header><nav>Menu</nav><ul class='navbar-nav'><li>Beranda</li></ul>"
        "<main><h1>Isi</h1></main><footer>Kaki</footer><div class='footer-area'>Kaki dua</div>"
    )
    places = {page.words_of(block): block.place for block in page.blocks}
    assert places["Isi"] is Place.MAIN
    assert all(places[words] is Place.NAV for words in ("Kop", "Menu", "Beranda", "Kaki", "Kaki dua"))


def test_the_header_of_an_article_is_not_navigation() -> None:
    page = page_of("<article><header><h1>Prosedur</h1></header>isi</article>")
    assert page.blocks[0].place is Place.MAIN


def test_a_block_knows_the_headings_above_it_nearest_first() -> None:
    page = page_of("<h1>Data</h1><h2>Jalan</h2><p>panjang</p><h2>Listrik</h2><p>daya</p>")
    found = {page.words_of(block): page.headings(block)[:2] for block in page.blocks}
    assert found["panjang"] == ("Jalan", "Data")
    assert found["daya"] == ("Listrik", "Data")


def test_a_link_to_nowhere_is_dead_and_a_bootstrap_modal_is_alive() -> None:
    assert link_of('<a href="#">Cek Status</a>').state == "dead"
    assert link_of('<a href="">Cek Status</a>').state == "dead"
    assert link_of('<a href="javascript:void(0)">Cek</a>').state == "dead"
    assert link_of('<a href="{{ url }}">Cek</a>').state == "dead"
    modal = '<a href="#" data-toggle="modal" data-target="#tarif">Tarif</a><div id="tarif">Rp 0</div>'
    assert (link_of(modal).state, link_of(modal).target) == ("modal", "tarif")
    fetched = link_of('<a href="#" data-bs-toggle="modal" data-bs-target="#tiada">Tarif</a>')
    assert (fetched.state, fetched.target) == ("modal", "")  # its window comes from elsewhere


def test_an_anchor_is_alive_only_where_its_section_is_on_the_page() -> None:
    assert link_of('<a href="#pengaduan">Pengaduan</a><section id="pengaduan">Isi</section>').state == "anchor"
    assert link_of('<a href="#hotels">Hotels</a>').state == "dead"


def test_what_a_modal_holds_can_be_looked_up_by_its_name() -> None:
    page = page_of('<div id="tarif"><p>Rp 0</p><p>gratis</p></div>')
    start, end = page.ids["tarif"]
    assert page.text[start:end].strip() == "Rp 0\ngratis"


def test_links_say_what_kind_of_thing_they_lead_to() -> None:
    kinds = {
        "/unduh/perda-5.pdf": "document",
        "/file/formulir%20izin.DOCX?v=2": "document",
        "https://drive.google.com/file/d/1/view": "drive",
        "https://wa.me/6280000000000": "chat",
        "tel:0999123456": "phone",
        "mailto:info@sukamajukab.test": "mail",
        "/download/12": "download",
        "/profil": "page",
    }
    for href, kind in kinds.items():
        assert link_of(f'<a href="{href}">x</a>').kind == kind, href


def test_addresses_are_absolute_with_the_base_element_obeyed_and_blanks_escaped() -> None:
    body = b'<html><head><base href="http://a.test/x/"></head><body><a href="data apbd.pdf">A</a></body></html>'
    assert read(body, url=URL).links[0].url == "http://a.test/x/data%20apbd.pdf"


def test_a_link_in_a_menu_knows_the_entries_above_it() -> None:
    body = '<ul><li><a href="#">Layanan</a><ul><li><a href="/p">Perizinan</a></li></ul></li></ul>'
    assert link_of(body, "Perizinan").trail == ("Layanan",)


def test_an_image_link_takes_its_words_from_the_picture() -> None:
    assert link_of('<a href="/sipandu"><img alt="Perizinan Online"></a>').text == "Perizinan Online"


def test_a_button_that_leaves_by_script_is_a_link() -> None:
    assert link_of("""<button onclick="window.location.href='/izin'">Ajukan</button>""").url.endswith("/izin")


def test_a_frame_is_a_link_to_what_it_shows() -> None:
    link = link_of('<iframe src="/files/rpjmd.pdf"></iframe>')
    assert (link.kind, link.url) == ("document", "http://dpmptsp.sukamajukab.test/files/rpjmd.pdf")


def test_scripts_styles_and_template_code_are_no_text() -> None:
    page = page_of("<script>var slot='gacor'</script><style>p{}</style><template>x</template><p>Isi</p>")
    assert page.text == "Isi"


def test_words_on_inputs_and_buttons_count_as_text() -> None:
    page = page_of('<form><input placeholder="Masukkan nomor resi"><input type="submit" value="Lacak"></form>')
    assert "Masukkan nomor resi" in page.text
    assert "Lacak" in page.text


def test_a_form_is_read_with_fields_labels_and_buttons() -> None:
    page = page_of(
        '<form action="/lacak" method="POST"><label for="n">Nomor Resi</label><input id="n" name="resi">'
        '<input type="hidden" name="t"><input type="file" name="ktp"><button>Cari</button></form>'
    )
    form = page.form(page.blocks[0].form)
    assert (form.action, form.method) == ("http://dpmptsp.sukamajukab.test/lacak", "post")
    assert [(field.kind, field.name) for field in form.fields] == [("text", "resi"), ("file", "ktp")]
    assert "Nomor Resi" in form.fields[0].words
    assert form.buttons == ("Cari",)


def test_a_declared_charset_is_believed_only_where_utf8_fails() -> None:
    lies = '<meta charset="windows-1252"><p>Perizinan – “online”</p>'.encode()
    assert "Perizinan – “online”" in read(lies, url=URL).text
    legacy = "<p>Ruko “Permai”</p>".encode("cp1252")
    assert "Ruko “Permai”" in read(legacy, url=URL, content_type="text/html").text


def test_bytes_decide_what_a_response_is_before_its_content_type() -> None:
    assert read(b"%PDF-1.4 broken", url=URL, content_type="text/html").kind == "pdf"
    assert read(b"<html><p>Isi</p>", url=URL, content_type="application/octet-stream").text == "Isi"
    assert read(b"\x89PNG\r\n\x00\x00", url=URL, content_type="text/html").kind == "other"


def test_a_page_nested_beyond_all_reason_is_read_within_limits() -> None:
    page = page_of("<div>" * 5_000 + "inti" + "</div>" * 5_000)
    assert page.kind == "html"
    assert len(page.blocks) <= 2


@given(st.binary(max_size=400))
def test_any_bytes_give_a_page_whose_spans_lie_in_its_text(body: bytes) -> None:
    _check_spans(read(b"<p>" + body, url=URL, content_type="text/html"))


TAGS = st.sampled_from(
    "<div> </div> <table> <tr> <td> </td> </table> <a@href='/x'> </a> <ul><li> </li> <h2> </h2> <form> </form> <br>"
    " <input@placeholder=a> kata <nav> </nav> <p> &amp;".replace(" ", "\n")
    .replace("@", " ")
    .split("\n")
)


@given(st.lists(TAGS, max_size=60))
def test_any_nesting_of_elements_gives_whole_spans_tables_and_forms(parts: list[str]) -> None:
    page = page_of("".join(parts))
    _check_spans(page)
    for index in range(page.table_count):
        page.table(index)
    for index in range(page.form_count):
        page.form(index)


def _check_spans(page: Page) -> None:
    position = 0
    for block in page.blocks:
        assert block.start >= position
        assert block.end > block.start
        assert page.words_of(block).strip()
        assert block.heading < block.index
        position = block.end
    assert position == len(page.text)
    for link in page.links:
        assert 0 <= link.start <= link.end <= len(page.text) + 1


def test_text_that_looks_like_markup_stays_text_and_code_stays_out() -> None:
    page = page_of("<iframe src=/x><b>bingkai</b></iframe><p>a &lt;b&gt; &amp;nbsp; <?php if ($a) ?>c<!-- d --></p>")
    assert page.text == "<b>bingkai</b>\na <b> &nbsp; c"


def test_attributes_that_break_out_of_their_quotes_break_nothing_else() -> None:
    page = page_of('<a href="/x"" <b>satu</a><p title="a>b">dua</p>')
    assert [page.words_of(block) for block in page.blocks] == ["satu", "dua"]
    assert page.links[0].href == "/x"


def test_a_named_cell_can_be_looked_up_and_plain_cells_beside_it_too() -> None:
    page = page_of('<table><tr><td>a</td><td id="x">b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>')
    start, end = page.ids["x"]
    assert page.text[start:end].strip(" |") == "b"
    assert page.text == "a | b | c\nd | e"
    assert [row.cells for row in page.table(0).rows] == [("a", "b", "c"), ("d", "e")]


def test_empty_cells_leave_one_bar_each_between_words() -> None:
    page = page_of("<table><tr><td></td><td>a</td><td> </td><td>b</td><td></td></tr></table>")
    assert page.text == "a | | b"
    assert page.table(0).rows[0].cells == ("", "a", "", "b", "")


def test_links_of_a_span_are_those_whose_words_overlap_it() -> None:
    page = page_of('<div onclick="location=\'/luar\'"><a href="/a">satu</a> dua <a href="/b">tiga</a></div>')
    at = page.text.index("tiga")
    assert [link.href for link in page.links_in(at, at + 4)] == ["/luar", "/b"]


def test_a_picture_outside_links_and_menus_is_known_by_its_alt_text_and_the_name_of_its_file() -> None:
    own = (
        '<h2>Alur</h2><img src="/f/alur%20izin_2.png?v=1" alt="Bagan"><a href="/x"><img src="/y.png" alt="Tautan"></a>'
    )
    page = page_of(f'<nav><img src="/logo.png" alt="Logo"></nav>{own}<img src="data:image/png;base64,AA==">')
    assert [words for _at, words in page.pictures] == ["Bagan alur izin 2", ""]
    assert page.pictures[0][0] == page.text.index("Alur") + len("Alur") + 1


def test_what_lies_behind_thousands_of_open_elements_is_left_out_and_said_so() -> None:
    page = page_of("<p>inti</p>" + "<div><ul>" * 20_000 + "dalam")
    assert page.text == "inti"
    assert page.truncated


def test_a_page_of_endless_blocks_is_cut_and_says_so() -> None:
    page = page_of("<p>baris</p>" * 40_000)
    assert page.truncated
    assert 0 < len(page.blocks) <= 40_000 - 1


@given(st.lists(st.sampled_from(["", "satu", "2", "<b>x</b>", "<p>y</p>", "&amp;"]), min_size=1, max_size=12))
def test_cells_are_read_alike_whether_their_bounds_are_plain_or_not(cells: list[str]) -> None:
    plain = page_of(f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>")
    named = page_of(f"<table><tr>{''.join(f'<td id=c{i}>{cell}</td>' for i, cell in enumerate(cells))}</tr></table>")
    assert plain.text == named.text
    if plain.blocks:
        assert plain.table(0).rows == named.table(0).rows
