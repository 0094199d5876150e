"""The right of reply by file: a sheet on which a Pemda names cells and addresses, and the way back in.

A row names one cell, the outcome that the Pemda claims, and the address where a reviewer can see it. Rows
whose claim is blank say nothing, so a sheet that lists all forty cells can be sent back as it is.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter
from rapidfuzz import fuzz, process

from scorecard import framework as frameworks
from scorecard.addresses import forbidden
from scorecard.errors import ScorecardError
from scorecard.files import replace_files
from scorecard.messages import mark
from scorecard.messages import translate as _
from scorecard.model import Indicator, Outcome, Region
from scorecard.regions import match
from scorecard.store.database import Store
from scorecard.store.objections import Objection, receive
from scorecard.tables.mistakes import Mistake, TableError
from scorecard.tables.privacy import scrub
from scorecard.tables.sources import read_table
from scorecard.tables.text import Text, where_of

#: What a Pemda fills in, behind what is filled in for it.
GIVEN: Final = ("region_code", "region", "indicator", "question", "outcome_now", "address_now")
FILLED: Final = ("claimed", "address", "words", "statement")
COLUMNS: Final = (*GIVEN, *FILLED)
#: The longest text of a cell that is kept.
LONGEST: Final = 4000
#: What may be claimed, in both languages and as a spreadsheet's drop-down says it.
CLAIMS: Final[Mapping[str, Outcome]] = {
    **dict.fromkeys(("found", "ada", "1"), Outcome.FOUND),
    **dict.fromkeys(("partial", "sebagian", "0.5", "0,5"), Outcome.PARTIAL),
    **dict.fromkeys(("not_found", "not found", "tidak ada", "0"), Outcome.NOT_FOUND),
    **dict.fromkeys(("not_applicable", "not applicable", "tidak berlaku"), Outcome.NOT_APPLICABLE),
}
_CHOICES: Final = ("found", "partial", "not_found", "not_applicable")
#: Claims of something that is there, which only an address can show.
_SHOWN: Final = (Outcome.FOUND, Outcome.PARTIAL)
HELP: Final = (
    mark("How to object"),
    mark("Each row is one question about your website, with what is published now and where it was seen."),
    mark("Where you see it otherwise, fill in “claimed”: found, partial, not_found or not_applicable."),
    mark("“address” is the page or file that shows it; without it a claim of found or partial cannot be examined."),
    mark(
        "“words” are words that stand there; “statement” says in a sentence what we overlooked. No names or telephones."
    ),
    mark("Leave “claimed” blank where you agree. Send the file back as it is; the other columns are not read."),
    mark("A person looks at every objection. The answer and its reason are published."),
)
WIDTHS: Final = (12, 26, 26, 60, 14, 40, 16, 50, 40, 50)


@dataclass(frozen=True, slots=True)
class Received:
    """What an import did: objections new and known before, and rows that claimed nothing."""

    added: int
    known: int
    silent: int


def template(store: Store, wave: str, path: Path, regions: Sequence[Region]) -> int:
    """Write a sheet with a row for each website cell of `regions` to a .csv or .xlsx file; how many rows.

    Cells that are not judged yet have a blank outcome. Raises ScorecardError for another suffix.
    """
    rows = [row for region in regions for row in _cells(store, wave, region)]
    writers = {".csv": _csv, ".xlsx": _xlsx}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise ScorecardError(
            _("a template is a .csv or an .xlsx file"), where=str(path), remedy=_("End the file's name in one of them.")
        )
    replace_files({path: lambda part: write(part, rows)})
    return len(rows)


def take(store: Store, wave: str, path: Path, regions: Sequence[Region]) -> Received:
    """Read a sheet that came back and keep its objections, open until a decision answers them.

    E-mail addresses and telephone numbers in words and statement are not kept. The same row twice is one
    objection. Raises TableError with everything that is wrong in the file; nothing is kept then.
    """
    table = read_table(path, COLUMNS)
    reading = _Reading(table, regions, _now(store, wave))
    found = reading.objections()
    if reading.mistakes:
        raise TableError(reading.mistakes, where=str(path))
    added = receive(store, wave, found, path.name, hashlib.sha256(table.data).hexdigest())
    return Received(added, len(found) - added, len(table.rows) - len(found))


def _now(store: Store, wave: str) -> dict[tuple[str, str], str]:
    return {(row["region_code"], row["indicator"]): row["final_outcome"] for row in store.findings(wave)}


def _cells(store: Store, wave: str, region: Region) -> list[list[str]]:
    found = {row["indicator"]: row for row in store.findings(wave, region.code)}
    rows = []
    for one in frameworks.load().website:
        row = found.get(one.slug, {})
        now, address = row.get("final_outcome") or "", row.get("target_uri") or ""
        rows.append([region.code, region.full_name, one.slug, one.name_id, now, address, *[""] * len(FILLED)])
    return rows


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    # An address is the site's own text: a quote before it keeps a spreadsheet from running it.
    writer.writerows([[f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in row] for row in rows])
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    head = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    given = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "font_color": "#555555"})
    sheet = workbook.add_worksheet("objections")
    sheet.freeze_panes(1, 3)
    for at, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width, given if name in GIVEN else text)
        sheet.write_string(0, at, name, head)
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if cell:
                sheet.write_string(line, at, cell, given)
    column = COLUMNS.index("claimed")
    sheet.data_validation(1, column, max(len(rows), 1000), column, {"validate": "list", "source": list(_CHOICES)})
    for name, lang in (("petunjuk", "id"), ("help", "en")):
        words = workbook.add_worksheet(name)
        words.set_column(0, 0, 110)
        for line, said in enumerate(HELP):
            words.write_string(line, 0, _(said, lang), head if not line else text)
    workbook.close()


class _Reading:
    """One file on its way to objections, with everything that is wrong in it."""

    def __init__(self, table: Text, regions: Sequence[Region], now: Mapping[tuple[str, str], str]) -> None:
        self.table, self.regions, self.now = table, regions, now
        self.mistakes: list[Mistake] = []
        header = [name.casefold().strip() for name in table.header]
        self.at = {name: header.index(name) for name in COLUMNS if name in header}
        self.website = {one.slug: one for one in frameworks.load().website}
        self.seen: dict[tuple[str, str, str], int] = {}

    def objections(self) -> list[Objection]:
        """Every row that claims something and is sound."""
        missing = [name for name in ("indicator", "claimed", "address") if name not in self.at]
        if not {"region_code", "region"} & set(self.at):
            missing.insert(0, "region_code")
        for name in missing:
            remedy = _("Begin from the sheet that `scorecard objections template` writes.")
            self.mistakes.append(
                Mistake(where_of(self.table), 1, name, "", _("the column is missing"), remedy, "header")
            )
        if missing:
            return []
        found = [self.objection(number, cells) for number, cells in self.table.rows]
        return [one for one in found if one]

    def objection(self, row: int, cells: Sequence[str]) -> Objection | None:
        """The row's objection; None where it claims nothing, or has a mistake."""
        texts: dict[str, str] = {name: cells[at].strip() if at < len(cells) else "" for name, at in self.at.items()}
        said = {name: texts.get(name, "").removeprefix("'")[:LONGEST] for name in FILLED}
        if not any(said.values()):
            return None
        before = len(self.mistakes)
        region = self.region(row, texts)
        indicator = self.indicator(row, texts["indicator"])
        claim = self.claim(row, said["claimed"])
        self.address(row, said["address"], claim)
        if region and indicator and claim:
            self.cell(row, (region.code, indicator.slug), claim, said["address"])
        if len(self.mistakes) > before or not (region and indicator and claim):
            return None
        words, statement = scrub(said["words"]), scrub(said["statement"])
        return Objection(region.code, indicator.slug, claim.value, said["address"], words, statement, row)

    def fault(self, row: int, column: str, value: str, what: str, remedy: str, kind: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(where_of(self.table), row, column, value, what, remedy, kind))

    def region(self, row: int, texts: Mapping[str, str]) -> Region | None:
        """The region of a row, by its code or its name."""
        code, name = texts.get("region_code", ""), texts.get("region", "")
        found = match(code, self.regions) if code else match(name, self.regions) if name else None
        if found is None:
            column = "region_code" if code or not name else "region"
            what = _("no region of this wave has this code or name") if code or name else _("the cell is blank")
            self.fault(row, column, code or name, what, _("Keep the code as the template gives it."), "region")
        return found

    def indicator(self, row: int, slug: str) -> Indicator | None:
        """The question of a row."""
        found = self.website.get(slug.casefold())
        if found is None:
            near = process.extractOne(slug, list(self.website), scorer=fuzz.ratio, score_cutoff=60) if slug else None
            remedy = _("Did you mean {name}?").format(name=near[0]) if near else _("See `scorecard rules`.")
            self.fault(row, "indicator", slug, _("there is no such website indicator"), remedy, "code")
        return found

    def claim(self, row: int, text: str) -> Outcome | None:
        """What a row claims."""
        found = CLAIMS.get(" ".join(text.casefold().split()))
        if found is None:
            what = _("this is no outcome") if text else _("an address or a statement without a claim")
            remedy = _("Write found, partial, not_found or not_applicable.")
            self.fault(row, "claimed", text, what, remedy, "code")
        return found

    def address(self, row: int, text: str, claim: Outcome | None) -> None:
        """Whether a reviewer could go there."""
        if not text:
            if claim in _SHOWN:
                what, remedy = _("the claim names no address"), _("Give the page or file where it can be seen.")
                self.fault(row, "address", text, what, remedy, "code")
            return
        why = forbidden(text) if text.lower().startswith(("http://", "https://")) else _("this is no web address")
        if why:
            self.fault(row, "address", text, why, _("Give an address that begins with http:// or https://."), "type")

    def cell(self, row: int, cell: tuple[str, str], claim: Outcome, address: str) -> None:
        """Whether the cell is judged, is not settled so already, and is not named twice for the same address."""
        now = self.now.get(cell)
        if now is None:
            remedy = _("Wait for the region to be judged; until then there is nothing to object to.")
            self.fault(row, "indicator", cell[1], _("this cell has no finding yet"), remedy, "code")
        elif now == claim.value:
            what, remedy = _("the cell says so already"), _("Leave “claimed” blank where you agree.")
            self.fault(row, "claimed", claim.value, what, remedy, "code")
        earlier = self.seen.setdefault((*cell, address), row)
        if earlier != row:
            what = _("row {row} objects to the same cell with the same address").format(row=earlier)
            self.fault(row, "address", address, what, _("Keep one of the two rows."), "duplicate")
