"""Server time and page weight of the review desk on a nation's cells: `python -m bench.desk`.

514 regions x 40 cells, two runs of the machine (so that decisions stand, and some are back), half of all flagged
cells settled, pages of the corpus' mean size archived for a sample. Every handler is called through the whole
application, guard, form, template and all, without a network between; time is processor time of the process,
so that what else the machine does is left out. Stated bound: p95 of queue, dossier and save at most 60 ms.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import random
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx

from scorecard.model import Outcome, Reach, ReachStatus
from scorecard.regions import registry
from scorecard.review.app import make_app
from scorecard.review.guard import Sessions
from scorecard.review.house import House
from scorecard.store.database import Store
from scorecard.store.decisions import Decisions, Judgement, Person, Seen
from tests.reviewdesk import SLUGS, WAVE, archive_pages, finding

BOUND_MS: Final = 60.0
WEIGHT_KB: Final = 150.0
PARAGRAPH: Final = "<p>Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu melayani perizinan berusaha.</p>"


def make_nation(output: Path, seed: int) -> None:
    """The registry's regions, judged twice, half of what was flagged settled in between."""
    chance = random.Random(seed)
    body = f"<html><body><h1>APBD</h1>{PARAGRAPH * 330}<p>Belanja Daerah 1.530.118.900.000</p></body></html>".encode()
    with Store(output) as store:
        store.save_targets(WAVE, registry())
        first = store.begin_run(WAVE, "crawl", "2026", {})
        pages = {str(n): (f"http://www.c{n}.test/apbd", body, "Belanja Daerah 1.530.118.900.000") for n in range(40)}
        kept = list(archive_pages(output, first, pages).values())
        for run, version in ((first, "1"), (store.begin_run(WAVE, "audit", "2026", {}), "2")):
            for region in registry():
                chance.seed(f"{seed} {region.code}")
                found = []
                for slug in SLUGS:
                    weak, one = chance.random() < 0.4, chance.choice(kept)
                    rule_version = version if chance.random() < 0.1 else "1"
                    made = finding(region.code, slug, one if weak else None)
                    found.append(
                        type(made)(**{**{n: getattr(made, n) for n in made.__slots__}, "rule_version": rule_version})
                    )
                store.save_region(run, Reach(region.code, region.website, ReachStatus.OK, pages=41), found)
            if run == first:
                settle(store, chance)


def settle(store: Store, chance: random.Random) -> None:
    """Half of what is flagged, by four people."""
    rows = [row for row in store.findings(WAVE) if row["needs_review"]]
    people = [Person(f"Penelaah {n}") for n in range(4)]
    for person in people:
        made = [
            Judgement(
                WAVE,
                (row["region_code"], row["indicator"]),
                "correct",
                chance.choice([Outcome.FOUND, Outcome.PARTIAL, Outcome.NOT_FOUND]),
                Seen(row["finding_id"], row["evidence_hash"], row["rule_version"]),
                row["finding_id"],
            )
            for row in rows[people.index(person) :: 8]
        ]
        Decisions(store).accept_all(made, person)


class Clerk:
    """Somebody who asks the application, and the processor time of each answer in milliseconds."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.times: dict[str, list[float]] = {}

    async def ask(self, what: str, method: str, path: str, **more: Any) -> httpx.Response:
        """One request, timed under the name `what`."""
        start = time.process_time()
        answer = await self.client.request(method, path, **more)
        self.times.setdefault(what, []).append(1000 * (time.process_time() - start))
        if answer.status_code >= 400:
            raise SystemExit(f"{method} {path}: {answer.status_code}\n{answer.text[:500]}")
        return answer


async def measure(output: Path, rounds: int) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Times by what was asked, and the weight in kB of a dossier and the queue with all that they load."""
    with Store(output) as store:
        house = House(output, WAVE, {one.code: one for one in store.targets(WAVE)})
    sessions = Sessions("token")
    transport = httpx.ASGITransport(make_app(house, sessions, 8765))
    base = "http://127.0.0.1:8765"
    async with httpx.AsyncClient(transport=transport, base_url=base, trust_env=False) as client:
        clerk, own = Clerk(client), {"Origin": base}
        await client.get("/enter?token=token")
        token = re.findall(r'name="csrf" value="([^"]+)"', (await client.get("/help")).text)[0]
        await client.post("/person", data={"csrf": token, "name": "Ani Contoh"}, headers=own)
        queue = await clerk.ask("queue", "GET", "/")
        for number in range(rounds):
            narrowed = f"from={50 * (number % 20)}" if number % 2 else "province=Jawa+Barat"
            page = await clerk.ask("queue", "GET", f"/?{narrowed}")
            cells = re.findall(r'href="(/cells/[^"?]+)', page.text)
            path = cells[number % len(cells)]
            dossier = await clerk.ask("dossier", "GET", path)
            hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', dossier.text))
            fields = {**hidden, "act": "partial", "note": "catatan", "reason": "too_little", "key": f"bench-{number}"}
            await clerk.ask("save", "POST", f"{path}/decide", data=fields, headers={**own, "HX-Request": "true"})
        static = [await client.get(f"/static/{name}") for name in ("desk.css", "desk.js", "htmx.min.js", "icon.svg")]
        common = sum(len(one.content) for one in static)
        weights = {name: (len(one.content) + common) / 1000 for name, one in (("queue", queue), ("dossier", dossier))}
        weights["dossier, packed"] = len(gzip.compress(dossier.content)) / 1000
    house.pool.shutdown()
    return clerk.times, weights


def main() -> int:
    """Print p50, p95 and weights; 1 where a bound is passed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        make_nation(output, given.seed)
        times, weights = asyncio.run(measure(output, given.rounds))
    late = False
    for what, found in times.items():
        p95 = statistics.quantiles(found, n=20)[-1]
        late |= p95 > BOUND_MS
        middle = statistics.median(found)
        print(f"{what:8} p50 {middle:5.1f} ms  p95 {p95:5.1f} ms  worst {max(found):5.1f} ms  n {len(found)}")
    for what, weight in weights.items():
        late |= weight > WEIGHT_KB
        print(f"{what:16} {weight:6.1f} kB")
    print(f"bounds: p95 {BOUND_MS:.0f} ms, {WEIGHT_KB:.0f} kB:", "passed over" if late else "kept")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
