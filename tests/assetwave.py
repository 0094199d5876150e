"""A judged wave whose flagged cells cite archived pages, on a little web that has their styles and pictures.

`python -m tests.assetwave JOB` fetches them in a process of its own, to be killed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.assets import dress
from crawler.plan import Plan
from scorecard.archive import ArchivedResponse, read_at
from scorecard.model import Reach, ReachStatus, Region
from scorecard.store.cited import assets_folder, cited_pages
from scorecard.store.database import Store
from scorecard.store.shard import ArchivedCapture, Shard
from tests.crawlweb import ROOT
from tests.reviewdesk import REGIONS, SLUGS, WAVE, archive_pages, finding

REGION = REGIONS[0]
HOST = REGION.website
WORDS = "Ringkasan APBD Tahun 2026"


def markup(head: str = "", body: str = "", words: str = WORDS) -> str:
    """A page that names what `head` and `body` name."""
    return (
        f"<!doctype html><html><head><title>Anggaran</title>{head}</head>"
        f"<body><h1>Transparansi</h1><p>{words}</p>{body}</body></html>"
    )


def judge(
    output: Path,
    sites: Mapping[Region, Mapping[str, str]],
    *,
    flagged: Collection[str] | None = None,
    wave: str = WAVE,
) -> str:
    """A crawl run of the wave: pages of regions by path, archived, each cited by a cell; the run.

    The cells of the paths in `flagged` wait for a person, else all.
    """
    with Store(output) as store:
        store.save_targets(wave, list(sites))
        run = store.begin_run(wave, "crawl", "2026", {})
        for one, pages in sites.items():
            given = {path: (f"http://{one.website}{path}", text.encode(), WORDS) for path, text in pages.items()}
            kept = archive_pages(output, run, given, wave, one.code)
            cells = dict(zip(SLUGS, pages, strict=False))
            found = [
                finding(one.code, slug, kept[cells[slug]], **_doubt(cells[slug], flagged))
                if slug in cells
                else finding(one.code, slug)
                for slug in SLUGS
            ]
            store.save_region(run, Reach(one.code, one.website, ReachStatus.OK, pages=len(pages), hosts=1), found)
        store.end_run(run, "finished")
    return run


def _doubt(path: str, flagged: Collection[str] | None) -> dict[str, Any]:
    return {} if flagged is None or path in flagged else {"needs_review": False, "review_reason": ""}


def fetch(output: Path, regions: Sequence[Region], proxy: str, *, wave: str = WAVE, **plan: Any) -> bool:
    """What the end of a crawl does; whether it was interrupted."""
    with Store(output, create=False) as store:
        return dress(store, wave, regions, Plan(**{"delay": 0.0, "proxy": proxy, **plan}))


def start(output: Path, proxy: str) -> subprocess.Popen[str]:
    """The same in one process without another, which can be killed as a whole."""
    job = json.dumps({"output": str(output), "proxy": proxy})
    command = [sys.executable, "-m", "tests.assetwave", job]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kept(output: Path, region: Region = REGION, wave: str = WAVE) -> dict[str, ArchivedResponse]:
    """A region's archived assets by path, read back from their records; the newest of each."""
    folder = assets_folder(output, wave)
    found = rows(output, region, wave)
    return {path_of(one.capture.target_uri): read_at(folder / one.file, one.offset, one.length) for one in found}


def rows(output: Path, region: Region = REGION, wave: str = WAVE) -> list[ArchivedCapture]:
    """The index rows of a region's archived assets."""
    with Shard.open(assets_folder(output, wave)) as shard:
        found = [one for run in shard.runs() for one in shard.captures(run, region.code)]
    return [one for one in found if one.kind == "asset"]


def path_of(url: str) -> str:
    """An address without its host."""
    return "/" + url.partition("://")[2].partition("/")[2]


def _child(job: Mapping[str, str]) -> None:
    from crawler.assets.fetch import fetch_here
    from crawler.assets.visit import Order

    output = Path(job["output"])
    with Store(output, create=False) as store:
        run = str(store.runs(WAVE, "crawl")[-1]["run"])
        pages = cited_pages(store, WAVE, {REGION.code})[REGION.code]
    plan = Plan(delay=0.0, proxy=job["proxy"])
    folder = assets_folder(output, WAVE)
    fetch_here(plan, [Order(REGION, pages)], folder, run, lambda event: print(event.kind, event.url, flush=True))


if __name__ == "__main__":
    _child(json.loads(sys.argv[1]))
