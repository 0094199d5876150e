"""Tests of one module that share something costly run in one process.

The mark `xdist_group` of pytest-xdist 3.8 says so, but is lost on pytest 9, whose test ids can no longer be
rewritten; by its own hook the scheduler keeps such modules together.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped,unused-ignore]  # ships no types

#: Modules whose fixture costs more than all of their tests, and what they are one piece of.
TOGETHER = {
    "test_hostile.py": "hostile",
    "test_render.py": "browser",
    "test_crawl_render.py": "browser",
    "test_review_browser.py": "review_browser",
}


class Together(LoadGroupScheduling):  # type: ignore[misc,unused-ignore]  # xdist's types come and go
    """Every test by itself, but those of some modules as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0].rpartition("/")[2]
        return TOGETHER.get(module) or str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """As xdist asks for a scheduler."""
    return Together(config, log)
