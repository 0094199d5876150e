"""Rules on population and labour; `RULES` is an explicit list."""

from types import ModuleType

from rules.people import web_hdi

RULES: tuple[ModuleType, ...] = (web_hdi,)
