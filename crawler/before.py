"""What an earlier visit of the same region brought: good ways to go first, conditions to ask with, bytes to compare.

A later visit asks again for the pages that showed something, for the files they rest on and for the pages that led
there, with the ETag and the Last-Modified of the time before. An answer of 304, or the same bytes again, is
archived as a revisit of what lies there. Where nothing of it has changed, the rest counts as unchanged too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from crawler.intake import Answer
from scorecard import archive
from scorecard.addresses import key_of
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.store.lookup import ASSET
from scorecard.store.shard import FILE, ArchivedCapture, Shard

#: Share of the requests of the visit before that may be spent on asking again: one in this many.
AGAIN_SHARE: Final = 2
#: Priority of what is asked again: after the home page, before all that is only promising.
AGAIN: Final = 20.0
_GOOD: Final = 200
_NOT_MODIFIED: Final = 304
_TAG: Final = re.compile(rb"<[^<>]*>")
_FIGURES: Final = re.compile(rb"\d+")
#: Bytes of a page that are compared.
_MOST: Final = 1024 * 1024
#: Kinds of captures that come from scripts.
MADE: Final = frozenset({"conversion", "data"})
_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Way:
    """An address that was worth going to."""

    url: str
    kind: str
    clicks: int | None
    menu: bool
    parent: str


@dataclass(slots=True)
class Before:
    """One region's visit in an earlier run: `folder` is its shard's, `run` its run. Empty where there was none."""

    folder: Path | None = None
    run: str = ""
    ways: Sequence[Way] = ()
    target: Mapping[str, str | int] = field(default_factory=dict)
    _held: Mapping[str, ArchivedCapture] = field(default_factory=dict)  # by address
    _known: frozenset[int] = frozenset()
    _made: Mapping[str, str] = field(default_factory=dict)  # digests of what scripts showed and fetched, by address
    asked: dict[str, str] = field(default_factory=dict)  # address -> same, changed, gone, moved
    news: int = 0  # addresses that pages link to now and that nobody knew then

    @property
    def was(self) -> bool:
        """Whether there was a visit before."""
        return self.folder is not None

    def conditions(self, url: str) -> dict[str, str]:
        """Header fields that let a server answer that nothing has changed."""
        held = self._held.get(url)
        if held is None or self.folder is None or held.kind == "redirect":
            return {}
        try:
            old = archive.read_at(self.folder / held.file, held.offset, held.length)
        except ScorecardError:
            return {}  # the bytes of then are not here any more: ask as if for the first time
        named = {"If-None-Match": old.header("etag"), "If-Modified-Since": old.header("last-modified")}
        return {name: value for name, value in named.items() if value}

    def recognise(self, answer: Answer, into: Path) -> tuple[Answer, archive.Original | None]:
        """An answer as a reader would see it, and where the bytes lie if they are those of the time before."""
        held = self._held.get(answer.url)
        if held is None or self.folder is None:
            return answer, None
        unmodified = answer.status == _NOT_MODIFIED
        if not unmodified and not (
            answer.status == held.capture.status and archive.digest_of(answer.body) == held.capture.payload_digest
        ):
            return answer, None
        try:
            old = archive.read_at(self.folder / held.file, held.offset, held.length)
        except ScorecardError:
            return answer, None
        file = os.path.relpath(self.folder / held.file, into)
        capture = held.capture
        original = archive.Original(
            file, held.offset, held.length, capture.record_id, capture.captured_at, capture.payload_digest
        )
        if not unmodified:
            return answer, original
        plain = tuple(pair for pair in old.headers if pair[0].lower() not in ("content-encoding", "transfer-encoding"))
        return replace(answer, status=old.status, headers=plain, body=old.body), original

    def note(self, answer: Answer, *, same: bool) -> None:
        """What came of an address that was asked again."""
        url, status = answer.url, answer.status
        if url in self._held:
            same = same or (status == self._held[url].capture.status and self._says_the_same(answer))
            gone = "gone" if status in _GONE else "moved" if 300 <= status < 400 else "changed"
            self.asked[url] = "same" if same or status == self._held[url].capture.status >= 300 else gone

    def note_made(self, page: str, url: str, body: bytes) -> None:
        """What scripts of a page that was asked again showed (`url` is the page's own) or fetched.

        A page whose own bytes never change may show others every day.
        """
        if page in self.asked and self._made.get(url) != archive.digest_of(body):
            self.asked[page] = "changed"

    def _says_the_same(self, answer: Answer) -> bool:
        """Whether a page shows the words it showed then; its tokens, counters and dates may differ."""
        held = self._held[answer.url]
        if self.folder is None or "html" not in held.capture.content_type:
            return False
        try:
            old = archive.read_at(self.folder / held.file, held.offset, held.length)
        except ScorecardError:
            return False
        return _plain(answer.decoded()[0]) == _plain(old.body)

    def meet(self, url: str) -> None:
        """An address that a page links to: is it new?"""
        self.news += hash(key_of(url)) not in self._known

    def enough(self, max_pages: int) -> bool:
        """Whether the visit before looked as far as one of this budget would."""
        return self.target.get("ended") != "budget" or int(self.target.get("budget", 0)) >= max_pages

    def carried(self, into: Path, pages: int, hosts: int) -> dict[str, str | int]:
        """Columns of a target whose captures of the wave before count on; what was seen then is seen now."""
        folder = os.path.relpath(self.folder, into) if self.folder is not None else ""
        seen = {"pages": max(pages, int(self.target["pages"])), "hosts": max(hosts, int(self.target["hosts"]))}
        limits = {name: self.target[name] for name in ("ended", "budget")}
        return {"carried": f"{folder} {self.run}", **seen, **limits}

    @property
    def unchanged(self) -> bool:
        """Whether everything that was asked again is as it was, and nothing new was met."""
        return bool(self.asked) and not self.news and all(came == "same" for came in self.asked.values())

    def said(self) -> str:
        """What moved and what vanished, in words; "" where there was no visit before."""
        if not self.asked:
            return ""
        count = {kind: [url for url, came in self.asked.items() if came == kind] for kind in ("same", "moved", "gone")}
        said = _("since the last visit: {n} asked again, {same} unchanged").format(
            n=len(self.asked), same=len(count["same"])
        )
        if count["moved"]:
            said += "; " + _("{n} moved, such as {url}").format(n=len(count["moved"]), url=count["moved"][0])
        if count["gone"]:
            said += "; " + _("{n} vanished, such as {url}").format(n=len(count["gone"]), url=count["gone"][0])
        return said


def _plain(body: bytes) -> list[bytes]:
    """The words of a page's markup without tags, scripts and figures. Linear in what hostile pages send."""
    kept: list[bytes] = []
    for part in body[:_MOST].lower().split(b"<script"):
        kept.append(part.partition(b"</script")[2].partition(b">")[2] if kept else part)
    return _FIGURES.sub(b"", _TAG.sub(b" ", b" ".join(kept))).split()


def recall(region_code: str, earlier: Path | None) -> Before:
    """The newest finished visit of a region in the shard of an earlier wave; an empty one where there is none."""
    if earlier is None or not (earlier / FILE).exists():
        return Before()
    try:
        with Shard.open(earlier) as old:
            for name in reversed(old.runs()):
                if region_code in old.finished(name):
                    return _read(old, name, region_code)
    except ScorecardError:
        pass  # an earlier crawl that cannot be read costs its help, not this visit
    return Before()


def recall_assets(region_code: str, folders: Sequence[Path]) -> Before:
    """The styles and pictures of a region in the first of these folders that holds any; to be asked on conditions."""
    for folder in folders:
        try:
            with Shard.open(folder) as shard:
                every = [one for run in shard.runs() for one in shard.captures(run, region_code)]
        except ScorecardError:
            continue  # as above
        held = {one.capture.target_uri: one for one in every if one.kind == ASSET and one.capture.status == _GOOD}
        if held:
            return Before(folder, _held=held)
    return Before()


def _read(shard: Shard, run: str, region_code: str) -> Before:
    captures = shard.captures(run, region_code)
    held = {one.capture.target_uri: one for one in captures if one.kind != "conversion"}
    made = {one.capture.target_uri: one.capture.payload_digest for one in captures if one.kind in MADE}
    target = shard.target(run, region_code)
    rows = shard.visited(run, region_code)
    good = {row["url"] for row in rows if (row["gain"] or 0) > 0}
    files = {row["url"] for row in rows if row["kind"] == "document" and row["parent"] in good}
    by_url = {row["url"]: row for row in rows}
    led: dict[str, None] = {}
    for url in good:
        parent = by_url[url]["parent"]
        while parent in by_url and parent not in led and parent not in good:
            led[parent] = None
            parent = by_url[parent]["parent"]
    wanted = [url for part in (good, files, led) for url in sorted(part, key=list(by_url).index)]
    room = max(1, int(target["requests"]) // AGAIN_SHARE - 4)
    ways = [
        Way(
            row["url"],
            row["kind"] if row["kind"] == "document" else "page",
            row["clicks"],
            bool(row["menu"]),
            row["parent"],
        )
        for row in (by_url[url] for url in wanted[:room])
        if row["kind"] != "home"
    ]
    known = frozenset(hash(key_of(url)) for url, _state in shard.addresses(run, region_code))
    return Before(shard.directory, run, ways, target, held, known, made)
