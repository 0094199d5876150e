"""How the desk's routes are made: a handler gets what was asked with an open store, and gives an answer.

Handlers are plain functions, run in a few threads that have a store each, in the session's language. A POST
reaches its handler only with the session's CSRF token, whatever route it is: there is no other way to make one.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from scorecard.disputes import REASON, disputed
from scorecard.errors import ScorecardError
from scorecard.messages import LANGUAGES, current_language, use_language
from scorecard.messages import translate as _
from scorecard.model import Hit, Region
from scorecard.reading import Page
from scorecard.review.guard import Session
from scorecard.review.rendering import render
from scorecard.review.shots import Shots
from scorecard.review.weights import weights
from scorecard.store.database import Store
from scorecard.store.decisions import ChangedMeanwhileError, Decisions, Person
from scorecard.store.desk import Desk, Filter, keep_doubts, weigh
from scorecard.store.ledger import Cell

#: Threads that answer, each with a store of its own; one writes at a time.
THREADS: Final = 4
#: Pages the database's log may grow to before it is folded in while serving: about a quarter of a gigabyte.
LOG_PAGES: Final = 65_536
#: Fields and bytes a form may have; a route that takes files says so itself.
MAX_FIELDS: Final = 200
MAX_FIELD: Final = 64 * 1024
MAX_UPLOAD: Final = 40 * 1024 * 1024

#: Rooms that are reached from the main menu beside the queue: (address, English name).
MENU: Final[list[tuple[str, str]]] = []
_LOG: Final = logging.getLogger("scorecard.review")

Handler = Callable[["Asked"], Response]


@dataclass(slots=True)
class House:
    """What all routes share: the output folder, the wave, and whatever the front door handed in.

    `fetch` asks an address through the crawler's guarded path: (address, region) to the name of the record it
    was archived as. None where this desk has no crawler. `look` is what the rules say of a page.
    """

    output: Path
    wave: str
    regions: Mapping[str, Region]
    fetch: Callable[[str, Region], str] | None = None
    look: Callable[[Page], Sequence[Hit]] | None = None
    browser: Path | None = None
    shots: Shots = field(init=False)
    _local: threading.local = field(default_factory=threading.local)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "desk"))

    def __post_init__(self) -> None:
        self.shots = Shots(self.output / "waves" / self.wave / "desk" / "shots", self.browser)
        with Store(self.output, create=False) as store:
            weigh(store, weights())
            keep_doubts(store, self.wave, _doubts(store, self.wave))

    def close(self) -> None:
        """Let what is being answered end, and stop the browser of the screenshots."""
        self.pool.shutdown(wait=True)
        self.shots.close()

    @property
    def store(self) -> Store:
        """This thread's store."""
        if not hasattr(self._local, "store"):
            self._local.store = Store(self.output, create=False)
            # While the desk is open the database file itself stays as it is and only its log grows, so that
            # whoever copies both, the file first, has a whole copy. Closing the desk folds the log in.
            self._local.store.connection.execute(f"pragma wal_autocheckpoint={LOG_PAGES}")
        found: Store = self._local.store
        return found


