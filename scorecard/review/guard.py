"""Who may speak with the desk: the right Host, the start-up token or a session made with it, the right Origin.

Another user of this machine can open a connection to 127.0.0.1, and any web page can make a browser send one.
The first does not know the token; the second is betrayed by Host, Origin or a cookie that is not sent.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "desk"
#: Where a browser exchanges the token of the printed address for a session: the only door without one.
ENTRANCE: Final = "/enter"
#: Sessions kept; the oldest goes first.
MAX_SESSIONS: Final = 200
APP_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Of a crawled page: nothing runs, nothing loads, and a new tab is as safe as the frame it is shown in.
PAGE_POLICY: Final = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_HEADERS: Final = {
    "Content-Security-Policy": APP_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class Session:
    """One browser that came in by the token. `csrf` stands in every form and in no cookie."""

    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    name: str = ""
    role: str = ""
    lang: str = "id"


class Sessions:
    """The start-up token and the sessions made with it, for as long as the server runs."""

    def __init__(self, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(24)
        self._open: dict[str, Session] = {}

    def begin(self, token: str) -> tuple[str, Session] | None:
        """A new session's cookie and itself, or None for a wrong token."""
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode()):
            return None
        while len(self._open) >= MAX_SESSIONS:
            self._open.pop(next(iter(self._open)))
        cookie, session = secrets.token_urlsafe(24), Session()
        self._open[cookie] = session
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie."""
        return self._open.get(cookie)


class Guard:
    """ASGI: refuses what does not belong here before any route sees it, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, *, sessions: Sessions, port: int) -> None:
        self.app = app
        self.sessions = sessions
        self.hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no route speaks anything else
            return
        refusal = self._refusal(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        await self.app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self.hosts or len(headers.getlist("host")) != 1:
            return PlainTextResponse("This desk answers only under its own address.\n", 421)
        if origin is not None and origin != f"http://{host}":
            return PlainTextResponse("The request comes from another page.\n", 403)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("The request comes from another site.\n", 403)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Not allowed.\n", 405)
        if scope["method"] == "POST" and origin is None:
            return PlainTextResponse("The request does not say where it comes from.\n", 403)
        if scope["path"] == ENTRANCE and scope["method"] == "GET":
            return None
        session = self.sessions.find(_cookie(headers.get("cookie", "")))
        if session is None:
            return PlainTextResponse(
                "Open the address that `scorecard review` printed.\n"
                "Bukalah alamat yang ditampilkan `scorecard review`.\n",
                403,
            )
        scope["session"] = session
        return None


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
