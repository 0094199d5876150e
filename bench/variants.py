"""Each fixture in some forty other shapes, and what its rule says of every one of them, on record.

A rule's conditions are tested by the pages on which they matter. The variants break one thing a rule may lean on:
links that are dead, another region's name, figures left blank, a table of plain divisions, a headline above. What
the rule then says need not be right in each case; it must not change unnoticed. `tests/fixtures/rules/recorded.csv`
holds a row a fixture: the claim under each variant as one letter (f found, p partial, u unsure, - none), in the
order of `VARIANTS`, and a digest of all hits.

`python -m bench.variants` lists what differs from the record, `--write` records anew (read the diff before
keeping it), `--show NAME` prints a fixture's hits by variant.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from bench.fixtures import FOLDER, REGION, Fixture, address, fixtures
from rules import ALL
from rules.judge import Judge
from scorecard.model import Hit, Outcome, Region
from scorecard.reading import Page, read
from scorecard.verdict import claim

KEPT: Final = FOLDER / "recorded.csv"
_LETTERS: Final = {Outcome.FOUND: "f", Outcome.PARTIAL: "p", Outcome.UNSURE: "u"}
_RUN: Final = re.compile(r">([^<>]+)<")
_TALE: Final = (
    "<main><h1>Bupati Resmikan Layanan Baru</h1><p>SUKAMAJU - Bupati mengatakan bahwa hal ini penting, ujarnya, Senin "
    "(3/5/2021). Ia menegaskan bahwa kegiatan ini dihadiri banyak orang, katanya.</p></main>"
)
_FILLER: Final = (
    " dan seterusnya sesuai dengan ketentuan yang berlaku pada masing masing perangkat di lingkungan pemerintahan "
    "setempat untuk dapat dipergunakan sebagaimana mestinya oleh semua pihak yang memerlukan"
)
_ROW: Final = r"<table><tr><td>\2</td><td>Keterangan</td></tr></table>"
_SURVEY: Final = (
    "<main><h1>Survei Kepuasan Masyarakat</h1><p>Responden kuesioner: sangat baik, sangat puas, kurang baik.</p></main>"
)


def _words(markup: str, change: Callable[[str], str]) -> str:
    """The markup with every run of words in its body changed."""
    head, sep, body = markup.partition("<body")
    head, body = (head, body) if sep else ("", markup)
    return head + sep + _RUN.sub(lambda run: f">{change(run[1])}<" if run[1].strip() else run[0], body)


def _under(markup: str, title: str, before: str) -> str:
    """The markup with another title, and more at the beginning of its body."""
    named = re.sub(r"<title>.*?</title>", "", markup, flags=re.DOTALL)
    head, sep, body = named.partition("<body")
    if not sep:
        return f"<title>{title}</title>{before}{named}"
    attributes, _close, rest = body.partition(">")
    return f"{head}<title>{title}</title>{sep}{attributes}>{before}{rest}"


def _filed(markup: str) -> str:
    """The markup at an address as news have it."""
    return f"<!-- url: {address(markup).replace('.test/', '.test/berita/2021/05/')} -->{markup}"


def _body(markup: str, before: str, after: str) -> str:
    """The markup with more at both ends of its body."""
    opened = re.sub(r"(<body[^>]*>)", lambda found: found[1] + before, markup, count=1)
    return opened.replace("</body>", f"{after}</body>", 1)


def _every_other(markup: str) -> str:
    count = iter(range(len(markup)))
    row = r"<(li|tr|p)\b[^>]*>(?:(?!<\1\b).)*?</\1>"
    return re.sub(row, lambda found: "" if next(count) % 2 else found[0], markup, flags=re.DOTALL)


PLAIN: Final = "as it is"
#: What each variant breaks, in the order of the letters on record.
VARIANTS: Final[Mapping[str, Callable[[str], str]]] = {
    PLAIN: lambda markup: markup,
    "dead links": lambda markup: re.sub(r"href=(\"[^\"]*\"|'[^']*')", 'href="#"', markup),
    "links elsewhere": lambda m: re.sub(r'href="(?:https?://[^/"]+)?/?', 'href="http://www.lainkab.test/', m),
    "files without endings": lambda m: re.sub(r"\.(?:pdf|docx?|xlsx?|zip|rar)\b", "", m, flags=re.IGNORECASE),
    "another region": lambda m: re.sub("sukamaju(?!kab)", "Sukamundur", m, flags=re.IGNORECASE),
    "a province": lambda m: re.sub(r"(?:Kabupaten|Kab\.) Sukamaju", "Provinsi Nusa Contoh", m),
    "a village": lambda m: _under(m, "Profil Desa Sukarasa", "<main><h1>Profil Desa Sukarasa</h1></main>"),
    "news": lambda m: _under(_filed(m), "Bupati Resmikan Layanan Baru", _TALE),
    "a survey": lambda m: _under(m, "Survei Kepuasan Masyarakat", _SURVEY),
    "drafts": lambda m: _words(m, lambda t: re.sub(r"\b(Perda|Peraturan Daerah|APBD|RPJMD)\b", r"Rancangan \1", t)),
    "no permits": lambda m: re.sub(r"\b(?:izin|ijin|perizinan|siup|tdp|imb|pbg|situ|ho)\b", "layanan", m, flags=re.I),
    "blank figures": lambda m: _words(m, lambda t: re.sub(r"\d[\d.,]*", "n/a", t)),
    "zeros": lambda m: _words(m, lambda t: re.sub(r"(?<![\d.,])(?!(?:19|20)\d\d\b)\d[\d.,]*", "0", t)),
    "no years": lambda m: _words(m, lambda t: re.sub(r"\b(?:19|20)\d\d\b", "", t)),
    "a menu": lambda m: re.sub(r"<(/?)(?:main|article|section)\b", r"<\1nav", m),
    "no tables": lambda m: re.sub(r"<(/?)(?:table|tr)\b", r"<\1div", re.sub(r"<(/?)t[dh]\b", r"<\1span", m)),
    "no headings": lambda m: re.sub(r"<(/?)h[1-6]\b", r"<\1p", m),
    "all headings": lambda m: re.sub(r"<(/?)(?:p|li)\b", r"<\1h3", m),
    "no title": lambda m: re.sub(r"<title>.*?</title>|<h1\b.*?</h1>", "", m, flags=re.DOTALL),
    "longer lines": lambda m: _words(m, lambda t: t + _FILLER),
    "shorter lines": lambda m: _words(m, lambda t: " ".join(t.split()[:2])),
    "lines between": lambda m: re.sub(r"</(p|li|tr|h[1-6])>", r"</\1><\1>Keterangan lain</\1>", m),
    "every other line": _every_other,
    "capitals": lambda m: _words(m, str.upper),
    "small letters": lambda m: _words(m, str.lower),
    "a figure in each line": lambda m: _words(m, lambda t: f"{t} 12,5 %"),
    "a count before each line": lambda m: _words(m, lambda t: f"Jumlah {t}: 1.250"),
    "links without words": lambda m: re.sub(r"(<a\b[^>]*>).*?</a>", r'\1<img src="/i.png"></a>', m, flags=re.DOTALL),
    "links to files": lambda m: re.sub(r'href="([^"#]*)"', r'href="\1/berkas.pdf"', m),
    "links to a central host": lambda m: re.sub(r'href="(?:https?://[^/"]+)?/?', 'href="https://oss.go.id/', m),
    "links on the page": lambda m: re.sub(r'href="[^"]*"', 'href="#isi"', _body(m, '<div id="isi">', "</div>")),
    "every line a link": lambda m: _words(m, lambda t: f'<a href="/laman/{len(t)}">{t}</a>'),
    "every line a row": lambda m: re.sub(r"<(p|li)\b[^>]*>((?:(?!<\1\b).)*?)</\1>", _ROW, m, flags=re.DOTALL),
    "every line an option": lambda m: re.sub(r"<(/?)(?:p|li)\b", r"<\1option", m),
    "a form": lambda m: _body(m, '<form action="/kirim"><input name="nama">', "<button>Kirim</button></form>"),
    "one paragraph": lambda m: re.sub(r"</?(?:p|li|ul|ol|tr|td|th|table|div|h[1-6]|br)\b[^>]*>", " ", m),
    "all in the title": lambda m: _under(m, " ".join(_RUN.sub(r" \1 ", m).split())[-160:], ""),
    "a footer that repeats": lambda m: _body(m, "", f"<footer>{m.partition('<body')[2].partition('>')[2]}</footer>"),
}
#: Three more: behind the fixture before it, the text as a document, and the page of a region that nobody named.
TOGETHER: Final = "behind another"
DOCUMENT: Final = "a document"
NOBODY: Final = "no region"


def pages(fixture: Fixture, before: Fixture | None = None) -> Iterator[tuple[str, Page]]:
    """A fixture's page under every variant, with the variant's name; `before` is another one of its rule.

    A document is judged as it is and in no other shape.
    """
    plain = fixture.page()
    if fixture.is_document:
        yield PLAIN, plain
        return
    for name, change in VARIANTS.items():
        changed = change(fixture.stripped)
        yield name, _page(changed, address(changed), REGION)
    behind = before.stripped if before and not before.is_document else ""
    yield TOGETHER, _page(_body(fixture.stripped, behind, ""), fixture.url, REGION)
    yield NOBODY, _page(fixture.stripped, fixture.url, None)
    text = f"http://{REGION.website}/berkas/dokumen.txt"
    yield DOCUMENT, read(plain.text.encode(), url=text, content_type="text/plain; charset=utf-8", region=REGION)


def pairs() -> Iterator[tuple[Fixture | None, Fixture]]:
    """Every fixture behind the one before it, which is of the same rule or missing."""
    before = None
    for fixture in fixtures():
        yield before if before is not None and before.slug == fixture.slug else None, fixture
        before = fixture


def _page(markup: str, url: str, region: Region | None) -> Page:
    return read(markup.encode(), url=url, content_type="text/html; charset=utf-8", region=region)


def letter(hits: Iterable[Hit]) -> str:
    """A page's claim as one letter."""
    stated = claim(hits)
    return _LETTERS[stated[0]] if stated else "-"


