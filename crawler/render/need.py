"""Whether a browser would show more of a page than its answer holds: judged from the answer alone, cheaply.

Most pages need none, even where scripts run on them: their words are in the markup. Three signs say that the
words are not: a shell whose scripts build everything; an empty container on a page that speaks of something
still sought; a home page or list whose links a script makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from scorecard.model import Place
from scorecard.reading import Page

#: Code points of text, and links to pages, that a shell has at most.
SHELL_TEXT: Final = 500
SHELL_LINKS: Final = 3
#: Code points of text of a page whose empty containers may be all there is to it.
THIN_TEXT: Final = 6_000
#: Bytes of a page that are searched.
MOST: Final = 600_000
_ROOT: Final = re.compile(
    rb"<(?:app-root|[a-z]+-app)\b|<div[^>]{0,200}\bid=[\"']?(?:app|root|__next|__nuxt|___gatsby|q-app|svelte|react-\w+|"
    rb"main-app|application|vue-\w+|wrapper|page|container|content|main)\b[\"']?[^>]{0,200}>\s*"
    rb"(?:<!--(?:[^-]|-[^-]){0,300}-->\s*|<(?:div|span|img|p|noscript)\b[^<]{0,300}(?:</(?:div|span|p|noscript)>)?\s*){0,6}</div>",
    re.IGNORECASE,
)
_NOSCRIPT: Final = re.compile(
    rb"<noscript[^>]{0,100}>[^<]{0,40}(?:<[^>]{0,100}>[^<]{0,80}){0,4}(?:enable|aktifkan|without|membutuhkan|requires?)"
    rb"[^<]{0,80}javascript",
    re.IGNORECASE,
)
#: An element that waits to be filled: the body of a table, a list with a name, a box named after what it will hold.
_EMPTY: Final = re.compile(
    rb"<tbody\b[^>]{0,300}>(?:\s|<!--[^>]{0,300}-->){0,9}</tbody>|"
    rb"<(ul|ol|nav|dl|select)\b[^>]{0,200}\b(?:id|data-[\w-]+|[vx]-\w+|ng-\w+)=[^>]{0,300}>\s*</\1>|"
    rb"<(div|section|main|article|span|p|table)\b[^>]{0,200}\bid=[\"']?[\w-]{0,40}(?:data|list|daftar|konten|content|isi|"
    rb"tabel|table|hasil|result|grid|dokumen|produk|peraturan|perda|menu|item|card|statisti|grafik|chart|row|rows|jalan|"
    rb"penduduk|layanan|izin|berita|view|output)[\w-]{0,40}[\"']?[^>]{0,200}>(?:\s|<!--[^>]{0,300}-->){0,9}</\2>",
    re.IGNORECASE,
)
_WAITING: Final = re.compile(
    rb">\s*(?:sedang\s+)?(?:loading|memuat|mohon\s+tunggu|silakan\s+tunggu|harap\s+tunggu|please\s+wait|tunggu\s+sebentar)"
    rb"[^<]{0,40}<|\{\{\s*[\w.]+\s*\}\}",
    re.IGNORECASE,
)
_HEADS: Final = 40


def need_of(page: Page, body: bytes, speaks: Callable[[str], bool], *, home: bool) -> str:
    """Why a page needs a browser: "shell", "empty" or "links"; "" where it needs none.

    `speaks` says of a text whether words of something still sought stand in it.
    """
    if page.kind != "html" or b"<script" not in body[:MOST].lower():
        return ""
    markup = body[:MOST]
    links = sum(link.state == "live" and link.kind == "page" for link in page.links)
    if len(page.text) < SHELL_TEXT and links < SHELL_LINKS and _is_shell(page, markup, home=home):
        return "shell"
    if home and links < SHELL_LINKS:
        return "links"
    if page.charts or _EMPTY.search(markup) or _WAITING.search(markup):
        if any(map(speaks, _heads(page))):
            return "empty"
        if home and not any(link.place is Place.NAV and link.state == "live" for link in page.links):
            return "links"
    return ""


def _is_shell(page: Page, markup: bytes, *, home: bool) -> bool:
    """Whether next to nothing stands on a page that scripts are loaded for."""
    loaded = b"src=" in markup or b"import(" in markup or b"type=module" in markup
    marked = bool(_ROOT.search(markup) or _NOSCRIPT.search(markup))
    return marked or (loaded and (home or len(page.text) < SHELL_TEXT // 4))


def _heads(page: Page) -> list[str]:
    """What a page says it holds: title, headings, heads of tables and its address."""
    heads = [
        page.words_of(block)[:200]
        for block in page.blocks
        if block.place is not Place.NAV and (block.tag[:1] == "h" or block.tag in ("title", "caption", "legend", "tr"))
    ]
    return [page.title, page.url.partition("://")[2].replace("/", " ").replace("-", " "), *heads[:_HEADS]]
