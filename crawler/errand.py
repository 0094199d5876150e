"""What the frontier and the spider ask of whoever has something to fetch for a region.

A visit searches a website; an errand of another kind may fetch what stands on a list. Turns, guards, limits and
faults are the same for both.
"""

from __future__ import annotations

from typing import Protocol

from crawler.before import Before
from crawler.beyond import Wish
from crawler.gate import Gate
from crawler.intake import Answer
from crawler.render.order import Rendering
from crawler.replies import Ask
from crawler.tally import Tally
from scorecard.addresses import Scope
from scorecard.model import Region


class Errand(Protocol):
    """Says what to ask next at a domain and is told what came of it; neither waits nor fetches."""

    region: Region
    scope: Scope
    gate: Gate
    tally: Tally
    before: Before
    later: list[Wish]
    started: bool
    finished: bool
    in_flight: int

    def start(self) -> None:
        """Begin, or pick up where the last process stopped."""
        ...

    def domains(self) -> list[str]:
        """Domains at which something is to be asked now."""
        ...

    def next(self, domain: str) -> Ask | None:
        """The next request at a domain; None where there is none."""
        ...

    def rest(self) -> None:
        """Nothing is left to ask and nothing is in flight."""
        ...

    def answered(self, ask: Ask, answer: Answer) -> float:
        """Take in an answer; returns the seconds for which its domain is to be left alone."""
        ...

    def failed(self, ask: Ask, kind: str, detail: str = "") -> None:
        """Take in that a request got no answer."""
        ...

    def give_up(self, ask: Ask) -> None:
        """Take back a request that was not made."""
        ...

    def conclude(self, *, stopped: bool = False) -> None:
        """Close the books, or with `stopped` put them away for the next start."""
        ...

    def wishes(self) -> list[Wish]:
        """Pages to be shown and scans to be read."""
        ...

    def defer(self, wish: Wish) -> None:
        """Show a page later."""
        ...

    def deferred(self, domain: str = "") -> list[Wish]:
        """Pages that wait to be shown."""
        ...

    def granted(self, wish: Wish, done: Rendering) -> None:
        """Take in what a browser showed of a page."""
        ...

    def read(self, wish: Wish, text: str, reader: str) -> None:
        """Take in what was read of a scan."""
        ...
