"""The framework's CSV read into indicators; whatever does not fit is named by line and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Indicator

COLUMNS = tuple(field.name for field in fields(Indicator))
RUBRIC_COLUMNS = tuple(name for name in COLUMNS if name.startswith("rubric_"))
_SUBINDICES = {"I": "I", "II": "II", "III": "III", "IV": "IV", "V.1": "V", "V.2": "V", "VI": "VI"}
_CODED_KINDS = frozenset({"binary", "ordinal", "likert"})
_CHOICES: Mapping[str, frozenset[str]] = {
    "component": frozenset(_SUBINDICES),
    "source": frozenset({"website", "pemda", "firms"}),
    "kind": _CODED_KINDS | {"website", "count", "days", "rupiah", "years", "score", "percent"},
    "direction": frozenset({"1", "-1"}),
    "blank_rule": frozenset({"missing", "zero_if_parent_zero", "asked_only_if_parent_one"}),
}
_REQUIRED = ("variable", "name_id", "name_en", "unit", "basis")


class _Row:
    """One line of the file while it is being read: knows where it stands when something is wrong."""

    def __init__(self, cells: Mapping[str, str], file: str, line: int) -> None:
        self.cells = cells
        self.file = file
        self.line = line

    def fault(self, column: str, what: str) -> ScorecardError:
        where = _("{file}, line {line}, column {column}").format(file=self.file, line=self.line, column=column)
        return ScorecardError(what, where=where, remedy=_("Correct the cell and start again"))

    def whole(self, column: str) -> int:
        text = self.cells[column]
        if not re.fullmatch(r"-?[0-9]{1,6}", text):
            raise self.fault(column, _("{value} is not a whole number").format(value=repr(text)))
        return int(text)


def parse(text: str, file: str) -> tuple[Indicator, ...]:
    """The indicators in the CSV `text`; `file` names it in errors. Raises ScorecardError at the first fault."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ScorecardError(
            _("columns are missing: {names}").format(names=", ".join(missing)),
            where=file,
            remedy=_("Add them to the first line"),
        )
    rows = [_Row(cells, file, reader.line_num) for cells in reader]
    indicators = tuple(_indicator(row) for row in rows)
    _check_together(rows, indicators)
    return indicators


def _indicator(row: _Row) -> Indicator:
    cells = row.cells
    _check_alone(row)
    texts = {name: cells[name] for name in RUBRIC_COLUMNS}
    return Indicator(
        slug=cells["slug"],
        row_order=row.whole("row_order"),
        number=row.whole("number") if cells["number"] else None,
        subindex=cells["subindex"],
        component=cells["component"],
        variable_no=row.whole("variable_no"),
        variable=cells["variable"],
        name_id=cells["name_id"],
        name_en=cells["name_en"],
        source=cells["source"],
        kind=cells["kind"],
        unit=cells["unit"],
        direction=row.whole("direction"),
        codes=_codes(row),
        transform=cells["transform"],
        question_id=cells["question_id"],
        parent=cells["parent"],
        blank_rule=cells["blank_rule"],
        basis=cells["basis"],
        note=cells["note"],
        **texts,
    )


def _check_alone(row: _Row) -> None:
    cells = row.cells
    if not re.fullmatch(r"[a-z][a-z0-9_]*", cells["slug"]):
        raise row.fault("slug", _("{value} is no slug (a-z, 0-9 and _)").format(value=repr(cells["slug"])))
    for column, allowed in _CHOICES.items():
        if cells[column] not in allowed:
            choices = ", ".join(sorted(allowed))
            raise row.fault(
                column, _("{value} is none of {choices}").format(value=repr(cells[column]), choices=choices)
            )
    if cells["subindex"] != _SUBINDICES[cells["component"]]:
        raise row.fault("subindex", _("it does not hold the component {code}").format(code=cells["component"]))
    website = cells["source"] == "website"
    if website != (cells["kind"] == "website"):
        raise row.fault("kind", _("it does not fit the source {source}").format(source=cells["source"]))
    needed = _REQUIRED + (RUBRIC_COLUMNS if website else ("question_id",))
    for column in needed:
        if not cells[column].strip():
            raise row.fault(column, _("the cell is empty"))
    if bool(cells["parent"]) != (cells["blank_rule"] != "missing"):
        raise row.fault("blank_rule", _("a parent and a rule for its blanks come together"))


def _codes(row: _Row) -> tuple[tuple[str, str], ...]:
    """ "0=tidak;1=ya" as pairs; kinds with fixed answers must have at least two."""
    text = row.cells["codes"]
    pairs = tuple((code.strip(), label.strip()) for code, _sign, label in (p.partition("=") for p in text.split(";")))
    if not text:
        pairs = ()
    numbers = [code for code, label in pairs if re.fullmatch(r"[0-9]+", code) and label]
    if len(set(numbers)) != len(pairs) or (row.cells["kind"] in _CODED_KINDS and len(pairs) < 2):
        raise row.fault("codes", _("{value} is no list of codes such as 0=tidak;1=ya").format(value=repr(text)))
    return pairs


def _check_together(rows: Sequence[_Row], indicators: Sequence[Indicator]) -> None:
    by_slug: dict[str, Indicator] = {}
    numbers: set[int] = set()
    variables: dict[int, tuple[str, str]] = {}
    for position, (row, one) in enumerate(zip(rows, indicators, strict=True), start=1):
        if one.row_order != position:
            raise row.fault("row_order", _("{n} is expected here").format(n=position))
        if one.slug in by_slug or one.number in numbers:
            raise row.fault("slug" if one.slug in by_slug else "number", _("it stands in an earlier line too"))
        if variables.setdefault(one.variable_no, (one.component, one.variable)) != (one.component, one.variable):
            raise row.fault("variable_no", _("an earlier line gives this number another component or name"))
        by_slug[one.slug] = one
        numbers |= set() if one.number is None else {one.number}
    for row, one in zip(rows, indicators, strict=True):
        if one.parent and (one.parent not in by_slug or by_slug[one.parent].source != one.source):
            raise row.fault("parent", _("{slug} is no row of the same source").format(slug=repr(one.parent)))
