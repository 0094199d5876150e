"""`audit --pages`: each saved page judged alone, in the columns of findings.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import rules
from rules.judge import Judge
from scorecard.columns import FINDINGS
from scorecard.errors import ScorecardError
from scorecard.pages import audit_pages, is_home, region_named

JUDGE = Judge(rules.ALL)
IPM = (
    "<html><body><main><h1>{heading}</h1><table><tr><th>Uraian</th><th>2021</th><th>2022</th></tr>"
    "<tr><td>Indeks Pembangunan Manusia (IPM)</td><td>70,12</td><td>71,03</td></tr></table></main></body></html>"
)


def _listing(folder: Path, *lines: str, header: str = "page_id,file,url,region") -> Path:
    path = folder / "pages.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def _audit(folder: Path, *lines: str) -> tuple[list[dict[str, str]], list[str]]:
    _, problems = audit_pages(_listing(folder, *lines), folder / "out.csv", JUDGE)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), problems


def test_a_page_gets_a_row_for_what_it_supports_and_none_for_what_it_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(IPM.format(heading="IPM Kabupaten Sukamaju"), encoding="utf-8")
    rows, problems = _audit(tmp_path, "a,a.html,http://www.sukamajukab.test/ipm,Kabupaten Sukamaju")
    assert list(rows[0]) == list(FINDINGS)
    assert [(row["region_code"], row["indicator"], row["outcome"], row["score"]) for row in rows] == [
        ("a", "web_hdi", "found", "1.0")
    ]
    assert "70,12" in rows[0]["exact"] or "71,03" in rows[0]["exact"] or "IPM" in rows[0]["exact"]
    assert not problems


def test_a_page_about_another_region_supports_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(IPM.format(heading="IPM Kabupaten Purwakarta"), encoding="utf-8")
    rows, _ = _audit(tmp_path, "a,a.html,http://www.sukamajukab.test/ipm,Kabupaten Sukamaju")
    assert not [row for row in rows if row["outcome"] in ("found", "partial")]


def test_an_empty_or_unknown_region_and_more_columns_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(IPM.format(heading="IPM"), encoding="utf-8")
    listing = _listing(tmp_path, "a,a.html,,,x", "b,a.html,,Negeri Dongeng,y", header="page_id,file,url,region,note")
    count, _ = audit_pages(listing, tmp_path / "out.csv", JUDGE)
    assert count == 2


def test_a_file_that_cannot_be_read_costs_its_own_row_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(IPM.format(heading="IPM"), encoding="utf-8")
    rows, problems = _audit(tmp_path, "x,missing.html,,", "a,a.html,,")
    assert [row["region_code"] for row in rows] == ["a"]
    assert len(problems) == 1
    assert "missing.html" in problems[0]


def test_hostile_words_of_a_page_cannot_become_a_formula(tmp_path: Path) -> None:
    body = IPM.format(heading="IPM").replace("<td>Indeks", "<td>=HYPERLINK(1) Indeks")
    (tmp_path / "a.html").write_text(body, encoding="utf-8")
    rows, _ = _audit(tmp_path, "=1+1,a.html,,")
    assert rows[0]["region_code"] == "'=1+1"
    assert all(not value.startswith("=") for row in rows for value in row.values())


def test_a_list_without_the_needed_columns_is_refused_by_name(tmp_path: Path) -> None:
    listing = _listing(tmp_path, "a", header="page_id")
    with pytest.raises(ScorecardError, match="file"):
        audit_pages(listing, tmp_path / "out.csv", JUDGE)
    with pytest.raises(ScorecardError):
        audit_pages(tmp_path / "none.csv", tmp_path / "out.csv", JUDGE)


def test_a_region_is_known_by_code_or_name_or_kept_as_text() -> None:
    assert region_named("") is None
    known, by_code, unknown = region_named("Kab. Purwakarta"), region_named("32.14"), region_named("Kota Dongeng")
    assert known is not None
    assert by_code == known
    assert unknown is not None
    assert (unknown.full_name, unknown.code) == ("Kota Dongeng", "")


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("http://a.test", True),
        ("http://a.test/index.php", True),
        ("http://a.test/ipm", False),
        ("http://a.test/?p=1", False),
    ],
)
def test_a_front_page_is_known_by_its_address(url: str, home: bool) -> None:
    assert is_home(url) is home
