"""After issue stops stay with their team and day unless the secretary says otherwise; what is done never moves; what changed is said."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import fieldwork, inspection_deciding, inspection_views, inspections
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, ZONE, Begun, record

MORNING = NOON - timedelta(hours=3, minutes=50)
SHOP = """INSERT INTO unit (town_id, external_id, name, kind, grid_id, known_since, geom)
          VALUES (:town, :name, :name, '餐饮', :grid, '2026-03-01', ST_SetSRID(ST_MakePoint(119.9502, :lat), 4326))"""


@pytest.fixture
def issued(database: Database, monkeypatch: pytest.MonkeyPatch) -> Begun:
    """Two teams on two days, six small places to eat along the road, issued the evening before; it is 8:10 on the first day."""
    monkeypatch.setattr(clock, "now", lambda: MORNING - timedelta(hours=14))
    with database.begin() as connection:
        ids = town.furnish(connection)
        for number in range(6):
            lat = 30.012 + number * 0.013
            connection.execute(text(SHOP), {"town": ids["T"], "name": f"店{number}", "grid": ids["G1" if lat < 30.05 else "G2"], "lat": lat})
        made = inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), Order("A1", DAYS, ({"mode": "car"}, {"mode": "car"}), town.QUICK))
    town.plan(database, made)
    begun = town.issue(Begun(database, ids, made, {}))
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return begun


def view(begun: Begun) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def tick(begun: Begun, stop: dict[str, Any]) -> None:
    sent = read_record(Reader(record("tick", wish=stop["wish"], lon=stop["place"][0], lat=stop["place"][1], accuracy_m=8), ZONE, as_text=False))
    fieldwork.take(begun.database, Locating(begun.database, 25.0), LINK_HOLDER, begun.links[stop["team"]], sent, zone=ZONE)


def places(told: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {stop["wish"]: (stop["team"], stop["day"]) for stop in told["stops"] if stop["team"]}


def again(begun: Begun) -> dict[str, Any]:
    town.plan(begun.database, begun.id)
    told = view(begun)
    assert told["planning"]["state"] == "done", told["planning"]
    return told


def test_planned_again_everybody_keeps_what_he_has(issued: Begun) -> None:
    """The first stop is done: as the unit is no longer due, a plan from nothing would not have it."""
    before = view(issued)
    first = min((stop for stop in before["stops"] if stop["wish"].startswith("unit:")), key=lambda stop: stop["arrive"])
    tick(issued, first)
    with issued.database.begin() as connection:
        inspections.plan_again(connection, LOCAL_OPERATOR, issued.id)
    told = again(issued)
    assert places(told) == places(before) and told["plan"] == 2
    assert [(stop["wish"], stop["arrive"]) for stop in told["stops"]] == [(stop["wish"], stop["arrive"]) for stop in before["stops"]]
    assert not any(stop["locked"] for stop in told["stops"])
    assert told["since_issue"] == {"plan": 1, "moved": [], "added": [], "dropped": []}
    assert view(issued)["stops"][0]["done"] in ("tick", None) and next(stop for stop in told["stops"] if stop["wish"] == first["wish"])["done"] == "tick"


def test_what_is_moved_added_and_taken_out_is_said_and_nothing_else_changes(issued: Begun) -> None:
    before = view(issued)
    moved = next(stop for stop in before["stops"] if stop["team"] == 1 and stop["wish"].startswith("unit:"))
    other = next(stop for stop in before["stops"] if stop["wish"] != moved["wish"] and stop["wish"].startswith("unit:"))
    with issued.database.begin() as connection:
        inspections.move(connection, LOCAL_OPERATOR, issued.id, moved["wish"], 2, DAYS[1], "一组来不及")
    told = again(issued)
    assert [(one["wish"], one["from"], one["to"]) for one in told["since_issue"]["moved"]] == [
        (moved["wish"], {"team": 1, "day": moved["day"]}, {"team": 2, "day": DAYS[1]})]
    with issued.database.begin() as connection:
        inspection_deciding.add_stop(connection, LOCAL_OPERATOR, load(connection, NOON), issued.id, {
            "at": "stop", "name": "老井", "place": (119.951, 30.03), "reason": "群众反映", "minutes": 5.0})
    told = again(issued)
    [added] = told["since_issue"]["added"]
    assert added["label"] == "老井" and len(told["since_issue"]["moved"]) == 1 and told["since_issue"]["dropped"] == []
    well = next(stop for stop in told["stops"] if stop["wish"] == "own:1")
    assert well["arrive"] >= NOON, "nobody is sent into the past"
    assert {wish: at for wish, at in places(told).items() if wish not in ("own:1", moved["wish"])} == {wish: at for wish, at in places(before).items() if wish != moved["wish"]}
    tick(issued, other)
    with issued.database.begin() as connection:
        inspection_deciding.drop_stop(connection, LOCAL_OPERATOR, issued.id, "own:1", "已经看过")
    assert again(issued)["since_issue"]["added"] == []
    town.issue(issued, again=True)
    assert view(issued)["since_issue"] == {"plan": 4, "moved": [], "added": [], "dropped": []}
    with issued.database.begin() as connection, pytest.raises(WanggeError) as refused:
        inspections.move(connection, LOCAL_OPERATOR, issued.id, other["wish"], 2, DAYS[1], "想换")
    assert refused.value.code == "inspect_stop_done"


def test_everything_is_rearranged_only_with_a_reason_and_what_is_done_stays(issued: Begun) -> None:
    before = view(issued)
    done = [stop for stop in before["stops"] if stop["day"] == DAYS[0] and stop["arrive"] < NOON]
    assert done
    for stop in done:
        tick(issued, stop)
    with issued.database.begin() as connection:
        with pytest.raises(WanggeError) as refused:
            inspections.rearrange(connection, LOCAL_OPERATOR, issued.id, " ")
        assert refused.value.code == "inspect_reason_missing"
        inspections.rearrange(connection, LOCAL_OPERATOR, issued.id, "二组来了两辆车")
    told = again(issued)
    now = {stop["wish"]: stop for stop in told["stops"]}
    for stop in done:
        assert (now[stop["wish"]]["team"], now[stop["wish"]]["day"], now[stop["wish"]]["arrive"], now[stop["wish"]]["locked"]) == (stop["team"], stop["day"], stop["arrive"], False)
    assert all(stop["arrive"] >= NOON for stop in told["stops"] if stop["team"] and stop["wish"] not in {one["wish"] for one in done})
    assert [change["action"] for change in told["changes"]][-1] == "rearrange"


def test_a_move_for_which_there_is_no_room_is_refused_and_the_plan_stands(issued: Begun) -> None:
    before = view(issued)
    with issued.database.begin() as connection:
        connection.execute(text("UPDATE inspection_team SET said = said || '{\"hours\": \"08:30-08:50\"}' WHERE inspection_id = :id AND number = 2"), {"id": issued.id})
    grid = next(stop for stop in before["stops"] if stop["wish"].startswith("grid:") and stop["team"] == 1)
    with issued.database.begin() as connection:
        inspections.move(connection, LOCAL_OPERATOR, issued.id, grid["wish"], 2, DAYS[1], "换组")
    town.plan(issued.database, issued.id)
    told = view(issued)
    assert told["planning"]["state"] == "failed" and grid["label"] in told["planning"]["failure"]["zh"]
    assert (told["plan"], places(told)) == (1, places(before))
