"""Own target lists: a CSV of regions that stands in place of the registry.

Columns: code, name, kind, province, website and, if wanted, hosts (separated by semicolons; each may
be written role=host) and administrative (1 or 0). Their order and letter case are free; the separator
is a comma, a semicolon or a tab, as spreadsheets of either language save it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Host, Kind, Region
from scorecard.regions.lines import Line, Problem, read_lines
from scorecard.regions.names import kind_of, normalise, readings, without_kind
from scorecard.regions.registry import registered

_YES = frozenset({"1", "yes", "ya", "true"})
_NO = frozenset({"", "0", "no", "tidak", "false"})
#: Codes become names of folders and keys of tables, so they hold nothing that a path could misread.
_CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,30}[0-9A-Za-z])?")
_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_MOST_SHOWN = 50

Fault = Callable[[str, str], None]


def load_targets(path: Path) -> tuple[Region, ...]:
    """The regions listed in the CSV at `path`, in its order.

    A region without a website is allowed. Raises ScorecardError that names every bad cell of the file
    at once by line and column; nothing is taken from such a file.
    """
    problems: list[Problem] = []
    regions: list[Region] = []
    first_seen: dict[str, int] = {}
    for line in read_lines(path):
        if isinstance(line, Problem):
            problems.append(line)
            continue
        region, found = _region(line)
        problems += found
        regions.append(region)
        earlier = first_seen.setdefault(region.code.casefold(), line.number)
        if region.code and earlier != line.number:
            text = _("the code {code} stands in line {line} too").format(code=region.code, line=earlier)
            problems.append(Problem(line.number, "code", text))
    if problems:
        raise _refused(path, problems)
    if not regions:
        raise ScorecardError(_("the file lists no region"), where=str(path), remedy=_("Add a line for each region"))
    return tuple(regions)


def _refused(path: Path, problems: Sequence[Problem]) -> ScorecardError:
    listed = [str(problem) for problem in problems[:_MOST_SHOWN]]
    if len(problems) > _MOST_SHOWN:
        listed.append(_("and {n} more").format(n=len(problems) - _MOST_SHOWN))
    return ScorecardError(
        _("the list cannot be used: {problems}").format(problems="; ".join(listed)),
        where=str(path),
        remedy=_("Correct these cells and start again; nothing was taken from the file"),
    )


def _region(line: Line) -> tuple[Region, list[Problem]]:
    """The region of a line as far as it can be read, and what is wrong with it."""
    problems: list[Problem] = []
    cells = line.cells

    def fault(column: str, text: str) -> None:
        problems.append(Problem(line.number, column, text))

    kind = _kind(cells["kind"], cells["name"], fault)
    name = without_kind(cells["name"], kind)
    if not normalise(name):
        fault("name", _("the name is missing"))
    if cells["administrative"].casefold() not in _YES | _NO:
        fault("administrative", _("{value} is neither 1 nor 0").format(value=_shown(cells["administrative"])))
    region = Region(
        code=_code(cells["code"], name, fault),
        name=name,
        kind=kind,
        province=cells["province"],
        website=_website(cells["website"], fault),
        hosts=_hosts(cells["hosts"], fault),
        administrative=cells["administrative"].casefold() in _YES,
    )
    return _completed(region), problems


def _kind(text: str, name: str, fault: Fault) -> Kind:
    """The kind as written in its own cell, or before the name where that cell is empty."""
    found = kind_of(text)
    if not text:
        found = next((read.kind for read in readings(name) if read.kind), None)
    if found is None:
        fault("kind", _("{value} is neither kabupaten nor kota").format(value=_shown(text)))
    return found or Kind.KABUPATEN


def _code(text: str, name: str, fault: Fault) -> str:
    """The code; one that a spreadsheet bent ("32.1" or "3210" for "32.10") is mended where the name proves it."""
    if not _CODE.fullmatch(text):
        fault("code", _("{value} is no code (letters, digits, dots; at most 32)").format(value=_shown(text)))
        return text
    digits = text.replace(".", "")
    straight = f"{digits[:2]}.{digits[2:]:0<2}"
    known = registered(straight) if digits.isdecimal() and len(digits) in (3, 4) else None
    return straight if known and normalise(known.name) == normalise(name) else text


def _completed(region: Region) -> Region:
    """The region with what the registry knows of it, where code and name agree."""
    known = registered(region.code)
    if known and normalise(known.name) == normalise(region.name):
        return replace(
            region,
            province=region.province or known.province,
            province_code=known.province_code,
            bps_code=known.bps_code,
            administrative=region.administrative or known.administrative,
        )
    return (
        replace(region, province_code=region.code[:2]) if re.fullmatch(r"[0-9]{2}\.[0-9]{2}", region.code) else region
    )


def _website(text: str, fault: Fault) -> str:
    """A host, host:port or http(s) address; empty and "-" mean that the region has no site."""
    if text in ("", "-"):
        return ""
    try:
        host, address = _split_address(text)
    except ValueError:
        fault("website", _("{value} is neither a host nor an http address").format(value=_shown(text)))
        return ""
    return address or host


def _hosts(text: str, fault: Fault) -> tuple[Host, ...]:
    found: dict[str, Host] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        role, sign, rest = part.partition("=")
        if not sign or not role.replace("_", "").strip().isalnum():
            role, rest = "", part
        try:
            host, _address = _split_address(rest.strip())
        except ValueError:
            fault("hosts", _("{value} is no host").format(value=_shown(part)))
            continue
        found.setdefault(host, Host(host, role.strip().casefold()))
    return tuple(found.values())


def _split_address(text: str) -> tuple[str, str]:
    """Host (with its port) and the address in full; the second is empty for a bare host.

    Raises ValueError for what is neither, names another scheme, or carries a user name.
    """
    parts = urlsplit(text if "://" in text else f"//{text}", scheme="http")
    host, port = (parts.hostname or "").rstrip("."), parts.port
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or parts.netloc.endswith(":"):
        raise ValueError(text)
    if port == 0 or " " in text or not text.isprintable():
        raise ValueError(text)
    if ":" in host:
        host = f"[{ipaddress.IPv6Address(host)}]"
    else:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        if not _HOST.fullmatch(host):
            raise ValueError(text)
    where = host if port is None else f"{host}:{port}"
    tail = parts._replace(scheme="", netloc="").geturl()
    if "://" in text:
        return where, f"{parts.scheme}://{where}{tail or '/'}"
    return where, f"{where}{tail}" if tail.strip("/") else ""


def _shown(text: str) -> str:
    return repr(text[:60])
