"""Whether a page is a page at all, or a parking lot, a building site, a defacement, spam or a block.

It runs on every page, so a look at the title, the length and a few stems decides whether anything more is
read. A verdict needs the page as a whole to be so: a service page with one item "under construction", a
guestbook with a spammed entry, and news on the fight against online gambling are ordinary pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scorecard.model import Place, Quote
from scorecard.reading.page import Page
from scorecard.reading.wording import Wording


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong with a page, and the words that show it."""

    kind: str  # parked, under_construction, defaced, spam, blocked, soft_404
    words: str


#: A page whose own words are fewer than this has no content to speak of beside the words that condemn it.
_SMALL: Final = 60
#: No page with more text of its own than this is nothing but a notice.
_LARGE: Final = 3_000
_SPAM_PREFIX: Final = 150_000
_PARKED: Final = Wording(
    r"\b(?:this\s+)?domain(?:\s+name)?\s+(?:is|may\s+be|has\s+been|has)\s+(?:for\s+sale|parked|registered\s+(?:at|by|with|and)|expired)|"
    r"\bbuy\s+this\s+domain|\bdomain\s+(?:ini\s+)?(?:di(?:jual|parkir)|(?:telah|sudah)\s+(?:kadaluwarsa|kadaluarsa|kedaluwarsa|habis|expired))|"
    r"\bsedo\s+domain\s+parking|\bparkingcrew\b|\baccount\s+(?:has\s+been\s+)?suspended|\bakun\s+(?:hosting\s+)?(?:ini\s+)?(?:telah\s+|di)?"
    r"(?:ditangguhkan|suspend)|\bwebsite\s+(?:has\s+been\s+)?(?:suspended|disabled)|\bdefault\s+web\s?site\s+page|\bapache2?\s+(?:\w+\s+)?default\s+page|"
    r"\bwelcome\s+to\s+(?:nginx|centos|openresty|caddy)\b|\biis\s+windows\s+server\b|^\W*it\s+works!|\bplesk\s+default\s+page|\bwebsite\s+is\s+no\s+longer\s+available|"
    r"\bthis\s+is\s+the\s+default\s+(?:web\s?page|server\s+page)|\bhello,?\s+world!?\s+welcome\s+to\s+wordpress",
    re.IGNORECASE,
)
_BUILDING: Final = Wording(
    r"\bunder\s+(?:construction|maintenance|development)\b|\bcoming\s+soon\b|\bsegera\s+hadir\b|\bbe\s+back\s+soon\b|\bmaintenance\s+mode\b|"
    r"\b(?:website|situs|web|laman|portal|halaman|site|server|sistem)\b.{0,30}\b(?:sedang|masih)\s+(?:dalam\s+)?(?:tahap\s+|proses\s+|masa\s+)?"
    r"(?:pengembangan|perbaikan|pemeliharaan|pembangunan|maintenance|perawatan|dibangun|diperbaiki|dikembangkan|migrasi)|"
    r"\bsedang\s+dalam\s+(?:tahap\s+|proses\s+|masa\s+)?(?:pengembangan|perbaikan|pemeliharaan|pembangunan|maintenance|perawatan|konstruksi)",
    re.IGNORECASE,
)
_DEFACED: Final = Wording(
    r"\b(?:hacked|h4ck[e3]d|defaced|d3f4c3d|pwn[e3]d|0wn[e3]d|hack[e3]d)\s+by\b|(?:^|\b(?:got|been)\s+)(?:owned|touched|stamped)\s+by\b|\bwas\s+h(?:a|4)ck(?:e|3)d\b|\bgreetz\s*(?:to)?\s*:|"
    r"\bsecurity\s+(?:is|it'?s)\s+(?:low|an?\s+illusion)|\byour\s+(?:site|system|security)\s+(?:has\s+been|is)\s+(?:hacked|down|owned|pwned)",
    re.IGNORECASE,
)
_BLOCKED: Final = Wording(
    r"\bjust\s+a\s+moment\b|\battention\s+required\b|\baccess\s+(?:to\s+this\s+\w+\s+(?:is|has\s+been)\s+)?denied\b|\b403\s*[-–:]?\s*forbidden\b|\brequest\s+(?:rejected|blocked)\b|"
    r"\bthe\s+requested\s+url\s+was\s+rejected|\bverify(?:ing)?\s+(?:that\s+)?you\s+are\s+(?:a\s+)?human|\bchecking\s+(?:your|if\s+the\s+site)\b.{0,20}\b(?:browser|connection)|"
    r"\bddos\s+protection\s+by\b|\bsucuri\s+website\s+firewall|\bweb\s+application\s+firewall|\bimunify360\b|\bbot\s+(?:verification|protection)|\bone\s+moment,?\s+please\b|"
    r"\byou\s+have\s+been\s+blocked\b|\benable\s+javascript\s+and\s+cookies\s+to\s+continue|\bare\s+you\s+(?:a\s+)?(?:human|robot)\b|\bakses\s+(?:anda\s+)?(?:ditolak|diblokir)\b",
    re.IGNORECASE,
)
_MISSING: Final = Wording(
    r"^\W*(?:error\s*)?404\b|\b404\s*[-–:|]?\s*(?:error|not\s+found|page|halaman)|\berror\s+404\b|\b(?:page|object|file|url|resource)\s+(?:was\s+|could\s+not\s+be\s+|cannot\s+be\s+|you\s+\w+\s+)?"
    r"(?:not\s+(?:be\s+)?found|can.?t\s+be\s+found|does\s+not\s+exist)|^\W*not\s+found\W*$|\bhalaman\b.{0,40}\b(?:tidak\s+(?:di)?temukan|tidak\s+ada|tidak\s+tersedia)|"
    r"\b(?:internal\s+server\s+error|database\s+error\s+occurred|service\s+unavailable|bad\s+gateway|gateway\s+time-?out)|\berror\s+establishing\s+a\s+database|"
    r"\bwhoops,?\s+looks\s+like\s+something\s+went\s+wrong|^\W*fatal\s+error\s*:",
    re.IGNORECASE,
)
#: What a notice can be, in order of weight.
_NOTICES: Final = (
    ("defaced", _DEFACED),
    ("blocked", _BLOCKED),
    ("soft_404", _MISSING),
    ("parked", _PARKED),
    ("under_construction", _BUILDING),
)
_GAMBLING_STEMS: Final = (
    "slot",
    "togel",
    "gacor",
    "maxwin",
    "judi",
    "scatter",
    "sbobet",
    "casino",
    "jackpot",
    "toto",
    "poker",
)
_GAMBLING: Final = Wording(
    r"\bslot\s?(?:gacor|88|777|maxwin|deposit|dana|thailand|terpercaya|pulsa|demo|qris|resmi|server|online|terbaru|anti\s+rungkad|depo\w*|pragmatic|mpo|hoki)\b|"
    r"\b(?:rtp|bocoran|link|situs|akun|daftar|login|agen|bandar|judi|game|bo|server|akses|alternatif|pola|info)\s+(?:live\s+)?slot\b|\bslot\w{0,6}\d{2,3}\b|\w{2,12}slot\d{0,3}\b|"
    r"\brtp\s+(?:live|gacor|tertinggi)\b|\bgacor\b|\bmaxwin\b|\bscatter\s+(?:hitam|hari)\b|\btogel\b|\btoto\s?(?:macau|togel|slot|hk|sgp)\b|\bsbobet\b|\bbandar(?:q|qq|\s+bola)\b|"
    r"\b(?:agen|situs|link)\s+(?:judi|togel|poker|casino|toto)\b|\bpragmatic\s+play\b|\bmahjong\s+ways\b|\bgates\s+of\s+olympus\b|\bbonus\s+new\s+member\b|\bdepo(?:sit)?\s+(?:pulsa|dana|10k|5k)\b|"
    r"\blive\s+casino\b|\bjudi\s+(?:bola|slot|online)\b|\bcasino\s+online\b|\bpoker\s?(?:qq|online)\b",
    re.IGNORECASE,
)
_AGAINST: Final = Wording(
    r"\b(?:pemberantasan|berantas|memberantas|bahaya|pencegahan|cegah|mencegah|sosialisasi|stop|larang\w*|dilarang|blokir\w*|memerangi|perangi|penindakan|pelaku|"
    r"tersangka|ditangkap|satgas|ppatk|komdigi|polisi|polres|imbau\w*|menghimbau|edukasi|penertiban|waspada|dampak|korban)\b",
    re.IGNORECASE,
)
#: Spammed entries stand close together; what stands between two of them belongs to the flood.
_NEAR: Final = 2