def _doubts(store: Store, wave: str) -> dict[Cell, tuple[str, str]]:
    """What answers say against findings: the reason, and the other side's words in each language as JSON."""
    said: dict[Cell, dict[str, str]] = {}
    speaking = current_language()
    for lang in LANGUAGES:
        use_language(lang)
        for cell, one in disputed(store, wave).items():
            said.setdefault(cell, {})[lang] = one.one
    use_language(speaking)
    return {cell: (REASON, json.dumps(words, ensure_ascii=False)) for cell, words in said.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as handlers see it."""

    request: Request
    house: House
    form: FormData = field(default_factory=FormData)

    @property
    def session(self) -> Session:
        """The browser's session."""
        found: Session = self.request.scope["session"]
        return found

    @property
    def wave(self) -> str:
        """The wave this desk is about."""
        return self.house.wave

    @property
    def store(self) -> Store:
        """An open store."""
        return self.house.store

    @property
    def desk(self) -> Desk:
        """Questions about the queue."""
        return Desk(self.store, self.wave)

    @property
    def decisions(self) -> Decisions:
        """What people decided."""
        return Decisions(self.store)

    @property
    def person(self) -> Person:
        """Who sits at this browser. Raises ScorecardError where no name was given yet."""
        if not self.session.name:
            raise ScorecardError(
                _("a decision needs a name"), where="", remedy=_("Give your name at the top of the page.")
            )
        return Person(self.session.name, self.session.role)

    @property
    def reviewer(self) -> str:
        """The person's pseudonym; "" where no name was given yet."""
        return self.decisions.pseudonym(self.session.name) if self.session.name else ""

    @property
    def by_htmx(self) -> bool:
        """Whether htmx sent it, and a fragment is wanted."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def filter(self) -> Filter:
        """The queue's filter, as the query string or the form carries it."""
        asked = self.request.query_params
        return Filter(**{name: asked.get(name, "")[:200] for name in Filter.__slots__})

    @property
    def here(self) -> str:
        """The address that is shown, to come back to; of an action the page its form stands on."""
        url = self.request.url
        if self.request.method != "GET":
            return "/"
        return url.path + (f"?{url.query}" if url.query else "")

    @property
    def rooms(self) -> list[tuple[str, str]]:
        """Further entries of the main menu: (address, name)."""
        return [(path, _(name)) for path, name in MENU]

    def field(self, name: str, length: int = MAX_FIELD) -> str:
        """A text field of the form; "" where it is missing or a file."""
        value = self.form.get(name, "")
        return value[:length] if isinstance(value, str) else ""

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page of the desk."""
        return HTMLResponse(render(template, self, values), status)

    def go(self, path: str, **query: object) -> Response:
        """Send the browser on after an action, whether a form or htmx asked."""
        to = f"{path}?{urlencode({key: value for key, value in query.items() if value not in ('', None)})}"
        to = to.removesuffix("?")
        return Response(headers={"HX-Redirect": to}) if self.by_htmx else RedirectResponse(to, 303)

    def refuse(self, error: ScorecardError, status: int = 0) -> HTMLResponse:
        """Say what went wrong: as a fragment for htmx, which leaves the form as it is, else as a page."""
        code = status or (409 if isinstance(error, ChangedMeanwhileError) else 422)
        return self.page("fragments/problem.html" if self.by_htmx else "problem.html", status=code, error=error)


def page(path: str, handler: Handler) -> Route:
    """A route that shows something."""
    return Route(path, _endpoint(handler), methods=["GET"])


def action(path: str, handler: Handler, *, files: int = 0) -> Route:
    """A route that changes something; `files` is how many uploads its form may carry."""
    return Route(path, _endpoint(handler, posts=True, files=files), methods=["POST"])


def _endpoint(handler: Handler, *, posts: bool = False, files: int = 0) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        house: House = request.app.state.house
        session: Session = request.scope["session"]
        limit = MAX_UPLOAD if files else MAX_FIELD * 8
        if not posts:
            return await _run(house, session, lambda: _answer(handler, Asked(request, house)))
        if int(request.headers.get("content-length", limit + 1)) > limit:
            return HTMLResponse("", 413)
        async with request.form(max_files=files, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD) as form:
            if not hmac.compare_digest(str(form.get("csrf", "")).encode(), session.csrf.encode()):
                return HTMLResponse("", 403)
            return await _run(house, session, lambda: _answer(handler, Asked(request, house, form)))

    return endpoint


async def _run(house: House, session: Session, work: Callable[[], Response]) -> Response:
    def speak() -> Response:
        use_language(session.lang)
        return work()

    return await asyncio.get_running_loop().run_in_executor(house.pool, copy_context().run, speak)


def _answer(handler: Handler, asked: Asked) -> Response:
    try:
        return handler(asked)
    except ScorecardError as error:
        return asked.refuse(error)
    except Exception:  # noqa: BLE001 - the last net: the person is told, the log has it, the desk goes on
        _LOG.exception("%s %s", asked.request.method, asked.request.url.path)
        said = ScorecardError(
            _("something unexpected happened, and nothing was saved"),
            remedy=_("Try again; if it comes back, send the lines in the desk's terminal to the maintainers."),
        )
        return asked.refuse(said, 500)
