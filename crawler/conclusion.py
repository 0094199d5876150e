"""Closes a visit: one status for reach.csv, and whether the search suffices to claim absence."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.adequacy import Adequacy, still, weigh
from crawler.before import Before
from crawler.outlook import Outlook
from crawler.reach import Home
from scorecard.cures import cure_of
from scorecard.messages import translate as _
from scorecard.model import ReachStatus
from scorecard.store.queue import Queue


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a visit came to."""

    status: ReachStatus
    flags: tuple[str, ...]
    detail: str
    cure: str
    adequacy: Adequacy


def conclude(
    queue: Queue,
    outlook: Outlook,
    home: Home | None,
    *,
    pages: int,
    flags: frozenset[str],
    ended: str,
    home_length: int,
    before: Before,
) -> Conclusion | None:
    """The conclusion of a visit; `ended` as `weigh` names it. None if nothing is known.

    A home page that gives nothing does not speak for the region where its other hosts were read:
    the status is then ok, flagged partial, and the search is not adequate.
    """
    if home is None and not pages:
        return None
    opened = home is not None and home.status is ReachStatus.OK
    status = ReachStatus.OK if opened or pages else home.status if home else ReachStatus.OK
    adequacy = weigh(queue, outlook, pages=pages, opened=opened, ended=ended, home_length=home_length)
    if ended == "unchanged":
        adequacy = still(before.target)
    partial = {"partial"} if status is ReachStatus.OK and not adequacy.whole else set()
    detail = "" if opened or home is None else f"{home.status.value}: {home.detail}" if pages else home.detail
    if "spam" in flags and (noted := queue.spam()):
        url, words = noted[0]
        said = _('gambling spam on {n} pages, such as {url}: "{words}"').format(n=len(noted), url=url, words=words)
        detail = f"{detail}; {said}" if detail else said
    detail = "; ".join(filter(None, (detail, before.said())))
    cure = cure_of(home.status, home.detail) if home is not None and not opened else ""
    return Conclusion(status, tuple(sorted(flags | partial)), detail[:500], cure, adequacy)
