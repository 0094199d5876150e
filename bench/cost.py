"""Processor time of the whole line a page, by part, over a bare Scrapy spider: `python -m bench.cost`.

Baseline: a Scrapy spider with default settings that fetches the same static pages of 35 kB from the same server
and does nothing with them. Ours is what `scorecard crawl` does with a region: fetch, archive, index, read, judge,
harvest, draw up the findings. No page is like another, and none is a document. Each runs in a process of its own,
one after the other, `--rounds` times; what starting up costs is measured apart and taken off.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.spending import spent
from scorecard.model import Kind, Region
from tests.crawlweb import Web, serving

PAGE_BYTES = 35_000
_WORDS = (
    *(
        "pemerintah",
        "daerah",
        "warga",
        "bupati",
        "dinas",
        "camat",
        "desa",
        "jalan",
        "sekolah",
        "rapat",
        "laporan",
        "hasil",
    ),
    *("tahun", "bulan", "peserta", "kegiatan", "untuk", "dari", "pada", "oleh", "dalam", "yang", "dan", "atau"),
    *("serta", "kepada", "bahwa", "ini", "itu", "adalah", "sebagai", "agar", "karena", "namun", "upacara", "hari"),
    *("lomba", "juara", "siswa", "guru", "pemuda", "budaya", "wisata", "pantai", "gunung", "festival", "tari", "musik"),
    *("makanan", "hujan", "banjir", "polisi", "forum"),
)
_MENU = (
    *("Profil", "Sejarah", "Visi Misi", "Struktur", "Dinas", "Kecamatan", "Layanan", "Perizinan", "Kependudukan"),
    *("Pengumuman", "Berita", "Agenda", "Galeri", "Unduhan", "Peraturan", "Anggaran", "Statistik", "Kontak"),
)
_BARE = """
import json, sys, time, scrapy
from scrapy.crawler import AsyncCrawlerProcess
urls = sys.stdin.read().split()
class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    pages = 0
    async def start(self):
        for url in urls:
            yield scrapy.Request(url, meta={"proxy": sys.argv[1]})
    def parse(self, response):
        Bare.pages += 1
process = AsyncCrawlerProcess()
process.crawl(Bare)
process.start()
print(json.dumps({"pages": Bare.pages}))
"""


def regions_of(count: int) -> list[Region]:
    """Fictional regions, one host each."""
    return [Region(str(n), f"Sukamaju {n}", Kind.KOTA, "Rekaan", f"www.sukamaju{n}.test") for n in range(count)]


def fill(web: Web, regions: Sequence[Region], pages: int) -> list[str]:
    """A site of `pages` static pages of about 35 kB for each region; returns all addresses."""
    urls = []
    for region in regions:
        chance = random.Random(region.code)
        for number in range(pages):
            path = f"/isi/{_slug(number)}" if number else "/"
            web.add(region.website, path, _page(chance, region, number, pages))
            urls.append(f"http://{region.website}{path}")
    return urls


def _slug(number: int) -> str:
    """A path of letters alone: no two pages have the same shape."""
    mark = chr(97 + number // 26) + chr(97 + number % 26)
    return f"{_WORDS[number % len(_WORDS)]}-{_WORDS[number * 7 % len(_WORDS)]}/{mark}"


def _page(chance: random.Random, region: Region, number: int, pages: int) -> str:
    """Menu, article, table, cards, foot: 35 kB with some sixty links."""
    menu = "".join(
        f'<li class="nav-item"><a href="/isi/{_slug(n + 1)}">{name}</a></li>' for n, name in enumerate(_MENU)
    )
    others = [(number * 11 + n * 17) % (pages - 1) + 1 for n in range(40)]
    cards = "".join(
        f'<div class="card col-md-4"><img src="/foto/{n}.jpg" alt=""><h4><a href="/isi/{_slug(n)}">'
        f'{_words(random.Random(n), 5)}</a></h4><p class="meta">{_words(chance, 8)}</p></div>\n'
        for n in others
    )
    rows = "".join(f"<tr><td>{_words(chance, 2)}</td><td>{chance.randint(10, 9999)}</td></tr>" for _ in range(20))
    head = f"<!doctype html><html lang=id><head><title>{_words(chance, 4)} - Kota {region.name}</title></head><body>"
    tail = (
        f"<table>{rows}</table><section>{cards}</section><footer>Pemerintah Kota {region.name}</footer></body></html>"
    )
    start = f"{head}<header><nav><ul>{menu}</ul></nav></header><main><h1>{_words(chance, 6)}</h1>"
    text = ""
    while len(start) + len(text) + len(tail) < PAGE_BYTES:
        text += f"<p>{_words(chance, 60)}.</p>\n"
    return start + text + tail


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(count)).capitalize()


def compare(count: int, pages: int, rounds: int, *, parts: bool = True) -> None:
    """Print the processor time a page of both, our peak memory, and with `parts` where our time goes."""
    regions = regions_of(count)
    with serving(Web()) as web, tempfile.TemporaryDirectory() as folder:
        urls = fill(web, regions, pages)
        bare = [sys.executable, "-c", _BARE, web.proxy]
        ours = [sys.executable, "-m", "bench.spending"]

        def job(name: str, chosen: Sequence[Region], timed: bool = False) -> str:
            listed = [(region.code, region.website) for region in chosen]
            to = str(Path(folder) / name)
            return json.dumps({"regions": listed, "pages": pages, "proxy": web.proxy, "to": to, "parts": timed})

        nobody = [Region("nobody", "Tiada", Kind.KOTA, "Rekaan", "www.tiada.test")]  # answers 404 to everything
        idle, start = spent(bare, ""), spent(ours, job("idle", nobody))
        plain, whole, peak, fetched, asked = [], [], 0.0, 0, 0
        for turn in range(rounds):
            found = spent(bare, "\n".join(urls))
            plain.append((found.seconds - idle.seconds) / found.said["pages"] * 1000)
            mine = spent(ours, job(str(turn), regions))
            whole.append((mine.seconds - start.seconds) / mine.said["pages"] * 1000)
            peak, fetched, asked = max(peak, mine.megabytes), mine.said["pages"], mine.said["requests"]
        print(f"{count} regions x {pages} pages of {PAGE_BYTES // 1000} kB; {fetched} pages read, {asked} requests:")
        one, other = statistics.median(plain), statistics.median(whole)
        ratio = statistics.median(mine / base for mine, base in zip(whole, plain, strict=True))
        print(f"bare Scrapy {one:.1f} ms a page, the whole line {other:.1f} ms, {ratio:.2f} times; peak {peak:.0f} MB")
        if parts:
            idling = spent(ours, job("idle parts", nobody, timed=True)).said
            _print_parts(spent(ours, job("parts", regions, timed=True)).said, idling, (one, other))


def _print_parts(said: dict[str, float], idling: dict[str, float], medians: tuple[float, float]) -> None:
    """Where the time goes, measured in a run of its own; what no part names is fetching."""
    pages = said.pop("pages")
    said.pop("requests")
    for name, seconds in sorted(said.items(), key=lambda pair: -pair[1]):
        print(f"  {name:10} {(seconds - idling.get(name, 0.0)) / pages * 1000:6.2f} ms a page")
    print(f"  (timed apart from the above, whose figures are {medians[0]:.1f} and {medians[1]:.1f})")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=8)
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    compare(options.regions, options.pages, options.rounds)


if __name__ == "__main__":
    main()
