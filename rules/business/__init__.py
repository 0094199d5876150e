"""Rules on industry and companies; `RULES` is an explicit list."""

from types import ModuleType

from rules.business import web_company_directory, web_industry_composition

RULES: tuple[ModuleType, ...] = (web_industry_composition, web_company_directory)
