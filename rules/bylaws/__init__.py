"""Rules on regional regulations (Perda) about permits; `RULES` is an explicit list."""

from types import ModuleType

from rules.bylaws import (
    web_bylaw_ho,
    web_bylaw_imb,
    web_bylaw_iui_tdi,
    web_bylaw_location,
    web_bylaw_other,
    web_bylaw_siup,
    web_bylaw_tdp,
)

RULES: tuple[ModuleType, ...] = (
    web_bylaw_ho,
    web_bylaw_siup,
    web_bylaw_tdp,
    web_bylaw_imb,
    web_bylaw_iui_tdi,
    web_bylaw_location,
    web_bylaw_other,
)
