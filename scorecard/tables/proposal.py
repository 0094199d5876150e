"""A first mapping of an unknown file: by exact names, by likeness of words, and by what stands in the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

from rapidfuzz import fuzz, process

from scorecard.messages import translate as _
from scorecard.model import Indicator, Region
from scorecard.regions import match
from scorecard.tables.cells import read_cell
from scorecard.tables.labels import labelled
from scorecard.tables.layout import Layout
from scorecard.tables.mapping import PERMITS, Mapping, split
from scorecard.tables.places import Places
from scorecard.tables.privacy import is_private
from scorecard.tables.templates import english_questions
from scorecard.tables.text import Text
from scorecard.tables.workbooks import last_name

#: Likeness (0 to 100) from which a column counts as a question's, and an answer as a code's.
COLUMN_LIKENESS: Final = 86
ANSWER_LIKENESS: Final = 84
#: Codes by which survey programs mark "no answer"; proposed only where the question has no such answer itself.
MISSING_CODES: Final = frozenset(
    {"88", "98", "99", "97", "888", "998", "999", "8888", "9999", "-88", "-98", "-99", "-888", "-999", "-9", "-8"}
)
#: Other names of the columns that say who answered, by target.
ALSO: Final = {
    "region_code": ("kode_daerah", "kode_wilayah", "kode_kemendagri", "kode_kabkota", "kode_kab_kota", "regency_code"),
    "region": ("daerah", "kabupaten_kota", "kab_kota", "kabkota", "kabupaten", "nama_daerah", "region_name", "regency"),
    "respondent": ("no_responden", "nomor_responden", "id_responden", "respondent_id", "resp_id", "responden"),
    "office": ("unit_kerja", "instansi", "dinas", "opd", "skpd", "bagian", "bidang"),
    "weight": ("bobot", "bobot_sampel", "pweight", "sampling_weight", "penimbang"),
    PERMITS: ("izin_dimiliki", "izin_yang_dimiliki", "permits", "permits_held"),
}
#: Columns of servers that tell rows apart where nobody numbered the respondents.
IDS: Final = ("_id", "key", "instanceid", "_uuid", "_index")
_ByQuestion: TypeAlias = dict[str, dict[str, str]]
_REPEAT: Final = re.compile(r"(.+?)_([1-9][0-9]{0,3})")


def propose(
    table: Text, layout: Layout, held: Mapping | None, year: int, regions: Sequence[Region] = ()
) -> tuple[Mapping, dict[str, str]]:
    """A mapping of every named column of `table`, and why each; what `held` says of a column stays.

    Names that are none of `regions` are proposed as the one they are most like, or left blank to be filled in.
    """
    columns: dict[str, str] = {}
    why: dict[str, str] = {}
    words = _words(layout)
    for at, name in enumerate(table.header):
        if not name or name in columns:
            continue
        if held and name in held.columns:
            columns[name], why[name] = held.columns[name], _("as confirmed before")
            continue
        cells = [cells[at] for _number, cells in table.rows[:500] if at < len(cells)]
        columns[name], why[name] = _target(name, table, cells, layout, words)
    _settle(columns, why, layout)
    answers, missing = _values(table, columns, layout, year)
    found = Mapping(layout.instrument, columns, answers, missing, _spellings(table, columns, regions, why))
    return (held.merged(found) if held else found), why


def _words(layout: Layout) -> dict[str, str]:
    """Everything a question is called, in words, with its slug."""
    spoken = english_questions()
    found = {}
    for slug, one in {**layout.background, **layout.questions}.items():
        for text in (one.question_id, spoken.get(slug, one.name_en), one.name_id, one.name_en, slug.replace("_", " ")):
            found[" ".join(text.casefold().rstrip("?.").split())] = slug
    return found


def _target(name: str, table: Text, cells: Sequence[str], layout: Layout, words: dict[str, str]) -> tuple[str, str]:
    """The target of one column, and what it was recognised by."""
    last = last_name(name).lstrip("*").strip()
    parts = [part for part in re.split(r"[/:]", name.casefold()) if part]
    if last in layout.known or last == PERMITS:
        return last, _("same name")
    for target, names in ALSO.items():
        if last.replace(" ", "_") in names and (target in layout.known or target == PERMITS):
            return target, _("another name of it")
    if last in server_columns() or name.casefold() in server_columns():
        return "", _("added by the survey server")
    ticked = _ticked(parts, layout)
    if ticked:
        return ticked, _("one choice of a question with several")
    repeat = _REPEAT.fullmatch(last)
    if repeat and repeat[1] in layout.known:
        return f"{repeat[1]}@{repeat[2]}", _("repeat {n}").format(n=repeat[2])
    if is_private(name, cells):
        return "", _("persons' data")
    return _alike(name, table, words)


@cache
def server_columns() -> frozenset[str]:
    """What survey servers (KoboToolbox, ODK Central, SurveyCTO) add to an export of their own accord."""
    text = (resources.files("scorecard") / "tables" / "servers.csv").read_text(encoding="utf-8")
    return frozenset(text.split()[1:])


def _ticked(parts: Sequence[str], layout: Layout) -> str:
    """The target of a split select-multiple: "grp/permits_held/siup" or "grp/complaint_types/sms"."""
    if len(parts) < 2:
        return ""
    question, choice = last_name(parts[-2]), parts[-1].strip().replace(" ", "_")
    if question in (PERMITS, *ALSO[PERMITS]) and f"permit_{choice}" in layout.background:
        return f"permit_{choice}"
    asked = layout.questions.get(question)
    return f"{question}+" if asked and asked.kind == "count" else ""


def _alike(name: str, table: Text, words: dict[str, str]) -> tuple[str, str]:
    """The question whose words are most like the column's name or label."""
    best, score, text = "", 0.0, ""
    for said in (name, name.rpartition("/")[2].replace("_", " "), table.labels.get(name, "")):
        plain = " ".join(said.casefold().rstrip("?.: ").split())
        if len(plain) < 6:
            continue
        near = process.extractOne(plain, list(words), scorer=fuzz.token_sort_ratio, score_cutoff=COLUMN_LIKENESS)
        if near and near[1] > score:
            best, score, text = words[near[0]], near[1], near[0]
    if not best:
        return "", _("no question is like it")
    return best, _("{score:.0f} % like “{text}”").format(score=score, text=text)


