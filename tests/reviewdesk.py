"""A wave to review, with real archived pages, and the desk served to real clients on loopback."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from scorecard import framework
from scorecard.archive import Writer
from scorecard.model import (
    Capture,
    Evidence,
    Finding,
    Hit,
    Kind,
    Outcome,
    Place,
    Quote,
    Reach,
    ReachStatus,
    Region,
    Search,
    Strength,
)
from scorecard.reading import read
from scorecard.review.app import make_app
from scorecard.review.guard import Sessions
from scorecard.review.house import House
from scorecard.review.marking import span_of
from scorecard.store.database import Store
from scorecard.store.shard import ArchivedCapture, Shard

WAVE = "2026"
SLUGS = tuple(one.slug for one in framework.load().website)
LONG = "Kepulauan Contoh Panjang Sekali Nan Jauh di Mata Dekat di Hati Bagian Tenggara"
REGIONS = (
    Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test"),
    Region("99.02", LONG, Kind.KABUPATEN, "Nusa Tenggara Contoh Barat Daya", "www.panjangkab.test"),
    Region("99.71", "Bandaraya", Kind.KOTA, "Nusa Contoh", "www.bandarayakota.test"),
)
PAGE = """<!doctype html><html><head><title>Transparansi</title></head><body>
<nav><ul><li><a href="/">Beranda</a></li><li><a href="/apbd">Ringkasan APBD</a></li></ul></nav>
<main><h1>Transparansi Anggaran</h1><p>Ringkasan APBD <b>Tahun</b> 2026 dapat dilihat di bawah ini.</p>
<table><tr><th>Uraian</th><th>Jumlah</th></tr><tr><td>Belanja Daerah</td><td>1.530.118.900.000</td></tr></table>
<p>Data lain menyusul.</p></main></body></html>"""
#: Everything a page could try to run; each calls for an address that holds the word "canary".
HOSTILE = """<!doctype html><html><head><title>"><script>fetch('/canary-title')</script></title>
<meta http-equiv="refresh" content="0;url=/canary-refresh"><base href="http://evil.test/canary-base/">
<link rel="stylesheet" href="/canary.css">
<style>@import url(/canary-import.css);body{background:url(/canary-bg)}</style>
</head><body onload="fetch('/canary-onload')"><script>fetch('/canary-script');window.canary=1</script>
<svg onload="fetch('/canary-svg')"><script>fetch('/canary-svg-script')</script></svg>
<img src="/canary-img" onerror="fetch('/canary-error')"><iframe src="/canary-frame"></iframe>
<a href="javascript:fetch('/canary-link')" id="words">Belanja Rp 12 miliar</a>
<form action="/canary-form"><button autofocus onfocus="fetch('/canary-focus')">kirim</button></form>
<p>=HYPERLINK("http://evil.test/canary") </textarea></mark><script>fetch('/canary-close')</script>
<math><mtext></table><mglyph><style><!--</style>
<img title="--&gt;&lt;img src=/canary-mutation onerror=fetch('/canary-m')&gt;">
</body></html>"""


def pdf(text: str) -> bytes:
    """A document of one page."""
    stream = f"BT /F1 18 Tf 60 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%b\nendobj\n" % (i, one) for i, one in enumerate(objects, 1))
    return body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF"


@dataclass(frozen=True)
class Kept:
    """An archived page and the words on it."""

    capture: Capture
    quote: Quote


def archive_pages(
    output: Path, run: str, pages: Mapping[str, tuple[str, bytes, str]], wave: str = WAVE, code: str = "99.01"
) -> dict[str, Kept]:
    """Archive responses in the wave's shard: name -> (address, body, words); content types go by the bytes."""
    folder = output / "waves" / wave / "shards" / "main"
    kept = {}
    with Shard.open(folder, writing=True) as shard:
        writer = Writer(folder, software="test")
        for name, (url, body, words) in pages.items():
            kind = "application/pdf" if body.startswith(b"%PDF") else "text/html; charset=utf-8"
            moment = "2026-03-01T00:00:00Z"
            at = writer.write(url, 200, [("Content-Type", kind)], body, captured_at=moment)
            capture = Capture(code, url, moment, 200, kind, at.payload_digest, at.record_id, 1)
            shard.add_capture(run, ArchivedCapture(capture, at.file, at.offset, at.length), at.end)
            page = read(body, url=url, content_type=kind)
            span = span_of(page.text, Quote(words))
            kept[name] = Kept(capture, page.quote(*span) if span else Quote(words))
        writer.close()
    return kept


