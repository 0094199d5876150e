"""Which pages are worth a browser, judged from their answers."""

from __future__ import annotations

import pytest

from crawler.render.need import need_of
from scorecard.reading import read

URL = "http://data.sukamajukab.test/halaman"
MENU = "<nav><ul>" + "".join(f"<li><a href=/m{i}>Menu {i}</a></li>" for i in range(6)) + "</ul></nav>"
PROSE = "<p>" + "Pemerintah daerah melayani masyarakat dengan sepenuh hati. " * 12 + "</p>"


def need(markup: str, *, home: bool = False, about: str = "jalan") -> str:
    body = markup.encode()
    page = read(body, url=URL, content_type="text/html; charset=utf-8")
    return need_of(page, body, lambda text: about in text.lower(), home=home)


@pytest.mark.parametrize(
    "body",
    [
        '<div id="app"></div><script src="/js/app.js"></script>',
        "<div id=root><!-- app --></div><script type=module src=/a.js></script>",
        '<app-root><div class="spinner">Loading...</div></app-root><script src=main.js></script>',
        "<noscript>You need to enable JavaScript to run this app.</noscript><div></div><script src=x.js></script>",
        '<div id="__next"><div class="spin"></div></div><script src="/_next/static/chunks/main.js"></script>',
    ],
)
def test_an_application_shell_needs_a_browser_wherever_it_stands(body: str) -> None:
    assert need(f"<html><head><title>Portal</title></head><body>{body}</body></html>") == "shell"


@pytest.mark.parametrize(
    "box",
    [
        '<table><thead><tr><th>Kondisi</th><th>Panjang</th></tr></thead><tbody id="isi"></tbody></table>',
        '<ul id="hasil"></ul>',
        '<div id="tabel-data"><!-- diisi --></div>',
        "<p>Memuat data...</p>",
        '<canvas id="grafik"></canvas>',
        "<td>{{ item.nilai }}</td>",
    ],
)
def test_an_empty_container_needs_one_where_its_page_speaks_of_what_is_sought(box: str) -> None:
    page = f"<title>Data</title>{MENU}<h2>Kondisi Jalan Kabupaten</h2>{box}{PROSE}<script>muat()</script>"
    assert need(page) == "empty"
    assert need(page, about="penduduk") == ""


def test_a_home_page_whose_links_a_script_makes_needs_one() -> None:
    assert need(f"<title>Portal</title>{PROSE}<ul id=menu></ul><script src=menu.js></script>", home=True) == "links"


def test_a_page_without_scripts_or_with_its_words_in_the_markup_needs_none() -> None:
    rows = "<table><tr><th>Kondisi<th>2020</tr><tr><td>Baik<td>120</tr></table>"
    assert need(f"<title>Jalan</title>{MENU}<h2>Kondisi Jalan</h2>{rows}{PROSE}<script src=jquery.js></script>") == ""
    assert need("<title>Jalan</title><h2>Kondisi Jalan</h2><tbody></tbody>") == ""
    assert need(f"<title>Portal</title>{MENU}{PROSE}<script src=jquery.js></script>", home=True) == ""


def test_looking_for_the_need_comes_to_an_end_on_hostile_markup() -> None:
    for piece in ("<div id=app><div ", "<tbody><!-- ", "<noscript><p>", "<ul id=a data-x=", '<div id="data'):
        body = ("<script>" + piece * 20_000).encode()
        page = read(b"<script></script><p>x", url=URL, content_type="text/html")
        assert need_of(page, body, lambda _text: False, home=True) in ("", "shell", "links"), piece
