"""How to crawl, as data, and what a crawl tells while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from scorecard import __version__

#: The name robots.txt may address.
AGENT: Final = "website-scorecard"


class Render(StrEnum):
    """Which pages a browser shows: none, those whose scripts hold more than their answers, or all."""

    NEVER = "never"
    AUTO = "auto"
    ALWAYS = "always"


class Assets(StrEnum):
    """Whether the styles and pictures of pages that a person will look at are fetched, and nothing but them."""

    NEVER = "never"
    AUTO = "auto"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of one crawl. `delay` is in seconds, between two requests of a registrable domain."""

    max_pages: int = 250
    delay: float = 1.0
    concurrency: int = 32
    proxy: str = ""
    contact: str = ""
    allow_private: bool = False
    stop_after_minutes: float | None = None
    timeout: float = 30.0  # seconds for a whole answer
    before: Path | None = None  # folder of an earlier wave's shard, whose good ways are gone first
    document_timeout: float = 60.0
    render: Render = Render.AUTO
    browser: str = ""  # its program; "" looks for one
    extra_seconds: float = 20.0  # that a browser and a reader of scans may take whatever their share of the time
    assets: Assets = Assets.AUTO
    max_assets: int = 60  # styles and pictures asked for in a region, beside its pages
    asset_bytes: int = 10 * 1024 * 1024  # of them, as archived

    @property
    def user_agent(self) -> str:
        """Who asks, and where to complain."""
        contact = "".join(char for char in self.contact.strip() if " " <= char <= "~")
        return f"{AGENT}/{__version__}" + (f" (+{contact})" if contact else "")


@dataclass(frozen=True, slots=True)
class Event:
    """One step of a crawl, for whoever shows progress.

    kind: "begun" (a region's visit starts), "answer" (a response came), "failure" (a request got none),
    "done" (a region's visit ended; `status` is its ReachStatus), "stopped" (it was interrupted and goes on at
    the next start), "stopping" (no new requests are made; `detail` says why: interrupt, time, error).
    """

    kind: str
    region_code: str = ""
    url: str = ""
    status: str = ""  # HTTP status, failure or ReachStatus, as `kind` says
    pages: int = 0  # pages read in this region so far
    requests: int = 0  # requests made in this region so far
    queued: int = 0  # addresses waiting in this region
    open_indicators: int = 0  # indicators still without strong evidence in this region
    detail: str = ""
