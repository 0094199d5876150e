"""A clock that stands still while this process is busy or is not given the processor.

A host's time is what it was waited for, not what its neighbours took: while one page is being read, answers
of other hosts lie unread in their sockets, and on a loaded machine the process may not run at all. Timeouts by
the wall clock would then call hosts slow that were not. Every turn of the loop counts for `TURN` seconds at
most; waiting counts in full. Pauses between requests can so become longer, never shorter.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from typing import Any, Final

#: Seconds that one turn of the loop, or a late return from waiting, may count.
TURN: Final = 0.2


class PatientSelector(selectors.DefaultSelector):  # type: ignore[misc,valid-type,unused-ignore]  # differs by platform
    """The platform's selector, keeping count of the time that was not spent waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = 0.0
        self._woke = time.monotonic()

    def behind(self, now: float) -> float:
        """Seconds by which the patient clock is behind the monotonic one."""
        return self.lost + max(0.0, now - self._woke - TURN)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the platform does; what a wait took beyond what was asked for is not counted."""
        before = time.monotonic()
        self.lost = self.behind(before)
        found = super().select(timeout)
        self._woke = time.monotonic()
        if timeout is not None:
            self.lost += max(0.0, self._woke - before - max(timeout, 0.0) - TURN)
        return found


class PatientLoop(asyncio.SelectorEventLoop):
    """An event loop on the patient clock."""

    def __init__(self) -> None:
        self._patient = PatientSelector()
        super().__init__(self._patient)

    def time(self) -> float:
        """Seconds of the patient clock."""
        now = time.monotonic()
        return now - self._patient.behind(now)


def slow_down(reactor: Any) -> None:
    """Put Twisted's timers on the loop's clock, too; of its own the reactor reads the wall clock."""
    reactor.seconds = asyncio.get_event_loop_policy().get_event_loop().time
