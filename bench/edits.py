"""A fixture with one thing changed by hand: a word more in a line, a line in a menu, a link that leads elsewhere.

Edits are written as they are read, one behind the other: `before 3: sengketa // href 0: #`. Runs of words between
tags are counted from 0, the title among them, and so are links. `whose` makes it another region's page, `nobody` no
region's. What a rule says of each edited fixture is on record
in `tests/fixtures/rules/edited.csv`, each there because it shows a condition of a rule that no other page shows.

`python -m bench.edits` lists what differs from the record; `--write` records what the rules say now (read the diff
before keeping it).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.fixtures import FOLDER, REGION, Fixture, address
from bench.variants import VARIANTS, account, letter
from rules import ALL
from rules.judge import Judge
from scorecard.model import Region
from scorecard.pages import region_named
from scorecard.reading import Page, read

KEPT: Final = FOLDER / "edited.csv"
_PIECES: Final = re.compile(r"(<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>)", re.DOTALL)
_LINE_END: Final = re.compile(r"(\n)")
_HREF: Final = re.compile(r"href=(?:\"[^\"]*\"|'[^']*')")
_JOIN: Final = " // "
_EDIT: Final = re.compile(r"(?P<verb>\w+)(?: (?P<at>\d+))?(?:: (?P<words>.*))?", re.DOTALL)
_FILLER: Final = "dan seterusnya sesuai dengan ketentuan yang berlaku bagi semua pihak yang memerlukan "
#: What changes a run of words where it stands.
_AT_RUN: Final = ("before", "after", "instead", "within", "linked", "long", "drop")
#: What is put over or below the element that a run opens or closes.
_AROUND: Final = ("above", "heading", "below", "times")


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: what is done, at which run or link, and the words, address or tag that it takes."""

    verb: str
    at: int = 0
    words: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.at}: {self.words}"


def edits_in(text: str) -> list[Edit]:
    """Edits as a line of the record writes them. Raises ValueError where it writes none."""
    found = []
    for part in text.split(_JOIN):
        match = _EDIT.fullmatch(part)
        if match is None:
            raise ValueError(f"no edit: {part!r}")
        found.append(Edit(match["verb"], int(match["at"] or 0), match["words"] or ""))
    return found


def written(edits: Sequence[Edit]) -> str:
    """Edits as a line of the record."""
    return _JOIN.join(map(str, edits))


def source(fixture: Fixture) -> str:
    """What a fixture's edits change: its markup or its text, the marks stripped."""
    return fixture.markup.replace("[[", "").replace("]]", "") if fixture.is_document else fixture.stripped


def _pieces(markup: str) -> list[str]:
    """A markup cut into words and tags, a text into lines and their ends; words stand at even places."""
    return (_PIECES if markup.lstrip().startswith("<") else _LINE_END).split(markup)


def runs_of(markup: str) -> list[int]:
    """Places, among the pieces of a markup, of its runs of words."""
    pieces = _pieces(markup)
    return [at for at in range(0, len(pieces), 2) if pieces[at].strip()]


def edited(fixture: Fixture, edits: Sequence[Edit]) -> Page:
    """The page of a fixture after some edits."""
    markup = source(fixture)
    whose: Region | None = REGION
    as_document = False
    for edit in edits:
        if edit.verb == "shape":
            markup = VARIANTS[edit.words](markup)
        elif edit.verb == "at":
            markup = f"<!-- url: {edit.words} -->{markup}"
        elif edit.verb == "cells":
            markup = re.sub(r"<(/?)th\b", r"<\1td", markup)
        elif edit.verb == "behind":
            markup = _behind(markup, edit.words)
        elif edit.verb == "nobody":
            whose = None
        elif edit.verb == "whose":
            whose = region_named(edit.words)
        elif edit.verb == "document":
            as_document = True
    pieces = _pieces(markup)
    runs = [at for at in range(0, len(pieces), 2) if pieces[at].strip()]
    for edit in edits:
        if edit.verb in (*_AT_RUN, *_AROUND) and edit.at < len(runs):
            (_at_run if edit.verb in _AT_RUN else _around)(pieces, runs[edit.at], edit)
        elif edit.verb == "href":
            _lead(pieces, edit)
    body = "".join(pieces)
    if not fixture.is_document:
        page = read(body.encode(), url=address(markup), content_type="text/html; charset=utf-8", region=whose)
        if not as_document:
            return page
        body = page.text
    return fixture.document(body, whose)


