"""Tables that people fill in: templates out, answers in, and every mistake in a file named at once.

`sources` reads any file as text, `cells` one cell, `sheet` and `schema` check a filled-in instrument, `importing`
keeps it; `mapping` explains somebody else's columns, `templates` writes empty sheets, and `mistakes` is how all of
them say what is wrong.

What stands here is loaded when it is asked for: a file's reader runs in a process that needs none of the rest, and
checking takes pandera, which loads for half a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scorecard.tables.answers import Answers, read_answers
    from scorecard.tables.differences import Change
    from scorecard.tables.importing import Imported, MappingNeeded, import_answers, marked_copy
    from scorecard.tables.mistakes import Mistake, TableError
    from scorecard.tables.templates import template

__all__ = [
    "Answers",
    "Change",
    "Imported",
    "MappingNeeded",
    "Mistake",
    "TableError",
    "import_answers",
    "marked_copy",
    "read_answers",
    "template",
]
_HOMES: Final = {
    "answers": ("Answers", "read_answers"),
    "differences": ("Change",),
    "importing": ("Imported", "MappingNeeded", "import_answers", "marked_copy"),
    "mistakes": ("Mistake", "TableError"),
    "templates": ("template",),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(name)
