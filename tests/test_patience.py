"""The crawl's clock does not count the time in which the process was busy or was not run."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawler import patience
from crawler.patience import TURN, PatientLoop, PatientSelector


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The wall's clock, which a test moves."""
    wall = SimpleNamespace(now=100.0)
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: wall.now))
    return wall


def test_a_long_turn_counts_for_a_moment_and_the_clock_never_goes_back(clock: SimpleNamespace) -> None:
    loop = PatientLoop()
    began = loop.time()
    clock.now += 0.1
    assert loop.time() == pytest.approx(began + 0.1)  # a short turn counts in full
    clock.now += 30
    busy = loop.time()
    assert busy == pytest.approx(began + TURN)
    loop._patient.select(0)
    assert loop.time() == pytest.approx(busy)
    clock.now += 0.1
    assert loop.time() == pytest.approx(busy + 0.1)
    loop.close()


def test_waiting_counts_as_long_as_it_was_asked_for(clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    selector = PatientSelector()
    for asked, took, counted in ((5.0, 5.0, 5.0), (5.0, 30.0, 5.0 + TURN), (None, 30.0, 30.0)):
        before = clock.now - selector.lost

        def wait(_self: object, _timeout: float | None, took: float = took) -> list[object]:
            clock.now += took
            return []

        monkeypatch.setattr(PatientSelector.__mro__[1], "select", wait)
        selector.select(asked)
        assert clock.now - selector.lost - before == pytest.approx(counted)
    selector.close()
