"""One page on stage: its archived answer is given to the browser, its scripts run, its document is taken.

Only what a document may need is fetched: scripts, and data by GET. Pictures, sounds and fonts are not, style
sheets are answered with nothing, trackers of third parties are refused, frames stay the links they are, and
robots.txt holds for what scripts ask of the region's own hosts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from crawler.render.order import Datum, Order, Rendering
from scorecard.addresses import host_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Request, Response, Route

#: Seconds for all of a page, for its scripts to come to rest, and without a request until they have.
PAGE_SECONDS: Final = 15.0
REST_SECONDS: Final = 8.0
CLOSE_SECONDS: Final = 2.0
#: Requests of one page, answers of data kept of it, their bytes, and the bytes of its document.
MAX_REQUESTS: Final = 60
MAX_DATA: Final = 20
MAX_DATUM: Final = 2 * 1024 * 1024
MAX_MARKUP: Final = 6 * 1024 * 1024
#: Scripts kept in memory for the next pages of their site.
MAX_KEPT: Final = 24 * 1024 * 1024
_FETCHED: Final = frozenset({"script", "xhr", "fetch"})
_DATA: Final = ("json", "text/plain", "text/csv", "text/html", "application/xml", "text/xml")
#: Third parties that count visitors, sell, chat or play: nothing a government publishes comes from them.
TRACKERS: Final = (
    *("google-analytics.com", "googletagmanager.com", "doubleclick.net", "googlesyndication.com"),
    *("maps.google.com", "adservice.google.com"),
    *("facebook.net", "facebook.com", "twitter.com", "x.com", "instagram.com", "tiktok.com", "linkedin.com"),
    *("hotjar.com", "clarity.ms", "statcounter.com", "histats.com", "flagcounter.com", "matomo.cloud", "mixpanel.com"),
    *("addthis.com", "sharethis.com", "addtoany.com", "disqus.com", "tawk.to", "crisp.chat", "onesignal.com"),
    *("youtube.com", "ytimg.com", "vimeo.com", "sentry.io", "bugsnag.com", "nr-data.net", "cloudflareinsights.com"),
    *("recaptcha.net", "userway.org", "www.google.com", "yandex.ru", "criteo.com", "taboola.com", "popads.net"),
)
#: Whether an address of the region's own may be asked, and how many requests it took to know.
Robots = Callable[[Order, str], Awaitable[tuple[bool, int]]]


class Scripts:
    """Scripts that were fetched, by address; the oldest give way."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, bytes]] = {}
        self._size = 0

    def get(self, url: str) -> tuple[str, bytes] | None:
        """Content type and body of a script, where it is kept."""
        return self._kept.get(url)

    def keep(self, url: str, kind: str, body: bytes) -> None:
        """Keep a script."""
        if url in self._kept or len(body) > MAX_KEPT // 4:
            return
        self._kept[url] = (kind, body)
        self._size += len(body)
        while self._size > MAX_KEPT:
            self._size -= len(self._kept.pop(next(iter(self._kept)))[1])


@dataclass(frozen=True, slots=True)
class Props:
    """What all pages of one process share."""

    agent: str
    robots: Robots
    permits: Callable[[str], bool]  # the address rule, as far as an address shows it
    seconds: float = PAGE_SECONDS
    scripts: Scripts = field(default_factory=Scripts)


class Stage:
    """One order being carried out."""

    def __init__(self, browser: Browser, order: Order, props: Props) -> None:
        self.browser = browser
        self.order = order
        self.props = props
        self.requests = 0
        self.data: dict[str, Datum] = {}
        self.moved = ""
        self.hung = False  # the page would not go
        self._given = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> Rendering:
        """Show the page and take its document. Never longer than its seconds and a moment."""
        context = await self.browser.new_context(
            user_agent=self.props.agent,
            accept_downloads=False,
            service_workers="block",
            ignore_https_errors=True,  # as the crawl itself: a bad certificate is noted, not obeyed
            locale="id-ID",
            java_script_enabled=True,
        )
        try:
            async with asyncio.timeout(self.props.seconds):
                return await self._show(context)
        except TimeoutError:
            return Rendering(requests=self.requests, browser=self._version, failure="timeout")
        finally:
            try:
                await asyncio.wait_for(context.close(), CLOSE_SECONDS)
            except Exception:  # noqa: BLE001 - the browser may be gone, and then so is the context
                self.hung = True

    async def _show(self, context: BrowserContext) -> Rendering:
        page = await context.new_page()
        await context.route("**/*", self._route)
        await context.route_web_socket("**/*", lambda socket: socket.close())
        page.on("popup", lambda other: self._later(other.close()))
        page.on("dialog", lambda dialog: self._later(dialog.dismiss()))
        page.on("response", lambda response: self._later(self._look(response)))
        await page.goto(self.order.url, wait_until="domcontentloaded", timeout=self.props.seconds * 1000)
        await self._rest(page)
        markup = (await page.content()).encode("utf-8", "replace")[:MAX_MARKUP]
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=1)
        return Rendering(markup, tuple(self.data.values()), self.requests, self._version, moved=self.moved)

    async def _rest(self, page: Page) -> None:
        """Wait until half a second passed without a request; scripts that never rest are cut short."""
        with suppress(Exception):  # a timeout: what stands by then is taken
            await page.wait_for_load_state("networkidle", timeout=REST_SECONDS * 1000)

    @property
    def _version(self) -> str:
        return f"Chromium/{self.browser.version}"

    async def _route(self, route: Route, request: Request) -> None:
        with suppress(Exception):  # the page may be closed meanwhile
            if request.is_navigation_request():
                await self._navigate(route, request)
            elif request.resource_type == "stylesheet":
                await route.fulfill(status=200, content_type="text/css", body="")
            elif kept := self.props.scripts.get(request.url):
                await route.fulfill(status=200, content_type=kept[0], body=kept[1])
            elif await self._wanted(request):
                self.requests += 1
                await route.continue_()
            else:
                await route.abort()

    async def _navigate(self, route: Route, request: Request) -> None:
        if not self._given and request.frame.parent_frame is None:
            self._given = True
            await route.fulfill(status=200, content_type=self.order.content_type, body=self.order.body)
            return
        if request.frame.parent_frame is None:
            self.moved = request.url
        await route.abort()

    async def _wanted(self, request: Request) -> bool:
        if request.resource_type not in _FETCHED or request.method not in ("GET", "HEAD"):
            return False
        if self.requests >= MAX_REQUESTS or not self.props.permits(request.url):
            return False
        host = host_of(request.url)
        if _within(host, TRACKERS):
            return False
        if not _within(host, self.order.hosts):
            return True
        allowed, asked = await self.props.robots(self.order, request.url)
        self.requests += asked
        return allowed

    def _later(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look(self, response: Response) -> None:
        """Keep scripts for the next page, and the data of the region's own hosts as captures."""
        request = response.request
        kind = response.headers.get("content-type", "")
        size = response.headers.get("content-length", "")
        if response.status != 200 or request.is_navigation_request() or (size.isdigit() and int(size) > MAX_DATUM):
            return
        if request.resource_type == "script":
            self.props.scripts.keep(request.url, kind, await response.body())
            return
        own = _within(host_of(request.url), self.order.hosts)
        if own and len(self.data) < MAX_DATA and any(name in kind for name in _DATA):
            body = await response.body()
            if 0 < len(body) <= MAX_DATUM:
                self.data.setdefault(request.url, Datum(request.url, response.status, kind, body))


async def _quietly(work: Awaitable[None]) -> None:
    with suppress(Exception):  # what a closed page still had to say
        await work


def _within(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
