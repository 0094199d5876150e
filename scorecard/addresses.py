"""What an address is: its canonical form, its owner's domain, whether it may be asked and who it belongs to.

Pages are hostile, so nothing here raises on what they say: an address that cannot be read is "".
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from urllib.parse import SplitResult, quote, unquote, unquote_to_bytes, urljoin, urlsplit

from tldextract import TLDExtract

from scorecard.model import Region

#: Longest address asked for; servers and WARC tools choke on longer ones.
MAX_LENGTH: Final = 2000
#: Heritrix: TooManyPathSegmentsDecideRule, PathologicalPathDecideRule.
MAX_SEGMENTS: Final = 20
MAX_REPEATS: Final = 2
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
#: Registry hosts of these roles belong to others (statistics office, procurement, incident response):
#: they are recorded where an own page links there, never crawled.
FOREIGN_ROLES: Final = ("bps", "lpse", "csirt", "national")
_LOCAL_SUFFIXES: Final = (
    *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa"),
    # Public names whose answer is an address written into the name, or loopback.
    *("nip.io", "sslip.io", "xip.io", "lvh.me", "localtest.me", "vcap.me", "lacolhost.com", "fbi.com.localhost"),
)
_TRACKING: Final = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|wbraid|gbraid", re.IGNORECASE
)
_SESSION: Final = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|ci_session|osclsid", re.IGNORECASE
)
_SHORT_SESSION: Final = re.compile(r"(?:s?sid|session_?id)", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[0-9a-zA-Z,_-]{16,}")
_PATH_SESSION: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?;]*", re.IGNORECASE)
_ASP_SESSION: Final = re.compile(r"/\((?:[aAfFsS]\([^/)]*\))+\)(?=/)")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NUMBER: Final = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")


@cache
def _suffixes() -> TLDExtract:
    """The public suffix list bundled with tldextract: no network, no cache on disk."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def split(url: str) -> SplitResult | None:
    """`url` in parts, with a readable port and host; None where it is no http(s) address."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in DEFAULT_PORTS and parts.hostname else None


@lru_cache(maxsize=50_000)  # menus repeat on every page
def canonicalise(url: str, base: str = "") -> str:
    """The one form under which an address is asked, kept and compared; "" where it is not http(s).

    Fragment, default port, credentials, session ids and tracking parameters go; host case, dot segments
    and percent-escapes are normalised; blanks and letters outside ASCII are escaped. The order of the
    query stays as linked, for old scripts read it by position.
    """
    text = "".join(char for char in url.strip() if char >= " " and char != "\x7f")
    try:
        parts = split(urljoin(base, text) if base else text)
    except ValueError:
        return ""
    if parts is None or not parts.hostname:
        return ""
    host = _canonical_host(parts.hostname)
    if not host:
        return ""
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    path = _canonical_path(parts.path)
    query = _canonical_query(parts.query)
    return f"{parts.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")


def _canonical_host(host: str) -> str:
    """Lower case, compatibility forms folded, IDNA; brackets kept around IPv6. "" where it is no host."""
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.split('%')[0]).compressed}]"
        except ValueError:
            return ""
    name = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").lower().strip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return name if re.fullmatch(r"[a-z0-9_.-]{1,253}", name) and ".." not in name else ""


def _canonical_path(path: str) -> str:
    path = _ASP_SESSION.sub("", _PATH_SESSION.sub("", path.replace("\\", "/")))
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            kept[-1:] = []
        elif segment != ".":
            kept.append(segment)
    trailing = "/" if path.endswith(("/.", "/..")) and kept and kept[-1] else ""
    return "/" + _escape("/".join(kept), safe="/!$&'()*+,;=:@") + trailing


def _canonical_query(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if not pair or _TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
            continue
        if _SHORT_SESSION.fullmatch(name) and _TOKEN.fullmatch(value):
            continue
        kept.append(_escape(pair, safe="/?!$'()*+,;:@=[]"))
    return "&".join(kept)


def _escape(text: str, safe: str) -> str:
    """Percent-escapes in upper case, none where a plain letter does, and every odd character escaped."""

    def tidy(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in _UNRESERVED else match.group(0).upper()

    return quote(_ESCAPE.sub(tidy, text), safe=safe + "%~", errors="replace")


def host_of(url: str) -> str:
    """Host of an address in canonical form, "" where there is none."""
    parts = split(url)
    return _canonical_host(parts.hostname or "") if parts else ""


def authority_of(url: str) -> str:
    """Host, with the port where it is not the scheme's own."""
    parts = split(url)
    if parts is None:
        return ""
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return _canonical_host(parts.hostname or "") + port


