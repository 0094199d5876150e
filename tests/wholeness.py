"""What must hold of a crawl's folder however its processes ended, and what the whole line finds in it."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

import rules
from rules.judge import Judge
from scorecard import archive
from scorecard.archive import read_at
from scorecard.audit import RegionAudit, Response
from scorecard.model import Region
from scorecard.store.shard import Shard


def faults(directory: Path, run: str = "r1") -> list[str]:
    """What is wrong with a shard: cut or broken records, records without a row, rows without a record, repeats."""
    with Shard.open(directory) as shard:
        held = [entry for code in shard.targets(run) for entry in shard.captures(run, code)]
    found = [f"asked twice: {url}" for url, n in Counter(one.capture.target_uri for one in held).items() if n > 1]
    responses: Counter[str] = Counter()
    for path in sorted(directory.glob("captures-*.warc.gz")):
        found += [f"{path.name}: a member is cut at {offset}" for offset in _cut(path)]
        found += _odd(path, responses)
    rows = Counter(one.capture.record_id for one in held)
    found += [f"a record without a row: {record}" for record in (responses - rows)]
    found += [f"a row without a record: {record}" for record in (rows - responses)]
    for one in held:
        archived = read_at(directory / one.file, one.offset, one.length)
        if (archived.url, archived.record_id) != (one.capture.target_uri, one.capture.record_id):
            found.append(f"a row that points to another record: {one.capture.target_uri}")
    return found


def _cut(path: Path) -> list[int]:
    """The offset of a gzip member that does not end, which readers that stream do not notice of the last one."""
    data, offset = path.read_bytes(), 0
    while offset < len(data):
        member = zlib.decompressobj(31)
        member.decompress(data[offset:])
        if not member.eof:
            return [offset]
        offset = len(data) - len(member.unused_data)
    return []


def _odd(path: Path, responses: Counter[str]) -> list[str]:
    """Records whose digest does not hold, and responses without the request that belongs to them."""
    found: list[str] = []
    waiting = ""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            identifier = record.rec_headers.get_header("WARC-Record-ID").strip("<>")
            record.content_stream().read()
            if record.digest_checker.passed is False:
                found.append(f"{path.name}: a wrong digest, {identifier}")
            if record.rec_type == "response":
                responses[identifier] += 1
            if waiting and record.rec_type != "request":
                found.append(f"{path.name}: a response without its request, {waiting}")
            waiting = identifier if record.rec_type == "response" else ""
    return [*found, f"{path.name}: a response without its request, {waiting}"] if waiting else found


def findings(directory: Path, one: Region, run: str = "r1") -> list[tuple[Any, ...]]:
    """What the whole line makes of a region, times and record ids apart."""
    with Shard.open(directory) as shard:
        audit = RegionAudit(one, Judge(rules.ALL))
        for entry in shard.captures(run, one.code):
            body = archive.read_at(directory / entry.file, entry.offset, entry.length).body
            audit.take(Response(entry.capture, body))
        reach = next(row for row in shard.reach(run) if row.region_code == one.code)
        search = shard.search(run, one.code)
        found = audit.conclude(reach, search)
    cells = [
        (row.indicator, row.outcome, row.review_reason, sorted(_said(item.hit.quote) for item in row.evidence))
        for row in found
    ]
    return [(reach.status, reach.flags, reach.pages, reach.hosts, search), *cells]


def _said(quote: Any) -> tuple[str, str, str]:
    return (quote.exact, quote.prefix, quote.suffix)
