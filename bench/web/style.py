"""Four manners of making such sites: addresses, lists, menus and margins. The fourth is kept out of all tuning."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.web.site import Draft, Entry, Site


def slug_of(title: str) -> str:
    """A title as a path's last segment."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:70] or "x"


@dataclass(frozen=True, slots=True)
class Style(ABC):
    """What one kind of software makes of a site. `generic`: share of links that say only "read more"."""

    name: str
    page_size: int = 10
    generic: float = 0.3
    told: float = 0.7  # share of generic links whose row or heading names the thing
    sitemap: str = "none"  # none, stale, whole, opaque
    own_hosts: float = 0.5  # share of topics on hosts of their own
    linked_hosts: float = 0.8  # share of those that the portal's menu links to
    news: tuple[int, int] = (700, 1100)
    laws: tuple[int, int] = (150, 350)
    papers: tuple[int, int] = (120, 300)
    datasets: tuple[int, int] = (60, 130)
    layouts: tuple[tuple[str, float], ...] = (("menu", 0.3), ("hub", 0.4), ("list", 0.3))

    @abstractmethod
    def address(self, kind: str, title: str, number: int, chance: random.Random, /) -> str:
        """A path for a new page."""

    @abstractmethod
    def further(self, first: str, number: int, size: int, /) -> str:
        """The path of a list's page `number` (from 0)."""

    @abstractmethod
    def file_address(self, digest: str, name: str, /) -> str:
        """A path for a file."""

    @abstractmethod
    def listed(self, rows: Sequence[str]) -> str:
        """Rows of a list as markup; a row is HTML."""

    @abstractmethod
    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """One row that leads to `path`; `generic` replaces its words, `told` says whether the row still names it."""

    @abstractmethod
    def look(self, site: Site, draft: Draft, home: bool, /) -> str:
        """A whole page."""


def document(title: str, site: Site, body: str) -> str:
    """A whole page around a body."""
    return (
        f"<!DOCTYPE html>\n<html lang='id'><head><meta charset='utf-8'><title>{escape(title)} - {escape(site.title)}"
        f"</title><link rel='stylesheet' href='/assets/app.css'></head>\n<body>\n{body}\n</body></html>\n"
    )


def _menu(entries: Sequence[Entry], style: str, child: str) -> str:
    items = "".join(
        f"<li><a href='{escape(entry.path)}'>{escape(entry.label)}</a>"
        + (_menu(entry.children, child, child) if entry.children else "")
        + "</li>"
        for entry in entries
    )
    return f"<ul class='{style}'>{items}</ul>"


def _side(site: Site, box: str, item: str) -> str:
    parts = []
    for heading, links in site.side:
        found = "".join(item.format(path=escape(path), label=escape(label)) for label, path in links)
        parts.append(box.format(heading=escape(heading), links=found))
    return "".join(parts)


class Wordpress(Style):
    """Slugs, dated news, category and tag archives, a mega menu and a full margin."""

    def address(self, kind: str, title: str, number: int, chance: random.Random, /) -> str:
        """`/2023/05/slug/` for news, `/slug/` for the rest."""
        if kind == "news":
            return f"/{chance.randrange(2017, 2026)}/{chance.randrange(1, 13):02d}/{slug_of(title)}-{number}/"
        if kind == "page" and chance.random() < 0.15:
            return f"/?page_id={number}"
        return f"/{slug_of(title)}/"

    def further(self, first: str, number: int, _size: int, /) -> str:
        """`page/3/`."""
        return f"{first}page/{number + 1}/"

    def file_address(self, digest: str, _name: str, /) -> str:
        """As uploaded."""
        return f"/wp-content/uploads/20{15 + int(digest[0], 16) % 10}/0{1 + int(digest[1], 16) % 9}/{digest[:12]}.pdf"

    def listed(self, rows: Sequence[str]) -> str:
        """Articles under each other."""
        return "".join(f"<article class='post'>{row}</article>" for row in rows)

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """A heading and a button."""
        if generic:
            head = f"<h3>{label}</h3>" if told else "<h3>&nbsp;</h3>"
            return f"{head}<p>Diperbarui oleh admin.</p><a class='more-link' href='{escape(path)}'>{generic}</a>"
        return f"<h3><a href='{escape(path)}'>{label}</a></h3><p>Diperbarui oleh admin.</p>"

    def look(self, site: Site, draft: Draft, _home: bool, /) -> str:
        """Header menu, article, margin, footer."""
        side = _side(
            site,
            "<section class='widget'><h4>{heading}</h4><ul>{links}</ul></section>",
            "<li><a href='{path}'>{label}</a></li>",
        )
        return document(
            draft.title,
            site,
            f"<header id='masthead'><p><a href='/' rel='home'>{site.title}</a></p><nav class='main-navigation'>"
            f"{_menu(site.menu, 'menu', 'sub-menu')}</nav></header><main id='primary'>"
            f"<h1 class='entry-title'>{draft.title}</h1><div class='entry-content'>{draft.body}</div></main>"
            f"<aside id='secondary'>{side}</aside><footer id='colophon'>{site.footer}</footer>",
        )


