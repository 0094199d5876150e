"""WARC files, the one place that touches warcio: responses in, responses out, nothing collected ever lost.

Bodies are kept as they came over the wire (content encoding included, transfer encoding undone) and
are decoded, within bounds, when they are read. A record is one gzip member, so that any record can be
read at its offset and a torn tail can be cut off without touching the rest.
"""

from scorecard.archive.coding import MAX_BODY, decode
from scorecard.archive.reader import read_at, repair, scan
from scorecard.archive.record import ArchivedResponse, BrokenRecordError, Location, Original, digest_of, now
from scorecard.archive.writer import MAX_FILE, Writer

__all__ = [
    "MAX_BODY",
    "MAX_FILE",
    "ArchivedResponse",
    "BrokenRecordError",
    "Location",
    "Original",
    "Writer",
    "decode",
    "digest_of",
    "now",
    "read_at",
    "repair",
    "scan",
]
