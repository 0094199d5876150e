"""What came of the wishes of a visit: shown pages and read scans, archived, judged and followed like answers."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crawler.beyond import Beyond, Wish
from crawler.harvest import Crop
from crawler.intake import Answer, Receipt
from crawler.render.order import Datum, Rendering
from crawler.replies import MAX_HOPS, REFRESH_TEXT, Replies
from scorecard.addresses import canonicalise, host_of
from scorecard.reading import ocr
from scorecard.reading.likeness import words_of

log = logging.getLogger(__name__)
HTML: Final = "text/html; charset=utf-8"
#: Code points by which a shown page must be longer than its answer to have gained from it.
GAIN: Final = 60
#: Failures that are told apart; whatever else a browser says of a page is that it broke.
_SAID: Final = ("gone", "timeout", "time")
#: The kind of captures that were made from others.
CONVERSION: Final = "conversion"


@dataclass(slots=True)
class Aftermath:
    """Takes in what extras gave, in the caller's transaction."""

    replies: Replies
    beyond: Beyond

    def shown(self, wish: Wish, done: Rendering) -> None:
        """A page after its scripts, or why there is none."""
        replies, entry = self.replies, wish.entry
        replies.tally.requests += done.requests
        if done.moved and self._follow(wish, canonicalise(done.moved)):
            return
        if done.failure or not done.markup:
            # A browser that is missing, or has no time left, says nothing of the page.
            said = next((kind for kind in _SAID if done.failure.startswith(kind)), "crashed")
            self._left(wish, f"unshown: {said}", fruitful=None if said in ("gone", "time") else False)
            return
        crop = replies.harvester.read(done.markup, wish.url, HTML, home=wish.kind == "home")
        if wish.kind == "probe":
            self._learn_missing(wish, crop, done)
            return
        self._take_data(wish, done.data)
        if not _gains(wish.crop, crop):
            self._left(wish, "", fruitful=bool(done.data))
            return
        self._archive(wish, done, crop)
        replies.before.note_made(wish.url, wish.url, done.markup)
        replies.queue.settle(entry, "done", crop.condition or "shown")
        self.beyond.learn(wish.url, fruitful=not crop.condition)
        if crop.condition or crop.page is None:
            return
        replies.barren.count(wish.url, any(crop.strengths.values()))
        if wish.kind == "home":
            replies.doorway.length = len(crop.page.text)
            replies.home_words = words_of(crop.page)
        replies.harvest(entry, crop)

    def _follow(self, wish: Wish, target: str) -> bool:
        """Whether a page without words of its own only led elsewhere, as a redirect does; the target is visited."""
        entry, page = wish.entry, wish.crop.page
        if not target or target == wish.url or entry.hops >= MAX_HOPS or wish.kind not in ("home", "page"):
            return False
        if (page is not None and len(page.text) > REFRESH_TEXT) or not self.replies.harvester.admits(target):
            return False
        self.replies.follow(entry, target)
        return True

    def recognised(self, wish: Wish, text: str, reader: str) -> None:
        """The words of a scan and who read them, or why there are none: "text" (it is no scan), "gone", "time"."""
        replies, entry = self.replies, wish.entry
        if not text:
            replies.queue.settle(entry, "done", "" if reader == "text" else f"unread scan: {reader}")
            return
        made = replies.intake.convert(wish.receipt, text.encode(), ocr.CONTENT_TYPE, reader)
        self._enter(wish, made, CONVERSION, "ocr")
        page = ocr.read_recognised(text, wish.url, replies.harvester.region)
        strengths = replies.harvester.judged(page).strengths
        replies.queue.note_gain(entry, replies.tally.settle(Crop("document", page, strengths=strengths)))
        replies.queue.settle(entry, "done", "recognised")

    def _left(self, wish: Wish, why: str, *, fruitful: bool | None) -> None:
        """The answer itself is all there is of a page."""
        if fruitful is not None:
            self.beyond.learn(wish.url, fruitful=fruitful)
        if wish.kind != "probe":
            self.replies.barren.count(wish.url, any(wish.crop.strengths.values()))
            self.replies.queue.settle(wish.entry, "done", why)

    def _learn_missing(self, wish: Wish, crop: Crop, done: Rendering) -> None:
        """What scripts show at an address that cannot exist."""
        words = words_of(crop.page) if crop.page is not None else frozenset[str]()
        self._archive(wish, done, crop)
        self.replies.harvester.missing[host_of(wish.url)] = words
        self.replies.queue.settle(wish.entry, "done", " ".join(sorted(words))[:20_000])

    def _archive(self, wish: Wish, done: Rendering, crop: Crop) -> None:
        made = self.replies.intake.convert(wish.receipt, done.markup, HTML, done.browser)
        self._enter(wish, made, CONVERSION, "rendered", *crop.flags)
        self.replies.keep_look(made, crop)

    def _take_data(self, wish: Wish, data: Sequence[Datum]) -> None:
        """Answers that the page's scripts used: archived and judged, for a chart shows no figures in its markup."""
        replies = self.replies
        for one in data:
            url = canonicalise(one.url)
            if not url or not replies.harvester.admits(url):
                continue
            answer = Answer(url, one.status, (("Content-Type", one.content_type),), one.body)
            self._enter(wish, replies.intake.archive(answer), "data", further=1)
            replies.before.note_made(wish.url, url, one.body)
            crop = replies.harvester.read(one.body, url, one.content_type, home=False)
            replies.queue.note_gain(wish.entry, replies.tally.settle(crop))

    def _enter(self, wish: Wish, made: Receipt, kind: str, *flags: str, further: int = 0) -> None:
        """Write the row of a capture; data lies one step further than the page that asked for it."""
        clicks = None if wish.entry.clicks is None else wish.entry.clicks + further
        self.replies.intake.enter(made, self.replies.queue.region_code, kind=kind, clicks=clicks, flags=flags)


def _gains(before: Crop, after: Crop) -> bool:
    """Whether a shown page holds more than its answer did."""
    if after.page is None or before.page is None:
        return after.page is not None
    longer = len(after.page.text) >= len(before.page.text) + GAIN
    linked = sum(link.alive for link in after.page.links) > sum(link.alive for link in before.page.links)
    risen = any(value > before.strengths.get(slug, 0.0) for slug, value in after.strengths.items())
    return longer or linked or risen
