"""What a crawl stands: kills at random moments, and a nation of regions at once. Called by `python -m bench.crawl`.

Kills: a crawl of two regions is killed (SIGKILL) ten times, after a random number of answers and a random while,
or at a random moment of its start, and then let end. Its findings must be those of a crawl that was left alone,
no page captured twice, every record whole and in the index.

Nation: `scorecard crawl --all --workers 2 --delay 0` on fictional regions of 60 static pages, judging included;
wall time, processor time and the most memory that its processes held, in the first and in the last third.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scorecard.model import Region
from scorecard.store.shard import Shard
from tests.crawlweb import ROOT, Web, page, region, serving, start
from tests.wholeness import faults, findings

HOSTS = ("www.sukamaju.test", "www.sukamakmur.test")
PAGES = 60
CONTENT = {
    "/pe": "Ringkasan APBD 2024: pendapatan daerah Rp 1.234.567.890, belanja daerah Rp 1.300.000.000.",
    "/pk": "Persyaratan izin reklame: fotokopi KTP. Biaya Rp 0. Prosedur: pemohon mengisi formulir di loket.",
    "/pt": "Peraturan Daerah Nomor 3 Tahun 2020 tentang Bangunan Gedung. Unduh.",
}


def kill_often(kills: int, seed: int = 3) -> None:
    """Kill crawls ten times each until so many are done; raises AssertionError where anything is lost or twice."""
    chance = random.Random(seed)
    with serving(Web()) as web, tempfile.TemporaryDirectory() as folder:
        fill(web)
        one = Path(folder) / "calm"
        finish(web, one)
        calm = [findings(one, target) for target in targets()]
        done, repeats = 0, 0
        for number in range(-(-kills // 10)):
            shard = Path(folder) / str(number)
            web.seen.clear()
            for _kill in range(min(10, kills - done)):
                kill(web, shard, chance)
                done += 1
            finish(web, shard)
            problems = faults(shard)
            assert problems == [], problems
            assert [findings(shard, target) for target in targets()] == calm
            asked = Counter((entry.host, entry.path) for entry in web.seen)
            repeats += sum(asked.values()) - len(asked)
            print(f"{done} kills: findings, records and index as if nothing had been", flush=True)
    print(f"{done} kills cost {repeats} requests asked again, {repeats / done:.2f} a kill (at most one a region)")


def targets() -> list[Region]:
    """The two regions."""
    return [region(str(number), host) for number, host in enumerate(HOSTS)]


def fill(web: Web) -> None:
    """Pages linked from home, some of which indicators rest on."""
    for host in HOSTS:
        paths = [f"/p{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(PAGES - 4)]
        site = {path: page(path, "/", text="") for path in paths}
        site |= {path: page(path, text=text) for path, text in CONTENT.items()}
        web.site(host, {"/": page("Beranda", *(f"{path} Halaman {path}" for path in site)), **site})


def kill(web: Web, shard: Path, chance: random.Random) -> None:
    """Begin or go on, and kill."""
    process = start(shard, targets(), {"proxy": web.proxy}, judge={"web_budget": "APBD"})
    assert process.stdout is not None
    if chance.random() < 0.1:
        time.sleep(chance.random() * 3)
    else:
        answers = chance.randint(1, 10)
        for line in process.stdout:
            answers -= line.startswith("answer")
            if answers <= 0:
                break
        time.sleep(chance.random() * 0.03)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def finish(web: Web, shard: Path) -> None:
    """Let a crawl end."""
    process = start(shard, targets(), {"proxy": web.proxy}, judge={"web_budget": "APBD"})
    _out, err = process.communicate()
    assert process.returncode == 0, err


class Watch:
    """The most memory that a process and its children held together, sampled, with the time of each sample."""

    def __init__(self, pid: int) -> None:
        self.samples: list[float] = []  # megabytes
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more samples."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(1.0):
            self.samples.append(sum(held(pid) for pid in family(self._pid)))


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def held(pid: int) -> float:
    """Megabytes of memory a process holds now; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def crawl_nation(regions: Sequence[Region], web: Web, *, pages: int, workers: int = 2) -> None:
    """Crawl and judge regions with the command itself; print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "targets.csv"
        rows = [
            f"90.{n // 100:02d}{n % 100:02d},Sukamaju {n},kota,Rekaan,{one.website}" for n, one in enumerate(regions)
        ]
        listed.write_text("\n".join(["code,name,kind,province,website", *rows, ""]))
        arguments = ["crawl", "--all", "--regions", str(listed), "--output", f"{folder}/o", "--proxy", web.proxy]
        arguments += ["--delay", "0", "--workers", str(workers), "--max-pages", str(pages), "--concurrency", "64"]
        command = [sys.executable, "-c", "import cli; cli.main()", *arguments, "--render", "never"]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        watch = Watch(process.pid)
        code = process.wait()
        watch.close()
        took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert code == 0, code
        with Shard.open(next(Path(folder).rglob("main"))) as shard:
            read = sum(row.pages for row in shard.reach(shard.runs()[-1]))
    third = max(1, len(watch.samples) // 3)
    report = {
        "regions": len(regions),
        "pages read": read,
        "minutes": round(took / 60, 1),
        "processor minutes": round(spent / 60, 1),
        "ms of processor a page": round(spent * 1000 / max(1, read), 1),
        "peak MB, all processes": round(max(watch.samples)),
        "of it in the first third": round(max(watch.samples[:third])),
        "and in the last": round(max(watch.samples[-third:])),
    }
    print(json.dumps(report))
