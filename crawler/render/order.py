"""What the crawl asks of the browser's process and what comes back, as both sides write it to their pipes."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

#: Bytes of one message, either way.
MAX_MESSAGE: Final = 64 * 1024 * 1024
_HEAD: Final = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Order:
    """A page to show: its answer is at hand, what its scripts ask for is not."""

    url: str
    body: bytes
    content_type: str = "text/html"
    hosts: tuple[str, ...] = ()  # domains and hosts of the region: their robots.txt is obeyed, their data kept
    robots: tuple[tuple[str, str | None], ...] = ()  # what is known of them: origin and rules, None where it failed


@dataclass(frozen=True, slots=True)
class Datum:
    """An answer that a page's script asked for and used."""

    url: str
    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page after its scripts: its document as markup, the data they fetched, and how many requests that took.

    `failure` is "" or says why there is no document: "timeout", "crashed", "gone" (no browser), "moved".
    """

    markup: bytes = b""
    data: tuple[Datum, ...] = ()
    requests: int = 0
    browser: str = ""
    failure: str = ""
    moved: str = ""  # where its scripts led at once


def pack(head: Mapping[str, Any], blobs: Sequence[bytes]) -> bytes:
    """A message: sizes, a line of JSON, and its blobs."""
    text = json.dumps({**head, "sizes": [len(blob) for blob in blobs]}).encode()
    return _HEAD.pack(len(text), sum(map(len, blobs))) + text + b"".join(blobs)


def sizes_of(start: bytes) -> tuple[int, int]:
    """Sizes of the JSON and of the blobs behind a message's first eight bytes. Raises ValueError if too large."""
    text, rest = _HEAD.unpack(start)
    if text + rest > MAX_MESSAGE:
        raise ValueError("too long a message")
    return text, rest


def unpack(text: bytes, rest: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """A message's head and blobs. Raises ValueError where it is none."""
    head = json.loads(text)
    blobs, at = [], 0
    for size in head.pop("sizes"):
        blobs.append(rest[at : at + size])
        at += size
    return head, blobs


def order_message(number: int, order: Order) -> bytes:
    """An order as a message."""
    head = {"number": number, "url": order.url, "type": order.content_type}
    return pack({**head, "hosts": order.hosts, "robots": order.robots}, [order.body])


def order_of(head: Mapping[str, Any], blobs: Sequence[bytes]) -> Order:
    """The order in a message."""
    robots = tuple((origin, text) for origin, text in head["robots"])
    return Order(head["url"], blobs[0], head["type"], tuple(head["hosts"]), robots)


def rendering_message(number: int, done: Rendering) -> bytes:
    """A rendering as a message."""
    data = [[one.url, one.status, one.content_type] for one in done.data]
    head = {"number": number, "requests": done.requests, "browser": done.browser, "failure": done.failure}
    head["moved"] = done.moved
    return pack({**head, "data": data}, [done.markup, *(one.body for one in done.data)])


def rendering_of(head: Mapping[str, Any], blobs: Sequence[bytes]) -> Rendering:
    """The rendering in a message."""
    data = tuple(
        Datum(url, status, kind, body) for (url, status, kind), body in zip(head["data"], blobs[1:], strict=True)
    )
    return Rendering(blobs[0], data, head["requests"], head["browser"], head["failure"], head["moved"])
