"""Routes to look around: regions, provinces, indicators, websites, captures, search, objections and corrections.

Every number leads to the cells it counts, every cell to its dossier, and every dossier to archived bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process
from starlette.responses import Response

from scorecard import framework as frameworks
from scorecard.accuracy import unseen, wilson
from scorecard.corrections import corrections, objections
from scorecard.errors import ScorecardError
from scorecard.messages import current_language, mark
from scorecard.messages import translate as _
from scorecard.model import Indicator, Outcome, ReachStatus, Region
from scorecard.review.house import MENU, Asked, page
from scorecard.review.queue import progress_of
from scorecard.store.rooms import Count, Rooms

MENU.extend(
    [
        ("/regions", mark("Regions")),
        ("/indicators", mark("Indicators")),
        ("/websites", mark("Websites")),
        ("/corrections", mark("Corrections")),
        ("/search", mark("Search")),
    ]
)
#: Outcomes in the order of every table.
OUTCOMES: Final = tuple(one.value for one in Outcome)
#: Captures on one screen.
SHOWN: Final = 100
#: Names and questions that a search gives at most, and how alike (0 to 100) they must be.
FOUND: Final = 12
ALIKE: Final = 70


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of several cells, and how many regions they are of."""

    outcomes: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    regions: int = 0

    def plus(self, one: Count) -> Summary:
        """With the cells of one more region."""
        return Summary(self.outcomes + Counter(one.outcomes), self.waiting + one.waiting, self.regions + 1)


def show_regions(asked: Asked) -> Response:
    """All regions with what their cells came to; of one province where it is asked for."""
    province = asked.request.query_params.get("province", "")[:200]
    regions = [one for one in _regions(asked) if not province or one.province == province]
    counts = _rooms(asked).counts("region_code")
    reached = {row["region_code"]: row["status"] for row in asked.store.reaches(asked.wave)}
    return _page(asked, "regions.html", listed=regions, counts=counts, reached=reached, province=province)


def show_provinces(asked: Asked) -> Response:
    """Provinces with the sum of their regions."""
    counts = _rooms(asked).counts("region_code")
    summaries: dict[str, Summary] = {}
    for region in _regions(asked):
        count = counts.get(region.code, Count({}, 0, 0))
        summaries[region.province] = summaries.get(region.province, Summary()).plus(count)
    return _page(asked, "provinces.html", summaries=summaries)


def show_region(asked: Asked) -> Response:
    """One region: what came of its website, and its forty cells by variable."""
    region = asked.house.regions.get(asked.request.path_params["region"])
    if region is None:
        raise ScorecardError(
            _("there is no such region in this wave"), remedy=_("Choose one from the list of regions.")
        )
    cells = {row["indicator"]: row for row in _rooms(asked).cells_of(region=region.code)}
    count = _rooms(asked).counts("region_code").get(region.code, Count({}, 0, 0))
    reach = asked.desk.reach(region.code)
    return _page(asked, "region.html", region=region, reach=reach, cells=cells, count=count, groups=_groups())


def show_indicators(asked: Asked) -> Response:
    """The forty questions with what came of them, and how often their rules are wrong."""
    counts = _rooms(asked).counts("indicator")
    return _page(asked, "indicators.html", counts=counts, groups=_groups(), precision=_precision())


def show_indicator(asked: Asked) -> Response:
    """One question over all regions; of one outcome where it is asked for."""
    slug = asked.request.path_params["indicator"]
    if slug not in {one.slug for one in frameworks.load().website}:
        raise ScorecardError(_("there is no such website indicator"), remedy=_("See the list of indicators."))
    outcome = asked.request.query_params.get("outcome", "")
    cells = _rooms(asked).cells_of(indicator=slug)
    shown = [row for row in cells if not outcome or row["final"] == outcome]
    count = Counter(row["final"] for row in cells)
    return _page(asked, "indicator.html", slug=slug, cells=shown, count=count, outcome=outcome)


