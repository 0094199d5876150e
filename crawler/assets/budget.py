"""What the pictures and styles of a region's pages may cost, and whom they may be asked from.

Own hosts are asked for both. Other hosts (a network that delivers bootstrap, a ministry's banner) may take a share,
by the same address rule and their own robots.txt; hosts that count visitors or show advertisements are never asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from crawler.plan import Plan
from scorecard.addresses import Scope, forbidden, host_of, is_trap, registrable_domain

#: Style sheets and pictures wanted of one page, and pictures wanted of one style sheet.
PAGE_STYLES: Final = 12
PAGE_PICTURES: Final = 20
STYLE_PICTURES: Final = 8
#: How deep style sheets may import each other.
MAX_DEPTH: Final = 3
#: One request in so many may go to hosts outside the region's own.
FOREIGN_SHARE: Final = 3
#: Domains whose only business with a page is to count, follow or advertise to those who see it.
TRACKERS: Final = frozenset(
    {
        *("google-analytics.com", "googletagmanager.com", "googlesyndication.com", "googleadservices.com"),
        *("doubleclick.net", "facebook.com", "facebook.net", "twitter.com", "clarity.ms", "hotjar.com", "bing.com"),
        *("statcounter.com", "histats.com", "amung.us", "flagcounter.com", "supercounters.com", "hitwebcounter.com"),
        *("freecounterstat.com", "counter12.com", "webstats.com", "freevisitorcounters.com", "smallcounter.com"),
        *("scorecardresearch.com", "quantserve.com", "matomo.cloud", "yandex.ru", "alexa.com", "addthis.com"),
        *("sharethis.com", "zopim.com", "tawk.to", "onesignal.com", "adnxs.com", "criteo.com", "taboola.com"),
        *("revolvermaps.com", "clustrmaps.com", "mapmyvisitors.com", "geovisite.com", "websiteout.net"),
    }
)


@dataclass(slots=True)
class Budget:
    """One region's budget and what is spent of it; `spare` says why an address is not to be asked."""

    plan: Plan
    scope: Scope
    asked: int = 0
    foreign: int = 0
    held: int = 0  # bytes, as archived

    @property
    def affords(self) -> bool:
        """Whether anything more may be asked."""
        return self.asked < self.plan.max_assets and self.held < self.plan.asset_bytes

    def unwanted(self, url: str, *, picture: bool) -> str:
        """Why an address is never asked, by the address alone; "" where it may be."""
        if why := forbidden(url, allow_private=self.plan.allow_private, ports=self.scope.ports):
            return why
        if is_trap(url):
            return "trap"
        if self.is_own(url):
            return ""
        if registrable_domain(host_of(url)) in TRACKERS:
            return "tracker"
        # What another host is told in a picture's query is who looks at which page.
        return "tracker" if picture and urlsplit(url).query else ""

    def is_own(self, url: str) -> bool:
        """Whether an address lies on the region's own hosts."""
        return self.scope.holds(url)

    def spend(self, url: str) -> bool:
        """Take one request from the budget; False where the share of other hosts is used up."""
        if not self.is_own(url):
            if (self.foreign + 1) * FOREIGN_SHARE > self.plan.max_assets:
                return False
            self.foreign += 1
        self.asked += 1
        return True

    def give_back(self, url: str) -> None:
        """Take back a request that was not made."""
        self.asked -= 1
        self.foreign -= not self.is_own(url)
