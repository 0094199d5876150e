"""Sampling frames in and samples out: a list of regions or firms read as text, the draw and its protocol written."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.messages import translate as _
from scorecard.protocols import read_protocol
from scorecard.sampling import Drawn, Protocol, Unit, sample_firms, sample_regions
from scorecard.tables.cells import readings
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.sources import read_table
from scorecard.tables.text import Figure, Text

#: Names under which a frame may hold each thing, the plain one first.
COLUMNS: Final = {
    "regions": {
        "code": ("code", "region_code", "kode"),
        "name": ("name", "region", "nama"),
        "grdp": ("grdp", "grdp_non_oil_gas", "pdrb", "pdrb_nonmigas"),
        "stratum": ("stratum", "strata"),
        "founded": ("founded", "established", "tahun_pembentukan"),
    },
    "firms": {
        "code": ("firm_id", "id", "no", "nomor", "code"),
        "region": ("region_code", "region", "kode_daerah", "daerah"),
    },
}
NEEDED: Final = {"regions": (("code",), ("grdp", "stratum")), "firms": (("code",), ("region",))}
ADDED: Final = ("stratum", "order", "chance", "weight")


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample that was written. `files` are the sample and its protocol."""

    protocol: Protocol
    files: tuple[Path, Path]


def draw(what: str, frame: Path, n: int, seed: int, to: Path, *, year: int = 0) -> Sampled:
    """Draw from `frame` (CSV, XLSX, ODS ...) and write the sample to `to` (.csv), its protocol beside it.

    `what` is regions (columns code, grdp or stratum, founded) or firms (firm_id, region_code); `year` is the one
    that ages are counted from. The sample has the frame's own columns and stratum, order, chance and weight.
    Raises TableError with every mistake of the frame, ScorecardError for n out of reach.
    """
    if n < 1:
        raise ScorecardError(_("{n} cannot be drawn").format(n=n), remedy=_("Ask for at least 1."))
    names = COLUMNS[what]
    table = read_table(frame, tuple(name for also in names.values() for name in also))
    year = year or datetime.now(UTC).year
    units = _units(what, table)
    if what == "regions":
        drawn, groups, young = sample_regions([unit for _row, unit in units], n, seed, year)
    else:
        (drawn, groups), young = sample_firms([unit for _row, unit in units], n, seed), []
    digest = hashlib.sha256(table.data).hexdigest()
    codes = tuple(_key(one.unit) for one in drawn)
    protocol = Protocol(what, frame.name, digest, n, seed, year, tuple(young), tuple(groups), codes)
    note = to.with_name(f"{to.stem}.protocol.json")
    rows = {id(unit): cells for (_number, cells), unit in units}
    groups_of = _strata(protocol, drawn)
    lines = [
        [*rows[id(one.unit)], group, one.order, one.chance, one.weight]
        for one, group in zip(drawn, groups_of, strict=True)
    ]
    sample = _csv([*table.header, *ADDED], lines, len(table.header))
    replace_files(
        {
            to: lambda part: part.write_bytes(sample),
            note: lambda part: part.write_text(protocol.to_json(), encoding="utf-8"),
        }
    )
    return Sampled(protocol, (to, note))


def _strata(protocol: Protocol, drawn: Sequence[Drawn]) -> list[str]:
    """The group of each unit drawn; units come in the order of the protocol's groups."""
    return [group.name for group in protocol.groups for _each in range(group.drawn)][: len(drawn)]


def replay(frame: Path, protocol: Path, to: Path) -> Sampled:
    """Draw again what `protocol` says was drawn from `frame`, into `to`.

    Raises ScorecardError where the protocol cannot be read, the frame is not the one it was drawn from, or the
    draw is another one.
    """
    held = read_protocol(protocol)
    what, n, seed, year = str(held["what"]), int(held["n"]), int(held["seed"]), int(held["year"])
    sha256, codes = str(held["sha256"]), tuple(held["codes"])
    known = COLUMNS[what]
    table = read_table(frame, tuple(name for also in known.values() for name in also))
    if hashlib.sha256(table.data).hexdigest() != sha256:
        raise ScorecardError(
            _("this is not the frame that the sample was drawn from"),
            where=str(frame),
            remedy=_("Take the very file that the protocol names ({name}); a cell less draws another sample.").format(
                name=held.get("frame", "")
            ),
        )
    again = draw(what, frame, n, seed, to, year=year)
    if again.protocol.codes != codes:
        raise ScorecardError(
            _("the draw is another one than the protocol says"),
            where=str(protocol),
            remedy=_("The protocol was changed after the draw; the sample in it cannot be trusted."),
        )
    return again


