"""The desk as a web application on 127.0.0.1: routes put together, the entrance, the server itself."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress
from importlib import resources
from typing import Final
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from scorecard.errors import ScorecardError
from scorecard.messages import LANGUAGES, use_language
from scorecard.messages import translate as _
from scorecard.review import alike, browse, captured, cells, evidence, queue
from scorecard.review.guard import COOKIE, ENTRANCE, Guard, Sessions
from scorecard.review.house import Asked, House
from scorecard.store.decisions import MAX_NAME, plain

HOST: Final = "127.0.0.1"
#: Every room of the desk hands its routes in here.
ROOMS: Final[Sequence[Sequence[BaseRoute]]] = (
    queue.ROUTES,
    cells.ROUTES,
    alike.ROUTES,
    captured.ROUTES,
    browse.ROUTES,
    evidence.ROUTES,
)


def make_app(house: House, sessions: Sessions, port: int) -> Starlette:
    """The application, guarded; `port` is part of the only Host it answers to."""
    static = StaticFiles(directory=str(resources.files("scorecard.review") / "static"))
    app = Starlette(
        routes=[
            Route(ENTRANCE, _enter, methods=["GET"]),
            *(route for room in ROOMS for route in room),
            Mount("/static", static, name="static"),
        ],
        exception_handlers={HTTPException: _refused},
    )
    app.add_middleware(Guard, sessions=sessions, port=port)
    app.state.house, app.state.sessions = house, sessions
    return app


def open_port(port: int) -> socket.socket:
    """A listening socket on this machine alone; 0 takes any free port. Raises ScorecardError where it is taken."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise ScorecardError(
            _("port {port} cannot be opened").format(port=port),
            where=f"{HOST}:{port}",
            remedy=_("Another desk may be running; close it, or choose another port with --port."),
        ) from error


def address(sessions: Sessions, port: int) -> str:
    """What is printed for the person to open."""
    return f"http://{HOST}:{port}{ENTRANCE}?token={sessions.token}"


def serve(house: House, sessions: Sessions, listening: socket.socket) -> None:
    """Serve until Ctrl-C."""
    config = uvicorn.Config(
        make_app(house, sessions, listening.getsockname()[1]),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=64,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    try:
        with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has closed: that is how a desk ends
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        house.close()


async def _enter(request: Request) -> Response:
    """Exchange the token of the printed address for a session; what the person was called last time is kept."""
    begun = request.app.state.sessions.begin(request.query_params.get("token", ""))
    if begun is None:
        return PlainTextResponse("This address is not, or not any more, the one that was printed.\n", 403)
    cookie, session = begun
    name, _sep, role = unquote(request.cookies.get("person", "")).partition("\n")
    session.name, session.role = plain(name, MAX_NAME), plain(role, MAX_NAME)
    lang = request.cookies.get("lang", "")
    session.lang = lang if lang in LANGUAGES else "id"
    response = RedirectResponse("/", 303)
    response.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", path="/")
    return response


async def _refused(request: Request, error: Exception) -> Response:
    """A page that is not there, or a method it does not take."""
    code = error.status_code if isinstance(error, HTTPException) else 500
    use_language(request.scope["session"].lang if "session" in request.scope else "id")
    said = ScorecardError(_("there is no such page"), where=request.url.path, remedy=_("Go back to the queue."))
    return Asked(request, request.app.state.house).page("problem.html", status=code, error=said)