def key_of(url: str) -> str:
    """What two addresses of the same page share: everything but the scheme."""
    return url.partition("://")[2]


@lru_cache(maxsize=20_000)
def registrable_domain(authority: str) -> str:
    """The domain someone registered: "dpmptsp.sukamajukab.go.id" gives "sukamajukab.go.id".

    An address literal or a name without dots is its own unit, port included. Top-level names the list
    does not know (".test") follow its default rule: one label is the suffix.
    """
    host = authority if authority.startswith("[") else authority.partition(":")[0]
    if "." not in host or host.startswith("[") or literal(host) is not None:
        return authority
    found = _suffixes()(host)
    if found.suffix and found.domain:
        return f"{found.domain}.{found.suffix}"
    return host if found.suffix else ".".join(host.split(".")[-2:])


def unit_of(url: str) -> str:
    """The unit of politeness and scope of an address: its registrable domain."""
    return registrable_domain(authority_of(url))


# ---- addresses that are never asked -------------------------------------------------------------


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address a host stands for in any notation: dotted, decimal, octal, hex, short, IPv6; else None."""
    try:
        return ipaddress.IPv6Address(host.strip("[]").split("%")[0]) if ":" in host else _legacy_ipv4(host)
    except ValueError:
        return None


def _legacy_ipv4(host: str) -> ipaddress.IPv4Address | None:
    """inet_aton's reading, which connect() follows: 1 to 4 parts, each decimal, 0octal or 0xhex."""
    parts = host.rstrip(".").split(".")
    if not 1 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [_legacy_number(part) for part in parts]
    *heads, last = numbers
    if any(number > 255 for number in heads) or last >= 256 ** (5 - len(numbers)):
        return ipaddress.IPv4Address(0)  # out of range in every reading: refused as "this host"
    value = last
    for position, number in enumerate(heads):
        value += number << (8 * (3 - position))
    return ipaddress.IPv4Address(value)


def _legacy_number(part: str) -> int:
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    if part.startswith("0") and len(part) > 1 and part.isdigit() and not set(part) & {"8", "9"}:
        return int(part, 8)
    return int(part)


def is_public(address: str) -> bool:
    """Whether an IP address (as DNS answers it) lies in the public internet."""
    found = literal(address)
    return found is not None and _public(found)


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.IPv6Network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None and int(address) >> 32 == 0:  # ::a.b.c.d, IPv4-compatible
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _public(inner)
    return address.is_global and not address.is_multicast


def forbidden(url: str, *, allow_private: bool = False, ports: Iterable[str] = ()) -> str:
    """Why an address must not be asked: "scheme", "host", "port", "private", "local"; "" where it may.

    `ports` are the authorities ("host:port") that the target list names. A name is looked at, not
    resolved: what DNS answers is `is_public`'s matter at connect time.
    """
    parts = split(url)
    if parts is None:
        return "scheme"
    host = _canonical_host(parts.hostname or "")
    if not host or parts.username is not None:
        return "host"
    if parts.port not in (None, DEFAULT_PORTS[parts.scheme]) and f"{host}:{parts.port}" not in ports:
        return "port"
    if allow_private:
        return ""
    address = literal(host)
    if address is not None:
        return "" if _public(address) else "private"
    local = "." not in host or any(host == suffix or host.endswith(f".{suffix}") for suffix in _LOCAL_SUFFIXES)
    return "local" if local else ""


