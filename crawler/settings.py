"""Scrapy's settings for a crawl: everything that is a defence or a courtesy and costs a setting only."""

from __future__ import annotations

from typing import Any, Final

from crawler.plan import Plan

#: Bytes of one response, before decoding: of a file, of anything else, of robots.txt.
MAX_BYTES: Final = 32 * 1024 * 1024
MAX_PAGE: Final = 12 * 1024 * 1024
MAX_ROBOTS: Final = 600 * 1024
#: Bytes of one style sheet or picture, and the seconds it may take.
MAX_ASSET: Final = 4 * 1024 * 1024
ASSET_SECONDS: Final = 20.0
#: Bytes of all responses on their way; beyond, those of more than `MAX_SHARE` are given up.
MAX_HELD: Final = 160 * 1024 * 1024
MAX_SHARE: Final = 2 * 1024 * 1024
#: Megabytes of memory at which the crawl stops and keeps its state.
MAX_MEMORY: Final = 2048
#: The loop whose clock waits for this process.
EVENT_LOOP: Final = "crawler.patience.PatientLoop"
_ASK: Final = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf,*/*;q=0.8",
    "Accept-Language": "id,en;q=0.7",
    "Accept-Encoding": "gzip, deflate",
}
_OFF: Final = (
    # Robots, redirects, retries and decoding are the crawler's own, so that every hop is checked and archived.
    *("offsite.OffsiteMiddleware", "robotstxt.RobotsTxtMiddleware", "httpauth.HttpAuthMiddleware"),
    *("retry.RetryMiddleware", "redirect.MetaRefreshMiddleware", "redirect.RedirectMiddleware"),
    *("httpcompression.HttpCompressionMiddleware", "cookies.CookiesMiddleware", "httpcache.HttpCacheMiddleware"),
    "stats.DownloaderStats",
)
_OFF_SPIDER: Final = (
    *("start.StartSpiderMiddleware", "httperror.HttpErrorMiddleware", "referer.RefererMiddleware"),
    *("urllength.UrlLengthMiddleware", "depth.DepthMiddleware", "metacopy.MetaCopyDetectionMiddleware"),
)
_OFF_EXTENSIONS: Final = (
    *("telnet.TelnetConsole", "remote_control.RemoteControl", "feedexport.FeedExporter", "logstats.LogStats"),
    *("closespider.CloseSpider", "spiderstate.SpiderState", "throttle.AutoThrottle", "memdebug.MemoryDebugger"),
)


def settings_of(plan: Plan) -> dict[str, Any]:
    """The settings of one crawl as Scrapy takes them."""
    return {
        "BOT_NAME": "website-scorecard",
        "USER_AGENT": plan.user_agent,
        "DEFAULT_REQUEST_HEADERS": dict(_ASK),
        "SCHEDULER": "crawler.frontier.Frontier",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "ASYNCIO_EVENT_LOOP": EVENT_LOOP,
        "CONCURRENT_REQUESTS": max(1, plan.concurrency),
        # Pacing is the frontier's: it never hands out a second request of a domain. To Scrapy this is how many
        # connections to one host are kept open, and behind a proxy all are to one.
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(1, plan.concurrency) if plan.proxy else 1,
        "CONCURRENT_ITEMS": 1,  # Scrapy makes so many tasks for each answer, whether it yields items or not
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": plan.timeout,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,  # what came is archived and marked as cut
        "DOWNLOAD_HANDLERS": {"file": None, "data": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {f"scrapy.downloadermiddlewares.{name}": None for name in _OFF},
        "SPIDER_MIDDLEWARES": {f"scrapy.spidermiddlewares.{name}": None for name in _OFF_SPIDER},
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _OFF_EXTENSIONS},
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "MEMUSAGE_LIMIT_MB": MAX_MEMORY,
        "LOG_ENABLED": False,
        "STATS_DUMP": False,
    }