def finding(code: str, slug: str, kept: Kept | None = None, **more: Any) -> Finding:
    """Weak evidence in a kept page, or an absence after an adequate search."""
    search = Search(41, 2, adequate=True, detail="menu entries asked: 12 of 12")
    if kept is None:
        values: dict[str, Any] = {"outcome": Outcome.NOT_FOUND, "confidence": 0.8, **more}
        return Finding(code, slug, slug, "1", search=search, **values)
    place = Place.DOCUMENT if kept.capture.content_type == "application/pdf" else Place.MAIN
    hit = Hit(slug, Strength.FOUND, kept.quote, place, "A document on the PDRB.", 1, int(place is Place.DOCUMENT))
    values = {"outcome": Outcome.UNSURE, "confidence": 0.4, "needs_review": True, "review_reason": "weak_evidence"}
    values |= {"evidence": (Evidence(hit, kept.capture),), **more}
    return Finding(code, slug, slug, "1", search=search, **values)


def make_wave(output: Path, *, words: str = "Belanja Daerah | 1.530.118.900.000") -> None:
    """Three regions: one with weak evidence everywhere, one without a usable site, one with nothing to ask."""
    with Store(output) as store:
        store.save_targets(WAVE, REGIONS)
        judge(store, output, words=words)


def judge(store: Store, output: Path, *, words: str = "Belanja Daerah | 1.530.118.900.000", version: str = "1") -> None:
    """A run over the three regions."""
    run = store.begin_run(WAVE, "crawl", "2026", {})
    kept = archive_pages(
        output,
        run,
        {
            "page": ("http://www.sukamajukab.test/apbd", PAGE.encode(), words),
            "hostile": ("http://www.sukamajukab.test/?<script>", HOSTILE.encode(), "Belanja Rp 12 miliar"),
            "file": ("http://www.sukamajukab.test/apbd.pdf", pdf("Belanja Daerah 1.530.118.900.000"), "Belanja Daerah"),
        },
    )
    which = {"web_hdi": "hostile", "web_rpjmd": "file"}
    found = [finding("99.01", slug, kept[which.get(slug, "page")]) for slug in SLUGS]
    if version != "1":
        found = [replace(one, rule_version=version) for one in found]
    store.save_region(run, Reach("99.01", REGIONS[0].website, ReachStatus.OK, pages=41, hosts=2), found)
    dns = Reach("99.02", REGIONS[1].website, ReachStatus.DNS, detail="no such name")
    siteless: dict[str, Any] = {"needs_review": True, "review_reason": "site_missing", "confidence": None}
    store.save_region(run, dns, [finding("99.02", slug, **siteless) for slug in SLUGS])
    store.save_region(run, Reach("99.71", REGIONS[2].website, ReachStatus.OK), [finding("99.71", s) for s in SLUGS])
    store.end_run(run, "finished")


@dataclass(frozen=True)
class Served:
    """A desk that answers: its address, the token's address, and the server to stop."""

    base: str
    entrance: str
    output: Path
    server: uvicorn.Server
    house: House

    def client(self, name: str = "Ani Contoh", lang: str = "en") -> httpx.Client:
        """Somebody who came in by the token, gave a name and chose a language."""
        client = httpx.Client(base_url=self.base, timeout=60, trust_env=False)
        assert client.get(self.entrance).status_code == 303
        if name:
            post(client, "/person", name=name, role="reviewer")
        post(client, "/language", lang=lang)
        return client


@contextmanager
def serving(output: Path, **house: Any) -> Iterator[Served]:
    """The desk of an output folder on a free port."""
    with Store(output, create=False) as store:
        regions = {one.code: one for one in store.targets(WAVE)}
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    made = House(output, WAVE, regions, **house)
    sessions = Sessions()
    config = uvicorn.Config(make_app(made, sessions, port), log_level="error", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    base = f"http://127.0.0.1:{port}"
    try:
        yield Served(base, f"/enter?token={sessions.token}", output, server, made)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
        made.close()


def fields_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to `action`, as a browser would send them."""
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'action="{action}"' in part)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def post(client: httpx.Client, action: str, *, page: str = "/help", **fields: str) -> httpx.Response:
    """Send a form as its page would, its CSRF token and hidden fields included."""
    html = client.get(page).text
    token = re.search(r'name="csrf" value="([^"]+)"', html)
    assert token is not None
    hidden = fields_of(html, action) if f'action="{action}"' in html else {}
    data = {**hidden, "csrf": token.group(1), **fields}
    return client.post(action, data=data, headers={"Origin": str(client.base_url).rstrip("/")})


def decide(client: httpx.Client, slug: str, act: str, code: str = "99.01", **fields: str) -> httpx.Response:
    """Settle a cell by its form."""
    path = f"/cells/{code}/{slug}"
    return post(client, f"{path}/decide", page=path, act=act, **fields)
