"""What is asked of inspections: put down, taken up by the next one that is begun, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, insert, select, text, update

from gis_app.db.models.inspection_requests import InspectionRequest
from gis_app.db.models.inspections import OPEN_STATES, Inspection

R, I = InspectionRequest, Inspection
BUSIEST = text("""
    WITH near AS (
      SELECT geom, floor(ST_X(geom) / :step) AS x, floor(ST_Y(geom) / :step) AS y FROM incident
      WHERE grid_id = ANY(:grids) AND reported_at >= :since AND state <> 'void' AND (cardinality(CAST(:items AS text[])) = 0 OR item_code = ANY(CAST(:items AS text[])))
        AND ST_Intersects(geom, ST_GeomFromWKB(:shape, 4326))
    ), one AS (SELECT ST_GeometricMedian(ST_Collect(geom)) AS m FROM near GROUP BY x, y ORDER BY count(*) DESC, x, y LIMIT 1)
    SELECT ST_X(m), ST_Y(m) FROM one""")
STEP_DEG = 0.001


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    return int(connection.execute(insert(R).values(**values).returning(R.id)).scalar_one())


def one(connection: Connection, request_id: int) -> RowMapping | None:
    """With its inspection's state; locked until the transaction ends."""
    return connection.execute(_told().where(R.id == request_id).with_for_update(of=R)).mappings().one_or_none()


def standing(
    connection: Connection, *, town_id: int | None = None, area_id: int | None = None, hotspot_id: UUID | None = None, grid_id: int | None = None,
) -> Sequence[RowMapping]:
    """Those that wait or stand in an inspection that has not ended, the oldest first."""
    query = _told().where(R.withdrawn_at.is_(None), R.inspection_id.is_(None) | I.state.in_(OPEN_STATES))
    for column, wanted in ((R.town_id, town_id), (R.area_id, area_id), (R.hotspot_id, hotspot_id), (R.grid_id, grid_id)):
        if wanted is not None:
            query = query.where(column == wanted)
    return connection.execute(query.order_by(R.id)).mappings().all()


def of_inspection(connection: Connection, inspection_id: UUID | None, area_id: int) -> Sequence[RowMapping]:
    """What an inspection was asked; where none is begun, what waits for the next of the area."""
    query = _told().where(R.withdrawn_at.is_(None), R.area_id == area_id, R.inspection_id == inspection_id)
    return connection.execute(query.order_by(R.id)).mappings().all()


def taken_back(connection: Connection, inspection_id: UUID) -> Sequence[RowMapping]:
    """What an inspection was asked and is no longer."""
    return connection.execute(_told().where(R.withdrawn_at.is_not(None), R.inspection_id == inspection_id)).mappings().all()


def take_up(connection: Connection, area_id: int, inspection_id: UUID) -> int:
    """What waits is the inspection's from now on; how much."""
    waiting = update(R).where(R.area_id == area_id, R.inspection_id.is_(None), R.withdrawn_at.is_(None))
    return connection.execute(waiting.values(inspection_id=inspection_id)).rowcount


def put_back(connection: Connection, inspection_id: UUID) -> None:
    """What an inspection took up waits for the next one again."""
    connection.execute(update(R).where(R.inspection_id == inspection_id, R.withdrawn_at.is_(None)).values(inspection_id=None))


def withdraw(connection: Connection, request_id: int, actor: str, at: datetime) -> None:
    connection.execute(update(R).where(R.id == request_id).values(withdrawn_by=actor, withdrawn_at=at))


def busiest(connection: Connection, grid_ids: Sequence[int], shape: bytes, since: datetime, items: Sequence[str]) -> tuple[float, float] | None:
    """Lon, lat amid the hundred metres with the most reports since an instant, within an outline (WKB) and some grids; None where there are none."""
    found = connection.execute(BUSIEST, {"grids": list(grid_ids), "shape": shape, "since": since, "items": list(items), "step": STEP_DEG}).one_or_none()
    return None if found is None else (float(found[0]), float(found[1]))


def _told() -> Select[Any]:
    return select(*R.__table__.columns, I.state, I.quarter).outerjoin(I, I.id == R.inspection_id)