def _key(unit: Unit) -> str:
    return f"{unit.group}/{unit.code}" if unit.group else unit.code


def _units(what: str, table: Text) -> list[tuple[tuple[int, tuple[str, ...]], Unit]]:
    """Each row with its unit; raises TableError with every mistake."""
    header = [name.casefold() for name in table.header]
    at = {key: next((header.index(name) for name in also if name in header), -1) for key, also in COLUMNS[what].items()}
    sheet = table.path.name
    mistakes = []
    for choice in NEEDED[what]:
        if all(at[key] < 0 for key in choice):
            remedy = _("Name a column so in row 1.")
            mistakes.append(Mistake(sheet, 1, " / ".join(choice), "", _("the column is missing"), remedy, "header"))
    units, seen = [], set()
    for number, cells in table.rows if not mistakes else ():
        texts = {key: cells[place].strip() if 0 <= place < len(cells) else "" for key, place in at.items()}
        unit, faults = _unit(what, texts, sheet, number, grdp=at.get("stratum", -1) < 0)
        mistakes += faults
        if _key(unit) in seen:
            remedy = _("Keep one of the two rows.")
            mistakes.append(Mistake(sheet, number, "code", unit.code, _("it is there twice"), remedy, "duplicate"))
        seen.add(_key(unit))
        units.append(((number, cells), unit))
    if mistakes:
        raise TableError(mistakes, where=str(table.path))
    if not units:
        raise ScorecardError(_("the frame is empty"), where=str(table.path), remedy=_("Give it a row for each unit."))
    return units


def _unit(what: str, texts: dict[str, str], sheet: str, row: int, *, grdp: bool) -> tuple[Unit, list[Mistake]]:
    faults = []

    def number(key: str) -> float:
        text = texts.get(key, "")
        found = {float(text)} if isinstance(text, Figure) else readings(text)
        if len(found) > 1:
            low, high = (f"{value:g}" for value in sorted(found))
            what = _("this can be read as {small} or as {large}").format(small=low, large=high)
            remedy = _("Write it without separators of thousands.")
            faults.append(Mistake(sheet, row, key, text, what, remedy, "type"))
        elif text and not found:
            faults.append(Mistake(sheet, row, key, text, _("this is not a number"), _("Give a number."), "type"))
        return min(found, default=math.nan)

    if not texts["code"]:
        remedy = _("Give each row a code of its own.")
        faults.append(Mistake(sheet, row, "code", "", _("the cell is blank"), remedy, "respondent"))
    if what == "firms":
        return Unit(texts["code"], "", texts["region"] or "-"), faults
    size, founded = number("grdp"), number("founded")
    if grdp and not texts["grdp"]:
        faults.append(Mistake(sheet, row, "grdp", "", _("the cell is blank"), _("Give a number."), "type"))
    if not grdp and not texts["stratum"]:
        remedy = _("Give every region a stratum.")
        faults.append(Mistake(sheet, row, "stratum", "", _("the cell is blank"), remedy, "code"))
    return Unit(
        texts["code"], texts["name"], texts["stratum"], size, 0 if math.isnan(founded) else int(founded)
    ), faults


def _csv(header: Sequence[str], lines: Sequence[Sequence[object]], width: int) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for line in lines:
        own, added = list(line[: -len(ADDED)]), line[-len(ADDED) :]
        writer.writerow([*own[:width], *[""] * (width - len(own)), *added])
    return text.getvalue().encode("utf-8-sig")
