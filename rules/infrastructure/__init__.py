"""Rules on roads, telephone, electricity, hotels and restaurants; `RULES` is an explicit list."""

from types import ModuleType

from rules.infrastructure import (
    web_electricity,
    web_hotels_restaurants,
    web_roads_availability,
    web_roads_quality,
    web_telephone,
)

RULES: tuple[ModuleType, ...] = (
    web_roads_availability,
    web_roads_quality,
    web_telephone,
    web_electricity,
    web_hotels_restaurants,
)
