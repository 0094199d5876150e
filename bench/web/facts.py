"""Evidence for the fictional regions: the content of fixtures, renamed, and what its links lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from rules import ALL
from rules.judge import Judge
from scorecard.demo.pdf import write_pdf
from scorecard.model import Outcome, Region
from scorecard.reading import read
from scorecard.verdict import claim

FIXTURES: Final = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "rules"
_NAME: Final = "Sukamaju"
_KEPT: Final = ("http", "#", "mailto:", "tel:", "javascript:", "sms:", "whatsapp:")
_LINK: Final = re.compile(r"""(?P<name>\b(?:href|src|action)=)(?P<mark>["'])(?P<address>[^"']*)(?P=mark)""")


@dataclass(frozen=True, slots=True)
class Fact:
    """A page's content that a fixture shows: of one indicator, `outcome` found or not_found (a decoy)."""

    slug: str
    outcome: str
    title: str
    html: str


@cache
def judge() -> Judge:
    """All rules, ready once."""
    return Judge(ALL)


@cache
def facts(slug: str, outcome: str) -> tuple[Fact, ...]:
    """What the fixtures of an indicator show, navigation left out."""
    paths = sorted((FIXTURES / slug).glob(f"{outcome}-*.html"))
    return tuple(_fact(slug, outcome, path.read_text(encoding="utf-8")) for path in paths)


def _fact(slug: str, outcome: str, markup: str) -> Fact:
    tree = LexborHTMLParser(re.sub(r"\sdata-evidence(?:=\"[^\"]*\")?", "", markup))
    title = tree.css_first("title")
    body = tree.body
    for node in tree.css("nav, footer, script"):
        node.decompose()
    html = re.sub(r"^\s*<body[^>]*>|</body>\s*$", "", body.html or "") if body else ""
    return Fact(slug, outcome, title.text() if title else "", html)


def adapt(fact: Fact, region: Region, prefix: str) -> tuple[str, dict[str, bytes]]:
    """The content for a region, and the files that its links lead to; their paths begin with `prefix`."""
    files: dict[str, bytes] = {}
    text = renamed(fact.html, region)
    plain = [line.strip() for line in re.sub(r"<[^>]+>", "\n", text).splitlines() if line.strip()]

    def lead(match: re.Match[str]) -> str:
        address = match["address"].strip()
        if not address or address.startswith(_KEPT) or match["name"] == "action=":
            return match.group(0)
        path = f"{prefix}{len(files) + 1}.pdf"
        files[path] = write_pdf(fact.title, plain[:60])
        return f'{match["name"]}"{path}"'

    return _LINK.sub(lead, text), files


def renamed(text: str, region: Region) -> str:
    """Fixture text with its region's name exchanged."""
    text = text.replace("sukamajukab.test", region.website.removeprefix("www."))
    return text.replace(_NAME, region.name).replace(_NAME.upper(), region.name.upper())


def shows(fact: Fact, body: bytes, url: str, region: Region) -> bool:
    """Whether the rules claim the fact on a page or in a file."""
    kind = "application/pdf" if body.startswith(b"%PDF") else "text/html; charset=utf-8"
    page = read(body, url=url, content_type=kind, region=region)
    stated = claim(hit for hit in judge().hits(page) if hit.indicator == fact.slug)
    return stated is not None and stated[0] is Outcome.FOUND