class Joomla(Style):
    """One script with numbers, hubs before lists before articles, a menu at the left that opens where one is."""

    def address(self, kind: str, title: str, number: int, chance: random.Random, /) -> str:
        """`index.php?option=...&view=...&id=...`."""
        view = "category" if kind in ("hub", "list") else "article"
        alias = f":{slug_of(title)}" if chance.random() < 0.35 else ""
        item = 100 + (number % 23)
        return f"/index.php?option=com_content&view={view}&id={number}{alias}&Itemid={item}"

    def further(self, first: str, number: int, size: int, /) -> str:
        """`limitstart`."""
        return f"{first}&limitstart={number * size}"

    def file_address(self, digest: str, _name: str, /) -> str:
        """A component that hides the name."""
        return f"/index.php?option=com_phocadownload&view=file&id={int(digest[:5], 16)}&Itemid=140"

    def listed(self, rows: Sequence[str]) -> str:
        """A table."""
        return "<table class='category'>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """Cells."""
        if generic:
            return (
                f"<td>{label if told else '-'}</td><td>Super User</td><td><a href='{escape(path)}'>{generic}</a></td>"
            )
        return f"<td><a href='{escape(path)}'>{label}</a></td><td>Super User</td><td>{len(label) * 7}</td>"

    def look(self, site: Site, draft: Draft, _home: bool, /) -> str:
        """A layout table; children of the menu only under the entry that is open."""
        crumbs = {label for label, _path in draft.crumbs} | {draft.title}
        shut = [
            entry if entry.label in crumbs or entry.path == "#" else type(entry)(entry.label, entry.path)
            for entry in site.menu
        ]
        side = _side(
            site, "<div class='moduletable'><h3>{heading}</h3>{links}</div>", "<div><a href='{path}'>{label}</a></div>"
        )
        way = " &raquo; ".join(f"<a href='{escape(path)}'>{label}</a>" for label, path in draft.crumbs)
        return document(
            draft.title,
            site,
            f"<div id='header'><h1>{site.title}</h1></div><table width='100%'><tr valign='top'><td id='left'>"
            f"<div class='moduletable_menu'><h3>Menu Utama</h3>{_menu(shut, 'menu', 'submenu')}</div>{side}</td>"
            f"<td id='component'><div class='pathway'>{way}</div><h2 class='contentheading'>{draft.title}</h2>"
            f"{draft.body}</td></tr></table><div id='footer'>{site.footer}</div>",
        )


class Portal(Style):
    """A portal over many hosts: accordions, document tables by agency, records by number."""

    def address(self, kind: str, title: str, number: int, chance: random.Random, /) -> str:
        """Controllers and numbers, a slug now and then."""
        if kind == "news":
            return f"/berita/detail/{number}"
        if kind == "record":
            return f"/front/dokumen/detail/{300000000 + number * 17}"
        if kind == "data":
            return f"/dataset/{slug_of(title)}-{number}" if chance.random() < 0.5 else f"/data/{number}"
        if kind == "list":
            return f"/dokumen?opd={slug_of(title)[:18]}"
        return f"/{slug_of(title)}" if chance.random() < 0.6 else f"/profil/{number}"

    def further(self, first: str, number: int, _size: int, /) -> str:
        """`page=3`."""
        return f"{first}{'&' if '?' in first else '?'}page={number + 1}"

    def file_address(self, digest: str, _name: str, /) -> str:
        """A hash."""
        return f"/storage/dokumen/{digest[:20]}.pdf"

    def listed(self, rows: Sequence[str]) -> str:
        """A numbered table."""
        numbered = (f"<tr><td>{number}</td>{row}</tr>" for number, row in enumerate(rows, 1))
        return (
            "<table class='table table-striped'><tr><th>No</th><th>Judul</th><th>Aksi</th></tr>"
            + "".join(numbered)
            + "</table>"
        )

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """Title and action."""
        if generic:
            return f"<td>{label if told else 'Dokumen'}</td><td><a class='btn' href='{escape(path)}'>{generic}</a></td>"
        return f"<td><a href='{escape(path)}'>{label}</a></td><td>{2015 + len(label) % 10}</td>"

    def look(self, site: Site, draft: Draft, _home: bool, /) -> str:
        """A bar, a breadcrumb, a container."""
        way = "".join(f"<li><a href='{escape(path)}'>{label}</a></li>" for label, path in draft.crumbs)
        side = _side(
            site,
            "<div class='card'><div class='card-header'>{heading}</div>{links}</div>",
            "<a class='item' href='{path}'>{label}</a>",
        )
        return document(
            draft.title,
            site,
            f"<nav class='navbar'><a href='/'>{site.title}</a>{_menu(site.menu, 'navbar-nav', 'dropdown-menu')}</nav>"
            f"<div class='container'><ol class='breadcrumb'><li><a href='/'>Beranda</a></li>{way}</ol>"
            f"<h1>{draft.title}</h1><div id='content'>{draft.body}</div><div class='col-md-3'>{side}</div></div>"
            f"<footer>{site.footer}</footer>",
        )


class Opaque(Style):
    """Numbers only, cards that say "read more", tiles in place of menus, lists by offset. Not tuned on."""

    def address(self, kind: str, _title: str, number: int, chance: random.Random, /) -> str:
        """`/halaman/123`, `/konten?id=`, `/v/base36`."""
        if kind in ("hub", "list"):
            return f"/kanal/{number}"
        if kind == "news":
            return f"/konten?id={number}&k={1 + number % 7}"
        return f"/halaman/{number}" if chance.random() < 0.7 else f"/konten?id={number}&k=9"

    def further(self, first: str, number: int, size: int, /) -> str:
        """An offset as a segment."""
        return f"{first}/{number * size}"

    def file_address(self, digest: str, _name: str, /) -> str:
        """A script without any ending."""
        return f"/berkas/unduh/{digest[:10]}"

    def listed(self, rows: Sequence[str]) -> str:
        """Cards in a grid."""
        return "<div class='grid'>" + "".join(f"<div class='kartu'>{row}</div>" for row in rows) + "</div>"

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """A picture, a caption, a button."""
        if generic:
            caption = f"<div class='cap'>{label}</div>" if told else ""
            return f"<img src='/img/{len(label)}.jpg'>{caption}<div><a href='{escape(path)}'>{generic}</a></div>"
        return f"<a href='{escape(path)}'><img src='/img/{len(label)}.jpg'><div class='cap'>{label}</div></a>"

    def look(self, site: Site, draft: Draft, home: bool, /) -> str:
        """Tiles on the home page, a strip elsewhere; related pages below."""
        tiles = "".join(
            f"<div class='tile'><a href='{escape(entry.path)}'>{entry.label}</a>"
            + "".join(f"<a class='sub' href='{escape(child.path)}'>{child.label}</a>" for child in entry.children)
            + "</div>"
            for entry in site.menu
        )
        strip = "".join(f"<a href='{escape(entry.path)}'>{entry.label}</a> " for entry in site.menu)
        side = _side(site, "<div class='rel'><b>{heading}</b>{links}</div>", "<p><a href='{path}'>{label}</a></p>")
        return document(
            draft.title,
            site,
            f"<div class='top'><a href='/'>{site.title}</a></div>{tiles if home else f'<div class=strip>{strip}</div>'}"
            f"<div class='isi'><h1>{draft.title}</h1>{draft.body}</div>{side}<div class='kaki'>{site.footer}</div>",
        )


STYLES = {
    "wordpress": Wordpress("wordpress", 10, 0.25, 0.9, "stale", 0.3, 0.8, (900, 1300), (100, 180), (60, 120), (50, 90)),
    "joomla": Joomla(
        "joomla",
        20,
        0.35,
        0.8,
        "none",
        0.3,
        0.9,
        (900, 1300),
        (120, 220),
        (70, 140),
        (50, 90),
        (("menu", 0.15), ("hub", 0.35), ("list", 0.5)),
    ),
    "portal": Portal(
        "portal",
        10,
        0.45,
        0.85,
        "whole",
        0.9,
        0.7,
        (700, 1000),
        (120, 220),
        (70, 140),
        (50, 90),
        (("menu", 0.2), ("hub", 0.3), ("list", 0.5)),
    ),
    "opaque": Opaque(
        "opaque",
        12,
        0.5,
        0.85,
        "opaque",
        0.5,
        0.75,
        (800, 1200),
        (120, 220),
        (70, 140),
        (50, 90),
        (("menu", 0.2), ("hub", 0.4), ("list", 0.4)),
    ),
}
