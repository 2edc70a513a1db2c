"""列入联查 on a real database: what waits for the next inspection, what goes into an open one at once, and the way back."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.services import incidents, inspection_requests, inspection_views, inspections
from gis_app.services.incidents import Report
from gis_app.services.inspection_requests import Ask
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from tests import inspected_town as town
from tests import planted_spots
from tests.inspected_town import DAYS, NOON, Begun

SECRETARY = Actor("陈书记")


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


def plant(database: Database, **parts: Any) -> UUID:
    with database.begin() as connection:
        return planted_spots.plant(connection, connection.execute(text("SELECT grid_id FROM grid_version WHERE code = 'T'")).scalar_one(), **parts)


def put(database: Database, hotspot: UUID | None = None, grid: str | None = None, *, required: bool = True) -> list[dict[str, Any]]:
    with database.begin() as connection:
        return inspection_requests.ask(connection, SECRETARY, load(connection, NOON), Ask(hotspot, grid, required, "投诉集中"))


def stops(begun: Begun) -> dict[str, dict[str, Any]]:
    with begun.database.begin() as connection:
        return {stop["wish"]: stop for stop in inspection_views.one(connection, SECRETARY, load(connection, NOON), begun.id)["stops"]}


def test_what_is_asked_for_waits_for_the_next_inspection_and_is_in_its_plan(database: Database) -> None:
    with database.begin() as connection:
        ids = town.furnish(connection)
    spot = plant(database, name="cold_95", strength=-3.0)  # nothing wishes for a cold place by itself
    (waiting,) = put(database, spot)
    assert (waiting["state"], waiting["quarter_said"], waiting["area"]["code"], waiting["inspection_id"]) == ("waiting", "2026年第四季度", "A1", None)
    assert put(database, spot) == [waiting]
    begun = town.again(database, ids)
    stop = stops(begun)[f"hotspot:{spot}"]
    assert stop["team"] == 1 and stop["required"] and stop["note"] == "列入必查：投诉集中" and stop["refers"] == str(spot)
    with database.begin() as connection:
        (standing,) = inspection_requests.standing(connection, SECRETARY, load(connection, NOON), hotspot_id=spot)
        assert (standing["state"], standing["inspection_id"]) == ("draft", begun.id)
        assert connection.execute(text("SELECT actor FROM audit_event WHERE action = 'inspection.ask'")).scalars().all() == ["陈书记"]


def test_an_open_inspection_takes_it_at_once_with_the_reason_and_gives_it_back(database: Database) -> None:
    begun = town.begin(database)
    spot = plant(database, last=DAYS[0].replace(year=2025))  # so long ago that the plan left it out
    assert f"hotspot:{spot}" not in stops(begun)
    (standing,) = put(database, spot, required=False)
    assert standing["state"] == "draft"
    with pytest.raises(WanggeError) as refused:
        put(database, grid="G2")
    assert refused.value.code == "inspect_planning"
    town.plan(database, begun.id)
    assert stops(begun)[f"hotspot:{spot}"]["required"] is False
    with database.begin() as connection:
        told = inspection_views.one(connection, SECRETARY, load(connection, NOON), begun.id)
        inspection_requests.withdraw(connection, SECRETARY, standing["id"], load(connection, NOON), "已处理")
    assert [(one["action"], one["wish"], one["reason"], one["actor"]) for one in told["changes"]] == [("ask", f"hotspot:{spot}", "投诉集中", "陈书记")]
    town.plan(database, begun.id)
    assert f"hotspot:{spot}" not in stops(begun)
    with database.begin() as connection, pytest.raises(WanggeError) as gone:
        inspection_requests.withdraw(connection, SECRETARY, standing["id"], load(connection, NOON), "再撤一次")
    assert gone.value.code == "not_found"


def test_of_a_grid_the_place_with_the_most_reports_is_visited(database: Database) -> None:
    with database.begin() as connection:
        ids = town.furnish(connection)
    locating = Locating(database, 25.0)
    for lon in (119.9501, 119.9502, 119.98):
        incidents.report(database, locating, SECRETARY, Report(lon, 30.07, item="I2", text="垃圾", source="resident", reported_at=NOON), zone=town.ZONE)
    put(database, grid="G2")
    stop = stops(town.again(database, ids))["asked:G2"]
    assert stop["required"] and stop["kind"] == "hotspot" and stop["label"] == "石桥网格上报集中处"
    assert stop["place"] == pytest.approx([119.95015, 30.07], abs=1e-4)


def test_it_goes_to_every_area_that_holds_it_and_nowhere_without_one(database: Database) -> None:
    begun = town.begin(database)
    both = put(database, plant(database, grids=("G2", "G3")))
    assert [(one["area"]["code"], one["state"]) for one in both] == [("A1", "draft"), ("A2", "waiting")]
    for what, code in (((None, "A1"), "not_found"), ((UUID(int=5), None), "not_found"), ((plant(database, grids=()), None), "inspect_no_area")):
        with pytest.raises(WanggeError) as refused:
            put(database, *what)
        assert refused.value.code == code
    assert stops(begun)


def test_what_ended_is_no_longer_standing_and_the_next_quarter_is_named(database: Database) -> None:
    begun = town.begin(database)
    spot = plant(database)
    put(database, spot)
    with database.begin() as connection:
        connection.execute(text("UPDATE inspection SET state = 'ended', ended_at = now()"))
    (again,) = put(database, spot)
    assert (again["state"], again["quarter_said"]) == ("waiting", "2027年第一季度")
    with database.begin() as connection:
        made = inspections.begin(connection, SECRETARY, load(connection, NOON), Order("A1", DAYS, ({"mode": "car"},), town.QUICK))
        taken = connection.execute(text("SELECT inspection_id FROM inspection_request ORDER BY id")).scalars().all()
    assert taken == [begun.id, made]
