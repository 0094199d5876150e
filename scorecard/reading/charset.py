"""From bytes to text when the declared charset may be wrong or missing."""

from __future__ import annotations

import codecs
import re

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def decode(body: bytes, content_type: str = "") -> str:
    """`body` as text; never raises.

    Strict UTF-8 is tried before any declaration: pages that are UTF-8 and say otherwise are common,
    the reverse hardly decodes by chance. Then the header's charset, the meta element's, and cp1252.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = [match.group(1) for match in [_HEADER.search(content_type)] if match]
    declared += [match.group(1).decode("ascii") for match in [_META.search(body[:4096])] if match]
    for name in declared:
        try:
            return body.decode(name, "replace")
        except (LookupError, UnicodeError):
            continue
    return body.decode("cp1252", "replace")
