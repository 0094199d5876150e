"""Seven looks of local government websites: what wraps a page's content, by the software that made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu entry with its submenu."""

    label: str
    address: str
    children: tuple[Entry, ...] = ()


#: (site title, page title, menu, footer, body, is the home page) -> HTML
Look = Callable[[str, str, Sequence[Entry], str, str, bool], str]


#: A district's emblem, as it stands in the corner of such sites.
_EMBLEM: Final = "<img class='lambang' src='/assets/lambang.svg' alt=''>"
#: Where each kind of software keeps its styles, and what else they name; the files are those of `dress/`.
DRESS: Final[Mapping[str, str]] = {
    "/assets/css/bootstrap.min.css": "situs.css",
    "/assets/css/warna.css": "warna.css",
    "/assets/css/pita.svg": "pita.svg",
    "/assets/bootstrap5.css": "situs.css",
    "/assets/warna.css": "warna.css",
    "/assets/pita.svg": "pita.svg",
    "/assets/lambang.svg": "lambang.svg",
    "/wp-content/themes/situs/style.css?ver=6.4": "situs.css",
    "/wp-content/themes/situs/warna.css": "warna.css",
    "/wp-content/themes/situs/pita.svg": "pita.svg",
}


def table(caption: str, rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its header; cells hold HTML."""
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows[1:])
    return (
        f"<h3>{caption}</h3>\n<table class='table table-bordered'><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody></table>"
    )


def _document(title: str, head: str, body: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html lang='id'><head><meta charset='utf-8'><title>{escape(title)}</title>{head}</head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def _list(menu: Sequence[Entry], style: str = "", child: str = "") -> str:
    items = "".join(
        f"<li><a href='{escape(entry.address)}'>{entry.label}</a>"
        + (_list(entry.children, child, child) if entry.children else "")
        + "</li>"
        for entry in menu
    )
    return f"<ul class='{style}'>{items}</ul>"


def codeigniter(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A Bootstrap theme over `/index.php/controller/method` addresses."""
    nav = _list(menu, "nav navbar-nav", "dropdown-menu")
    crumbs = "" if home else f"<ol class='breadcrumb'><li><a href='/'>Beranda</a></li><li>{title}</li></ol>"
    return _document(
        f"{title} - {site}",
        "<link rel='stylesheet' href='/assets/css/bootstrap.min.css'>",
        f"<nav class='navbar navbar-default'>{_EMBLEM}<a class='navbar-brand' href='/'>{site}</a>{nav}</nav>\n"
        f"<div class='container'>{crumbs}<div id='content'>\n{body}\n</div></div>\n"
        f"<footer class='footer'>{footer}<p>&copy; {site}</p></footer>",
    )


def wordpress(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A theme with an article, a search box and a sidebar."""
    kind = "home blog" if home else "single-post"
    return _document(
        f"{title} – {site}" if not home else site,
        "<meta name='generator' content='WordPress 6.4'>"
        "<link rel='stylesheet' href='/wp-content/themes/situs/style.css?ver=6.4'>",
        f"<div id='page' class='{kind}'><header id='masthead' class='site-header'>{_EMBLEM}<p class='site-title'>"
        f"<a href='/' rel='home'>{site}</a></p><nav id='site-navigation' class='main-navigation'>"
        f"{_list(menu, 'menu', 'sub-menu')}</nav></header>\n"
        f"<main id='primary' class='site-main'><article class='hentry'><header class='entry-header'>"
        f"<h1 class='entry-title'>{title}</h1></header><div class='entry-content'>\n{body}\n</div></article></main>\n"
        "<aside id='secondary' class='widget-area'><section class='widget'><form role='search' method='get' action='/'>"
        "<input type='search' name='s'></form></section></aside>\n"
        f"<footer id='colophon' class='site-footer'>{footer}</footer></div>",
    )


def joomla(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A left menu module beside a component, in layout tables as such sites still have."""
    heading = "" if home else f"<h2 class='contentheading'>{title}</h2>"
    return _document(
        title,
        "<meta name='generator' content='Joomla! - Open Source Content Management'>"
        "<link rel='stylesheet' href='/assets/bootstrap5.css'>",
        f"<div id='header'>{_EMBLEM}<h1>{site}</h1></div>\n<table width='100%'><tr valign='top'><td id='left'>"
        f"<div class='moduletable_menu'><h3>Menu Utama</h3>{_list(menu, 'menu', 'submenu')}</div></td>\n"
        f"<td id='component'><div class='item-page'>{heading}\n{body}\n</div></td></tr></table>\n"
        f"<div id='footer'>{footer}</div>",
    )


def onepage(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A landing page whose menu jumps to its own sections."""
    nav = "".join(
        f"<li class='nav-item'><a class='nav-link' href='{escape(e.address)}'>{e.label}</a></li>" for e in menu
    )
    heading = "" if home else f"<h2>{title}</h2>"
    return _document(
        site if home else f"{title} | {site}",
        "<link rel='stylesheet' href='/assets/bootstrap5.css'><script src='/assets/app.js'></script>",
        f"<header id='header' class='fixed-top'>{_EMBLEM}<a class='logo' href='/'>{site}</a>"
        f"<nav id='navbar' class='navbar'><ul>{nav}</ul></nav></header>\n"
        f"<main id='main'>{heading}\n{body}\n</main>\n<footer id='footer'>{footer}</footer>",
    )


def lokomedia(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """An old portal with a marquee, a poll and PHP that leaks into the page."""
    leak = "" if home else "<?php include 'statistik.php'; ?>"
    return _document(
        f"{site} | {title}",
        "<meta name='author' content='admin'>",
        f"<div id='banner'><marquee>Selamat datang di {site}</marquee></div>\n"
        f"<div id='menu'>{_list(menu, 'dropdown')}</div>\n<div id='kiri'><h3>{title}</h3>\n{body}\n{leak}</div>\n"
        f"<div id='footer'>{footer}</div>",
    )


def jdih(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A law portal."""
    search = "<form action='/cari'><input name='kata' placeholder='Cari produk hukum'></form>" if home else ""
    return _document(
        f"{title} | {site}",
        "<link rel='stylesheet' href='/assets/bootstrap5.css'>",
        f"<header>{_EMBLEM}<div class='brand'><a href='/'>{site}</a></div><nav>{_list(menu)}</nav></header>\n"
        f"<section class='konten'>{search}\n{body}\n</section>\n<footer>{footer}</footer>",
    )


def satudata(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """A data portal: a dataset page has its metadata beside the table."""
    metadata = "" if home else "<dl><dt>Penerbit</dt><dd>Walidata</dd><dt>Lisensi</dt><dd>Data terbuka</dd></dl>"
    return _document(
        f"{title} - {site}",
        "<link rel='stylesheet' href='/assets/bootstrap5.css'>",
        f"<header class='masthead'>{_EMBLEM}<a href='/'>{site}</a><nav>{_list(menu)}</nav></header>\n"
        f"<main class='dataset'><h1>{title}</h1>\n{body}\n{metadata}</main>\n<footer>{footer}</footer>",
    )


def plain(site: str, title: str, menu: Sequence[Entry], footer: str, body: str, home: bool) -> str:
    """Nothing around the content: what a domain seller shows."""
    return _document(title or site, "", f"{body}\n{_list(menu) if menu and not home else ''}{footer}")


LOOKS: Final[Mapping[str, Look]] = {
    look.__name__: look for look in (codeigniter, wordpress, joomla, onepage, lokomedia, jdih, satudata, plain)
}
