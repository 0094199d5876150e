"""Rounds of judging: a crawl's captures, a wave's archive once more, or WARC files from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scorecard import archive
from scorecard.audit import Judging, RegionAudit, Response
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Capture, Reach, Region
from scorecard.opinion import sign
from scorecard.store.database import Store
from scorecard.store.shard import FILE, Shard
from scorecard.terminal import say, warn

#: The kind of captures that were made from others: pages after their scripts, texts of scans.
CONVERSION: Final = "conversion"
#: Kinds of captures that serve the crawl and not a reader.
PLUMBING: Final = frozenset({"robots", "sitemap"})


def desk_folder(output: Path, wave: str) -> Path:
    """Where a wave's captures lie that reviewers gave."""
    return output / "waves" / wave / "shards" / "desk"


def shard_folder(store: Store, wave: str) -> Path:
    """Where a wave's captures lie."""
    return store.path.parent / "waves" / wave / "shards" / "main"


def earlier_shard(store: Store, wave: str) -> Path | None:
    """Where the captures of the wave before lie; None where there are none."""
    folders = [shard_folder(store, name) for name in store.waves() if name < wave]
    return next((folder for folder in reversed(folders) if (folder / FILE).exists()), None)


def judge_captures(
    store: Store, shard: Shard, run: str, region: Region, reach: Reach, judge: Judging, *, into: str = "", by: str = ""
) -> None:
    """Judge one region's captures of a crawl and keep the findings, under the run `into` where it is named.

    What a judge whose signature is `by` saw while crawling is taken as it is; all else is read from the archive.
    """
    audit = RegionAudit(region, judge)
    looks = shard.looks(run, region.code, sign(by, region)) if by else {}
    for entry in shard.captures(run, region.code):
        if entry.kind in PLUMBING:
            continue
        look = looks.get(entry.capture.record_id)
        if look is not None:
            audit.take(Response(entry.capture, b"", converted=entry.kind == CONVERSION), look)
            continue
        found = archive.read_at(shard.directory / entry.file, entry.offset, entry.length)
        audit.take(Response(entry.capture, found.body, _location(found), converted=bool(found.refers_to)))
    _take_carried(shard, run, region.code, audit)
    store.save_region(into or run, reach, audit.conclude(reach, shard.search(run, region.code)))
    if by:
        shard.forget_looks(run, region.code)


def _take_carried(shard: Shard, run: str, code: str, audit: RegionAudit) -> None:
    """Take what earlier waves archived and nobody asked for again, because nothing had changed."""
    seen = {entry.capture.target_uri for entry in shard.captures(run, code)}
    carried = shard.carried(run, code)
    while carried is not None:
        folder, earlier = carried
        with Shard.open(folder) as old:
            for entry in old.captures(earlier, code):
                if entry.kind not in PLUMBING and entry.capture.target_uri not in seen:
                    found = archive.read_at(folder / entry.file, entry.offset, entry.length)
                    audit.take(Response(entry.capture, found.body, _location(found), converted=bool(found.refers_to)))
            seen |= {entry.capture.target_uri for entry in old.captures(earlier, code)}
            carried = old.carried(earlier, code)


def audit_wave(store: Store, wave: str, judge: Judging) -> None:
    """Judge each region's newest finished crawl of the wave again, as a new run."""
    crawled = [str(row["run"]) for row in store.runs(wave, "crawl")]
    folder = shard_folder(store, wave)
    if not crawled or not folder.exists():
        raise ScorecardError(
            _("the wave {wave} has no archive to judge").format(wave=wave),
            where=str(store.path.parent),
            remedy=_("Crawl first, or name archives with --warc and --regions."),
        )
    new = store.begin_run(wave, "audit", judge.edition.value, {"of": crawled})
    count = 0
    with Shard.open(folder) as shard:
        finished = {run: shard.finished(run) for run in crawled}
        reaches = {(run, reach.region_code): reach for run in crawled for reach in shard.reach(run)}
        for region in store.targets(wave):
            run = next((run for run in reversed(crawled) if region.code in finished[run]), "")
            if run:
                judge_captures(store, shard, run, region, reaches[run, region.code], judge, into=new)
                count += 1
    store.end_run(new, "finished")
    say(_("{n} regions judged in run {run}").format(n=count, run=new))


def audit_archives(store: Store, wave: str, paths: Sequence[Path], known: Sequence[Region], judge: Judging) -> None:
    """Judge WARC files against a target list; responses in nobody's scope are counted and left out."""
    audits = [RegionAudit(one, judge) for one in known]
    strangers = 0

    def report(offset: int, problem: str) -> None:
        warn(_("a record at byte {offset} is left out: {problem}").format(offset=offset, problem=problem))

    for path in paths:
        for found in archive.scan(path, report):
            owner = next((one for one in audits if one.scope.holds(found.url)), None)
            if owner is None:
                strangers += 1
            else:
                capture = _capture(found, owner.region.code)
                owner.take(Response(capture, found.body, _location(found), converted=bool(found.refers_to)))
    new = store.begin_run(wave, "audit", judge.edition.value, {"warc": [str(path) for path in paths]})
    store.save_targets(wave, known)
    for one in audits:
        reach, search = one.describe()
        store.save_region(new, reach, one.conclude(reach, search))
    store.end_run(new, "finished")
    said = _("{n} regions judged in run {run}; {strangers} responses belong to none of them")
    say(said.format(n=len(audits), run=new, strangers=strangers))


def _capture(found: archive.ArchivedResponse, region_code: str) -> Capture:
    return Capture(
        region_code=region_code,
        target_uri=found.url,
        captured_at=found.captured_at,
        status=found.status,
        content_type=found.content_type,
        payload_digest=found.payload_digest,
        record_id=found.record_id,
        requested_uri=found.url,
    )


def _location(found: archive.ArchivedResponse) -> str:
    return found.header("location") if 300 <= found.status < 400 else ""
