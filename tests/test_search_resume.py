"""A visit that is picked up by another process goes on with what it has learned."""

from __future__ import annotations

from pathlib import Path

from bench.search import answer
from bench.web import World, build
from bench.web.facts import judge
from crawler.intake import Intake
from crawler.plan import Plan
from crawler.priorities import Compass
from crawler.visit import Tools, Visit
from scorecard.store.shard import Shard


def test_a_visit_that_is_picked_up_has_learned_what_it_had_learned_and_asks_next_what_it_would_have_asked(
    tmp_path: Path,
) -> None:
    world = build("joomla", 5)
    with Shard.open(tmp_path, writing=True) as shard:
        shard.begin("r1", [world.region])
        intake = Intake(shard, "r1", "test")
        words = {slug: judge().woken_by(slug) for slug in judge().rules}
        plan = Plan(max_pages=60, allow_private=True)
        tools = Tools(plan, "r1", shard, intake, Compass(words), judge().opine, lambda _event: None)
        first = Visit(world.region, tools)
        first.start()
        _go(world, first, 45)
        planned = first.next(first.domains()[0])
        assert planned is not None
        first.give_up(planned)
        second = Visit(world.region, tools)
        second.start()
        assert second.outlook.yields == first.outlook.yields
        assert second.outlook.words == first.outlook.words
        assert second.tally.settled == first.tally.settled
        assert any(one.given > 0 for one in first.outlook.yields.values())
        asked = second.next(second.domains()[0])
        assert asked is not None
        assert asked.url == planned.url
        intake.close()


def _go(world: World, visit: Visit, requests: int) -> None:
    for _ in range(requests):
        ask = visit.next(visit.domains()[0])
        assert ask is not None
        answer(world, visit, ask)
