"""Rules of one group of variables; `RULES` is an explicit list."""

from types import ModuleType

RULES: tuple[ModuleType, ...] = ()
