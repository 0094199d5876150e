"""Records of legal databases: keys and values ("Jenis: Peraturan Daerah", "Judul: ...") in tables, lists and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rules.bylaws.instruments import Instrument, instruments_in
from scorecard.model import Place
from scorecard.reading import Block, Page
from scorecard.reading.wording import Wording

_KIND_KEY: Final = Wording(
    r"\W*(?:bentuk|jenis|tipe|kategori|singkatan|kelompok|klasifikasi)(?:\W{0,3}(?:bentuk|jenis|peraturan|dokumen|produk|hukum|"
    r"singkatan|perundang\W?undangan))*\W*",
    re.IGNORECASE,
)
_TITLE_KEY: Final = Wording(
    r"\W*(?:judul|nama|tentang|perihal)(?:\s+(?:peraturan|dokumen|produk\s+hukum|lengkap))?\W*", re.IGNORECASE
)
_SHORTEST_TITLE: Final = 8
_PAIR: Final = re.compile(r"([^|:]{3,40}?)(?:\s?[|:]){1,3}\s?([^|]+)")


def is_kind_field(text: str) -> bool:
    """Whether a line is the field of a record that tells the kind of instrument, and cites none itself."""
    pair = _PAIR.fullmatch(text)
    return pair is not None and bool(_KIND_KEY.fullmatch(pair.group(1)))


def is_title_field(page: Page, block: Block) -> bool:
    """Whether a block is the title field of a record: "Judul | Peraturan Daerah ...", or right below the key."""
    text = page.words_of(block)
    pair = _PAIR.fullmatch(text)
    if pair is not None and _TITLE_KEY.fullmatch(pair.group(1)):
        return True
    above = "".join(map(page.words_of, page.blocks[max(0, block.index - 1) : block.index]))
    return bool(_TITLE_KEY.fullmatch(above))


def record_field(page: Page) -> tuple[Instrument, tuple[int, int]] | None:
    """Kind and title span of the record that a page is; None where it is none, or tells neither."""
    if not (_KIND_KEY.may_stand(page.folded) and _TITLE_KEY.may_stand(page.folded)):
        return None
    kind: Instrument | None = None
    title: tuple[int, int] | None = None
    for key, start, end in _fields(page):
        if kind is None and _KIND_KEY.fullmatch(key):
            named = next(instruments_in(page.text[start:end], page.region), None)
            if named is not None and "perundang" not in page.text[start:end].lower():
                kind = Instrument(named.kind, start + named.start, start + named.end)
        elif title is None and _TITLE_KEY.fullmatch(key) and end - start >= _SHORTEST_TITLE:
            title = (start, end)
    return (kind, title) if kind is not None and title is not None else None


def title_field(page: Page) -> tuple[int, int] | None:
    """Span of the title in a record's field ("Judul", "Tentang"); None where the page has no such field."""
    if not _TITLE_KEY.may_stand(page.folded):
        return None
    fields = (span for key, *span in _fields(page) if _TITLE_KEY.fullmatch(key))
    return next(((start, end) for start, end in fields if end - start >= _SHORTEST_TITLE), None)


def _fields(page: Page) -> Iterator[tuple[str, int, int]]:
    """Key, and the span of its value: in one line, or in a line of its own with the value right below."""
    for block in page.blocks:
        text = page.words_of(block)
        if block.place is Place.NAV or len(text) > 400:
            continue
        pair = _PAIR.fullmatch(text)
        if pair:
            yield pair.group(1), block.start + pair.start(2), block.end
        elif below := _below(page, block):
            yield text, below.start, below.end


def _below(page: Page, block: Block) -> Block | None:
    following = page.blocks[block.index + 1] if block.index + 1 < len(page.blocks) else None
    return following if following is not None and following.place is block.place else None
