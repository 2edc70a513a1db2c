"""Where an inspection should look: the middle of a grid's homes, what is overdue, the dead corners of the last time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import Connection, RowMapping, func, select, text

from gis_app.db.models.inspections import DeadCorner

HOMES = text("SELECT ST_X(m), ST_Y(m) FROM (SELECT ST_GeometricMedian(ST_Collect(geom)) AS m FROM household WHERE grid_id = :grid) x WHERE m IS NOT NULL")
OVERDUE = text("""
    SELECT i.id, i.number, i.grid_id, t.name_zh AS item_zh, ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat FROM incident i
    LEFT JOIN item t ON t.code = i.item_code
    WHERE i.grid_id = ANY(:grids) AND i.due_at < :now AND i.state <> ALL(:done) ORDER BY i.due_at, i.id LIMIT :most""")


def homes_middle(connection: Connection, grid_id: int) -> tuple[float, float] | None:
    """Lon, lat: the geometric median of a grid's households."""
    found = connection.execute(HOMES, {"grid": grid_id}).one_or_none()
    return None if found is None else (float(found[0]), float(found[1]))


def overdue(connection: Connection, grid_ids: Sequence[int], done: Sequence[str], now: datetime, most: int) -> Sequence[RowMapping]:
    """Incidents past their limit in which there is still something to do, the longest first."""
    return connection.execute(OVERDUE, {"grids": list(grid_ids), "done": list(done), "now": now, "most": most}).mappings().all()


def corners(connection: Connection, inspection_id: UUID) -> list[dict[str, Any]]:
    """Dead corners of an inspection with what is ``unseen`` of a road as a shape, in the order of their numbers."""
    D = DeadCorner
    query = select(D.kind, D.ref, D.label, D.grid_id, D.metres, func.ST_X(D.geom).label("lon"), func.ST_Y(D.geom).label("lat"), func.ST_AsBinary(D.unseen).label("wkb"))
    rows = connection.execute(query.where(D.inspection_id == inspection_id).order_by(D.kind, D.ref)).mappings().all()
    return [{**row, "unseen": shapely.from_wkb(row["wkb"])} for row in rows]
