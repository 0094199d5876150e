"""Takes an answer in: archived as it came, decoded within bounds, entered in the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scorecard import archive
from scorecard.archive import Original
from scorecard.model import Capture
from scorecard.store.shard import ArchivedCapture, Shard

#: Answers by which a server keeps crawlers out or asks them to come later.
BLOCKING = frozenset({401, 403, 407, 429, 451, 503})
#: Bytes of a body, unpacked, that a crawl looks at; documents are read whole from the archive later.
MAX_READ = 8 * 1024 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came over the wire, transfer encoding undone, content encoding not."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request_headers: tuple[tuple[str, str], ...] = ()
    truncated: bool = False
    _plain: list[tuple[bytes, bool]] = field(default_factory=list, repr=False, compare=False)  # unpacked once

    def header(self, name: str) -> str:
        """The first header of that name (lower case), "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def lowered(self) -> dict[str, str]:
        """Headers by name in lower case, the last of each."""
        return {name.lower(): value for name, value in self.headers}

    @property
    def location(self) -> str:
        """Where a redirect points, as sent; "" where this is none."""
        return self.header("location") if self.status in REDIRECTS else ""

    def decoded(self) -> tuple[bytes, bool]:
        """The body without its content encoding as far as a crawl reads it, and whether some of it is missing."""
        if not self._plain:
            body, cut = archive.decode(self.body, self.header("content-encoding"), MAX_READ)
            self._plain.append((body, cut or self.truncated))
        return self._plain[0]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An archived answer whose row is still to be written."""

    answer: Answer
    location: archive.Location
    captured_at: str


class Intake:
    """The archive side of a crawl: one WARC writer and one shard for all its regions."""

    def __init__(self, shard: Shard, run: str, software: str) -> None:
        self.shard = shard
        self.run = run
        self.writer = archive.Writer(shard.directory, software=software)
        if shard.untracked:
            self.writer.begin_file()

    def archive(self, answer: Answer) -> Receipt:
        """Write an answer to the archive; its row follows with `enter`, in the caller's transaction."""
        captured_at = archive.now()
        location = self.writer.write(
            answer.url,
            answer.status,
            answer.headers,
            answer.body,
            captured_at=captured_at,
            request_headers=answer.request_headers,
            truncated="disconnect" if answer.truncated else "",
        )
        return Receipt(answer, location, captured_at)

    def revisit(self, answer: Answer, seen: Answer, original: Original) -> Receipt:
        """Write that an answer brought nothing new; `seen` is what a reader has of it."""
        captured_at = archive.now()
        location = self.writer.write_revisit(
            answer.url,
            answer.status,
            answer.headers,
            original,
            captured_at=captured_at,
            request_headers=answer.request_headers,
        )
        return Receipt(seen, location, captured_at)

    def convert(self, source: Receipt, body: bytes, content_type: str, converter: str) -> Receipt:
        """Archive what `converter` made from an archived answer; its row follows with `enter`."""
        captured_at = archive.now()
        location = self.writer.write_conversion(
            source.answer.url,
            body,
            content_type,
            captured_at=captured_at,
            refers_to=source.location.record_id,
            converter=converter,
        )
        return Receipt(Answer(source.answer.url, 200, (("content-type", content_type),), body), location, captured_at)

    def enter(
        self, receipt: Receipt, region_code: str, *, kind: str, clicks: int | None, flags: Sequence[str] = ()
    ) -> ArchivedCapture:
        """Write the row of an archived answer."""
        answer, location = receipt.answer, receipt.location
        capture = Capture(
            region_code=region_code,
            target_uri=answer.url,
            captured_at=receipt.captured_at,
            status=answer.status,
            content_type=answer.header("content-type")[:200],
            payload_digest=location.payload_digest,
            record_id=location.record_id,
            clicks=clicks,
            requested_uri=answer.url,
        )
        marks = [*flags, *(["truncated"] if answer.truncated else [])]
        entry = ArchivedCapture(capture, location.file, location.offset, location.length, kind, tuple(marks))
        self.shard.add_capture(self.run, entry, location.end)
        return entry

    def close(self) -> None:
        """Put the archive on the disk."""
        self.writer.close()
