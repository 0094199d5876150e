"""What one website indicator weighs in the index: its component's share, divided by that component's items."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from scorecard import framework as frameworks
from scorecard import method as methods


@cache
def weights() -> Mapping[str, float]:
    """By slug, the share of the total that one website indicator moves under the default method, 0 to 1.

    Of the 121 indicators those in a small component weigh most: III has eight, V.2 thirty-five. Exact for the
    arithmetic mean that the shipped methods take, a fair order of importance for any other.
    """
    framework, method = frameworks.load(), methods.load(methods.DEFAULT)
    whole = sum(method.weights[code] for code in framework.components)
    return {
        one.slug: method.weights[one.component] / whole / len(framework.of_component(one.component))
        for one in framework.website
    }
