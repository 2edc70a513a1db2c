"""What a report of an inspection says beside its own records: the grids' own reports, earlier quarters, the office's list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select, text, update

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.incidents import Incident
from gis_app.db.models.inspections import Inspection, OfficeMatter
from gis_app.domain.sources import OWN

M = OfficeMatter
THERE = text("""
    WITH home AS (SELECT min(h.grid_id) AS grid_id FROM household h WHERE h.grid_id = ANY(:grids) AND h.building_id IS NOT NULL GROUP BY h.building_id),
    road AS (SELECT v.grid_id, sum(ST_Length(ST_CollectionExtract(ST_Intersection(f.geom, v.geom), 2)::geography)) AS metres FROM feature_line f
             JOIN grid_version v ON v.valid @> now() AND v.grid_id = ANY(:grids) AND ST_Intersects(f.geom, v.geom)
             WHERE f.layer = 'roads' AND f.town_id = :town GROUP BY v.grid_id)
    SELECT g AS grid_id, (SELECT count(*) FROM home WHERE home.grid_id = g) AS buildings, (SELECT count(*) FROM unit WHERE unit.grid_id = g) AS units,
           coalesce((SELECT metres FROM road WHERE road.grid_id = g), 0) AS road_m
    FROM unnest(CAST(:grids AS bigint[])) AS g""")


def own_reports(connection: Connection, grid_ids: Sequence[int], since: datetime, until: datetime) -> dict[int, int]:
    """Grid id -> what its own people reported in a span."""
    i = Incident
    query = select(i.grid_id, func.count().label("n")).where(
        i.grid_id.in_(grid_ids), i.source.in_(sorted(OWN)), i.reported_at >= since, i.reported_at < until, i.state != "void").group_by(i.grid_id)
    return {row.grid_id: row.n for row in connection.execute(query)}


def there(connection: Connection, town_id: int, grid_ids: Sequence[int]) -> dict[int, RowMapping]:
    """Grid id -> how many buildings that somebody lives in, units, and metres of road there are by now: what dead corners are a part of."""
    rows = connection.execute(THERE, {"grids": list(grid_ids), "town": town_id}).mappings()
    return {row["grid_id"]: row for row in rows}


def inspection_reports(connection: Connection, grid_ids: Sequence[int], since: datetime, until: datetime, done: Sequence[str]) -> tuple[int, int]:
    """How many incidents inspections found on some grids in a span, and how many of them are mended."""
    i = Incident
    query = select(func.count(), func.count().filter(i.state.in_(done))).where(
        i.grid_id.in_(grid_ids), i.source == "inspection", i.reported_at >= since, i.reported_at < until, i.state != "void")
    found, mended = connection.execute(query).one()
    return int(found), int(mended)


def matters(connection: Connection, *, town_id: int | None = None, inspection_id: UUID | None = None, settled: bool | None = None,
            after: int = 0, limit: int = 200) -> Sequence[RowMapping]:
    """The office's list, the oldest first."""
    query = (
        select(M.id, M.kind, M.ref, M.label, M.incident_id, M.at, M.decision, M.settled_by, M.settled_at, Inspection.area_name.label("area"),
               Inspection.quarter, GridVersion.code.label("grid"))
        .join(Inspection, Inspection.id == M.inspection_id)
        .outerjoin(GridVersion, (GridVersion.grid_id == M.grid_id) & GridVersion.valid.contains(func.now()))
        .where(M.id > after).order_by(M.id).limit(limit)
    )
    for wanted, condition in ((town_id, M.town_id == town_id), (inspection_id, M.inspection_id == inspection_id)):
        query = query.where(condition) if wanted is not None else query
    if settled is not None:
        query = query.where(M.settled_at.is_not(None) if settled else M.settled_at.is_(None))
    return connection.execute(query).mappings().all()


def matter(connection: Connection, matter_id: int) -> RowMapping | None:
    return connection.execute(select(M.id, M.town_id, M.settled_at).where(M.id == matter_id).with_for_update()).mappings().one_or_none()


def settle(connection: Connection, matter_id: int, decision: str, actor: str, at: datetime) -> None:
    connection.execute(update(M).where(M.id == matter_id).values(decision=decision, settled_by=actor, settled_at=at))


def tracks(connection: Connection, inspection_id: UUID) -> list[dict[str, Any]]:
    """Each team's way as GeoJSON, its metres and its time."""
    query = text("SELECT team, metres, extract(epoch FROM ended_at - started_at) AS seconds, ST_AsGeoJSON(geom, 6)::json AS way FROM patrol "
                 "WHERE inspection_id = :id ORDER BY team")
    return [dict(row) for row in connection.execute(query, {"id": inspection_id}).mappings()]
