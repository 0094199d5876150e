"""Rules on the region's budget and plans; `RULES` is an explicit list."""

from types import ModuleType

from rules.planning import web_budget, web_rpjmd

RULES: tuple[ModuleType, ...] = (web_budget, web_rpjmd)
