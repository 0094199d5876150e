"""What a wave publishes: the CSV contract, always whole, and never a formula out of crawled text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from scorecard import export, framework
from scorecard.errors import ScorecardError
from scorecard.export import Export, as_csv, export_csv
from scorecard.model import (
    Capture,
    Evidence,
    Finding,
    Hit,
    Host,
    Kind,
    Outcome,
    Place,
    Quote,
    Reach,
    ReachStatus,
    Region,
    Search,
    Strength,
)
from scorecard.store.database import Store
from scorecard.workbook import export_workbook, fit

REGIONS = (
    Region(
        "99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test", (Host("jdih.sukamajukab.test"),)
    ),
    Region("99.02", "Tirtasari", Kind.KABUPATEN, "Nusa Contoh", "www.tirtasarikab.test"),
    Region("99.71", "Bandaraya", Kind.KOTA, "Nusa Contoh", "www.bandarayakota.test"),
)
SEARCH = Search(pages=41, hosts=2, adequate=True)
SLUGS = tuple(indicator.slug for indicator in framework.load().website)
CONTRACT: Mapping[str, str] = {
    "findings": "wave,run,edition,finding_id,region_code,indicator,rule,rule_version,outcome,score,confidence,"
    "target_uri,captured_at,payload_digest,place,exact,prefix,suffix,host_role,clicks,searched_pages,adequate,"
    "needs_review,review_reason,decided_by,final_outcome,final_score",
    "evidence": "finding_id,position,role,target_uri,captured_at,payload_digest,record_id,page,place,exact,prefix,"
    "suffix,host_role,clicks,why",
    "reach": "wave,run,region_code,website,status,flags,detail,cure,pages,hosts,requests,started_at,ended_at",
    "scores": "wave,region_code,indicator,source,value,n,finding_id",
    "decisions": "decision_id,finding_id,region_code,indicator,reviewer,role,outcome,score,reason,note,evidence_hash,"
    "rule_version,decided_at",
    "index": "wave,kind,rank,province,region_code,region,I,II,III,IV,V.1,V.2,V,VI,total,rank_low,rank_high,note",
    "errors": "indicator,rule_version,n,wrong,rate,low,high,basis",
    "objections": "objection_id,wave,region_code,indicator,claimed,address,words,statement,received_at,state,answer,"
    "reason,note,decision_id,answered_at",
    "corrections": "wave,region_code,indicator,before,after,reason,target_uri,exact,objection_id,taken_back,"
    "corrected_at",
    "margins": "wave,region_code,indicator,n,population,value,margin,low,high,weighted,weighted_margin,design_effect,"
    "basis",
    "contradictions": "wave,region_code,kind,about,one,other",
}


def finding(slug: str, quote: Quote, code: str = "99.01") -> Finding:
    """A finding with one piece of evidence that says `quote`."""
    capture = Capture(
        code, "http://www.sukamajukab.test/apbd", "2026-03-01T00:00:00Z", 200, "text/html", "sha1:AAAA", "urn:1", 2
    )
    hit = Hit(slug, Strength.FOUND, quote, Place.MAIN, "The budget's figures stand here.", certainty=3)
    return Finding(code, slug, slug, "1", Outcome.FOUND, 0.9, SEARCH, (Evidence(hit, capture),))


def absent(slug: str, code: str = "99.01") -> Finding:
    """A finding that nothing is there."""
    return Finding(code, slug, slug, "1", Outcome.NOT_FOUND, 0.8, SEARCH)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three targeted regions: one judged, one that timed out, one never visited."""
    with Store(tmp_path / "output") as opened:
        opened.save_targets("2026", REGIONS)
        judge(opened, Quote("Pendapatan Daerah 1.482.310.450.000"))
        run = opened.begin_run("2026", "crawl", "2026", {})
        timeout = Reach("99.02", "www.tirtasarikab.test", ReachStatus.TIMEOUT, detail="no answer in 30 s")
        blank = Search()
        unreachable = [
            Finding("99.02", slug, slug, "1", Outcome.UNREACHABLE, None, blank, review_reason="site_timeout")
            for slug in SLUGS
        ]
        opened.save_region(run, timeout, unreachable)
        yield opened


