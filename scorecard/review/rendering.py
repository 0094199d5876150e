"""Pages out of templates: everything escaped, words in the session's language, numbers and dates as it writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined

from scorecard import framework as frameworks
from scorecard.cures import cure_in
from scorecard.messages import current_language
from scorecard.messages import translate as _
from scorecard.model import Indicator
from scorecard.retelling import retell
from scorecard.review import words
from scorecard.screens import outcomes, reasons

if TYPE_CHECKING:
    from scorecard.review.house import Asked


def render(template: str, asked: Asked, values: Mapping[str, Any]) -> str:
    """A template filled in for one request."""
    return environment().get_template(template).render(asked=asked, session=asked.session, **values)


@cache
def environment() -> Environment:
    """The desk's templates; a name that is not there is an error, never a blank."""
    found = Environment(
        loader=PackageLoader("scorecard.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(
        _=_,
        current_language=current_language,
        outcomes=outcomes,
        reasons=reasons,
        states=words.states,
        why_decided=words.why_decided,
        actions=words.actions,
        chance_in_words=words.chance_in_words,
        keys={outcome.value: key for outcome, key in words.KEYS.items()},
        question=question,
        rubric=rubric,
        cell_path=cell_path,
        places=words.places,
        cure=lambda reach: cure_in(reach, current_language()),
        strengths=words.strengths,
        query=lambda values: urlencode(values),
    )
    found.filters.update(
        number=number,
        moment=moment,
        sure=sure,
        shorten=shorten,
        web_only=web_only,
        retell=retell,
        capitalize_first=capitalize_first,
        pair=lambda value: (value, value),
        region_pair=lambda region: (region.code, f"{region.full_name} ({region.code})"),
        question_pair=lambda slug: (slug, shorten(question(slug), 70)),
        reason_pair=lambda reason: (reason, shorten(reasons().get(reason, reason), 70)),
    )
    return found


def indicator(slug: str) -> Indicator:
    """An indicator of the framework."""
    return frameworks.load().by_slug[slug]


def question(slug: str) -> str:
    """What an indicator asks, in the language in use."""
    one = indicator(slug)
    return one.name_id if current_language() == "id" else one.name_en


def rubric(slug: str) -> list[tuple[str, str]]:
    """What found, partial and not found mean for an indicator."""
    one, id_ = indicator(slug), current_language() == "id"
    said = (
        ("found", one.rubric_found_id if id_ else one.rubric_found),
        ("partial", one.rubric_partial_id if id_ else one.rubric_partial),
        ("not_found", one.rubric_not_found_id if id_ else one.rubric_not_found),
    )
    return [(outcome, text) for outcome, text in said if text]


def cell_path(region_code: str, slug: str, rest: str = "") -> str:
    """The address of a cell's dossier, or of something below it."""
    return f"/cells/{quote(region_code, safe='')}/{quote(slug, safe='')}{rest}"


def number(value: float | None, digits: int = 0) -> str:
    """A number as the language writes it; "-" for a blank."""
    if value is None:
        return "-"
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=current_language()))


def sure(confidence: float) -> str:
    """A confidence in whole percent; never a hundred, which no measurement can show."""
    return number(min(100 * confidence, 99))


def moment(text: str | None) -> str:
    """A kept ISO time as people write it, in UTC; what is no time comes back as it is."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text or "")
    return str(format_datetime(found, "d MMM yyyy HH.mm" if current_language() == "id" else "d MMM yyyy HH:mm",
                               locale=current_language()))  # fmt: skip


def shorten(text: str | None, length: int = 160) -> str:
    """Text on one line, cut to a length."""
    line = " ".join(str(text or "").split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def web_only(address: str | None) -> str:
    """An address that a link may lead to: http or https, else nothing."""
    return str(address) if str(address or "").lower().startswith(("http://", "https://")) else ""


def capitalize_first(text: str) -> str:
    """Text with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]
