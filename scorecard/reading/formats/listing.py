"""Archives: the names of what they hold. Nothing inside is unpacked."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from scorecard.reading.formats.outline import Outline

MAX_NAMES: Final = 500


def read_zip(body: bytes, outline: Outline) -> None:
    """A zip archive's members, a list item each, folders left out."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    outline.truncated = len(names) > MAX_NAMES
    for name in names[:MAX_NAMES]:
        outline.paragraph(name[:300], "li")
