"""The address rule where connections are made: what DNS answers must be public.

What can be seen in an address itself (scheme, port, literal, local name) is refused before it is
queued and again before it is asked, by `scorecard.addresses.forbidden`. A name can still answer with a
private address; the connection goes to the very answer that was looked at, so it cannot change between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import DNSLookupError

from scorecard.addresses import is_public

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

#: Seconds a name look-up may take.
DNS_TIMEOUT = 15.0


class GuardedResolver(CachingThreadedResolver):
    """Resolves names and refuses answers outside the public internet.

    The proxy's own address is exempt: behind a proxy it is the only one that is ever connected to, and
    the proxy resolves the rest. `refused` keeps the names whose answer was not public.
    """

    def __init__(self, reactor: ReactorBase, *, allow_private: bool = False, proxy: str = "") -> None:
        super().__init__(reactor, 10_000, DNS_TIMEOUT)
        self.allow_private = allow_private
        self.proxy_host = (urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname or "") if proxy else ""
        self.refused: set[str] = set()

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The IPv4 address of a name; fails with DNSLookupError where it is not to be asked."""
        if name == self.proxy_host:
            return super().getHostByName(name, timeout)
        if self.proxy_host:
            self.refused.add(name)  # nothing but the proxy is ever connected to
            return fail(DNSLookupError(f"{name} is not the proxy"))
        found = super().getHostByName(name, timeout)
        return found if self.allow_private else found.addCallback(self._check, name)

    def _check(self, address: Any, name: str) -> str:
        if not is_public(str(address)):
            self.refused.add(name)
            raise DNSLookupError(f"{name} answers {address}, which is not public")
        return str(address)
