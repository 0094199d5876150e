"""What lies beyond an answer: the document that scripts make of a page, the words of a scan.

Neither is worth its time on most pages. A browser is asked where `render.need` sees a reason, and not again for
pages of a shape whose scripts showed nothing; a scan is read where its link speaks of a cell still open. What
is wished for is noted with its frontier entry, so that a killed crawl asks for that page again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from crawler.harvest import Crop
from crawler.intake import Receipt
from crawler.plan import Plan, Render
from crawler.priorities import Compass
from crawler.render.need import need_of
from scorecard.addresses import template_of
from scorecard.reading.ocr import may_be_scan
from scorecard.store.queue import Entry
from scorecard.store.shard import WAITING

__all__ = ["WAITING", "Beyond", "Wish"]
#: One page in this many may be shown, and files of a region that may be read as scans.
SHOWN_SHARE: Final = 4
MAX_SCANS: Final = 5
#: Pages of one shape, and of one region in a row, that may be shown in vain.
MAX_VAIN: Final = 3
MAX_VAIN_ALL: Final = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """A page to be shown or a scan to be read."""

    kind: str  # page, home, probe or scan
    entry: Entry
    receipt: Receipt
    body: bytes
    reason: str  # as `need_of` says it
    crop: Crop  # what the answer itself gave

    @property
    def url(self) -> str:
        """Its address."""
        return self.receipt.answer.url


@dataclass(slots=True)
class Beyond:
    """The wishes of one visit. `settled` is the tally's own mapping and changes under our eyes."""

    plan: Plan
    compass: Compass
    settled: Mapping[str, float]
    wishes: list[Wish] = field(default_factory=list)
    shown: int = 0
    scans: int = 0
    _vain: Counter[str] = field(default_factory=Counter)
    _vain_all: int = 0

    def wants(self, entry: Entry, receipt: Receipt, body: bytes, crop: Crop) -> str:
        """Why an answer is not all there is to its address: a reason of `need_of`, "scan", or "". Notes the wish."""
        if crop.kind == "document":
            return self._wants_scan(entry, receipt, body, crop)
        home, probe = entry.kind == "home", entry.kind == "probe"
        if self.plan.render == Render.NEVER or crop.page is None or crop.page.kind != "html":
            return ""
        if crop.condition and crop.condition != "soft_404":
            return ""
        named = any(self._is_open(word.partition(":")[0]) for word in entry.words)
        reason = need_of(crop.page, body, lambda text: named or self._speaks(text), home=home)
        reason = "always" if self.plan.render == Render.ALWAYS else reason
        if (probe or crop.condition) and reason != "shell":
            return ""
        if not reason or (not home and not probe and self._is_vain(receipt.answer.url)):
            return ""
        self.shown += 1
        kind = "home" if home else "probe" if probe else "page"
        self.wishes.append(Wish(kind, entry, receipt, body, reason, crop))
        return reason

    def learn(self, url: str, *, fruitful: bool) -> None:
        """Take in whether showing a page gave more than its answer."""
        shape = template_of(url)
        self._vain[shape] = 0 if fruitful else self._vain[shape] + 1
        self._vain_all = 0 if fruitful else self._vain_all + 1

    def _is_vain(self, url: str) -> bool:
        if self.plan.render == Render.ALWAYS:
            return False
        many = self.shown * SHOWN_SHARE >= max(self.plan.max_pages, 4 * SHOWN_SHARE)
        return many or self._vain_all >= MAX_VAIN_ALL or self._vain[template_of(url)] >= MAX_VAIN

    def _wants_scan(self, entry: Entry, receipt: Receipt, body: bytes, crop: Crop) -> str:
        if self.scans >= MAX_SCANS or not may_be_scan(body):
            return ""
        named = [slug for slug in (word.partition(":")[0] for word in entry.words) if self._is_open(slug)]
        if not named and (entry.words or not any(map(self._is_open, self.compass.indicators))):
            return ""
        self.scans += 1
        self.wishes.append(Wish("scan", entry, receipt, body, "scan", crop))
        return "scan"

    def _speaks(self, text: str) -> bool:
        return any(map(self._is_open, self.compass.spoken(text).points()))

    def _is_open(self, slug: str) -> bool:
        return self.settled.get(slug, 0.0) < 1.0
