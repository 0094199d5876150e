"""Routes on evidence that the machine missed: an address to fetch, or a saved page, document or picture.

Either is archived in a shard of the desk, hashed like every capture and marked as given by a person. What was
handed in is shown as text, as a cleaned page or as a redrawn picture, never as it is.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import io
import re
import threading
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from PIL import Image, UnidentifiedImageError
from starlette.datastructures import UploadFile
from starlette.responses import Response

from scorecard import archive
from scorecard.addresses import canonicalise
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Capture, Hit
from scorecard.reading import read
from scorecard.review import captures
from scorecard.review.house import MAX_UPLOAD, Asked, action, page
from scorecard.review.rendering import cell_path
from scorecard.rounds import desk_folder
from scorecard.store.given import Given, give, given_of
from scorecard.store.ledger import Cell, Row
from scorecard.store.shard import ArchivedCapture, Shard

#: What `e` of the dossier's address begins with where it names a given record instead of a position.
PREFIX: Final = "r:"
#: Pictures that are taken, by Pillow's names, and pixels that one may have; the side of what is shown.
PICTURES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
MAX_PIXELS: Final = 60_000_000
SIDE: Final = 1600
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype|html|head|body|div|table|p|a|ul|h[1-6])\b", re.IGNORECASE)
_writing: Final = threading.Lock()


def bring(asked: Asked) -> Response:
    """Take an address or a file for a cell, archive it, and show it."""
    cell: Cell = asked.request.path_params["region"], asked.request.path_params["indicator"]
    region = asked.house.regions.get(cell[0])
    if region is None or asked.desk.cell(cell, asked.reviewer) is None:
        raise ScorecardError(_("this wave has no such cell"), remedy=_("Go back to the queue."))
    reviewer = asked.decisions.pseudonym(asked.person.name)
    file, address = asked.form.get("file"), asked.field("address", 2000).strip()
    if isinstance(file, UploadFile) and file.filename:
        record_id, kind, name = _keep(asked, cell, file, address), "uploaded", Path(file.filename).name[:200]
    elif address:
        if asked.house.fetch is None:
            raise ScorecardError(
                _("this desk cannot fetch addresses"),
                remedy=_("Open the address in a browser and upload what it shows."),
            )
        with _writing:
            record_id, kind, name = asked.house.fetch(address, region), "fetched", ""
    else:
        raise ScorecardError(
            _("neither an address nor a file was given"),
            remedy=_("Paste an address, or choose a saved page, PDF or picture."),
        )
    found = captures.find(asked.store, asked.wave, record_id).response
    kept = (record_id, found.url, found.captured_at, found.payload_digest, found.content_type, kind, name, reviewer)
    give(asked.store, asked.wave, cell, Given(*kept))
    same = [row for row in given_of(asked.store, asked.wave, cell) if row["payload_digest"] == found.payload_digest]
    shown = same[0]["record_id"] if same else record_id
    return asked.go(cell_path(*cell), **dict(parse_qsl(asked.field("queue", 2000))), e=f"{PREFIX}{shown}")


def show_picture(asked: Asked) -> Response:
    """A picture that was handed in, redrawn: no byte of the file itself reaches the browser."""
    response = captures.find(asked.store, asked.wave, asked.request.path_params["record_id"]).response
    try:
        with _opened(response.body) as picture:
            picture.thumbnail((SIDE, SIDE * 4))
            drawn = io.BytesIO()
            picture.convert("RGB").save(drawn, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ScorecardError(_("this picture cannot be drawn"), remedy=_("Download its bytes instead.")) from error
    return Response(drawn.getvalue(), media_type="image/png")


def look(asked: Asked, row: Row) -> Sequence[Hit]:
    """What the cell's rule says of a given record, the strongest first; nothing where the desk knows no rules."""
    region = asked.house.regions.get(row["region_code"])
    if asked.house.look is None or is_picture(row["content_type"]):
        return ()
    response = captures.find(asked.store, asked.wave, row["record_id"]).response
    url = response.url if "://" in response.url else f"http://{region.website if region else 'upload.invalid'}/"
    found = read(response.body, url=url, content_type=response.content_type, region=region)
    return [hit for hit in asked.house.look(found) if hit.indicator == row["indicator"]]


def is_picture(content_type: str) -> bool:
    """Whether a record is a picture, which has no words to mark."""
    return content_type in PICTURES.values()


def _keep(asked: Asked, cell: Cell, file: UploadFile, address: str) -> str:
    """Archive a file that was handed in as a WARC resource record; the record's name."""
    body = file.file.read(MAX_UPLOAD + 1)
    body, content_type = told_apart(body)
    source = canonicalise(address) if address else ""
    url = source or f"urn:sha256:{hashlib.sha256(body).hexdigest()}"
    folder, captured_at, run = desk_folder(asked.house.output, asked.wave), archive.now(), f"desk-{uuid.uuid4().hex}"
    with _writing, Shard.open(folder, writing=True) as shard:
        writer = archive.Writer(folder, software="website-scorecard review desk")
        if shard.untracked:
            writer.begin_file()
        at = writer.write_resource(url, body, content_type, captured_at=captured_at)
        capture = Capture(cell[0], url, captured_at, 200, content_type, at.payload_digest, at.record_id)
        shard.add_capture(run, ArchivedCapture(capture, at.file, at.offset, at.length, "upload", ("reviewer",)), at.end)
        writer.close()
    return at.record_id


def told_apart(body: bytes) -> tuple[bytes, str]:
    """A file's bytes and what they are, by the bytes and never by the name; of a saved archive of a page, the page.

    Raises ScorecardError for what is neither a page, a PDF nor a picture.
    """
    start = body[:4096].lstrip()
    if start.startswith(b"%PDF-"):
        return body, "application/pdf"
    if b"multipart/related" in body[:4096].lower() and not start.startswith(b"<"):
        return _from_mhtml(body), "text/html; charset=utf-8"
    try:
        with _opened(body) as picture:
            return body, PICTURES[picture.format or ""]
    except (UnidentifiedImageError, KeyError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        pass
    if b"\0" not in body[:4096] and _MARKUP.search(body[:65536]):
        return body, "text/html"
    raise ScorecardError(
        _("this file is no web page, PDF or picture that can be read"),
        remedy=_("Save the page as a web page (HTML) or print it as PDF, or take a picture of the screen."),
    )


def _opened(body: bytes) -> Image.Image:
    """A picture that is what it says, not larger than is drawn."""
    picture = Image.open(io.BytesIO(body), formats=tuple(PICTURES))
    if picture.width * picture.height > MAX_PIXELS:
        raise ValueError("too many pixels")
    return picture


def _from_mhtml(body: bytes) -> bytes:
    """The page of a page saved as one file (RFC 2557)."""
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            charset = part.get_content_charset() or "utf-8"
            try:
                return bytes(payload).decode(charset, "replace").encode() if isinstance(payload, bytes) else b""
            except LookupError:
                return bytes(payload) if isinstance(payload, bytes) else b""
    raise ScorecardError(_("this saved page holds no text"), remedy=_("Save it as a web page (HTML) instead."))


ROUTES: Final = (
    action("/cells/{region}/{indicator}/evidence", bring, files=1),
    page("/captures/{record_id}/picture", show_picture),
)
