"""Known answers filled into the templates by a script, and imported from every format: the scores are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import copy_context
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from scorecard import framework
from scorecard.messages import use_language
from scorecard.model import Indicator, Kind, Region
from scorecard.scores import scores
from scorecard.store.database import Store
from scorecard.tables import MappingNeeded, import_answers, template
from scorecard.tables.cells import limits
from scorecard.tables.labels import labelled
from tests.surveyfiles import FORMATS

FRAMEWORK = framework.load()
QUESTIONS: Mapping[str, Sequence[Indicator]] = {"firms": FRAMEWORK.firms, "pemda": FRAMEWORK.pemda}
REGIONS = (
    Region("99.10", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.02", "Tirtajaya", Kind.KABUPATEN, "Nusa Contoh"),
    Region("99.71", "Tirtajaya", Kind.KOTA, "Nusa Contoh"),
)
YEAR = 2026
Score = tuple[str, str]


def known(instrument: str) -> list[dict[str, str]]:
    """Answers to every question, the same at every call; two firms a region, or one questionnaire."""
    random, rows = Random(7), []
    for region in REGIONS:
        for who in range(1, 3 if instrument == "firms" else 2):
            row = {"region_code": region.code, "region": region.full_name}
            row |= {"respondent": str(who)} if instrument == "firms" else {"office": "DPMPTSP"}
            for one in QUESTIONS[instrument]:
                low, high = (0, 0) if one.codes else (max(int(limit), 0) for limit in limits(one, YEAR))
                number = str(random.randint(low, min(high, low + 40)))
                row[one.slug] = random.choice(one.codes)[0] if one.codes else number
                if one.kind in ("rupiah", "score", "percent", "days"):
                    row[one.slug] += ".5"
            rows.append({slug: "" if ruled_out(slug, row) else text for slug, text in row.items()})
    return rows


def ruled_out(slug: str, row: Mapping[str, str]) -> bool:
    return slug in FRAMEWORK.by_slug and row.get(FRAMEWORK.by_slug[slug].parent) == "0"


def expected(instrument: str) -> dict[Score, float]:
    """What the known answers score, worked out here: means over firms, and a Pemda's own answers."""
    found = {}
    for region in REGIONS:
        mine = [row for row in known(instrument) if row["region_code"] == region.code]
        for one in QUESTIONS[instrument]:
            given = [float(row[one.slug]) for row in mine if row[one.slug]]
            value = sum(given) / len(given) if given else None
            if instrument == "pemda" and not given:
                value = 0.0  # ruled out by its parent: structurally none
            elif value is not None and one.transform:
                value = YEAR - value
            if value is not None:
                found[region.code, one.slug] = value
    return found


def scored(folder: Path, instrument: str, path: Path) -> dict[Score, float]:
    """The scores of one file in a store of its own, the mapping confirmed as it is proposed."""
    with Store(folder) as store:
        store.save_targets("2026", REGIONS)
        try:
            import_answers(store, "2026", instrument, path, REGIONS)
        except MappingNeeded as asked:
            import_answers(store, "2026", instrument, path, REGIONS, map_file=asked.proposal)
        frame = scores(store, "2026").dropna(subset=["value"])
    return {(row.region_code, row.indicator): row.value for row in frame.itertuples()}  # type: ignore[misc]  # by name


@pytest.mark.parametrize("instrument", ["firms", "pemda"])
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_answers_score_the_same_from_every_format(tmp_path: Path, form: str, instrument: str) -> None:
    name, write = FORMATS[form]
    assert scored(tmp_path / "out", instrument, write(tmp_path / name, known(instrument))) == pytest.approx(
        expected(instrument)
    )


@pytest.mark.parametrize("instrument", ["firms", "pemda"])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_workbook_template_filled_in_from_its_drop_downs_scores_what_was_answered(
    tmp_path: Path, instrument: str, lang: str
) -> None:
    def filled() -> None:
        use_language(lang)
        template(instrument, tmp_path / "t.xlsx", REGIONS, year=YEAR)

    copy_context().run(filled)
    book = load_workbook(tmp_path / "t.xlsx")
    sheet = book["data"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line, row in enumerate(known(instrument), start=2):
        for slug, text in row.items():
            labels = dict(labelled(FRAMEWORK.by_slug[slug], lang)) if slug in FRAMEWORK.by_slug else {}
            cell = sheet.cell(line, columns[slug])
            cell.value = f"{text} = {labels[text]}" if text in labels else float(text) if slug in labels else text
    book.save(tmp_path / "t.xlsx")
    assert scored(tmp_path / "out", instrument, tmp_path / "t.xlsx") == pytest.approx(expected(instrument))


@pytest.mark.parametrize("instrument", ["firms", "pemda"])
def test_a_csv_template_filled_in_with_a_script_scores_what_was_answered(tmp_path: Path, instrument: str) -> None:
    template(instrument, tmp_path / "t.csv")
    header = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").strip().split(",")
    lines = [",".join(header), *(",".join(row.get(name, "") for name in header) for row in known(instrument))]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    assert scored(tmp_path / "out", instrument, tmp_path / "t.csv") == pytest.approx(expected(instrument))