def account(hits: Iterable[Hit]) -> list[tuple[str, ...]]:
    """Everything that a rule decides about its hits, in an order of its own."""
    return sorted(
        (
            *(one.strength.value, one.place.value, one.quote.exact, one.why, str(one.certainty), one.part),
            *(one.promise, one.fallback.value, one.broken.value, one.host_role.value, one.shape.value),
        )
        for one in hits
    )


def recorded(slug: str, judge: Judge) -> list[tuple[str, str, str, str]]:
    """Rule, fixture, letters and digest of every fixture of a rule."""
    rows = []
    for before, fixture in pairs():
        if fixture.slug == slug:
            letters, seen = "", hashlib.sha256()
            for name, page in pages(fixture, before):
                hits = [hit for hit in judge.hits(page) if hit.indicator == slug]
                letters += letter(hits)
                seen.update(repr((name, account(hits))).encode())
            rows.append((slug, fixture.path.name, letters, seen.hexdigest()[:8]))
    return rows


def record() -> dict[str, list[tuple[str, str, str, str]]]:
    """The rows on record, by rule."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    with KEPT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["rule"], []).append((row["rule"], row["fixture"], row["claims"], row["digest"]))
    return found


def write(rows: Iterable[tuple[str, str, str, str]]) -> None:
    """Put rows on record."""
    with KEPT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("rule", "fixture", "claims", "digest"))
        table.writerows(rows)


def show(name: str, judge: Judge) -> None:
    """Print a fixture's hits by variant."""
    for before, fixture in pairs():
        if name in fixture.path.name:
            print(f"{fixture.slug}/{fixture.path.name}")
            for variant, page in pages(fixture, before):
                hits = [hit for hit in judge.hits(page) if hit.indicator == fixture.slug]
                print(f"  {letter(hits)} {variant}")
                for hit in hits:
                    quote = " ".join(hit.quote.exact.split())[:70]
                    print(f"      {hit.strength.value} {hit.place.value} {hit.certainty} {quote!r} [{hit.why}]")


def main() -> None:
    """Compare with the record, write it anew, or show a fixture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="record what the rules say now")
    parser.add_argument("--show", metavar="NAME", help="part of a fixture's file name")
    options = parser.parse_args()
    if options.show:
        show(options.show, Judge(ALL))
        return
    now = [row for rule in ALL for row in recorded(str(rule.INDICATOR), Judge([rule]))]
    before = {row[:2]: row for rows in (record() if KEPT.is_file() else {}).values() for row in rows}
    for row in now:
        old = before.get(row[:2])
        if old != row:
            print(f"{row[0]}/{row[1]}: {' '.join(old[2:]) if old else 'new'} -> {' '.join(row[2:])}")
    if options.write:
        write(now)


if __name__ == "__main__":
    main()