def classify(page: Page) -> Condition | None:
    """The page's condition, or None where it is an ordinary page."""
    if page.is_document or not page.blocks:
        return None
    found = _spam(page)
    if found is not None:
        return found
    opening = _opening(page)
    if len(opening) > _LARGE and not _DEFACED.search(page.title):
        return None
    head = f"{page.title}\n{opening}"
    for kind, pattern in _NOTICES:
        match = pattern.search(head)
        if match and _condemns(page, kind, pattern):
            return Condition(kind, " ".join(match.group().split())[:120])
    return None


def _opening(page: Page) -> str:
    """The page's own content, as far as a notice could reach."""
    parts, size = [], 0
    for block in page.blocks[:400]:
        if block.place is not Place.NAV and block.tag != "title":
            parts.append(page.words_of(block)[:600])
            size += len(parts[-1])
            if size > _LARGE:
                break
    return "\n".join(parts)


def _condemns(page: Page, kind: str, pattern: Wording) -> bool:
    """Whether the words condemn the whole page: little else stands on it, or its title says so and not much does."""
    titled = bool(pattern.search(page.title))
    if kind == "defaced" and titled and _DEFACED.match(page.title.strip(" -_[]|.!#~")):
        return True
    allowed = _SMALL * 4 if titled else _SMALL
    if kind in ("parked", "blocked") and not titled:
        allowed = _SMALL * 2  # what a parking lot and a firewall say of themselves takes a paragraph
    words = 0
    for block in page.blocks:
        if block.place is not Place.NAV and block.tag != "title":
            text = page.words_of(block)
            words += 0 if len(text) < 400 and pattern.search(text) else len(text.split())
            if words > allowed:
                return False
    return True


