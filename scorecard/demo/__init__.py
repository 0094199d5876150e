"""A little web of eight fictional regions whose truth is known, with the survey files to rank them.

Four regions have rich sites in four looks, one has a poor site full of traps, one is dead, one is
parked and one carries gambling spam beside its own content.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from scorecard.demo.bundle import bundles
from scorecard.demo.server import DemoWeb
from scorecard.demo.survey import WITHOUT_SURVEY, write_survey
from scorecard.errors import ScorecardError
from scorecard.messages import translate as _
from scorecard.model import Outcome, Region

__all__ = ["WITHOUT_SURVEY", "DemoWeb", "Truth", "targets", "truth", "write_survey", "write_targets"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an honest reader of the demo web says of one region and indicator."""

    region_code: str
    indicator: str
    outcome: Outcome
    address: str
    note: str
    needs: str = ""  # "browser" or "tesseract": a machine without it cannot see what is there


def targets() -> tuple[Region, ...]:
    """The fictional regions, by code; their websites live on the demo web alone."""
    return tuple(bundle.region for bundle in bundles())


def truth() -> tuple[Truth, ...]:
    """The known truth: one row for each region and website indicator."""
    text = (resources.files(__name__) / "truth.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Truth(row["region_code"], row["indicator"], Outcome(row["outcome"]), row["address"], row["note"], row["needs"])
        for row in rows
    )


def write_targets(path: Path) -> Path:
    """Write the regions as a list that `--regions` takes; raises ScorecardError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "name", "kind", "province", "website", "hosts"])
            for region in targets():
                hosts = ";".join(host.name for host in region.hosts)
                writer.writerow([region.code, region.name, region.kind.value, region.province, region.website, hosts])
    except OSError as error:
        raise ScorecardError(
            _("the target list cannot be written ({error})").format(error=error.strerror or error),
            where=str(path),
            remedy=_("Check that the folder is writable, or choose another one."),
        ) from error
    return path
