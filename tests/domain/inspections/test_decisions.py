"""What people decide beforehand: pairs of teams and places, places of their own, hours at which people are met."""

from dataclasses import replace

import pytest

from gis_app.domain.inspections import Inspection, Lock, Settings, Span, Window, survey
from gis_app.domain.inspections.hours import ANY_TIME, at_home, at_work, kept_open
from gis_app.domain.inspections.own_stops import OwnStop
from gis_app.domain.inspections.pairs import CROSSED, Pair, contrary, crossed, decided, left_alone
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.solving import plan
from gis_app.errors import WanggeError
from tests.domain.inspections.areas import DAYS, field, grid, team


def teams_of(made: Plan, asked: Inspection) -> dict[str, set[str]]:
    """Which teams go into each grid, by any stop."""
    grids = {wish.id: wish.grid for wish in asked.wishes}
    found: dict[str, set[str]] = {}
    for route in made.routes:
        for visit in route.visits:
            found.setdefault(grids[visit.wish], set()).add(route.team)
    return found


def test_pairs_hold_for_every_stop_of_a_grid_and_in_any_plan() -> None:
    asked = field(3, grids=5, wishes=15)
    pairs = [Pair("fixed", "T1", grid="G0", day=DAYS[1], reason="包片"), Pair("forbidden", "T0", grid="G1"), Pair("fixed", "T2", wish="W7"), Pair("forbidden", "T1", wish="W8"),
             Pair("forbidden", "T1", wish="gone")]
    after = decided(asked, pairs)
    made = plan(after, survey(after, None), ways=False)
    by_team = {visit.wish: route for route in made.routes for visit in route.visits}
    assert teams_of(made, after)["G0"] == {"T1"} and "T0" not in teams_of(made, after)["G1"]
    assert by_team["G0"].day == DAYS[1] and by_team["W7"].team == "T2" and by_team["W8"].team != "T1"
    assert {visit.wish for route in made.routes for visit in route.visits if visit.locked} == {"G0", "W7"}
    assert made.figures["grids_entered"] == 5
    by_hand = decided(replace(asked, locks=(Lock("W7", "T0"),)), pairs)
    assert {lock.wish: lock.team for lock in by_hand.locks}["W7"] == "T0"


def test_no_grid_is_left_alone_and_contradictions_are_found() -> None:
    asked = field(1, grids=2, wishes=0, teams=2)
    names = [one.id for one in asked.teams]
    assert left_alone([Pair("forbidden", name, grid="G1") for name in names], asked.wishes, names) == ["G1"]
    assert left_alone([Pair("forbidden", "T0", grid="G1"), Pair("fixed", "T1", grid="G1")], asked.wishes, names) == []
    twice = [Pair("fixed", "T0", grid="G1"), Pair("fixed", "T1", grid="G1")]
    both = [Pair("fixed", "T0", wish="W"), Pair("forbidden", "T0", wish="W")]
    assert contrary(twice) == twice[1] and contrary(both) == both[1] and contrary([*twice[:1], both[0]]) is None


def test_teams_keep_out_of_the_grids_of_their_own_people() -> None:
    teams = [team("A", people=("李青", "周明")), team("B", people=("王兰",)), team("C")]
    found = crossed(teams, {"G1": ["李青", "赵六"], "G2": ["周明", "王兰"], "G3": []})
    assert [(pair.team, pair.grid, pair.reason) for pair in found] == [("A", "G1", CROSSED), ("A", "G2", CROSSED), ("B", "G2", CROSSED)]
    assert [Pair.from_dict(pair.to_dict()) for pair in found] == found


@pytest.mark.parametrize("make", [
    lambda: Pair("maybe", "T", grid="G"), lambda: Pair("fixed", "T"), lambda: Pair("fixed", "T", grid="G", wish="W"),
    lambda: OwnStop(" ", (119.8, 30.0)), lambda: OwnStop("井", (119.8, 30.0), minutes=999), lambda: OwnStop("井", (119.8, 30.0), points=-1),
    lambda: Settings.from_dict({"home_hours": "09:00-11:30"}), lambda: Settings.from_dict({"work_hours": [9]}), lambda: Settings.from_dict({"home_hours": ["11-9"]}),
])
def test_what_makes_no_sense_is_refused(make: object) -> None:
    with pytest.raises(WanggeError):
        make()  # type: ignore[operator]


def test_own_places_are_stops_like_others() -> None:
    stop = OwnStop("老井", (119.82, 30.02), "水源", 5.0, 10.0, required=True, serial=3, grid="G0")
    assert OwnStop.from_dict(stop.to_dict()) == stop
    assert (stop.wish.id, stop.wish.required, stop.wish.note, stop.wish.service_min) == ("own:3", True, "水源，手工添加", 10.0)
    asked = field(2, grids=3, wishes=4)
    asked = replace(asked, wishes=(*asked.wishes, stop.wish))
    assert "own:3" in {visit.wish for route in plan(asked, survey(asked, None), ways=False).routes for visit in route.visits}


def test_households_are_met_at_home_and_shops_at_work() -> None:
    told = Settings.from_dict({"home_hours": ["17:30-20:30"], "home_grids": True})
    assert [str(window.span) for window in at_home(told)] == ["17:30-20:30"] and [str(window.span) for window in at_work(told)] == ["08:00-12:00", "14:00-18:00"]
    assert Settings.from_dict(told.to_dict()) == told and at_home(Settings.from_dict({"home_hours": []})) == ()


def test_a_must_is_not_waited_for_in_vain() -> None:
    evening = (Window(Span.read("19:00-20:30")),)
    grids = (grid("G0", 1, 1, windows=evening), grid("G1", 2, 2, windows=(Window(Span.read("09:00-11:30")),)), grid("G2", 3, 3, windows=(Window(Span.read("12:00-13:00")),)))
    first, second, third = kept_open(grids, [team("T")], DAYS, Settings().lunch)
    assert first.windows == () and first.note == ANY_TIME and second == grids[1] and third.windows == ()
    assert kept_open(grids[:1], [team("T"), team("N", hours=Span.read("18:00-21:00"), days=DAYS[1:])], DAYS, None) == grids[:1]
    wished = replace(grids[0], required=False)
    assert kept_open([wished], [team("T")], DAYS, None) == (wished,)
