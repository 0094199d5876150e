"""One pass of all words over a page, then only the rules they woke."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import ModuleType
from typing import Final

from scorecard import framework
from scorecard.model import Edition, Hit, Place, Strength
from scorecard.opinion import Opinion, signature
from scorecard.reading import Page
from scorecard.reading.condition import classify, in_spam
from scorecard.reading.words import Vocabulary, merge
from scorecard.verdict import Asked

_LOG: Final = logging.getLogger(__name__)
#: Conditions of a page under which nothing on it is evidence.
_UNFIT: Final = frozenset({"spam", "parked", "defaced", "blocked", "soft_404", "under_construction"})
_FAIR: Final = 2  # certainty from which a hit stands alone
_VALUES: Final = {Strength.FOUND: 1.0, Strength.PARTIAL: 0.5, Strength.REJECTED: 0.0}


class Judge:
    """All rules of one edition, ready to judge pages. Building it compiles the automaton once."""

    def __init__(self, rules: Sequence[ModuleType], edition: Edition = Edition.Y2026) -> None:
        self.rules = {str(rule.INDICATOR): rule for rule in rules}
        self.edition = edition
        self.vocabulary = Vocabulary({slug: self.words_of(rule) for slug, rule in self.rules.items()})

    def words_of(self, rule: ModuleType) -> dict[str, tuple[str, ...]]:
        """A rule's word groups in this edition."""
        return merge(rule.WORDS, getattr(rule, "SUCCESSORS", {}) if self.edition is Edition.Y2026 else {})

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every website indicator of the framework with the rule that answers it."""
        return tuple(
            Asked(entry.slug, entry.slug, str(self.rules[entry.slug].VERSION))
            for entry in framework.load().website
            if entry.slug in self.rules
        )

    def woken_by(self, slug: str) -> list[str]:
        """The words that wake a rule, for whoever looks for pages it may like."""
        groups = self.words_of(self.rules[slug])
        return sorted({word.strip("*") for words in groups.values() for word in words})

    def hits(self, page: Page) -> list[Hit]:
        """Everything the rules say of one page. A rule's fault costs its own answer only and is logged."""
        condition = classify(page)
        unfit = condition is not None and condition.kind in _UNFIT
        found: list[Hit] = []
        for slug, seen in self.vocabulary.look(page).items():
            try:
                hits: Iterable[Hit] = list(self.rules[slug].check(page, seen))
            except Exception:  # noqa: BLE001 - hostile pages must not stop the other 39 answers
                _LOG.exception("the rule %s failed on %s", slug, page.url)
                continue
            if unfit and condition:
                hits = [_reject(hit, condition.kind) for hit in hits]
            found += [_reject(hit, "spam") if in_spam(page, hit.quote) else hit for hit in hits]
        return found

    def opine(self, page: Page) -> Opinion:
        """Strengths and hits in one, signed, for a crawl that judges a page while it has it."""
        hits = self.hits(page)
        return Opinion(_strengths(hits), hits, self.signature)

    @cached_property
    def signature(self) -> str:
        """Which judge this is: its edition and the code it is made of."""
        return signature(self.edition.value)


def _strengths(hits: Iterable[Hit]) -> Mapping[str, float]:
    """Best value by indicator of what stands in the page's own content: 1, 0.5 or 0. Steers the search.

    Menus, weak hits and claims that rest on a page nobody has read yet count half: the search goes on.
    """
    best: dict[str, float] = {}
    for hit in hits:
        open_yet = hit.place is Place.NAV or hit.certainty < _FAIR or hit.promise
        value = _VALUES[hit.strength] * (0.5 if open_yet else 1.0)
        best[hit.indicator] = max(best.get(hit.indicator, 0.0), value)
    return best


def _reject(hit: Hit, condition: str) -> Hit:
    return replace(hit, strength=Strength.REJECTED, why=_UNFIT_WHY[condition])


_UNFIT_WHY: Final = {
    "spam": "The page carries injected gambling spam; nothing on it is evidence.",
    "parked": "The page is a parking page; nothing on it is evidence.",
    "defaced": "The page has been defaced; nothing on it is evidence.",
    "blocked": "The page is a block or challenge page, not the site's content.",
    "soft_404": "The page says that what was asked for does not exist.",
    "under_construction": "The page is under construction.",
}
