"""What class words and names tell of an element; themes repeat them, so each is asked of a pattern once."""

from __future__ import annotations

import re
from typing import Final

from scorecard.reading.memory import kept

#: Class words that mark a heading in themes which have no heading element there.
_TITLE_WORDS: Final = re.compile(
    r"(?:^|[\s_-])(?:judul|title|heading|panel-heading|card-header)(?:$|[\s_-])", re.IGNORECASE
)
#: An element that a script draws a chart into.
_CHART: Final = re.compile(r"chart|grafik|diagram", re.IGNORECASE)
_NAV_CLASS: Final = re.compile(
    r"(?:^|\s)(?:(?:main|top|mega|mobile|side|primary|off-?canvas|site|sub|drop-?down)?[-_]?(?:menu|nav|navbar|navigation|topbar|"
    r"top-bar|footer|foot|breadcrumbs?|header-top|header_section|site-header|menu-container|footer-area|footer_section|"
    r"nav-menu|navbar-nav|navmenu|dropdown-menu|info_section|sidebar(?:-\w+)?|widget-area|blog-sidebar|sidebar-widget))(?:$|\s)",
    re.IGNORECASE,
)


@kept(2048)
def names_menu(names: str) -> bool:
    """Whether a class or a name is one that themes give to menus, headers and footers."""
    return bool(_NAV_CLASS.search(names))


@kept(2048)
def names_title(names: str) -> bool:
    """Whether a class is one that themes give to headings."""
    return bool(_TITLE_WORDS.search(names))


@kept(2048)
def names_chart(names: str) -> bool:
    """Whether a name or a class is that of an element which a script draws a chart into."""
    return bool(_CHART.search(names))