def judge(store: Store, quote: Quote) -> None:
    """A run in which the first region's budget is found with `quote`, and nothing else."""
    run = store.begin_run("2026", "crawl", "2026", {})
    reach = Reach("99.01", "www.sukamajukab.test", ReachStatus.OK, ("spam", "slow"), pages=41, hosts=2, requests=50)
    store.save_region(run, reach, [finding(s, quote) if s == "web_budget" else absent(s) for s in SLUGS])


def written(store: Store, folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one exported file."""
    export_csv(store, "2026", folder)
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(store: Store, folder: Path, code: str, slug: str = "web_budget") -> dict[str, str]:
    """One row of findings.csv."""
    rows = written(store, folder, "findings")
    return next(row for row in rows if (row["region_code"], row["indicator"]) == (code, slug))


def sheet(path: Path, name: str) -> list[list[object]]:
    """The cells of one sheet, header first."""
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()]


def test_every_file_of_the_contract_has_its_columns(store: Store, tmp_path: Path) -> None:
    paths = export_csv(store, "2026", tmp_path / "tables")
    assert {path.name for path in paths} == {f"{name}.csv" for name in CONTRACT}
    for name, columns in CONTRACT.items():
        raw = (tmp_path / "tables" / f"{name}.csv").read_bytes()
        assert raw.split(b"\n")[0].decode() == columns
        assert b"\r" not in raw


def test_findings_have_a_row_for_each_region_and_website_indicator(store: Store, tmp_path: Path) -> None:
    rows = written(store, tmp_path, "findings")
    assert [(row["region_code"], row["indicator"]) for row in rows] == [(r.code, s) for r in REGIONS for s in SLUGS]


def test_a_region_that_was_never_visited_is_unreachable_and_says_so(store: Store, tmp_path: Path) -> None:
    row = cell(store, tmp_path, "99.71")
    assert (row["outcome"], row["review_reason"], row["score"], row["final_score"]) == (
        *("unreachable", "not_crawled"),
        *("", ""),
    )


def test_a_region_that_did_not_answer_keeps_its_reason(store: Store, tmp_path: Path) -> None:
    row = cell(store, tmp_path, "99.02")
    assert (row["outcome"], row["review_reason"], row["final_outcome"]) == (
        "unreachable",
        "site_timeout",
        "unreachable",
    )


def test_an_indicator_that_the_run_did_not_judge_is_unsure_and_for_review(store: Store, tmp_path: Path) -> None:
    run = store.begin_run("2026", "audit", "2026", {})
    store.save_region(run, Reach("99.71", "www.bandarayakota.test", ReachStatus.OK), [absent("web_hdi", "99.71")])
    assert cell(store, tmp_path, "99.71", "web_hdi")["outcome"] == "not_found"
    row = cell(store, tmp_path, "99.71", "web_grdp")
    assert (row["outcome"], row["review_reason"], row["needs_review"]) == ("unsure", "not_judged", "1")


def test_a_finding_carries_the_address_and_words_of_its_best_evidence(store: Store, tmp_path: Path) -> None:
    row = cell(store, tmp_path, "99.01")
    assert row["target_uri"] == "http://www.sukamajukab.test/apbd"
    assert row["exact"] == "Pendapatan Daerah 1.482.310.450.000"
    assert (row["place"], row["host_role"], row["clicks"], row["searched_pages"]) == ("main", "own", "2", "41")
    assert (row["outcome"], float(row["score"]), float(row["final_score"]), row["decided_by"]) == ("found", 1, 1, "")


def test_the_newest_run_of_a_region_speaks_for_it(store: Store, tmp_path: Path) -> None:
    judge(store, Quote("Belanja Daerah 1.530.118.900.000"))
    assert cell(store, tmp_path, "99.01")["exact"].startswith("Belanja")
    assert len(written(store, tmp_path, "findings")) == len(REGIONS) * len(SLUGS)
    assert len(written(store, tmp_path, "evidence")) == 1


def test_regions_that_are_no_longer_targeted_are_left_out(store: Store, tmp_path: Path) -> None:
    run = store.begin_run("2026", "crawl", "2026", {})
    store.save_region(run, Reach("88.01", "x.test", ReachStatus.DNS), [absent("web_hdi", "88.01")])
    assert {row["region_code"] for row in written(store, tmp_path, "findings")} == {r.code for r in REGIONS}
    assert {row["region_code"] for row in written(store, tmp_path, "reach")} == {"99.01", "99.02"}


def test_reach_says_status_and_flags(store: Store, tmp_path: Path) -> None:
    row = written(store, tmp_path, "reach")[0]
    assert (row["status"], row["flags"], row["pages"]) == ("ok", "spam;slow", "41")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_crawled_text_never_opens_a_csv_cell_as_a_formula(store: Store, tmp_path: Path, start: str) -> None:
    judge(store, Quote(f"{start}HYPERLINK(1)", prefix=f"{start}1", suffix=f"{start}2"))
    row = cell(store, tmp_path, "99.01")
    shown = "\n" if start == "\r" else start  # one kind of line break, so that every reader finds the rows
    assert (row["exact"], row["prefix"], row["suffix"]) == (f"'{shown}HYPERLINK(1)", f"'{shown}1", f"'{shown}2")


def test_a_negative_number_stays_a_number() -> None:
    table = Export("scores", ("value", "note"), [{"value": -12.5, "note": "-12.5"}])
    assert as_csv(table) == "value,note\n-12.5,'-12.5\n"


def test_what_is_no_number_leaves_a_number_column_blank() -> None:
    table = Export("scores", ("value", "n"), [{"value": float("nan"), "n": "=1+1"}, {"value": None, "n": ""}])
    assert as_csv(table) == "value,n\n,\n,\n"


def test_control_characters_do_not_break_a_file(store: Store, tmp_path: Path) -> None:
    judge(store, Quote("a\x00b\x07cd", prefix='kata "kutip", koma', suffix="baris\nbaru"))
    row = cell(store, tmp_path, "99.01")
    assert row["exact"] == "abcd"
    assert (row["prefix"], row["suffix"]) == ('kata "kutip", koma', "baris\nbaru")
    path = export_workbook(store, "2026", tmp_path / "book.xlsx")
    assert "abcd" in next(line for line in sheet(path, "evidence") if "web_budget" in str(line[0]))


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()}), max_size=5))
def test_any_text_makes_cells_that_are_read_back_and_are_no_formulas(rows: list[dict[str, str]]) -> None:
    raw = as_csv(Export("x", ("a", "b"), rows)).encode().decode()
    back = list(csv.reader(StringIO(raw, newline="")))
    assert back[0] == ["a", "b"]
    assert [len(cells) for cells in back[1:]] == [2] * len(rows)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cells in back for cell in cells)


def test_scores_and_index_are_exported_as_stored(store: Store, tmp_path: Path) -> None:
    store.save_index("2026", "kppod-2009", [index_row("99.01", 1), index_row("99.02", None)], {})
    rows = written(store, tmp_path, "index")
    assert [(row["region_code"], row["rank"], row["total"]) for row in rows] == [
        ("99.01", "1", "55.5"),
        ("99.02", "", ""),
    ]
    budget = [row for row in written(store, tmp_path, "scores") if row["indicator"] == "web_budget"]
    assert [(row["region_code"], row["value"]) for row in budget] == [("99.01", "1.0"), ("99.02", "")]


def index_row(code: str, rank: int | None) -> dict[str, object]:
    """A row of index.csv; unranked where `rank` is None."""
    region = next(one for one in REGIONS if one.code == code)
    parts = dict.fromkeys(("I", "II", "III", "IV", "V.1", "V.2", "V", "VI", "total"), 55.5 if rank else None)
    about = {"wave": "2026", "kind": region.kind.value, "province": region.province}
    note = "" if rank else "no firm interviews"
    return {**about, "rank": rank, "region_code": code, "region": region.name, **parts, "note": note}


def test_an_earlier_export_stays_whole_where_a_later_one_fails(store: Store, tmp_path: Path) -> None:
    export_csv(store, "2026", tmp_path / "tables")
    before = (tmp_path / "tables" / "findings.csv").read_bytes()
    (tmp_path / "tables" / "index.csv").unlink()
    (tmp_path / "tables" / "index.csv" / "in the way").mkdir(parents=True)
    judge(store, Quote("lain"))
    with pytest.raises(ScorecardError, match="cannot be written") as caught:
        export_csv(store, "2026", tmp_path / "tables")
    assert caught.value.remedy
    assert not list((tmp_path / "tables").glob(".*"))
    assert before.startswith(b"wave,")


def test_a_folder_that_cannot_be_made_is_said_with_a_remedy(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for write in (export_csv, export_workbook):
        with pytest.raises(ScorecardError, match="cannot be written") as caught:
            write(store, "2026", tmp_path / "file" / "tables")
        assert caught.value.remedy


def test_a_wave_without_regions_is_said_with_a_remedy(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ScorecardError, match="2031") as caught:
        export_csv(store, "2031", tmp_path)
    assert caught.value.remedy


def test_sentences_are_in_the_language_asked_for(store: Store) -> None:
    rows = {lang: export.tables(store, "2026", lang=lang)[1].rows for lang in ("en", "id")}
    assert rows["en"][0]["why"] == "The budget's figures stand here."
    assert len(rows["id"]) == 1


def test_the_ranking_sheets_are_laid_out_as_the_appendices(store: Store, tmp_path: Path) -> None:
    store.save_index("2026", "kppod-2009", [index_row("99.02", None), index_row("99.01", 1)], {})
    path = export_workbook(store, "2026", tmp_path / "book.xlsx")
    rows = sheet(path, "Kabupaten")
    assert rows[0] == ["Rank", "Province", "Kabupaten", "I", "II", "III", "IV", "V", "VI", "Total", "Note"]
    assert rows[1][:4] == [1, "Nusa Contoh", "Sukamaju", 55.5]
    assert (rows[2][0], rows[2][2], rows[2][-1]) == ("", "Tirtasari", "no firm interviews")


def test_before_the_index_the_ranking_sheets_name_the_regions_and_say_why(store: Store, tmp_path: Path) -> None:
    rows = sheet(export_workbook(store, "2026", tmp_path), "Kota")
    assert [row[2] for row in rows[1:]] == ["Bandaraya"]
    assert "not been computed" in str(rows[1][-1])


def test_the_workbook_has_the_tables_behind_the_ranking(store: Store, tmp_path: Path) -> None:
    path = export_workbook(store, "2026", tmp_path / "book.xlsx")
    assert CalamineWorkbook.from_path(path).sheet_names == [
        *("Kabupaten", "Kota"),
        *("findings", "evidence", "scores", "margins", "contradictions", "reach"),
        *("decisions", "objections", "corrections"),
    ]
    rows = sheet(path, "findings")
    assert rows[0] == CONTRACT["findings"].split(",")
    assert len(rows) == 1 + len(REGIONS) * len(SLUGS)


def test_a_folder_is_given_a_workbook_named_by_its_wave(store: Store, tmp_path: Path) -> None:
    assert export_workbook(store, "2026", tmp_path / "new").name == "scorecard-2026.xlsx"


@pytest.mark.parametrize("text", ["=1+1", "+62", "-", "@SUM(A1)", "{=1}", "http://a.test/", "007", "_x0041_"])
def test_crawled_text_stays_text_in_the_workbook(store: Store, tmp_path: Path, text: str) -> None:
    judge(store, Quote(text))
    path = export_workbook(store, "2026", tmp_path / "book.xlsx")
    row = next(line for line in sheet(path, "evidence") if "web_budget" in str(line[0]))
    assert row[9] == text
    raw = path.read_bytes()
    assert b"<f>" not in raw
    assert all("formula" not in str(value) for value in row)


def test_numbers_are_numbers_in_the_workbook(store: Store, tmp_path: Path) -> None:
    rows = sheet(export_workbook(store, "2026", tmp_path / "book.xlsx"), "findings")
    budget = dict(zip(map(str, rows[0]), next(row for row in rows if row[5] == "web_budget"), strict=True))
    assert (budget["score"], budget["searched_pages"], budget["region_code"]) == (1, 41, "99.01")


def test_a_cell_is_never_longer_than_excel_allows(store: Store, tmp_path: Path) -> None:
    judge(store, Quote("x" * 40_000))
    path = export_workbook(store, "2026", tmp_path / "book.xlsx")
    row = next(line for line in sheet(path, "evidence") if "web_budget" in str(line[0]))
    assert len(str(row[9])) == 32_767


@given(st.text(st.characters()))
def test_any_text_fits_a_cell(text: str) -> None:
    kept = fit(text)
    assert kept.encode("utf-8").decode() == kept
    assert not any(char < " " and char not in "\t\n\r" for char in kept)


def test_a_long_text_of_rare_characters_is_cut_between_characters() -> None:
    assert len(fit("😀" * 20_000).encode("utf-16-le")) <= 2 * 32_767
