"""Rules on permit services through the website; `RULES` is an explicit list."""

from types import ModuleType

from rules.services import (
    complaint_web,
    online_application_web,
    online_form_download,
    tracking_web_status,
    website_gov,
)

RULES: tuple[ModuleType, ...] = (
    online_form_download,
    online_application_web,
    complaint_web,
    website_gov,
    tracking_web_status,
)
