"""A plan carried out: what the phones send agrees with the plan, the check-list and what was to be found."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from gis_app.domain.inspections import Inspection, Plan, Settings, Team, Wish, survey
from gis_app.domain.inspections.solving import plan
from gis_app.domain.patrols import Fixes, clean
from gis_app.domain.sample.carrying import PIECE, Manner, Sent, Terrain, carry_out
from gis_app.domain.sample.frame import Frame

DAYS = (date(2026, 10, 8), date(2026, 10, 9))
FRAME = Frame(119.8, 30.0)
MIDNIGHT = {day: 1_791_388_800 + 86_400 * place for place, day in enumerate(DAYS)}
CHECKS = ("K01", "K02", "R01")
WISHES = tuple(
    Wish(f"W{n}", "grid" if n < 6 else "key_place", (119.8 + 0.01 * (n % 4), 30.0 + 0.01 * (n // 4)), f"G{n % 6}", f"点位 {n}", required=n < 6,
         checks=CHECKS if n < 6 else ()) for n in range(12)
)
NAMED = {wish.id: wish for wish in WISHES}
HOMES = np.random.default_rng(1).uniform(-200, 3400, (800, 2))
TERRAIN = Terrain(FRAME, HOMES, MIDNIGHT, {"K01": "0501", "K02": "0401"}, {("G1", "0501"): FRAME.metres(np.array([NAMED["W1"].place])) + 100})
NOTHING_LEFT = Manner(skipped=0.0, unanswered=0.0)


@pytest.fixture(scope="module")
def made() -> Plan:
    teams = tuple(Team(str(number), f"{number}组", (119.815, 30.005)) for number in (1, 2))
    asked = Inspection("A", DAYS, teams, WISHES, Settings(iterations=40))
    return plan(asked, survey(asked, None))


def carried(made: Plan, seed: int = 3, **said: object) -> list[Sent]:
    return carry_out(np.random.default_rng(seed), made.routes, NAMED, TERRAIN, **said)


def test_all_stops_are_ticked_and_every_item_answered_where_nothing_is_left_out(made: Plan) -> None:
    sent = carried(made, manner=NOTHING_LEFT)
    ticks = [one for one in sent if one.kind == "tick"]
    assert {one.wish for one in ticks} == {visit.wish for route in made.routes for visit in route.visits} == set(NAMED)
    answers = Counter((one.wish, one.item) for one in sent if one.kind == "answer")
    assert answers == Counter((wish.id, check) for wish in WISHES for check in wish.checks)
    spans = {visit.wish: (MIDNIGHT[route.day] + visit.begin, MIDNIGHT[route.day] + visit.leave, int(route.team)) for route in made.routes for visit in route.visits}
    assert all(spans[str(one.wish)][0] <= one.at <= spans[str(one.wish)][1] and one.team == spans[str(one.wish)][2] for one in sent if one.wish)


def test_so_many_findings_each_with_its_answer_and_near_its_stop(made: Plan) -> None:
    sent = carried(made, findings=5)
    found = [one for one in sent if one.kind == "finding"]
    assert len(found) == 5
    said = {(one.wish, TERRAIN.item_of[str(one.item)]) for one in sent if one.kind == "answer" and one.answer == "problem" and one.item in TERRAIN.item_of}
    assert said == {(one.wish, one.item) for one in found}
    for one in found:
        away = FRAME.metres(np.array([[one.x, one.y]])) - FRAME.metres(np.array([NAMED[str(one.wish)].place]))
        assert float(np.hypot(*away[0])) < 450


def test_what_cannot_all_be_found_is_found_as_far_as_it_goes(made: Plan) -> None:
    assert sum(one.kind == "finding" for one in carried(made, findings=999)) == 12


def test_grids_are_never_skipped_and_the_clock_never_runs_back(made: Plan) -> None:
    sent = carried(made, manner=Manner(skipped=1.0))
    assert {one.wish for one in sent if one.kind == "skip"} == {wish.id for wish in WISHES if wish.kind != "grid"}
    assert [one.at for one in sent] == sorted(one.at for one in sent)


def test_ways_come_in_pieces_that_can_be_believed(made: Plan) -> None:
    ways = [one for one in carried(made) if one.kind == "way"]
    assert all(1 < len(one.way) <= PIECE + 1 for one in ways)
    fixes = np.array([(one.team, *fix) for one in ways for fix in one.way], dtype=float)
    cleaned = clean(Fixes(fixes[:, 0].astype(np.int64) - 1, *fixes[:, 1:].T), 2)
    assert 0 < len(cleaned.fixes) <= len(fixes)
    assert cleaned.dropped.sum() < 0.1 * len(fixes)


def test_the_same_seed_sends_the_same(made: Plan) -> None:
    assert carried(made, findings=4) == carried(made, findings=4)
    assert carried(made, findings=4) != carried(made, seed=4, findings=4)
