"""How many requests a walk takes that knows every link."""

from __future__ import annotations

from bench.room import fewest

HOME = "http://www.a.test/"


def test_a_walk_that_knows_all_links_takes_the_richest_list_first_and_counts_each_host() -> None:
    links = {
        HOME: {"http://www.a.test/1", "http://www.a.test/2", "http://b.a.test/"},
        "http://www.a.test/1": {f"http://www.a.test/e{n}" for n in range(3)},
        "http://www.a.test/2": {"http://www.a.test/f"},
        "http://b.a.test/": {"http://b.a.test/g"},
        **{f"http://www.a.test/e{n}": set() for n in range(3)},
        "http://www.a.test/f": set(),
        "http://b.a.test/g": set(),
    }
    evidence = {*(f"http://www.a.test/e{n}" for n in range(3)), "http://www.a.test/f", "http://b.a.test/g"}
    assert fewest(links, HOME, evidence) == [4, 5, 6, 8, 11]


def test_what_nothing_links_to_is_not_had() -> None:
    assert fewest({HOME: set(), "http://www.a.test/x": set()}, HOME, {"http://www.a.test/x"}) == []
