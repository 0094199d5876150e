"""Rules on land, investment on offer, production and products; `RULES` is an explicit list."""

from types import ModuleType

from rules.investment import (
    web_investment_offers,
    web_land_availability,
    web_leading_products,
    web_production_composition,
)

RULES: tuple[ModuleType, ...] = (
    web_land_availability,
    web_investment_offers,
    web_production_composition,
    web_leading_products,
)