def show_websites(asked: Asked) -> Response:
    """What came of reading each website; of one status where it is asked for."""
    status = asked.request.query_params.get("status", "")
    reaches = asked.store.reaches(asked.wave)
    shown = [row for row in reaches if not status or row["status"] == status]
    known = {row["region_code"] for row in reaches}
    waiting = [one for one in _regions(asked) if one.code not in known]
    count = Counter(row["status"] for row in reaches)
    return _page(
        asked, "websites.html", reaches=shown, count=count, wanted=status, waiting=waiting, statuses=list(ReachStatus)
    )


def show_captures(asked: Asked) -> Response:
    """Archived responses, newest first, by region and part of the address."""
    query = asked.request.query_params
    region, text = query.get("region", "")[:40], query.get("text", "").strip()[:200]
    start = int(query["from"]) if query.get("from", "").isdigit() and len(query["from"]) < 7 else 0
    whole, rows = _rooms(asked).captures(region=region, text=text, limit=SHOWN, offset=start)
    return _page(asked, "captures.html", rows=rows, whole=whole, start=start, step=SHOWN, region=region, text=text)


def show_corrections(asked: Asked) -> Response:
    """Objections with their answers, and every outcome that a person changed."""
    made = corrections(asked.store, asked.wave)
    return _page(asked, "corrections.html", objections=objections(asked.store, asked.wave), made=made[::-1])


def search(asked: Asked) -> Response:
    """Regions, questions and quoted words that a few letters may mean."""
    text = " ".join(asked.request.query_params.get("text", "").split())[:100]
    regions = _alike(text, {one.code: f"{one.full_name} {one.code}" for one in _regions(asked)})
    questions = _alike(text, {one.slug: f"{_name(one)} {one.slug}" for one in frameworks.load().website})
    quoted = _rooms(asked).quoting(text) if len(text) > 2 else []
    return _page(asked, "search.html", text=text, found=regions, questions=questions, quoted=quoted)


def _page(asked: Asked, template: str, **values: Any) -> Response:
    return asked.page(
        template, progress=progress_of(asked), regions=asked.house.regions, outcome_order=OUTCOMES, **values
    )


def _rooms(asked: Asked) -> Rooms:
    return Rooms(asked.store, asked.wave)


def _regions(asked: Asked) -> list[Region]:
    return sorted(asked.house.regions.values(), key=lambda one: (one.province, one.code))


def _name(one: Indicator) -> str:
    return one.name_id if current_language() == "id" else one.name_en


def _groups() -> list[tuple[str, Sequence[Indicator]]]:
    """The website indicators under the names of their variables, in the framework's order."""
    groups: dict[str, list[Indicator]] = {}
    for one in frameworks.load().website:
        groups.setdefault(one.variable, []).append(one)
    return list(groups.items())


def _precision() -> Mapping[str, tuple[int, int, float, float]]:
    """By indicator: right claims, claims, and the bounds of their share, on pages of sites new to the rules."""
    return {slug: (one.right, one.claims, *wilson(one.right, one.claims)) for slug, one in unseen().items()}


def _alike(text: str, names: Mapping[str, str]) -> list[str]:
    """Keys of the names most like `text`, the likest first."""
    if not text:
        return []
    found: Iterable[tuple[str, float, str]] = process.extract(
        text, names, scorer=fuzz.WRatio, processor=default_process, limit=FOUND, score_cutoff=ALIKE
    )
    return [key for _value, _score, key in found]


ROUTES: Final = (
    page("/regions", show_regions),
    page("/regions/{region}", show_region),
    page("/provinces", show_provinces),
    page("/indicators", show_indicators),
    page("/indicators/{indicator}", show_indicator),
    page("/websites", show_websites),
    page("/captures", show_captures),
    page("/corrections", show_corrections),
    page("/search", search),
)