def _at_run(pieces: list[str], at: int, edit: Edit) -> None:
    run, words = pieces[at], edit.words
    if edit.verb == "before":
        pieces[at] = f"{words} {run}"
    elif edit.verb == "after":
        pieces[at] = f"{run} {words}"
    elif edit.verb == "instead":
        pieces[at] = words
    elif edit.verb == "within":
        pieces[at] = f"<{words}>{run}</{words.split()[0]}>"
    elif edit.verb == "drop":
        pieces[max(at - 1, 0) : at + 2] = [""] * (at + 2 - max(at - 1, 0))
    elif edit.verb == "linked":
        pieces[at] = f'<a href="{words}">{run}</a>'
    else:
        count = int(words)
        pieces[at] = f"{run} {(_FILLER * (count // len(_FILLER) + 1))[:count]}"


def _around(pieces: list[str], at: int, edit: Edit) -> None:
    first, last = at, at
    if len(pieces) > at + 1 and pieces[at + 1] == "\n":
        pieces[at] = "\n".join((pieces[at], edit.words) if edit.verb == "below" else (edit.words, pieces[at]))
        return
    if edit.verb == "times":
        pieces[first - 1] = "".join(pieces[first - 1 : last + 2]) * int(edit.words) + pieces[first - 1]
        return
    while first >= 2 and not pieces[first - 2].strip() and not pieces[first - 1].startswith("</"):
        first -= 2
    while last + 2 < len(pieces) and not pieces[last + 2].strip() and pieces[last + 1].startswith("</"):
        last += 2
    if edit.verb == "below":
        where = last - 1 if last > at else min(at + 1, len(pieces) - 1)
        pieces[where] += f"<p>{edit.words}</p>"
    else:
        tag = "p" if edit.verb == "above" else "h3"
        where = first + 1 if first < at else max(at - 1, 0)
        pieces[where] = f"<{tag}>{edit.words}</{tag}>{pieces[where]}"


def _lead(pieces: list[str], edit: Edit) -> None:
    links = [at for at in range(1, len(pieces), 2) if _HREF.search(pieces[at])]
    if edit.at < len(links):
        changed = f'href="{edit.words}"'
        pieces[links[edit.at]] = _HREF.sub(lambda _found: changed, pieces[links[edit.at]], count=1)


def _behind(markup: str, name: str) -> str:
    other = FOLDER / name
    before = Fixture(other.parent.name, other).stripped
    return re.sub(r"(<body[^>]*>)", lambda found: found[1] + before, markup, count=1)


def kept() -> list[dict[str, str]]:
    """The rows on record: rule, fixture, edits, claim (a letter as in `variants`) and a digest of all hits."""
    with KEPT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pages(slugs: Sequence[str] = ()) -> Iterator[tuple[dict[str, str], Fixture, Page]]:
    """Rows on record, of some rules or of all, each with its fixture and the page as edited."""
    for row in kept():
        if not slugs or row["rule"] in slugs:
            fixture = Fixture(row["rule"], FOLDER / row["rule"] / row["fixture"])
            yield row, fixture, edited(fixture, edits_in(row["edits"]))


def judged(judge: Judge) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Every row on record, and the same row with what its rule says now."""
    for row, fixture, page in pages():
        hits = [hit for hit in judge.hits(page) if hit.indicator == fixture.slug]
        digest = hashlib.sha256(repr(account(hits)).encode()).hexdigest()[:8]
        yield row, {**row, "claim": letter(hits), "digest": digest}


def main() -> None:
    """Compare with the record, or write it anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="record what the rules say now")
    options = parser.parse_args()
    both = list(judged(Judge(ALL)))
    for old, new in both:
        if old != new:
            print(f"{old['rule']}/{old['fixture']}, {old['edits']}: {old['claim']} -> {new['claim']}")
    if options.write:
        with KEPT.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(both[0][1]), lineterminator="\n")
            table.writeheader()
            table.writerows(new for _old, new in both)


if __name__ == "__main__":
    main()
