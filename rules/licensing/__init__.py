"""Rules on information about permits and offices; `RULES` is an explicit list."""

from types import ModuleType

from rules.licensing import (
    web_cost_by_permit,
    web_permit_office_contact,
    web_procedure_general,
    web_requirements_by_permit,
    web_technical_offices,
)

RULES: tuple[ModuleType, ...] = (
    web_procedure_general,
    web_permit_office_contact,
    web_technical_offices,
    web_requirements_by_permit,
    web_cost_by_permit,
)
