"""Pages made to cost much: how long the worst of them takes, `python -m bench.hostile [--seconds 60]`.

A page is judged whatever it is made of, within a second. Shapes are built large from the rules' own words,
then mixed at random for as long as asked; printed are the slowest, and the rule that took the most of each.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

from rules import ALL
from rules.judge import Judge
from scorecard.model import Kind, Region
from scorecard.reading import Page, read

SIZE = 1_200_000
BOUND = 1.0
URL = "http://www.sukamajukab.test/"
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")


def filled(part: str, size: int = SIZE) -> str:
    """A part repeated up to a size."""
    return part * max(1, size // len(part))


def shapes(words: list[str], source: random.Random) -> Iterator[tuple[str, str]]:
    """Named hostile pages."""
    some = " ".join(source.sample(words, 60))
    yield "words in one line", f"<p>{filled(some + ' ')}</p>"
    yield "words in lines", filled("".join(f"<p>{word} 1.234 tahun 2019</p>" for word in source.sample(words, 40)))
    yield "links", filled("".join(f'<a href="/{word}.pdf">{word}</a> ' for word in source.sample(words, 40)))
    yield (
        "buttons in one row",
        f"<table><tr>{filled('<td>izin reklame persyaratan</td><td><a href=/a.pdf>Unduh</a></td>')}</tr></table>",
    )
    yield "menu", f"<nav><ul>{filled('<li><a href=/x>Perizinan Online</a></li>')}</ul></nav>"
    yield (
        "one long table",
        f"<table>{filled('<tr><td>Jumlah penduduk laki-laki</td><td>1.234</td><td>5,6</td></tr>')}</table>",
    )
    yield "one wide table", f"<table><tr>{filled('<td>penduduk 12</td>')}</tr></table>"
    yield (
        "tables",
        filled("<table><tr><th>Hotel</th><th>Alamat</th></tr><tr><td>Hotel A</td><td>Jl. Raya 1</td></tr></table>"),
    )
    yield "nested tables", filled("<table><tr><td>penduduk 12 ", SIZE // 8)
    yield "nested blocks", filled("<div class=menu><ul><li>", SIZE // 2) + "perizinan"
    yield "headings", filled(f"<h2>{source.choice(words)}</h2><p>Rp 12.000</p>")
    yield (
        "forms",
        filled("<form action=/x><label for=a>Nomor resi</label><input id=a name=resi><button>Cek</button></form>"),
    )
    yield "numbers", f"<p>{filled('1.234,5 12 2019 Rp 5.000 ')}</p>"
    yield "addresses", filled("<p>Dinas Perizinan Jl. Raya No. 1 Telp. (0999) 12345</p>")
    yield "bylaws", filled("<p>Peraturan Daerah Nomor 5 Tahun 2012 tentang Retribusi Izin Gangguan</p>")
    yield (
        "bylaws in one line",
        f"<p>{filled('Peraturan Daerah Nomor 5 Tahun 2012 tentang Retribusi Izin Gangguan, ')}</p>",
    )
    yield "regions", filled("<h2>Kabupaten Bandung Kota Depok</h2>")
    yield "spam", filled("<p>slot gacor maxwin</p><p>Perizinan</p>")
    yield "entities", f"<p>{filled('&lt;b&gt; &amp;nbsp; perizinan ')}</p>"
    yield "no blanks", f"<p>{filled('perizinan')}</p>"
    yield "attributes", filled('<div id="menu" class="menu nav judul" onclick="location=\'/x\'">umk</div>')
    yield "half tags", filled('<a href="x"" <b>="1">umk <td <tr ')
    yield "code", filled("<?php if (a > b) ?> {{ x }} <script>fetch('/api/')</script>")


def mixed(words: list[str], source: random.Random) -> str:
    """A page of random elements around random words."""
    tags = ("p", "div", "h1", "h2", "table", "tr", "td", "th", "li", "ul", "a href=/x", "form", "nav", "span", "option")
    parts = []
    size = 0
    while size < SIZE // 2:
        tag = source.choice(tags)
        part = f"<{tag}>{source.choice(words)} {source.choice(('', '12', '2019', 'Rp 1.000', '|', ':', '(P)'))}"
        if source.random() < 0.7:
            part += f"</{tag.split()[0]}>"
        parts.append(part * source.choice((1, 1, 1, 50)))
        size += len(parts[-1])
    return "".join(parts)


def judged(judge: Judge, body: str) -> tuple[float, float, str]:
    """Seconds to read and judge, seconds of reading alone, and the rule that took longest with its seconds."""
    start = time.process_time()
    page = read(body.encode(), url=URL, content_type="text/html", region=REGION)
    reading = time.process_time() - start
    judge.hits(page)
    total = time.process_time() - start
    return total, reading, slowest(judge, body) if total > BOUND / 2 else ""


def slowest(judge: Judge, body: str) -> str:
    """The three rules that take longest on a page, with their seconds."""
    page: Page = read(body.encode(), url=URL, content_type="text/html", region=REGION)
    spent = []
    for slug, seen in judge.vocabulary.look(page).items():
        start = time.process_time()
        list(judge.rules[slug].check(page, seen))
        spent.append((time.process_time() - start, slug))
    return ", ".join(f"{slug} {seconds:.2f}" for seconds, slug in sorted(spent, reverse=True)[:3])


def main() -> None:
    """Print every shape, then the worst of the mixed pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = random.Random(options.seed)
    judge = Judge(ALL)
    words = sorted({word for slug in judge.rules for word in judge.woken_by(slug)})
    worst = 0.0
    for name, body in shapes(words, source):
        total, reading, rules = judged(judge, body)
        worst = max(worst, total)
        print(f"{name:24}{len(body) / 1000:8.0f} kB {total:7.2f} s, of it reading {reading:5.2f}  {rules}", flush=True)
    count, until = 0, time.monotonic() + options.seconds
    while time.monotonic() < until:
        total, reading, rules = judged(judge, mixed(words, source))
        count += 1
        if total > worst or total > BOUND:
            print(f"{'mixed ' + str(count):24}{'':12}{total:7.2f} s, of it reading {reading:5.2f}  {rules}", flush=True)
        worst = max(worst, total)
    print(f"worst of all: {worst:.2f} s (bound {BOUND:.0f} s)")


if __name__ == "__main__":
    main()
