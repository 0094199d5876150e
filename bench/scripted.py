"""Evidence that only scripts show: `python -m bench.scripted`. How much of it a crawl with a browser finds.

The fictional regions of `bench.search`, with every fourth evidence page emptied: its content lies behind an
address that a script fetches. Every request counts, the browser's own included; a page is found when its content
was fetched.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.mixed import JOB
from bench.web import TEMPLATES, Serving, World, build
from bench.web.site import Reply
from scorecard import browser

ROOT: Final = Path(__file__).resolve().parent.parent
BUDGET: Final = 250
#: Aim: of the evidence that needs a script, within the budget.
AIM: Final = 0.8
EVERY: Final = 4
#: How pages wait to be filled.
_BOXES: Final = (
    "<div id='isi-data'></div>",
    "<p>Memuat data...</p><div id='hasil-data'></div>",
    "<div id='tabel-data'><!-- diisi --></div>",
    "<section id='konten'></section>",
)
_FILL: Final = (
    "<script>fetch('{path}').then(a => a.text()).then(t => document.querySelector('{box}').innerHTML = t)</script>"
)


@dataclass(frozen=True, slots=True)
class Scripted:
    """A region with, by evidence page that was emptied, the address its content lies behind."""

    world: World
    behind: dict[str, str]


def emptied(world: World) -> Scripted:
    """The region with every fourth evidence page filled by a script."""
    behind = {}
    pages = [(site, path) for site in world.sites.values() for path in site.pages if site.url(path) in world.evidence]
    for number, (site, path) in enumerate(pages[::EVERY]):
        draft, box = site.pages[path], _BOXES[number % len(_BOXES)]
        hidden, name = f"/muat/{number}.html", box.partition("id='")[2].partition("'")[0]
        site.files[hidden] = Reply(draft.body.encode())
        draft.body = f"{box}{_FILL.format(path=hidden, box=f'#{name}')}"
        behind[site.url(path)] = site.url(hidden)
    return Scripted(world, behind)


def asked(scripted: Scripted) -> list[str]:
    """Addresses in the order a crawl and its browser asked for them."""
    world = scripted.world
    with Serving([world]) as serving, tempfile.TemporaryDirectory() as folder:
        plan = {"proxy": serving.proxy, "delay": 0.0, "max_pages": BUDGET, "extra_seconds": 3600.0}
        region = world.region
        targets = [(region.code, region.name, region.kind.value, region.website)]
        job = {"regions": targets, "to": f"{folder}/shard", "plan": plan}
        subprocess.run(
            [sys.executable, "-c", JOB], input=json.dumps(job), capture_output=True, text=True, cwd=ROOT, check=True
        )
        return [one.url for one in serving.log]


def share(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Share of addresses that were asked for."""
    return len(set(wanted) & set(found)) / max(1, len(wanted))


def main() -> int:
    """Print the shares of each template and whether the aim is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    if browser.find() is None:
        print("needs Chromium; nothing is measured without it")
        return 1
    shares = []
    for template in TEMPLATES:
        scripted = emptied(build(template, given.seed))
        order = asked(scripted)
        within = order[:BUDGET]
        plain = sorted(scripted.world.evidence - scripted.behind.keys())
        shares.append(share(list(scripted.behind.values()), within))
        print(
            f"{template:10} {scripted.world.size:5} pages, {len(order):4} requests; within {BUDGET}: "
            f"{shares[-1]:6.1%} of {len(scripted.behind)} evidence pages that need a script "
            f"({share(list(scripted.behind), within):.1%} asked for), {share(plain, within):6.1%} of the others"
        )
    mean = sum(shares) / len(shares)
    print(f"mean {mean:.1%} (aim: {AIM:.0%}): {'kept' if mean >= AIM else 'MISSED'}")
    return 0 if mean >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
