"""A fifth manner of region, laid out unlike the others: kept out of all tuning.

The portal is a blog in which everything is a post under the date it was entered, evidence among the news of its
category; services stand in a menu of two levels; papers are one table of sixty rows a page; figures lie in a
catalogue of data sets with groups; some evidence is linked from nothing but the sitemap or another page's text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from bench.web.plan import DATA, Builder, wording
from bench.web.site import Draft, Entry, Site
from bench.web.style import Style, document, slug_of

if TYPE_CHECKING:
    from bench.web.plan import World

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
#: Share of evidence that only the sitemap names, and that only another page's text links to.
_LISTED_ONLY: Final = 0.06
_ASIDE: Final = 0.06


class Posts(Style):
    """Everything is a post: title, date, the first words, a button."""

    def address(self, kind: str, title: str, _number: int, chance: random.Random, /) -> str:
        """Posts by date, pages by name, categories."""
        if kind == "page":
            return f"/{slug_of(title)}/"
        if kind in ("hub", "list"):
            return f"/category/{slug_of(title)}/"
        return f"/{chance.randrange(2018, 2026)}/{chance.randrange(1, 13):02d}/{slug_of(title)}/"

    def further(self, first: str, number: int, _size: int, /) -> str:
        """`page/3/`."""
        return f"{first}page/{number + 1}/"

    def file_address(self, digest: str, name: str, /) -> str:
        """As uploaded, by its name."""
        return f"/wp-content/uploads/20{15 + int(digest[0], 16) % 10}/0{1 + int(digest[1], 16) % 9}/{slug_of(name)}.pdf"

    def listed(self, rows: Sequence[str]) -> str:
        """Rows under each other."""
        return f"<div class='posts'>{''.join(rows)}</div>"

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """A title that is a link, its date, a button; at times a picture with a button alone."""
        date = f"{1 + len(path) % 28} {_MONTHS[len(label) % 12]} 20{18 + len(label) % 7}"
        more = f"<a class='more' href='{escape(path)}'>{generic or 'Read More'}</a>"
        head = f"<h2><a href='{escape(path)}'>{label}</a></h2>"
        if generic:
            head = (
                f"<h2>{label}</h2>" if told else f"<a href='{escape(path)}'><img src='/i/{len(path)}.jpg' alt=''></a>"
            )
        return f"<article>{head}<time>{date}</time><p>Oleh admin. Dibaca {len(path)} kali.</p>{more}</article>"

    def look(self, site: Site, draft: Draft, _home: bool, /) -> str:
        """A head with the menu, posts, tags and the newest at the side."""
        items = "".join(f"<li>{_entry(entry)}</li>" for entry in site.menu)
        side = "".join(
            f"<div class='widget'><h3>{heading}</h3>"
            + "".join(f"<a href='{escape(path)}'>{label}</a> " for label, path in links)
            + "</div>"
            for heading, links in site.side
        )
        return document(
            draft.title,
            site,
            f"<header><a href='/'>{site.title}</a><nav><ul>{items}</ul></nav></header><main><h1>{draft.title}</h1>"
            f"{draft.body}</main><aside>{side}</aside><footer>{site.footer}</footer>",
        )


class Catalogue(Posts):
    """Data sets by name, groups, facets of publishers that only filter."""

    def address(self, kind: str, title: str, number: int, _chance: random.Random, /) -> str:
        """`/dataset/name`, `/group/name`."""
        if kind in ("hub", "list"):
            return f"/group/{slug_of(title)}"
        return f"/dataset/{slug_of(title)}-{number}" if kind != "page" else f"/{slug_of(title)}"

    def further(self, first: str, number: int, _size: int, /) -> str:
        """`?page=3`."""
        return f"{first}?page={number + 1}"

    def row(self, label: str, path: str, generic: str, told: bool) -> str:
        """A name, no description, the formats."""
        shown = label if told or not generic else "Dataset"
        link = f"<a href='{escape(path)}'>{generic or shown}</a>"
        head = f"<h3>{shown}</h3>{link}" if generic else f"<h3>{link}</h3>"
        return f"<li class='dataset-item'>{head}<div>Tidak ada deskripsi</div><span>XLSX</span></li>"


class Kantor(Builder):
    """Lays such a region out."""

    def _site(self, name: str, title: str) -> Site:
        host = f"{name}.{self.domain}"
        if host not in self.world.sites and name != "www":
            site = self.world.sites[host] = Site(host, title, CATALOGUE if name == "data" else self.style, self.chance)
            site.footer = f"<p>{title}</p>"
            return site
        return super()._site(name, title)

    def _host_of(self, topic: str) -> Site:
        if topic in DATA:
            return self._site("data", f"Portal Data {self.region.full_name}")
        if topic == "hukum" and self.chance.random() < 0.5:
            return self._site("jdih", f"JDIH {self.region.full_name}")
        return self.portal

    def _topic(self, site: Site, topics: list[str], slugs: list[str]) -> None:
        hub = self.chance.choice(wording()["_topics"][topics[0]]["hubs"])
        rows = [row for slug in slugs for row in self._rows(site, slug, hub)]
        rows = self._set_aside(site, rows)
        if topics[0] in DATA:
            self._catalogue(site, rows)
        elif topics[0] == "izin":
            self._services(site, hub, rows)
        elif topics[0] in ("hukum", "keuangan"):
            self._table(site, hub, rows, laws=topics[0] == "hukum")
        else:
            self._category(site, hub, rows)

    def _set_aside(self, site: Site, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Take out what nothing lists: some of it a page of its own links to, the sitemap names the rest."""
        kept = []
        for label, path in rows:
            drawn = self.chance.random()
            if drawn < _ASIDE:
                text = (
                    f"{self.filler.text()}<p>Selanjutnya dapat dilihat pada <a href='{escape(path)}'>{label}</a>.</p>"
                )
                kept.append((f"Sekilas {label}", site.add("news", f"Sekilas {label}", text)))
            elif drawn > _ASIDE + _LISTED_ONLY:
                kept.append((label, path))
        return kept

    def _catalogue(self, site: Site, rows: list[tuple[str, str]]) -> None:
        rows = rows + [
            (name, site.add("data", name, self.filler.record(name)))
            for name in self.filler.datasets(self.chance.randint(*self.style.datasets) * 2)
        ]
        self.chance.shuffle(rows)
        first = "/dataset"
        parts = [rows[start : start + 20] for start in range(0, len(rows), 20)]
        for number, part in enumerate(parts):
            pager = "".join(
                f"<a href='{first if n == 0 else f'{first}?page={n + 1}'}'>{n + 1}</a> "
                for n in sorted({0, len(parts) - 1, *range(max(0, number - 2), min(len(parts), number + 3))})
                if n != number
            )
            body = f"<p>{len(rows)} dataset ditemukan</p><ul>{''.join(self._link(*row) for row in part)}</ul>{pager}"
            site.pages[first if number == 0 else f"{first}?page={number + 1}"] = Draft("Dataset", body)
        groups = [
            (name, site.add("list", name, CATALOGUE.listed([CATALOGUE.row(*row, "", True) for row in rows[n::8]])))
            for n, name in enumerate(self.filler.groups(4))
        ]
        everyone = site.add("hub", "Semua Grup", CATALOGUE.listed([CATALOGUE.row(*one, "", True) for one in groups]))
        site.menu += [Entry("Dataset", first), Entry("Grup", everyone)]

    def _services(self, site: Site, hub: str, rows: list[tuple[str, str]]) -> None:
        """A menu of two levels for half of them, a category of posts for the rest."""
        self.chance.shuffle(rows)
        half = len(rows) // 2
        statics = [(name, site.add("page", name, self.filler.text())) for name in self.filler.papers(3)]
        site.menu.append(Entry(hub, "#", [Entry(*row) for row in rows[:half] + statics]))
        self._category(site, f"Info {hub}", rows[half:])

    def _table(self, site: Site, hub: str, rows: list[tuple[str, str]], *, laws: bool) -> None:
        """One table of sixty rows a page: date, name, button."""
        if laws:
            titles = [label for _kind, label in self.filler.laws(self.chance.randint(*self.style.laws))]
        else:
            titles = self.filler.papers(self.chance.randint(*self.style.papers))
        rows = rows + [(title, site.add("record", title, self.filler.record(title))) for title in titles]
        self.chance.shuffle(rows)
        lines = [
            f"<tr><td>{n}</td><td>{1 + n % 28}/{1 + n % 12}/20{14 + n % 11}</td><td>{label}</td>"
            f"<td><a href='{escape(path)}'>Lihat</a></td></tr>"
            for n, (label, path) in enumerate(rows, 1)
        ]
        parts = [lines[start : start + 60] for start in range(0, len(lines), 60)]
        first = site.address("page", hub)
        for number, part in enumerate(parts):
            head = "<table><tr><th>No</th><th>Tanggal</th><th>Nama Dokumen</th><th>Aksi</th></tr>"
            onward = f"<a href='{first}?pg={number + 2}'>Berikutnya »</a>" if number + 1 < len(parts) else ""
            site.pages[first if number == 0 else f"{first}?pg={number + 1}"] = Draft(
                hub, f"{head}{''.join(part)}</table>{onward}", ((hub, first),)
            )
        site.menu.append(Entry(hub, first))

    def _category(self, site: Site, hub: str, rows: list[tuple[str, str]]) -> None:
        """Evidence among the news of its category."""
        news = [(title, site.add("news", title, self.filler.article())) for title in self.filler.news(60)]
        rows = rows + news
        self.chance.shuffle(rows)
        site.menu.append(Entry(hub, site.paged("list", hub, [self._link(*row) for row in rows])))


POSTS: Final = Posts("kantor", 10, 0.3, 0.8, "whole", 0.5, 0.9, (700, 900), (150, 250), (150, 220), (60, 90))
CATALOGUE: Final = Catalogue("kantor", 20, 0.25, 0.85, "whole")


def build_unlike(seed: int) -> World:
    """The region of a seed; the same every time."""
    return Kantor(POSTS, random.Random(f"kantor {seed}"), seed, 4).world


def _entry(entry: Entry) -> str:
    below = "".join(f"<li>{_entry(child)}</li>" for child in entry.children)
    return f"<a href='{escape(entry.path)}'>{escape(entry.label)}</a>" + (f"<ul>{below}</ul>" if below else "")
