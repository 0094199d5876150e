"""Goes out: politely, on a budget, the most promising link first; archives what it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.plan import Assets, Event, Plan, Render

if TYPE_CHECKING:
    from crawler.run import crawl

__all__ = ["Assets", "Event", "Plan", "Render", "crawl"]


def __getattr__(name: str) -> Any:
    """`crawl` brings Scrapy and Twisted, which take a second to load; who only plans need not wait (PEP 562)."""
    if name == "crawl":
        from crawler.run import crawl

        return crawl
    raise AttributeError(name)
