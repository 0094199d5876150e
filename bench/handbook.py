"""Write docs/rules: a page a rule, from its docstring, rubric, words, fixtures and measured accuracy.

`python -m bench.handbook` writes them; the tests fail where a page is not what this would write.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from bench.fixtures import fixtures
from rules import ALL
from rules.judge import Judge
from scorecard import framework
from scorecard.accuracy import measured, shown, unseen
from scorecard.verdict import claim

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "rules"
_OUTCOMES = (("found", "Found"), ("partial", "Partial"), ("not_found", "Not found"))


def page(rule: ModuleType, judge: Judge) -> str:
    """The page of one rule, Markdown."""
    slug = str(rule.INDICATOR)
    asked = framework.load().by_slug[slug]
    parts = [
        f"# {slug}",
        f"{asked.name_en} ({asked.name_id.rstrip('.')}). Number {asked.number or 'unprinted'}, "
        f"component {asked.component}, {asked.variable.rstrip('.')}. Rule version {rule.VERSION}.",
        _account(rule.__doc__ or ""),
        "## Rubric",
        *(f"* **{title}**: {getattr(asked, f'rubric_{key}')}" for key, title in _OUTCOMES),
        "## Words",
        f"The rule is called where one of these stands: {', '.join(judge.woken_by(slug))}.",
        *_editions(rule),
        "## Measured",
        _measured(slug),
        "## Worked example",
        _example(slug, judge),
    ]
    return "\n\n".join(part for part in parts if part).replace("\n\n* **", "\n* **") + "\n"


def pages() -> dict[str, str]:
    """Every page by file name, the list of all among them."""
    judge = Judge(ALL)
    made = {f"{rule.INDICATOR}.md": page(rule, judge) for rule in ALL}
    rows = [
        f"| [{rule.INDICATOR}]({rule.INDICATOR}.md) | {framework.load().by_slug[rule.INDICATOR].name_en} |"
        for rule in ALL
    ]
    head = "# The forty rules\n\nWritten by `python -m bench.handbook`.\n\n| rule | question |\n| --- | --- |\n"
    return {"README.md": head + "\n".join(rows) + "\n", **made}


def _account(text: str) -> str:
    return re.sub(r"\n+(?=(?:Why it counts|Found|Partial|Not found|Known to miss):)", "\n\n", text.strip())


def _editions(rule: ModuleType) -> list[str]:
    later = sorted({word.strip("*") for words in getattr(rule, "SUCCESSORS", {}).values() for word in words})
    return [f"Only in edition 2026: {', '.join(later)}."] if later else []


def _measured(slug: str) -> str:
    one = measured().get(slug)
    if one is None or not (one.claims or one.evidence or one.hard):
        return "No labelled page bears on this indicator."
    return (
        f"Basis: {one.basis}. Shares with counts and 95 % interval (Wilson).\n\n"
        f"* Precision: {shown(one.right, one.claims)}\n* Recall: {shown(one.right, one.evidence)}\n"
        f"* Hard negatives refused: {shown(one.refused, one.hard)}\n"
        f"* Found told from partial: {shown(one.level, one.right)}{_unseen(slug)}"
    )


def _unseen(slug: str) -> str:
    one = unseen().get(slug)
    if one is None:
        return ""
    return (
        f"\n\nOn pages of {one.sites} sites that were new to the rules:\n\n"
        f"* Precision: {shown(one.right, one.claims)}\n* Recall: {shown(one.right, one.evidence)}"
    )


def _example(slug: str, judge: Judge) -> str:
    example = next(one for one in fixtures() if one.slug == slug and one.outcome == "found")
    found = claim(hit for hit in judge.hits(example.page()) if hit.indicator == slug)
    if found is None:
        return ""
    outcome, hit = found
    quote = " ".join(hit.quote.exact.split())
    return f"`{example.path.relative_to(ROOT)}` is **{outcome.value}** by the words\n\n> {quote}\n\n{hit.why}"


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
