"""From page hits to one finding: what is claimed, what is not, and when absence may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import calibration
from scorecard.model import (
    Capture,
    Finding,
    Hit,
    Kind,
    Outcome,
    Place,
    Quote,
    Reach,
    ReachStatus,
    Region,
    Search,
    Shape,
    Strength,
)
from scorecard.verdict import KEPT, Asked, Dossier, Judged, claim, conclude

REGION = Region("99.01", "Sukamaju", Kind.KABUPATEN, "Nusa Contoh", "www.sukamajukab.test")
ASKED = Asked("web_budget", "web_budget", "1")
ENOUGH = Search(20, 2, adequate=True)
HIT = Hit("web_budget", Strength.FOUND, Quote("Ringkasan APBD"), Place.MAIN, "why")


def capture(url: str, status: int = 200) -> Capture:
    return Capture("99.01", url, "2026-01-01T00:00:00Z", status, "text/html", "sha1:X", "urn:uuid:1", clicks=1)


def finding(
    *judged: Judged, search: Search = ENOUGH, status: ReachStatus = ReachStatus.OK, asked: Asked = ASKED
) -> Finding:
    addresses = {entry.capture.target_uri: entry for entry in judged}
    dossier = Dossier(REGION, Reach("99.01", REGION.website, status), search, judged, addresses)
    (found,) = conclude(dossier, [asked], lambda url: url)
    return found


def page(*hits: Hit, url: str = "http://a.test/") -> Judged:
    return Judged(capture(url), hits)


def test_the_strongest_evidence_decides_and_stands_first() -> None:
    partial = replace(HIT, strength=Strength.PARTIAL, quote=Quote("menu"))
    found = finding(page(partial), page(HIT, url="http://a.test/b"))
    assert (found.outcome, found.score) == (Outcome.FOUND, 1.0)
    assert found.best is not None
    assert found.best.hit.quote.exact == "Ringkasan APBD"


def test_nothing_found_is_absence_only_after_an_adequate_search() -> None:
    assert finding(page()).outcome is Outcome.NOT_FOUND
    short = finding(page(), search=Search(3, 1, adequate=False))
    assert (short.outcome, short.review_reason, short.score) == (Outcome.UNSURE, "search_incomplete", None)


def test_weak_evidence_alone_is_left_to_a_person() -> None:
    found = finding(page(replace(HIT, certainty=1)))
    assert (found.outcome, found.needs_review, found.review_reason) == (Outcome.UNSURE, True, "weak_evidence")


def test_a_claim_of_a_kind_that_is_often_wrong_is_left_standing_and_shown_to_a_person() -> None:
    pointer = replace(HIT, strength=Strength.PARTIAL, shape=Shape.LINK)
    found = finding(page(pointer))
    assert (found.outcome, found.needs_review, found.review_reason) == (Outcome.PARTIAL, True, "doubtful_link")
    sure = finding(page(replace(HIT, certainty=3, shape=Shape.TABLE)))
    assert (sure.needs_review, sure.review_reason) == (False, "")
    assert sure.confidence is not None
    assert found.confidence is not None
    assert sure.confidence > found.confidence


def test_every_confidence_names_the_parameters_it_comes_from() -> None:
    assert finding(page(HIT)).calibration == calibration.current().name
    nothing, short = finding(page()), finding(page(), search=Search(3, 1, adequate=False))
    assert (nothing.confidence is not None, nothing.calibration) == (True, calibration.current().name)
    assert (short.confidence, short.calibration) == (None, "")


def test_an_absence_is_less_sure_where_something_was_turned_down() -> None:
    plain, refused = finding(page()), finding(page(replace(HIT, strength=Strength.REJECTED)))
    assert plain.confidence is not None
    assert refused.confidence is not None
    assert plain.confidence > refused.confidence


def test_pages_that_agree_and_a_document_that_was_read_make_a_claim_surer() -> None:
    alone = finding(page(HIT)).confidence
    other = replace(HIT, quote=Quote("Perda APBD"))
    together = finding(page(HIT), page(other, url="http://a.test/b")).confidence
    promising = replace(HIT, promise="http://a.test/apbd.pdf", fallback=Strength.FOUND)
    spoken = Judged(replace(capture("http://a.test/apbd.pdf"), record_id="urn:uuid:2"), [HIT])
    verified = finding(page(promising), spoken).best
    assert alone is not None
    assert together is not None
    assert together > alone
    assert verified is not None
    assert verified.hit.verified


def test_rejected_places_are_kept_to_show_why_but_support_nothing() -> None:
    found = finding(page(replace(HIT, strength=Strength.REJECTED)))
    assert found.outcome is Outcome.NOT_FOUND
    assert [entry.role for entry in found.evidence] == ["rejected"]


@pytest.mark.parametrize("status", [ReachStatus.PARKED, ReachStatus.DNS, ReachStatus.HIJACKED, ReachStatus.WRONG_OWNER])
def test_a_region_without_a_site_of_its_own_has_nothing_and_a_person_confirms_it(status: ReachStatus) -> None:
    found = finding(page(HIT), status=status)
    assert (found.outcome, found.needs_review, found.evidence) == (Outcome.NOT_FOUND, True, ())


@pytest.mark.parametrize(
    "status", [ReachStatus.TIMEOUT, ReachStatus.BLOCKED, ReachStatus.ROBOTS, ReachStatus.HTTP_ERROR]
)
def test_a_site_that_could_not_be_read_leaves_blanks(status: ReachStatus) -> None:
    found = finding(status=status)
    assert (found.outcome, found.score) == (Outcome.UNREACHABLE, None)


def test_what_does_not_apply_is_blank_whatever_was_found() -> None:
    assert finding(page(HIT), asked=replace(ASKED, applies=False)).outcome is Outcome.NOT_APPLICABLE


def test_a_promised_document_is_looked_up_in_the_archive() -> None:
    promising = replace(HIT, promise="http://a.test/apbd.pdf")
    spoken = page(HIT, url="http://a.test/apbd.pdf")
    assert finding(page(promising), spoken).outcome is Outcome.FOUND
    assert finding(page(promising)).outcome is Outcome.PARTIAL
    gone = Judged(capture("http://a.test/apbd.pdf", 404))
    assert finding(page(promising), gone).outcome is Outcome.NOT_FOUND
    refused = Judged(capture("http://a.test/apbd.pdf", 503))
    assert finding(page(promising), refused).outcome is Outcome.PARTIAL
    silent = Judged(capture("http://a.test/apbd.pdf"), is_page=False)
    assert finding(page(promising), silent).review_reason == "weak_evidence"
    scan = replace(silent, readable=False)
    assert finding(page(promising), scan).outcome is Outcome.FOUND


def test_a_menu_entry_whose_page_holds_nothing_is_no_evidence() -> None:
    pointer = replace(HIT, strength=Strength.PARTIAL, promise="http://a.test/apbd")
    empty = Judged(capture("http://a.test/apbd"))
    assert finding(page(pointer), empty).outcome is Outcome.NOT_FOUND
    assert finding(page(pointer)).outcome is Outcome.PARTIAL


def test_a_record_whose_document_is_gone_keeps_what_its_title_is_worth() -> None:
    record = replace(HIT, promise="http://a.test/perda.pdf", fallback=Strength.FOUND, broken=Strength.PARTIAL)
    gone = Judged(capture("http://a.test/perda.pdf", 404), is_page=False)
    assert finding(page(record), gone).outcome is Outcome.PARTIAL
    assert finding(page(record)).outcome is Outcome.FOUND


def test_one_permit_a_page_makes_the_whole_once_there_are_several() -> None:
    def pages(*parts: str) -> list[Judged]:
        one = replace(HIT, strength=Strength.PARTIAL)
        return [page(replace(one, part=part), url=f"http://a.test/{n}") for n, part in enumerate(parts)]

    assert finding(*pages("siup", "tdp", "imb")).outcome is Outcome.FOUND
    assert finding(*pages("siup", "tdp", "siup")).outcome is Outcome.PARTIAL
    assert finding(*pages("", "", "")).outcome is Outcome.PARTIAL


def test_a_menu_that_repeats_on_every_page_is_one_piece_of_evidence() -> None:
    menu = replace(HIT, strength=Strength.PARTIAL, place=Place.NAV)
    found = finding(*(page(menu, url=f"http://a.test/{n}") for n in range(9)))
    assert len(found.evidence) == 1


def test_a_page_speaks_with_its_own_content_before_its_menu() -> None:
    menu = replace(HIT, place=Place.NAV)
    own = replace(HIT, strength=Strength.PARTIAL)
    stated = claim([menu, own])
    assert stated is not None
    assert stated[0] is Outcome.PARTIAL
    assert claim([replace(HIT, strength=Strength.REJECTED)]) is None


HITS = st.builds(
    Hit,
    st.just("web_budget"),
    st.sampled_from(list(Strength)),
    st.builds(Quote, st.text("ab", min_size=1, max_size=2)),
    st.sampled_from(list(Place)),
    st.just("why"),
    st.integers(1, 3),
)


@given(st.lists(st.lists(HITS, max_size=6), max_size=6), st.booleans(), st.randoms())
def test_a_finding_never_claims_more_than_its_first_evidence_and_not_by_order(
    pages: list[list[Hit]], adequate: bool, random: object
) -> None:
    judged = [page(*hits, url=f"http://a.test/{n}") for n, hits in enumerate(pages)]
    search = Search(len(pages), 1, adequate)
    found = finding(*judged, search=search)
    assert found == finding(*judged, search=search)
    assert finding(*reversed(judged), search=search).outcome is found.outcome
    supporting = [entry for entry in found.evidence if entry.role == "supporting"]
    if found.outcome in (Outcome.FOUND, Outcome.PARTIAL):
        assert supporting[0].hit.strength.value == found.outcome.value
        assert supporting[0].hit.certainty > 1
    if found.outcome is Outcome.NOT_FOUND:
        assert adequate
        assert not supporting
    assert len(found.evidence) <= 2 * KEPT
