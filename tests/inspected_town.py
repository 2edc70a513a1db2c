"""The small town with homes, a plant and a road to inspect, and an inspection of its western work area brought so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import inspecting, inspections
from gis_app.services.incidents import uuid7
from gis_app.services.inspections import Order
from gis_app.services.snapshot import load
from tests import small_town

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = (date(2026, 10, 8), date(2026, 10, 9))
NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)
QUICK = {"iterations": 40, "seconds": 2.0}


@dataclass
class Begun:
    database: Database
    grid_ids: dict[str, int]
    id: UUID
    links: dict[int, str]


def furnish(connection: Connection) -> dict[str, int]:
    """Homes by the road in G1 and G2, one far off in the hills of G1, a shop; a road from south to north."""
    published = small_town.publish(connection)
    for serial, (lon, lat, grid) in enumerate(((119.95, 30.02, "G1"), (119.9502, 30.0201, "G1"), (119.95, 30.07, "G2"), (119.905, 30.005, "G1")), 1):
        building = connection.execute(text(
            "INSERT INTO building (town_id, external_id, geom) VALUES (:town, :serial, ST_Multi(ST_Expand(ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 0.00005))) RETURNING id"
        ), {"town": published.town_id, "serial": f"B{serial}", "lon": lon, "lat": lat}).scalar_one()
        connection.execute(text(
            "INSERT INTO household (town_id, external_id, building_id, grid_id, people_registered, people_present, address, geom) "
            "VALUES (:town, :serial, :building, :grid, 3, 2, :address, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))"
        ), {"town": published.town_id, "serial": f"H{serial}", "building": building, "grid": published.grid_ids[grid], "address": f"石桥村 {serial}幢101室", "lon": lon, "lat": lat})
    connection.execute(text(
        "INSERT INTO feature_line (town_id, layer, external_id, category, name, geom) VALUES "
        "(:town, 'roads', 'R1', 'main', 'X301县道', ST_GeomFromText('MULTILINESTRING((119.95 30.001, 119.95 30.09))', 4326))"), {"town": published.town_id})
    return published.grid_ids


def begin(database: Database, *, teams: int = 1, days: Sequence[date] = DAYS, **settings: Any) -> Begun:
    """Furnished, begun for A1, and planned."""
    with database.begin() as connection:
        grid_ids = furnish(connection)
    return again(database, grid_ids, teams=teams, days=days, **settings)


def again(database: Database, grid_ids: dict[str, int], *, teams: int = 1, days: Sequence[date] = DAYS, **settings: Any) -> Begun:
    """Another inspection of A1, planned."""
    with database.begin() as connection:
        order = Order("A1", tuple(days), tuple({"mode": "car"} for _ in range(teams)), QUICK | settings)
        made = inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), order)
    plan(database, made)
    return Begun(database, grid_ids, made, {})


def plan(database: Database, inspection_id: UUID) -> None:
    """Do what the job would do with the version asked for last."""
    with database.begin() as connection:
        newest = queries.newest_plan(connection, inspection_id)
        plan_id = connection.execute(text("SELECT id FROM inspection_plan WHERE inspection_id = :id AND number = :n"), {"id": inspection_id, "n": newest["number"]}).scalar_one()
    inspecting.make(database, LOCAL_OPERATOR, plan_id, ZONE)


def issue(begun: Begun, *, again: bool = False) -> Begun:
    with begun.database.begin() as connection:
        begun.links = {number: token for number, _, token in inspections.issue(connection, LOCAL_OPERATOR, begun.id, again=again)}
    return begun


def record(kind: str, **parts: Any) -> dict[str, Any]:
    """A record as a phone sends it."""
    return {"id": str(uuid7()), "kind": kind, "made_at": NOON.isoformat(), **parts}
