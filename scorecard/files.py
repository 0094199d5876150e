"""Files written whole or not at all: a passing name first, then all of them into their places."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _


def replace_files(writers: Mapping[Path, Callable[[Path], object]]) -> None:
    """Have each writer make its file under a passing name, then put them all in their places.

    Raises ScorecardError where that fails, and leaves no passing file behind.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in writers}
    try:
        for path, write in writers.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            write(parts[path])
        for path, part in parts.items():
            part.replace(path)
    except (OSError, FileCreateError) as error:
        for part in parts.values():
            with contextlib.suppress(OSError):  # a folder that cannot be written to cannot be tidied either
                part.unlink(missing_ok=True)
        paths = list(writers)
        raise ScorecardError(
            _("the file cannot be written ({error})").format(error=getattr(error, "strerror", None) or error),
            where=str(paths[0] if len(paths) == 1 else paths[0].parent),
            remedy=_("Choose a place that you may write to, with free space, and close the file in other programs."),
        ) from error
