"""What came of a region: from failures and odd home pages to one status, its detail and its cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)

from scorecard.model import ReachStatus

#: Failures that another try may mend.
TRANSIENT: Final = ("timeout", "refused", "lost", "dns", "closed", "crowded", "unended")
#: Bytes of an answer that is cut by its time: a server that sent more was not slow, its answer was long.
UNENDED: Final = 1024 * 1024
_STATUSES: Final[Mapping[str, ReachStatus]] = {
    "dns": ReachStatus.DNS,
    "timeout": ReachStatus.TIMEOUT,
    "tls": ReachStatus.TLS,
    "robots": ReachStatus.ROBOTS,
    "closed": ReachStatus.ROBOTS,
    "blocked": ReachStatus.BLOCKED,
    "http": ReachStatus.HTTP_ERROR,
    "redirects": ReachStatus.HTTP_ERROR,
    "too_large": ReachStatus.HTTP_ERROR,
    "crowded": ReachStatus.HTTP_ERROR,
    "unended": ReachStatus.HTTP_ERROR,
    "fault": ReachStatus.HTTP_ERROR,
}
#: Conditions of a home page, as scorecard.reading.condition names them.
_CONDITIONS: Final[Mapping[str, ReachStatus]] = {
    "parked": ReachStatus.PARKED,
    "under_construction": ReachStatus.UNDER_CONSTRUCTION,
    "defaced": ReachStatus.DEFACED,
    "spam": ReachStatus.HIJACKED,
    "blocked": ReachStatus.BLOCKED,
    "soft_404": ReachStatus.HTTP_ERROR,
    "wrong_owner": ReachStatus.WRONG_OWNER,
}
#: Of several tries of a home page, the one that says most about the site speaks for it.
_TELLING: Final = (
    *(ReachStatus.OK, ReachStatus.HIJACKED, ReachStatus.DEFACED, ReachStatus.PARKED, ReachStatus.UNDER_CONSTRUCTION),
    *(
        ReachStatus.WRONG_OWNER,
        ReachStatus.BLOCKED,
        ReachStatus.REDIRECTED_AWAY,
        ReachStatus.ROBOTS,
        ReachStatus.HTTP_ERROR,
        ReachStatus.TLS,
    ),
    *(ReachStatus.TIMEOUT, ReachStatus.REFUSED, ReachStatus.DNS),
)
#: What OpenSSL says where the other side does not speak TLS at all, or hangs up. Which of these is seen is a
#: matter of chance: a server that closes on unread bytes resets the connection, perhaps before its own words.
_NO_TLS: Final = (
    *("wrong version number", "unknown protocol", "http request", "packet length too long", "record layer failure"),
    *("unexpected eof", "unexpected message", "unexpected record", "bad record type", "record too small"),
    "wrong ssl version",
)
#: What Squid's X-Squid-Error says of a server that the proxy could not reach.
_SQUID: Final = {
    "ERR_DNS_FAIL": "dns",
    "ERR_CONNECT_FAIL": "refused",
    "ERR_READ_TIMEOUT": "timeout",
    "ERR_ZERO_SIZE_OBJECT": "lost",
    "ERR_READ_ERROR": "lost",
    "ERR_SECURE_CONNECT_FAIL": "tls",
}


class CrowdedError(StopDownload):
    """A long answer was given up because all answers on their way together filled the memory meant for them."""

    def __init__(self) -> None:
        super().__init__(fail=True)


@dataclass(frozen=True, slots=True)
class Home:
    """What one try of a home page gave."""

    status: ReachStatus
    detail: str = ""

    def or_better(self, other: Home | None) -> Home:
        """The more telling of two tries; this one where they are equal."""
        if other is None:
            return self
        return other if _TELLING.index(other.status) < _TELLING.index(self.status) else self


def failure_of(error: BaseException, came: int = 0) -> str:
    """The kind of a failed request of whose answer `came` bytes came.

    dns, timeout, refused, lost, tls, too_large, crowded, or unended: much came in its time, and not all.

    "tls" says that the other side speaks TLS and no agreement was reached; what answers a handshake with
    anything else is "lost", as is a connection that is dropped.
    """
    text = f"{type(error).__name__} {error} {error.__cause__!r}"
    if isinstance(error, CannotResolveHostError):
        return "dns"
    if isinstance(error, DownloadTimeoutError):
        return "unended" if came > UNENDED else "timeout"
    if isinstance(error, CrowdedError):
        return "crowded"
    if isinstance(error, (DownloadCancelledError, StopDownload)):
        return "too_large"
    if "SSL.Error" in text or "SSL routines" in text:
        return "lost" if any(words in text for words in _NO_TLS) else "tls"
    if isinstance(error, ResponseDataLossError):
        return "lost"
    refused = isinstance(error, DownloadConnectionRefusedError) or "Tunnel" in text or "ConnectError" in text
    return "refused" if refused else "lost"


def proxy_failure(status: int, headers: Mapping[str, str]) -> str:
    """What a proxy's own answer says of the server behind it, "" where the answer is the server's.

    Squid names the cause; of other proxies 502 and 504 mean that the server did not answer them.
    """
    cause = headers.get("x-squid-error", "").split(" ")[0]
    if cause in _SQUID:
        return _SQUID[cause]
    return {502: "refused", 504: "timeout"}.get(status, "")


def failed_home(kind: str, detail: str) -> Home:
    """A home page that gave no answer to read."""
    return Home(_STATUSES.get(kind, ReachStatus.REFUSED), detail)


def odd_home(condition: str, words: str) -> Home:
    """A home page whose condition makes it no site."""
    return Home(_CONDITIONS.get(condition, ReachStatus.HTTP_ERROR), words)
