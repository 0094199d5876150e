"""A PDF writer that does just enough: pages of text lines in Helvetica, with a text layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from textwrap import wrap
from typing import Final

LINES_A_PAGE: Final = 48
#: Characters that fit the page's width even in capitals; text beyond the edge is lost to readers.
WIDEST: Final = 72
#: A4 in points, and where the first line of text starts.
PAGE_BOX: Final = "0 0 595 842"
TOP: Final = 790
LEADING: Final = 15


def write_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A PDF of `lines` under the document title `title`; the same input gives the same bytes.

    Characters outside cp1252 become question marks: the built-in fonts know no others.
    """
    lines = [part for line in lines for part in wrap(line, WIDEST) or [""]]
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)] or [[]]
    first = 5  # objects 1 to 4: catalogue, page tree, font, information
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (" + _text(title) + b") >>",
    ]
    for number, page in enumerate(pages):
        stream = _stream(page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{PAGE_BOX}] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {first + 2 * number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _file(objects)


def _stream(lines: Sequence[str]) -> bytes:
    shown = b"".join(b"(%s) Tj T*\n" % _text(line) for line in lines)
    return b"BT /F1 10 Tf %d TL 50 %d Td\n%sET" % (LEADING, TOP, shown)


def _text(line: str) -> bytes:
    raw = line.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    parts = [b"%PDF-1.4\n"]
    parts += [b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(objects, start=1)]
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    table = b"".join(b"%010d 00000 n \n" % start for start, _ in pairwise(ends[1:]))
    count = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table))
    parts.append(b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, ends[-1]))
    return b"".join(parts)