def is_trap(url: str) -> bool:
    """Whether an address looks like one of endlessly many: too long, too deep, or walking in circles."""
    if len(url) > MAX_LENGTH:
        return True
    parts = split(url)
    if parts is None:
        return True
    segments = [segment for segment in parts.path.split("/") if segment]
    repeats = max(Counter(segments).values(), default=0)
    names = Counter(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return len(segments) > MAX_SEGMENTS or repeats > MAX_REPEATS or max(names.values(), default=0) > 4


# ---- whose address is it ------------------------------------------------------------------------


def seeds_of(website: str) -> tuple[str, ...]:
    """Addresses to try for a target's website, in order: as given, else http, https, then with www."""
    website = website.strip()
    if "://" in website:
        found = canonicalise(website)
        return (found,) if found else ()
    host = authority_of(f"http://{website}") and website
    names = [host] if host else []
    bare = host.partition(":")[0].partition("/")[0]
    if "." in bare and literal(bare) is None:
        names.append(host[4:] if host.startswith("www.") else f"www.{host}")
    found_all = [canonicalise(f"{scheme}://{name}") for name in names for scheme in ("http", "https")]
    return tuple(dict.fromkeys(filter(None, found_all)))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a region's crawl may visit: whole domains, single hosts, and what is excepted from both."""

    domains: frozenset[str]
    hosts: frozenset[str]  # authorities
    excepted: frozenset[str] = frozenset()
    ports: frozenset[str] = frozenset()  # authorities whose port the target list names
    own: tuple[str, ...] = ()  # named hosts to visit beside the website, in the list's order

    @classmethod
    def of(cls, region: Region) -> Scope:
        """The website's registrable domain and the hosts named; single hosts for Jakarta's regions.

        Jakarta's six share one domain with the province, so each is held to its own hosts.
        """
        seeds = seeds_of(region.website)
        home = authority_of(seeds[0]) if seeds else ""
        foreign = {name for name, role in _named(region) if role.startswith(FOREIGN_ROLES)}
        own = tuple(name for name, _ in _named(region) if name not in foreign)
        hosts = {authority_of(seed) for seed in seeds} | set(own)
        domains = set() if region.administrative or not home else {registrable_domain(home)}
        ports = frozenset(name for name in hosts if re.search(r":\d+$", name))
        return cls(frozenset(domains), frozenset(hosts), frozenset(foreign), ports, own)

    def holds(self, url: str) -> bool:
        """Whether the crawl of this region may visit the address."""
        authority = authority_of(url)
        if not authority or authority in self.excepted:
            return False
        return authority in self.hosts or registrable_domain(authority) in self.domains


def _named(region: Region) -> list[tuple[str, str]]:
    """Authorities of the target list's satellite hosts with their roles."""
    named = ((host.name if "://" in host.name else f"http://{host.name}", host.role.lower()) for host in region.hosts)
    return [(authority, role) for url, role in named if (authority := authority_of(url))]


def template_of(url: str) -> str:
    """The shape of an address: figures, hashes and long slugs reduced, so that siblings share it."""
    parts = split(url)
    if parts is None:
        return ""
    segments = [_shape(unquote_to_bytes(part).decode("utf-8", "replace")) for part in parts.path.split("/")]
    names = sorted(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    return f"{parts.hostname}{'/'.join(segments)}?{'&'.join(names)}"


def _shape(segment: str) -> str:
    if re.fullmatch(r"[0-9a-fA-F-]{16,}", segment) or segment.isdigit():
        return "#"
    if segment.count("-") + segment.count("_") + segment.count(" ") >= 3:
        return "~"
    return re.sub(r"\d+", "#", segment)
