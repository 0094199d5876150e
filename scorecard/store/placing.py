"""Records that are ready, put behind each other into new archive files of a shard's folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Final

_PATTERN: Final = "captures-*.warc.gz"
#: Bytes after which a new file begins.
MAX_FILE: Final = 1024 * 1024 * 1024


class Placing:
    """Appends packed records to files that begin with the next free number; `close` puts them on the disk."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file: IO[bytes] | None = None

    def add(self, packed: bytes, length: int) -> dict[str, str | int]:
        """Append a record and its request; where they lie, as columns of a capture's row."""
        if self._file is None or self._file.tell() >= MAX_FILE:
            self.close()
            self._file = (self._directory / f"captures-{self._next():05d}.warc.gz").open("xb")
        offset = self._file.tell()
        self._file.write(packed)
        name = Path(self._file.name).name
        return {"file": name, "offset": offset, "length": length, "end_offset": offset + len(packed)}

    def sync(self) -> None:
        """Put what was added on the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """End the file now written to."""
        self.sync()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _next(self) -> int:
        taken = [int(found.name[9:14]) for found in self._directory.glob(_PATTERN) if found.name[9:14].isdigit()]
        return max(taken, default=0) + 1
