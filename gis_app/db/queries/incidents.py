"""Incidents: one written in one statement, a page of them, one with all that happened to it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Connection, RowMapping, func, insert, select, tuple_

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.incidents import (
    Incident,
    IncidentAssignment,
    IncidentLocation,
    IncidentPhoto,
    IncidentStatus,
    IncidentText,
)
from gis_app.db.models.items import Department, Item

SPHERE_M, FARTHEST_M = 6378137.0, 1e12
"""Radius of the sphere of EPSG:3857; farther than any place lies in it."""

REPORT_FIELDS = (
    "revision actor route key body_sha256 answer id source item reported_at day text address given_x given_y given_crs "
    "lon lat accuracy_m town_id town_code grid_id grid_code version_id rule near_boundary distance_m"
).split()
CASTS = {
    "revision": "bigint", "body_sha256": "bytea", "answer": "jsonb", "id": "uuid", "reported_at": "timestamptz",
    "town_id": "bigint", "grid_id": "bigint", "version_id": "bigint", "near_boundary": "boolean",
} | dict.fromkeys(("given_x", "given_y", "lon", "lat", "accuracy_m", "distance_m"), "float8")
REPORT = (
    "SELECT outcome, answer::text FROM wangge_report("
    + ", ".join(f"%({name})s::{CASTS.get(name, 'text')}" for name in REPORT_FIELDS) + ")"
)


@dataclass(frozen=True)
class Filter:
    """What a list of incidents is narrowed to; empty means everything."""

    grid: str | None = None
    items: Sequence[str] = ()
    states: Sequence[str] = ()
    sources: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    bbox: tuple[float, float, float, float] | None = None


def report(driver: psycopg.Connection[Any], values: Mapping[str, Any]) -> tuple[str, str | None]:
    """Write one report by ``wangge_report``: its outcome, and the answer kept for it as JSON text."""
    row = driver.execute(REPORT, values).fetchone()
    assert row is not None
    return row[0], row[1]


def page(
    connection: Connection, wanted: Filter, *, before: tuple[datetime, UUID] | None, limit: int,
) -> Sequence[RowMapping]:
    """The newest incidents of the filter, before the place in the list that ``before`` names."""
    incident = Incident
    query = select(*columns()).outerjoin(Item, Item.code == incident.item_code)
    for condition in conditions(wanted):
        query = query.where(condition)
    if before is not None:
        query = query.where(tuple_(incident.reported_at, incident.id) < tuple_(*before))
    query = query.order_by(incident.reported_at.desc(), incident.id.desc()).limit(limit)
    return connection.execute(query).mappings().all()


def conditions(wanted: Filter) -> list[Any]:
    """The filter as SQL; a grid takes whatever lies, or ever lay, on its ground."""
    incident = Incident
    found: list[Any] = []
    if wanted.grid is not None:
        found.append(incident.grid_id.in_(_on_ground_of(wanted.grid)))
    for column, words in ((incident.item_code, wanted.items), (incident.state, wanted.states), (incident.source, wanted.sources)):
        if words:
            found.append(column.in_(words))
    if wanted.since is not None:
        found.append(incident.reported_at >= wanted.since)
    if wanted.until is not None:
        found.append(incident.reported_at < wanted.until)
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        found += [incident.geom_3857.op("&&")(func.ST_MakeEnvelope(*_mercator(wanted.bbox), 3857)),
                  func.ST_X(incident.geom).between(west, east), func.ST_Y(incident.geom).between(south, north)]
    return found


def one(connection: Connection, incident_id: UUID) -> RowMapping | None:
    """An incident with its words and its item's department."""
    query = (
        select(*columns(), IncidentText.text, IncidentText.address, Department.name_zh.label("department_zh"),
               Department.name_en.label("department_en"), Item.closing_standard, Item.limit_text)
        .outerjoin(Item, Item.code == Incident.item_code)
        .outerjoin(Department, Department.code == Item.department_code)
        .outerjoin(IncidentText, IncidentText.incident_id == Incident.id)
        .where(Incident.id == incident_id)
    )
    return connection.execute(query).mappings().one_or_none()


