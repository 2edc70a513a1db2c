"""Households and units follow the ground: each knows the grid that it lies in now."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app.db.queries import editions as queries
from gis_app.domain.locate import Locator

Row = Mapping[str, Any]


def located(points: Sequence[Any], grids: Sequence[Row]) -> NDArray[np.int32]:
    """Position in ``grids`` of the grid that each point falls into, -1 for none."""
    if not points or not grids:
        return np.full(len(points), -1, dtype=np.int32)
    lon = np.array([point.lon for point in points], dtype=np.float64)
    lat = np.array([point.lat for point in points], dtype=np.float64)
    return Locator(as_frame(grids)).index(lon, lat)


def move_register(connection: Connection, town_id: int, grids: Sequence[Row]) -> None:
    """Point every household and unit of the town to the grid, among these versions, that it lies in."""
    drawn = [row for row in grids if row["geom"] is not None]
    for table in queries.PLACED:
        points = queries.placed_points(connection, table, town_id)
        found = [drawn[i]["grid_id"] if i >= 0 else None for i in located(points, drawn)]
        moves = [(point.id, now) for point, now in zip(points, found, strict=True) if now != point.grid_id]
        if moves:
            queries.move_points(connection, table, moves)


def as_frame(grids: Sequence[Row]) -> gpd.GeoDataFrame:
    """Versions as the frame that ``Locator`` takes; ``lies_in`` by code, so that ancestors are known."""
    codes = {row["grid_id"]: row["code"] for row in grids}
    columns = {name: [row[name] for row in grids] for name in ("code", "kind", "level")}
    columns["lies_in"] = [codes.get(row["lies_in_id"]) for row in grids]
    return gpd.GeoDataFrame(columns, geometry=[row["geom"] for row in grids], crs=4326)
