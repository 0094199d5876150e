"""Rules on population and labour; `RULES` is an explicit list."""

from types import ModuleType

from rules.people import (
    web_employment_age,
    web_employment_education,
    web_employment_sector,
    web_hdi,
    web_labour_force,
    web_minimum_wage,
    web_population_age,
    web_population_sex,
    web_unemployment,
)

RULES: tuple[ModuleType, ...] = (
    web_population_sex,
    web_population_age,
    web_hdi,
    web_minimum_wage,
    web_labour_force,
    web_employment_education,
    web_employment_age,
    web_employment_sector,
    web_unemployment,
)
