"""Is this machine fit for a crawl: each thing looked at by itself, with what to do where it is not.

Nothing is asked of the network but robots.txt of one host, and that only where a host is named or a target
list or registry gives one.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from scorecard import __version__
from scorecard import browser as chromium
from scorecard.addresses import canonicalise, forbidden, is_public
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.reading import ocr

GOOD: Final = "good"
POOR: Final = "poor"  # a crawl runs, and something is missing
BAD: Final = "bad"  # a crawl would fail
#: Gigabytes that the nation's pages take, and below which a crawl is soon over.
ROOM: Final = 10.0
LEAST_ROOM: Final = 1.0
#: Seconds by which a clock may be wrong.
CLOCK: Final = 120.0
#: Files a process must be able to hold open.
FILES: Final = 1024
SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, how good that is, and what to do."""

    name: str
    state: str
    found: str
    remedy: str = ""


def examine(output: Path, *, host: str = "", proxy: str = "", browser: str = "", private: bool = False) -> list[Check]:
    """Look at everything a crawl into `output` needs. `host`: the sample whose robots.txt is asked, "" for none."""
    reach, date = _reach(host, proxy, private=private) if host else (None, None)
    return [
        *(_folder(output), _disk(output), _memory(), _files()),
        *(_clock(date), _proxy(proxy, os.environ)),
        *([reach] if reach else []),
        *(_browser(browser), _fonts(), _ocr()),
    ]


def _folder(output: Path) -> Check:
    """Whether files can be made, locked and put on the disk there; on some network disks they cannot."""
    name = _("output folder")
    try:
        output.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=output, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        remedy = _("Give yourself the right to write there, or name another folder on a local disk with --output.")
        return Check(name, BAD, f"{output}: {error.strerror}", remedy)
    return Check(name, GOOD, _("{folder} can be written and locked").format(folder=output))


def _disk(output: Path) -> Check:
    near = next((one for one in (output, *output.absolute().parents) if one.exists()), Path("/"))
    free = shutil.disk_usage(near).free / 1e9
    state = GOOD if free >= ROOM else POOR if free >= LEAST_ROOM else BAD
    remedy = _("All regions take about {n:.0f} GB: make room, or name a folder on another disk with --output.")
    found = _("{n:.1f} GB free").format(n=free)
    return Check(_("disk"), state, found, "" if state == GOOD else remedy.format(n=ROOM))


def _memory() -> Check:
    """What the system says is to be had; where it says nothing, nothing is said."""
    name = _("memory")
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 1e6
        found = _("{n:.1f} GB free").format(n=free)
        remedy = _("A crawl takes up to 0.7 GB for each of its --workers, and a browser as much again.")
        return Check(name, GOOD if free >= 2 else POOR if free >= 1 else BAD, found, "" if free >= 2 else remedy)
    return Check(name, GOOD, _("not known on this system"))


def _files() -> Check:
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    enough = limit >= FILES or limit == resource.RLIM_INFINITY
    remedy = "" if enough else _("Run `ulimit -n {n}` first, or crawl with a smaller --concurrency.").format(n=FILES)
    return Check(_("open files"), GOOD if enough else POOR, str(limit), remedy)


def _clock(theirs: datetime | None) -> Check:
    """The clock against a server's, where one answered: it dates every capture."""
    name, now = _("clock"), datetime.now(UTC)
    shown = now.strftime("%Y-%m-%d %H:%M:%S UTC")
    remedy = _("Set the clock, by NTP if you can: it dates every capture, and certificates are judged by it.")
    if now.year < 2026:
        return Check(name, BAD, shown, remedy)
    if theirs is None:
        return Check(name, GOOD, shown)
    off = abs((now - theirs).total_seconds())
    found = _("{time}, {n:.0f} seconds off the sample host's").format(time=shown, n=off)
    return Check(name, GOOD if off <= CLOCK else POOR, found, "" if off <= CLOCK else remedy)