def _spam(page: Page) -> Condition | None:
    """Gambling as the page's own subject: in its title and text, or densely in the text."""
    if not _may_gamble(page):
        return None
    text = page.text[:_SPAM_PREFIX]
    hits = [match.group() for match in _GAMBLING.finditer(text)]
    kinds = {" ".join(hit.lower().split()) for hit in hits}
    title = _GAMBLING.search(page.title)
    if not kinds or _AGAINST.search(page.title):
        return None
    filled = sum(len(words.split()) for words in text.split("\n") if _GAMBLING.search(words))
    against = len(_AGAINST.findall(text))
    shouted = bool(re.match(r"\W*slot\b", page.title, re.IGNORECASE))
    dense = len(kinds) >= 3 and filled * 4 >= len(text.split()) and against * 2 < len(hits)
    if (title and len(kinds) >= 2 and against < len(hits)) or (shouted and len(kinds) >= 1) or dense:
        return Condition("spam", (title.group() if title else hits[0])[:120])
    return None


def _may_gamble(page: Page) -> bool:
    """Whether a stem of gambling stands on the page; asked by everyone who looks for spam on it."""
    if "may gamble" not in page.readings:
        page.readings["may gamble"] = any(stem in page.folded for stem in _GAMBLING_STEMS)
    return bool(page.readings["may gamble"])


def spam_spans(page: Page) -> list[tuple[int, int]]:
    """Spans of injected gambling words on an otherwise ordinary page, whole blocks, near ones joined.

    A link LOGIN or DAFTAR between two spammed blocks belongs to them; a mention in a sentence that speaks
    against gambling is none.
    """
    if "spam_spans" not in page.readings:
        page.readings["spam_spans"] = list(_spans(page))
    spans: list[tuple[int, int]] = page.readings["spam_spans"]
    return spans


def _spans(page: Page) -> Iterator[tuple[int, int]]:
    if not _may_gamble(page):
        return
    first = last = -1
    for match in _GAMBLING.finditer(page.text[:_SPAM_PREFIX]):
        block = page.block_at(match.start())
        if block.index == last or _AGAINST.search(page.words_of(block)[:2_000]):
            continue
        if first >= 0 and block.index - last > _NEAR:
            yield page.blocks[first].start, page.blocks[last].end
            first = -1
        first = block.index if first < 0 else first
        last = block.index
    if first >= 0:
        yield page.blocks[first].start, page.blocks[last].end


def gambles(text: str) -> str:
    """The words by which a link's text, or a file's name, offers gambling; "" where it does not."""
    lowered = text.lower()
    if not any(stem in lowered for stem in _GAMBLING_STEMS) or _AGAINST.search(text):
        return ""
    found = _GAMBLING.search(text)
    return " ".join(found.group().split())[:120] if found else ""


def in_spam(page: Page, quote: Quote) -> bool:
    """Whether a quote of this page stands inside its spam."""
    spans = spam_spans(page)
    if not spans:
        return False
    at = page.text.find(quote.prefix + quote.exact + quote.suffix)
    start = at + len(quote.prefix) if at >= 0 else page.text.find(quote.exact)
    return start >= 0 and any(first <= start < last for first, last in spans)
