"""The rules' fixtures as pages and documents: what each must give and which words must be quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from bs4 import BeautifulSoup

from scorecard.model import Hit, Kind, Outcome, Region
from scorecard.reading import Page, read
from scorecard.verdict import claim

FOLDER: Final = Path(__file__).parent.parent / "tests" / "fixtures" / "rules"
REGION: Final = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
_TYPES: Final = {".txt": "text/plain", ".csv": "text/csv"}
EXPECTED: Final = {"found": Outcome.FOUND, "partial": Outcome.PARTIAL, "not_found": None}


@dataclass(frozen=True)
class Fixture:
    """A page adapted from a real structure. The first word of its name is what the page alone supports."""

    slug: str
    path: Path

    @property
    def outcome(self) -> str:
        """`found`, `partial` or `not_found`."""
        return self.path.stem.partition("-")[0]

    @cached_property
    def markup(self) -> str:
        """The file as it stands, marks and all."""
        return self.path.read_text(encoding="utf-8")

    @property
    def is_document(self) -> bool:
        """Whether it is a document, lines or a data file, where `[[` and `]]` mark the words to be quoted."""
        return self.path.suffix in _TYPES

    @cached_property
    def marked(self) -> list[str]:
        """Words, or a picture's alt text, of what is marked `data-evidence`, without blanks: one must be quoted."""
        if self.is_document:
            text = self.markup.replace(",", "|") if self.path.suffix == ".csv" else self.markup
            return [squeeze(words) for words in re.findall(r"\[\[(.*?)\]\]", text, re.DOTALL)]
        tree = BeautifulSoup(self.markup, "lxml")
        marked = tree.select("[data-evidence]")
        return [squeeze(element.get_text(" ") or str(element.get("alt", ""))) for element in marked]

    @property
    def url(self) -> str:
        """The address that a comment in the file gives it, or any of the region's."""
        return address(self.markup)

    @property
    def stripped(self) -> str:
        """The markup without the marks."""
        return re.sub(r"\sdata-evidence(?:=\"[^\"]*\")?", "", self.markup)

    def page(self) -> Page:
        """The page as a rule sees it, the marks stripped."""
        if self.is_document:
            return self.document(self.markup.replace("[[", "").replace("]]", ""), REGION)
        return read(self.stripped.encode(), url=self.url, content_type="text/html; charset=utf-8", region=REGION)

    def document(self, text: str, region: Region | None) -> Page:
        """A text read as a document of this fixture's type, or as lines."""
        suffix = self.path.suffix if self.is_document else ".txt"
        url = f"http://{REGION.website}/berkas/dokumen{suffix}"
        return read(text.encode(), url=url, content_type=f"{_TYPES[suffix]}; charset=utf-8", region=region)

    def fault(self, hits: Iterable[Hit]) -> str:
        """What is wrong with the hits of its rule on this page; "" where they are as they must be."""
        stated = claim(hits)
        outcome = stated[0] if stated and stated[0] is not Outcome.UNSURE else None
        if outcome != EXPECTED[self.outcome]:
            return f"gives {stated}"
        if stated is None or outcome is None:
            return ""
        quoted = squeeze(stated[1].quote.exact)
        if not self.marked:
            return "marks no words to be quoted"
        return "" if any(quoted in words or words in quoted for words in self.marked) else f"quotes {quoted!r}"


def address(markup: str) -> str:
    """The address stated in a comment, or any of the region's."""
    stated = re.search(r"<!--\s*url:\s*(\S+)\s*-->", markup)
    return stated.group(1) if stated else "http://www.sukamajukab.test/halaman"


def squeeze(text: str) -> str:
    """Words without blanks and cell borders, in one case."""
    return re.sub(r"[\s|]+", "", text).casefold()


def fixtures() -> list[Fixture]:
    """Every fixture, by rule and name."""
    return [Fixture(path.parent.name, path) for path in sorted(FOLDER.glob("*/*.*"))]
