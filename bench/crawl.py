"""What a crawl costs: `python -m bench.crawl`. Processor time a page over a bare Scrapy spider, memory, kills.

Baseline: a Scrapy spider with default settings that fetches the same static pages of 35 kB from the same
server and does nothing with them. Ours: fetch, archive, index, read, judge, order links. Both run in
processes of their own; what is compared is their processor time a page.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.endurance import crawl_nation, kill_often
from scorecard.model import Kind, Region
from tests.crawlweb import Web, page, serving

ROOT = Path(__file__).resolve().parent.parent
PAGE_BYTES = 35_000
PAGES = 60
_BARE = """
import sys, resource, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False}
    async def start(self):
        for url in sys.stdin.read().split():
            yield scrapy.Request(url, meta={"proxy": sys.argv[1]})
    def parse(self, response):
        pass
process = AsyncCrawlerProcess()
process.crawl(Bare)
process.start()
"""
_OURS = """
import json, sys
from pathlib import Path
import crawler, rules
from rules.judge import Judge
from bench.endurance import crawl_nation, kill_often
from scorecard.model import Kind, Region
job = json.loads(sys.stdin.read())
judge = Judge(rules.ALL)
regions = [Region(code, f"Sukamaju {code}", Kind.KOTA, "Rekaan", host) for code, host in job["regions"]]
plan = crawler.Plan(max_pages=job["pages"], delay=0.0, concurrency=64, proxy=job["proxy"])
words = {slug: judge.woken_by(slug) for slug in judge.rules}
crawler.crawl(plan, regions, Path(job["to"]), "r1", words=words, judge=judge.opine, on_event=lambda event: None)
"""


def regions_of(count: int) -> list[Region]:
    """Fictional regions, one host each."""
    return [Region(str(n), f"Sukamaju {n}", Kind.KOTA, "Rekaan", f"www.sukamaju{n}.test") for n in range(count)]


def fill(web: Web, regions: Sequence[Region]) -> list[str]:
    """Static pages of about 35 kB, all linked from home; returns their addresses."""
    paths = [f"/{chr(97 + n % 26)}{'x' * (n // 26)}" for n in range(PAGES - 1)]
    chance = random.Random(5)
    words = [
        "layanan",
        "izin",
        "berita",
        "pembangunan",
        "daerah",
        "warga",
        "kegiatan",
        "rapat",
        "jalan",
        "sekolah",
        "kesehatan",
        "pasar",
    ]
    text = " ".join(chance.choice(words) for _ in range(PAGE_BYTES // 9))
    for region in regions:
        links = [f"{path} Halaman" for path in paths]
        web.site(region.website, {path: page("Halaman", *links, text=text) for path in ("/", *paths)})
    return [f"http://{region.website}{path}" for region in regions for path in ("/", *paths)]


def spent(command: Sequence[str], given: str) -> tuple[float, float]:
    """Processor seconds of a process, and its peak memory in megabytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, memory(process.pid))
        time.sleep(0.1)
    assert process.returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak


def memory(pid: int) -> float:
    """The most memory a process has held, in megabytes; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def compare(count: int) -> None:
    """Processor time a page of both on `count` regions, start-up taken off, and our peak memory."""
    regions = regions_of(count)
    with serving(Web()) as web, tempfile.TemporaryDirectory() as folder:
        urls = fill(web, regions)

        def job(chosen: Sequence[Region], to: str) -> str:
            listed = [(region.code, region.website) for region in chosen]
            return json.dumps({"regions": listed, "pages": PAGES, "proxy": web.proxy, "to": f"{folder}/{to}"})

        idle, _peak = spent([sys.executable, "-c", _BARE, web.proxy], "")
        bare, _peak = spent([sys.executable, "-c", _BARE, web.proxy], "\n".join(urls))
        start, _peak = spent([sys.executable, "-c", _OURS], job([], "empty"))
        ours, peak = spent([sys.executable, "-c", _OURS], job(regions, "full"))
    plain, whole = (bare - idle) / len(urls) * 1000, (ours - start) / len(urls) * 1000
    print(f"{count} regions x {PAGES} pages of {PAGE_BYTES // 1000} kB: bare Scrapy {plain:.1f} ms a page,")
    print(f"the whole line {whole:.1f} ms a page, {whole / plain:.2f} times; peak memory {peak:.0f} MB")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=64, help="regions of the comparison, 0 for none")
    parser.add_argument("--kills", type=int, default=0, help="kills at random moments, 200 for the whole trial")
    parser.add_argument("--nation", type=int, default=0, help="regions crawled at once in two processes, such as 514")
    options = parser.parse_args()
    if options.regions:
        compare(options.regions)
    if options.nation:
        regions = regions_of(options.nation)
        with serving(Web()) as web:
            fill(web, regions)
            crawl_nation(regions, web, pages=PAGES)
    if options.kills:
        kill_often(options.kills)


if __name__ == "__main__":
    main()
