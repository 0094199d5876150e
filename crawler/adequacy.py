"""How far a region was searched, and for which cells that suffices to say that nothing is there.

A search is adequate for a cell when the home page was read and its menu exhausted, sitemaps were read or are
absent, few requests failed, and among the addresses that are known and were not visited hardly any evidence is
to be expected for it, by what their links say and what alike ones gave. Or when nothing is left to visit.
See docs/search.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crawler.outlook import Outlook
from crawler.shapes import list_of
from scorecard.addresses import host_of
from scorecard.messages import translate as _
from scorecard.store.queue import Queue

#: Share of requests that may fail in an adequate search: one in this many.
FAILING_SHARE: Final = 10
#: Code points of a home page without links below which scripts are likely to build it.
THIN: Final = 500
#: Hosts that are named; the rest is counted.
_NAMED: Final = 8
_VISITED: Final = frozenset({"done", "moved", "failed"})


@dataclass(frozen=True, slots=True)
class Adequacy:
    """The judgement on one visit's search: of the region as a whole, and by indicator with its words."""

    whole: bool
    detail: str
    cells: Mapping[str, tuple[bool, str]]


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What holds for all cells alike."""

    sound: bool  # the site was reached and its menu, sitemaps and few failures speak for the search
    exhausted: bool
    said: tuple[str, ...]


def weigh(queue: Queue, outlook: Outlook, *, pages: int, opened: bool, ended: str, home_length: int) -> Adequacy:
    """Weigh the search of a visit that `ended` "exhausted", "adequate", by its "budget" or "stopped"."""
    grounds = _grounds(queue, pages=pages, opened=opened, ended=ended, home_length=home_length)
    left = outlook.left(queue)
    leads = queue.leads(outlook.indicators)
    unread = queue.unread(outlook.indicators)
    cells = {
        slug: _unless_unread(_cell(grounds, left[slug], leads.get(slug), outlook.weights.enough), unread.get(slug))
        for slug in sorted(left)
    }
    # Where no cell is asked for, the menu and the sitemap suffice, but not to a visit that was broken off.
    enough = all(adequate for adequate, _said in cells.values()) and (bool(cells) or ended != "stopped")
    return Adequacy(grounds.sound and (grounds.exhausted or enough), "; ".join(grounds.said), cells)


def still(target: Mapping[str, str | int]) -> Adequacy:
    """What the wave before concluded of its search, where nothing has changed since."""
    cells = {slug: (bool(adequate), said) for slug, (adequate, said) in json.loads(str(target["cells"])).items()}
    unchanged = _("nothing that was asked again has changed since the last wave")
    said = str(target["search_detail"])
    said = said if unchanged in said else f"{unchanged}; {said}"
    return Adequacy(bool(target["adequate"]), said, cells)


def suffices(queue: Queue, outlook: Outlook, *, pages: int, opened: bool) -> bool:
    """Whether every open cell has had an adequate search already, so that the visit may end."""
    if not outlook.indicators or not opened:
        return False
    left = outlook.left(queue)
    enough = outlook.weights.enough
    if any(left[slug] > enough for slug in outlook.indicators if outlook.settled.get(slug, 0.0) < 1):
        return False
    return _grounds(queue, pages=pages, opened=opened, ended="", home_length=THIN).sound


def _cell(grounds: _Grounds, left: float, lead: tuple[int, str] | None, enough: float) -> tuple[bool, str]:
    if grounds.exhausted:
        return grounds.sound, ""
    said = _("evidence to be expected among addresses not visited: {left:.2f} (enough: {enough:.2f})").format(
        left=left, enough=enough
    )
    if lead is not None:
        count, url = lead
        said += "; " + _("{n} of them speak of it, such as {url}").format(n=count, url=url)
    return grounds.sound and left <= enough, said


def _unless_unread(cell: tuple[bool, str], unread: tuple[int, str] | None) -> tuple[bool, str]:
    """A cell whose pages or scans nobody could read was not searched, however many others were."""
    if unread is None:
        return cell
    count, url = unread
    said = _("{n} pages or scans that speak of it could not be read, such as {url}").format(n=count, url=url)
    return False, f"{cell[1]}; {said}" if cell[1] else said


def _grounds(queue: Queue, *, pages: int, opened: bool, ended: str, home_length: int) -> _Grounds:
    counts, sitemaps = queue.counts(), queue.sitemaps()
    size, left = queue.menu()
    failed = counts.get("failed", 0)
    tried = failed + counts.get("done", 0) + counts.get("moved", 0)
    sitemap_open = sum(sitemaps.get(state, 0) for state in ("queued", "in_flight", "failed"))
    empty = sum(counts.values()) <= 1 and home_length < THIN
    exhausted = ended == "exhausted" and not empty
    steady = opened and pages > 0 and failed * FAILING_SHARE <= tried and not empty
    if not ended:
        return _Grounds(steady and left == 0 and sitemap_open == 0, False, ())
    said = [
        {
            "exhausted": _("everything that is linked was visited"),
            "adequate": _("every open cell had an adequate search"),
            "budget": _("the page budget ended the visit"),
            "stopped": _("the visit was interrupted"),
        }.get(ended, ended),
        _("menu: {seen} of {size} entries visited").format(seen=size - left, size=size),
        _("sitemap not read") if sitemap_open else _("sitemap read") if sitemaps else _("no sitemap"),
    ]
    if failed:
        said.append(_("{failed} of {tried} requests failed").format(failed=failed, tried=tried))
    if empty:
        said.append(_("the home page links to nothing; scripts may build it"))
    said += _hosts_and_lists(queue) + _documents(queue) + left_unread(queue)
    return _Grounds(steady and (exhausted or (left == 0 and sitemap_open == 0)), exhausted, tuple(said))


def _hosts_and_lists(queue: Queue) -> list[str]:
    seen: Counter[str] = Counter()
    lists: dict[str, list[int]] = {}  # pages of a list visited, and waiting
    for url, state in queue.states():
        if state in _VISITED:
            seen[host_of(url)] += 1
        one = list_of(url)
        found = lists.setdefault(one, [0, 0])
        if state in _VISITED or state == "queued":
            found[state == "queued"] += 1
    names = [host for host, _count in seen.most_common()]
    named = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    long = [counts for counts in lists.values() if sum(counts) > 1]
    entered = sum(visited > 0 for visited, _waiting in long)
    open_yet = sum(visited > 0 and waiting > 0 for visited, waiting in long)
    said = [_("hosts: {hosts}").format(hosts=named or "-")]
    if long:
        said.append(
            _("lists of several pages: {entered} entered, {open} of them not to their end, {left} left alone").format(
                entered=entered, open=open_yet, left=len(long) - entered
            )
        )
    return said


def _documents(queue: Queue) -> list[str]:
    found = queue.documents()
    asked = found.pop("", 0)
    why = {"documents": _("their share of the budget was used up"), "waiting": _("not reached")}
    skipped = "; ".join(f"{count} {why.get(reason, reason)}" for reason, count in sorted(found.items()))
    stored = queue.storage()
    said = []
    if asked or found:
        fetched = _("documents: {n} fetched").format(n=asked)
        said.append(f"{fetched}, " + _("not fetched: {why}").format(why=skipped) if skipped else fetched)
    if stored:
        said.append(_("{n} links to files on storage services noted, not followed").format(n=stored))
    return said


def left_unread(queue: Queue) -> list[str]:
    """Pages that scripts build and scans that nobody read, and why."""
    why = {"gone": _("no browser"), "time": _("no time left"), "timeout": _("too slow"), "crashed": _("it broke")}
    said = []
    for reason, count in sorted(queue.reasons().items()):
        what, _colon, cause = reason.partition(": ")
        if what == "unshown":
            sentence = _("{n} pages that scripts build were not shown: {why}")
            said.append(sentence.format(n=count, why=why.get(cause, cause)))
        elif what == "unread scan":
            cause = _("no tesseract") if cause == "gone" else why.get(cause, cause)
            said.append(_("{n} scans were not read: {why}").format(n=count, why=cause))
    return said
