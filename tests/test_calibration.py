"""Confidence: from stated signs to a probability, by parameters that cannot change unnoticed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import blind
from bench.calibrate import PRIORS, cross_validated, fit, fitted, reviewed_blind, weigh
from bench.cases import Case
from bench.labelled import rows
from bench.review import QUARTER, Weighed, caught, once_a_site
from scorecard.calibration import REVIEW_ABOVE, SIGNS, current, digest_of, doubt, parse, signs_of
from scorecard.errors import ScorecardError
from scorecard.model import Hit, HostRole, Outcome, Place, Quote, Shape, Strength

FILE = (resources.files("scorecard") / "data" / "calibration.json").read_text(encoding="utf-8")
HIT = Hit("web_budget", Strength.FOUND, Quote("Ringkasan APBD"), Place.MAIN, "why")
GOOD = ("strong", "table", "form", "file", "central", "verified", "support")
BAD = ("partial", "weak", "refused")


def confidence(hit: Hit, *more: Hit) -> float:
    refused = [one for one in more if one.strength is Strength.REJECTED]
    signs = signs_of(hit, [hit, *(one for one in more if one not in refused)], refused)
    return current().probability(signs, hit.indicator)


def test_a_parameter_that_was_edited_by_hand_is_refused() -> None:
    held = json.loads(FILE)
    held["parameters"]["weights"]["menu"] += 0.01
    with pytest.raises(ScorecardError, match="not the one that was fitted"):
        parse(json.dumps(held))


def test_other_parameters_go_by_another_name() -> None:
    held = json.loads(FILE)
    held["parameters"]["intercept"] += 0.01
    held["digest"] = digest_of(held["parameters"])
    assert parse(FILE) == current()
    assert parse(json.dumps(held)).name != current().name


@given(st.sampled_from(GOOD), st.sampled_from(BAD), st.sets(st.sampled_from(list(SIGNS))), st.floats(0.1, 3))
def test_what_speaks_for_a_claim_never_lowers_its_confidence_and_what_speaks_against_never_raises_it(
    good: str, bad: str, others: set[str], size: float
) -> None:
    signs: Mapping[str, float] = dict.fromkeys(others - {good}, 1.0)
    assert current().probability({**signs, good: size}) >= current().probability(signs)
    signs = dict.fromkeys(others - {bad}, 1.0)
    assert current().probability({**signs, bad: size}) <= current().probability(signs)


def test_a_table_is_believed_more_than_prose_and_a_whole_thing_more_than_a_pointer() -> None:
    table = replace(HIT, certainty=3, shape=Shape.TABLE)
    pointer = replace(HIT, strength=Strength.PARTIAL, shape=Shape.LINK)
    assert confidence(table) > confidence(HIT) > confidence(pointer)
    assert confidence(pointer) > confidence(replace(pointer, certainty=1))
    assert confidence(pointer) < confidence(replace(pointer, host_role=HostRole.CENTRAL))
    assert confidence(pointer) < confidence(replace(pointer, verified=True))


def test_independent_words_raise_a_confidence_and_repeated_ones_do_not() -> None:
    other = replace(HIT, quote=Quote("Perda APBD"))
    assert confidence(HIT, HIT, HIT) == confidence(HIT)
    assert confidence(HIT, other) > confidence(HIT)
    assert confidence(HIT, replace(other, certainty=1)) == confidence(HIT)
    turned_down = replace(other, strength=Strength.REJECTED)
    assert confidence(HIT, turned_down) <= confidence(HIT)
    assert confidence(HIT, turned_down, turned_down) == confidence(HIT, turned_down)


def test_a_person_is_asked_where_the_expected_error_is_above_the_bound_and_only_there() -> None:
    assert doubt(1 - REVIEW_ABOVE, HIT) == ""
    assert doubt(0.99 - REVIEW_ABOVE, HIT) == "doubtful"
    assert doubt(0.5, replace(HIT, shape=Shape.LINK)) == "doubtful_link"


def _case(site: str, right: bool, *signs: str, page: str = "p", weight: float = 1.0, in_menu: bool = False) -> Case:
    return Case((page, "web_budget"), site, Outcome.FOUND, dict.fromkeys(signs, 1.0), right, in_menu, weight)


def test_fitting_follows_the_labels_as_far_as_the_prior_allows() -> None:
    good = [_case("a", True, "table") for _ in range(60)]
    partial = [_case("b", right, "partial") for right in [True] * 10 + [False] * 30]
    beta = dict(zip(("start", *SIGNS), fit([*good, *partial]), strict=False))
    assert beta["partial"] < PRIORS["partial"]
    backwards = [_case("a", True, "partial") for _ in range(200)] + [_case("b", False, "table") for _ in range(200)]
    beta = dict(zip(("start", *SIGNS), fit(backwards), strict=False))
    assert beta["partial"] <= 0 <= beta["table"]


def test_a_rule_that_erred_on_new_pages_is_believed_less_than_one_that_did_not() -> None:
    erred = [replace(_case("a", n > 8), cell=("p", "web_hdi")) for n in range(20)]
    made = [*erred, *(_case("b", True) for _ in range(20))]
    sure = weigh(made, fit(made))
    assert max(sure[:20]) < min(sure[20:])


def test_the_shipped_confidence_is_what_the_claims_on_new_pages_give() -> None:
    held = json.loads(FILE)["parameters"]
    found = fitted()
    assert held["intercept"] == pytest.approx(found["intercept"], abs=0.002)
    assert held["weights"] == pytest.approx(found["weights"], abs=0.002)
    for slug, pair in held["records"].items():
        assert pair == pytest.approx(found["records"][slug], abs=0.002)


def test_reviewing_the_least_sure_quarter_of_claims_on_new_pages_meets_twice_the_wrong_ones_that_chance_would() -> None:
    claims = reviewed_blind()
    for chosen in ([one for one in claims if not one.in_menu], claims):
        _n, wrong, every = caught(chosen, QUARTER)
        assert wrong >= 2 * QUARTER * every


def test_pages_are_new_to_the_rules_only_once() -> None:
    with pytest.raises(SystemExit, match="only once"):
        blind.keep(rows(blind.KEPT)[:1])


def test_a_site_is_weighed_by_a_model_that_has_not_seen_it() -> None:
    made = [_case("a", True) for _ in range(30)] + [_case("b", False) for _ in range(10)]
    sure = cross_validated(made)
    assert min(sure[30:]) > max(sure[:30])  # site b by what site a shows, and the other way round
    own = weigh(made, fit(made))
    assert own[0] == pytest.approx(own[-1])


def test_a_tie_never_flatters_the_review() -> None:
    claims = [Weighed(("p", str(n)), 0.9, n > 0, in_menu=False) for n in range(4)]
    assert caught(claims, 0.25) == (1, 0, 1)
    assert caught(claims, 1.0) == (4, 1, 1)


def test_a_menu_is_reviewed_once_a_site() -> None:
    menus = [Weighed((page, "web_budget"), 0.8, right=False, in_menu=True) for page in ("p1", "p2", "p3")]
    (once,) = once_a_site(menus, {"p1": "a", "p2": "a", "p3": "a"})
    assert once.cell == ("a", "web_budget")