def _proxy(proxy: str, environment: Mapping[str, str]) -> Check:
    name = _("proxy")
    if not proxy:
        named = [one for one in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY") if environment.get(one)]
        if named:
            found = _("none given, but {name} is set").format(name=named[0])
            return Check(name, POOR, found, _("A crawl reads no environment: repeat the proxy with --proxy."))
        return Check(name, GOOD, _("none"))
    parts = urlsplit(proxy if "://" in proxy else f"//{proxy}")
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), SECONDS):
            return Check(name, GOOD, _("{proxy} answers").format(proxy=proxy))
    except (OSError, ValueError) as error:
        return Check(name, BAD, f"{proxy}: {error}", _("Check the proxy's address and that it runs."))


def _reach(host: str, proxy: str, *, private: bool) -> tuple[Check, datetime | None]:
    """Ask one host for its robots.txt, by the crawl's own rules; also its date."""
    name = _("sample host")
    url = canonicalise(f"http://{host}/robots.txt")
    if not url or forbidden(url, allow_private=private, ports=[host]):
        return Check(name, POOR, host, _("Name a public host with --host, such as the website of a region.")), None
    try:
        status, date = _ask(url, proxy, private=private)
    except (OSError, http.client.HTTPException, ValueError) as error:
        remedy = _("Check the network, the name server and the proxy; try another --host before you crawl.")
        return Check(name, BAD, f"{host}: {error}", remedy), None
    if status in (407, 502, 504):
        remedy = _("The proxy answers in the host's place; check its rights and its own way out.")
        return Check(name, BAD, f"{host}: HTTP {status}", remedy), date
    return Check(name, GOOD, _("{host} answers, HTTP {status}").format(host=host, status=status)), date


def _ask(url: str, proxy: str, *, private: bool) -> tuple[int, datetime | None]:
    parts = urlsplit(url)
    if proxy:
        way = urlsplit(proxy if "://" in proxy else f"//{proxy}")
        place, port, target = way.hostname or "", way.port or 80, url
    else:
        port, target = parts.port or 80, parts.path
        place = str(socket.getaddrinfo(parts.hostname, port, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
        if not private and not is_public(place):
            raise OSError(_("the name resolves to {address}, which is not public").format(address=place))
    line = http.client.HTTPConnection(place, port, timeout=SECONDS)
    try:
        line.request("GET", target, headers={"Host": parts.netloc, "User-Agent": f"website-scorecard/{__version__}"})
        answer = line.getresponse()
        date = answer.getheader("Date")
        return answer.status, parsedate_to_datetime(date) if date else None
    finally:
        line.close()


def _browser(path: str) -> Check:
    name = _("browser")
    remedy = _("Install chromium, or name its program with --browser: pages that scripts build are not read without.")
    try:
        program = chromium.find(path)
    except ScorecardError as error:
        return Check(name, POOR, f"{error.where}: {error.what}", error.remedy)
    return Check(name, GOOD, str(program)) if program else Check(name, POOR, _("none is found"), remedy)


def _fonts() -> Check:
    """Fonts matter to pages shown in the browser and to screenshots of evidence."""
    name = _("fonts")
    program = shutil.which("fc-list")
    count = 0
    if program:
        with suppress(OSError, subprocess.TimeoutExpired):
            listed = subprocess.run([program, ":lang=id", "family"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - found on PATH
            count = len(set(listed.stdout.splitlines()))
    remedy = _("Install a font such as fonts-dejavu-core: screenshots show empty boxes without.")
    found = _("{n} for Indonesian").format(n=count)
    return Check(name, GOOD, found) if count else Check(name, POOR, found, remedy)


def _ocr() -> Check:
    name = _("reading of scans")
    engine = ocr.find()
    if engine is None:
        return Check(name, POOR, _("no tesseract is found"), _("Install tesseract-ocr and tesseract-ocr-ind."))
    if engine.language != "ind":
        return Check(name, POOR, engine.name, _("Install tesseract-ocr-ind, for scans in Indonesian."))
    return Check(name, GOOD, engine.name)