def _settle(columns: dict[str, str], why: dict[str, str], layout: Layout) -> None:
    """Of several columns alike to one question keep the first; of both forms of a select-multiple the split one."""
    exact = {_("same name"), _("as confirmed before"), _("another name of it")}
    split_too = {split(target)[0] for target in columns.values() if target.endswith("+")}
    permits = any(target.startswith("permit_") for target in columns.values())
    seen: set[str] = set()
    for name, target in list(columns.items()):
        if (target in split_too and target) or (target == PERMITS and permits):
            columns[name], why[name] = "", _("its choices stand in columns of their own")
        elif target and target in seen and why[name] not in exact and "+" not in target:
            columns[name], why[name] = "", _("{slug} has a better column").format(slug=target)
        seen.add(columns[name])
    if "respondent" not in columns.values() and layout.who == "respondent":
        name = next((one for key in IDS for one in columns if last_name(one) == key), "")
        if name:
            columns[name], why[name] = "respondent", _("tells the rows apart")


def _values(table: Text, columns: dict[str, str], layout: Layout, year: int) -> tuple[_ByQuestion, _ByQuestion]:
    """Cells that are no answer as they stand: labels that are like a code's, and codes for "no answer"."""
    answers: _ByQuestion = {}
    missing: _ByQuestion = {}
    asked = {**layout.questions, **layout.background}
    for at, name in enumerate(table.header):
        slug, sign = split(columns.get(name, ""))
        if slug not in asked or sign in ("+", "#") or asked[slug].kind == "text":
            continue
        for text in dict.fromkeys(cells[at].strip() for _number, cells in table.rows if at < len(cells)):
            if not text or not read_cell(text, asked[slug], year).what or text in table.missing.get(name, {}):
                continue
            if text in MISSING_CODES:
                missing.setdefault(slug, {})[text] = "declared"
            elif code := _code_like(text, asked[slug]):
                answers.setdefault(slug, {})[text] = code
    return answers, missing


def _spellings(table: Text, columns: dict[str, str], regions: Sequence[Region], why: dict[str, str]) -> dict[str, str]:
    """Names in the columns of regions that name none as they stand, each with the code of the likest region."""
    places, found = Places(regions), dict[str, str]()
    for at, column in enumerate(table.header):
        if split(columns.get(column, ""))[0] != "region" or not regions:
            continue
        for name in dict.fromkeys(" ".join(cells[at].split()) for _number, cells in table.rows if at < len(cells)):
            if not name or name in found or match(name, regions) is not None:
                continue
            near = places.nearest(name)
            found[name] = near[0].code if near else ""
            why[f"[regions] {name}"] = (
                _("{score:.0f} % like “{text}”").format(score=near[1], text=near[0].full_name)
                if near
                else _("no region is like it, or several are: give its code")
            )
    return found


def _code_like(text: str, question: Indicator) -> str:
    labels = {label.casefold(): code for code, label in _labels(question)}
    near = process.extractOne(
        text.casefold().replace("_", " "), list(labels), scorer=fuzz.ratio, score_cutoff=ANSWER_LIKENESS
    )
    return labels[near[0]] if near else ""


def _labels(question: Indicator) -> Iterator[tuple[str, str]]:
    yield from labelled(question, "en")
    yield from question.codes
    if {code for code, _label in question.codes} == {"0", "1"}:
        yield from (("1", "ya"), ("1", "yes"), ("1", "true"), ("0", "tidak"), ("0", "no"), ("0", "false"))
