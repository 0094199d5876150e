"""Hosts that no page links to: the usual names of service hosts under the region's domain, each tried once.

A name is tried while what its host would answer is open, late where a known host plays its part. A name that
does not exist costs one request, which counts as any other, and says nothing about the region's server.
"""

from __future__ import annotations

from typing import Final

from crawler.harvest import Harvester
from crawler.pricing import Pricing
from crawler.priorities import Compass
from scorecard.addresses import canonicalise, forbidden, host_of, registrable_domain
from scorecard.store.queue import Entry, Queue

#: What a second host for one part is worth.
_DOUBLE: Final = 0.3
#: Kind of the entries of usual names.
GUESS: Final = "guess"


def guesses(harvester: Harvester, pricing: Pricing, home: str) -> list[Entry]:
    """Entries for the usual names beside the host of the home page; none where the region has only single hosts."""
    domain = registrable_domain(host_of(home))
    compass, scope = pricing.compass, harvester.scope
    if domain not in scope.domains:
        return []
    urls = [canonicalise(f"http://{name}.{domain}/") for name in compass.leads.hosts]
    wanted = [
        url
        for url in urls
        if scope.holds(url)
        and compass.duties(host_of(url), 1.0)
        and not forbidden(url, allow_private=harvester.allow_private, ports=scope.ports)
    ]
    share = compass.weights.host * compass.weights.guess
    return [
        pricing.host(url, GUESS, share, 0.0, _DOUBLE if plays_already(url, harvester, compass) else 1.0)
        for url in wanted
    ]


def plays_already(url: str, harvester: Harvester, compass: Compass) -> bool:
    """Whether a host that pages link to plays the part for which this one would be tried."""
    part = compass.role(host_of(url))
    return any(compass.role(host.partition(":")[0]) == part for host in harvester.hosts)


def guessed(url: str, queue: Queue) -> bool:
    """Whether the host of an address was only guessed."""
    return queue.kind_of(f"http://{host_of(url)}/") == GUESS
