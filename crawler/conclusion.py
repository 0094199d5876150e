"""Closes a visit: one status for reach.csv, and whether the search suffices to claim absence."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.reach import Home, cure_of
from scorecard.messages import translate as _
from scorecard.model import ReachStatus
from scorecard.store.queue import Queue

#: Share of requests that may fail in an adequate search: one in this many.
FAILING_SHARE = 10
#: Code points of a home page without links below which scripts are likely to build it.
THIN = 500


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a visit came to."""

    status: ReachStatus
    flags: tuple[str, ...]
    detail: str
    cure: str
    adequate: bool
    search: str


def conclude(
    queue: Queue, home: Home | None, *, pages: int, flags: frozenset[str], ended: str, home_length: int
) -> Conclusion | None:
    """The conclusion of a visit that `ended` "exhausted", by its "budget" or "stopped"; None if nothing is known.

    A home page that gives nothing does not speak for the region where its other hosts were read:
    the status is then ok, flagged partial, and the search is not adequate.
    """
    if home is None and not pages:
        return None
    opened = home is not None and home.status is ReachStatus.OK
    status = ReachStatus.OK if opened or pages else home.status if home else ReachStatus.OK
    adequate, search = _search(queue, pages=pages, opened=opened, ended=ended, home_length=home_length)
    partial = {"partial"} if status is ReachStatus.OK and not adequate else set()
    detail = "" if opened or home is None else f"{home.status.value}: {home.detail}" if pages else home.detail
    if "spam" in flags and (noted := queue.spam()):
        url, words = noted[0]
        said = _('gambling spam on {n} pages, such as {url}: "{words}"').format(n=len(noted), url=url, words=words)
        detail = f"{detail}; {said}" if detail else said
    cure = cure_of(home.status, home.detail) if home is not None and not opened else ""
    return Conclusion(status, tuple(sorted(flags | partial)), detail[:500], cure, adequate, search)


def _search(queue: Queue, *, pages: int, opened: bool, ended: str, home_length: int) -> tuple[bool, str]:
    counts, sitemaps = queue.counts(), queue.sitemaps()
    size, left = queue.menu()
    failed = counts.get("failed", 0)
    tried = failed + counts.get("done", 0) + counts.get("moved", 0)
    sitemap_open = sum(sitemaps.get(state, 0) for state in ("queued", "in_flight", "failed"))
    empty = sum(counts.values()) <= 1 and home_length < THIN
    whole = ended == "exhausted" and not empty
    menu = size > 0 and left == 0 and sitemap_open == 0
    sound = failed * FAILING_SHARE <= tried
    adequate = opened and pages > 0 and sound and (whole or menu)
    said = [
        {
            "exhausted": _("everything that is linked was visited"),
            "budget": _("the page budget ended the visit"),
            "stopped": _("the visit was interrupted"),
        }.get(ended, ended),
        _("menu: {seen} of {size} entries visited").format(seen=size - left, size=size),
        _("sitemap not read") if sitemap_open else _("sitemap read") if sitemaps else _("no sitemap"),
    ]
    if failed:
        said.append(_("{failed} of {tried} requests failed").format(failed=failed, tried=tried))
    said += _left_unread(queue)
    if empty:
        said.append(_("the home page links to nothing; scripts may build it"))
    return adequate, "; ".join(said)


def _left_unread(queue: Queue) -> list[str]:
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
