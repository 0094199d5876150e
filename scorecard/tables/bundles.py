"""Exports of survey servers that come as several tables: a ZIP of CSV files, or the sheets of a workbook.

ODK Central and SurveyCTO pack one CSV a repeat group, KoboToolbox one sheet; each row of a repeat names the
row it belongs to. Where the answers stand in a repeat, its rows are joined with those they belong to.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.tables.text import Text, parse_text
from scorecard.tables.workbooks import check_packed, last_name

#: Column of a child row that names its parent, and the parent's column that it names.
LINKS: Final = (("PARENT_KEY", "KEY"), ("_parent_index", "_index"), ("_submission__uuid", "_uuid"))
MAX_TABLES: Final = 200


def read_bundle(path: Path, data: bytes) -> list[Text]:
    """Every CSV file of a ZIP; raises ScorecardError where it is broken, too large, or holds none."""
    check_packed(path, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = sorted(one.filename for one in packed.infolist() if one.filename.lower().endswith(".csv"))
            parts = [(name, packed.read(name)) for name in names[:MAX_TABLES]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ScorecardError(
            _("the ZIP file cannot be read ({error})").format(error=str(error)[:200]),
            where=str(path),
            remedy=_("Download the export again."),
        ) from error
    except Exception as error:  # zlib.error has no common base with the others
        raise ScorecardError(
            _("the ZIP file cannot be read ({error})").format(error=str(error)[:200]),
            where=str(path),
            remedy=_("Download the export again."),
        ) from error
    tables = [replace(parse_text(path, part, sheet=name), data=data) for name, part in parts if part.strip()]
    if not tables:
        raise ScorecardError(
            _("the ZIP file holds no CSV table"),
            where=str(path),
            remedy=_("Export the form as CSV (“all data and repeats”), or name the file inside."),
        )
    return tables


def join(tables: Sequence[Text], wanted: Sequence[str]) -> list[Text]:
    """The tables, with those whose rows belong to rows of another given that other's columns too."""
    joined = []
    for table in tables:
        link = next(((mine, theirs) for mine, theirs in LINKS if mine in table.header), None)
        parents = [one for one in tables if link and one is not table and link[1] in one.header]
        if link is None or not parents or not any(last_name(name) in set(wanted) for name in table.header):
            joined.append(table)
            continue
        parent = next((one for one in parents if not any(mine in one.header for mine, _theirs in LINKS)), parents[0])
        joined.append(_joined(table, parent, link))
    return joined


def _joined(child: Text, parent: Text, link: tuple[str, str]) -> Text:
    mine, theirs = child.header.index(link[0]), parent.header.index(link[1])
    taken = [at for at, name in enumerate(parent.header) if name and name not in child.header]
    by_key = {_at(cells, theirs): cells for _number, cells in parent.rows}
    width = len(child.header)
    rows = []
    for number, cells in child.rows:
        above = by_key.get(_at(cells, mine), ())
        padded = (*cells, *[""] * (width - len(cells)))
        rows.append((number, (*padded[:width], *(_at(above, at) for at in taken))))
    return replace(child, header=(*child.header, *(parent.header[at] for at in taken)), rows=tuple(rows))


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""
