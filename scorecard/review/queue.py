"""Routes on the queue: what waits, in the order that matters; who sits here; the record of one's own decisions."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from scorecard import framework as frameworks
from scorecard.errors import ScorecardError
from scorecard.messages import LANGUAGES
from scorecard.messages import translate as _
from scorecard.regions import select
from scorecard.review.house import Asked, action, page
from scorecard.review.rendering import cell_path
from scorecard.store.decisions import MAX_NAME, plain
from scorecard.store.desk import Filter, Progress

#: Regions that a list offers; of more than these one is named, or its province chosen first.
LISTED: Final = 60
#: Cells on one screen of the queue.
SHOWN: Final = 50
_YEAR: Final = 365 * 24 * 3600


def progress_of(asked: Asked) -> Progress:
    """How far the wave and the person are; counted from midnight in UTC."""
    return asked.desk.progress(asked.reviewer, datetime.now(UTC).strftime("%Y-%m-%d"))


def show_queue(asked: Asked) -> Response:
    """What waits for a person, by chance of being wrong times weight."""
    query, chosen = asked.request.query_params, _resolved(asked)
    start = int(query["from"]) if query.get("from", "").isdigit() and len(query["from"]) < 7 else 0
    cells = asked.desk.queue(chosen, asked.reviewer, limit=SHOWN, offset=start)
    return asked.page(
        "queue.html",
        cells=cells,
        start=start,
        step=SHOWN,
        size=asked.desk.size(chosen),
        progress=progress_of(asked),
        choices=_choices(asked, chosen),
        chosen=chosen,
        regions=asked.house.regions,
        done=query.get("done", "") == "1",
    )


def go_next(asked: Asked) -> Response:
    """On to the first cell of the queue, or to the empty queue."""
    chosen = asked.filter
    cell = asked.desk.next(chosen, asked.reviewer)
    return asked.go(cell_path(*cell), **chosen.items()) if cell else asked.go("/", **chosen.items(), done="1")


def name_person(asked: Asked) -> Response:
    """Keep who sits at this browser."""
    name, role = plain(asked.field("name"), MAX_NAME), plain(asked.field("role"), MAX_NAME)
    if not name:
        raise ScorecardError(_("a decision needs a name"), remedy=_("Give your name at the top of the page."))
    asked.session.name, asked.session.role = name, role or "reviewer"
    response = asked.go(_back(asked))
    response.set_cookie(
        "person", quote(f"{name}\n{asked.session.role}"), max_age=_YEAR, httponly=True, samesite="strict"
    )
    return response


def choose_language(asked: Asked) -> Response:
    """Speak another language from here on."""
    lang = asked.field("lang")
    if lang in LANGUAGES:
        asked.session.lang = lang
    response = asked.go(_back(asked))
    response.set_cookie("lang", asked.session.lang, max_age=_YEAR, httponly=True, samesite="strict")
    return response


def show_record(asked: Asked) -> Response:
    """The person's own decisions, newest first, each to be taken back."""
    rows = asked.decisions.of_person(asked.wave, asked.person, 200) if asked.session.name else []
    return asked.page(
        "record.html",
        rows=rows,
        progress=progress_of(asked),
        regions=asked.house.regions,
        key=secrets.token_urlsafe(16),
    )


def show_help(asked: Asked) -> Response:
    """The keys, and how to decide."""
    return asked.page("help.html", progress=progress_of(asked))


def _resolved(asked: Asked) -> Filter:
    """The filter with its region as a code, whether a code or a name was typed."""
    chosen, known = asked.filter, asked.house.regions
    if not chosen.region or chosen.region in known:
        return chosen
    found = select([chosen.region], tuple(known.values()))
    if len(found) > 1:
        raise ScorecardError(
            _("{name} names {n} regions").format(name=chosen.region, n=len(found)),
            remedy=_("Choose the province, then the region in it."),
        )
    return replace(chosen, region=found[0].code)


def _choices(asked: Asked, chosen: Filter) -> dict[str, Any]:
    found = asked.desk.choices()
    regions = sorted(asked.house.regions.values(), key=lambda one: (one.province, one.code))
    near = [one for one in regions if one.province == chosen.province] or regions
    return {
        **found,
        "region": near if len(near) <= LISTED else [],
        "province": sorted({one.province for one in regions}),
        "indicator": [one.slug for one in frameworks.load().website],
    }


def _back(asked: Asked) -> str:
    """The page of this desk that a form names to return to; the queue for anything else."""
    path = asked.field("back", 2000)
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


ROUTES: Final = (
    page("/", show_queue),
    page("/next", go_next),
    page("/record", show_record),
    page("/help", show_help),
    action("/person", name_person),
    action("/language", choose_language),
)
