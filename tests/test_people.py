"""The rules on people against short pages and document lines, each with all that may be claimed of it.

`fixtures/people/cases.txt` holds them: a line "=== what it is | claims | page or document | address", then
the body. A claim is `indicator=outcome` without the indicator's "web_"; no claim means none may be made.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from rules.judge import Judge
from rules.people import RULES
from scorecard.model import Kind, Region
from scorecard.reading import read
from scorecard.verdict import claim

CASES = Path(__file__).parent / "fixtures" / "people" / "cases.txt"
REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh")
JUDGE = Judge(RULES)


def _cases() -> Iterator[tuple[str, str, str, str, str]]:
    for chunk in CASES.read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, body = chunk.partition("\n")
        name, claims, kind, address = [part.strip() for part in f"{head} | ".split(" | ")][:4]
        yield name, claims, kind, address or "http://www.sukamajukab.test/a", body


@pytest.mark.parametrize(
    ("name", "claims", "kind", "address", "body"), list(_cases()), ids=lambda value: str(value)[:30]
)
def test_a_page_gets_exactly_the_claims_its_content_supports(
    name: str, claims: str, kind: str, address: str, body: str
) -> None:
    markup = body if kind == "document" else f"<html><body>{body}</body></html>"
    content_type = "text/plain" if kind == "document" else "text/html"
    page = read(markup.encode(), url=address, content_type=content_type, region=REGION)
    hits = sorted(JUDGE.hits(page), key=lambda hit: hit.indicator)
    by_indicator = ((slug, claim(list(group))) for slug, group in groupby(hits, lambda hit: hit.indicator))
    made = {f"{slug.removeprefix('web_')}={stated[0].value}" for slug, stated in by_indicator if stated}
    assert made == set(claims.split()), name
