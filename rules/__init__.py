"""Looks: one indicator, one file, in a folder per group of variables; `ALL` is an explicit list.

A rule never fetches and knows no weights, no clock and no disk. `judge.Judge` calls them.
"""

from types import ModuleType

from rules import business, bylaws, economy, infrastructure, investment, licensing, people, planning, services

ALL: tuple[ModuleType, ...] = (
    *services.RULES,
    *licensing.RULES,
    *infrastructure.RULES,
    *bylaws.RULES,
    *planning.RULES,
    *business.RULES,
    *people.RULES,
    *investment.RULES,
    *economy.RULES,
)