def states_of(connection: Connection, incident_id: UUID) -> Sequence[RowMapping]:
    row = IncidentStatus
    query = select(row.at, row.actor, row.state, row.department_code, row.note).where(row.incident_id == incident_id)
    return connection.execute(query.order_by(row.id)).mappings().all()


def places_of(connection: Connection, incident_id: UUID) -> Sequence[RowMapping]:
    row = IncidentLocation
    columns = (row.at, row.actor, row.given_x, row.given_y, row.given_crs, row.accuracy_m, row.lon, row.lat, row.reason)
    return connection.execute(select(*columns).where(row.incident_id == incident_id).order_by(row.id)).mappings().all()


def assignments_of(connection: Connection, incident_id: UUID) -> Sequence[RowMapping]:
    """Which grid it was given to, named as the grid was called then."""
    row, version = IncidentAssignment, GridVersion
    columns = (
        row.at, row.actor, row.rule, row.near_boundary, row.distance_m, row.reason, row.grid_id,
        version.code, version.name, version.level, version.kind,
    )
    query = select(*columns).outerjoin(version, version.id == row.grid_version_id).where(row.incident_id == incident_id)
    return connection.execute(query.order_by(row.id)).mappings().all()


def path_of(connection: Connection, grid_id: int, at: datetime) -> Sequence[RowMapping]:
    """The grids on whose ground a grid lay at an instant, town first, itself last."""
    step, leaf = GridVersion, GridVersion.__table__.alias("leaf")
    query = (
        select(step.code, step.name, step.level, step.kind)
        .join(leaf, leaf.c.ground_path.op("<@")(step.ground_path))
        .where(leaf.c.grid_id == grid_id, leaf.c.valid.contains(at), step.valid.contains(at))
        .order_by(func.nlevel(step.ground_path))
    )
    return connection.execute(query).mappings().all()


def photos_of(connection: Connection, incident_id: UUID) -> Sequence[RowMapping]:
    row = IncidentPhoto
    query = select(row.id, row.sha256, row.media_type, row.size, row.at).where(row.incident_id == incident_id)
    return connection.execute(query.order_by(row.id)).mappings().all()


def town_of(connection: Connection, incident_id: UUID) -> int | None:
    return connection.scalar(select(Incident.town_id).where(Incident.id == incident_id))


def insert_photo(connection: Connection, values: Mapping[str, Any]) -> int | None:
    """Add a photo; None where the incident already has the same file."""
    row = IncidentPhoto
    known = select(row.id).where(row.incident_id == values["incident_id"], row.sha256 == values["sha256"])
    if connection.scalar(known) is not None:
        return None
    made: int = connection.execute(insert(row).returning(row.id), dict(values)).scalar_one()
    return made


def columns() -> tuple[Any, ...]:
    """What a list says of an incident; its item comes by an outer join."""
    incident = Incident
    return (
        incident.id, incident.number, incident.town_id, incident.source, incident.state, incident.item_code,
        incident.item_given, Item.name_zh.label("item_zh"), Item.name_en.label("item_en"), Item.bottom_line,
        incident.reported_at, incident.due_at, incident.done_at, incident.created_at, incident.accuracy_m, incident.grid_id, incident.grid_code, incident.rule,
        incident.near_boundary, incident.distance_m, func.ST_X(incident.geom).label("lon"),
        func.ST_Y(incident.geom).label("lat"),
    )


def _mercator(bbox: tuple[float, float, float, float]) -> tuple[float, ...]:
    """The box in EPSG:3857 for the index, a millimetre wider; the poles are as far away as can be."""
    west, south, east, north = bbox
    x = (math.radians(west) * SPHERE_M, math.radians(east) * SPHERE_M)
    y = [math.copysign(FARTHEST_M, lat) if abs(lat) >= 90.0 else math.asinh(math.tan(math.radians(lat))) * SPHERE_M for lat in (south, north)]
    return x[0] - 0.001, y[0] - 0.001, x[1] + 0.001, y[1] + 0.001


def _on_ground_of(code: str) -> Any:
    host, part = GridVersion.__table__.alias("host"), GridVersion.__table__.alias("part")
    return (
        select(part.c.grid_id)
        .join(host, part.c.ground_path.op("<@")(host.c.ground_path))
        .where(host.c.code == code, host.c.valid.is_not(None), part.c.valid.is_not(None))
    )
