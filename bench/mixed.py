"""What a browser and a reader of scans add to a crawl: `python -m bench.mixed`. Their share of its whole time.

Fictional regions of plain pages, pages that scripts fill, a chart, text files, a workbook and a scan, crawled
side by side at the default pause: once with the extras and once without. The share is the time during which a
page was being shown or a scan being read, over the time of the whole crawl; what they did beside it is counted.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from scorecard import browser
from scorecard.demo.office import write_scan, write_workbook
from scorecard.demo.pdf import write_pdf
from scorecard.reading import ocr
from tests.crawlweb import Reply, Web, page, serving

ROOT = Path(__file__).resolve().parent.parent
Target = tuple[str, str, str, str]  # code, name, kind, host
#: Aim: of the whole time, at most.
AIM = 0.25
_ROADS = '[{"kondisi": "Baik", "panjang_km": 120.5}, {"kondisi": "Rusak", "panjang_km": 14.2}]'
_FILL = """fetch('/api/jalan.json').then(a => a.json()).then(rows => document.querySelector('#isi').innerHTML =
rows.map(r => '<tr><td>' + r.kondisi + '</td><td>' + r.panjang_km + '</td></tr>').join(''));"""
JOB = """
import json, sys
from pathlib import Path
import crawler, rules
from crawler import extras
from rules.judge import Judge
from scorecard.model import Kind, Region
made, begin = [], extras.Extras.__init__
def noted(self, *given):
    begin(self, *given)
    made.append(self)
extras.Extras.__init__ = noted
job = json.loads(sys.stdin.read())
judge = Judge(rules.ALL)
regions = [Region(code, name, Kind(kind), "Rekaan", host) for code, name, kind, host in job["regions"]]
plan = crawler.Plan(**job["plan"])
words = {slug: judge.woken_by(slug) for slug in judge.rules}
reach = crawler.crawl(plan, regions, Path(job["to"]), "r1", words=words, judge=judge.opine, on_event=lambda event: None)
print(json.dumps({"spent": made[0].allowance.spent, "requests": sum(one.requests for one in reach)}))
"""


def build(regions: int, pages: int) -> tuple[Web, list[Target]]:
    """The web and its regions: of `pages` each, one in thirty built by a script, one in fifty scanned."""
    web, targets = Web(), []
    for number in range(regions):
        host = f"www.wilayah{number}.test"
        targets.append((f"{number}", f"Sukamaju {number}", "kota", host))
        scripted, scans = max(1, pages // 30), max(1, pages // 50)
        plain = [f"/halaman/{at} Layanan bidang {at}" for at in range(pages - scripted - 2 * scans - 2)]
        data = [f"/data/{at} Kondisi Jalan {2015 + at}" for at in range(scripted)]
        files = [f"/unduh/perda-{at}.pdf Peraturan Daerah (pindaian {at})" for at in range(scans)]
        files += [f"/unduh/rpjmd-{at}.pdf RPJMD {2010 + at}" for at in range(scans)]
        files.append("/unduh/jalan.xlsx Panjang Jalan")
        web.add(host, "/", page("Beranda", *data, *files, *plain))
        for link in plain:
            path, _, name = link.partition(" ")
            web.add(host, path, page(name))
        table = "<h2>Panjang Jalan menurut Kondisi</h2><table><tbody id=isi></tbody></table>"
        for link in data:
            path, _, name = link.partition(" ")
            web.add(host, path, page(name).replace("</main>", f"{table}</main><script>{_FILL}</script>"))
        web.add(host, "/api/jalan.json", Reply(_ROADS.encode(), headers={"Content-Type": "application/json"}))
        for at in range(scans):
            lines = ["PERATURAN DAERAH KOTA SUKAMAJU", f"NOMOR {at + 1} TAHUN 2015", "TENTANG BANGUNAN GEDUNG"]
            _file(web, host, f"/unduh/perda-{at}.pdf", write_scan([*lines, *_filler(18)]), "application/pdf")
            _file(web, host, f"/unduh/rpjmd-{at}.pdf", write_pdf("RPJMD", ["RPJMD", *_filler(200)]), "application/pdf")
        rows = [["Kondisi", "2023", "2024"], ["Baik", "120", "121"], ["Rusak", "14", "13"]]
        _file(web, host, "/unduh/jalan.xlsx", write_workbook("Jalan", rows), "application/octet-stream")
    return web, targets


def _file(web: Web, host: str, path: str, body: bytes, kind: str) -> None:
    web.add(host, path, Reply(body, headers={"Content-Type": kind}))


def _filler(count: int) -> list[str]:
    return [f"Pasal {at} ayat (1) mengatur tata cara penyelenggaraan bangunan gedung di daerah." for at in range(count)]


def crawl(web: Web, regions: list[Target], **plan: Any) -> dict[str, float]:
    """One crawl in a process of its own: its wall time, its processors' time, requests and what extras took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        job = {"regions": regions, "to": f"{folder}/shard", "plan": {"proxy": web.proxy, **plan}}
        done = subprocess.run(
            [sys.executable, "-c", JOB], input=json.dumps(job), capture_output=True, text=True, cwd=ROOT, check=True
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": time.monotonic() - began, "cpu": cpu, **json.loads(done.stdout.splitlines()[-1])}


def main() -> int:
    """Print the share and whether it keeps the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--pages", type=int, default=150)
    parser.add_argument("--delay", type=float, default=1.0)
    asked = parser.parse_args()
    if browser.find() is None or ocr.find() is None:
        print("needs Chromium and tesseract; nothing is measured without them")
        return 1
    web, regions = build(asked.regions, asked.pages)
    with serving(web):
        plain = crawl(web, regions, delay=asked.delay, render="never")
        shown = crawl(web, regions, delay=asked.delay)
    share = shown["spent"] / shown["wall"]
    print(f"{asked.regions} regions of {asked.pages} pages, {asked.delay:g} s between requests of a domain")
    for name, one in (("without a browser", plain), ("with both", shown)):
        print(
            f"  {name:18} {one['wall']:6.0f} s, processors {one['cpu']:5.1f} s, {one['requests']:.0f} requests, "
            f"extras {one['spent']:5.1f} s"
        )
    print(
        f"  extras take {share:.1%} of the whole time (aim: at most {AIM:.0%}): {'kept' if share <= AIM else 'MISSED'}"
    )
    return 0 if share <= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
