"""robots.txt as RFC 9309 reads it: groups, longest match, what a status means.

A file that says no (4xx) allows everything; one that fails (5xx, no answer) forbids everything. The
first 500 KiB count. Patterns are matched without regular expressions, so that no file can make a
match slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

#: RFC 9309, 2.5: "at least 500 kibibytes".
MAX_BYTES: Final = 500 * 1024
#: RFC 9309, 2.3.1.2: "at least five consecutive redirects".
MAX_REDIRECTS: Final = 5
#: Seconds of Crawl-delay that are honoured at most; a larger wish is cut to this.
MAX_CRAWL_DELAY: Final = 30.0
#: Longest line read, as in Google's parser (8 times the longest address).
MAX_LINE: Final = 8 * 2083
_FIELDS: Final = {
    "user-agent": "agent",
    "useragent": "agent",
    "user agent": "agent",
    "allow": "allow",
    "disallow": "disallow",
    "disalow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "sitemap": "sitemap",
    "site-map": "sitemap",
    "crawl-delay": "delay",
    "crawldelay": "delay",
    "crawl delay": "delay",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for one agent: (pattern, allowed) pairs, the wished delay, sitemaps of the file."""

    patterns: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched: the longest matching pattern decides, allow wins a tie."""
        parts = urlsplit(url)
        path = _normalise((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        if path == "/robots.txt":
            return True
        best, allowed = -1, True
        for pattern, allow in self.patterns:
            if len(pattern) > best or (len(pattern) == best and allow):
                if not matches(pattern, path):
                    continue
                best, allowed = len(pattern), allow
        return allowed


def parse(body: bytes, agent: str) -> Rules:
    """The rules of `body` for `agent` (a product token); of no group for it, those of `*`; else none."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    sitemaps: list[str] = []
    current: list[str] = []
    open_group = False  # whether the last lines were user-agent lines
    text = body[:MAX_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    for field, value in _lines(text):
        if field == "sitemap":
            sitemaps.append(value)
        elif field == "agent":
            current = [*current, _token(value)] if open_group else [_token(value)]
            groups.setdefault(current[-1], [])
            open_group = True
        else:
            open_group = False
            for name in current:
                _enter(groups[name], delays, name, field, value)
    wanted = agent.lower()
    name = wanted if wanted in groups else "*"
    return Rules(tuple(groups.get(name, ())), min(delays.get(name, 0.0), MAX_CRAWL_DELAY), tuple(sitemaps[:50]))


def matches(pattern: str, path: str) -> bool:
    """Whether a path begins with the pattern; `*` stands for any run, a final `$` for the path's end."""
    anchored = pattern.endswith("$")
    pieces = (pattern[:-1] if anchored else pattern).split("*")
    if not path.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    if len(pieces) == 1:
        return not anchored or position == len(path)
    for piece in pieces[1:-1]:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if anchored:
        return len(path) - len(pieces[-1]) >= position and path.endswith(pieces[-1])
    return path.find(pieces[-1], position) >= 0


def _lines(text: str) -> list[tuple[str, str]]:
    """(field, value) of every line that has both, comments and odd spacing dropped."""
    found = []
    for raw in re.split(r"\r\n|\r|\n", text):
        line = raw[:MAX_LINE].partition("#")[0].strip().strip("\0")
        name, colon, value = line.partition(":")
        if not colon:
            name, _, value = line.partition(" ")
        field = _FIELDS.get(" ".join(name.split()).lower())
        if field and (value.strip() or field in ("disallow", "allow")):
            found.append((field, value.strip()))
    return found


def _token(value: str) -> str:
    """The product token of a user-agent line: "Website-Scorecard/2.0 (x)" names "website-scorecard"."""
    if value.startswith("*") and (len(value) == 1 or value[1].isspace()):
        return "*"
    found = re.match(r"[A-Za-z_-]+", value)
    return found.group(0).lower() if found else value.lower()


def _enter(rules: list[tuple[str, bool]], delays: dict[str, float], name: str, field: str, value: str) -> None:
    if field == "delay":
        found = re.match(r"\d+(?:\.\d+)?", value)
        if found:
            delays[name] = float(found.group(0)[:12])
    elif value and value[0] in "/*":
        rules.append((_normalise(value), field == "allow"))


def _normalise(path: str) -> str:
    """Percent-escapes in one form, so that a letter and its escape compare equal where RFC 9309 says so."""

    def tidy(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char.isascii() and (char.isalnum() or char in "-._~") else match.group(0).upper()

    return quote(re.sub(r"%([0-9A-Fa-f]{2})", tidy, path), safe="/%?*$!&'()+,;=:@~[]", errors="replace")
