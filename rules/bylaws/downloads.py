"""How a page lets one get at the instrument it cites: the link over it, beside it, below it, or on its record."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rules.bylaws.instruments import DRAFT, OTHER, PERDA, instruments_in
from rules.bylaws.wording import GET
from scorecard.model import Place
from scorecard.reading import Block, Link, Page

if TYPE_CHECKING:
    from rules.bylaws.reading import Citation

_WEB: Final = frozenset({"page", "document", "drive", "download", "embed"})
#: A heading, title or group row that says what kind of instruments stand below it, and nothing else.
_LISTING: Final = re.compile(
    r"\W*(?:\d{1,2}\W+)?(?:(?:daftar|kumpulan|himpunan|produk\s+hukum|download|unduh|jdih|list|arsip|data|kategori|jenis|katalog|dokumen)"
    r"\W+){0,3}(?:peraturan\s+daerah|perda)(?:\s*\(perda\))?"
    r"(?:\s+(?:pemerintah\s+)?(?:kabupaten|kab\.?|kota)(?:\s+[a-z]+){1,3})?(?:\W*(?:tahun\s+)?(?:19|20)\d\d){0,2}\W*",
    re.IGNORECASE,
)
_SITE: Final = re.compile(r"\s+[-–—|»:]\s+")
#: Blocks below a card in which its button may stand.
_REACH: Final = 6


def link_for(page: Page, block: Block, over: Link | None, role: str) -> Link | None:
    """The link to a cited instrument: over its words, in its row, or on the button of its card."""
    if over is not None:
        return _opens(page, over)
    for link in page.links_in(block.start, block.end):
        if _is_button(link) and (opened := _opens(page, link)):
            return opened
    if role in ("basis", "mention") or " | " in page.words_of(block):
        return None
    for other in page.blocks[block.index + 1 : block.index + 1 + _REACH]:
        text = page.words_of(other)
        if other.place is not block.place or next(instruments_in(text), None) or _is_next(block, other):
            break
        for link in page.links_in(other.start, other.end):
            if link.end > link.start and _is_button(link) and (opened := _opens(page, link)):
                return opened
    return None


def record(page: Page, found: list[Citation]) -> list[Citation]:
    """Citations with the page's own record completed: its heading names one instrument and the file hangs below."""
    heads = [one for one in found if one.role == "heading" and one.kind != DRAFT]
    link, whole = of_record(page)
    if not heads and whole:  # the text itself, under no heading: its first line names it
        heads = [one for one in found if one.role == "line"][:1]
    if not heads or len({page.text[one.start : one.end].casefold() for one in heads}) > 1:
        return found
    return [replace(one, role="record", link=one.link or link, whole=whole) if one in heads else one for one in found]


def of_record(page: Page) -> tuple[Link | None, bool]:
    """The file that hangs on a record's page, and whether the instrument's text stands there."""
    attached = (link for link in page.links if link.place is Place.MAIN and link.alive and _is_attachment(page, link))
    return next(attached, None), _has_articles(page.text)


def listing_kind(text: str) -> str:
    """What a heading announces: "perda", "other", or "" where it names no instrument."""
    named = next(instruments_in(text), None)
    if named is None:
        return ""
    return PERDA if named.kind == PERDA and _LISTING.fullmatch(_SITE.split(text)[0]) else OTHER


def heading_kind(page: Page, block: Block) -> str:
    """The nearest heading over a block that names a kind of instrument decides; the page's title last."""
    for head in page.headings(block):
        kind = listing_kind(head[:200])
        if kind:
            return kind
    return ""


def _opens(page: Page, link: Link) -> Link | None:
    """The link where it leads to a document or record; of a modal or fold, the file inside."""
    if link.target and link.target in page.ids:
        start, end = page.ids[link.target]
        return next((inner for inner in page.links_in(start, end) if inner.alive and inner.is_file), None)
    if not link.alive or link.kind not in _WEB:
        return None
    if link.url.partition("#")[0] == page.url.partition("#")[0] and not _is_button(link):
        return None
    return link


def _is_next(block: Block, other: Block) -> bool:
    """Whether a block below begins the next entry."""
    return other.tag in ("h1", "h2") or (other.tag == block.tag and block.tag[:1] in "hld" and block.tag != "div")


def _is_button(link: Link) -> bool:
    words = re.findall(r"[a-z]+", link.text.lower())
    if not words:
        return link.end > link.start or link.kind in ("document", "drive", "download") or link.state == "live"
    if all(len(word) < 2 or word in GET for word in words):
        return True
    return link.is_file and (" " not in link.text.strip() or link.text.lower().rstrip().endswith(".pdf"))


def _is_attachment(page: Page, link: Link) -> bool:
    if link.kind == "embed":
        return ".pdf" in link.url.lower() or "drive.google" in link.url or "viewer" in link.url.lower()
    words = set(re.findall(r"[a-z]+", link.text.lower()))
    if link.is_file:
        return not words & {"formulir", "form", "sop", "brosur", "renstra", "lakip"}
    return bool(words & {"unduh", "download", "lampiran"}) and _opens(page, link) is not None


def _has_articles(text: str) -> bool:
    lowered = text.lower()
    return lowered.count("pasal ") >= 5 and "menimbang" in lowered
