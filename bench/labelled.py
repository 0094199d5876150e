"""A corpus of labelled pages: a folder with pages.csv, labels.csv and the pages themselves."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from scorecard.pages import region_named
from scorecard.reading import Page, read

Cell = tuple[str, str]  # page (or site) and indicator
Label = Mapping[str, str]
NONE: Label = {"label": "none", "quote": ""}


def pages_of(corpus: Path) -> Iterator[tuple[str, str, Page]]:
    """Identifier, site and reading of every page, in the order of pages.csv."""
    for row in rows(corpus / "pages.csv"):
        body = (corpus / row["file"]).read_bytes()
        region = region_named(row["region"])
        yield row["page_id"], row["site"], read(body, url=row["url"], content_type="text/html", region=region)


def labels(corpus: Path, only: Iterable[str] = ()) -> tuple[dict[Cell, Label], dict[Cell, Label]]:
    """Labels of main content and of navigation, by page and indicator; website_gov, a matter of sites, left out."""
    wanted = set(only)
    main: dict[Cell, Label] = {}
    nav: dict[Cell, Label] = {}
    for row in rows(corpus / "labels.csv"):
        slug = row["indicator"]
        if slug and slug != "website_gov" and (not wanted or slug in wanted):
            (nav if row["place"] == "nav" else main)[row["page_id"], slug] = row
    return main, nav


def digest(corpus: Path) -> str:
    """Which pages and labels were measured: the first 12 digits of a SHA-256 over all of them."""
    found = hashlib.sha256()
    for path in [corpus / "labels.csv", corpus / "pages.csv", *sorted((corpus / "pages").iterdir())]:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file in UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
