"""Hotspots stored and read: runs, lasting hotspots with their newest sighting, their history and deeds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.types import String

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.hotspots import Hotspot, HotspotDeed, HotspotRun, HotspotSighting
from gis_app.db.models.incidents import Incident

H, R, S, D, I = Hotspot, HotspotRun, HotspotSighting, HotspotDeed, Incident


def add_run(connection: Connection, values: Mapping[str, Any]) -> None:
    connection.execute(insert(R).values(**values))


def add_hotspots(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(H), [dict(row) for row in rows])


def add_sightings(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """``geom`` of each is a shapely MultiPolygon in lon/lat."""
    if rows:
        connection.execute(insert(S), [
            {**row, "geom": f"SRID=4326;{shapely.to_wkt(shapely.set_srid(row['geom'], 0), 17)}"} for row in rows
        ])


def add_deed(connection: Connection, hotspot_id: UUID, note: str, inspection_id: UUID | None, actor: str, **more: Any) -> None:
    """``more``: ``looked``, ``detail``, ``at``, where they are not as usual."""
    connection.execute(insert(D).values(hotspot_id=hotspot_id, note=note, inspection_id=inspection_id, actor=actor, **more))


def forget_deeds(connection: Connection, inspection_id: UUID) -> None:
    """Those that an inspection's end noted; what people wrote stays."""
    connection.execute(delete(D).where(D.inspection_id == inspection_id, D.detail.has_key("incidents")))


def known(connection: Connection, town_id: int, method: str, cells: str, items: Sequence[str], sources: Sequence[str]) -> list[tuple[UUID, Any]]:
    """Hotspots that answer the same question, each with its newest outline."""
    newest = _newest().where(H.town_id == town_id, H.method == method, H.cells == cells, H.items == list(items), H.sources == list(sources))
    rows = connection.execute(newest.add_columns(func.ST_AsBinary(S.geom).label("wkb"))).mappings().all()
    return [(row["id"], shapely.from_wkb(row["wkb"])) for row in rows]


def page(connection: Connection, *, town: str | None, method: str | None, before: UUID | None, limit: int) -> Sequence[RowMapping]:
    """Hotspots with their newest sighting, the newest hotspot first."""
    query = _described().limit(limit)
    if town is not None:
        query = query.where(H.town_id.in_(select(GridVersion.grid_id).where(GridVersion.code == town, GridVersion.kind == "town")))
    if method is not None:
        query = query.where(H.method == method)
    if before is not None:
        query = query.where(H.id < before)
    return connection.execute(query.ext(distinct_on(H.id)).order_by(H.id.desc(), R.at.desc())).mappings().all()


def one(connection: Connection, hotspot_id: UUID) -> RowMapping | None:
    query = _described().where(H.id == hotspot_id).order_by(R.at.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def history(connection: Connection, hotspot_id: UUID) -> Sequence[RowMapping]:
    """How each run saw it, the newest first."""
    query = select(S.run_id, R.at, R.first_day, R.last_day, S.class_.label("class_"), S.strength, S.p, S.q, S.count, S.grids).join(R, R.id == S.run_id)
    return connection.execute(query.where(S.hotspot_id == hotspot_id).order_by(R.at.desc(), R.id.desc())).mappings().all()


def deeds(connection: Connection, hotspot_id: UUID) -> Sequence[RowMapping]:
    """What was done, the newest first."""
    query = select(D.id, D.inspection_id, D.note, D.looked, D.detail, D.actor, D.at).where(D.hotspot_id == hotspot_id).order_by(D.at.desc(), D.id.desc())
    return connection.execute(query).mappings().all()


def incidents(
    connection: Connection, town_id: int, since: datetime, until: datetime, items: Sequence[str], sources: Sequence[str], zone: str,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Places (lon, lat) and local days (since 1970) of a town's incidents over a half-open span, in the order of time; void ones are left out."""
    day = (func.date(func.timezone(zone, I.reported_at)) - literal(date(1970, 1, 1))).label("day")
    query = select(func.ST_X(I.geom), func.ST_Y(I.geom), day).where(
        I.town_id == town_id, I.reported_at >= since, I.reported_at < until, I.source.in_(sources), I.state != "void")
    if items:
        query = query.where(I.item_code.in_(items))
    rows = np.array(connection.execute(query.order_by(I.reported_at, I.id)).all(), dtype=np.float64).reshape(-1, 3)
    return rows[:, :2], rows[:, 2].astype(np.int64)


def last_looked(connection: Connection, town_id: int, method: str, cells: str, items: Sequence[str], sources: Sequence[str]) -> date | None:
    """The last day of the newest period that a question was asked of."""
    same = (R.town_id == town_id, R.method == method, R.cells == cells, R.items == list(items), R.sources == list(sources))
    return connection.scalar(select(func.max(R.last_day)).where(*same))


def outlines(connection: Connection, hotspot_ids: Sequence[UUID]) -> Sequence[RowMapping]:
    """Some hotspots with their newest sighting."""
    return connection.execute(_described().where(H.id.in_(hotspot_ids)).ext(distinct_on(H.id)).order_by(H.id, R.at.desc())).mappings().all()


def _newest() -> Select[Any]:
    """Each hotspot's newest sighting."""
    return (select(H.id).join(S, S.hotspot_id == H.id).join(R, R.id == S.run_id).ext(distinct_on(H.id)).order_by(H.id, R.at.desc()))


def _described() -> Select[Any]:
    outline = func.ST_AsGeoJSON(func.ST_ForcePolygonCCW(S.geom), 7, type_=String).label("outline")
    columns: list[Any] = [H.id, H.town_id, H.method, H.cells, H.items, H.sources, H.found_at, S.class_.label("class_"), S.strength, S.p, S.q, S.count, S.grids,
                          R.first_day, R.last_day, R.seed, R.parameters, R.at.label("seen_at"), outline]
    return select(*columns).join(S, S.hotspot_id == H.id).join(R, R.id == S.run_id)
