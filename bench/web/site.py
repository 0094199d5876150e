"""One host of a fictional region: its pages, what surrounds them, and how it answers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from html import escape
from typing import Final

from bench.web.style import Style

DAY: Final = "Mon, 03 Mar 2025 08:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a host says to a path."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""

    @property
    def etag(self) -> str:
        """A mark of the bytes."""
        return '"' + sha1(self.body, usedforsecurity=False).hexdigest()[:16] + '"'


@dataclass(slots=True)
class Entry:
    """A menu entry with its submenu; "#" leads nowhere."""

    label: str
    path: str
    children: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A page without its surroundings."""

    title: str
    body: str
    crumbs: tuple[tuple[str, str], ...] = ()


class Site:
    """Pages by path (with query) of one host, made into HTML when they are asked for."""

    def __init__(self, host: str, title: str, style: Style, chance: random.Random) -> None:
        self.host = host
        self.title = title
        self.style = style
        self.chance = chance
        self.menu: list[Entry] = []
        self.side: list[tuple[str, list[tuple[str, str]]]] = []  # heading, (label, path)
        self.footer = ""
        self.pages: dict[str, Draft] = {}
        self.files: dict[str, Reply] = {}
        self.count = chance.randrange(40, 400)

    def address(self, kind: str, title: str) -> str:
        """A new path for a page of a kind (page, hub, list, news, record, data) in this site's manner."""
        self.count += self.chance.randrange(1, 4)
        path = self.style.address(kind, title, self.count, self.chance)
        while path in self.pages:
            self.count += 1
            path = self.style.address(kind, f"{title} {self.count}", self.count, self.chance)
        return path

    def add(self, kind: str, title: str, body: str, crumbs: tuple[tuple[str, str], ...] = ()) -> str:
        """Enter a page; returns its path."""
        path = self.address(kind, title)
        self.pages[path] = Draft(title, body, crumbs)
        return path

    def file(self, name: str, body: bytes) -> str:
        """Enter a file under an address that says nothing; returns its path."""
        digest = sha1(f"{self.host}{name}{len(self.files)}".encode(), usedforsecurity=False).hexdigest()
        path = self.style.file_address(digest, name)
        self.files[path] = Reply(body, "application/pdf")
        return path

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"http://{self.host}{path}"

    def html(self, path: str) -> str:
        """A page as it is sent."""
        draft = self.pages[path]
        return self.style.look(self, draft, path == "/")

    def reply(self, path: str) -> Reply:
        """The answer to a path."""
        if path in self.files:
            return self.files[path]
        if path in self.pages:
            return Reply(self.html(path).encode())
        return Reply(b"<html><title>404</title><h1>Halaman tidak ditemukan</h1></html>", status=404)

    def paged(
        self, kind: str, title: str, rows: Sequence[str], crumbs: tuple[tuple[str, str], ...] = (), lead: str = ""
    ) -> str:
        """A list over several pages, each with links to a few of the others; returns the first one's path."""
        size = self.style.page_size
        first = self.address(kind, title)
        parts = [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
        for number, part in enumerate(parts):
            path = first if number == 0 else self.style.further(first, number, size)
            body = lead + self.style.listed(part) + self._pager(first, number, len(parts))
            self.pages[path] = Draft(title, body, crumbs)
        return first

    def _pager(self, first: str, number: int, count: int) -> str:
        if count < 2:
            return ""
        near = sorted({0, count - 1, *range(max(0, number - 2), min(count, number + 3))})
        size = self.style.page_size
        links = "".join(
            f"<li><a href='{escape(first if n == 0 else self.style.further(first, n, size))}'>{n + 1}</a></li>"
            for n in near
            if n != number
        )
        return f"<ul class='pagination'>{links}</ul>"

    def publish(self, sitemap: Sequence[str] | None) -> None:
        """Add robots.txt and, where there is one, the sitemap."""
        robots = "User-agent: *\nDisallow: /admin/\n"
        if sitemap is not None:
            robots += f"Sitemap: http://{self.host}/sitemap.xml\n"
            places = "".join(
                f"<url><loc>http://{self.host}{escape(path)}</loc><lastmod>2024-0{1 + n % 9}-11</lastmod></url>"
                for n, path in enumerate(sitemap)
            )
            text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
            self.files["/sitemap.xml"] = Reply(text.encode(), "application/xml")
        self.files["/robots.txt"] = Reply(robots.encode(), "text/plain")
