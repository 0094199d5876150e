"""Goes out: politely, on a budget, the most promising link first; archives what it gets."""

from crawler.plan import Event, Plan
from crawler.run import crawl

__all__ = ["Event", "Plan", "crawl"]
