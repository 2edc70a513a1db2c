"""An enterprise grid whose company is due: one stop from the plan to the ledger, and both are counted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, text

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.domain.inspections import Settings
from gis_app.services import (
    field_view,
    fieldwork,
    inspection_ending,
    inspection_files,
    inspection_prints,
    inspection_views,
    inspections,
)
from gis_app.services.desk import Desk
from gis_app.services.inspection_owed import owed_wishes
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, ZONE, Begun, record

FIRM = """INSERT INTO unit (town_id, external_id, name, kind, grid_id, known_since, geom)
          VALUES (:town, 'F1', '青溪茶业有限公司', '企业', :grid, '2026-03-01', ST_SetSRID(ST_MakePoint(120.0402, 30.0402), 4326))"""

ROAD = """INSERT INTO feature_line (town_id, layer, external_id, category, name, geom)
          VALUES (:town, 'roads', 'R2', 'main', '东岭路', ST_GeomFromText('MULTILINESTRING((120.04 30.001, 120.04 30.099))', 4326))"""


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def begun(database: Database) -> Begun:
    """The eastern area, planned: G3 and the tea works E1, whose company nobody called on yet."""
    with database.begin() as connection:
        ids = town.furnish(connection)
        connection.execute(text(FIRM), {"town": ids["T"], "grid": ids["E1"]})
        connection.execute(text(ROAD), {"town": ids["T"]})
        made = inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), Order("A2", DAYS, ({"mode": "car"},), town.QUICK))
    town.plan(database, made)
    return town.issue(Begun(database, ids, made, {}))


def owed(connection: Connection, begun: Begun, quarter: date) -> list[str]:
    ids = begun.grid_ids
    return [wish.id for wish in owed_wishes(connection, ids["T"], ids["A2"], {ids["G3"]: "G3", ids["E1"]: "E1"}, Settings(), quarter) if wish.id.startswith("unit:")]


def test_grid_and_company_are_one_stop_of_the_longer_time(begun: Begun) -> None:
    with begun.database.begin() as connection:
        held = load(connection, NOON)
        told = inspection_views.one(connection, LOCAL_OPERATOR, held, begun.id)
        field = field_view.view(connection, LINK_HOLDER, held, begun.links[1], ZONE)
        found, plan = inspection_prints.stored(connection, Desk(), LOCAL_OPERATOR, held, begun.id)
    assert {stop["wish"] for stop in told["stops"]} == {"grid:G3", "grid:E1"}
    plant = next(stop for stop in told["stops"] if stop["wish"] == "grid:E1")
    assert (plant["label"], plant["note"], plant["also"]) == ("青溪茶厂（青溪茶业有限公司）", "常规；企业，应查：从未联查过", ["unit:F1"])
    assert (plant["required"], plant["owed"], plant["place"]) == (True, 1, [120.0402, 30.0402])
    assert (told["figures"]["grids"], told["figures"]["owed"], told["figures"]["owed_served"]) == (2, 1, 1)
    assert next(stop for stop in field["stops"] if stop["wish"] == "grid:E1")["also"] == ["unit:F1"]
    visit, wish = next((visit, wish) for _, _, visit, wish in inspection_files.stops(found, plan) if wish.id == "grid:E1")
    assert visit.leave - visit.begin == 30 * 60 and wish.kinds_zh == "网格、企业"
    assert [row[-2] for row in inspection_files._left_out(found, plan)[1]] == []


def test_one_tick_settles_grid_and_company(begun: Begun) -> None:
    with begun.database.begin() as connection:
        assert owed(connection, begun, date(2026, 10, 1)) == ["unit:F1"]
    sent = read_record(Reader(record("tick", wish="grid:E1", lon=120.0402, lat=30.0402, accuracy_m=8), ZONE, as_text=False))
    fieldwork.take(begun.database, Locating(begun.database, 25.0), LINK_HOLDER, begun.links[1], sent, zone=ZONE)
    with begun.database.begin() as connection:
        assert owed(connection, begun, date(2026, 10, 1)) == []
        assert owed(connection, begun, date(2027, 1, 1)) == ["unit:F1"]
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON + timedelta(hours=1)), begun.id)
        assert not [row for row in queries.dead_corners(connection, begun.id) if row["kind"] == "unit"]
        told = inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)
    assert told["progress"]["grids_entered"] == 1 and [stop["wish"] for stop in told["stops"] if stop["done"]] == ["grid:E1"]
