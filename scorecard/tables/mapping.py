"""Which column of somebody's file holds which question: proposed by likeness, confirmed by a person, kept.

A mapping is a TOML file. `[columns]` gives each of the file's columns a target: the name of a question, or
    ""              not taken
    "keep"          a column with persons' data, taken all the same (never exported)
    "slug+"         one tick of a select-multiple question; the ticks are counted
    "slug#"         a select-multiple question in one cell ("sms box web"); its choices are counted
    "slug@2"        the question in the second repeat of a wide table
    "permits_held"  a select-multiple question in one cell; each choice becomes permit_<choice>
`[answers.slug]` gives words and foreign codes the question's own codes, `[missing.slug]` names codes that are no
answer (dont_know, refused, not_applicable, declared), `[regions]` gives spellings their region codes. A mapping
without `[columns]` is of the template's own.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from rapidfuzz import process

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.tables.layout import Layout

#: Targets that are no question: see the module's docstring.
KEEP: Final = "keep"
PERMITS: Final = "permits_held"
REASONS: Final = ("dont_know", "refused", "not_applicable", "declared")
_TARGET: Final = re.compile(r"([a-z][a-z0-9_]*)(?:([+#])|@([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Mapping:
    """A confirmed mapping; see the module's docstring for what stands in it."""

    instrument: str
    columns: Dict[str, str]
    answers: Dict[str, Dict[str, str]] = field(default_factory=dict)
    missing: Dict[str, Dict[str, str]] = field(default_factory=dict)
    regions: Dict[str, str] = field(default_factory=dict)

    def covers(self, header: tuple[str, ...]) -> bool:
        """Whether every named column of a file has its place, and at least one is taken."""
        names = [name for name in header if name]
        return all(name in self.columns for name in names) and any(self.columns[name] for name in names)

    def merged(self, newer: Mapping) -> Mapping:
        """This mapping with what a newer one says of the same columns and answers."""
        return Mapping(
            self.instrument,
            {**self.columns, **newer.columns},
            {**self.answers, **{slug: {**self.answers.get(slug, {}), **one} for slug, one in newer.answers.items()}},
            {**self.missing, **{slug: {**self.missing.get(slug, {}), **one} for slug, one in newer.missing.items()}},
            {**self.regions, **newer.regions},
        )

    def to_json(self) -> str:
        """The mapping as the store keeps it."""
        return json.dumps(
            {"columns": self.columns, "answers": self.answers, "missing": self.missing, "regions": self.regions},
            ensure_ascii=False,
            sort_keys=True,
        )


def from_json(instrument: str, text: str) -> Mapping | None:
    """The mapping that `to_json` wrote; None where there is none."""
    if not text:
        return None
    held = json.loads(text)
    return Mapping(instrument, held["columns"], held["answers"], held["missing"], held["regions"])


def split(target: str) -> tuple[str, str]:
    """A target's question and its sign: "+", "#", or the number of a repeat."""
    found = _TARGET.fullmatch(target)
    return (found[1], found[2] or found[3] or "") if found else (target, "")


def load_mapping(path: Path, layout: Layout) -> Mapping:
    """Read a mapping file; raises ScorecardError for one that cannot be read, naming every wrong entry."""
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScorecardError(
            _("the mapping cannot be read ({error})").format(error=error),
            where=str(path),
            remedy=_("Delete it and import without --map: it is proposed anew."),
        ) from error
    faults = _faults(held, layout)
    if faults:
        raise ScorecardError(
            _("the mapping has entries that mean nothing: {faults}").format(faults="; ".join(faults)),
            where=str(path),
            remedy=_("Mend them; `scorecard template` writes all names of columns with their questions."),
        )
    return Mapping(
        layout.instrument,
        held.get("columns", {}),
        held.get("answers", {}),
        held.get("missing", {}),
        held.get("regions", {}),
    )


def _faults(held: Dict[str, Any], layout: Layout) -> list[str]:
    """What is wrong in a mapping, in words."""
    if held.get("instrument", layout.instrument) != layout.instrument:
        return [_("it is of the instrument {name}").format(name=held["instrument"])]
    known = {*layout.known, PERMITS}
    shapes = {"columns": 1, "regions": 1, "answers": 2, "missing": 2}
    faults = [name for name in held if name not in ("instrument", *shapes)]
    faults += [f"[{name}]" for name, depth in shapes.items() if not _is_texts(held.get(name, {}), depth)]
    if faults:
        return faults
    for column, target in held.get("columns", {}).items():
        if target not in ("", KEEP) and split(target)[0] not in known:
            near = process.extractOne(target, sorted(known), score_cutoff=70)
            hint = " " + _("Did you mean {names}?").format(names=near[0]) if near else ""
            faults.append(f"[columns] {column} = {target!r}{hint}")
    for section in ("answers", "missing"):
        faults += [f"[{section}.{slug}]" for slug in held.get(section, {}) if slug not in known]
    for slug, reasons in held.get("missing", {}).items():
        faults += [f"[missing.{slug}] {code} = {why!r}" for code, why in reasons.items() if why not in REASONS]
    return faults


def _is_texts(value: object, depth: int) -> bool:
    if not isinstance(value, dict):
        return False
    return all(isinstance(one, str) if depth == 1 else _is_texts(one, depth - 1) for one in value.values())


def write_mapping(mapping: Mapping, why: Dict[str, str]) -> str:
    """The mapping as a TOML text; `why` says beside a column what it was recognised by."""
    lines = [
        _("# Which column holds which question. Look it through, mend it, and import with --map and this file."),
        _('# "" = not taken; "keep" = taken although it holds persons\' data; docs/analyst.md explains the signs.'),
        f"instrument = {_quoted(mapping.instrument)}",
        "",
        "[columns]",
    ]
    for column, target in mapping.columns.items():
        note = f"  # {_plain(why[column])}" if why.get(column) else ""
        lines.append(f"{_quoted(column)} = {_quoted(target)}{note}")
    for section, held in (("answers", mapping.answers), ("missing", mapping.missing)):
        for slug, pairs in held.items():
            lines += ["", f"[{section}.{slug}]", *(f"{_quoted(key)} = {_quoted(to)}" for key, to in pairs.items())]
    lines += ["", "[regions]"]
    for name, code in mapping.regions.items():
        note = f"  # {_plain(why[f'[regions] {name}'])}" if why.get(f"[regions] {name}") else ""
        lines.append(f"{_quoted(name)} = {_quoted(code)}{note}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
