"""Where an inspection should look: the middle of a grid's homes, what is overdue, the dead corners of the last time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

HOMES = text("SELECT ST_X(m), ST_Y(m) FROM (SELECT ST_GeometricMedian(ST_Collect(geom)) AS m FROM household WHERE grid_id = :grid) x WHERE m IS NOT NULL")
OVERDUE = text("""
    SELECT i.id, i.number, i.grid_id, t.name_zh AS item_zh, ST_X(i.geom) AS lon, ST_Y(i.geom) AS lat FROM incident i
    LEFT JOIN item t ON t.code = i.item_code
    WHERE i.grid_id = ANY(:grids) AND i.due_at < :now AND i.state <> ALL(:done) ORDER BY i.due_at, i.id LIMIT :most""")
CORNERS = text("""
    WITH near AS (
      SELECT *, ST_ClusterDBSCAN(ST_Transform(geom, 3857), CAST(:metres AS float8) / cos(radians(ST_Y(geom))), 1) OVER () AS heap FROM dead_corner
      WHERE inspection_id = :inspection
    ), one AS (SELECT DISTINCT ON (heap) *, count(*) OVER (PARTITION BY heap) AS count FROM near ORDER BY heap, kind, ref)
    SELECT kind || ':' || ref AS ref, label, grid_id, count, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM one ORDER BY count DESC, ref LIMIT :most""")


def homes_middle(connection: Connection, grid_id: int) -> tuple[float, float] | None:
    """Lon, lat: the geometric median of a grid's households."""
    found = connection.execute(HOMES, {"grid": grid_id}).one_or_none()
    return None if found is None else (float(found[0]), float(found[1]))


def overdue(connection: Connection, grid_ids: Sequence[int], done: Sequence[str], now: datetime, most: int) -> Sequence[RowMapping]:
    """Incidents past their limit in which there is still something to do, the longest first."""
    return connection.execute(OVERDUE, {"grids": list(grid_ids), "done": list(done), "now": now, "most": most}).mappings().all()


def corners_together(connection: Connection, inspection_id: UUID, metres: float, most: int) -> Sequence[RowMapping]:
    """Dead corners of an inspection, heaped where they lie near each other: one of each heap, with how many it stands for."""
    return connection.execute(CORNERS, {"inspection": inspection_id, "metres": metres, "most": most}).mappings().all()
