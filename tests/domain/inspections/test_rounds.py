"""The calendar and the ledger: what is due when, what fulfils it; and stops that see the most."""

from datetime import date

import pytest

from gis_app.domain.inspections.calendar import day_of, next_working, working_days
from gis_app.domain.inspections.covering import Corner, Covered, Extra, Thing, covered, extra_stops
from gis_app.domain.inspections.ledger import (
    DAILY,
    QUARTER,
    SWEEP,
    Look,
    Rules,
    due,
    points,
    settled,
)

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(("day", "works", "holiday", "made_up"), [
    ("2026-10-01", False, "国庆节", False), ("2026-10-08", True, None, False), ("2026-10-10", True, "国庆节", True), ("2026-10-11", False, None, False),
    ("2026-01-01", False, "元旦", False), ("2025-01-26", True, "春节", True), ("2026-04-06", False, "清明节", False),
])
def test_days_of_the_state_councils_notice(day: str, works: bool, holiday: str | None, made_up: bool) -> None:
    found = day_of(date.fromisoformat(day))
    assert (found.works, found.holiday, found.made_up, found.known) == (works, holiday, made_up, True)


def test_beyond_the_notices_only_weekends_are_known() -> None:
    far = day_of(date(2050, 1, 1))
    assert (far.works, far.known) == (False, False) and day_of(date(2050, 1, 3)).works


def test_the_first_working_days_of_a_quarter() -> None:
    assert working_days(date(2026, 10, 1), 3) == (date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10))
    assert next_working(date(2026, 10, 9)) == date(2026, 10, 9)


def test_what_is_due_in_october() -> None:
    owed = due(*OCTOBER)
    assert [(one.nominal.day, one.first.day, one.last.day) for one in owed if one.round is SWEEP] == [(1, 8, 14), (15, 15, 31)]
    assert [(one.first, one.last) for one in owed if one.round is QUARTER] == [(date(2026, 10, 8), date(2026, 10, 31))]
    assert sum(one.round is DAILY for one in owed) == 18
    plain = due(*OCTOBER, Rules(shifts=False))
    assert sum(one.round is DAILY for one in plain) == 31 and min(one.first for one in plain if one.round is QUARTER) == date(2026, 10, 1)


def test_one_visit_counts_for_both_only_where_the_rules_say_so() -> None:
    owed = [one for one in due(*OCTOBER) if one.round is not DAILY]
    looks = [Look(date(2026, 10, 8), "inspection")]
    strict = {(one.round.code, one.nominal.day): day for one, day in settled(owed, looks)}
    assert strict == {("quarter", 1): date(2026, 10, 8), ("sweep", 1): None, ("sweep", 15): None}
    both = {(one.round.code, one.nominal.day): day for one, day in settled(owed, looks, Rules(one_for_both=True))}
    assert both == {**strict, ("sweep", 1): date(2026, 10, 8)}


def test_a_look_counts_for_one_due_and_any_for_the_day() -> None:
    looks = [Look(date(2026, 10, 8), "sweep"), Look(date(2026, 10, 9), "visit")]
    told = {(one.round.code, one.first): day for one, day in settled(due(*OCTOBER), looks)}
    assert told["sweep", date(2026, 10, 8)] == told["daily", date(2026, 10, 8)] == date(2026, 10, 8)
    assert told["daily", date(2026, 10, 9)] is None and told["sweep", date(2026, 10, 15)] is None


def test_what_was_not_looked_at_for_long_is_worth_more() -> None:
    today = date(2026, 10, 1)
    assert points(2, today, today) == 2 < points(2, date(2026, 7, 1), today) < points(2, date(2025, 10, 1), today) < points(2, None, today) == 10


def corners() -> list[Corner]:
    """Three houses in a row 80 m apart, 2 km off a unit and a long road."""
    houses = [Corner("building", f"B{k}", f"{k} 号", "G1", (119.8 + k * 80 / 96_486, 30.0)) for k in range(3)]
    return [*houses, Corner("unit", "U", "粮站", "G2", (119.82, 30.0)), Corner("road", "R", "村道", "G3", (119.84, 30.0), 420.0)]


def test_few_stops_see_the_most() -> None:
    middle, road, unit = extra_stops(corners(), 100.0, 9)
    assert middle == Extra(corners()[1].place, (0, 1, 2), 3.0) and (road.sees, road.weight) == ((4,), 2.0) and unit.sees == (3,)
    assert extra_stops(corners(), 100.0, 1) == [middle] and extra_stops([], 100.0, 3) == []


def test_shares_by_grid() -> None:
    things = [Thing("building", "G1", True), Thing("building", "G1"), Thing("unit", "G1", True), Thing("road", "G1", metres=400.0, seen_m=100.0), Thing("building", "G2", True)]
    told = covered(things)
    assert told["G1"].to_dict() | {"buildings_percent": 50.0, "units_percent": 100.0, "road_percent": 25.0} == told["G1"].to_dict()
    assert told["G2"].to_dict()["units_percent"] is None
    assert told["G1"] + told["G2"] == Covered(3, 2, 1, 1, 400.0, 100.0)
