"""Rules on the region's economy; `RULES` is an explicit list."""

from types import ModuleType

from rules.economy import web_grdp

RULES: tuple[ModuleType, ...] = (web_grdp,)
