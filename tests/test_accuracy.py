"""Counting the rules' errors on labelled pages: as the corpus says, and floors that only rise."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import blind
from bench.accuracy import FLOORS, Count, count, judged, raised
from bench.labelled import Label, rows
from bench.tables import by_site, confusion, worst
from scorecard.accuracy import unseen
from scorecard.model import Hit, Outcome, Place, Quote, Strength

#: Floors as they were pinned first; a floor below its pin was lowered.
PINNED = {
    "services": (0.93, 0.84, 0.95), "licensing": (0.95, 0.66, 0.97), "infrastructure": (0.90, 0.95, 0.97),
    "bylaws": (0.98, 0.92, 0.98), "planning": (0.90, 0.88, 0.95), "business": (0.90, 0.83, 0.95),
    "people": (0.92, 0.96, 0.98), "investment": (0.90, 0.84, 0.97), "economy": (0.90, 0.70, 0.95),
}  # fmt: skip
LABELS = """page_id,indicator,number,label,place,easy,quote,comment
a,web_hdi,96,2,main,0,IPM 2020,
b,web_hdi,96,0,main,0,IPM,
c,web_hdi,96,1,main,0,menu IPM,
"""
PAGES = """page_id,file,region,site,url
a,pages/a.html,Kabupaten Sukamaju,one,http://a.test/ipm
b,pages/b.html,Kabupaten Sukamaju,one,http://a.test/tentang
c,pages/c.html,Kabupaten Sukamaju,two,http://c.test/
"""
TABLE = """<h1>Indeks Pembangunan Manusia Kabupaten Sukamaju</h1><table><tr><th>Tahun</th><th>IPM</th></tr>
<tr><td>2019</td><td>70,12</td></tr><tr><td>2020</td><td>71,35</td></tr></table>"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for name, markup in (("a", TABLE), ("b", "<p>IPM adalah indeks.</p>"), ("c", "<p>Selamat datang.</p>")):
        (tmp_path / "pages" / f"{name}.html").write_text(f"<html><body><main>{markup}</main></body></html>")
    (tmp_path / "labels.csv").write_text(LABELS)
    (tmp_path / "pages.csv").write_text(PAGES)
    return tmp_path


def test_no_floor_was_lowered() -> None:
    for row in rows(FLOORS):
        assert (float(row["precision"]), float(row["recall"]), float(row["refused"])) >= PINNED[row["group"]]
        for key, pin in zip(("precision", "recall", "refused"), PINNED[row["group"]], strict=True):
            assert float(row[key]) >= pin, (row["group"], key)


def test_raising_the_floors_leaves_room_for_one_cell_and_lowers_none() -> None:
    floors = [{"group": "people", "precision": "0.90", "recall": "0.70", "refused": "0.95"}]
    (row,) = raised(floors, {"people": Count(right=50, wrong=0, missed=50, refused=10, hard=10)})
    assert row == {"group": "people", "precision": "0.98", "recall": "0.70", "refused": "0.95"}


def test_a_claim_on_evidence_is_right_and_evidence_without_a_claim_is_missed(corpus: Path) -> None:
    counts, _nav = count(corpus)
    one = counts["web_hdi"]
    assert (one.right, one.wrong, one.missed, one.level) == (1, 0, 1, 1)
    assert (one.refused, one.hard) == (1, 1)


def test_a_site_has_what_any_of_its_pages_has(corpus: Path) -> None:
    read = judged(corpus)
    counts = by_site(read.stated, read.known, read.sites)
    assert (counts["one"]["right"], counts["one"]["wrong"], counts["one"]["missed"]) == (1, 0, 0)
    assert counts["two"]["missed"] == 1


def test_outcomes_are_set_against_labels_and_the_worst_errors_stand_first_with_their_words() -> None:
    hit = Hit("web_hdi", Strength.FOUND, Quote("IPM 71,35"), Place.MAIN, "why")
    stated = {("a", "web_hdi"): (Outcome.FOUND, hit), ("b", "web_hdi"): (Outcome.FOUND, hit)}
    known: dict[tuple[str, str], Label] = {
        ("a", "web_hdi"): {"label": "1", "quote": "", "easy": "0"},
        ("b", "web_hdi"): {"label": "0", "quote": "", "easy": "0"},
        ("c", "web_hdi"): {"label": "2", "quote": "nilai IPM", "easy": "0"},
    }
    table = confusion(stated, known)
    assert (table["1"]["found"], table["0"]["found"], table["2"]["not_found"]) == (1, 1, 1)
    errors = worst(stated, known, {("b", "web_hdi"): 0.97})
    assert [text.split()[0] for text in errors] == ["WRONG", "MISSED", "LEVEL"]
    assert "0.97" in errors[0]
    assert "IPM 71,35" in errors[0]
    assert "nilai IPM" in errors[1]


def test_what_sites_new_to_the_rules_gave_is_shipped_as_the_kept_claims_count_it() -> None:
    kept = blind.counts()
    shipped = unseen()
    assert shipped
    for slug, one in shipped.items():
        assert (one.claims, one.right, one.evidence) == (kept[slug].claims, kept[slug].right, kept[slug].evidence)
    assert sum(one.claims for one in shipped.values()) == blind.counted().claims
