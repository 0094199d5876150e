"""One catalogue for every word a user reads: English stands in the code, Indonesian in `locale/id.po`.

The msgid is the English sentence itself, so code reads as the screen does. Fields in braces are
filled after translating: ``_("{n} regions").format(n=3)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

LANGUAGES = ("en", "id")
_current: ContextVar[str] = ContextVar("language", default="en")


def use_language(lang: str) -> None:
    """Speak `lang` ("en" or "id") from here on; raises ValueError for any other."""
    if lang not in LANGUAGES:
        raise ValueError(f"no catalogue for the language {lang!r}")
    _current.set(lang)


def current_language() -> str:
    """The language in use: "en" or "id"."""
    return _current.get()


def translate(msgid: str, lang: str = "") -> str:
    """`msgid` in `lang`, or in the language in use; the English itself where no translation stands."""
    return msgid if (lang or _current.get()) == "en" else _catalogue(lang or _current.get()).get(msgid, msgid)


def catalogue(lang: str) -> Mapping[str, str]:
    """Every English sentence with its translation into `lang`; empty for English itself."""
    return {} if lang == "en" else _catalogue(lang)


def mark(msgid: str) -> str:
    """`msgid` itself: marks a sentence that is kept in English and translated where it is shown."""
    return msgid


@cache
def _catalogue(lang: str) -> dict[str, str]:
    with (resources.files("scorecard") / "locale" / f"{lang}.po").open("rb") as file:
        entries = read_po(file, locale=lang, abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}
