"""The one error a user can cause: what is wrong, where, and what to do about it."""

from __future__ import annotations


class ScorecardError(Exception):
    """A mistake that the user can mend; the command line prints it and leaves with exit code 1.

    `what` is one sentence without a full stop, `where` names a file, sheet, row, column or address,
    `remedy` says what to do. The parts stay apart so that a report can lay them out in columns.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.remedy}" if self.remedy else text
