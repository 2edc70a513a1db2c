"""What an inspection should have come near in its area: occupied buildings, units, roads; and the dead corners that are left."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, text, update

from gis_app import clock
from gis_app.db.models.inspections import DeadCorner, OfficeMatter
from gis_app.db.models.patrols import Patrol

BUILDINGS = text("""
    SELECT b.id::text AS ref, coalesce(b.name, regexp_replace(min(h.address), '(幢).*', '\\1'), '房屋 ' || b.external_id) AS label,
           min(h.grid_id) AS grid_id, ST_AsBinary(b.geom) AS wkb
    FROM household h JOIN building b ON b.id = h.building_id WHERE h.grid_id = ANY(:grids) GROUP BY b.id ORDER BY b.id""")
UNITS = text("SELECT id::text AS ref, name AS label, grid_id, ST_AsBinary(geom) AS wkb FROM unit WHERE grid_id = ANY(:grids) ORDER BY id")
ROADS = text("""
    SELECT f.id::text || ':' || v.grid_id AS ref, coalesce(f.name, CASE f.category WHEN 'main' THEN '主干道' WHEN 'village' THEN '村道' ELSE '巷道' END)
             || '（' || v.name || '段）' AS label, v.grid_id, ST_AsBinary(ST_CollectionExtract(ST_Intersection(f.geom, v.geom), 2)) AS wkb
    FROM feature_line f JOIN grid_version v ON v.valid @> now() AND v.grid_id = ANY(:grids) AND ST_Intersects(f.geom, v.geom)
    WHERE f.layer = 'roads' AND f.town_id = :town ORDER BY f.id, v.grid_id""")


def buildings(connection: Connection, grid_ids: Sequence[int]) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    """Buildings that somebody lives in; named by their address, never by who lives there."""
    return _rows(connection, BUILDINGS, {"grids": list(grid_ids)})


def units(connection: Connection, grid_ids: Sequence[int]) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    return _rows(connection, UNITS, {"grids": list(grid_ids)})


def roads(connection: Connection, town_id: int, grid_ids: Sequence[int]) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    """Roads cut at the grids' borders."""
    return _rows(connection, ROADS, {"grids": list(grid_ids), "town": town_id})


def _rows(connection: Connection, query: Any, values: Mapping[str, Any]) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    rows = [dict(row) for row in connection.execute(query, values).mappings()]
    shapes = shapely.from_wkb(np.array([row.pop("wkb") for row in rows], dtype=object))
    keep = ~shapely.is_empty(shapes)
    return [row for row, kept in zip(rows, keep, strict=True) if kept], np.asarray(shapes[keep], dtype=object)


def add(connection: Connection, inspection_id: UUID, town_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of ``DeadCorner`` with ``place`` as (lon, lat), and of a road ``unseen`` as a shape."""
    if rows:
        connection.execute(insert(DeadCorner), [
            {**{name: value for name, value in row.items() if name != "place"}, "inspection_id": inspection_id, "town_id": town_id,
             "geom": f"SRID=4326;POINT({row['place'][0]} {row['place'][1]})", "unseen": _written(row.get("unseen"))} for row in rows
        ])


def _written(lines: shapely.Geometry | None) -> str | None:
    return None if lines is None else f"SRID=4326;{shapely.to_wkt(shapely.multilinestrings(shapely.get_parts(lines)), rounding_precision=7)}"


def forget(connection: Connection, inspection_id: UUID) -> None:
    """Take away the rounds and corners that were worked out before: more records have come."""
    connection.execute(delete(Patrol).where(Patrol.inspection_id == inspection_id))
    connection.execute(delete(DeadCorner).where(DeadCorner.inspection_id == inspection_id))


def list_matters(connection: Connection, inspection_id: UUID, town_id: int, rows: Sequence[Mapping[str, Any]], *, gone: str, actor: str) -> None:
    """Bring the office's list to these rows. What is undecided and stands no more is settled with the words ``gone``;
    a finding stays until somebody decides, whatever its incident has come to.
    """
    M = OfficeMatter
    wanted = {(row["kind"], row["ref"]): row for row in rows}
    for known in connection.execute(select(M.id, M.kind, M.ref, M.label, M.settled_at).where(M.inspection_id == inspection_id)).mappings().all():
        row = wanted.pop((known["kind"], known["ref"]), None)
        if known["settled_at"] is not None or (row is None and known["kind"] == "finding"):
            continue
        change = {"decision": gone, "settled_by": actor, "settled_at": clock.now()} if row is None else {"label": row["label"]}
        connection.execute(update(M).where(M.id == known["id"]).values(change))
    if wanted:
        connection.execute(insert(M), [
            {"grid_id": None, "incident_id": None, **row, "inspection_id": inspection_id, "town_id": town_id, "at": clock.now()} for row in wanted.values()
        ])
