"""Sentences that are kept and said later: the English and its fields, so that each reader hears its own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scorecard.messages import translate as _


@dataclass(frozen=True, slots=True)
class Sentence:
    """`msgid` is the catalogue's English, written `_("...", "en")` where it is made; `fields` fill its braces.

    A field may be a number, a text, a sentence, or a tuple of sentences, which are said one after the other.
    """

    msgid: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return said(self.kept())

    def kept(self) -> dict[str, Any]:
        """The sentence as JSON keeps it."""
        return {"msgid": self.msgid, "fields": {key: _kept(value) for key, value in self.fields.items()}}


def _kept(value: object) -> object:
    if isinstance(value, Sentence):
        return value.kept()
    return [_kept(one) for one in value] if isinstance(value, tuple) else value


def keep(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Sentences as JSON keeps them."""
    return [one.kept() for one in sentences]


def said(kept: object, lang: str = "") -> str:
    """What was kept, in `lang` or the language in use; several sentences are joined by semicolons."""
    if isinstance(kept, list):
        return "; ".join(said(one, lang) for one in kept)
    if isinstance(kept, dict) and "msgid" in kept:
        fields = kept.get("fields") or {}
        return _(str(kept["msgid"]), lang).format(**{key: said(value, lang) for key, value in fields.items()})
    return "" if kept is None else str(kept)
