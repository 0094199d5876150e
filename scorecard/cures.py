"""What the auditor can do about a website that was not reached, by its status, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorecard.messages import translate as _
from scorecard.model import ReachStatus


def cure_of(status: ReachStatus, detail: str = "", lang: str = "") -> str:
    """What the auditor can do about a status, in `lang` or the language in use; "" where nothing is wrong."""
    if detail.endswith((": private", ": local")):
        return _("This is an address of a private network; crawl it with --allow-private if that is meant.", lang)
    cures = {
        ReachStatus.DNS: _(
            "Check the address in the target list; the name does not exist or does not resolve here.", lang
        ),
        ReachStatus.TLS: _("The encrypted connection cannot be made; try later or from another network.", lang),
        ReachStatus.TIMEOUT: _("The server does not answer in time; crawl the region again at another hour.", lang),
        ReachStatus.REFUSED: _("The server refuses connections; check the address or crawl again later.", lang),
        ReachStatus.HTTP_ERROR: _("The home page answers with an error; check the address or crawl again later.", lang),
        ReachStatus.BLOCKED: _(
            "The site blocks this crawler; ask its operator to admit it, and name a --contact.", lang
        ),
        ReachStatus.ROBOTS: _("The site's robots.txt forbids the visit or fails; ask its operator.", lang),
        ReachStatus.PARKED: _("The domain is parked or for sale; look for the government's present address.", lang),
        ReachStatus.DEFACED: _("The home page was defaced; tell the operator and crawl again once it is mended.", lang),
        ReachStatus.HIJACKED: _(
            "The home page carries foreign advertising; tell the operator, check the address.", lang
        ),
        ReachStatus.UNDER_CONSTRUCTION: _("The site is under construction; crawl again later.", lang),
        ReachStatus.REDIRECTED_AWAY: _(
            "The home page leads to another domain; if that is right, enter it in the list.", lang
        ),
        ReachStatus.WRONG_OWNER: _("The site belongs to somebody else; correct the target list.", lang),
    }
    return cures.get(status, "")


def cure_in(row: Mapping[str, Any], lang: str) -> str:
    """The cure of a row of reach.csv, in `lang` whatever language it was noted in.

    A region that was reached by its other hosts alone has its cure, too; its detail begins with the status of
    the home page.
    """
    status, detail = str(row["status"]), str(row["detail"] or "")
    if status == ReachStatus.OK and row["cure"]:
        status, _colon, detail = detail.partition(": ")
    known = {one.value for one in ReachStatus}
    return cure_of(ReachStatus(status), detail, lang) if status in known else str(row["cure"] or "")
