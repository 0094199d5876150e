"""Tables that people fill in: templates out, answers in, and every mistake in a file named at once.

`sources` reads any file as text, `cells` one cell, `answers` a filled-in instrument, `importing` keeps it;
`mapping` explains somebody else's columns, `template` writes an empty sheet, and `mistakes` is how all of
them say what is wrong.
"""

from scorecard.tables.answers import Answers, read_answers
from scorecard.tables.importing import Change, Imported, MappingNeeded, import_answers, marked_copy
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.template import template

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
