"""The way into a site: which addresses are tried for the home page, and what came of the tries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from crawler.harvest import Harvester
from crawler.reach import Home, failed_home
from scorecard.addresses import forbidden, key_of, seeds_of
from scorecard.messages import translate as _
from scorecard.model import ReachStatus
from scorecard.store.queue import Entry, Queue

#: Priority of home pages; nothing else comes near.
HOME: Final = 1000.0
#: What the site itself decided: no other spelling of its address is tried.
_FINAL: Final = (ReachStatus.ROBOTS, ReachStatus.BLOCKED, ReachStatus.REDIRECTED_AWAY)
#: Tries that the other scheme of the same host may mend.
_OTHER_SCHEME: Final = (ReachStatus.REFUSED, ReachStatus.TIMEOUT, ReachStatus.HTTP_ERROR, ReachStatus.TLS)
#: Tries that a second pass may mend.
_CHANCE: Final = (ReachStatus.DNS, ReachStatus.TIMEOUT, ReachStatus.REFUSED)
#: Where a visit that is picked up keeps what the tries before gave.
_BEFORE: Final = ""


class Doorway:
    """Tries http, https, then with or without www., until a home page opens or the site says no."""

    def __init__(self, queue: Queue, harvester: Harvester) -> None:
        self._queue = queue
        self._harvester = harvester
        self._website = harvester.region.website
        self._left: list[str] = []
        self._tries: dict[str, Home] = {}  # the last of each address
        self.length = 0  # code points of the home page's text

    def open(self, target: Mapping[str, Any]) -> None:
        """Enter the website's first address; of a visit picked up, what was not tried yet remains."""
        if target["home"]:
            self._tries[_BEFORE] = Home(ReachStatus(target["home"]), target["home_detail"])
        seeds = seeds_of(self._website)
        allowed = [seed for seed in seeds if not self._forbidden(seed)]
        if not seeds:
            self.note(_BEFORE, failed_home("dns", _("no website in the target list")))
        elif not allowed:
            self.note(_BEFORE, failed_home("refused", f"{seeds[0]}: {self._forbidden(seeds[0])}"))
        elif not self.opened:
            known = key_of(allowed[0])
            self._left = [seed for seed in allowed[1:] if key_of(seed) == known or not self._queue.knows(seed)]
            if not self._queue.knows(allowed[0]):
                self.enter(allowed[0])

    @property
    def home(self) -> Home | None:
        """The most telling of the tries."""
        found: Home | None = None
        for one in self._tries.values():
            found = one.or_better(found)
        return found

    @property
    def opened(self) -> bool:
        """Whether a home page was read."""
        return self.home is not None and self.home.status is ReachStatus.OK

    def enter(self, url: str) -> bool:
        """Queue an address as the home page, before everything else; whether it waits there now."""
        self._harvester.admits(url)
        if self._queue.add([Entry(url, "home", HOME, HOME, clicks=0)]):
            return True
        self._queue.requeue([url])
        return self._queue.promote(url, "home", HOME) > 0

    def note(self, url: str, home: Home) -> None:
        """What the try of an address gave, in place of what an earlier one did."""
        self._tries[url] = home
        best = self.home or home
        self._queue.shard.update_target(
            self._queue.run, self._queue.region_code, home=best.status.value, home_detail=best.detail[:500]
        )
        if self.opened:
            self._left = []

    def failed(self, entry: Entry, home: Home) -> None:
        """A try gave no home page: note it and make the next."""
        self.note(entry.url, home)
        while self._left and home.status not in _FINAL:
            seed = self._left.pop(0)
            if key_of(seed) != key_of(entry.url):
                if self.enter(seed):
                    return
            elif home.status in _OTHER_SCHEME:
                self._queue.redirect_to(entry, seed)
                return

    def knock_again(self) -> int:
        """For a second pass: queue again what chance may have failed, before its other spellings; returns how many."""
        tries = self._tries.values()
        if self.opened or not any(one.status in _CHANCE for one in tries) or any(one.status in _FINAL for one in tries):
            return 0
        allowed = [seed for seed in seeds_of(self._website) if not self._forbidden(seed)]
        if not allowed:
            return 0
        if _BEFORE in self._tries and self._tries[_BEFORE].status in _CHANCE:
            del self._tries[_BEFORE]
        self._left = allowed[1:]
        return self._queue.requeue(allowed[:1])

    def _forbidden(self, url: str) -> str:
        ports = self._harvester.scope.ports
        return forbidden(url, allow_private=self._harvester.allow_private, ports=ports)
