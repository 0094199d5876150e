"""Word lists as they read best: one string, a comma between phrases."""

from __future__ import annotations


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a comma-separated text."""
    return tuple(map(str.strip, text.split(",")))
