"""Options that several commands share, and the values they may take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scorecard.messages import use_language


class Language(StrEnum):
    """Languages of the catalogue."""

    EN = "en"
    ID = "id"


class Instrument(StrEnum):
    """The two questionnaires."""

    FIRMS = "firms"
    PEMDA = "pemda"


class Population(StrEnum):
    """What a sample is drawn from."""

    REGIONS = "regions"
    FIRMS = "firms"


class About(StrEnum):
    """Tables on imported answers beside the scores."""

    PARTS = "parts"
    CONTRADICTIONS = "contradictions"
    RESPONDENTS = "respondents"
    WORDS = "words"
    CHANGES = "changes"
    MARGINS = "margins"


class Format(StrEnum):
    """What an export may be."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class LogFormat(StrEnum):
    """How a crawl tells of its steps."""

    TEXT = "text"
    JSON = "json"


def _speak(lang: Language) -> Language:
    use_language(lang.value)
    return lang


Output = Annotated[Path, typer.Option(help="Folder that holds everything collected and computed.")]
Wave = Annotated[str, typer.Option(help="A national round, such as 2026; default: the latest here, else this year.")]
Lang = Annotated[Language, typer.Option(callback=_speak, help="Language of what is printed.")]
Queries = Annotated[
    list[str], typer.Option("--region", metavar="X", help="Code, name, or province name or code; may be repeated.")
]
Targets = Annotated[
    Path | None,
    typer.Option("--regions", metavar="FILE.csv", help="Own target list: code,name,kind,province,website[,hosts]."),
]
