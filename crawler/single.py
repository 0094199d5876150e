"""One address for a reviewer: asked through the same guards as a crawl, archived, and nothing else visited.

The address stands as the website of a target of its own, with one page to read: robots.txt, the address rule on
every hop, limits and the archive are the crawl's. A redirect inside the site is followed as a fetch of its own.
Twisted's reactor starts once in a process, so each fetch has a process of its own, ended where it takes too long.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from crawler.plan import Assets, Event, Plan, Render
from scorecard import archive
from scorecard.addresses import canonicalise, forbidden
from scorecard.errors import ScorecardError
from scorecard.messages import current_language, use_language
from scorecard.messages import translate as _
from scorecard.model import Kind, Reach, ReachStatus, Region
from scorecard.opinion import Opinion
from scorecard.store.shard import ArchivedCapture, Shard

#: Seconds a fetch may take in all, and the minutes after which the crawl inside stops by itself.
PATIENCE: Final = 150
MINUTES: Final = 2.0
#: Addresses asked one after the other where each leads to the next, within the first one's site.
HOPS: Final = 5


def fetch(address: str, region: Region, folder: Path, plan: Plan) -> str:
    """Ask `address` for `region` and archive it in the shard in `folder`; the record it is archived as.

    Raises ScorecardError where the address may not be asked, or gave nothing that can be read.
    """
    url = canonicalise(address.strip()) if "://" in address else ""
    why = forbidden(url, allow_private=plan.allow_private) if url else _("this is no web address")
    if why:
        raise ScorecardError(
            why, where=address[:300], remedy=_("Give a public address that begins with http:// or https://.")
        )
    for _hop in range(HOPS):
        told = _ask(url, region, folder, plan)
        if told.get("record_id"):
            return told["record_id"]
        if not told.get("moved"):
            raise ScorecardError(told["what"], where=url, remedy=told["remedy"])
        url = told["moved"]
    raise ScorecardError(
        _("the address leads on and on"), where=url, remedy=_("Give the address where a browser ends up.")
    )


def _ask(url: str, region: Region, folder: Path, plan: Plan) -> dict[str, str]:
    asked = {
        "plan": asdict(replace(plan, max_pages=1, render=Render.NEVER, stop_after_minutes=MINUTES)),
        "region": [region.code, region.name, region.kind.value, region.province, url],
        "folder": str(folder),
        "run": f"desk-{uuid.uuid4().hex}",
        "lang": current_language(),
    }
    command = [sys.executable, "-m", "crawler.single"]
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            command, input=json.dumps(asked), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        told: dict[str, str] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise ScorecardError(
            _("the address did not answer in time"), where=url, remedy=_("Try again later, or upload a saved page.")
        ) from error
    return told


def _serve() -> None:
    """The other side: read what is asked from standard input, crawl, say what came of it."""
    asked: dict[str, Any] = json.load(sys.stdin)
    use_language(asked["lang"])
    code, name, kind, province, website = asked["region"]
    region = Region(code, name, Kind(kind), province, website)
    named = {"render": Render(asked["plan"]["render"]), "assets": Assets(asked["plan"]["assets"])}
    plan = Plan(**{**asked["plan"], **named})
    try:
        told = _fetch(plan, region, Path(asked["folder"]), asked["run"])
    except ScorecardError as error:
        told = {"what": error.what, "remedy": error.remedy}
    sys.stdout.write(json.dumps(told))


def _fetch(plan: Plan, region: Region, folder: Path, run: str) -> dict[str, str]:
    from crawler.run import crawl  # brings Scrapy, which only this process needs

    reaches = crawl(plan, [region], folder, run, words={}, judge=lambda _page: Opinion(), on_event=_hush)
    with Shard.open(folder) as shard:
        found = [one for one in shard.captures(run, region.code) if _is_content(one)]
        moved = [] if found else [one for one in shard.captures(run, region.code) if one.kind == "redirect"]
    if found:
        return {"record_id": found[0].capture.record_id}
    if moved and (reaches and reaches[0].status is not ReachStatus.REDIRECTED_AWAY):
        told = archive.read_at(folder / moved[-1].file, moved[-1].offset, moved[-1].length)
        return {"moved": canonicalise(told.header("location"), told.url)}
    return {"what": _said(reaches), "remedy": _("Look at it in a browser, and upload a saved page if it opens there.")}


def _is_content(one: ArchivedCapture) -> bool:
    return one.kind in ("page", "document") and 200 <= one.capture.status < 300


def _said(reaches: list[Reach]) -> str:
    reach = reaches[0] if reaches else None
    detail = f" ({reach.status.value}: {reach.detail})" if reach else ""
    return _("nothing that can be read came from this address") + detail


def _hush(_event: Event) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    _serve()
