"""What a fictional region has and where it lies: topics on hosts, evidence in menus, hubs and lists, and much else."""

from __future__ import annotations

import random
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from bench.web.facts import Fact, adapt, facts, renamed, shows
from bench.web.filler import Filler
from bench.web.site import Draft, Entry, Reply, Site
from bench.web.style import STYLES, Style
from scorecard.demo.pdf import write_pdf
from scorecard.model import Kind, Region

NAMES: Final = ("Mekarjaya", "Harapanmulya", "Sumberrejeki", "Tanjungbiru", "Lembahsari", "Pulauindah", "Rantaupanjang")
#: Facts whose page is at times but a record whose file says it.
_FILED: Final = frozenset(
    {"web_budget", "web_population_sex", "web_population_age", "web_grdp", "web_roads_availability"}
)
#: Topics that such sites keep in lists of many pages; the others stand in menus and on pages of links.
_LISTED: Final = frozenset({"keuangan", "infrastruktur", "ekonomi", "penduduk", "naker"})
DATA: Final = frozenset({"infrastruktur", "ekonomi", "penduduk", "naker"})


@cache
def wording() -> dict[str, Any]:
    """The words of the fictional web."""
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class World:
    """One fictional region: its sites by host, and by indicator the addresses of the pages that show it."""

    region: Region
    sites: dict[str, Site] = field(default_factory=dict)
    truth: dict[str, list[str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Pages and files of all hosts."""
        return sum(len(site.pages) + len(site.files) for site in self.sites.values())

    @property
    def evidence(self) -> frozenset[str]:
        """Addresses of all evidence."""
        return frozenset(url for urls in self.truth.values() for url in urls)

    def reply(self, host: str, path: str) -> Reply | None:
        """The answer of a host to a path; None where there is no such host."""
        if host not in self.sites and f"www.{host}" in self.sites:
            return Reply(b"", status=301, location=f"http://www.{host}{path}")
        return self.sites[host].reply(path) if host in self.sites else None


class Builder:
    """Lays out a region in one manner; `number` is the manner's, for names."""

    def __init__(self, style: Style, chance: random.Random, seed: int, number: int) -> None:
        self.style, self.chance = style, chance
        name = NAMES[(seed + 2 * number) % len(NAMES)]
        kind = Kind.KOTA if seed % 3 == 0 else Kind.KABUPATEN
        self.domain = f"{name.lower()}{'kota' if kind is Kind.KOTA else 'kab'}{number}{seed}.test"
        self.world = World(Region(f"9{number}.{seed:02d}", name, kind, "Nusa Rekaan", f"www.{self.domain}"))
        self.region = self.world.region
        self.filler = Filler(chance, wording()["_filler"], name)
        self.portal = self._site("www", f"Pemerintah {self.region.full_name}")
        self.unlinked: list[Site] = []
        self._lay_out()

    # ---- hosts --------------------------------------------------------------------------------

    def _site(self, name: str, title: str) -> Site:
        host = f"{name}.{self.domain}"
        if host not in self.world.sites:
            site = self.world.sites[host] = Site(host, title, self.style, self.chance)
            site.footer = f"<p>&copy; 2025 {title}</p><a href='/admin/'>Masuk</a> <a href='#'>Facebook</a>"
        return self.world.sites[host]

    def _host_of(self, topic: str) -> Site:
        hosts = wording()["_topics"][topic]["host"]
        if not hosts or self.chance.random() > self.style.own_hosts:
            return self.portal
        name = self.chance.choice(hosts)
        return self._site(name, f"{name.upper()} {self.region.full_name}")

    def _lay_out(self) -> None:
        topics: defaultdict[str, list[str]] = defaultdict(list)
        for slug, entry in wording().items():
            if not slug.startswith("_"):
                topics[entry["topic"]].append(slug)
        places: defaultdict[str, list[str]] = defaultdict(list)
        for topic in topics:
            places[self._host_of(topic).host].append(topic)
        self.world.truth["website_gov"] = [self.portal.url("/")]
        for host, named in places.items():
            site = self.world.sites[host]
            data = [topic for topic in named if topic in DATA]
            for topic in [topic for topic in named if topic not in DATA]:
                self._topic(site, [topic], topics[topic])
            if data:
                self._topic(site, data, [slug for topic in data for slug in topics[topic]])
        for site in self.world.sites.values():
            self._surround(site)
        self._join()
        for site in self.world.sites.values():
            self._finish(site)

    # ---- evidence -----------------------------------------------------------------------------

    def _topic(self, site: Site, topics: list[str], slugs: list[str]) -> None:
        hub = self.chance.choice(wording()["_topics"][topics[0]]["hubs"])
        if topics == ["hukum"]:
            self._laws(site, hub, slugs)
            return
        layout = self.chance.choices(*zip(*self.style.layouts, strict=True))[0]
        if topics[0] in _LISTED and (len(slugs) > 9 or site is not self.portal):
            layout = "list"
        elif topics[0] not in _LISTED and layout == "list":
            layout = "hub"
        rows = [row for slug in slugs for row in self._rows(site, slug, hub)]
        data = topics[0] in DATA
        if layout == "menu":
            self._menu(site, hub, rows)
        elif layout == "hub":
            self._hub(site, hub, rows, data=data)
        else:
            self._list(site, hub, rows, data=data)

    def _rows(self, site: Site, slug: str, hub: str) -> list[tuple[str, str]]:
        """The pages of one fact (some have two), each with what links call it."""
        rows = []
        for _ in range(2 if self.chance.random() < 0.15 else 1):
            label = self._label(slug)
            if path := self._fact(site, slug, label, hub):
                rows.append((label, path))
        if self.chance.random() < 0.4 and (decoys := facts(slug, "not_found")):
            label = self._label(slug)
            html, _files = adapt(self.chance.choice(decoys), self.region, f"/berkas/d{slug}{site.count}-")
            rows.append((label, site.add("data", label, html)))
        return rows

    def _label(self, slug: str) -> str:
        words = wording()[slug]
        shares = (0.75, 0.2, 0.05) if words["topic"] == "hukum" else (0.65, 0.2, 0.15)
        kind = self.chance.choices(("clear", "short", "vague"), shares)[0]
        text: str = self.chance.choice(words[kind])
        return text.format(r=self.region.name, y=self.chance.randrange(2018, 2025), n=self.chance.randrange(1, 20))

    def _fact(self, site: Site, slug: str, label: str, hub: str) -> str:
        """Enter a page that shows the fact, in the first wording that the rules agree with; its path."""
        kind = "record" if slug.startswith("web_bylaw") else "data"
        path = site.address(kind, label)
        choices = list(facts(slug, "found"))
        self.chance.shuffle(choices)
        for fact in choices:
            html, files = adapt(fact, self.region, f"/berkas/{len(site.files)}-{slug[-6:]}-")
            title = renamed(fact.title, self.region) if self.chance.random() < 0.3 else label
            site.pages[path] = Draft(title, html, ((hub, "/"),))
            if shows(fact, site.html(path).encode(), site.url(path), self.region):
                if slug in _FILED and self.chance.random() < 0.4 and (filed := self._filed(site, fact, label, path)):
                    self.world.truth.setdefault(slug, []).append(site.url(filed))
                    return path
                site.files |= {name: Reply(body, "application/pdf") for name, body in files.items()}
                self.world.truth.setdefault(slug, []).append(site.url(path))
                return path
            del site.pages[path]
        return ""

    def _filed(self, site: Site, fact: Fact, label: str, path: str) -> str:
        """Put a fact into a file behind a record that only names it; "" where the rules do not see it there."""
        lines = [line.strip() for line in re.sub(r"<[^>]+>", "\n", site.pages[path].body).splitlines() if line.strip()]
        body = write_pdf(label, [label, *lines[:60]])
        if not shows(fact, body, site.url("/x.pdf"), self.region):
            return ""
        filed = site.file(label, body)
        record = f"{self.filler.record(label)}<p><a href='{filed}'>Unduh</a></p>".replace("&", "&amp;")
        site.pages[path] = Draft(label, record)
        return filed

    def _link(self, label: str, path: str) -> str:
        generic = self.chance.random() < self.style.generic
        word = self.chance.choice(wording()["_filler"]["generic"]) if generic else ""
        return self.style.row(label, path, word, self.chance.random() < self.style.told)

    def _menu(self, site: Site, hub: str, rows: list[tuple[str, str]]) -> None:
        rows = rows + [(title, site.add("page", title, self.filler.text())) for title in self.filler.papers(4)]
        self.chance.shuffle(rows)
        entry = Entry(hub, "#", [Entry(label, path) for label, path in rows])
        if self.chance.random() < 0.4:
            listed = self.style.listed([self._link(label, path) for label, path in rows])
            entry = Entry(hub, site.add("hub", hub, listed), entry.children)
        site.menu.append(entry)

    def _hub(self, site: Site, hub: str, rows: list[tuple[str, str]], *, data: bool) -> None:
        names = self.filler.datasets(14) if data else self.filler.papers(14)
        rows = rows + [(name, site.add("data", name, self.filler.text())) for name in names]
        self.chance.shuffle(rows)
        body, groups = "", self.filler.groups(3)
        for number, group in enumerate(groups):
            body += f"<h3>{group}</h3>" + self.style.listed([self._link(*row) for row in rows[number::3]])
        site.menu.append(Entry(hub, site.add("hub", hub, self.filler.sentence() + body)))

    def _list(self, site: Site, hub: str, rows: list[tuple[str, str]], *, data: bool) -> None:
        """Hub, categories, lists of many pages, details."""
        count = self.chance.randint(*(self.style.datasets if data else self.style.papers))
        if not data and len(rows) < 10:
            count //= 2
        names = self.filler.datasets(count) if data else self.filler.papers(count)
        kind = "data" if data else "record"
        rows = rows + [(name, site.add(kind, name, self.filler.record(name))) for name in names]
        rows += [(name, f"/tidak-ada/{number}") for number, name in enumerate(self.filler.papers(len(rows) // 30))]
        self.chance.shuffle(rows)
        parts = max(2, min(5, len(rows) // 40))
        groups = self.filler.groups(parts)
        lists = [
            (group, site.paged("list", group, [self._link(*row) for row in rows[number::parts]], ((hub, "/"),)))
            for number, group in enumerate(groups)
        ]
        body = self.filler.sentence() + self.style.listed(
            [self.style.row(label, path, "", True) for label, path in lists]
        )
        children = [Entry(label, path) for label, path in lists] if self.chance.random() < 0.4 else []
        site.menu.append(Entry(hub, site.add("hub", hub, body), children))

    def _laws(self, site: Site, hub: str, slugs: list[str]) -> None:
        """Hundreds of laws by type, newest first; the bylaws that are asked for anywhere among their kind."""
        rows = [row for slug in slugs for row in self._rows(site, slug, hub)]
        count = self.chance.randint(*self.style.laws)
        types: dict[str, list[tuple[str, str]]] = {"Peraturan Daerah": rows, "Peraturan Bupati": [], "Keputusan": []}
        for name, label in self.filler.laws(count):
            types[name].append((label, site.add("record", label, self.filler.record(label))))
        lists = []
        for name, listed in types.items():
            self.chance.shuffle(listed)
            lists.append((name, site.paged("list", name, [self._link(*row) for row in listed], ((hub, "/"),))))
        if self.chance.random() < 0.5:
            site.menu.append(Entry(hub, "#", [Entry(label, path) for label, path in lists]))
            return
        body = self.style.listed([self.style.row(label, path, "", True) for label, path in lists])
        site.menu.append(Entry(hub, site.add("hub", hub, self.filler.sentence() + body)))

    # ---- everything else ----------------------------------------------------------------------

    def _surround(self, site: Site) -> None:
        """Static pages, news with its archives, agencies, an endless calendar."""
        main = site is self.portal
        statics = [
            (title, site.add("page", title, self.filler.text())) for title in self.filler.statics(12 if main else 5)
        ]
        site.menu.insert(0, Entry("Profil", "#", [Entry(label, path) for label, path in statics]))
        if main:
            offices = [(name, site.add("page", name, self.filler.text())) for name in self.filler.offices()]
            listed = self.style.listed([self._link(*row) for row in offices])
            site.menu.insert(1, Entry("Perangkat", site.add("hub", "Perangkat", listed)))
        count = self.chance.randint(*self.style.news) if main else self.chance.randrange(20, 70)
        news = [(title, site.add("news", title, self.filler.article())) for title in self.filler.news(count)]
        for number, (title, path) in enumerate(news):
            near = news[max(0, number - 2) : number] + news[number + 1 : number + 3]
            related = "".join(f"<li><a href='{other}'>{label}</a></li>" for label, other in near)
            draft = site.pages[path]
            site.pages[path] = Draft(title, f"{draft.body}<h4>Berita Terkait</h4><ul>{related}</ul>")
        first = site.paged("list", "Berita", [self._link(*row) for row in news])
        site.menu.append(Entry("Berita", first))
        site.side.append(("Terbaru", news[:6]))
        if main:
            archives = []
            for name in ("Pemerintahan", "Pembangunan", "Sosial", "Ekonomi", "Olahraga", "Kesehatan"):
                chosen = self.chance.sample(news, len(news) // 6)
                archives.append((name, site.paged("list", f"Kategori {name}", [self._link(*row) for row in chosen])))
            site.side.append(("Kategori", archives))
            months = [
                (f"{m}/2024", site.add("list", f"Arsip {m} 2024", "".join(self._link(*row) for row in news[m::60])))
                for m in range(1, 13)
            ]
            site.side.append(("Arsip", months))
        self._calendar(site)

    def _calendar(self, site: Site) -> None:
        for month in range(48):
            near = (("Berikut", month + 1), ("Sebelum", max(0, month - 1)))
            links = " ".join(f"<a href='/agenda?bulan={other}'>{label}</a>" for label, other in near)
            body = f"<p>Agenda bulan {month}</p>{links}"
            site.pages[f"/agenda?bulan={month}"] = Draft("Agenda", body)
        site.side.append(("Agenda", [("Kalender", "/agenda?bulan=3")]))

    def _join(self) -> None:
        """Link the portal to the other hosts: in its menu, on a page of links, or not at all."""
        others = [site for site in self.world.sites.values() if site is not self.portal]
        linked = [site for site in others if self.chance.random() < self.style.linked_hosts]
        entries = [Entry(site.host.split(".")[0].upper(), site.url("/")) for site in linked]
        if entries:
            self.portal.menu.append(Entry("Tautan", "#", entries))
        rest = [site for site in others if site not in linked]
        self.unlinked = [site for site in rest if self.chance.random() < 0.6]
        noted = [self.style.row(site.title, site.url("/"), "", True) for site in rest if site not in self.unlinked]
        path = self.portal.add("page", "Situs Terkait", self.filler.sentence() + self.style.listed(noted))
        self.portal.menu[0].children.append(Entry("Situs Terkait", path))

    def _finish(self, site: Site) -> None:
        order = site.menu[1:]
        self.chance.shuffle(order)
        site.menu = [site.menu[0], *order]
        latest = "".join(
            f"<h4><a href='{path}'>{label}</a></h4><p>{self.filler.sentence()}</p>" for label, path in site.side[0][1]
        )
        owner = f"<p>Situs web resmi Pemerintah {self.region.full_name}, Provinsi Nusa Rekaan. {self.filler.text()}</p>"
        site.pages["/"] = Draft(site.title, owner + f"<h3>Kabar</h3>{latest}")
        paths = [path for path in site.pages if not path.startswith("/agenda")]
        if self.style.sitemap == "none":
            site.publish(None)
        elif self.style.sitemap == "stale":
            stale = self.chance.sample(paths, int(len(paths) * 0.6)) + [f"/lama-{n}/" for n in range(20)]
            site.publish(stale)
        else:
            site.publish(paths)


def build_alike(template: str, seed: int) -> World:
    """The region of one of the four manners that share a plan, and a seed; the same every time."""
    number = list(STYLES).index(template)
    return Builder(STYLES[template], random.Random(f"{template} {seed}"), seed, number).world
