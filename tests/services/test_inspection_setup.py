"""Days and teams of a draft are changed in place: it is planned anew, what still can hold stays, what cannot is named."""

from datetime import date
from typing import Any

import pytest

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import inspection_deciding, inspection_prints, inspection_setup, inspection_views, inspections
from gis_app.services.desk import Desk
from gis_app.services.inspection_setup import Setup
from gis_app.services.snapshot import load
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, Begun

LATER = (DAYS[1], date(2026, 10, 10))


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def change(begun: Begun, setup: Setup, reason: str = "人手有变") -> None:
    with begun.database.begin() as connection:
        inspection_setup.change(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id, setup, reason)


def view(begun: Begun) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def moved(begun: Begun, wish: str, team: int, day: date) -> None:
    with begun.database.begin() as connection:
        inspections.move(connection, LOCAL_OPERATOR, begun.id, wish, team, day, "书记定的")
    town.plan(begun.database, begun.id)


def test_what_still_can_hold_stays_and_what_cannot_is_named(database: Database) -> None:
    begun = town.begin(database, teams=2)
    moved(begun, "grid:G1", 2, DAYS[0])
    moved(begun, "grid:G2", 1, DAYS[1])
    with database.begin() as connection:
        inspection_deciding.pair(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id, {"at": "pair", "rule": "forbidden", "team": "2", "grid": "G2", "reason": "本人在这里"})
    town.plan(database, begun.id)
    change(begun, Setup(LATER, ({"number": 1, "mode": "foot", "hours": "08:00-12:00"}, {"name": "新组", "people": ["李青"]})))
    told = view(begun)
    assert told["stale"] and told["days"] == [day.isoformat() for day in LATER] and told["planning"]["state"] == "waiting"
    assert told["changes"][-1]["detail"]["let_go"] == [
        {"rule": "forbidden", "wish": "grid:G2", "label": "石桥网格", "team": "二组", "day": None},
        {"rule": "lock", "wish": "grid:G1", "label": "柳湾网格", "team": "二组", "day": "2026-10-08"}]
    town.plan(database, begun.id)
    told = view(begun)
    assert not told["stale"] and told["figures"]["grids_entered"] == 2 and told["pairs"] == []
    assert [(team["number"], team["name"], team["mode"], team["hours"], team["members"]) for team in told["teams"]] == [
        (1, "一组", "foot", "08:00-12:00", 0), (3, "新组", "two_wheeler", "08:30-17:30", 1)]
    stops = {stop["wish"]: stop for stop in told["stops"]}
    assert (stops["grid:G2"]["team"], stops["grid:G2"]["day"], stops["grid:G2"]["locked"]) == (1, DAYS[1], True)
    assert not stops["grid:G1"]["locked"] and stops["grid:G1"]["team"] in (1, 3) and stops["grid:G1"]["day"] in LATER


def test_a_plan_of_other_days_or_teams_is_not_issued_or_printed(database: Database) -> None:
    begun = town.begin(database)
    change(begun, Setup(teams=({"mode": "car"},)))
    with database.begin() as connection:
        newest = queries.newest_plan(connection, begun.id)
        queries.finish_plan(connection, newest["id"], "failed", failure={"zh": "x", "en": "x"})
        for call in (lambda: inspections.issue(connection, LOCAL_OPERATOR, begun.id),
                     lambda: inspection_prints.stored(connection, Desk(), LOCAL_OPERATOR, load(connection, NOON), begun.id)):
            with pytest.raises(WanggeError) as refused:
                call()
            assert refused.value.code == "inspect_stale"


@pytest.mark.parametrize(("setup", "reason", "code"), [
    (Setup((date(2026, 9, 30), DAYS[0])), "改期", "bad_value"), (Setup(teams=()), "改组", "bad_value"), (Setup(teams=({"number": 7},)), "改组", "bad_value"),
    (Setup(teams=({"number": 1}, {"number": 1})), "改组", "bad_value"), (Setup(teams=({"start": (0.0, 0.0)},)), "改组", "inspect_start_far"),
    (Setup(DAYS), " ", "inspect_reason_missing"), (Setup(teams=({"mode": "骑马"},)), "改组", "bad_value"),
])
def test_what_cannot_be_is_refused_and_changes_nothing(planned: Begun, setup: Setup, reason: str, code: str) -> None:
    before = view(planned)
    with pytest.raises(WanggeError) as refused:
        change(planned, setup, reason)
    assert refused.value.code == code and view(planned) == before


def test_what_is_issued_or_being_planned_keeps_its_days(planned: Begun) -> None:
    with planned.database.begin() as connection:
        inspections.plan_again(connection, LOCAL_OPERATOR, planned.id)
    with pytest.raises(WanggeError) as refused:
        change(planned, Setup(LATER))
    assert refused.value.code == "inspect_planning"
    town.plan(planned.database, planned.id)
    town.issue(planned)
    with pytest.raises(WanggeError) as refused:
        change(planned, Setup(LATER))
    assert refused.value.code == "inspect_setup_issued"


@pytest.fixture(scope="module")
def planned(module_database: Database) -> Begun:
    return town.begin(module_database)
