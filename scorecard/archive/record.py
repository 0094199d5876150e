"""What the archive speaks of: a response that was kept, and where it lies."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime

Headers = tuple[tuple[str, str], ...]
#: Field of a revisit: where the bytes lie, as "offset length file".
ORIGINAL = "WARC-Scorecard-Original"


class BrokenRecordError(Exception):
    """A record that is cut, unreadable or not a response; it costs itself only."""


@dataclass(frozen=True, slots=True)
class Original:
    """A response whose bytes a later visit found unchanged; `file` is seen from the folder of the revisit."""

    file: str
    offset: int
    length: int
    record_id: str
    captured_at: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """One response record, or what was made of one. `body` is decoded; `truncated` says that some of it is missing."""

    url: str
    status: int
    headers: Headers
    body: bytes
    captured_at: str  # ISO 8601, UTC
    record_id: str  # urn:uuid:...
    payload_digest: str  # sha1:BASE32, over the body as it came
    truncated: bool = False
    refers_to: str = ""  # of a conversion (a page after its scripts, the text of a scan): the record it was made from
    converter: str = ""  # the program that made it
    original: Original | None = None  # of a revisit: where the bytes lie that came again

    def header(self, name: str) -> str:
        """The first header of that name, in any case; "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def content_type(self) -> str:
        """The Content-Type header as sent."""
        return self.header("content-type")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a response record lies: `length` bytes at `offset` of `file` (a name in the writer's folder)."""

    file: str
    offset: int
    length: int
    end: int  # offset behind the request record that belongs to it
    record_id: str
    payload_digest: str


def now() -> str:
    """This second in UTC, as WARC-Date writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


#: Field of our conversion records; others' (texts made by search engines, say) are left alone.
CONVERTER = "Scorecard-Converted-By"
#: What stands there of a file that a person handed in; rules never take it for what a website answered.
UPLOAD = "upload"


def digest_of(body: bytes) -> str:
    """WARC-Payload-Digest of a body."""
    return f"sha1:{b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode('ascii')}"
