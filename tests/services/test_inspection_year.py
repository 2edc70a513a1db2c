"""Four quarters in a row: plan, carried out, ended, the next plan. At the end of the year nothing has remained unseen, or it is named and first in line."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, text

from gis_app import clock
from gis_app.db.queries import wishes
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.domain.inspections.calendar import working_days
from gis_app.domain.quarters import quarters_after
from gis_app.services import fieldwork, inspection_ending, inspection_views, inspections
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests.inspected_town import ZONE, Begun

START = date(2026, 1, 1)
YEAR = [quarters_after(START, number) for number in range(4)]
SHOPS = 26


@pytest.fixture
def grid_ids(database: Database) -> dict[str, int]:
    """The furnished town with shops strewn over it, a school, houses in the hills, and a lane that leads off the county road."""
    with database.begin() as connection:
        grid_ids = town.furnish(connection)
        rng = np.random.default_rng(5)
        for number in range(SHOPS + 1):
            lon, lat = float(rng.uniform(119.936, 119.964)), float(rng.uniform(30.005, 30.095))
            connection.execute(text(
                "INSERT INTO unit (town_id, external_id, name, kind, grid_id, known_since, geom) SELECT town_id, :name, :name, :kind, grid_id, :since, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) "
                "FROM grid_version WHERE grid_id = :grid"), {"name": f"店{number:02}" if number < SHOPS else "柳湾小学", "kind": "商店" if number < SHOPS else "学校",
                                                             "since": START, "lon": lon, "lat": lat, "grid": grid_ids["G1" if lat < 30.05 else "G2"]})
        connection.execute(text("INSERT INTO feature_line (town_id, layer, external_id, category, name, geom) SELECT town_id, 'roads', 'R2', 'lane', '后山巷', "
                                "ST_GeomFromText('MULTILINESTRING((119.95 30.08, 119.966 30.08))', 4326) FROM grid_version WHERE code = 'G2'"))
        connection.execute(text("UPDATE building SET geom = ST_Translate(geom, 0.033, 0) WHERE external_id = 'B4'"))  # the house in the hills: within a walk of the road
        return grid_ids


def hold(database: Database, monkeypatch: pytest.MonkeyPatch, quarter: date, order: dict[str, Any]) -> tuple[Begun, dict[str, Any]]:
    """One quarter's inspection from the first press to the end; each team goes its ways and ticks its stops off."""
    days = working_days(quarter, 2)[: order.pop("days", 2)]
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(days[0], time(8), ZONE))
    with database.begin() as connection:
        made = inspections.begin(connection, LOCAL_OPERATOR, load(connection, clock.now()), Order("A1", days, settings=town.QUICK, **order))
    town.plan(database, made)
    begun = town.issue(Begun(database, {}, made, {}))
    with database.begin() as connection:
        told = inspection_views.one(connection, LOCAL_OPERATOR, load(connection, clock.now()), made)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(days[-1], time(20), ZONE))
    locating = Locating(database, 25.0)
    for record, team in carried_out(told):
        fieldwork.take(database, locating, LINK_HOLDER, begun.links[team], read_record(Reader(record, ZONE, as_text=False)), zone=ZONE)
    with database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, clock.now()), made)
    return begun, told


def carried_out(told: dict[str, Any]) -> Any:
    for way in told["ways"]:
        stops = [stop for stop in told["stops"] if stop["team"] == way["team"] and stop["day"].isoformat() == way["day"]]
        fixes, left = [], float("-inf")
        for leg, stop in zip(way["legs"], stops, strict=False):
            steps = np.linspace(0, 1, 80)
            along = shapely.get_coordinates(shapely.line_interpolate_point(shapely.LineString(leg), steps, normalized=True))
            end = stop["arrive"].timestamp()
            lasts, left = min(400.0, end - left), stop["leave"].timestamp()
            fixes += [[float(lon), float(lat), end - lasts * (1 - float(step)), 8] for (lon, lat), step in zip(along, steps, strict=True)]
            yield town.record("tick", wish=stop["wish"], lon=stop["place"][0], lat=stop["place"][1], accuracy_m=5) | {"made_at": stop["arrive"].isoformat()}, way["team"]
        if fixes:
            yield town.record("way", way=fixes), way["team"]


def unticked(connection: Connection) -> set[str]:
    """Units that no team has ever ticked off."""
    return {row[0] for row in connection.execute(text("SELECT external_id FROM unit u WHERE NOT EXISTS (SELECT FROM inspection_record r WHERE r.kind = 'tick' AND r.wish = 'unit:' || u.external_id)"))}


def corners(database: Database, inspection: UUID) -> dict[tuple[str, str], Any]:
    with database.begin() as connection:
        return {(row["kind"], row["ref"]): row["unseen"] for row in wishes.corners(connection, inspection)}


def still_unseen(before: dict[tuple[str, str], Any], after: dict[tuple[str, str], Any]) -> list[tuple[str, str]]:
    """Houses and units that two inspections left one after the other, and roads of which both left the same piece."""
    both = [name for name in before if name in after]
    return [name for name in both if name[0] != "road" or before[name].intersection(after[name].buffer(1e-6)).length > 3e-4]


def test_after_four_quarters_nothing_has_remained_unseen(database: Database, grid_ids: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[dict[tuple[str, str], Any]] = []
    for quarter in YEAR:
        begun, told = hold(database, monkeypatch, quarter, {"teams": ({"mode": "car"}, {"mode": "car"})})
        assert told["figures"]["owed_served"] == told["figures"]["owed"] and told["figures"]["grids_entered"] == 2
        owed = [stop for stop in told["stops"] if stop["owed"]]
        fresh = sum(stop["kind"] == "never" for stop in owed)
        assert fresh <= 7 and (left or fresh == 7)
        assert "柳湾小学" in {stop["label"] for stop in owed}
        if left:
            assert any(stop["note"].endswith("应查：上季死角") for stop in owed) == bool(left[-1])
        left.append(corners(database, begun.id))
    assert left[0] and [still_unseen(before, after) for before, after in pairwise(left)] == [[], [], []]
    with database.begin() as connection:
        assert unticked(connection) == set()


def test_with_too_few_hands_the_rest_is_named_and_first_in_line(database: Database, grid_ids: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"teams": ({"mode": "two_wheeler", "hours": "08:30-11:00"},), "days": 1}
    for quarter in YEAR:
        begun, told = hold(database, monkeypatch, quarter, dict(small))
        assert told["figures"]["grids_entered"] == 2
    named = {stop["label"]: stop for stop in told["stops"] if stop["owed"] and stop["team"] is None}
    assert named and all(stop["why"]["zh"] for stop in named.values())
    with database.begin() as connection:
        missing = unticked(connection)
        matters = {row[0] for row in connection.execute(text("SELECT label FROM office_matter WHERE kind = 'unreached' AND inspection_id = :id"), {"id": begun.id})}
    assert missing and missing <= set(named) and {f"应查未查：{name}" for name in named} <= matters
    _, told = hold(database, monkeypatch, quarters_after(YEAR[-1], 1), {"teams": ({"mode": "car"}, {"mode": "car"}, {"mode": "car"})})
    late = {stop["label"] for stop in told["stops"] if stop["owed"] > 1}
    assert missing <= late and told["figures"]["owed_served"] == told["figures"]["owed"]
    with database.begin() as connection:
        assert unticked(connection) == set()


def test_a_year_is_a_year_wherever_it_begins() -> None:
    assert [quarters_after(date(2026, 11, 28), number) for number in range(3)] == [date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)]
    assert quarters_after(START, 1) - timedelta(days=1) == date(2026, 3, 31)
