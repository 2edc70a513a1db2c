"""Decisions on a real database: kept with the inspection, honoured by every version, taken back with a reason."""

from typing import Any

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import inspection_deciding, inspection_views, inspections
from gis_app.services.inspection_wants import Wants
from gis_app.services.inspections import Order
from gis_app.services.snapshot import load
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, Begun

WELL = {"at": "第 1 行", "name": "老井", "place": (119.951, 30.03), "category": "水源", "required": True}
TEAMS = ({"mode": "car", "people": ["李青"]}, {"mode": "car", "people": ["王兰"]})


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def begin(database: Database, **wants: Any) -> Begun:
    with database.begin() as connection:
        grid_ids = town.furnish(connection)
    return begin_again(database, grid_ids, **wants)


def begin_again(database: Database, grid_ids: dict[str, int], **wants: Any) -> Begun:
    with database.begin() as connection:
        made = inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), Order("A1", DAYS, TEAMS, town.QUICK, Wants(**wants)))
    town.plan(database, made)
    return Begun(database, grid_ids, made, {})


def view(begun: Begun) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def teams(begun: Begun) -> dict[str, int]:
    return {stop["wish"]: stop["team"] for stop in view(begun)["stops"]}


def again(begun: Begun, change: Any) -> None:
    """A change by hand, and the version that comes of it."""
    with begun.database.begin() as connection:
        change(connection)
    town.plan(begun.database, begun.id)


def test_pairs_and_own_places_stand_in_every_version(database: Database) -> None:
    begun = begin(database, pairs=[{"at": "1", "rule": "fixed", "team": "2", "grid": "柳湾网格", "reason": "包片"}, {"at": "2", "rule": "forbidden", "team": "二组", "grid": "G2"}], stops=[WELL])
    assert teams(begun) == {"grid:G1": 2, "grid:G2": 1, "own:1": 2}
    again(begun, lambda connection: inspections.plan_again(connection, LOCAL_OPERATOR, begun.id))
    told = view(begun)
    assert teams(begun) == {"grid:G1": 2, "grid:G2": 1, "own:1": 2} and told["plan"] == 2
    assert [(pair["rule"], pair["team"], pair["label"], pair["idle"]) for pair in told["pairs"]] == [("fixed", 2, "柳湾网格", False), ("forbidden", 2, "石桥网格", False)]
    with database.begin() as connection, pytest.raises(WanggeError) as refused:
        inspections.move(connection, LOCAL_OPERATOR, begun.id, "own:1", 1, DAYS[0], "顺路")
    assert refused.value.code == "inspect_move_unfit"
    again(begun, lambda connection: inspection_deciding.unpair(connection, LOCAL_OPERATOR, begun.id, {"rule": "fixed", "team": "2", "grid": "G1", "wish": None}, "不再包片"))
    again(begun, lambda connection: inspections.move(connection, LOCAL_OPERATOR, begun.id, "own:1", 1, DAYS[0], "顺路"))
    assert teams(begun)["own:1"] == 1
    again(begun, lambda connection: inspection_deciding.drop_stop(connection, LOCAL_OPERATOR, begun.id, "own:1", "已封井"))
    assert "own:1" not in teams(begun)
    assert [(change["action"], change["reason"]) for change in view(begun)["changes"]] == [("unpair", "不再包片"), ("move", "顺路"), ("drop", "已封井")]


def test_decisions_under_way_are_planned_around_and_unlocking_ends_them(database: Database) -> None:
    begun = begin(database)
    held = lambda connection: load(connection, NOON)
    again(begun, lambda connection: inspection_deciding.add_stop(connection, LOCAL_OPERATOR, held(connection), begun.id, {**WELL, "reason": "群众反映"}))
    other = 3 - teams(begun)["own:1"]
    again(begun, lambda connection: inspection_deciding.pair(connection, LOCAL_OPERATOR, held(connection), begun.id, {"at": "pair", "rule": "fixed", "team": str(other), "wish": "own:1", "reason": "熟"}))
    stop = next(stop for stop in view(begun)["stops"] if stop["wish"] == "own:1")
    assert (stop["team"], stop["locked"], stop["note"], stop["required"]) == (other, True, "水源，群众反映", True)
    with database.begin() as connection:
        inspections.lock(connection, LOCAL_OPERATOR, begun.id, "own:1", "不必了", locked=False)
    assert view(begun)["pairs"] == []
    again(begun, lambda connection: inspection_deciding.pair(connection, LOCAL_OPERATOR, held(connection), begun.id, {"at": "pair", "rule": "forbidden", "team": str(other), "wish": "own:1", "reason": "回避"}))
    assert teams(begun)["own:1"] == 3 - other


def test_teams_do_not_check_their_own_grids(database: Database) -> None:
    begun = begin(database, cross=True)
    assert teams(begun)["grid:G1"] == 2 and [(pair["team"], pair["grid"]) for pair in view(begun)["pairs"]] == [(1, "G1")]


@pytest.mark.parametrize(("wants", "code", "said"), [
    ({"pairs": [{"at": "第 1 行", "rule": "fixed", "team": "9", "grid": "G1"}, {"at": "第 2 行", "rule": "fixed", "team": "1", "grid": "G9"}]}, "inspect_pairs_bad", "第 2 行"),
    ({"pairs": [{"at": "1", "rule": "forbidden", "team": str(number), "grid": "G1"} for number in (1, 2)]}, "inspect_left_alone", "柳湾网格"),
    ({"pairs": [{"at": "1", "rule": "fixed", "team": str(number), "grid": "G1"} for number in (1, 2)]}, "inspect_pairs_odd", "柳湾网格"),
    ({"pairs": [{"at": "1", "rule": "fixed", "team": "1", "grid": "G1", "day": NOON.date().replace(day=20)}]}, "inspect_pairs_bad", "那天不联查"),
    ({"stops": [WELL, {**WELL, "at": "第 2 行", "place": (120.04, 30.04)}]}, "inspect_stops_bad", "第 2 行"),
    ({"stops": [{**WELL, "minutes": 999.0}]}, "inspect_stops_bad", "第 1 行"),
])
def test_what_cannot_be_used_is_named_and_nothing_is_begun(database: Database, wants: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(WanggeError) as refused:
        begin(database, **wants)
    assert refused.value.code == code
    assert said in refused.value.sentence() + "".join(f"{fault.field}{fault.reason}" for fault in refused.value.errors)
    with database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inspection")) == 0


def test_cross_checking_wants_known_people(database: Database) -> None:
    with database.begin() as connection:
        town.furnish(connection)
        with pytest.raises(WanggeError) as refused:
            inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), Order("A1", DAYS, ({"mode": "car"},), town.QUICK, Wants(cross=True)))
    assert refused.value.code == "inspect_cross_unknown"
