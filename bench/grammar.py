"""Odd pages and odd bytes: a grammar of markup gone wrong, and mutations of pages that rules know.

Everything is drawn from a `random.Random`, so that a seed names a page. Shapes that cost much are built large
only where a size is asked for; tests ask for small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

TAGS: Final = (
    *("p", "div", "span", "h1", "h2", "h3", "ul", "ol", "li", "table", "tr", "td", "th", "thead", "tbody", "caption"),
    *("form", "input", "select", "option", "textarea", "button", "label", "a", "img", "br", "hr", "nav", "header"),
    *("footer", "main", "article", "section", "iframe", "object", "embed", "script", "style", "svg", "math", "title"),
    *("template", "noscript", "plaintext", "xmp", "details", "dl", "dt", "dd", "legend", "fieldset", "font", "center"),
    *("frameset", "base", "meta", "body", "html", "head", "canvas", "blink", "x-y", "p:q", "1a"),
)
TEXTS: Final = (
    *("1.234,5", "12", "2019", "Rp 5.000,-", "0", "-", "n/a", "1.2.3.4", "9" * 60, "1e309", "-0", "٣٤", "½", "²", "1,"),
    *(
        "\u202eterbalik\u202c",
        "a\u0301\u0327" * 20,
        "👩‍👩‍👧‍👦",
        "İIıi",
        "ſK",
        "ß" * 9,
        "\u00a0",
        "\u200b\u2028\u2029",
        "\ufeff",
        "\0",
    ),
    *(
        "&amp;&lt;&gt;&#0;&#x110000;&#xD800;&nosuch;&",
        "<",
        ">",
        "</",
        "<!",
        "<?php ?>",
        "{{ x }}",
        "]]>",
        "--!>",
        "|" * 30,
    ),
    *("Nomor 5 Tahun", "tentang", ":", "(0999) 123456", "Jl. Mawar No. 1", "a@b.test", "laki-laki", "0-4", "%", "km"),
    *("Kabupaten Sukamaju", "Kota Lain", "kecamatan", "s/d", "1. a) b) -", "T e n t a n g", "p e r a t u r a n"),
)
_ADDRESSES: Final = (
    *("/x", "#", "", "#a", "javascript:void(0)", "data:text/html,<b>", "http://[", "http://[::1]:99999/", "//", "///a"),
    *(
        "http://a:b@c:99/",
        "mailto:a@b.test",
        "tel:+62",
        "file.pdf",
        "x.PDF?y=1#z",
        "%zz%00%ff",
        "\\\\host\\x",
        "?" * 50,
    ),
    *("http://" + "a." * 200 + "test/", "https://drive.google.com/file/d/1", "../" * 40, "http://xn--/", "h\nttp://x"),
)
_NAMES: Final = ("id", "class", "href", "src", "name", "type", "onclick", "title", "alt", "colspan", "rowspan", "role")
_VALUES: Final = (
    "a",
    "menu",
    "judul",
    "chart",
    "submit",
    "location='/x'",
    "0",
    "-1",
    "99999999999",
    "2",
    "٣",
    "navigation",
    '"',
    "<b",
)
_MALFORMED: Final = ("", "'", '"', " ", "=", "/", "<", "\n", "\0")


def text(source: Random, words: Sequence[str]) -> str:
    """A few words, some of which wake rules."""
    pool = source.choice((words, TEXTS, words))
    return " ".join(source.choice(pool) for _ in range(source.randrange(1, 9)))


def attributes(source: Random) -> str:
    """Attributes, whole or broken."""
    made = []
    for _ in range(source.choice((0, 0, 1, 2, 5))):
        name = source.choice(_NAMES)
        value = source.choice(_ADDRESSES if name in ("href", "src") else _VALUES)
        quote = source.choice(('"', '"', "'", ""))
        made.append(f" {name}={quote}{value}{source.choice((quote, quote, quote, *_MALFORMED))}")
    return "".join(made)


def element(source: Random, words: Sequence[str], depth: int = 0) -> str:
    """An element with others inside, its end at times missing, wrong or doubled."""
    tag = source.choice(TAGS)
    inside = [text(source, words)]
    while depth < 6 and source.random() < 0.45:
        inside.append(element(source, words, depth + 1))
    end = source.choice((f"</{tag}>", f"</{tag}>", f"</{tag}>", "", f"</{source.choice(TAGS)}>", f"</{tag}></{tag}>"))
    return f"<{tag}{attributes(source)}{source.choice(('>', '>', '>', '/>', '', ' <'))}{' '.join(inside)}{end}"


def table(source: Random, words: Sequence[str]) -> str:
    """A table whose rows do not fit each other."""
    rows = []
    for _ in range(source.randrange(1, 12)):
        cells = "".join(
            f"<{source.choice(('td', 'td', 'th'))}{attributes(source)}>{text(source, words)}"
            for _ in range(source.choice((0, 1, 2, 3, 7)))
        )
        rows.append(f"<tr>{cells}{source.choice(('</tr>', '', '</td></tr>'))}")
    return f"<table>{''.join(rows)}{source.choice(('</table>', '', '<table>'))}"


def flood(source: Random, words: Sequence[str], size: int) -> str:
    """One small thing again and again, up to a size in code points."""
    part = source.choice((element, table, lambda s, w: f" {text(s, w)}", lambda s, _w: f"<{s.choice(TAGS)}>"))
    once = part(source, words)
    return once * max(1, min(size // max(1, len(once)), size))


def commented(source: Random, words: Sequence[str]) -> str:
    """What a parser may take for the end, or the beginning, of something else."""
    begin = source.choice(
        ("<!--", "<![CDATA[", "<!DOCTYPE x [", "<script>var a='", "<style>/*", "<!--[if IE]>", "<textarea>")
    )
    return f"{begin}{text(source, words)}{source.choice(('-->', ']]>', ']>', '</script>', '*/</style>', '', '<!-->'))}"


def page(source: Random, words: Sequence[str], size: int = 4_000) -> str:
    """A page of the grammar, of about `size` code points."""
    parts = [source.choice(("<!doctype html><html><head><title>", "<title>", "", "<html><body>")), text(source, words)]
    made = sum(map(len, parts))
    while made < size:
        draw: Callable[[Random, Sequence[str]], str] = source.choice((element, element, table, commented))
        parts.append(flood(source, words, size // 3) if source.random() < 0.1 else draw(source, words))
        made += len(parts[-1])
    return "".join(parts)


def mutated(source: Random, body: bytes, words: Sequence[str]) -> bytes:
    """A known page with slices cut out, doubled, moved, or replaced by words, markup and bytes."""
    for _ in range(source.randrange(1, 12)):
        start = source.randrange(len(body) + 1)
        end = min(len(body), start + source.choice((1, 5, 40, 400, 4_000)))
        part = body[start:end]
        instead = source.choice(
            (
                b"",
                part * source.choice((2, 2, 30)),
                element(source, words).encode("utf-8", "replace"),
                text(source, words).encode("utf-8", "replace"),
                bytes(source.randrange(256) for _ in range(6)),
                part.swapcase(),
            )
        )
        body = body[:start] + instead + body[end:]
    return body


def junk(source: Random, size: int = 400) -> bytes:
    """Bytes that are nothing, behind a beginning that promises something."""
    begin = source.choice(
        (
            b"",
            b"%PDF-1.7\n",
            b"<?xml version='1.0'?>",
            b"\xff\xfe",
            b"\xfe\xff",
            b"\xef\xbb\xbf",
            b"PK\x03\x04",
            b"{",
            b"<html>",
        )
    )
    return begin + bytes(source.randrange(256) for _ in range(source.randrange(size)))
