"""Routes on one archived response: its text, its sanitised page, a leaf of its document, its bytes to keep."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from starlette.responses import HTMLResponse, RedirectResponse, Response

from scorecard.messages import translate as _
from scorecard.model import Quote
from scorecard.reading.charset import decode
from scorecard.review import captures, leaf, marking
from scorecard.review.guard import PAGE_POLICY
from scorecard.review.house import Asked, page
from scorecard.review.rendering import shorten
from scorecard.review.shots import Task
from scorecard.store.lookup import assets_since

#: Seconds that a request waits for a screenshot that is being made.
SHOT_SECONDS: Final = 12.0
_UNSAFE_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RAW: Final = {"Content-Security-Policy": PAGE_POLICY, "X-Frame-Options": "SAMEORIGIN"}


def quote_of(asked: Asked) -> Quote:
    """The words to mark: of the evidence row the address names (finding and position), else none."""
    query = asked.request.query_params
    for row in asked.desk.evidence(query.get("finding", "")[:300]):
        if str(row["position"]) == query.get("e", ""):
            return Quote(row["exact"] or "", row["prefix"] or "", row["suffix"] or "")
    return Quote("")


def show_text(asked: Asked) -> Response:
    """The whole text of a capture, the quoted words marked."""
    record_id, quote = asked.request.path_params["record_id"], quote_of(asked)
    found = captures.page_of(asked.store, asked.wave, record_id)
    lines, marked, _more = marking.lines_of(found, quote, window=0)
    return asked.page(
        "text.html", title=shorten(found.title or found.url), url=found.url, lines=lines, marked=marked, quote=quote
    )


def show_page(asked: Asked) -> Response:
    """The capture's markup, sanitised, under a policy that lets nothing run or load."""
    response = captures.find(asked.store, asked.wave, asked.request.path_params["record_id"]).response
    body = response.body
    if _is_file(body):
        text = _("This capture is a file, not a web page. See its text, or its pages as pictures.")
        return HTMLResponse(marking.sanitised(f"<p>{text}</p>", Quote("")), headers=_RAW)
    return HTMLResponse(marking.sanitised(decode(body, response.content_type), quote_of(asked)), headers=_RAW)


def show_leaf(asked: Asked) -> Response:
    """One page of a captured PDF as a picture."""
    response = captures.find(asked.store, asked.wave, asked.request.path_params["record_id"]).response
    number, quote = int(asked.request.path_params["number"]), quote_of(asked)
    folder = asked.store.path.parent / "waves" / asked.wave / "desk" / "leaves"
    digest = _UNSAFE_NAME.sub("-", response.payload_digest)
    words = hashlib.sha256(quote.exact.encode("utf-8", "replace")).hexdigest()[:12]
    file = folder / f"{digest}-{number}-{words}.png"
    if not file.exists():
        drawn = leaf.draw(response.body, number, quote.exact)
        if not drawn:
            return RedirectResponse("/static/undrawn.svg", 303)
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(drawn)
    return Response(file.read_bytes(), media_type="image/png")


def show_shot(asked: Asked) -> Response:
    """A screenshot of the archived page with the words boxed; waits for it a little."""
    stands, file = _shot(asked, SHOT_SECONDS)
    if not stands:
        return RedirectResponse("/static/undrawn.svg", 303)
    return Response(file.read_bytes(), media_type="image/png")


def view_shot(asked: Asked) -> Response:
    """The screenshot as a piece of the dossier: the picture, that it is being made, or that it cannot be."""
    stands, _file = _shot(asked, 0.0)
    return asked.page("fragments/shot.html", stands=stands, url=asked.request.url)


def _shot(asked: Asked, seconds: float) -> tuple[bool | None, Path]:
    """Whether a screenshot stands (None: not yet), and its file."""
    record_id, quote, shots = asked.request.path_params["record_id"], quote_of(asked), asked.house.shots
    found = captures.find(asked.store, asked.wave, record_id)
    response, shards = found.response, captures.asset_shards(asked.store, asked.wave)
    since = next(filter(None, (assets_since(shard, found.region_code) for shard in shards)), "")
    file = shots.path_of(response.payload_digest, quote, since)
    if _is_file(response.body):
        return False, file
    task = Task(response.url, response.body, response.content_type, quote, shards)
    return shots.ask(file, task, seconds), file


def _is_file(body: bytes) -> bool:
    return body[:1024].lstrip().startswith(b"%PDF-") or b"\0" in body[:1024]


def download(asked: Asked) -> Response:
    """The capture's bytes as they are archived, to keep, never to show."""
    response = captures.find(asked.store, asked.wave, asked.request.path_params["record_id"]).response
    name = _UNSAFE_NAME.sub("-", response.url.partition("?")[0].rpartition("/")[2])[-60:].strip("-.") or "capture"
    return Response(
        response.body,
        media_type="application/octet-stream",
        headers={**_RAW, "Content-Disposition": f'attachment; filename="{name}.bin"'},
    )


ROUTES: Final = (
    page("/captures/{record_id}/text", show_text),
    page("/captures/{record_id}/page", show_page),
    page("/captures/{record_id}/leaf/{number:int}", show_leaf),
    page("/captures/{record_id}/shot", show_shot),
    page("/captures/{record_id}/shot/view", view_shot),
    page("/captures/{record_id}/raw", download),
)
