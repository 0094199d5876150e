"""Tables that people fill in: templates out, answers in, and every mistake in a file named at once.

`cells` reads one cell, `text` a file as text, `answers` a filled-in instrument, `template` writes an
empty one, and `mistakes` is how all of them say what is wrong.
"""

from scorecard.tables.answers import Answers, Imported, import_answers, read_answers
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.template import template

__all__ = ["Answers", "Imported", "Mistake", "TableError", "import_answers", "read_answers", "template"]
