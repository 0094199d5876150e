"""The words of the house as frozen values: what a region, a capture, a hit and a finding are.

Every other module speaks in these types. They hold no behaviour beyond what their own fields say,
so that the crawler, the rules and the index can be strangers to each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """A region's kind; ranks run within it."""

    KABUPATEN = "kabupaten"
    KOTA = "kota"


class Outcome(StrEnum):
    """The verdict on one region and indicator."""

    FOUND = "found"
    PARTIAL = "partial"
    NOT_FOUND = "not_found"
    UNSURE = "unsure"
    UNREACHABLE = "unreachable"
    NOT_APPLICABLE = "not_applicable"


#: Score of each outcome; a missing key is a blank, which is not a zero.
OUTCOME_SCORES: Mapping[Outcome, float] = {Outcome.FOUND: 1.0, Outcome.PARTIAL: 0.5, Outcome.NOT_FOUND: 0.0}


class Strength(StrEnum):
    """What one place on one page is worth as evidence."""

    FOUND = "found"
    PARTIAL = "partial"
    REJECTED = "rejected"  # the words stand there and it is not evidence; kept to show why


class Place(StrEnum):
    """Where on a page words stand. Navigation repeats on every page and counts once a site."""

    MAIN = "main"
    NAV = "nav"
    DOCUMENT = "document"


class HostRole(StrEnum):
    """Whose host a piece of evidence lies on."""

    OWN = "own"
    CENTRAL = "central"
    OTHER = "other"


class Shape(StrEnum):
    """What kind of thing the words of a piece of evidence stand in."""

    PROSE = "prose"
    TABLE = "table"
    FORM = "form"
    FILE = "file"  # a link to a document, an archive or a storage folder
    LINK = "link"  # any other link


class ReachStatus(StrEnum):
    """What came of trying to read a region's website."""

    OK = "ok"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    HTTP_ERROR = "http_error"
    BLOCKED = "blocked"
    PARKED = "parked"
    DEFACED = "defaced"
    HIJACKED = "hijacked"
    UNDER_CONSTRUCTION = "under_construction"
    WRONG_OWNER = "wrong_owner"
    REDIRECTED_AWAY = "redirected_away"
    ROBOTS = "robots"


#: No usable site of its own: absence is the finding, and a person confirms the target.
SITELESS = frozenset(
    {
        ReachStatus.DNS,
        ReachStatus.PARKED,
        ReachStatus.DEFACED,
        ReachStatus.HIJACKED,
        ReachStatus.WRONG_OWNER,
        ReachStatus.REDIRECTED_AWAY,
        ReachStatus.UNDER_CONSTRUCTION,
    }
)
#: We could not look: every cell is blank.
UNREADABLE = frozenset(
    {
        ReachStatus.TLS,
        ReachStatus.TIMEOUT,
        ReachStatus.REFUSED,
        ReachStatus.HTTP_ERROR,
        ReachStatus.BLOCKED,
        ReachStatus.ROBOTS,
    }
)


class Edition(StrEnum):
    """Which permit names count: the printed ones alone, or their successors too."""

    Y2009 = "2009"
    Y2026 = "2026"


@dataclass(frozen=True, slots=True)
class Host:
    """A host known to belong to a region, with its role (jdih, dpmptsp, satudata, bps, lpse ...)."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A kabupaten or kota. `code` is the Kemendagri code ("32.14"), `name` goes without its kind."""

    code: str
    name: str
    kind: Kind
    province: str
    website: str = ""
    hosts: tuple[Host, ...] = ()
    province_code: str = ""
    bps_code: str = ""
    administrative: bool = False

    @property
    def full_name(self) -> str:
        """The name with its kind: "Kabupaten Purwakarta"."""
        return f"{self.kind.value.title()} {self.name}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sub-variable of the framework. `number` is the printed one and may be missing."""

    slug: str
    row_order: int
    number: int | None
    subindex: str
    component: str
    variable_no: int
    variable: str
    name_id: str
    name_en: str
    source: str  # "website", "pemda" or "firms"
    kind: str
    unit: str
    direction: int
    codes: tuple[tuple[str, str], ...] = ()
    transform: str = ""
    question_id: str = ""
    parent: str = ""
    blank_rule: str = "missing"
    basis: str = ""
    note: str = ""
    rubric_found: str = ""
    rubric_partial: str = ""
    rubric_not_found: str = ""
    rubric_found_id: str = ""
    rubric_partial_id: str = ""
    rubric_not_found_id: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """One archived response, in WARC words. `body` is loaded only when asked for."""

    region_code: str
    target_uri: str
    captured_at: str  # ISO 8601, UTC
    status: int
    content_type: str
    payload_digest: str
    record_id: str
    clicks: int | None = None  # links from the home page; None where nothing links to it
    requested_uri: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """W3C TextQuoteSelector: the words and what stands right before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says of one place on one page.

    `promise` is an address that the claim rests on; the verdict looks it up in the archive. `fallback` is
    the strength where nobody asked for it, `broken` where it does not exist. `part` names the one permit or
    agency of several that the words cover; enough different parts on a site make a whole. `certainty`, `shape`
    and `verified` are what the calibration makes a probability of.
    """

    indicator: str
    strength: Strength
    quote: Quote
    place: Place
    why: str
    certainty: int = 2  # 1 weak, 2 fair, 3 strong: the three steps of confidence
    page_number: int = 0  # of a document, from 1; 0 for a web page
    promise: str = ""
    fallback: Strength = Strength.PARTIAL
    broken: Strength = Strength.REJECTED
    host_role: HostRole = HostRole.OWN
    part: str = ""
    shape: Shape = Shape.PROSE
    verified: bool = False  # what `promise` leads to was read and says so


@dataclass(frozen=True, slots=True)
class Evidence:
    """A hit together with the capture it stands in."""

    hit: Hit
    capture: Capture
    role: str = "supporting"  # or "rejected"


@dataclass(frozen=True, slots=True)
class Search:
    """How far a region was searched, and whether that suffices to claim absence."""

    pages: int = 0
    hosts: int = 0
    adequate: bool = False
    detail: str = ""
    cells: Mapping[str, Search] = field(default_factory=dict)  # by indicator, where its search was weighed alone

    def of(self, indicator: str) -> Search:
        """The search for one indicator."""
        return self.cells.get(indicator, self)


@dataclass(frozen=True, slots=True)
class Reach:
    """What came of one region in one crawl: a row of reach.csv."""

    region_code: str
    website: str
    status: ReachStatus
    flags: tuple[str, ...] = ()
    detail: str = ""
    cure: str = ""
    pages: int = 0
    hosts: int = 0
    requests: int = 0
    started_at: str = ""
    ended_at: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one region and indicator in a run."""

    region_code: str
    indicator: str
    rule: str
    rule_version: str
    outcome: Outcome
    confidence: float | None
    search: Search
    evidence: tuple[Evidence, ...] = field(default=())
    needs_review: bool = False
    review_reason: str = ""
    calibration: str = ""  # of the parameters that gave `confidence`; empty where there is none

    @property
    def score(self) -> float | None:
        """1, 0.5, 0, or None for a blank."""
        return OUTCOME_SCORES.get(self.outcome)

    @property
    def best(self) -> Evidence | None:
        """The evidence whose address and words stand in findings.csv."""
        return self.evidence[0] if self.evidence else None
